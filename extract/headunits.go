package extract

import (
	"math/big"
	"strings"
)

// A heading is the unit or the currency that the head of a list prints once for
// all its bare numbers: 单位：万元, (万), prices in USDT, หน่วย: บาท.
type heading struct {
	factor   int64
	currency string
}

// Words behind which a heading names its unit.
var headWords = []string{"单位为", "单位是", "单位:", "单位 ", "单位", "计价:", "结算:", "หน่วย:", "หน่วย", "ຫົວໜ່ວຍ:", "ຫົວໜ່ວຍ"}

// heading is that of the page, if one of its lines is one.
func (p *page) heading() heading {
	for start := 0; start < len(p.text); {
		line := untilLine(p.text[start:])
		if h := p.headingOf(start, start+len(line)); h != (heading{}) {
			return h
		}
		start += len(line) + 1
	}
	return heading{}
}

func (p *page) headingOf(start, end int) heading {
	line := p.text[start:end]
	if strings.ContainsAny(line, anyDigit) || len(line) > 160 {
		return heading{}
	}
	for _, w := range headWords {
		if _, rest, ok := strings.Cut(line, w); ok {
			if h, _ := unitAndCurrency(rest); h != (heading{}) {
				return h
			}
		}
	}
	head := false
	for _, c := range p.cuesIn(start, end) {
		head = head || c.any(kReward, kAmount, kList, kPrice)
	}
	if !head {
		return heading{}
	}
	for _, open := range []string{"(", " in ", "【", "["} {
		for rest := line; ; {
			_, after, ok := strings.Cut(rest, open)
			if !ok {
				break
			}
			rest = after
			if h, left := unitAndCurrency(after); h != (heading{}) && closes(left) {
				return h
			}
		}
	}
	return heading{}
}

func closes(s string) bool {
	s = strings.TrimLeft(s, " ")
	return s == "" || strings.IndexByte(").:,;]-", s[0]) >= 0 || strings.HasPrefix(s, "】") || strings.HasPrefix(s, "。")
}

// unitAndCurrency reads 万, 万元, USDT at the start of s.
func unitAndCurrency(s string) (heading, string) {
	var h heading
	s = strings.TrimLeft(s, " :")
	if u, ok := units.at(s); ok && u.factor >= 1000 && !latinLetter(firstRune(s)) {
		h.factor, h.currency, s = u.factor, u.code, s[len(u.word):]
	}
	s = strings.TrimLeft(s, " ")
	if c, ok := currencies.at(s); ok && c.code != "" && !latinLetter(firstRune(s[len(c.word):])) {
		h.currency, s = c.code, s[len(c.word):]
	}
	return h, s
}

// headedSum is a bare number at the end of a row, under a heading that names a
// unit; text stands before it.
func (p *page) headedSum(at int) (sum, bool) {
	h := p.place.head
	if h.factor == 0 && h.currency == "" || !isDigit(p.nums[at]) {
		return sum{}, false
	}
	c := cursor{s: p.nums, at: at}
	n, ok := c.number()
	if !ok || n.word || len(n.digits) > 4 || !p.startsFree(p.nums, at, false) {
		return sum{}, false
	}
	before := strings.TrimRight(lastLine(p.text[:at]), " :.-|=·…,→>~_\t")
	rest := strings.TrimLeft(untilLine(p.text[c.at:]), " ")
	if before == "" || isDigit(before[len(before)-1]) || rest != "" && strings.IndexByte("|,;.", rest[0]) < 0 {
		return sum{}, false
	}
	if r := lastRune(before); !latinLetter(r) && !han(r) && !southLetter(r) && !mark(r) && r != ')' && r != '*' && r != '】' {
		return sum{}, false
	}
	least := big.NewRat(100, 1)
	if h.factor > 1 {
		least = big.NewRat(1, 2)
	}
	if n.value.Cmp(least) < 0 {
		return sum{}, false
	}
	return sum{start: at, end: c.at, value: times(n.value, max(1, h.factor)), currency: h.currency, unit: true}, true
}
