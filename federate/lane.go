package federate

import (
	"encoding/json"
	"errors"
	"strconv"

	"lanna"
	"lanna/store"
	"lanna/wire"
)

// A channel's state lies in the store's generic tables. The receivers of the
// outbox are "wait/<party>/<lane>" (references), "sent/<self>/<party>/<lane>"
// (sealed envelopes, by their number) and "took/<self>/<party>/<lane>" (digests
// of what was taken in). A restored node is a new writer and so begins new
// numbers; what waited goes on waiting.

func waiting(to lanna.WriterID, l Lane) string { return "wait/" + laneName(to, l) }

func (b *Box) sent(to lanna.WriterID, l Lane) string {
	return "sent/" + b.self() + "/" + laneName(to, l)
}

func (b *Box) took(from lanna.WriterID, l Lane) string {
	return "took/" + b.self() + "/" + laneName(from, l)
}

func (b *Box) self() string { return b.Signer.Writer().String() }

func laneName(w lanna.WriterID, l Lane) string {
	return w.String() + "/" + strconv.Itoa(int(l))
}

// outState is what is known of a lane to a party.
type outState struct {
	N       uint64       `json:"n"`       // the last number given
	Digest  lanna.Digest `json:"digest"`  // of the content that the next one follows
	Follows uint64       `json:"follows"` // its number
	Acked   uint64       `json:"acked"`
	Base    lanna.Digest `json:"base"`           // digest of the content acked
	Rest    *Ref         `json:"rest,omitempty"` // what is left of the first that waits
	Sealed  lanna.Millis `json:"sealed"`         // when the last one was
	Lost    KeyID        `json:"lost"`           // the receiver's key that it said to be gone
	AckAt   lanna.Millis `json:"ackAt"`
}

// inState is what is known of a lane from a party.
type inState struct {
	N      uint64       `json:"n"`
	Digest lanna.Digest `json:"digest"`
	At     lanna.Millis `json:"at"`
	Fork   *ForkNote    `json:"fork,omitempty"`
}

// A ForkNote says that a partner sent two contents under one number, or one
// that does not follow what came before. The lane is stopped.
type ForkNote struct {
	N     uint64       `json:"n"`
	Had   lanna.Digest `json:"had"`
	Given lanna.Digest `json:"given"`
	At    lanna.Millis `json:"at"`
}

const outPrefix = "federate/out/"

func (b *Box) outName(to lanna.WriterID, l Lane) string {
	return outPrefix + b.self() + "/" + laneName(to, l)
}

func (b *Box) inName(from lanna.WriterID, l Lane) string {
	return "federate/in/" + b.self() + "/" + laneName(from, l)
}

func (b *Box) out(r store.Reader, to lanna.WriterID, l Lane) (outState, error) {
	var s outState
	err := load(r, b.outName(to, l), &s)
	return s, err
}

func (b *Box) in(r store.Reader, from lanna.WriterID, l Lane) (inState, error) {
	var s inState
	err := load(r, b.inName(from, l), &s)
	return s, err
}

func load(r store.Reader, name string, v any) error {
	raw, err := r.Meta(name)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

func save(tx store.Tx, name string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return tx.SetMeta(name, raw)
}

// TakenNumber reads the number of what was taken in from what a lane remembers
// of it ("took/…"); 0 where it is malformed.
func TakenNumber(body []byte) uint64 {
	r := fields{wire.Fields{Rest: body}}
	return r.Uint64()
}
