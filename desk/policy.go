package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A Policy is what an agency says of its own node. It stands in statements on a
// record of its own.
type Policy struct {
	SecondFactor string `json:"second_factor"`   // FactorRequired, FactorOptional
	Persons      int    `json:"persons_an_hour"` // that an officer is shown within an hour before a colleague has to agree; 1 to 1,000,000
}

// DefaultPersons is Policy.Persons where nothing was said.
const DefaultPersons = 200

// maxPersons is more than a node holds in practice: whoever sets it wants no limit.
const maxPersons = 1_000_000

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
	p := Policy{SecondFactor: st.Of(us, lanna.SecondFactor)}
	p.Persons, _ = strconv.Atoi(st.Of(us, lanna.PersonsHour)) // none was said: 0
	body, err := json.Marshal(p)
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
	p.Persons = cmp.Or(p.Persons, DefaultPersons)
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

// SetPolicy says the agency's policy anew; a field that is zero stays as it was.
// Sessions that are open go on.
func (d *Desk) SetPolicy(ctx context.Context, by Actor, why Why, p Policy) error {
	claims, err := p.claims()
	if err != nil {
		return err
	}
	return d.do(ctx, by, why, "policy.set", func(w *work) error {
		id, _, err := policyRecord(w.tx)
		if err != nil {
			return err
		}
		if id.IsZero() {
			return w.openOwn(lanna.NodeRecord, claims...)
		}
		st, err := w.state(id)
		if err != nil {
			return err
		}
		var replaced []lanna.Digest
		for _, c := range claims {
			for _, f := range st.Live(c.Property) {
				replaced = append(replaced, f.Digest)
			}
		}
		_, err = w.say(lanna.Grant, id, handling.Marking{}, claims, replaced...)
		return err
	})
}

// claims are what the policy says.
func (p Policy) claims() (out []statement.Claim, err error) {
	if p.SecondFactor != "" {
		out = append(out, statement.New(lanna.SecondFactor, p.SecondFactor))
	}
	if p.Persons != 0 {
		out = append(out, statement.New(lanna.PersonsHour, strconv.Itoa(p.Persons)))
	}
	if len(out) == 0 || !slices.Contains([]string{"", FactorRequired, FactorOptional}, p.SecondFactor) || p.Persons < 0 || p.Persons > maxPersons {
		err = &lanna.Error{Kind: lanna.Invalid, Code: "policy-malformed"}
	}
	return out, err
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
