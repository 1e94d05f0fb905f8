package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// uses decides for every amount of a message what it is for, from the words
// before it in its clause, then behind it, then in the clauses before.
func (p *page) uses() {
	p.shareCurrency()
	prev := -1
	for i := range p.finds {
		f := &p.finds[i]
		if f.kind != fAmount {
			continue
		}
		from := 0
		if prev >= 0 {
			from = p.finds[prev].end
		}
		f.use, f.sure = p.useOf(f, from, p.nextAmount(i))
		if p.isIdle(f.start) || p.receives(f) {
			f.use = forOther
		} else if f.use == forPerson && f.sure < 3 && !p.atLeast(*f, 0.2) {
			f.use = forNothing
		}
		if f.use == forNothing && p.bossPays(f) {
			f.use, f.sure = forPerson, 2
		}
		if prev >= 0 && sameSum(p.text[p.finds[prev].end:f.start], f, &p.finds[prev]) {
			f.use = forSame
		}
		p.denied(prev, f)
		p.raisedTo(prev, f)
		p.firstForWord(prev, f)
		p.alikeBefore(prev, f)
		prev = i
	}
	p.firstOfRows()
}

// firstOfRows: a word for trade in the line above ("prices today") heads the rows
// that follow. Where each begins with a sum and names somebody, the first sum is
// for what the second is for.
func (p *page) firstOfRows() {
	var first *find
	for i := range p.finds {
		f := &p.finds[i]
		if f.kind != fAmount {
			continue
		}
		if p.lineOf(f.start) != f.start || !p.named(f.end, f.end+len(untilLine(p.text[f.end:]))) {
			return
		}
		if first != nil {
			if f.use != forOther && p.atLeast(*first, 1) {
				first.use, first.sure = f.use, f.sure
			}
			return
		}
		if f.use != forOther || p.isIdle(f.start) {
			return
		}
		first = f
	}
}

// firstForWord: of two conditions in one breath, each with its sum, the lesser one
// that says nothing of having the person is for word (20,000 if he calls home,
// 80,000 if you bring him to the border).
func (p *page) firstForWord(prev int, f *find) {
	if prev < 0 || f.use != forPerson {
		return
	}
	a := &p.finds[prev]
	if a.use != forPerson && a.use != forNothing || !less(placed{p, *a}, placed{p, *f}) || f.start-a.end > 240 || strings.Contains(p.text[a.end:f.start], "\n") {
		return
	}
	between, behind := p.text[a.end:f.start], untilStop(p.text[f.end:])
	before := p.text[p.sentenceStart(a.start, 0):a.start]
	switch {
	case condition.MatchString(between) && condition.MatchString(behind) && !p.has(a.end, f.start) && p.has(f.end, f.end+len(behind)):
	case condition.MatchString(before) && condition.MatchString(between) && !p.has(a.start-len(before), a.start) && p.has(a.end, f.start):
	default:
		return
	}
	if !p.raised(*f) {
		a.use, a.sure = forTip, 1
	}
}

// has: a word for having the person stands between two bytes.
func (p *page) has(from, to int) bool {
	for _, c := range p.cuesIn(from, to) {
		if c.is(kCatch) {
			return true
		}
	}
	return false
}

// condition: words that begin what has to be done for a sum.
var condition = regexp.MustCompile(`(?i)能|只要|如果|要是|若|谁|\b(?:if|when|whoever|once|who)\b|ถ้า|ใคร|รู้|หาก|พา|ຖ້າ|ໃຜ|ຮູ້|ພາ|ရင်|လျှင်|သူ`)

// shareCurrency: of sums that stand side by side one may print the currency for
// all (10k, 8k, 5k USD).
func (p *page) shareCurrency() {
	prev := -1
	for i := range p.finds {
		f := &p.finds[i]
		if f.kind != fAmount {
			continue
		}
		if prev >= 0 {
			a := &p.finds[prev]
			if gap := p.text[a.end:f.start]; len(gap) <= 9 && !strings.Contains(gap, "\n") && p.plainUnit(*a) && p.plainUnit(*f) {
				a.detail["currency"] = firstOf(a.detail["currency"], f.detail["currency"])
				f.detail["currency"] = firstOf(f.detail["currency"], a.detail["currency"])
			}
		}
		prev = i
	}
}

// plainUnit: the sum is written without a unit that one language has.
func (p *page) plainUnit(f find) bool {
	for _, r := range p.text[f.start:f.end] {
		if r >= 0x80 && r != '฿' && r != '₭' && r != '¥' {
			return false
		}
	}
	return true
}

// raisedTo: of two amounts with "to" or 到 between them, the second is what
// the first is said to be for, and replaces it.
func (p *page) raisedTo(prev int, f *find) {
	if prev < 0 || f.use == forOther {
		return
	}
	if p.finds[prev].use == forOther && f.use == forNothing && ranged(p.text[p.finds[prev].end:f.start]) {
		f.use = forOther // wages from 4 to 6
		return
	}
	gap := strings.ToLower(p.text[p.finds[prev].end:f.start])
	if old := p.finds[prev].use; old != forPerson && old != forOld && !(old == forNothing && (p.ofBounty && utf8.RuneCountInString(gap) <= 8 || p.climbs(p.finds[prev], *f))) {
		return
	}
	if len(gap) > 60 || strings.ContainsAny(gap, "\n,;。") {
		return
	}
	joined := false
	for _, w := range []string{"to", "->", "→", ">", "到", "至", "成", "为", "เป็น", "ເປັນ", "ကနေ", "မှ", "now"} {
		joined = joined || strings.TrimSpace(gap) == w
	}
	for _, c := range p.cuesIn(p.finds[prev].end, f.start) {
		joined = joined || c.is(kRaise)
	}
	if joined && p.atLeast(*f, 0.2) {
		f.use, f.sure, p.finds[prev].use = forPerson, 2, forOld
	}
}

// ranged: the sign or word between two sums makes them ends of a range.
func ranged(gap string) bool {
	switch strings.ToLower(strings.TrimSpace(gap)) {
	case "-", "~", "to", "到", "至", "ถึง", "ເຖິງ", "ຫາ", "မှ", "ကနေ":
		return true
	}
	return false
}

// nextAmount is the start of the next amount on the page, or its end.
func (p *page) nextAmount(i int) int {
	for j := i + 1; j < len(p.finds); j++ {
		if p.finds[j].kind == fAmount {
			return p.finds[j].start
		}
	}
	return len(p.text)
}

// sameSum: an amount that repeats the one before it in another currency.
func sameSum(gap string, a, b *find) bool {
	if len(gap) > 24 || strings.Contains(gap, "\n") || a.detail["currency"] == "" {
		return false
	}
	for _, s := range []string{"约", "≈", "折合", "相当于", "等于", "about", "approx", "ประมาณ", "เท่ากับ", "ປະມານ", "ခန့်"} {
		if strings.Contains(gap, s) {
			return true
		}
	}
	if a.detail["currency"] == b.detail["currency"] {
		return false
	}
	return strings.TrimSpace(gap) == "(" || strings.TrimSpace(gap) == "=" || strings.TrimSpace(gap) == "/" && a.detail["currency"] != b.detail["currency"]
}

// A leaning is what a clause says of the amount at its end.
type leaning struct {
	use    use
	strong bool // said outright; a weak one may be refined by what stood before
	named  bool // a word for the reward of a person stands there
	weak   bool // "who sees him" alone speaks of information
}

func (p *page) useOf(f *find, from, next int) (use, int) {
	start := p.sentenceStart(f.start, from)
	clauses := splitClauses(p.text, start, f.start)
	now := p.lean(clauses[len(clauses)-1])
	behind, near := p.behind(f.end, next)
	switch {
	case behind.use == forOther && near:
		return forOther, 2
	case behind.use != forNothing && near && (!now.strong || behind.strong):
		if behind.use == forPerson && !behind.named && p.toldBefore(clauses[:len(clauses)-1]) {
			return forTip, 2 // whoever knows where, ... 8万感谢
		}
		return behind.use, 2
	case now.strong && !now.refinable():
		if now.weak {
			f.detail["weak"] = "yes"
		}
		return now.use, 3
	}
	earlier := leaning{}
	for i := len(clauses) - 2; i >= 0 && earlier.use == forNothing; i-- {
		if earlier = p.lean(clauses[i]); earlier.use == forOld {
			earlier = leaning{} // "yesterday" of another clause
		}
	}
	if now.use != forNothing {
		if earlier.use == forTip && !now.named {
			return forTip, 2
		}
		return now.use, 2
	}
	if behind.use != forNothing {
		return behind.use, 2
	}
	if earlier.use == forOther && earlier.strong {
		return forNothing, 0
	}
	if earlier.use != forNothing {
		return earlier.use, 1
	}
	if _, ok := p.labelled(f.start, kReward, kAmount); ok {
		return forPerson, 2
	}
	return p.sentenceBefore(f, start, from)
}

// sentenceBefore is what the sentence before says of a sum that stands in one
// by itself (有消息的给钱！3万！).
func (p *page) sentenceBefore(f *find, start, from int) (use, int) {
	alone := strings.Trim(p.text[start:f.start], " !") == "" && strings.Trim(untilStop(p.text[f.end:]), " !") == ""
	line := max(from, strings.LastIndexByte(p.text[:f.start], '\n')+1)
	if !alone || line >= start {
		return forNothing, 0
	}
	switch l := p.lean(clause{line, start}); l.use {
	case forTip, forPerson:
		return l.use, 1
	}
	return forNothing, 0
}

// untilStop is s up to the end of its sentence.
func untilStop(s string) string {
	if i := strings.IndexAny(s, "\n!?;。"); i >= 0 {
		return s[:i]
	}
	return s
}

// toldBefore: the nearest clause that leans to anything asks for information.
func (p *page) toldBefore(cs []clause) bool {
	for i := len(cs) - 1; i >= 0; i-- {
		if l := p.lean(cs[i]); l.use != forNothing {
			return l.use == forTip
		}
	}
	return false
}

func (l leaning) refinable() bool { return l.use == forPerson && !l.named }

// sentenceStart is where the sentence of an amount begins: after a full stop or
// a line end, but never before from. A line that holds nothing before the
// amount takes in a line above that is only a label.
func (p *page) sentenceStart(at, from int) int {
	begin := max(from, at-160)
	seg := p.text[begin:at]
	cut := -1
	for _, stop := range []string{"\n", "。", "!", "?", ";", "။", ". "} {
		if i := strings.LastIndex(seg, stop); i >= 0 && i+len(stop) > cut {
			cut = i + len(stop)
		}
	}
	if i := strings.LastIndexFunc(seg, pictorial); i >= 0 {
		_, n := utf8.DecodeRuneInString(seg[i:])
		cut = max(cut, i+n)
	}
	if cut < 0 {
		return begin
	}
	if strings.Trim(seg[cut:], " :¥$฿") == "" && cut > 0 && seg[cut-1] == '\n' {
		above := strings.TrimRight(seg[:cut-1], " \n")
		line := lastLine(above)
		whole := len(line) < len(above) || begin == 0 || p.text[begin-1] == '\n'
		if whole && utf8.RuneCountInString(line) <= 24 && !sentenceEnds(line) && !strings.HasSuffix(line, ".") {
			return begin + len(above) - len(line)
		}
	}
	return begin + cut
}

// pictorial: a siren or a speaker between two phrases ends the first. Faces and
// money bags do not.
func pictorial(r rune) bool { return strings.ContainsRune("🚨📢📣‼❗⚠🔥⭐🔴🔔", r) }

type clause struct{ start, end int }

func splitClauses(s string, start, end int) []clause {
	var cs []clause
	from := start
	for i := start; i < end; {
		r, n := utf8.DecodeRuneInString(s[i:])
		if strings.ContainsRune(",，、၊|", r) && !(r == ',' && i+1 < len(s) && isDigit(s[i+1]) && i > 0 && isDigit(s[i-1])) {
			cs = append(cs, clause{from, i})
			from = i + n
		}
		i += n
	}
	return append(cs, clause{from, end})
}

// lean reads the cues of a clause from left to right; the last word of weight
// decides, except that a word for rewards does not turn information into the
// person.
func (p *page) lean(c clause) leaning {
	var l leaning
	tip, weak := c.end, false
	for _, q := range p.cuesIn(c.start, c.end) {
		switch {
		case p.taken[q.start]: // part of a name or a number
		case p.text[q.start:q.end] == "人" && strings.TrimSpace(p.text[c.start:c.end]) == "人":
			l = leaning{use: forPerson, strong: true, named: true} // news 1, the man 10
		case p.ofErrand(q):
			l = leaning{use: forPerson}
		case q.is(kPet), q.any(kWage, kLoan):
			l = leaning{use: forOther, strong: true}
		case q.arg(kTip) == "weak": // whoever sees him: whatever is said then refines it
			if l.use == forNothing {
				l, weak = leaning{use: forTip, strong: true, weak: true}, true
			}
		case q.is(kTip):
			if !(l.use == forPerson && l.strong && q.any(kPlace) && l.named) {
				l, tip, weak = leaning{use: forTip, strong: true}, q.end, false
			}
		case q.is(kReward):
			if l.use != forTip || weak || p.contactIn(tip, q.start) {
				l = leaning{use: forPerson, strong: true, named: l.use == forPerson && l.named || namedReward(p.text[q.start:q.end])}
			}
		case q.is(kCatch), q.arg(kThreat) == "alive-only", q.arg(kThreat) == "dead-or-alive":
			l = leaning{use: forPerson, strong: true, named: true}
		case q.is(kRansom):
			l = leaning{use: forRelease, strong: true}
		case q.is(kTook) && !q.any(kAcc):
			l = leaning{use: forOther, strong: true}
		case q.is(kTook):
			l = leaning{use: forOther, strong: true}
		case q.arg(kOld) == "behind":
		case q.is(kOld) && p.lang != "en" || q.is(kOld) && p.text[q.start:q.end] != "from":
			l = leaning{use: forOld, strong: true}
		case q.arg(kRaise) == "total" && !p.totals(q, c.end):
		case q.is(kRaise):
			if l.use == forNothing || l.use == forOld {
				l = leaning{use: forPerson, named: true}
			}
		case q.is(kPrice) && p.carded:
			l = leaning{use: forPerson}
		case q.is(kPrice) && q.is(kAmount) && (p.ofBounty || p.form || p.ofSomebody(q) || p.place.sought && signs(p.text[c.start:c.end]) <= 8): // 价格 is said of heads too
			l = leaning{use: forPerson}
		case q.is(kPrice) && l.use == forTip && l.strong && p.ofBounty && c.end-q.end <= 16: // 提供酒店房号
		case q.any(kPrice, kWorth):
			l = leaning{use: forOther, strong: true}
		case q.arg(kGive) == "own": // out of one's own pocket
			l = leaning{use: forPerson}
		case q.any(kGive, kEach):
			if l.use == forNothing || l.use == forOther && q.end-q.start <= 9 && l.strong && p.lang != "en" {
				l = leaning{use: forPerson}
			}
		}
	}
	return l
}

// ofSomebody: the word stands directly behind a name, as what the person costs
// (X的价格, the price of X).
func (p *page) ofSomebody(c cue) bool {
	before := strings.TrimRight(p.text[:c.start], " :")
	for _, of := range []string{"的", "'s"} {
		before = strings.TrimSuffix(before, of)
	}
	if i, ok := p.ends[len(before)]; ok && (p.finds[i].kind == fName || p.finds[i].kind == fAlias) {
		return true
	}
	after := strings.TrimLeft(p.text[c.end:], " ")
	for _, of := range []string{"of ", "for ", "on ", "ของ", "ຂອງ"} {
		if rest, ok := strings.CutPrefix(after, of); ok {
			if f, ok := p.findAt(len(p.text) - len(strings.TrimLeft(rest, " "))); ok && f.kind == fName {
				return true
			}
		}
	}
	return false
}

// totals: "in all" stands directly before a sum, and before it in the line a
// reward or what is added to one (再加20万，一共50万). Elsewhere goods and people
// are counted so.
func (p *page) totals(c cue, sum int) bool {
	if strings.Trim(p.text[c.end:sum], " :是给出") != "" {
		return false
	}
	for i := len(p.finds) - 1; i >= 0; i-- {
		f := p.finds[i]
		if f.end <= c.start && f.kind == fAmount {
			added, _ := p.wordBefore(f.start)
			return (f.use == forPerson || f.use == forOld || added.is(kAdd)) && !strings.Contains(p.text[f.end:c.start], "\n")
		}
	}
	return false
}

// contactIn: a number or account to tell stands between two bytes, so that
// what follows is no longer about the telling.
func (p *page) contactIn(from, to int) bool {
	for _, f := range p.finds {
		if (f.kind == fPhone || f.kind == fHandle) && f.start >= from && f.end <= to {
			return true
		}
	}
	return false
}

// namedReward: words for the price of a head; 奖励 and "reward" are said of
// information as well.
func namedReward(s string) bool {
	for _, w := range []string{"悬", "赏金", "花红", "暗花", "人头", "通缉", "ค่าหัว", "ຄ່າຫົວ", "ခေါင်းဖိုး", "bounty", "head", "wanted"} {
		if strings.Contains(strings.ToLower(s), w) {
			return true
		}
	}
	return false
}

// behind is what the words after an amount say, up to the next amount, comma
// or line end; near says that they follow at once.
func (p *page) behind(at, next int) (leaning, bool) {
	reach := min(at+240, next)
	end, cutByNext := min(at+96, next), next <= at+240 && next < len(p.text)
	if i := strings.IndexAny(p.text[at:reach], "\n,;。!?，、|"); i >= 0 {
		end, cutByNext = min(end, at+i), false
	}
	if i := strings.Index(p.text[at:end], ". "); i >= 0 {
		end, cutByNext = at+i, false
	}
	bracketed := strings.IndexByte(p.text[at:end], ')') > 0 && strings.HasPrefix(strings.TrimLeft(p.text[at:end], " "), "(")
	if bracketed {
		end, cutByNext = at+strings.IndexByte(p.text[at:end], ')'), false // 5万（抓到人）
	}
	for _, q := range p.cuesIn(at, end) {
		gap := strings.TrimSpace(p.text[at:q.start])
		near := gap == "" || gap == "/" || gap == "-" || gap == "(" || gap == "的"
		w := strings.ToLower(p.text[q.start:q.end])
		binder := w == "for" || w == "สำหรับ" || w == "ສຳລັບ" || w == "แก่" || w == "แด่" || w == "ให้แก่" || w == "ແກ່" || w == "ໃຫ້ແກ່" || w == "for the" || w == "to"
		switch {
		case q.arg(kOld) == "behind" && len(gap) <= 16:
			return leaning{use: forOld, strong: true}, true
		case binder:
			return p.bound(q.end, end), true
		case cutByNext && !strings.HasSuffix(w, "费"):
			return leaning{}, false // those words belong to the next amount
		case q.arg(kTip) == "weak":
		case q.is(kTip) && p.callsThen(at, q):
			return leaning{}, false
		case q.is(kTip):
			return leaning{use: forTip, strong: bracketed || strings.HasSuffix(w, "费")}, near
		case q.is(kWage), q.is(kLoan):
			return leaning{use: forOther, strong: true}, near || q.start-at < 12
		case q.is(kRansom):
			return leaning{use: forRelease, strong: true}, near
		case q.any(kReward, kCatch):
			return leaning{use: forPerson, strong: bracketed, named: q.is(kCatch) || namedReward(w)}, near
		case q.is(kSeek) && near:
			return leaning{use: forPerson}, near
		case q.is(kPrice) && near && !q.is(kAmount):
			return leaning{use: forOther}, near
		}
	}
	return leaning{}, false
}

// leadsTo: word that leads to the capture is paid as the person is.
func (p *page) leadsTo(from, to int) bool {
	said := strings.ToLower(p.text[from:to])
	for _, w := range []string{"lead to", "leads to", "leading ", "led to", "results in", "resulting in", "จนจับ", "จนนำไปสู่", "นำไปสู่การจับ", "ຈົນຈັບ"} {
		if i := strings.Index(said, w); i >= 0 && len(said)-i > len(w) {
			for _, c := range p.cuesIn(from+i, to) {
				if c.is(kCatch) {
					return true
				}
			}
		}
	}
	return false
}

// bound is what "for" or สำหรับ binds an amount to.
func (p *page) bound(at, end int) leaning {
	if f, ok := p.findAt(end - len(strings.TrimLeft(p.text[at:end], " "))); ok && f.kind == fName && p.lang == "en" {
		return leaning{use: forPerson} // 5,000 for X
	}
	for _, q := range p.cuesIn(at, end) {
		switch {
		case q.is(kTip):
			if p.leadsTo(q.end, end) {
				return leaning{use: forPerson, strong: true, named: true}
			}
			return leaning{use: forTip, strong: true}
		case q.any(kCatch, kSeek, kThreat, kFled):
			return leaning{use: forPerson, strong: true}
		case q.any(kPrice, kLoan, kWage, kPet):
			return leaning{use: forOther, strong: true}
		}
	}
	return leaning{}
}
