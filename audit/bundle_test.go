package audit_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
)

// bundle exports entries in parts, with all claims of reads and none of what is said.
func (o *office) bundle(spans ...int64) []byte {
	o.t.Helper()
	var b bytes.Buffer
	err := o.store.Update(context.Background(), func(tx store.Tx) error {
		for _, c := range []*statement.Certificate{o.certified()} {
			if err := tx.AddCertificate(c.Bytes()); err != nil && !errors.Is(err, store.ErrExists) {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	err = o.store.View(context.Background(), func(r store.Reader) (err error) {
		var sum lanna.Digest
		for i := 1; i < len(spans) && err == nil; i++ {
			p := audit.Part{Writer: o.roster.Writer(o.signer.Writer()), From: spans[i-1], To: spans[i], Before: sum, More: i < len(spans)-1}
			p.Show = func(_ int64, st store.Stored) ([]statement.Held, error) {
				if st.Kind == lanna.Read {
					return st.Claims, nil
				}
				return nil, nil
			}
			sum, err = audit.WritePart(context.Background(), r, o.signer, p, &b)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return b.Bytes()
}

func verifyBundle(t *testing.T, b []byte) audit.BundleReport {
	t.Helper()
	rep, err := audit.VerifyBundle(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func TestBundleHoldsWithoutADatabase(t *testing.T) {
	o := newOffice(t)
	for _, n := range []int{1, 254, 1, 1, 300, 5} {
		o.say(n, nil)
		o.sign(1)
	}
	h := o.sign(64)
	rep := verifyBundle(t, o.bundle(0, 200, 300, h.Size))
	if rep.Finding != nil {
		t.Fatal(rep.Finding)
	}
	if rep.Parts != 3 || rep.Entries != h.Size || rep.Statements != 562 || rep.Fillers != h.Size-562 || rep.Checkpoints != 6 || rep.Agency != o.signer.Agency {
		t.Errorf("%+v", rep)
	}
	if rep := verifyBundle(t, o.bundle(100, 140)); rep.Finding != nil || rep.Entries != 40 {
		t.Errorf("a span: %+v", rep)
	}
	if b := o.bundle(0, 4); bytes.Contains(b, []byte("EXERCISE 0")) || !bytes.Contains(b, []byte("EXERCISE 2")) {
		t.Error("what is said must be withheld, and what was read shown")
	}
}

// Each changed byte is found, and in its own line.
func TestBundleNamesTheByteThatChanged(t *testing.T) {
	o := newOffice(t)
	o.say(3, nil)
	o.sign(1)
	o.say(1, nil)
	o.sign(6)
	good := o.bundle(0, 2, 6)
	if rep := verifyBundle(t, good); rep.Finding != nil {
		t.Fatal(rep.Finding)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for at := range good {
		bad := bytes.Clone(good)
		bad[at] ^= byte(1 + rng.IntN(255))
		line := int64(bytes.Count(good[:at], []byte("\n"))) + 1
		rep := verifyBundle(t, bad)
		if rep.Finding == nil || rep.Finding.Line != line {
			t.Fatalf("byte %d of line %d became %q: %v", at, line, bad[at], rep.Finding)
		}
	}
	for cut := 0; cut < len(good); cut += 11 { // the end may be missing as well
		if rep := verifyBundle(t, good[:cut]); rep.Finding == nil {
			t.Fatalf("cut after %d of %d bytes, and nothing found", cut, len(good))
		}
	}
}

// Whoever can sum up lines anew, but has no key, is found by what the lines say.
func TestBundleForgedWithoutTheKey(t *testing.T) {
	o := newOffice(t)
	o.say(12, nil)
	o.sign(16)
	good := lines(o.bundle(0, 8, 16))
	entry := func(i int) int { // its line
		for n, l := range good {
			if strings.Contains(l, fmt.Sprintf(`"entry":{"index":%d,`, i)) {
				return n
			}
		}
		t.Fatal("no such entry")
		return 0
	}
	other := newOffice(t)
	other.say(12, nil)
	other.sign(16)
	foreign := lines(other.bundle(0, 8, 16))
	for name, tt := range map[string]struct {
		forge func(l []string) []string
		code  string
	}{
		"a word of a read is changed": {func(l []string) []string {
			l[entry(2)] = strings.Replace(l[entry(2)], "EXERCISE 2", "EXERCISE 7", 1)
			return l
		}, "claim-foreign"},
		"a time beside the header is changed": {func(l []string) []string {
			l[entry(2)] = strings.Replace(l[entry(2)], `"time":2`, `"time":3`, 1)
			return l
		}, "header"},
		"an entry is left out":  {func(l []string) []string { return append(l[:entry(3)], l[entry(3)+1:]...) }, "leaf-missing"},
		"an entry comes twice":  {func(l []string) []string { return append(l[:entry(3)], l[entry(3)-1:]...) }, "leaf-missing"},
		"an entry of another":   {func(l []string) []string { l[entry(3)] = foreign[entry(3)]; return l }, "header"},
		"a filler of another":   {func(l []string) []string { l[entry(13)] = foreign[entry(13)]; return l }, "leaf-differs"},
		"a part is left out":    {func(l []string) []string { return append(l[:0:0], l[entry(7)+2:]...) }, "part-signature"},
		"the last part is left": {func(l []string) []string { return l[:entry(7)+2] }, "cut-short"},
		"no certificate":        {func(l []string) []string { return append(l[:1:1], l[2:]...) }, "no-certificate"},
		"another's certificate": {func(l []string) []string { l[1] = foreign[1]; return l }, "no-certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			rep := verifyBundle(t, audit.SumAnewForTest(tt.forge(append([]string(nil), good...))))
			if rep.Finding == nil || rep.Finding.Code != tt.code {
				t.Fatalf("found %v, want %s", rep.Finding, tt.code)
			}
		})
	}
	last := good[len(good)-1]
	t.Run("the end is signed with another key", func(t *testing.T) {
		_, key, err := ed25519.GenerateKey(nil)
		if err != nil {
			t.Fatal(err)
		}
		o.signer = statement.NewSigner(o.signer.Agency, key)
		forged := audit.SignAnewForTest(append(good[:len(good)-1:len(good)-1], last), o.signer)
		if rep := verifyBundle(t, forged); rep.Finding == nil || rep.Finding.Code != "no-certificate" {
			t.Fatal(rep.Finding)
		}
	})
}

// What a thief wrote behind the head that the root named is not in a bundle.
func TestBundleOfARevokedWriterEndsWhereItStands(t *testing.T) {
	o := newOffice(t)
	o.say(10, nil)
	h := o.sign(1)
	o.say(10, nil)
	o.sign(1)
	o.revoke(h)
	err := o.store.View(context.Background(), func(r store.Reader) error {
		size, err := audit.SignedSize(r, o.roster.Writer(o.signer.Writer()))
		if size != h.Size {
			t.Errorf("%d entries, %d stand", size, h.Size)
		}
		var b bytes.Buffer
		_, bad := audit.WritePart(context.Background(), r, o.signer, audit.Part{Writer: o.roster.Writer(o.signer.Writer()), To: h.Size + 1}, &b)
		if bad == nil {
			t.Error("an entry that is unproven was exported")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func lines(b []byte) []string { return strings.SplitAfter(strings.TrimSuffix(string(b), "\n"), "\n") }

func FuzzBundle(f *testing.F) {
	o := newOffice(f)
	o.say(3, nil)
	o.sign(4)
	good := o.bundle(0, 4)
	f.Add(good)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		rep, err := audit.VerifyBundle(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if rep.Finding == nil { // one that was made above, in whichever process
			bad := append(bytes.Clone(b[:len(b)/2]), b[len(b)/2]^1)
			if rep := verifyBundle(t, append(bad, b[len(b)/2+1:]...)); rep.Finding == nil {
				t.Fatal("a byte in the middle was changed, and nothing found")
			}
		}
	})
}
