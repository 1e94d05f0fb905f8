package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkNode serves the exercise in a process of its own, signs an officer
// in, opens the queue often, and reports the memory that the node has when it rests
// again ("node-MB"), the most that it ever had ("peak-MB", most of it while it
// starts; a sign-in takes 32 for argon2id) and the size of the queue page with its
// style and script, gzipped ("page-KB").
func BenchmarkNode(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "demo")
	lanna := buildLanna(b)
	// The first run draws and loads; what a node has is that of the second.
	stop := startDemo(b, lanna, dir)
	stop()
	for b.Loop() {
		stop := startDemo(b, lanna, dir)
		client, url := signIn(b, dir)
		var size int64
		for range 50 {
			size = page(b, client, url, "/queue")
		}
		b.ReportMetric(float64(size)/1024, "page-KB")
		pid, err := os.ReadFile(dir + ".pid")
		if err != nil {
			b.Fatal(err)
		}
		time.Sleep(3 * rest)
		b.ReportMetric(memory(b, string(pid), "VmRSS"), "node-MB")
		b.ReportMetric(memory(b, string(pid), "RssAnon"), "own-MB")
		b.ReportMetric(memory(b, string(pid), "VmHWM"), "peak-MB")
		stop()
	}
}

// buildLanna builds the program as make does: pages of the program's file are part
// of what a node holds, and a test's has more of them.
func buildLanna(b *testing.B) string {
	path := filepath.Join(b.TempDir(), "lanna")
	build := exec.Command("go", "build", "-trimpath", "-tags=netgo,osusergo", "-gcflags=all=-dwarf=false", "-ldflags=-s -w", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	return path
}

// startDemo starts a program as lanna and waits until it serves.
func startDemo(b *testing.B, lanna, dir string) (stop func()) {
	cmd := exec.Command(lanna, "demo", "--single", "--dir", dir, "--port", "0")
	cmd.Env = append(os.Environ(), "LANNA_READ="+filepath.Join(dir, "no-reader"))
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cmd.Process.Kill() }) // after a failure; else it has ended
	if err := os.WriteFile(dir+".pid", []byte(strconv.Itoa(cmd.Process.Pid)), 0o600); err != nil {
		b.Fatal(err)
	}
	for range 1200 {
		if exists(filepath.Join(dir, readyFile)) {
			return func() {
				cmd.Process.Signal(syscall.SIGINT)
				if err := cmd.Wait(); err != nil {
					b.Error(err)
				}
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.Fatal("the demo was not ready in two minutes")
	return nil
}

var formToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// signIn signs a duty officer in and chooses a purpose where the pages ask.
func signIn(b *testing.B, dir string) (*http.Client, string) {
	var r ready
	raw, err := os.ReadFile(filepath.Join(dir, readyFile))
	if err == nil {
		err = json.Unmarshal(raw, &r)
	}
	if err != nil {
		b.Fatal(err)
	}
	jar, _ := cookiejar.New(nil) // fails for no options
	client := &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}}
	for _, u := range r.Users {
		if u.Login == "duty1" {
			submit(b, client, r.URL, "/sign-in", url.Values{"name": {u.Login}, "password": {u.Password}})
			submit(b, client, r.URL, "/purpose", url.Values{"_purpose": {"rescue"}, "next": {"/queue"}})
		}
	}
	return client, r.URL
}

// submit fetches the form of a page for its token and sends it.
func submit(b *testing.B, client *http.Client, base, path string, form url.Values) {
	res, err := client.Get(base + path)
	if err != nil {
		b.Fatal(err)
	}
	body, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if token := formToken.FindSubmatch(body); token != nil {
		form.Set("_token", string(token[1]))
	}
	res, err = client.PostForm(base+path, form)
	if err != nil {
		b.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b.Fatalf("%s answers %s", path, res.Status)
	}
}

var asset = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+\.(?:css|js|svg))"`)

// page fetches a page and what it loads, fonts left out, and returns the bytes
// that went over the wire.
func page(b *testing.B, client *http.Client, base, path string) int64 {
	size, body := fetch(b, client, base+path)
	if !strings.Contains(body, "B-00") {
		b.Fatalf("the page shows no alert:\n%.2000s", body)
	}
	for _, match := range asset.FindAllStringSubmatch(body, -1) {
		n, _ := fetch(b, client, base+match[1])
		size += n
	}
	return size
}

// fetch returns the gzipped size of an answer and its text.
func fetch(b *testing.B, client *http.Client, address string) (int64, string) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s %v", address, res.Status, err)
	}
	if res.Header.Get("Content-Encoding") != "gzip" {
		return int64(len(raw)), string(raw)
	}
	plain, err := gzip.NewReader(strings.NewReader(string(raw)))
	if err != nil {
		b.Fatal(err)
	}
	text, err := io.ReadAll(plain)
	if err != nil {
		b.Fatal(err)
	}
	return int64(len(raw)), string(text)
}

// memory reads a line of /proc/PID/status, in MB.
func memory(b *testing.B, pid, line string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%s/status", pid))
	if err != nil {
		b.Skip("memory is read from /proc, which is not there")
	}
	for l := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(l, line+":"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
			if err != nil {
				b.Fatal(err)
			}
			return kb / 1024
		}
	}
	b.Fatalf("no %s in /proc", line)
	return 0
}
