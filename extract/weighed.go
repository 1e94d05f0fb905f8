package extract

import (
	"strings"
	"sync"
	"unicode/utf8"

	"lanna/extract/touching"
)

// weighedEnd is where a Thai, Lao or Burmese name of up to n parts ends that begins at a
// byte; false where the letters there are of another script or no name.
func (p *page) weighedEnd(at, n int) (end int, ok bool) {
	if at >= len(p.text) {
		return at, false
	}
	m := weigher(p.text[at:])
	if m == nil {
		return at, false
	}
	s, ok := m.End(p.untilTaken(at), n)
	if ok && s.Margin < touching.Sure {
		p.closeCalls[at+s.End] = true
	}
	return at + s.End, ok
}

// weighedStart is where a Thai or Lao name begins in the run of letters at a byte,
// behind words that touch it; the byte itself where it does not.
func (p *page) weighedStart(at int) int {
	m := weigher(p.text[at:])
	if m == nil || titleAt(p.text[at:]) != "" || burmese(firstRune(p.text[at:])) { // whose phrases blanks set apart
		return at
	}
	i, _ := m.Inside(p.untilTaken(at))
	return at + i
}

// plainWords: the Thai or Lao run of letters at a byte is likelier talk than a
// name.
func (p *page) plainWords(at int) bool {
	m := weigher(p.text[at:])
	return m != nil && m.Talk(p.untilTaken(at)) > touching.Sure
}

// likelyName: where a sum is offered, the Thai or Lao run of letters at a byte is
// likelier a name than talk, so that the sum may settle whose it is.
func (p *page) likelyName(at int) bool {
	m := weigher(p.text[at:])
	return p.place.offers && m != nil && m.Talk(p.untilTaken(at)) < -touching.Sure
}

// opensPhrase is 2 where no letters stand before a run, or a word of the lexicon that
// ends there, else 1: behind others it may be a family name.
func (p *page) opensPhrase(at int) int {
	before := strings.TrimRight(p.text[:at], " ")
	if !southLetter(lastRune(before)) {
		return 2
	}
	if c, ok := p.cueAt(len(before) - 1); ok && c.end == len(before) {
		return 2
	}
	return 1
}

// unlikeWords is how many points likelier a run of letters is a name than talk, 3 at
// most.
func (p *page) unlikeWords(at int) int {
	m := weigher(p.text[at:])
	if m == nil {
		return 0
	}
	return max(0, min(3, int(-m.Talk(p.untilTaken(at))/perPoint)))
}

// perPoint is how many nats make a point of certainty of a name.
const perPoint = 7

// insideRun: letters of Thai or Lao touch the byte on its left.
func (p *page) insideRun(at int) bool {
	last := lastRune(p.text[:at])
	return thai(last) || lao(last)
}

// weighers know the words of names and of talk, the phrases of the lexicon among
// them.
var weighers = map[string]func() *touching.Model{
	"th": sync.OnceValue(func() *touching.Model { return touching.New("th", phrasesOf("th")) }),
	"lo": sync.OnceValue(func() *touching.Model { return touching.New("lo", phrasesOf("lo")) }),
	"my": sync.OnceValue(func() *touching.Model { return touching.New("my", phrasesOf("my")) }),
}

// weigher is that of the script that a text begins with; nil where there is none.
func weigher(s string) *touching.Model {
	r := firstRune(s)
	switch {
	case thai(r):
		return weighers["th"]()
	case lao(r):
		return weighers["lo"]()
	case burmese(r):
		return weighers["my"]()
	}
	return nil
}

// phrasesOf are the phrases of the lexicon in a language without a blank.
func phrasesOf(lang string) []string {
	raw, err := lexiconFiles.ReadFile("lexicon/" + lang + ".txt")
	if err != nil {
		panic(err) // embedded: cannot be absent
	}
	var out []string
	for line := range strings.Lines(string(raw)) {
		head, phrases, _ := strings.Cut(strings.TrimSpace(line), " ")
		if head == "" || head[0] == '#' || head == string(kFamily) || head == string(kPet) {
			continue
		}
		for s := range strings.SplitSeq(phrases, "|") {
			if s = fold(strings.TrimSpace(s)).text; !strings.ContainsAny(s, " .-@:") {
				out = append(out, s)
			}
		}
	}
	return out
}

// mostWeighed is how many bytes of a line are weighed.
const mostWeighed = 240

// untilTaken is the line from a byte on, to the first byte that belongs to a find
// or to the next full title.
func (p *page) untilTaken(at int) string {
	end := at
	for end < min(len(p.text), at+mostWeighed) && p.text[end] != '\n' && !p.taken[end] {
		if end > at && p.text[end] >= utf8.RuneSelf && fullTitle(p.text[end:]) && !p.heldTitle(end) {
			break
		}
		if c, ok := p.cueAt(end); ok && end > at && c.start == end && c.any(kName, kAlias) && c.is(kName) != c.is(kSeek) && utf8.RuneCountInString(p.text[c.start:c.end]) > 4 {
			break // ชื่อจริง, ชื่อเล่น
		}
		end++
	}
	return strings.ToValidUTF8(p.text[at:end], "")
}
