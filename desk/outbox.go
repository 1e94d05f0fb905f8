package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// A reference is what waits for a party: a statement and those of its claims
// that go with it. The content is put together when it is sent, so what was
// erased in the meantime is simply not there.
type reference struct {
	Record    lanna.RecordID `json:"r"`
	Statement lanna.Digest   `json:"s"`
	Claims    []lanna.Digest `json:"c,omitempty"`
	Blob      lanna.Digest   `json:"b,omitzero"` // in place of a statement: a picture's ciphertext
}

// A Consignment is a statement on its way to a party, with the claims that go
// with it.
type Consignment struct {
	Header []byte
	Sig    []byte
	Claims []statement.Claim
}

// outboxOf names the outbox of a lane to a party.
func outboxOf(to lanna.WriterID, lane federate.Lane) string {
	return "party/" + to.String() + "/" + strconv.Itoa(int(lane))
}

// send puts references into a party's outbox when the work is kept.
func (w *work) send(to lanna.WriterID, lane federate.Lane, refs ...reference) {
	w.later(func(tx store.Tx) error {
		for _, ref := range refs {
			b, err := json.Marshal(ref)
			if err != nil {
				return err
			}
			if _, err := tx.Post(outboxOf(to, lane), b); err != nil {
				return err
			}
		}
		return nil
	})
}

// whole refers to a statement with all of its claims but those that never leave
// the agency.
func whole(st *statement.Statement) reference {
	ref := reference{Record: st.Header.Record, Statement: st.ID}
	for i := range st.Claims {
		if p := st.Claims[i].Property; p != lanna.CaseOf && p != lanna.After {
			ref.Claims = append(ref.Claims, st.Claims[i].Digest)
		}
	}
	return ref
}

// consign puts a reference's content together; false where nothing is left to
// be sent.
func consign(r store.Reader, ref reference) (Consignment, bool, error) {
	st, err := r.Statement(ref.Record, ref.Statement)
	if errors.Is(err, store.ErrNotFound) {
		return Consignment{}, false, nil
	}
	c := Consignment{Header: st.Header, Sig: st.Sig}
	for i := range st.Claims {
		if slices.Contains(ref.Claims, st.Claims[i].Digest) {
			c.Claims = append(c.Claims, st.Claims[i].Claim)
		}
	}
	return c, err == nil, err
}

// Waiting returns what waits in a lane for a party after number n, in order,
// and the number of the last of it.
func (d *Desk) Waiting(ctx context.Context, to lanna.WriterID, lane federate.Lane, n int64, limit int) (out []Consignment, last int64, err error) {
	last = n
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		parcels, err := r.Parcels(outboxOf(to, lane), n, limit)
		if err != nil {
			return err
		}
		for _, p := range parcels {
			var ref reference
			if err := json.Unmarshal(p.Body, &ref); err != nil {
				return err
			}
			c, ok, err := consign(r, ref)
			if err != nil {
				return err
			}
			if last = p.N; ok {
				out = append(out, c)
			}
		}
		return nil
	})
	return out, last, storeError(err)
}
