package extract

import (
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What readers of pictures get wrong about sums, told by how numbers are written.

var (
	// looseMillion and looseKip are ล้าน, ລ້ານ and ກີບ with marks read amiss.
	looseMillion = regexp.MustCompile(`^(?:ລ[ັິີຶືົ່-ໍາຳ]{1,4}ນ|[ลส][ัิ็-๎]?า[่-๋]?น)`)
	looseKip     = regexp.MustCompile(`^ກ[ິີຶື່-ໍ]{1,3}[ບປຜ]`)
	// roundSum is a number as rewards are, written without groups.
	roundSum = regexp.MustCompile(`^[1-9]\d{1,4}000$`)
	// cardTail is the number of a Myanmar identity card of which the rest, or a
	// bracket, is misread.
	cardTail = regexp.MustCompile(`(?:နိုင်|ဧည့်|ပြု)[)\]:. ]{0,3}\d{6}`)
	// barredSum: in a row of a table a number of seven digits and more, then a
	// bar that was read as a one, and a sum; barredCard the same before a Lao card.
	barredSum  = regexp.MustCompile(`\d{6} ?(1)\d{1,3}(?:,\d{3})+`)
	barredCard = regexp.MustCompile(`(?:^|[^\d|,.-])(1)\d{2}-\d{7}`)
)

// looseMoney is a unit or a currency whose consonants stand at the beginning of s
// while its marks are misread; only behind a number.
func looseMoney(s string) (unit, currency entry) {
	if w := looseMillion.FindString(s); w != "" && phraseEnds(s, len(w)) {
		return entry{w, 1e6, ""}, entry{}
	}
	if w := looseKip.FindString(s); w != "" && phraseEnds(s, len(w)) {
		return entry{}, entry{w, 0, "LAK"}
	}
	return entry{}, entry{}
}

// cardTails takes the numbers of identity cards that no rule could read, so that
// no sum is made of them.
func (p *page) cardTails() {
	for _, m := range perLine(cardTail, p.nums, anyDigit) {
		if p.free(m[0], m[1]) && borderAfter(p.nums, m[1]) {
			p.add(find{kind: fNoise, start: m[0], end: m[1]})
		}
	}
}

// remains: digits are what is left of a longer number of which some were read as
// letters (๓๙๑๕๕ฒ่๕ซี), or are a group of several; no sum is meant.
func (p *page) remains(start, end int) bool {
	if !p.place.picture {
		return false
	}
	if roundSum.MatchString(p.text[start:end]) {
		if _, ok := currencies.at(strings.TrimLeft(p.text[end:], " ")); ok {
			return false // behind what is left of an identity number
		}
	}
	if before := lastRune(p.text[:start]); (southLetter(before) || mark(before)) && !p.cueEnds(start) {
		return true
	}
	if c, ok := p.cueAt(end); southLetter(firstRune(p.text[end:])) && !(ok && c.start == end) {
		return true
	}
	return start > 1 && p.text[start-1] == ' ' && isDigit(p.text[start-2]) && !p.taken[start-2] && !itemMark(lastLine(p.text[:start])) ||
		end+1 < len(p.text) && p.text[end] == ' ' && isDigit(p.text[end+1])
}

func (p *page) cueEnds(at int) bool {
	_, size := utf8.DecodeLastRuneInString(p.text[:at])
	c, ok := p.cueAt(at - size)
	return ok && c.end == at
}

// bars are the ones of a text that are bars between the cells of its rows: in a
// table whose rows have bars, one stands between each number and its sum.
func bars(s string) string {
	rows := 0
	for line := range strings.Lines(s) {
		if strings.Contains(line, "|") {
			rows++
		}
	}
	if rows < 2 {
		return s
	}
	b := []byte(s)
	for _, form := range []*regexp.Regexp{barredSum, barredCard} {
		for _, m := range form.FindAllStringSubmatchIndex(s, -1) {
			b[m[2]] = '|'
		}
	}
	return string(b)
}

// spareDigits are the digits that a reader makes of the first letter of a currency
// right behind a sum in thousands (400,00017บาท).
var spareDigits = regexp.MustCompile(`\d{1,3}(?:,\d{3})*,000(\d{1,2})(?:บาท|หยวน|ກີບ|ບາດ|ຢວນ|ကျပ်|ယွမ်|ဘတ်)`)

// spare leaves them blank.
func spare(s string) string {
	all := spareDigits.FindAllStringSubmatchIndex(s, -1)
	if all == nil {
		return s
	}
	b := []byte(s)
	for _, m := range all {
		for i := m[2]; i < m[3]; i++ {
			b[i] = ' '
		}
	}
	return string(b)
}

// givesOn: a line ends with a word of giving, and the next begins with a sum that
// says its unit or currency: no writer ends a line there.
func givesOn(a, b string) bool {
	f := fold(b).text
	c := cursor{s: f}
	if _, ok := c.number(); !ok || itemMark(b) || !isDigit(f[0]) {
		return false
	}
	rest := strings.TrimLeft(c.rest(), " ")
	_, unit := units.at(rest)
	_, currency := currencies.at(rest)
	return (unit || currency) && endsWith(a, kGive)
}

// endsWith: a line ends with a word of one of the kinds.
func endsWith(line string, ks ...kind) bool {
	f := fold(strings.TrimRight(line, " ")).text
	all := cues(f)
	return len(all) > 0 && all[len(all)-1].end == len(f) && all[len(all)-1].any(ks...)
}

// labelHead is what may be a label at the beginning of a line.
var labelHead = regexp.MustCompile(`^\pL[\pL\pM .]{0,20}: ?\pL`)

// sameForm: both lines begin with a label, though no list holds it.
func sameForm(a, b string) bool {
	return labelHead.MatchString(fold(a).text) && labelHead.MatchString(fold(b).text)
}

// onesOf turns the l and I of an account's name into ones where only a one can be
// meant, and a one that begins a word into l: behind a digit, or before digits behind a separator or a consonant with
// which no syllable ends in l (wolfl727 is wolf1727, girl727 stays).
func onesOf(name string) string {
	b := []byte(name)
	small := func(i int) bool { return i >= 0 && i < len(b) && b[i] >= 'a' && b[i] <= 'z' }
	for i := 1; i < len(b); i++ {
		if b[i] == '1' && small(i+1) && small(i+2) && strings.IndexByte("_-.", b[i-1]) >= 0 && !strings.HasPrefix(name[i:], "1st") {
			b[i] = 'l'
		}
		if b[i] != 'l' && b[i] != 'I' {
			continue
		}
		ends := i+1 == len(b) || isDigit(b[i+1])
		digits := i+2 < len(b) && isDigit(b[i+1]) && isDigit(b[i+2])
		if isDigit(b[i-1]) && ends || digits && strings.IndexByte("_-.bcdfghjkmnpqstvxz", b[i-1]) >= 0 {
			b[i] = '1'
		}
	}
	return string(b)
}

// brokenAt is a name behind an @ that a reader broke after its first signs.
var brokenAt = regexp.MustCompile(`@([A-Za-z0-9_]{1,3}) ([A-Za-z0-9_.\-]{4,30})`)

// broken puts such names together again.
func (p *page) broken() {
	if !p.place.picture {
		return
	}
	for _, m := range perLine(brokenAt, p.text, "@") {
		rest := strings.TrimRight(p.text[m[4]:m[5]], ".-")
		end := m[4] + len(rest)
		if p.free(m[0], end) && accountLike(rest) && (m[0] == 0 || !latinByte(p.text[m[0]-1]) && !isDigit(p.text[m[0]-1])) {
			p.handle(m[0], end, "telegram", p.text[m[2]:m[3]]+rest, cue{}, 0.8)
		}
	}
}

// lostPiece is the end of a name that a reader set apart from the rest: thin signs,
// or letters and digits that make no word.
var lostPiece = regexp.MustCompile(`^ (?:[il1I]{1,4}|[A-Za-z]{1,3}[0-9][A-Za-z0-9]{0,4}|_[A-Za-z0-9]{1,8})(?:\n|$)`)

// pieceBehind is the end of a piece of a name that stands behind a blank at the
// end of its line, in a picture, or end.
func (p *page) pieceBehind(end int) int {
	if !p.place.picture {
		return end
	}
	piece := strings.TrimRight(lostPiece.FindString(untilLine(p.text[end:])), "\n")
	return end + len(piece)
}

// gluedSum: a reader lost the blanks around a sum that prints its currency
// (pays910.000USD).
func (p *page) gluedSum(n number, after string) bool {
	at := n.start
	for at > 0 && p.text[at-1] >= 'a' && p.text[at-1] <= 'z' {
		at--
	}
	_, currency := currencies.at(strings.TrimLeft(after, " "))
	return p.place.picture && currency && n.start-at >= 3 && (n.groups != 0 || len(n.digits) >= 4)
}

// stopRead: a Burmese full stop behind a sum in lakhs is read as a one (80။ as
// 801). Rewards are round, so a number of lakhs that ends with 01 has one too many.
func (p *page) stopRead(s *sum, n number) {
	if p.place.picture && s.low == nil && n.groups == 0 && len(n.digits) >= 3 && strings.HasSuffix(n.digits, "01") {
		s.value = new(big.Rat).SetInt(new(big.Int).Quo(s.value.Num(), big.NewInt(10)))
		s.mended = true
	}
}

// smallL: no word begins with l and one of these; the I of many fonts looks the same
// (lmran, lvan, lron). An account's name may.
var smallL = regexp.MustCompile(`(^|[^A-Za-z0-9_@.-])l([bcdfgkmnprstvz][a-z]{2,})([^A-Za-z0-9_@.-]|$)`)

// capitals puts such capitals right.
func capitals(s string) string { return smallL.ReplaceAllString(s, "${1}I${2}${3}") }
