package node_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna/node"
)

var metricName = regexp.MustCompile(`\b(?:lanna|process|go)_[a-z_]+[a-z]`)

// What the dashboard and the rules ask Prometheus for is what a node serves, and
// profiles are served on a socket that is its owner's alone.
func TestWatchersAskForWhatIsThere(t *testing.T) {
	var asked []string
	for _, file := range []string{"dashboard.json", "rules.yaml", "watching.md"} {
		text, err := os.ReadFile(filepath.Join("../docs/run", file))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, ".json") {
			var d struct {
				Panels []struct{ Targets []struct{ Expr string } }
			}
			if err := json.Unmarshal(text, &d); err != nil || len(d.Panels) == 0 {
				t.Fatalf("%s: %d panels, %v", file, len(d.Panels), err)
			}
		}
		asked = append(asked, metricName.FindAllString(string(text), -1)...)
	}
	dir, _ := initNode(t)
	n := open(t, dir)
	pages, figures := loopback(t), loopback(t)
	ctx, stop := context.WithCancel(t.Context())
	up, ended := make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- n.Serve(ctx, node.ServeConfig{Listen: pages, Metrics: figures, Origin: "http://localhost", Tick: time.Millisecond, Debug: true, Ready: func() { close(up) }})
	}()
	<-up
	read(t, "http://"+pages.Addr().String()+"/queue")
	_, served := read(t, "http://"+figures.Addr().String()+"/metrics")
	slices.Sort(asked)
	for _, name := range slices.Compact(asked) {
		if !strings.Contains(served, "\n"+name+" ") && !strings.Contains(served, "\n"+name+"{") && !strings.Contains(served, "# TYPE "+name+" ") {
			t.Errorf("%s is asked for and not served", name)
		}
	}
	profiles(t, dir)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

func profiles(t *testing.T, dir string) {
	t.Helper()
	socket := filepath.Join(dir, "debug.sock")
	info, err := os.Stat(socket)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the socket: %v, %v", info, err)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get("http://node/debug/pprof/goroutine?debug=1")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || !strings.Contains(string(body), "goroutine profile") {
		t.Errorf("profiles: %d, %v", answer.StatusCode, err)
	}
}
