package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"

	"lanna"
	"lanna/statement"
)

// A DossierFinding is the first thing of a dossier that is wrong.
type DossierFinding struct {
	Where    string         // file, certificate 2, log 1, statement 3: counted from 1 as they stand in the file
	Property lanna.Property // of the claim that is wrong, where it is one
	Code     string         // form, version, certificate, no-certificate, checkpoint-differs, order, header, repeated, other-record, other-agency, signature, claim-form, claim-foreign, leaf-differs, print, content-differs, file-signature
}

func (f *DossierFinding) Error() string {
	if f.Property != "" {
		return fmt.Sprintf("%s, claim %s: %s", f.Where, f.Property, f.Code)
	}
	return f.Where + ": " + f.Code
}

// A DossierReport is the result of checking a dossier.
type DossierReport struct {
	*Dossier     // nil where the file is none
	Claims   int // that are shown
	Withheld int // at most so many are not: a header is filled up with digests of nothing
	Proven   int // statements that are entries of a log whose head is signed
	Signed   int // statements that have a signature and a certificate alone
	Unproven int // of a revoked writer, and not shown to have been said in time
	First    lanna.Millis
	Last     lanna.Millis
	Agencies []lanna.AgencyID // that say something; who checks compares them with what they say of themselves
	Finding  *DossierFinding
}

// VerifyDossier checks a dossier with nothing but the file: certificates, the
// heads of the logs, each statement's signature, each shown claim against its
// statement, each proof, that the print is among them, the hash that stands on
// the paper, and the signature over all of it. It stops at the first thing that
// is wrong. The error is for a file that cannot be read.
func VerifyDossier(file io.Reader) (DossierReport, error) {
	text, err := io.ReadAll(io.LimitReader(file, MaxDossier+1))
	if err != nil {
		return DossierReport{}, err
	}
	c := &dossierChecker{heads: map[lanna.WriterID]headLine{}}
	if c.rep.Dossier, err = ParseDossier(text); err != nil {
		c.fail("file", "form")
		return c.rep, nil
	}
	c.all()
	return c.rep, nil
}

// A dossierChecker is what was checked so far.
type dossierChecker struct {
	rep    DossierReport
	roster *statement.Roster
	heads  map[lanna.WriterID]headLine
	shown  []Shown
	print  bool
}

func (c *dossierChecker) fail(where, code string) bool {
	c.rep.Finding = &DossierFinding{Where: where, Code: code}
	return false
}

func (c *dossierChecker) all() {
	if c.rep.Version != dossierVersion {
		c.fail("file", "version")
		return
	}
	_ = c.certificates() && c.logs() && c.statements() && c.file()
}

func (c *dossierChecker) certificates() bool {
	var certs []*statement.Certificate
	for i, raw := range c.rep.Certificates {
		cert, err := statement.ParseCertificate(raw)
		if err != nil {
			return c.fail(fmt.Sprintf("certificate %d", i+1), "certificate")
		}
		certs = append(certs, cert)
	}
	c.roster = statement.NewRoster(certs...)
	return true
}

func (c *dossierChecker) logs() bool {
	for i, l := range c.rep.Logs {
		where := fmt.Sprintf("log %d", i+1)
		w := c.roster.Writer(l.Writer)
		if w.Standing == statement.Unknown {
			return c.fail(where, "no-certificate")
		}
		head := Head{int64(w.Size), w.Tree}
		if w.Standing != statement.Revoked {
			var err error
			if head, err = OpenHead(w.ID, []byte(l.Note)); err != nil {
				return c.fail(where, "checkpoint-differs")
			}
		}
		if _, twice := c.heads[l.Writer]; twice || head.Size != l.Head.Size || head.Root != l.Head.Root {
			return c.fail(where, "checkpoint-differs")
		}
		c.heads[l.Writer] = l.Head
	}
	return true
}

func (c *dossierChecker) statements() bool {
	seen := map[lanna.Digest]bool{}
	for i := range c.rep.Statements {
		e := &c.rep.Statements[i]
		if f := c.entry(e); f != nil {
			f.Where = fmt.Sprintf("statement %d", i+1)
			c.rep.Finding = f
			return false
		}
		if seen[e.ID] {
			return c.fail(fmt.Sprintf("statement %d", i+1), "repeated")
		}
		seen[e.ID] = true
	}
	return true
}

func wrong(code string) *DossierFinding { return &DossierFinding{Code: code} }

// entry checks one statement.
func (c *dossierChecker) entry(e *dossierEntry) *DossierFinding {
	h, err := statement.ParseHeader(e.Header)
	says := bundleEntry{}
	if err == nil {
		says.repeat(h)
	}
	w := c.roster.Writer(e.Writer)
	switch {
	case err != nil || sha256.Sum256(e.Header) != e.ID || h.Writer != e.Writer || says.Kind != e.Kind || says.Time != e.Time || says.Officer != e.Officer:
		return wrong("header")
	case h.Record != c.rep.Record:
		return wrong("other-record")
	case w.Standing == statement.Unknown:
		return wrong("no-certificate")
	case w.Agency != e.Agency:
		return wrong("other-agency")
	case !h.Kind.Signed() || statement.VerifyBytes(h.Kind, h.Writer, e.Header, e.Sig) != nil:
		return wrong("signature")
	}
	shown := Shown{Statement: e.ID}
	for i := range e.Claims {
		digest, f := claimOf(&e.Claims[i], e.Agency, h)
		if f != nil {
			return f
		}
		shown.Claims = append(shown.Claims, digest)
	}
	if e.ID == c.rep.Print {
		c.print = e.Agency == c.rep.Agency
	} else {
		c.shown = append(c.shown, shown)
	}
	c.count(e, h)
	return c.logged(e, w)
}

// claimOf holds a claim against the statement's header.
func claimOf(b *bundleClaim, agency lanna.AgencyID, h statement.Header) (lanna.Digest, *DossierFinding) {
	claim, err := b.claim()
	if err != nil {
		return lanna.Digest{}, &DossierFinding{Property: b.Property, Code: "claim-form"}
	}
	d := claim.Digest(agency, h.Record)
	if _, there := slices.BinarySearchFunc(h.Claims, d, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) }); !there {
		return d, &DossierFinding{Property: b.Property, Code: "claim-foreign"}
	}
	return d, nil
}

func (c *dossierChecker) count(e *dossierEntry, h statement.Header) {
	r := &c.rep
	r.Claims += len(e.Claims)
	r.Withheld += len(h.Claims) - len(e.Claims)
	if r.First == 0 || h.Time < r.First {
		r.First = h.Time
	}
	r.Last = max(r.Last, h.Time)
	if !slices.Contains(r.Agencies, e.Agency) {
		r.Agencies = append(r.Agencies, e.Agency)
	}
}

// logged checks that the statement is an entry of its writer's log.
func (c *dossierChecker) logged(e *dossierEntry, w statement.Writer) *DossierFinding {
	head, there := c.heads[e.Writer]
	switch {
	case e.Log == nil && w.Standing == statement.Revoked:
		c.rep.Unproven++
	case e.Log == nil:
		c.rep.Signed++
	case !there || !e.Log.shows(head, e.ID):
		return wrong("leaf-differs")
	default:
		c.rep.Proven++
	}
	return nil
}

// file checks what holds the file together.
func (c *dossierChecker) file() bool {
	d := c.rep.Dossier
	signer := c.roster.Writer(d.Signer)
	b, err := d.signed()
	switch {
	case !c.print:
		return c.fail("file", "print")
	case ContentOf(d.Record, c.shown) != d.Content:
		return c.fail("file", "content-differs")
	case signer.Standing == statement.Unknown || signer.Standing == statement.Revoked || signer.Agency != d.Agency:
		return c.fail("file", "no-certificate")
	case err != nil || len(d.Sig) != ed25519.SignatureSize || !ed25519.Verify(d.Signer[:], b, d.Sig):
		return c.fail("file", "file-signature")
	}
	return true
}
