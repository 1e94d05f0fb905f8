package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// Parse reads a name in any script. It never fails: what cannot be read leaves
// a name without parts, and what is too long is cut.
func Parse(written string) *Name {
	short, cut := cut(written)
	pieces := alternatives(tidy(short))
	n := parse(pieces[0])
	n.Written, n.Cut = short, n.Cut || cut
	for _, piece := range pieces[1:] {
		n.Others = append(n.Others, parse(piece))
	}
	if n.Script == Burmese && !n.Zawgyi && eitherEncoding(pieces[0]) {
		n.Others = append(n.Others, parseAs(pieces[0], true))
	}
	return n
}

// maxOthers bounds what a field with many spellings can cost.
const maxOthers = 3

// alternatives parts a field in which several spellings of one name stand, as
// lists have it: "စန်းဝင်း၊ ဆန်းဝင်း".
func alternatives(text string) []string {
	between := func(r rune) bool { return usualScript(r) == NoScript && strings.ContainsRune("၊;/；／、", r) }
	if strings.IndexFunc(text, between) < 0 {
		return []string{text}
	}
	pieces := strings.FieldsFunc(text, between)
	if len(pieces) < 2 || len(pieces) > maxOthers+1 {
		return []string{text}
	}
	for i, p := range pieces {
		pieces[i] = strings.TrimSpace(p)
		if letters(p) < 2 || mainScript(p) != mainScript(pieces[0]) {
			return []string{text}
		}
	}
	return pieces
}

func parse(text string) *Name { return parseAs(text, mainScript(text) == Burmese && Zawgyi(text)) }

func parseAs(text string, zawgyi bool) *Name {
	n := &Name{Written: text, Script: mainScript(text), Zawgyi: zawgyi}
	if n.Script == Burmese {
		if n.Zawgyi {
			text = FromZawgyi(text)
		}
		text = orderBurmese(text)
	}
	if n.Script == Lao || n.Script == Thai {
		text = orderThai(text)
	}
	n.Text = text
	n.split()
	n.setAside()
	if n.Script == Han {
		n.readHan()
	}
	for i := range n.Parts {
		n.Parts[i].sound()
	}
	n.dropSilent()
	n.roles()
	return n
}

// cut keeps at most MaxRunes runes, and of these at most two combining marks in
// a row that no script needs more of.
func cut(s string) (string, bool) {
	if short(s) {
		return strings.TrimSpace(s), false
	}
	count, marks := 0, 0
	var out strings.Builder
	for i, r := range s {
		if count == MaxRunes {
			return strings.TrimSpace(out.String()), strings.TrimSpace(s[i:]) != ""
		}
		if unicode.Is(unicode.Mn, r) && r < 0x0E00 {
			if marks++; marks > 4 {
				continue
			}
		} else {
			marks = 0
		}
		if r == utf8.RuneError {
			r = ' '
		}
		out.WriteRune(r)
		count++
	}
	return strings.TrimSpace(out.String()), false
}

// short reports that nothing is to be cut: few runes, all of them whole, and no
// marks of the scripts that could have too many.
func short(s string) bool {
	count := 0
	for _, r := range s {
		if count++; count > MaxRunes || r == utf8.RuneError || r >= 0x0300 && r < 0x0E00 {
			return false
		}
	}
	return true
}

// tidy brings text into NFC with plain digits and blanks, without format
// characters and emoji.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || usualScript(r) != NoScript:
			return r
		case unicode.Is(unicode.Cf, r), r == 0xFE0F, unicode.Is(unicode.So, r), unicode.Is(unicode.Co, r), unicode.Is(unicode.Cs, r):
			return -1
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case r >= 0xFF01 && r <= 0xFF5E: // full width
			r -= 0xFEE0
		}
		d, _ := digit(r)
		return d
	}, norm.NFC.String(s))
	if !strings.Contains(s, "  ") {
		return strings.Trim(s, " ")
	}
	return strings.Join(strings.Fields(s), " ")
}

// separators end a part; joiners do too, but leave a trace.
const (
	separators = " ,;/\\|_()[]{}\"“”«»<>=+*&%$#@!?:~^•、၊။၌，。；（）「」《》"
	dots       = "·‧・∙⋅•．.｡"
	joiners    = "-‐‑‒–—−"
	quotes     = "'`’‘ʼʻ´ʿʾ"
)

func (n *Name) split() {
	joined, start := false, -1
	add := func(to int) {
		if start >= 0 {
			n.addPart(n.Text[start:to], joined)
			start, joined = -1, false
		}
	}
	for i, r := range n.Text {
		switch {
		case usualScript(r) != NoScript:
			if start < 0 {
				start = i
			}
		case r == ',' || r == '，':
			n.Comma = n.Comma || start >= 0 || len(n.Parts) > 0
			add(i)
		case strings.ContainsRune(joiners, r):
			add(i)
			joined = len(n.Parts) > 0
		case strings.ContainsRune(separators, r), strings.ContainsRune(dots, r):
			add(i)
			joined = false
		case start < 0 && (unicode.IsLetter(r) || unicode.IsMark(r) || r >= 0x0E00):
			start = i
		case start < 0 && r >= '0' && r <= '9':
			start = i
		}
	}
	add(len(n.Text))
}

func (n *Name) addPart(text string, joined bool) {
	if len(n.Parts) >= maxParts {
		n.Cut = true
		return
	}
	if strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return // digits and marks are no name
	}
	for _, piece := range byScript(text) {
		n.Parts = append(n.Parts, Part{Text: piece, Joined: joined})
	}
}

// byScript parts text where a script ends and another begins, as in 陈Michael.
func byScript(text string) []string {
	var out []string
	start, last := 0, NoScript
	for i, r := range text {
		s := usualScript(r)
		if s != NoScript && s == last {
			continue
		}
		if s = scriptOf(r); s != NoScript && unicode.IsLetter(r) {
			if last != NoScript && s != last && (s == Latin || last == Latin || s == Han || last == Han) {
				out, start = append(out, text[start:i]), i
			}
			last = s
		}
	}
	return append(out, text[start:])
}

// sound reads a part that is not Han.
func (p *Part) sound() {
	if p.Letters != "" || p.Sounds != nil {
		return
	}
	switch script := mainScript(p.Text); script {
	case Latin:
		p.Letters = Letters(p.Text)
	case Thai:
		p.say(ThaiSounds, thaiUnits(p.Text))
	case Lao:
		p.say(LaoSounds, laoUnits(p.Text))
	case Burmese:
		p.say(MyanmarSounds, burmeseUnits(p.Text))
	case Khmer:
		p.say(KhmerSounds, khmerUnits(p.Text))
	case NoScript:
	default:
		p.say(Transcribed, transcribed(p.Text))
	}
}

func (p *Part) say(s System, units []Unit) {
	if len(units) == 0 {
		return
	}
	sound := Sound{s, units}
	p.Sounds, p.Letters = []Sound{sound}, Letters(sound.Primary())
}

func transcribed(text string) []Unit {
	var units []Unit
	for _, r := range text {
		if f := Letters(unidecode.Unidecode(string(r))); f != "" {
			units = append(units, Unit{Text: string(r), Forms: []string{f}})
		}
	}
	return units
}

func (n *Name) dropSilent() {
	kept := n.Parts[:0]
	for _, p := range n.Parts {
		if p.Letters != "" {
			kept = append(kept, p)
		}
	}
	n.Parts = kept
}

var particles = map[string]bool{
	"bin": true, "ibn": true, "ben": true, "binti": true, "bint": true, "al": true, "el": true, "ul": true, "ur": true, "ud": true, "ad": true, "as": true, "ar": true, "az": true, "an": true, "ash": true, "at": true,
	"de": true, "da": true, "do": true, "dos": true, "das": true, "del": true, "la": true, "las": true, "los": true, "van": true, "von": true, "der": true, "den": true, "ter": true, "di": true, "du": true, "le": true,
	"abu": true, "abou": true, "um": true, "y": true, "na": true, "anak": true, "ap": true,
}

// roles says what parts are where the writing tells it.
func (n *Name) roles() {
	for i := range n.Parts {
		p := &n.Parts[i]
		switch {
		case p.Role != Unknown:
		case p.Sounds == nil && len(p.Letters) == 1:
			p.Role = Initial
		case p.Sounds == nil && particles[p.Letters] && len(n.Parts) > 2 && i != len(n.Parts)-1:
			p.Role = Particle
		case n.Script == Latin && i == 0 && !n.Comma && len(n.Parts) > 2 && mildTitles[basic(p.Text)]:
			p.Role = Titular
		case n.Comma && i == 0:
			p.Role = Surname
		case (n.Script == Thai || n.Script == Lao) && len(n.Parts) > 1:
			p.Role = Surname
			if i == 0 {
				p.Role = Given
			}
		}
	}
}
