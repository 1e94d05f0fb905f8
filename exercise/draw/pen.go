package draw

import (
	"image"
	"image/color"
	"math"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// A Pen shapes and draws text in one font with its fallbacks. It is not safe
// for concurrent use; the fonts behind it are shared.
type Pen struct {
	regular, bold chain
	shaper        shaping.HarfbuzzShaper
	splitter      shaping.Segmenter
	breaks        segmenter.Segmenter
	glyphs        map[glyphKey]mask
	raster        vector.Rasterizer
	lang          language.Language
	missing       int // runes that no font has
}

// A Style is the look of a piece of text. Size is in pixels of the picture.
type Style struct {
	Size  float64
	Color color.Color
	Bold  bool
}

type chain struct {
	faces []*font.Face
	order map[rune]*font.Face
}

type glyphKey struct {
	face *font.Face
	gid  font.GID
	size int32 // 1/64 pixel
	sub  uint8 // quarter pixels to the right
}

type mask struct {
	alpha *image.Alpha // nil for a blank
	x, y  int          // of its upper left corner from the dot
}

// NewPen opens the font called family for text in a language ("zh", "en",
// "th", "my", "lo"). A missing font is a *MissingFontError.
func NewPen(family, lang string) (*Pen, error) {
	p := &Pen{glyphs: map[glyphKey]mask{}, lang: language.NewLanguage(lang)}
	for _, bold := range []bool{false, true} {
		c := chain{order: map[rune]*font.Face{}}
		for _, name := range append([]string{family}, fallbacks...) {
			f, err := familyByName(name)
			if err != nil {
				return nil, err
			}
			ft, err := load(f, bold)
			if err != nil {
				return nil, err
			}
			c.faces = append(c.faces, font.NewFace(ft))
		}
		if bold {
			p.bold = c
		} else {
			p.regular = c
		}
	}
	return p, nil
}

// Missing counts the signs drawn so far that no font of the chain has.
func (p *Pen) Missing() int { return p.missing }

// ResolveFace picks the first font that has the rune; with none the chosen
// font draws its box for a missing sign.
func (c *chain) ResolveFace(r rune) *font.Face {
	if f := c.order[r]; f != nil {
		return f
	}
	best := c.faces[0]
	for _, f := range c.faces {
		if g, ok := f.NominalGlyph(r); ok && g != 0 {
			best = f
			break
		}
	}
	c.order[r] = best
	return best
}

func (p *Pen) shape(s string, st Style) []shaping.Output {
	c := &p.regular
	if st.Bold {
		c = &p.bold
	}
	text := []rune(s)
	in := shaping.Input{
		Text: text, RunEnd: len(text), Direction: di.DirectionLTR,
		Size: fixed.Int26_6(math.Round(st.Size * 64)), Language: p.lang, Face: c.faces[0],
	}
	var out []shaping.Output
	for _, run := range p.splitter.Split(in, c) {
		out = append(out, p.shaper.Shape(run))
	}
	return out
}

// Width is the advance of s in pixels.
func (p *Pen) Width(s string, st Style) float64 {
	var w fixed.Int26_6
	for _, run := range p.shape(s, st) {
		w += run.Advance
	}
	return float64(w) / 64
}

// Text draws s with its baseline starting at x, y and returns the x after it.
func (p *Pen) Text(dst *image.RGBA, s string, x, y float64, st Style) float64 {
	src := image.NewUniform(st.Color)
	for _, run := range p.shape(s, st) {
		for _, g := range run.Glyphs {
			if g.GlyphID == 0 {
				p.missing++
			}
			gx := x + float64(g.XOffset)/64
			gy := y - float64(g.YOffset)/64
			p.glyph(dst, src, run.Face, g.GlyphID, run.Size, gx, gy)
			x += float64(g.Advance) / 64
		}
	}
	return x
}

func (p *Pen) glyph(dst *image.RGBA, src *image.Uniform, face *font.Face, gid font.GID, size fixed.Int26_6, x, y float64) {
	ix := math.Floor(x)
	sub := uint8((x - ix) * 4)
	key := glyphKey{face, gid, int32(size), sub}
	m, ok := p.glyphs[key]
	if !ok {
		m = p.rasterise(face, gid, float64(size)/64, float64(sub)/4)
		p.glyphs[key] = m
	}
	if m.alpha == nil {
		return
	}
	at := image.Pt(int(ix)+m.x, int(math.Round(y))+m.y)
	blend(dst, m.alpha.Bounds().Add(at), src, m.alpha, image.Point{})
}

// rasterise turns an outline into a mask. Embedded bitmaps are passed over:
// they are what makes old Chinese fonts look broken at small sizes.
func (p *Pen) rasterise(face *font.Face, gid font.GID, size, dx float64) mask {
	outline, ok := face.GlyphDataOutline(gid)
	if !ok || len(outline.Segments) == 0 {
		return mask{}
	}
	scale := float32(size) / float32(face.Upem())
	minX, minY, maxX, maxY := bounds(outline.Segments)
	left := int(math.Floor(float64(minX*scale)+dx)) - 1
	top := int(math.Floor(float64(-maxY*scale))) - 1
	w := int(math.Ceil(float64(maxX*scale)+dx)) + 1 - left
	h := int(math.Ceil(float64(-minY*scale))) + 1 - top
	p.raster.Reset(w, h)
	pt := func(a ot.SegmentPoint) (float32, float32) {
		return a.X*scale + float32(dx) - float32(left), -a.Y*scale - float32(top)
	}
	for i, s := range outline.Segments {
		ax, ay := pt(s.Args[0])
		bx, by := pt(s.Args[1])
		cx, cy := pt(s.Args[2])
		switch s.Op {
		case ot.SegmentOpMoveTo:
			if i > 0 {
				p.raster.ClosePath()
			}
			p.raster.MoveTo(ax, ay)
		case ot.SegmentOpLineTo:
			p.raster.LineTo(ax, ay)
		case ot.SegmentOpQuadTo:
			p.raster.QuadTo(ax, ay, bx, by)
		case ot.SegmentOpCubeTo:
			p.raster.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	p.raster.ClosePath()
	alpha := image.NewAlpha(image.Rect(0, 0, w, h))
	p.raster.Draw(alpha, alpha.Bounds(), image.Opaque, image.Point{})
	return mask{alpha, left, top}
}

func bounds(segments []ot.Segment) (minX, minY, maxX, maxY float32) {
	minX, minY = math.MaxFloat32, math.MaxFloat32
	maxX, maxY = -math.MaxFloat32, -math.MaxFloat32
	for _, s := range segments {
		for _, a := range s.ArgsSlice() {
			minX, maxX = min(minX, a.X), max(maxX, a.X)
			minY, maxY = min(minY, a.Y), max(maxY, a.Y)
		}
	}
	return minX, minY, maxX, maxY
}
