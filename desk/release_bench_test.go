package desk_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
)

// acceptMany makes a world accept n parties that are cards alone; their sealing
// key is that of one real node.
func acceptMany(b *testing.B, w *desktest.World, n int) (out []lanna.WriterID) {
	b.Helper()
	known, err := federate.ParseCard(w.Card())
	must(b, err)
	for i := range n {
		_, root, err := ed25519.GenerateKey(rand.Reader)
		must(b, err)
		_, key, err := ed25519.GenerateKey(rand.Reader)
		must(b, err)
		public := lanna.Digest(root.Public().(ed25519.PublicKey))
		signer := statement.NewSigner(statement.AgencyOf(public[:]), key)
		cert := statement.NewCertificate(root, statement.Certify, signer.Writer(), w.Now(), 0, [32]byte{})
		c, err := federate.NewCard(federate.Card{Root: public, Role: federate.National, Code: fmt.Sprint("X", i), Names: map[string]string{"en": fmt.Sprint("EXERCISE party ", i)},
			Issued: w.Now(), Certificates: [][]byte{cert.Bytes()}, Keys: known.Keys, Calendar: known.Calendar}, signer)
		must(b, err)
		_, err = w.AcceptCard(b.Context(), w.National, desktest.Rescue, c.Bytes(), strings.Join(c.Words(), " "))
		must(b, err)
		out = append(out, signer.Writer())
	}
	return out
}

// BenchmarkOneReleaseToAll releases two facts of a record to 10, 25, 50 and 100
// parties and seals an envelope for each: in one command, and one command a
// party, where each has to know of all before it. What it costs the sender for
// one reader is told; the disk is in it.
func BenchmarkOneReleaseToAll(b *testing.B) {
	for _, readers := range []int{10, 25, 50, 100} {
		w := desktest.Federate(b, desktest.Node{Name: "north", Role: federate.National}).Nodes[0]
		parties := acceptMany(b, w, readers)
		send := func(b *testing.B, at func(desk.ReleaseDraft) error) {
			for b.Loop() {
				b.StopTimer()
				id, err := w.RaiseForTest(b.Context(), w.Duty, desktest.Rescue, lanna.BountyRecord, handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue}},
					statement.New(lanna.Alias, "EXERCISE alias"), statement.New(lanna.Compound, "EXERCISE park"))
				must(b, err)
				st, err := w.StateForTest(b.Context(), id)
				must(b, err)
				draft := desk.ReleaseDraft{Record: id, To: parties[0], And: parties[1:], Claims: []lanna.Digest{st.Live(lanna.Alias)[0].Digest, st.Live(lanna.Compound)[0].Digest}}
				b.StartTimer()
				must(b, at(draft))
				for _, to := range parties {
					for _, lane := range federate.Lanes[:2] {
						_, err := w.Outgoing(b.Context(), to, lane, 0, 1<<16)
						must(b, err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*readers), "µs/reader")
		}
		b.Run(fmt.Sprint("at-once/", readers), func(b *testing.B) {
			send(b, func(draft desk.ReleaseDraft) error {
				_, err := w.ReleaseAll(b.Context(), w.National, desk.Actor{}, desktest.Because("EXERCISE"), draft)
				return err
			})
		})
		b.Run(fmt.Sprint("one-by-one/", readers), func(b *testing.B) {
			send(b, func(draft desk.ReleaseDraft) error {
				draft.And = nil
				for _, draft.To = range parties {
					if _, err := w.Release(b.Context(), w.National, desk.Actor{}, desktest.Because("EXERCISE"), draft); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}
