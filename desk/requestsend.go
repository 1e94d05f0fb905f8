package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// partner returns an accepted party.
func (w *work) partner(id lanna.WriterID) (Party, error) {
	p, ok := w.d.party(id)
	if !ok {
		return p, &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown", ID: id.String()}
	}
	return p, nil
}

func parseWriter(s string) (lanna.WriterID, error) {
	var id lanna.WriterID
	if err := id.UnmarshalText([]byte(s)); err != nil {
		return id, &lanna.Error{Kind: lanna.Integrity, Code: "request-malformed"}
	}
	return id, nil
}

// sendRequest releases a request that was just opened.
func (w *work) sendRequest(id lanna.RecordID, to Party) error {
	st, err := w.state(id)
	if err != nil {
		return err
	}
	return w.passOn(st, to, func(f *statement.Fact) bool { return f.Agency == w.d.Agency() })
}

// reply says something on a request and sends it to the other side.
func (w *work) reply(r *requestNow, claims ...statement.Claim) error {
	if err := w.sayAnswer(r, w.between(r.other.Agency), claims); err != nil {
		return err
	}
	said := w.records[r.st.Record].entries
	last := said[len(said)-1].ID
	st, err := w.state(r.st.Record)
	if err != nil {
		return err
	}
	return w.passOn(st, r.other, func(f *statement.Fact) bool { return f.Statement == last })
}

// sayAnswer says claims in place of what this agency said of the kind before: an
// answer is whole, so a choice that was taken back is gone.
func (w *work) sayAnswer(r *requestNow, m handling.Marking, claims []statement.Claim) error {
	var replaced []lanna.Digest
	for _, p := range []lanna.Property{lanna.RequestState, lanna.RequestAnswer, lanna.RequestRefusal} {
		if !slices.ContainsFunc(claims, func(c statement.Claim) bool { return c.Property == p }) {
			continue
		}
		for _, f := range r.st.Live(p) {
			if f.Agency == w.d.Agency() {
				replaced = append(replaced, f.Digest)
			}
		}
	}
	_, err := w.say(lanna.Say, r.st.Record, m, claims, replaced...)
	return err
}

// passOn releases those facts that may leave the agency.
func (w *work) passOn(st *statement.State, to Party, which func(*statement.Fact) bool) error {
	var facts []*statement.Fact
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Live() && which(f) && !slices.Contains(internal, f.Property) {
			facts = append(facts, f)
		}
	}
	_, err := w.releaseTo(st, to.Writer, Terms{}, Actor{}, facts)
	return err
}
