package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/statement"
)

// ofAct are the properties that tell of an act itself, not of what it says.
var ofAct = []lanna.Property{lanna.Act, lanna.PurposeOf, lanna.CaseOf, lanna.Reason, lanna.Rule, lanna.Marked, lanna.After, lanna.Outcome, lanna.SecondOfficer}

// stepArgs are the changes that a step's sentence names, by the argument's name.
var stepArgs = map[lanna.Property]string{
	lanna.AlertState: "state", lanna.AlertOwner: "owner", lanna.AlertOutcome: "outcome", lanna.AlertMerged: "merged",
	lanna.AlertLevel: "level", lanna.AlertStep: "step", lanna.AlertDue: "due", lanna.AlertSeverity: "severity",
	lanna.VictimStatus: "status", lanna.ContactSafety: "safety", lanna.CaptureState: "capture", lanna.Queued: "queued",
	lanna.ReceiptOf: "receipt",
}

// history tells a record's acts, newest first, as far as the reader may know
// of them: an act of which no claim is released is not there. One whose claims
// were all erased is: its header stays. So is one of a kind that is not known,
// with nothing but who said it and when: no marking tells who may read its claims.
func (d *Desk) history(ctx context.Context, st *statement.State, l *lens) []Step {
	at := map[lanna.Digest]int{}
	steps := make([]Step, 0, len(st.History))
	for _, a := range st.History {
		at[a.Statement] = len(steps)
		act := ""
		if !a.Kind.Known() { // of a newer version: kept, and shown as unknown
			act = "unknown"
		}
		steps = append(steps, Step{Time: a.Time, Act: act, Officer: a.Officer, Agency: a.Agency, Statement: a.Statement, Unproven: a.Unproven})
	}
	known, held := make([]bool, len(steps)), make([]bool, len(steps))
	for i := range st.Facts {
		f := &st.Facts[i]
		n := at[f.Statement]
		held[n] = true
		if !l.fact(f) {
			continue
		}
		known[n] = true
		d.tell(ctx, &steps[n], f)
	}
	out := make([]Step, 0, len(steps))
	for i := len(steps) - 1; i >= 0; i-- {
		if known[i] || !held[i] || !st.History[i].Kind.Known() {
			steps[i].Name = d.OfficerName(ctx, steps[i].Officer)
			out = append(out, steps[i])
		}
	}
	return out
}

// says takes what a fact says of the act itself, in plain values.
func (s *Step) says(f *statement.Fact) {
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
}

// tell adds what one fact says of its act.
func (d *Desk) tell(ctx context.Context, s *Step, f *statement.Fact) {
	s.says(f)
	if f.Property == lanna.SecondOfficer {
		s.Second = d.OfficerName(ctx, officerID(f.Value))
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
