package node_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"path/filepath"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

// A node that ends amid a call may have done it. It is not given again, and the
// folder is not opened: that kept the node from being started again.
func TestANodeThatEndsAmidACallIsNotAskedAgain(t *testing.T) {
	dir, _ := initNode(t)
	l, err := net.Listen("unix", filepath.Join(dir, "control.sock"))
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		io.ReadFull(conn, make([]byte, 64))
		l.Close() // a second call would find nobody
		conn.Close()
	}()
	opens := func() (string, error) { t.Error("the folder was opened"); return passphrase, nil }
	err = node.Ask(t.Context(), node.Config{Dir: dir, Patience: time.Minute}, opens, node.Call{Verb: "writer.list"}, new(any))
	if lanna.CodeOf(err) != "node-gone" || lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("got %v", err)
	}
}

// A verb that found no socket, because the node was starting, asks the node once it
// has one.
func TestAVerbWaitsForANodeThatIsStarting(t *testing.T) {
	dir, _ := initNode(t)
	stop := func() {}
	starts := func() (string, error) { stop = serve(t, dir); return passphrase, nil }
	var got []desk.WriterRow
	err := node.Ask(t.Context(), node.Config{Dir: dir, Patience: time.Minute}, starts,
		node.Call{Verb: "writer.list", Login: "admin", Password: password, Why: desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}}, &got)
	if err != nil || len(got) == 0 {
		t.Errorf("got %v, %v", got, err)
	}
	stop()
}

// told sends on the channel at each line of a log.
type told struct {
	slog.Handler
	at chan struct{}
}

func (h told) Enabled(context.Context, slog.Level) bool { return true }

func (h told) Handle(context.Context, slog.Record) error { h.at <- struct{}{}; return nil }

// A node that is started while a verb has its database waits for the verb to end.
func TestANodeWaitsForAVerbThatHasItsDatabase(t *testing.T) {
	dir, _ := initNode(t)
	verb := open(t, dir)
	waits := make(chan struct{}, 100)
	opened := make(chan error)
	go func() {
		n, err := node.Open(t.Context(), node.Config{Dir: dir, Passphrase: passphrase, Patience: time.Minute, Log: slog.New(told{slog.DiscardHandler, waits})})
		if err == nil {
			err = n.Close()
		}
		opened <- err
	}()
	select {
	case <-waits:
	case err := <-opened:
		t.Fatal("did not wait: ", err)
	}
	if err := verb.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-opened; err != nil {
		t.Error(err)
	}
}
