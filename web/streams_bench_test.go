package web_test

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
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
		b.ReportMetric(all.at(0.5), "ms-p50")
		b.ReportMetric(all.at(0.99), "ms-p99")
		b.ReportMetric(all.rate, "notices/s")
		b.ReportMetric(float64(all.lost), "lost")
		b.ReportMetric(all.early, "MB-after-a-quarter")
		b.ReportMetric(all.late, "MB-at-the-end")
	}
}

// A heard is how long events took to the last browser.
type heard struct {
	ms          []float64 // sorted
	rate        float64   // notices a second that were confirmed
	lost        int       // events that some browser did not hear
	early, late float64   // MB of heap, of the node and the browsers
}

func (h *heard) at(q float64) float64 { return h.ms[min(len(h.ms)-1, int(q*float64(len(h.ms))))] }

func streams(b *testing.B, officers int, during time.Duration) *heard {
	w := desktest.New(b, desktest.Options{Config: func(c *desk.Config) { c.Clock = lanna.ClockFunc(time.Now) }})
	pages, err := web.New(web.Config{Desk: w.Desk, Now: time.Now, Exercise: true, Zone: time.UTC, Log: slog.New(slog.DiscardHandler)})
	ok(b, err)
	server := httptest.NewServer(pages)
	defer server.Close()
	a := &arrivals{last: make([]atomic.Int64, 20*int(during.Seconds())+100), by: make([]atomic.Int64, 20*int(during.Seconds())+100)}
	var listening sync.WaitGroup
	for i := range officers {
		login := fmt.Sprintf("watch%d", i)
		w.Hire(b, desk.Account{Login: login, Roles: []lanna.Role{lanna.DutyOfficer}, Desk: "centre"})
		body := openStream(b, server.URL, login)
		listening.Go(func() { a.listen(body) })
	}
	began, times, out := time.Now(), []time.Time{}, &heard{}
	tick := time.NewTicker(50 * time.Millisecond)
	for time.Since(began) < during {
		<-tick.C
		times = append(times, time.Now())
		_, err := w.Capture(b.Context(), w.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
			{Property: lanna.Alias, Value: fmt.Sprint("EXERCISE ", len(times))}, {Property: lanna.Amount, Value: "600000 CNY"}}}})
		ok(b, err)
		if out.early == 0 && time.Since(began) > during/4 {
			out.early = heapMB()
		}
	}
	out.rate = float64(len(times)) / time.Since(began).Seconds()
	for end := time.Now().Add(10 * time.Second); a.by[len(times)-1].Load() < int64(officers) && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	out.late = heapMB()
	for k, from := range times {
		out.lost += officers - int(a.by[k].Load())
		out.ms = append(out.ms, float64(a.last[k].Load()-from.UnixNano())/1e6)
	}
	slices.Sort(out.ms)
	server.CloseClientConnections()
	listening.Wait()
	return out
}

func heapMB() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// arrivals are when the k-th new alert reached the last browser so far, and how
// many it reached. Notices are confirmed one after another, so that the order of
// events is theirs.
type arrivals struct{ last, by []atomic.Int64 }

func (a *arrivals) listen(body *bufio.Scanner) {
	for k := 0; body.Scan(); {
		line := body.Text()
		if !strings.HasPrefix(line, "data: ") || !strings.Contains(line, `"new":true`) || k >= len(a.last) {
			continue
		}
		now := time.Now().UnixNano()
		for was := a.last[k].Load(); was < now && !a.last[k].CompareAndSwap(was, now); was = a.last[k].Load() {
		}
		a.by[k].Add(1)
		k++
	}
}

// openStream signs an officer in and opens the stream of events.
func openStream(b *testing.B, base, login string) *bufio.Scanner {
	b.Helper()
	jar, err := cookiejar.New(nil)
	ok(b, err)
	client := &http.Client{Jar: jar, Transport: &http.Transport{}}
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
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, base+"/live?after=0", nil)
	ok(b, err)
	stream, err := client.Do(r)
	ok(b, err)
	if got := stream.Header.Get("Content-Type"); got != "text/event-stream" {
		b.Fatalf("%s is answered %d, %q", login, stream.StatusCode, got)
	}
	b.Cleanup(func() { stream.Body.Close() })
	return bufio.NewScanner(stream.Body)
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
