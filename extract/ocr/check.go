package ocr

import (
	"unicode/utf8"

	"lanna/extract/reading"
)

// check believes an answer only where it fits the request and itself: the
// reading process has seen what a stranger sent and may be theirs by now.
func check(q reading.Request, a reading.Answer, parts []*part) (Result, error) {
	if q.Read != (a.Reading != nil) || (q.Read && !sound(a.Reading)) {
		return Result{}, ErrBadAnswer
	}
	if len(parts) != len(wantedParts(q)) {
		return Result{}, ErrBadAnswer
	}
	r := Result{Reading: a.Reading}
	for _, p := range parts {
		if len(p.head) < len(pngHead) {
			return Result{}, ErrBadAnswer
		}
		switch p.kind {
		case reading.PartWhole:
			r.Whole = p.kept.Bytes()
		case reading.PartCrop:
			r.Crops = append(r.Crops, p.kept.Bytes())
		case reading.PartRedrawn:
			r.Redrawn = p.kept.Bytes()
		}
	}
	return r, nil
}

func wantedParts(q reading.Request) []reading.PartKind {
	var kinds []reading.PartKind
	if q.Reencode {
		kinds = append(kinds, reading.PartWhole)
	}
	for range q.Crops {
		kinds = append(kinds, reading.PartCrop)
	}
	if len(q.Redraw) > 0 {
		kinds = append(kinds, reading.PartRedrawn)
	}
	return kinds
}

// sound reports whether sizes, boxes and edges of a reading fit together, so
// that the rooms above need not ask again.
func sound(r *reading.Reading) bool {
	if r.Width <= 0 || r.Height <= 0 || r.Width > reading.MaxSide || r.Height > reading.MaxSide {
		return false
	}
	within := func(b reading.Box) bool {
		return min(b.X, b.Y, b.W, b.H) >= 0 && b.W <= r.Width && b.H <= r.Height &&
			b.X <= r.Width-b.W && b.Y <= r.Height-b.H
	}
	for _, l := range r.Lines {
		runes := utf8.RuneCountInString(l.Text)
		if runes == 0 || len(l.Edges) != runes+1 || !(l.Confidence >= 0 && l.Confidence <= 1) {
			return false
		}
		if !within(l.Box) || !within(l.Bubble) || !rising(l.Edges, r.Width) {
			return false
		}
	}
	for _, b := range r.Pictures {
		if !within(b) {
			return false
		}
	}
	return true
}

func rising(edges []int, width int) bool {
	before := 0
	for _, e := range edges {
		if e < before || e > width {
			return false
		}
		before = e
	}
	return true
}
