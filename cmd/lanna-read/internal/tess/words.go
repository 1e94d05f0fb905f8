package tess

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What stands between two spaces and is of letters of the script alone is read
// again by itself, with the data that learned of lines as screens show them. Digits,
// Latin and signs stay as the first reading has them, and so do spaces.

// ownWords is what stands between two spaces of a line.
type ownWords struct {
	line, chunk      int
	head, core, tail string // letters of the script, and the signs around them
	sure             float64
	box              image.Rectangle
	paper            *identity // where it is an identity number instead
}

// wordsAlone puts the second reading of such words in place of the first.
func (s Scripts) wordsAlone(l language, crops []crop, lines [][]Word) ([][]Word, error) {
	if s.Program.learned[l.code] == "" {
		return lines, nil
	}
	divided := make([][][]Word, len(lines))
	var asked []ownWords
	var greys []*image.Gray
	for i, words := range lines {
		all, cuts := chunks(words, append(crops[i].gaps(), ends(words)...))
		divided[i] = all
		for k, chunk := range all {
			w, ok := l.ownWords(chunk)
			if id, is := l.identity(chunk); is {
				w, ok = ownWords{paper: &id}, true
			}
			if !ok {
				continue
			}
			w.line, w.chunk = i, k
			if w.box, ok = crops[i].between(k, cuts); ok {
				asked, greys = append(asked, w), append(greys, crops[i].closeCut(w.box))
			}
		}
	}
	read, err := s.Program.readClose(l.code, greys)
	if err != nil {
		return nil, err
	}
	for n, w := range asked {
		if w.paper != nil {
			if better, ok := w.paper.withTownship(read[n]); ok {
				divided[w.line][w.chunk] = better
			}
		} else if better, ok := l.again(w, read[n]); ok {
			divided[w.line][w.chunk] = []Word{better}
		}
	}
	out := make([][]Word, len(lines))
	for i, all := range divided {
		out[i] = slices.Concat(all...)
	}
	return out, nil
}

const (
	headSigns = "(\"'" // not "[", which in Lao may be a vowel
	endSigns  = ".,:;!#'\"|။၊)]"
)

// ownWords parts a chunk into letters of the script and the signs around them;
// false where anything else is in it.
func (l language) ownWords(chunk []Word) (ownWords, bool) {
	var text strings.Builder
	for _, w := range chunk {
		if w.Known {
			return ownWords{}, false
		}
		text.WriteString(w.Text)
	}
	headless := strings.TrimLeft(text.String(), headSigns)
	core := strings.TrimRight(headless, endSigns)
	return ownWords{head: strings.TrimSuffix(text.String(), headless), core: core, tail: headless[len(core):], sure: piece{words: chunk}.confidence()}, utf8.RuneCountInString(core) >= 2 && l.lettersAlone(core)
}

func (l language) lettersAlone(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.Is(l.table, r) || unicode.IsDigit(r) || r == '၊' || r == '။'
	})
}

// between is the ink of the k-th chunk of a line.
func (c crop) between(k int, cuts []int) (image.Rectangle, bool) {
	from, to := margin, margin+c.inner
	if k > 0 {
		from = cuts[k-1]
	}
	if k < len(cuts) {
		to = cuts[k]
	}
	inked := func(x int) bool {
		for y := margin; y < margin+cropHeight; y++ {
			if c.grey.Pix[y*c.grey.Stride+x] < 150 {
				return true
			}
		}
		return false
	}
	for from < to && !inked(from) {
		from++
	}
	for from < to && !inked(to-1) {
		to--
	}
	return image.Rect(from, margin, to, margin+cropHeight), to-from >= cropHeight/4
}

// closeMargin is the white around what the data learned of.
const closeMargin = 2

// closeCut is a part of the line with little around it.
func (c crop) closeCut(box image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, box.Dx()+2*closeMargin, box.Dy()+2*closeMargin))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for y := range box.Dy() {
		from := (box.Min.Y+y)*c.grey.Stride + box.Min.X
		copy(out.Pix[(y+closeMargin)*out.Stride+closeMargin:], c.grey.Pix[from:from+box.Dx()])
	}
	return out
}

// again is the second reading of words; false where it is not of letters alone, or
// of many more or fewer than the first. It is as sure as the surer of the two, as
// both say that these are letters of the script.
func (l language) again(w ownWords, read []Word) (Word, bool) {
	var text strings.Builder
	for _, r := range read {
		text.WriteString(r.Text)
	}
	core := strings.TrimFunc(text.String(), func(r rune) bool { return strings.ContainsRune(endSigns+headSigns, r) })
	if dots := "း"; w.tail != "" && strings.HasSuffix(core, dots) && !strings.HasSuffix(w.core, dots) {
		core = strings.TrimSuffix(core, dots) // the full stop, of which the network has no sign
	}
	was, is := utf8.RuneCountInString(w.core), utf8.RuneCountInString(core)
	if !l.lettersAlone(core) || is*4 < was*3 || is*3 > was*4 {
		return Word{}, false
	}
	return Word{Text: w.head + core + w.tail, Box: w.box, Confidence: max(w.sure, piece{words: read}.confidence())}, true
}
