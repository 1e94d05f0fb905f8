package natswire_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/natswire"
	"lanna/federate/relay"
)

// asRelay makes the test binary a relay, so that one can be killed.
const asRelay = "LANNA_TEST_RELAY"

func TestMain(m *testing.M) {
	if dirs := os.Getenv(asRelay); dirs != "" {
		dir, parties, _ := strings.Cut(dirs, "|")
		fmt.Fprintln(os.Stderr, relay.Run(context.Background(), relay.Place{
			Dir: dir, Parties: parties, NATS: "127.0.0.1:0", HTTPS: "127.0.0.1:0", Clock: lanna.ClockFunc(time.Now), Log: slog.New(slog.DiscardHandler),
			Ready: func(r relay.Ready) { fmt.Println(r.NATS) },
		}))
		return
	}
	os.Exit(m.Run())
}

func spawn(t *testing.T, p relay.Place) (process *exec.Cmd, addr string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process = exec.Command(self)
	process.Env = append(os.Environ(), asRelay+"="+p.Dir+"|"+p.Parties)
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Process.Kill() })
	if addr, err = bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return process, strings.TrimSpace(addr)
}

// kill -9 in the middle of sending: what Send answered for is there afterwards.
func TestAKilledRelayLosesNothingThatItAcknowledged(t *testing.T) {
	fromKey, toKey := carriertest.Key(0), carriertest.Key(1)
	from, to := carriertest.Writer(fromKey), carriertest.Writer(toKey)
	h := newHall(t, []lanna.WriterID{from, to})
	h.Cut(t)
	sent := map[string]bool{}
	for round := range 4 {
		process, addr := spawn(t, h.place)
		a, err := natswire.Dial(natswire.Config{Key: fromKey, Relay: h.ready.Relay, Addr: addr})
		if err != nil {
			t.Fatal(err)
		}
		link(t, a, true)
		time.AfterFunc(150*time.Millisecond, func() { _ = process.Process.Kill() })
		for i := 0; ; i++ {
			m := carriertest.Message(from, to, federate.Lane(i%3), append(fmt.Appendf(nil, "EXERCISE %d %d", round, i), bytes.Repeat([]byte{1}, 1000)...))
			if a.Send(t.Context(), to, m) != nil {
				break
			}
			sent[string(m)] = true
		}
		a.Close()
		_ = process.Wait() // it was killed
	}
	if len(sent) == 0 {
		t.Fatal("nothing was sent between the kills")
	}
	t.Logf("%d messages through 4 kills", len(sent))
	h.Mend(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_ = h.Join(t, toKey).Receive(ctx, func(m federate.Message) error {
		if delete(sent, string(m)); len(sent) == 0 {
			cancel()
		}
		return nil
	})
	if len(sent) > 0 {
		t.Errorf("%d messages that were acknowledged are lost", len(sent))
	}
}
