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
const mostNames = match.MostNames

// termsOf are the terms under which a person is filed; spelled is set beside
// them. Both are the reader's and hold until it is used again.
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
	r.spelled = r.spelled[:0]
	for _, written := range f.Names[:min(len(f.Names), mostNames)] {
		n := names.Parse(written)
		r.name(n, false)
		r.spelled = append(r.spelled, spellings(n, false)...)
	}
	return r.terms
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
