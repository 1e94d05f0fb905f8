package hit_test

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/hit"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newKey(t testing.TB, topic hit.Topic) *hit.Key {
	t.Helper()
	var seed [hit.SeedSize]byte
	rand.Read(seed[:])
	k, err := hit.DeriveKey(seed, topic)
	must(t, err)
	return k
}

// published is a filter over inputs for two topics; what is private is known to
// the first alone.
type published struct {
	rescue, investigation *hit.Key
	filter                *hit.Filter
	staged                []hit.Staged
}

func publish(t testing.TB, size int, both, private []string) *published {
	t.Helper()
	p := &published{rescue: newKey(t, "rescue"), investigation: newKey(t, "investigation")}
	var inputs []hit.Input
	for i, s := range both {
		inputs = append(inputs, hit.Input{Text: s, Keys: []*hit.Key{p.rescue, p.investigation}, Of: i})
	}
	for i, s := range private {
		inputs = append(inputs, hit.Input{Text: s, Keys: []*hit.Key{p.rescue}, Of: len(both) + i})
	}
	entries, staged, err := hit.Build(t.Context(), inputs, size)
	must(t, err)
	head := hit.Head{Publication: lanna.NewRecordID(), Issued: 1000, Next: 2000,
		Topics: []hit.TopicKey{{"rescue", p.rescue.Public}, {"investigation", p.investigation.Public}}}
	p.filter, err = hit.ParseFilter(head.Encode(entries))
	must(t, err)
	p.staged = staged
	return p
}

func ask(t testing.TB, k *hit.Key, f *hit.Filter, inputs ...string) []bool {
	t.Helper()
	p, err := hit.Blind(k.Public, inputs)
	must(t, err)
	evaluated, proof, err := k.Evaluate(p.Elements())
	must(t, err)
	outputs, err := p.Finish(evaluated, proof)
	must(t, err)
	var out []bool
	for _, o := range outputs {
		out = append(out, f.Has(o))
	}
	return out
}

func TestAHitAndANoHit(t *testing.T) {
	p := publish(t, 100, []string{"phone:+6600000001", "handle:wechat:exercise"}, []string{"id.th:1"})
	if got := ask(t, p.rescue, p.filter, "phone:+6600000001", "phone:+6600000002", "handle:wechat:exercise", "id.th:1"); !slices.Equal(got, []bool{true, false, true, true}) {
		t.Errorf("rescue: %v", got)
	}
	if got := ask(t, p.investigation, p.filter, "phone:+6600000001", "id.th:1"); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("what is admitted for rescue alone answered %v for an investigation", got)
	}
	if p.filter.Len() != 100 || len(p.staged) != 5 {
		t.Errorf("%d entries, %d staged", p.filter.Len(), len(p.staged))
	}
}

func TestAFilterTellsNothingOfItsLength(t *testing.T) {
	empty, full := publish(t, 64, nil, nil), publish(t, 64, make([]string, 32), nil) // one input 32 times
	if empty.filter.Len() != full.filter.Len() {
		t.Error("the number of entries tells how much is known")
	}
	_, _, err := hit.Build(t.Context(), []hit.Input{{Text: "a", Keys: []*hit.Key{empty.rescue}}, {Text: "b", Keys: []*hit.Key{empty.rescue}}}, 1)
	if lanna.CodeOf(err) != "hit-filter-full" {
		t.Errorf("more than fits: %v", err)
	}
}

func TestTwoPublicationsHaveNothingInCommon(t *testing.T) {
	known := []string{"phone:+6600000001", "phone:+6600000002"}
	a, b := publish(t, 8, known, nil), publish(t, 8, known, nil)
	for _, x := range a.staged {
		if slices.ContainsFunc(b.staged, func(y hit.Staged) bool { return x.Entry == y.Entry || x.Voucher == y.Voucher }) {
			t.Error("an entry stands in two publications")
		}
	}
}

func TestAnotherKeyIsFound(t *testing.T) {
	p, other := publish(t, 8, []string{"phone:+6600000001"}, nil), newKey(t, "rescue")
	q, err := hit.Blind(p.rescue.Public, []string{"phone:+6600000001"})
	must(t, err)
	evaluated, proof, err := other.Evaluate(q.Elements())
	must(t, err)
	if _, err := q.Finish(evaluated, proof); lanna.CodeOf(err) != "hit-proof" {
		t.Errorf("evaluated under another key: %v", err)
	}
	evaluated, proof, err = p.rescue.Evaluate(q.Elements())
	must(t, err)
	swapped, err := hit.Blind(p.rescue.Public, []string{"phone:+6600000003"})
	must(t, err)
	if _, err := swapped.Finish(evaluated, proof); lanna.CodeOf(err) != "hit-proof" {
		t.Errorf("the answer to another question: %v", err)
	}
	proof[3] ^= 1
	if _, err := q.Finish(evaluated, proof); err == nil {
		t.Error("a proof that was changed holds")
	}
}

func TestAQuestionOutlivesARestart(t *testing.T) {
	p := publish(t, 8, []string{"phone:+6600000001"}, nil)
	inputs := []string{"phone:+6600000001", "phone:+6600000009"}
	q, err := hit.Blind(p.rescue.Public, inputs)
	must(t, err)
	evaluated, proof, err := p.rescue.Evaluate(q.Elements())
	must(t, err)
	again, err := hit.Resume(p.rescue.Public, inputs, q.Blinds())
	must(t, err)
	outputs, err := again.Finish(evaluated, proof)
	must(t, err)
	if !p.filter.Has(outputs[0]) || p.filter.Has(outputs[1]) {
		t.Error("a resumed question is answered otherwise")
	}
	i := slices.IndexFunc(p.staged, func(s hit.Staged) bool {
		return s.Entry == outputs[0].Entry() && s.Voucher == outputs[0].Voucher()
	})
	if i < 0 || p.staged[i].Of != 0 {
		t.Error("the publisher does not find what an output stands for")
	}
}

func TestTheSameQuestionTwiceHasNothingInCommon(t *testing.T) {
	k := newKey(t, "rescue")
	a, err := hit.Blind(k.Public, []string{"phone:+6600000001"})
	must(t, err)
	b, err := hit.Blind(k.Public, []string{"phone:+6600000001"})
	must(t, err)
	if slices.Equal(a.Elements(), b.Elements()) {
		t.Error("the publisher can tell that the same was asked")
	}
}

func TestWhatIsNoElementIsRefused(t *testing.T) {
	k := newKey(t, "rescue")
	identity, odd := make([]byte, hit.ElementSize), make([]byte, hit.ElementSize)
	for i := range odd {
		odd[i] = 0xff
	}
	for name, b := range map[string][]byte{"identity": identity, "no element": odd, "half": odd[:16], "none": nil, "many": make([]byte, (hit.MaxBatch+1)*hit.ElementSize)} {
		if _, _, err := k.Evaluate(b); lanna.KindOf(err) != lanna.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := hit.Blind(hit.PublicKey{}, []string{"x"}); lanna.CodeOf(err) != "hit-key" {
		t.Errorf("the identity as a key: %v", err)
	}
	if _, err := hit.Blind(k.Public, nil); lanna.CodeOf(err) != "hit-batch" {
		t.Errorf("nothing asked: %v", err)
	}
	if _, err := hit.Resume(k.Public, []string{"x"}, make([]byte, 31)); lanna.CodeOf(err) != "hit-blinds" {
		t.Errorf("half a blind: %v", err)
	}
}

func TestMessagesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z.-]{1,20}`)
		var m hit.Message
		switch rapid.IntRange(0, 2).Draw(t, "kind") {
		case 0:
			n := &hit.Notice{Head: hit.Head{Publication: lanna.NewRecordID(), Issued: 5, Next: 9}, Count: rapid.Uint32Range(0, hit.MaxEntries).Draw(t, "count"),
				Digest: sha256.Sum256([]byte("x")), Where: []byte(word.Draw(t, "where"))}
			for i := range rapid.IntRange(1, 4).Draw(t, "topics") {
				n.Topics = append(n.Topics, hit.TopicKey{Topic: hit.Topic(fmt.Sprint(i, word.Draw(t, "topic"))), Key: sha256.Sum256([]byte{byte(i)})})
				n.Quotas = append(n.Quotas, rapid.Uint32().Draw(t, "quota"))
			}
			m = n
		case 1:
			m = &hit.Question{ID: lanna.NewRecordID(), Publication: lanna.NewRecordID(), Topic: hit.Topic(word.Draw(t, "topic")), Basis: word.Draw(t, "basis"),
				Elements: make([]byte, hit.ElementSize*rapid.IntRange(1, 5).Draw(t, "n"))}
		case 2:
			a := &hit.Answer{ID: lanna.NewRecordID(), Publication: lanna.NewRecordID(), Left: rapid.Uint32().Draw(t, "left")}
			if rapid.Bool().Draw(t, "refused") {
				a.Code = hit.RefusedQuota
			} else {
				a.Elements, a.Proof = make([]byte, hit.ElementSize*rapid.IntRange(1, 5).Draw(t, "n")), make([]byte, hit.ProofSize)
			}
			m = a
		}
		b := m.Encode()
		got, err := hit.Parse(b)
		if err != nil {
			t.Fatalf("%T: %v", m, err)
		}
		if !slices.Equal(got.Encode(), b) {
			t.Errorf("%T: other bytes after a round trip", m)
		}
		for _, cut := range []int{1, len(b) / 2, len(b) - 1} {
			if _, err := hit.Parse(b[:cut]); err == nil {
				t.Errorf("%T: cut at %d is read", m, cut)
			}
		}
		if _, err := hit.Parse(append(b, 0)); err == nil {
			t.Errorf("%T: with a byte behind it is read", m)
		}
	})
}

func TestAFilterOutOfOrderIsRefused(t *testing.T) {
	k := newKey(t, "rescue")
	head := hit.Head{Next: 1, Topics: []hit.TopicKey{{"rescue", k.Public}}}
	for _, entries := range [][]hit.Entry{{2, 1}, {1, 1}} {
		if _, err := hit.ParseFilter(head.Encode(entries)); lanna.CodeOf(err) != "hit-filter" {
			t.Errorf("%v: %v", entries, err)
		}
	}
	b := head.Encode([]hit.Entry{1, 2, 3})
	for cut := range b {
		if _, err := hit.ParseFilter(b[:cut]); err == nil {
			t.Errorf("cut at %d is read", cut)
		}
	}
}
