package backup

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"lanna"
	"lanna/statement"
)

// A Manifest says what a backup is and holds, with sizes in bytes and SHA-256
// digests. The node's writer signs it; its certificate leads to the root.
type Manifest struct {
	Version     int            `json:"version"`
	Made        lanna.Millis   `json:"made"`
	Agency      lanna.AgencyID `json:"agency"`
	Code        string         `json:"code"` // of the agency, for people
	Writer      lanna.WriterID `json:"writer"`
	Certificate []byte         `json:"certificate"` // of the writer
	Program     string         `json:"program"`     // that made it
	Store       Part           `json:"store"`
	Blobs       Part           `json:"blobs"`    // the list
	Pictures    int64          `json:"pictures"` // in the list
	Ciphertext  int64          `json:"pictures_bytes"`
	Dump        lanna.Digest   `json:"dump"`     // of the views: SHA-256 of the ordered dump
	Erasures    int64          `json:"erasures"` // leaves of the writer's log that it holds: later erasures are in the file beside it
	Counts
}

// A Part is one file.
type Part struct {
	Size   int64        `json:"size"`
	SHA256 lanna.Digest `json:"sha256"`
}

// Bytes is the size of all that a backup holds.
func (m *Manifest) Bytes() int64 { return m.Store.Size + m.Blobs.Size + m.Ciphertext }

const manifestLine = "lanna/backup-manifest/v1\n"

// sign writes the manifest: a first line, JSON, and the signature of both.
func (m *Manifest) sign(by *statement.Signer) ([]byte, error) {
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	signed := fmt.Appendf(nil, "%s%s\n", manifestLine, b)
	sig := ed25519.Sign(by.Key(), signed)
	return fmt.Appendf(signed, "%s\n", base64.StdEncoding.EncodeToString(sig)), nil
}

// parseManifest reads a manifest and verifies its signature and that its writer
// was certified by the root that it names.
func parseManifest(b []byte) (*Manifest, error) {
	lines := bytes.SplitAfter(b, []byte("\n"))
	if len(lines) != 4 || len(lines[3]) != 0 {
		return nil, damaged("the manifest is malformed", nil)
	}
	var m Manifest
	if err := json.Unmarshal(lines[1], &m); err != nil {
		return nil, damaged("the manifest is malformed", err)
	}
	if m.Version > Version || string(lines[0]) != manifestLine {
		return nil, ErrVersion
	}
	sig, err := base64.StdEncoding.DecodeString(string(bytes.TrimSuffix(lines[2], []byte("\n"))))
	if err != nil || len(sig) != ed25519.SignatureSize || !ed25519.Verify(m.Writer[:], bytes.Join(lines[:2], nil), sig) {
		return nil, damaged("the manifest's signature does not hold", nil)
	}
	c, err := statement.ParseCertificate(m.Certificate)
	if err != nil || c.Act != statement.Certify || c.Writer != m.Writer || c.Agency() != m.Agency {
		return nil, damaged("the manifest's certificate is not its writer's", err)
	}
	return &m, nil
}
