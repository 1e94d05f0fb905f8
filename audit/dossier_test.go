package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
)

var update = flag.Bool("update", false, "write the test vectors anew")

const dossierVector = "../docs/spec/dossier-vector.json"

// put says one statement on a record.
func (o *office) put(record lanna.RecordID, kind lanna.StatementKind, claims ...statement.Claim) *statement.Statement {
	o.t.Helper()
	var st *statement.Statement
	err := o.store.Update(context.Background(), func(tx store.Tx) (err error) {
		if st, err = o.signer.Sign(statement.Draft{Kind: kind, Record: record, Officer: lanna.RecordID{7}, Time: 1_773_300_000_000, Claims: claims}); err != nil {
			return err
		}
		seq, err := tx.Append(o.signer.Agency, st)
		if err == nil {
			_, err = o.log.Append(tx, seq, st.ID)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return st
}

// dossier hands a record out: all claims but notes, and of the print everything.
func (o *office) dossier(record lanna.RecordID, print lanna.Digest) *audit.Dossier {
	o.t.Helper()
	o.sign(8)
	err := o.store.Update(context.Background(), func(tx store.Tx) error { return tx.AddCertificate(o.certified().Bytes()) })
	if err != nil && !errors.Is(err, store.ErrExists) {
		o.t.Fatal(err)
	}
	var d *audit.Dossier
	err = o.store.View(context.Background(), func(r store.Reader) error {
		list, err := r.Statements(record)
		if err != nil {
			return err
		}
		var parts []audit.DossierPart
		for _, s := range list {
			p := audit.DossierPart{Stored: s, Writer: o.roster.Writer(s.Writer)}
			for _, c := range s.Claims {
				if c.Property != lanna.Note {
					p.Show = append(p.Show, c)
				}
			}
			parts = append(parts, p)
		}
		d, err = audit.MakeDossier(r, o.signer, audit.Dossier{Exercise: true, Record: record, Label: "B-0001", Marking: "H0 fight crime only",
			Recipient: "EXERCISE prosecutor", Copy: 2, Of: 3, Print: print}, parts)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// handed is a dossier of a notice that was corrected once.
func handed(t *testing.T) (*office, *audit.Dossier) {
	o := newOffice(t)
	record := lanna.NewRecordID()
	said := o.put(record, lanna.Say, statement.New(lanna.KindOfRecord, "bounty"), statement.New(lanna.Name, "EXERCISE 王小明"), statement.New(lanna.Note, "EXERCISE withheld"))
	corrected := statement.New(lanna.Name, "EXERCISE 王晓明")
	corrected.Lang, corrected.Grade, corrected.From = "zh", lanna.Grade{Reliability: 'B', Credibility: '2'}, []lanna.Digest{said.Claims[0].Digest}
	o.put(record, lanna.Say, corrected)
	print := o.put(record, lanna.Say, statement.New(lanna.Reason, "EXERCISE hearing"))
	return o, o.dossier(record, print.ID)
}

func verifyDossier(t *testing.T, text []byte) audit.DossierReport {
	t.Helper()
	rep, err := audit.VerifyDossier(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func text(t *testing.T, d *audit.Dossier) []byte {
	t.Helper()
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDossierHoldsWithoutANode(t *testing.T) {
	o, d := handed(t)
	b := text(t, d)
	rep := verifyDossier(t, b)
	if rep.Finding != nil {
		t.Fatal(rep.Finding)
	}
	if rep.Agency != o.signer.Agency || rep.Proven != 3 || rep.Signed != 0 || rep.Claims != 4 || rep.Copy != 2 || rep.Of != 3 {
		t.Errorf("%+v", rep)
	}
	if bytes.Contains(b, []byte("withheld")) {
		t.Error("a withheld claim is in the file")
	}
	if verifyDossier(t, []byte("{}")).Finding == nil || verifyDossier(t, nil).Finding == nil {
		t.Error("what is no dossier holds")
	}
}

// The paper's hash is of what is shown: the same for each copy, another when
// one word more or less is shown.
func TestContentIsOfWhatIsShown(t *testing.T) {
	a := audit.Shown{Statement: lanna.Digest{1}, Claims: []lanna.Digest{{2}, {3}}}
	b := audit.Shown{Statement: lanna.Digest{4}}
	one := audit.ContentOf(lanna.RecordID{9}, []audit.Shown{a, b})
	if audit.ContentOf(lanna.RecordID{9}, []audit.Shown{b, {Statement: a.Statement, Claims: []lanna.Digest{{3}, {2}}}}) != one {
		t.Error("the order counts")
	}
	for _, other := range [][]audit.Shown{{a}, {b}, {{Statement: a.Statement, Claims: a.Claims[:1]}, b}} {
		if audit.ContentOf(lanna.RecordID{9}, other) == one {
			t.Errorf("%v has the same hash", other)
		}
	}
}

// Each change is found, and named by what it changed.
func TestDossierNamesTheFirstThingThatIsWrong(t *testing.T) {
	_, d := handed(t)
	whole := string(text(t, d))
	_, foreign := handed(t)
	swap := func(old, new string) []byte {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q is not in the file", old)
		}
		return []byte(strings.Replace(whole, old, new, 1))
	}
	again := func(change func(*audit.Dossier)) []byte {
		c, err := audit.ParseDossier([]byte(whole))
		if err != nil {
			t.Fatal(err)
		}
		change(c)
		return text(t, c)
	}
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"an end cut off":             {[]byte(whole[:len(whole)-3]), "file: form"},
		"a blank more":               {append([]byte(whole), ' '), "file: form"},
		"a value":                    {swap("王晓明", "王大明"), "statement 2, claim name: claim-foreign"},
		"a language":                 {swap(`"lang": "zh"`, `"lang": "th"`), "statement 2, claim name: claim-foreign"},
		"a grade":                    {swap(`"grade": "QjI="`, `"grade": "QTE="`), "statement 2, claim name: claim-foreign"},
		"a grade that is none":       {swap(`"grade": "QjI="`, `"grade": "QjIz"`), "statement 2, claim name: claim-form"},
		"a time beside the header":   {swap(`"time": 1773300000000`, `"time": 1773300000001`), "statement 1: header"},
		"the recipient":              {swap("EXERCISE prosecutor", "EXERCISE somebody"), "file: file-signature"},
		"the copy":                   {again(func(c *audit.Dossier) { c.Copy = 1 }), "file: file-signature"},
		"the hash of the paper":      {again(func(c *audit.Dossier) { c.Content[0]++ }), "file: content-differs"},
		"a statement left out":       {again(func(c *audit.Dossier) { c.Statements = c.Statements[1:] }), "file: content-differs"},
		"a claim left out":           {again(func(c *audit.Dossier) { c.Statements[0].Claims = c.Statements[0].Claims[:1] }), "file: content-differs"},
		"the print left out":         {again(func(c *audit.Dossier) { c.Statements = c.Statements[:2] }), "file: print"},
		"a statement twice":          {again(func(c *audit.Dossier) { c.Statements[1] = c.Statements[0] }), "statement 2: repeated"},
		"a signature":                {again(func(c *audit.Dossier) { c.Statements[1].Sig[0]++ }), "statement 2: signature"},
		"a proof":                    {again(func(c *audit.Dossier) { c.Statements[2].Log.Proof[0][0]++ }), "statement 3: leaf-differs"},
		"a proof left out":           {again(func(c *audit.Dossier) { c.Statements[2].Log = nil }), "file: file-signature"},
		"a head":                     {again(func(c *audit.Dossier) { c.Logs[0].Head.Root[0]++ }), "log 1: checkpoint-differs"},
		"the checkpoint":             {again(func(c *audit.Dossier) { c.Logs[0].Note += "x" }), "log 1: checkpoint-differs"},
		"a certificate":              {again(func(c *audit.Dossier) { c.Certificates[0][40]++ }), "certificate 1: certificate"},
		"the certificate left out":   {again(func(c *audit.Dossier) { c.Certificates = [][]byte{}; c.Logs = c.Logs[:0] }), "statement 1: no-certificate"},
		"another record":             {again(func(c *audit.Dossier) { c.Record[0]++ }), "statement 1: other-record"},
		"another agency's name":      {again(func(c *audit.Dossier) { c.Statements[0].Agency[0]++ }), "statement 1: other-agency"},
		"another one's statement":    {again(func(c *audit.Dossier) { c.Statements[0] = foreign.Statements[0] }), "statement 1: other-record"},
		"a version to come":          {again(func(c *audit.Dossier) { c.Version = 2 }), "file: version"},
		"signed by somebody unknown": {again(func(c *audit.Dossier) { c.Signer[0]++ }), "file: no-certificate"},
	} {
		rep := verifyDossier(t, tt.file)
		if rep.Finding == nil || rep.Finding.Error() != tt.want {
			t.Errorf("%s: %v, want %s", name, rep.Finding, tt.want)
		}
	}
}

// What a writer said before its key was stolen is proven by the head that the
// root signed; what is not under it is told as unproven.
func TestDossierOfARevokedWriter(t *testing.T) {
	o, d := handed(t)
	head := audit.Head{Size: d.Logs[0].Head.Size, Root: d.Logs[0].Head.Root}
	o.revoke(head)
	revoked := statement.NewCertificate(o.root, statement.Revoke, o.signer.Writer(), 2, uint64(head.Size), head.Root)
	d.Certificates = append(d.Certificates, revoked.Bytes())
	if rep := verifyDossier(t, text(t, d)); rep.Finding == nil || rep.Finding.Error() != "file: no-certificate" || rep.Proven != 3 {
		t.Errorf("signed by a revoked writer: %v, %d proven", rep.Finding, rep.Proven)
	}
	d.Statements[1].Log = nil
	if rep := verifyDossier(t, text(t, d)); rep.Unproven != 1 {
		t.Errorf("%d unproven", rep.Unproven)
	}
}

// Pages are sealed by who signed the file, for that file and as they are.
func TestPagesGoWithTheirDossier(t *testing.T) {
	o, d := handed(t)
	file, pages := text(t, d), []byte("EXERCISE pages")
	seal := audit.SealPages(o.signer, file, pages)
	if !d.Sealed(pages, seal) {
		t.Error("what was sealed does not hold")
	}
	if d.Sealed([]byte("EXERCISE Pages"), seal) || d.Sealed(pages, seal[1:]) || d.Sealed(pages, nil) {
		t.Error("other pages hold, or another seal")
	}
	other := *d
	other.Copy = 1
	if other.Sealed(pages, seal) || other.Sealed(pages, audit.SealPages(newOffice(t).signer, text(t, &other), pages)) {
		t.Error("the pages of one copy hold with another, or under a stranger's seal")
	}
}

// The vector is a file that every implementation must find to hold.
func TestDossierVector(t *testing.T) {
	if *update {
		_, d := handed(t)
		if err := os.WriteFile(dossierVector, text(t, d), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(dossierVector)
	if err != nil {
		t.Fatal(err)
	}
	rep := verifyDossier(t, b)
	if rep.Finding != nil || rep.Proven != 3 || rep.Claims != 4 || rep.Label != "B-0001" {
		t.Fatalf("%v, %d proven, %d claims", rep.Finding, rep.Proven, rep.Claims)
	}
	spec, err := os.ReadFile("../docs/spec/dossier.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(spec, []byte(rep.Content.String())) {
		t.Errorf("docs/spec/dossier.md does not name the vector's content %s", rep.Content)
	}
}

// Whatever stands in a file, checking it ends with an answer.
func FuzzDossier(f *testing.F) {
	b, err := os.ReadFile(dossierVector)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		rep, err := audit.VerifyDossier(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if rep.Finding == nil {
			var d audit.Dossier
			if json.Unmarshal(text, &d) != nil || len(d.Statements) == 0 {
				t.Error("what is no dossier holds")
			}
		}
	})
}
