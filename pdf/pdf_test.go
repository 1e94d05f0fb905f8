package pdf_test

import (
	"bytes"
	"context"

	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/pdf"
)

func printer(t *testing.T) *pdf.Printer {
	t.Helper()
	p := pdf.New("")
	if p.Find() == "" {
		t.Skip("no Chromium on this machine")
	}
	return p
}

func TestAPageIsPrinted(t *testing.T) {
	p := printer(t)
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("LANNA_PASSPHRASE", "EXERCISE")
	out, err := p.Print(t.Context(), []byte(`<!doctype html><meta charset=utf-8><style>@page{size:A4}</style><p>EXERCISE 王小明 `+strings.Repeat("x ", 50_000)))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(out, []byte("%PDF-")) || bytes.Count(out, []byte("/Type /Page\n")) < 2 {
		t.Errorf("%d bytes, %.20q", len(out), out)
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// A page that asks outside is printed without what it asked for, and nobody hears.
func TestNothingIsAskedOutside(t *testing.T) {
	p := printer(t)
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer s.Close()
	page := `<!doctype html><link rel=stylesheet href="` + s.URL + `/a"><img src="` + s.URL + `/b"><iframe src="` + s.URL + `/c"></iframe>` +
		`<script>fetch("` + s.URL + `/d"); document.write("<p>ran</p>")</script><style>@import "` + s.URL + `/e"; p{background:url(` + s.URL + `/f)}</style><p>EXERCISE`
	if _, err := p.Print(t.Context(), []byte(page)); err != nil {
		t.Fatal(err)
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests left the browser", asked.Load())
	}
}

func TestWithoutABrowserItIsSaidPlainly(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := pdf.New("").Print(t.Context(), nil)
	if lanna.KindOf(err) != lanna.Unavailable || lanna.CodeOf(err) != "pdf-missing" {
		t.Error(err)
	}
	_, err = pdf.New(filepath.Join(t.TempDir(), "none")).Print(t.Context(), nil)
	if lanna.CodeOf(err) != "pdf-failed" {
		t.Error(err)
	}
}

// fake is a program that the printer takes for a browser.
func fake(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// A browser that hangs is killed, with what it started.
func TestABrowserThatHangsIsKilled(t *testing.T) {
	p := pdf.New(fake(t, "sleep 600 & exec sleep 600\n"))
	ctx, cancel := context.WithCancel(t.Context())
	p.Limit = 300 * time.Millisecond
	defer cancel()
	_, err := p.Print(ctx, []byte("EXERCISE"))
	if lanna.CodeOf(err) != "pdf-timeout" {
		t.Error(err)
	}
	p = pdf.New(fake(t, "exit 3\n"))
	if _, err = p.Print(t.Context(), []byte("EXERCISE")); lanna.CodeOf(err) != "pdf-failed" {
		t.Error(err)
	}
	p = pdf.New(fake(t, `printf '{"id":1,"error":{"code":7}}\0' >&4; sleep 600`))
	if _, err = p.Print(t.Context(), []byte("EXERCISE")); lanna.CodeOf(err) != "pdf-failed" {
		t.Error(err)
	}
	p = pdf.New(fake(t, `printf 'EXERCISE\0' >&4; sleep 600`))
	if _, err = p.Print(t.Context(), []byte("EXERCISE")); lanna.CodeOf(err) != "pdf-failed" {
		t.Error(err)
	}
}
