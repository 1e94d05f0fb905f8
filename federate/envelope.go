package federate

import (
	"lanna"
	"lanna/wire"
)

const (
	outerSize = len(envelopeDomain) + 1 + 32 + 32 + 8
	encSize   = 1088 + 32 // ML-KEM-768 ciphertext and X25519 public key
	tagSize   = 16
)

// Overhead is what an envelope adds to its padded content, in bytes.
const Overhead = outerSize + encSize + tagSize

// An Envelope is what can be seen of a message without the receiver's key.
type Envelope struct {
	Lane     Lane
	From, To lanna.WriterID
	Key      KeyID
	m        Message
}

// ParseEnvelope reads what stands outside the seal.
func ParseEnvelope(m Message) (*Envelope, error) {
	if len(m) > MaxMessage {
		return nil, refused("message-too-large", "it is over the limit of a message")
	}
	r := fields{wire.Fields{Rest: m}}
	r.Prefix(envelopeDomain)
	e := &Envelope{Lane: r.lane(), From: r.Writer(), To: r.Writer(), m: m}
	copy(e.Key[:], r.Take(len(e.Key)))
	if r.Bad || !isStep(len(r.Rest)-encSize-tagSize) {
		return nil, refused("envelope-malformed", "it is not an envelope of version 1")
	}
	return e, nil
}

func outer(lane Lane, from, to lanna.WriterID, key KeyID) []byte {
	b := append(make([]byte, 0, outerSize), envelopeDomain...)
	b = append(b, byte(lane))
	b = append(b, from[:]...)
	b = append(b, to[:]...)
	return append(b, key[:]...)
}

// seal seals padded bytes to a key. What stands outside is bound as info.
func seal(with Sealing, lane Lane, from, to lanna.WriterID, key SealingKey, padded []byte) (Message, error) {
	out := outer(lane, from, to, key.ID)
	sealed, err := with.Seal(key.Public, out, padded)
	if err != nil {
		return nil, err
	}
	return append(out, sealed...), nil
}

// open decrypts the envelope with the key that it names.
func (e *Envelope) open(ring *Keyring, now lanna.Millis) ([]byte, error) {
	k, ok := ring.keys[e.Key]
	if !ok || k.until <= now {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "sealing-key-gone", ID: e.Key.String(), Err: ErrKeyGone}
	}
	plain, err := k.key.Open(e.m[:outerSize], e.m[outerSize:])
	if err != nil {
		return nil, lanna.Errorf(lanna.Integrity, "seal-broken", "the seal does not open")
	}
	return plain, nil
}
