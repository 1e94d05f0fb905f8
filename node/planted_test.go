package node_test

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/relay"
	"lanna/node"
)

// The words that must not lie at a relay, in the forms in which somebody who
// looks would find them.
var plantedWords = []string{"EXERCISE-planted-阿蓝", "EXERCISE-planted-park", "EXERCISE-planted-question"}

// foundIn returns the planted words that occur in any file of a folder.
func foundIn(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		for _, word := range plantedWords {
			if bytes.Contains(b, []byte(word)) {
				out = append(out, word)
			}
		}
		return err
	}))
	return out
}

// Words that are planted in statements occur in no file and no log of the relay,
// while messages wait there and after they went. The search is first shown to
// find a word that is handed to the relay unsealed.
func TestPlantedWordsOccurNowhereAtTheRelay(t *testing.T) {
	th, centre := newNation(t, "TH", federate.National), newNation(t, "CENTRE", federate.Centre)
	th.accept(t, centre)
	centre.accept(t, th)
	var mu sync.Mutex
	var log bytes.Buffer
	dir := t.TempDir()
	list := filepath.Join(t.TempDir(), "parties")
	must(t, os.WriteFile(list, []byte(writerOf(t, th).String()+"\n"+writerOf(t, centre).String()+"\n"), 0o600))
	ready := make(chan relay.Ready, 1)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		err := relay.Run(ctx, relay.Place{Dir: dir, Parties: list, NATS: "127.0.0.1:0", HTTPS: "127.0.0.1:0", Clock: node.Clock,
			Log:   slog.New(slog.NewTextHandler(locked{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
			Ready: func(r relay.Ready) { ready <- r }})
		if err != nil && ctx.Err() == nil {
			t.Error(err)
		}
	})
	at := <-ready
	serve := func(n *nation) {
		running.Go(func() {
			err := n.Serve(ctx, node.ServeConfig{NoPages: true, Relay: &node.Relay{NATS: at.NATS.String(), URL: "https://" + at.HTTPS.String(), Key: at.Relay}, Tick: 50 * time.Millisecond})
			if err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	serve(th)
	_, err := th.Desk.Capture(t.Context(), th.by, exchange, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: plantedWords[0], Lang: "zh"}, {Property: lanna.Compound, Value: plantedWords[1]}, {Property: lanna.Amount, Value: "600000 CNY"}}}})
	must(t, err)
	_, err = th.Desk.Ask(t.Context(), th.by, exchange, desk.Question{Kind: desk.AskInformation, To: writerOf(t, centre), Text: desk.Words{Text: plantedWords[2]}, Basis: "MOU"})
	must(t, err)
	waits := func(what string, ok func() bool) {
		t.Helper()
		for range 600 { // bounds a failure; nothing is measured
			if ok() {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatal(what)
	}
	size := func() int64 {
		info, err := os.Stat(filepath.Join(dir, "relay.db"))
		must(t, err)
		return info.Size()
	}
	waits("nothing came to the relay", func() bool {
		list, err := th.Desk.SyncStatus(t.Context(), th.by, exchange)
		must(t, err)
		return list[0].Lanes[federate.Urgent].UnderWay > 0 && list[0].Lanes[federate.Ordinary].UnderWay > 0 && size() > 0
	})
	if found := foundIn(t, dir); len(found) > 0 {
		t.Errorf("at the relay, waiting: %v", found)
	}
	serve(centre)
	waits("the centre got nothing", func() bool {
		page, err := centre.Desk.Queue(t.Context(), centre.by, exchange, desk.QueueQuery{})
		must(t, err)
		return len(page.Alerts) == 1
	})
	waits("not all was acknowledged", func() bool {
		list, err := th.Desk.SyncStatus(t.Context(), th.by, exchange)
		must(t, err)
		return list[0].Waits() == 0
	})
	cancel()
	running.Wait()
	if found := foundIn(t, dir); len(found) > 0 {
		t.Errorf("at the relay, afterwards: %v", found)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, word := range plantedWords {
		if strings.Contains(log.String(), word) {
			t.Errorf("%q is in the relay's log", word)
		}
	}
	// The search finds what is there: the same word in a message that nobody sealed.
	a, b := carriertest.Writer(carriertest.Key(1)), carriertest.Writer(carriertest.Key(2))
	bare := t.TempDir()
	r, err := relay.Open(relay.Config{Dir: bare, Clock: node.Clock, Parties: func() map[lanna.WriterID]bool { return map[lanna.WriterID]bool{a: true, b: true} }})
	must(t, err)
	must(t, r.Put(a, carriertest.Message(a, b, federate.Urgent, []byte(plantedWords[0]))))
	must(t, r.Close())
	if found := foundIn(t, bare); len(found) != 1 {
		t.Errorf("the search does not find what is there: %v", found)
	}
}

// A locked writer may be written to by several at once.
type locked struct {
	mu *sync.Mutex
	to *bytes.Buffer
}

func (l locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.to.Write(b)
}
