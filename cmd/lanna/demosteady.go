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
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/node"
)

// A steady is what goes on while things are killed: notices that are confirmed, one
// after the other, and a browser that stays signed in with its page open.
type steady struct {
	pl   *play
	page *steadyPage
	stop context.CancelFunc
	work sync.WaitGroup

	enough   chan struct{} // closed: no further notice
	reported sync.WaitGroup
	before   int // alerts of bounties that stood in the node's own queue

	mu      sync.Mutex
	notices []lanna.RecordID // confirmed, in order
	by      [2]int           // how many of them each process confirmed
	refused int              // answers that said that nothing was saved, or none; each was asked again
	longest time.Duration    // from asking first until it was confirmed
	err     error
}

// noticeEvery is how often somebody reports a bounty.
const noticeEvery = time.Second

// begin signs the browser in and has notices come in until stop.
func (s *steady) begin(ctx context.Context) error {
	ctx, s.stop = context.WithCancel(ctx)
	var err error
	if s.page, err = openPage(ctx, s.pl.d); err != nil {
		return err
	}
	s.work.Go(func() { s.page.look(ctx) })
	s.work.Go(func() { s.page.listen(ctx) })
	s.enough = make(chan struct{})
	s.reported.Go(func() { s.report(ctx) })
	return nil
}

// report confirms a notice at a time until there are enough.
func (s *steady) report(ctx context.Context) {
	for n := 1; ctx.Err() == nil; n++ {
		select {
		case <-s.enough:
			return
		default:
		}
		began := time.Now()
		id, err := s.confirm(ctx, n)
		if ctx.Err() != nil && err != nil {
			return
		}
		s.mu.Lock()
		if err != nil {
			s.err = errors.Join(s.err, err)
			s.mu.Unlock()
			return
		}
		s.notices, s.longest = append(s.notices, id), max(s.longest, time.Since(began))
		s.mu.Unlock()
		sleep(ctx, noticeEvery-time.Since(began))
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(max(0, d)):
	}
}

// confirm reports a bounty, at one process or the other, until one says that it is
// kept. The key makes the same report that is sent twice one notice.
func (s *steady) confirm(ctx context.Context, n int) (id lanna.RecordID, err error) {
	in := desk.Intake{Key: lanna.NewRecordID().String(), Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: fmt.Sprintf("EXERCISE ทดสอบ %d", n), Lang: "th"}, {Property: lanna.Amount, Value: "300000 CNY"},
		{Property: lanna.ThreatCode, Value: "bring-back"}, {Property: lanna.Compound, Value: exercise.PlayCompound, Lang: "zh"}}}}
	for try := n; ; try++ {
		id, err = s.once(ctx, try%2, in)
		if err == nil {
			s.mu.Lock()
			s.by[try%2]++
			s.mu.Unlock()
			return id, nil
		}
		if time.Duration(try-n)*lookEvery > effectWithin || ctx.Err() != nil {
			return id, err
		}
		s.mu.Lock()
		s.refused++
		s.mu.Unlock()
		sleep(ctx, lookEvery)
	}
}

// once asks one process.
func (s *steady) once(ctx context.Context, at int, in desk.Intake) (id lanna.RecordID, err error) {
	ctx, cancel := context.WithTimeout(ctx, effectWithin)
	defer cancel()
	folder := s.pl.d.short(s.pl.d.cluster.folders[at])
	taken, err := askAt[node.Done](ctx, s.pl.d, folder, thaiDuty, "intake", in)
	if err != nil {
		return id, err
	}
	view, err := askAt[desk.CaptureView](ctx, s.pl.d, folder, thaiDuty, "capture.show", s.pl.args(taken.Record))
	if err == nil && len(view.Confirmed) == 0 {
		err = errors.New("the report became no record")
	}
	if err != nil {
		return id, err
	}
	return view.Confirmed[0].Record, nil
}

// now is what was confirmed so far.
func (s *steady) now() (notices []lanna.RecordID, refused int, longest time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]lanna.RecordID(nil), s.notices...), s.refused, s.longest, s.err
}

// confirmedBy is how many notices a process confirmed.
func (s *steady) confirmedBy(process int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[process]
}

// fresh forgets the longest wait, so that the next is of what comes.
func (s *steady) fresh() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longest = 0
	return len(s.notices)
}

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
