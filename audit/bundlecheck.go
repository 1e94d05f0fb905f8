package audit

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A BundleFinding is the first line of a bundle that is wrong.
type BundleFinding struct {
	Line  int64  // from 1
	Index int64  // entry of the log that the line is about; -1 where it is none
	Code  string // line-form, line-differs, line-order, version, certificate, no-certificate, other-agency, checkpoint-differs, leaf-missing, leaf-differs, header, signature, claim-foreign, part-missing, part-signature, cut-short, or io
}

func (f *BundleFinding) Error() string {
	return fmt.Sprintf("line %d: entry %d: %s", f.Line, f.Index, f.Code)
}

// A BundleReport is the result of checking a bundle.
type BundleReport struct {
	Agency      lanna.AgencyID // whose root signed the certificates; who checks compares it with what the agency says of itself
	Lines       int64
	Parts       int64
	Entries     int64
	Statements  int64
	Fillers     int64
	Checkpoints int64
	First, Last lanna.Millis // earliest and latest time that a statement says
	Finding     *BundleFinding
}

// VerifyBundle checks a bundle with nothing but the bundle: form and sum of each
// line, certificates, that each entry is one of its log by a proof that leads to
// a signed head, that none is left out between the first and the last, that the
// log only grew between checkpoints, signatures, claims against their statements,
// and the signature of each part. It stops at the first line that is wrong. The
// error is for a file that cannot be read.
func VerifyBundle(file io.Reader) (BundleReport, error) {
	c := &bundleChecker{}
	in := bufio.NewReaderSize(file, 1<<16)
	for {
		text, err := lineOf(in)
		if len(text) > 0 {
			c.rep.Lines++
			if code := c.line(text); code != "" {
				return c.found(code), nil
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return c.rep, err
		}
	}
	if !c.whole {
		c.rep.Lines++
		c.at = -1
		return c.found("cut-short"), nil
	}
	return c.rep, nil
}

// lineOf reads a line with its end. One that is too long is cut, and so is wrong.
func lineOf(in *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		piece, err := in.ReadSlice('\n')
		out = append(out, piece...)
		if !errors.Is(err, bufio.ErrBufferFull) || len(out) > maxBundleLine {
			if errors.Is(err, bufio.ErrBufferFull) {
				err = nil
			}
			return out, err
		}
	}
}

// A bundleChecker is what was read so far.
type bundleChecker struct {
	rep   BundleReport
	sum   lanna.Digest
	open  *bundleOpen // the part that is open
	certs []*statement.Certificate
	who   *statement.Writer // whose log; nil until the first line behind the certificates
	next  int64             // the entry that must come next
	at    int64             // the entry that the line is about, or -1
	prior *bundleOpen       // the part before
	whole bool              // the last part has ended
}

func (c *bundleChecker) found(code string) BundleReport {
	c.rep.Finding = &BundleFinding{c.rep.Lines, c.at, code}
	return c.rep
}

// line checks a line and returns the code of a finding, or "".
func (c *bundleChecker) line(text []byte) string {
	c.at = -1
	if c.open != nil && c.who != nil && c.next < c.open.To {
		c.at = c.next // what should stand here, where the line itself cannot be read
	}
	l, err := parseLine(text)
	if err != nil {
		return "line-form"
	}
	before := c.sum
	if c.sum, err = l.sum(before); err != nil || c.sum != l.Sum {
		return "line-differs"
	}
	return c.what(&l, before)
}

func (c *bundleChecker) what(l *bundleLine, before lanna.Digest) string {
	parts := 0
	for _, there := range []bool{l.Open != nil, l.Certificate != nil, l.Checkpoint != nil, l.Entry != nil, l.End != nil} {
		if there {
			parts++
		}
	}
	if parts != 1 || c.whole || (l.Open != nil) != (c.open == nil) {
		return "line-order"
	}
	switch {
	case l.Open != nil:
		return c.begin(l.Open)
	case l.Certificate != nil:
		return c.certificate(l.Certificate)
	}
	if code := c.writer(); code != "" {
		return code
	}
	switch {
	case l.Checkpoint != nil:
		return c.checkpoint(l.Checkpoint)
	case l.Entry != nil:
		return c.entry(l.Entry)
	}
	return c.end(l.End, before)
}

// begin opens a part. It goes on where the part before ended, or begins
// another log of the same agency.
func (c *bundleChecker) begin(o *bundleOpen) string {
	switch p := c.prior; {
	case o.Version != bundleVersion:
		return "version"
	case o.From < 0 || o.To < o.From || o.Head.Size < o.To:
		return "line-form"
	case p == nil:
		c.rep.Agency = o.Agency
	case o.Agency != c.rep.Agency:
		return "other-agency"
	case o.Writer == p.Writer && o.From != p.To, o.Writer != p.Writer && (o.From != 0 || p.To != p.Head.Size):
		return "part-missing"
	}
	c.open, c.certs, c.who, c.next = o, nil, nil, o.From
	return ""
}

func (c *bundleChecker) certificate(raw []byte) string {
	cert, err := statement.ParseCertificate(raw)
	if err != nil || c.who != nil {
		return "certificate"
	}
	if cert.Agency() != c.rep.Agency {
		return "other-agency"
	}
	c.certs = append(c.certs, cert)
	return ""
}

// writer holds the part's head against the checkpoint that signs it, or against
// the revocation, once all certificates are there.
func (c *bundleChecker) writer() string {
	if c.who != nil {
		return ""
	}
	w := statement.NewRoster(c.certs...).Writer(c.open.Writer)
	if w.Standing == statement.Unknown {
		return "no-certificate"
	}
	head := Head{int64(w.Size), w.Tree}
	if w.Standing != statement.Revoked {
		var err error
		if head, err = OpenHead(w.ID, []byte(c.open.Note)); err != nil {
			return "checkpoint-differs"
		}
	}
	if head.Size != c.open.Head.Size || head.Root != c.open.Head.Root {
		return "checkpoint-differs"
	}
	c.who = &w
	return ""
}

func (c *bundleChecker) checkpoint(l *bundleCheckpoint) string {
	h, err := OpenHead(c.who.ID, []byte(l.Note))
	if err != nil || len(l.Proof) > MaxProof || h.Size < 1 || h.Size > c.open.Head.Size ||
		tlog.CheckTree(hashes(l.Proof), c.open.Head.Size, tlog.Hash(c.open.Head.Root), h.Size, tlog.Hash(h.Root)) != nil {
		return "checkpoint-differs"
	}
	c.rep.Checkpoints++
	return ""
}

func (c *bundleChecker) entry(e *bundleEntry) string {
	if c.at = c.next; e.Index != c.next || c.next >= c.open.To {
		return "leaf-missing"
	}
	data, code := c.said(e)
	if code != "" {
		return code
	}
	if len(e.Proof) > MaxProof || tlog.CheckRecord(hashes(e.Proof), c.open.Head.Size, tlog.Hash(c.open.Head.Root), e.Index, hashOf(data)) != nil {
		return "leaf-differs"
	}
	c.next++
	c.rep.Entries++
	return ""
}

// said checks what an entry says and returns its leaf.
func (c *bundleChecker) said(e *bundleEntry) (data [32]byte, code string) {
	if e.Data != nil {
		if len(e.Header)+len(e.Sig)+len(e.Salt)+len(e.Claims)+len(e.Kind)+len(e.Officer) > 0 || e.Time != 0 {
			return data, "line-form"
		}
		c.rep.Fillers++
		return *e.Data, ""
	}
	j, code := c.job(e)
	if code == "" {
		code = check(j, c.who.Agency)
	}
	return j.leaf.Data, code
}

// job is the entry as Verify has it, so that both check alike.
func (c *bundleChecker) job(e *bundleEntry) (j job, code string) {
	h, err := statement.ParseHeader(e.Header)
	if err != nil || len(e.Salt) != statement.SaltSize {
		return j, "header"
	}
	repeated := bundleEntry{}
	if repeated.repeat(h); repeated.Kind != e.Kind || repeated.Time != e.Time || repeated.Officer != e.Officer {
		return j, "header"
	}
	j.leaf = store.Leaf{Index: e.Index}
	copy(j.leaf.Salt[:], e.Salt)
	j.leaf.Data = statement.Leaf(j.leaf.Salt, sha256.Sum256(e.Header))
	j.st = store.Stored{Kind: h.Kind, Writer: c.who.ID, Record: h.Record, Header: e.Header, Sig: e.Sig}
	for i := range e.Claims {
		claim, err := e.Claims[i].claim()
		if err != nil {
			return j, "claim-foreign"
		}
		j.st.Claims = append(j.st.Claims, statement.Held{Claim: claim, Digest: claim.Digest(c.who.Agency, h.Record)})
	}
	c.count(h.Time)
	return j, ""
}

func (c *bundleChecker) count(at lanna.Millis) {
	if c.rep.Statements++; c.rep.Statements == 1 {
		c.rep.First, c.rep.Last = at, at
	}
	c.rep.First, c.rep.Last = min(c.rep.First, at), max(c.rep.Last, at)
}

// end closes a part. Any writer of the agency may have made it: the log of one
// that has ended is handed out by the one that came after.
func (c *bundleChecker) end(e *bundleEnd, before lanna.Digest) string {
	if c.next != c.open.To {
		c.at = c.next
		return "leaf-missing"
	}
	signer := statement.NewRoster(c.certs...).Writer(e.Signer)
	if signer.Standing == statement.Unknown || signer.Standing == statement.Revoked || signer.Agency != c.rep.Agency {
		return "no-certificate"
	}
	if len(e.Sig) != ed25519.SignatureSize || !ed25519.Verify(e.Signer[:], e.signed(before), e.Sig) {
		return "part-signature"
	}
	c.rep.Parts++
	c.prior, c.open, c.whole = c.open, nil, !e.More
	return ""
}
