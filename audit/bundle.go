package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"

	"lanna"
	"lanna/statement"
)

// A bundle is a stretch of a node's logs as a file that is checked without the
// node: JSON lines, specified in docs/spec/audit-bundle.md. It comes in parts,
// each of one writer's log, each signed; the sum of a line covers all before it.
const (
	bundleVersion = 1
	bundleDomain  = "lanna/audit-bundle/v1\n"

	// maxBundleLine is how long a line may be, in bytes. A claim holds up to
	// 1 MB, which JSON writes as up to six times that.
	maxBundleLine = 64 << 20
)

// errBundle says that a line is not one of a bundle.
var errBundle = errors.New("line is not one of an audit bundle")

// A bundleLine is one line. Exactly one of its parts but Sum is there.
type bundleLine struct {
	Open        *bundleOpen       `json:"open,omitempty"`
	Certificate []byte            `json:"certificate,omitempty"`
	Checkpoint  *bundleCheckpoint `json:"checkpoint,omitempty"`
	Entry       *bundleEntry      `json:"entry,omitempty"`
	End         *bundleEnd        `json:"end,omitempty"`
	Sum         lanna.Digest      `json:"sum"` // SHA-256 of the sum before and this line with a sum of zeros
}

// A bundleOpen begins a part.
type bundleOpen struct {
	Version int            `json:"version"`
	Agency  lanna.AgencyID `json:"agency"`
	Writer  lanna.WriterID `json:"writer"` // whose log it is
	From    int64          `json:"from"`   // entries [From, To)
	To      int64          `json:"to"`
	Head    headLine       `json:"head"` // what the proofs of this part lead to
	Note    string         `json:"note"` // the checkpoint that signs the head; empty where the revocation names it
}

type headLine struct {
	Size int64        `json:"size"`
	Root lanna.Digest `json:"root"`
}

// A bundleCheckpoint is one that was signed earlier, and the proof that the head
// only added to it.
type bundleCheckpoint struct {
	Note  string         `json:"note"`
	Proof []lanna.Digest `json:"proof"`
}

// A bundleEntry is one entry of the log. A filler has Data and nothing else.
// Time, Officer and Kind repeat what the header says, for who reads the file.
type bundleEntry struct {
	Index   int64          `json:"index"`
	Kind    string         `json:"kind,omitempty"`
	Time    lanna.Millis   `json:"time,omitempty"`
	Officer string         `json:"officer,omitempty"`
	Claims  []bundleClaim  `json:"claims,omitempty"`
	Header  []byte         `json:"header,omitempty"`
	Sig     []byte         `json:"sig,omitempty"`
	Salt    []byte         `json:"salt,omitempty"`
	Data    *lanna.Digest  `json:"data,omitempty"`
	Proof   []lanna.Digest `json:"proof"`
}

// A bundleClaim is a claim that is shown. Others of the statement are withheld;
// its header has their digests.
type bundleClaim struct {
	Property lanna.Property `json:"property"`
	Value    string         `json:"value"`
	Lang     string         `json:"lang,omitempty"`
	Grade    []byte         `json:"grade,omitempty"`
	From     []lanna.Digest `json:"from,omitempty"`
	Salt     []byte         `json:"salt"`
}

// A bundleEnd ends a part. Signed is the sum of the line before.
type bundleEnd struct {
	Signer lanna.WriterID `json:"signer"` // the writer of the node that made the part
	Sig    []byte         `json:"sig"`
	More   bool           `json:"more"` // another part follows
}

// signed is what the signature of a part's last line covers.
func (e *bundleEnd) signed(before lanna.Digest) []byte {
	b := append([]byte(bundleDomain), before[:]...)
	if e.More {
		return append(b, 1)
	}
	return append(b, 0)
}

// appendTo writes the line behind the others, with its sum, which it returns.
func (l bundleLine) appendTo(b *bytes.Buffer, before lanna.Digest) (lanna.Digest, error) {
	sum, err := l.sum(before)
	if err != nil {
		return before, err
	}
	l.Sum = sum
	text, err := json.Marshal(l)
	b.Write(append(text, '\n'))
	return sum, err
}

func (l bundleLine) sum(before lanna.Digest) (lanna.Digest, error) {
	l.Sum = lanna.Digest{}
	text, err := json.Marshal(l)
	return sha256.Sum256(append(before[:], text...)), err
}

// parseLine reads a line. The only form is the one that appendTo writes, so that
// no byte can change without a change of what it says.
func parseLine(text []byte) (bundleLine, error) {
	var l bundleLine
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(&l) != nil {
		return l, errBundle
	}
	again, err := json.Marshal(l)
	if err != nil || !bytes.Equal(append(again, '\n'), text) {
		return l, errBundle
	}
	return l, nil
}

func (e *bundleEntry) show(claims []statement.Held) {
	for i := range claims {
		c := &claims[i].Claim
		out := bundleClaim{Property: c.Property, Value: c.Value, Lang: c.Lang, From: c.From, Salt: c.Salt[:]}
		if c.Grade != (lanna.Grade{}) {
			out.Grade = []byte{c.Grade.Reliability, c.Grade.Credibility}
		}
		e.Claims = append(e.Claims, out)
	}
}

// claim is show taken back.
func (c *bundleClaim) claim() (statement.Claim, error) {
	out := statement.Claim{Property: c.Property, Value: c.Value, Lang: c.Lang, From: c.From}
	if len(c.Salt) != statement.SaltSize || len(c.Grade) != 0 && len(c.Grade) != 2 {
		return out, errBundle
	}
	copy(out.Salt[:], c.Salt)
	if len(c.Grade) == 2 {
		out.Grade = lanna.Grade{Reliability: c.Grade[0], Credibility: c.Grade[1]}
	}
	return out, out.Check()
}
