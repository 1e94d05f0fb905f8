package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// killed starts a command and kills it after a while. It reports whether it was
// over before.
func killed(t *testing.T, cmd *exec.Cmd, after time.Duration) (over bool) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ended:
		return true
	case <-time.After(after): // the moment is chance, as with a power cut
		_ = cmd.Process.Kill()
		<-ended
		return false
	}
}

// moments are when a command that takes so long is killed: one in make test, many
// in the soak.
func moments(whole time.Duration) (out []time.Duration) {
	parts := 1
	if os.Getenv("LANNA_SOAK") != "" {
		parts = 24
	}
	for i := range parts {
		out = append(out, whole*time.Duration(2*i+1+parts)/time.Duration(3*parts)) // the first third starts the program and opens the database
	}
	return out
}

func newKilledNode(t *testing.T) *killedNode {
	t.Helper()
	n := &killedNode{t, t.TempDir()}
	for name, text := range map[string]string{"passphrase": "EXERCISE-correct-horse", "password": "EXERCISE-violet-harbour-1"} {
		if err := os.WriteFile(filepath.Join(n.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n.run("node", "init", "--agency", "EX", "--data", "node", "--root", "root.age", "--admin-role", "administrator,duty-officer,shift-leader,national-desk,auditor")
	return n
}

// timed runs a verb and returns how long it took.
func (n *killedNode) timed(args ...string) time.Duration {
	n.t.Helper()
	began := time.Now()
	n.run(args...)
	return time.Since(began)
}

// A backup that is killed is one or is none, and the next is whole; a restore that
// is killed has made the node or has made none, and can be begun again.
func TestKilledInTheMiddleOfABackupAndARestore(t *testing.T) {
	n := newKilledNode(t)
	n.run("record", "report", "--kind", "bounty", "--field", "alias=EXERCISE Xiao Ming", "--field", "amount=600000 CNY", "--as", "admin")
	recipient := n.run("backup", "keygen", "--out", "key.txt")
	whole := n.timed("backup", "--to", "backups", "--recipient", strings.TrimSpace(string(recipient)), "--as", "admin")
	made, kills := 1, 0
	for _, after := range moments(whole) {
		if !killed(t, n.command("backup", "--as", "admin"), after) {
			kills++
		}
		now := bytes.Count(n.run("backup", "list", "--from", "backups", "--json"), []byte(`"code":"EX"`))
		if now != made && now != made+1 {
			t.Fatalf("%d backups, where %d were", now, made)
		}
		made = now
	}
	n.run("backup", "--as", "admin")
	whole = n.timed("backup", "verify", "--from", "backups", "--identity", "key.txt") // it does what a restore does
	if left, err := filepath.Glob(filepath.Join(n.dir, "backups", ".*")); err != nil || len(left) > 0 {
		t.Errorf("what was cut off is still there: %v, %v", left, err)
	}
	restore := []string{"restore", "--from", "backups", "--identity", "key.txt", "--dir", "again", "--root", "root.age"}
	for i, after := range moments(whole) {
		restore[6] = fmt.Sprint("again", i)
		if !killed(t, n.command(restore...), after) {
			kills++
		}
		if database := filepath.Join(n.dir, restore[6], "node.db"); !exists(database) {
			n.run(restore...)
		}
		if out := n.run("alert", "list", "--data", restore[6], "--as", "admin"); !bytes.Contains(out, []byte("Xiao Ming")) {
			t.Errorf("killed after %s: %s", after, out)
		}
	}
	if kills == 0 {
		t.Error("all was over before it could be killed")
	}
}

// looked runs a verb that may find nothing.
func (n *killedNode) looked(args ...string) []byte {
	n.t.Helper()
	out, err := n.command(args...).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != notFound) {
		n.t.Fatalf("lanna %v: %v", args, err)
	}
	return out
}

// An erasure that is killed has happened whole, or not at all.
func TestKilledInTheMiddleOfAnErasure(t *testing.T) {
	if os.Getenv("LANNA_SOAK") == "" {
		t.Skip("set LANNA_SOAK=1 to kill a node amid erasures")
	}
	n := newKilledNode(t)
	n.hire("leader", "shift-leader")
	report := func(i int) string {
		out := n.run("record", "report", "--kind", "bounty", "--field", fmt.Sprintf("alias=EXERCISE-planted-%d", i), "--field", "amount=600000 CNY", "--as", "admin")
		return strings.Fields(string(out))[0]
	}
	erase := func(label string) []string {
		return []string{"record", "erase", label, "--reason", "EXERCISE", "--with", "leader", "--with-password-file", "password", "--as", "admin"}
	}
	whole := n.timed(erase(report(-1))...)
	kills, gone := 0, 0
	for i, after := range moments(whole) {
		label, word := report(i), fmt.Sprintf("EXERCISE-planted-%d", i)
		if !killed(t, n.command(erase(label)...), after) {
			kills++
		}
		out := n.looked("record", "show", label, "--reason", "EXERCISE", "--as", "admin")
		found := n.looked("record", "search", word, "--as", "admin")
		if bytes.Contains(out, []byte(word)) != bytes.Contains(found, []byte(word)) {
			t.Errorf("killed after %s: the record says\n%s\nthe search\n%s", after, out, found)
		}
		if !bytes.Contains(out, []byte(word)) {
			gone++
		}
	}
	n.run("audit", "verify", "--as", "admin")
	n.run("rebuild", "--as", "admin")
	t.Logf("%d kills, %d erasures had happened", kills, gone)
	if kills == 0 {
		t.Error("all was over before it could be killed")
	}
}
