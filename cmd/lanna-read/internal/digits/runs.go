// Package digits reads numbers that are written with the digits of Thai,
// Burmese or Lao. Neither the models of PP-OCR nor tesseract's know them well:
// tesseract reads ๔ ๖ ๗ ๘ ๙ as ๕ ๒ ๓, each time for sure, and has hardly any
// Lao ones.
package digits

import (
	"image"
	"math"
	"regexp"
	"slices"
	"strings"
)

// Run is a number, or a part of one, in a line.
type Run struct {
	Text       string
	From, To   int // columns
	Confidence float64
	Signs      []Sign
}

// Sign is one sign of a run.
type Sign struct {
	Rune       rune
	Box        image.Rectangle
	Confidence float64
}

const (
	sureSign   = 0.60 // of each sign of a run
	sureWithin = 0.35 // where two digits stand before it
	sureRun    = 0.85 // of all of them, in the mean
	sureShort  = 0.95 // of a run of less than three digits
	sureLone   = 0.98 // of a digit by itself
	sureBaht   = 0.90 // of the sign of the currency, which looks like a B or an 8
	apart      = 0.75 // of the usual height: signs further apart are of two runs
	lone       = 0.22 // of it: less than this to its neighbours, and a digit is a part of a word
)

const punctuation = ".,-/"

// Runs finds the numbers of a line, and signs of the baht ahead of others.
func (n *Net) Runs(line *image.Gray, area image.Rectangle, groups []Group) []Run {
	usual := UsualHeight(groups, area)
	var all []Run
	var signs []Sign
	before, end := far, far // columns where what is ahead of the signs ends, and the last group
	flush := func(after int) {
		if r, ok := n.run(signs, before, after, usual); ok {
			all = append(all, r...)
		}
		signs = nil
	}
	for _, g := range groups {
		if len(signs) > 0 && float64(g.Box.Min.X-end) > apart*float64(usual) {
			flush(g.Box.Min.X)
			before = end
		}
		if found := n.signs(line, area, g.Box, usual, leastAfter(signs)); found != nil {
			signs = append(signs, found...)
		} else if len(signs) > 0 && comma(g.Box, signs[len(signs)-1].Box, usual) {
			signs = append(signs, Sign{',', g.Box, sureSign})
		} else {
			flush(g.Box.Min.X)
			before = g.Box.Max.X
		}
		end = g.Box.Max.X
	}
	flush(-far)
	return all
}

// leastAfter is how sure a sign must be: less so in the middle of a number.
func leastAfter(signs []Sign) float64 {
	if len(signs) >= 2 {
		return sureWithin
	}
	return sureSign
}

// comma: a small sign at the foot of a digit, in the middle of a number.
func comma(box, digit image.Rectangle, usual int) bool {
	return 20*box.Dy() < 9*usual && 20*box.Dx() < 9*usual && box.Min.Y > (digit.Min.Y+digit.Max.Y)/2
}

// far is a column that is nowhere near.
const far = -1 << 20

// signs are the digits that a group is; nil where it is something else.
func (n *Net) signs(line *image.Gray, area, box image.Rectangle, usual int, least float64) []Sign {
	if s, ok := n.sign(line, area, box, usual, least); ok {
		return []Sign{s}
	}
	if 10*box.Dx() < 8*usual {
		return nil
	}
	if found := n.darker(line, area, box, usual, least); found != nil {
		return found
	}
	return n.parted(line, area, box, usual, least)
}

// darker divides signs whose edges alone touch.
func (n *Net) darker(line *image.Gray, area, box image.Rectangle, usual int, least float64) []Sign {
	for _, ink := range []uint8{130, 170, 210} {
		parts := groupsOf(blobs(line, box, ink), area)
		if len(parts) < 2 {
			continue
		}
		var all []Sign
		for _, p := range parts {
			s, ok := n.sign(line, area, p.Box, usual, least)
			if ok {
				all = append(all, s)
				continue
			}
			more := n.parted(line, area, p.Box, usual, least)
			if more == nil {
				break
			}
			all = append(all, more...)
		}
		if len(all) >= len(parts) {
			return all
		}
	}
	return nil
}

func (n *Net) sign(line *image.Gray, area, box image.Rectangle, usual int, least float64) (Sign, bool) {
	p := n.Classify(InputOf(line, area, box, usual))
	best := 0
	for k, v := range p {
		if v > p[best] {
			best = k
		}
	}
	if best == n.Other() || float64(p[best]) < least {
		return Sign{}, false
	}
	return Sign{n.Signs[best], box, float64(p[best])}, true
}

// parted divides signs that touch, at the cuts that make the surest digits.
func (n *Net) parted(line *image.Gray, area, box image.Rectangle, usual int, least float64) []Sign {
	cuts := append(append([]int{box.Min.X}, Cuts(line, box)...), box.Max.X)
	const most = 24
	if len(cuts) < 3 || len(cuts) > most {
		return nil
	}
	type way struct {
		cost  float64
		signs []Sign
	}
	best := make([]*way, len(cuts))
	best[0] = &way{}
	for to := 1; to < len(cuts); to++ {
		for from := max(0, to-4); from < to; from++ {
			w := cuts[to] - cuts[from]
			if best[from] == nil || 10*w < usual || 10*w > 14*usual {
				continue
			}
			piece := image.Rect(cuts[from], box.Min.Y, cuts[to], box.Max.Y)
			s, ok := n.sign(line, area, piece, usual, least)
			if !ok {
				continue
			}
			cost := best[from].cost - math.Log(s.Confidence)*float64(w)
			if best[to] == nil || cost < best[to].cost {
				best[to] = &way{cost, append(best[from].signs[:len(best[from].signs):len(best[from].signs)], s)}
			}
		}
	}
	if last := best[len(cuts)-1]; last != nil {
		return last.signs
	}
	return nil
}

// run makes a run of signs that follow one another, and one of a baht ahead of
// them; before and after are the columns where their neighbours end and begin.
func (n *Net) run(signs []Sign, before, after, usual int) ([]Run, bool) {
	var out []Run
	for len(signs) > 0 && !signs[0].digit() {
		if s := signs[0]; s.Rune == baht && s.Confidence >= sureBaht && float64(s.Box.Min.X-before) >= lone*float64(usual) {
			out = append(out, runOf(signs[:1]))
		}
		before, signs = signs[0].Box.Max.X, signs[1:]
	}
	for len(signs) > 0 && !signs[len(signs)-1].digit() {
		after, signs = signs[len(signs)-1].Box.Min.X, signs[:len(signs)-1]
	}
	if len(signs) > 0 && !slices.ContainsFunc(signs, func(s Sign) bool { return s.Rune == baht }) {
		r := runOf(thousands(signs))
		air := float64(min(r.From-before, after-r.To)) / float64(usual)
		if r.surely(air) {
			out = append(out, r)
		}
	}
	return out, len(out) > 0
}

// thousands are parted by commas alone: full stop and comma differ by two pixels.
func thousands(signs []Sign) []Sign {
	var text strings.Builder
	for _, s := range signs {
		if r := s.Rune; s.digit() {
			text.WriteByte('0')
		} else {
			text.WriteRune(r)
		}
	}
	if !inThousands.MatchString(text.String()) {
		return signs
	}
	signs = slices.Clone(signs)
	for i := range signs {
		if signs[i].Rune == '.' {
			signs[i].Rune = ','
		}
	}
	return signs
}

var inThousands = regexp.MustCompile(`^0{1,3}([.,]000)([.,]000)+$`)

const baht = '฿'

func (s Sign) digit() bool { return !strings.ContainsRune(punctuation, s.Rune) && s.Rune != baht }

func runOf(signs []Sign) Run {
	r := Run{From: signs[0].Box.Min.X, To: signs[len(signs)-1].Box.Max.X, Signs: signs}
	for _, s := range signs {
		r.Text += string(s.Rune)
		r.Confidence += s.Confidence / float64(len(signs))
	}
	return r
}

// surely: what is short must be surer, and a digit by itself stand in air. air
// is against the height of the line's signs.
func (r Run) surely(air float64) bool {
	count := 0
	for _, s := range r.Signs {
		if s.digit() {
			count++
		}
	}
	switch {
	case count >= 3:
		return r.Confidence >= sureRun
	case count == 2:
		return r.Confidence >= sureShort
	}
	return r.Confidence >= sureLone && air >= lone
}
