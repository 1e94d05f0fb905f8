package federate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// BenchmarkQueued compares what the lanes cost with what cannot be saved: seal
// and open each content, and insert it in a transaction of 32. Both go through
// the same store, in turns, in one run.
func BenchmarkQueued(b *testing.B) {
	const count, group = 320, 32
	w := newWorld()
	from, to := w.node(b, "TH"), w.node(b, "CENTRE")
	var lanes, bare time.Duration
	for b.Loop() {
		refs := statements(from, count)
		began := time.Now()
		from.post(to, federate.Ordinary, refs...)
		for range count / group {
			through(b, from, to, group)
		}
		lanes += time.Since(began)
		refs = statements(from, count)
		began = time.Now()
		for i := range count / group {
			bareGroup(b, from, to, refs[i*group:(i+1)*group])
		}
		bare += time.Since(began)
	}
	n := float64(b.N * count)
	b.ReportMetric(n/lanes.Seconds(), "queued/s")
	b.ReportMetric(n/bare.Seconds(), "bare/s")
	b.ReportMetric(bare.Seconds()/lanes.Seconds(), "ratio")
}

func statements(n *node, count int) []federate.Ref {
	out := make([]federate.Ref, count)
	for i := range out {
		out[i] = n.say(statement.New(lanna.Alias, "EXERCISE"), statement.New(lanna.Amount, "600000 CNY"))
	}
	return out
}

// through seals, opens, takes in and acks a group of envelopes.
func through(b *testing.B, from, to *node, group int) {
	var sealed []federate.Message
	from.update(func(tx store.Tx) error {
		sealed = nil
		for range group {
			s, _, err := from.box.Seal(tx, to.card, federate.Ordinary, 1) // one statement each
			if err != nil {
				return err
			}
			sealed = append(sealed, s.Message)
		}
		return nil
	})
	var contents []*federate.Content
	for _, m := range sealed {
		c, err := to.open(m)
		must(b, err)
		contents = append(contents, c)
	}
	var ack federate.Message
	to.update(func(tx store.Tx) error {
		for _, c := range contents {
			if _, err := to.box.Take(tx, c); err != nil {
				return err
			}
			if err := insert(tx, c); err != nil {
				return err
			}
		}
		var err error
		ack, err = to.box.Ack(tx, from.id(), federate.Ordinary, federate.KeyID{})
		return err
	})
	_, err := from.acknowledge(ack)
	must(b, err)
}

func insert(tx store.Tx, c *federate.Content) error {
	for _, it := range c.Items {
		s := it.(*federate.StatementItem)
		st, err := statement.Open(s.Header, s.Sig, s.Agency, s.Claims)
		if err != nil {
			return err
		}
		if _, err := tx.Append(s.Agency, st); err != nil {
			return err
		}
	}
	return nil
}

func bareGroup(b *testing.B, from, to *node, refs []federate.Ref) {
	var contents []*federate.Content
	for _, ref := range refs {
		var item *federate.StatementItem
		from.view(func(r store.Reader) error {
			s, err := r.Statement(ref.Statement.Record, ref.Statement.ID)
			item = &federate.StatementItem{Agency: from.signer.Agency, Header: s.Header, Sig: s.Sig}
			for _, c := range s.Claims {
				item.Claims = append(item.Claims, c.Claim)
			}
			return err
		})
		c := federate.Content{From: from.id(), To: to.id(), N: 1, Items: []federate.Item{item}}
		m, err := c.Seal(from.signer, to.card.Keys[0])
		must(b, err)
		opened, err := to.open(m)
		must(b, err)
		contents = append(contents, opened)
	}
	to.update(func(tx store.Tx) error {
		for _, c := range contents {
			if err := insert(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkSealAndOpen(b *testing.B) {
	w := newWorld()
	from, to := w.node(b, "TH"), w.node(b, "CENTRE")
	for _, size := range []int{500, 2500, 60_000} {
		c := federate.Content{From: from.id(), To: to.id(), N: 1, Items: []federate.Item{&federate.Later{Type: 200, Body: noise(size)}}}
		b.Run(fmt.Sprintf("seal/%d", size), func(b *testing.B) {
			for b.Loop() {
				_, err := c.Seal(from.signer, to.card.Keys[0])
				must(b, err)
			}
		})
		m, err := c.Seal(from.signer, to.card.Keys[0])
		must(b, err)
		b.Run(fmt.Sprintf("open/%d", size), func(b *testing.B) {
			for b.Loop() {
				_, err := to.open(m)
				must(b, err)
			}
		})
	}
}

// noise does not pack.
func noise(n int) []byte {
	out := make([]byte, 0, n+64)
	for i := 0; len(out) < n; i++ {
		out = append(out, keyOf(fmt.Sprint(i))...)
	}
	return out[:n]
}

// A threat to life with its release fits into 4 KB on the wire.
func TestATextAlertIsSmall(t *testing.T) {
	w := newWorld()
	a, b := w.node(t, "TH"), w.node(t, "CENTRE")
	alert := a.say(
		statement.New(lanna.KindOfRecord, "bounty"), statement.New(lanna.Alias, "阿强 EXERCISE"), statement.New(lanna.Amount, "600000 CNY"),
		statement.New(lanna.ThreatCode, "kill"), statement.New(lanna.Compound, "EXERCISE park"), statement.New(lanna.Sex, "m"), statement.New(lanna.Nationality, "CN"),
		statement.New(lanna.AlertSeverity, "life"), statement.New(lanna.AlertRule, "life.bounty"), statement.New(lanna.AlertDue, "2026-03-12T07:47:00Z"))
	release, err := a.signer.Sign(statement.Draft{
		Kind: lanna.Release, Record: alert.Statement.Record, Time: lanna.MillisOf(w.now), Names: alert.Statement.Claims,
		Claims: []statement.Claim{
			statement.New(lanna.ReleaseTo, b.signer.Agency.String()), statement.New(lanna.ReleaseNode, b.id().String()), statement.New(lanna.Rule, "release.life"),
			statement.New(lanna.Marked, `{"codes":["H0","H2"],"purposes":["rescue"],"review":"2026-06-12","holders":["`+b.signer.Agency.String()+`"]}`),
		}})
	must(t, err)
	ref := federate.Ref{Statement: &federate.StatementRef{ID: release.ID, Record: release.Header.Record}}
	for _, c := range release.Claims {
		ref.Statement.Claims = append(ref.Statement.Claims, c.Digest)
	}
	a.update(func(tx store.Tx) error { _, err := tx.Append(a.signer.Agency, release); return err })
	a.box.Checkpoint = func(store.Reader) ([]byte, error) { return []byte(strings.Repeat("EXERCISE checkpoint ", 13)), nil }
	a.post(b, federate.Urgent, ref, alert)
	m := a.seal(b, federate.Urgent, 64<<10)
	if s := a.status(b, federate.Urgent); s.Waiting != 0 || len(m) > 4096 {
		t.Errorf("%d bytes on the wire, %d left", len(m), s.Waiting)
	}
	t.Logf("%d bytes on the wire", len(m))
}
