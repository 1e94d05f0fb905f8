package relay

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lanna"
)

const keyFile = "relay.key"

// Key reads the relay's key from its folder, or makes one. It opens nothing:
// it only lets nodes know that they reached their relay.
func Key(dir string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, keyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(dir, path)
	}
	if err != nil {
		return nil, err
	}
	seed, err := hex.DecodeString(string(text))
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, lanna.Errorf(lanna.Integrity, "relay-key-malformed", "%s", keyFile)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

func makeKey(dir, path string) (ed25519.PrivateKey, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, []byte(hex.EncodeToString(key.Seed())), 0o600)
}

// ID is the public key by which nodes know the relay.
func ID(key ed25519.PrivateKey) (w lanna.WriterID) {
	copy(w[:], key.Public().(ed25519.PublicKey))
	return w
}
