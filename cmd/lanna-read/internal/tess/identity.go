package tess

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Identity numbers of Myanmar (12/ABC(နိုင်)123456) have three letters that make no
// word, and the first reading knows one of them not at all. The data that learned of
// screens learned of such numbers too: their letters count as it reads them, their
// digits as the first reading has them.

// identity is such a number as the first reading has it.
type identity struct {
	words       []Word
	lead, trail string // all up to the slash, and from the last digits on
	noSlash     bool   // it may be the last digit of lead
}

var (
	identityRead = regexp.MustCompile(`^([^0-9၀-၉]?[0-9၀-၉]{1,3})([^0-9၀-၉]{3,30})([0-9၀-၉]{5,7}[^0-9၀-၉]*)$`)
	holderRead   = regexp.MustCompile(`နိ?ု?င်|ဧည့|ပြု`)
	townshipRead = regexp.MustCompile(`^([^0-9၀-၉]?[0-9၀-၉]{1,2})?/?((?:[က-အဧ]ျ?ေ?){2,3})[(.\[]?(နိုင်|ဧည့်|ပြု)`)
)

// identity is true of a chunk that is such a number, however its letters were read.
func (l language) identity(chunk []Word) (identity, bool) {
	if l.code != burmese.code {
		return identity{}, false
	}
	var text strings.Builder
	for _, w := range chunk {
		text.WriteString(w.Text)
	}
	found := identityRead.FindStringSubmatch(text.String())
	if found == nil || !holderRead.MatchString(found[2]) {
		return identity{}, false
	}
	slash, states := strings.HasPrefix(found[2], "/"), digitsIn(found[1])
	return identity{chunk, found[1], found[3], !slash && states > 1}, !slash || states < 3
}

// withTownship is the number with its letters as they were read a second time;
// false where these are not three and what the holder is.
func (id identity) withTownship(read []Word) ([]Word, bool) {
	var text strings.Builder
	for _, w := range read {
		text.WriteString(w.Text)
	}
	found := townshipRead.FindStringSubmatch(text.String())
	if found == nil {
		return nil, false
	}
	letters, ok := township(found[2])
	if !ok {
		return nil, false
	}
	lead := id.lead
	if states := digitsIn(lead); id.noSlash && (states == 3 || digitsIn(found[1]) == states-1) {
		_, n := utf8.DecodeLastRuneInString(lead)
		lead = lead[:len(lead)-n]
	}
	from, to := id.apart()
	if lead != id.lead {
		from = 0
	}
	middle := Word{Text: "/" + letters + "(" + found[3] + ")", Box: id.words[from].Box, Confidence: piece{words: read}.confidence()}
	for _, w := range id.words[from:to] {
		middle.Box = middle.Box.Union(w.Box)
		middle.Confidence = max(middle.Confidence, w.Confidence)
	}
	if from == 0 {
		middle.Text = lead + middle.Text
	}
	if to == len(id.words) {
		middle.Text += id.trail
	}
	return slices.Concat(id.words[:from], []Word{middle}, id.words[to:]), true
}

// township is the three letters of one. None of them carries a medial, so one that
// does is the letter jha, which the network spells as ca with a medial ya: with its
// ca, with another in its stead, or behind a letter of its own.
func township(read string) (string, bool) {
	var out []rune
	for _, r := range read {
		switch last := len(out) - 1; {
		case r == 'ျ' && (out[last] == 'စ' || out[last] == 'ဧ'):
			out[last] = 'ဈ'
		case r == 'ျ':
			out = append(out, 'ဈ')
		case r != 'ေ':
			out = append(out, r)
		}
	}
	return string(out), len(out) == 3 && !slices.Contains(out, 'ဧ')
}

// apart is where the words end that make the lead, and where those begin that make
// the trail; none and the end where these are parts of other words.
func (id identity) apart() (from, to int) {
	text, to := "", len(id.words)
	for i, w := range id.words {
		if text += w.Text; text == id.lead {
			from = i + 1
		}
	}
	text = ""
	for i := len(id.words) - 1; i > from; i-- {
		if text = id.words[i].Text + text; text == id.trail {
			to = i
		}
	}
	return from, to
}

func digitsIn(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
