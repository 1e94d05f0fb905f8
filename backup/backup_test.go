package backup_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"lanna"
	"lanna/backup"
	"lanna/blob"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
	"lanna/store"
	"lanna/store/memory"
	"lanna/store/sqlite"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A bench is a desk with something to back up, and a key to do so.
type bench struct {
	*desktest.World
	making   backup.Making
	identity []age.Identity
}

func newBench(t testing.TB) *bench {
	t.Helper()
	w := desktest.New(t, desktest.Options{})
	k, err := backup.NewKey()
	must(t, err)
	b := &bench{World: w}
	b.identity, err = backup.Identities(strings.NewReader(k.Identity))
	must(t, err)
	to, err := backup.Recipients(k.Recipient)
	must(t, err)
	b.making = backup.Making{Dir: filepath.Join(t.TempDir(), "backups"), Recipients: to, Store: w.Store, Blobs: w.Config.Blobs, Signer: w.Config.Signer,
		Leave: func(name string) bool { return strings.HasPrefix(name, "view/") }, Code: "EX", Program: "test", Clock: w.Clock}
	return b
}

// report takes a report in and returns its record.
func (b *bench) report(t testing.TB, alias string) lanna.RecordID {
	t.Helper()
	id, err := b.Capture(t.Context(), b.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: alias, Lang: "zh"}, {Property: lanna.Compound, Value: "EXERCISE park"}, {Property: lanna.Amount, Value: "600000 CNY"}}}})
	must(t, err)
	return id
}

func (b *bench) make(t testing.TB) *backup.Found {
	t.Helper()
	f, err := b.making.Make(t.Context())
	must(t, err)
	return f
}

// fold makes a desk on a store that was read back, whose writer is nobody's, and
// returns the digest of its views.
func fold(t testing.TB, b *bench, st store.Store) lanna.Digest {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	c := b.Config
	c.Store, c.Signer, c.Register = st, statement.NewSigner(b.Config.Signer.Agency, key), ""
	d, err := desk.New(t.Context(), c)
	must(t, err)
	defer d.Close()
	must(t, d.Upgrade(t.Context()))
	var sum lanna.Digest
	must(t, st.View(t.Context(), func(r store.Reader) (err error) {
		sum, err = backup.Dump(r, func() {})
		return err
	}))
	return sum
}

func silent(int64, int64) {}

// What was backed up from one engine folds to the same views in every engine,
// and the log that was copied still verifies.
func TestABackupFoldsToTheSameViews(t *testing.T) {
	b := newBench(t)
	for _, alias := range []string{"阿蓝", "Xiao EXERCISE", "နီနီ"} {
		b.report(t, alias)
	}
	must(t, b.Store.Update(t.Context(), func(tx store.Tx) error { return tx.SetMeta("empty", []byte{}) }))
	pic, err := b.Config.Blobs.Put([]byte("EXERCISE picture"), "image/png")
	must(t, err)
	must(t, b.SignCheckpoint(t.Context()))
	f := b.make(t)
	must(t, f.Check(t.Context()))
	if f.Pictures != 1 || f.Statements == 0 || f.Leaves < f.Statements-2 || f.Code != "EX" {
		t.Errorf("the manifest says %+v", f.Manifest)
	}
	disk, err := sqlite.Open(sqlite.Config{Path: filepath.Join(t.TempDir(), "x.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	must(t, err)
	defer disk.Close()
	for name, st := range map[string]store.Store{"memory": memory.New(), "sqlite": disk} {
		must(t, f.ReadStore(t.Context(), st, b.identity, silent))
		if got := fold(t, b, st); got != f.Dump && name == "sqlite" { // engines write a dump each in its own form
			t.Error("the views differ")
		}
		c := b.Config
		c.Store = st
		d, err := desk.New(t.Context(), c)
		must(t, err)
		rep, err := d.VerifyLog(t.Context(), b.Auditor, desktest.Rescue)
		if err != nil || rep.Finding != nil {
			t.Errorf("%s: the log: %+v, %v", name, rep, err)
		}
		d.Close()
	}
	there, err := blob.NewFolder(t.TempDir())
	must(t, err)
	must(t, f.CopyBlobs(t.Context(), there))
	if got, err := there.Get(pic); err != nil || string(got) != "EXERCISE picture" {
		t.Errorf("the picture came back as %q, %v", got, err)
	}
}

// Pictures are copied once, however many backups hold them.
func TestPicturesAreCopiedOnce(t *testing.T) {
	b := newBench(t)
	ref, err := b.Config.Blobs.Put([]byte("EXERCISE picture"), "image/png")
	must(t, err)
	b.make(t)
	path := filepath.Join(b.making.Dir, "blobs", ref.Name.String()[:2], ref.Name.String())
	was, err := os.Stat(path)
	must(t, err)
	second := b.make(t)
	is, err := os.Stat(path)
	must(t, err)
	if !os.SameFile(was, is) || second.Pictures != 1 {
		t.Error("it was copied again, or is not in the second backup")
	}
}

// A bit that flips anywhere, and a file that ends early, are found.
func TestDamageIsFound(t *testing.T) {
	b := newBench(t)
	_, err := b.Config.Blobs.Put([]byte("EXERCISE picture"), "image/png")
	must(t, err)
	b.report(t, "阿蓝")
	f := b.make(t)
	must(t, filepath.WalkDir(b.making.Dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		whole, err := os.ReadFile(path)
		must(t, err)
		for what, bad := range map[string][]byte{"a flipped bit": flipped(whole, len(whole)/2), "a flipped bit at its end": flipped(whole, len(whole)-2), "a cut": whole[:len(whole)/2]} {
			must(t, os.WriteFile(path, bad, 0o600))
			again, err := backup.Open(f.Path)
			if err == nil {
				err = again.Check(t.Context())
			}
			if !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrVersion) {
				t.Errorf("%s of %s: %v", what, path, err)
			}
		}
		return os.WriteFile(path, whole, 0o600)
	}))
	must(t, f.Check(t.Context()))
}

func flipped(b []byte, at int) []byte {
	out := append([]byte(nil), b...)
	out[at] ^= 0x10
	return out
}

func TestAnotherIdentityOpensNothing(t *testing.T) {
	b := newBench(t)
	f := b.make(t)
	k, err := backup.NewKey()
	must(t, err)
	other, err := backup.Identities(strings.NewReader(k.Identity))
	must(t, err)
	if err := f.ReadStore(t.Context(), memory.New(), other, silent); !errors.Is(err, backup.ErrIdentity) {
		t.Errorf("another identity: %v", err)
	}
}

// What was cut off is never taken for a backup, and the next one clears it away.
func TestACutBackupIsNone(t *testing.T) {
	b := newBench(t)
	ctx, stop := context.WithCancel(t.Context())
	b.making.Clock = lanna.ClockFunc(b.Clock.Now)
	stop()
	if _, err := b.making.Make(ctx); err == nil {
		t.Fatal("a backup was made after it was stopped")
	}
	must(t, os.MkdirAll(filepath.Join(b.making.Dir, ".cut-01020304"), 0o700)) // as kill -9 leaves it
	if _, err := backup.Newest(b.making.Dir); !errors.Is(err, backup.ErrNone) {
		t.Errorf("newest of a folder without a whole one: %v", err)
	}
	f := b.make(t)
	if got, err := backup.Newest(b.making.Dir); err != nil || got.Path != f.Path {
		t.Errorf("newest is %v, %v", got, err)
	}
	if left, _ := filepath.Glob(filepath.Join(b.making.Dir, ".cut-*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

// Erasures are added while a file of them is there already, torn at its end or
// not, and come back in order.
func TestErasuresComeBack(t *testing.T) {
	b := newBench(t)
	var list []backup.Erasure
	for range 5 {
		st, err := b.Config.Signer.Sign(statement.Draft{Kind: lanna.Erase, Record: lanna.NewRecordID(), Time: 1})
		must(t, err)
		list = append(list, backup.Erasure{Agency: b.Config.Signer.Agency, Header: st.Bytes, Sig: st.Sig})
	}
	add := func(some ...backup.Erasure) {
		e := &backup.Erasures{Dir: b.making.Dir, Recipients: b.making.Recipients}
		must(t, e.Add(some...))
	}
	add(list[:2]...)
	path := filepath.Join(b.making.Dir, "erasures")
	whole, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, append(whole, whole[:100]...), 0o600)) // power went in the middle of a third
	if got, err := backup.ReadErasures(b.making.Dir, b.identity); err != nil || len(got) != 2 {
		t.Errorf("torn: %d, %v", len(got), err)
	}
	add(list[2:]...)
	got, err := backup.ReadErasures(b.making.Dir, b.identity)
	if err != nil || len(got) != len(list) {
		t.Fatalf("%d of %d, %v", len(got), len(list), err)
	}
	for i := range got {
		if string(got[i].Header) != string(list[i].Header) {
			t.Errorf("entry %d is another", i)
		}
	}
	must(t, os.WriteFile(path, flipped(whole, len(whole)-20), 0o600))
	if _, err := backup.ReadErasures(b.making.Dir, b.identity); !errors.Is(err, backup.ErrDamaged) {
		t.Errorf("with a flipped bit: %v", err)
	}
}
