package browsertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/extract/reading"
	"lanna/node"
)

// A site is a whole node with its pages on a free port. Everything on it is
// EXERCISE.
type site struct {
	url     string
	dir     string
	node    *node.Node
	stop    func()
	sent    int
	staff   map[string]desk.Actor
	reader  desk.PictureReader      // nil: chat
	partner *desktest.World         // the agency of received
	writer  lanna.WriterID          // of the site, once a partner knows it
	clients map[string]*http.Client // signed in, by login
	box     *postbox                // takes what wakes browsers; nil: nobody is woken
	ahead   time.Duration           // of the machine's clock, from the next start on
}

// Now is the time of the node.
func (s *site) Now() time.Time { return time.Now().Add(s.ahead) }

var why = desk.Why{Purpose: lanna.Rescue, Case: "C-118", Reason: "EXERCISE"}

func password(login string) string { return "EXERCISE-" + login + "-quartz-lantern-41" }

// employ is an officer with the password of the login.
func employ(login, name string, role lanna.Role, let ...lanna.Compartment) desk.Account {
	return desk.Account{Login: login, Name: name, Password: password(login), Roles: []lanna.Role{role}, Compartments: let}
}

// staff founds every site, besides the administrator.
var staff = []desk.Account{
	employ("admin2", "Administrator 2", lanna.Administrator),
	employ("duty", "Duty officer 14", lanna.DutyOfficer),
	employ("second", "Duty officer 15", lanna.DutyOfficer),
	employ("source", "Duty officer 16", lanna.DutyOfficer, lanna.SourceProtection),
	employ("leader", "Shift leader 2", lanna.ShiftLeader),
	employ("auditor", "Auditor 1", lanna.Auditor),
	employ("national", "National desk 3", lanna.NationalDesk),
}

// newSite makes a node, its officers and a shift, and serves it.
func newSite(t testing.TB) *site {
	t.Helper()
	return readingSite(t, nil)
}

// readingSite is newSite with a reading process of its own.
func readingSite(t testing.TB, reader desk.PictureReader) *site {
	t.Helper()
	s := &site{dir: t.TempDir(), staff: map[string]desk.Actor{}, reader: reader}
	err := node.Init(t.Context(), node.InitConfig{Dir: s.dir, Passphrase: "EXERCISE", RootFile: filepath.Join(s.dir, "root"), RootPassphrase: "EXERCISE", RootWork: 10, Key: desktest.CheapKey, Password: desktest.Cheap,
		Settings: node.Settings{Agency: "CENTRE", Kind: "centre", Zone: "Asia/Bangkok", Place: "Chiang Mai", Exercise: true}, Clock: node.Clock,
		First: employ("admin", "Administrator 1", lanna.Administrator), Others: staff})
	must(t, err)
	s.start(t)
	t.Cleanup(func() { s.stop() })
	s.hire(t)
	return s
}

// start opens the node in its folder and serves it on a free port.
func (s *site) start(t testing.TB) {
	t.Helper()
	s.startAt(t, "127.0.0.1:0")
}

// again starts the node where it was before, so that open pages find it.
func (s *site) again(t testing.TB) {
	t.Helper()
	s.startAt(t, strings.Replace(s.url, "http://localhost", "127.0.0.1", 1))
	s.staff["duty"], s.staff["second"] = s.actor(t, "duty"), s.actor(t, "second")
}

func (s *site) startAt(t testing.TB, address string) {
	t.Helper()
	if s.reader == nil {
		s.reader = chat{}
	}
	var wakers map[string]desk.Waker
	if s.box != nil {
		wakers = map[string]desk.Waker{desk.WakePush: s.box}
	}
	n, err := node.Open(context.Background(), node.Config{Dir: s.dir, Passphrase: "EXERCISE", Reader: s.reader, Clock: s, Password: desktest.Cheap, Wakers: wakers})
	must(t, err)
	l, err := net.Listen("tcp", address)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	s.node, s.url = n, "http://localhost:"+strings.Split(l.Addr().String(), ":")[1]
	go func() { served <- n.Serve(ctx, node.ServeConfig{Listen: l, Origin: s.url}) }()
	s.stop = func() {
		cancel()
		if err := errors.Join(<-served, n.Close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Error("node:", err)
		}
		s.stop = func() {}
	}
}

func (s *site) hire(t testing.TB) {
	t.Helper()
	id, _ := s.node.Desk.OfficerByLogin(t.Context(), "admin")
	admin, err := s.node.Desk.Actor(t.Context(), id)
	must(t, err)
	s.staff["admin"] = admin
	for _, p := range staff {
		id, _ := s.node.Desk.OfficerByLogin(t.Context(), p.Login)
		s.staff[p.Login], err = s.node.Desk.Actor(t.Context(), id)
		must(t, err)
	}
	rota := []lanna.OfficerID{s.staff["duty"].Officer, s.staff["second"].Officer}
	must(t, s.node.Desk.SetRota(t.Context(), admin, desk.Why{Purpose: why.Purpose, Case: why.Case, Reason: "EXERCISE"}, desk.AllDay("", rota...), lanna.Digest{}))
}

// capture hands a text to the desk, as somebody else at another screen would.
func (s *site) capture(t testing.TB, by, text string) lanna.RecordID {
	t.Helper()
	s.sent++
	id, err := s.node.Desk.Capture(t.Context(), s.staff[by], why, desk.Intake{Channel: "text", Text: text, Key: fmt.Sprint(t.Name(), s.sent)})
	must(t, err)
	return id
}

// raise captures a text and confirms every notice in it: alerts, with clocks.
func (s *site) raise(t testing.TB, by, marking, text string) []lanna.RecordID {
	t.Helper()
	return s.confirm(t, by, marking, s.capture(t, by, text))
}

// confirm confirms every notice in a capture.
func (s *site) confirm(t testing.TB, by, marking string, id lanna.RecordID) []lanna.RecordID {
	t.Helper()
	view, err := s.node.Desk.Proposals(t.Context(), s.staff[by], why, id)
	must(t, err)
	if len(view.Notices) == 0 {
		t.Fatalf("no notice was proposed of capture %s", id)
	}
	c := desk.Confirmation{Marking: marking, Key: id.String()}
	for _, n := range view.Notices {
		notice := desk.ConfirmedNotice{Number: n.Number, Keep: true}
		for _, f := range n.Fields {
			notice.Fields = append(notice.Fields, desk.ConfirmedField{ID: f.ID, Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		c.Notices = append(c.Notices, notice)
	}
	made, err := s.node.Desk.Confirm(t.Context(), s.staff[by], why, id, c)
	must(t, err)
	return made
}

// bounties are notices in five languages, each a threat to life.
var bounties = []string{
	"EXERCISE 悬赏60万 外号阿蓝 女24岁 证号539901200202144428 从银鹭园B栋跑出 抓回园区 现结",
	"EXERCISE 悬赏30万 外号老库 从翡翠湖大厦跑出 要活的",
	"EXERCISE WANTED alive: Somchai Testname, ran from Jade Lake Tower. Reward 500,000 baht. Telegram @nightwatch_x",
	"EXERCISE ตามหา นายสมชาย ทดสอบดี หนีจากตึกหยกเลค ใครจับได้ให้ 3 แสนบาท โทร 081 234 5678",
	"EXERCISE ဆုငွေ သိန်း ၅၀ ကိုအောင်အောင် ထွက်ပြေးသွားသည် ဖမ်းပေးပါ ဖုန်း 09 123456789",
	"EXERCISE ລາງວັນ 50 ລ້ານກີບ ທ້າວ ບຸນມີ ທົດສອບ ໜີອອກຈາກຕຶກ ຈັບມາໃຫ້ໄດ້ ໂທ 020 5555 1234",
}

func (s *site) raiseAll(t testing.TB) (ids []lanna.RecordID) {
	t.Helper()
	for _, text := range bounties {
		ids = append(ids, s.raise(t, "duty", desk.MarkLife, text)...)
	}
	return ids
}

// signIn signs in without a browser and returns a client with the session, a
// purpose chosen.
func (s *site) signIn(t testing.TB, login string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	must(t, err)
	c := &http.Client{Jar: jar, Timeout: patience}
	for { // on a busy machine hashes are slow, and who comes first from a device is told to wait
		status, wait, _ := s.post(t, c, "/sign-in", "/sign-in", url.Values{"name": {login}, "password": {password(login)}})
		if status == http.StatusOK {
			break
		}
		if status != http.StatusTooManyRequests {
			t.Fatalf("%s signs in: %d", login, status)
		}
		time.Sleep(wait)
	}
	s.submit(t, c, "/purpose", "/purpose", url.Values{"_purpose": {"rescue"}, "_case": {"C-118"}, "_reason": {"EXERCISE"}})
	return c
}

var tokenField = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// submit sends the form of a page, which has to be taken.
func (s *site) submit(t testing.TB, c *http.Client, page, action string, fields url.Values) string {
	t.Helper()
	status, _, body := s.post(t, c, page, action, fields)
	if status != http.StatusOK {
		t.Fatalf("POST %s: %d", action, status)
	}
	return body
}

// post loads the page of a form and sends the form; wait is what the answer asks for.
func (s *site) post(t testing.TB, c *http.Client, page, action string, fields url.Values) (status int, wait time.Duration, body string) {
	t.Helper()
	m := tokenField.FindStringSubmatch(s.get(t, c, page))
	if m == nil {
		t.Fatalf("no form on %s", page)
	}
	fields.Set("_token", m[1])
	r, err := c.PostForm(s.url+action, fields)
	must(t, err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	must(t, err)
	seconds, _ := strconv.Atoi(r.Header.Get("Retry-After")) // absent: at once
	return r.StatusCode, time.Duration(seconds) * time.Second, string(b)
}

func (s *site) get(t testing.TB, c *http.Client, path string) string {
	t.Helper()
	r, err := c.Get(s.url + path)
	must(t, err)
	defer r.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(r.Body)
	must(t, err)
	return body.String()
}

// chat stands in for the reading process: whatever comes, it shows one chat
// with two bubbles.
type chat struct{}

var chatLines = []string{"悬赏60万 外号阿蓝", "证号539901200202144428", "从银鹭园B栋跑出 抓回园区"}

func (chat) Read(_ context.Context, _ desk.Picture, safe io.Writer) (*desk.PictureRead, error) {
	page := image.NewRGBA(image.Rect(0, 0, 390, 400))
	draw.Draw(page, page.Rect, image.NewUniform(color.RGBA{237, 237, 237, 255}), image.Point{}, draw.Src)
	bubble := image.Rect(60, 80, 360, 230)
	draw.Draw(page, bubble, image.White, image.Point{}, draw.Src)
	r := &desk.PictureRead{SafeType: "image/png"}
	r.Width, r.Height, r.PHash = 390, 400, 0x9f3c5a6b1d2e4f70
	for i, text := range chatLines {
		line := reading.Line{Text: text, Box: reading.Box{X: 76, Y: 100 + 40*i, W: 16 * len([]rune(text)), H: 20}, Confidence: 0.97, Script: reading.ScriptHan,
			Ground: [3]uint8{255, 255, 255}, Bubble: reading.BoxOf(bubble)}
		for k := range len([]rune(text)) + 1 {
			line.Edges = append(line.Edges, 76+16*k)
		}
		r.Lines = append(r.Lines, line)
	}
	return r, png.Encode(safe, page)
}

func (chat) Redraw(_ context.Context, _ desk.Picture, _ []reading.Box, page io.Writer) error {
	return png.Encode(page, image.NewGray(image.Rect(0, 0, 390, 120)))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
