package tess

import (
	"image"
	"math/rand/v2"
	"testing"

	"lanna/cmd/lanna-read/internal/digits"
	"lanna/cmd/lanna-read/internal/recognise"
)

// Sums in the digits of each script, in the fonts that are installed and in the
// sizes of a poster at 1x and a chat at 2x.
func TestNumbersInTheDigitsOfTheScriptAreRead(t *testing.T) {
	for _, s := range scripts {
		fonts := s.faces(t, false)
		if len(fonts) < 4 {
			t.Skip("the fonts of the exercise are not installed")
		}
		l := map[string]language{"th": thai, "my": burmese, "lo": lao}[s.lang]
		d := drawer{r: rand.New(rand.NewPCG(11, 12)), s: s, fonts: fonts, latin: latinFonts(), signs: []rune(digitsFrom(s.zero) + signsOf)}
		right, all := 0, 0
		for range 120 {
			want := own(s.zero, d.r, 3) + "," + own(s.zero, d.r, 3)
			c, _, ok := d.drawn(want, []float64{19, 32}[d.r.IntN(2)])
			if !ok {
				continue
			}
			all++
			if runs := l.numbers(c); len(runs) == 1 && runs[0].Text == want {
				right++
			}
		}
		if right*100 < all*80 { // 84 to 95 are, of six digits each, in fonts that nobody reads with ease too
			t.Errorf("%s: %d of %d numbers were read", s.name, right, all)
		}
	}
}

func own(zero rune, r *rand.Rand, n int) string {
	text := ""
	for range n {
		text += string(zero + rune(r.IntN(10)))
	}
	return text
}

func run(text string, from, to int) digits.Run {
	return digits.Run{Text: text, From: from, To: to, Confidence: 0.99}
}

func texts(words []Word) (out []string) {
	for _, w := range words {
		out = append(out, w.Text)
	}
	return out
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %q, want %q", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
}

func TestANumberTakesThePlaceOfWhatTesseractReadThere(t *testing.T) {
	id := []Word{{Text: "၃/ဈဓဌ(နိုင်)၅၅၄၃၅၅", Box: image.Rect(100, 12, 300, 60), Confidence: 0.6}}
	got, ok := burmese.placed(id, []digits.Run{run("၅၅၄၃၅၆", 235, 300)})
	if !ok {
		t.Fatal("the number was not found")
	}
	same(t, "an ID", texts(got), []string{"၃", "/ဈဓဌ(နိုင်)", "၅၅၄၃၅၆"})
	if _, ok := thai.placed([]Word{{Text: "๕๓ฒ๕", Box: image.Rect(0, 0, 100, 60)}}, []digits.Run{run("๕๓๑๐", 0, 100)}); ok {
		t.Error("letters were taken for a part of the number")
	}
}

func TestAWordOnBothSidesOfANumberIsParted(t *testing.T) {
	c := strip()
	c.groups = []digits.Group{{Box: image.Rect(20, 20, 190, 40)}, {Box: image.Rect(330, 20, 480, 40)}}
	words := []Word{word("รางวัลบาท", 0.9, 0, 440)}
	same(t, "a sum", texts(withNumbers(words, []digits.Run{run("๕๐๐", 200, 320)}, c)), []string{"รางวัล", "๕๐๐", "บาท"})
	blank := []Word{word(")", 0.5, 500, 520)}
	same(t, "a blank line", texts(withNumbers(blank, []digits.Run{run("๕๐๐", 200, 320)}, c)), []string{"๕๐๐"})
}

func TestSpellingOfBurmese(t *testing.T) {
	for in, want := range map[string]string{"စျေး": "ဈေး", "ဧျေး": "ဈေး", "ပေးမယ်# ဖုန်း": "ပေးမယ်။ ဖုန်း", "A# b": "A# b"} {
		text := ""
		for _, c := range burmese.spelled(spelt(in, 0.9, 0, 1)) {
			text += string(c.Rune)
		}
		if text != want {
			t.Errorf("%q became %q, want %q", in, text, want)
		}
	}
}

func TestTheAirBesideAOneIsNoSpace(t *testing.T) {
	text := ""
	for _, c := range closed(spelt("฿1 ,500,000 2 ,x", 0.9, 0, 1)) {
		text += string(c.Rune)
	}
	if text != "฿1,500,000 2 ,x" {
		t.Errorf("%q", text)
	}
}

func TestWhatTheModelsPassedOverIsNoticed(t *testing.T) {
	at := func(text string, centres ...float64) (out []recognise.Char) {
		for i, r := range text {
			out = append(out, recognise.Char{Rune: r, Centre: centres[i]})
		}
		return out
	}
	if covers(at("500", 0.05, 0.1, 0.15), 8) {
		t.Error("five signs behind the number are missed by nobody")
	}
	if covers(at("2/()61", 0.1, 0.15, 0.2, 0.6, 0.65, 0.7), 7) {
		t.Error("nobody misses what stands in the brackets")
	}
	if !covers(at("k88_il", 0.1, 0.2, 0.3, 0.4, 0.48, 0.55), 6) {
		t.Error("an account name is refused")
	}
	if !unitBehind(spelt("1.5anu", 0.9, 0, 1)) || unitBehind(spelt("50W", 0.9, 0, 1)) || unitBehind(spelt("500USDT", 0.9, 0, 1)) {
		t.Error("units behind numbers")
	}
}
