// Package keyfile seals the key of a database under a passphrase, so that the
// passphrase can be changed and a wrong one is told from damage.
package keyfile

import (
	"crypto/rand"
	"encoding/json"
	"fmt"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"lanna/store"
)

// Size is the length of the key of a database, in bytes.
const Size = 32

// The key of a database is random and stays for its life. It lies beside the
// database, sealed under a key that is made of the passphrase.
type keyFile struct {
	Version int    `json:"version"`
	KDF     string `json:"kdf"`
	Time    uint32 `json:"time"`
	Memory  uint32 `json:"memory_kib"`
	Threads uint8  `json:"threads"`
	Salt    []byte `json:"salt"`
	Nonce   []byte `json:"nonce"`
	Sealed  []byte `json:"sealed"`
}

const kdfName = "argon2id"

// Cost is what one guess of a passphrase costs. A key file names the cost of its
// own, so that Open needs none.
type Cost struct {
	Time    uint32 // passes
	Memory  uint32 // KiB
	Threads uint8
}

// DefaultCost is the second recommended option of RFC 9106, section 4.
var DefaultCost = Cost{Time: 3, Memory: 64 * 1024, Threads: 4}

// Limits on what a key file may ask of the machine.
const (
	maxKDFTime   = 64
	maxKDFMemory = 4 << 20 // KiB
)

// New draws a key.
func New() []byte {
	key := make([]byte, Size)
	rand.Read(key)
	return key
}

// Seal seals a key under a passphrase, at the usual cost.
func Seal(key []byte, passphrase string) ([]byte, error) {
	return SealAt(DefaultCost, key, passphrase)
}

// SealAt is Seal at a cost of its own, the zero value being the usual.
func SealAt(c Cost, key []byte, passphrase string) ([]byte, error) {
	if c == (Cost{}) {
		c = DefaultCost
	}
	k := keyFile{Version: 1, KDF: kdfName, Time: c.Time, Memory: c.Memory, Threads: c.Threads,
		Salt: make([]byte, 16), Nonce: make([]byte, chacha20poly1305.NonceSizeX)}
	rand.Read(k.Salt)
	rand.Read(k.Nonce)
	aead, err := chacha20poly1305.NewX(k.derive(passphrase))
	if err != nil {
		return nil, err
	}
	k.Sealed = aead.Seal(nil, k.Nonce, key, k.bound())
	b, err := json.MarshalIndent(k, "", "\t")
	return append(b, '\n'), err
}

// Open returns the key that was sealed: store.ErrPassphrase where the passphrase
// is another, ErrVersion or ErrCorrupt where b is not what Seal makes.
func Open(b []byte, passphrase string) ([]byte, error) {
	var k keyFile
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, fmt.Errorf("%w: key file is not readable", store.ErrCorrupt)
	}
	return k.open(passphrase)
}

func (k *keyFile) open(passphrase string) ([]byte, error) {
	switch {
	case k.Version > 1:
		return nil, store.ErrVersion
	case k.Version != 1, k.KDF != kdfName, len(k.Nonce) != chacha20poly1305.NonceSizeX, len(k.Salt) < 8,
		k.Time == 0, k.Time > maxKDFTime, k.Memory > maxKDFMemory, k.Threads == 0:
		return nil, fmt.Errorf("%w: key file is malformed", store.ErrCorrupt)
	}
	aead, err := chacha20poly1305.NewX(k.derive(passphrase))
	if err != nil {
		return nil, err
	}
	key, err := aead.Open(nil, k.Nonce, k.Sealed, k.bound())
	if err != nil || len(key) != Size {
		return nil, store.ErrPassphrase
	}
	return key, nil
}

func (k *keyFile) derive(passphrase string) []byte {
	return argon2.IDKey([]byte(passphrase), k.Salt, k.Time, k.Memory, k.Threads, chacha20poly1305.KeySize)
}

// bound is what the seal covers besides the key.
func (k *keyFile) bound() []byte {
	return fmt.Appendf(nil, "lanna/database-key/v1\n%s %d %d %d", k.KDF, k.Time, k.Memory, k.Threads)
}
