package ground

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

func paint(img *image.RGBA, r image.Rectangle, c Colour) {
	draw.Draw(img, r, image.NewUniform(color.RGBA{c[0], c[1], c[2], 255}), image.Point{}, draw.Src)
}

// chat is a page with one bubble and strokes for letters in it.
func chat(page, bubble, ink Colour) (img *image.RGBA, around, line image.Rectangle) {
	img = image.NewRGBA(image.Rect(0, 0, 300, 200))
	around, line = image.Rect(40, 60, 240, 120), image.Rect(50, 75, 200, 95)
	paint(img, img.Rect, page)
	paint(img, around, bubble)
	for x := line.Min.X + 3; x < line.Max.X-3; x += 6 {
		paint(img, image.Rect(x, line.Min.Y+3, x+2, line.Max.Y-3), ink)
	}
	return img, around, line
}

// noisy is the picture after JPEG at quality 60.
func noisy(t *testing.T, img *image.RGBA) *image.RGBA {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	decoded, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(img.Rect)
	draw.Draw(out, out.Rect, decoded, image.Point{}, draw.Src)
	return out
}

var themes = []struct {
	name              string
	page, bubble, ink Colour
}{
	{"white on grey", Colour{237, 237, 237}, Colour{255, 255, 255}, Colour{17, 17, 17}},
	{"green on grey", Colour{237, 237, 237}, Colour{149, 236, 105}, Colour{17, 17, 17}},
	{"dark", Colour{17, 17, 17}, Colour{44, 44, 44}, Colour{233, 233, 233}},
	{"green on dark", Colour{17, 17, 17}, Colour{62, 181, 117}, Colour{5, 5, 5}},
	{"blue with white letters", Colour{255, 255, 255}, Colour{0, 122, 255}, Colour{255, 255, 255}},
}

func TestColoursAndBubblesOfThemes(t *testing.T) {
	for _, theme := range themes {
		t.Run(theme.name, func(t *testing.T) {
			img, around, line := chat(theme.page, theme.bubble, theme.ink)
			img = noisy(t, img)
			behind, ink := Colours(img, line)
			if distance(behind, theme.bubble) > 6 {
				t.Errorf("ground %v, want %v", behind, theme.bubble)
			}
			if distance(ink, theme.ink) > 70 { // strokes of two pixels blur in JPEG
				t.Errorf("ink %v, want %v", ink, theme.ink)
			}
			got, ok := NewAreas(img).Around(line, behind)
			if !ok || !got.In(around.Inset(-3)) || !around.Inset(8).In(got) { // JPEG keeps colour in blocks of 16
				t.Errorf("bubble %v (%v), want %v", got, ok, around)
			}
		})
	}
}

func TestALineOnThePageHasNoBubble(t *testing.T) {
	img, _, line := chat(Colour{255, 255, 255}, Colour{255, 255, 255}, Colour{})
	if box, ok := NewAreas(img).Around(line, Colour{255, 255, 255}); ok {
		t.Errorf("bubble %v", box)
	}
}

func TestPhotographsAreFoundAndTextIsNot(t *testing.T) {
	img, _, line := chat(Colour{237, 237, 237}, Colour{255, 255, 255}, Colour{17, 17, 17})
	random := rand.New(rand.NewPCG(3, 4))
	photo := image.Rect(160, 130, 240, 190)
	for y := photo.Min.Y; y < photo.Max.Y; y++ {
		for x := photo.Min.X; x < photo.Max.X; x++ {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 3), uint8(y*5 + random.IntN(60)), uint8(random.IntN(200)), 255})
		}
	}
	found := Photographs(img, []image.Rectangle{line})
	if len(found) != 1 || !found[0].In(photo.Inset(-cellSide)) || found[0].Intersect(photo).Dx() < 60 {
		t.Errorf("found %v, want %v", found, photo)
	}
}

func TestGapsAndRowsOfALine(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 40))
	white, black := Colour{255, 255, 255}, Colour{}
	paint(img, img.Rect, white)
	paint(img, image.Rect(10, 15, 40, 25), black)
	paint(img, image.Rect(60, 15, 90, 25), black)
	paint(img, image.Rect(20, 12, 24, 14), black) // a tone mark, one row above
	gaps := Gaps(img, image.Rect(0, 10, 100, 30), white, black, 15)
	if len(gaps) != 1 || gaps[0] != (Gap{0.4, 0.6}) {
		t.Errorf("gaps %v", gaps)
	}
	top, bottom, ok := Rows(img, image.Rect(0, 13, 100, 27), white, black, 5)
	if !ok || top != 12 || bottom != 25 {
		t.Errorf("rows %d to %d (%v), want 12 to 25", top, bottom, ok)
	}
}
