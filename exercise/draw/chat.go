package draw

import "math/rand/v2"

const (
	statusHeight = 44.0
	nameSize     = 12.0
	timeSize     = 11.0
	photoWidth   = 138.0
	photoHeight  = 168.0
)

// A bubble is a message laid out: lines broken, place and size known.
type bubble struct {
	Message
	lines      []string
	x, y, w, h float64
	named      bool // a name is shown
	last       bool // of a run of one speaker
	stampBelow bool // the time has a line of its own
}

// chat draws one conversation.
type chat struct {
	*canvas
	Page
	program
	palette
	bubbles []bubble
	foot    float64
	r       *rand.Rand
}

func drawChat(p Page, style program, pen *Pen, r *rand.Rand) *canvas {
	d := &chat{canvas: &canvas{scale: p.Scale, pen: pen}, Page: p, program: style, palette: style.palette(p.Theme), r: r}
	d.font *= p.Zoom
	d.layout()
	bar := 54.0
	if d.Bare {
		bar = 0
	}
	height := max(d.foot+18+bar, 300, d.Height)
	if d.Bare {
		height = d.foot + 26
	}
	d.canvas = newCanvas(p.Width, height, p.Scale, pen, d.page)
	if d.pattern != nil {
		d.doodles(d.top(), height-bar)
	}
	for i := range d.bubbles {
		d.bubble(&d.bubbles[i])
	}
	if d.Bare {
		d.centred(words[d.Language].exercise, d.Width/2, height-8, 10, d.muted, false)
		return d.canvas
	}
	d.head()
	d.inputBar(height-bar, bar)
	return d.canvas
}

// top is where the messages begin.
func (d *chat) top() float64 {
	if d.Bare {
		return 0
	}
	return statusHeight + d.headerHeight
}

// layout breaks the lines and places the bubbles from top to bottom.
func (d *chat) layout() {
	y := d.top() + 14
	if d.Bare {
		y += 16
	}
	for i, m := range d.Messages {
		b := bubble{Message: m}
		same := i > 0 && d.Messages[i-1].Side == m.Side && d.Messages[i-1].Name == m.Name
		b.last = i+1 == len(d.Messages) || d.Messages[i+1].Side != m.Side || d.Messages[i+1].Name != m.Name
		b.named = d.Group && m.Side == Theirs && m.Name != "" && d.shows(i, same)
		switch {
		case i == 0:
		case same:
			y += d.gapWithin()
		default:
			y += 12
		}
		if m.Side == Notice {
			b.lines = d.wrap(m.Text, d.Width-110, timeSize+1, false)
			b.h = float64(len(b.lines))*17 + 4
			b.y = y + 2
			y += b.h + 6
			d.bubbles = append(d.bubbles, b)
			continue
		}
		d.size(&b)
		if b.named && !d.nameInside {
			y += nameSize + 6
		}
		b.y = y
		b.x = d.left()
		if m.Side == Mine {
			b.x = d.Width - d.right() - b.w
		}
		y += b.h
		d.bubbles = append(d.bubbles, b)
	}
	d.foot = y
}

// shows tells whether a message carries its speaker's name: the first of a
// run, or each where each has its face. A picture has no room for a name in it.
func (d *chat) shows(i int, same bool) bool {
	if d.nameInside {
		return d.Messages[i].Photo == 0 && (!same || d.Messages[i-1].Photo != 0)
	}
	return !same || d.avatar > 0 && !d.avatarFoot
}

func (d *chat) gapWithin() float64 {
	if d.avatar > 0 && !d.avatarFoot {
		return 12
	}
	return 3
}

// left is where their bubbles begin, right the room to the right of mine.
func (d *chat) left() float64 {
	if d.avatar == 0 || d.avatarFoot && !d.Group {
		return 12
	}
	return 12 + d.avatar + 9
}

func (d *chat) right() float64 {
	if d.myAvatar {
		return 12 + d.avatar + 9
	}
	return 12
}

func (d *chat) size(b *bubble) {
	if b.Photo != 0 {
		b.w, b.h = photoWidth, photoHeight
		return
	}
	room := d.Width - d.left() - max(d.right(), 56) - 2*d.padX
	b.lines = d.wrap(b.Text, room, d.font, false)
	for _, l := range b.lines {
		b.w = max(b.w, d.width(l, d.font, false))
	}
	if b.named && d.nameInside {
		b.w = max(b.w, d.width(b.Name, nameSize+1, true))
		b.h += 18
	}
	lead := d.leading()
	b.h += float64(len(b.lines))*lead + 2*d.padY
	if d.timeInside {
		stamp := d.stampWidth(b)
		lastLine := d.width(b.lines[len(b.lines)-1], d.font, false)
		switch {
		case lastLine+8+stamp <= max(b.w, min(room, lastLine+8+stamp)):
			b.w = max(b.w, lastLine+8+stamp)
		default:
			b.stampBelow = true
			b.h += 13
		}
	}
	b.w += 2 * d.padX
}

// leading is the line height: Burmese stacks below and above, and needs more.
func (d *chat) leading() float64 { return leading(d.Language, d.font, d.lead) }

func leading(lang string, size, lead float64) float64 {
	switch lang {
	case "my":
		return size * (lead + 0.42)
	case "th", "lo":
		return size * (lead + 0.16)
	}
	return size * lead
}

func (d *chat) stampWidth(b *bubble) float64 {
	w := d.width(b.Time, timeSize, false)
	if d.ticks && b.Side == Mine {
		w += 18
	}
	return w
}
