// Package reading holds what the reading process and the node say to each
// other: the lines that were found in a picture, and the frames that carry
// requests and answers.
//
// The reading process decodes pictures of strangers; the node never does. So
// this package decodes no picture either: it is plain types, the framing and
// its limits, on the standard library alone.
package reading

import "image"

// Box is a rectangle in pixels of the decoded, upright picture (EXIF
// orientation applied), origin top left.
type Box struct {
	X int `json:"x"`
	Y int `json:"y"`
	W int `json:"w"`
	H int `json:"h"`
}

// Empty reports whether the box covers no pixel.
func (b Box) Empty() bool { return b.W <= 0 || b.H <= 0 }

// Right is the first column to the right of the box.
func (b Box) Right() int { return b.X + b.W }

// Bottom is the first row below the box.
func (b Box) Bottom() int { return b.Y + b.H }

// Rectangle is the box as the image packages write it.
func (b Box) Rectangle() image.Rectangle {
	return image.Rect(b.X, b.Y, b.X+b.W, b.Y+b.H)
}

// BoxOf is the Box of an image rectangle.
func BoxOf(r image.Rectangle) Box {
	return Box{X: r.Min.X, Y: r.Min.Y, W: r.Dx(), H: r.Dy()}
}

// Scripts of a line, by their ISO 15924 codes.
const (
	ScriptHan     = "Hani" // Chinese, digits and Latin among it included
	ScriptLatin   = "Latn" // Latin letters, digits and signs alone
	ScriptThai    = "Thai"
	ScriptMyanmar = "Mymr"
	ScriptLao     = "Laoo"
)

// Line is one line of text as it was found. A line never spans two bubbles or
// two columns; one row of a table or of a page may be several lines.
type Line struct {
	// Text is what was read, in logical order, without a line end.
	Text string `json:"text"`
	// Box encloses the letters.
	Box Box `json:"box"`
	// Confidence is the mean over the characters, 0 to 1.
	Confidence float64 `json:"confidence"`
	// Edges has the x of each rune's left edge and, last, the right edge of
	// the last rune: one more than Text has runes. It never decreases.
	Edges []int `json:"edges"`
	// Script is the script of most of the letters.
	Script string `json:"script"`
	// ByEye marks a line in a script that is read less well (Thai, Burmese,
	// Lao): a person compares it with the picture.
	ByEye bool `json:"byEye,omitempty"`
	// Ground is the colour behind the letters, Ink the colour of the letters.
	Ground [3]uint8 `json:"ground"`
	Ink    [3]uint8 `json:"ink"`
	// Bubble is the area of the ground colour that surrounds the line; zero
	// where that area is the page itself.
	Bubble Box `json:"bubble"`
}

// Span is the box of runes from (inclusive) to to (exclusive) of the line. It
// is the whole box where the edges do not hold that many runes.
func (l Line) Span(from, to int) Box {
	if from < 0 || from >= to || to >= len(l.Edges) {
		return l.Box
	}
	return Box{X: l.Edges[from], Y: l.Box.Y, W: l.Edges[to] - l.Edges[from], H: l.Box.H}
}

// Reading is everything that was read in one picture.
type Reading struct {
	// Width and Height of the decoded, upright picture in pixels.
	Width  int `json:"width"`
	Height int `json:"height"`
	// Lines from top to bottom and left to right as found; not yet grouped
	// into messages.
	Lines []Line `json:"lines"`
	// PHash is the perceptual hash: signs of the 64 lowest DCT frequencies of
	// the picture at 32 x 32. Pictures that look alike differ in few bits.
	PHash uint64 `json:"phash,string"`
	// Pictures are photographs embedded in the picture (avatars, portraits).
	Pictures []Box `json:"pictures,omitempty"`
	// Missing names what could not be used, for example MissingTesseract or
	// "tesseract:lao". The lines it would have read are there, unread as they
	// may be, and marked ByEye.
	Missing []string `json:"missing,omitempty"`
}

// MissingTesseract is the entry of Reading.Missing where the program itself is
// not installed. A missing language is MissingTesseract + ":" + its code.
const MissingTesseract = "tesseract"
