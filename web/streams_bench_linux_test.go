package web_test

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"runtime/metrics"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"
	"golang.org/x/sys/unix"

	"lanna"
	"lanna/backup"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/web"
)

var (
	streamsFor  = flag.Duration("streams-for", 20*time.Second, "how long notices are confirmed beside open event streams")
	streamCount = flag.Int("streams", 500, "officers with open event streams")
)

// BenchmarkStreams has officers sign in and keep event streams open, confirms 20
// notices a second, and takes from each confirmation until the event is at the last
// browser. "ratio" is the p99 of that with all officers against the p50 with one,
// in one run; browsers and notices are of the same process.
func BenchmarkStreams(b *testing.B) {
	for b.Loop() {
		one := streams(b, 1, 10*time.Second)
		all := streams(b, *streamCount, *streamsFor)
		b.ReportMetric(all.at(0.99)/one.at(0.5), "ratio")
		b.ReportMetric(one.at(0.5), "ms-p50-of-one")
		b.ReportMetric(one.at(0.99), "ms-p99-of-one")
		b.ReportMetric(all.at(0.5), "ms-p50")
		b.ReportMetric(all.at(0.99), "ms-p99")
		b.ReportMetric(all.rate, "notices/s")
		b.ReportMetric(float64(all.lost), "lost")
		for i, mb := range all.heap {
			b.ReportMetric(mb, []string{"MB-after-a-tenth", "MB-halfway", "MB-at-the-end"}[i])
		}
	}
}

// BenchmarkBackupBesideStreams confirms notices as fast as four officers can, with
// all event streams open, first alone and then while backups are made, one after
// another, as a node that serves makes them. "ratio" is the second against the first.
func BenchmarkBackupBesideStreams(b *testing.B) {
	for b.Loop() {
		h := openHall(b, *streamCount)
		const officers, turns = 4, 5
		each := *streamsFor / (2 * turns)
		var alone, beside float64
		backups := 0
		for range turns { // in turns, so that a register that grows and other work on the machine meet both
			alone += h.rush(b, officers, each)
			ctx, stop := context.WithCancel(b.Context())
			made := make(chan int)
			go func() { made <- h.backups(b, ctx) }()
			beside += h.rush(b, officers, each)
			stop()
			backups += <-made
		}
		h.close()
		b.ReportMetric(beside/alone, "ratio")
		b.ReportMetric(alone/turns, "notices/s")
		b.ReportMetric(beside/turns, "notices/s-beside")
		b.ReportMetric(float64(backups), "backups")
	}
}

// A heard is how long events took to the last browser.
type heard struct {
	ms   []float64  // sorted
	rate float64    // notices a second that were confirmed
	lost int        // events that some browser did not hear
	heap [3]float64 // MB, of the node and the browsers: after a tenth, a half, at the end
}

func (h *heard) at(q float64) float64 { return h.ms[min(len(h.ms)-1, int(q*float64(len(h.ms))))] }

func streams(b *testing.B, officers int, during time.Duration) *heard {
	h := openHall(b, officers)
	defer h.close()
	began, times, out, looks := time.Now(), []time.Time{}, &heard{}, []time.Duration{during / 10, during / 2}
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for time.Since(began) < during {
		<-tick.C
		times = append(times, time.Now())
		h.confirm(b, len(times))
		if i := 2 - len(looks); len(looks) > 0 && time.Since(began) > looks[0] {
			looks = looks[1:]
			out.heap[i] = heapMB()
		}
	}
	out.rate = float64(len(times)) / time.Since(began).Seconds()
	for end := time.Now().Add(10 * time.Second); h.heard.to(len(times)-1) < officers && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	out.heap[2] = heapMB()
	for k, from := range times {
		out.lost += officers - h.heard.to(k)
		out.ms = append(out.ms, float64(h.heard.last[k].Load()-from.UnixNano())/1e6)
	}
	slices.Sort(out.ms)
	return out
}

// heapMB is what the last collection left; to collect here would hold up notices.
func heapMB() float64 {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	return float64(live[0].Value.Uint64()) / (1 << 20)
}

// A hall is a node with officers who keep event streams open.
type hall struct {
	*desktest.World
	server  *httptest.Server
	heard   *browsers
	reports atomic.Int64
}

func openHall(b *testing.B, officers int) *hall {
	h := &hall{World: desktest.New(b, desktest.Options{Config: func(c *desk.Config) { c.Clock = lanna.ClockFunc(time.Now) }})}
	pages, err := web.New(web.Config{Desk: h.Desk, Now: time.Now, Exercise: true, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
	ok(b, err)
	h.server = httptest.NewServer(pages)
	h.heard = newBrowsers(b)
	for i := range officers {
		login := fmt.Sprintf("watch%d", i)
		h.Hire(b, desk.Account{Login: login, Roles: []lanna.Role{lanna.DutyOfficer}, Desk: "centre"})
		h.heard.add(b, h.server.URL, signedIn(b, h.server.URL, login))
	}
	go h.heard.run()
	return h
}

func (h *hall) close() {
	h.server.CloseClientConnections()
	h.server.Close()
	h.heard.close()
	h.Desk.Close()
}

// confirm reports the k-th bounty: three records, signed, in one transaction.
func (h *hall) confirm(b *testing.B, k int) {
	_, err := h.Capture(b.Context(), h.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: fmt.Sprint("EXERCISE ", k)}, {Property: lanna.Amount, Value: "600000 CNY"}}}})
	if err != nil {
		b.Error(err)
	}
}

// rush returns how many notices a second officers confirm who do nothing else.
func (h *hall) rush(b *testing.B, officers int, during time.Duration) float64 {
	began, from, done := time.Now(), h.reports.Load(), make(chan bool)
	for range officers {
		go func() {
			for time.Since(began) < during {
				h.confirm(b, int(h.reports.Add(1)))
			}
			done <- true
		}()
	}
	for range officers {
		<-done
	}
	return float64(h.reports.Load()-from) / time.Since(began).Seconds()
}

// backups makes backups until the context ends, and returns how many were begun.
func (h *hall) backups(b *testing.B, ctx context.Context) (n int) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		b.Error(err)
		return 0
	}
	m := backup.Making{Dir: b.TempDir(), Recipients: []age.Recipient{key.Recipient()}, Store: h.Store, Blobs: h.Config.Blobs, Signer: h.Config.Signer,
		Leave: func(string) bool { return false }, Code: "XX", Clock: h.Config.Clock, Gentle: true}
	for ; ctx.Err() == nil; n++ {
		if _, err := m.Make(ctx); err != nil && ctx.Err() == nil {
			b.Error(err)
			return n
		}
	}
	return n
}

// browsers are open event streams, read by one goroutine, so that the load that they
// are is little more than what the kernel does.
type browsers struct {
	poll  int
	over  chan struct{}
	of    map[int32]*viewer
	last  []atomic.Int64 // when the k-th new alert reached the last of them so far
	by    []atomic.Int64 // how many it reached
	ended atomic.Bool
}

// A viewer is a browser that counts new alerts. Where notices are confirmed one after another, the
// order of events is theirs.
type viewer struct {
	file *os.File
	k    int    // how many it has heard of
	tail []byte // of what came last: a word may be cut
}

const mostNotices = 20_000

func newBrowsers(b *testing.B) *browsers {
	poll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	ok(b, err)
	return &browsers{poll: poll, over: make(chan struct{}), of: map[int32]*viewer{}, last: make([]atomic.Int64, mostNotices), by: make([]atomic.Int64, mostNotices)}
}

func (a *browsers) to(k int) int { return int(a.by[k].Load()) }

// add opens a stream with the cookies of an officer.
func (a *browsers) add(b *testing.B, base string, cookies []*http.Cookie) {
	b.Helper()
	r, err := http.NewRequest(http.MethodGet, base+"/live?after=0", nil)
	ok(b, err)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	conn, err := net.Dial("tcp", r.URL.Host)
	ok(b, err)
	ok(b, r.Write(conn))
	in := bufio.NewReader(conn)
	answer, err := http.ReadResponse(in, r)
	ok(b, err)
	if got := answer.Header.Get("Content-Type"); got != "text/event-stream" {
		b.Fatalf("answered %d, %q", answer.StatusCode, got)
	}
	one := &viewer{}
	one.file, err = conn.(*net.TCPConn).File()
	ok(b, err)
	conn.Close()
	rest, err := in.Peek(in.Buffered())
	ok(b, err)
	a.take(one, rest)
	fd := int32(one.file.Fd())
	ok(b, unix.SetNonblock(int(fd), true))
	ok(b, unix.EpollCtl(a.poll, unix.EPOLL_CTL_ADD, int(fd), &unix.EpollEvent{Events: unix.EPOLLIN, Fd: fd}))
	a.of[fd] = one
}

func (a *browsers) run() {
	defer close(a.over)
	ready, buf := make([]unix.EpollEvent, 256), make([]byte, 64<<10)
	for !a.ended.Load() {
		n, _ := unix.EpollWait(a.poll, ready, 100) // interrupted: none is ready
		for i := range max(n, 0) {
			fd := ready[i].Fd
			got, err := unix.Read(int(fd), buf)
			if err != nil || got == 0 {
				_ = unix.EpollCtl(a.poll, unix.EPOLL_CTL_DEL, int(fd), nil) // over: what it does not hear counts as lost
				continue
			}
			a.take(a.of[fd], buf[:got])
		}
	}
}

var newAlert = []byte(`"new":true`)

func (a *browsers) take(one *viewer, text []byte) {
	now := time.Now().UnixNano()
	all := append(one.tail, text...)
	for range min(bytes.Count(all, newAlert), mostNotices-one.k) {
		a.last[one.k].Store(max(now, a.last[one.k].Load())) // one goroutine takes
		a.by[one.k].Add(1)
		one.k++
	}
	one.tail = append(one.tail[:0], all[max(0, len(all)-len(newAlert)+1):]...)
}

func (a *browsers) close() {
	a.ended.Store(true)
	<-a.over
	for _, one := range a.of {
		one.file.Close()
	}
	unix.Close(a.poll)
}

// signedIn signs an officer in, and returns the browser's cookies.
func signedIn(b *testing.B, base, login string) []*http.Cookie {
	b.Helper()
	jar, err := cookiejar.New(nil)
	ok(b, err)
	client := &http.Client{Jar: jar, Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	page, err := client.Get(base + "/sign-in")
	ok(b, err)
	text := bodyOf(b, page)
	m := token.FindStringSubmatch(text)
	if m == nil {
		b.Fatal("no token on the page of sign-in")
	}
	for _, form := range []url.Values{{"_path": {"/sign-in"}, "name": {login}, "password": {desktest.Password}}, {"_path": {"/purpose"}, "_purpose": {"rescue"}}} {
		path := form.Get("_path")
		form.Set("_token", m[1])
		answer, err := client.PostForm(base+path, form)
		ok(b, err)
		if again := token.FindStringSubmatch(bodyOf(b, answer)); again != nil {
			m = again
		}
	}
	at, err := url.Parse(base)
	ok(b, err)
	return jar.Cookies(at)
}

func bodyOf(b *testing.B, answer *http.Response) string {
	b.Helper()
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	ok(b, err)
	return string(page)
}

func ok(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
