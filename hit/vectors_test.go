package hit_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"lanna"
	"lanna/hit"
)

var update = flag.Bool("update", false, "write docs/spec/hit-vectors.json anew")

const vectorsFile = "../docs/spec/hit-vectors.json"

// A vectorFile is docs/spec/hit-vectors.json. Bytes are hexadecimal. Proofs hold
// a random number: one that is made anew differs, and the one here must verify.
type vectorFile struct {
	About       string
	Seed        string
	Publication string
	From, To    string
	Topics      []topicVector
	Filter      string // over the first input of each topic, without random entries
	Digest      string
	Question    string
	Blinds      []string
	Answer      string
	Refusal     string
	Notice      string
}

type topicVector struct {
	Topic, Public   string
	Inputs, Outputs []string
	Entries         []string
	Vouchers        []string
}

var vectorInputs = []string{"1/phone:+66812345678", "1/person:SinuiNinK:1990", "1/domain:example.invalid"}

func filled(b byte) (out [32]byte) {
	for i := range out {
		out[i] = b
	}
	return out
}

func vectorKeys(t *testing.T) []*hit.Key {
	t.Helper()
	var out []*hit.Key
	for _, topic := range []hit.Topic{"rescue", "investigation"} {
		k, err := hit.DeriveKey(filled(0x11), topic)
		must(t, err)
		out = append(out, k)
	}
	return out
}

func makeVectors(t *testing.T) *vectorFile {
	seed, from, to := filled(0x11), filled(0x22), filled(0x33)
	v := &vectorFile{About: "EXERCISE. Hit/no-hit, version 1; see hit.md. Inputs are text, all else is hexadecimal.",
		Seed: hex.EncodeToString(seed[:]), From: hex.EncodeToString(from[:]), To: hex.EncodeToString(to[:]), Publication: "00112233445566778899aabbccddeeff"}
	id, err := hex.DecodeString(v.Publication)
	must(t, err)
	head := hit.Head{Publication: lanna.RecordID(id), From: from, To: to, Issued: 1_772_000_000_000, Next: 1_772_086_400_000}
	var inputs []hit.Input
	keys := vectorKeys(t)
	for _, k := range keys {
		head.Topics = append(head.Topics, hit.TopicKey{Topic: k.Topic, Key: k.Public})
		tv := topicVector{Topic: string(k.Topic), Public: hex.EncodeToString(k.Public[:]), Inputs: vectorInputs}
		for _, s := range vectorInputs {
			o, err := k.Output(s)
			must(t, err)
			e, voucher := o[:hit.EntrySize], o.Voucher()
			tv.Outputs, tv.Entries, tv.Vouchers = append(tv.Outputs, hex.EncodeToString(o[:])), append(tv.Entries, hex.EncodeToString(e)), append(tv.Vouchers, hex.EncodeToString(voucher[:]))
		}
		v.Topics = append(v.Topics, tv)
		inputs = append(inputs, hit.Input{Text: vectorInputs[0], Keys: []*hit.Key{k}})
	}
	entries, _, err := hit.Build(t.Context(), inputs, len(inputs))
	must(t, err)
	file := head.Encode(entries)
	f, err := hit.ParseFilter(file)
	must(t, err)
	v.Filter, v.Digest = hex.EncodeToString(file), f.Digest.String()
	blinds := append(small(5), small(7)...)
	v.Blinds = []string{hex.EncodeToString(blinds[:32]), hex.EncodeToString(blinds[32:])}
	p, err := hit.Resume(keys[0].Public, vectorInputs[:2], blinds)
	must(t, err)
	question := filled(0x44)
	q := &hit.Question{ID: lanna.RecordID(question[:16]), Publication: head.Publication, Topic: "rescue", Basis: "treaty", Elements: p.Elements()}
	v.Question = hex.EncodeToString(q.Encode())
	a := &hit.Answer{ID: q.ID, Publication: q.Publication, Left: 98}
	a.Elements, a.Proof, err = keys[0].Evaluate(q.Elements)
	must(t, err)
	v.Answer = hex.EncodeToString(a.Encode())
	v.Refusal = hex.EncodeToString((&hit.Answer{ID: q.ID, Publication: q.Publication, Code: hit.RefusedQuota}).Encode())
	n := &hit.Notice{Head: head, Count: uint32(f.Len()), Digest: f.Digest, Quotas: []uint32{100, 50}, Where: []byte(`{"blob":"EXERCISE"}`)}
	v.Notice = hex.EncodeToString(n.Encode())
	return v
}

// small is a scalar, little-endian.
func small(n byte) []byte { return append([]byte{n}, make([]byte, 31)...) }

func TestVectors(t *testing.T) {
	made := makeVectors(t)
	if *update {
		b, err := json.MarshalIndent(made, "", "  ")
		must(t, err)
		must(t, os.WriteFile(vectorsFile, append(b, '\n'), 0o644))
	}
	raw, err := os.ReadFile(vectorsFile)
	must(t, err)
	var v vectorFile
	must(t, json.Unmarshal(raw, &v))
	made.Answer = v.Answer // its proof holds a random number
	want, err := json.Marshal(made)
	must(t, err)
	got, err := json.Marshal(&v)
	must(t, err)
	if !bytes.Equal(got, want) {
		t.Fatalf("the vectors are others\n%s\n%s", got, want)
	}
	checkAnswer(t, &v)
}

// checkAnswer takes the answer as an asker does.
func checkAnswer(t *testing.T, v *vectorFile) {
	raw := func(s string) []byte {
		b, err := hex.DecodeString(s)
		must(t, err)
		return b
	}
	m, err := hit.Parse(raw(v.Answer))
	must(t, err)
	a := m.(*hit.Answer)
	p, err := hit.Resume(hit.PublicKey(raw(v.Topics[0].Public)), vectorInputs[:2], append(raw(v.Blinds[0]), raw(v.Blinds[1])...))
	must(t, err)
	outputs, err := p.Finish(a.Elements, a.Proof)
	must(t, err)
	f, err := hit.ParseFilter(raw(v.Filter))
	must(t, err)
	for i, o := range outputs {
		if hex.EncodeToString(o[:]) != v.Topics[0].Outputs[i] || f.Has(o) != (i == 0) {
			t.Errorf("input %d: output %x, in the filter %v", i, o, f.Has(o))
		}
	}
}
