package web

import (
	"html/template"
	"strings"

	"lanna"
	"lanna/docs"
)

// firstHelp is the page for those who have not signed in yet.
const firstHelp = "first-steps"

func (s *Server) helpRoutes() {
	s.setup("GET /help", s.helpContents)
	s.setup("GET /help/keys", s.helpKeys)
	s.open("GET /help/"+firstHelp, func(v *visit) error { return v.showHelp(firstHelp) })
	s.setup("GET /help/{page}", func(v *visit) error { return v.showHelp(v.PathValue("page")) })
}

// helpAt says which page of the manual fits to which pages of the program, by
// the beginning of their routes; the longest counts.
var helpAt = map[string]string{
	"/queue": "alert", "/alerts": "alert", "/alerts/{id}/merge": "close", "/capture": "capture", "/search": "search", "/shift": "handover",
	"/records": "record", "/records/{id}/ask": "ask", "/records/{id}/leave": "ask", "/records/{id}/release": "release",
	"/records/{id}/same": "same-person", "/records/{id}/print": "paper", "/records/{id}/facts": "correct",
	"/requests": "ask", "/requests/{id}": "answer", "/hit": "hit", "/lists": "lists", "/due": "due", "/cases": "subjects", "/offline": "offline",
	"/rota": "rota", "/reading": "reading", "/audit": "audit", "/quarantine": "audit", "/admin": "first-week", "/officers": "officers", "/parties": "parties",
	"/account": "account", "/join": firstHelp, "/sign-in": firstHelp, "/purpose": firstHelp,
}

// helpHref is where the ? of a page leads, by the page's route.
func (v *visit) helpHref() string {
	_, route, _ := strings.Cut(v.Pattern, " ")
	if !v.signedIn() {
		return "/help/" + firstHelp
	}
	for at := route; at != ""; at = at[:strings.LastIndex(at, "/")] {
		if page := helpAt[at]; page != "" {
			return "/help/" + page
		}
	}
	return "/help"
}

// newManual reads the manual, with its pages under /help and its pictures
// among the assets.
func newManual(a *Assets) (*docs.Manual, error) {
	return docs.Load(docs.Links{Page: func(name string) string { return "/help/" + name }, Picture: a.URL})
}

type helpContentsPage struct {
	Shell
	Words    string
	Searched bool
	Hits     []helpHit
	Parts    []helpPart
}

type helpPart struct {
	Code  string
	Pages []helpLink
}

// A helpLink is a page in a list; Lang is its language.
type helpLink struct{ Href, Title, Lang string }

type helpHit struct {
	helpLink
	Heading string
	Pieces  []piece
}

func (s *Server) helpContents(v *visit) error {
	p := helpContentsPage{Shell: v.shell("help.title", "more"), Words: strings.TrimSpace(v.FormValue("q")), Parts: v.helpParts("")}
	p.Searched = p.Words != ""
	for _, f := range s.manual.Find(p.Words, v.lang.Code) {
		hit := helpHit{helpLink: v.helpLink(f.Page), Heading: f.Section.Heading, Pieces: cut(f.Section.Text, f.Marks)}
		if f.Section.ID != "" {
			hit.Href += "#" + f.Section.ID
		}
		p.Hits = append(p.Hits, hit)
	}
	return v.render("helpcontents", p)
}

// helpLink leads to a page as it is: in its language, where the reader would be
// shown another.
func (v *visit) helpLink(p *docs.Page) helpLink {
	href := "/help/" + p.Name
	if p != v.s.manual.Page(p.Name, v.lang.Code) {
		href += "?in=" + p.Lang
	}
	return helpLink{href, p.Title, p.Lang}
}

// helpParts lists the manual without one page.
func (v *visit) helpParts(without string) []helpPart {
	var out []helpPart
	for _, part := range docs.Parts {
		list := helpPart{Code: part.Code}
		for _, name := range part.Pages {
			if name != without {
				list.Pages = append(list.Pages, v.helpLink(v.s.manual.Page(name, v.lang.Code)))
			}
		}
		out = append(out, list)
	}
	return out
}

type helpPage struct {
	Shell
	Heading, In string // the page's language
	Foreign     bool   // the page is not in the reader's language
	Body        template.HTML
	Others      []helpLink // the page in other languages; Title is the language's name
	Beside      []helpLink // the other pages of its part
	Part        string
}

func (v *visit) showHelp(name string) error {
	lang := v.lang.Code
	if in := v.FormValue("in"); in != "" {
		lang = in
	}
	page := v.s.manual.Page(name, lang)
	if page == nil {
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found"}
	}
	p := helpPage{Shell: v.shell("help.title", "more"), Heading: page.Title, In: page.Lang, Body: template.HTML(page.Body)} // made by docs from files of this program
	p.Title, p.Foreign = page.Title, page.Lang != v.lang.Code
	for _, code := range v.s.manual.In(name) {
		if code != page.Lang {
			p.Others = append(p.Others, helpLink{"/help/" + name + "?in=" + code, v.s.words.Match(code, "").Name, code})
		}
	}
	for i, part := range v.helpParts(name) {
		if len(part.Pages) < len(docs.Parts[i].Pages) {
			p.Part, p.Beside = part.Code, part.Pages
		}
	}
	return v.render("helppage", p)
}

type keysPage struct {
	Shell
	Keys       []helpKey
	Severities []lanna.Severity
}

type helpKey struct {
	Keys  []string
	Words string
}

var helpKeys = []helpKey{
	{[]string{"j", "k"}, "help.jk"}, {[]string{"o"}, "help.o"}, {[]string{"a"}, "help.a"}, {[]string{"x"}, "help.x"},
	{[]string{"n"}, "help.n"}, {[]string{"/"}, "help.slash"}, {[]string{"Ctrl K"}, "help.palette"}, {[]string{"?"}, "help.help"},
}

func (s *Server) helpKeys(v *visit) error {
	return v.render("keys", keysPage{Shell: v.shell("help.keys", "more"), Keys: helpKeys, Severities: lanna.Severities})
}
