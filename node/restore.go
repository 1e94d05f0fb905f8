package node

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"filippo.io/age"

	"lanna"
	"lanna/backup"
	"lanna/blob"
	"lanna/desk"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

// restoringFolder holds the database while it is restored. A node is in a data
// folder when the database is moved out of it, which is one step.
const restoringFolder = "restoring"

// A Restoring says what is restored, and to where.
type Restoring struct {
	From       string // folder of backups, of which the newest is taken, or one backup
	Identities []age.Identity
	Dir        string // data folder; must not hold a node yet
	Passphrase string // of the new database
	Blobs      string // folder or s3://… for the pictures; "": in the data folder
	BlobsKey   string // file with the key of a bucket
	Root       ed25519.PrivateKey
	Clock      lanna.Clock
	Log        *slog.Logger
	Progress   func(what string, done, total int64) // nil: nobody is told
}

// A RestoreReport says what was restored.
type RestoreReport struct {
	Backup     string         `json:"backup"`
	Made       lanna.Millis   `json:"made"`
	Statements int64          `json:"statements"`
	Pictures   int64          `json:"pictures"`
	Erased     int            `json:"erased"` // erasures since the backup that were done again
	Before     lanna.WriterID `json:"before"` // the writer that was ended
	Writer     lanna.WriterID `json:"writer"`
	Parties    int            `json:"parties"` // that are asked
}

// Restore makes a node of a backup: a new writer, which the root certifies while
// it ends the one before. Erasures that were said since are done again. The
// partners are asked when the node is served; until then it serves nobody. Where
// it fails, or is killed, the data folder holds no node.
func Restore(ctx context.Context, c Restoring) (*RestoreReport, error) {
	found, err := backup.Newest(c.From)
	if err == nil {
		err = found.OfRoot(statement.AgencyOf(c.Root.Public().(ed25519.PublicKey)))
	}
	if err != nil {
		return nil, backupError(err)
	}
	if p, err := ReadPlace(c.Dir); err != nil || p.Store != "" {
		return nil, errors.Join(err, ErrThere)
	}
	if _, err := os.Stat(filepath.Join(c.Dir, databaseFile)); err == nil {
		return nil, ErrThere
	}
	in := filepath.Join(c.Dir, restoringFolder)
	if err := errors.Join(os.RemoveAll(in), os.MkdirAll(in, 0o700)); err != nil {
		return nil, backupError(err)
	}
	rep, err := restoreInto(ctx, c, found, in)
	if err == nil {
		err = moveIn(in, c.Dir)
	}
	if err != nil {
		return nil, errors.Join(backupError(err), os.RemoveAll(in))
	}
	return rep, errors.Join(os.RemoveAll(in), giveBack(c.Dir))
}

// moveIn puts pictures, key and database in their places, the database last.
func moveIn(from, to string) error {
	if err := moveBlobs(filepath.Join(from, blobFolder), filepath.Join(to, blobFolder)); err != nil {
		return err
	}
	for _, name := range []string{databaseFile + ".key", databaseFile} {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	d, err := os.Open(to)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// moveBlobs moves pictures beside those that may lie there, as of a restore that
// was killed between the two moves.
func moveBlobs(from, to string) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil // they went to a place of their own
	}
	err := filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		switch {
		case err != nil:
			return err
		case e.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		default:
			return os.Rename(path, filepath.Join(to, name))
		}
	})
	return errors.Join(err, syncTree(to))
}

// syncTree has the names in a folder, and in the folders below it, on the disk.
func syncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		d, err := os.Open(path)
		if err != nil {
			return err
		}
		return errors.Join(d.Sync(), d.Close())
	})
}

func (c *Restoring) progress(what string) func(done, total int64) {
	if c.Progress == nil {
		return func(int64, int64) {}
	}
	return func(done, total int64) { c.Progress(what, done, total) }
}

func restoreInto(ctx context.Context, c Restoring, found *backup.Found, in string) (rep *RestoreReport, err error) {
	place, err := ReadPlace(c.Dir) // of a restore that was cut off
	if c.Blobs != "" {
		place = Place{Blobs: c.Blobs, BlobsKey: c.BlobsKey}
		err = place.write(c.Dir)
	}
	if err != nil {
		return nil, err
	}
	if place.Blobs == "" {
		place.Blobs = filepath.Join(in, blobFolder)
	}
	blobs, err := openBlobs(ctx, in, place)
	if err != nil {
		return nil, err
	}
	if err := found.CopyBlobs(ctx, blobs); err != nil {
		return nil, err
	}
	st, err := sqlite.Open(sqlite.Config{Path: filepath.Join(in, databaseFile), Passphrase: c.Passphrase, Create: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := found.ReadStore(ctx, st, c.Identities, c.progress("statements")); err != nil {
		return nil, err
	}
	rep = &RestoreReport{Backup: found.Path, Made: found.Made, Statements: found.Statements, Pictures: found.Pictures, Before: found.Writer}
	signer, err := newWriter(ctx, st, c, found)
	if err != nil {
		return nil, err
	}
	rep.Writer = signer.Writer()
	return rep, foldRestored(ctx, c, found, st, blobs, signer, rep)
}

// newWriter gives the node a writer of its own, and ends the one before.
func newWriter(ctx context.Context, st store.Store, c Restoring, found *backup.Found) (*statement.Signer, error) {
	pub, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	signer := statement.NewSigner(found.Agency, key)
	now := lanna.MillisOf(c.Clock.Now())
	certify := statement.NewCertificate(c.Root, statement.Certify, lanna.WriterID(pub), now, 0, [32]byte{})
	end := statement.NewCertificate(c.Root, statement.End, found.Writer, now, 0, [32]byte{})
	return signer, st.Update(ctx, func(tx store.Tx) error {
		return errors.Join(tx.AddCertificate(certify.Bytes()), tx.AddCertificate(end.Bytes()), tx.SetMeta(metaWriter, key.Seed()),
			desk.BeginRestored(tx, found.Writer, found.Made, now))
	})
}

// foldRestored erases again, makes all views, and puts the questions to the
// partners into the outbox.
func foldRestored(ctx context.Context, c Restoring, found *backup.Found, st store.Store, blobs *blob.Store, signer *statement.Signer, rep *RestoreReport) error {
	d, err := desk.New(ctx, desk.Config{Store: st, Signer: signer, Blobs: blobs, Clock: c.Clock, Log: c.Log})
	if err != nil {
		return err
	}
	defer d.Close()
	again, err := erasuresOf(found, c.Identities)
	if err != nil {
		return err
	}
	if rep.Erased, err = d.ReplayErasures(ctx, again); err != nil {
		return err
	}
	fold := c.progress("views")
	fold(0, 1)
	if err := d.Upgrade(ctx); err != nil {
		return err
	}
	fold(1, 1)
	if state, err := d.Restored(ctx); err != nil || state == nil {
		return errors.Join(err, errors.New("node: a restored node does not say so"))
	} else {
		rep.Parties = len(state.Waits)
	}
	return errors.Join(d.SignCheckpoint(ctx), st.Scrub(ctx))
}

// erasuresOf reads the erasures beside a backup that are its agency's.
func erasuresOf(found *backup.Found, with []age.Identity) ([]desk.Consignment, error) {
	list, err := backup.ReadErasures(filepath.Dir(found.Path), with)
	if err != nil {
		return nil, err
	}
	var out []desk.Consignment
	for _, e := range list {
		if e.Agency == found.Agency {
			out = append(out, desk.Consignment{Header: e.Header, Sig: e.Sig})
		}
	}
	return out, nil
}

// A Rehearsal is what a trial restore found.
type Rehearsal struct {
	Backup     string         `json:"backup"`
	Code       string         `json:"code"`
	Made       lanna.Millis   `json:"made"`
	Bytes      int64          `json:"bytes"`
	Statements int64          `json:"statements"`
	Pictures   int64          `json:"pictures"`
	Erasures   int            `json:"erasures"` // beside it
	Dump       lanna.Digest   `json:"dump"`     // of the views as the manifest has it
	Folded     lanna.Digest   `json:"folded"`   // of the views as they were made anew
	Equal      bool           `json:"equal"`
	Writer     lanna.WriterID `json:"writer"`
}

// Rehearse restores a backup into a folder of its own below scratch, encrypted
// under a key that is kept nowhere, makes all views, compares them with those of
// the node that was backed up, and removes the folder.
func Rehearse(ctx context.Context, from, scratch string, with []age.Identity, progress func(what string, done, total int64)) (rep *Rehearsal, err error) {
	found, err := backup.Newest(from)
	if err == nil {
		err = found.Check(ctx)
	}
	if err != nil {
		return nil, backupError(err)
	}
	dir, err := os.MkdirTemp(scratch, "lanna-rehearsal-*")
	if err != nil {
		return nil, backupError(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	rep = &Rehearsal{Backup: found.Path, Code: found.Code, Made: found.Made, Bytes: found.Bytes(), Statements: found.Statements,
		Pictures: found.Pictures, Dump: found.Dump, Writer: found.Writer}
	list, err := erasuresOf(found, with)
	if err != nil {
		return nil, backupError(err)
	}
	rep.Erasures = len(list)
	if rep.Folded, err = rehearse(ctx, found, dir, with, &Restoring{Progress: progress, Clock: Clock}); err != nil {
		return nil, backupError(err)
	}
	rep.Equal = rep.Folded == rep.Dump
	return rep, nil
}

func rehearse(ctx context.Context, found *backup.Found, dir string, with []age.Identity, c *Restoring) (sum lanna.Digest, err error) {
	key := make([]byte, sqlite.KeySize)
	rand.Read(key)
	st, err := sqlite.Open(sqlite.Config{Path: filepath.Join(dir, databaseFile), Key: key, Create: true})
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := found.ReadStore(ctx, st, with, c.progress("statements")); err != nil {
		return sum, err
	}
	_, nobody, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return sum, err
	}
	blobs, err := blob.NewFolder(filepath.Join(dir, blobFolder))
	if err != nil {
		return sum, err
	}
	d, err := desk.New(ctx, desk.Config{Store: st, Signer: statement.NewSigner(found.Agency, nobody), Blobs: blobs, Clock: c.Clock})
	if err != nil {
		return sum, err
	}
	defer d.Close()
	if err := d.Fold(ctx); err != nil {
		return sum, err
	}
	err = st.View(ctx, func(r store.Reader) error {
		sum, err = backup.Dump(r, func() {})
		return err
	})
	return sum, err
}
