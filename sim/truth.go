package sim

import (
	"errors"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// The truth is what every node has signed, as it stands in its own store. It
// is what others' stores are held against; it uses nothing of the desk.
type truth struct {
	claims map[lanna.Digest]*said
	acts   map[lanna.Digest]*act   // by statement
	order  []*act                  // as they were found
	named  map[lanna.Digest][]*act // by what they name
	tokens map[string]lanna.RecordID

	passed  map[lanna.Digest]bool // releases that the node by whose way they go passed on
	carried map[carriage]bool
}

// said is a claim with who said it.
type said struct {
	statement.Held
	record lanna.RecordID
	act    *act
}

// An act is one signed statement.
type act struct {
	id     lanna.Digest
	kind   lanna.StatementKind
	by     *node
	record lanna.RecordID
	names  []lanna.Digest
	to     lanna.WriterID // of a release or recall
	via    lanna.WriterID // the node that passes it on; zero where it goes straight
	what   string         // of a receipt
	place  int64          // in its writer's log
	claims []lanna.Digest
	step   int
}

func newTruth() *truth {
	return &truth{claims: map[lanna.Digest]*said{}, acts: map[lanna.Digest]*act{}, named: map[lanna.Digest][]*act{}, tokens: map[string]lanna.RecordID{},
		passed: map[lanna.Digest]bool{}, carried: map[carriage]bool{}}
}

// learn takes a statement that stands in its own writer's store.
func (t *truth) learn(n *node, h *statement.Header, s *store.Stored, place int64, step int) *act {
	a := &act{id: s.ID, kind: h.Kind, by: n, record: h.Record, names: h.Names, place: place, step: step}
	for i := range s.Claims {
		c := &s.Claims[i]
		t.claims[c.Digest] = &said{*c, h.Record, a}
		a.claims = append(a.claims, c.Digest)
		switch c.Property {
		case lanna.ReleaseNode:
			_ = a.to.UnmarshalText([]byte(c.Value)) // the node wrote it itself
		case lanna.ReleaseVia:
			_ = a.via.UnmarshalText([]byte(c.Value))
		case lanna.ReleasePassed:
			var of lanna.Digest
			if of.UnmarshalText([]byte(c.Value)) == nil {
				t.passed[of] = true
			}
		case lanna.ReceiptOf:
			a.what = c.Value
		}
	}
	if a.kind == lanna.Release {
		n.released = append(n.released, a.record)
	}
	t.acts[s.ID] = a
	t.order = append(t.order, a)
	for _, d := range h.Names {
		t.named[d] = append(t.named[d], a)
	}
	return a
}

// any reports whether an act of the kind by the agency names the digest; to,
// where not zero, is for whom it has to be.
func (t *truth) any(kind lanna.StatementKind, agency lanna.AgencyID, d lanna.Digest, to lanna.WriterID) bool {
	for _, a := range t.named[d] {
		if a.kind == kind && a.by.signer.Agency == agency && (to == lanna.WriterID{} || a.to == to) {
			return true
		}
	}
	return false
}

// look scans what came into a node's store since the last look, and checks what
// must hold at every step.
func (w *world) look(n *node) {
	if n.seen == n.disk.writes && n.scanned > 0 {
		return
	}
	if n.seen = n.disk.writes; n.disk.fault.undone {
		n.scanned, n.disk.fault.undone = 0, false
	}
	err := n.read(w.ctx, func(r store.Reader) error {
		err := r.Scan(n.scanned+1, func(s store.Stored) error {
			n.scanned = s.Seq
			return w.arrived(n, r, &s)
		})
		if err == nil {
			err = w.learnRevocation(n, r)
		}
		if err != nil {
			return err
		}
		return w.records(n, r)
	})
	if err != nil {
		w.violated(CommandFailed, n, "", err.Error())
	}
}

// arrived takes one statement that is new in a store.
func (w *world) arrived(n *node, r store.Reader, s *store.Stored) error {
	h, err := statement.ParseHeader(s.Header)
	if err != nil {
		return err
	}
	if _, known := n.at[s.Record]; !known && s.Kind.Signed() && s.Kind != lanna.Grant {
		n.at[s.Record] = store.Version{}
		n.known = append(n.known, s.Record)
	}
	if s.Writer == n.id() {
		return w.ownStatement(n, r, &h, s)
	}
	switch a := w.truth.acts[s.ID]; {
	case a == nil:
		w.violated(HonestRefused, n, s.ID.String(), "nobody said it")
	case w.stolen != nil && a.by == w.stolen && n.revoked >= 0 && a.place >= w.stands:
		w.violated(RevokedTaken, n, s.ID.String(), "")
	}
	return nil
}

func (w *world) ownStatement(n *node, r store.Reader, h *statement.Header, s *store.Stored) error {
	place, err := r.LeafOf(s.Writer, s.Seq)
	if errors.Is(err, store.ErrNotFound) {
		w.violated(LogBroken, n, s.ID.String(), "a statement without a leaf")
		return nil
	}
	if err != nil {
		return err
	}
	if int(place) < len(n.leaves) && n.leaves[place] != s.ID {
		w.violated(NumberReused, n, s.ID.String(), "a place of the log")
	}
	for int(place) >= len(n.leaves) {
		n.leaves = append(n.leaves, lanna.Digest{})
	}
	n.leaves[place] = s.ID
	if s.Kind.Signed() && w.truth.acts[s.ID] == nil {
		w.truth.learn(n, h, s, place, w.step)
	}
	return nil
}

// learnRevocation notes from when on a node knows that the stolen writer was
// revoked.
func (w *world) learnRevocation(n *node, r store.Reader) error {
	if w.stolen == nil || n.revoked >= 0 || w.revocation == nil {
		return nil
	}
	list, err := r.Certificates()
	for _, b := range list {
		if string(b) == string(w.revocation) {
			n.revoked = n.scanned
		}
	}
	return err
}
