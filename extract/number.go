package extract

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// A number as it was read: digits, Chinese signs or words.
type number struct {
	start       int
	value       *big.Rat
	decimal     *big.Rat // the other reading of 1.500: a fraction
	digits      string
	groups      byte // sign between groups of three, 0 without
	word        bool // not in digits
	unit        bool // it holds a unit that money is counted in: 六十万
	blankBefore bool
}

const mostDigits = 15

// number reads the number at the cursor.
func (c *cursor) number() (number, bool) {
	if c.at >= len(c.s) {
		return number{}, false
	}
	if isDigit(c.s[c.at]) {
		return c.digits()
	}
	if n, ok := c.chinese(); ok {
		return n, true
	}
	return c.word()
}

func (c *cursor) digits() (number, bool) {
	n := number{start: c.at}
	end := c.at
	for end < len(c.s) && isDigit(c.s[end]) {
		end++
	}
	text := c.s[c.at:end]
	if text == "1" && thinOne(c.s, c.at) { // a reader sets a blank behind a thin 1
		for end++; end < len(c.s) && isDigit(c.s[end]); end++ {
		}
		text += c.s[c.at+2 : end]
	}
	if len(text) <= 3 {
		for groupOf3(c.s[end:]) && (n.groups == 0 || n.groups == c.s[end]) {
			n.groups = c.s[end]
			text += c.s[end+1 : end+4]
			end += 4
		}
		for n.groups == 0 && looseGroup(c.s[end:]) || n.groups == ',' && (looseGroup(c.s[end:]) || groupOf3(c.s[end:]) && c.s[end] == ',') {
			at := end + 1 // a reader sets a blank behind the comma
			if c.s[at] == ' ' {
				at++
			}
			n.groups = ','
			text += c.s[at : at+3]
			end = at + 3
		}
	}
	if len(text) > mostDigits {
		return n, false
	}
	n.digits = text
	n.value, _ = new(big.Rat).SetString(text)
	if n.groups == '.' {
		whole, _ := new(big.Rat).SetString(strings.Replace(c.s[c.at:end], ".", "", -1))
		n.value = whole
		if first := strings.IndexByte(c.s[c.at:end], '.'); strings.Count(c.s[c.at:end], ".") == 1 {
			n.decimal, _ = new(big.Rat).SetString(c.s[c.at:end])
			_ = first
		} else {
			n.decimal = whole
		}
	} else if fraction := fractionAt(c.s[end:]); fraction > 0 {
		n.value, _ = new(big.Rat).SetString(text + c.s[end:end+fraction])
		end += fraction
	}
	c.at = end
	return n, true
}

// thinOne: a lone 1, a blank and digits that are no group of three.
func thinOne(s string, at int) bool {
	if at+2 >= len(s) || s[at+1] != ' ' || !isDigit(s[at+2]) || at > 0 && (isDigit(s[at-1]) || s[at-1] == ' ' && at > 1 && isDigit(s[at-2])) {
		return false
	}
	return !groupOf3(s[at+1:])
}

// groupOf3: a separator, three digits and then no fourth.
func groupOf3(s string) bool {
	if len(s) < 4 || strings.IndexByte(", .'", s[0]) < 0 {
		return false
	}
	return isDigit(s[1]) && isDigit(s[2]) && isDigit(s[3]) && (len(s) == 4 || !isDigit(s[4]))
}

// looseGroup: a comma, a blank and three digits of a round number.
func looseGroup(s string) bool {
	return strings.HasPrefix(s, ", ") && groupOf3(","+s[2:]) && s[3:5] == "00"
}

func fractionAt(s string) int {
	if len(s) < 2 || s[0] != '.' || !isDigit(s[1]) {
		return 0
	}
	n := 2
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	if n > 5 {
		return 0
	}
	return n
}

var chineseDigit = map[rune]int64{'零': 0, '〇': 0, '一': 1, '壹': 1, '二': 2, '贰': 2, '两': 2, '三': 3, '叁': 3, '参': 3, '叄': 3, '四': 4, '肆': 4, '五': 5, '伍': 5,
	'六': 6, '陆': 6, '七': 7, '柒': 7, '八': 8, '捌': 8, '九': 9, '玖': 9}
var chineseUnit = map[rune]int64{'十': 10, '拾': 10, '百': 100, '佰': 100, '千': 1000, '仟': 1000}

// chinese reads 六十万, 两万五, 三十五万六千. It wants a 万 or 亿, or at least
// 百 and 千, so that the 一 of a sentence is no number.
func (c *cursor) chinese() (number, bool) {
	n := number{start: c.at, word: true}
	var total, section, digit, lastUnit int64
	i, any, big10k := c.at, false, false
	for i < len(c.s) {
		r, size := utf8.DecodeRuneInString(c.s[i:])
		if i-c.at > mostDigits*2*len("一") {
			return n, false
		}
		if d, ok := chineseDigit[r]; ok {
			digit = d
			if d == 0 {
				lastUnit = 0
			}
		} else if u, ok := chineseUnit[r]; ok && (i > c.at || r == '十') {
			section += max(digit, 1) * u
			digit, lastUnit = 0, u
		} else if (r == '万' || r == '亿') && i > c.at {
			u := int64(1e4)
			if r == '亿' {
				u = 1e8
			}
			total += (section + digit) * u
			section, digit, lastUnit, big10k = 0, 0, u, true
		} else {
			break
		}
		any = true
		i += size
	}
	if !any || i == c.at {
		return n, false
	}
	if digit > 0 && lastUnit >= 100 { // 两万五
		if r, size := utf8.DecodeLastRuneInString(c.s[c.at:i]); big10k && lastUnit >= 1e4 && chineseDigit[r] == digit && counted(c.s[i:]) {
			i, digit = i-size, 0
		}
		digit *= lastUnit / 10
	}
	total += section + digit
	if total == 0 || total > 1e12 || !big10k && total < 100 && !moneyFollows(c.s[i:]) {
		return n, false
	}
	n.value = new(big.Rat).SetInt64(total)
	if total >= 1000 {
		n.digits = "0000"
	}
	if big10k || total >= 100 {
		n.word, n.unit = false, big10k
		n.digits = "0000"
	}
	c.at = i
	return n, true
}

// counted: what follows is counted by the digit before it, which then belongs
// to no sum (五万 一辆车).
func counted(s string) bool {
	return strings.ContainsRune("辆个人名位套台部条张只次起栋间头把份家月天年手口", firstRune(s)) && s != ""
}

func moneyFollows(s string) bool {
	e, ok := currencies.at(s)
	if ok && e.word != "块" && e.word != "油" && e.word != "刀" {
		return true
	}
	return hasFold(s, "w")
}

// word reads a number in words; it must be followed by a unit, or be one.
func (c *cursor) word() (number, bool) {
	n := number{start: c.at, word: true}
	if c.at > 0 && latinLetter(rune(c.s[c.at])) && c.s[c.at] < 0x80 && latinByte(c.s[c.at-1]) {
		return n, false
	}
	for _, half := range []struct{ word, unit string }{{"half a million", ""}, {"half million", ""}, {"ครึ่งล้าน", ""}, {"ເຄິ່ງລ້ານ", ""}} {
		if hasFold(c.rest(), half.word) {
			c.at += len(half.word)
			n.value = big.NewRat(500000, 1)
			n.word, n.digits = false, "500000"
			return n, true
		}
	}
	e, ok := numberWords.at(c.rest())
	if !ok {
		// A unit alone is one of it: แสนห้า, ล้านบาท.
		if u, isUnit := units.at(c.rest()); isUnit && u.factor >= 1e4 && firstRune(u.word) > 0x0E00 && firstRune(u.word) < 0x0F00 && unitAlone(c.s, c.at, u) {
			n.value = big.NewRat(1, 1)
			return n, true
		}
		return n, false
	}
	after := strings.TrimLeft(c.rest()[len(e.word):], " ")
	if u, ok := units.at(after); !ok || u.word == "m" || u.word == "k" || u.word == "w" || u.word == "方" {
		return n, false
	}
	c.at += len(e.word)
	n.value = new(big.Rat).SetInt64(e.factor)
	return n, true
}

// unitAlone: แสน and ล้าน without a number count where a currency or a digit
// word follows.
func unitAlone(s string, at int, u entry) bool {
	rest := strings.TrimLeft(s[at+len(u.word):], " ")
	if _, ok := currencies.at(rest); ok {
		return true
	}
	_, ok := numberWords.at(rest)
	return ok || strings.HasPrefix(rest, "นึง")
}
