//go:build unix

package node_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"filippo.io/age"

	"lanna"
	"lanna/backup"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/node"
)

// A kept is a backup of a node, and what opens it.
type kept struct {
	folder, node string
	with         []age.Identity
	root         ed25519.PrivateKey
}

func newKept(t *testing.T) *kept {
	t.Helper()
	k := &kept{folder: filepath.Join(t.TempDir(), "backups"), node: filepath.Join(t.TempDir(), "EX")}
	rootFile := filepath.Join(t.TempDir(), "root.age")
	must(t, node.Init(t.Context(), node.InitConfig{Dir: k.node, Passphrase: passphrase, RootFile: rootFile, RootPassphrase: rootWords, RootWork: 10,
		Settings: node.Settings{Agency: "EX", Kind: "national", Zone: "Asia/Bangkok", Exercise: true},
		First:    desk.Account{Login: "admin", Name: "EXERCISE", Password: password, Roles: []lanna.Role{lanna.Administrator, lanna.DutyOfficer}},
		Clock:    node.Clock}))
	root, err := node.ReadRoot(rootFile, rootWords)
	must(t, err)
	k.root = root
	n, err := node.Open(t.Context(), node.Config{Dir: k.node, Passphrase: passphrase})
	must(t, err)
	by, err := n.Desk.CheckPassword(t.Context(), desk.Proof{Login: "admin", Password: password})
	must(t, err)
	_, err = n.Desk.Capture(t.Context(), by, exchange, desk.Intake{Channel: desk.ChannelPicture, Data: desktest.Picture("EXERCISE")})
	must(t, err)
	key, err := backup.NewKey()
	must(t, err)
	_, err = n.BackUp(t.Context(), by, exchange, node.BackupArgs{Dir: k.folder, Recipients: key.Recipient})
	must(t, errors.Join(err, n.Close()))
	k.with, err = backup.Identities(strings.NewReader(key.Identity))
	must(t, err)
	return k
}

func (k *kept) restore(t *testing.T, from, to string) error {
	_, err := node.Restore(t.Context(), node.Restoring{From: from, Identities: k.with, Dir: to, Passphrase: passphrase, Root: k.root,
		Clock: node.Clock, Log: slog.New(slog.DiscardHandler)})
	return err
}

// contents is a digest of all names and bytes of files below a folder; one that is
// not there is as an empty one.
func contents(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		fmt.Fprintf(h, "%s %d\n", strings.TrimPrefix(path, dir), len(b))
		h.Write(b)
		return err
	}))
	return fmt.Sprintf("%x", h.Sum(nil))
}

// only returns the one file of the newest backup, or picture beside it, that the
// pattern names.
func only(t *testing.T, folder, pattern string) string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %v, %v", pattern, list, err)
	}
	return list[0]
}

// A backup that is not what was made is refused with the reason, and leaves no
// file where a node was to be; so is a whole one where a node is or where there is
// no room. Backup and node stay as they were.
func TestWhatCannotBeRestoredIsRefused(t *testing.T) {
	k := newKept(t)
	t.Run("spoiled", k.spoiled)
	t.Run("full disk", k.fullDisk)
	t.Run("root's files", k.givenBack)
}

func (k *kept) spoiled(t *testing.T) {
	change := func(pattern string, how func([]byte) []byte) func(string) {
		return func(folder string) {
			path := only(t, folder, pattern)
			b, err := os.ReadFile(path)
			must(t, err)
			must(t, os.WriteFile(path, how(b), 0o600))
		}
	}
	half := func(b []byte) []byte { return b[:len(b)/2] }
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	newer := func(b []byte) []byte { return bytes.Replace(b, []byte(`"version":1`), []byte(`"version":9`), 1) }
	for name, test := range map[string]struct {
		spoil func(folder string)
		code  string
	}{
		"cut in the middle":          {change("2*/store*", half), "backup-damaged"},
		"a flipped bit":              {change("2*/store*", flip), "backup-damaged"},
		"a flipped bit in a picture": {change("blobs/*/*", flip), "backup-damaged"},
		"a manifest cut":             {change("2*/manifest", half), "backup-damaged"},
		"a newer version":            {change("2*/manifest", newer), "backup-version"},
	} {
		folder, to := filepath.Join(t.TempDir(), "backups"), filepath.Join(t.TempDir(), "node")
		must(t, os.CopyFS(folder, os.DirFS(k.folder)))
		test.spoil(folder)
		before := contents(t, folder)
		if err := k.restore(t, folder, to); lanna.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", name, err, test.code)
		}
		if contents(t, to) != contents(t, t.TempDir()) {
			t.Errorf("%s: something was left behind", name)
		}
		if contents(t, folder) != before {
			t.Errorf("%s: the backup was changed", name)
		}
	}
	before := contents(t, k.node)
	if err := k.restore(t, k.folder, k.node); !errors.Is(err, node.ErrThere) {
		t.Errorf("where a node is: %v", err)
	}
	if contents(t, k.node) != before {
		t.Error("the node that is there was changed")
	}
}

// fullDisk: a restore onto a disk that is too small says so and leaves nothing behind, and
// with room it is done.
func (k *kept) fullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=200k"); err != nil {
		t.Skipf("no small disk can be made here, it takes root: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	before, to := contents(t, k.folder), filepath.Join(disk, "node")
	if err := k.restore(t, k.folder, to); lanna.CodeOf(err) != "backup-full" {
		t.Errorf("a full disk: %v", err)
	}
	if contents(t, to) != contents(t, t.TempDir()) {
		t.Error("something was left behind")
	}
	if contents(t, k.folder) != before {
		t.Error("the backup was changed")
	}
	must(t, syscall.Mount("", disk, "", syscall.MS_REMOUNT, "size=64m"))
	must(t, k.restore(t, k.folder, to))
}

// givenBack: what root leaves in a data folder belongs to the folder's owner.
func (k *kept) givenBack(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("it takes root to give something away")
	}
	const service = 12345
	must(t, filepath.WalkDir(k.node, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, service, service))
	}))
	must(t, node.ChangePassphrase(k.node, passphrase, passphrase+" EXERCISE"))
	n, err := node.Open(t.Context(), node.Config{Dir: k.node, Passphrase: passphrase + " EXERCISE"})
	must(t, err)
	must(t, n.Close())
	must(t, filepath.WalkDir(k.node, func(path string, _ fs.DirEntry, bad error) error {
		info, err := os.Lstat(path)
		if err == nil && info.Sys().(*syscall.Stat_t).Uid != service {
			t.Errorf("%s belongs to another", filepath.Base(path))
		}
		return errors.Join(bad, err)
	}))
}
