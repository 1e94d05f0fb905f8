package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanna/desk"
)

// A killedNode runs verbs on a node in a folder, each in a process of its own.
type killedNode struct {
	t   *testing.T
	dir string
}

func (n *killedNode) command(args ...string) *exec.Cmd {
	lanna, err := exec.LookPath("lanna") // TestMain put it there
	if err != nil {
		n.t.Fatal(err)
	}
	cmd := exec.Command(lanna, args...)
	cmd.Dir = n.dir
	for name, file := range map[string]string{"LANNA_PASSPHRASE_FILE": "passphrase", "LANNA_ROOT_PASSPHRASE_FILE": "passphrase", "LANNA_PASSWORD_FILE": "password"} {
		cmd.Env = append(cmd.Env, name+"="+filepath.Join(n.dir, file))
	}
	cmd.Env = append(cmd.Env, "LANNA_DATA="+filepath.Join(n.dir, "node"), "LANNA_READ="+filepath.Join(n.dir, "no-reader"), "LANG=C.UTF-8", "PATH="+os.Getenv("PATH"))
	return cmd
}

func (n *killedNode) run(args ...string) []byte {
	n.t.Helper()
	cmd := n.command(args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		n.t.Fatalf("lanna %s: %v\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out
}

// hire opens an account, and has the officer come in with the same password as
// the administrator.
func (n *killedNode) hire(login, role string) {
	n.t.Helper()
	code := n.run("officer", "add", login, "--name", "EXERCISE "+login, "--role", role, "--reason", "EXERCISE", "--as", "admin")
	if err := os.WriteFile(filepath.Join(n.dir, "code"), code, 0o600); err != nil {
		n.t.Fatal(err)
	}
	n.run("officer", "join", login, "--code-file", "code", "--new-password-file", "password")
}

// A node that is killed while rows become records goes on where it was: each row
// has one record, and the log holds.
func TestKilledInTheMiddleOfAList(t *testing.T) {
	t.Parallel()
	const rows = 1200
	n := &killedNode{t, t.TempDir()}
	for name, text := range map[string]string{"passphrase": "EXERCISE-correct-horse", "password": "EXERCISE-violet-harbour-1"} {
		if err := os.WriteFile(filepath.Join(n.dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n.run("node", "init", "--agency", "EX", "--data", "node", "--root", "root.age", "--admin-role", "administrator,national-desk")
	n.hire("leader", "shift-leader")
	n.run("exercise", "list", "--rows", fmt.Sprint(rows), "list.csv")
	n.run("import", "list.csv", "--kind", "handover", "--from", "EXERCISE", "--as", "admin")
	n.run("import", "sign", "I-0001", "--reason", "EXERCISE", "--as", "admin")

	sign := n.command("import", "sign", "I-0001", "--reason", "EXERCISE", "--as", "leader")
	if err := sign.Start(); err != nil {
		t.Fatal(err)
	}
	killed := n.killWhenBusy(sign)
	n.run("import", "wait", "I-0001", "--as", "leader")
	records, done := map[string]int{}, 0
	in := bufio.NewScanner(bytes.NewReader(n.run("import", "receipts", "I-0001", "--json", "--as", "leader")))
	for in.Scan() {
		var r desk.ListReceipt
		if err := json.Unmarshal(in.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if !r.Record.IsZero() {
			records[r.Label]++
			done++
		}
	}
	if len(records) != done || done < rows*9/10 {
		t.Errorf("%d rows have records under %d labels", done, len(records))
	}
	if !killed {
		t.Log("the import was over before it could be killed")
	}
	if out := n.run("audit", "verify", "--as", "admin"); bytes.Contains(out, []byte("wrong")) {
		t.Errorf("the log: %s", out)
	}
}

// killWhenBusy kills a process once the journal of the node's database has grown.
func (n *killedNode) killWhenBusy(cmd *exec.Cmd) (killed bool) {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				n.t.Fatal(err)
			}
			return false
		case <-tick.C:
			files, _ := filepath.Glob(filepath.Join(n.dir, "node", "*-wal")) // the pattern is well formed
			for _, f := range files {
				if info, err := os.Stat(f); err == nil && info.Size() > 1<<20 {
					cmd.Process.Kill()
					<-ended
					return true
				}
			}
		}
	}
}
