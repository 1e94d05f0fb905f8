package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// exits runs a command and compares its exit code:
//
//	exits 3 lanna record show 00
//
// testscript's own "! exec" tells success from failure only, and the codes are
// what other programs go by. Output is left in the files out and err.
func exits(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	program, err := exec.LookPath(args[1])
	ts.Check(err)
	var out, errs strings.Builder
	cmd := exec.Command(program, args[2:]...)
	cmd.Dir = ts.Getenv("WORK")
	cmd.Env = environment(ts)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if failure, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		ts.Fatalf("%v", err)
	} else if ok && failure.ExitCode() < 0 {
		ts.Fatalf("%v", err)
	}
	ts.Check(os.WriteFile(ts.MkAbs("out"), []byte(out.String()), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("err"), []byte(errs.String()), 0o600))
	if got := cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d\n[stdout]\n%s[stderr]\n%s", got, want, &out, &errs)
	}
}

// environment is that of the script, by the names that scripts set.
func environment(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "LANG", "LANNA_DATA", "LANNA_READ", "LANNA_PASSPHRASE_FILE", "WORK", "LANNA_ROOT_PASSPHRASE_FILE", "CREDENTIALS_DIRECTORY"} {
		if value := ts.Getenv(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	return env
}
