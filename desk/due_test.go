package desk_test

import (
	"slices"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// dueLabels lists what an officer is shown as due.
func dueLabels(t *testing.T, w *desktest.World, by desk.Actor) []string {
	t.Helper()
	list, err := w.Due(t.Context(), by, desktest.Rescue)
	must(t, err)
	var out []string
	for _, d := range list {
		out = append(out, d.Link.Label)
	}
	return out
}

func TestWhatIsDueIsRenewedOrErased(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	ctx, why := t.Context(), desktest.Because("EXERCISE the case goes on")
	label := record(t, w, notice).Label
	if got := dueLabels(t, w, w.Leader); len(got) != 0 {
		t.Fatalf("due on the first day: %v", got)
	}
	w.Clock.Add(90 * 24 * time.Hour)
	if got := dueLabels(t, w, w.Leader); !slices.Contains(got, label) {
		t.Fatalf("after 90 days: %v", got)
	}
	list, err := w.Due(ctx, w.Admin, desktest.Rescue)
	must(t, err)
	for _, d := range list {
		if len(d.Link.Title.Names) != 0 {
			t.Error("an administrator, who reads no records, is shown a name")
		}
	}
	_, err = w.Due(ctx, w.Duty, desktest.Rescue)
	wantError(t, err, lanna.Denied, "role")

	until := w.Now().Time().Add(30 * 24 * time.Hour).Format(time.DateOnly)
	wantError(t, w.Renew(ctx, w.Leader, desktest.Rescue, notice, until), lanna.Invalid, "reason-missing")
	wantError(t, w.Renew(ctx, w.Leader, why, notice, "2031-01-01"), lanna.Invalid, "review-date")
	must(t, w.Renew(ctx, w.Leader, why, notice, until))
	wantError(t, w.Renew(ctx, w.Leader, why, notice, until), lanna.Conflict, "review-later")
	v := record(t, w, notice)
	if v.Marking.Review != until || slices.Contains(dueLabels(t, w, w.Leader), label) {
		t.Errorf("renewed to %s, reviewed on %s", until, v.Marking.Review)
	}
	if len(values(v, lanna.Name)) == 0 || v.History[0].Reason != why.Reason {
		t.Error("what was renewed, or why, is not shown")
	}
	if got := dueLabels(t, w, w.Leader); !slices.Contains(got, record(t, w, person).Label) {
		t.Error("the person, who was not renewed, is not due")
	}

	// What is due, one officer erases.
	_, whole, err := w.DueClaims(ctx, w.Leader, why, person)
	if err != nil || !whole {
		t.Fatalf("whole %v, %v", whole, err)
	}
	must(t, w.Erase(ctx, w.Leader, desk.Actor{}, why, person, nil))
	_, err = w.Record(ctx, w.Duty, desktest.Rescue, person)
	wantError(t, err, lanna.NotFound, "not-found")
}

func TestErasingAtOnceTakesTwo(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	ctx, why := t.Context(), desktest.Because("EXERCISE asked for by the person")
	for _, tt := range []struct {
		name   string
		second desk.Actor
	}{
		{"nobody", desk.Actor{}},
		{"the same officer", w.Signs(w.Leader)},
		{"without a password", w.Admin},
		{"who may not erase", w.Signs(w.Duty)},
		{"whose time is over", w.Signs(w.Admin)},
	} {
		if tt.name == "whose time is over" {
			w.Clock.Add(6 * time.Minute)
		}
		t.Run(tt.name, func(t *testing.T) {
			wantError(t, w.Erase(ctx, w.Leader, tt.second, why, notice, nil), lanna.Denied, "second-signature")
		})
	}
	alias := fact(t, record(t, w, notice), lanna.Alias).Claim
	must(t, w.Erase(ctx, w.Leader, w.Signs(w.Admin), why, notice, []lanna.Digest{alias}))
	v := record(t, w, notice)
	if len(values(v, lanna.Alias)) != 0 || v.History[0].Act != "record.erase" || v.History[0].Second != w.Admin.Name {
		t.Errorf("history: %+v", v.History[0])
	}
}
