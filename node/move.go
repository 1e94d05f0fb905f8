package node

import (
	"context"
	"errors"

	"lanna"
	"lanna/desk"
	"lanna/store"
	"lanna/store/postgres"
	"lanna/store/transfer"
)

// Moved is what a move proved.
type Moved struct {
	Statements int64        `json:"statements"`
	Contents   lanna.Digest `json:"contents"` // of all that is no view, in both databases
	Dump       lanna.Digest `json:"dump"`     // of the ordered dump of all views, in both
}

// Errors of a move.
var (
	ErrTaken = errors.New("the database there holds a node already")
	ErrApart = errors.New("the copy is not equal to what was copied; nothing was changed")
)

// Move takes the node of a data folder over to PostgreSQL. Nobody may serve it. All
// but views is copied and compared, views are made anew and their ordered dump
// compared; then the folder is told where the data are, and the file of the old
// database goes, because erasures would not reach it any more. A move that is cut
// off has not happened, and is begun anew by the next.
func Move(ctx context.Context, c Config, to string, progress func(done, total int64)) (Moved, error) {
	var moved Moved
	p, err := c.place()
	if err != nil {
		return moved, err
	}
	if p.Store != "" {
		return moved, &lanna.Error{Kind: lanna.Conflict, Code: "moved-already"}
	}
	n, err := Open(ctx, c)
	if err != nil {
		return moved, err
	}
	defer n.Close()
	if err := n.Desk.SignCheckpoint(ctx); err != nil {
		return moved, err
	}
	target, err := postgres.Open(ctx, postgres.Config{URL: to, Passphrase: c.Passphrase, Create: true})
	if err != nil {
		return moved, err
	}
	defer target.Close()
	m := &moving{ctx: ctx, n: n, to: target, progress: progress, out: &moved}
	for _, step := range []func() error{m.clear, m.copy, m.compare, m.fold, m.finish} {
		if err := step(); err != nil {
			return moved, err
		}
	}
	if p, err = ReadPlace(c.Dir); err != nil {
		return moved, err
	}
	p.Store = to
	return moved, p.write(c.Dir)
}

type moving struct {
	ctx      context.Context
	n        *Node
	to       *postgres.Store
	progress func(done, total int64)
	total    int64
	out      *Moved
}

// held are the settings that come last: without them there is no node.
func held(setting string) bool { return setting == metaSettings }

// clear empties what an earlier move left that was cut off.
func (m *moving) clear() error {
	err := m.to.View(m.ctx, func(r store.Reader) error { _, err := r.Meta(metaSettings); return err })
	if err == nil {
		return ErrTaken
	}
	if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return m.to.Clear(m.ctx)
}

func (m *moving) copy() error {
	return m.n.store.View(m.ctx, func(r store.Reader) error {
		err := r.Scan(0, func(store.Stored) error { m.total++; return nil })
		if err != nil {
			return err
		}
		m.out.Statements = m.total
		return transfer.Copy(m.ctx, r, m.to, held, func(done int64) { m.progress(done, 2*m.total) })
	})
}

func (m *moving) compare() error {
	digest := func(s store.Store) (d lanna.Digest, err error) {
		err = s.View(m.ctx, func(r store.Reader) error { d, err = transfer.Digest(r, held); return err })
		return d, err
	}
	was, err := digest(m.n.store)
	if err != nil {
		return err
	}
	is, err := digest(m.to)
	if err == nil && is != was {
		err = ErrApart
	}
	m.out.Contents = is
	return err
}

// fold makes all views anew over there, and compares their dump with that of here.
func (m *moving) fold() error {
	d, err := desk.New(m.ctx, desk.Config{Store: m.to, Signer: m.n.signer, Blobs: m.n.blobs, Clock: m.n.cfg.Clock, Log: m.n.cfg.Log,
		Exercise: m.n.Settings.Exercise, LabelPrefix: m.n.Settings.Prefix, Password: m.n.cfg.Password})
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Rebuild(m.ctx, func(done, all int64) { m.progress(m.total+done*m.total/max(all, 1), 2*m.total) })
	if err != nil {
		return err
	}
	dump := func(s store.Store) (d lanna.Digest, err error) {
		err = s.View(m.ctx, func(r store.Reader) error { d, err = transfer.Dump(r); return err })
		return d, err
	}
	was, err := dump(m.n.store)
	if err != nil {
		return err
	}
	is, err := dump(m.to)
	if err == nil && is != was {
		err = ErrApart
	}
	m.out.Dump = is
	return err
}

func (m *moving) finish() error {
	var settings []byte
	err := m.n.store.View(m.ctx, func(r store.Reader) (err error) { settings, err = r.Meta(metaSettings); return err })
	if err != nil {
		return err
	}
	return m.to.Update(m.ctx, func(tx store.Tx) error { return tx.SetMeta(metaSettings, settings) })
}
