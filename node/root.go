package node

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// rootPrefix opens the plain content of a root file.
const rootPrefix = "LANNA-ROOT-KEY-1 "

// ErrRoot says that a root file cannot be opened with the passphrase given, or
// is none.
var ErrRoot = errors.New("root file does not open: wrong passphrase, or not a root file")

// WriteRoot keeps an agency's root key in a new age file, encrypted under a
// passphrase. The file belongs on a disk of its own, apart from the node: who
// holds it can certify writers. workFactor is the exponent of scrypt; 0 takes
// age's own, about a second.
func WriteRoot(path string, root ed25519.PrivateKey, passphrase string, workFactor int) error {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	if workFactor > 0 {
		to.SetWorkFactor(workFactor)
	}
	var sealed bytes.Buffer
	a := armor.NewWriter(&sealed)
	w, err := age.Encrypt(a, to)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, rootPrefix+hex.EncodeToString(root.Seed())+"\n")
	if err := errors.Join(err, w.Close(), a.Close()); err != nil {
		return err
	}
	return writeNew(path, sealed.Bytes())
}

// ReadRoot opens a root file.
func ReadRoot(path, passphrase string) (ed25519.PrivateKey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	id, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrRoot
	}
	r, err := age.Decrypt(armor.NewReader(f), id)
	if err != nil {
		return nil, ErrRoot
	}
	b, err := io.ReadAll(io.LimitReader(r, 1024))
	text, ok := strings.CutPrefix(strings.TrimSpace(string(b)), rootPrefix)
	seed, err2 := hex.DecodeString(text)
	if err != nil || err2 != nil || !ok || len(seed) != ed25519.SeedSize {
		return nil, ErrRoot
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// writeNew writes a file that must not exist yet, readable by its owner alone.
func writeNew(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(path)
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
