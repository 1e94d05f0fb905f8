package page

import (
	"image"
	"slices"
	"strings"

	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/recognise"
)

// Signs whose tops show how high small and tall ones stand in a line. Digits
// stand like capitals, except in old-style figures.
const (
	smallSigns = "aemnrugpqy"
	tallSigns  = "bdfhklABDEFGHIJKLMNPQRTY3456789"
	oldStyle   = "12"
)

// likeSmall and likeTall hold, place by place, letters that differ in size
// alone. The model sees a line at one height and cannot tell them apart.
const (
	likeSmall = "cosvwxz"
	likeTall  = "COSVWXZ"
)

// levels are the rows of a line.
type levels struct {
	small, tall float64 // tops of small and of tall signs; below 0 where unknown
	base        float64 // bottom of both
	height      float64 // of the line
}

// mendHeights tells c from C, o from O and 0, and a full stop from a comma by
// where they stand in the line.
func mendHeights(img *image.RGBA, f Found, chars []recognise.Char) []recognise.Char {
	if !slices.ContainsFunc(chars, func(c recognise.Char) bool { return strings.ContainsRune(likeSmall+likeTall+"0.", c.Rune) }) {
		return chars
	}
	box := f.Quad.Bounds()
	pieces := ownPieces(chars, ground.Pieces(img, box, f.Ground, f.Ink))
	l := levelsOf(chars, pieces)
	l.height = float64(box.Dy())
	for i, p := range pieces {
		if p != nil {
			chars[i].Rune = l.mended(chars, i, *p)
		} else if i > 0 && i+1 < len(chars) && capital(chars[i-1].Rune) && capital(chars[i+1].Rune) {
			if k := strings.IndexRune(likeSmall, chars[i].Rune); k >= 0 {
				chars[i].Rune = rune(likeTall[k]) // UsD
			}
		}
	}
	return chars
}

func capital(r rune) bool { return r >= 'A' && r <= 'Z' }

// ownPieces is the piece that each character has for itself; nil where it
// touches another.
func ownPieces(chars []recognise.Char, pieces []ground.Piece) []*ground.Piece {
	own := make([]*ground.Piece, len(chars))
	owner := make([]int, len(pieces))
	for k, p := range pieces {
		owner[k] = -1
		for i, c := range chars {
			if m := (c.Left + c.Right) / 2; c.Rune == ' ' || m < p.From || m > p.To {
				continue
			}
			if owner[k] >= 0 {
				own[owner[k]] = nil
				break
			}
			owner[k], own[i] = i, &pieces[k]
		}
	}
	return own
}

func levelsOf(chars []recognise.Char, pieces []*ground.Piece) levels {
	var small, tall, base, old []float64
	for i, p := range pieces {
		if p == nil {
			continue
		}
		r := chars[i].Rune
		switch {
		case strings.ContainsRune(smallSigns, r):
			small = append(small, float64(p.Top))
		case strings.ContainsRune(tallSigns, r):
			tall = append(tall, float64(p.Top))
		case strings.ContainsRune(oldStyle, r):
			old = append(old, float64(p.Top))
		}
		if strings.ContainsRune("aemnrubdhklABDEFGHIKLMNPRT", r) || digit(r) {
			base = append(base, float64(p.Bottom))
		}
	}
	l := levels{small: median(small), tall: median(tall), base: median(base)}
	if o := median(old); o >= 0 && l.tall >= 0 && l.small >= 0 && o > (l.tall+l.small)/2 {
		return levels{small: -1, tall: -1, base: -1} // figures as high as small letters: nothing is sure
	}
	if l.tall < 0 {
		l.tall = median(old)
	}
	return l
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return -1
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// mended is the sign that stands as high as the piece.
func (l levels) mended(chars []recognise.Char, i int, p ground.Piece) rune {
	r := chars[i].Rune
	if r == '.' {
		if l.base >= 0 && float64(p.Bottom)-l.base > max(1.5, 0.09*l.height) && digitAt(chars, i-1) && digitAt(chars, i+1) {
			return ','
		}
		return r
	}
	if k := strings.IndexRune(likeSmall, r); k >= 0 && l.isTall(float64(p.Top)) {
		if r == 'o' && (digitAt(chars, i-1) || digitAt(chars, i+1)) {
			return '0'
		}
		return rune(likeTall[k])
	}
	if !l.isSmall(float64(p.Top)) {
		return r
	}
	if r == '0' {
		return 'o'
	}
	if k := strings.IndexRune(likeTall, r); k >= 0 {
		return rune(likeSmall[k])
	}
	return r
}

// isTall and isSmall are sure: the top lies twice as near to one level as to
// the other.
func (l levels) isTall(top float64) bool { return nearer(top, l.tall, l.small, l.height) }

func (l levels) isSmall(top float64) bool { return nearer(top, l.small, l.tall, l.height) }

func nearer(top, to, than, height float64) bool {
	if to < 0 || than < 0 || abs(to-than) < max(2, 0.1*height) {
		return false
	}
	return 2*abs(top-to) < abs(top-than)
}

func abs(v float64) float64 { return max(v, -v) }

func digitAt(chars []recognise.Char, i int) bool {
	return i >= 0 && i < len(chars) && (digit(chars[i].Rune) || chars[i].Rune == ',' && digitAt(chars, i-1))
}
