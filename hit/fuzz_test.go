package hit_test

import (
	"bytes"
	"testing"

	"lanna"
	"lanna/hit"
)

func FuzzParse(f *testing.F) {
	f.Add((&hit.Question{Topic: "rescue", Basis: "treaty", Elements: make([]byte, hit.ElementSize)}).Encode())
	f.Add((&hit.Answer{Elements: make([]byte, hit.ElementSize), Proof: make([]byte, hit.ProofSize)}).Encode())
	f.Add((&hit.Answer{Code: hit.RefusedQuota}).Encode())
	f.Add((&hit.Notice{Head: hit.Head{Next: 1, Topics: []hit.TopicKey{{Topic: "rescue"}}}, Quotas: []uint32{3}, Where: []byte("x")}).Encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := hit.Parse(b)
		if err == nil && !bytes.Equal(m.Encode(), b) {
			t.Error("two encodings of one message")
		}
		if err != nil && lanna.KindOf(err) != lanna.Invalid {
			t.Error(err)
		}
	})
}

func FuzzParseFilter(f *testing.F) {
	head := hit.Head{Next: 1, Topics: []hit.TopicKey{{Topic: "rescue"}}}
	f.Add(head.Encode([]hit.Entry{1, 2, 3}))
	f.Add(head.Encode(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		filter, err := hit.ParseFilter(b)
		if err == nil {
			filter.Has(hit.Output{1})
		}
	})
}

func FuzzEvaluate(f *testing.F) {
	k := newKey(f, "rescue")
	q, err := hit.Blind(k.Public, []string{"a", "b"})
	must(f, err)
	f.Add(q.Elements(), make([]byte, hit.ProofSize))
	f.Fuzz(func(t *testing.T, elements, proof []byte) {
		if len(elements) > 8*hit.ElementSize {
			return
		}
		if evaluated, _, err := k.Evaluate(elements); err == nil && len(evaluated) != len(elements) {
			t.Error("another number of elements")
		}
		if _, err := q.Finish(elements, proof); err == nil {
			t.Error("a made-up proof holds")
		}
	})
}
