package desk

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plainKey returns a value as it is compared: compatibility forms folded,
// lower case, letters and digits alone with the marks that belong to them.
func plainKey(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	if strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) {
		s = norm.NFKC.String(s)
	}
	for _, r := range s {
		if r < unicode.MaxASCII {
			switch {
			case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
				b.WriteByte(byte(r))
			case 'A' <= r && r <= 'Z':
				b.WriteByte(byte(r) + 'a' - 'A')
			}
			continue
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// A print is a short summary of a text: the smallest of its pairs of letters
// under several hash functions (MinHash, Broder 1997). The share of places in
// which two prints agree estimates the share of pairs that the texts have in
// common.
type print []uint32

const (
	printSize = 16
	bandSize  = 2 // places in a band; texts that share a band are compared
	bandCount = 4
	fewest    = 12 // letters; a shorter text looks like many others
)

func printOf(text string) print {
	letters := []rune(plainKey(text))
	if len(letters) < fewest {
		return nil
	}
	p := make(print, printSize)
	for i := range p {
		p[i] = ^uint32(0)
	}
	var pair [8]byte
	for i := range len(letters) - 1 {
		binary.BigEndian.PutUint32(pair[:4], uint32(letters[i]))
		binary.BigEndian.PutUint32(pair[4:], uint32(letters[i+1]))
		h := fnv.New64a()
		h.Write(pair[:])
		x := h.Sum64()
		for k := range p {
			x ^= x >> 33 // the finisher of MurmurHash3 makes the next hash of this one
			x *= 0xff51afd7ed558ccd
			x ^= x >> 33
			p[k] = min(p[k], uint32(x>>32))
		}
	}
	return p
}

// bands returns the keys under which texts that may be alike meet.
func (p print) bands() []string {
	var out []string
	for i := 0; i < min(bandCount, len(p)/bandSize); i++ {
		out = append(out, fmt.Sprintf("%d:%08x%08x", i, p[bandSize*i], p[bandSize*i+1]))
	}
	return out
}

// alike estimates the share of pairs of letters that two texts have in common,
// 0 to 1.
func (p print) alike(o print) float64 {
	if len(p) == 0 || len(p) != len(o) {
		return 0
	}
	n := 0
	for i := range p {
		if p[i] == o[i] {
			n++
		}
	}
	return float64(n) / float64(len(p))
}

// phashBuckets cuts a perceptual hash into keys: hashes that differ in fewer
// bits than there are keys share at least one.
func phashBuckets(value string) []string {
	h, err := strconv.ParseUint(value, 16, 64)
	if err != nil || flat(h) {
		return nil
	}
	widths := []int{11, 11, 11, 11, 10, 10}
	out := make([]string, 0, len(widths))
	for i, w := range widths {
		out = append(out, fmt.Sprintf("%d:%x", i, h&(1<<w-1)))
		h >>= w
	}
	return slices.Clip(out)
}

// flat reports that a hash is of a picture without form, which looks like any
// other.
func flat(h uint64) bool { n := bits.OnesCount64(h); return n < 4 || n > 60 }

// phashDistance is the number of bits in which two hashes differ, 64 where one
// is missing.
func phashDistance(a, b string) int {
	x, err := strconv.ParseUint(a, 16, 64)
	y, err2 := strconv.ParseUint(b, 16, 64)
	if err != nil || err2 != nil {
		return 64
	}
	return bits.OnesCount64(x ^ y)
}
