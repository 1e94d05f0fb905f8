package desktest

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/statement"
)

// A Federation is several desks in one process that know each other, with a
// carrier that carries when it is told to.
type Federation struct {
	Clock *Clock
	Nodes []*World
	sent  map[string]int64                                                   // what was carried of each lane
	cards map[*World][]byte                                                  // each one's own
	Lose  func(from, to *World) bool                                         // nil: nothing is lost; what is lost is carried again
	Tap   func(from, to *World, items []desk.Consignment) []desk.Consignment // nil: as it was sent
}

// A Node says what one node of a federation is.
type Node struct {
	Name   string
	Role   string   // desk.RoleNational …
	Of     int      // number from 1 of the node of whose agency it is a point; 0: an agency of its own
	Places []string // assigned to it
	Options
}

// Federate makes nodes that have accepted each other's cards and signed the
// standing rules.
func Federate(t testing.TB, nodes ...Node) *Federation {
	t.Helper()
	f := &Federation{Clock: &Clock{now: Start}, sent: map[string]int64{}, cards: map[*World][]byte{}}
	for _, n := range nodes {
		o := n.Options
		o.Clock = f.Clock
		if n.Of > 0 {
			o.Root = f.Nodes[n.Of-1].Root
		}
		config := o.Config
		o.Config = func(c *desk.Config) {
			c.ParseCard, c.StandingFor = ParseCard, []string{"standing.life"}
			if n.Of > 0 {
				c.LabelPrefix = "M1-"
			}
			if config != nil {
				config(c)
			}
		}
		w := New(t, o)
		f.Nodes = append(f.Nodes, w)
		f.cards[w] = CardOf(t, w, n)
	}
	for _, w := range f.Nodes {
		for i, other := range f.Nodes {
			if w != other {
				w.Accept(t, f.cards[other], nodes[i].Places)
			}
		}
	}
	return f
}

// Accept takes a card whose fingerprint was compared.
func (w *World) Accept(t testing.TB, card []byte, places []string) lanna.RecordID {
	t.Helper()
	c, err := ParseCard(card)
	must(t, err)
	id, err := w.AcceptCard(t.Context(), w.National, Rescue, card, c.Fingerprint)
	must(t, err)
	if len(places) > 0 {
		must(t, w.AssignPlaces(t.Context(), w.National, Rescue, id, places))
	}
	return id
}

// Writer returns the writer of the world's node.
func (w *World) Writer() lanna.WriterID { return w.Config.Signer.Writer() }

type card struct {
	Agency lanna.AgencyID
	Writer lanna.WriterID
	Role   string
	Names  map[string]string
	Certs  [][]byte
	Made   lanna.Millis
}

// CardOf makes the card of a world.
func CardOf(t testing.TB, w *World, n Node) []byte {
	t.Helper()
	cert := statement.NewCertificate(w.Root, statement.Certify, w.Writer(), lanna.MillisOf(Start), 0, [32]byte{})
	b, err := json.Marshal(card{w.Config.Signer.Agency, w.Writer(), n.Role, map[string]string{"en": "EXERCISE " + n.Name}, [][]byte{cert.Bytes()}, w.Now()})
	must(t, err)
	return append(b, ed25519.Sign(w.Config.Signer.Key(), b)...)
}

// ParseCard reads the cards of a federation.
func ParseCard(b []byte) (*desk.Card, error) {
	if len(b) < ed25519.SignatureSize {
		return nil, statement.ErrSignature
	}
	body, sig := b[:len(b)-ed25519.SignatureSize], b[len(b)-ed25519.SignatureSize:]
	var c card
	if err := json.Unmarshal(body, &c); err != nil {
		return nil, err
	}
	if !ed25519.Verify(c.Writer[:], body, sig) {
		return nil, statement.ErrSignature
	}
	sum := sha256.Sum256(c.Writer[:])
	return &desk.Card{Agency: c.Agency, Writer: c.Writer, Role: c.Role, Names: c.Names, Certificates: c.Certs,
		Rules: []string{"standing.life"}, Made: c.Made, Fingerprint: hex.EncodeToString(sum[:8])}, nil
}

// Carry carries everything that waits, the most urgent first, until nothing
// moves.
func (f *Federation) Carry(t testing.TB) {
	t.Helper()
	for moved := true; moved; {
		moved = false
		for _, from := range f.Nodes {
			for _, to := range f.Nodes {
				for _, lane := range federate.Lanes {
					moved = f.carry(t, from, to, lane) || moved
				}
			}
		}
	}
}

func (f *Federation) carry(t testing.TB, from, to *World, lane federate.Lane) bool {
	t.Helper()
	writer := to.Writer()
	key := from.Dir + " " + writer.String() + string(rune('0'+lane))
	if from == to || f.Lose != nil && f.Lose(from, to) {
		return false
	}
	items, last, err := from.Waiting(t.Context(), writer, lane, f.sent[key], 100)
	must(t, err)
	moved := last != f.sent[key]
	f.sent[key] = last
	if f.Tap != nil {
		items = f.Tap(from, to, slices.Clone(items))
	}
	if len(items) > 0 {
		must(t, to.Take(t.Context(), from.Writer(), items, []byte("EXERCISE raw")))
	}
	return moved
}
