package main

import (
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

// clockSynchronised asks the kernel whether a time server keeps the clock.
func clockSynchronised() (synchronised, known bool) {
	state, err := unix.Adjtimex(&unix.Timex{})
	return state != unix.TIME_ERROR, err == nil
}

// apart starts a process that a terminal's Ctrl-C does not reach, because it is
// stopped in its turn, and that does not outlive this one.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
