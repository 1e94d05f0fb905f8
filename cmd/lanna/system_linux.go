package main

import (
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// freeBytes is what a process without privileges may still write in a folder.
func freeBytes(folder string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * s.Bsize, nil
}

// apart starts a process that a terminal's Ctrl-C does not reach, because it is
// stopped in its turn, and that does not outlive this one.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}

// foreign names a file in a data folder that belongs to another user than the
// folder: the service's user could not open it. It is empty where there is none.
func foreign(data string) string {
	var folder, file unix.Stat_t
	list, err := os.ReadDir(data)
	if err != nil || unix.Stat(data, &folder) != nil {
		return ""
	}
	for _, e := range list {
		path := filepath.Join(data, e.Name())
		if unix.Lstat(path, &file) == nil && file.Uid != folder.Uid {
			return path
		}
	}
	return ""
}
