package statement_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/statement"
)

// signerOf makes a writer of an agency from a letter, so that a failing test
// can be read.
func signerOf(agency, writer string) *statement.Signer {
	root := sha256.Sum256([]byte("root " + agency))
	seed := sha256.Sum256([]byte("writer " + writer))
	id := statement.AgencyOf(ed25519.NewKeyFromSeed(root[:]).Public().(ed25519.PublicKey))
	return statement.NewSigner(id, ed25519.NewKeyFromSeed(seed[:]))
}

func drawClaims(t *rapid.T, label string) []statement.Claim {
	n := rapid.IntRange(1, 30).Draw(t, label)
	out := make([]statement.Claim, n)
	for i := range out {
		out[i] = statement.New(
			lanna.Property(rapid.StringMatching(`[a-z][a-z.-]{0,20}`).Draw(t, "property")),
			rapid.String().Draw(t, "value"))
		out[i].Lang = rapid.SampledFrom([]string{"", "zh", "my", "th", "lo", "en"}).Draw(t, "lang")
		out[i].Grade = lanna.ParseGrade(rapid.SampledFrom([]string{"--", "B2", "F6", "A1", "C-"}).Draw(t, "grade"))
		for range rapid.IntRange(0, 3).Draw(t, "from") {
			out[i].From = append(out[i].From, sha256.Sum256(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "d")))
		}
	}
	return out
}

func drawStatement(t *rapid.T) (*statement.Signer, *statement.Statement) {
	s := signerOf("TH", "node 1")
	var names []lanna.Digest
	for range rapid.IntRange(0, 9).Draw(t, "names") {
		names = append(names, sha256.Sum256(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "d")))
	}
	st, err := s.Sign(statement.Draft{
		Kind:   rapid.SampledFrom([]lanna.StatementKind{lanna.Say, lanna.Mark, lanna.Erase, lanna.Release, lanna.Grant}).Draw(t, "kind"),
		Record: lanna.NewRecordID(), Officer: lanna.NewRecordID(),
		Time:   lanna.Millis(rapid.Int64Range(0, 1<<45).Draw(t, "time")),
		Claims: drawClaims(t, "claims"), Names: names,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, st
}

func claimsOf(st *statement.Statement) []statement.Claim {
	out := make([]statement.Claim, len(st.Claims))
	for i := range st.Claims {
		out[i] = st.Claims[i].Claim
	}
	return out
}

func TestWithholdingAnySubsetLeavesTheSignatureValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, st := drawStatement(t)
		var kept []statement.Claim
		for _, c := range claimsOf(st) {
			if rapid.Bool().Draw(t, "keep") {
				kept = append(kept, c)
			}
		}
		got, err := statement.Open(st.Bytes, st.Sig, s.Agency, kept)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Verify(); err != nil {
			t.Fatal(err)
		}
		if len(got.Claims) != len(kept) || got.ID != st.ID {
			t.Fatalf("%d of %d claims came back", len(got.Claims), len(kept))
		}
	})
}

func TestOneChangedBitAnywhereIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, st := drawStatement(t)
		header, sig, claims := bytes.Clone(st.Bytes), bytes.Clone(st.Sig), claimsOf(st)
		c := &claims[rapid.IntRange(0, len(claims)-1).Draw(t, "claim")]
		canon := c.AppendCanonical(nil)
		parts := [][]byte{header, sig, canon, c.Salt[:]}
		part := parts[rapid.IntRange(0, len(parts)-1).Draw(t, "part")]
		bit := rapid.IntRange(0, 8*len(part)-1).Draw(t, "bit")
		part[bit/8] ^= 1 << (bit % 8)

		changed, err := statement.ParseClaim(canon, c.Salt)
		if err != nil {
			return // found: not a claim any more
		}
		*c = changed
		got, err := statement.Open(header, sig, s.Agency, claims)
		if err != nil {
			return // found: header malformed, or claim not of this statement
		}
		if got.Verify() == nil {
			t.Fatal("a changed bit went unseen")
		}
	})
}

func TestAnotherAgencyCannotSignOurClaimAsItsOwn(t *testing.T) {
	ours, theirs := signerOf("TH", "1"), signerOf("MM", "1")
	st, err := ours.Sign(statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID(), Claims: []statement.Claim{statement.New(lanna.Alias, "EXERCISE")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := statement.Open(st.Bytes, st.Sig, theirs.Agency, claimsOf(st)); !errors.Is(err, statement.ErrForeign) {
		t.Fatalf("claim opened for another agency: %v", err)
	}
}

func TestListLengthsTellOnlyTheStep(t *testing.T) {
	s := signerOf("TH", "1")
	for _, tt := range []struct{ claims, want int }{{1, 8}, {8, 8}, {9, 16}, {17, 32}} {
		d := statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID()}
		for range tt.claims {
			d.Claims = append(d.Claims, statement.New(lanna.Note, "EXERCISE"))
		}
		st, err := s.Sign(d)
		if err != nil {
			t.Fatal(err)
		}
		if len(st.Header.Claims) != tt.want || len(st.Header.Names) != 4 {
			t.Errorf("%d claims: lists of %d and %d, want %d and 4", tt.claims, len(st.Header.Claims), len(st.Header.Names), tt.want)
		}
	}
}

func TestHeaderHasOneForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, st := drawStatement(t)
		h, err := statement.ParseHeader(st.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(h.AppendCanonical(nil), st.Bytes) {
			t.Fatal("header changes when written again")
		}
	})
	if _, err := statement.ParseHeader(append(exampleHeader(t), 0)); err == nil {
		t.Error("a byte after the header was accepted")
	}
}

func exampleHeader(t testing.TB) []byte {
	st, err := signerOf("TH", "1").Sign(statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID(), Claims: []statement.Claim{statement.New(lanna.Alias, "EXERCISE")}})
	if err != nil {
		t.Fatal(err)
	}
	return st.Bytes
}

func FuzzParseHeader(f *testing.F) {
	f.Add(exampleHeader(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := statement.ParseHeader(b)
		if err == nil && !bytes.Equal(h.AppendCanonical(nil), b) {
			t.Fatal("two byte strings for one header")
		}
	})
}

func FuzzParseClaim(f *testing.F) {
	c := statement.New(lanna.Name, "EXERCISE 演习")
	f.Add(c.AppendCanonical(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := statement.ParseClaim(b, [16]byte{})
		if err == nil && !bytes.Equal(c.AppendCanonical(nil), b) {
			t.Fatal("two byte strings for one claim")
		}
	})
}

func FuzzParseCertificate(f *testing.F) {
	seed := sha256.Sum256([]byte("root"))
	c := statement.NewCertificate(ed25519.NewKeyFromSeed(seed[:]), statement.Certify, lanna.WriterID{1}, 5, 0, [32]byte{})
	f.Add(c.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := statement.ParseCertificate(b)
		if err == nil && !bytes.Equal(c.Bytes(), b) {
			t.Fatal("two byte strings for one certificate")
		}
	})
}

// A header with one digest twice is refused by every reader, so none is made.
func TestOneClaimIsSaidOnce(t *testing.T) {
	c := statement.New(lanna.Alias, "EXERCISE")
	_, err := signerOf("TH", "TH1").Sign(statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID(), Claims: []statement.Claim{c, c}})
	if !errors.Is(err, statement.ErrClaim) {
		t.Errorf("the same claim twice: %v", err)
	}
}
