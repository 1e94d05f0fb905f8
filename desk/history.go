package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/statement"
)

// ofAct are the properties that tell of an act itself, not of what it says.
var ofAct = []lanna.Property{lanna.Act, lanna.PurposeOf, lanna.CaseOf, lanna.Reason, lanna.Rule, lanna.Marked, lanna.After, lanna.Outcome}

// stepArgs are the changes that a step's sentence names, by the argument's name.
var stepArgs = map[lanna.Property]string{
	lanna.AlertState: "state", lanna.AlertOwner: "owner", lanna.AlertOutcome: "outcome", lanna.AlertMerged: "merged",
	lanna.AlertLevel: "level", lanna.AlertStep: "step", lanna.AlertDue: "due", lanna.AlertSeverity: "severity",
	lanna.VictimStatus: "status", lanna.ContactSafety: "safety",
}

// history tells a record's acts, newest first, as far as the reader may know
// of them: an act of which no claim is released is not there.
func (d *Desk) history(ctx context.Context, st *statement.State, l *lens) []Step {
	at := map[lanna.Digest]int{}
	steps := make([]Step, 0, len(st.History))
	for _, a := range st.History {
		at[a.Statement] = len(steps)
		steps = append(steps, Step{Time: a.Time, Officer: a.Officer, Agency: a.Agency, Statement: a.Statement, Unproven: a.Unproven})
	}
	known := make([]bool, len(steps))
	for i := range st.Facts {
		f := &st.Facts[i]
		if !l.fact(f) {
			continue
		}
		n := at[f.Statement]
		known[n] = true
		d.tell(ctx, &steps[n], f)
	}
	out := make([]Step, 0, len(steps))
	for i := len(steps) - 1; i >= 0; i-- {
		if known[i] {
			steps[i].Name = d.OfficerName(ctx, steps[i].Officer)
			out = append(out, steps[i])
		}
	}
	return out
}

// tell adds what one fact says of its act.
func (d *Desk) tell(ctx context.Context, s *Step, f *statement.Fact) {
	switch f.Property {
	case lanna.Act:
		s.Act = f.Value
	case lanna.PurposeOf:
		s.Purpose = lanna.Purpose(f.Value)
	case lanna.CaseOf:
		s.Case = f.Value
	case lanna.Reason:
		s.Reason = f.Value
	case lanna.Rule:
		s.Rule = f.Value
	case lanna.Note:
		s.Note = Words{f.Value, f.Lang}
	}
	if name := stepArgs[f.Property]; name != "" && f.Value != "" {
		if s.Args == nil {
			s.Args = map[string]string{}
		}
		s.Args[name] = f.Value
		if f.Property == lanna.AlertOwner {
			s.Args["owner-name"] = d.OfficerName(ctx, officerID(f.Value))
		}
	}
	if !slices.Contains(ofAct, f.Property) && !slices.Contains(s.Changed, f.Property) {
		s.Changed = append(s.Changed, f.Property)
	}
}

// fact reports whether the reader may see a fact of any agency.
func (l *lens) fact(f *statement.Fact) bool {
	return l.showsOf(f.Agency, f.Property, f.Markings)
}

// linkOf makes a link to a record of its state; false where the reader may not
// know that it is there.
func (l *lens) linkOf(st *statement.State, why string) (Link, bool) {
	var a Alert
	known := false
	when := lanna.Millis(0)
	for i := range st.Facts {
		f := &st.Facts[i]
		if !f.Live() || !l.fact(f) {
			continue
		}
		if f.Property == lanna.KindOfRecord {
			known, when = true, f.Time
		}
		a.set(cell{Property: f.Property, Value: f.Value, Lang: f.Lang})
	}
	a.Title.Code = titleCode(a.Kind, a.Title.Code)
	return Link{Record: st.Record, Label: a.Label, Kind: a.Kind, Title: a.Title, Severity: a.Severity, State: a.State, When: when, Why: why}, known
}
