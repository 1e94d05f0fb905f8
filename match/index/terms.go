package index

import (
	"encoding/binary"

	"lanna"
	"lanna/match"
	"lanna/names"
)

// hash is FNV-1a with a last mixing, so that the upper bits that a term keeps
// depend on all letters.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 32
	return h * 0x9E3779B97F4A7C15 >> 4
}

func recordTerm(id lanna.RecordID) term {
	return hashed(recordKind, binary.LittleEndian.Uint64(id[:]))
}

// mostNames bounds what one record can cost.
const mostNames = 24

// termsOf are the terms under which a person is filed. The slice is the
// reader's and holds until it is used again.
func (r *reader) termsOf(id lanna.RecordID, f *match.Facts) []term {
	r.terms, r.tags = r.terms[:0], r.tags[:0]
	r.add(recordTerm(id))
	for _, key := range f.Identifiers {
		r.add(hashed(numberKind, hash(key)))
	}
	for _, p := range f.Places {
		r.add(hashed(placeKind, hash(p)))
	}
	for _, h := range f.Photos {
		for _, t := range photoTerms(h) {
			r.add(t)
		}
	}
	for _, written := range f.Names[:min(len(f.Names), mostNames)] {
		r.name(names.Parse(written), false)
	}
	for _, t := range r.dates(f.Births, false) {
		r.add(t)
	}
	return r.terms
}

// dates are a person's days of birth, each with the two consonants that a name or
// a part begins with: whoever was born that day and sounds a little alike is
// found however the rest of the name is spelled. Who asks looks under the day
// with the month swapped as well.
func (r *reader) dates(births []match.Birth, swapped bool) []term {
	first := map[term]bool{}
	for _, t := range r.terms {
		if k := t.kind(); k == wholeKind || k == partKind {
			first[t>>consonantAt(1)&63] = true
		}
	}
	var out []term
	add := func(b match.Birth) {
		code := birthCode(b)
		if code&31 == 0 || code>>5&15 == 0 {
			return
		}
		for start := range term(64) {
			if first[start] {
				out = append(out, hashed(dateKind, uint64(code)<<6|uint64(start)))
			}
		}
	}
	for _, b := range births {
		add(b)
		if swapped && b.Day <= 12 && b.Day != b.Month {
			b.Day, b.Month = b.Month, b.Day
			add(b)
		}
	}
	return out
}

// photoTerms: of two hashes that differ in at most three bits, one quarter is
// the same.
func photoTerms(h uint64) [4]term {
	var out [4]term
	for i := range out {
		out[i] = hashed(photoKind, uint64(i)<<16|h>>(16*i)&0xFFFF)
	}
	return out
}
