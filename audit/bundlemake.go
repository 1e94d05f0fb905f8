package audit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A Part says which part of a bundle to write.
type Part struct {
	Writer   statement.Writer                                             // whose log, as the roster knows it
	From, To int64                                                        // entries [From, To) of it
	Before   lanna.Digest                                                 // the sum in which the part before ended; zero for the first
	More     bool                                                         // another part follows
	Show     func(index int64, st store.Stored) ([]statement.Held, error) // the claims that go along
}

// SignedSize is how many entries of a writer's log a bundle can prove: those
// under its newest checkpoint, and of a revoked writer those that stand.
func SignedSize(r store.Reader, w statement.Writer) (int64, error) {
	h, _, err := signedHead(r, w)
	return h.Size, err
}

func signedHead(r store.Reader, w statement.Writer) (Head, string, error) {
	if w.Standing == statement.Revoked {
		return Head{int64(w.Size), w.Tree}, "", nil
	}
	size, err := r.LogSize(w.ID)
	if err != nil {
		return Head{}, "", err
	}
	var last []byte
	err = r.Checkpoints(w.ID, -1, func(c store.Checkpoint) error {
		if c.Size <= size {
			last = c.Note
		}
		return nil
	})
	if err != nil || last == nil {
		return Head{}, "", err
	}
	h, err := OpenHead(w.ID, last)
	return h, string(last), err
}

// WritePart appends a part of a bundle to b and returns the sum in which it ends.
func WritePart(ctx context.Context, r store.Reader, s *statement.Signer, p Part, b *bytes.Buffer) (lanna.Digest, error) {
	head, note, err := signedHead(r, p.Writer)
	if err != nil {
		return p.Before, err
	}
	if p.From < 0 || p.From > p.To || p.To > head.Size {
		return p.Before, &lanna.Error{Kind: lanna.Invalid, Code: "bundle-span"}
	}
	m := &maker{ctx: ctx, r: r, p: p, b: b, sum: p.Before, head: head, known: map[int64]tlog.Hash{}}
	open := &bundleOpen{Version: bundleVersion, Agency: p.Writer.Agency, Writer: p.Writer.ID, From: p.From, To: p.To, Head: headLine{head.Size, head.Root}, Note: note}
	err = m.line(bundleLine{Open: open})
	for _, f := range []func() error{m.certificates, m.checkpoints, m.entries} {
		if err == nil {
			err = f()
		}
	}
	if err != nil {
		return p.Before, err
	}
	end := &bundleEnd{Signer: s.Writer(), More: p.More}
	end.Sig = ed25519.Sign(s.Key(), end.signed(m.sum))
	err = m.line(bundleLine{End: end})
	return m.sum, err
}

// A maker writes one part.
type maker struct {
	ctx   context.Context
	r     store.Reader
	p     Part
	b     *bytes.Buffer
	sum   lanna.Digest
	head  Head
	known map[int64]tlog.Hash // neighbours have most of their proof in common
}

func (m *maker) line(l bundleLine) (err error) {
	m.sum, err = l.appendTo(m.b, m.sum)
	return err
}

// certificates are those of the agency: who checks finds the writer's and the
// signer's among them, and no party is named.
func (m *maker) certificates() error {
	list, err := m.r.Certificates()
	if err != nil {
		return err
	}
	for _, raw := range list {
		c, err := statement.ParseCertificate(raw)
		if err != nil || c.Agency() != m.p.Writer.Agency {
			continue
		}
		if err := m.line(bundleLine{Certificate: raw}); err != nil {
			return err
		}
	}
	return nil
}

// errBehind ends a walk over checkpoints.
var errBehind = errors.New("behind the part")

func (m *maker) checkpoints() error {
	err := m.r.Checkpoints(m.p.Writer.ID, m.p.From, func(c store.Checkpoint) error {
		if c.Size > m.p.To || c.Size >= m.head.Size {
			return errBehind
		}
		proof, err := tlog.ProveTree(m.head.Size, c.Size, tlog.HashReaderFunc(m.hashes))
		if err != nil {
			return err
		}
		return m.line(bundleLine{Checkpoint: &bundleCheckpoint{Note: string(c.Note), Proof: digests(proof)}})
	})
	if errors.Is(err, errBehind) {
		return nil
	}
	return err
}

func (m *maker) entries() error {
	return m.r.Leaves(m.p.Writer.ID, m.p.From, m.p.To, func(l store.Leaf) error {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		e, err := m.entry(l)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveRecord(m.head.Size, l.Index, tlog.HashReaderFunc(m.hashes))
		if err != nil {
			return err
		}
		e.Proof = digests(proof)
		return m.line(bundleLine{Entry: e})
	})
}

func (m *maker) entry(l store.Leaf) (*bundleEntry, error) {
	e := &bundleEntry{Index: l.Index}
	if l.Statement == 0 {
		data := lanna.Digest(l.Data)
		e.Data = &data
		return e, nil
	}
	st, err := m.r.StatementAt(m.p.Writer.ID, l.Index)
	if err != nil {
		return nil, err
	}
	e.Header, e.Sig, e.Salt = st.Header, st.Sig, l.Salt[:]
	h, err := statement.ParseHeader(st.Header)
	if err != nil {
		return nil, err
	}
	e.repeat(h)
	claims, err := m.p.Show(l.Index, st)
	e.show(claims)
	return e, err
}

// repeat says beside the header what the header says.
func (e *bundleEntry) repeat(h statement.Header) {
	e.Kind, e.Time, e.Officer = h.Kind.String(), h.Time, h.Officer.String()
}

// maxKnown is how many hashes a maker remembers.
const maxKnown = 1 << 16

func (m *maker) hashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		h, ok := m.known[x]
		if !ok {
			var err error
			level, n := tlog.SplitStoredHashIndex(x)
			if h, err = subtree(m.r, m.p.Writer.ID, level, n); err != nil {
				return nil, err
			}
			if len(m.known) == maxKnown {
				clear(m.known)
			}
			m.known[x] = h
		}
		out[i] = h
	}
	return out, nil
}

func digests(list []tlog.Hash) []lanna.Digest {
	out := make([]lanna.Digest, len(list))
	for i, h := range list {
		out[i] = lanna.Digest(h)
	}
	return out
}

func hashes(list []lanna.Digest) []tlog.Hash {
	out := make([]tlog.Hash, len(list))
	for i, d := range list {
		out[i] = tlog.Hash(d)
	}
	return out
}
