package tess

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	textlanguage "github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/digits"
	"lanna/cmd/lanna-read/internal/ground"
)

func openFont(path string) (*font.Font, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	l, err := ot.NewLoaders(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return font.NewFont(l[0])
}

func latinFonts() []*font.Font {
	var out []*font.Font
	for _, p := range []string{"noto/NotoSans-Regular.ttf", "noto/NotoSans-Bold.ttf", "dejavu/DejaVuSans.ttf", "liberation/LiberationSans-Regular.ttf", "liberation/LiberationSerif-Regular.ttf"} {
		if f, err := openFont("/usr/share/fonts/truetype/" + p); err == nil {
			out = append(out, f)
		}
	}
	return out
}

// drawer draws lines and cuts samples out of them.
type drawer struct {
	r     *rand.Rand
	s     script
	texts []string
	fonts []*font.Font
	latin []*font.Font
	signs []rune

	// beside is what else stands in the line; its ink counts for the height.
	beside string

	shaper shaping.HarfbuzzShaper
	raster vector.Rasterizer
}

// glyphAt is what stands in some columns.
type glyphAt struct {
	class    int
	from, to float64
}

// number is one as they are written: sums, telephones, dates.
func (d *drawer) number() string {
	own := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteRune(d.s.zero + rune(d.r.IntN(10)))
		}
		return b.String()
	}
	some := func() string { return own(1 + d.r.IntN(3)) }
	switch d.r.IntN(7) {
	case 0:
		return some() + "," + own(3)
	case 1:
		return some() + "," + own(3) + "," + own(3)
	case 2:
		return own(2) + "-" + own(3) + "-" + own(4)
	case 3:
		return own(1+d.r.IntN(2)) + "/" + own(1+d.r.IntN(2)) + "/" + own(4)
	case 4:
		return own(1) + "." + own(1+d.r.IntN(2))
	case 5:
		return "฿" + own(3) + "," + own(3)
	}
	return own(1 + d.r.IntN(10))
}

// text is a piece of a wording with numbers in it and around it.
func (d *drawer) text() string {
	r := d.r
	if r.IntN(3) == 0 {
		return d.number() + " " + d.number() + strings.Repeat(" ", r.IntN(2)) + d.number()
	}
	text := []rune(d.texts[r.IntN(len(d.texts))])
	if n := 8 + r.IntN(24); len(text) > n {
		at := r.IntN(len(text) - n)
		text = text[at : at+n]
	}
	for i, c := range text {
		if c >= '0' && c <= '9' && r.IntN(2) == 0 {
			text[i] = d.s.zero + rune(r.IntN(10))
		}
	}
	out := string(text)
	if r.IntN(2) == 0 {
		out += strings.Repeat(" ", r.IntN(2)) + d.number()
	}
	if r.IntN(3) == 0 {
		out = d.number() + strings.Repeat(" ", r.IntN(2)) + out
	}
	if r.IntN(5) == 0 {
		out = "฿" + fmt.Sprint(10000+r.IntN(900000)) + " B 8 " + out
	}
	return out
}

// line draws one line and cuts samples out of it.
func (d *drawer) line() []digits.Sample {
	c, glyphs, ok := d.drawn(d.text(), 11*math.Pow(4, d.r.Float64()))
	if !ok {
		return nil
	}
	return d.samples(c, glyphs)
}

// drawn is a text as a screenshot has it: any colours, mostly JPEG.
func (d *drawer) drawn(text string, size float64) (crop, []glyphAt, bool) {
	img := image.NewRGBA(image.Rect(0, 0, int(size*34), int(size*3)))
	behind, ink := d.colours()
	imagedraw.Draw(img, img.Rect, image.NewUniform(behind), image.Point{}, imagedraw.Src)
	glyphs := d.write(img, ink, text, size)
	if d.r.IntN(10) < 7 {
		var b bytes.Buffer
		_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 55 + d.r.IntN(41)})
		if back, err := jpeg.Decode(&b); err == nil {
			imagedraw.Draw(img, img.Rect, back, image.Point{}, imagedraw.Src)
		}
	}
	bg, fg := ground.Colour{behind.R, behind.G, behind.B}, ground.Colour{ink.R, ink.G, ink.B}
	var box image.Rectangle
	for _, b := range ground.Blobs(img, img.Rect, bg, fg) {
		if b.Pixels > 3 {
			box = box.Union(b.Box)
		}
	}
	if box.Empty() {
		return crop{}, nil, false
	}
	if d.beside != "" {
		box = d.asHighAsLine(box, size)
	}
	pad := func() int { return 1 + int(size*0.12*d.r.Float64()) }
	box = image.Rect(box.Min.X-2, box.Min.Y-pad(), box.Max.X+2, box.Max.Y+pad())
	c := newCrop(img, detect.Upright(box), bg, fg)
	column := func(x float64) float64 { return margin + (x-float64(box.Min.X))*float64(c.inner)/float64(box.Dx()) }
	for i := range glyphs {
		glyphs[i].from, glyphs[i].to = column(glyphs[i].from), column(glyphs[i].to)
	}
	return c, glyphs, true
}

// asHighAsLine is a box with the height that it has together with the words beside.
func (d *drawer) asHighAsLine(box image.Rectangle, size float64) image.Rectangle {
	img := image.NewRGBA(image.Rect(0, 0, int(size*60), int(size*3)))
	d.write(img, color.RGBA{255, 255, 255, 255}, d.beside, size)
	for y := range img.Rect.Dy() {
		if slices.Max(img.Pix[y*img.Stride:(y+1)*img.Stride]) > 127 {
			box.Min.Y, box.Max.Y = min(box.Min.Y, y), max(box.Max.Y, y+1)
		}
	}
	return box
}

// colours are of the ground and of the letters; they differ enough to be read.
func (d *drawer) colours() (behind, ink color.RGBA) {
	r := d.r
	behind = color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
	ink = color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}
	if r.IntN(2) == 0 {
		behind, ink = color.RGBA{250, 250, 250, 255}, color.RGBA{20, 20, 20, 255}
	}
	if math.Abs(float64(behind.G)-float64(ink.G)) < 90 {
		behind.G, ink.G = 240-ink.G/4, ink.G/4
	}
	return behind, ink
}

func (d *drawer) samples(c crop, glyphs []glyphAt) []digits.Sample {
	area := c.area()
	groups := digits.Groups(c.grey, area)
	usual := digits.UsualHeight(groups, area)
	var out []digits.Sample
	add := func(box image.Rectangle, class int) {
		out = append(out, digits.Sample{In: *digits.InputOf(c.grey, area, box, usual), Class: class})
	}
	other := len(d.signs)
	for _, g := range groups {
		var inside []glyphAt
		partly := false
		for _, at := range glyphs {
			shared := min(at.to, float64(g.Box.Max.X)) - max(at.from, float64(g.Box.Min.X))
			switch share := shared / max(1, at.to-at.from); {
			case share > 0.7:
				inside = append(inside, at)
			case share > 0.15:
				partly = true
			}
		}
		if len(inside) == 1 && !partly {
			add(g.Box, inside[0].class)
			if g.Box.Dx() > 8 && d.r.IntN(6) == 0 { // a half is nothing
				half := g.Box
				half.Max.X = half.Min.X + half.Dx()*(35+d.r.IntN(30))/100
				add(half, other)
			}
			continue
		}
		add(g.Box, other)
		for _, at := range inside { // signs that touch, parted where they end
			add(image.Rect(int(at.from), g.Box.Min.Y, int(at.to+1), g.Box.Max.Y).Intersect(g.Box), at.class)
		}
	}
	return out
}

// write draws a text and tells where each glyph stands. Glyphs of several signs
// and all that is no digit are of the class of others.
func (d *drawer) write(img *image.RGBA, ink color.RGBA, text string, size float64) []glyphAt {
	own := d.fonts[d.r.IntN(len(d.fonts))]
	latin := d.latin[d.r.IntN(len(d.latin))]
	runes := []rune(text)
	x, y := size, size*1.9
	var out []glyphAt
	for from := 0; from < len(runes); {
		has := func(r rune) bool { _, ok := own.NominalGlyph(r); return ok }
		to := from + 1
		for to < len(runes) && has(runes[to]) == has(runes[from]) {
			to++
		}
		face := own
		if !has(runes[from]) {
			face = latin
		}
		run := d.shaper.Shape(shaping.Input{
			Text: runes, RunStart: from, RunEnd: to, Direction: di.DirectionLTR, Script: textlanguage.LookupScript(runes[from]),
			Size: fixed.Int26_6(size * 64), Language: textlanguage.NewLanguage(d.s.lang), Face: font.NewFace(face),
		})
		for _, g := range run.Glyphs {
			class := len(d.signs)
			if g.RunesCount() == 1 && g.GlyphsCount() == 1 {
				if k := slices.Index(d.signs, like(runes[g.TextIndex()])); k >= 0 {
					class = k
				}
			}
			left, right := d.glyph(img, ink, face, g.GlyphID, size, x+float64(g.XOffset)/64, y-float64(g.YOffset)/64)
			if right > left && class >= 0 {
				out = append(out, glyphAt{class, left, right})
			}
			x += float64(g.Advance) / 64
		}
		from = to
	}
	return out
}

// like: the letter wa of Burmese is drawn as its nought, ra in some fonts as its
// seven. What stands beside them decides.
func like(r rune) rune {
	switch r {
	case 'ဝ':
		return '၀'
	case 'ရ':
		return '၇'
	}
	return r
}

func (d *drawer) glyph(img *image.RGBA, ink color.RGBA, f *font.Font, gid font.GID, size, x, y float64) (left, right float64) {
	o, ok := font.NewFace(f).GlyphDataOutline(gid)
	if !ok || len(o.Segments) == 0 {
		return 0, 0
	}
	scale := float32(size) / float32(f.Upem())
	left, right = math.Inf(1), math.Inf(-1)
	top, bottom := math.Inf(1), math.Inf(-1)
	for _, s := range o.Segments {
		for _, a := range s.ArgsSlice() {
			px, py := x+float64(a.X*scale), y-float64(a.Y*scale)
			left, right, top, bottom = min(left, px), max(right, px), min(top, py), max(bottom, py)
		}
	}
	box := image.Rect(int(left)-1, int(top)-1, int(right)+2, int(bottom)+2)
	d.raster.Reset(box.Dx(), box.Dy())
	at := func(a ot.SegmentPoint) (float32, float32) {
		return float32(x) + a.X*scale - float32(box.Min.X), float32(y) - a.Y*scale - float32(box.Min.Y)
	}
	for i, s := range o.Segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case ot.SegmentOpMoveTo:
			if i > 0 {
				d.raster.ClosePath()
			}
			d.raster.MoveTo(ax, ay)
		case ot.SegmentOpLineTo:
			d.raster.LineTo(ax, ay)
		case ot.SegmentOpQuadTo:
			d.raster.QuadTo(ax, ay, bx, by)
		case ot.SegmentOpCubeTo:
			d.raster.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	d.raster.ClosePath()
	d.raster.Draw(img, box, image.NewUniform(ink), image.Point{})
	return left, right
}
