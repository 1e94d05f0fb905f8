package sqlite

import (
	"bytes"
	"path/filepath"
	"testing"

	"lanna/store"
	"lanna/store/storetest"
)

// testKey opens test databases without the work of a passphrase.
var testKey = bytes.Repeat([]byte{7}, KeySize)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opener {
		path := filepath.Join(t.TempDir(), "node.db")
		return func() (store.Store, error) { return Open(Config{Path: path, Key: testKey, Create: true}) }
	})
}
