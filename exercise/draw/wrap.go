package draw

import (
	"strings"
	"unicode"
)

// Wrap breaks s into lines at most width pixels wide, as a phone does: at
// UAX #14 opportunities, and in Thai, Lao and Burmese, which write no spaces,
// at the beginnings of syllables. What still does not fit is broken between
// user-perceived characters.
func (p *Pen) Wrap(s string, width float64, st Style) []string {
	var lines []string
	for _, par := range strings.Split(s, "\n") {
		lines = append(lines, p.wrapParagraph(par, width, st)...)
	}
	return lines
}

func (p *Pen) wrapParagraph(s string, width float64, st Style) []string {
	var lines []string
	line, room := "", width
	for _, atom := range p.atoms(s) {
		w := p.Width(strings.TrimRight(atom, " "), st)
		if w <= room {
			line += atom
			room -= p.Width(atom, st)
			continue
		}
		if line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line, room = "", width
		}
		for _, g := range p.pieces(atom, width, st) {
			if line != "" {
				lines = append(lines, line)
			}
			line = g
		}
		room = width - p.Width(line, st)
	}
	return append(lines, strings.TrimRight(line, " "))
}

// pieces cuts one unbreakable atom that is wider than a whole line.
func (p *Pen) pieces(atom string, width float64, st Style) []string {
	if p.Width(strings.TrimRight(atom, " "), st) <= width {
		return []string{atom}
	}
	var out []string
	piece := ""
	p.breaks.Init([]rune(atom))
	it := p.breaks.GraphemeIterator()
	for it.Next() {
		g := string(it.Grapheme().Text)
		if piece != "" && p.Width(piece+g, st) > width {
			out = append(out, piece)
			piece = ""
		}
		piece += g
	}
	return append(out, piece)
}

// atoms are the pieces of s between which a line may break.
func (p *Pen) atoms(s string) []string {
	var out []string
	p.breaks.Init([]rune(s))
	it := p.breaks.LineIterator()
	for it.Next() {
		text := it.Line().Text
		from := 0
		for i := 1; i < len(text); i++ {
			if syllable(text, i) {
				out = append(out, string(text[from:i]))
				from = i
			}
		}
		out = append(out, string(text[from:]))
	}
	return out
}

// syllable tells whether a new syllable begins at i, in the scripts of
// complex context (class SA of UAX #14).
func syllable(text []rune, i int) bool {
	r, prev := text[i], text[i-1]
	switch {
	case thaiLead(r) || laoLead(r):
		return (unicode.Is(unicode.Thai, prev) || unicode.Is(unicode.Lao, prev)) && !thaiLead(prev) && !laoLead(prev)
	case r >= 0x1000 && r <= 0x102A || r == 0x103F:
		if !unicode.Is(unicode.Myanmar, prev) || prev == 0x1039 || prev >= 0x1040 && prev <= 0x1049 {
			return false
		}
		// A consonant killed by asat, or carrying a stacked one, closes the
		// syllable before it.
		return i+1 >= len(text) || text[i+1] != 0x103A && text[i+1] != 0x1039 && !(i+2 < len(text) && text[i+1] == 0x1037 && text[i+2] == 0x103A)
	}
	return false
}

func thaiLead(r rune) bool { return r >= 0x0E40 && r <= 0x0E44 }
func laoLead(r rune) bool  { return r >= 0x0EC0 && r <= 0x0EC4 }
