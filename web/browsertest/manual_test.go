package browsertest

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/docs"
	"lanna/extract/reading"
	"lanna/list"
)

// A shot is the picture of a page of the manual: which page of the program it
// shows, and what has to be in sight.
type shot struct {
	page, path, login string
	at                string // beginning of the id of what is to be in sight, its fold opened; "": the page's top
	height            int64
}

// The pictures of the manual show pages that are there. With LANNA_PICTURES
// (make pictures) they are drawn anew into the folder that it names; nothing
// compares pixels.
func TestManualShowsPagesThatAreThere(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("LANNA_PICTURES")
	var reader desk.PictureReader
	if dir != "" {
		reader = drawChat(t)
	}
	s := readingSite(t, reader)
	shots := s.shots(t)
	var pages []string
	for _, part := range docs.Parts[:len(docs.Parts)-1] { // docs/run has no pictures
		pages = append(pages, part.Pages...)
	}
	for _, shot := range shots {
		pages = slices.DeleteFunc(pages, func(p string) bool { return p == shot.page })
		s.there(t, shot)
		if dir != "" && shot.page != "due" && shot.page != "hit" {
			s.draw(t, dir, shot)
		}
	}
	if len(pages) > 0 {
		t.Errorf("pages of the manual without a picture: %v", pages)
	}
	if dir != "" {
		s.drawLater(t, dir, shots)
	}
}

// drawLater draws what takes a site of its own: what is due, and hit / no hit.
func (s *site) drawLater(t *testing.T, dir string, shots []shot) {
	s.stop()
	s.clients = nil // a node that begins anew knows no session
	s.ahead = 91 * 24 * time.Hour
	s.start(t)
	i := slices.IndexFunc(shots, func(x shot) bool { return x.page == "due" })
	s.draw(t, dir, shots[i])
	h, _, _ := hitSite(t)
	h.draw(t, dir, shot{"hit", "/hit", "hit", "", 700})
}

// client is one session for each login.
func (s *site) client(t *testing.T, login string) *http.Client {
	t.Helper()
	if s.clients == nil {
		s.clients = map[string]*http.Client{}
	}
	if s.clients[login] == nil {
		s.clients[login] = s.signIn(t, login)
	}
	return s.clients[login]
}

// there asks for the page without a browser.
func (s *site) there(t *testing.T, x shot) {
	t.Helper()
	c := http.DefaultClient
	if x.login != "" {
		c = s.client(t, x.login)
	}
	r, err := c.Get(s.url + x.path)
	must(t, err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	must(t, err)
	if r.StatusCode != http.StatusOK || r.Request.URL.Path != strings.Split(x.path, "?")[0] {
		t.Errorf("%s: %s is %s, at %s", x.page, x.path, r.Status, r.Request.URL.Path)
	}
	if !strings.Contains(string(body), "EXERCISE") || x.at != "" && !strings.Contains(string(body), `id="`+x.at) {
		t.Errorf("%s: %s says nothing of EXERCISE, or has no %q", x.page, x.path, x.at)
	}
}

// shots fills a site with what the manual tells of and lists its pictures.
func (s *site) shots(t *testing.T) []shot {
	t.Helper()
	d, ctx, duty := s.node.Desk, t.Context(), s.staff["duty"]
	ids := s.raiseAll(t)
	must(t, d.Acknowledge(ctx, duty, why, ids[1]))
	picture, err := d.Capture(ctx, duty, why, desk.Intake{Channel: "picture", FileName: "EXERCISE.png", Data: []byte("\x89PNG\r\n\x1a\nEXERCISE"), Key: "manual"})
	must(t, err)
	known := s.known(t, "TAN Wee Beng")
	s.known(t, "陈伟明")
	s.received(t)
	s.filled(t)
	record, err := d.Record(ctx, s.staff["national"], why, ids[0])
	must(t, err)
	must(t, d.SetSafety(ctx, duty, why, record.Person.Record, desk.DoNotContact, desk.Words{Text: "EXERCISE 手机被园区收走，来电会被听到", Lang: "zh"}))
	s.releaseFirst(t, record)
	s.subjects(t, ids[3])
	rows := s.listed(t)
	asked := s.askedBy(t)
	to := s.partner.Writer().String()
	return []shot{
		{"first-steps", "/queue", "duty", "", 640},
		{"account", "/account", "source", "", 640},
		{"capture", "/capture/" + picture.String(), "duty", "", 760},
		{"phone", "/capture", "duty", "by-phone", 820},
		{"alert", "/alerts/" + ids[0].String(), "duty", "", 760},
		{"close", "/alerts/" + ids[1].String(), "duty", "close-note", 640},
		{"handover", "/shift", "duty", "", 640},
		{"waking", "/account", "source", "wake", 560},
		{"record", "/records/" + ids[0].String(), "duty", "", 820},
		{"correct", "/records/" + ids[2].String(), "duty", "c-", 600},
		{"protect", "/records/" + record.Person.Record.String(), "duty", "", 560},
		{"same-person", "/records/" + known.String(), "duty", "panel", 600},
		{"search", "/search?q=" + url.QueryEscape("银鹭"), "duty", "", 600},
		{"offline", "/offline", "", "", 480},
		{"ask", "/records/" + ids[0].String() + "/ask?to=" + to, "duty", "", 820},
		{"answer", "/requests/" + asked, "national", "", 760},
		{"release", "/records/" + ids[3].String() + "/release?to=" + to, "national", "", 760},
		{"recall", "/records/" + ids[0].String() + "/release", "national", "recall-0", 480},
		{"hit", "/hit", "national", "", 700},
		{"lists", "/lists/" + rows, "leader", "rows", 760},
		{"paper", "/records/" + ids[0].String() + "/print", "leader", "", 760},
		{"due", "/due", "leader", "", 620},
		{"subjects", "/cases", "national", "", 480},
		{"rota", "/rota?desk=centre", "leader", "", 820},
		{"reading", "/reading", "duty", "", 520},
		{"audit", "/audit", "auditor", "", 680},
		{"first-week", "/admin", "admin", "", 480},
		{"officers", "/officers", "admin", "", 700},
		{"parties", "/parties", "national", "", 640},
	}
}

// releaseFirst releases a bounty's alias and sum to the partner.
func (s *site) releaseFirst(t *testing.T, record *desk.RecordView) {
	t.Helper()
	draft := desk.ReleaseDraft{Record: record.Record, To: s.partner.Writer()}
	for _, row := range record.Rows {
		if row.Property == lanna.Alias || row.Property == lanna.Amount {
			draft.Claims = append(draft.Claims, row.Cells[0][0].Claim)
		}
	}
	_, err := s.node.Desk.Release(t.Context(), s.staff["national"], desk.Actor{}, desktest.Because("EXERCISE handover tomorrow"), draft)
	must(t, err)
}

// listed is a handover list whose rows were checked.
func (s *site) listed(t *testing.T) string {
	t.Helper()
	const csv = "No.,Name,Sex,Date of birth,Nationality,Document No.,Role,Offence,Warrant No.,Fear of return\n" +
		"1,EXERCISE Otieno Daniel,M,1990-04-12,Kenya,EX7190264,staff,,,no\n" +
		"2,王小燕,女,2010-02-14,中国,539901201002144428,wanted,电信网络诈骗,EXERCISE-2,yes\n" +
		"3,Daniel Otieno,male,12/04/1990,Kenya,EX7190264,staff,,,\n" +
		"4,ไม่มีวัน ใจดี,F,31/02/1990,ไทย,,staff,,,\n"
	id, err := s.node.Desk.UploadList(t.Context(), s.staff["leader"], why, desk.ListUpload{FileName: "EXERCISE.csv", Kind: list.Handover, From: "EXERCISE Border Guard", Data: []byte(csv)})
	must(t, err)
	must(t, s.node.Desk.CheckList(t.Context(), s.staff["leader"], why, id, desk.ListPlan{}))
	must(t, s.node.Desk.WaitList(t.Context(), id))
	return id.String()
}

// askedBy is a verification that the partner asks of the site.
func (s *site) askedBy(t *testing.T) string {
	t.Helper()
	p, ctx := s.partner, t.Context()
	p.Clock.Add(s.Now().Sub(p.Clock.Now())) // or what it asks is past its day of review here
	queue, err := p.Queue(ctx, p.Duty, desktest.Rescue, desk.QueueQuery{})
	must(t, err)
	about := queue.Alerts[0].Record
	must(t, p.AddFact(ctx, p.Duty, desktest.Rescue, about, lanna.Name, desk.Words{Text: "EXERCISE 陈伟明", Lang: "zh"}, lanna.Grade{}))
	view, err := p.Record(ctx, p.Duty, desktest.Rescue, about)
	must(t, err)
	q := desk.Question{Kind: desk.AskVerification, To: s.writer, About: about, Text: desk.Words{Text: "EXERCISE 是否在户籍地？家属最后联系时间？", Lang: "zh"}, Basis: "EXERCISE treaty"}
	for _, row := range view.Rows {
		if row.Property == lanna.Name || row.Property == lanna.Alias {
			q.Subjects = append(q.Subjects, row.Cells[0][0].Claim)
		}
	}
	_, err = p.Ask(ctx, p.Duty, desktest.Rescue, q)
	must(t, err)
	s.carry(t)
	asked, err := s.node.Desk.Requests(ctx, s.staff["national"], why, desk.RequestQuery{Side: "in", Limit: 10})
	must(t, err)
	return asked.Lines[0].Record.String()
}

// draw draws the page in each language that the manual has the page in.
func (s *site) draw(t *testing.T, dir string, x shot) {
	t.Helper()
	langs, err := filepath.Glob("../../docs/use/*/" + x.page + ".md")
	must(t, err)
	for _, file := range langs {
		lang := filepath.Base(filepath.Dir(file))
		b := s.drawingTab(t, x.login, lang)
		b.run(emulation.SetDeviceMetricsOverride(1200, x.height, 1, false))
		b.visit(x.path)
		b.ask("document.fonts.ready.then(() => true)", new(bool))
		b.run(chromedp.Evaluate(fmt.Sprintf(inSight, x.at), nil))
		var out []byte
		b.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
			out, err = page.CaptureScreenshot().WithFormat(page.CaptureScreenshotFormatWebp).WithQuality(62).Do(ctx)
			return err
		}))
		must(t, os.WriteFile(filepath.Join(dir, x.page+"-"+lang+".webp"), out, 0o644))
	}
}

// drawingTab is a tab with the session that was opened to ask whether pages are
// there, for as long as the test takes.
func (s *site) drawingTab(t *testing.T, login, lang string) *tab {
	t.Helper()
	cookies, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(executor())
	must(t, err)
	b := &tab{t, newTab(t, cookies), s, cookies, lang}
	b.run(network.Enable(), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}}))
	b.cookie("lanna_lang", lang)
	if login != "" {
		u, err := url.Parse(s.url)
		must(t, err)
		for _, c := range s.client(t, login).Jar.Cookies(u) {
			b.cookie(c.Name, c.Value)
		}
	}
	return b
}

// inSight opens the folds around what begins with the id and brings it up,
// below the strip, which stays.
const inSight = `(id => {
	const strip = document.querySelector(".strip"), e = id && document.querySelector("[id^='" + id + "']");
	if (!e) return;
	for (let d = e.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
	const panel = e.closest("details, section") ?? e;
	scrollTo(0, Math.max(0, panel.getBoundingClientRect().top + scrollY - 100));
	if (scrollY > 0) Object.assign(strip.style, { position: "fixed", insetBlockStart: 0, insetInline: 0, zIndex: 9 });
})(%q)`

// A drawn chat is a picture that Chromium made of words, and where they stand
// in it: what the reading process would find.
type drawn struct {
	png   []byte
	lines []reading.Line
}

const chatPage = `<body style="margin:0;background:#ededed;font:17px/1.5 'Noto Sans SC',sans-serif"><p style="margin:12px;text-align:center;color:#777;font-size:14px">EXERCISE</p>
<p class=b>悬赏60万 外号阿蓝<br>证号539901200202144428<br>从银鹭园B栋跑出 抓回园区</p><p class=b>悬赏30万 外号老库<br>从翡翠湖大厦跑出 要活的</p>
<style>.b{margin:16px 16px 16px 56px;background:#fff;border-radius:8px;padding:12px 14px;width:max-content;max-width:300px}</style>`

const chatLinesScript = `[...document.querySelectorAll(".b")].flatMap(p => [...p.childNodes].filter(n => n.nodeType === 3).map(n => {
	const edge = [...n.data].map((_, i) => { const r = document.createRange(); r.setStart(n, i); r.setEnd(n, i + 1); return r.getBoundingClientRect() });
	const q = p.getBoundingClientRect(), end = edge[edge.length - 1];
	return { text: n.data, edges: [...edge.map(r => Math.round(r.left)), Math.round(end.right)], box: [edge[0].left, edge[0].top, end.right, end.bottom].map(Math.round), bubble: [q.left, q.top, q.right, q.bottom].map(Math.round) };
}))`

func drawChat(t *testing.T) desk.PictureReader {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	defer cancel()
	var found []struct {
		Text        string
		Edges       []int
		Box, Bubble [4]int
	}
	out := drawn{}
	must(t, chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(390, 330, 1, false), chromedp.Navigate("data:text/html;charset=utf-8,"+url.PathEscape(chatPage)),
		chromedp.Evaluate(chatLinesScript, &found), chromedp.CaptureScreenshot(&out.png)))
	box := func(b [4]int) reading.Box { return reading.BoxOf(image.Rect(b[0], b[1], b[2], b[3])) }
	for i, f := range found {
		confidence := 0.97
		if i == 1 {
			confidence = 0.71 // the number is read less well
		}
		out.lines = append(out.lines, reading.Line{Text: f.Text, Box: box(f.Box), Bubble: box(f.Bubble), Edges: f.Edges, Script: reading.ScriptHan,
			Ground: [3]uint8{255, 255, 255}, Confidence: confidence})
	}
	return out
}

func (d drawn) Read(_ context.Context, _ desk.Picture, safe io.Writer) (*desk.PictureRead, error) {
	r := &desk.PictureRead{SafeType: "image/png"}
	r.Width, r.Height, r.PHash, r.Lines = 390, 330, 0x9f3c5a6b1d2e4f70, d.lines
	_, err := safe.Write(d.png)
	return r, err
}

func (drawn) Redraw(_ context.Context, _ desk.Picture, _ []reading.Box, page io.Writer) error {
	white := image.NewRGBA(image.Rect(0, 0, 390, 330))
	draw.Draw(white, white.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	return png.Encode(page, white)
}
