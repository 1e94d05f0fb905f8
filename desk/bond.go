package desk

import (
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// bondView keeps the links that are no longer part of the current state:
// replaced, or of a writer that was revoked. What was derived over such a link
// still stands on the other record, and an erasure has to find it. Those that
// are part of it have keys in the views of their records.
const bondView = "bond"

// bonds are the properties whose values are records over which claims are derived.
var bonds = []lanna.Property{lanna.PersonOf, lanna.CaptureOf, lanna.RequestAbout}

func foldBonds(d *Desk, st *statement.State) (store.Row, bool) {
	var row store.Row
	kind := st.Of(d.Agency(), lanna.KindOfRecord)
	for i := range st.Facts {
		f := &st.Facts[i]
		if !slices.Contains(bonds, f.Property) || f.Value == "" || f.Live() && kind != "" {
			continue
		}
		key := store.Key{Name: "to", Value: f.Value}
		if !slices.Contains(row.Keys, key) {
			row.Keys = append(row.Keys, key)
		}
	}
	return row, len(row.Keys) > 0
}

// bonded returns the records to which claims of this one lead, whatever became of
// those claims, and those of which a claim that is no longer current led here.
func (w *work) bonded(st *statement.State) ([]lanna.RecordID, error) {
	out, err := w.keyed(bondView, "to", st.Record.String())
	for i := range st.Facts {
		f := &st.Facts[i]
		if id, bad := lanna.ParseRecordID(f.Value); bad == nil && slices.Contains(bonds, f.Property) {
			out = append(out, id)
		}
	}
	return out, err
}
