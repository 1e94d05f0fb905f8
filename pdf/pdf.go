// Package pdf prints pages as PDF with a Chromium of this machine, and puts a
// file into what was printed. The page goes in and the PDF comes out through
// pipes: no file holds a word of it, and the browser is cut off from every
// network.
package pdf

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"time"

	"lanna"
)

// Limit is how long one print may take before the browser is killed.
const Limit = 45 * time.Second

// programs are the names under which distributions install it.
var programs = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// A Printer prints with one program.
type Printer struct {
	Path  string        // of the program; "": whichever is installed
	Limit time.Duration // 0: Limit
	slot  chan struct{}
}

// New returns a printer that prints one page after the other, because each
// browser takes a few hundred MB.
func New(path string) *Printer { return &Printer{Path: path, slot: make(chan struct{}, 1)} }

// Find returns the program, "" where this machine has none.
func (p *Printer) Find() string {
	if p.Path != "" {
		return p.Path
	}
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// Print makes a PDF of a page that brings all it needs with it. Scripts in it do
// not run. Unavailable "pdf-missing" where there is no browser, "pdf-timeout"
// where it was killed, "pdf-failed" where it could not.
func (p *Printer) Print(ctx context.Context, html []byte) ([]byte, error) {
	path := p.Find()
	if path == "" {
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "pdf-missing"}
	}
	limit := p.Limit
	if limit == 0 {
		limit = Limit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	select {
	case p.slot <- struct{}{}:
		defer func() { <-p.slot }()
	case <-ctx.Done():
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "pdf-timeout"}
	}
	out, err := printed(ctx, path, html, os.Geteuid() != 0) // as root Chromium refuses its own sandbox
	if err != nil && ctx.Err() == nil && os.Geteuid() != 0 {
		out, err = printed(ctx, path, html, false) // a service that may make no namespaces has none to give
	}
	switch {
	case ctx.Err() != nil:
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "pdf-timeout", Err: ctx.Err()}
	case err != nil:
		return nil, &lanna.Error{Kind: lanna.Unavailable, Code: "pdf-failed", Err: err}
	}
	return out, nil
}

// flags keep the browser from reaching anything: it asks no name server, talks
// to no address, keeps nothing, and what it would fetch by itself is off.
var flags = []string{
	"--headless=new", "--remote-debugging-pipe", "--no-first-run", "--no-default-browser-check", "--disable-gpu", "--disable-extensions", "--disable-sync",
	"--disable-background-networking", "--disable-component-update", "--disable-domain-reliability", "--disable-breakpad", "--disable-crash-reporter", "--no-pings",
	"--disable-features=OptimizationHints,MediaRouter,Translate", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=socks5://127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
	"--disk-cache-size=1", "--incognito", "--hide-scrollbars", "--force-color-profile=srgb", "about:blank",
}

// printed runs one browser with a profile of its own, which goes with it.
func printed(ctx context.Context, path string, html []byte, sandbox bool) (out []byte, err error) {
	dir, err := os.MkdirTemp(tempDir(), "lanna-pdf-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b, err := start(ctx, path, dir, sandbox)
	if err != nil {
		return nil, err
	}
	defer b.stop()
	return b.print(html)
}

// longestTemp is how long the folder for temporary files may be, in bytes: below
// it, in the profile, the browser makes a socket, whose path a system bounds at
// some 108.
const longestTemp = 40

func tempDir() string {
	if dir := os.TempDir(); len(dir) <= longestTemp {
		return dir
	}
	return "/tmp"
}

// print loads the page and prints it.
func (b *browser) print(html []byte) ([]byte, error) {
	var target struct {
		ID string `json:"targetId"`
	}
	if err := b.call("Target.createTarget", args{"url": "about:blank"}, &target); err != nil {
		return nil, err
	}
	var session struct {
		ID string `json:"sessionId"`
	}
	if err := b.call("Target.attachToTarget", args{"targetId": target.ID, "flatten": true}, &session); err != nil {
		return nil, err
	}
	b.session = session.ID
	var tree struct {
		FrameTree struct {
			Frame struct {
				ID string `json:"id"`
			} `json:"frame"`
		} `json:"frameTree"`
	}
	for _, step := range []struct {
		method string
		args   args
		into   any
	}{
		{"Network.enable", args{}, nil},
		{"Network.emulateNetworkConditions", args{"offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}, nil},
		{"Emulation.setScriptExecutionDisabled", args{"value": true}, nil},
		{"Page.getFrameTree", args{}, &tree},
	} {
		if err := b.call(step.method, step.args, step.into); err != nil {
			return nil, err
		}
	}
	if err := b.call("Page.setDocumentContent", args{"frameId": tree.FrameTree.Frame.ID, "html": string(html)}, nil); err != nil {
		return nil, err
	}
	ready := `Promise.all([document.fonts.ready, ...[...document.images].map(i => i.decode().catch(() => 0))]).then(() => true)`
	if err := b.call("Runtime.evaluate", args{"expression": ready, "awaitPromise": true}, nil); err != nil {
		return nil, err
	}
	var page struct {
		Data string `json:"data"`
	}
	if err := b.call("Page.printToPDF", args{"preferCSSPageSize": true, "printBackground": true, "displayHeaderFooter": false}, &page); err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(page.Data)
}
