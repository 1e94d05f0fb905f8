package node

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"

	"lanna"
	"lanna/backup"
	"lanna/desk"
	"lanna/federate"
	"lanna/store"
)

// metaBackup holds where this node is backed up to. It lies in the encrypted
// database, so that nobody who holds the disk can name a key of their own.
const metaBackup = "node/backup"

// noteFile says in the data folder, for lanna doctor, what was backed up last.
// It holds no secret, and nothing of it is believed by the node.
const noteFile = "backup.json"

// backupPlace is where a node is backed up to.
type backupPlace struct {
	Dir        string `json:"dir"`
	Recipients string `json:"recipients"`       // one a line
	Copied     int64  `json:"copied,omitempty"` // leaves of the log of which the erasures lie there, in a backup or beside them
}

// A BackupNote is what the data folder says of the last backup.
type BackupNote struct {
	Dir    string       `json:"dir"`
	Made   lanna.Millis `json:"made"`
	Bytes  int64        `json:"bytes"`
	Behind bool         `json:"behind,omitempty"` // an erasure could not be copied beside the backups
}

// ReadBackupNote reads the note of a data folder.
func ReadBackupNote(dir string) (BackupNote, error) {
	var n BackupNote
	b, err := os.ReadFile(filepath.Join(dir, noteFile))
	if err == nil {
		err = json.Unmarshal(b, &n)
	}
	return n, err
}

func (n *Node) note(change func(*BackupNote)) {
	note, err := ReadBackupNote(n.cfg.Dir)
	if err != nil {
		note = BackupNote{}
	}
	change(&note)
	b, err := json.Marshal(note)
	if err == nil {
		err = replaceFile(filepath.Join(n.cfg.Dir, noteFile), append(b, '\n'))
	}
	if err != nil {
		n.cfg.Log.Warn("note of the backup not written", "err", err)
	}
}

// replaceFile puts a file in another's place, whole or not at all.
func replaceFile(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// BackupArgs say where to. Without them it is as the last time.
type BackupArgs struct {
	Dir        string `json:"dir,omitempty"`
	Recipients string `json:"recipients,omitempty"` // age recipients, one a line
}

// A BackupDone says what was made.
type BackupDone struct {
	Path       string       `json:"path"`
	Made       lanna.Millis `json:"made"`
	Statements int64        `json:"statements"`
	Pictures   int64        `json:"pictures"`
	Bytes      int64        `json:"bytes"` // of the whole; pictures of earlier backups were not copied again
}

var backupCalls = map[string]verb{
	"backup.make": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a BackupArgs) (any, error) {
		return n.BackUp(ctx, by, why, a)
	}),
	"restore.go-on": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return Done{}, n.Desk.GoOn(ctx, by, why)
	}),
}

// withoutBackup are the settings that no backup holds: keys that would let
// whoever restores write in this node's name or read what was sealed to it, and
// what is made anew.
var withoutBackup = []string{metaWriter, metaBackup, federate.KeyPrefix, "view/", "rebuild"}

func leftOut(name string) bool {
	for _, prefix := range withoutBackup {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// BackUp makes a backup while the node goes on. Where a place is named, erasures
// are copied there from now on.
func (n *Node) BackUp(ctx context.Context, by desk.Actor, why desk.Why, a BackupArgs) (*BackupDone, error) {
	n.copies.making.Lock()
	defer n.copies.making.Unlock()
	var out *BackupDone
	err := n.Desk.BackUp(ctx, by, why, func() error {
		place, err := n.place(ctx, a)
		if err != nil {
			return err
		}
		made, err := n.backUp(ctx, place)
		if err != nil {
			return backupError(err)
		}
		out = &BackupDone{made.Path, made.Made, made.Statements, made.Pictures, made.Bytes()}
		return nil
	})
	return out, err
}

func (n *Node) backUp(ctx context.Context, place *backupPlace) (*backup.Found, error) {
	to, err := backup.Recipients(place.Recipients)
	if err != nil {
		return nil, err
	}
	m := backup.Making{Dir: place.Dir, Recipients: to, Store: n.store, Blobs: n.blobs, Signer: n.signer, Leave: leftOut,
		Code: n.Settings.Agency, Program: program(), Clock: n.cfg.Clock, Gentle: true}
	made, err := m.Make(ctx)
	if err != nil {
		return nil, err
	}
	n.copyErasures(ctx)
	n.note(func(b *BackupNote) { b.Dir, b.Made, b.Bytes = place.Dir, made.Made, made.Bytes() })
	n.vitals.backedUp.Store(int64(made.Made))
	return made, nil
}

func program() string {
	if b, ok := debug.ReadBuildInfo(); ok {
		return b.Main.Version
	}
	return ""
}

// place returns where to, and keeps it where it was named. What was erased so
// far will be in the backup that is made now.
func (n *Node) place(ctx context.Context, a BackupArgs) (*backupPlace, error) {
	now, err := n.placeNow(ctx)
	if err != nil {
		return nil, err
	}
	if a.Dir == "" && a.Recipients == "" {
		if now == nil {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "backup-place"}
		}
		return now, nil
	}
	next := &backupPlace{Dir: a.Dir, Recipients: a.Recipients}
	if now != nil && next.Recipients == "" {
		next.Recipients = now.Recipients
	}
	if _, err := backup.Recipients(next.Recipients); err != nil || !filepath.IsAbs(next.Dir) {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "backup-place", Err: err}
	}
	if now != nil && now.Dir == next.Dir {
		next.Copied = now.Copied
	} else if _, next.Copied, err = n.Desk.Erasures(ctx, 1<<62); err != nil {
		return nil, err
	}
	return next, n.keepPlace(ctx, next)
}

func (n *Node) placeNow(ctx context.Context) (*backupPlace, error) {
	var p backupPlace
	err := n.store.View(ctx, func(r store.Reader) error {
		b, err := r.Meta(metaBackup)
		if err != nil {
			return err
		}
		return json.Unmarshal(b, &p)
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &p, err
}

func (n *Node) keepPlace(ctx context.Context, p *backupPlace) error {
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return n.store.Update(ctx, func(tx store.Tx) error { return tx.SetMeta(metaBackup, b) })
}

// copies are those of erasures beside the backups.
type copies struct {
	making  sync.Mutex // one backup at a time
	copying sync.Mutex
	behind  atomic.Bool // some could not be copied; the clocks try again
}

// copyErasures copies the headers of erasures that were said since the last time
// beside the backups. An erasure stands even where the disk of the backups is
// away; then it is copied once the disk is back, and lanna doctor says so.
func (n *Node) copyErasures(ctx context.Context) {
	n.copies.copying.Lock()
	defer n.copies.copying.Unlock()
	err := n.copyNow(ctx)
	if behind := err != nil; behind || n.copies.behind.Load() {
		if n.copies.behind.Swap(behind) != behind {
			n.note(func(b *BackupNote) { b.Behind = behind })
		}
	}
	if err != nil && ctx.Err() == nil {
		n.cfg.Log.Error("erasures not copied beside the backups", "err", err)
	}
}

func (n *Node) copyNow(ctx context.Context) error {
	place, err := n.placeNow(ctx)
	if err != nil || place == nil {
		return err
	}
	list, next, err := n.Desk.Erasures(ctx, place.Copied)
	if err != nil || len(list) == 0 {
		return err
	}
	to, err := backup.Recipients(place.Recipients)
	if err != nil {
		return err
	}
	if _, err := os.Stat(place.Dir); err != nil { // a disk that is away must not become a folder on this one
		return err
	}
	some := make([]backup.Erasure, len(list))
	for i, e := range list {
		some[i] = backup.Erasure{Agency: n.signer.Agency, Header: e.Header, Sig: e.Sig}
	}
	if err := (&backup.Erasures{Dir: place.Dir, Recipients: to}).Add(some...); err != nil {
		return err
	}
	place.Copied = next
	return n.keepPlace(ctx, place)
}

// backupError gives an error of a backup the kind that an edge needs.
func backupError(err error) error {
	for _, k := range []struct {
		err  error
		kind lanna.ErrorKind
		code string
	}{
		{backup.ErrDamaged, lanna.Integrity, "backup-damaged"},
		{backup.ErrVersion, lanna.Unavailable, "backup-version"},
		{backup.ErrIdentity, lanna.Denied, "backup-identity"},
		{backup.ErrForeign, lanna.Denied, "backup-foreign"},
		{backup.ErrNone, lanna.NotFound, "backup-none"},
		{store.ErrGaveWay, lanna.Unavailable, "backup-erasures"},
	} {
		if errors.Is(err, k.err) {
			return &lanna.Error{Kind: k.kind, Code: k.code, Err: err}
		}
	}
	if full(err) {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "backup-full", Err: err}
	}
	if _, ok := errors.AsType[*lanna.Error](err); ok || errors.Is(err, context.Canceled) {
		return err
	}
	if _, ok := errors.AsType[*os.PathError](err); ok {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "backup-folder", Err: err}
	}
	return err
}
