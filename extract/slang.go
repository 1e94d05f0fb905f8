package extract

import (
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"
)

// tenThousands reads 三十个 and 40个, which is slang for so many 万, where
// somebody is sought and the words stand alone or behind a word of giving.
func (p *page) tenThousands(at int) (sum, bool) {
	if p.lang != "zh" || at > 0 && isDigit(p.nums[at-1]) || numeral(lastRune(p.text[:at])) {
		return sum{}, false
	}
	end := at
	for end < len(p.text) && numeral(firstRune(p.text[end:])) {
		end += len("十")
	}
	value := hanValue(p.text[at:end])
	if end == at {
		c := cursor{s: p.nums, at: at}
		if n, ok := c.digits(); end < len(p.nums) && isDigit(p.nums[at]) && ok && n.groups == 0 && n.value.IsInt() {
			value, end = n.value.Num().Int64(), c.at
		}
	}
	rest, counted := strings.CutPrefix(p.text[end:], "个")
	if !counted || value > 500 {
		return sum{}, false
	}
	priced := headPrice.MatchString(p.text[max(0, at-24):at]) || headBuyer.MatchString(rest)
	alone := p.place.sought && (!han(firstRune(rest)) || strings.HasPrefix(rest, "是")) && p.given(at)
	if !(priced && value >= 3 || alone && value >= 5) {
		return sum{}, false
	}
	return sum{start: at, end: end + len("个"), value: new(big.Rat).SetInt64(value * 10_000), currency: "CNY", unit: true, mended: true}, true
}

// headPrice and headBuyer are what stands around the price of a head: 你脑袋值50个,
// 出6个收一个人头.
var (
	headPrice = regexp.MustCompile(`(?:脑袋|人头|狗头|狗命|的?命|他|她|你|人)(?:就|现在|也|可)?(?:值|开|出到|涨到)$`)
	headBuyer = regexp.MustCompile(`^(?:收|买|要|换|找)(?:一?[个颗条]|他|她)?(?:人头|脑袋|狗头|狗命|人|命)`)
)

// given: a line begins here, or a word for giving or for a reward stands before, to
// whom it is given in between.
func (p *page) given(at int) bool {
	before := strings.TrimRight(p.text[:at], " :,")
	if to := lastRune(before); strings.ContainsRune("他她你您", to) {
		before = before[:len(before)-utf8.RuneLen(to)]
	}
	if before == "" || strings.HasSuffix(before, "\n") {
		return true
	}
	c, ok := p.cueAt(len(before) - 1)
	return ok && c.end == len(before) && c.any(kGive, kReward, kRaise)
}

// hanValue is the value of a numeral of Han signs below a thousand, or 0.
func hanValue(s string) int64 {
	var total, digit int64
	for _, r := range s {
		if d, ok := chineseDigit[r]; ok {
			digit = d
			continue
		}
		u := chineseUnit[r]
		if u == 0 || u > 100 {
			return 0
		}
		total, digit = total+max(digit, 1)*u, 0
	}
	return total + digit
}
