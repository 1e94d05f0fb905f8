package desk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/statement"
)

// Decisions on a row.
const (
	DecideSame     = "same"     // the two are one person: said on the person, and undone there
	DecideApart    = "apart"    // they are two
	DecideOverride = "override" // the suspicion is recorded although the person is presumed a victim
	DecideSkip     = "skip"     // the row is not taken over
)

// A ListDecision is what an officer decided on a row of a list. The last on a
// row and its other side counts.
type ListDecision struct {
	Row    int    `json:"row"`
	Other  string `json:"other,omitempty"` // number of the other row, or the record of the person
	What   string `json:"what"`
	Reason string `json:"reason,omitempty"`

	by lanna.OfficerID
}

// maxDecisions is how many decisions one act may hold.
const maxDecisions = 2000

// DecideList records decisions on rows of a checked list, all or none. Several at
// once have one reason. Signatures that were given before count no more. An override is for those who may record a
// suspicion, and needs a reason.
func (d *Desk) DecideList(ctx context.Context, by Actor, why Why, id lanna.RecordID, decisions []ListDecision) error {
	switch {
	case len(decisions) == 0:
		return &lanna.Error{Kind: lanna.Invalid, Code: "nothing-chosen"}
	case len(decisions) > maxDecisions:
		return &lanna.Error{Kind: lanna.Exhausted, Code: "list-decisions"}
	}
	if err := d.admit(ctx, by, why, "list.decide"); err != nil {
		return err
	}
	if len(decisions) > 1 && strings.TrimSpace(why.Reason) == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "reason-missing"}
	}
	if err := d.checkDecisions(ctx, by, why, id, decisions); err != nil {
		return err
	}
	return d.do(ctx, by, why, "list.decide", func(w *work) error {
		l, err := w.openList(id, ListChecked)
		if err != nil {
			return err
		}
		_, err = w.say(lanna.Say, id, markingOf(l.st), []statement.Claim{statement.New(lanna.ListDecided, mustJSON(decisions))})
		return err
	})
}

// checkDecisions looks whether each decision is about something that the check
// found.
func (d *Desk) checkDecisions(ctx context.Context, by Actor, why Why, id lanna.RecordID, decisions []ListDecision) error {
	l, err := d.listFor(ctx, by, why, id)
	if err != nil {
		return err
	}
	if l.checked == nil {
		return &lanna.Error{Kind: lanna.Conflict, Code: "list-state", ID: id.String()}
	}
	byRow := map[int][]ListDecision{}
	for _, dec := range decisions {
		byRow[dec.Row] = append(byRow[dec.Row], dec)
	}
	err = d.eachRow(ctx, *l.checked, ListAll, func(r *ListedRow) error {
		for _, dec := range byRow[r.Number] {
			if err := dec.check(r, by, why); err != nil {
				return err
			}
		}
		delete(byRow, r.Number)
		return nil
	})
	if err == nil && len(byRow) > 0 {
		err = &lanna.Error{Kind: lanna.Invalid, Code: "list-row"}
	}
	return err
}

func (dec *ListDecision) check(r *ListedRow, by Actor, why Why) error {
	bad := func(code string) error {
		return &lanna.Error{Kind: lanna.Invalid, Code: code, ID: strconv.Itoa(r.Number)}
	}
	switch dec.What {
	case DecideSame, DecideApart:
		if !slices.ContainsFunc(r.Pairs, func(p ListPair) bool { return p.name() == dec.Other }) {
			return bad("list-pair")
		}
	case DecideOverride:
		switch {
		case !by.May("record.suspect"):
			return &lanna.Error{Kind: lanna.Denied, Code: "role"}
		case strings.TrimSpace(dec.Reason) == "" && strings.TrimSpace(why.Reason) == "":
			return bad("reason-missing")
		case !r.Suspects:
			return bad("list-pair")
		}
	case DecideSkip:
	default:
		return bad("list-decision")
	}
	return nil
}

// A rowFate is what was decided on a row.
type rowFate struct {
	pairs    map[string]string // by the name of the other side: same, apart
	skip     bool
	override string // the reason
}

// waits reports whether somebody with the same document's number is undecided on.
func (f *rowFate) waits(r *ListedRow) bool {
	if f != nil && f.skip {
		return false
	}
	return slices.ContainsFunc(r.Pairs, func(p ListPair) bool { return p.Number && (f == nil || f.pairs[p.name()] == "") })
}

// fates are the decisions by row.
func (l *listNow) fates() map[int]*rowFate {
	out := map[int]*rowFate{}
	for _, dec := range l.decided {
		f := out[dec.Row]
		if f == nil {
			f = &rowFate{pairs: map[string]string{}}
			out[dec.Row] = f
		}
		switch dec.What {
		case DecideSame, DecideApart:
			f.pairs[dec.Other] = dec.What
		case DecideSkip:
			f.skip = true
		case DecideOverride:
			if f.override = strings.TrimSpace(dec.Reason); f.override == "" {
				f.override = "override"
			}
		}
	}
	return out
}

// SignList signs for the rows as checked and all decisions on them; digest is
// what the officer was shown, and Conflict "list-changed" says that it is not so
// any more. The second signature, of another officer, begins to make records of
// the rows. It needs a reason, which stands with the suspicions that the list
// brings.
func (d *Desk) SignList(ctx context.Context, by Actor, why Why, id lanna.RecordID, digest string) error {
	begins := false
	err := d.do(ctx, by, why, "list.sign", func(w *work) error {
		begins = false
		l, err := w.openList(id, ListChecked, ListCommitting) // again, where the second signer's account was closed meanwhile
		if err != nil {
			return err
		}
		signed := l.signatures()
		switch {
		case digest != l.digest():
			return &lanna.Error{Kind: lanna.Conflict, Code: "list-changed", ID: id.String()}
		case slices.ContainsFunc(signed, func(s listSignature) bool { return s.by == by.Officer }):
			return &lanna.Error{Kind: lanna.Conflict, Code: "list-signed-already", ID: id.String()}
		}
		set := []statement.Claim{statement.New(lanna.ListSigned, digest)}
		if begins = len(signed) > 0; begins {
			set = append(set, statement.New(lanna.ListState, ListCommitting), statement.New(lanna.SecondOfficer, signed[0].by.String()))
		}
		return w.set(l.st, markingOf(l.st), set...)
	})
	if err == nil && begins {
		d.await(ctx, d.startCommit(id), patience)
	}
	return err
}
