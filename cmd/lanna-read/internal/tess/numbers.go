package tess

import (
	"image"
	"slices"
	"strings"
	"unicode"

	"lanna/cmd/lanna-read/internal/digits"
)

// numbers finds the numbers in digits of the script that stand in a line.
func (l language) numbers(c crop) []digits.Run {
	net := digits.Of(l.script)
	if net == nil {
		return nil
	}
	return net.Runs(c.grey, c.area(), c.groups)
}

// readLines has tesseract read lines, their numbers apart from it: where it sees
// other numbers it reads the line again without them.
func (s Scripts) readLines(l language, crops []crop) ([][]Word, error) {
	greys := make([]*image.Gray, len(crops))
	for i, c := range crops {
		greys[i] = c.grey
	}
	words, err := s.Program.readAt(l.height(), l.code, greys)
	if err != nil {
		return nil, err
	}
	var blanked []*image.Gray
	var again []int
	numbers := make([][]digits.Run, len(crops))
	for i, c := range crops {
		if numbers[i] = l.numbers(c); len(numbers[i]) == 0 {
			continue
		}
		if placed, ok := l.placed(words[i], numbers[i]); ok {
			words[i] = placed
		} else {
			again, blanked = append(again, i), append(blanked, c.without(numbers[i]))
		}
	}
	if len(again) == 0 {
		return words, nil
	}
	fresh, err := s.Program.readAt(l.height(), l.code, blanked)
	if err != nil {
		return nil, err
	}
	for k, i := range again {
		words[i] = withNumbers(fresh[k], numbers[i], crops[i])
	}
	return words, nil
}

// without is the line with its numbers left blank.
func (c crop) without(runs []digits.Run) *image.Gray {
	if len(runs) == 0 {
		return c.grey
	}
	out := image.NewGray(c.grey.Rect)
	copy(out.Pix, c.grey.Pix)
	for _, r := range runs {
		for y := out.Rect.Min.Y; y < out.Rect.Max.Y; y++ {
			for x := r.From - 1; x < r.To+1; x++ {
				out.Pix[y*out.Stride+x] = 255
			}
		}
	}
	return out
}

// ends are the columns beside signs of the baht: what follows one is shown to the
// models without it.
func ends(words []Word) (columns []int) {
	for _, w := range words {
		if w.Known && w.Text == "฿" {
			columns = append(columns, w.Box.Max.X+1)
		}
	}
	return columns
}

// placed puts the numbers where tesseract saw them; false where it saw others, or
// letters in their stead. Its words keep more of their sense while the numbers
// stand in the line.
func (l language) placed(words []Word, runs []digits.Run) ([]Word, bool) {
	var out []Word
	seen := 0
	for _, w := range words {
		text := []rune(w.Text)
		for len(text) > 0 {
			from, to := l.ownDigits(text)
			if from > 0 || to == 0 {
				if to == 0 {
					from = len(text)
				}
				rest := w
				rest.Text = string(text[:from])
				out = append(out, rest)
				text = text[from:]
				continue
			}
			at := w
			at.Text = string(text[:to])
			if done := len([]rune(w.Text)) - len(text); seen < len(runs) && w.near(runs[seen], done, done+to) {
				at = number(runs[seen])
				seen++
			}
			out = append(out, at)
			text = text[to:]
		}
	}
	if seen < len(runs) {
		return nil, false
	}
	for i := 1; i < len(out); i++ { // boxes follow one another
		if out[i].Known {
			out[i-1].Box.Max.X = max(out[i-1].Box.Min.X, min(out[i-1].Box.Max.X, out[i].Box.Min.X))
		} else if out[i-1].Known {
			out[i].Box.Min.X = min(out[i].Box.Max.X, max(out[i].Box.Min.X, out[i-1].Box.Max.X))
		}
	}
	return out, true
}

// near: some signs of a word are this number, to judge by their place and count.
func (w Word) near(r digits.Run, from, to int) bool {
	const off = 40 // columns; boxes of words are that wrong
	whole := len([]rune(w.Text))
	middle := w.Box.Min.X + w.Box.Dx()*(from+to)/(2*whole)
	return abs(middle-(r.From+r.To)/2) <= off && abs(len([]rune(r.Text))-(to-from)) <= 1
}

func abs(n int) int { return max(n, -n) }

// ownDigits is the first number of a text in digits of the script; 0, 0 where
// there is none.
func (l language) ownDigits(text []rune) (from, to int) {
	own := func(i int) bool { return i < len(text) && unicode.IsDigit(text[i]) && unicode.Is(l.table, text[i]) }
	for from < len(text) && !own(from) {
		from++
	}
	if from == len(text) {
		return 0, 0
	}
	to = from + 1
	for own(to) || own(to+1) && strings.ContainsRune(".,-/", text[to]) {
		to++
	}
	return from, to
}

func number(r digits.Run) Word {
	return Word{Text: r.Text, Box: image.Rect(r.From, margin, r.To, margin+cropHeight), Confidence: r.Confidence, Known: true}
}

// withNumbers puts the numbers between the words of their line. What tesseract
// made one word of, on both sides of a number, is parted.
func withNumbers(words []Word, runs []digits.Run, c crop) []Word {
	if len(runs) > 0 {
		words = slices.DeleteFunc(words, func(w Word) bool { return !c.inked(w.Box, runs) })
	}
	for _, r := range runs {
		at, middle := len(words), (r.From+r.To)/2
		for i, w := range words {
			if w.Box.Min.X < r.From && w.Box.Max.X > r.To {
				a, b := w.parted(r.From, r.To)
				words = slices.Replace(words, i, i+1, a, b)
				at = i + 1
				break
			}
			if (w.Box.Min.X+w.Box.Max.X)/2 > middle {
				at = i
				break
			}
		}
		words = slices.Insert(words, at, number(r))
	}
	return slices.DeleteFunc(words, func(w Word) bool { return w.Text == "" })
}

// inked: there is ink in a box beside that of numbers. Tesseract reads something
// into blank lines.
func (c crop) inked(box image.Rectangle, runs []digits.Run) bool {
	return slices.ContainsFunc(c.groups, func(g digits.Group) bool {
		middle := (g.Box.Min.X + g.Box.Max.X) / 2
		blank := slices.ContainsFunc(runs, func(r digits.Run) bool { return middle >= r.From && middle < r.To })
		return !blank && g.Box.Min.X < box.Max.X && g.Box.Max.X > box.Min.X
	})
}

// parted divides a word that reaches over a number: as many of its letters go to
// each side as there is room for.
func (w Word) parted(from, to int) (a, b Word) {
	text := []rune(w.Text)
	left, right := from-w.Box.Min.X, w.Box.Max.X-to
	wide := 0
	for _, r := range text {
		if !unicode.IsMark(r) {
			wide++
		}
	}
	n := 0
	for room := (2*wide*left/max(1, left+right) + 1) / 2; n < len(text) && (room > 0 || unicode.IsMark(text[n])); n++ {
		if !unicode.IsMark(text[n]) {
			room--
		}
	}
	for n < len(text) && n > 0 && !mayPart(string(text[:n]), string(text[n:])) {
		n++
	}
	a, b = w, w
	a.Text, b.Text = string(text[:n]), string(text[n:])
	a.Box.Max.X, b.Box.Min.X = from, to
	return a, b
}
