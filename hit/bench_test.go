package hit_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/cloudflare/circl/oprf"

	"lanna"
	"lanna/hit"
)

// bareKey is the library's own key of a seed, without anything of ours.
func bareKey(b *testing.B, seed [hit.SeedSize]byte, topic string) *oprf.PrivateKey {
	b.Helper()
	k, err := oprf.DeriveKey(oprf.SuiteRistretto255, oprf.VerifiableMode, seed[:], []byte("lanna/hit/v1/"+topic))
	must(b, err)
	k.Public()
	return k
}

// BenchmarkBuildAgainstBare builds a filter of 20,000 inputs, with padding,
// order and bytes, beside the library's bare FullEvaluate of the same inputs on
// all cores, in turns.
func BenchmarkBuildAgainstBare(b *testing.B) {
	const count = 20_000
	var seed [hit.SeedSize]byte
	rand.Read(seed[:])
	k, err := hit.DeriveKey(seed, "rescue")
	must(b, err)
	bare := oprf.NewVerifiableServer(oprf.SuiteRistretto255, bareKey(b, seed, "rescue"))
	var inputs []hit.Input
	for i := range count {
		inputs = append(inputs, hit.Input{Text: fmt.Sprintf("phone:+66%09d", i), Keys: []*hit.Key{k}, Of: i})
	}
	head := hit.Head{Next: 1, Topics: []hit.TopicKey{{Topic: "rescue", Key: k.Public}}}
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		entries, _, err := hit.Build(context.Background(), inputs, 32_768)
		must(b, err)
		head.Encode(entries)
		ours += time.Since(began)
		began = time.Now()
		evaluateBare(b, bare, inputs)
		theirs += time.Since(began)
	}
	n := float64(b.N * count)
	b.ReportMetric(n/ours.Seconds(), "built/s")
	b.ReportMetric(n/theirs.Seconds(), "bare/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "ratio")
}

func evaluateBare(b *testing.B, s oprf.VerifiableServer, inputs []hit.Input) {
	var wg sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for c := range cores {
		wg.Go(func() {
			for i := c; i < len(inputs); i += cores {
				if _, err := s.FullEvaluate([]byte(inputs[i].Text)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// BenchmarkAskAgainstBare asks 1,000 questions in one batch, from the inputs to
// the answers, with all bytes between the two sides and the look-up in a filter
// of 65,536, beside the library's bare blind, evaluate with proof and finalize.
func BenchmarkAskAgainstBare(b *testing.B) {
	const count = 1000
	var seed [hit.SeedSize]byte
	rand.Read(seed[:])
	k, err := hit.DeriveKey(seed, "rescue")
	must(b, err)
	private := bareKey(b, seed, "rescue")
	server, client := oprf.NewVerifiableServer(oprf.SuiteRistretto255, private), oprf.NewVerifiableClient(oprf.SuiteRistretto255, private.Public())
	entries, _, err := hit.Build(context.Background(), nil, 65_536)
	must(b, err)
	head := hit.Head{Next: 1, Topics: []hit.TopicKey{{Topic: "rescue", Key: k.Public}}}
	filter, err := hit.ParseFilter(head.Encode(entries))
	must(b, err)
	var inputs []string
	var raw [][]byte
	for i := range count {
		inputs = append(inputs, fmt.Sprintf("phone:+66%09d", i))
		raw = append(raw, []byte(inputs[i]))
	}
	var ours, theirs time.Duration
	for b.Loop() {
		began := time.Now()
		askAll(b, k, filter, inputs)
		ours += time.Since(began)
		began = time.Now()
		final, req, err := client.Blind(raw)
		must(b, err)
		evaluated, err := server.Evaluate(req)
		must(b, err)
		_, err = client.Finalize(final, evaluated)
		must(b, err)
		theirs += time.Since(began)
	}
	n := float64(b.N * count)
	b.ReportMetric(ours.Seconds()*1e6/n, "µs/question")
	b.ReportMetric(theirs.Seconds()*1e6/n, "µs/bare")
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
}

func askAll(b *testing.B, k *hit.Key, filter *hit.Filter, inputs []string) {
	p, err := hit.Blind(k.Public, inputs)
	must(b, err)
	m, err := hit.Parse((&hit.Question{ID: lanna.NewRecordID(), Topic: "rescue", Basis: "treaty", Elements: p.Elements()}).Encode())
	must(b, err)
	q := m.(*hit.Question)
	a := &hit.Answer{ID: q.ID}
	a.Elements, a.Proof, err = k.Evaluate(q.Elements)
	must(b, err)
	m, err = hit.Parse(a.Encode())
	must(b, err)
	a = m.(*hit.Answer)
	outputs, err := p.Finish(a.Elements, a.Proof)
	must(b, err)
	for _, o := range outputs {
		filter.Has(o)
	}
}
