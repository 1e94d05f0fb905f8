package federate

import (
	"encoding/json"
	"slices"
	"strings"

	"lanna"
	"lanna/store"
)

// remake is for a receiver that says that it has lost the key to which what
// follows was sealed. Everything after the number that it has is put together
// anew from references, under numbers that were never given; the first of them
// follows the last content that the receiver has. The old ones can be read by
// nobody, or do not follow what it takes in then.
func (b *Box) remake(tx store.Tx, a *Ack, state outState) error {
	if a.N > state.Acked {
		if err := b.settle(tx, a, &state); err != nil {
			return err
		}
	}
	sealedTo, err := b.sealedTo(tx, a)
	if err != nil {
		return err
	}
	if !sealedTo { // made anew already, or a carrier changed which key it names
		return save(tx, b.outName(a.From, a.Lane), state)
	}
	if err := b.putBack(tx, b.sent(a.From, a.Lane), a.From, a.Lane, &state); err != nil {
		return err
	}
	state.remade()
	state.Lost = a.Lost
	return save(tx, b.outName(a.From, a.Lane), state)
}

// remade makes the next content follow the last one that was acked.
func (s *outState) remade() { s.Follows, s.Digest = s.Acked, s.Base }

// sealedTo reports whether something is under way that was sealed to the lost key.
func (b *Box) sealedTo(tx store.Tx, a *Ack) (bool, error) {
	found := false
	err := eachParcel(tx, b.sent(a.From, a.Lane), func(p parcel) error {
		e, err := ParseEnvelope(p.m)
		found = found || err == nil && e.Key == a.Lost
		return err
	})
	return found, err
}

func eachParcel(r store.Reader, label string, f func(p parcel) error) error {
	for after := int64(0); ; {
		list, err := r.Parcels(label, after, gathered)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, stored := range list {
			p, err := parseParcel(stored.Body)
			if err != nil {
				return err
			}
			if err := f(p); err != nil {
				return err
			}
			after = stored.N
		}
	}
}

// references are what a sealed envelope was put together from.
func (p *parcel) references() (list []Ref, err error) {
	err = json.Unmarshal(p.refs, &list)
	return list, err
}

// putBack makes what was sealed wait again, before all that waits already.
func (b *Box) putBack(tx store.Tx, label string, to lanna.WriterID, lane Lane, state *outState) error {
	var refs []Ref
	err := eachParcel(tx, label, func(p parcel) error {
		list, err := p.references()
		refs = append(refs, list...)
		return err
	})
	if err != nil {
		return err
	}
	rest, err := b.takeWaiting(tx, to, lane, state)
	if err != nil {
		return err
	}
	for _, ref := range append(refs, rest...) {
		if err := b.Post(tx, to, lane, ref); err != nil {
			return err
		}
	}
	const all = 1 << 62
	return tx.Forget(label, all)
}

// takeWaiting takes what waits out of the outbox.
func (b *Box) takeWaiting(tx store.Tx, to lanna.WriterID, lane Lane, state *outState) ([]Ref, error) {
	var refs []Ref
	for after := int64(0); ; {
		list, err := tx.Parcels(waiting(to, lane), after, gathered)
		if err != nil {
			return nil, err
		}
		if len(list) == 0 {
			return refs, tx.Forget(waiting(to, lane), after)
		}
		for _, p := range list {
			var ref Ref
			if err := json.Unmarshal(p.Body, &ref); err != nil {
				return nil, err
			}
			if state.Rest != nil {
				ref, state.Rest = *state.Rest, nil
			}
			refs = append(refs, ref)
			after = p.N
		}
	}
}

// Earlier returns the writers that had lanes in this store before this one.
func (b *Box) Earlier(r store.Reader) ([]lanna.WriterID, error) {
	names, err := r.MetaNames(outPrefix)
	var out []lanna.WriterID
	for _, name := range names {
		w, _, _ := strings.Cut(strings.TrimPrefix(name, outPrefix), "/")
		var id lanna.WriterID
		if id.UnmarshalText([]byte(w)) == nil && id != b.Signer.Writer() && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out, err
}

// Inherit makes what an earlier writer of this node had under way to a party
// wait again. A node that was restored from a backup calls it once for each
// party, for nobody knows how far the writer before it came.
func (b *Box) Inherit(tx store.Tx, before lanna.WriterID, to lanna.WriterID) error {
	for _, lane := range Lanes {
		old := outPrefix + before.String() + "/" + laneName(to, lane)
		var state outState
		if err := load(tx, old, &state); err != nil {
			return err
		}
		if err := b.putBack(tx, "sent/"+before.String()+"/"+laneName(to, lane), to, lane, &state); err != nil {
			return err
		}
		if err := tx.SetMeta(old, nil); err != nil {
			return err
		}
	}
	return nil
}
