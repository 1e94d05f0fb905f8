package sqlite

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

const childEnv = "LANNA_TEST_WRITE_TO"

// TestMain turns the test program into a writer, or an upgrade, that is going to be killed.
func TestMain(m *testing.M) {
	if path := os.Getenv(upgradeEnv); path != "" {
		if err := upgrade(path); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if path := os.Getenv(childEnv); path != "" {
		s, err := Open(Config{Path: path, Key: testKey, Create: true, walPages: 40})
		for err == nil {
			var n int64
			if n, err = number(s); err == nil {
				_, err = fmt.Println(n)
			}
		}
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// TestKill kills a process that writes, at random moments, and looks whether
// what it said was written is there.
func TestKill(t *testing.T) {
	kills := crashes() / 10
	if testing.Short() {
		kills = 4
	}
	path := filepath.Join(t.TempDir(), "node.db")
	cfg := Config{Path: path, Key: testKey, walPages: 40}
	rnd := rand.New(rand.NewPCG(1, 1))
	var l ledger
	for range kills {
		last, err := writeAndKill(path, time.Duration(rnd.IntN(60))*time.Millisecond)
		if err != nil {
			t.Fatal(err)
		}
		l.acknowledged = max(l.acknowledged, last)
		if err := l.check(cfg); err != nil {
			t.Fatal(err)
		}
	}
	if l.acknowledged == 0 {
		t.Error("nothing was written")
	}
}

// writeAndKill lets a child write for a while after its first update and
// returns the last number that it acknowledged.
func writeAndKill(path string, after time.Duration) (last int64, err error) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := child.Start(); err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		if first {
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
		if last, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			break
		}
	}
	_ = child.Wait() // killed
	return last, err
}
