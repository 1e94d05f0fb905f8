package index

import (
	"encoding/binary"
	"sort"
)

// blockTerms of a group are looked at together.
const blockTerms = 256

// near appends offers of the lists of the term's group whose vowels are at most so
// far from its own; of a group no more than mostTerms are looked at.
func (b *base) near(t term, most int, out []offer) []offer {
	last := t.group() | vowelMask
	at := b.from(t.group())
	for end := min(at+mostTerms, b.Terms); at < end; {
		n := min(blockTerms, end-at)
		raw := b.bytes(b.TermsAt+8*at, int(8*n))
		for i := 0; i+8 <= len(raw); i += 8 {
			other := term(binary.LittleEndian.Uint64(raw[i:]))
			if other > last {
				return out
			}
			if d := apart(t, other); d <= most {
				k := at + int64(i/8)
				begin := b.start(k)
				out = append(out, offer{far: int8(d), list: list{begin, int(b.start(k+1) - begin)}})
			}
		}
		at += n
	}
	return out
}

func (d *delta) near(t term, most int, out []offer) []offer {
	group := d.terms[t.group()]
	for _, other := range group[:min(len(group), mostTerms)] {
		if far := apart(t, other.term); far <= most {
			out = append(out, offer{far: int8(far), list: list{int64(other.list), len(d.lists[other.list])}})
		}
	}
	return out
}

// placesAtOnce of a list are read in one piece.
const placesAtOnce = 256

// rows calls f with the rows of a list that lie in a window, at most that many.
func (b *base) rows(l list, w window, most int, f func(row uint32)) {
	for first := b.reach(l, w.first); first < l.count && most > 0; first += placesAtOnce {
		raw := b.posts(l, first, min(first+placesAtOnce, l.count))
		if raw == nil {
			return
		}
		for ; len(raw) >= 4 && most > 0; raw = raw[4:] {
			row := binary.LittleEndian.Uint32(raw)
			if row >= w.last {
				return
			}
			if row < w.first || row == noRow || b.dead[row] {
				continue
			}
			most--
			f(row)
		}
	}
}

func (b *base) posts(l list, from, to int) []byte {
	return b.bytes(b.PostsAt+4*(l.at+int64(from)), 4*(to-from))
}

// reach is the place in a list from which on its rows are not less, or one
// before it in a short list. A long list is halved place by place, so that no more of the
// file is opened than is looked at.
func (b *base) reach(l list, row uint32) int {
	if row == 0 || l.count <= shortList {
		return 0
	}
	lo, hi := 0, l.count
	for hi-lo > placesAtOnce {
		if mid := int(uint(lo+hi) >> 1); b.post(l.at+int64(mid)) < row {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	raw := b.posts(l, lo, hi)
	return lo + sort.Search(len(raw)/4, func(i int) bool { return binary.LittleEndian.Uint32(raw[4*i:]) >= row })
}
