package federate

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"lanna"
	"lanna/statement"
	"lanna/wire"
)

const contentDomain = "lanna/content/v1\n"

// Limits of a content.
const (
	MaxItems      = 4096
	maxCheckpoint = 1024
	contentSize   = len(contentDomain) + 32 + 32 + 1 + 8 + 8 + 32 + 8 + 2 + 2 + ed25519.SignatureSize
)

// A Content is what an envelope carries inside its seal. The sender's writer
// signs it.
type Content struct {
	From, To   lanna.WriterID
	Lane       Lane
	N          uint64       // from 1 on each lane, rising; never given twice
	Follows    uint64       // number of the content before; N-1 unless one had to be made anew
	Before     lanna.Digest // digest of the content before; zero for the first
	Time       lanna.Millis // when it was sealed, by the sender's clock
	Checkpoint []byte       // signed note of the sender's log; may be empty
	Items      []Item
	Digest     lanna.Digest // SHA-256 of the content without its signature
}

// Errors that a caller tells apart.
var (
	ErrKeyGone  = errors.New("it was sealed to a key that is not here any more")
	ErrStranger = errors.New("its sender is not an accepted party")
)

func (c *Content) bytes() []byte {
	b := append(make([]byte, 0, 1024), contentDomain...)
	b = append(b, c.From[:]...)
	b = append(b, c.To[:]...)
	b = append(b, byte(c.Lane))
	b = binary.BigEndian.AppendUint64(b, c.N)
	b = binary.BigEndian.AppendUint64(b, c.Follows)
	b = append(b, c.Before[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Time))
	b = binary.BigEndian.AppendUint16(b, uint16(len(c.Checkpoint)))
	b = append(b, c.Checkpoint...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(c.Items)))
	for _, it := range c.Items {
		b = appendItem(b, it)
	}
	return b
}

// Seal signs the content and seals it to a key of its receiver.
func (c *Content) Seal(signer *statement.Signer, key SealingKey) (Message, error) {
	return c.seal(HPKE, signer, key)
}

func (c *Content) seal(with Sealing, signer *statement.Signer, key SealingKey) (Message, error) {
	if len(c.Items) > MaxItems || len(c.Checkpoint) > maxCheckpoint || c.From != signer.Writer() {
		return nil, refused("content-malformed", "it has too many items, too long a checkpoint or another sender")
	}
	b := c.bytes()
	c.Digest = sha256.Sum256(b)
	b = append(b, statement.Sign(signer.Key(), b)...)
	if len(b) > MaxContent {
		return nil, refused("content-too-large", "it is over the limit of a content")
	}
	return seal(with, c.Lane, c.From, c.To, key, pack(b))
}

// Open decrypts and verifies an envelope for the writer self, in the order of
// docs/design/exchange.md: form, sender, seal, signature. It reads no store, so
// it runs outside any transaction. What is in the items is checked when they
// are taken. A content that comes together with an error is its sender's, and
// its number counts, but its items are malformed and it has none.
func Open(m Message, self lanna.WriterID, ring *Keyring, accepted func(lanna.WriterID) bool, now lanna.Millis) (*Content, error) {
	e, err := ParseEnvelope(m)
	if err != nil {
		return nil, err
	}
	if e.To != self {
		return nil, refused("envelope-not-ours", "it is for another writer")
	}
	if !accepted(e.From) {
		return nil, &lanna.Error{Kind: lanna.Denied, Code: "sender-unknown", ID: e.From.String(), Err: ErrStranger}
	}
	plain, err := e.open(ring, now)
	if err != nil {
		return nil, err
	}
	signed, err := unpack(plain)
	if err != nil {
		return nil, err
	}
	c, err := parseContent(signed)
	if c != nil && (c.From != e.From || c.To != e.To || c.Lane != e.Lane) {
		return nil, refused("content-misplaced", "what stands inside the seal is not what stands outside")
	}
	return c, err
}

// parseContent reads and verifies a signed content.
func parseContent(signed []byte) (*Content, error) {
	r := fields{wire.Fields{Rest: signed}}
	r.Prefix(contentDomain)
	c := &Content{From: r.Writer(), To: r.Writer(), Lane: r.lane(), N: r.Uint64(), Follows: r.Uint64(), Before: r.digest(), Time: lanna.Millis(r.Uint64())}
	if n := int(r.Uint16()); n > 0 {
		c.Checkpoint = r.Take(n)
	}
	count := int(r.Uint16())
	rest := r.Rest
	if r.Bad || len(rest) < ed25519.SignatureSize || len(c.Checkpoint) > maxCheckpoint || count > MaxItems || c.N == 0 || c.Follows >= c.N {
		return nil, refused("content-malformed", "it is not a content of version 1")
	}
	body, sig := signed[:len(signed)-ed25519.SignatureSize], signed[len(signed)-ed25519.SignatureSize:]
	if !statement.Verified(c.From[:], body, sig) {
		return nil, lanna.Errorf(lanna.Integrity, "content-unsigned", "the sender did not sign it")
	}
	c.Digest = sha256.Sum256(body)
	var err error
	c.Items, err = parseItems(rest[:len(rest)-ed25519.SignatureSize], count)
	return c, err
}

func parseItems(b []byte, count int) ([]Item, error) {
	r := fields{wire.Fields{Rest: b}}
	var items []Item
	for range count {
		it, err := r.item()
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	if !r.Done() {
		return nil, errItem
	}
	return items, nil
}
