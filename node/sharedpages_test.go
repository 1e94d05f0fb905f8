package node_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/node"
	"lanna/store/postgres/pgtest"
)

// A browser is one at pages of several processes. Its cookies are good at all of
// them, as behind a balancer, since cookies ignore ports.
type browser struct {
	t    *testing.T
	http http.Client
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, http.Client{Jar: jar}}
}

func (b *browser) do(method, at string, form url.Values) (*http.Response, string) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, at, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	if method == "POST" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer, string(body)
}

var formToken = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// send loads a page at one process and sends its form to another.
func (b *browser) send(page, action string, form url.Values) *http.Response {
	b.t.Helper()
	_, html := b.do("GET", page, nil)
	m := formToken.FindStringSubmatch(html)
	if m == nil {
		b.t.Fatalf("no form on %s: %.300s", page, html)
	}
	form.Set("_token", m[1])
	answer, _ := b.do("POST", action, form)
	return answer
}

// at reports at which page one ends up who asks for another.
func (b *browser) at(page string) string {
	b.t.Helper()
	answer, _ := b.do("GET", page, nil)
	return answer.Request.URL.Path
}

// stream opens the stream of events; over is closed when it ends.
func (b *browser) stream(site string) (over chan struct{}) {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", site+"/live", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := b.http.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		b.t.Fatalf("no stream: %s", answer.Status)
	}
	over = make(chan struct{})
	go func() {
		defer close(over)
		defer answer.Body.Close()
		_, _ = io.Copy(io.Discard, answer.Body) // how it ends says nothing
	}()
	return over
}

// ended waits for a stream to end well before the heartbeat by which it would
// notice anyway.
func ended(t *testing.T, what string, over chan struct{}) {
	t.Helper()
	select {
	case <-over:
	case <-time.After(10 * time.Second):
		t.Errorf("%s, the page stays open", what)
	}
}

// twoSites are the pages of two processes that serve one node of an administrator
// and a duty officer.
func twoSites(t *testing.T) (a, b *node.Node, siteA, siteB string) {
	t.Helper()
	dir, second := filepath.Join(t.TempDir(), "d"), filepath.Join(t.TempDir(), "second")
	err := node.Init(t.Context(), node.InitConfig{Dir: dir, Passphrase: passphrase, RootFile: filepath.Join(t.TempDir(), "root.age"), RootPassphrase: rootWords,
		RootWork: 10, Key: desktest.CheapKey, Password: desktest.Cheap, Settings: node.Settings{Agency: "TH", Kind: "national", Zone: "Asia/Bangkok", Exercise: true},
		First:  desk.Account{Login: "admin", Name: "EXERCISE admin", Password: password, Roles: []lanna.Role{lanna.Administrator}},
		Others: []desk.Account{{Login: "duty", Name: "EXERCISE duty", Password: password, Roles: []lanna.Role{lanna.DutyOfficer}}},
		Policy: desk.Policy{SecondFactor: desk.FactorOptional}, Clock: node.Clock})
	if err != nil {
		t.Fatal(err)
	}
	at := pgtest.Shared(t).Database(t)
	if _, err := node.Move(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}, at, func(int64, int64) {}); err != nil {
		t.Fatal(err)
	}
	if err := node.Join(t.Context(), node.Config{Dir: second, Passphrase: passphrase, Store: at, Blobs: filepath.Join(dir, "blobs")}); err != nil {
		t.Fatal(err)
	}
	pages := func(n *node.Node) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		site := "http://" + l.Addr().String()
		serving(t, n, node.ServeConfig{Listen: l, Origin: site})
		return site
	}
	a, b = open(t, dir), open(t, second)
	return a, b, pages(a), pages(b)
}

// TestOneSessionAtTwoProcesses follows an officer whom a balancer sends now to one
// process and now to the other: signed in at one is signed in at both, what was
// chosen at one holds at both, and out at one is out at both, open pages included.
func TestOneSessionAtTwoProcesses(t *testing.T) {
	a, _, siteA, siteB := twoSites(t)
	officer := newBrowser(t)
	signIn := func(page, action string) {
		t.Helper()
		officer.send(page+"/sign-in", action+"/sign-in", url.Values{"name": {"duty"}, "password": {password}})
	}
	choose := func(page, action string) {
		t.Helper()
		officer.send(page+"/purpose", action+"/purpose", url.Values{"_purpose": {"rescue"}, "_case": {"C-118"}, "_reason": {"EXERCISE"}})
	}
	if p := officer.at(siteB + "/queue"); p != "/sign-in" {
		t.Fatalf("a stranger is at %s", p)
	}
	signIn(siteA, siteB) // the page of one, the form to the other
	choose(siteB, siteA)
	for _, site := range []string{siteA, siteB} {
		if p := officer.at(site + "/queue"); p != "/queue" {
			t.Errorf("signed in and with a purpose, the officer is at %s", p)
		}
	}
	for _, site := range []string{siteA, siteB} {
		if _, html := officer.do("GET", site+"/account", nil); strings.Count(html, `action="/account/end"`) != 1 {
			t.Errorf("the account lists %d sessions, want the one", strings.Count(html, `action="/account/end"`))
		}
	}

	over := officer.stream(siteB)
	officer.send(siteA+"/account", siteA+"/sign-out", url.Values{})
	ended(t, "signed out at the other process", over)
	for _, site := range []string{siteA, siteB} {
		if p := officer.at(site + "/queue"); p != "/sign-in" {
			t.Errorf("signed out, the officer is at %s", p)
		}
	}

	signIn(siteB, siteA)
	choose(siteA, siteB)
	over = officer.stream(siteB)
	duty, ok := a.Desk.OfficerByLogin(t.Context(), "duty")
	if !ok {
		t.Fatal("no officer")
	}
	admin, err := a.Desk.SignIn(t.Context(), desk.Proof{Login: "admin", Password: password, Remote: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Desk.Disable(t.Context(), admin, exercise, duty); err != nil {
		t.Fatal(err)
	}
	ended(t, "disabled at the other process", over)
	for _, site := range []string{siteB, siteA} {
		if p := officer.at(site + "/queue"); p != "/sign-in" {
			t.Errorf("disabled, the officer is at %s", p)
		}
	}
}

// TestWrongTriesCountAtAllProcesses guesses a password in turns: a stranger has no
// more tries for there being two processes.
func TestWrongTriesCountAtAllProcesses(t *testing.T) {
	a, b, _, _ := twoSites(t)
	try := func(n *node.Node, password string) error {
		_, err := n.Desk.SignIn(t.Context(), desk.Proof{Login: "duty", Password: password, Remote: "192.0.2.9"})
		return err
	}
	for i, n := range []*node.Node{a, b, a, b, a} {
		if code := lanna.CodeOf(try(n, "EXERCISE wrong")); code != "sign-in" {
			t.Fatalf("try %d: %s", i+1, code)
		}
	}
	for _, n := range []*node.Node{b, a} {
		if err := try(n, password); lanna.CodeOf(err) != "too-many-tries" || desk.WaitOf(err) <= 0 {
			t.Errorf("after five wrong tries the right password: %v", err)
		}
	}
	if _, err := b.Desk.SignIn(t.Context(), desk.Proof{Login: "duty", Password: password, Remote: "192.0.2.10"}); err != nil {
		t.Errorf("the officer at another device: %v", err)
	}
}

// TestReadsCountAtAllProcesses has an officer look at persons in turns at two
// processes: the limit of an hour is one.
func TestReadsCountAtAllProcesses(t *testing.T) {
	a, b, _, _ := twoSites(t)
	admin, err := a.Desk.SignIn(t.Context(), desk.Proof{Login: "admin", Password: password, Remote: "test"})
	if err != nil {
		t.Fatal(err)
	}
	policy, err := a.Desk.Policy(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	policy.Persons = 3
	if err := a.Desk.SetPolicy(t.Context(), admin, exercise, policy); err != nil {
		t.Fatal(err)
	}
	by, err := a.Desk.SignIn(t.Context(), desk.Proof{Login: "duty", Password: password, Remote: "test"}) // not signIn: this duty was never invited
	if err != nil {
		t.Fatal(err)
	}
	var ids []lanna.RecordID
	for i := range 4 {
		id, err := a.Desk.Capture(t.Context(), by, exercise, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{
			{Property: lanna.Name, Value: fmt.Sprintf("EXERCISE 李%d", i), Lang: "zh"}}}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for i, n := range []*node.Node{a, b, a, b} {
		v, err := n.Desk.Proposals(t.Context(), by, exercise, ids[i])
		for lanna.CodeOf(err) == "not-found" && t.Context().Err() == nil { // the other process has yet to hear of it
			time.Sleep(10 * time.Millisecond)
			v, err = n.Desk.Proposals(t.Context(), by, exercise, ids[i])
		}
		if i < 3 && err != nil {
			t.Fatalf("person %d: %v", i+1, err)
		}
		if i == 3 && lanna.CodeOf(err) != "too-many-persons" {
			t.Errorf("a fourth person within the hour: %v, %v", v != nil, err)
		}
	}
}

// TestWhoTakesTheClocksIsReady asks a process that stood by for a minute and has just
// taken the clocks over, before they first run: the balancer must not take it away at
// that moment.
func TestWhoTakesTheClocksIsReady(t *testing.T) {
	dir, url := movedNode(t, 0)
	second := filepath.Join(t.TempDir(), "second")
	if err := node.Join(t.Context(), node.Config{Dir: second, Passphrase: passphrase, Store: url, Blobs: filepath.Join(dir, "blobs")}); err != nil {
		t.Fatal(err)
	}
	a := open(t, dir)
	stopA := serving(t, a, node.ServeConfig{NoPages: true})
	for !a.OnDuty() {
		time.Sleep(time.Millisecond)
	}
	ahead := atomic.Int64{}
	b, err := node.Open(t.Context(), node.Config{Dir: second, Passphrase: passphrase,
		Clock: lanna.ClockFunc(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serving(t, b, node.ServeConfig{Listen: l, Tick: time.Hour})
	if b.OnDuty() {
		t.Fatal("both run the clocks")
	}
	ahead.Store(int64(time.Minute))
	stopA()
	for !b.OnDuty() {
		time.Sleep(time.Millisecond)
	}
	if answer, why := newBrowser(t).do("GET", "http://"+l.Addr().String()+"/readyz", nil); answer.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", answer.Status, why)
	}
}
