package desk

import (
	"lanna"
	"lanna/statement"
)

// countyFor returns the desk of the county that the number on the request
// names, among those desks at which somebody works. NotFound "county-unknown"
// where there is none: the desk is then chosen by hand.
func (w *work) countyFor(st *statement.State) (string, error) {
	staffed, err := w.desks()
	if err != nil {
		return "", err
	}
	for _, f := range st.Live(lanna.IDResident) {
		for _, code := range countyDesks(f.Value) {
			if staffed[code] {
				return code, nil
			}
		}
	}
	return "", &lanna.Error{Kind: lanna.Invalid, Code: "county-unknown", ID: st.Record.String()}
}

// desks returns the desks at which an officer has a role.
func (w *work) desks() (map[string]bool, error) {
	items, err := officers(w.tx)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, who := range items {
		if who.Disabled {
			continue
		}
		out[who.Desk] = true
		for _, g := range who.Grants {
			out[g.Desk] = true
		}
	}
	return out, nil
}
