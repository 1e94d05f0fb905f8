package node

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"lanna/store"
	"lanna/store/sqlite"
)

// copyPrefix begins the folders of copies that upgrades made.
const copyPrefix = "before-upgrade-"

// Upgrade brings the database in a data folder up to this program's version, and
// its views. Where it is of an older version, it is copied first, encrypted as
// it is; the folder of the copy is returned, "" where there was nothing to do.
// store.ErrVersion says that it is of a newer one; nothing was changed.
func Upgrade(ctx context.Context, c Config) (copied string, err error) {
	defer func() { err = errors.Join(err, giveBack(c.Dir)) }()
	path := filepath.Join(c.Dir, databaseFile)
	var st *sqlite.Store
	err = c.patiently(ctx, func() (err error) {
		st, err = sqlite.Open(sqlite.Config{Path: path, Passphrase: c.Passphrase})
		return err
	})
	if err == nil {
		err = st.Close()
	} else if errors.Is(err, store.ErrOlder) {
		copied, err = copyDatabase(c.Dir, Clock.Now())
		if err == nil {
			st, err = sqlite.Open(sqlite.Config{Path: path, Passphrase: c.Passphrase, Upgrade: true})
		}
		if err == nil {
			err = st.Close()
		}
	}
	if err != nil {
		return copied, err
	}
	n, err := Open(ctx, c) // makes views of another version anew
	if err != nil {
		return copied, err
	}
	return copied, n.Close()
}

// copyDatabase copies a database that nobody has open into a folder beside it,
// which has its name when all of it is on the disk.
func copyDatabase(dir string, now time.Time) (string, error) {
	to := filepath.Join(dir, copyPrefix+now.UTC().Format("20060102T150405Z"))
	part := filepath.Join(dir, "."+copyPrefix+"part")
	if err := errors.Join(os.RemoveAll(part), os.Mkdir(part, 0o700)); err != nil {
		return "", err
	}
	for _, suffix := range []string{"", "-wal", ".key"} {
		err := copyFile(filepath.Join(dir, databaseFile+suffix), filepath.Join(part, databaseFile+suffix))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", errors.Join(err, os.RemoveAll(part))
		}
	}
	return to, os.Rename(part, to)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() // read only
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
