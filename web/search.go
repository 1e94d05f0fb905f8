package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
)

type searchPage struct {
	Shell
	Words, Kind, Since string
	Searched, More     bool
	Found              int
	Kinds              []kindOption
	Sinces             []string
	Hits               []hitPart
	NextHref           string
}

type kindOption struct {
	Value, Name string
	Count       int64
}

type hitPart struct {
	ID, Kind, Label string
	Title, Why      template.HTML
	At              lanna.Millis
	Marks           []markedText
}

// A markedText is the text in which the words were found, cut into pieces.
type markedText struct {
	Property, Lang string
	Pieces         []piece
}

type piece struct {
	Text string
	Hit  bool
}

var searchKinds = []lanna.RecordKind{lanna.PersonRecord, lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.CaptureRecord}

// sinces are the choices of age, in days.
var sinces = []string{"0", "1", "7", "30", "365"}

func (s *Server) searchPage(v *visit, why desk.Why) error {
	p := searchPage{Shell: v.shell("nav.search", "search"), Words: strings.TrimSpace(v.FormValue("q")), Kind: v.FormValue("kind"), Since: v.FormValue("since"), Sinces: sinces}
	if !slices.Contains(sinces, p.Since) {
		p.Since = sinces[0]
	}
	var found *desk.SearchResult
	if p.Words != "" {
		after, _ := strconv.ParseInt(v.FormValue("after"), 10, 64) // absent: from the newest
		q := desk.SearchQuery{Text: p.Words, Kind: lanna.RecordKind(p.Kind), Since: v.since(p.Since), After: after}
		var err error
		if found, err = s.desk.Search(v.Context(), v.actor, why, q); err != nil {
			return err
		}
		v.hits(&p, found)
	}
	for _, k := range searchKinds {
		o := kindOption{Value: string(k), Name: v.lang.Text("kinds." + string(k))}
		if found != nil {
			o.Count = found.Kinds[k]
		}
		p.Kinds = append(p.Kinds, o)
	}
	return v.render("search", p)
}

// since is when a number of days began; 0 days are all time.
func (v *visit) since(days string) lanna.Millis {
	n, _ := strconv.Atoi(days) // one of sinces
	if n == 0 {
		return 0
	}
	return lanna.MillisOf(v.now.Add(-time.Duration(n) * 24 * time.Hour))
}

func (v *visit) hits(p *searchPage, found *desk.SearchResult) {
	p.Searched = true
	for _, h := range found.Hits {
		hit := hitPart{ID: h.Record.String(), Kind: kindName(v.lang, h.Kind), Label: h.Label, Title: titleWords(v.lang, h.Title), Why: reasonWords(v.lang, h.Reason), At: h.Time,
			Marks: []markedText{{Property: propertyName(v.lang, h.Field), Lang: langOr(h.Text.Lang, h.Text.Text), Pieces: cut(h.Text.Text, h.Marks)}}}
		if string(hit.Title) == template.HTMLEscapeString(hit.Kind) {
			hit.Kind = "" // it is called by its kind alone
		}
		if h.Reason.Code == "found-in" && h.Reason.Args["property"] == string(h.Field) {
			hit.Why = "" // the text says so already
		}
		p.Hits = append(p.Hits, hit)
	}
	p.Found = len(p.Hits)
	if found.Next != 0 {
		p.More = true
		p.NextHref = "/search?" + url.Values{"q": {p.Words}, "kind": {p.Kind}, "since": {p.Since}, "after": {strconv.FormatInt(found.Next, 10)}}.Encode()
	}
}

// around is how many bytes of text are shown before the first hit and after
// the last.
const around = 160

// cut divides a text at its marks, and shortens it far from them.
func cut(text string, marks [][2]int) []piece {
	var out []piece
	at := 0
	if len(marks) > 0 && marks[0][0] > around {
		at = runeStart(text, marks[0][0]-around)
		out = append(out, piece{Text: "…"})
	}
	for _, m := range marks {
		if m[0] < at || m[1] > len(text) || m[1] < m[0] {
			continue
		}
		out = append(out, piece{Text: text[at:m[0]]}, piece{Text: text[m[0]:m[1]], Hit: true})
		at = m[1]
	}
	rest := text[at:]
	if len(rest) > around {
		rest = rest[:runeStart(rest, around)] + "…"
	}
	return append(out, piece{Text: rest})
}

// runeStart moves i back to the beginning of a character.
func runeStart(s string, i int) int {
	for i > 0 && i < len(s) && s[i]&0xC0 == 0x80 {
		i--
	}
	return i
}
