package tess

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/page"
	"lanna/cmd/lanna-read/internal/recognise"
)

// Beside letters that they do not know the models read Latin and digits badly,
// and tesseract makes letters of its own script of them. So what stands between
// two spaces and may be Latin is shown to the models by itself.

// stretch is what the models read of a part of a line.
type stretch struct {
	from, to float64 // shares of the line
	words    []Word  // of tesseract
	chars    []recognise.Char
}

const (
	sureLetters = 0.90 // of tesseract's: these are letters of its script
	sureAlone   = 0.88 // mean of what the models read of a stretch alone
	leastAlone  = 0.35 // of each sign of it
	sureAgainst = 0.95 // mean of it where tesseract is sure of letters
	sureLatin   = 0.85 // mean of its letters, if three or more: digits beside them are always sure
)

// latinAlone reads the stretches of each line that may be Latin or digits, and
// keeps those that surely are.
func (l language) latinAlone(img *image.RGBA, lines []page.Found, words [][]Word, crops []crop, models page.Models) ([][]stretch, error) {
	kept := make([][]stretch, len(lines))
	var asked []page.Found
	var of []int
	var where []stretch
	for i, f := range lines {
		for _, s := range l.maybeLatin(words[i], crops[i]) {
			if part, ok := partOf(img, f, s); ok {
				asked, of, where = append(asked, part), append(of, i), append(where, s)
			}
		}
	}
	if err := models(img, asked); err != nil {
		return nil, err
	}
	for k, f := range asked {
		if s := where[k]; surelyLatin(f.Chars, s.words) && !l.sawUnit(s.words) && covers(f.Chars, crops[of[k]].signs(s.from, s.to)) {
			s.chars = crops[of[k]].spaced(spread(unspaced(f.Chars), s, lines[of[k]], f))
			kept[of[k]] = append(kept[of[k]], s)
		}
	}
	return kept, nil
}

// maybeLatin are the stretches between spaces that tesseract did not read as
// letters of its script for sure.
func (l language) maybeLatin(words []Word, c crop) (found []stretch) {
	all, cuts := chunks(words, append(c.gaps(), ends(words)...))
	for i, chunk := range all {
		s := stretch{from: 0, to: 1, words: chunk}
		if i > 0 {
			s.from = c.at(cuts[i-1])
		}
		if i+1 < len(all) {
			s.to = c.at(cuts[i])
		}
		if s.to > s.from && !l.surelyOwn(chunk) && !l.ownNumber(chunk) && !slices.ContainsFunc(chunk, func(w Word) bool { return w.Known }) {
			found = append(found, s)
		}
	}
	return found
}

func (l language) surelyOwn(words []Word) bool {
	for _, w := range words {
		if w.Confidence < sureLetters {
			return false
		}
		for _, r := range w.Text {
			if unicode.IsDigit(r) || unicode.IsLetter(r) && !unicode.Is(l.table, r) || strings.ContainsRune("_@฿$", r) {
				return false
			}
		}
	}
	return true
}

// ownNumber reports digits of the script and what stands among them: the models
// know noughts and ones alone of these, and guess the others.
func (l language) ownNumber(words []Word) bool {
	own, all := 0, 0
	for _, w := range words {
		for _, r := range w.Text {
			if unicode.Is(l.table, r) && unicode.IsDigit(r) {
				own++
			}
			if unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
				all++
			}
		}
	}
	return own >= 2 && own*10 >= all*6 && (piece{words: words}).confidence() >= 0.7
}

// partOf is the inked part of a stretch of a line as a line of its own.
func partOf(img *image.RGBA, f page.Found, s stretch) (page.Found, bool) {
	on, q := f.Look(img)
	if !q.Upright() {
		return page.Found{}, false
	}
	b := q.Bounds().Intersect(on.Rect)
	x0, x1 := b.Min.X+int(s.from*float64(b.Dx())), b.Min.X+int(s.to*float64(b.Dx())+0.5)
	var box image.Rectangle
	for _, blob := range ground.Blobs(on, image.Rect(x0, b.Min.Y, x1, b.Max.Y), f.Ground, f.Ink) {
		box = box.Union(blob.Box)
	}
	if box.Empty() || box.Dy() < 5 {
		return page.Found{}, false
	}
	margin := max(1, box.Dy()/12)
	box = image.Rect(max(box.Min.X-2, x0), box.Min.Y-margin, min(box.Max.X+2, x1), box.Max.Y+margin).Intersect(on.Rect)
	part := page.Found{Quad: detect.Upright(box), Ground: f.Ground, Ink: f.Ink, Sheet: on, On: detect.Upright(box)}
	return part, true
}

// surelyLatin: signs of ASCII alone, each read with some and all with much
// confidence, with more where tesseract is sure of letters too. Of a run of
// digits the models drop some; then tesseract's stand.
func surelyLatin(chars []recognise.Char, words []Word) bool {
	if unitBehind(chars) {
		return false
	}
	p, n := piece{words: words}, 0
	var letters []recognise.Char
	for _, c := range chars {
		if c.Rune >= 0x80 && c.Rune != '฿' || c.Confidence < leastAlone {
			return false
		}
		if unicode.IsLetter(c.Rune) {
			letters = append(letters, c)
		}
		if unicode.IsLetter(c.Rune) || unicode.IsDigit(c.Rune) {
			n++
		}
	}
	if len(letters) > 2 && mean(letters) < sureLatin {
		return false
	}
	if digitCount(chars) < p.digits() && p.confidence() >= goodProgram {
		return false
	}
	least := sureAlone
	if p.confidence() >= goodProgram && p.digits() == 0 {
		least = sureAgainst
	}
	return n >= 2 && mean(chars) >= least
}

// sawUnit: tesseract read a word of the language, as behind a number, where the
// models may read Latin letters that look alike.
func (l language) sawUnit(words []Word) bool {
	var text strings.Builder
	for _, w := range words {
		if w.Confidence >= leastUnit {
			text.WriteString(w.Text)
		}
	}
	return l.covered(composed.Replace(text.String())) >= 3*utf8.RuneLen('บ')
}

const leastUnit = 0.6

// unspaced takes spaces out of an account name, in which none stand.
func unspaced(chars []recognise.Char) []recognise.Char {
	from := slices.IndexFunc(chars, func(c recognise.Char) bool { return c.Rune == '_' || c.Rune == '@' })
	if from < 0 {
		return chars
	}
	return slices.DeleteFunc(slices.Clone(chars), func(c recognise.Char) bool { return isSpace(c) && c.Left > chars[from].Left })
}

// spaced drops the spaces that are none in the line: in a crop as low as its
// letters the gap beside a one looks wide.
func (c crop) spaced(chars []recognise.Char) []recognise.Char {
	gaps := c.gaps()
	return slices.DeleteFunc(chars, func(ch recognise.Char) bool {
		at := int(middle(ch)*float64(c.inner)) + margin
		return isSpace(ch) && !slices.ContainsFunc(gaps, func(g int) bool { return max(g-at, at-g) < cropHeight/4 })
	})
}

// spread turns shares of a part into shares of its line.
func spread(chars []recognise.Char, s stretch, line, part page.Found) []recognise.Char {
	_, q := line.Look(nil)
	whole, b := q.Bounds(), part.On.Bounds()
	at := func(share float64) float64 {
		x := float64(b.Min.X) + share*float64(b.Dx()) - float64(whole.Min.X)
		return max(s.from, min(s.to, x/float64(max(1, whole.Dx()))))
	}
	out := make([]recognise.Char, len(chars))
	for i, c := range chars {
		c.Left, c.Right = at(c.Left), at(c.Right)
		out[i] = c
	}
	return out
}
