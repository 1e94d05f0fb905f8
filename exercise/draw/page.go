// Package draw draws the pictures of the exercise: chats, posters, forum posts
// and web pages in Chinese, English, Thai, Burmese and Lao, shaped with
// HarfBuzz's rules and the fonts that Debian ships. Every picture says
// EXERCISE. The same page gives the same pixels.
package draw

import (
	"fmt"
	"image"
	"math/rand/v2"
)

// Side is who said a message.
type Side int

const (
	Theirs Side = iota // the other side, left
	Mine               // the owner of the phone, right
	Notice             // the program itself: a line in the middle
)

// A Message is one bubble, or one paragraph of a page without bubbles.
type Message struct {
	Side  Side
	Name  string // of the speaker, shown in groups
	Face  uint64 // seed of the drawn face
	Text  string // lines are separated by \n
	Time  string // as shown
	Photo uint64 // seed of a portrait that is sent instead of text; 0: text
	Post  int    // messages of one post of a page without bubbles share it
}

// A Page is everything that a picture shows.
type Page struct {
	Layout   string // one of Layouts
	Theme    string // one of Themes
	Language string // of the furniture: zh, en, th, my, lo
	Font     string // name of a Family
	Scale    float64
	Width    float64 // points; 390 when zero
	Zoom     float64 // of the letters of messages, as the phone's owner set it; 1 when zero
	Height   float64 // of a chat, at least; points
	Bare     bool    // a chat cut to its messages, without head and input bar
	Title    string
	Subtitle string
	Group    bool // names over the bubbles
	Clock    string
	Messages []Message
	Photo    uint64 // seed of a portrait on posters, forum posts and web pages; 0: none
	Seed     uint64 // of what is decoration only
}

// A Drawing is a drawn page with the lines of its messages as they were
// broken, in reading order.
type Drawing struct {
	Image   *image.RGBA
	Lines   []Line
	Missing int // signs that no font had
}

// Watermark is on every picture, faint and slanted, and in words in its head.
const Watermark = "EXERCISE 演习"

// Draw draws a page.
func Draw(p Page) (*Drawing, error) {
	if p.Scale <= 0 || p.Scale > 4 {
		return nil, fmt.Errorf("draw: a scale of %g is outside 0 to 4", p.Scale)
	}
	if p.Width == 0 {
		p.Width = 390
	}
	if p.Zoom == 0 {
		p.Zoom = 1
	}
	pen, err := penFor(p.Font, p.Language)
	if err != nil {
		return nil, err
	}
	defer release(p.Font, p.Language, pen)
	pen.missing = 0
	r := rand.New(rand.NewPCG(p.Seed, 0xE4E2C15E))
	var c *canvas
	switch p.Layout {
	case "poster":
		c = drawPoster(p, pen)
	case "forum":
		c = drawForum(p, pen)
	case "web":
		c = drawWeb(p, pen)
	default:
		style, ok := programs[p.Layout]
		if !ok {
			return nil, fmt.Errorf("draw: no layout is called %q", p.Layout)
		}
		c = drawChat(p, style, pen, r)
	}
	c.watermark(p.Theme == "dark")
	return &Drawing{Image: c.img, Lines: c.lines, Missing: pen.missing}, nil
}
