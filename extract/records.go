package extract

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// A record is what belongs to one person on one page: the finds between two
// bytes of it.
type record struct {
	page       *page
	start, end int // folded bytes
	finds      []find
	shared     bool // head or foot of a list: for all persons of the page
	among      int  // shared by so many records before it alone; 0 by all
}

func (r *record) has(k findKind) bool {
	for _, f := range r.finds {
		if f.kind == k && (k != fAmount || f.use == forPerson) {
			return true
		}
	}
	return false
}

func (r *record) person() bool { return r.has(fName) || r.has(fAlias) }

// A group is one person named on a page: the names and aliases that stand for
// them, by place.
type group struct {
	start, end int // from the first byte of the first to the last of the last
	name       bool
}

// records cuts a page into one record a person, and a shared one for the head
// and the foot of a list. A page without a person is one record.
func (p *page) records() []record {
	groups := p.groups()
	if len(groups) < 2 {
		return []record{{page: p, start: 0, end: len(p.text), finds: p.finds}}
	}
	above := p.linesAbove(groups[0], groups[1])
	cuts := make([]int, 0, len(groups)+1)
	cuts = append(cuts, p.headEnd(groups, above))
	for i := 1; i < len(groups); i++ {
		cuts = append(cuts, p.cutBetween(groups[i-1], groups[i], cuts[i-1], above))
	}
	cuts = append(cuts, len(p.text))
	var out []record
	if cuts[0] > 0 {
		out = append(out, record{page: p, end: cuts[0], shared: true})
	}
	for i := range groups {
		out = append(out, record{page: p, start: cuts[i], end: cuts[i+1]})
	}
	at := 0
	for _, f := range p.finds {
		for at+1 < len(out) && f.start >= out[at].end {
			at++
		}
		out[at].finds = append(out[at].finds, f)
	}
	return p.foot(p.together(out, groups))
}

// groups joins the names and aliases of one person.
func (p *page) groups() []group {
	var gs []group
	seen := map[string]int{} // name -> group
	for _, f := range p.finds {
		if f.kind != fName && f.kind != fAlias {
			if p.namelessItem(f, gs) {
				gs = append(gs, group{f.start, f.start, false})
			}
			continue
		}
		if n := len(gs); n > 0 && gs[n-1].start == gs[n-1].end && !strings.Contains(p.text[gs[n-1].start:f.start], "\n") {
			gs = gs[:n-1] // the number stood before the name of its line
		}
		key := nameKey(f.value)
		if i, ok := seen[key]; ok && i == len(gs)-1 {
			gs[i].end = f.end
			continue
		}
		if n := len(gs); n > 0 && p.joins(gs[n-1], f) {
			gs[n-1].end, gs[n-1].name = f.end, gs[n-1].name || f.kind == fName
			seen[key] = n - 1
			continue
		}
		seen[key] = len(gs)
		gs = append(gs, group{f.start, f.end, f.kind == fName})
	}
	return gs
}

// namelessItem: a numbered line with a number or a reward and no name that was
// understood is still an item of its own, so that its fields do not go to the
// person above.
func (p *page) namelessItem(f find, gs []group) bool {
	if f.kind != fID && f.kind != fAmount || len(gs) == 0 {
		return false
	}
	line := strings.LastIndexByte(p.text[:f.start], '\n') + 1
	return gs[len(gs)-1].start < line && p.item(line) && gs[len(gs)-1].end < line
}

func nameKey(s string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || invisible(r) {
			return -1
		}
		return r
	}, s))
}

// joins: an alias behind a name is that person's; a name behind an alias is
// when a label for real names announces it or nothing but brackets stands
// between; so is a name in other letters beside one.
func (p *page) joins(g group, f find) bool {
	gap := p.text[g.end:f.start]
	if p.itemBetween(g.end, f.start) || strings.Contains(gap, "\n\n") {
		return false
	}
	near := len(gap) <= 8 && strings.Trim(gap, " ()[]\"'/,、|-:=·") == ""
	if f.kind == fAlias && p.rewardOfItsOwn(g, f) {
		return false
	}
	if f.kind == fAlias {
		return f.sure > 3 || near && strings.ContainsAny(gap, "(\"'「") || gap == " " && g.name
	}
	label := ""
	if f.label.roles != nil {
		label = strings.ToLower(p.text[f.label.start:f.label.end])
	}
	if label != "" && strings.Contains(gap, "(") && !strings.Contains(gap, "\n") && len(gap) < 40 {
		return true // 邱婷婷（缅甸名 ကိုအောင်）
	}
	for _, w := range []string{"真", "本名", "英文", "中文", "拼音", "原名", "real", "passport", "legal", "护照", "ชื่อจริง", "ຊື່ແທ້", "ရင်း"} {
		if label != "" && strings.Contains(label, w) {
			return true
		}
	}
	if !g.name {
		return near && strings.Contains(gap, "(") || f.label.roles != nil && !strings.Contains(gap, "\n") && len(gap) < 40
	}
	return near && language(p.text[g.start:g.end]) != f.lang && !strings.ContainsAny(gap, ",、,")
}

// rewardOfItsOwn: a reward stands on the line of the person before and another on
// the line of the name, so each is the line of one person; unless the second raises
// the first.
func (p *page) rewardOfItsOwn(g group, f find) bool {
	line := p.lineOf(f.start)
	if line <= g.end || !p.rewardOnLine(g.start) || !p.rewardOnLine(f.start) {
		return false
	}
	for _, c := range p.cuesIn(line, f.start+len(untilLine(p.text[f.start:]))) {
		if c.is(kRaise) {
			return false
		}
	}
	return true
}

func (p *page) rewardOnLine(at int) bool {
	from, to := p.lineOf(at), at+len(untilLine(p.text[at:]))
	for _, f := range p.finds {
		if f.kind == fAmount && (f.use == forPerson || f.use == forNothing && p.atLeast(f, 1)) && f.start >= from && f.end <= to {
			return true
		}
	}
	return false
}

// cutBetween is where the record of g begins after that of prev: at the
// strongest border before g, or before the first thing that prev has already.
func (p *page) cutBetween(prev, g group, from, above int) int {
	if above > 0 {
		if at := p.up(strings.LastIndexByte(p.text[:g.start], '\n')+1, above); at > prev.end {
			return at
		}
	}
	hi := p.repeatAfter(prev, g, from)
	return p.border(prev.end, hi)
}

// linesAbove is how many lines that hold nothing but a number or a sum stand
// directly above both names, of the same kinds: in such a list the name is not
// the first line of its row.
func (p *page) linesAbove(a, b group) int {
	x, y := p.valuesAbove(a), p.valuesAbove(b)
	k := 0
	for k < len(x) && k < len(y) && x[k] == y[k] {
		k++
	}
	return k
}

// valuesAbove are the kinds of the lines above a name that hold one value each,
// nearest first.
func (p *page) valuesAbove(g group) []findKind {
	var kinds []findKind
	end := strings.LastIndexByte(p.text[:g.start], '\n')
	for end > 0 && len(kinds) < 4 {
		start := strings.LastIndexByte(p.text[:end], '\n') + 1
		f, ok := p.onlyValue(start, end)
		if !ok {
			break
		}
		kinds = append(kinds, f)
		end = start - 1
	}
	return kinds
}

// onlyValue is the kind of the one find that fills a line.
func (p *page) onlyValue(start, end int) (findKind, bool) {
	line := p.text[start:end]
	at := start + len(line) - len(strings.TrimLeft(line, " -*•·#>"))
	for _, f := range p.finds {
		if f.start == at && f.end >= start+len(strings.TrimRight(line, " ,;.")) && (f.kind == fAmount || f.kind == fID) {
			return f.kind, true
		}
	}
	return 0, false
}

// up is the start of the k-th line above the one that begins at line.
func (p *page) up(line, k int) int {
	for ; k > 0 && line > 0; k-- {
		line = strings.LastIndexByte(p.text[:line-1], '\n') + 1
	}
	return line
}

// repeatAfter is the first byte after prev's name of something that prev has
// already (a second reward, a second ID), or the start of g.
func (p *page) repeatAfter(prev, g group, from int) int {
	seen := map[string]bool{}
	if line := p.lineOf(prev.start); p.item(line) {
		from = max(from, line) // what stands above is another's
	}
	for _, f := range p.finds {
		if f.start < from || f.start >= g.start {
			continue
		}
		k := ""
		switch {
		case f.kind == fAmount && f.use == forPerson:
			k = "amount"
		case f.kind == fID:
			k = f.detail["type"]
		}
		if k == "" {
			continue
		}
		if seen[k] && f.start >= prev.end && !p.raised(f) {
			return p.lineHead(f.start, prev.end)
		}
		seen[k] = true
	}
	return g.start
}

// raised: an amount that replaces the one before it is no second reward.
func (p *page) raised(f find) bool {
	for _, c := range p.cuesIn(max(0, f.start-80), f.start) {
		if c.any(kRaise, kAdd) && (c.arg(kRaise) != "total" || p.totals(c, f.start)) {
			return true
		}
	}
	return false
}

// headEnd is where the first person's record begins. What stands on lines
// before it is the head of the list, unless it holds that person's own reward:
// the first record then has no other.
func (p *page) headEnd(gs []group, above int) int {
	line := strings.LastIndexByte(p.text[:gs[0].start], '\n') + 1
	if line == 0 {
		return 0
	}
	if above > 0 {
		return p.up(line, above)
	}
	own := p.cutBetween(gs[0], gs[1], line, 0)
	head, body := false, false
	for _, f := range p.finds {
		if f.kind != fAmount && f.kind != fID || f.kind == fAmount && f.use != forPerson && f.use != forNothing {
			continue
		}
		head = head || f.start < line
		body = body || f.start >= line && f.start < own
	}
	if head && !body && !p.eachBefore(line) {
		return 0
	}
	return line
}

func (p *page) eachBefore(at int) bool {
	for _, c := range p.cuesIn(0, at) {
		if c.any(kEach, kList) {
			return true
		}
	}
	return false
}

// foot takes contacts, tips and threats that stand on lines of their own after
// a person out of that person's record, where no other record has such: they
// are for the whole list. It is the last person's record, or the only one with
// a contact.
func (p *page) foot(rs []record) []record {
	at := len(rs) - 1
	for i, r := range rs {
		if r.shared || !r.has(fPhone) && !r.has(fHandle) {
			continue
		}
		if at < len(rs)-1 || i == 0 && len(rs) > 1 && !rs[0].shared && rs[1].has(fName) && p.footStart(rs[0]) < 0 {
			return rs // several persons have contacts of their own
		}
		at = i
	}
	for i, r := range rs {
		if i != at && !r.shared && (r.has(fPhone) || r.has(fHandle)) {
			return rs
		}
	}
	last := &rs[at]
	from := p.footStart(*last)
	if from < 0 || !p.footWords(from, last.end) {
		return rs
	}
	k := sort.Search(len(last.finds), func(i int) bool { return last.finds[i].start >= from })
	foot := record{page: p, start: from, end: last.end, finds: last.finds[k:], shared: true}
	last.finds, last.end = last.finds[:k:k], from
	return append(rs, foot)
}

// footStart is the line after the last thing in a record that is the person's
// own, or -1.
func (p *page) footStart(r record) int {
	from := -1
	for _, f := range r.finds {
		switch f.kind {
		case fName, fAlias, fID, fAmount, fAge:
			if f.kind == fAmount && f.use != forPerson && (from >= 0 || f.use != forNothing) {
				continue
			}
			if p.coListed(f) {
				from = f.end
			} else if i := strings.IndexByte(p.text[f.end:r.end], '\n'); i >= 0 {
				from = f.end + i + 1
			} else {
				from = -1
				if i := strings.IndexAny(p.text[f.end:r.end], "。.;!။"); i >= 0 {
					_, n := utf8.DecodeRuneInString(p.text[f.end+i:])
					from = f.end + i + n
				} else if i := p.callClause(f.end, r.end); i > 0 {
					from = i
				}
			}
		}
	}
	return from
}

// callClause is where a clause begins, behind a comma, that says whom to call
// (..., 抓到联系我飞机 abc), or 0.
func (p *page) callClause(from, to int) int {
	if strings.Contains(p.text[:from], "\n") {
		return 0 // the last line of a list is its person's
	}
	at := from + strings.LastIndexByte(p.text[from:to], ',') + 1
	if at == from {
		at += len(p.text[from:to]) - len(strings.TrimLeft(p.text[from:to], " )]"))
		if c, ok := p.cueAt(at); !ok || c.start != at || !c.any(kContact, kPhone, kHandle) || at >= to {
			return 0
		}
	}
	for _, f := range p.finds {
		if f.start >= at && f.start < to && (f.kind == fAmount || f.kind == fID) {
			return 0
		}
	}
	for _, c := range p.cuesIn(at, to) {
		if c.any(kContact, kPhone, kHandle) {
			return at
		}
	}
	return 0
}

// coListed: the sum is for each of several persons named in one breath, so
// what follows it in the sentence is for all of them.
func (p *page) coListed(f find) bool { return f.kind == fAmount && p.saidOfEach(f) }

// footWords: the lines speak of contact or information, not of the person.
func (p *page) footWords(from, to int) bool {
	for _, c := range p.cuesIn(from, to) {
		if c.any(kContact, kTip, kHandle, kPhone, kEach, kCatch, kThreat) {
			return true
		}
	}
	for _, f := range p.finds {
		if f.start >= from && f.start < to && (f.kind == fPhone || f.kind == fHandle) {
			return true
		}
	}
	return false
}
