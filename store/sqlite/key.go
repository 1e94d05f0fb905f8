package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lanna/store"
	"lanna/store/keyfile"
)

// KeySize is the length of the key that encrypts a database, in bytes.
const KeySize = keyfile.Size

// KeyCost is what one guess of a passphrase costs.
type KeyCost = keyfile.Cost

func keyPath(path string) string { return path + ".key" }

// openKey returns the database's key. Where there is no key file and create is
// set, it makes one.
func openKey(path, passphrase string, create bool, cost KeyCost) ([]byte, error) {
	b, err := os.ReadFile(keyPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		if !create {
			return nil, fmt.Errorf("%w: key file is missing", store.ErrCorrupt)
		}
		key := keyfile.New()
		return key, writeKey(path, passphrase, key, cost)
	}
	if err != nil {
		return nil, err
	}
	return keyfile.Open(b, passphrase)
}

// ChangePassphrase seals the key of the database at path under a new
// passphrase. The database itself stays as it is and may be open. Copies of the
// old key file still open it with the old passphrase.
func ChangePassphrase(path, old, passphrase string) error {
	key, err := openKey(path, old, false, KeyCost{})
	if err != nil {
		return err
	}
	return writeKey(path, passphrase, key, KeyCost{})
}

func writeKey(path, passphrase string, key []byte, cost KeyCost) error {
	b, err := keyfile.SealAt(cost, key, passphrase)
	if err != nil {
		return err
	}
	return writeDurably(keyPath(path), b)
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
