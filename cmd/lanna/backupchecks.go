package main

import (
	"errors"
	"io/fs"
	"path/filepath"

	"lanna/backup"
	"lanna/health"
	"lanna/node"
)

// checkBackup says how old the newest and the oldest backup are.
func checkBackup(p *program, data string) finding {
	if !exists(filepath.Join(data, "node.db")) && !exists(filepath.Join(data, "node.json")) {
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
	case health.Backup(said.Made.Time(), p.now()).State != health.OK:
		return lacks("lanna backup --as LOGIN", "the last backup is %d days old", days(age))
	}
	list, bad := backup.List(said.Dir)
	switch {
	case len(list) == 0 && bad != nil:
		return note("mount "+said.Dir, "the folder of backups cannot be read: %v", bad)
	case bad != nil:
		return lacks("lanna backup list --from "+said.Dir, "a backup is damaged")
	case len(list) > 0 && list[0].Age(p.now()) > health.BackupOver:
		return note("lanna backup prune --from "+said.Dir, "the oldest backup is %d days old: what was erased since can still be read in it by whoever has the key", days(list[0].Age(p.now())))
	}
	return ok("the last backup is %d hours old, %s in %s", int(p.now().Sub(said.Made.Time()).Hours()), size(said.Bytes), said.Dir)
}
