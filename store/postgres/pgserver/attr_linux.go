package pgserver

import "syscall"

// sysProcAttr starts the server apart from a terminal's Ctrl-C, and ends it with the
// process that started it.
func sysProcAttr(who *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: who, Pdeathsig: syscall.SIGQUIT, Setpgid: true}
}
