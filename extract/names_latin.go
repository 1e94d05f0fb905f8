package extract

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A word of Latin letters in a text.
type word struct {
	start, end int
	text       string
	capital    bool // begins with a capital
	upper      bool // all capitals
	stop       bool // a word of the lexicon: no name
	title      bool // Mr, Ko, Daw
}

var titles = map[string]bool{"mr": true, "mrs": true, "ms": true, "miss": true, "mr.": true, "mrs.": true, "ms.": true, "u": true, "daw": true, "ko": true, "ma": true,
	"maung": true, "khun": true, "nai": true, "nang": true, "sai": true, "saw": true, "naw": true, "mg": true, "dr": true, "dr.": true, "thao": true, "nong": true,
	"madam": true, "naang": true, "mahn": true, "sayar": true, "sao": true}

// Words that end the name of a place or a firm.
var placeEnds = map[string]bool{"park": true, "compound": true, "hotel": true, "casino": true, "tower": true, "company": true, "city": true, "town": true, "county": true,
	"province": true, "garden": true, "gardens": true, "group": true, "building": true, "market": true, "bridge": true, "gate": true, "zone": true, "court": true, "plaza": true, "resort": true,
	"village": true, "district": true, "road": true, "street": true, "station": true, "estate": true, "centre": true, "center": true, "mall": true, "triangle": true, "villa": true, "block": true,
	"river": true, "hall": true, "state": true, "township": true, "co": true, "ltd": true, "bank": true, "bar": true, "ktv": true, "club": true, "hospital": true, "school": true, "temple": true, "border": true, "checkpoint": true, "lodge": true, "mansion": true, "valley": true, "harbour": true, "island": true, "complex": true, "office": true, "house": true, "camp": true, "pier": true}

var latinSurnames = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(surnamesLatin) {
		m[w] = true
	}
	return m
})

// latinNames finds names in Latin letters: words with capitals after a label, a
// title or a word of search, and known surnames without capitals.
func (p *page) latinNames() {
	ws := p.words()
	for i := 0; i < len(ws); {
		n, sure, label := p.latinName(ws, i)
		if n > 0 && label.roles == nil && p.formHead(ws[i].start, ws[i+n-1].end) {
			i += n
			continue
		}
		if n == 0 || sure < surelyName {
			if n > 1 && n < 5 && ws[i].capital {
				p.doubt(ws[i].start, ws[i+n-1].end, sure, "en")
			}
			i++
			continue
		}
		p.addName(find{start: ws[i].start, end: ws[i+n-1].end, lang: "en", sure: sure, label: label}, 0.07)
		i += n
	}
}

func (p *page) words() []word {
	var ws []word
	for i := 0; i < len(p.text); {
		c := p.text[i]
		if c >= 0x80 && !latinLetter(firstRune(p.text[i:])) || c < 0x80 && !latinLetter(rune(c)) {
			_, n := utf8.DecodeRuneInString(p.text[i:])
			i += n
			continue
		}
		j := i
		for j < len(p.text) {
			r, n := utf8.DecodeRuneInString(p.text[j:])
			if possessive(p.text[j:]) {
				break
			}
			inner := (r == '\'' || r == '-') && j+n < len(p.text) && latinLetter(firstRune(p.text[j+n:]))
			if !latinLetter(r) && !inner {
				break
			}
			j += n
		}
		ws = append(ws, p.word(i, j))
		i = j
	}
	return ws
}

// possessive: the 's behind a name is no part of it.
func possessive(s string) bool {
	return len(s) > 1 && s[0] == '\'' && (s[1] == 's' || s[1] == 'S') && (len(s) == 2 || !latinByte(s[2]))
}

func (p *page) word(start, end int) word {
	t := p.text[start:end]
	w := word{start: start, end: end, text: t, capital: unicode.IsUpper(firstRune(t)), upper: strings.ToUpper(t) == t && len(t) > 1}
	low := strings.ToLower(t)
	if w.title = titles[low]; w.title && end < len(p.text) && p.text[end] == '.' && (low == "mr" || low == "mrs" || low == "ms" || low == "dr") {
		w.end++
	}
	if c, ok := p.cueAt(start); ok && c.start <= start && c.end >= end {
		w.stop = true
	}
	if len(t) == 1 && p.listLetter(start) || oneLetter(t) {
		w.stop, w.capital = true, false
	}
	if !p.free(start, end) || start > 0 && (isDigit(p.text[start-1]) || p.text[start-1] == '@' || p.text[start-1] == '_') || end < len(p.text) && (isDigit(p.text[end]) || p.text[end] == '_' || p.text[end] == '@') {
		w.stop, w.capital = true, false
	}
	return w
}

// oneLetter: a reader makes the same letter of each of several small pictures or marks
// (AAA of three warning signs); no name is one letter three times.
func oneLetter(t string) bool {
	return len(t) >= 3 && strings.Count(t, t[:1]) == len(t)
}

// listLetter: a letter and a full stop or bracket open the line, as the letter
// before or behind it opens another.
func (p *page) listLetter(at int) bool {
	if at+2 >= len(p.text) || at > 0 && p.text[at-1] != '\n' || strings.IndexByte(".):", p.text[at+1]) < 0 {
		return false
	}
	for _, next := range []byte{p.text[at] - 1, p.text[at] + 1} {
		if head := string(next) + string(p.text[at+1]); strings.HasPrefix(p.text, head) || strings.Contains(p.text, "\n"+head) {
			return true
		}
	}
	return false
}

// latinName is the number of words, from i on, that make a name, and how sure
// the context is.
func (p *page) latinName(ws []word, i int) (n, sure int, label cue) {
	label, labelled := p.labelled(ws[i].start, kName)
	n = p.nameWords(ws, i, labelled)
	if n == 0 {
		return 0, 0, label
	}
	last := ws[i+n-1]
	low := strings.ToLower(last.text)
	if placeEnds[low] || i+n < len(ws) && placeEnds[strings.ToLower(ws[i+n].text)] && onlyBlank(p.text[last.end:ws[i+n].start]) {
		return 0, 0, label
	}
	if labelled {
		return n, 6, label
	}
	if c, ok := p.cueAt(last.end + len(" ")); ok && n <= 2 && demonym(low) && (c.any(kPass, kID) || c.is(kWord) && strings.EqualFold(p.text[c.start:c.end], "national")) {
		return 0, 0, label // South African passport
	}
	if n == 1 && strings.HasPrefix(strings.TrimLeft(p.text[last.end:], " "), ":") {
		return 0, 0, label // itself a label
	}
	if p.askedFor(ws[i].start) {
		return 0, 0, cue{}
	}
	if p.placeBefore(ws, i) {
		return 0, 0, cue{}
	}
	sure = p.leftLatin(ws, i) + p.right(last.end)
	first := ws[i]
	people := latinSurnames()
	switch {
	case first.title && n > 1:
		sure += 2
	case n > 1 && (people[strings.ToLower(first.text)] || people[low]):
		sure++
	case n == 1:
		sure -= 2
		if demonym(low) {
			sure -= 3
		}
	}
	if !first.capital {
		sure--
	} else if n > 1 && n < 4 && !(first.upper && last.upper) {
		sure++ // capitals in the middle of a sentence
		if p.ofBounty {
			sure++
		}
	}
	return n, sure, cue{}
}

// demonym: the word says where somebody is from (Ugandan, Nepali).
func demonym(w string) bool {
	for _, end := range []string{"ian", "ean", "ese", "pali", "desi", "stani", "ish", "ndan", "nyan", "ican", "lankan", "thai", "hindi", "cambodian", "khmer"} {
		if len(w) > 4 && strings.HasSuffix(w, end) || w == "thai" {
			return true
		}
	}
	return false
}

func onlyBlank(s string) bool { return strings.Trim(s, " ") == "" }

// nameWords counts the words of a name at i: two to four with capitals, or in
// small letters beginning with a surname; after a label one is enough.
func (p *page) nameWords(ws []word, i int, labelled bool) int {
	n := 0
	small := !ws[i].capital
	for j := i; j < len(ws) && n < 6; j++ {
		w := ws[j]
		if j > i {
			if gap := p.text[ws[j-1].end:w.start]; !nameGap(gap) || gap == ". " && len(ws[j-1].text) > 2 {
				break
			}
		}
		if !small && j > i && p.nameGoesOn(ws, j) {
			n++
			continue
		}
		if w.stop && !w.title && !(n > 0 && givenName(w, ws, j)) || small && w.capital || !small && !w.capital {
			break
		}
		if small && !labelled && n == 0 && !latinSurnames()[w.text] {
			return 0
		}
		if small && n >= 3 {
			break
		}
		n++
	}
	switch {
	case n == 1 && ws[i].title, n == 1 && small && !labelled, n == 1 && len(ws[i].text) < 2:
		return 0
	case n == 1 && ws[i].stop:
		return 0
	}
	return n
}

// particles stand in small letters between the parts of a name.
var particles = map[string]bool{"van": true, "der": true, "den": true, "de": true, "dela": true, "del": true, "la": true, "bin": true, "binti": true, "bint": true, "binte": true, "ibn": true,
	"al": true, "el": true, "da": true, "dos": true, "di": true, "von": true, "s/o": true, "d/o": true}

// nameGoesOn: the word is a particle or a lone initial, and behind it and those
// that follow it the name goes on with a capital.
func (p *page) nameGoesOn(ws []word, j int) bool {
	for n := 0; n < 3 && j < len(ws); n++ {
		w := ws[j]
		initial := len(w.text) == 1 && w.capital && w.end < len(p.text) && p.text[w.end] == '.'
		particle := particles[strings.ToLower(w.text)] && !w.upper
		if !initial && !particle {
			return n > 0 && w.capital && (!w.stop || w.title)
		}
		if j++; j >= len(ws) || !nameGap(p.text[w.end:ws[j].start]) {
			return false
		}
	}
	return j < len(ws) && ws[j].capital && !ws[j].stop
}

// givenName: some given names are words of the lexicon as well (Li Na, Zhang
// An); a capital amid small letters behind a surname says which it is.
func givenName(w word, ws []word, j int) bool {
	return w.capital && !w.upper && len(w.text) <= 4 && j > 0 && latinSurnames()[strings.ToLower(ws[j-1].text)] && !ws[j-1].upper
}

func nameGap(s string) bool { return s == " " || s == "  " || s == ". " }

// placeBefore: from, in, at and near announce a place.
func (p *page) placeBefore(ws []word, i int) bool {
	if i == 0 || !onlyBlank(p.text[ws[i-1].end:ws[i].start]) {
		return false
	}
	switch strings.ToLower(ws[i-1].text) {
	case "in", "at", "near", "inside", "outside", "toward", "towards", "via":
		return true
	case "from", "to":
		return !(i > 1 && (ws[i-2].text == "belongs" || ws[i-2].text == "happens"))
	case "the":
		return true
	}
	return false
}

// leftLatin is what the words before are worth: a word of search may stand up
// to two small words before ("looking for the man Li Wei").
func (p *page) leftLatin(ws []word, i int) int {
	worth := p.left(ws[i].start)
	if worth >= 3 {
		return worth
	}
	for back := 1; back <= 2 && i-back >= 0; back++ {
		w := ws[i-back]
		if strings.ContainsAny(p.text[w.end:ws[i].start], ".!?\n") {
			break
		}
		if c, ok := p.cueAt(w.start); ok && c.any(kSeek, kCatch) {
			return max(worth, 3)
		}
	}
	return worth
}
