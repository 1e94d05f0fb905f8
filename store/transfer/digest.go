package transfer

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// Digest is a digest of all that Copy copies, in order. Numbers of arrival are left
// out: a leaf counts with the id of its statement.
func Digest(r store.Reader, hold func(setting string) bool) (lanna.Digest, error) {
	d := &digesting{r: r, hold: hold, to: sha256.New(), of: map[int64]lanna.Digest{}}
	for _, step := range []func() error{d.certificates, d.statements, d.logs, d.barred, d.outbox, d.settings} {
		if err := step(); err != nil {
			return lanna.Digest{}, err
		}
	}
	return lanna.Digest(d.to.Sum(nil)), nil
}

// Dump is a digest of the ordered dump of all views.
func Dump(r store.Reader) (lanna.Digest, error) {
	to := sha256.New()
	err := r.Dump(func(line []byte) error {
		to.Write(append(line, '\n')) // a hash takes everything
		return nil
	})
	return lanna.Digest(to.Sum(nil)), err
}

type digesting struct {
	r    store.Reader
	hold func(string) bool
	to   hash.Hash
	of   map[int64]lanna.Digest // statements by number of arrival
}

// add adds things, each with its length.
func (d *digesting) add(kind string, things ...any) {
	for _, t := range append([]any{kind}, things...) {
		var b []byte
		switch v := t.(type) {
		case []byte:
			b = v
		case string:
			b = []byte(v)
		case int64:
			b = binary.BigEndian.AppendUint64(nil, uint64(v))
		default:
			b = fmt.Append(nil, v)
		}
		d.to.Write(binary.BigEndian.AppendUint64(nil, uint64(len(b))))
		d.to.Write(b)
	}
}

func (d *digesting) certificates() error {
	list, err := d.r.Certificates()
	for _, b := range list {
		d.add("certificate", b)
	}
	return err
}

func (d *digesting) statements() error {
	return d.r.Scan(0, func(s store.Stored) error {
		d.of[s.Seq] = s.ID
		d.add("statement", s.Header, s.Sig, int64(len(s.Claims)))
		for i := range s.Claims {
			c := &s.Claims[i]
			d.add("claim", c.Digest[:], c.Salt[:], c.AppendCanonical(nil))
		}
		return nil
	})
}

func (d *digesting) logs() error {
	writers, err := d.r.Logs()
	if err != nil {
		return err
	}
	for _, w := range writers {
		size, err := d.r.LogSize(w)
		if err != nil {
			return err
		}
		d.add("log", w[:], size)
		err = d.r.Leaves(w, 0, size, func(l store.Leaf) error {
			id := d.of[l.Statement]
			d.add("leaf", l.Index, l.Data[:], l.Salt[:], id[:])
			return nil
		})
		err = errors.Join(err, eachHash(d.r, w, func(level int, pos int64, h [32]byte) error {
			d.add("hash", int64(level), pos, h[:])
			return nil
		}))
		err = errors.Join(err, d.r.Checkpoints(w, -1, func(c store.Checkpoint) error {
			d.add("checkpoint", c.Size, c.Note)
			return nil
		}))
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *digesting) barred() error {
	return d.r.AllBarred(func(b statement.Barred) error {
		d.add("barred", b.Agency[:], b.Digest[:])
		return nil
	})
}

func (d *digesting) outbox() error {
	list, err := d.r.Receivers()
	if err != nil {
		return err
	}
	for _, r := range list {
		d.add("receiver", r.Label, r.Last)
		err := eachParcel(d.r, r.Label, func(p store.Parcel) error {
			d.add("parcel", p.N, p.Body)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *digesting) settings() error {
	names, err := d.r.MetaNames("")
	if err != nil {
		return err
	}
	for _, name := range slices.DeleteFunc(names, d.hold) {
		value, err := d.r.Meta(name)
		if err != nil {
			return err
		}
		d.add("setting", name, value)
	}
	counters, err := d.r.Counters()
	if err != nil {
		return err
	}
	for _, name := range counters {
		n, err := d.r.Counter(name)
		if err != nil {
			return err
		}
		d.add("counter", name, n)
	}
	return nil
}
