package desk

import (
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/statement"
)

// States of presumption, values of lanna.VictimStatus.
const (
	Presumed       = "presumed"
	ScreenedVictim = "screened-victim"
	ScreenedNot    = "screened-not"
)

// Values of lanna.ContactSafety.
const (
	DoNotContact = "do-not-contact"
	SafeWindow   = "safe-window"
	FreeContact  = "free"
)

// ruleOverride marks a suspicion that was recorded on a person while the
// person was presumed a victim.
const ruleOverride = "safeguard.override"

// locksSuspicion reports whether a victim status locks suspicion: while the
// person is presumed a victim, and all the more once a screening has said so.
func locksSuspicion(status string) bool { return status == Presumed || status == ScreenedVictim }

// Suspect records a suspicion against a person; on a notice or report it is
// recorded on its person. While the person is presumed or known to be a victim
// it is Locked "presumed-victim" unless why gives a reason: then the suspicion
// carries the reason, and the page shows both. The status itself stays: only a
// screening changes it.
func (d *Desk) Suspect(ctx context.Context, by Actor, why Why, id lanna.RecordID, value Words) error {
	value.Text = strings.TrimSpace(value.Text)
	if value.Text == "" || len(value.Text) > maxStory {
		return &lanna.Error{Kind: lanna.Invalid, Code: "value-malformed", ID: string(lanna.SuspectOf)}
	}
	return d.do(ctx, by, why, "record.suspect", func(w *work) error {
		st, err := w.openPerson(id)
		if err != nil {
			return err
		}
		c := statement.New(lanna.SuspectOf, value.Text)
		c.Lang = value.Lang
		claims := []statement.Claim{c}
		locked := locksSuspicion(st.Of(d.Agency(), lanna.VictimStatus))
		if !locked { // judged the same as somebody who is presumed a victim
			if locked, err = w.protectedElsewhere(st.Record); err != nil {
				return err
			}
		}
		switch {
		case locked && strings.TrimSpace(why.Reason) == "":
			return &lanna.Error{Kind: lanna.Locked, Code: "presumed-victim", ID: st.Record.String()}
		case strings.TrimSpace(why.Reason) == "":
			return &lanna.Error{Kind: lanna.Invalid, Code: "reason-missing"}
		case locked:
			claims = append(claims, statement.New(lanna.Rule, ruleOverride))
		}
		_, err = w.say(lanna.Say, st.Record, markingOf(st), claims)
		return err
	})
}

// openPerson returns a person, or the person of a notice.
func (w *work) openPerson(id lanna.RecordID) (*statement.State, error) {
	st, err := w.open(id)
	if err != nil {
		return nil, err
	}
	if lanna.RecordKind(st.Of(w.d.Agency(), lanna.KindOfRecord)) == lanna.PersonRecord {
		return st, nil
	}
	for _, person := range w.linked(st, lanna.PersonOf) {
		return w.open(person)
	}
	return nil, &lanna.Error{Kind: lanna.Invalid, Code: "no-person", ID: id.String()}
}

// Screen records the result of a screening: ScreenedVictim, ScreenedNot or
// Presumed. It needs a reason, which stays within victim support.
func (d *Desk) Screen(ctx context.Context, by Actor, why Why, id lanna.RecordID, result string) error {
	if !slices.Contains([]string{ScreenedVictim, ScreenedNot, Presumed}, result) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "result-unknown"}
	}
	return d.do(ctx, by, why, "record.screen", func(w *work) error {
		st, err := w.openPerson(id)
		if err != nil {
			return err
		}
		if _, err := w.say(lanna.Say, st.Record, withinSupport(markingOf(st)), nil); err != nil {
			return err
		}
		w.why.Reason = "" // said above, where only victim support sees it
		return w.set(st, markingOf(st), statement.New(lanna.VictimStatus, result))
	})
}

// SetSafety records how the person may be contacted: DoNotContact, SafeWindow
// or FreeContact, with words on how. It takes the place of what stood.
func (d *Desk) SetSafety(ctx context.Context, by Actor, why Why, id lanna.RecordID, value string, note Words) error {
	if !slices.Contains([]string{DoNotContact, SafeWindow, FreeContact}, value) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "safety-unknown"}
	}
	note.Text = strings.TrimSpace(note.Text)
	if value == SafeWindow && note.Text == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "window-missing"}
	}
	return d.do(ctx, by, why, "record.safety", func(w *work) error {
		st, err := w.openPerson(id)
		if err != nil {
			return err
		}
		set := []statement.Claim{statement.New(lanna.ContactSafety, value)}
		if note.Text != "" {
			c := statement.New(lanna.Note, note.Text)
			c.Lang = note.Lang
			set = append(set, c)
		}
		return w.set(st, markingOf(st), set...)
	})
}
