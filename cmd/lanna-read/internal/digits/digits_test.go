package digits

import (
	"bytes"
	"image"
	"testing"
)

func TestANetIsWrittenAndReadAgain(t *testing.T) {
	var samples []Sample
	for i := range 200 { // full frames against empty ones
		var s Sample
		s.Class = i % 2
		for k := range s.In {
			s.In[k] = float32(s.Class)
		}
		samples = append(samples, s)
	}
	n := Learn("๐", samples, 3, 1)
	var text bytes.Buffer
	if err := n.Write(&text); err != nil {
		t.Fatal(err)
	}
	again, err := Parse(text.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range samples[:2] {
		if p := again.Classify(&s.In); p[s.Class] < 0.8 {
			t.Errorf("class %d has %v", s.Class, p)
		}
	}
	for _, bad := range []string{"", "๐", "๐\n1\nAAAA\n\n1\nAAAA\n", text.String()[:text.Len()/2]} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%.20q was read as a net", bad)
		}
	}
}

func TestWhatWasLearnedIsThere(t *testing.T) {
	for script, zero := range map[string]rune{"Thai": '๐', "Mymr": '၀', "Laoo": '໐'} {
		if n := Of(script); n == nil || n.Signs[0] != zero {
			t.Errorf("%s has no digits", script)
		}
	}
	if Of("Latn") != nil {
		t.Error("a net for Latin")
	}
}

func TestThousandsArePartedByCommas(t *testing.T) {
	signs := func(text string) (out []Sign) {
		for _, r := range text {
			out = append(out, Sign{Rune: r, Confidence: 1})
		}
		return out
	}
	for in, want := range map[string]string{"๕.๐๐๐,๐๐๐": "๕,๐๐๐,๐๐๐", "๑.๕": "๑.๕", "๑.๕๐๐": "๑.๕๐๐"} {
		if got := runOf(thousands(signs(in))).Text; got != want {
			t.Errorf("%s became %s, want %s", in, got, want)
		}
	}
}

func TestPartsOfASignAreOneGroup(t *testing.T) {
	g := image.NewGray(image.Rect(0, 0, 100, 56))
	for i := range g.Pix {
		g.Pix[i] = 255
	}
	ink := func(r image.Rectangle) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				g.Pix[y*g.Stride+x] = 0
			}
		}
	}
	ink(image.Rect(10, 20, 30, 45))
	ink(image.Rect(12, 8, 28, 16)) // a mark above
	ink(image.Rect(50, 20, 70, 45))
	ink(image.Rect(80, 0, 95, 6)) // of the line above
	if got := Groups(g, g.Rect); len(got) != 2 || got[0].Box != image.Rect(10, 8, 30, 45) {
		t.Errorf("%v", got)
	}
}
