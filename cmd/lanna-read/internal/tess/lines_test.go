package tess

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Lines that tesseract's networks go on learning of (package tuned):
//
//	combine_tessdata -u lao.traineddata DATA/lao.
//	dawg2wordlist DATA/lao.lstm-unicharset DATA/lao.lstm-word-dawg DATA/lao.words
//	go test ./cmd/lanna-read/internal/tess -run TestDrawLines -lines OUT -data DATA -fonts DIR -drawn 2000
//	tesseract OUT/lao.0.tif OUT/lao.0 --psm 13 -l tha lstm.train
//
// and the same for tha and mya.
var (
	linesInto = flag.String("lines", "", "write lines to learn from into this folder")
	dataOf    = flag.String("data", "", "folder with the signs and words of tesseract's data")
)

var codes = map[string]string{"th": "tha", "my": "mya", "lo": "lao"}

// Fonts of digits that are not for words: not of Unicode, slanted, or typed.
var notForWords = []string{"Zawgyi", "ayar", "Obliq", "Italic", "Purisa", "TlwgTyp"}

func TestDrawLines(t *testing.T) {
	if *linesInto == "" {
		t.Skip("-lines writes what package tuned is learned from")
	}
	unseen = append(unseen, notForWords...)
	for i, s := range scripts {
		r := rand.New(rand.NewPCG(uint64(i), 5))
		d := lineDrawer{drawer: drawer{r: r, s: s, texts: openTexts(t, s.lang), fonts: s.faces(t, false), latin: latinFonts(), signs: []rune("x")}}
		d.load(t)
		const together = 500
		for part := 0; part*together < *drawn; part++ {
			d.write(t, filepath.Join(*linesInto, fmt.Sprintf("%s.%d", codes[s.lang], part)), min(together, *drawn-part*together))
		}
	}
}

// lineDrawer draws words and syllables.
type lineDrawer struct {
	drawer
	known map[rune]bool // signs that the network has
	words []string
}

func (d *lineDrawer) load(t *testing.T) {
	read := func(name string) string {
		raw, err := os.ReadFile(filepath.Join(*dataOf, codes[d.s.lang]+name))
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	d.known = map[rune]bool{' ': true}
	const head = 4 // lines: a count, the blank and two of its own
	for _, l := range strings.Split(read(".lstm-unicharset"), "\n")[head:] {
		for _, r := range strings.SplitN(l, " ", 2)[0] {
			d.known[r] = true
		}
	}
	for _, w := range strings.Fields(read(".words")) {
		if strings.ContainsFunc(w, unicode.IsLetter) {
			d.words = append(d.words, composed.Replace(w))
		}
	}
}

// write draws lines into the pages of a TIFF, and tells in a box file what stands
// in each.
func (d *lineDrawer) write(t *testing.T, base string, n int) {
	var greys []*image.Gray
	var boxes bytes.Buffer
	for len(greys) < n {
		text, label, ok := d.labelled()
		if !ok {
			continue
		}
		c, ok := d.tried(text, 12*math.Pow(3.4, d.r.Float64()))
		if !ok || c.inner > 1800 {
			continue
		}
		g := c.closeCut(c.area())
		w, h, page := g.Rect.Dx(), g.Rect.Dy(), len(greys)
		fmt.Fprintf(&boxes, "WordStr 0 0 %d %d %d #%s\n\t %d 0 %d %d %d\n", w, h, page, label, w-1, w, h, page)
		greys = append(greys, g)
	}
	for name, raw := range map[string][]byte{".tif": pages(greys), ".box": boxes.Bytes()} {
		if err := os.WriteFile(base+name, raw, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// toneAndAm: two orders of its signs are in use.
var toneAndAm = regexp.MustCompile("[\u0e48-\u0e4b](\u0e33|\u0e4d)|\u0e4d[\u0e48-\u0e4b]")

// labelled is a text and how the network spells it; false where it cannot.
func (d *lineDrawer) labelled() (text, label string, ok bool) {
	text = strings.Join(strings.Fields(d.sentence()), " ")
	if d.s.lang == "lo" && d.r.IntN(8) > 0 {
		text = strings.NewReplacer("ຫນ", "ໜ", "ຫມ", "ໝ").Replace(text)
	}
	label = norm.NFKC.String(text)
	n := len([]rune(label))
	unknown := strings.ContainsFunc(label, func(r rune) bool { return !d.known[r] })
	return text, label, !unknown && n >= 3 && n <= 42 && !(d.s.lang == "th" && toneAndAm.MatchString(text))
}

// tried is drawn, but for outlines that the rasteriser does not take.
func (d *lineDrawer) tried(text string, size float64) (c crop, ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	c, _, ok = d.drawn(text, size)
	return c, ok
}

// sentence is a piece of an open wording in two of ten, words in four, syllables in
// four.
func (d *lineDrawer) sentence() string {
	r := d.r
	k := r.IntN(10)
	if k < 2 {
		text := []rune(d.texts[r.IntN(len(d.texts))])
		if n := 8 + r.IntN(22); len(text) > n {
			at := r.IntN(len(text) - n)
			for at < len(text) && unicode.IsMark(text[at]) {
				at++
			}
			text = text[at:min(len(text), at+n)]
		}
		return string(text)
	}
	next, most, apart := func() string { return d.words[r.IntN(len(d.words))] }, 4, 3
	if k >= 6 {
		next, most, apart = func() string { return syllable(r, d.s.lang) }, 7, 4
	}
	text := next()
	for range r.IntN(most) {
		if r.IntN(apart) == 0 {
			text += " "
		}
		text += next()
	}
	return text
}

// openTexts are the open wordings without what fills them: no name is in them.
func openTexts(t *testing.T, lang string) (out []string) {
	raw, err := os.ReadFile("../../../../exercise/wording/dev/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	slot := regexp.MustCompile(`\{[^}]*\}`)
	for _, l := range strings.Split(string(raw), "\n") {
		if strings.HasPrefix(l, "==") || strings.HasPrefix(l, "#") {
			continue
		}
		for _, part := range slot.Split(strings.TrimLeft(l, "><~* "), -1) {
			if len([]rune(part)) > 4 {
				out = append(out, part)
			}
		}
	}
	return out
}
