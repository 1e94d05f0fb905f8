package backup

import (
	"cmp"
	"context"
	"io"
	"slices"

	"lanna/statement"
	"lanna/store"
	"lanna/wire"
)

// How much is put into one transaction.
const (
	batchFrames = 2000
	batchBytes  = 4 << 20
)

// A reading puts a stream into an empty store.
type reading struct {
	ctx      context.Context
	to       store.Store
	progress func(statements int64)
	certs    []*statement.Certificate
	roster   *statement.Roster // nil while certificates come
	seqs     seqs
	batch    []func(tx store.Tx) error
	size     int
	count    Counts
}

// read reads a whole stream into an empty store.
func read(ctx context.Context, from io.Reader, to store.Store, progress func(statements int64)) (Counts, error) {
	d, err := newDeframer(from)
	if err != nil {
		return Counts{}, err
	}
	r := &reading{ctx: ctx, to: to, progress: progress}
	for {
		t, body, done, err := d.next()
		if err != nil {
			return r.count, err
		}
		if done {
			break
		}
		put, err := r.parse(t, body)
		if err != nil {
			return r.count, err
		}
		r.batch, r.size = append(r.batch, put), r.size+len(body)
		if len(r.batch) == batchFrames || r.size > batchBytes {
			if err := r.flush(); err != nil {
				return r.count, err
			}
		}
	}
	if _, err := d.r.ReadByte(); err != io.EOF {
		return r.count, damaged("something follows its end", err)
	}
	return r.count, r.flush()
}

func (r *reading) flush() error {
	before := len(r.seqs)
	err := r.to.Update(r.ctx, func(tx store.Tx) error {
		r.seqs = r.seqs[:before] // it may run more than once
		for _, put := range r.batch {
			if err := put(tx); err != nil {
				return err
			}
		}
		return nil
	})
	r.batch, r.size = r.batch[:0], 0
	r.progress(r.count.Statements)
	return err
}

var errFrame = damaged("a part is malformed", nil)

// parse reads one frame, and returns what puts it into the store.
func (r *reading) parse(t frameType, body []byte) (func(tx store.Tx) error, error) {
	if t == certificateFrame {
		c, err := statement.ParseCertificate(body)
		if err != nil {
			return nil, damaged("a certificate is malformed", err)
		}
		r.certs = append(r.certs, c)
		return func(tx store.Tx) error { return tx.AddCertificate(body) }, nil
	}
	if r.roster == nil {
		r.roster = statement.NewRoster(r.certs...)
	}
	switch t {
	case statementFrame:
		return r.statement(body)
	case leafFrame, hashFrame, checkpointFrame:
		return r.log(t, body)
	}
	return other(t, body)
}

func (r *reading) statement(body []byte) (func(tx store.Tx) error, error) {
	old, agency, st, err := parseStatement(body, r.roster)
	if err != nil {
		return nil, err
	}
	r.count.Statements++
	r.count.Last = old
	return func(tx store.Tx) error {
		seq, err := tx.Append(agency, st)
		if err == nil {
			r.seqs = r.seqs.add(old, seq)
		}
		return err
	}, nil
}

func (r *reading) log(t frameType, body []byte) (func(tx store.Tx) error, error) {
	f := wire.Fields{Rest: body}
	w := f.Writer()
	switch t {
	case leafFrame:
		l := store.Leaf{Index: int64(f.Uint64())}
		copy(l.Data[:], f.Take(len(l.Data)))
		copy(l.Salt[:], f.Take(len(l.Salt)))
		old := int64(f.Uint64())
		if !f.Done() {
			return nil, errFrame
		}
		r.count.Leaves++
		return func(tx store.Tx) error {
			l.Statement = r.seqs.of(old)
			return tx.AppendLeaf(w, l)
		}, nil
	case hashFrame:
		level, pos := int(f.Uint8()), int64(f.Uint64())
		var h [32]byte
		copy(h[:], f.Take(len(h)))
		if !f.Done() {
			return nil, errFrame
		}
		return func(tx store.Tx) error { return tx.PutHash(w, level, pos, h) }, nil
	}
	c := store.Checkpoint{Size: int64(f.Uint64()), Note: f.Rest}
	if f.Bad {
		return nil, errFrame
	}
	return func(tx store.Tx) error { return tx.PutCheckpoint(w, c) }, nil
}

func other(t frameType, body []byte) (func(tx store.Tx) error, error) {
	f := wire.Fields{Rest: body}
	switch t {
	case barredFrame:
		var b statement.Barred
		copy(b.Agency[:], f.Take(len(b.Agency)))
		copy(b.Digest[:], f.Take(len(b.Digest)))
		if f.Done() {
			return func(tx store.Tx) error { return tx.Bar([]statement.Barred{b}) }, nil
		}
	case receiverFrame:
		last, label := int64(f.Uint64()), string(f.Rest)
		if !f.Bad {
			return func(tx store.Tx) error { return tx.Renumber(label, last) }, nil
		}
	case parcelFrame:
		n := int64(f.Uint64())
		label := string(f.Take(int(f.Uint16())))
		if !f.Bad {
			return func(tx store.Tx) error { return post(tx, label, n, f.Rest) }, nil
		}
	case settingFrame:
		name := string(f.Take(int(f.Uint16())))
		if !f.Bad {
			return func(tx store.Tx) error { return tx.SetMeta(name, append([]byte{}, f.Rest...)) }, nil
		}
	case counterFrame:
		n, name := int64(f.Uint64()), string(f.Rest)
		if !f.Bad {
			return func(tx store.Tx) error { return tx.Raise(name, n) }, nil
		}
	}
	return nil, errFrame
}

// post puts a parcel in under the number that it had.
func post(tx store.Tx, label string, n int64, body []byte) error {
	if err := tx.Renumber(label, n-1); err != nil {
		return err
	}
	got, err := tx.Post(label, body)
	if err == nil && got != n {
		err = damaged("parcels are out of order", nil)
	}
	return err
}

// seqs tells under which numbers statements were kept, which differ by the gaps
// that the old numbers had.
type seqs []struct{ old, new int64 } // where the difference changes, ascending

func (s seqs) add(old, now int64) seqs {
	if n := len(s); n > 0 && s[n-1].old-s[n-1].new == old-now {
		return s
	}
	return append(s, struct{ old, new int64 }{old, now})
}

// of returns the new number of an old one; 0 stays.
func (s seqs) of(old int64) int64 {
	if old == 0 {
		return 0
	}
	at, _ := slices.BinarySearchFunc(s, old+1, func(e struct{ old, new int64 }, want int64) int { return cmp.Compare(e.old, want) })
	if at == 0 {
		return 0
	}
	return old - s[at-1].old + s[at-1].new
}
