package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lanna/desk/desktest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lanna": cheap})
}

// cheap is lanna with secrets that are guessed at little cost. Benchmarks want
// what officers wait for.
func cheap() {
	if os.Getenv("LANNA_USUAL_COST") != "" {
		main()
	}
	start(costs{root: 10, key: desktest.CheapKey, password: desktest.Cheap})
}

// TestVerbs runs the scripts that tell how each verb behaves.
func TestVerbs(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "bad": bad, "waits": waits,
			"reports": reports, "freeport": freeport, "until": until, "keep": keep, "after": after},
		Condition: func(condition string) (bool, error) {
			switch condition {
			case "reader":
				return haveReader(), nil
			case "soak":
				return os.Getenv("LANNA_SOAK") != "", nil
			}
			return false, fmt.Errorf("unknown condition %q", condition)
		},
		Setup: func(env *testscript.Env) error {
			root, err := filepath.Abs("../..")
			env.Setenv("LANNA_READ", filepath.Join(root, "bin", "lanna-read"))
			env.Setenv("LANG", "C.UTF-8")
			lanna, _ := exec.LookPath("lanna") // TestMain put it there
			env.Setenv("LANNA", lanna)
			return err
		},
	})
}

// haveReader reports whether make build has made the reading process.
func haveReader() bool {
	_, err := os.Stat("../../bin/lanna-read")
	return err == nil
}
