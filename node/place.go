package node

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"lanna"
	"lanna/store"
	"lanna/store/postgres"
	"lanna/store/sqlite"
)

// placeFile in a data folder says where the node's database and blobs are, where
// they are not in the folder itself. It holds no password: libpq's own ways are
// read (PGPASSWORD, ~/.pgpass, certificates).
const placeFile = "node.json"

// A Place says where a node keeps its data.
type Place struct {
	Store string `json:"store,omitempty"` // postgres://…; "": a file in the data folder
	Blobs string `json:"blobs,omitempty"` // folder, as one that several machines share, or s3://…; "": in the data folder

	BlobsKey string `json:"blobs_key,omitempty"` // file with the key of a bucket; "": LANNA_BLOBS_KEY names it, or it is a credential of systemd
}

// ReadPlace reads where the node of a data folder keeps its data.
func ReadPlace(dir string) (Place, error) {
	var p Place
	b, err := os.ReadFile(filepath.Join(dir, placeFile))
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil && json.Unmarshal(b, &p) != nil {
		err = &lanna.Error{Kind: lanna.Invalid, Code: "place-malformed"}
	}
	return p, err
}

// write keeps the place; after a power cut the file is the old one or the new.
func (p Place) write(dir string) error {
	b, err := json.MarshalIndent(p, "", "\t")
	if err != nil {
		return err
	}
	at := filepath.Join(dir, placeFile)
	f, err := os.CreateTemp(dir, placeFile+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), at)
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

// place returns where the data are: as the configuration says, else as the folder.
func (c *Config) place() (Place, error) {
	p, err := ReadPlace(c.Dir)
	if c.Store != "" {
		p.Store = c.Store
	}
	if c.Blobs != "" {
		p.Blobs = c.Blobs
	}
	if c.BlobsKey != "" {
		p.BlobsKey = c.BlobsKey
	}
	if p.Blobs == "" {
		p.Blobs = filepath.Join(c.Dir, blobFolder)
	}
	return p, err
}

// openStore opens the node's database.
func openStore(ctx context.Context, c *Config, p Place) (store.Store, error) {
	path := filepath.Join(c.Dir, databaseFile)
	if p.Store == "" {
		return sqlite.Open(sqlite.Config{Path: path, Passphrase: c.Passphrase})
	}
	st, err := postgres.Open(ctx, postgres.Config{URL: p.Store, Passphrase: c.Passphrase})
	if err != nil {
		return nil, err
	}
	removeDatabase(path) // of a move that was cut off after the other was proven whole
	return st, nil
}

// Join tells a new data folder that it serves the node whose database is at c.Store,
// beside others. It proves first that the passphrase opens that.
func Join(ctx context.Context, c Config) error {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{databaseFile, placeFile} {
		if _, err := os.Stat(filepath.Join(c.Dir, name)); err == nil {
			return ErrThere
		}
	}
	st, err := postgres.Open(ctx, postgres.Config{URL: c.Store, Passphrase: c.Passphrase})
	if err != nil {
		return err
	}
	err = st.View(ctx, func(r store.Reader) error { _, err := r.Meta(metaSettings); return err })
	if err := errors.Join(err, st.Close()); err != nil {
		return err
	}
	p := Place{Store: c.Store, Blobs: c.Blobs, BlobsKey: c.BlobsKey}
	if _, err := openBlobs(ctx, c.Dir, p); err != nil {
		return err
	}
	return p.write(c.Dir)
}
