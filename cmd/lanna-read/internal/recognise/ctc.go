package recognise

import (
	"errors"
	"os"
	"strings"
	"unicode"
)

// Dictionary maps the classes of the model to characters. Class 0 is the blank
// of CTC, the last class is the space.
type Dictionary []string

// ErrDictionary is returned for a file that holds no dictionary.
var ErrDictionary = errors.New("recognise: not a dictionary")

// LoadDictionary reads one character a line.
func LoadDictionary(path string) (Dictionary, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(string(raw), "\r\n"), "\n")
	if len(lines) < 2 {
		return nil, ErrDictionary
	}
	d := Dictionary{""}
	for _, l := range lines {
		d = append(d, strings.TrimRight(l, "\r"))
	}
	return append(d, " "), nil
}

// Char is one character that was read.
type Char struct {
	Rune       rune
	Confidence float64
	Left       float64 // share of the line's length, 0 to 1
	Right      float64
	Centre     float64 // where the model saw it; 0 where another program did
}

// decode reads the best path of CTC: the most likely class of each step,
// repeats merged, blanks dropped. steps is steps x classes; length is the share
// of the steps that the line fills, the rest is padding.
func decode(steps []float32, classes int, d Dictionary, length float64) []Char {
	type peak struct {
		class       int
		sum         float64
		first, last int
	}
	var peaks []peak
	before := 0
	for t := 0; (t+1)*classes <= len(steps); t++ {
		class, p := best(steps[t*classes : (t+1)*classes])
		if class != 0 && class < len(d) {
			if class != before {
				peaks = append(peaks, peak{class: class, first: t})
			}
			last := &peaks[len(peaks)-1]
			last.sum += float64(p)
			last.last = t
		}
		before = class
	}
	total := float64(len(steps)/classes) * length
	var chars []Char
	for _, p := range peaks {
		centre := (float64(p.first+p.last)/2 + 0.5) / total
		confidence := p.sum / float64(p.last-p.first+1)
		for _, r := range d[p.class] {
			chars = append(chars, Char{Rune: r, Confidence: confidence, Left: centre, Right: centre, Centre: centre})
		}
	}
	setEdges(chars)
	return chars
}

func best(p []float32) (int, float32) {
	class, most := 0, p[0]
	for i, v := range p {
		if v > most {
			class, most = i, v
		}
	}
	return class, most
}

// setEdges turns the centres of the characters into left and right edges: the
// edge between two lies where their usual widths divide the way between their
// centres.
func setEdges(chars []Char) {
	for i := range chars[:max(0, len(chars)-1)] {
		a, b := &chars[i], &chars[i+1]
		share := width(a.Rune) / (width(a.Rune) + width(b.Rune))
		a.Right = a.Left + (b.Left-a.Left)*share
	}
	for i := len(chars) - 1; i > 0; i-- {
		chars[i].Left = chars[i-1].Right
	}
	if n := len(chars); n > 0 {
		chars[0].Left, chars[n-1].Right = 0, 1
	}
}

// width is the usual width of a character in units of half an em.
func width(r rune) float64 {
	switch {
	case r >= 0x2e80:
		return 2
	case strings.ContainsRune("ilI1.,:;'|!()[]", r), r == ' ':
		return 0.6
	case unicode.IsUpper(r), r == 'm', r == 'w', r == '@', r == '%':
		return 1.3
	}
	return 1
}
