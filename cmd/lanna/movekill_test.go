package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lanna/store/postgres/pgtest"
)

// A move that is killed at whatever moment has happened or has not: the node opens
// and holds what it held.
func TestKilledInTheMiddleOfAMove(t *testing.T) {
	t.Parallel()
	server := pgtest.Start(t, "")
	n := &killedNode{t, t.TempDir()}
	for name, text := range map[string]string{"passphrase": "EXERCISE-correct-horse", "password": "EXERCISE-violet-harbour-1"} {
		if err := os.WriteFile(filepath.Join(n.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n.run("node", "init", "--agency", "EX", "--data", "node", "--root", "root.age", "--admin-role", "administrator,national-desk")
	n.hire("duty", "duty-officer")
	url := server.Database(t)
	kills := 0
	for after := 100 * time.Millisecond; ; after = after * 7 / 5 { // so that few tries do, however slow the machine
		move := n.command("move", "--to", url)
		var errs bytes.Buffer
		move.Stderr = &errs
		if err := move.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- move.Wait() }()
		select {
		case err := <-ended:
			_, moved := os.Stat(filepath.Join(n.dir, "node", "node.json"))
			if err != nil && moved != nil { // what was killed before had moved it already
				t.Fatalf("%v\n%s", err, errs.String())
			}
		case <-time.After(after):
			move.Process.Kill()
			<-ended
			kills++
		}
		if out := n.run("officer", "list", "--json", "--as", "admin"); !bytes.Contains(out, []byte("EXERCISE duty")) {
			t.Fatalf("after %d kills: %s", kills, out)
		}
		if _, err := os.Stat(filepath.Join(n.dir, "node", "node.json")); err == nil {
			break
		}
	}
	if out := n.run("audit", "verify", "--as", "admin"); bytes.Contains(out, []byte("wrong")) {
		t.Errorf("the log: %s", out)
	}
	if kills == 0 {
		t.Error("the move was over before it could be killed")
	}
}
