package wake

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// A phone is a browser that is subscribed at the push service of the test.
type phone struct {
	key  *ecdh.PrivateKey
	auth []byte
}

// A service is a push service (RFC 8030) that opens what it is sent as the browser
// would, and so sees what the officer is shown.
type service struct {
	*httptest.Server
	mu     sync.Mutex
	phones map[string]*phone
	answer map[string][]int // what a phone's endpoint answers, in turn; then 201
	shown  []map[string]any
	ids    []string // topics, of all that came
	by     string   // the node's key
}

func pushService(t *testing.T) *service {
	s := &service{phones: map[string]*phone{}, answer: map[string][]int{}}
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		name := strings.TrimPrefix(r.URL.Path, "/send/")
		s.ids = append(s.ids, r.Header.Get("Topic"))
		code := http.StatusCreated
		if list := s.answer[name]; len(list) > 0 {
			code, s.answer[name] = list[0], list[1:]
		}
		if code == http.StatusCreated {
			note, err := s.open(name, r)
			if err != nil {
				t.Errorf("what came to %s: %v", name, err)
			}
			s.shown = append(s.shown, note)
		}
		w.WriteHeader(code)
	}))
	t.Cleanup(s.Close)
	return s
}

// subscribe is what a browser hands to the page.
func (s *service) subscribe(t *testing.T, name string) desk.Push {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	must(t, err)
	auth := make([]byte, 16)
	rand.Read(auth)
	s.phones[name] = &phone{key, auth}
	return desk.Push{Endpoint: s.URL + "/send/" + name, Key: base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()),
		Auth: base64.RawURLEncoding.EncodeToString(auth), Device: "EXERCISE"}
}

// open checks who sent (RFC 8292) and opens the message (RFC 8188, 8291).
func (s *service) open(name string, r *http.Request) (note map[string]any, err error) {
	if err := s.vapid(r); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(r.Body)
	if err != nil || r.Header.Get("Content-Encoding") != "aes128gcm" || len(b) < 21+65 || b[20] != 65 || int(binary.BigEndian.Uint32(b[16:])) < len(b)-86 {
		return nil, errors.New("no message in one record of aes128gcm")
	}
	salt, theirs, sealed, p := b[:16], b[21:86], b[86:], s.phones[name]
	from, err := ecdh.P256().NewPublicKey(theirs)
	if err != nil {
		return nil, err
	}
	shared, err := p.key.ECDH(from)
	if err != nil {
		return nil, err
	}
	ikm, _ := hkdf.Key(sha256.New, shared, p.auth, "WebPush: info\x00"+string(p.key.PublicKey().Bytes())+string(theirs), 32)
	key, _ := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, _ := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	end := strings.LastIndexByte(string(plain), 2)
	return note, json.Unmarshal(plain[:max(end, 0)], &note)
}

// vapid checks the node's signature: for this service, for at most a day, and
// always with one key.
func (s *service) vapid(r *http.Request) error {
	token, k, _ := strings.Cut(strings.TrimPrefix(r.Header.Get("Authorization"), "vapid t="), ", k=")
	if s.by == "" {
		s.by = k
	}
	raw, err := base64.RawURLEncoding.DecodeString(k)
	parts := strings.Split(token, ".")
	if err != nil || k != s.by || len(raw) != 65 || len(parts) != 3 {
		return errors.New("not from the node")
	}
	sig, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(sig) != 64 {
		return errors.New("no signature")
	}
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		return err
	}
	d := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(key, d[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return errors.New("a wrong signature")
	}
	var said struct {
		Aud, Sub string
		Exp      int64
	}
	body, _ := base64.RawURLEncoding.DecodeString(parts[1])
	if err := json.Unmarshal(body, &said); err != nil {
		return err
	}
	if said.Aud != s.URL || said.Sub != "mailto:node@agency.invalid" || time.Until(time.Unix(said.Exp, 0)) > 24*time.Hour {
		return errors.New("signed for somebody else: " + string(body))
	}
	return nil
}

func (s *service) took() []map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.shown)
}

// sends is a Push that may send to the service and believes its certificate.
func (s *service) sends(t *testing.T) *Push {
	u, err := url.Parse(s.URL)
	must(t, err)
	p, err := newPush(PushSetting{Contact: "node@agency.invalid", Hosts: []string{u.Host}}, reach{})
	must(t, err)
	trust(p.client, s.Server)
	return p
}

func trust(c *http.Client, s *httptest.Server) {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	c.Transport.(*http.Transport).TLSClientConfig = s.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	c.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
}

// A mailbox is another way, beside the push service.
type mailbox struct {
	mu   sync.Mutex
	sent []desk.WakeMessage
}

func (m *mailbox) Wake(_ context.Context, msg desk.WakeMessage) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = append(m.sent, msg)
	return nil
}

func (m *mailbox) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.sent)
}

func pushing(t *testing.T, s *service) (*desktest.World, *mailbox) {
	mail := &mailbox{}
	w := desktest.New(t, desktest.Options{Config: func(c *desk.Config) {
		c.Wakers = map[string]desk.Waker{desk.WakePush: s.sends(t), desk.WakeEmail: mail}
	}})
	w.Shift(t)
	return w, mail
}

func wakeAll(t *testing.T, w *desktest.World) {
	t.Helper()
	_, err := w.Wake(t.Context())
	must(t, err)
	w.WakesRest()
}

func drill(t *testing.T, w *desktest.World) lanna.RecordID {
	t.Helper()
	id, err := w.Drill(t.Context(), w.Leader, desktest.Rescue, "centre")
	must(t, err)
	return id
}

func TestADrillReachesABrowserAndNamesAnIDAndASeverityAlone(t *testing.T) {
	s := pushService(t)
	w, _ := pushing(t, s)
	must(t, w.AddPush(t.Context(), w.Duty, s.subscribe(t, "phone")))
	must(t, w.AddPush(t.Context(), w.Duty, s.subscribe(t, "laptop")))
	id := drill(t, w)
	wakeAll(t, w)
	shown := s.took()
	if len(shown) != 2 {
		t.Fatalf("%d browsers were reached, want both at once", len(shown))
	}
	a, err := w.AlertDetail(t.Context(), w.Duty, desktest.Rescue, id)
	must(t, err)
	want := map[string]any{"v": 1.0, "record": id.String(), "label": a.Label, "severity": "life", "drill": true, "exercise": true,
		"title": "EXERCISE · DRILL · ▲ THREAT TO LIFE " + a.Label, "text": "This is a drill, nobody is in danger. Open Lanna and acknowledge " + a.Label + ": the time is measured."}
	for _, note := range shown {
		for _, free := range []string{"id", "lang"} {
			delete(note, free)
		}
		if !reflect.DeepEqual(note, want) {
			t.Errorf("a browser shows %v, want %v", note, want)
		}
	}
	w.Clock.Add(42 * time.Second)
	must(t, w.Acknowledge(t.Context(), w.Duty, desktest.Rescue, id))
	r, err := w.Drilled(t.Context(), w.Leader, desktest.Rescue, id)
	must(t, err)
	if len(r.Wakes) != 2 || r.Wakes[0].Via != desk.WakePush || r.Wakes[0].Confirmed-r.Raised != 42_000 {
		t.Errorf("the drill's report: %+v", r.Wakes)
	}
	key, err := w.PushKey(t.Context())
	must(t, err)
	w.Restart(t)
	if again, err := w.PushKey(t.Context()); err != nil || again != key || key != s.by {
		t.Errorf("the node's key is %s, %s after a restart, and signed as %s (%v)", key, again, s.by, err)
	}
}

func TestAPushServiceThatIsBusyIsTriedAgainAndTheNextWayDoesNotWait(t *testing.T) {
	s := pushService(t)
	w, mail := pushing(t, s)
	must(t, w.AddPush(t.Context(), w.Duty, s.subscribe(t, "phone")))
	must(t, w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeEmail, To: "duty@agency.invalid"}}))
	s.answer["phone"] = []int{http.StatusServiceUnavailable, http.StatusTooManyRequests}
	drill(t, w)
	for _, step := range []struct {
		after         time.Duration
		shown, mailed int
	}{{0, 0, 0}, {time.Second, 0, 1}, {10 * time.Second, 0, 1}, {20 * time.Second, 1, 1}, {time.Hour, 1, 1}} {
		w.Clock.Add(step.after)
		wakeAll(t, w)
		if n, m := len(s.took()), mail.count(); n != step.shown || m != step.mailed {
			t.Fatalf("after %s: %d shown, %d mailed; want %d, %d", step.after, n, m, step.shown, step.mailed)
		}
	}
	if len(s.ids) != 3 || s.ids[0] != s.ids[2] {
		t.Errorf("repeats bear the topics %v, want one, so that the service keeps one", s.ids)
	}
}

func TestAPushThatNobodyConfirmsIsFollowedByTheSecondWay(t *testing.T) {
	s := pushService(t)
	w, mail := pushing(t, s)
	must(t, w.AddPush(t.Context(), w.Duty, s.subscribe(t, "phone")))
	must(t, w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeEmail, To: "duty@agency.invalid"}}))
	drill(t, w)
	wakeAll(t, w)
	w.Clock.Add(3*time.Minute - time.Millisecond)
	wakeAll(t, w)
	if len(s.took()) != 1 || mail.count() != 0 {
		t.Fatalf("%d shown, %d mailed before the second way's time", len(s.took()), mail.count())
	}
	w.Clock.Add(time.Millisecond)
	wakeAll(t, w)
	if mail.count() != 1 {
		t.Error("no mail followed")
	}
}

// A browser whose subscription ended is taken out, the log says so, and the next
// way is used at once.
func TestABrowserThatIsSubscribedNoMoreIsTakenOut(t *testing.T) {
	for _, code := range []int{http.StatusNotFound, http.StatusGone} {
		s := pushService(t)
		w, mail := pushing(t, s)
		must(t, w.AddPush(t.Context(), w.Duty, s.subscribe(t, "old")))
		must(t, w.AddPush(t.Context(), w.Second, s.subscribe(t, "other")))
		must(t, w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeEmail, To: "duty@agency.invalid"}}))
		s.answer["old"] = []int{code}
		drill(t, w)
		wakeAll(t, w)
		w.Clock.Add(time.Second)
		wakeAll(t, w)
		if mail.count() != 1 || len(s.ids) != 1 {
			t.Errorf("%d: %d mails, %d pushes", code, mail.count(), len(s.ids))
		}
		for who, want := range map[string]int{"duty": 0, "second": 1} {
			if list, err := w.Pushes(t.Context(), w.Officer(t, who)); err != nil || len(list) != want {
				t.Errorf("%d: %s has %d browsers (%v)", code, who, len(list), err)
			}
		}
		if dump := w.Dump(t); strings.Contains(dump, "/send/old") {
			t.Errorf("%d: what was taken out still lies in the store", code)
		}
	}
}

func TestABrowserIsTurnedOffByItsOfficerAndNothingOfItStays(t *testing.T) {
	s := pushService(t)
	w, _ := pushing(t, s)
	shared := s.subscribe(t, "shared")
	must(t, w.AddPush(t.Context(), w.Duty, shared))
	must(t, w.AddPush(t.Context(), w.Second, shared))
	list, err := w.Pushes(t.Context(), w.Duty)
	must(t, err)
	_, err = w.DropPush(t.Context(), w.Leader, list[0].Name())
	is(t, err, lanna.NotFound, "not-found")
	others, err := w.DropPush(t.Context(), w.Duty, list[0].Name())
	must(t, err)
	if !others {
		t.Error("it is not said that the browser wakes somebody else too")
	}
	others, err = w.DropPush(t.Context(), w.Second, list[0].Name())
	must(t, err)
	if others {
		t.Error("the browser is said to wake somebody")
	}
	drill(t, w)
	wakeAll(t, w)
	if len(s.ids) != 0 {
		t.Error("a browser that was turned off was woken")
	}
}

// Officers hand in what their browser says, and may hand in anything.
func TestAnEndpointIsCheckedBeforeItIsKept(t *testing.T) {
	s := pushService(t)
	w, _ := pushing(t, s)
	good := s.subscribe(t, "phone")
	for endpoint, code := range map[string]string{
		"http://fcm.googleapis.com/x":                          "push-malformed",
		"https://user:secret@fcm.googleapis.com/x":             "push-malformed",
		"file:///etc/passwd":                                   "push-malformed",
		"https://169.254.169.254/latest":                       "wake-host",
		"https://10.0.0.1/x":                                   "wake-host",
		"https://fcm.googleapis.com.evil.invalid":              "wake-host",
		"https://evilnotify.windows.com/":                      "wake-host",
		"https://" + strings.Repeat("a", 1000):                 "push-malformed",
		"https://fcm.googleapis.com:8443/x":                    "wake-host",
		"https://db5p.notify.windows.com/w/?token=x":           "",
		"https://web.push.apple.com/x":                         "",
		"https://updates.push.services.mozilla.com/wpush/v2/x": "",
	} {
		p := good
		p.Endpoint = endpoint
		if err := w.AddPush(t.Context(), w.Duty, p); err == nil && code != "" || err != nil && lanna.CodeOf(err) != code {
			t.Errorf("%s: %v, want %q", endpoint, err, code)
		}
	}
	for _, bad := range []desk.Push{{}, {Endpoint: good.Endpoint, Key: good.Key}, {Endpoint: good.Endpoint, Key: good.Auth, Auth: good.Auth}, {Endpoint: good.Endpoint, Key: "!", Auth: good.Auth}} {
		is(t, w.AddPush(t.Context(), w.Duty, bad), lanna.Invalid, "push-malformed")
	}
}

// A name that an attacker has resolve to the inside is not dialed, by no sender.
func TestNoSenderDialsIntoTheAgencysNetwork(t *testing.T) {
	for a, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "127.0.0.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false,
		"::ffff:10.0.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false, "ff02::1": false, "192.0.2.1": false, "10.20.30.40": true, "10.20.31.40": false, "192.168.7.7": true,
	} {
		r, err := newReach([]string{"10.20.30.0/24"}, "")
		must(t, err)
		if got := r.to("192.168.7.7:8443", "push.agency.invalid").dials(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %v", a, got)
		}
	}
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the inside was reached") }))
	defer inside.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(inside.URL, "https://"), ":")
	named := "127.0.0.1.nip.invalid:" + port // a name, as far as the list is concerned
	r := reach{}.to(named)
	c := r.client(time.Second)
	c.Transport.(*http.Transport).DialContext = resolving(c.Transport.(*http.Transport).DialContext, inside.Listener.Addr().String())
	trust(c, inside)
	_, err := c.Get("https://" + named)
	is(t, unsent(err), lanna.Invalid, "wake-inside")
}

// resolving is a dialer for whom every name resolves to one address.
func resolving(dial func(context.Context, string, string) (net.Conn, error), to string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) { return dial(ctx, network, to) }
}

func TestAClosedNetworkSaysThatThereIsNoPushService(t *testing.T) {
	s := pushService(t)
	w, mail := pushing(t, s)
	must(t, w.AddPush(t.Context(), w.Duty, s.subscribe(t, "phone")))
	must(t, w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeEmail, To: "duty@agency.invalid"}}))
	s.Close()
	id := drill(t, w)
	wakeAll(t, w)
	w.Clock.Add(time.Second)
	wakeAll(t, w)
	a, err := w.AlertDetail(t.Context(), w.Duty, desktest.Rescue, id)
	must(t, err)
	if len(a.Wakes) != 2 || a.Wakes[0].Code != "wake-push-unreachable" || mail.count() != 1 {
		t.Errorf("the alert tells %+v, and %d mails were sent", a.Wakes, mail.count())
	}
}
