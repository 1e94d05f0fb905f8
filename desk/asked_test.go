package desk_test

import (
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// hire opens an account and returns the officer.
func hire(t *testing.T, w *desktest.World, a desk.Account) desk.Actor {
	t.Helper()
	return w.Hire(t, a)
}

func TestACountySeesARecordOnlyWhenItsDeskWasAsked(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	ctx := t.Context()
	other := hire(t, w, desk.Account{Login: "neighbour", Roles: []lanna.Role{lanna.CountyPolice}, Desk: "other county"})
	show := func(by desk.Actor, id lanna.RecordID) error {
		_, err := w.Record(ctx, by, desktest.Rescue, id)
		return err
	}
	wantError(t, show(w.County, person), lanna.NotFound, "not-found")

	wantError(t, w.AskDesk(ctx, w.Duty, desktest.Rescue, person, w.County.Desk), lanna.Denied, "role")
	must(t, w.AskDesk(ctx, w.National, desktest.Rescue, person, w.County.Desk))
	must(t, w.AskDesk(ctx, w.National, desktest.Rescue, person, w.County.Desk))
	v, err := w.Record(ctx, w.County, desktest.Rescue, person)
	must(t, err)
	if len(values(v, lanna.Name)) == 0 {
		t.Error("the county does not see whom it is asked about")
	}
	if len(v.Related) != 0 {
		t.Errorf("records that the county was not asked about show through: %d", len(v.Related))
	}
	wantError(t, show(w.County, notice), lanna.NotFound, "not-found")
	wantError(t, show(other, person), lanna.NotFound, "not-found")

	must(t, w.UnaskDesk(ctx, w.National, desktest.Rescue, person, w.County.Desk))
	wantError(t, show(w.County, person), lanna.NotFound, "not-found")
	wantError(t, w.UnaskDesk(ctx, w.National, desktest.Rescue, person, w.County.Desk), lanna.NotFound, "not-found")
}

func TestASecondRoleAtTheCountysDeskDoesNotWiden(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	ctx := t.Context()
	must(t, w.AddFact(ctx, w.Duty, desktest.Rescue, notice, lanna.LastPlace, desk.Words{Text: "EXERCISE 银鹭园 B", Lang: "zh"}, lanna.Grade{}))
	two := hire(t, w, desk.Account{Login: "two", Roles: []lanna.Role{lanna.CountyPolice, lanna.DutyOfficer}, Desk: "county"})
	lent := hire(t, w, desk.Account{Login: "lent", Roles: []lanna.Role{lanna.CountyPolice}, Desk: "county",
		Elsewhere: []lanna.RoleAt{{Role: lanna.DutyOfficer, Desk: "centre"}}})

	_, err := w.Record(ctx, two, desktest.Rescue, notice)
	wantError(t, err, lanna.NotFound, "not-found")
	if hits := find(t, w, two, "阿蓝"); len(hits) != 0 {
		t.Errorf("a search finds %d records that the desk was not asked about", len(hits))
	}
	if page, list := queue(t, w, two, desk.QueueQuery{}); len(list) != 0 || page.Counts[desk.FilterOpen] != 0 {
		t.Errorf("the queue lists %d alerts and counts %d", len(list), page.Counts[desk.FilterOpen])
	}
	must(t, w.AskDesk(ctx, w.National, desktest.Rescue, notice, "county"))
	v, err := w.Record(ctx, two, desktest.Rescue, notice)
	must(t, err)
	if got := values(v, lanna.LastPlace); len(got) != 0 {
		t.Error("a second role at the county's desk shows where the person hides")
	}
	if v, err = w.Record(ctx, lent, desktest.Rescue, notice); err != nil || len(values(v, lanna.LastPlace)) != 1 {
		t.Errorf("who was lent to the centre sees what the centre sees: %v", err)
	}
	if find(t, w, lent, "阿蓝") == nil {
		t.Error("nor finds")
	}
}

func TestADeskCannotBeNamedSoThatAGrantReadsOtherwise(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	for _, name := range []string{"a@b", "@", " x", "a\nb"} {
		_, err := w.AddOfficer(t.Context(), w.Admin, desktest.Rescue, desk.Account{Login: "x", Name: "EXERCISE",
			Roles: []lanna.Role{lanna.DutyOfficer}, Desk: name})
		wantError(t, err, lanna.Invalid, "desk-malformed")
	}
}
