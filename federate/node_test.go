package federate_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"path/filepath"
	"testing"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

var start = time.Date(2026, 3, 12, 7, 32, 0, 0, time.UTC)

// world is what the nodes of a test have in common.
type world struct {
	now    time.Time
	agency map[lanna.WriterID]lanna.AgencyID
}

func newWorld() *world { return &world{now: start, agency: map[lanna.WriterID]lanna.AgencyID{}} }

// node is a party with a store and a box, and nothing else of a node.
type node struct {
	*world
	t      testing.TB
	store  store.Store
	blobs  *blob.Store
	root   ed25519.PrivateKey
	signer *statement.Signer
	box    *federate.Box
	ring   *federate.Keyring
	card   *federate.Card
}

func keyOf(words string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("EXERCISE " + words))
	return ed25519.NewKeyFromSeed(seed[:])
}

func (w *world) node(t testing.TB, code string) *node {
	t.Helper()
	n := &node{world: w, t: t, root: keyOf("root " + code)}
	n.signer = statement.NewSigner(statement.AgencyOf(n.root.Public().(ed25519.PublicKey)), keyOf("writer "+code))
	w.agency[n.signer.Writer()] = n.signer.Agency
	var err error
	n.store, err = sqlite.Open(sqlite.Config{Path: filepath.Join(t.TempDir(), "node.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	must(t, err)
	t.Cleanup(func() { n.store.Close() })
	n.blobs, err = blob.NewFolder(filepath.Join(t.TempDir(), "blobs"))
	must(t, err)
	n.box = &federate.Box{
		Signer: n.signer, Clock: lanna.ClockFunc(func() time.Time { return w.now }), Blobs: n.blobs,
		Agency: func(_ store.Reader, id lanna.WriterID) (lanna.AgencyID, bool) { a, ok := w.agency[id]; return a, ok },
	}
	n.rotate()
	return n
}

// rotate renews sealing keys and card as a node does every day.
func (n *node) rotate() {
	n.t.Helper()
	n.update(func(tx store.Tx) error {
		_, err := n.box.Rotate(tx)
		return err
	})
	n.view(func(r store.Reader) error {
		keys, err := n.box.PublicKeys(r)
		must(n.t, err)
		n.ring, err = n.box.LoadKeys(r)
		must(n.t, err)
		n.card, err = federate.NewCard(n.draft(keys), n.signer)
		return err
	})
}

func (n *node) draft(keys []federate.SealingKey) federate.Card {
	cert := statement.NewCertificate(n.root, statement.Certify, n.signer.Writer(), lanna.MillisOf(start), 0, [32]byte{})
	return federate.Card{
		Root: lanna.Digest(n.root.Public().(ed25519.PublicKey)), Role: federate.National, Code: "TH",
		Names:  map[string]string{"en": "EXERCISE agency", "th": "หน่วยงานฝึกซ้อม"},
		Issued: lanna.MillisOf(n.now), Certificates: [][]byte{cert.Bytes()}, Keys: keys,
		Addresses: []federate.Address{{Carrier: "https", At: "https://relay.invalid"}},
		Limits:    map[string]int{"verification": 24 * 60},
		Calendar:  federate.Calendar{Zone: "UTC", Weekend: []time.Weekday{0, 6}, Holidays: []string{"2026-12-05"}},
		Bases:     []federate.Basis{{Code: "MOU-1", Names: map[string]string{"en": "memorandum"}}},
	}
}

func (n *node) id() lanna.WriterID { return n.signer.Writer() }

func (n *node) update(f func(tx store.Tx) error) {
	n.t.Helper()
	must(n.t, n.store.Update(n.t.Context(), f))
}

func (n *node) view(f func(r store.Reader) error) {
	n.t.Helper()
	must(n.t, n.store.View(n.t.Context(), f))
}

// say keeps a statement with claims and returns the reference to it.
func (n *node) say(claims ...statement.Claim) federate.Ref {
	n.t.Helper()
	st, err := n.signer.Sign(statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID(), Time: lanna.MillisOf(n.now), Claims: claims})
	must(n.t, err)
	n.update(func(tx store.Tx) error {
		_, err := tx.Append(n.signer.Agency, st)
		return err
	})
	ref := &federate.StatementRef{ID: st.ID, Record: st.Header.Record}
	for _, c := range st.Claims {
		ref.Claims = append(ref.Claims, c.Digest)
	}
	return federate.Ref{Statement: ref}
}

func (n *node) post(to *node, lane federate.Lane, refs ...federate.Ref) {
	n.t.Helper()
	n.update(func(tx store.Tx) error {
		for _, ref := range refs {
			if err := n.box.Post(tx, to.id(), lane, ref); err != nil {
				return err
			}
		}
		return nil
	})
}

// seal seals one envelope, or returns nil where nothing waits.
func (n *node) seal(to *node, lane federate.Lane, size int) federate.Message {
	n.t.Helper()
	var m federate.Message
	n.update(func(tx store.Tx) error {
		s, ok, err := n.box.Seal(tx, to.card, lane, size)
		if ok {
			m = s.Message
		}
		return err
	})
	return m
}

func anybody(lanna.WriterID) bool { return true }

func (n *node) open(m federate.Message) (*federate.Content, error) {
	return federate.Open(m, n.id(), n.ring, anybody, lanna.MillisOf(n.now))
}

// take takes a message in and returns the verdict, what was in it, and the ack.
func (n *node) take(m federate.Message) (federate.Verdict, *federate.Content, federate.Message) {
	n.t.Helper()
	c, err := n.open(m)
	must(n.t, err)
	var v federate.Verdict
	var ack federate.Message
	n.update(func(tx store.Tx) error {
		if v, err = n.box.Take(tx, c); err != nil {
			return err
		}
		ack, err = n.box.Ack(tx, c.From, c.Lane, federate.KeyID{})
		return err
	})
	return v, c, ack
}

func (n *node) acknowledge(m federate.Message) (bool, error) {
	n.t.Helper()
	a, err := federate.ParseAck(m)
	must(n.t, err)
	var ok bool
	err = n.store.Update(n.t.Context(), func(tx store.Tx) error {
		var err error
		ok, err = n.box.Acknowledge(tx, a)
		return err
	})
	return ok, err
}

func (n *node) status(party *node, lane federate.Lane) (s federate.LaneStatus) {
	n.t.Helper()
	n.view(func(r store.Reader) error {
		all, err := n.box.Status(r, party.id())
		s = all[lane]
		return err
	})
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
