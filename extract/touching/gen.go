//go:build ignore

// Command gen writes words-th.txt, words-lo.txt and words-my.txt, the ordinary words
// of Thai, Lao and Burmese, from the dictionaries that ICU breaks lines with (Unicode
// licence; the Lao one is by B. E. Wilson and R. M. Campbell, the Burmese one by
// L. B. Sharon, both BSD). Debian has them in the source of the package icu, in
// source/data/in/icudt72l.dat, and in section .rodata of libicudata.a (libicu-dev):
//
//	icupkg -x '*dict.dict' icudt72l.dat
//	go run gen.go brkitr/thaidict.dict words-th.txt
//	go run gen.go brkitr/laodict.dict words-lo.txt
//	go run gen.go brkitr/burmesedict.dict words-my.txt
//
// Words of more than eight signs are left out where shorter ones make them up. A
// line is how many signs it shares with the word before, as one letter from a on,
// and the rest of the word.
package main

import (
	"encoding/binary"
	"log"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	short   = 8  // signs
	longest = 12 // signs
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run gen.go FILE.dict OUT")
	}
	raw, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var words []string
	for _, w := range readDict(raw) {
		if n := utf8.RuneCountInString(w); n > 1 && n <= longest && !strings.ContainsAny(w, "ๆฯໆ \u200c\u200d0123456789-") {
			words = append(words, w)
		}
	}
	slices.Sort(words)
	words = slices.DeleteFunc(slices.Compact(words), func(w string) bool { return utf8.RuneCountInString(w) > short && madeUp(words, w) })
	if err := os.WriteFile(os.Args[2], []byte(frontCoded(words)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// madeUp: shorter words one after another are the word.
func madeUp(words []string, w string) bool {
	ok := make([]bool, len(w)+1)
	ok[0] = true
	for j := 1; j <= len(w); j++ {
		for i := range j {
			if ok[i] && j-i < len(w) {
				if _, found := slices.BinarySearch(words, w[i:j]); found {
					ok[j] = true
				}
			}
		}
	}
	return ok[len(w)]
}

func frontCoded(words []string) string {
	var b strings.Builder
	var last []rune
	for _, w := range words {
		runes := []rune(w)
		n := 0
		for n < len(last) && n < len(runes) && last[n] == runes[n] {
			n++
		}
		b.WriteString(string(rune('a'+n)) + string(runes[n:]) + "\n")
		last = runes
	}
	return b.String()
}

// A dict is the trie of bytes of a dictionary of ICU (icu4c, bytestrie.h).
type dict struct {
	trie []byte
	base rune // sign of byte 0
	out  []string
}

func readDict(raw []byte) []string {
	body := raw[binary.LittleEndian.Uint16(raw):]
	index := func(i int) uint32 { return binary.LittleEndian.Uint32(body[4*i:]) }
	d := &dict{trie: body[index(0):index(3)], base: rune(index(5) & 0x1fffff)}
	d.node(0, nil)
	return d.out
}

func (d *dict) say(key []byte) {
	runes := make([]rune, len(key))
	for i, c := range key {
		runes[i] = d.base + rune(c)
		if c >= 0xfe {
			runes[i] = 0x200c + rune(c-0xfe)
		}
	}
	d.out = append(d.out, string(runes))
}

func (d *dict) node(at int, key []byte) {
	for {
		key = slices.Clip(key)
		n := int(d.trie[at])
		at++
		switch {
		case n < 0x10:
			d.branch(at, n, key)
			return
		case n < 0x20:
			length := n - 0x10 + 1
			key = append(key, d.trie[at:at+length]...)
			at += length
		default:
			d.say(key)
			_, at = d.value(at - 1)
			if n&1 == 1 {
				return
			}
		}
	}
}

func (d *dict) branch(at, length int, key []byte) {
	if length == 0 {
		length = int(d.trie[at])
		at++
	}
	d.split(at, length+1, key)
}

func (d *dict) split(at, length int, key []byte) {
	for length > 5 {
		jump, next := d.number(at+1, 0xc0, 0xf0, 0xfe)
		d.split(next+jump, length>>1, key)
		at = next
		length -= length >> 1
	}
	for ; length > 1; length-- {
		branch := append(slices.Clip(key), d.trie[at])
		at++
		final := d.trie[at]&1 == 1
		v, next := d.value(at)
		if final {
			d.say(branch)
		} else {
			d.node(next+v, branch)
		}
		at = next
	}
	d.node(at+1, append(slices.Clip(key), d.trie[at]))
}

// value is that of a node: its lead byte, without the lowest bit, says how many
// bytes follow.
func (d *dict) value(at int) (v, next int) {
	lead := int(d.trie[at]) >> 1
	return d.rest(lead, at+1, 0x10, 0x51, 0x6c, 0x7e)
}

func (d *dict) number(at, two, three, four int) (v, next int) {
	return d.rest(int(d.trie[at]), at+1, 0, two, three, four)
}

func (d *dict) rest(lead, at, one, two, three, four int) (v, next int) {
	b := d.trie[at:]
	switch {
	case lead < two:
		return lead - one, at
	case lead < three:
		return (lead-two)<<8 | int(b[0]), at + 1
	case lead < four:
		return (lead-three)<<16 | int(b[0])<<8 | int(b[1]), at + 2
	case lead == four:
		return int(b[0])<<16 | int(b[1])<<8 | int(b[2]), at + 3
	}
	return int(binary.BigEndian.Uint32(b)), at + 4
}
