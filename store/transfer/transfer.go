// Package transfer takes all that one store holds over into another, whatever
// their engines, and tells by a digest whether it arrived. Views are left out: they
// are made anew from the statements.
package transfer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// atOnce is how many things share a transaction.
const atOnce = 500

// Copy copies all of from into an empty store. Settings of which hold says so are
// left out: whoever calls writes them when all else is proven to be there.
// progress is told how many statements have arrived.
func Copy(ctx context.Context, from store.Reader, to store.Store, hold func(setting string) bool, progress func(statements int64)) error {
	c := &copying{ctx: ctx, from: from, to: to, hold: hold, progress: progress, seqs: map[int64]int64{}}
	for _, step := range []func() error{c.certificates, c.statements, c.logs, c.barred, c.outbox, c.settings} {
		if err := step(); err != nil {
			return err
		}
		if err := c.flush(); err != nil {
			return err
		}
	}
	return nil
}

type copying struct {
	ctx      context.Context
	from     store.Reader
	to       store.Store
	hold     func(string) bool
	progress func(int64)
	roster   *statement.Roster
	seqs     map[int64]int64 // numbers of arrival that differ
	count    int64
	waiting  []func(tx store.Tx) error
}

func (c *copying) put(f func(tx store.Tx) error) error {
	if c.waiting = append(c.waiting, f); len(c.waiting) < atOnce {
		return nil
	}
	return c.flush()
}

func (c *copying) flush() error {
	list := c.waiting
	c.waiting = nil
	if len(list) == 0 {
		return nil
	}
	return c.to.Update(c.ctx, func(tx store.Tx) error {
		for _, f := range list {
			if err := f(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *copying) certificates() error {
	list, err := c.from.Certificates()
	if err != nil {
		return err
	}
	var parsed []*statement.Certificate
	for _, b := range list {
		one, err := statement.ParseCertificate(b)
		if err != nil {
			return fmt.Errorf("%w: certificate", store.ErrCorrupt)
		}
		parsed = append(parsed, one)
		if err := c.put(func(tx store.Tx) error { return tx.AddCertificate(b) }); err != nil {
			return err
		}
	}
	c.roster = statement.NewRoster(parsed...)
	return nil
}

func (c *copying) statements() error {
	return c.from.Scan(0, func(s store.Stored) error {
		h, err := statement.ParseHeader(s.Header)
		if err != nil {
			return store.ErrCorrupt
		}
		st := &statement.Statement{ID: s.ID, Header: h, Bytes: s.Header, Sig: s.Sig, Claims: s.Claims}
		agency := c.roster.Writer(h.Writer).Agency
		c.count++
		if c.count%atOnce == 0 {
			c.progress(c.count)
		}
		return c.put(func(tx store.Tx) error {
			seq, err := tx.Append(agency, st)
			if seq != s.Seq {
				c.seqs[s.Seq] = seq
			}
			return err
		})
	})
}

func (c *copying) logs() error {
	writers, err := c.from.Logs()
	if err != nil {
		return err
	}
	for _, w := range writers {
		if err := errors.Join(c.leaves(w), c.hashes(w), c.checkpoints(w)); err != nil {
			return err
		}
	}
	return nil
}

func (c *copying) leaves(w lanna.WriterID) error {
	size, err := c.from.LogSize(w)
	if err != nil {
		return err
	}
	return c.from.Leaves(w, 0, size, func(l store.Leaf) error {
		return c.put(func(tx store.Tx) error {
			if seq, differs := c.seqs[l.Statement]; differs {
				l.Statement = seq
			}
			return tx.AppendLeaf(w, l)
		})
	})
}

// eachHash calls f with the hashes of a log: those of a level stand for 256 times
// as many leaves as those of the one below.
func eachHash(r store.Reader, w lanna.WriterID, f func(level int, pos int64, h [32]byte) error) error {
	size, err := r.LogSize(w)
	if err != nil {
		return err
	}
	for level := 8; size>>level > 0; level += 8 {
		for from, all := int64(0), size>>level; from < all; from += atOnce {
			list, err := r.Hashes(w, level, from, int(min(atOnce, all-from)))
			if errors.Is(err, store.ErrNotFound) {
				break // this log's leaves came without
			}
			if err != nil {
				return err
			}
			for i, h := range list {
				if err := f(level, from+int64(i), h); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (c *copying) hashes(w lanna.WriterID) error {
	return eachHash(c.from, w, func(level int, pos int64, h [32]byte) error {
		return c.put(func(tx store.Tx) error { return tx.PutHash(w, level, pos, h) })
	})
}

func (c *copying) checkpoints(w lanna.WriterID) error {
	return c.from.Checkpoints(w, -1, func(p store.Checkpoint) error {
		return c.put(func(tx store.Tx) error { return tx.PutCheckpoint(w, p) })
	})
}

func (c *copying) barred() error {
	return c.from.AllBarred(func(b statement.Barred) error {
		return c.put(func(tx store.Tx) error { return tx.Bar([]statement.Barred{b}) })
	})
}

func (c *copying) outbox() error {
	list, err := c.from.Receivers()
	if err != nil {
		return err
	}
	for _, r := range list {
		err := eachParcel(c.from, r.Label, func(p store.Parcel) error {
			return c.put(func(tx store.Tx) error {
				if err := tx.Renumber(r.Label, p.N-1); err != nil {
					return err
				}
				_, err := tx.Post(r.Label, p.Body)
				return err
			})
		})
		if err == nil {
			err = c.put(func(tx store.Tx) error { return tx.Renumber(r.Label, r.Last) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func eachParcel(r store.Reader, to string, f func(p store.Parcel) error) error {
	for after := int64(0); ; {
		list, err := r.Parcels(to, after, atOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, p := range list {
			if err := f(p); err != nil {
				return err
			}
			after = p.N
		}
	}
}

func (c *copying) settings() error {
	names, err := c.from.MetaNames("")
	if err != nil {
		return err
	}
	for _, name := range slices.DeleteFunc(names, c.hold) {
		value, err := c.from.Meta(name)
		if err != nil {
			return err
		}
		if err := c.put(func(tx store.Tx) error { return tx.SetMeta(name, value) }); err != nil {
			return err
		}
	}
	counters, err := c.from.Counters()
	if err != nil {
		return err
	}
	for _, name := range counters {
		n, err := c.from.Counter(name)
		if err != nil {
			return err
		}
		if err := c.put(func(tx store.Tx) error { return tx.Raise(name, n) }); err != nil {
			return err
		}
	}
	return nil
}
