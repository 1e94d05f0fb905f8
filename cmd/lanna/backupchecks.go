package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"lanna/backup"
	"lanna/node"
)

// When a backup is too old: one a day is usual, and one in which a picture's key
// may lie that was erased since is kept for 30 days.
const (
	backupLate = 2 * 24 * time.Hour
	backupOver = 30 * 24 * time.Hour
)

// checkBackup says how old the newest and the oldest backup are.
func checkBackup(p *program, data string) finding {
	if !exists(filepath.Join(data, "node.db")) {
		return ok("there is no node to back up yet")
	}
	const how = "lanna backup --to DIR --recipient KEY --as LOGIN"
	said, err := node.ReadBackupNote(data)
	switch age := p.now().Sub(said.Made.Time()); {
	case errors.Is(err, fs.ErrNotExist):
		return note(how, "this node was never backed up")
	case err != nil:
		return lacks(how, "it is not known when this node was backed up: %v", err)
	case said.Behind:
		return lacks("mount "+said.Dir, "an erasure could not be copied beside the backups in %s", said.Dir)
	case said.Made == 0 || age > backupLate:
		return lacks("lanna backup --as LOGIN", "the last backup is %d days old", days(age))
	}
	list, bad := backup.List(said.Dir)
	switch {
	case len(list) == 0 && bad != nil:
		return note("mount "+said.Dir, "the folder of backups cannot be read: %v", bad)
	case bad != nil:
		return lacks("lanna backup list --from "+said.Dir, "a backup is damaged")
	case len(list) > 0 && list[0].Age(p.now()) > backupOver:
		return note("lanna backup prune --from "+said.Dir, "the oldest backup is %d days old: what was erased since can still be read in it by whoever has the key", days(list[0].Age(p.now())))
	}
	return ok("the last backup is %d hours old, %s in %s", int(p.now().Sub(said.Made.Time()).Hours()), size(said.Bytes), said.Dir)
}
