package sandbox

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// TestMain lets the test program play the process that is shut in.
func TestMain(m *testing.M) {
	if folder := os.Getenv("LANNA_TEST_SHUT_IN"); folder != "" {
		probe(folder)
		return
	}
	os.Exit(m.Run())
}

// attempts says what still works after Enter.
type attempts struct {
	State                                         State
	ReadAllowed, ReadOther, Write, Dial, UnixDial bool
	Ptrace                                        bool
}

func probe(folder string) {
	var a attempts
	var err error
	if a.State, err = Enter(folder); err != nil {
		os.Stderr.WriteString(err.Error())
		os.Exit(1)
	}
	_, err = os.ReadFile(filepath.Join(folder, "model"))
	a.ReadAllowed = err == nil
	_, err = os.ReadFile("/etc/passwd")
	a.ReadOther = err == nil
	a.Write = os.WriteFile(filepath.Join(folder, "new"), nil, 0o600) == nil
	_, err = net.Dial("tcp", os.Getenv("LANNA_TEST_ADDRESS"))
	a.Dial = err == nil
	_, err = syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	a.UnixDial = err == nil
	a.Ptrace = syscall.PtraceAttach(os.Getppid()) == nil
	_ = json.NewEncoder(os.Stdout).Encode(a)
}

func TestAProcessThatIsShutIn(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "model"), []byte("EXERCISE"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LANNA_TEST_SHUT_IN="+folder, "LANNA_TEST_ADDRESS="+l.Addr().String())
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, err.(*exec.ExitError).Stderr)
	}
	var a attempts
	if err := json.Unmarshal(out, &a); err != nil {
		t.Fatal(err)
	}
	if !a.ReadAllowed {
		t.Error("the models cannot be read")
	}
	if a.State.Landlock > 0 && (a.ReadOther || a.Write) {
		t.Errorf("with Landlock %d: reads others %v, writes %v", a.State.Landlock, a.ReadOther, a.Write)
	}
	if a.State.Seccomp && (a.Dial || a.UnixDial || a.Ptrace) {
		t.Errorf("with seccomp: dials %v, has sockets %v, traces %v", a.Dial, a.UnixDial, a.Ptrace)
	}
	if a.State.Landlock == 0 && !a.State.Seccomp {
		t.Skip("this kernel has neither Landlock nor seccomp")
	}
}
