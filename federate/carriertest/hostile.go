package carriertest

import (
	"bytes"
	"context"
	"maps"
	"sync"

	"lanna"
	"lanna/federate"
)

// A Door is a relay's, as natswire.Door has it.
type Door interface {
	Put(sender lanna.WriterID, m federate.Message) error
	Next(ctx context.Context, to lanna.WriterID, lanes string, size int) ([]byte, error)
	Forget(to lanna.WriterID, places []byte) error
}

// An Attack is what a hostile relay does to one message that it is to keep.
type Attack string

// What it does.
const (
	Drops     Attack = "drops"     // and says that it keeps it
	Silence   Attack = "silence"   // and never answers
	Repeats   Attack = "repeats"   // hands it out again and again
	Reorders  Attack = "reorders"  // holds it until others have gone
	Truncates Attack = "truncates" // cuts its end off
	Corrupts  Attack = "corrupts"  // changes a bit
	Cuts      Attack = "cuts"      // hands out half a page
)

// Attacks lists them.
var Attacks = []Attack{Drops, Silence, Repeats, Reorders, Truncates, Corrupts, Cuts}

// A Hostile is a relay's door that attacks. It stands behind a real hub, so that
// what it does is done to messages that come and go over NATS.
type Hostile struct {
	Door
	mu   sync.Mutex
	rate int
	n    int            // messages that came
	left map[Attack]int // how often it still will
	did  map[Attack]int
	held []federate.Message
	half bool // the next page is cut
}

// NewHostile makes a door that attacks one message of rate, in each way so many
// times. Messages and acks are alike to it.
func NewHostile(door Door, rate, times int) *Hostile {
	h := &Hostile{Door: door, rate: rate, left: map[Attack]int{}, did: map[Attack]int{}}
	for _, a := range Attacks {
		h.left[a] = times
	}
	return h
}

// Did tells how often it attacked in each way.
func (h *Hostile) Did() map[Attack]int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return maps.Clone(h.did)
}

func (h *Hostile) choose() Attack {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n++
	if h.n%h.rate != 0 {
		return ""
	}
	a := Attacks[h.n/h.rate%len(Attacks)]
	if h.left[a] == 0 {
		return ""
	}
	h.left[a]--
	h.did[a]++
	return a
}

// Put keeps a message, or does not.
func (h *Hostile) Put(sender lanna.WriterID, m federate.Message) error {
	switch h.choose() {
	case Drops:
		return nil
	case Silence:
		select {} // the hub's hand that asked is never answered
	case Repeats:
		for range 3 {
			if err := h.Door.Put(sender, m); err != nil {
				return err
			}
		}
	case Reorders:
		h.mu.Lock()
		h.held = append(h.held, m)
		h.mu.Unlock()
		return nil
	case Truncates:
		m = m[:len(m)-len(m)/3]
	case Corrupts:
		m = bytes.Clone(m)
		m[len(m)-7] ^= 0x10
	case Cuts:
		h.mu.Lock()
		h.half = true
		h.mu.Unlock()
	}
	if err := h.Door.Put(sender, m); err != nil {
		return err
	}
	return h.release()
}

// release hands over what was held, once something overtook it.
func (h *Hostile) release() error {
	h.mu.Lock()
	held := h.held
	h.held = nil
	h.mu.Unlock()
	for _, m := range held {
		o, err := federate.ParseOuter(m)
		if err != nil {
			return err
		}
		if err := h.Door.Put(o.From, m); err != nil {
			return err
		}
	}
	return nil
}

// Next hands out a page, or part of one.
func (h *Hostile) Next(ctx context.Context, to lanna.WriterID, lanes string, size int) ([]byte, error) {
	page, err := h.Door.Next(ctx, to, lanes, size)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.half && len(page) > 100 {
		h.half = false
		page = page[:len(page)-len(page)/3]
	}
	return page, err
}
