package ground

import (
	"image"
	"image/color"
	"image/draw"
	"testing"
)

var (
	white  = color.RGBA{255, 255, 255, 255}
	black  = color.RGBA{20, 20, 20, 255}
	red    = color.RGBA{200, 20, 30, 255}
	yellow = color.RGBA{250, 200, 40, 255}
	brown  = color.RGBA{120, 70, 20, 255}
)

// sign draws a sign of strokes, as letters are, or, with a second colour, a disc of
// two, as emoji are.
func sign(img *image.RGBA, x int, c, other color.RGBA) {
	if other == c {
		draw.Draw(img, image.Rect(x, 6, x+3, 26), image.NewUniform(c), image.Point{}, draw.Src)
		draw.Draw(img, image.Rect(x, 6, x+14, 9), image.NewUniform(c), image.Point{}, draw.Src)
		return
	}
	draw.Draw(img, image.Rect(x, 5, x+22, 27), image.NewUniform(c), image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(x+4, 12, x+18, 24), image.NewUniform(other), image.Point{}, draw.Src)
}

// Emoji are told from letters, also where these are of another colour than the rest.
func TestEmoji(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 300, 32))
	draw.Draw(img, img.Rect, image.NewUniform(white), image.Point{}, draw.Src)
	for x := 10; x < 90; x += 20 {
		sign(img, x, black, black)
	}
	sign(img, 100, yellow, brown)
	for x := 140; x < 200; x += 20 {
		sign(img, x, red, red) // a sum in red
	}
	behind, letters := Colours(img, img.Rect)
	found := Emoji(img, img.Rect, behind, letters)
	if len(found) != 1 || found[0] != image.Rect(100, 5, 122, 27) {
		t.Errorf("found %v", found)
	}
}
