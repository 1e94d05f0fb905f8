// Package page reads a whole picture: finds lines, reads them, and describes
// what stands around them.
package page

import (
	"image"
	"math"
	"slices"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/picture"
	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/extract/reading"
)

// Reader reads pictures.
type Reader struct {
	Detection infer.Model
	Lines     recognise.Reader
	Scripts   Scripts // reads Thai, Burmese and Lao; nil where nothing does
}

// Scripts reads lines that the models cannot.
type Scripts interface {
	// Reread improves lines in scripts of its own; what it leaves alone stays
	// as the models read it. missing names what it lacks for that.
	// Lines may come back otherwise divided.
	Reread(img *image.RGBA, lines []Found, models Models) (better []Found, missing []string)
}

// Models reads lines anew, in their order.
type Models func(img *image.RGBA, lines []Found) error

// Found is a line with all that is known of it while it is read.
type Found struct {
	Quad        detect.Quad
	Chars       []recognise.Char
	Ground, Ink ground.Colour
	Script      string // set by Scripts only
	ByEye       bool

	// Sheet holds the line alone, at On, where its neighbours reach into its
	// box; nil where the picture serves.
	Sheet *image.RGBA
	On    detect.Quad
}

// Look is where the line is to be looked at: the picture or a sheet.
func (f Found) Look(img *image.RGBA) (*image.RGBA, detect.Quad) {
	if f.Sheet != nil {
		return f.Sheet, f.On
	}
	return img, f.Quad
}

// Read reads a picture. One whose lines all lean is turned level first.
func (r Reader) Read(img *image.RGBA) (*reading.Reading, error) {
	quads, lean, err := find(r.Detection, img)
	if err != nil {
		return nil, err
	}
	if lean == 0 {
		return r.readLines(img, quads)
	}
	turn := picture.Level(img.Rect, lean)
	level := turn.Of(img)
	if quads, _, err = find(r.Detection, level); err != nil {
		return nil, err
	}
	out, err := r.readLines(level, quads)
	if err != nil {
		return nil, err
	}
	out.PHash = picture.Hash(img)
	turnBack(out, turn)
	return out, nil
}

// readLines reads the lines in quads.
func (r Reader) readLines(img *image.RGBA, quads []detect.Quad) (*reading.Reading, error) {
	clean, found := linesIn(img, quads)
	if err := r.read(clean, found); err != nil {
		return nil, err
	}
	out := &reading.Reading{Width: img.Rect.Dx(), Height: img.Rect.Dy(), PHash: picture.Hash(img)}
	if r.Scripts != nil {
		found, out.Missing = r.Scripts.Reread(clean, found, r.read)
	}
	describe(out, img, found)
	return out, nil
}

// linesIn are the lines in quads, close around their letters, and the picture in
// which to read them: without what is drawn among letters.
func linesIn(img *image.RGBA, quads []detect.Quad) (clean *image.RGBA, found []Found) {
	for _, q := range quads {
		f := Found{Quad: q}
		f.Ground, f.Ink = ground.Colours(img, q.Bounds())
		f.Quad = tighten(img, f) // else its neighbours' letters stand among its emoji
		found = append(found, f)
	}
	clean, found = withoutEmoji(img, found)
	tight := make([]detect.Quad, len(found))
	for i, f := range found {
		tight[i] = f.Quad
	}
	part(tight)
	for i, q := range tight {
		found[i].Quad = q
	}
	return clean, found
}

// read has the models read lines and mends what they are known to get wrong.
func (r Reader) read(img *image.RGBA, lines []Found) error {
	images, quads := make([]*image.RGBA, len(lines)), make([]detect.Quad, len(lines))
	for i, f := range lines {
		images[i], quads[i] = f.Look(img)
	}
	chars, err := r.Lines.Read(images, quads)
	if err != nil {
		return err
	}
	for i := range lines {
		lines[i].Chars = chars[i]
	}
	if err := r.readMasks(images, quads, lines); err != nil {
		return err
	}
	for i := range lines {
		there := lines[i]
		there.Quad = quads[i]
		lines[i].Chars = mend(images[i], there)
	}
	return nil
}

// describe fills in lines, bubbles and photographs.
func describe(out *reading.Reading, img *image.RGBA, found []Found) {
	small := surroundings(img)
	by := float64(small.Rect.Dx()) / float64(img.Rect.Dx())
	areas := ground.NewAreas(small)
	var boxes []image.Rectangle
	out.Lines = []reading.Line{}
	for _, f := range found {
		b := f.Quad.Bounds().Intersect(img.Rect)
		boxes = append(boxes, scaled(b, by))
		l, ok := f.line(b)
		if !ok {
			continue
		}
		if bubble, ok := areas.Around(scaled(b, by), f.Ground); ok {
			l.Bubble = reading.BoxOf(scaled(bubble, 1/by).Intersect(img.Rect))
		}
		out.Lines = append(out.Lines, l)
	}
	inOrder(out.Lines)
	for _, p := range ground.Photographs(small, boxes) {
		out.Pictures = append(out.Pictures, reading.BoxOf(scaled(p, 1/by).Intersect(img.Rect)))
	}
}

// surroundings is the picture at the size at which bubbles are looked for.
func surroundings(img *image.RGBA) *image.RGBA {
	const pixels = 1_500_000
	by := math.Sqrt(pixels / float64(img.Rect.Dx()*img.Rect.Dy()))
	if by >= 1 {
		return img
	}
	return picture.Shrink(img, int(float64(img.Rect.Dx())*by+0.5), int(float64(img.Rect.Dy())*by+0.5))
}

func scaled(r image.Rectangle, by float64) image.Rectangle {
	s := func(v int) int { return int(math.Round(float64(v) * by)) }
	return image.Rect(s(r.Min.X), s(r.Min.Y), s(r.Max.X), s(r.Max.Y))
}

// inOrder sorts lines from top to bottom; those that overlap the topmost of a row
// by half stand in that row, from left to right.
func inOrder(lines []reading.Line) {
	middle := func(l reading.Line) int { return 2*l.Box.Y + l.Box.H }
	slices.SortStableFunc(lines, func(a, b reading.Line) int { return middle(a) - middle(b) })
	for row := lines; len(row) > 0; {
		first, n := row[0].Box, 1
		for n < len(row) && overlap(first, row[n].Box)*2 > min(first.H, row[n].Box.H) {
			n++
		}
		slices.SortStableFunc(row[:n], func(a, b reading.Line) int { return a.Box.X - b.Box.X })
		row = row[n:]
	}
}

// overlap is the number of rows that two boxes share.
func overlap(a, b reading.Box) int {
	return min(a.Bottom(), b.Bottom()) - max(a.Y, b.Y)
}

// line turns what was found into what is told; false where nothing was read.
func (f Found) line(box image.Rectangle) (reading.Line, bool) {
	chars := trim(f.Chars)
	if len(chars) == 0 || box.Empty() {
		return reading.Line{}, false
	}
	l := reading.Line{Box: reading.BoxOf(box), Script: f.Script, ByEye: f.ByEye, Ground: f.Ground, Ink: f.Ink}
	text := make([]rune, len(chars))
	sum, edge := 0.0, box.Min.X
	for i, c := range chars {
		text[i] = c.Rune
		sum += c.Confidence
		edge = max(edge, box.Min.X+int(math.Round(c.Left*float64(box.Dx()))))
		l.Edges = append(l.Edges, edge)
	}
	last := box.Min.X + int(math.Round(chars[len(chars)-1].Right*float64(box.Dx())))
	l.Edges = append(l.Edges, max(edge, last))
	l.Text = string(text)
	l.Confidence = min(1, sum/float64(len(chars)))
	if l.Script == "" {
		l.Script = scriptOf(text)
	}
	return l, true
}

func trim(chars []recognise.Char) []recognise.Char {
	for len(chars) > 0 && chars[0].Rune == ' ' {
		chars = chars[1:]
	}
	for len(chars) > 0 && chars[len(chars)-1].Rune == ' ' {
		chars = chars[:len(chars)-1]
	}
	return chars
}

// scriptOf is Han where a Han sign stands in the line, else Latin.
func scriptOf(text []rune) string {
	for _, r := range text {
		if r >= 0x2e80 && r < 0xff00 {
			return reading.ScriptHan
		}
	}
	return reading.ScriptLatin
}
