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

	"github.com/go-text/typesetting/font"
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
	linesSeed = flag.Uint64("lines-seed", 5, "of the lines drawn")
	linesOf   = flag.String("lines-of", "", "code of the one language to draw; empty for all")
)

var codes = map[string]string{"th": "tha", "my": "mya", "lo": "lao"}

// Fonts of digits that are not for words: not of Unicode, slanted, or typed.
var notForWords = []string{"Zawgyi", "ayar", "Obliq", "Italic", "Purisa", "TlwgTyp"}

// screenFonts are those in which phones and computers show these scripts.
var screenFonts = map[string][]string{
	"th": {"noto/NotoSansThai", "noto/NotoSansThaiUI", "noto/NotoSerifThai", "tlwg/Loma", "tlwg/Garuda", "tlwg/Umpush"},
	"my": {"noto/NotoSansMyanmar", "noto/NotoSansMyanmarUI", "noto/NotoSerifMyanmar", "padauk/Padauk"},
	"lo": {"noto/NotoSansLao", "noto/NotoSansLaoUI", "noto/NotoSerifLao", "lao/Phetsarath_OT", "noto/NotoLoopedLaoUI"},
}

func openAll(t *testing.T, names []string) (out []*font.Font) {
	for _, n := range names {
		for _, cut := range []string{"-Regular.ttf", "-Bold.ttf", ".ttf"} {
			if f, err := openFont("/usr/share/fonts/truetype/" + n + cut); err == nil {
				out = append(out, f)
			}
		}
	}
	if len(out) < 5 {
		t.Fatalf("only %d fonts of screens", len(out))
	}
	return out
}

func TestDrawLines(t *testing.T) {
	if *linesInto == "" {
		t.Skip("-lines writes what package tuned is learned from")
	}
	unseen = append(unseen, notForWords...)
	for i, s := range scripts {
		if *linesOf != "" && *linesOf != codes[s.lang] {
			continue
		}
		r := rand.New(rand.NewPCG(uint64(i), *linesSeed))
		d := lineDrawer{drawer: drawer{r: r, s: s, texts: openTexts(t, s.lang), fonts: s.faces(t, false), latin: latinFonts(), signs: []rune("x")}}
		d.all, d.screens = d.fonts, openAll(t, screenFonts[s.lang])
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
	known        map[rune]bool // signs that the network has
	words        []string
	all, screens []*font.Font
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
		d.choose()
		c, ok := d.tried(text, d.size())
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

// choose picks the font, half the time one of screens, and half the time has other
// words of the line count for its height.
func (d *lineDrawer) choose() {
	from := d.all
	if d.r.IntN(2) == 0 {
		from = d.screens
	}
	d.fonts = []*font.Font{from[d.r.IntN(len(from))]}
	d.beside = ""
	if d.r.IntN(2) == 0 {
		d.beside = d.pieces(1+d.r.IntN(5), 9)
	}
}

// size in pixels: half of them those of screens.
func (d *lineDrawer) size() float64 {
	if d.r.IntN(2) == 0 {
		return 12 + 8*d.r.Float64()
	}
	return 12 * math.Pow(3.4, d.r.Float64())
}

// toneAndAm: two orders of its signs are in use.
var toneAndAm = regexp.MustCompile("[\u0e48-\u0e4b](\u0e33|\u0e4d)|\u0e4d[\u0e48-\u0e4b]")

// asKnown spells what the network for Burmese has no sign of as it reads it, which
// spelled undoes.
var asKnown = strings.NewReplacer("ဈ", "စျ", "။", "#", "၊", ";")

// labelled is a text and how the network spells it; false where it cannot.
func (d *lineDrawer) labelled() (text, label string, ok bool) {
	text = strings.Join(strings.Fields(d.sentence()), " ")
	if d.s.lang == "lo" && d.r.IntN(8) > 0 {
		text = strings.NewReplacer("ຫນ", "ໜ", "ຫມ", "ໝ").Replace(text)
	}
	label = asKnown.Replace(norm.NFKC.String(text))
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

// sentence is a piece of an open wording in four of twenty, words in six, syllables
// in seven, words and a number in three, of which two are the number of a Burmese
// identity card.
func (d *lineDrawer) sentence() string {
	r := d.r
	switch k := r.IntN(20); {
	case k < 4:
		text := []rune(d.texts[r.IntN(len(d.texts))])
		if n := 8 + r.IntN(22); len(text) > n {
			at := r.IntN(len(text) - n)
			for at < len(text) && unicode.IsMark(text[at]) {
				at++
			}
			text = text[at:min(len(text), at+n)]
		}
		return string(text)
	case k < 6 && d.s.lang == "my":
		return d.township()
	case k < 7:
		return d.pieces(1+r.IntN(3), 3) + strings.Repeat(" ", r.IntN(2)) + d.shortNumber() + strings.Repeat(" ", r.IntN(2)) + d.pieces(r.IntN(3), 3)
	case k < 13:
		return d.pieces(1+r.IntN(4), 3)
	}
	text := syllable(r, d.s.lang)
	for range r.IntN(7) {
		text += strings.Repeat(" ", max(0, 1-r.IntN(4))) + syllable(r, d.s.lang)
	}
	return text
}

// pieces are words, with a space before one in so many.
func (d *lineDrawer) pieces(n, apart int) (text string) {
	for i := range n {
		if i > 0 && d.r.IntN(apart) == 0 {
			text += " "
		}
		text += d.words[d.r.IntN(len(d.words))]
	}
	return text
}

// shortNumber is one of up to four digits, of the script or not.
func (d *lineDrawer) shortNumber() (text string) {
	zero := '0'
	if d.r.IntN(2) == 0 {
		zero = d.s.zero
	}
	for range 1 + d.r.IntN(4) {
		text += string(zero + rune(d.r.IntN(10)))
	}
	return text
}

// township is what stands within a Myanmar identity number, or all of it: three
// letters of any, since townships are not to be known by heart.
func (d *lineDrawer) township() string {
	letters := spelling{d.r}
	const all = "ကခဂဃငစဆဇဈညဋဌဍဏတထဒဓနပဖဗဘမယရလဝသဟဠအဥ"
	text := letters.of(all) + letters.of(all) + letters.of(all) + "(" + []string{"နိုင်", "နိုင်", "နိုင်", "ဧည့်", "ပြု"}[d.r.IntN(5)] + ")"
	if d.r.IntN(3) == 0 {
		return text
	}
	digits := func(n int) (out string) {
		for range n {
			out += string('၀' + rune(d.r.IntN(10)))
		}
		return out
	}
	return digits(1+d.r.IntN(2)) + "/" + text + digits(6)
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
