//go:build unix

package node

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// giveBack gives what root made in a data folder to the folder's owner. An
// administrator runs verbs as root on a node whose service has a user of its
// own, which could not open the database with a journal or key file of root's.
func giveBack(dir string) error {
	owner, ok := ownerOf(dir)
	if os.Geteuid() != 0 || !ok || owner.Uid == 0 {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) { // went meanwhile
			return nil
		}
		if s, ok := ownerOf(path); err == nil && ok && s.Uid == 0 {
			err = os.Lchown(path, int(owner.Uid), int(owner.Gid))
		}
		return err
	})
}

func ownerOf(path string) (*syscall.Stat_t, bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, false
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	return s, ok
}
