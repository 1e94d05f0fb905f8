package node_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanna/node"
)

// A machine that watches the node learns whether it works, and nothing about
// anybody.
func TestAWatcherLearnsWhetherTheNodeWorks(t *testing.T) {
	dir, _ := initNode(t)
	n := open(t, dir)
	pages, figures := loopback(t), loopback(t)
	ctx, stop := context.WithCancel(t.Context())
	up, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- n.Serve(ctx, node.ServeConfig{Listen: pages, Metrics: figures, Origin: "http://localhost", Tick: time.Millisecond, Ready: func() { close(up) }})
	}()
	<-up
	code, body := read(t, "http://"+pages.Addr().String()+"/healthz")
	if code != http.StatusOK || body != "ok\n" {
		t.Errorf("healthz: %d %q", code, body)
	}
	for code != http.StatusOK || !strings.Contains(body, "lanna_clock_beat_timestamp_seconds 1.") { // the clocks begin a moment later
		code, body = read(t, "http://"+figures.Addr().String()+"/metrics")
	}
	if code, body = read(t, "http://"+pages.Addr().String()+"/readyz"); code != http.StatusOK {
		t.Errorf("readyz: %d %q", code, body)
	}
	const planted = "EXERCISE-planted-name"
	read(t, "http://"+pages.Addr().String()+"/"+planted)
	read(t, "http://"+pages.Addr().String()+"/search?q="+planted)
	_, body = read(t, "http://"+figures.Addr().String()+"/metrics")
	if !strings.Contains(body, `lanna_http_request_seconds_count{code="303",section="/search"} 1`) {
		t.Errorf("a request was not counted:\n%s", body)
	}
	if strings.Contains(body, planted) {
		t.Error("words that somebody asked for stand in the metrics")
	}
	if code, _ := read(t, "http://"+pages.Addr().String()+"/metrics"); code != http.StatusNotFound {
		t.Errorf("metrics are served to browsers: %d", code)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// Whose clocks have yet to run for the first time is no node that stands still.
func TestANodeThatHasJustStartedIsReady(t *testing.T) {
	dir, _ := initNode(t)
	n := open(t, dir)
	pages := loopback(t)
	ctx, stop := context.WithCancel(t.Context())
	up, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- n.Serve(ctx, node.ServeConfig{Listen: pages, Origin: "http://localhost", Tick: time.Hour, Ready: func() { close(up) }})
	}()
	<-up
	if code, body := read(t, "http://"+pages.Addr().String()+"/readyz"); code != http.StatusOK {
		t.Errorf("readyz: %d %q", code, body)
	}
	stop()
	if err := errors.Join(<-ended, n.Close()); err != nil {
		t.Error(err)
	}
}

func loopback(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func read(t *testing.T, url string) (int, string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}
