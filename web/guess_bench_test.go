package web_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/web"
)

// BenchmarkQueueUnderGuesses compares the queue page as an officer gets it with
// the same while 100 wrong sign-ins a second come in, each from an address of
// its own with a login of its own, so that no limit of address or login holds
// them off. Both are measured in one run, after the first seconds, in which
// strangers may spend more.
func BenchmarkQueueUnderGuesses(b *testing.B) {
	w := desktest.New(b, desktest.Options{Config: func(c *desk.Config) { c.Password, c.Clock = desk.DefaultPasswordCost, lanna.ClockFunc(time.Now) }})
	pages, err := web.New(web.Config{Desk: w.Desk, Now: time.Now, Exercise: true, Zone: time.UTC, Proxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(pages)
	defer server.Close()
	officer := browser(b, server.URL)
	officer("/sign-in", url.Values{"name": {"duty"}, "password": {desktest.Password}}, "")
	officer("/purpose", url.Values{"_purpose": {"rescue"}}, "")
	for b.Loop() {
		from := time.Now()
		if _, err := w.SignIn(b.Context(), desk.Proof{Login: "duty", Password: "a guess, a guess", Remote: fmt.Sprint(from)}); err == nil {
			b.Fatal("a guess came in")
		}
		hash := time.Since(from)
		alone := median(b, officer)
		stop, refused := guess(b, server.URL)
		under := median(b, officer)
		stop()
		b.ReportMetric(under.Seconds()/alone.Seconds(), "ratio")
		b.ReportMetric(float64(hash.Microseconds())/1000, "ms/sign-in")
		b.ReportMetric(float64(alone.Microseconds())/1000, "ms-alone")
		b.ReportMetric(float64(under.Microseconds())/1000, "ms-under-guesses")
		b.ReportMetric(float64(refused()), "guesses")
	}
}

// browser returns what a person does in one: with fields it fills in the form of
// the page, without it reads it.
func browser(b *testing.B, base string) func(path string, fields url.Values, from string) int {
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	do := func(method, path, body, from string) (int, string) {
		r, err := http.NewRequestWithContext(b.Context(), method, base+path, strings.NewReader(body))
		if err != nil {
			return 0, ""
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if from != "" {
			r.Header.Set("X-Forwarded-For", from)
		}
		answer, err := client.Do(r)
		if err != nil {
			return 0, ""
		}
		defer answer.Body.Close()
		page, _ := io.ReadAll(answer.Body) // cut short, it holds no token
		return answer.StatusCode, string(page)
	}
	form := ""
	return func(path string, fields url.Values, from string) int {
		if fields == nil {
			code, _ := do("GET", path, "", from)
			return code
		}
		if form == "" || from == "" {
			_, page := do("GET", path, "", from)
			if m := token.FindStringSubmatch(page); m != nil {
				form = m[1]
			}
		}
		fields.Set("_token", form)
		code, _ := do("POST", path, fields.Encode(), from)
		return code
	}
}

func median(b *testing.B, officer func(string, url.Values, string) int) time.Duration {
	var times []time.Duration
	for range 200 {
		from := time.Now()
		if code := officer("/queue", nil, ""); code != http.StatusOK {
			b.Fatalf("the queue answers %d", code)
		}
		times = append(times, time.Since(from))
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// guess sends 100 wrong sign-ins a second until it is stopped, and counts them.
func guess(b *testing.B, base string) (stop func(), sent func() int) {
	done := make(chan struct{})
	var all sync.WaitGroup
	var mu sync.Mutex
	n := 0
	all.Go(func() {
		stranger := browser(b, base)
		stranger("/sign-in", url.Values{}, "198.51.100.1")
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-done:
				return
			case <-tick.C:
				all.Go(func() {
					code := stranger("/sign-in", url.Values{"name": {fmt.Sprint("name", i)}, "password": {"a guess, a guess"}}, fmt.Sprintf("198.51.%d.%d", i/250%250, i%250))
					mu.Lock()
					defer mu.Unlock()
					if code == http.StatusForbidden || code == http.StatusTooManyRequests {
						n++
					}
				})
			}
		}
	})
	time.Sleep(8 * time.Second) // what strangers may spend at once is spent
	return func() { close(done); all.Wait() }, func() int { return n }
}
