package desk

import (
	"context"
	"slices"
	"sync"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// partnerClocks is what partners' signed times tell of this node's clock. Nothing is
// ordered or decided by it: it is a warning to the administrator.
type partnerClocks struct {
	mu sync.Mutex
	of map[lanna.WriterID]clockBounds
}

// clockBounds say how far our clock can be ahead of a partner's: at most high,
// since what arrives was signed before; at least low, since what answers us was
// signed after we sent. A message that travelled for days only makes them wide.
type clockBounds struct {
	low, high       lanna.Millis
	hasLow, hasHigh bool
}

// off is by how much at least the clocks differ; positive: ours is ahead.
func (b clockBounds) off() lanna.Millis {
	switch {
	case b.hasHigh && b.high < 0:
		return b.high
	case b.hasLow && b.low > 0:
		return b.low
	}
	return 0
}

// note takes a time that a partner signed, now, and, if what was signed answers
// something, when that was sent; 0: it answers nothing.
func (c *partnerClocks) note(from lanna.WriterID, theirs, sent, now lanna.Millis) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[lanna.WriterID]clockBounds{}
	}
	b := c.of[from]
	b.high, b.hasHigh = now-theirs, true
	if sent != 0 {
		b.low, b.hasLow = sent-theirs, true
	} else if b.hasLow && b.low > b.high { // one of the clocks was set since
		b.hasLow = false
	}
	c.of[from] = b
}

// offs returns by how much at least this node's clock differs from those of the
// partners that were heard since the start, sorted; positive: ours is ahead.
func (c *partnerClocks) offs() (out []lanna.Millis) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range c.of {
		out = append(out, b.off())
	}
	slices.Sort(out)
	return out
}

// noteAck takes the time of an ack that was of use. Only one for what was sealed
// last tells when that was.
func (d *Desk) noteAck(r store.Reader, a *federate.Ack) error {
	lanes, err := d.box.Status(r, a.From)
	if err != nil {
		return err
	}
	sent := lanna.Millis(0)
	for _, l := range lanes {
		if l.Lane == a.Lane && l.Given == a.N {
			sent = l.Sealed
		}
	}
	d.clocks.note(a.From, a.Time, sent, d.Now())
	return nil
}

// loadLastSaid reads when this node's writer signed last, as far as the log told when the
// desk was opened; 0: never. A clock that shows less was set back.
func (d *Desk) loadLastSaid(ctx context.Context) error {
	return storeError(d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := r.Log(store.LogQuery{Writer: d.cfg.Signer.Writer(), Limit: 1})
		if err != nil || len(list) == 0 {
			return err
		}
		h, err := statement.ParseHeader(list[0].Header)
		d.lastSaid = h.Time
		return err
	}))
}
