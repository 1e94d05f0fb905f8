package postgres

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"sync"

	"golang.org/x/crypto/blake2b"

	"lanna/store"
	"lanna/store/keyfile"
)

// What has meaning is sealed by AES-256-GCM before it leaves this process. Whoever
// runs the server, its disks, its log and its copies sees how many records there
// are, when something was said on each and by which pseudonym, and not a word of
// what.
//
// Content of a record is under a key of the record, which lies in the table seal
// under the key of the database. An erasure draws another key, seals what stays
// anew and lets go of the old one: what dead rows, indexes and the server's log
// still hold is then noise (erase.go).

// sealer seals under one key.
type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) sealer {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // keys have 32 bytes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return sealer{aead}
}

// What a sealed text is, so that one cannot be put in another's place.
const (
	ofKey    = 'k'
	ofClaims = 'c'
	ofNotes  = 'n'
	ofBody   = 'b'
	ofWords  = 'w'
	ofParcel = 'p'
	ofMeta   = 'm'
	ofMemo   = 's'
)

func about(what byte, n int64) []byte { return binary.BigEndian.AppendUint64([]byte{what}, uint64(n)) }

func (s sealer) seal(plain []byte, what byte, n int64) []byte {
	return s.aead.Seal(nil, nil, plain, about(what, n))
}

// open returns what was sealed, never nil.
func (s sealer) open(sealed []byte, what byte, n int64) ([]byte, error) {
	return s.openAbout(sealed, about(what, n))
}

func (s sealer) openAbout(sealed, about []byte) ([]byte, error) {
	b, err := s.aead.Open([]byte{}, nil, sealed, about)
	if err != nil {
		return nil, store.ErrCorrupt
	}
	return b, nil
}

// master holds what is made of the database's key.
type master struct {
	sealer
	places *tagger
	words  *tagger
}

func newMaster(key []byte) *master {
	derive := func(what string) []byte {
		k, err := hkdf.Key(sha256.New, key, nil, "lanna/postgres/v1/"+what, keyfile.Size)
		if err != nil {
			panic(err) // the length is small
		}
		return k
	}
	return &master{newSealer(derive("seal")), &tagger{key: derive("places")}, &tagger{key: derive("words")}}
}

// fresh draws a key for content and returns it beside its sealed form.
func (m *master) fresh(k int64) (s sealer, sealed []byte) {
	key := make([]byte, keyfile.Size)
	rand.Read(key)
	return newSealer(key), m.seal(key, ofKey, k)
}

// sealerOf opens a key for content.
func (m *master) sealerOf(k int64, sealed []byte) (sealer, error) {
	key, err := m.open(sealed, ofKey, k)
	if err != nil || len(key) != keyfile.Size {
		return sealer{}, store.ErrCorrupt
	}
	return newSealer(key), nil
}

// A tagger makes tags: the same for the same words, and of no use to whoever
// lacks the key.
type tagger struct {
	key  []byte
	pool sync.Pool
}

func (t *tagger) sum(parts ...string) (out [16]byte) {
	h, ok := t.pool.Get().(hash.Hash)
	if !ok {
		var err error
		if h, err = blake2b.New(16, t.key); err != nil {
			panic(err) // the key has 32 bytes
		}
	}
	h.Reset()
	for _, p := range parts {
		h.Write([]byte(p))
	}
	h.Sum(out[:0])
	t.pool.Put(h)
	return out
}

// place is the tag of a value in a list.
func (m *master) place(list int64, value string) [16]byte {
	return m.places.sum(string(binary.BigEndian.AppendUint64(nil, uint64(list))), value)
}

// word is the tag of a token, or of the beginning of one.
func (m *master) word(kind, token string) int64 {
	sum := m.words.sum(kind, token)
	return int64(binary.BigEndian.Uint64(sum[:8]))
}
