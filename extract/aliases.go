package extract

import (
	"strings"
	"unicode/utf8"

	"lanna/extract/county"
	"lanna/extract/gazetteer"
	"lanna/extract/hanwords"
)

// aliases finds nicknames after the words for one, in quotes and brackets
// beside a name, and the forms that are nicknames by themselves (阿蓝, 老库).
func (p *page) aliases() {
	for i := 0; i < len(p.cues); i++ {
		c := p.cues[i]
		if !c.is(kAlias) || !p.free(c.start, c.end) || !p.aliasCueHolds(c) {
			continue
		}
		p.aliasAfter(c)
	}
	p.quotedAliases()
	p.beforeRealName()
	p.whoFled()
}

// whoFled: two or three signs that open a message or line and of which is said
// that they fled may be what somebody is called (猴子跑了).
func (p *page) whoFled() {
	for _, c := range p.cues {
		if !c.is(kFled) || c.lang() != "zh" {
			continue
		}
		start := strings.LastIndexByte(p.text[:c.start], '\n') + 1
		text := p.text[start:c.start]
		if n := utf8.RuneCountInString(text); n < 2 || n > 3 || len(text) != 3*n || !p.free(start, c.start) || len(p.cuesIn(start, c.start)) > 0 {
			continue
		}
		if _, covered := p.cueAt(start); !covered && len(p.doubts) < mostDoubts {
			p.doubts = append(p.doubts, find{kind: fAlias, start: start, end: c.start, sure: 2, lang: "zh"})
		}
	}
}

// beforeRealName: what stands directly before brackets that tell the real name
// is what the person is called: 大飞（真名彭成功）, Tiger (real name Li Wei).
func (p *page) beforeRealName() {
	for _, c := range p.cues {
		if !c.is(kName) || !realName(p.text[c.start:c.end]) {
			continue
		}
		before := strings.TrimRight(p.text[:c.start], " ")
		if strings.HasPrefix(strings.TrimLeft(p.text[c.end:], " "), ")") {
			continue // that was the real one
		}
		if !strings.HasSuffix(before, "(") && !strings.HasSuffix(before, ",") {
			continue
		}
		end := len(strings.TrimRight(before[:len(before)-1], " \"'"))
		start := end
		for start > 0 {
			r, n := utf8.DecodeLastRuneInString(p.text[:start])
			if !(han(r) || latinLetter(r) && r < 0x80 || southLetter(r) || mark(r)) || !p.free(start-n, start) {
				break
			}
			start -= n
		}
		if p.longCue(start, end) || len(p.cuesIn(start, end)) > 0 && han(firstRune(p.text[start:])) && p.cuesIn(start, end)[0].end-p.cuesIn(start, end)[0].start > 3 {
			continue
		}
		if signs := utf8.RuneCountInString(p.text[start:end]); signs < 2 || signs > 12 || han(firstRune(p.text[start:])) && signs > 4 || p.covered(start, end) {
			continue
		}
		p.add(find{kind: fAlias, start: start, end: end, value: p.text[start:end], lang: language(p.text[start:end]), sure: 5, confidence: 0.85, check: true,
			reason: Reason{Code: ReasonContext, Args: map[string]string{"before": p.text[c.start:c.end]}}})
	}
}

// realName: a label that sets a name against another.
func realName(label string) bool {
	for _, w := range []string{"真名", "真实姓名", "本名", "原名", "real name", "legal name", "ชื่อจริง", "ຊື່ແທ້", "အမည်ရင်း", "နာမည်ရင်း"} {
		if strings.Contains(strings.ToLower(label), w) {
			return true
		}
	}
	return false
}

// quotedAliases: two to six Han signs in quotes of which somebody is said to
// flee or to be had (“二爷”跑了), or whom words of search announce.
func (p *page) quotedAliases() {
	for i := 0; i < len(p.text); i++ {
		if p.text[i] != '"' || i > 0 && !p.free(i-1, i) {
			continue
		}
		end := quoted(p.text, i+1)
		inside := p.text[i+1 : max(end, i+1)]
		if n := utf8.RuneCountInString(inside); n < 2 || n > 6 || strings.Trim(inside, "0123456789 ,.") == "" || !han(firstRune(inside)) || !p.free(i+1, end) {
			continue
		}
		if c, ok := p.cueAt(i + 1); ok && c.end >= end {
			i = end
			continue
		}
		before, said := p.wordBefore(i)
		after, follows := p.cueAt(end + 1)
		if follows && after.start == end+1 && after.any(kFled, kCatch, kTook) || said && before.any(kSeek, kCatch, kReward) {
			p.add(find{kind: fAlias, start: i + 1, end: end, value: inside, lang: language(inside), sure: 5, confidence: 0.85, check: true,
				reason: Reason{Code: ReasonContext, Args: map[string]string{"before": "\""}}})
		}
		i = end
	}
}

// aliasCueHolds: some words for an alias are common words too, and then need a
// sign of it.
func (p *page) aliasCueHolds(c cue) bool {
	written := p.text[c.start:c.end]
	rest := p.text[c.end:]
	switch written {
	case "ခ":
		return strings.HasSuffix(p.text[:c.start], "(") && strings.HasPrefix(rest, ")")
	case "自称", "号称": // he says that he can ..., that he is ...
		next := strings.TrimLeft(rest, " :\"")
		return next != "" && !strings.ContainsRune("能会有可办在从已要没不认来去做", firstRune(next))
	case "ခေါ်", "ဟုခေါ်", "ခေါ်သည်":
		return !southLetter(firstRune(rest)) && !strings.HasSuffix(p.text[:c.start], "လို့")
	case "หรือ":
		return strings.HasPrefix(strings.TrimLeft(rest, " "), "\"") || strings.HasPrefix(strings.TrimLeft(rest, " "), "'")
	case "they call", "people call", "we call", "everyone calls", "you call", "they called":
		next := strings.TrimLeft(rest, " ")
		return next != "" && (strings.IndexByte("\"'", next[0]) >= 0 || next[0] >= 'A' && next[0] <= 'Z')
	case "called": // girl called Mary Ann: the whole name
		end := p.latinAliasEnd(c.end + 1)
		return c.end < len(p.text) && rest[0] == ' ' && !strings.Contains(p.text[c.end+1:max(end, c.end+1)], " ")
	}
	return true
}

// aliasAfter reads the one or several aliases behind a label.
func (p *page) aliasAfter(c cue) {
	at := c.end
	for range 4 {
		at = p.skipGlue(at, c.lang())
		end := p.aliasEnd(at, c.lang())
		if end <= at || !p.free(at, end) {
			return
		}
		p.add(find{kind: fAlias, start: at, end: end, value: p.text[at:end], lang: language(p.text[at:end]), label: c, sure: 5, confidence: 0.95,
			reason: Reason{Code: ReasonLabel, Args: map[string]string{"label": p.text[c.start:c.end]}}})
		next := strings.TrimLeft(p.text[end:], " \"'")
		joined := false
		for _, sep := range []string{"/", "、", "|", "和", "或"} {
			if strings.HasPrefix(next, sep) {
				at, joined = len(p.text)-len(next)+len(sep), true
			}
		}
		if !joined {
			return
		}
	}
}

// skipGlue passes blanks, colons, quotes and words such as 叫 or "is" between a
// label and what it announces.
func (p *page) skipGlue(at int, lang string) int {
	for at < len(p.text) {
		rest := p.text[at:]
		r, n := utf8.DecodeRuneInString(rest)
		switch {
		case strings.ContainsRune(" :=\"'“”‘’「」『』【】[]()（）《》<>-_", r):
			at += n
			continue
		case r == '\n' && (p.onlyLabelOnLine(at) || strings.HasSuffix(strings.TrimRight(p.text[:at], " "), ":")):
			at += n
			continue
		}
		moved := false
		for _, w := range []string{"叫做", "叫", "是", "为", "is ", "as ", "the name ", "ว่า", "คือ", "ວ່າ", "ແມ່ນ", "မှာ ", "မှာ"} {
			if strings.HasPrefix(rest, w) {
				at, moved = at+len(w), true
				break
			}
		}
		if !moved {
			return at
		}
	}
	return at
}

// onlyLabelOnLine: the line that ends here held nothing but a label, so its
// value stands on the next.
func (p *page) onlyLabelOnLine(at int) bool {
	line := strings.Trim(lastLine(p.text[:at]), " :")
	return utf8.RuneCountInString(line) <= 10
}

func (p *page) aliasEnd(at int, lang string) int {
	if at >= len(p.text) {
		return at
	}
	if q := quoted(p.text, at); q > at {
		return q
	}
	r := firstRune(p.text[at:])
	switch {
	case han(r):
		return p.hanAliasEnd(at)
	case thai(r), lao(r), burmese(r):
		return p.tokenEnd(at, 1)
	}
	return p.latinAliasEnd(at)
}

// quoted is the end of what stands in the quotes that open before at, or at.
func quoted(s string, at int) int {
	if at == 0 {
		return at
	}
	open := lastRune(s[:at])
	var shut string
	switch open {
	case '"':
		shut = "\""
	case '\'':
		shut = "'"
	case '「':
		shut = "」"
	case '『':
		shut = "』"
	case '【':
		shut = "】"
	case '《':
		shut = "》"
	default:
		return at
	}
	n := strings.Index(s[at:min(len(s), at+60)], shut)
	if n <= 0 || strings.ContainsRune(s[at:at+n], '\n') {
		return at
	}
	return at + n
}

func (p *page) hanAliasEnd(at int) int {
	i, signs := at, 0
	for i < len(p.text) && signs < 8 {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if !han(r) && r != '·' && (r >= 0x80 || !latinWord(r) && !isDigit(byte(r))) || !p.free(i, i+n) {
			break
		}
		if c, ok := p.cueAt(i); ok && c.start == i && r >= 0x80 && (i > at || strings.ContainsRune("的了在从是被把", r)) && hardCue(p.text[c.start:c.end]) && signs > 0 {
			break
		}
		i += n
		signs++
	}
	if signs > 4 { // no border found: a nickname is short
		for j, k := at, 0; j < i; k++ {
			_, n := utf8.DecodeRuneInString(p.text[j:])
			if c, ok := p.cueAt(j); ok && c.start == j && k >= 2 {
				return j
			}
			j += n
		}
	}
	return i
}

// latinAliasEnd: up to three words, until a word of the lexicon or a sign.
func (p *page) latinAliasEnd(at int) int {
	end := at
	for words := 0; words < 3; words++ {
		i := end
		if words > 0 {
			if i >= len(p.text) || p.text[i] != ' ' {
				break
			}
			i++
		}
		j := i
		for j < len(p.text) && (p.text[j] < 0x80 && (latinByte(p.text[j]) || isDigit(p.text[j]) || p.text[j] == '-' || p.text[j] == '\'' && j > i && j+1 < len(p.text) && latinLetter(rune(p.text[j+1])))) {
			j++
		}
		if j == i || !p.free(i, j) {
			break
		}
		if c, ok := p.cueAt(i); ok && words > 0 && c.start == i && c.end == j {
			break
		}
		if words > 0 && !(p.text[i] >= 'A' && p.text[i] <= 'Z') {
			break
		}
		end = j
	}
	return end
}

// nicknames are forms that stand for a person by themselves where the context
// is that of a name: 阿蓝, 老库, 小陆, 王总, 刀疤哥.
func (p *page) nicknames() {
	for i := 0; i < len(p.text); {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if strings.ContainsRune("阿老小", r) && p.free(i, i+n) && p.nameMayBegin(i) {
			if c, ok := p.cueAt(i); !ok || c.start == i && c.end == i+n {
				end := p.nickEnd(i)
				if end > i && p.nickSure(i, end) && !p.contactPerson(end) {
					p.add(find{kind: fAlias, start: i, end: end, value: p.text[i:end], lang: "zh", sure: 3, confidence: 0.8, check: true, reason: p.nameReason(cue{}, i)})
					i = end
					continue
				}
				if end > i && !p.contactPerson(end) && hanwords.Rank(p.text[i:]) == 0 && len(p.doubts) < mostDoubts {
					p.doubts = append(p.doubts, find{kind: fAlias, start: i, end: end, sure: p.left(i) + p.right(end), lang: "zh"})
				}
			}
		}
		i += n
	}
}

// contactPerson: a number to call follows in a few words, and somebody else is
// named before: it is the one to ask for.
func (p *page) contactPerson(end int) bool {
	clause := p.text[end:min(len(p.text), end+40)]
	if i := strings.IndexAny(clause, "\n;!"); i >= 0 {
		clause = clause[:i]
	}
	reach := false
	for i := range clause {
		f, ok := p.findAt(end + i)
		if ok && f.kind != fPhone && f.kind != fHandle {
			break
		}
		reach = reach || ok
	}
	if !reach {
		return false
	}
	for _, g := range p.finds {
		if g.kind == fName && g.end <= end {
			return true
		}
	}
	return false
}

// nickSure: a nickname wants the context of a name on both sides.
func (p *page) nickSure(at, end int) bool {
	l, r := p.left(at), p.right(end)
	if next, ok := strings.CutPrefix(p.text[end:], "、"); ok && strings.ContainsRune("阿老小", firstRune(next)) {
		r = 2 // one of several
	}
	return l+r >= surelyName && (l >= 3 || r >= 2)
}

func (p *page) nickEnd(at int) int {
	i, signs := at, 0
	for i < len(p.text) && signs < 3 {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if !han(r) || !p.free(i, i+n) {
			break
		}
		if c, ok := p.cueAt(i); ok && c.start == i && signs > 0 && (signs > 1 || hardCue(p.text[c.start:c.end])) {
			break
		}
		i += n
		signs++
	}
	if signs < 2 {
		return at
	}
	return i
}

// brackets reads what stands in brackets or quotes directly behind a name: the
// same name in other letters, or a nickname.
func (p *page) brackets() {
	p.bracketed()
	p.beside()
	for _, f := range append([]find(nil), p.finds...) {
		if f.kind != fName {
			continue
		}
		rest := strings.TrimLeft(p.text[f.end:], " ")
		at := len(p.text) - len(rest)
		if rest == "" || possessive(rest) || strings.IndexByte("(\"'[", rest[0]) < 0 && !strings.HasPrefix(rest, "「") && !strings.HasPrefix(rest, "【") {
			continue
		}
		_, n := utf8.DecodeRuneInString(rest)
		at += n
		end := at
		for end < len(p.text) && end-at < 48 && strings.IndexByte(")\"]\n,;:", p.text[end]) < 0 && !strings.HasPrefix(p.text[end:], "」") && !strings.HasPrefix(p.text[end:], "】") && !(p.text[end] == '\'' && rest[0] == '\'') {
			end++
		}
		inside := strings.TrimSpace(p.text[at:end])
		if c, ok := p.cueAt(at); ok && (c.start == at && c.any(kSex, kAge) || c.is(kAlias)) {
			continue // 张三（男）, ဦးတင် (ခ) ဖိုးလုံး
		}
		if inside == "" || end >= len(p.text) || !p.free(at, end) || strings.ContainsAny(inside, "0123456789@/") || len(p.cuesIn(at, end)) > 0 && !singleSigns(p.cuesIn(at, end)) && !p.plainWord(at, end) {
			continue
		}
		at += strings.Index(p.text[at:end], inside)
		if placeName(inside) {
			p.add(find{kind: fPlace, start: at, end: at + len(inside), value: inside, lang: language(inside), confidence: 0.6, check: true,
				reason: Reason{Code: ReasonSuffix, Args: map[string]string{"suffix": inside}}})
			continue
		}
		kind := fAlias
		if a, b := language(p.text[f.start:f.end]), language(inside); a != b && (strings.Contains(inside, " ") || b == "zh" && surnameAt(inside) > 0 && utf8.RuneCountInString(inside) >= 2) && rest[0] == '(' {
			kind = fName
		}
		p.add(find{kind: kind, start: at, end: at + len(inside), value: inside, lang: language(inside), sure: 4, confidence: 0.85,
			reason: Reason{Code: ReasonContext, Args: map[string]string{"before": p.text[f.start:f.end]}}})
	}
}

// bracketed: one word in brackets behind a name of several words in the same
// letters is a nickname, though it looks like a name: Tashi Dorji (Snake).
func (p *page) bracketed() {
	for i := range p.finds {
		f := &p.finds[i]
		before := strings.TrimRight(p.text[:f.start], "(\"' ")
		g, ok := p.ends[len(before)]
		if f.kind != fName || !ok || p.finds[g].kind != fName || before == p.text[:f.start] || f.label.roles != nil {
			continue
		}
		whole := p.text[p.finds[g].start:p.finds[g].end]
		if open := p.text[len(before):f.start]; strings.ContainsAny(open, "(\"'") && strings.Contains(whole, " ") && language(whole) == language(f.value) {
			f.kind, f.sure = fAlias, 4
		}
	}
}

// beside: two signs that no parent gives, behind a name and a blank, are what
// that person is called (杨大勇 刀疤 跑了).
func (p *page) beside() {
	for i := range p.finds {
		f := &p.finds[i]
		g, ok := p.ends[max(0, f.start-1)]
		if f.kind != fName || !ok || p.finds[g].kind != fName || p.text[f.start-1] != ' ' || f.label.roles != nil || f.lang != "zh" || p.finds[g].lang != "zh" {
			continue
		}
		if n := surnameAt(f.value); utf8.RuneCountInString(f.value) == 2 && n > 0 && !typicalGiven(f.value[n:]) && !strings.ContainsRune(surnamesFrequent, firstRune(f.value)) {
			f.kind, f.sure = fAlias, 4
		}
	}
}

// placeName: what stands in the brackets names a place.
func placeName(s string) bool {
	if hits := gazetteer.Find(s); len(hits) > 0 && hits[0].Start == 0 && hits[0].End == len(s) {
		return true
	}
	if county.Region(strings.TrimSuffix(s, "人")) {
		return true
	}
	for _, end := range []string{"河", "市", "县", "镇", "城", "园", "港", "山", "岛", "区", "村", "街", "省", "州"} {
		if strings.HasSuffix(s, end) {
			return true
		}
	}
	words := strings.Fields(s)
	if countries[strings.ToLower(s)] || len(words) == 1 && demonym(strings.ToLower(s)) {
		return true
	}
	return len(words) > 0 && placeEnds[strings.ToLower(words[len(words)-1])]
}

// plainWord: one word with a capital that says nothing of the matter (Blue).
func (p *page) plainWord(at, end int) bool {
	cs := p.cuesIn(at, end)
	if len(cs) != 1 || cs[0].start != at || cs[0].end != end || p.text[at] < 'A' || p.text[at] > 'Z' {
		return false
	}
	for _, r := range cs[0].roles {
		if r.kind != kWord {
			return false
		}
	}
	return true
}

func singleSigns(cs []cue) bool {
	for _, c := range cs {
		if c.end-c.start > 3 {
			return false
		}
	}
	return true
}
