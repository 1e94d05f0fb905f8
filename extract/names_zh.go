package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"lanna/extract/county"
	"lanna/extract/hanwords"
)

// Signs that end a name although they stand alone: verbs, pronouns and
// particles that no parent gives. Other single signs of the lexicon may be part
// of a name (月, 如, 一).
const neverInName = "的了在从是被把让已这那他她它你我谁吗呢吧啊哦请也都就很没不给找抓欠偷骗逃跑要与及或到往说打收交拿吃喝看听男女岁卷赔付买卖叫万元块悬赏捉逮寻带送号证着过值奖者"

// Signs that hardly anybody is called by.
const unlikelyGiven = "先还想再又最太很只能会多几做干用问进起走过回去两个些么怎什"

// Left and right contexts of a name, by what they are worth.
const (
	surelyName = 3 // needed to propose a name
)

// chineseNames finds names in Han signs: after a label as they stand, elsewhere
// by surname and by the words on both sides.
func (p *page) chineseNames() {
	for i := 0; i < len(p.text); {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if han(r) && p.free(i, i+n) {
			end, sure, label := p.chineseName(i)
			if end > i && label.roles == nil && p.formHead(i, end) {
				i = end
				continue
			}
			if sure >= surelyName {
				p.addName(find{start: i, end: end, lang: "zh", sure: sure, label: label}, 0.07)
				i = end
				continue
			}
			p.doubt(i, end, sure, "zh")
		}
		i += n
	}
}

func (p *page) nameReason(label cue, at int) Reason {
	if label.roles != nil {
		return Reason{Code: ReasonLabel, Args: map[string]string{"label": p.text[label.start:label.end]}}
	}
	if before := p.cuesIn(max(0, at-24), at); len(before) > 0 {
		c := before[len(before)-1]
		return Reason{Code: ReasonContext, Args: map[string]string{"before": p.text[c.start:c.end]}}
	}
	return Reason{Code: ReasonContext}
}

// chineseName is the end of a name that begins at a byte, and how sure the
// context is of it.
func (p *page) chineseName(at int) (end, sure int, label cue) {
	label, labelled := p.labelled(at, kName)
	if c, ok := p.cueAt(at); ok && (c.start < at || utf8.RuneCountInString(p.text[c.start:c.end]) > 1 && !(labelled && onlyWord(c))) {
		return 0, 0, label
	}
	if i, ok := p.ends[at]; ok && p.finds[i].kind == fName && joinedName(p.text[at:]) {
		return 0, 0, label // 余国飞和苏思峰
	}
	if !p.nameMayBegin(at) {
		return p.innerName(at)
	}
	if end := p.dottedName(at); end > at {
		return end, surelyName, label
	}
	if end := p.nationalName(at); end > at {
		return end, surelyName, label
	}
	surname := surnameAt(p.text[at:])
	if end := maskedName(p.text, at, surname); end > at {
		return end, max(surelyName, p.left(at)+p.right(end)), label
	}
	if nick := firstRune(p.text[at:]); !labelled && strings.ContainsRune("阿老小", nick) {
		return 0, 0, label
	}
	if end := p.describedName(at, surname); end > at && !labelled {
		return end, surelyName, label
	}
	if surname == 0 && (!labelled || strings.HasPrefix(p.text[at:], "叫")) {
		return 0, 0, label
	}
	end = p.nameEnd(at, surname)
	if whole := p.wholeRun(at, surname); whole > end {
		end = whole
	}
	signs := utf8.RuneCountInString(p.text[at:end])
	if last := end - len("者"); signs == 3 && !labelled && p.text[last:end] == "者" {
		end, signs = last, 2 // 活捉许鑫者
	}
	if signs < 2 || signs > 4 && !strings.Contains(p.text[at:end], "·") || titled(p.text[at:end]) {
		return 0, 0, label
	}
	if second := firstRune(p.text[at+surname:]); !labelled && surname > 0 && strings.ContainsRune("总哥姐董爷嫂", second) {
		return 0, 0, label // 盘总出...: the boss pays
	}
	if labelled && (surname > 0 || strongLabel(p.text[label.start:label.end])) {
		return end, 6, label
	}
	if strings.HasPrefix(p.text[at:], "付") && strings.Contains("清款现钱账", lastSign(p.text[at:end])) {
		return 0, 0, label // 人到付清
	}
	if surname == 0 || signs > 2 && strings.HasSuffix(p.text[at:end], "人") {
		return 0, 0, label // 福州人
	}
	if last := end - len("和"); signs == 3 && strings.Contains("和与跟及", p.text[last:end]) && !han(firstRune(p.text[end:])) && p.starts[end] > 0 {
		end = last // the sum behind is another person's
	}
	if county.Region(p.text[at:end]) || p.regionBefore(at) {
		return 0, 0, label // 湖南邵阳
	}
	if c, ok := p.cueAt(at + surname); ok && c.start == at+surname && c.end-c.start > 3 && strings.ContainsRune("于向和时从经常应该别成归", firstRune(p.text[at:])) {
		return 0, 0, label // 于昨日
	}
	return end, p.chineseSure(at, end, surname), cue{}
}

// chineseSure weighs what stands around a name and what it is made of.
func (p *page) chineseSure(at, end, surname int) int {
	sure := p.left(at) + p.right(end)
	if strings.ContainsRune(surnamesFrequent, firstRune(p.text[at:])) || utf8.RuneCountInString(p.text[at:at+surname]) == 2 {
		sure++
	}
	if p.ofBounty && p.setApart(at, end) {
		sure++
	}
	given := p.text[at+surname : end]
	last := given[max(0, len(given)-len("进")):]
	if strings.ContainsAny(strings.TrimSuffix(given, last), unlikelyGiven) || last != "" && strings.Contains(unlikelyGiven, last) && (len(given) == len(last) || !p.setApart(at, end) && !joinedName(p.text[end:])) {
		sure -= 2
	}
	if p.place.offers && typicalGiven(given) {
		sure += min(2, utf8.RuneCountInString(given)) // somebody is worth that sum
	}
	if before := p.text[:at]; strings.HasSuffix(before, "一个") || strings.HasSuffix(before, "一位") || strings.HasSuffix(before, "一名") {
		sure++ // 一个龙子梅一个上官佳强
		if strings.Count(p.text, before[len(before)-len("一个"):]) > 1 {
			sure++
		}
	}
	return sure - p.wordiness(at, end) - p.misplaced(at, end)
}

// peopleForm: behind a name and a comma, who somebody is: of a people, of an age or
// a sex.
var peopleForm = regexp.MustCompile(`^,(?:[一-龥]{1,4}族|[男女][,,性]|\d{1,2} ?岁)`)

// describedName is the end of a name without a known surname that opens a line
// and is described behind a comma (曲比阿木,彝族), or at.
func (p *page) describedName(at, surname int) int {
	if at > 0 && p.text[at-1] != '\n' || !p.place.offers {
		return at
	}
	end, signs := at, 0
	for end < len(p.text) && han(firstRune(p.text[end:])) && p.free(end, end+len("阿")) {
		if rest := p.text[end:]; end > at && strings.ContainsRune(surnamesFrequent, firstRune(rest)) && typicalGiven(p.text[end+len("阿"):advance(p.text, end, 2)]) {
			return at // 兹有陈国辉
		}
		if c, ok := p.cueAt(end); ok && (c.end-c.start > 3 || hardCue(p.text[c.start:c.end])) || hanwords.Rank(p.text[end:]) > 0 {
			return at
		}
		end, signs = end+len("阿"), signs+1
	}
	if signs < 3 || signs > 6 || surname > 0 && signs < 4 || !peopleForm.MatchString(p.text[end:]) {
		return at
	}
	return end
}

// maskedName is the end of a surname with one or two signs hidden (陈*辉, 李某,
// 王××), or at.
func maskedName(s string, at, surname int) int {
	if surname == 0 {
		return at
	}
	rest := s[at+surname:]
	hidden := 0
	for hidden < len(rest) {
		r, n := utf8.DecodeRuneInString(rest[hidden:])
		if !strings.ContainsRune("*某×〇○■□", r) || hidden >= 2*len("某") {
			break
		}
		hidden += n
	}
	if hidden == 0 || strings.HasPrefix(rest, "某") && !strings.HasPrefix(rest, "某某") {
		if hidden == 0 || han(firstRune(rest[hidden:])) && !strings.ContainsRune("男女在于因涉为的逃跑和与、", firstRune(rest[hidden:])) {
			return at
		}
	}
	end := at + surname + hidden
	if r, n := utf8.DecodeRuneInString(s[end:]); han(r) && typicalGiven(string(r)) && !strings.HasPrefix(rest, "某") {
		end += n
	}
	if next := firstRune(s[end:]); next == '*' || isDigit(byte(min(next, 127))) {
		return at
	}
	return end
}

// innerName is a doubt: a frequent surname and two signs that names are made of,
// in the middle of a run of signs (保安部刘若曦).
func (p *page) innerName(at int) (end, sure int, label cue) {
	surname := surnameAt(p.text[at:])
	end = advance(p.text, at+surname, 2)
	prev := advance(p.text, at, 0) - len("部")
	if surname == 0 || !p.free(at, end) || !typicalGiven(p.text[at+surname:end]) || hanwords.Rank(p.text[prev:])+hanwords.Rank(p.text[at:]) > 0 || !p.free(prev, at) {
		return 0, 0, label
	}
	for _, c := range p.cuesIn(at, end) {
		if c.end-c.start > 3 {
			return 0, 0, label
		}
	}
	if surname == len("王") && !strings.ContainsRune(surnamesFrequent, firstRune(p.text[at:])) {
		return 0, 0, label
	}
	return end, 2, label
}

// misplaced is what speaks against a name that stands behind a word for a place
// (人在孟波), or behind a sign with which it makes a longer name.
func (p *page) misplaced(at, end int) int {
	if at == 0 || !p.free(at-1, at) {
		return 0
	}
	if prev := lastRune(p.text[:at]); han(prev) && utf8.RuneCountInString(p.text[at:end]) == 2 && strings.ContainsRune(surnamesFrequent, prev) && typicalGiven(p.text[at:end]) {
		return 3
	}
	if c, ok := p.cueAt(at - 1); ok && c.end == at && (c.is(kPlace) && c.end-c.start > 3 || c.is("place-in") && !typicalGiven(p.text[at+surnameAt(p.text[at:]):end])) {
		return 2
	}
	return 0
}

// wholeRun is the end of a surname and two signs that are words elsewhere and
// stand by themselves here (王平安, 认识郭和平？, 目标陈万里), or 0.
func (p *page) wholeRun(at, surname int) int {
	if surname == 0 || !p.runBegins(at) || strings.ContainsRune("于向和时从经常应该别成", firstRune(p.text[at:])) {
		return 0
	}
	end := advance(p.text, at+surname, 2)
	next, follows := p.cueAt(end)
	follows = follows && next.start == end && (next.any(kTip, kFled, kCatch, kReward, kTook, kThreat, kPlace, kAcc, kAlias, kID, kPhone, kSex) || strings.Contains("在从把被的必是干的做的者你", p.text[next.start:next.end]))
	if !p.free(at, end) || han(firstRune(p.text[end:])) && !follows || end < len(p.text) && isDigit(p.text[end]) {
		return 0
	}
	given := p.text[at+surname : end]
	if c, ok := p.cueAt(at + surname); ok && c.start == at+surname && c.end == end {
		for _, r := range c.roles {
			if r.kind != kWord {
				return 0
			}
		}
		return end
	}
	if last := lastRune(given); han(firstRune(p.text[end:])) && strings.ContainsRune(unlikelyGiven, last) && !joinedName(p.text[end:]) {
		return 0
	}
	for _, r := range given {
		if !han(r) || strings.ContainsRune(particleSigns, r) {
			return 0
		}
	}
	for _, c := range p.cuesIn(at+surname, end) {
		if c.end-c.start > 3 {
			return 0
		}
	}
	if c, ok := p.cueAt(end - 1); ok && c.end > end {
		return 0
	}
	return end
}

// runBegins: no Han sign stands before, or a word after which names stand.
func (p *page) runBegins(at int) bool {
	if !han(lastRune(p.text[:at])) || !p.free(at-1, at) {
		return true
	}
	c, ok := p.cueAt(at - 1)
	return ok && c.end == at && (c.any(kSeek, kCatch, kReward, kName, kTip) || strings.Contains("将把是", p.text[c.start:c.end]))
}

// particleSigns make sentences, not names.
const particleSigns = "的了吗呢吧啊哦他她它你我谁是在给到请不没把被让已跑逃抓欠偷骗卖买"

// regionBefore: a province stands directly before, so what follows is a place
// in it.
func (p *page) regionBefore(at int) bool {
	for _, n := range []int{2, 3} {
		from := at - n*len("湖")
		if from >= 0 && han(firstRune(p.text[from:])) && county.Region(p.text[from:at]) {
			return true
		}
	}
	return false
}

// setApart: no Han sign touches the name on either side.
func (p *page) setApart(at, end int) bool {
	return !han(lastRune(p.text[:at])) && !han(firstRune(p.text[end:]))
}

func strongLabel(s string) bool { return strings.Contains(s, "名") && s != "名" }

// titled: 王总, 李哥, 陈老板 name nobody: they are kept as aliases where a rule
// says so.
func titled(s string) bool {
	if strings.HasSuffix(s, "工") && utf8.RuneCountInString(s) == 2 {
		return true // 李工, an engineer
	}
	for _, t := range []string{"师傅", "总", "哥", "姐", "老板", "老师", "先生", "女士", "小姐", "经理", "主管", "叔", "阿姨", "某", "某某", "医生", "律师", "警官", "队长", "组长"} {
		if strings.HasSuffix(s, t) {
			return true
		}
	}
	return false
}

// nameMayBegin: the sign before is no part of a longer word.
func (p *page) nameMayBegin(at int) bool {
	if at == 0 {
		return true
	}
	prev := lastRune(p.text[:at])
	if !han(prev) {
		return true
	}
	if c, ok := p.cueAt(at - 1); ok && c.end == at {
		return true
	}
	return p.taken[at-1]
}

// surnameAt is the length of the surname that s begins with, in bytes.
func surnameAt(s string) int {
	for _, d := range surnames2 {
		if strings.HasPrefix(s, d) {
			return len(d)
		}
	}
	r, n := utf8.DecodeRuneInString(s)
	if n > 1 && strings.ContainsRune(surnames1, r) {
		return n
	}
	return 0
}

// nameEnd cuts the run of Han signs at a byte down to a name: up to the next
// word that cannot be part of one; of longer runs three signs where a word
// begins there, else two.
func (p *page) nameEnd(at, surname int) int {
	most := 3
	if surname > 3 {
		most = 4
	}
	var soft []int // ends of candidates after which a soft word begins
	i, signs := at, 0
	for i < len(p.text) && signs <= most {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if r == '·' && signs > 0 {
			return p.dotted(at)
		}
		if !han(r) || !p.free(i, i+n) || signs >= 2 && strings.ContainsRune(unlikelyGiven, r) && !(signs == 2 && surname == n && hanwords.Rank(p.text[i-n:]) > 0) && (signs > 2 || han(firstRune(p.text[i+n:])) && !joinedName(p.text[i+n:])) {
			break
		}
		if c, ok := p.cueAt(i); ok && c.start == i && i > at {
			if hardCue(p.text[c.start:c.end]) && !p.inGiven(at, i) && !(signs == 2 && p.onADay(c)) || r == '于' && signs >= 2 && (p.longWordAt(i+n) || i+n < len(p.text) && isDigit(p.text[i+n])) {
				break
			}
			soft = append(soft, signs)
		}
		i += n
		signs++
	}
	if signs <= most {
		return i
	}
	if surname > 0 {
		third := advance(p.text, at, most-1)
		first, last := p.text[at+surname:third], p.text[third:advance(p.text, at, most)]
		switch {
		case typicalGiven(first) && typicalGiven(last):
			return advance(p.text, at, most)
		case typicalGiven(first):
			return third
		}
	}
	for _, want := range []int{most, most - 1} {
		for _, s := range soft {
			if s == want {
				return advance(p.text, at, want)
			}
		}
	}
	return advance(p.text, at, most)
}

// onADay: 生于 before a month is the last sign of a name and "on" (水生于3月2日).
func (p *page) onADay(c cue) bool {
	rest := p.text[c.end:]
	n := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	return p.text[c.start:c.end] == "生于" && n > 0 && n < 3 && strings.HasPrefix(rest[n:], "月")
}

// joinedName: a word that joins names, or 的, follows.
func joinedName(s string) bool {
	r := firstRune(s)
	return r == '和' || r == '与' || r == '跟' || r == '及' || r == '的'
}

// longWordAt: a word of the lexicon of two signs or more begins (于 | 昨日).
func (p *page) longWordAt(at int) bool {
	c, ok := p.cueAt(at)
	return ok && c.start == at && c.end-c.start > 3
}

// inGiven: 万 behind a surname and before another sign is a sign of the name
// where it counts nothing (陈万里), and so is 男 in 亚男 and 胜男.
func (p *page) inGiven(at, i int) bool {
	if strings.HasPrefix(p.text[i:], "男") && strings.ContainsRune("亚胜若似如超赛冠俊", lastRune(p.text[:i])) {
		return true
	}
	rest, ok := strings.CutPrefix(p.text[i:], "万")
	before := lastRune(p.text[:at])
	if !ok || surnameAt(p.text[at:]) != i-at || !typicalGiven("明"+string(firstRune(rest))) && firstRune(rest) != '里' || isDigit(byte(min(before, 127))) {
		return false
	}
	_, digit := chineseDigit[before]
	return !digit
}

func hardCue(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n < len(s) || strings.ContainsRune(neverInName, r)
}

// dottedName: two parts of Han signs with a dot between them are a name by
// their form (阿依古丽·买买提). The second part goes on for at least two signs.
func (p *page) dottedName(at int) int {
	i, signs := at, 0
	for i < len(p.text) && signs < 8 {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if c, ok := p.cueAt(i); !han(r) || !p.free(i, i+n) || ok && i > at && c.start == i && hardCue(p.text[c.start:c.end]) {
			break
		}
		i += n
		signs++
	}
	if signs < 2 || !strings.HasPrefix(p.text[i:], "·") || !han(firstRune(p.text[i+len("·"):])) {
		return at
	}
	return p.dotted(at)
}

// dotted names go on to the next sign that is not Han, or to a word behind two
// signs of a part that is longer than such parts are.
func (p *page) dotted(at int) int {
	end := at
	for {
		signs, stop, word := 0, end, 0
		for stop < len(p.text) {
			r, n := utf8.DecodeRuneInString(p.text[stop:])
			if !han(r) {
				break
			}
			if c, ok := p.cueAt(stop); ok && c.start == stop && signs > 1 && word == 0 && hardCue(p.text[c.start:c.end]) {
				word = stop
				if c.end-c.start > n {
					return stop
				}
			}
			stop += n
			signs++
		}
		if signs > 6 && word > 0 {
			return word
		}
		if !strings.HasPrefix(p.text[stop:], "·") {
			return stop
		}
		end = stop + len("·")
	}
}

func advance(s string, at, runes int) int {
	for ; runes > 0 && at < len(s); runes-- {
		_, n := utf8.DecodeRuneInString(s[at:])
		at += n
	}
	return at
}
