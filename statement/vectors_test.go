package statement_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"lanna"
	"lanna/statement"
)

var update = flag.Bool("update", false, "write the test vectors anew")

const vectorsFile = "../docs/spec/statement-vectors.json"

// A vectorClaim is a claim in docs/spec/statement-vectors.json. All byte
// strings there are hexadecimal.
type vectorClaim struct {
	Property  string   `json:"property"`
	Value     string   `json:"value"`
	Lang      string   `json:"lang"`
	Grade     string   `json:"grade"`
	From      []string `json:"from"`
	Salt      string   `json:"salt"`
	Canonical string   `json:"canonical"`
	Digest    string   `json:"digest"`
}

type vector struct {
	Comment   string        `json:"comment"`
	RootSeed  string        `json:"root_seed"`
	Agency    string        `json:"agency"`
	Seed      string        `json:"writer_seed"`
	Kind      uint8         `json:"kind"`
	Record    string        `json:"record"`
	Officer   string        `json:"officer"`
	Time      int64         `json:"time"`
	Claims    []vectorClaim `json:"claims"`
	Names     []string      `json:"names"` // without padding
	Header    string        `json:"header"`
	ID        string        `json:"id"`
	Signature string        `json:"signature"`
	LeafSalt  string        `json:"leaf_salt"`
	Leaf      string        `json:"leaf_data"`
	Cert      string        `json:"certificate"`
}

func unhex[T ~[16]byte | ~[32]byte](t *testing.T, s string) T {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	var out T
	switch p := any(&out).(type) {
	case *lanna.RecordID:
		copy(p[:], b)
	case *lanna.Digest:
		copy(p[:], b)
	case *lanna.AgencyID:
		copy(p[:], b)
	case *[16]byte:
		copy(p[:], b)
	case *[32]byte:
		copy(p[:], b)
	}
	return out
}

func (c vectorClaim) claim(t *testing.T) statement.Claim {
	out := statement.Claim{Property: lanna.Property(c.Property), Value: c.Value, Lang: c.Lang, Grade: lanna.ParseGrade(c.Grade), Salt: unhex[[16]byte](t, c.Salt)}
	for _, d := range c.From {
		out.From = append(out.From, unhex[lanna.Digest](t, d))
	}
	return out
}

// The vectors were written once by this implementation and are what others are
// held against; a change here is a change of the format.
func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	b, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var vs []vector
	if err := json.Unmarshal(b, &vs); err != nil {
		t.Fatal(err)
	}
	for _, v := range vs {
		t.Run(v.Comment, func(t *testing.T) { checkVector(t, v) })
	}
}

func checkVector(t *testing.T, v vector) {
	root := ed25519.NewKeyFromSeed(unhexBytes(t, v.RootSeed))
	agency := statement.AgencyOf(root.Public().(ed25519.PublicKey))
	if agency.String() != v.Agency {
		t.Errorf("agency %s, want %s", agency, v.Agency)
	}
	cert, err := statement.ParseCertificate(unhexBytes(t, v.Cert))
	if err != nil || cert.Agency() != agency {
		t.Fatalf("certificate: %v", err)
	}
	record := unhex[lanna.RecordID](t, v.Record)
	var claims []statement.Claim
	for _, vc := range v.Claims {
		c := vc.claim(t)
		if got := hex.EncodeToString(c.AppendCanonical(nil)); got != vc.Canonical {
			t.Errorf("canonical form %s, want %s", got, vc.Canonical)
		}
		if got := c.Digest(agency, record).String(); got != vc.Digest {
			t.Errorf("digest %s, want %s", got, vc.Digest)
		}
		claims = append(claims, c)
	}
	st, err := statement.Open(unhexBytes(t, v.Header), unhexBytes(t, v.Signature), agency, claims)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Verify(); err != nil || st.ID.String() != v.ID || uint8(st.Header.Kind) != v.Kind || st.Header.Writer != cert.Writer {
		t.Errorf("statement: %v, id %s, want %s", err, st.ID, v.ID)
	}
	if leaf := statement.Leaf(unhex[[16]byte](t, v.LeafSalt), st.ID); hex.EncodeToString(leaf[:]) != v.Leaf {
		t.Errorf("leaf %x, want %s", leaf, v.Leaf)
	}
}

func unhexBytes(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeVectors(t *testing.T) {
	var vs []vector
	add := func(comment string, kind lanna.StatementKind, names int, claims ...statement.Claim) {
		root, seed := rootOf("EXERCISE").Seed(), signerOf("EXERCISE", "vectors").Key().Seed()
		s := signerOf("EXERCISE", "vectors")
		d := statement.Draft{Kind: kind, Record: lanna.NewRecordID(), Officer: lanna.NewRecordID(), Time: 1773300000000, Claims: claims}
		v := vector{Comment: comment, RootSeed: hex.EncodeToString(root), Agency: s.Agency.String(), Seed: hex.EncodeToString(seed), Kind: uint8(kind),
			Record: d.Record.String(), Officer: d.Officer.String(), Time: int64(d.Time)}
		for range names {
			n := statement.New(lanna.Note, "EXERCISE")
			d.Names = append(d.Names, n.Digest(s.Agency, d.Record))
			v.Names = append(v.Names, d.Names[len(d.Names)-1].String())
		}
		st, err := s.Sign(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range st.Claims {
			vc := vectorClaim{string(c.Property), c.Value, c.Lang, c.Grade.String(), nil, hex.EncodeToString(c.Salt[:]), hex.EncodeToString(c.AppendCanonical(nil)), c.Digest.String()}
			for _, f := range c.From {
				vc.From = append(vc.From, f.String())
			}
			v.Claims = append(v.Claims, vc)
		}
		salt := statement.New("x", "").Salt
		leaf := statement.Leaf(salt, st.ID)
		cert := statement.NewCertificate(rootOf("EXERCISE"), statement.Certify, s.Writer(), 1773200000000, 0, [32]byte{})
		v.Header, v.ID, v.Signature = hex.EncodeToString(st.Bytes), st.ID.String(), hex.EncodeToString(st.Sig)
		v.LeafSalt, v.Leaf, v.Cert = hex.EncodeToString(salt[:]), hex.EncodeToString(leaf[:]), hex.EncodeToString(cert.Bytes())
		vs = append(vs, v)
	}
	alias := statement.New(lanna.Alias, "阿蓝 EXERCISE")
	alias.Lang, alias.Grade = "zh", lanna.ParseGrade("B2")
	derived := statement.New(lanna.Amount, "600000 CNY")
	derived.From = []lanna.Digest{alias.Digest(signerOf("EXERCISE", "").Agency, lanna.RecordID{})}
	add("a notice of three claims", lanna.Say, 0, alias, derived, statement.New(lanna.Sex, "f"))
	add("a correction in Burmese", lanna.Say, 1, statement.New(lanna.Name, "ချန်ဝေမင်း EXERCISE"))
	add("a withdrawal", lanna.Say, 1, statement.New(lanna.Sex, ""))
	add("a marking", lanna.Mark, 3, statement.New(lanna.Marked, `{"purposes":["rescue"]}`))
	add("an erasure of nine claims", lanna.Erase, 9, statement.New(lanna.Reason, "EXERCISE"))
	many := make([]statement.Claim, 20)
	for i := range many {
		many[i] = statement.New(lanna.Note, "EXERCISE")
	}
	add("twenty claims, padded to thirty-two", lanna.Say, 0, many...)
	b, err := json.MarshalIndent(vs, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorsFile, append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
