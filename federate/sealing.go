package federate

import (
	"crypto/hpke"
	"crypto/rand"
)

// A Sealing seals envelopes to public keys and opens them. There is one that
// the specification allows, HPKE; a simulation may bring another of the same
// sizes, because it runs thousands of nodes on one core.
type Sealing interface {
	// Generate returns the seed of a new private key.
	Generate() ([]byte, error)
	// Key returns the private key of a seed.
	Key(seed []byte) (PrivateKey, error)
	// Seal seals plain bytes to a public key and binds info. What it returns is
	// encSize and tagSize bytes longer.
	Seal(public, info, plain []byte) ([]byte, error)
}

// A PrivateKey opens what was sealed to its public half.
type PrivateKey interface {
	Public() []byte // 1,216 bytes
	Open(info, sealed []byte) ([]byte, error)
}

// HPKE is the sealing of the specification: RFC 9180 with the hybrid of
// ML-KEM-768 and X25519, HKDF-SHA256 and ChaCha20-Poly1305.
var HPKE Sealing = hybrid{}

type hybrid struct{}

func kem() hpke.KEM   { return hpke.MLKEM768X25519() }
func kdf() hpke.KDF   { return hpke.HKDFSHA256() }
func aead() hpke.AEAD { return hpke.ChaCha20Poly1305() }

func (hybrid) Generate() ([]byte, error) {
	seed := make([]byte, 32) // as the hybrid of hpke has it
	rand.Read(seed)
	return seed, nil
}

func (hybrid) Key(seed []byte) (PrivateKey, error) {
	k, err := kem().NewPrivateKey(seed)
	return hybridKey{k}, err
}

func (hybrid) Seal(public, info, plain []byte) ([]byte, error) {
	key, err := kem().NewPublicKey(public)
	if err != nil {
		return nil, refused("sealing-key-malformed", "it is no public key")
	}
	return hpke.Seal(key, kdf(), aead(), info, plain)
}

type hybridKey struct{ key hpke.PrivateKey }

func (k hybridKey) Public() []byte { return k.key.PublicKey().Bytes() }

func (k hybridKey) Open(info, sealed []byte) ([]byte, error) {
	return hpke.Open(k.key, kdf(), aead(), info, sealed)
}
