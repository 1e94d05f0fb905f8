package desk

import (
	"errors"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// take keeps what was checked and does what follows from it.
func (a *arrival) take() error {
	var records []lanna.RecordID
	a.fresh = map[lanna.Digest]bool{}
	for _, e := range a.list {
		if e.Header.Writer == a.w.d.cfg.Signer.Writer() {
			continue
		}
		if err := a.keep(e); err != nil {
			return err
		}
		if !slices.Contains(records, e.Header.Record) {
			records = append(records, e.Header.Record)
		}
	}
	for _, record := range records {
		if err := a.removed(record); err != nil {
			return err
		}
		if err := a.passOn(record); err != nil {
			return err
		}
		if err := a.united(record); err != nil {
			return err
		}
		if err := a.corrected(record); err != nil {
			return err
		}
		if err := a.regained(record); err != nil {
			return err
		}
		if err := a.w.adopt(record); err != nil {
			return err
		}
		if err := a.w.hitRequested(record, a.from); err != nil {
			return err
		}
		if err := a.stored(record); err != nil {
			return err
		}
	}
	return nil
}

// keep appends a statement without those of its claims that are barred here: a
// late copy of what was recalled brings nothing back.
func (a *arrival) keep(e statement.Entry) error {
	w := a.w
	l, err := w.ledger(e.Header.Record, false)
	if err != nil {
		return err
	}
	st := *e.Statement
	st.Claims = nil
	var have *statement.Entry
	if i := slices.IndexFunc(l.entries, func(o statement.Entry) bool { return o.ID == e.ID }); i >= 0 {
		have = &l.entries[i]
	}
	for _, c := range e.Claims {
		barred, err := w.barred(e.Agency, c.Digest)
		if err != nil {
			return err
		}
		if !barred && (have == nil || !slices.ContainsFunc(have.Claims, func(o statement.Held) bool { return o.Digest == c.Digest })) {
			st.Claims = append(st.Claims, c)
		}
	}
	if have != nil && len(st.Claims) == 0 {
		return nil
	}
	if _, twice := a.fresh[e.ID]; !twice { // a statement may come in several items
		a.fresh[e.ID] = have == nil
	}
	if have != nil {
		merged := *have.Statement
		merged.Claims = append(slices.Clone(have.Claims), st.Claims...)
		have.Statement = &merged
	} else {
		l.entries = append(l.entries, statement.Entry{Statement: &st, Agency: e.Agency})
	}
	l.changed = true
	w.later(func(tx store.Tx) error {
		if _, err := tx.Append(e.Agency, &st); !errors.Is(err, store.ErrExists) {
			return err
		}
		return nil
	})
	return nil
}

func (w *work) barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	if b, err := w.tx.Barred(agency, claim); b || err != nil {
		return b, err
	}
	return w.tx.Barred(w.d.Agency(), claim)
}

// news returns what came on a record and was not here before, once each.
func (a *arrival) news(record lanna.RecordID) []statement.Entry {
	var out []statement.Entry
	for _, e := range a.list {
		if e.Header.Record == record && a.fresh[e.ID] && !slices.ContainsFunc(out, func(o statement.Entry) bool { return o.ID == e.ID }) {
			out = append(out, e)
		}
	}
	return out
}

// corrected tells those to whom this node released a claim what another node of
// its agency said in its place.
func (a *arrival) corrected(record lanna.RecordID) error {
	var said []*statement.Statement
	for _, e := range a.news(record) {
		if e.Agency == a.w.d.Agency() {
			said = append(said, e.Statement)
		}
	}
	if len(said) == 0 {
		return nil
	}
	st, err := a.w.state(record)
	if err != nil {
		return err
	}
	return a.w.followReplaced(st, said)
}

// removed follows recalls and erasures that came for a record.
func (a *arrival) removed(record lanna.RecordID) error {
	for _, e := range a.news(record) {
		if !a.takesAway(&e) || a.onward(&e) {
			continue
		}
		node := a.back(&e)
		err := a.w.asRule(ruleRecalled, func() error {
			answer := []*releaseAct{{Act: statement.Act{Statement: e.ID, Agency: e.Agency, Writer: node}}}
			if e.Agency == a.w.d.Agency() {
				answer = nil
			}
			_, err := a.w.dropHeld(record, e.Agency, e.Header.Names, ReceiptRecalled, answer)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// takesAway reports whether claims go by a statement. What a point takes back
// from others stays with its agency.
func (a *arrival) takesAway(e *statement.Entry) bool {
	return e.Header.Kind == lanna.Erase || e.Header.Kind == lanna.Recall && e.Agency != a.w.d.Agency()
}

// stored answers each new release.
func (a *arrival) stored(record lanna.RecordID) error {
	for _, e := range a.news(record) {
		if e.Header.Kind != lanna.Release || e.Agency == a.w.d.Agency() || a.onward(&e) {
			continue
		}
		st, err := a.w.state(record)
		if err != nil {
			return err
		}
		if err := a.w.receipt(st, ReceiptStored, e.Agency, a.back(&e), e.ID); err != nil {
			return err
		}
	}
	return nil
}
