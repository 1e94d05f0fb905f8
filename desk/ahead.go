package desk

import (
	"context"

	"lanna"
	"lanna/store"
)

// A command is done ahead of its transaction: on its caller's goroutine and on
// a snapshot it decides, signs, folds and makes the rows of all views. The
// transaction, of which there is one at a time, then looks whether all that was
// read is still so, and writes. Where it is not, the work is done once more
// within the transaction, where nothing can change.
type command struct {
	d      *Desk
	by     Actor
	why    Why
	act    string
	f      func(w *work) error
	labels map[string]*drawn
}

// A draft is a command whose work is done and not yet written.
type draft struct {
	c   *command
	w   *work // nil where it can only be done within the transaction
	err error
}

// draft does a command's work ahead.
func (d *Desk) draft(ctx context.Context, by Actor, why Why, act string, f func(w *work) error) draft {
	c := &command{d: d, by: by, why: why, act: act, f: f, labels: map[string]*drawn{}}
	if err := d.admit(ctx, by, why, act); err != nil {
		return draft{err: err}
	}
	if err := d.mayWrite(); err != nil {
		return draft{err: err}
	}
	w, err := c.ahead(ctx)
	return draft{c, w, err}
}

// keep writes a draft and does what follows from it.
func (p draft) keep(ctx context.Context) error {
	c, err := p.c, p.err
	if c == nil {
		return err
	}
	w := p.w
	if err == nil {
		w, err = c.settle(ctx, w)
	}
	c.end(err != nil)
	if err != nil {
		c.d.log.Reset()
		return c.d.missed(ctx, c.by, c.why, c.act, storeError(err))
	}
	w.forgetPeople()
	c.d.screen.announce(w.events)
	return c.d.afterwards(ctx, w)
}

// drop gives up a draft.
func (p draft) drop() {
	if p.c != nil {
		p.c.end(true)
	}
}

// inTurn keeps commands one after the other, and does the work of the next while
// one is written. Where one fails, those behind it are dropped.
type inTurn struct{ next chan draft }

// do begins a command's work, and returns when the command before it is kept.
func (t *inTurn) do(ctx context.Context, begin func() draft) error {
	before, next := t.next, make(chan draft, 1)
	t.next = next
	go func() { next <- begin() }()
	if before == nil {
		return nil
	}
	return (<-before).keep(ctx)
}

// end keeps the last command, or drops it where one before it failed.
func (t *inTurn) end(ctx context.Context, failed error) error {
	if t.next == nil {
		return failed
	}
	last := <-t.next
	t.next = nil
	if failed != nil {
		last.drop()
		return failed
	}
	return last.keep(ctx)
}

// draftsAtOnce bounds the snapshots that commands hold, so that pages find some.
const draftsAtOnce = 4

// ahead does the work on a snapshot. It returns nil where the work can only be
// done within the transaction.
func (c *command) ahead(ctx context.Context) (w *work, err error) {
	select {
	case c.d.drafts <- struct{}{}:
		defer func() { <-c.d.drafts }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	err = c.d.cfg.Store.View(ctx, func(r store.Reader) error {
		n := &noted{r: r}
		w, err = c.work(n)
		if n.unfit {
			w, err = nil, nil
		}
		if w != nil {
			w.stands = n.stands
		}
		return err
	})
	return w, err
}

// work does the work and returns it finished, not yet written.
func (c *command) work(r store.Reader) (*work, error) {
	for _, d := range c.labels {
		d.used = 0
	}
	w := &work{d: c.d, tx: r, by: c.by, why: c.why, act: c.act, now: c.d.Now(), records: map[lanna.RecordID]*ledger{}, labels: c.labels}
	err := c.f(w)
	if err == nil {
		err = w.finish()
	}
	return w, err
}

// settle writes the work, or does it within the transaction, and returns the
// one that was written.
func (c *command) settle(ctx context.Context, done *work) (kept *work, err error) {
	err = c.d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		w, err := c.current(tx, done)
		if err == nil {
			err = w.write(tx)
		}
		if err != nil {
			c.d.log.Reset()
			return err
		}
		kept = w
		return nil
	})
	return kept, err
}

func (c *command) current(tx store.Tx, done *work) (*work, error) {
	if done != nil {
		if ok, err := done.stands(tx); err != nil || ok {
			return done, err
		}
	}
	return c.work(tx)
}

// end gives back the labels that were not used.
func (c *command) end(failed bool) {
	for counter, d := range c.labels {
		if failed {
			d.used = 0
		}
		if d.used < len(d.numbers) {
			c.d.labels.giveBack(counter, d.numbers[d.used:])
		}
	}
}
