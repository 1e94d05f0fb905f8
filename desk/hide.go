package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/statement"
)

// Hide marks a person as not to be found, or with hidden false takes that back.
// No partner's question meets the person from the next filters on, and a request
// that follows an earlier one finds nothing at once. On a notice or report it is
// its person who is marked. Inside the agency nothing changes.
func (d *Desk) Hide(ctx context.Context, by Actor, why Why, id lanna.RecordID, hidden bool) error {
	return d.do(ctx, by, why, "record.hide", func(w *work) error {
		st, err := w.openPerson(id)
		if lanna.CodeOf(err) == "no-person" {
			st, err = w.open(id)
		}
		if err != nil {
			return err
		}
		value := ""
		if hidden {
			value = "yes"
		}
		if st.Of(d.Agency(), lanna.NotToBeFound) == value {
			return nil
		}
		return w.set(st, markingOf(st), statement.New(lanna.NotToBeFound, value))
	})
}

// notToBeFound reports whether what a record says keeps its person from every
// partner's question: the mark, a screening that found a victim, or anything
// that stands in victim support's compartment.
func notToBeFound(st *statement.State) bool {
	us := st.Self
	if st.Of(us, lanna.NotToBeFound) == "yes" || st.Of(us, lanna.VictimStatus) == ScreenedVictim {
		return true
	}
	return slices.ContainsFunc(st.Facts, func(f statement.Fact) bool {
		return f.Agency == us && f.Live() && !slices.Contains(ofAct, f.Property) && slices.Contains(compartmentsOf(&f), lanna.VictimSupport)
	})
}
