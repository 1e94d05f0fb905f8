// Package blob keeps pictures and files, each encrypted under a random key of
// its own and named by the digest of its ciphertext. Name, key and size are a
// Ref, which stands in a claim: when the claim is erased, the picture is
// unreadable wherever copies of it lie. docs/spec/blob.md specifies the bytes.
//
// A Store seals and opens. Below it a Shelf keeps ciphertexts, which it cannot
// read: a folder, or a bucket of an S3-compatible store (blob/s3).
package blob

import (
	"encoding/json"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"lanna"
)

// MaxSize is the largest blob, in plain bytes.
const MaxSize = 256 << 20

// MaxSealed is the largest ciphertext, in bytes.
const MaxSealed = MaxSize + MaxSize/chunkSize*16 + 64

// A Ref is what a claim says of a blob: where it lies and how to read it.
type Ref struct {
	Name   lanna.Digest `json:"name"`   // SHA-256 of the ciphertext
	Key    []byte       `json:"key"`    // 32 bytes
	Size   int64        `json:"size"`   // plain bytes
	SHA256 lanna.Digest `json:"sha256"` // of the plain bytes
	Type   string       `json:"type"`   // media type as judged by content
	Width  int          `json:"width,omitempty"`
	Height int          `json:"height,omitempty"`
}

// String returns the form of a Ref in a claim's value.
func (r Ref) String() string {
	b, err := json.Marshal(r)
	if err != nil {
		panic("blob: a ref is plain data and always has a JSON form")
	}
	return string(b)
}

// ParseRef reads what String writes.
func ParseRef(s string) (Ref, error) {
	var r Ref
	err := json.Unmarshal([]byte(s), &r)
	if err == nil && len(r.Key) != chacha20poly1305.KeySize {
		err = ErrDamaged
	}
	return r, err
}

// Errors of blobs.
var (
	ErrDamaged  = errors.New("blob is damaged or not the one that was named")
	ErrNotFound = errors.New("blob is not here")
	ErrTooLarge = errors.New("blob is too large")

	// ErrPiece says that a piece does not continue what is here of its blob.
	ErrPiece = errors.New("piece does not continue the blob")
)
