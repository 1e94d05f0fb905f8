package sqlite

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"lanna/store"
)

// KeySize is the length of the key that encrypts a database, in bytes.
const KeySize = 32

// The key of a database is random and stays for its life. It lies beside the
// database in a small file, sealed under a key that is made of the passphrase,
// so that the passphrase can be changed and a wrong one is told from damage.
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

// Argon2id parameters: the second recommended option of RFC 9106, section 4.
const (
	kdfName    = "argon2id"
	kdfTime    = 3
	kdfMemory  = 64 * 1024 // KiB
	kdfThreads = 4
)

// Limits on what a key file may ask of the machine.
const (
	maxKDFTime   = 64
	maxKDFMemory = 4 << 20 // KiB
)

func keyPath(path string) string { return path + ".key" }

// openKey returns the database's key. Where there is no key file and create is
// set, it makes one.
func openKey(path, passphrase string, create bool) ([]byte, error) {
	b, err := os.ReadFile(keyPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		if !create {
			return nil, fmt.Errorf("%w: key file is missing", store.ErrCorrupt)
		}
		return createKey(path, passphrase)
	}
	if err != nil {
		return nil, err
	}
	var k keyFile
	if err := json.Unmarshal(b, &k); err != nil {
		return nil, fmt.Errorf("%w: key file is not readable", store.ErrCorrupt)
	}
	return k.open(passphrase)
}

func createKey(path, passphrase string) ([]byte, error) {
	key := make([]byte, KeySize)
	rand.Read(key)
	return key, writeKey(path, passphrase, key)
}

// ChangePassphrase seals the key of the database at path under a new
// passphrase. The database itself stays as it is and may be open. Copies of the
// old key file still open it with the old passphrase.
func ChangePassphrase(path, old, passphrase string) error {
	key, err := openKey(path, old, false)
	if err != nil {
		return err
	}
	return writeKey(path, passphrase, key)
}

func writeKey(path, passphrase string, key []byte) error {
	k := keyFile{Version: 1, KDF: kdfName, Time: kdfTime, Memory: kdfMemory, Threads: kdfThreads,
		Salt: make([]byte, 16), Nonce: make([]byte, chacha20poly1305.NonceSizeX)}
	rand.Read(k.Salt)
	rand.Read(k.Nonce)
	aead, err := chacha20poly1305.NewX(k.derive(passphrase))
	if err != nil {
		return err
	}
	k.Sealed = aead.Seal(nil, k.Nonce, key, k.bound())
	b, err := json.MarshalIndent(k, "", "\t")
	if err != nil {
		return err
	}
	return writeDurably(keyPath(path), append(b, '\n'))
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
	if err != nil || len(key) != KeySize {
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

// writeDurably replaces a file as a whole: after a power cut either the old or
// the new one is there.
func writeDurably(path string, b []byte) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
