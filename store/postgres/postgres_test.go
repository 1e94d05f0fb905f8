package postgres_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"lanna/store"
	"lanna/store/keyfile"
	"lanna/store/postgres"
	"lanna/store/postgres/pgtest"
	"lanna/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// testKey opens test databases without the work of a passphrase.
var testKey = bytes.Repeat([]byte{7}, keyfile.Size)

func TestStore(t *testing.T) {
	server := pgtest.Shared(t)
	storetest.Run(t, func(t *testing.T) storetest.Opener {
		url := server.Database(t)
		return func() (store.Store, error) {
			return postgres.Open(context.Background(), postgres.Config{URL: url, Key: testKey, Create: true})
		}
	})
}
