package gate

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A house is a gate before pages on a real listener. Who sends the cookie "in" has
// signed in; the device is what the header Device says.
type house struct {
	*Gate
	at      string
	asked   atomic.Int64 // requests that reached the pages
	hold    chan struct{}
	holding chan struct{}
	ahead   atomic.Int64 // of the system's clock
}

func open(t *testing.T, l Limits) *house {
	t.Helper()
	h := &house{hold: make(chan struct{}), holding: make(chan struct{}, 1000)}
	knows := func(r *http.Request) bool { _, err := r.Cookie("in"); return err == nil }
	device := func(r *http.Request) string { return r.Header.Get("Device") }
	h.Gate = New(l, func() time.Time { return time.Now().Add(time.Duration(h.ahead.Load())) }, knows, device, nil)
	h.here = func(netip.Addr) bool { return false }
	s := &http.Server{Handler: h.Handler(http.HandlerFunc(h.page))}
	h.Fit(s)
	on, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	h.at = on.Addr().String()
	go s.Serve(on)
	t.Cleanup(func() { s.Close() })
	return h
}

// page reads all that was sent; one under /hold stays until the test lets it go, one
// under /live is an event stream.
func (h *house) page(w http.ResponseWriter, r *http.Request) {
	h.asked.Add(1)
	if r.URL.Path == "/hold" || r.URL.Path == "/live" {
		w.WriteHeader(http.StatusOK)
		http.NewResponseController(w).Flush()
		h.holding <- struct{}{}
		select {
		case <-h.hold:
		case <-r.Context().Done():
		}
		return
	}
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, "cut", http.StatusBadRequest)
		return
	}
	fmt.Fprintln(w, n)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (h *house) ask(t *testing.T, method, path string, in bool, body io.Reader) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+h.at+path, body)
	must(t, err)
	r.Header.Set("Device", "198.51.100.7")
	if in {
		r.AddCookie(&http.Cookie{Name: "in", Value: "1"})
	}
	answer, err := http.DefaultClient.Do(r)
	must(t, err)
	return answer
}

func (h *house) status(t *testing.T, path string, in bool) int {
	t.Helper()
	answer := h.ask(t, "GET", path, in, nil)
	defer answer.Body.Close()
	_, err := io.Copy(io.Discard, answer.Body)
	must(t, err)
	return answer.StatusCode
}

// raw connects and writes words as they are.
func (h *house) raw(t *testing.T, words string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", h.at)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	_, err = io.WriteString(c, words)
	must(t, err)
	return c
}

func answered(t *testing.T, c net.Conn) string {
	t.Helper()
	line, err := bufio.NewReader(c).ReadString('\n')
	if err != nil {
		return ""
	}
	return strings.TrimSpace(line)
}

func quick() Limits {
	l := Usual
	l.Header, l.Grace, l.Line = 200*time.Millisecond, 300*time.Millisecond, 100*time.Millisecond
	return l
}

// Slowloris, the header: one that does not end is cut off.
func TestAHeaderThatNeverEndsIsCutOff(t *testing.T) {
	h := open(t, quick())
	c := h.raw(t, "GET / HTTP/1.1\r\nHost: localhost\r\n")
	for range 20 { // a line now and then does not help
		if _, err := io.WriteString(c, "X: y\r\n"); err != nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if got := answered(t, c); got != "" && !strings.Contains(got, "408") || h.asked.Load() != 0 {
		t.Errorf("answered %q, and %d requests came through", got, h.asked.Load())
	}
	if n := settled(h.conns.count, 0); n != 0 {
		t.Errorf("%d connections are held", n)
	}
}

// settled waits until a count is what it has to be.
func settled(count func() int, want int) (n int) {
	for range 500 {
		if n = count(); n == want {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	return n
}

// Slowloris, the body: a byte now and then is cut off, in the small form of a
// stranger and in an officer's upload; neither holds up anybody meanwhile.
func TestABodyThatHardlyMovesIsCutOff(t *testing.T) {
	l := quick()
	l.Working, l.Uploads = 1, 1
	h := open(t, l)
	for _, request := range []string{"Content-Length: 4000\r\n", "Cookie: in=1\r\nContent-Length: 4000\r\n", "Cookie: in=1\r\nContent-Length: 5000000\r\n"} {
		before := h.Counts().Refused[ByPace]
		c := h.raw(t, "POST /form HTTP/1.1\r\nHost: localhost\r\nDevice: 198.51.100.9\r\n"+request+"\r\n")
		began := time.Now()
		for time.Since(began) < 30*time.Second {
			if _, err := io.WriteString(c, "x"); err != nil {
				break
			}
			if got := h.status(t, "/", true); got != http.StatusOK {
				t.Fatalf("another page answers %d meanwhile", got)
			}
			if h.Counts().Refused[ByPace] > before {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if got := answered(t, c); !strings.Contains(got, "408") && !strings.Contains(got, "400") && got != "" {
			t.Errorf("%q: answered %q", request, got)
		}
		if h.Counts().Refused[ByPace] != before+1 {
			t.Errorf("%q: not cut off for its pace", request)
		}
	}
}

// A picture of 5 MB on a link of 64 kbit/s takes more than ten minutes and comes
// whole: the same proportions, three thousand times as fast.
func TestAPictureOnAPoorLinkComesWhole(t *testing.T) {
	const faster = 3000
	l := Usual
	l.Grace, l.Pace = 500*time.Millisecond, l.Pace*faster // of a minute, a hundred and twentieth
	h := open(t, l)
	const size, link = 5 << 20, 6000 * faster // bytes, and bytes a second of 64 kbit/s with a fifth lost
	answer := h.ask(t, "POST", "/capture/picture", true, &trickle{left: size, rate: link})
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	must(t, err)
	if strings.TrimSpace(string(got)) != strconv.Itoa(size) {
		t.Errorf("%s: %s", answer.Status, got)
	}
}

// A trickle gives bytes at a rate.
type trickle struct {
	left, given int
	rate        int
	began       time.Time
}

func (r *trickle) Read(b []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	if r.began.IsZero() {
		r.began = time.Now()
	}
	n := min(len(b), r.left, 32<<10)
	r.left, r.given = r.left-n, r.given+n
	time.Sleep(time.Until(r.began.Add(time.Duration(r.given) * time.Second / time.Duration(r.rate))))
	return n, nil
}

// The worth of what has come, with the numbers as they are: no link that is served
// is ever behind, and a byte every ten seconds is cut after a minute.
func TestThePaceOfThePoorestLink(t *testing.T) {
	g := New(Usual, time.Now, nil, nil, nil)
	p := &paced{g: g, began: time.Now()}
	for second := range 900 {
		p.read = int64(second) * 6000
		if need := time.Duration(second) * time.Second; p.worth(p.read) < need {
			t.Fatalf("after %s the picture would be cut off", need)
		}
	}
	p.read = 6
	if p.worth(p.read) > 61*time.Second {
		t.Errorf("a byte every ten seconds holds a connection for %s", p.worth(p.read))
	}
}

// Requests in work have a bound. Event streams and /healthz have room of their own,
// and when the work is done there is room again.
func TestABusyNodeSaysSoAndKeepsRoom(t *testing.T) {
	l := quick()
	l.Working, l.Streams = 2, 1
	h := open(t, l)
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() { h.status(t, "/hold", true) })
	}
	<-h.holding
	<-h.holding
	answer := h.ask(t, "GET", "/queue", true, nil)
	answer.Body.Close()
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
		t.Errorf("a full node answers %s", answer.Status)
	}
	ctx, closeStream := context.WithCancel(t.Context())
	stream, err := http.NewRequestWithContext(ctx, "GET", "http://"+h.at+"/live", nil)
	must(t, err)
	stream.Header.Set("Cookie", "in=1")
	live, err := http.DefaultClient.Do(stream)
	must(t, err)
	if live.StatusCode != http.StatusOK {
		t.Errorf("an event stream beside it: %s", live.Status)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := h.status(t, path, false); got != http.StatusOK {
			t.Errorf("%s: %d", path, got)
		}
	}
	if got := h.status(t, "/live", true); got != http.StatusServiceUnavailable {
		t.Errorf("one stream more than there is room for: %d", got)
	}
	if c := h.Counts(); c.Working != 2 || c.Streams != 1 || c.Refused[ByWorking] != 1 || c.Refused[ByStreams] != 1 {
		t.Errorf("counted %+v", c)
	}
	closeStream()
	live.Body.Close()
	close(h.hold)
	all.Wait()
	if got := h.status(t, "/queue", true); got != http.StatusOK {
		t.Errorf("afterwards: %d", got)
	}
}

// A short crowd waits in line and is served.
func TestACrowdWaitsInLine(t *testing.T) {
	l := Usual
	l.Working = 4
	h := open(t, l)
	var all sync.WaitGroup
	var failed atomic.Int64
	for range 4 * 5 { // four in work, sixteen in line
		all.Go(func() {
			if h.status(t, "/hold", true) != http.StatusOK {
				failed.Add(1)
			}
		})
	}
	for range 4 {
		<-h.holding
	}
	close(h.hold)
	all.Wait()
	if failed.Load() != 0 {
		t.Errorf("%d were refused", failed.Load())
	}
}

func TestConnectionsHaveABound(t *testing.T) {
	l := Usual
	l.Connections, l.PerAddress, l.Reserve = 6, 4, 2
	h := open(t, l)
	for range 4 {
		h.raw(t, "")
	}
	if n := settled(h.conns.count, 4); n != 4 {
		t.Fatalf("%d connections", n)
	}
	if got := answered(t, h.raw(t, "")); got != "" || h.Counts().Refused[ByAddress] != 1 {
		t.Errorf("a fifth of one address: %q, %+v", got, h.Counts().Refused)
	}
	h.here = func(netip.Addr) bool { return true } // as a proxy of ours, who stands for many
	for range 4 {
		h.raw(t, "")
	}
	if n := settled(h.conns.count, 8); n != 8 {
		t.Errorf("%d connections, with the reserve", n)
	}
	if got := answered(t, h.raw(t, "")); got != "" || h.Counts().Refused[ByConnections] != 1 {
		t.Errorf("one more than there is room for in all: %q", got)
	}
}

// A body of 1 GB is refused before it is sent, whoever sends it; so is what no form
// of a stranger holds.
func TestABodyTooLargeIsRefusedUnread(t *testing.T) {
	h := open(t, quick())
	for _, request := range []string{"Cookie: in=1\r\nContent-Length: 1073741824\r\n", "Content-Length: 1073741824\r\n", "Content-Length: 40000\r\n", "Transfer-Encoding: chunked\r\n"} {
		c := h.raw(t, "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nDevice: 198.51.100.9\r\n"+request+"\r\n")
		if got := answered(t, c); !strings.Contains(got, "413") {
			t.Errorf("%q: %q", request, got)
		}
	}
	if h.asked.Load() != 0 {
		t.Error("it came through")
	}
}

// Bombs of headers and cookies are refused by their size.
func TestHeaderAndCookieBombs(t *testing.T) {
	h := open(t, quick())
	long := strings.Repeat("x", 100<<10)
	var many bytes.Buffer
	for i := range 20_000 {
		fmt.Fprintf(&many, "X-%d: y\r\n", i)
	}
	for name, request := range map[string]string{"one header": "X: " + long + "\r\n", "many headers": many.String(), "a cookie": "Cookie: in=" + long + "\r\n",
		"cookies": "Cookie: " + strings.Repeat("a=b; ", 20_000) + "\r\n", "an address": ""} {
		path := "/"
		if name == "an address" {
			path += long
		}
		c, err := net.Dial("tcp", h.at)
		must(t, err)
		go io.WriteString(c, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n"+request+"\r\n") // the node may hang up in the middle
		if got := answered(t, c); got != "" && !strings.Contains(got, "431") {
			t.Errorf("%s: %q", name, got)
		}
		c.Close()
	}
	if h.asked.Load() != 0 {
		t.Error("one came through")
	}
}

// However often a stranger's address asks, few requests reach the pages, and who
// has signed in there is served all the same.
func TestAFloodAtTheDoorReachesFewPages(t *testing.T) {
	h := open(t, Usual)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	var through, refused atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range 16 {
		all.Go(func() {
			for range 200 {
				r, err := http.NewRequestWithContext(t.Context(), "POST", "http://"+h.at+"/sign-in", strings.NewReader("name=duty&password=guess"))
				if err != nil {
					t.Error(err)
					return
				}
				r.Header.Set("Device", "198.51.100.7")
				answer, err := client.Do(r)
				if err != nil {
					t.Error(err)
					return
				}
				io.Copy(io.Discard, answer.Body)
				answer.Body.Close()
				if answer.StatusCode == http.StatusTooManyRequests && answer.Header.Get("Retry-After") != "" {
					refused.Add(1)
				} else {
					through.Add(1)
				}
			}
		})
	}
	all.Wait()
	most := int64(Usual.Burst) + int64(Usual.Rate*time.Since(began).Seconds()) + 1
	if through.Load() < int64(Usual.Burst) || through.Load() > most || through.Load()+refused.Load() != 3200 {
		t.Errorf("%d came through, %d were refused", through.Load(), refused.Load())
	}
	if got := h.status(t, "/queue", true); got != http.StatusOK {
		t.Errorf("an officer at that address: %d", got)
	}
	h.ahead.Add(int64(2 * time.Second))
	if got := h.status(t, "/sign-in", false); got != http.StatusOK {
		t.Errorf("two seconds later: %d", got)
	}
}

// What is remembered of addresses does not grow without an end, and one network of
// IPv6 is one address.
func TestAddressesAreForgotten(t *testing.T) {
	b := buckets{rate: 5, burst: 10, list: map[string]*bucket{}}
	now := time.Now()
	for i := range 10_000 {
		b.take(network(fmt.Sprintf("2001:db8:%x::1", i)), now.Add(time.Duration(i)*10*time.Millisecond))
	}
	if len(b.list) > 500 {
		t.Errorf("%d addresses are remembered", len(b.list))
	}
	if network("2001:db8::1") != network("2001:db8::ffff:2") || network("::ffff:192.0.2.1") != "192.0.2.1" {
		t.Error("one device has many addresses")
	}
}

// An answer that is not read ends: it does not hold a place in the work for ever.
func TestAnAnswerThatNobodyReadsEnds(t *testing.T) {
	l := quick()
	l.Pace = 100 << 20
	h := open(t, l)
	ended := make(chan error, 1)
	s := &http.Server{Handler: h.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		var err error
		for b := make([]byte, 1<<20); err == nil; {
			_, err = w.Write(b)
		}
		ended <- err
	}))}
	on, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	go s.Serve(on)
	t.Cleanup(func() { s.Close() })
	c, err := net.Dial("tcp", on.Addr().String())
	must(t, err)
	defer c.Close()
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: localhost\r\nCookie: in=1\r\n\r\n")
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		t.Error("it waits for ever")
	}
	if n := settled(h.working.count, 0); n != 0 {
		t.Errorf("%d are in work", n)
	}
}
