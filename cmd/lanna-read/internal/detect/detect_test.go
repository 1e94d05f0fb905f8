package detect

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"
)

// drawn is a model that answers with a map drawn by the test.
type drawn func(x, y int) float32

func (d drawn) Run(_ []float32, shape []int64) ([]float32, []int64, error) {
	h, w := int(shape[2]), int(shape[3])
	out := make([]float32, w*h)
	for y := range h {
		for x := range w {
			out[y*w+x] = d(x, y)
		}
	}
	return out, []int64{1, 1, int64(h), int64(w)}, nil
}

func blank(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	return img
}

func inside(r image.Rectangle) drawn {
	return func(x, y int) float32 {
		if image.Pt(x, y).In(r) {
			return 0.9
		}
		return 0
	}
}

func TestALineIsGrownByWhatTheModelShrinks(t *testing.T) {
	quads, err := Find(inside(image.Rect(50, 40, 150, 50)), blank(320, 96), 1)
	if err != nil || len(quads) != 1 {
		t.Fatalf("%v, %v", quads, err)
	}
	by := int(math.Round(100 * 10 * unclip / (2 * 110)))
	if got, want := quads[0].Bounds(), image.Rect(50, 40, 150, 50).Inset(-by); got != want {
		t.Errorf("bounds %v, want %v", got, want)
	}
	if !quads[0].Upright() {
		t.Error("a level line was tilted")
	}
}

func TestScaledQuadsLieInTheWholePicture(t *testing.T) {
	quads, err := Find(inside(image.Rect(50, 40, 150, 50)), blank(640, 192), 0.5)
	if err != nil || len(quads) != 1 {
		t.Fatalf("%v, %v", quads, err)
	}
	if c := quads[0]; math.Abs(c.CX-200) > 1 || math.Abs(c.CY-90) > 1 {
		t.Errorf("centre %.1f, %.1f, want 200, 90", c.CX, c.CY)
	}
}

func TestPaleAndTinyAreasAreLeftOut(t *testing.T) {
	cases := map[string]drawn{
		"pale": func(x, y int) float32 {
			if image.Pt(x, y).In(image.Rect(50, 40, 150, 50)) {
				return 0.4
			}
			return 0
		},
		"a speck":  inside(image.Rect(50, 40, 52, 42)),
		"a stroke": inside(image.Rect(50, 40, 150, 41)),
		"nothing":  inside(image.Rectangle{}),
	}
	for name, model := range cases {
		if quads, err := Find(model, blank(320, 96), 1); err != nil || len(quads) != 0 {
			t.Errorf("%s: %v, %v", name, quads, err)
		}
	}
}

func TestATiltedLineKeepsItsAngle(t *testing.T) {
	const angle = 10 * math.Pi / 180
	model := drawn(func(x, y int) float32 {
		dx, dy := float64(x)-160, float64(y)-80
		a, b := dx*math.Cos(angle)+dy*math.Sin(angle), dy*math.Cos(angle)-dx*math.Sin(angle)
		if math.Abs(a) < 110 && math.Abs(b) < 7 {
			return 0.9
		}
		return 0
	})
	quads, err := Find(model, blank(320, 160), 1)
	if err != nil || len(quads) != 1 {
		t.Fatalf("%v, %v", quads, err)
	}
	if got := math.Atan2(quads[0].DY, quads[0].DX); math.Abs(got-angle) > 0.02 {
		t.Errorf("angle %.3f, want %.3f", got, angle)
	}
}

func TestTallPicturesAreCutBetweenLines(t *testing.T) {
	img := blank(200, 3000)
	for y := range 3000 { // lines of 20 rows every 30
		if y%30 < 20 {
			for x := 20; x < 180; x += 3 {
				img.SetRGBA(x, y, color.RGBA{A: 255})
			}
		}
	}
	bands := tiles(img, 200*640)
	if len(bands) < 4 {
		t.Fatalf("%d bands", len(bands))
	}
	next := 0
	for _, b := range bands {
		if b.Min.Y != next || b.Dy() > 640 || b.Dx() != 200 {
			t.Errorf("band %v after row %d", b, next)
		}
		if next = b.Max.Y; next < 3000 && next%30 < 20 {
			t.Errorf("row %d cuts a line", next)
		}
	}
	if next != 3000 {
		t.Errorf("the bands end at row %d", next)
	}
}

// A flood fill is slow and plainly right; areas must agree with it.
func TestAreasAgreeWithAFloodFill(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		w, h := 1+random.IntN(24), 1+random.IntN(24)
		m := make([]float32, w*h)
		for i := range m {
			if random.IntN(5) < 2 {
				m[i] = 1
			}
		}
		pixels := map[int]int{}
		for _, a := range areas(m, w, h) {
			pixels[a.pixels]++
		}
		for n, count := range flooded(m, w, h) {
			if pixels[n] != count {
				t.Fatalf("%d areas of %d pixels, want %d\n%v", pixels[n], n, count, m)
			}
		}
	}
}

func flooded(m []float32, w, h int) map[int]int {
	seen := make([]bool, len(m))
	var fill func(x, y int) int
	fill = func(x, y int) int {
		if x < 0 || y < 0 || x >= w || y >= h || seen[y*w+x] || m[y*w+x] <= pixelThreshold {
			return 0
		}
		seen[y*w+x] = true
		n := 1
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				n += fill(x+dx, y+dy)
			}
		}
		return n
	}
	sizes := map[int]int{}
	for i := range m {
		if n := fill(i%w, i/w); n > 0 {
			sizes[n]++
		}
	}
	return sizes
}
