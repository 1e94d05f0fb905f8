package hit

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"
)

type rfcVectors struct {
	Seed, KeyInfo, PkSm string
	Vectors             []struct {
		Input, Blind, Blinded, Evaluated, Output []string
		Proof                                    string
	}
}

func unhex(t *testing.T, list ...string) []byte {
	t.Helper()
	var out []byte
	for _, s := range list {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b...)
	}
	return out
}

// Somebody else's truth: the vectors of the RFC itself.
func TestRFC9497(t *testing.T) {
	raw, err := os.ReadFile("testdata/rfc9497.json")
	if err != nil {
		t.Fatal(err)
	}
	var v rfcVectors
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	key, err := derive([SeedSize]byte(unhex(t, v.Seed)), unhex(t, v.KeyInfo))
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(key.Public[:]); got != v.PkSm {
		t.Fatalf("public key %s", got)
	}
	for i, c := range v.Vectors {
		var inputs []string
		for _, s := range c.Input {
			inputs = append(inputs, string(unhex(t, s)))
		}
		p, err := Resume(key.Public, inputs, unhex(t, c.Blind...))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.Elements(), unhex(t, c.Blinded...)) {
			t.Errorf("vector %d: blinded %x", i, p.Elements())
		}
		evaluated, proof, err := key.Evaluate(p.Elements())
		if err != nil || !bytes.Equal(evaluated, unhex(t, c.Evaluated...)) {
			t.Errorf("vector %d: evaluated %x %v", i, evaluated, err)
		}
		for _, proof := range [][]byte{proof, unhex(t, c.Proof)} { // ours has a random number in it
			out, err := p.Finish(evaluated, proof)
			if err != nil {
				t.Fatalf("vector %d: %v", i, err)
			}
			for k := range out {
				own, err := key.Output(inputs[k])
				if err != nil || out[k] != own || !bytes.Equal(out[k][:], unhex(t, c.Output[k])) {
					t.Errorf("vector %d: output %x, own %x %v", i, out[k], own, err)
				}
			}
		}
	}
}
