package web

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"lanna"
)

// A Shell is what every page shows around its content. Page structs embed it.
type Shell struct {
	Title     string
	Lang      string
	Theme     string // light, dark, or as the device says
	KeysOff   bool   // no single-key shortcuts (WCAG 2.1.4)
	Exercise  bool
	SignedIn  bool
	Live      bool // the role may hear of alerts
	Officer   string
	Agency    string // whose node it is
	MaySearch bool
	Here      string // path and query, to come back to
	Now       lanna.Millis
	NowMillis string
	LocalNow  string
	UTCNow    any
	Token     string // of the session, masked; every form carries it
	Refresh   int    // seconds until the page comes again by itself; 0: never
	Message   string // said once, after an act
	Asked     string // a colleague asks to agree to something
	Touched   string // a planted record was touched: for auditors alone
	Icon      string
	Sheets    []string
	Scripts   []string
	Device    string // the script that keeps what is written while the node is away; "": none
	Offline   bool   // the page is shown while the node is away
	Nav, Tabs []navItem
	Palette   []navItem
	Exchange  exchangeStrip
	Help      string // the page of the manual that fits to this one
}

// An exchangeStrip says of the exchange with partners whether there is a link,
// when anything was last heard, and how much waits in the outbox.
type exchangeStrip struct {
	Words string `json:"words"`
	Heard string `json:"heard,omitempty"` // where there is room for it
	Away  bool   `json:"away,omitempty"`
	Waits bool   `json:"waits,omitempty"`
}

type navItem struct {
	Name, Href, Icon, Key string
	Current               bool
}

// sections are the pages of the top bar: g and the key goes there.
var sections = []struct{ name, href, key, act string }{
	{"queue", "/queue", "q", "queue.list"},
	{"capture", "/capture", "c", "capture.add"},
	{"search", "/search", "s", "record.search"},
	{"requests", "/requests", "r", "request.list"},
	{"shift", "/shift", "h", "shift.show"},
	{"audit", "/audit", "a", "audit.list"},
	{"more", "/more", "m", ""},
}

// shell fills what surrounds the page of a section.
func (v *visit) shell(titleKey, section string, pairs ...string) Shell {
	s := v.s
	now := lanna.MillisOf(v.now)
	sh := Shell{
		Title: v.lang.Text(titleKey, pairs...), Lang: v.lang.Code, Theme: cookieValue(v.Request, themeCookie),
		KeysOff: cookieValue(v.Request, keysCookie) == "off", Exercise: s.config.Exercise, SignedIn: v.signedIn(), Live: v.actor.May("queue.list"),
		Officer: v.actor.Name, Agency: s.agency(v.lang.Code), MaySearch: v.actor.May("record.search"), Here: localPath(v.URL.RequestURI()), Now: now, NowMillis: strconv.FormatInt(int64(now), 10),
		Token: s.csrfToken(v.Request), Sheets: []string{s.assets.URL("style.css")}, Icon: s.assets.URL("icon.svg"), Help: v.helpHref(),
	}
	if sh.Theme != "light" && sh.Theme != "dark" {
		sh.Theme = ""
	}
	if section != "queue" {
		sh.Sheets = append(sh.Sheets, s.assets.URL("pages.css"))
	}
	local := v.now.In(s.config.Zone)
	sh.LocalNow = v.lang.Text("weekday."+strconv.Itoa(int(local.Weekday()))) + " " + dayOf(v.lang, local)
	if _, offset := local.Zone(); offset != 0 {
		sh.LocalNow += " " + local.Format("15:04") + " " + s.config.Place
	}
	sh.UTCNow = timeElement(now, v.now.UTC().Format("15:04 UTC"))
	if app := s.assets.URL("app.js"); app != "" {
		sh.Scripts = []string{app}
	}
	if sh.SignedIn {
		sh.Device = s.assets.URL("offline.js")
		sh.Message = s.sessions.PopString(v.Context(), keyMessage)
		sh.Asked, sh.Touched = v.asked(), v.touched()
		v.navigate(&sh, section)
		sh.Exchange = v.exchange()
	}
	return sh
}

// exchange is read anew for each page and each beat of an open one: what a strip
// says must be so.
func (v *visit) exchange() exchangeStrip {
	if v.s.config.Link == nil {
		return exchangeStrip{}
	}
	x, err := v.s.desk.Exchange(v.Context())
	if err != nil {
		v.s.config.Log.Warn("outbox not counted", "code", lanna.CodeOf(err))
		return exchangeStrip{Words: v.lang.Text("shell.exchange.unknown"), Away: true}
	}
	strip, words := exchangeStrip{Away: !v.s.config.Link(), Waits: x.Waiting > 0}, "shell.exchange.up"
	if strip.Away {
		words = "shell.exchange.down"
	}
	strip.Words = v.lang.Text(words, "n", strconv.FormatInt(x.Waiting, 10))
	if strip.Away && x.Heard != 0 {
		strip.Heard = v.lang.Text("shell.exchange.heard", "at", x.Heard.Time().In(v.zone()).Format("15:04"))
	}
	return strip
}

// navigate fills top bar, tabs and palette with what the officer's roles allow.
func (v *visit) navigate(sh *Shell, section string) {
	for _, sec := range sections {
		if sec.act != "" && !v.actor.May(sec.act) {
			continue
		}
		item := navItem{Name: v.lang.Text("nav." + sec.name), Href: sec.href, Icon: sec.name, Key: sec.key, Current: sec.name == section}
		sh.Nav = append(sh.Nav, item)
		sh.Palette = append(sh.Palette, item)
	}
	// Four tabs: the first three that the role allows, filled up with what
	// everybody has, and More, through which the rest is reached.
	purpose := navItem{Name: v.lang.Text("nav.purpose"), Href: "/purpose", Icon: "purpose", Key: "p"}
	help := navItem{Name: v.lang.Text("nav.help"), Href: "/help", Icon: "help"}
	last := len(sh.Nav) - 1
	own := append(slices.Clone(sh.Nav[:last]), purpose, help)
	own = own[:min(3, len(own))]
	sh.Tabs = append(own, sh.Nav[last])
	sh.Palette = append(sh.Palette, purpose, help)
}

// addScript lets a page load one more bundle, if it was built.
func (sh *Shell) addScript(s *Server, name string) {
	if url := s.assets.URL(name); url != "" {
		sh.Scripts = append(sh.Scripts, url)
	}
}

func (v *visit) signedIn() bool { return v.actor.Login != "" }

func (v *visit) zone() *time.Location { return v.s.config.Zone }

// agency is what the node's agency is called in a language: its code where it has
// no name in it.
func (s *Server) agency(lang string) string {
	return cmp.Or(s.config.Agency[lang], s.config.Agency["en"], s.config.Agency[""])
}
