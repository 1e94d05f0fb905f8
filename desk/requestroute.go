package desk

import (
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// inTask are the properties of whom a county desk is asked about.
var inTask = append([]lanna.Property{lanna.Name, lanna.Alias, lanna.BirthDate}, documents...)

// task says on the request whom it is about, where the asker only named a
// record that this agency holds. What it says stays within the agency, and is
// derived from what is held, so that a recall takes it along.
func (w *work) task(r *requestNow) error {
	about, err := lanna.ParseRecordID(valueOfAny(r.st, lanna.RequestAbout))
	if err != nil || slices.ContainsFunc(inTask, func(p lanna.Property) bool { return len(r.st.Live(p)) > 0 }) {
		return nil // it says whom itself, or names nothing
	}
	st, err := w.open(about)
	if lanna.KindOf(err) == lanna.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	var claims []statement.Claim
	for i := range st.Facts {
		f := &st.Facts[i]
		if !f.Live() || !slices.Contains(inTask, f.Property) || !w.d.released(st, f, w.by, w.why.Purpose) ||
			slices.ContainsFunc(claims, func(c statement.Claim) bool { return c.Property == f.Property && c.Value == f.Value }) {
			continue
		}
		c := statement.New(f.Property, f.Value)
		c.Lang, c.Grade, c.From = f.Lang, f.Grade, []lanna.Digest{f.Digest}
		claims = append(claims, c)
	}
	if len(claims) == 0 {
		return nil
	}
	own := w.between(r.other.Agency)
	own.Holders = nil
	if _, err = w.say(lanna.Say, r.st.Record, own, claims); err == nil {
		r.st, err = w.state(r.st.Record)
	}
	return err
}

// valueOfAny returns the newest live value of a property, whoever said it.
func valueOfAny(st *statement.State, p lanna.Property) string {
	live := st.Live(p)
	if len(live) == 0 {
		return ""
	}
	return live[len(live)-1].Value
}

// countyFor returns the desk of the county that the number on the request
// names, among those desks at which somebody works. NotFound "county-unknown"
// where there is none: the desk is then chosen by hand.
func (w *work) countyFor(st *statement.State) (string, error) {
	staffed, err := desksOf(w.tx)
	if err != nil {
		return "", err
	}
	for _, f := range st.Live(lanna.IDResident) {
		for _, code := range countyDesks(f.Value) {
			if slices.Contains(staffed, code) {
				return code, nil
			}
		}
	}
	return "", &lanna.Error{Kind: lanna.Invalid, Code: "county-unknown", ID: st.Record.String()}
}

// desksOf returns the desks at which an officer has a role, in order.
func desksOf(r store.Reader) ([]string, error) {
	items, err := officers(r)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, who := range items {
		if who.Disabled {
			continue
		}
		out = append(out, who.Desk)
		for _, g := range who.Grants {
			out = append(out, g.Desk)
		}
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(desk string) bool { return desk == "" }), nil
}
