//go:build unix && !linux

package pgserver

import "syscall"

func sysProcAttr(who *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: who, Setpgid: true}
}
