package tess

import (
	"strings"
	"unicode"

	"lanna/cmd/lanna-read/internal/recognise"
)

const (
	// spaceWidth is the least width of a space in pixels of the crop; crop's
	// letters stand some 3 apart, words 9 and more.
	spaceWidth = 7
	// sureModels and unsureProgram: a piece that the models read so surely and
	// tesseract so unsurely is Latin or digits.
	sureModels    = 0.93
	unsureProgram = 0.86
	// goodModels is enough for a piece that holds no letter of the script.
	goodModels = 0.75
)

// piece is a stretch of a line between two spaces, or between letters of the
// script and other signs.
type piece struct {
	words      []Word
	from, to   float64 // shares of the line
	own        bool    // holds letters of the script
	latin      bool    // surely Latin or digits, whatever tesseract saw
	spaceAfter bool
}

// join makes a line of what tesseract and the models read; own is false where
// nothing of it is of the script, and the models' line is to be kept.
func (l language) join(models []recognise.Char, words []Word, c crop) (line []recognise.Char, own bool) {
	space := false
	for _, p := range l.pieces(models, words, c) {
		latin := within(models, p.from, p.to)
		chars := p.chars(c)
		if !foreign(latin) && (p.latin || !p.own && mean(latin) >= goodModels) {
			chars = latin
		} else {
			own = own || p.own
		}
		if space && len(line) > 0 && len(chars) > 0 {
			at := line[len(line)-1].Right
			line = append(line, recognise.Char{Rune: ' ', Confidence: 1, Left: at, Right: max(at, chars[0].Left)})
		}
		line = append(line, chars...)
		space = p.spaceAfter
	}
	return compose(line), own
}

// pieces cuts the words at spaces, and within them where letters of the script
// meet other signs, because digits and Latin are read better by the models. The
// pieces divide the whole line among them, so that each sign of the models
// falls into one.
func (l language) pieces(models []recognise.Char, words []Word, c crop) []piece {
	var all []piece
	chunks := chunks(words, c.gaps(spaceWidth))
	for i, chunk := range chunks {
		from, to := 0.0, 1.0
		if i > 0 {
			from = c.between(last(chunks[i-1]), chunk[0])
		}
		if i+1 < len(chunks) {
			to = c.between(last(chunk), chunks[i+1][0])
		}
		whole := piece{words: chunk, from: from, to: to, latin: true}
		latin := within(models, from, to)
		if mean(latin) < sureModels || whole.confidence() >= unsureProgram {
			all = append(all, l.split(whole, c)...)
		} else {
			all = append(all, whole)
		}
		all[len(all)-1].spaceAfter = i+1 < len(chunks)
	}
	return all
}

// split divides a chunk where letters of the script meet other signs.
func (l language) split(chunk piece, c crop) []piece {
	var all []piece
	for k, w := range chunk.words {
		own := l.owns(w.Text)
		if n := len(all); k > 0 && all[n-1].own == own {
			all[n-1].words = append(all[n-1].words, w)
			continue
		}
		p := piece{words: []Word{w}, from: chunk.from, own: own}
		if k > 0 {
			p.from = c.between(chunk.words[k-1], w)
			all[len(all)-1].to = p.from
		}
		all = append(all, p)
	}
	all[len(all)-1].to = chunk.to
	return all
}

func last(words []Word) Word { return words[len(words)-1] }

// between is the middle of the way from one word to the next, as a share of
// the line.
func (c crop) between(a, b Word) float64 { return c.at((a.Box.Max.X + b.Box.Min.X) / 2) }

// chunks cuts the words at the spaces of the line. The words of tesseract are
// no guide: of Thai it makes a word of each syllable.
func chunks(words []Word, gaps []int) [][]Word {
	var all [][]Word
	for i, w := range words {
		if i > 0 && !spaceBetween(gaps, words[i-1], w) {
			all[len(all)-1] = append(all[len(all)-1], w)
			continue
		}
		all = append(all, []Word{w})
	}
	return all
}

func (l language) owns(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(l.table, r) })
}

func spaceBetween(gaps []int, a, b Word) bool {
	for _, g := range gaps {
		if g > (a.Box.Min.X+a.Box.Max.X)/2 && g < (b.Box.Min.X+b.Box.Max.X)/2 {
			return true
		}
	}
	return false
}

func (p piece) confidence() float64 {
	sum := 0.0
	for _, w := range p.words {
		sum += w.Confidence
	}
	return sum / float64(max(1, len(p.words)))
}

// chars spreads the letters of each word over its box; marks above and below
// stand with the letter before them.
func (p piece) chars(c crop) []recognise.Char {
	var out []recognise.Char
	for _, w := range p.words {
		wide := 0
		for _, r := range w.Text {
			if !unicode.IsMark(r) {
				wide++
			}
		}
		left, right := c.at(w.Box.Min.X), c.at(w.Box.Max.X)
		step := (right - left) / float64(max(1, wide))
		at := left
		for _, r := range w.Text {
			ch := recognise.Char{Rune: r, Confidence: w.Confidence, Left: at, Right: at}
			if !unicode.IsMark(r) {
				ch.Right = min(right, at+step)
				at = ch.Right
			}
			out = append(out, ch)
		}
	}
	return out
}

// within are the models' characters whose middle lies in a stretch.
func within(chars []recognise.Char, from, to float64) []recognise.Char {
	var found []recognise.Char
	for _, ch := range chars {
		if m := (ch.Left + ch.Right) / 2; m >= from && m <= to && ch.Rune != ' ' {
			found = append(found, ch)
		}
	}
	return found
}

func mean(chars []recognise.Char) float64 {
	sum := 0.0
	for _, c := range chars {
		sum += c.Confidence
	}
	return sum / float64(max(1, len(chars)))
}

// foreign reports signs that the models see in letters they do not know.
func foreign(chars []recognise.Char) bool {
	for _, c := range chars {
		if c.Rune >= 0x80 && c.Rune != '฿' {
			return true
		}
	}
	return false
}

// compose writes the vowel "am" as the one sign that it is: tesseract gives its
// two halves, a tone mark between them.
func compose(chars []recognise.Char) []recognise.Char {
	out := chars[:0:0]
	for _, c := range chars {
		n := len(out)
		whole, half := rune(0), rune(0)
		switch c.Rune {
		case 'า':
			whole, half = 'ำ', '\u0e4d'
		case 'າ':
			whole, half = 'ຳ', '\u0ecd'
		}
		switch {
		case whole != 0 && n > 0 && out[n-1].Rune == half:
			out[n-1].Rune, out[n-1].Right = whole, c.Right
			continue
		case whole != 0 && n > 1 && out[n-2].Rune == half && unicode.IsMark(out[n-1].Rune):
			out[n-2] = out[n-1]
			c.Rune = whole
			out[n-1] = c
			continue
		}
		out = append(out, c)
	}
	return out
}
