package node_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
	"lanna/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// A moved node is one that was made in a folder and taken over to PostgreSQL, with
// some notices in it.
func movedNode(t testing.TB, notices int) (dir, url string) {
	t.Helper()
	dir, _ = initNode(t)
	n := open(t, dir)
	by := officer(t, n, "duty", lanna.DutyOfficer)
	for i := range notices {
		report(t, n, by, i)
	}
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	url = pgtest.Shared(t).Database(t)
	moved, err := node.Move(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}, url, func(int64, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	if moved.Statements == 0 || moved.Dump.IsZero() || moved.Contents.IsZero() {
		t.Errorf("the move proved %+v", moved)
	}
	return dir, url
}

func officer(t testing.TB, n *node.Node, login string, role lanna.Role) desk.Actor {
	t.Helper()
	made, err := n.Desk.AddOfficer(t.Context(), signIn(t, n, "admin"), exercise,
		desk.Account{Login: login, Name: "EXERCISE " + login, Roles: []lanna.Role{role}})
	if err != nil {
		t.Fatal(err)
	}
	invited[login] = made.Officer
	return signIn(t, n, login)
}

// invited are officers who did not come in yet, by their logins: they are taken as who
// they are.
var invited = map[string]lanna.OfficerID{}

func signIn(t testing.TB, n *node.Node, login string) desk.Actor {
	t.Helper()
	var by desk.Actor
	var err error
	if id, ok := invited[login]; ok {
		by, err = n.Desk.Actor(t.Context(), id)
	} else {
		by, err = n.Desk.SignIn(t.Context(), desk.Proof{Login: login, Password: password, Remote: "test"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return by
}

var exercise = desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}

func report(t testing.TB, n *node.Node, by desk.Actor, i int) lanna.RecordID {
	t.Helper()
	id, err := n.Desk.Capture(t.Context(), by, exercise, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Name, Value: fmt.Sprintf("EXERCISE 张伟%d", i), Lang: "zh"},
		{Property: lanna.Amount, Value: "600000 CNY"},
		{Property: lanna.Phone, Value: fmt.Sprintf("+86138%08d", i)},
		{Property: lanna.ThreatCode, Value: "bring-back"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestAMovedNodeHoldsTheSame(t *testing.T) {
	dir, url := movedNode(t, 5)
	n := open(t, dir)
	defer n.Close()
	by := signIn(t, n, "duty")
	found, err := n.Desk.Search(t.Context(), by, exercise, desk.SearchQuery{Text: "张伟3"})
	if err != nil || len(found.Hits) == 0 {
		t.Errorf("the notice is not found: %v", err)
	}
	report(t, n, by, 6)
	if rep, err := n.Desk.VerifyLog(t.Context(), signIn(t, n, "admin"), exercise); err == nil && rep.Finding != nil {
		t.Errorf("the log: %v", rep.Finding)
	}
	for _, name := range []string{"node.db", "node.db-wal", "node.db.key"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			t.Errorf("%s lies about, where no erasure reaches it", name)
		}
	}
	_, err = node.Move(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}, url, func(int64, int64) {})
	if lanna.CodeOf(err) != "moved-already" {
		t.Errorf("moved again: %v", err)
	}
}

func TestAMoveGoesToNobodyElsesDatabase(t *testing.T) {
	_, url := movedNode(t, 0)
	other, _ := initNode(t)
	_, err := node.Move(t.Context(), node.Config{Dir: other, Passphrase: passphrase}, url, func(int64, int64) {})
	if !errors.Is(err, node.ErrTaken) {
		t.Errorf("moved over another node: %v", err)
	}
	open(t, other).Close()
}

// TestAMoveThatIsCutOffHasNotHappened cuts a move off at different places; then the
// node is where it was, and the next move brings it over.
func TestAMoveThatIsCutOffHasNotHappened(t *testing.T) {
	dir, _ := initNode(t)
	n := open(t, dir)
	by := officer(t, n, "duty", lanna.DutyOfficer)
	for i := range 200 {
		report(t, n, by, i)
	}
	n.Close()
	url := pgtest.Shared(t).Database(t)
	for cut := range 4 {
		ctx, stop := context.WithCancel(t.Context())
		calls := 0
		_, err := node.Move(ctx, node.Config{Dir: dir, Passphrase: passphrase}, url, func(int64, int64) {
			if calls++; calls > cut {
				stop()
			}
		})
		stop()
		if err == nil {
			t.Fatalf("cut %d came too late", cut)
		}
		n := open(t, dir)
		report(t, n, signIn(t, n, "duty"), 1000+cut)
		n.Close()
	}
	if _, err := node.Move(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}, url, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	n = open(t, dir)
	defer n.Close()
	found, err := n.Desk.Search(t.Context(), signIn(t, n, "duty"), exercise, desk.SearchQuery{Text: "张伟1003"})
	if err != nil || len(found.Hits) == 0 {
		t.Errorf("what was said between two moves is not there: %v", err)
	}
}

// two are two processes that serve one node, here in one.
func two(t *testing.T) (a, b *node.Node, stopA func()) {
	t.Helper()
	dir, url := movedNode(t, 1)
	second := filepath.Join(t.TempDir(), "second")
	if err := node.Join(t.Context(), node.Config{Dir: second, Passphrase: passphrase, Store: url, Blobs: filepath.Join(dir, "blobs")}); err != nil {
		t.Fatal(err)
	}
	a, b = open(t, dir), open(t, second)
	stopA = serving(t, a, node.ServeConfig{NoPages: true})
	for !a.OnDuty() { // so that it is known who has the clocks
		time.Sleep(time.Millisecond)
	}
	serving(t, b, node.ServeConfig{NoPages: true})
	return a, b, stopA
}

// serving serves a node until it is stopped, with the test at the latest.
func serving(t *testing.T, n *node.Node, c node.ServeConfig) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	c.Ready = func() { close(ready) }
	if c.Tick == 0 {
		c.Tick = 20 * time.Millisecond
	}
	go func() { ended <- n.Serve(ctx, c) }()
	<-ready
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := errors.Join(<-ended, n.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

func TestEventsReachTheBrowsersOfAll(t *testing.T) {
	a, b, _ := two(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	onB, err := b.Desk.Events(ctx, signIn(t, b, "duty"), exercise, 0)
	if err != nil {
		t.Fatal(err)
	}
	id := report(t, a, signIn(t, a, "duty"), 7)
	for events := range onB {
		if slices.ContainsFunc(events, func(e desk.Event) bool { return e.Record == id }) {
			return
		}
	}
	t.Error("the event did not come")
}

func TestWhoIsDisabledAtOneIsOutAtAll(t *testing.T) {
	a, b, _ := two(t)
	by := signIn(t, b, "duty")
	if _, err := b.Desk.Actor(t.Context(), by.Officer); err != nil {
		t.Fatal(err)
	}
	if err := a.Desk.Disable(t.Context(), signIn(t, a, "admin"), exercise, by.Officer); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for {
		if _, err := b.Desk.Actor(ctx, by.Officer); err != nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatal("the officer is still in")
		}
		time.Sleep(time.Millisecond) // nothing tells of it but the answer
	}
}

// TestLabelsOfAllAreApart has officers at both processes report at once.
func TestLabelsOfAllAreApart(t *testing.T) {
	a, b, _ := two(t)
	var wg sync.WaitGroup
	for k, n := range []*node.Node{a, b} {
		by := signIn(t, n, "duty")
		for i := range 4 {
			wg.Go(func() {
				for j := range 5 {
					report(t, n, by, 100*k+10*i+j)
				}
			})
		}
	}
	wg.Wait()
	labels := map[string]bool{}
	q, err := a.Desk.Queue(t.Context(), signIn(t, a, "duty"), exercise, desk.QueueQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range q.Alerts {
		if labels[row.Label] {
			t.Errorf("%s is given twice", row.Label)
		}
		labels[row.Label] = true
	}
	if len(labels) != 41 {
		t.Errorf("%d labels", len(labels))
	}
}

func TestOneRunsTheClocks(t *testing.T) {
	a, b, stopA := two(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	await := func(what string, f func() bool) {
		for !f() {
			if ctx.Err() != nil {
				t.Fatal(what)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	if !a.OnDuty() || b.OnDuty() {
		t.Fatal("not the first, or not alone")
	}
	stopA()
	await("the clocks were not taken over", b.OnDuty)
}
