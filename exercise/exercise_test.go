package exercise

import (
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"strings"
	"testing"

	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

func needFonts(t *testing.T) {
	t.Helper()
	if m := draw.Missing(); len(m) > 0 {
		t.Skipf("%d fonts are missing, the first: %v", len(m), m[0])
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	needFonts(t)
	a, err := Pictures(11, 10, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Pictures(11, 10, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if !bytes.Equal(a[i].Bytes, b[i].Bytes) || a[i].SHA256 != b[i].SHA256 {
			t.Errorf("%s: two drawings differ", a[i].File)
		}
	}
	c, err := Pictures(12, 1, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(a[0].Bytes, c[0].Bytes) {
		t.Error("two seeds give one picture")
	}
}

func TestPicturesDecodeAndSayExercise(t *testing.T) {
	needFonts(t)
	list, err := Pictures(5, 16, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		img, kind, err := image.DecodeConfig(bytes.NewReader(p.Bytes))
		if err != nil {
			t.Fatalf("%s: %v", p.File, err)
		}
		if (p.Quality == 0) != (kind == "png") || img.Width < 360 {
			t.Errorf("%s is a %s of %d pixels", p.File, kind, img.Width)
		}
		if !strings.Contains(p.Watermark, "EXERCISE") {
			t.Errorf("%s does not say EXERCISE", p.File)
		}
		if p.Notices == nil || p.Lines == nil || p.Contacts.Phones == nil {
			t.Errorf("%s: the truth has a null list", p.File)
		}
	}
}

// Every value of every dimension comes up about as often as every other.
func TestAccuracySetIsSpreadEvenly(t *testing.T) {
	specs, err := plan(3, 240, Options{}.filled())
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]map[string]int{}
	add := func(dim, v string) {
		if count[dim] == nil {
			count[dim] = map[string]int{}
		}
		count[dim][v]++
	}
	for _, s := range specs {
		add("language", s.language)
		add(s.language+" layout", s.layout)
		add(s.language+" theme", s.theme)
		add(s.language+" font", s.font)
	}
	for dim, values := range count {
		least, most := 1<<30, 0
		for _, n := range values {
			least, most = min(least, n), max(most, n)
		}
		if most-least > 1 {
			t.Errorf("%s: from %d to %d, want even", dim, least, most)
		}
	}
	if n := len(count["zh layout"]); n != len(draw.Layouts) {
		t.Errorf("%d layouts come up in Chinese, want %d", n, len(draw.Layouts))
	}
}

// What is measured on is never shown to who writes rules.
func TestSplitsKeepApart(t *testing.T) {
	for _, split := range []wording.Split{wording.Dev, wording.Held} {
		o := Options{Split: split}.filled()
		specs, err := plan(8, 120, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range specs {
			sc, err := compose(s, split)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range sc.texts {
				if x.Template.Split != split {
					t.Fatalf("%s is of %s, asked for %s", x.Template.ID, x.Template.Split, split)
				}
			}
		}
	}
}
