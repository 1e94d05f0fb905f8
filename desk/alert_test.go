package desk_test

import (
	"slices"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

func TestABountyBecomesAThreatToLife(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := raise(t, w, lanna.BountyRecord, bounty("阿蓝 EXERCISE", "600000 CNY")...)
	a := look(t, w, w.Duty, id)
	if a.Severity != lanna.Life || a.State != desk.AlertOpen || a.Step != desk.StepAcknowledge || a.Rule != "bounty.life" {
		t.Errorf("severity %s, state %s, step %s, rule %s", a.Severity, a.State, a.Step, a.Rule)
	}
	if want := w.Now() + lanna.Millis(15*60_000); a.Due != want {
		t.Errorf("to be acknowledged by %d, want %d", a.Due, want)
	}
	var pro, con []string
	for _, r := range a.Why {
		if r.Against {
			con = append(con, r.Code)
		} else {
			pro = append(pro, r.Code+r.Args["value"])
		}
	}
	if !slices.Contains(pro, "reward600000 CNY") || !slices.Contains(pro, "threatbring-back") || !slices.Contains(con, "poster-unknown") {
		t.Errorf("why: for %v, against %v", pro, con)
	}
	if a.Title.Code != "bounty" || a.Title.Amount != "600000 CNY" || len(a.Title.Names) != 1 || a.Place.Text == "" {
		t.Errorf("title %+v, place %q", a.Title, a.Place.Text)
	}
	if len(a.Next) != 3 || a.Next[0].Act != desk.StepAcknowledge || a.Next[1].Act != desk.StepReply || a.Next[2].Act != desk.StepDecide {
		t.Errorf("what is due: %+v", a.Next)
	}
}

func TestSeverities(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	c := statement.New
	for _, test := range []struct {
		kind     lanna.RecordKind
		claims   []statement.Claim
		severity lanna.Severity
		step     string
		within   time.Duration
	}{
		{lanna.BountyRecord, []statement.Claim{c(lanna.Name, "EXERCISE")}, lanna.High, desk.StepAcknowledge, 15 * time.Minute},
		{lanna.BountyRecord, []statement.Claim{c(lanna.TipAmount, "50000 CNY")}, lanna.Life, desk.StepAcknowledge, 15 * time.Minute},
		{lanna.FamilyRecord, []statement.Claim{c(lanna.Name, "EXERCISE")}, lanna.High, desk.StepLocate, 6 * time.Hour},
		{lanna.FamilyRecord, []statement.Claim{c(lanna.Ransom, "200000 CNY")}, lanna.Life, desk.StepAcknowledge, 15 * time.Minute},
		{lanna.LureRecord, nil, lanna.High, desk.StepTriage, 2 * time.Hour},
		{lanna.TipRecord, nil, lanna.Routine, desk.StepReview, 24 * time.Hour},
		{lanna.TipRecord, []statement.Claim{c(lanna.ThreatCode, "kill")}, lanna.Life, desk.StepAcknowledge, 15 * time.Minute},
		{lanna.CaptureRecord, nil, lanna.High, desk.StepConfirm, 10 * time.Minute},
	} {
		a := look(t, w, w.Duty, raise(t, w, test.kind, test.claims...))
		if a.Severity != test.severity || a.Step != test.step || a.Due != w.Now()+lanna.Millis(test.within.Milliseconds()) {
			t.Errorf("%s: %s, %s, due in %d ms", test.kind, a.Severity, a.Step, a.Due-w.Now())
		}
	}
}

func TestTheSecondOfficerIsToldWhoWasQuicker(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "300000 CNY")...)
	w.Clock.Add(4 * time.Minute)
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, id))
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, id)) // a second press of the same key
	err := w.Acknowledge(ctx, w.Second, desktest.Rescue, id)
	var e *lanna.Error
	if lanna.CodeOf(err) != "acknowledged-already" || !asError(err, &e) || e.ID != w.Duty.Officer.String() {
		t.Errorf("the second officer is told: %v", err)
	}
	a := look(t, w, w.Second, id)
	if a.Owner != w.Duty.Officer || a.OwnerName != w.Duty.Name || a.State != desk.AlertAcknowledged || a.Step != desk.StepDecide {
		t.Errorf("owner %s, state %s, step %s", a.OwnerName, a.State, a.Step)
	}
	if want := a.Raised + lanna.Millis(12*time.Hour/time.Millisecond); a.Due != want {
		t.Errorf("the decision is due at %d, want twelve hours after it was raised, %d", a.Due, want)
	}
	if acts := actsOf(a.History); !slices.Equal(acts, []string{"alert.acknowledge", "capture.confirm"}) {
		t.Errorf("history: %v", acts)
	}
	if a.May["alert.acknowledge"] || !a.May["alert.close"] {
		t.Errorf("the second officer may %v", a.May)
	}
}

func TestAtTheSameMomentOneOfficerGetsTheAlert(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "300000 CNY")...)
	people := []desk.Actor{w.Duty, w.Second, w.Leader, w.National, w.Point}
	errs := make(chan error, len(people))
	for _, p := range people {
		go func() { errs <- w.Acknowledge(t.Context(), p, desktest.Rescue, id) }()
	}
	got := 0
	for range people {
		if err := <-errs; err == nil {
			got++
		} else if lanna.KindOf(err) != lanna.Conflict {
			t.Error(err)
		}
	}
	st, err := w.StateForTest(t.Context(), id)
	if got != 1 || err != nil || len(st.Disputes()) != 0 {
		t.Errorf("%d officers have it; disputes %v, %v", got, st.Disputes(), err)
	}
}

func TestNotThereAndNotYoursAreTheSame(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	m := handling.Marking{Compartments: []lanna.Compartment{lanna.SourceProtection}}
	hidden, err := w.RaiseForTest(ctx, w.Analyst, desktest.Rescue, lanna.TipRecord, m, statement.New(lanna.Narrative, "EXERCISE from a source"))
	must(t, err)
	plain := raise(t, w, lanna.CaptureRecord)
	must(t, w.SettleForTest(ctx, w.Duty, desktest.Rescue, plain))
	nowhere := lanna.NewRecordID()
	acts := map[string]func(id lanna.RecordID) error{
		"show":        func(id lanna.RecordID) error { _, err := w.AlertDetail(ctx, w.Duty, desktest.Rescue, id); return err },
		"acknowledge": func(id lanna.RecordID) error { return w.Acknowledge(ctx, w.Duty, desktest.Rescue, id) },
		"assign":      func(id lanna.RecordID) error { return w.Assign(ctx, w.Duty, desktest.Rescue, id, w.Second.Officer) },
		"note": func(id lanna.RecordID) error {
			return w.AlertNote(ctx, w.Duty, desktest.Rescue, id, desk.Words{Text: "EXERCISE"})
		},
		"escalate": func(id lanna.RecordID) error { return w.Escalate(ctx, w.Duty, desktest.Rescue, id) },
		"close": func(id lanna.RecordID) error {
			return w.CloseAlert(ctx, w.Duty, desktest.Rescue, id, desk.OutcomeFalse, lanna.RecordID{})
		},
		"merge into": func(id lanna.RecordID) error {
			mine := raise(t, w, lanna.TipRecord)
			return w.CloseAlert(ctx, w.Duty, desktest.Rescue, mine, desk.OutcomeMerged, id)
		},
		"officer's record": func(id lanna.RecordID) error {
			return w.Acknowledge(ctx, w.Duty, desktest.Rescue, w.Second.Officer)
		},
	}
	for name, act := range acts {
		for _, id := range []lanna.RecordID{hidden, nowhere} {
			if err := act(id); lanna.KindOf(err) != lanna.NotFound || lanna.CodeOf(err) != "not-found" {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if _, err := w.AlertDetail(ctx, w.Analyst, desktest.Rescue, hidden); err != nil {
		t.Errorf("the analyst in the compartment: %v", err)
	}
	if _, err := w.AlertDetail(ctx, w.Analyst, desk.Why{Purpose: lanna.Statistics}, hidden); lanna.KindOf(err) != lanna.NotFound {
		t.Errorf("for statistics: %v", err)
	}
}

func TestRolesThatMayNot(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "300000 CNY")...)
	refused := len(leaves(t, w, lanna.Refuse))
	for _, err := range []error{
		w.Acknowledge(ctx, w.County, desktest.Rescue, id),
		w.Acknowledge(ctx, w.Auditor, desktest.Rescue, id),
		w.CloseAlert(ctx, w.Analyst, desktest.Rescue, id, desk.OutcomeFalse, lanna.RecordID{}),
		w.Reopen(ctx, w.Point, desktest.Because("EXERCISE"), id),
	} {
		if lanna.KindOf(err) != lanna.Denied {
			t.Errorf("%v", err)
		}
	}
	if _, err := w.Queue(ctx, w.County, desktest.Rescue, desk.QueueQuery{}); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("county police reads the queue: %v", err)
	}
	if n := len(leaves(t, w, lanna.Refuse)) - refused; n != 5 {
		t.Errorf("%d refusals on the log, want 5", n)
	}
	if err := w.Acknowledge(ctx, w.Duty, desk.Why{}, id); lanna.CodeOf(err) != "purpose-missing" {
		t.Errorf("without a purpose: %v", err)
	}
	if err := w.Assign(ctx, w.Duty, desktest.Rescue, id, w.Auditor.Officer); lanna.CodeOf(err) != "officer-unfit" {
		t.Errorf("given to the auditor: %v", err)
	}
}

func TestAnAlertIsClosedWithAnOutcomeAndReopened(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "300000 CNY")...)
	other := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "350000 CNY")...)
	w.Clock.Add(time.Minute)
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, id))
	for outcome, merged := range map[string]lanna.RecordID{"": {}, "handled": {}, "gone": {}, desk.OutcomeMerged: {}, desk.OutcomeSafe: other} {
		if err := w.CloseAlert(ctx, w.Duty, desktest.Rescue, id, outcome, merged); lanna.KindOf(err) != lanna.Invalid {
			t.Errorf("outcome %q: %v", outcome, err)
		}
	}
	w.Clock.Add(time.Minute)
	must(t, w.AlertNote(ctx, w.Duty, desktest.Rescue, id, desk.Words{Text: "EXERCISE 已联系", Lang: "zh"}))
	w.Clock.Add(time.Minute)
	must(t, w.CloseAlert(ctx, w.Duty, desktest.Rescue, id, desk.OutcomeMerged, other))
	err := w.CloseAlert(ctx, w.Duty, desktest.Rescue, other, desk.OutcomeMerged, id) // each closed over the other: nobody would look
	wantError(t, err, lanna.Conflict, "merged-with")
	a := look(t, w, w.Duty, id)
	if a.State != desk.AlertClosed || a.Outcome != desk.OutcomeMerged || a.Merged != other || a.Due != 0 || len(a.Next) != 0 || a.Closed == 0 {
		t.Errorf("closed: %+v", a.Alert)
	}
	if err := w.CloseAlert(ctx, w.Second, desktest.Rescue, id, desk.OutcomeSafe, lanna.RecordID{}); lanna.CodeOf(err) != "closed-already" {
		t.Errorf("closed again: %v", err)
	}
	if err := w.Reopen(ctx, w.Duty, desktest.Rescue, id); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("reopened without a reason: %v", err)
	}
	w.Clock.Add(time.Hour)
	must(t, w.Reopen(ctx, w.Leader, desktest.Because("EXERCISE seen again"), id))
	a = look(t, w, w.Duty, id)
	if a.State != desk.AlertOpen || a.Outcome != "" || !a.Merged.IsZero() || !a.Owner.IsZero() || a.Due != w.Now()+15*60_000 || a.Level != 0 {
		t.Errorf("reopened: %+v", a.Alert)
	}
	if a.History[0].Reason == "" || a.History[0].Name != w.Leader.Name || a.History[2].Note.Lang != "zh" {
		t.Errorf("history: %+v", a.History)
	}
}

func TestACaptureIsSettledNotClosed(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.CaptureRecord)
	if err := w.CloseAlert(ctx, w.Duty, desktest.Rescue, id, desk.OutcomeFalse, lanna.RecordID{}); lanna.KindOf(err) != lanna.Locked {
		t.Errorf("closed over: %v", err)
	}
	must(t, w.SettleForTest(ctx, w.Duty, desktest.Rescue, id))
	must(t, w.SettleForTest(ctx, w.Duty, desktest.Rescue, id)) // twice says nothing more
	if a := look(t, w, w.Duty, id); a.State != desk.AlertClosed || a.Outcome != desk.OutcomeHandled || a.Version != 2 {
		t.Errorf("%+v", a.Alert)
	}
	if err := w.Reopen(ctx, w.Duty, desktest.Because("EXERCISE"), id); lanna.KindOf(err) != lanna.Locked {
		t.Errorf("reopened: %v", err)
	}
}
