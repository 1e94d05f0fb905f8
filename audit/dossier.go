package audit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"

	"lanna"
	"lanna/statement"
)

// A dossier file goes with a printed record: what is on the paper, with the
// signatures, so that whoever holds it can check it without a node. It is one
// JSON object, specified in docs/spec/dossier.md.
const (
	dossierVersion = 1
	dossierDomain  = "lanna/dossier/v1\n"
	contentDomain  = "lanna/dossier-content/v1\n"

	// MaxDossier is how long a dossier file may be, in bytes.
	MaxDossier = 256 << 20
)

// errDossier says that a file is not a dossier in its only form.
var errDossier = errors.New("file is not a dossier")

// A Dossier is what is handed out of a record.
type Dossier struct {
	Version      int            `json:"dossier"`
	Exercise     bool           `json:"exercise,omitempty"`
	Agency       lanna.AgencyID `json:"agency"` // that hands it out
	Record       lanna.RecordID `json:"record"`
	Label        string         `json:"label"`
	Marking      string         `json:"marking"` // of the record, in the form of package handling
	Recipient    string         `json:"recipient"`
	Copy         int            `json:"copy"` // number of this copy
	Of           int            `json:"of"`   // of so many
	Print        lanna.Digest   `json:"print"`
	Content      lanna.Digest   `json:"content"` // also on the paper
	Certificates [][]byte       `json:"certificates"`
	Logs         []dossierLog   `json:"logs"`
	Statements   []dossierEntry `json:"statements"`
	Signer       lanna.WriterID `json:"signer"`
	Sig          []byte         `json:"sig"`
}

// A dossierLog is the head of a writer's log to which the proofs lead.
type dossierLog struct {
	Writer lanna.WriterID `json:"writer"`
	Head   headLine       `json:"head"`
	Note   string         `json:"note"` // the checkpoint that signs it; empty where the revocation names it
}

// A dossierEntry is one statement. Claims that are not there are withheld.
// Kind, Time and Officer repeat what the header says, for who reads the file.
type dossierEntry struct {
	ID      lanna.Digest   `json:"id"`
	Agency  lanna.AgencyID `json:"agency"`
	Writer  lanna.WriterID `json:"writer"`
	Kind    string         `json:"kind"`
	Time    lanna.Millis   `json:"time"`
	Officer string         `json:"officer"`
	Claims  []bundleClaim  `json:"claims"`
	Header  []byte         `json:"header"`
	Sig     []byte         `json:"sig"`
	Log     *dossierProof  `json:"log,omitempty"` // none where the writer's log is not with who printed it
}

// A dossierProof shows that a statement is an entry of its writer's log
// (RFC 6962, 2.1.1).
type dossierProof struct {
	Index int64          `json:"index"`
	Salt  []byte         `json:"salt"`
	Proof []lanna.Digest `json:"proof"`
}

// Bytes is the only form of the file.
func (d *Dossier) Bytes() ([]byte, error) {
	text, err := json.MarshalIndent(d, "", " ")
	return append(text, '\n'), err
}

// ParseDossier reads what Bytes writes and checks nothing but its form.
func ParseDossier(text []byte) (*Dossier, error) {
	d := &Dossier{}
	in := json.NewDecoder(bytes.NewReader(text))
	in.DisallowUnknownFields()
	if len(text) > MaxDossier || in.Decode(d) != nil {
		return nil, errDossier
	}
	again, err := d.Bytes()
	if err != nil || !bytes.Equal(again, text) {
		return nil, errDossier
	}
	return d, nil
}

// signed is what the signature of the file covers.
func (d *Dossier) signed() ([]byte, error) {
	bare := *d
	bare.Sig = nil
	text, err := bare.Bytes()
	sum := sha256.Sum256(text)
	return append([]byte(dossierDomain), sum[:]...), err
}

func (d *Dossier) sign(s *statement.Signer) error {
	d.Signer = s.Writer()
	b, err := d.signed()
	d.Sig = ed25519.Sign(s.Key(), b)
	return err
}

// A Shown is a statement with those of its claims that are shown, by their
// digests.
type Shown struct {
	Statement lanna.Digest
	Claims    []lanna.Digest
}

// ContentOf is the hash that stands on the paper: of what is shown of a record,
// whoever is handed it and whenever. Statements and claims count in the order
// of their digests.
func ContentOf(record lanna.RecordID, shown []Shown) lanna.Digest {
	list := slices.Clone(shown)
	slices.SortFunc(list, func(a, b Shown) int { return bytes.Compare(a.Statement[:], b.Statement[:]) })
	b := append([]byte(contentDomain), record[:]...)
	for _, s := range list {
		claims := slices.Clone(s.Claims)
		slices.SortFunc(claims, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) })
		b = append(b, s.Statement[:]...)
		b = binary.BigEndian.AppendUint32(b, uint32(len(claims)))
		for _, c := range claims {
			b = append(b, c[:]...)
		}
	}
	return sha256.Sum256(b)
}
