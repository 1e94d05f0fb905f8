package extract

import (
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"
)

// use is what an amount is for.
type use uint8

const (
	forNothing use = iota // not known
	forPerson
	forTip
	forOld     // a reward that was raised since
	forRelease // ransom
	forOther   // stolen, owed, earned, paid: no reward
	forSame    // the amount before it, in another currency
)

// A sum is an amount of money as one pass over the text saw it.
type sum struct {
	start, end int
	value, low *big.Rat // low is the lesser end of a range, or nil
	currency   string   // printed, or told by a unit; else ""
	unit       bool     // a unit or a currency stands beside it
	mended     bool
}

// amounts finds sums of money; what each is for is decided later.
func (p *page) amounts() {
	for i := 0; i < len(p.nums); {
		if p.taken[i] {
			i++
			continue
		}
		s, ok := p.sumAt(i)
		if !ok || !s.unit {
			if headed, is := p.headedSum(i); is {
				s, ok = headed, true
			}
		}
		if !ok {
			s, ok = p.tenThousands(i)
		}
		if ok && p.free(s.start, s.end) {
			p.addSum(s)
			i = s.end
			continue
		}
		i = nextStart(p.nums, i)
	}
}

// nextStart is the next byte at which a sum could begin: never inside a run of
// digits or of Latin letters.
func nextStart(s string, i int) int {
	c := s[i]
	if isDigit(c) {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i
	}
	if latinLetter(rune(c)) && c < 0x80 {
		for i < len(s) && s[i] < 0x80 && latinLetter(rune(s[i])) {
			i++
		}
		return i
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return i + n
}

func (p *page) addSum(s sum) {
	f := find{kind: fAmount, start: s.start, end: s.end, value: decimal(s.value), confidence: 0.97,
		detail: map[string]string{"currency": s.currency}, reason: Reason{Code: ReasonAmount}}
	if s.low != nil {
		f.detail["low"] = decimal(s.low)
	}
	if !s.unit {
		f.detail["bare"], f.confidence = "yes", 0.8
	}
	if s.mended {
		f.check = true
	}
	p.add(f)
}

// sumAt reads [currency] number [- number] [units] [digit] [currency].
func (p *page) sumAt(at int) (sum, bool) {
	c := cursor{s: p.nums, at: at}
	out := sum{start: at}
	if pre, ok := currencies.at(c.rest()); ok && !wordJoins(p.nums, at) {
		c.at += len(pre.word)
		out.currency, out.unit = pre.code, true
		c.blanks(2)
	} else if bahtSign(c.s, at) {
		c.at++
		out.currency, out.unit, out.mended = "THB", true, true
	}
	lead, led := burmeseLead(c.rest())
	if led {
		c.at += len(lead.word)
		c.blanks(2)
	}
	n, ok := c.number()
	if led && !ok {
		n, ok = c.ledWord()
	}
	if !ok || !p.startsFree(c.s, n.start, out.unit || led) && !p.gluedSum(n, c.rest()) {
		return out, false
	}
	out.value, out.unit = n.value, out.unit || n.unit
	c.span(&out)
	if led {
		p.stopRead(&out, n)
		out.value, out.unit = times(out.value, lead.factor), true
		if out.low != nil {
			out.low = times(out.low, lead.factor)
		}
	} else if !c.units(&out, n) {
		return out, false
	} else if rest, one := strings.CutPrefix(c.rest(), "นึง"); one { // หมื่นนึง
		c.at = len(c.s) - len(rest)
	}
	c.currency(&out)
	out.end = c.at
	return out, p.sumHolds(out, n)
}

// bahtSign: a reader that does not know ฿ takes it for B.
func bahtSign(s string, at int) bool {
	if s[at] != 'B' || at > 0 && (latinByte(s[at-1]) || isDigit(s[at-1])) {
		return false
	}
	c := cursor{s: s, at: at + 1}
	n, ok := c.number()
	return ok && n.groups == ','
}

func burmeseLead(s string) (entry, bool) {
	if !strings.HasPrefix(s, "သ") {
		return entry{}, false
	}
	e, ok := units.at(s)
	return e, ok && e.factor >= 1e4
}

// wordJoins: the sign before belongs to the same Latin word.
func wordJoins(s string, at int) bool {
	return at > 0 && s[at] < 0x80 && s[at-1] < 0x80 && latinLetter(rune(s[at])) && (latinByte(s[at-1]) || isDigit(s[at-1]))
}

func (p *page) startsFree(s string, at int, announced bool) bool {
	if at == 0 || announced || p.taken[at-1] || at > 1 && p.taken[at-2] && strings.IndexByte(",.:/_-", s[at-1]) >= 0 {
		return true
	}
	c := s[at-1]
	switch {
	case isDigit(c), c == '*', c == '_', c == '@':
		return false
	case (c == '.' || c == ',' || c == ':' || c == '/') && at > 1 && isDigit(s[at-2]):
		return false
	case c == '-' && at > 1 && isDigit(s[at-2]):
		return false
	}
	return !(c < 0x80 && latinLetter(rune(c)))
}

// fourMore and fourBefore are four digits more beside a number of four.
var (
	fourMore   = regexp.MustCompile(`^ [0-9]{4}(?:[^0-9]|$)`)
	fourBefore = regexp.MustCompile(`^[0-9]{4} $`)
)

// sumHolds: what follows does not make it another number, and a number without
// unit or currency is large enough to be meant as money.
func (p *page) sumHolds(s sum, n number) bool {
	if s.value.Sign() <= 0 {
		return false
	}
	if s.end < len(p.nums) && !(s.end+1 < len(p.taken) && p.taken[s.end+1]) {
		c := p.nums[s.end]
		last := p.nums[s.end-1]
		switch {
		case isDigit(c) && isDigit(last), c == '*', c == '%', c == '_' && isDigit(last):
			return false
		case c < 0x80 && latinLetter(rune(c)) && (isDigit(last) || latinByte(last)):
			return false
		case strings.IndexByte("-/:.,", c) >= 0 && s.end+1 < len(p.nums) && isDigit(p.nums[s.end+1]) && isDigit(last):
			return false
		}
	}
	if !s.unit {
		if _, labelled := p.labelled(n.start, kPhone, kContact, kHandle, kID, kCard, kPass); labelled {
			return false
		}
		if _, paid := p.labelled(n.start, kReward, kAmount); !paid && n.groups == 0 && len(n.digits) == 4 && (strings.HasPrefix(n.digits, "19") || strings.HasPrefix(n.digits, "20")) {
			return false // a year
		}
		if s.currency == "" && len(n.digits) == 4 && (fourMore.MatchString(p.nums[s.end:]) || fourBefore.MatchString(p.nums[max(0, n.start-5):n.start])) {
			return false // a number of a parcel or a card
		}
		return !n.word && !(n.groups == 0 && p.remains(s.start, s.end)) && s.value.Cmp(big.NewRat(1000, 1)) >= 0 && len(n.digits) <= 9
	}
	if s.currency == "USDT" && n.word {
		return false
	}
	return true
}

// A cursor walks over a text.
type cursor struct {
	s  string
	at int
}

func (c *cursor) rest() string { return c.s[min(c.at, len(c.s)):] }

func (c *cursor) blanks(most int) {
	for ; most > 0 && c.at < len(c.s) && c.s[c.at] == ' '; most-- {
		c.at++
	}
}

// span reads the second number of a range.
func (c *cursor) span(out *sum) {
	from := *c
	c.blanks(1)
	for _, sep := range []string{"-", "~", "to ", "到", "至", "ถึง", "ຫາ"} {
		if !strings.HasPrefix(c.rest(), sep) {
			continue
		}
		c.at += len(sep)
		c.blanks(1)
		if n, ok := c.number(); ok && n.value.Cmp(out.value) > 0 {
			out.low, out.value = out.value, n.value
			return
		}
		break
	}
	*c = from
}

// units reads one or several words that multiply ("hundred thousand"), and the
// digit after one that counts its tenths (2万5).
func (c *cursor) units(out *sum, n number) bool {
	if n.groups == '.' {
		if _, ok := units.at(strings.TrimLeft(c.rest(), " ")); ok {
			out.value = n.decimal
		}
	}
	var last int64
	for range 3 {
		from := c.at
		c.blanks(1)
		u, ok := units.at(c.rest())
		if loose, _ := looseMoney(c.rest()); !ok && loose.word != "" && last == 0 {
			u, ok, out.mended = loose, true, true
		}
		if !ok || last != 0 && u.factor < 100 {
			c.at = from
			break
		}
		if c.nameFollows(from, u) {
			c.at = from
			break
		}
		if u.word == "方" {
			if next := c.rest()[len(u.word):]; strings.HasPrefix(next, "米") || strings.HasPrefix(next, "式") || strings.HasPrefix(next, "面") || strings.HasPrefix(next, "向") || strings.HasPrefix(next, "便") {
				c.at = from
				break
			}
			out.mended = true
		}
		c.at += len(u.word)
		out.value, last = times(out.value, u.factor), u.factor
		if out.low != nil {
			out.low = times(out.low, u.factor)
		}
		out.unit = true
		if out.currency == "" {
			out.currency = u.code
		}
		c.tail(out, u.factor)
	}
	return true
}

// nameFollows: 万, 方 and Wu are surnames as well: behind a blank, and before
// more of a name, they are no unit (1 万亮).
func (c *cursor) nameFollows(from int, u entry) bool {
	blank := c.at > from
	rest := c.rest()[len(u.word):]
	if u.word == "wu" || u.word == "ku" {
		return blank
	}
	next := firstRune(rest)
	if u.word != "万" && u.word != "方" || !han(next) {
		return false
	}
	_, money := currencies.at(rest)
	return (blank || u.word == "方") && !money && !numeral(next) && len(cues(rest[:min(len(rest), 12)])) == 0
}

// tail: 2万5 is 25,000, 1万2千 is 12,000, แสนห้า is 150,000.
func (c *cursor) tail(out *sum, factor int64) {
	from := *c
	n, ok := c.number()
	if e, word := numberWords.at(c.rest()); !ok && word && e.factor < 10 && firstRune(e.word) > 0x0E00 {
		c.at += len(e.word)
		n, ok = number{start: from.at, value: new(big.Rat).SetInt64(e.factor)}, true
	}
	if !ok || n.value.Cmp(big.NewRat(10, 1)) >= 0 || n.value.Sign() == 0 || factor < 1000 {
		*c = from
		return
	}
	if u, ok := units.at(c.rest()); ok && u.factor < factor {
		c.at += len(u.word)
		out.value = new(big.Rat).Add(out.value, times(n.value, u.factor))
		return
	}
	if r := firstRune(c.rest()); isDigit(byte(min(r, 127))) || r == '.' || r == '岁' || r == '号' || n.blankBefore || counted(c.rest()) {
		*c = from
		return
	}
	out.value = new(big.Rat).Add(out.value, times(n.value, factor/10))
}

// currency reads the word behind; the one printed behind counts more than the
// sign in front (¥60万泰铢 does not happen, $5万U does).
func (c *cursor) currency(out *sum) {
	from := c.at
	for _, more := range []string{"多", "余", "来", "整", "+", ".-", ",-"} {
		if strings.HasPrefix(c.rest(), more) {
			c.at += len(more)
			if more[0] == '.' && out.currency == "" {
				out.currency = "THB" // 100,000.- is how Thais write it
			}
		}
	}
	c.blanks(2)
	if open := strings.HasPrefix(c.rest(), "("); open {
		if e, ok := currencies.at(c.rest()[1:]); ok && strings.HasPrefix(c.rest()[1+len(e.word):], ")") {
			c.at += len(e.word) + 2
			out.currency, out.unit = e.code, true
			return
		}
	}
	e, ok := currencies.at(c.rest())
	if _, loose := looseMoney(c.rest()); !ok && loose.word != "" {
		e, ok, out.mended = loose, true, true
	}
	if !ok && out.currency == "THB" && strings.HasPrefix(c.s[from:], ".-") {
		c.at, out.unit = from+len(".-"), true
		return
	}
	if !ok || c.s[from:c.at] != "" && strings.HasSuffix(c.s[from:c.at], " ") && e.word == "u" && !c.ends(len(e.word)) {
		c.at = from
		return
	}
	c.at += len(e.word)
	if next, ok := currencies.at(c.rest()); ok && e.word == "u" { // 300,000uบาท: a stroke of the next letter
		c.at, e = c.at+len(next.word), next
	}
	out.currency, out.unit = e.code, true
}

func (c *cursor) ends(n int) bool {
	r := firstRune(c.rest()[n:])
	return !latinLetter(r) && !isDigit(byte(min(r, 127)))
}

func decimal(r *big.Rat) string {
	if r.IsInt() {
		return r.Num().String()
	}
	return strings.TrimRight(strings.TrimRight(r.FloatString(4), "0"), ".")
}
