// Package sandbox takes from the reading process what it does not need, before
// it sees the first byte of a picture: files, network, other processes, memory
// without end.
//
// What a kernel lacks is left out, and said so: a reading process without
// Landlock is still a process without keys.
package sandbox

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/elastic/go-seccomp-bpf"
	"github.com/landlock-lsm/go-landlock/landlock"
	llsyscall "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Limits of the whole process and, each for itself, of the programs it starts.
const (
	// addressSpace is generous: ONNX Runtime, the threads' stacks and the Go
	// heap reserve far more than they touch. It stops what runs away.
	addressSpace = 6 << 30
	openFiles    = 256
	coreSize     = 0 // a core dump would hold the picture
)

// State says what is in force.
type State struct {
	Landlock int  `json:"landlock"` // ABI version of the kernel, 0 for none
	Seccomp  bool `json:"seccomp"`
}

// Enter shuts the process in. Only the given folders and files, the system's
// libraries and the tesseract program stay readable; nothing is writable.
func Enter(readable ...string) (State, error) {
	var s State
	if err := limit(); err != nil {
		return s, err
	}
	if abi, err := llsyscall.LandlockGetABIVersion(); err == nil {
		s.Landlock = abi
	}
	if err := restrictFiles(readable); err != nil {
		return s, fmt.Errorf("sandbox: landlock: %w", err)
	}
	if seccomp.Supported() {
		if err := restrictCalls(); err != nil {
			return s, fmt.Errorf("sandbox: seccomp: %w", err)
		}
		s.Seccomp = true
	}
	return s, nil
}

func limit() error {
	for resource, most := range map[int]uint64{
		unix.RLIMIT_AS: addressSpace, unix.RLIMIT_NOFILE: openFiles, unix.RLIMIT_CORE: coreSize,
	} {
		if err := unix.Setrlimit(resource, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("sandbox: limits: %w", err)
		}
	}
	return nil
}

// systemFiles are what the dynamic linker, tesseract and the threads of ONNX
// Runtime read. All are the same for everybody.
var systemFiles = []string{
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime",
	"/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata",
	"/usr/bin/tesseract", "/usr/local/bin/tesseract",
	"/sys/devices/system/cpu", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/dev/null", "/dev/urandom",
}

func restrictFiles(readable []string) error {
	var rules []landlock.Rule
	for _, path := range append(systemFiles, readable...) {
		if path == "" {
			continue
		}
		if real, err := filepath.EvalSymlinks(path); err == nil {
			path = real
		}
		info, err := os.Stat(path)
		switch {
		case err != nil:
		case path == "/dev/null":
			rules = append(rules, landlock.RWFiles(path))
		case info.IsDir():
			rules = append(rules, landlock.RODirs(path))
		default:
			rules = append(rules, landlock.ROFiles(path))
		}
	}
	return landlock.V9.BestEffort().Restrict(rules...)
}

// restrictCalls denies what Landlock does not know: sockets of any kind, and
// looking into other processes.
func restrictCalls() error {
	denied := []string{
		"socket", "connect", "bind", "listen", "sendto", "sendmsg", "sendmmsg",
		"ptrace", "process_vm_readv", "process_vm_writev", "bpf", "mount", "umount2", "unshare", "setns",
		"keyctl", "add_key", "request_key", "perf_event_open", "userfaultfd", "io_uring_setup",
	}
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		return nil // names of calls differ
	}
	return seccomp.LoadFilter(seccomp.Filter{
		NoNewPrivs: true,
		Flag:       seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{
			DefaultAction: seccomp.ActionAllow,
			Syscalls:      []seccomp.SyscallGroup{{Action: seccomp.ActionErrno, Names: denied}},
		},
	})
}
