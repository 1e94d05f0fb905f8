package extract

import (
	"regexp"
	"slices"
	"strings"
)

// Persons who are named in one breath (A、B和C，每人20万) share what follows,
// or have each their own of as many sums (A、B，分别20万、15万).

// together splits the record of the last of several persons named in one
// breath: what is said behind the names is for all of them.
func (p *page) together(rs []record, gs []group) []record {
	head := len(rs) - len(gs) // 1 where a head stands before
	for i := len(gs) - 1; i > 0; i-- {
		n := 1
		for i-n >= 0 && oneBreath(p.text[gs[i-n].end:gs[i-n+1].start]) {
			n++
		}
		if n > 1 {
			rs = p.split(rs, head+i, n, gs[i].end)
			i -= n - 1
		}
	}
	return p.byRole(rs, gs)
}

// byRole: the sentence that names several persons goes on with as many sums, and
// tells which is whose by a word for each (the first 20, the second 10).
func (p *page) byRole(rs []record, gs []group) []record {
	last := len(rs) - 1
	if last < 1 || rs[last].shared || strings.Contains(p.text[gs[0].start:gs[len(gs)-1].end], "\n") || moneyBefore(rs[len(rs)-len(gs):last]) {
		return rs
	}
	sums := p.respectively(rs[last].finds, len(gs))
	if sums == nil || !ordinal.MatchString(p.text[sums[0].end:sums[1].start]) {
		return rs
	}
	rs[last].finds = slices.DeleteFunc(rs[last].finds, func(f find) bool {
		return f.kind == fAmount && f.start >= sums[0].start && f.end <= sums[len(sums)-1].end
	})
	for i, f := range sums {
		r := &rs[len(rs)-len(gs)+i]
		r.finds = append(r.finds, f)
	}
	return rs
}

// oneBreath: nothing but a sign or word that joins names stands between two.
func oneBreath(gap string) bool {
	if len(gap) > 24 || strings.Contains(gap, "\n") {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(gap)) {
	case ",", "、", "和", "与", "跟", "及", "以及", "还有", "&", "and", ", and", "/", "+", "และ", "กับ", "ແລະ", "ກັບ", "နှင့်", "နဲ့", "၊", "一个", "一位", "一名", ",一个", ",一位", ", 一个":
		return true
	}
	return false
}

// split takes what is shared out of record i, the last of n persons whose names
// end at a byte.
func (p *page) split(rs []record, i, n, end int) []record {
	last := &rs[i]
	var own, shared []find
	for _, f := range last.finds {
		switch f.kind {
		case fAmount, fPhone, fHandle, fURL, fEmail, fThreat, fPlace, fCompound:
			if f.start >= end {
				shared = append(shared, f)
				continue
			}
		}
		own = append(own, f)
	}
	if len(shared) == 0 || moneyBefore(rs[i-n+1:i]) {
		return rs
	}
	if sums := p.respectively(shared, n); sums != nil {
		for k := range sums {
			r := &rs[i-n+1+k]
			if r == last {
				own = append(own, sums[k])
			} else {
				r.finds = append(r.finds, sums[k])
			}
		}
		shared = slices.DeleteFunc(shared, func(f find) bool { return f.start >= sums[0].start && f.end <= sums[n-1].end })
	}
	tail := record{page: p, start: end, end: last.end, finds: shared, shared: true, among: n}
	last.finds, last.end = own, end
	return slices.Insert(rs, i+1, tail)
}

// moneyBefore: one of the persons before the last has a sum already, so they
// were not named in one breath.
func moneyBefore(rs []record) bool {
	for _, r := range rs {
		if r.has(fAmount) {
			return true
		}
	}
	return false
}

// respectively is the run of n sums that stand one behind the other, if there
// is one and no more.
func (p *page) respectively(fs []find, n int) []find {
	var run []find
	for _, f := range fs {
		if f.kind != fAmount || f.use == forTip || f.use == forOther {
			continue
		}
		if len(run) > 0 && !p.inTurn(run[len(run)-1].end, f.start) {
			if len(run) == n {
				break
			}
			run = nil
		}
		f.use, f.sure = forPerson, 2
		run = append(run, f)
	}
	if len(run) != n {
		return nil
	}
	return run
}

// inTurn: nothing but a sign that joins, or a word for the next one with a word
// of giving, stands between two sums.
func (p *page) inTurn(from, to int) bool {
	gap := p.text[from:to]
	if oneBreath(gap) {
		return true
	}
	rest := ordinal.ReplaceAllString(gap, "")
	if rest == gap || strings.Contains(gap, "\n") {
		return false
	}
	for _, c := range p.cuesIn(from, to) {
		if w := p.text[c.start:c.end]; c.is(kGive) || forWord[w] {
			rest = strings.Replace(rest, w, "", 1)
		}
	}
	rest = strings.Trim(rest, " ,၊、")
	return rest == "" || oneBreath(rest)
}

// forWord: words behind or before whom a sum is for.
var forWord = map[string]bool{"အတွက်": true, "ကို": true, "for": true, "สำหรับ": true, "ສຳລັບ": true}

// ordinal: "the second" between sums that are told one after the other.
var ordinal = regexp.MustCompile(ordinals)

// ordinalHead: such a word begins here in Thai, Lao or Burmese letters, and no
// name.
var ordinalHead = regexp.MustCompile(`^(?:` + ordinals[strings.Index(ordinals, `(?:คน`):] + `)`)

const ordinals = `第[一二三四五六七八九十\d]{1,2}[个名位]?|[①-⑳]|` +
	`(?:另一|另外一|后一|前一)[个名位]|[一1][个名位](?:是|给)?|[男女老少大小][的人]|[前后]者|哥哥?|弟弟?|姐姐?|妹妹?|丈夫|妻子|老公|老婆|` +
	`(?i:\b(?:the )?(?:first|second|third|other|former|latter|man|woman|guy|girl|boy|brother|sister|husband|wife|him|her|he|she)(?: one)?(?: is| gets)?\b)|` +
	`(?:คน|ตัว|ราย)(?:แรก|ที่หนึ่ง|ที่สอง|ที่สาม|หลัง|ที่ 1|ที่ 2|ที่ 3)|(?:ผู้ชาย|ผู้หญิง|ผัว|เมีย|สามี|ภรรยา|คนพี่|คนน้อง|แฟน)|ส่วน|` +
	`(?:ຄົນ|ຕົວ)(?:ທຳອິດ|ທີໜຶ່ງ|ທີສອງ|ທີສາມ|ຫຼັງ|ທີ 1|ທີ 2)|(?:ຜູ້ຊາຍ|ຜູ້ຍິງ|ຜົວ|ເມຍ|ຄົນອ້າຍ|ຄົນນ້ອງ)|ສ່ວນ|(?:ယောက်ျား|မိန်းမ|အစ်ကို|ညီ)(?:ကို)?|(?:ပထမ|ဒုတိယ|တတိယ)(?:လူ|တစ်ယောက်)?(?:ကို)?`

// inTurn gives as many sums as there are persons, named in the message before
// and without a sum, to each one.
func (b *builder) inTurn(r *record) bool {
	if len(b.drafts) < 2 {
		return false
	}
	last := b.drafts[len(b.drafts)-1]
	var open []*draft
	for _, d := range b.drafts {
		if d.message == last.message && !d.has(fAmount) {
			open = append(open, d)
		}
	}
	if len(open) < 2 || r.page.message-last.message > mostBetween {
		return false
	}
	sums := r.page.respectively(r.finds, len(open))
	for i, f := range sums {
		open[i].finds = append(open[i].finds, placed{r.page, f})
	}
	return sums != nil
}

// each is the index of the sum that is said to be for every one of several, or
// -1.
func (r *record) each() int {
	return slices.IndexFunc(r.finds, func(f find) bool {
		return f.kind == fAmount && (f.use == forPerson || f.use == forNothing) && r.page.saidOfEach(f)
	})
}
