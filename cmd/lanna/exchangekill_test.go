package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/relay"
	"lanna/node"
)

// Two nodes and a relay, each a process, ask each other while one after the other
// is killed. Each question that was taken is there once, at both ends, both logs
// hold, and whoever was killed comes back: of the moments the first is while a node
// opens its database, the second while it writes, the third amid calls.
func TestKilledInTheMiddleOfAnExchange(t *testing.T) {
	questions, kills := 3, []string{"th", "cn", "th"}
	if os.Getenv("LANNA_SOAK") != "" {
		questions, kills = 24, slices.Repeat([]string{"th", "cn", "relay"}, 4)
	}
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
	for i, name := range kills {
		switch {
		case name == "relay" || i >= 3 && rand.IntN(2) == 0:
			time.Sleep(time.Duration(rand.IntN(700)) * time.Millisecond) // the moment is chance, as with a power cut
		case i%3 == 0:
			f.whileItOpens(name)
		case i%3 == 1:
			f.whileItWrites(name)
		default:
			f.amidCalls(name)
		}
		f.kill(name)
		f.start(name)
	}
	asked.Wait()
	for _, name := range []string{"th", "cn"} {
		f.holdsAll(name, questions)
	}
	for _, name := range []string{"th", "cn"} {
		f.sound(name)
		f.end(name)
	}
}

// sound checks that a node's log holds and that it refused nothing.
func (f *killedFleet) sound(name string) {
	var report desk.LogReport
	f.ask(name, "audit.verify", struct{}{}, &report)
	if report.Finding != nil || report.Leaves == 0 {
		f.t.Errorf("the log of %s: %+v", name, report)
	}
	var refused []desk.Quarantined
	f.ask(name, "sync.quarantine", struct{}{}, &refused)
	if len(refused) > 0 {
		f.t.Errorf("%s refused something: %s", name, refused[0].Code)
	}
}

// until waits for what a process does; one that ends meanwhile is found when it is killed.
func (f *killedFleet) until(name string, happened func() bool) {
	for end := time.Now().Add(killedPatience); !happened() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// whileItOpens waits until a process has taken the lock of its database.
func (f *killedFleet) whileItOpens(name string) {
	path := filepath.Join(f.nodes[name].dir, "node", "node.db.lock")
	f.until(name, func() bool {
		lock, err := os.Open(path)
		if err != nil {
			return false
		}
		defer lock.Close()
		return errors.Is(unix.Flock(int(lock.Fd()), unix.LOCK_SH|unix.LOCK_NB), unix.EWOULDBLOCK)
	})
}

// whileItWrites waits until a process that serves has written to the log of its database.
func (f *killedFleet) whileItWrites(name string) {
	f.until(name, func() bool { return f.served(name) })
	written := func() time.Time {
		info, err := os.Stat(filepath.Join(f.nodes[name].dir, "node", "node.db-wal"))
		if err != nil {
			return time.Time{}
		}
		return info.ModTime()
	}
	before := written()
	go f.list(name, "in", 1) // a reading is a leaf of the log
	f.until(name, func() bool { return written() != before })
}

// amidCalls waits until a process serves, and gives it calls whose answers it is not
// let say.
func (f *killedFleet) amidCalls(name string) {
	f.until(name, func() bool { return f.served(name) })
	for range 4 {
		go f.list(name, "in", 1)
	}
}

// served reports whether a process answers on a node's socket.
func (f *killedFleet) served(name string) bool {
	conn, err := net.Dial("unix", filepath.Join(f.nodes[name].dir, "node", "control.sock"))
	if err == nil {
		conn.Close()
	}
	return err == nil
}

// A killedFleet is two nodes, TH and CN, and the relay between them.
type killedFleet struct {
	t       *testing.T
	nodes   map[string]*killedNode
	relay   []string // how the relay is started
	serve   []string // how a node is
	running map[string]*exec.Cmd
	said    map[string]*bytes.Buffer // what each says on standard error since it was started
}

func newKilledFleet(t *testing.T) *killedFleet {
	f := &killedFleet{t: t, nodes: map[string]*killedNode{}, running: map[string]*exec.Cmd{}, said: map[string]*bytes.Buffer{}}
	for _, name := range []string{"th", "cn", "relay"} {
		f.nodes[name] = &killedNode{t, t.TempDir()}
		for file, text := range map[string]string{"passphrase": killedPassphrase, "password": killedPassword} {
			f.write(filepath.Join(f.nodes[name].dir, file), text)
		}
	}
	th, cn := f.found("th"), f.found("cn")
	th.knows(t, cn)
	cn.knows(t, th)
	dir := f.nodes["relay"].dir
	f.write(filepath.Join(dir, "parties"), fmt.Sprintf("%s th\n%s cn\n", th.card.Writer, cn.card.Writer))
	for _, one := range []*killedFounder{th, cn} {
		if err := one.Close(); err != nil {
			t.Fatal(err)
		}
	}
	port := freePort(t)
	key, err := relay.Key(filepath.Join(dir, "node"))
	if err != nil {
		t.Fatal(err)
	}
	f.relay = []string{"relay", "--data", "node", "--parties", "parties", "--nats", "127.0.0.1:0", "--https", "127.0.0.1:" + port}
	f.serve = []string{"serve", "--listen", "127.0.0.1:0", "--relay", "https://127.0.0.1:" + port, "--relay-key", relay.ID(key).String()}
	t.Cleanup(func() {
		for name := range f.running {
			f.kill(name)
		}
	})
	return f
}

// killedPatience is long for a machine that does much else, and node after node is
// killed while its officers wait.
const killedPatience = 5 * time.Minute

const (
	killedPassphrase = "EXERCISE-correct-horse"
	killedPassword   = "EXERCISE four quiet herons"
)

// A killedFounder is a new node that is open in the test, before it is served.
type killedFounder struct {
	*node.Node
	admin desk.Actor
	card  *federate.Card
	bytes []byte
}

// found makes a node with one officer, whose password costs little.
func (f *killedFleet) found(name string) *killedFounder {
	f.t.Helper()
	ctx, dir, made := f.t.Context(), f.nodes[name].dir, new(killedFounder)
	err := node.Init(ctx, node.InitConfig{Dir: filepath.Join(dir, "node"), Passphrase: killedPassphrase, RootFile: filepath.Join(dir, "root.age"), RootPassphrase: killedPassphrase,
		RootWork: 10, Password: demoCost, Settings: node.Settings{Agency: strings.ToUpper(name), Kind: "national", Zone: "UTC", Exercise: true}, Clock: node.Clock,
		First: desk.Account{Login: "admin", Name: "EXERCISE admin", Password: killedPassword,
			Roles: []lanna.Role{lanna.Administrator, lanna.NationalDesk, lanna.DutyOfficer, lanna.Auditor}}})
	if err == nil {
		made.Node, err = node.Open(ctx, node.Config{Dir: filepath.Join(dir, "node"), Passphrase: killedPassphrase})
	}
	if err == nil {
		id, _ := made.Desk.OfficerByLogin(ctx, "admin")
		made.admin, err = made.Desk.Actor(ctx, id)
	}
	if err == nil {
		made.bytes, err = made.Desk.IssueCard(ctx, made.admin, demoWhy, federate.Card{Role: federate.National, Code: strings.ToUpper(name), Names: map[string]string{"en": "EXERCISE " + name}})
	}
	if err == nil {
		made.card, err = federate.ParseCard(made.bytes)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	return made
}

// knows has a node accept another's card.
func (n *killedFounder) knows(t *testing.T, other *killedFounder) {
	t.Helper()
	if _, err := n.Desk.AcceptCard(t.Context(), n.admin, demoWhy, other.bytes, strings.Join(other.card.Words(), " ")); err != nil {
		t.Fatal(err)
	}
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

// start starts processes; they need not be ready when it returns.
func (f *killedFleet) start(names ...string) {
	for _, name := range names {
		args := f.serve
		if name == "relay" {
			args = f.relay
		}
		cmd := f.nodes[name].command(args...)
		f.said[name] = new(bytes.Buffer)
		cmd.Stderr = f.said[name]
		if err := cmd.Start(); err != nil {
			f.t.Fatal(err)
		}
		f.running[name] = cmd
	}
}

func (f *killedFleet) kill(name string) {
	cmd := f.running[name]
	cmd.Process.Kill()
	if cmd.Wait(); cmd.ProcessState.Exited() {
		f.t.Errorf("%s ended by itself with %d:\n%s", name, cmd.ProcessState.ExitCode(), f.said[name])
	}
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
	call := node.Call{Verb: verb, Login: "admin", Password: killedPassword, Args: in,
		Why: desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE", Reason: "EXERCISE"}}
	ctx, cancel := context.WithTimeout(f.t.Context(), killedPatience)
	defer cancel()
	for {
		err := node.Ask(ctx, node.Config{Dir: filepath.Join(f.nodes[name].dir, "node")}, notServed, call, answer)
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

// notServed keeps the test from opening a node itself.
func notServed() (string, error) { return "", errors.New("not served") }

// list asks for a node's questions of one side.
func (f *killedFleet) list(name, side string, limit int) (page node.RequestList) {
	f.ask(name, "request.list", desk.RequestQuery{Side: side, Limit: limit}, &page)
	return page
}

// holdsAll waits until a node has every question and nothing waits, and looks
// that none is there twice.
func (f *killedFleet) holdsAll(name string, questions int) {
	times := map[string]int{}
	for end := time.Now().Add(killedPatience); ; time.Sleep(300 * time.Millisecond) {
		clear(times)
		for _, side := range []string{"in", "out"} {
			for _, line := range f.list(name, side, 2*questions).Lines {
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
