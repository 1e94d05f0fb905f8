package page

import (
	"image"
	"testing"

	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// outline makes spans of rows drawn with blanks and signs.
func outline(rows ...string) []ground.Span {
	var spans []ground.Span
	for _, r := range rows {
		var s ground.Span
		for x, c := range r {
			if c != '.' {
				if s.Right == 0 {
					s.Left = x
				}
				s.Right = x + 1
			}
		}
		spans = append(spans, s)
	}
	return spans
}

func TestAFlagMakesAOne(t *testing.T) {
	l := outline("...##", "...##", "...##", "...##", "...##", "...##", "...##", "...##", "...##", "...##")
	one := outline("...##", ".####", "#####", "##.##", "...##", "...##", "...##", "...##", "...##", "...##")
	serif := outline("..##.", ".###.", "#.##.", "..##.", "..##.", "..##.", "..##.", "..##.", "..##.", "#####")
	for _, c := range []struct {
		name  string
		spans []ground.Span
		want  stroke
	}{{"bar", l, bar}, {"flag", one, flagged}, {"serifs", serif, unclear}, {"too small", l[:6], unclear}} {
		if got := strokeOf(c.spans); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func chars(text string) (all []recognise.Char) {
	n := float64(len([]rune(text)))
	for i, r := range []rune(text) {
		all = append(all, recognise.Char{Rune: r, Confidence: 0.9, Left: float64(i) / n, Right: float64(i+1) / n})
	}
	return all
}

func TestOnlySignsOfAccountNamesAreLookedAt(t *testing.T) {
	for text, want := range map[string]bool{"li1y_8": true, "138123": false, "hello": false, "Ilham": false, "kk1l0": true} {
		if got := inName(chars(text), 2); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestUnderscoresAreAsManyAsTheirStrokeIsLong(t *testing.T) {
	read := chars("n_k5")
	piece := func(from, to float64, top, bottom int) *ground.Piece {
		return &ground.Piece{From: from, To: to, Top: top, Bottom: bottom}
	}
	own := []*ground.Piece{piece(0, 0.2, 15, 30), piece(0.2, 0.56, 32, 34), piece(0.6, 0.75, 10, 30), piece(0.8, 1, 10, 30)}
	got := mendUnderscores(read, own, levels{small: 15, tall: 10, base: 30}, image.Rect(0, 0, 80, 36))
	text := ""
	for _, c := range got {
		text += string(c.Rune)
	}
	if text != "n__k5" {
		t.Errorf("%q", text)
	}
}
