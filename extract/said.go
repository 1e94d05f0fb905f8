package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	qqLetter = regexp.MustCompile(`^[Qq]\d{5,11}$`)
	// saidQQForm is a number of QQ behind the letter or the word by sound: Q50461842, 扣12749300.
	saidQQForm = regexp.MustCompile(`(?:^|[^A-Za-z0-9_克折回])(?:[Qq]|扣)[:]? ?([1-9]\d{5,10})(?:\D|$)`)
)

// saidQQ reads the numbers of QQ that Chinese texts announce by one sign.
func (p *page) saidQQ() {
	if p.lang != "zh" {
		return
	}
	for _, m := range perLine(saidQQForm, p.nums, anyDigit) {
		if end, number := p.qqNumber(m[2]); number != "" && end == m[3] && p.free(m[2], m[3]) {
			p.handle(m[2], m[3], "qq", number, cue{}, 0.85)
		}
	}
}

// insults stand before a name and are no part of it: that bastard X.
var insults = []string{"ไอ้", "ບັກ"}

// pastInsult is behind the insult that a run of letters begins with.
func (p *page) pastInsult(at int) int {
	for _, w := range insults {
		if rest, ok := strings.CutPrefix(p.text[at:], w); ok && southLetter(firstRune(rest)) && !mark(firstRune(rest)) && p.free(at, at+len(w)) {
			return at + len(w)
		}
	}
	return at
}

func (p *page) insulted(at int) bool {
	for _, w := range insults {
		if strings.HasSuffix(p.text[:at], w) {
			return true
		}
	}
	return false
}

// notForm stands before a sum that is said not to be the one.
var notForm = regexp.MustCompile(`(?i)(?:\bnot|no longer|n't|不是|不再是|并非|ไม่ใช่|ບໍ່ແມ່ນ) ?$`)

// denied: the sum before is said not to be the one, and this stands in its place
// (not 50,000. it's 80,000).
func (p *page) denied(prev int, f *find) {
	if prev < 0 {
		return
	}
	a := &p.finds[prev]
	gap := p.text[a.end:f.start]
	if len(gap) > 60 || strings.Contains(gap, "\n") || f.use == forOther {
		return
	}
	if !notForm.MatchString(p.text[max(0, a.start-24):a.start]) && !strings.HasPrefix(strings.TrimLeft(gap, " "), "မဟုတ်") {
		return
	}
	a.use = forOld
	if f.use == forNothing && p.atLeast(*f, 0.2) {
		f.use, f.sure = forPerson, 2
	}
}

// nationForm is where somebody is from, before a name in Han signs that need not
// begin with a surname of China.
var nationForm = regexp.MustCompile(`(?:缅甸|越南|印度|菲律宾|泰国|老挝|柬埔寨|马来西亚|马来|印尼|印度尼西亚|尼泊尔|孟加拉|巴基斯坦|斯里兰卡|肯尼亚|尼日利亚|埃塞俄比亚|乌干达|加纳|喀麦隆|韩国|日本|俄罗斯|乌克兰|哈萨克|乌兹别克|摩洛哥)(?:国?籍|人|佬|仔|妹|男子?|女子?|裔)?[ :]*$`)

// nationalName is the end of a name of two to five Han signs that signs set apart
// on both sides, behind where its bearer is from (缅甸籍 哥昂敏, 印度佬拉吉), or at.
func (p *page) nationalName(at int) int {
	before := p.text[max(0, at-40):at]
	if !nationForm.MatchString(before) || han(lastRune(before)) {
		return at
	}
	end, n := at, 0
	for end < len(p.text) && han(firstRune(p.text[end:])) && p.free(end, end+1) {
		end += utf8.RuneLen(firstRune(p.text[end:]))
		n++
	}
	if n < 2 || n > 5 || len(p.cuesIn(at, end)) > 1 || firstRune(p.text[end:]) == '·' {
		return at
	}
	return end
}
