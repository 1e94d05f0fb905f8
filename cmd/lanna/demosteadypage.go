package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"

	"lanna"
)

// A steadyPage is a browser without script that signed in once, at the balancer.
type steadyPage struct {
	http http.Client
	site string

	mu     sync.Mutex
	heard  map[string]bool // records that the open page was told of
	last   string          // number of the last event
	looked int             // pages that came
	away   int             // requests that no page answered, or one that said why not
	out    int             // times that it was asked to sign in again
	opened int             // streams
}

var pageToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)

func openPage(ctx context.Context, d *jointDemo) (*steadyPage, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	n := d.node(grown)
	p := &steadyPage{site: n.URL, heard: map[string]bool{}}
	p.http = http.Client{Jar: jar, Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, d.cluster.browsers) // names under localhost are known to browsers, not to every system
	}}}
	for _, u := range n.Users {
		if u.Login == thaiDuty.login {
			err = errors.Join(p.send(ctx, "/sign-in", url.Values{"name": {u.Login}, "password": {u.Password}}),
				p.send(ctx, "/purpose", url.Values{"_purpose": {"rescue"}, "_reason": {demoWhy.Reason}}))
		}
	}
	if err == nil && p.try(ctx) != "/account" {
		err = errors.New("the browser cannot sign in")
	}
	return p, err
}

// send fills in the form of a page.
func (p *steadyPage) send(ctx context.Context, page string, form url.Values) error {
	_, html, err := p.get(ctx, page)
	if err != nil {
		return err
	}
	m := pageToken.FindStringSubmatch(html)
	if m == nil {
		return fmt.Errorf("no form at %s", page)
	}
	form.Set("_token", m[1])
	r, err := http.NewRequestWithContext(ctx, "POST", p.site+page, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := p.http.Do(r)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// get loads a page and says where that ended.
func (p *steadyPage) get(ctx context.Context, page string) (path, html string, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", p.site+page, nil)
	if err != nil {
		return "", "", err
	}
	answer, err := p.http.Do(r)
	if err != nil {
		return "", "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if answer.StatusCode != http.StatusOK && err == nil {
		err = errors.New(answer.Status)
	}
	return answer.Request.URL.Path, string(body), err
}

// try loads a page of the officer's own and returns where that ended; "" where no
// page came.
func (p *steadyPage) try(ctx context.Context) string {
	path, _, err := p.get(ctx, "/account")
	if err != nil {
		return ""
	}
	return path
}

// look loads a page again and again.
func (p *steadyPage) look(ctx context.Context) {
	for ctx.Err() == nil {
		path := p.try(ctx)
		if ctx.Err() != nil {
			return
		}
		p.mu.Lock()
		switch path {
		case "/account":
			p.looked++
		case "":
			p.away++
		default:
			p.out++
		}
		p.mu.Unlock()
		sleep(ctx, noticeEvery)
	}
}

// listen keeps the stream of events open, as a page does.
func (p *steadyPage) listen(ctx context.Context) {
	for ctx.Err() == nil {
		p.stream(ctx)
		sleep(ctx, 10*lookEvery)
	}
}

func (p *steadyPage) stream(ctx context.Context) {
	r, err := http.NewRequestWithContext(ctx, "GET", p.site+"/live", nil)
	if err != nil {
		return
	}
	p.mu.Lock()
	if p.last != "" {
		r.Header.Set("Last-Event-ID", p.last)
	}
	p.opened++
	p.mu.Unlock()
	answer, err := p.http.Do(r)
	if err != nil {
		return
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		p.heardLine(lines.Text())
	}
}

func (p *steadyPage) heardLine(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if id, ok := strings.CutPrefix(line, "id: "); ok {
		p.last = id
	}
	var e struct{ Record string }
	if data, ok := strings.CutPrefix(line, "data: "); ok && json.Unmarshal([]byte(data), &e) == nil && e.Record != "" {
		p.heard[e.Record] = true
	}
}

// missing is of how many of the records the open page was not told.
func (p *steadyPage) missing(list []lanna.RecordID) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range list {
		if !p.heard[id.String()] {
			n++
		}
	}
	return n
}
