package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/statement"
)

// AskDesk opens a record to a desk that sees only what it was asked about, a
// county's. It says who asked and why; what of the record the desk then sees is
// handling's to say. Asked twice is asked once.
func (d *Desk) AskDesk(ctx context.Context, by Actor, why Why, record lanna.RecordID, desk string) error {
	if desk == "" || !deskForm.MatchString(desk) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "desk-malformed"}
	}
	return d.do(ctx, by, why, "record.ask", func(w *work) error {
		st, err := w.open(record)
		if err != nil {
			return err
		}
		return w.askDesk(st, desk)
	})
}

// askDesk is AskDesk within a work that says more, as a request does.
func (w *work) askDesk(st *statement.State, desk string) error {
	if slices.Contains(values(st, w.d.Agency(), lanna.Asked), desk) {
		return nil
	}
	_, err := w.say(lanna.Say, st.Record, markingOf(st), []statement.Claim{statement.New(lanna.Asked, desk)})
	return err
}

// UnaskDesk closes the record to the desk again.
func (d *Desk) UnaskDesk(ctx context.Context, by Actor, why Why, record lanna.RecordID, desk string) error {
	return d.do(ctx, by, why, "record.unask", func(w *work) error {
		st, err := w.open(record)
		if err != nil {
			return err
		}
		var asked []lanna.Digest
		for _, f := range st.Live(lanna.Asked) {
			if f.Agency == w.d.Agency() && f.Value == desk {
				asked = append(asked, f.Digest)
			}
		}
		if len(asked) == 0 {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: record.String()}
		}
		_, err = w.say(lanna.Say, record, markingOf(st), []statement.Claim{statement.New(lanna.Asked, "")}, asked...)
		return err
	})
}
