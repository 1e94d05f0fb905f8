package federate

import (
	"lanna"
	"lanna/store"
	"lanna/wire"
)

// A Verdict is what a lane says of a content that came.
type Verdict uint8

// The verdicts.
const (
	Next      Verdict = iota // it is the next one: take it in, in the same transaction
	Duplicate                // it was taken before: ack it again
	Gap                      // what comes before it is missing: leave it with the carrier
	Forked                   // it is not what was sent before, or the lane is stopped already: quarantine
)

// remembered is how many digests of taken contents a lane keeps, so that other
// content under a number that was taken is found.
const remembered = 4096

// Take asks the lane about a content, and where it is the next one moves the
// lane on. A fork stops the lane until Resume.
func (b *Box) Take(tx store.Tx, c *Content) (Verdict, error) {
	state, err := b.in(tx, c.From, c.Lane)
	if err != nil {
		return Gap, err
	}
	switch {
	case state.Fork != nil:
		return Forked, nil
	case c.N <= state.N:
		return b.again(tx, c, state)
	case c.Follows > state.N:
		return Gap, nil
	case c.Follows < state.N:
		return Duplicate, nil // of a run that was made anew since
	case c.Before != state.Digest:
		return b.fork(tx, c, state, state.Digest)
	}
	state.N, state.Digest, state.At = c.N, c.Digest, b.now()
	return Next, b.remember(tx, c, state)
}

func (b *Box) remember(tx store.Tx, c *Content, state inState) error {
	body := append(numberBytes(c.N), c.Digest[:]...)
	k, err := tx.Post(b.took(c.From, c.Lane), body)
	if err != nil {
		return err
	}
	if k%(remembered/4) == 0 {
		if err := tx.Forget(b.took(c.From, c.Lane), k-remembered); err != nil {
			return err
		}
	}
	return save(tx, b.inName(c.From, c.Lane), state)
}

// again judges a content whose number is not new.
func (b *Box) again(tx store.Tx, c *Content, state inState) (Verdict, error) {
	had, ok, err := b.taken(tx, c)
	if err != nil {
		return Gap, err
	}
	if ok && had != c.Digest {
		return b.fork(tx, c, state, had)
	}
	return Duplicate, nil
}

// taken returns the digest of the content that was taken in under the number.
func (b *Box) taken(tx store.Reader, c *Content) (lanna.Digest, bool, error) {
	label := b.took(c.From, c.Lane)
	// Numbers rise with places, and a place is never greater than its number.
	low, high := int64(1), int64(min(c.N, 1<<62))
	for low <= high {
		mid := low + (high-low)/2
		list, err := tx.Parcels(label, mid-1, 1)
		if err != nil {
			return lanna.Digest{}, false, err
		}
		if len(list) == 0 {
			high = mid - 1
			continue
		}
		r := fields{wire.Fields{Rest: list[0].Body}}
		n, d := r.Uint64(), r.digest()
		switch {
		case n == c.N:
			return d, true, nil
		case n < c.N:
			low = list[0].N + 1
		default:
			high = mid - 1
		}
	}
	return lanna.Digest{}, false, nil
}

func (b *Box) fork(tx store.Tx, c *Content, state inState, had lanna.Digest) (Verdict, error) {
	state.Fork = &ForkNote{N: c.N, Had: had, Given: c.Digest, At: b.now()}
	return Forked, save(tx, b.inName(c.From, c.Lane), state)
}

// Taken returns the last number that was taken in of a lane from a party, and
// the fork that stopped it, if one did.
func (b *Box) Taken(r store.Reader, from lanna.WriterID, lane Lane) (uint64, *ForkNote, error) {
	state, err := b.in(r, from, lane)
	return state.N, state.Fork, err
}

// Resume lets a lane that a fork stopped go on behind what was taken in last.
func (b *Box) Resume(tx store.Tx, from lanna.WriterID, lane Lane) error {
	state, err := b.in(tx, from, lane)
	if err != nil {
		return err
	}
	state.Fork = nil
	return save(tx, b.inName(from, lane), state)
}

// Ack returns the ack of a lane from a party as it stands. Lost is zero, or the
// key of an envelope that could not be opened because the key is gone.
func (b *Box) Ack(r store.Reader, from lanna.WriterID, lane Lane, lost KeyID) (Message, error) {
	state, err := b.in(r, from, lane)
	if err != nil {
		return nil, err
	}
	a := &Ack{Lane: lane, From: b.Signer.Writer(), To: from, N: state.N, Digest: state.Digest, Time: b.now(), Lost: lost}
	return a.Sign(b.Signer), nil
}
