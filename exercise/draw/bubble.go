package draw

import (
	"hash/fnv"
	"image/color"
)

func (d *chat) bubble(b *bubble) {
	if b.Side == Notice {
		d.notice(b)
		return
	}
	if b.Photo != 0 {
		d.portrait(b.Photo, b.x, b.y, b.w, b.h, false)
		if b.named {
			d.speaker(b, b.y)
		}
		d.face(b)
		return
	}
	ground, ink := d.theirs, d.theirInk
	if b.Side == Mine {
		ground, ink = d.mine, d.myInk
	}
	d.ground(b, ground)
	y := b.y + d.padY
	if b.named {
		y = d.speaker(b, y)
	}
	lead := d.leading()
	rise := (lead-d.font)/2 + d.font*0.86
	if d.Language == "my" {
		rise -= d.font * 0.12
	}
	for _, l := range b.lines {
		d.said(l, b.x+d.padX, y+rise, d.font, ink, false)
		y += lead
	}
	d.stamp(b)
	d.face(b)
}

func (d *chat) speaker(b *bubble, y float64) float64 {
	if !d.nameInside {
		x := b.x
		if d.tail == "side" {
			x += 2
		}
		d.text(b.Name, x, b.y-5, nameSize, d.name, false)
		return y
	}
	list := speakers
	if d.Theme == "dark" {
		list = speakersDark
	}
	h := fnv.New32a()
	h.Write([]byte(b.Name))
	d.text(b.Name, b.x+d.padX, y+12.5, nameSize+1, list[h.Sum32()%uint32(len(list))], true)
	return y + 18
}

// ground draws the bubble itself with the tail of its program.
func (d *chat) ground(b *bubble, col color.Color) {
	r := [4]float64{d.radius, d.radius, d.radius, d.radius}
	mine := b.Side == Mine
	edge := b.x
	dir := -1.0
	if mine {
		edge, dir = b.x+b.w, 1.0
	}
	switch d.tail {
	case "side":
		d.fill(polygon(edge-dir, b.y+14, edge+dir*6, b.y+20, edge-dir, b.y+26), col)
	case "foot":
		if b.last {
			foot := b.y + b.h
			t := &path{}
			t.move(edge-dir*14, foot)
			t.line(edge-dir*1, foot-16)
			t.cube(edge, foot-8, edge+dir*2, foot-4, edge+dir*7, foot)
			t.close()
			d.fill(t, col)
		}
	case "head":
		if b.named || mine {
			d.fill(polygon(edge-dir*14, b.y, edge+dir*7, b.y, edge-dir*2, b.y+12), col)
		}
	}
	if d.radius > 16 && d.tail == "" && !b.last {
		if mine {
			r[2] = 5
		} else {
			r[3] = 5
		}
	}
	d.fill(rounded(b.x, b.y, b.w, b.h, r), col)
}

func (d *chat) stamp(b *bubble) {
	switch {
	case d.timeInside:
		col := d.theirTime
		if b.Side == Mine {
			col = d.myTime
		}
		x := b.x + b.w - d.padX - d.stampWidth(b) + 2
		y := b.y + b.h - 6
		d.text(b.Time, x, y, timeSize, col, false)
		if d.ticks && b.Side == Mine {
			d.twoTicks(b.x+b.w-d.padX-13, y-3.5, d.accent)
		}
	case d.timeBeside && b.last:
		y := b.y + b.h - 3
		if b.Side == Mine {
			d.text(b.Time, b.x-7-d.width(b.Time, timeSize-1, false), y, timeSize-1, d.muted, false)
			return
		}
		d.text(b.Time, b.x+b.w+7, y, timeSize-1, d.muted, false)
	}
}

func (d *chat) twoTicks(x, y float64, col color.Color) {
	for _, dx := range []float64{0, 4.5} {
		d.stroke(x+dx, y, x+dx+2.6, y+3, 1.3, col)
		d.stroke(x+dx+2.6, y+3, x+dx+8, y-4, 1.3, col)
	}
}

func (d *chat) face(b *bubble) {
	if d.avatar == 0 {
		return
	}
	y := b.y
	if !d.avatarFoot && b.named {
		y -= nameSize + 6
	}
	switch {
	case b.Side == Mine && d.myAvatar:
		d.portrait(b.Face, d.Width-12-d.avatar, b.y, d.avatar, d.avatar, d.roundAvatar)
	case b.Side == Theirs && d.avatarFoot:
		if b.last && d.Group {
			d.portrait(b.Face, 12, b.y+b.h-d.avatar, d.avatar, d.avatar, d.roundAvatar)
		}
	case b.Side == Theirs:
		d.portrait(b.Face, 12, y, d.avatar, d.avatar, d.roundAvatar)
	}
}

func (d *chat) notice(b *bubble) {
	if d.chip != nil {
		w := 0.0
		for _, l := range b.lines {
			w = max(w, d.width(l, timeSize+1, false))
		}
		d.round(d.Width/2-w/2-10, b.y-1, w+20, b.h, 9, d.chip)
	}
	for i, l := range b.lines {
		d.centred(l, d.Width/2, b.y+13.5+17*float64(i), timeSize+1, d.chipInk, false)
	}
}

// doodles fill the wall behind the bubbles with small faint shapes.
func (d *chat) doodles(top, foot float64) {
	for y := top + 16; y < foot; y += 46 {
		for x := 12 + 14*d.r.Float64(); x < d.Width; x += 44 {
			cx, cy, s := x+8*d.r.Float64(), y+10*d.r.Float64(), 7+4*d.r.Float64()
			switch d.r.IntN(4) {
			case 0:
				d.ring(cx, cy, s, 1.6, d.pattern)
			case 1:
				d.fill(polygon(cx-s, cy+s, cx, cy-s, cx+s, cy+s), d.pattern)
			case 2:
				d.round(cx-s, cy-s*0.7, 2*s, 1.4*s, 4, d.pattern)
			default:
				d.stroke(cx-s, cy, cx+s, cy+s*0.6*(d.r.Float64()-0.5), 2, d.pattern)
			}
		}
	}
}
