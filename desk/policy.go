package desk

import (
	"context"
	"encoding/json"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A Policy is what an agency says of its own node. It stands in statements on a
// record of its own.
type Policy struct {
	SecondFactor string `json:"second_factor"` // FactorRequired, FactorOptional
}

// Whether a password alone lets an officer in. A node on which nothing was said
// was made before there was a choice: optional.
const (
	FactorRequired = "required"
	FactorOptional = "optional"
)

// policyView keeps the agency's policy.
const policyView = "policy"

func foldPolicy(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.NodeRecord) {
		return store.Row{}, false
	}
	body, err := json.Marshal(Policy{SecondFactor: st.Of(us, lanna.SecondFactor)})
	return store.Row{Body: body, Keys: []store.Key{{Name: "all"}}}, err == nil
}

// policyRecord returns the record of the policy, zero where nothing was said.
func policyRecord(r store.Reader) (id lanna.RecordID, p Policy, err error) {
	list, err := r.List(store.ListQuery{View: policyView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1})
	if err == nil && len(list) > 0 {
		id = list[0].ID
		err = json.Unmarshal(list[0].Body, &p)
	}
	if p.SecondFactor == "" {
		p.SecondFactor = FactorOptional
	}
	return id, p, err
}

func policyIn(r store.Reader) (Policy, error) {
	_, p, err := policyRecord(r)
	return p, err
}

// Policy returns the agency's policy. It is of no person and leaves no leaf.
func (d *Desk) Policy(ctx context.Context) (p Policy, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		p, err = policyIn(r)
		return err
	})
	return p, storeError(err)
}

// SetPolicy says the agency's policy anew. Sessions that are open go on.
func (d *Desk) SetPolicy(ctx context.Context, by Actor, why Why, p Policy) error {
	if !slices.Contains([]string{FactorRequired, FactorOptional}, p.SecondFactor) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "policy-malformed"}
	}
	return d.do(ctx, by, why, "policy.set", func(w *work) error {
		id, _, err := policyRecord(w.tx)
		if err != nil {
			return err
		}
		claim := statement.New(lanna.SecondFactor, p.SecondFactor)
		if id.IsZero() {
			return w.openOwn(lanna.NodeRecord, claim)
		}
		st, err := w.state(id)
		if err != nil {
			return err
		}
		var replaced []lanna.Digest
		for _, f := range st.Live(lanna.SecondFactor) {
			replaced = append(replaced, f.Digest)
		}
		_, err = w.say(lanna.Grant, id, handling.Marking{}, []statement.Claim{claim}, replaced...)
		return err
	})
}

// openOwn opens a record of the agency's own, of which no partner hears.
func (w *work) openOwn(kind lanna.RecordKind, claims ...statement.Claim) error {
	label, err := w.label(kind)
	if err != nil {
		return err
	}
	id := lanna.NewRecordID()
	if _, err := w.ledger(id, true); err != nil {
		return err
	}
	head := []statement.Claim{statement.New(lanna.KindOfRecord, string(kind)), statement.New(lanna.Label, label)}
	_, err = w.say(lanna.Grant, id, handling.Marking{}, append(head, claims...))
	return err
}
