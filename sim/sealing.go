package sim

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"lanna/federate"
)

// cheap is a sealing of the specification's sizes that protects nothing: the
// key follows from the public key. Like the real one it opens with the seed of
// the key alone, binds info, and opens nothing that was changed on the way.
type cheap struct{}

var _ federate.Sealing = cheap{}

const (
	publicSize = 1184 + 32
	encSize    = 1088 + 32
)

func (cheap) Generate() ([]byte, error) {
	seed := make([]byte, 32)
	rand.Read(seed)
	return seed, nil
}

func (cheap) Key(seed []byte) (federate.PrivateKey, error) {
	public := make([]byte, publicSize)
	sum := sha256.Sum256(append([]byte("EXERCISE public"), seed...))
	copy(public, sum[:])
	return cheapKey{public}, nil
}

func (cheap) Seal(public, info, plain []byte) ([]byte, error) {
	a, err := chacha20poly1305.New(secretOf(public))
	if err != nil {
		return nil, err
	}
	out := make([]byte, encSize, encSize+len(plain)+a.Overhead())
	sum := sha256.Sum256(plain)
	copy(out, sum[:])
	return a.Seal(out, out[:a.NonceSize()], plain, info), nil
}

func secretOf(public []byte) []byte {
	sum := sha256.Sum256(public)
	return sum[:]
}

type cheapKey struct{ public []byte }

func (k cheapKey) Public() []byte { return k.public }

func (k cheapKey) Open(info, sealed []byte) ([]byte, error) {
	a, err := chacha20poly1305.New(secretOf(k.public))
	if err == nil && len(sealed) < encSize {
		err = errors.New("sim: sealed bytes are too short")
	}
	if err != nil {
		return nil, err
	}
	for _, b := range sealed[sha256.Size:encSize] {
		if b != 0 {
			return nil, errors.New("sim: sealed bytes were changed")
		}
	}
	plain, err := a.Open(nil, sealed[:a.NonceSize()], sealed[encSize:], info)
	if err == nil && sha256.Sum256(plain) != [32]byte(sealed[:sha256.Size]) {
		err = errors.New("sim: sealed bytes were changed")
	}
	return plain, err
}
