package extract

import "lanna/extract/reading"

// markedRows joins the rows of a text that a story marks line by line: areas as high as
// their line, which no bubble is, touching one below the other at one left edge.
func markedRows(bs []*bubble) []*bubble {
	var out []*bubble
	for _, b := range bs {
		if n := len(out); n > 0 && goesOnBelow(out[n-1], b) {
			a := out[n-1]
			a.lines, a.box, a.inner = append(a.lines, b.lines...), union(a.box, b.box), false
			continue
		}
		out = append(out, b)
	}
	return out
}

func goesOnBelow(a, b *bubble) bool {
	first, last, next := a.lines[0], a.lines[len(a.lines)-1], b.lines[0]
	if !tight(first) || !tight(next) || !near(last.Ground, next.Ground, 12) || !near(last.Ink, next.Ink, 40) {
		return false
	}
	aside, gap := a.box.X-b.box.X, b.box.Y-max(a.box.Bottom(), last.Box.Bottom())
	return max(aside, -aside)*4 <= next.Box.H && max(gap, -gap)*4 <= next.Box.H
}

// tight: the area around a line leaves no room above and below it.
func tight(l reading.Line) bool { return !l.Bubble.Empty() && l.Bubble.H*2 < 3*l.Box.H }

// markedToo gives a line around which no area was found, and which stands right below
// one that is marked and looks like it, its own box for an area.
func markedToo(lines []reading.Line) {
	for i, l := range lines {
		if !l.Bubble.Empty() {
			continue
		}
		for _, o := range lines {
			aside, gap := l.Box.X-o.Box.X, l.Box.Y-o.Bubble.Bottom()
			if tight(o) && near(l.Ground, o.Ground, 12) && near(l.Ink, o.Ink, 40) && max(aside, -aside)*2 <= l.Box.H && max(gap, -gap)*4 <= l.Box.H {
				lines[i].Bubble = l.Box
			}
		}
	}
}
