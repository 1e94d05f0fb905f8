package extract

import (
	"math/bits"
	"strconv"
	"strings"
	"unicode"

	"lanna"
)

// A Post is what of a notice can tell that it was posted before.
type Post struct {
	Text  string // of the notice alone
	PHash uint64 // of its picture; 0 without one
	IDs   []string
}

// PostOf gathers a post from a notice of a document.
func PostOf(d Document, n Notice) Post {
	p := Post{PHash: d.PHash}
	var text strings.Builder
	seen := map[int]bool{}
	for _, f := range n.Fields {
		switch f.Property {
		case lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport:
			if !strings.Contains(f.Value, "*") {
				p.IDs = append(p.IDs, f.Value)
			}
		}
		if m := f.Span.Message; !seen[m] && m < len(d.Messages) {
			seen[m] = true
			text.WriteString(d.Messages[m].Text)
		}
	}
	p.Text = text.String()
	return p
}

// Reasons why two posts are offered as one and its repost.
const (
	ReasonSameID      = "repost-same-id"
	ReasonSamePicture = "repost-same-picture" // args distance
	ReasonSameText    = "repost-same-text"    // args alike, in percent
)

// Bits of 64 in which perceptual hashes of one picture may differ after
// another scale or JPEG quality, and the share of common shingles from which
// two texts count as one. [D]
const (
	nearBits  = 8
	alikeText = 0.5
	shingle   = 4 // signs
)

// Repost says whether b looks like a repost of a, and why. It proposes: the
// same ID may be of two notices by rivals.
func Repost(a, b Post) (Reason, bool) {
	for _, x := range a.IDs {
		for _, y := range b.IDs {
			if x == y {
				return Reason{Code: ReasonSameID}, true
			}
		}
	}
	if a.PHash != 0 && b.PHash != 0 {
		if d := bits.OnesCount64(a.PHash ^ b.PHash); d <= nearBits {
			return Reason{Code: ReasonSamePicture, Args: map[string]string{"distance": strconv.Itoa(d)}}, true
		}
	}
	if s := similarity(a.Text, b.Text); s >= alikeText {
		return Reason{Code: ReasonSameText, Args: map[string]string{"alike": strconv.Itoa(int(s * 100))}}, true
	}
	return Reason{}, false
}

// similarity is the Jaccard index of the shingles of two texts, after folding
// and without blanks and punctuation.
func similarity(a, b string) float64 {
	x, y := shingles(a), shingles(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common := 0
	for s := range x {
		if y[s] {
			common++
		}
	}
	return float64(common) / float64(len(x)+len(y)-common)
}

func shingles(s string) map[string]bool {
	var rs []rune
	for _, r := range strings.ToLower(fold(s).text) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			rs = append(rs, r)
		}
	}
	m := map[string]bool{}
	for i := 0; i+shingle <= len(rs); i++ {
		m[string(rs[i:i+shingle])] = true
	}
	return m
}
