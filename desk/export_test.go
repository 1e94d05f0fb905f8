package desk

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strconv"

	"lanna"
	"lanna/blob"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// RaiseForTest opens a record of a kind with its alert, as a confirmation does.
func (d *Desk) RaiseForTest(ctx context.Context, by Actor, why Why, kind lanna.RecordKind, m handling.Marking, claims ...statement.Claim) (id lanna.RecordID, err error) {
	err = d.do(ctx, by, why, "capture.confirm", func(w *work) error {
		id = lanna.NewRecordID()
		return w.createAs(id, kind, m, append(claims, w.alertClaims(id, kind, claims)...)...)
	})
	return id, err
}

// DrawnForTest waits until no picture of the record is being read or drawn.
func (d *Desk) DrawnForTest(id lanna.RecordID) { <-d.bench.idle(id) }

// RaiseManyForTest opens n records like RaiseForTest, many in a transaction.
func (d *Desk) RaiseManyForTest(ctx context.Context, by Actor, why Why, n int, claims func(i int) (lanna.RecordKind, handling.Marking, []statement.Claim)) error {
	const batch = 500
	for from := 0; from < n; from += batch {
		err := d.do(ctx, by, why, "capture.confirm", func(w *work) error {
			for i := from; i < min(n, from+batch); i++ {
				kind, m, list := claims(i)
				id := lanna.NewRecordID()
				if err := w.createAs(id, kind, m, append(list, w.alertClaims(id, kind, list)...)...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// SettleForTest closes an alert as another act does.
func (d *Desk) SettleForTest(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.do(ctx, by, why, "capture.confirm", func(w *work) error {
		st, err := w.open(id)
		if err != nil {
			return err
		}
		if a, ok := w.d.alertOf(st); ok && a.state != AlertClosed {
			return w.change(a, closing(OutcomeHandled, lanna.RecordID{}))
		}
		return nil
	})
}

// StateForTest folds a record.
func (d *Desk) StateForTest(ctx context.Context, id lanna.RecordID) (st *statement.State, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		entries, err := d.entries(r, id)
		st = statement.Fold(d.Agency(), id, entries)
		return err
	})
	return st, err
}

// CaptureManyForTest keeps many captures in one transaction, as Capture keeps
// one: done ahead on all cores, and written as they come.
func (d *Desk) CaptureManyForTest(ctx context.Context, by Actor, why Why, ins []Intake) error {
	type done struct {
		c   *command
		w   *work
		err error
	}
	ready := make(chan done, len(ins))
	go inParallel(len(ins), func(i int) {
		c := &command{d: d, by: by, why: why, act: "capture.add", labels: map[string]*drawn{}, f: func(w *work) error {
			if err := ins[i].check(); err != nil {
				return err
			}
			_, err := w.capture(&ins[i], nil)
			return err
		}}
		w, err := c.ahead(ctx)
		ready <- done{c, w, err}
	})
	return d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		for range ins {
			r := <-ready
			if r.err != nil {
				return r.err
			}
			w, err := r.c.current(tx, r.w)
			if err == nil {
				err = w.write(tx)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// FailForTest opens a record and then fails.
func (d *Desk) FailForTest(ctx context.Context, by Actor, why Why, kind lanna.RecordKind) error {
	return d.do(ctx, by, why, "capture.add", func(w *work) error {
		if _, err := w.create(kind, handling.Marking{}); err != nil {
			return err
		}
		return &lanna.Error{Kind: lanna.Invalid, Code: "on-purpose"}
	})
}

// TakeForTest takes in what came from a party, without its envelope.
func (d *Desk) TakeForTest(ctx context.Context, from lanna.WriterID, items []Consignment, raw []byte, proofs ...*federate.ProofItem) error {
	p, ok := d.party(from)
	if !ok {
		return &lanna.Error{Kind: lanna.Denied, Code: "party-unknown", ID: from.String()}
	}
	return d.do(ctx, byRule(ruleDeliver), Why{}, ruleDeliver, func(w *work) error {
		err := w.takeIn(p, items, proofs...)
		if err != nil && lanna.KindOf(err) != lanna.Internal {
			w.forget(0)
			return w.quarantine(p.Writer, items, raw, err)
		}
		return err
	})
}

// WaitingForTest returns the statements that wait for a party and were not
// sealed yet.
func (d *Desk) WaitingForTest(ctx context.Context, to lanna.WriterID) (out []Consignment, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		for _, lane := range federate.Lanes {
			parcels, err := r.Parcels("wait/"+to.String()+"/"+strconv.Itoa(int(lane)), 0, 1000)
			if err != nil {
				return err
			}
			for _, p := range parcels {
				var ref federate.Ref
				if err := json.Unmarshal(p.Body, &ref); err != nil || ref.Statement == nil {
					continue
				}
				st, err := r.Statement(ref.Statement.Record, ref.Statement.ID)
				if err != nil {
					return err
				}
				c := Consignment{Header: st.Header, Sig: st.Sig}
				for i := range st.Claims {
					if slices.Contains(ref.Statement.Claims, st.Claims[i].Digest) {
						c.Claims = append(c.Claims, st.Claims[i].Claim)
					}
				}
				out = append(out, c)
			}
		}
		return nil
	})
	return out, err
}

// SayForTest says claims on a record under a marking of their own.
func (d *Desk) SayForTest(ctx context.Context, by Actor, why Why, id lanna.RecordID, m handling.Marking, claims ...statement.Claim) error {
	return d.do(ctx, by, why, "record.note", func(w *work) error {
		_, err := w.say(lanna.Say, id, m, claims)
		return err
	})
}

// ForgetQuotaForTest makes a node forget how much it asked of a party.
func (d *Desk) ForgetQuotaForTest(ctx context.Context, of lanna.WriterID) {
	_ = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		list, err := tx.MetaNames(hitAskedPrefix + of.String())
		for _, name := range list {
			err = tx.SetMeta(name, nil)
		}
		return err
	})
}

// AskMoreForTest asks with claims beside, as a modified node could.
func (d *Desk) AskMoreForTest(ctx context.Context, by Actor, why Why, q Question, more ...statement.Claim) (lanna.RecordID, error) {
	q.more = more
	return d.Ask(ctx, by, why, q)
}

// FilterForTest returns the bytes of the newest filter of a party.
func (d *Desk) FilterForTest(ctx context.Context, of lanna.WriterID) (raw []byte, publication string, err error) {
	var list []hitHeld
	err = d.cfg.Store.View(ctx, func(r store.Reader) error { return loadHit(r, hitHeldPrefix+of.String(), &list) })
	if err == nil {
		var ref blob.Ref
		if ref, err = blob.ParseRef(list[len(list)-1].Blob); err == nil {
			raw, err = d.cfg.Blobs.Get(ref)
		}
	}
	return raw, list[len(list)-1].Publication.String(), err
}

// OlderForTest makes a party's card one of a version without hit/no-hit.
func (d *Desk) OlderForTest(_ context.Context, of lanna.WriterID) error {
	list := slices.Clone(d.known())
	for i := range list {
		if list[i].Writer == of {
			c := *list[i].Card
			c.More = nil
			list[i].Card = &c
		}
	}
	d.parties.Store(&list)
	return nil
}

// ProofForTest makes the proof of a statement of a revoked writer.
func (d *Desk) ProofForTest(ctx context.Context, record lanna.RecordID, id lanna.Digest) (p *federate.ProofItem, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		p, _, err = d.prove(r, record, id)
		return err
	})
	return p, err
}

// SayLaterForTest says a statement of a kind that is later than this version, and
// sends it to a party as a newer node would.
func (d *Desk) SayLaterForTest(ctx context.Context, by Actor, why Why, record lanna.RecordID, to lanna.WriterID, names []lanna.Digest, claims ...statement.Claim) (id lanna.Digest, err error) {
	err = d.do(ctx, by, why, "record.release", func(w *work) error {
		st, err := d.cfg.Signer.Prepare(statement.Draft{Kind: 9, Record: record, Time: w.now, Claims: claims, Names: names})
		if err != nil {
			return err
		}
		st.Sig = ed25519.Sign(d.cfg.Signer.Key(), st.Bytes)
		id = st.ID
		l, err := w.ledger(record, false)
		if err != nil {
			return err
		}
		l.entries, l.changed = append(l.entries, statement.Entry{Statement: st, Agency: d.Agency()}), true
		w.later(func(tx store.Tx) error { return d.keep(tx, st) })
		w.send(to, federate.Ordinary, whole(st))
		return nil
	})
	return id, err
}

// HoldRegisterForTest stands for a reading of the index of persons that takes long.
func (d *Desk) HoldRegisterForTest() (end func()) {
	d.filed.mu.Lock()
	return d.filed.mu.Unlock
}
