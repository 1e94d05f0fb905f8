package tess

import (
	"flag"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/edits"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/exercise"
	"lanna/exercise/wording"
)

// Lines cut by the truth tell what reading alone gets wrong, whatever finds lines.
// Letters are counted in lines without Latin, which is for the models to read.
//
//	go test ./cmd/lanna-read/internal/tess -run TestLinesCutByTheTruth -truth-of th,my,lo -models ../../../../bin/models -v
//
// -tuned DIR takes the data of the second reading from there, those of a network
// that is still learning, say.
var (
	truthOf    = flag.String("truth-of", "", "languages to measure")
	truthSeed  = flag.Uint64("truth-seed", 7301, "of the pictures, whose wordings are open")
	truthCount = flag.Int("truth-pictures", 24, "a language")
	modelsIn   = flag.String("models", "", "folder of the data that scripts/fetch-models fetched")
	tunedIn    = flag.String("tuned", "", "folder of the data of the second reading; empty for those beside the models")
	showMisses = flag.Bool("misses", false, "print lines that were misread")
)

func TestLinesCutByTheTruth(t *testing.T) {
	if *truthOf == "" {
		t.Skip("-truth-of names languages to measure")
	}
	p := Find(*modelsIn)
	if p == nil {
		t.Skip("no tesseract")
	}
	for _, lang := range strings.Split(*truthOf, ",") {
		l := languages[slices.IndexFunc(languages, func(l language) bool { return l.code == codes[lang] })]
		if *tunedIn != "" {
			p.learned[l.code] = *tunedIn
		}
		pictures, err := exercise.Pictures(*truthSeed, *truthCount, exercise.Options{Split: wording.Dev, Languages: []string{lang}})
		if err != nil {
			t.Fatal(err)
		}
		var m truthScore
		for _, drawn := range pictures {
			img, err := picture.Decode(drawn.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			m.read(t, Scripts{p}, l, img, drawn)
		}
		t.Logf("%s (%s): %d lines, %.2f of 100 letters wrong (%d of %d); whole: names %d of %d, IDs %d of %d", lang, filepath.Base(p.learned[l.code]),
			m.lines, 100*float64(m.wrong)/float64(max(1, m.letters)), m.wrong, m.letters, m.whole, m.names, m.wholeIDs, m.ids)
	}
}

// truthScore counts letters of the script, and names and numbers that stand in one
// line.
type truthScore struct{ lines, letters, wrong, names, whole, ids, wholeIDs int }

func (m *truthScore) read(t *testing.T, s Scripts, l language, img *image.RGBA, drawn exercise.Picture) {
	var texts []string
	var crops []crop
	for _, line := range drawn.Lines {
		if letters := l.own(line.Text); len(letters) > 0 {
			texts, crops = append(texts, line.Text), append(crops, cutOut(img, line.Box))
		}
	}
	words, err := s.readLines(l, crops)
	if err != nil {
		t.Fatal(err)
	}
	if words, err = s.wordsAlone(l, crops, words); err != nil {
		t.Fatal(err)
	}
	for i, want := range texts {
		got := l.text(words[i])
		if !strings.ContainsFunc(want, func(r rune) bool { return unicode.Is(unicode.Latin, r) }) {
			wrong := edits.Distance(l.own(want), l.own(got))
			m.lines, m.letters, m.wrong = m.lines+1, m.letters+len(l.own(want)), m.wrong+wrong
			if wrong > 0 && *showMisses {
				t.Logf("%s %s: %d\n  %s\n  %s", drawn.File, drawn.Font, wrong, want, got)
			}
		}
		for _, n := range drawn.Notices {
			m.found(n, want, got)
		}
	}
}

func (m *truthScore) found(n wording.Notice, want, got string) {
	plain := func(s string) string { return strings.Join(strings.Fields(composed.Replace(s)), "") }
	has := func(value string) (drawn, read int) {
		if value == "" || !strings.Contains(plain(want), plain(value)) {
			return 0, 0
		}
		if strings.Contains(plain(got), plain(value)) {
			return 1, 1
		}
		return 1, 0
	}
	for _, name := range n.Names {
		d, r := has(name)
		m.names, m.whole = m.names+d, m.whole+r
	}
	for _, id := range n.IDs {
		d, r := has(id.Value)
		m.ids, m.wholeIDs = m.ids+d, m.wholeIDs+r
	}
}

// cutOut is a drawn line, close around its ink.
func cutOut(img *image.RGBA, at [4]int) crop {
	box := image.Rect(at[0], at[1], at[0]+at[2], at[1]+at[3]).Intersect(img.Rect)
	behind, ink := ground.Colours(img, box)
	var close image.Rectangle
	for _, b := range ground.Blobs(img, box, behind, ink) {
		if b.Pixels > 3 {
			close = close.Union(b.Box)
		}
	}
	if close.Empty() {
		close = box
	}
	return newCrop(img, detect.Upright(close.Inset(-2)), behind, ink)
}

// text is what was read in a line, spelled as it is handed on.
func (l language) text(words []Word) string {
	var chars []recognise.Char
	for _, w := range words {
		for _, r := range w.Text + " " {
			chars = append(chars, recognise.Char{Rune: r})
		}
	}
	var out strings.Builder
	for _, c := range l.spelled(compose(closed(chars))) {
		out.WriteRune(c.Rune)
	}
	return out.String()
}

// own are the letters and marks of the script alone.
func (l language) own(text string) (out []rune) {
	for _, r := range composed.Replace(text) {
		if unicode.Is(l.table, r) && !unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return out
}
