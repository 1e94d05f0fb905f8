package draw

import (
	"fmt"
	"image/color"
	"math/rand/v2"
	"strings"
)

// sheet lays out a page without bubbles from top to bottom. It is run twice:
// once to learn the height, once to draw.
type sheet struct {
	*canvas
	Page
	paper
	y   float64
	dry bool
	r   *rand.Rand
}

// paper is the look of a page in one theme.
type paper struct {
	page, card, ink, muted, band, bandInk, accent, line color.Color
}

var papers = map[string]paper{
	"light": {rgb(0xF4F4F2), rgb(0xFFFFFF), rgb(0x1B1B1B), rgb(0x85878A), rgb(0xB3261E), rgb(0xFFFFFF), rgb(0xB3261E), rgb(0xE1E1DE)},
	"dark":  {rgb(0x121314), rgb(0x1D1F21), rgb(0xE9E6DE), rgb(0x8F9296), rgb(0x2A2C2F), rgb(0xF2D27A), rgb(0xF2C14E), rgb(0x303337)},
	"green": {rgb(0xE9F1E6), rgb(0xFBFEFA), rgb(0x16211A), rgb(0x6F7F72), rgb(0x256B43), rgb(0xFFFFFF), rgb(0x1E7A47), rgb(0xCFE0CE)},
}

// drawSheet runs build twice, the second time on a canvas of the right height.
func drawSheet(p Page, pen *Pen, build func(*sheet)) *canvas {
	look := papers[p.Theme]
	measure := &sheet{canvas: newCanvas(p.Width, 1, p.Scale, pen, look.page), Page: p, paper: look, dry: true, r: rand.New(rand.NewPCG(p.Seed, 5))}
	build(measure)
	s := &sheet{canvas: newCanvas(p.Width, max(measure.y, 360), p.Scale, pen, look.page), Page: p, paper: look, r: rand.New(rand.NewPCG(p.Seed, 5))}
	pen.missing = 0
	build(s)
	return s.canvas
}

// para sets text from x, at most w wide, and moves down.
func (s *sheet) para(text string, x, w, size float64, col color.Color, bold, centre bool) {
	lead := leading(s.Language, size, 1.5)
	for _, l := range s.wrap(text, w, size, bold) {
		at := x
		if centre {
			at = x + (w-s.width(l, size, bold))/2
		}
		s.said(l, at, s.y+(lead-size)/2+size*0.86, size, col, bold)
		s.y += lead
	}
}

// posts groups the messages by the text that they come from.
func (p Page) posts() [][]Message {
	var out [][]Message
	for i, m := range p.Messages {
		if i == 0 || m.Post != p.Messages[i-1].Post {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], m)
	}
	return out
}

func drawPoster(p Page, pen *Pen) *canvas {
	return drawSheet(p, pen, func(s *sheet) {
		frame := 12.0
		if !s.dry {
			h := float64(s.img.Bounds().Dy()) / s.scale
			s.rect(frame, frame, s.Width-2*frame, h-2*frame, s.card)
			for _, e := range [][4]float64{{frame, frame, s.Width - 2*frame, 3}, {frame, h - frame - 3, s.Width - 2*frame, 3}, {frame, frame, 3, h - 2*frame}, {s.Width - frame - 3, frame, 3, h - 2*frame}} {
				s.rect(e[0], e[1], e[2], e[3], s.accent)
			}
		}
		s.rect(frame, frame, s.Width-2*frame, 34, s.band)
		s.centred(words[s.Language].exercise, s.Width/2, frame+23, 14, s.bandInk, true)
		s.y = frame + 46
		for i, post := range s.posts() {
			if i > 0 {
				s.y += 10
				s.hair(40, s.y, s.Width-80, s.line)
				s.y += 12
			}
			s.notice(post, i == 0 && s.Photo != 0)
		}
		s.y += 34
	})
}

// notice sets one text as a poster does: a short first line large, a picture,
// then the rest.
func (s *sheet) notice(post []Message, photo bool) {
	var lines []string
	for _, m := range post {
		lines = append(lines, strings.Split(m.Text, "\n")...)
	}
	room := s.Width - 64
	if len(lines) > 1 && s.width(lines[0], 30, true) <= room {
		s.para(lines[0], 32, room, 30, s.accent, true, true)
		lines = lines[1:]
		s.y += 4
	}
	if len(lines) == 1 {
		s.centred(words[s.Language].notice, s.Width/2, s.y+30, 28, s.accent, true)
		s.y += 46
	}
	if photo {
		w := 108 + 20*s.r.Float64()
		s.rect(s.Width/2-w/2-3, s.y-3, w+6, w*1.2+6, s.line)
		s.portrait(s.Photo, s.Width/2-w/2, s.y, w, w*1.2, false)
		s.y += w*1.2 + 14
	}
	for i, l := range lines {
		size := 17 * s.Zoom
		bold := false
		if i < 2 && s.width(l, 23, true) <= room && len(lines) < 9 {
			size, bold = 23, true
		}
		s.para(l, 32, room, size, s.ink, bold, s.width(l, size, bold) <= room*0.92 && len(lines) < 9)
		s.y += 3
	}
}

func drawForum(p Page, pen *Pen) *canvas {
	return drawSheet(p, pen, func(s *sheet) {
		w := words[s.Language]
		s.rect(0, 0, s.Width, statusHeight+46, s.band)
		s.status(s.Width, s.Clock, s.Seed, s.bandInk)
		s.text(s.Title, 16, statusHeight+29, 17, s.bandInk, true)
		s.round(s.Width-128, statusHeight+9, 112, 28, 14, s.card)
		s.text(w.search, s.Width-114, statusHeight+28, 12.5, s.muted, false)
		s.y = statusHeight + 58
		s.text(w.exercise, 16, s.y+12, 12, s.accent, true)
		s.y += 24
		for i, post := range s.posts() {
			s.post(post, i)
		}
		s.y += 12
	})
}

// post is one entry of a thread on a card of its own.
func (s *sheet) post(post []Message, i int) {
	w := words[s.Language]
	top := s.y
	if !s.dry {
		probe := *s
		probe.dry, probe.canvas = true, newCanvas(s.Width, 1, s.scale, s.pen, s.page)
		probe.postBody(post, i)
		s.rect(0, top, s.Width, probe.y-top+40, s.card)
	}
	s.postBody(post, i)
	s.hair(16, s.y+2, s.Width-32, s.line)
	s.text(fmt.Sprintf("%s %d", w.views, 120+s.r.IntN(9000)), 16, s.y+24, 12, s.muted, false)
	s.text(fmt.Sprintf("%s %d", w.reply, s.r.IntN(60)), s.Width/2-20, s.y+24, 12, s.muted, false)
	s.text(w.share, s.Width-70, s.y+24, 12, s.muted, false)
	s.y += 48
}

func (s *sheet) postBody(post []Message, i int) {
	s.y += 12
	m := post[0]
	s.portrait(m.Face+uint64(i), 16, s.y, 38, 38, true)
	s.text(m.Name, 64, s.y+16, 14, s.ink, true)
	s.text(words[s.Language].posted+" "+m.Time, 64, s.y+33, 11.5, s.muted, false)
	s.text(fmt.Sprintf("#%d", i+1), s.Width-40, s.y+18, 12, s.muted, false)
	s.y += 50
	for _, m := range post {
		for _, l := range strings.Split(m.Text, "\n") {
			s.para(l, 16, s.Width-32, 16*s.Zoom, s.ink, false, false)
		}
		s.y += 6
	}
	if i == 0 && s.Photo != 0 {
		s.portrait(s.Photo, 16, s.y, 130, 150, false)
		s.y += 162
	}
}

func drawWeb(p Page, pen *Pen) *canvas {
	return drawSheet(p, pen, func(s *sheet) {
		w := words[s.Language]
		s.rect(0, 0, s.Width, statusHeight+44, s.card)
		s.status(s.Width, s.Clock, s.Seed, s.ink)
		s.round(14, statusHeight+4, s.Width-28, 32, 16, s.page)
		s.centred("notice-"+fmt.Sprint(s.Seed%90+10)+".exercise.invalid", s.Width/2, statusHeight+25, 13, s.muted, false)
		s.rect(0, statusHeight+44, s.Width, 44, s.band)
		s.text(s.Title, 18, statusHeight+72, 17, s.bandInk, true)
		s.text(w.home, s.Width-80, statusHeight+71, 13, s.bandInk, false)
		s.y = statusHeight + 100
		s.text(w.exercise, 18, s.y+12, 12, s.accent, true)
		s.y += 30
		for i, post := range s.posts() {
			s.article(post, i)
		}
		s.y += 8
		s.hair(18, s.y, s.Width-36, s.line)
		s.centred("© exercise.invalid · "+w.exercise, s.Width/2, s.y+26, 11, s.muted, false)
		s.y += 50
	})
}

func (s *sheet) article(post []Message, i int) {
	if i > 0 {
		s.y += 8
		s.hair(18, s.y, s.Width-36, s.line)
		s.y += 16
	}
	first := true
	for _, m := range post {
		for _, l := range strings.Split(m.Text, "\n") {
			if first && len(post)+strings.Count(m.Text, "\n") > 1 && s.width(l, 21, true) <= (s.Width-36)*1.6 {
				s.para(l, 18, s.Width-36, 21, s.ink, true, false)
				s.text(words[s.Language].posted+" "+m.Time, 18, s.y+12, 11.5, s.muted, false)
				s.y += 28
				if i == 0 && s.Photo != 0 {
					s.portrait(s.Photo, 18, s.y, 120, 140, false)
					s.y += 154
				}
			} else {
				s.para(l, 18, s.Width-36, 16*s.Zoom, s.ink, false, false)
				s.y += 6
			}
			first = false
		}
	}
}
