//go:build cgo

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"lanna/cmd/lanna-read/internal/edits"
	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/exercise"
	"lanna/exercise/draw"
	"lanna/exercise/wording"
	"lanna/extract/reading"
)

// binFolder holds models/ and lib/ of this checkout.
const binFolder = "../../bin"

// TestAccuracyOfReading reads drawn pictures and counts wrong characters by
// language. It is a measurement first; its bars are what was measured and some
// room, so that a change that reads worse is seen. It takes minutes:
// LANNA_SOAK=1. LANNA_MISSES=1 prints the lines that were misread.
func TestAccuracyOfReading(t *testing.T) {
	if os.Getenv("LANNA_SOAK") == "" {
		t.Skip("set LANNA_SOAK=1 to measure the accuracy of reading")
	}
	files := infer.FilesBeside(binFolder)
	if m := files.Missing(); len(m) > 0 {
		t.Skipf("models are missing (run scripts/fetch-models): %v", m)
	}
	reader, err := openReader(files, 0)
	if err != nil {
		t.Fatal(err)
	}
	bars := map[string]float64{"zh": 0.02, "en": 0.02, "th": 0.08, "my": 0.45, "lo": 0.25}
	for _, language := range strings.Split(languages(), ",") {
		var c count
		pictures, err := exercise.Pictures(seed(t), number(t), exercise.Options{Split: wording.Dev, Languages: []string{language}})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pictures {
			img, err := picture.Decode(p.Bytes)
			if err != nil {
				t.Fatal(err)
			}
			begin := time.Now()
			got, err := reader.Read(img)
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(begin)
			c.slowest = max(c.slowest, took)
			c.took += took
			c.add(p, got)
			if dir := os.Getenv("LANNA_KEEP"); dir != "" {
				_ = os.WriteFile(filepath.Join(dir, p.File), p.Bytes, 0o600)
			}
		}
		t.Logf("%s: CER %.2f %% of %d characters (%.2f %% with spaces), %d of %d lines whole; %.2f s a picture, slowest %.2f s",
			language, 100*c.rate(), c.characters, 100*float64(c.spacedWrong)/float64(c.spaced), c.whole, c.lines,
			c.took.Seconds()/float64(len(pictures)), c.slowest.Seconds())
		if c.rate() > bars[language] {
			t.Errorf("%s: %.2f %% of the characters are wrong, the bar is %.0f %%", language, 100*c.rate(), 100*bars[language])
		}
	}
}

// languages to measure, all by default.
func languages() string {
	if l := os.Getenv("LANNA_LANGUAGES"); l != "" {
		return l
	}
	return "zh,en,th,my,lo"
}

func seed(t *testing.T) uint64 { return uint64(environment(t, "LANNA_SEED", 41)) }
func number(t *testing.T) int  { return environment(t, "LANNA_PICTURES", 12) }

func environment(t *testing.T, name string, usual int) int {
	v := os.Getenv(name)
	if v == "" {
		return usual
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// count adds up the edit distances of lines.
type count struct {
	characters, wrong, spaced, spacedWrong, lines, whole int

	took, slowest time.Duration
}

func (c *count) rate() float64 { return float64(c.wrong) / float64(max(1, c.characters)) }

func (c *count) add(p exercise.Picture, r *reading.Reading) {
	for _, want := range p.Lines {
		got := lineAt(r, want)
		a, b := letters(want.Text, false), letters(got, false)
		d := edits.Distance(a, b)
		c.wrong += d
		c.characters += len(a)
		sa, sb := letters(want.Text, true), letters(got, true)
		c.spaced += len(sa)
		c.spacedWrong += edits.Distance(sa, sb)
		c.lines++
		if d == 0 {
			c.whole++
		} else if os.Getenv("LANNA_MISSES") != "" {
			fmt.Printf("%s %gx q%d %s: %d\n  %s\n  %s\n", p.File, p.Scale, p.Quality, p.Font, d, want.Text, got)
		}
	}
}

// lineAt joins what was read within the box of a drawn line.
func lineAt(r *reading.Reading, want draw.Line) string {
	box := reading.Box{X: want.Box[0], Y: want.Box[1], W: want.Box[2], H: want.Box[3]}
	var parts []reading.Line
	for _, l := range r.Lines {
		middle := l.Box.Y + l.Box.H/2
		overlap := min(box.Right(), l.Box.Right()) - max(box.X, l.Box.X)
		if middle >= box.Y && middle < box.Bottom() && overlap*2 > min(box.W, l.Box.W) {
			parts = append(parts, l)
		}
	}
	slices.SortFunc(parts, func(a, b reading.Line) int { return a.Box.X - b.Box.X })
	var text []string
	for _, p := range parts {
		text = append(text, within(p, box))
	}
	return strings.Join(text, " ")
}

// within leaves out what stands beside a drawn line in one line with it, such
// as the time in the corner of a bubble.
func within(l reading.Line, box reading.Box) string {
	var out []rune
	for i, r := range []rune(l.Text) {
		if middle := (l.Edges[i] + l.Edges[i+1]) / 2; middle >= box.X-box.H/2 && middle <= box.Right()+box.H/4 {
			out = append(out, r)
		}
	}
	return string(out)
}

// letters folds what looks the same in print: full width signs and quotes.
func letters(s string, spaces bool) []rune {
	var out []rune
	for _, r := range strings.TrimSpace(s) {
		if r >= 0xff01 && r <= 0xff5e {
			r -= 0xfee0
		}
		switch r {
		case '\uffe5':
			r = '¥'
		case '“', '”', '„':
			r = '"'
		case '‘', '’':
			r = '\''
		case '…':
			out = append(out, '.', '.')
			r = '.'
		}
		if !unicode.IsSpace(r) {
			out = append(out, r)
		} else if spaces && len(out) > 0 && out[len(out)-1] != ' ' {
			out = append(out, ' ')
		}
	}
	return out
}
