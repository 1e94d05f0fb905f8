package desk_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

func TestTheShiftIsHandedOver(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	w.Shift(t)
	mine := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	nobodys := raise(t, w, lanna.LureRecord)
	leaders := raise(t, w, lanna.TipRecord)
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, mine))
	must(t, w.Acknowledge(ctx, w.Leader, desktest.Rescue, leaders))

	sheet, err := w.PrepareHandover(ctx, w.Duty, desktest.Rescue)
	must(t, err)
	if len(sheet.Mine) != 1 || sheet.Mine[0].Record != mine || len(sheet.Others) != 1 || sheet.Others[0].Record != nobodys || sheet.More != 0 {
		t.Errorf("the sheet lists %d of mine and %d of nobody's", len(sheet.Mine), len(sheet.Others))
	}
	if slices.ContainsFunc(sheet.Takers, func(a desk.Actor) bool { return a.Officer == w.Duty.Officer || a.Officer == w.Auditor.Officer }) {
		t.Errorf("takers: %v", sheet.Takers)
	}

	taker, err := w.CheckPassword(ctx, desk.Proof{Login: "second", Password: desktest.Password, Remote: "127.0.0.1"})
	must(t, err)
	must(t, w.HandOver(ctx, w.Duty, desktest.Rescue, taker, []lanna.RecordID{mine, nobodys}, "EXERCISE quiet night"))
	for _, id := range []lanna.RecordID{mine, nobodys} {
		if a := look(t, w, w.Second, id); a.Owner != w.Second.Officer {
			t.Errorf("%s has it", a.OwnerName)
		}
	}
	if a := look(t, w, w.Second, mine); a.State != desk.AlertAcknowledged || a.Step != desk.StepDecide {
		t.Errorf("handed over as %s, %s", a.State, a.Step)
	}
	shift, err := w.OnDuty(ctx, "centre")
	must(t, err)
	if want := []lanna.OfficerID{w.Second.Officer, w.Leader.Officer}; !slices.Equal(shift.Officers, want) {
		t.Errorf("the rota is %v", shift.Officers)
	}
}

// The log says that somebody read the shift where nobody handed it over, and
// who sets the rota sees no alert by it.
func TestLookingAtTheSheetIsARead(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	for _, who := range []desk.Actor{w.Duty, w.Admin} {
		sheet, err := w.PrepareHandover(t.Context(), who, desktest.Rescue)
		must(t, err)
		if want := map[bool]int{true: 1}[who.Officer == w.Duty.Officer]; len(sheet.Mine)+len(sheet.Others) != want {
			t.Errorf("%s sees %d alerts, want %d", who.Login, len(sheet.Mine)+len(sheet.Others), want)
		}
		page, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Officer: who.Officer})
		must(t, err)
		if slices.ContainsFunc(page.Entries, func(e desk.AuditEntry) bool { return e.Act == "shift.handover" }) ||
			!slices.ContainsFunc(page.Entries, func(e desk.AuditEntry) bool { return e.Act == "shift.show" }) {
			t.Errorf("the log does not say that %s read the shift", who.Login)
		}
	}
}

func TestAHandoverIsOneStatementThatNamesBothOfficers(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	w.Shift(t)
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	taker, err := w.CheckPassword(ctx, desk.Proof{Login: "second", Password: desktest.Password, Remote: "127.0.0.1"})
	must(t, err)
	before := len(leaves(t, w, lanna.Grant))
	must(t, w.HandOver(ctx, w.Duty, desktest.Rescue, taker, []lanna.RecordID{id}, ""))
	grants := leaves(t, w, lanna.Grant)[before:]
	if len(grants) != 1 {
		t.Fatalf("%d statements on the shift", len(grants))
	}
	var said struct {
		From, To lanna.OfficerID
		Alerts   []struct{ Record lanna.RecordID }
	}
	must(t, json.Unmarshal([]byte(grants[0].Value(lanna.Handover)), &said))
	if said.From != w.Duty.Officer || said.To != w.Second.Officer || len(said.Alerts) != 1 || said.Alerts[0].Record != id {
		t.Errorf("it says %+v", said)
	}
}

func TestHandoversThatAreRefused(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	w.Shift(t)
	mine := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	gone := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "300000 CNY")...)
	must(t, w.CloseAlert(ctx, w.Leader, desktest.Rescue, gone, desk.OutcomeSafe, lanna.RecordID{}))
	ids := []lanna.RecordID{mine}
	if err := w.HandOver(ctx, w.Duty, desktest.Rescue, w.Second, ids, ""); lanna.CodeOf(err) != "second-signature" {
		t.Errorf("the second officer did not sign: %v", err)
	}
	taker, err := w.CheckPassword(ctx, desk.Proof{Login: "second", Password: desktest.Password, Remote: "127.0.0.1"})
	must(t, err)
	if err := w.HandOver(ctx, w.Second, desktest.Rescue, taker, ids, ""); lanna.CodeOf(err) != "taker" {
		t.Errorf("to oneself: %v", err)
	}
	if err := w.HandOver(ctx, w.Duty, desktest.Rescue, taker, []lanna.RecordID{mine, gone}, ""); lanna.CodeOf(err) != "handover-stale" {
		t.Errorf("one was closed meanwhile: %v", err)
	}
	if a := look(t, w, w.Duty, mine); !a.Owner.IsZero() {
		t.Error("half of the handover was done")
	}
	auditor, err := w.CheckPassword(ctx, desk.Proof{Login: "auditor", Password: desktest.Password, Remote: "127.0.0.1"})
	must(t, err)
	if err := w.HandOver(ctx, w.Duty, desktest.Rescue, auditor, ids, ""); lanna.CodeOf(err) != "officer-unfit" {
		t.Errorf("to the auditor: %v", err)
	}
	w.Clock.Add(6 * time.Minute)
	if err := w.HandOver(ctx, w.Duty, desktest.Rescue, taker, ids, ""); lanna.CodeOf(err) != "second-signature" {
		t.Errorf("six minutes after signing: %v", err)
	}
	if _, err := w.CheckPassword(ctx, desk.Proof{Login: "second", Password: "wrong password", Remote: "127.0.0.1"}); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("a wrong password signs: %v", err)
	}
}
