package extract

import (
	"strings"
	"unicode/utf8"

	"lanna/extract/county"
	"lanna/extract/gazetteer"
)

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
		if line, ok := strings.CutPrefix(rest, "\n"); ok && quotedLine(line) {
			rest = line
		}
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
		if inside == "" || end >= len(p.text) || !p.free(at, end) || strings.ContainsAny(inside, "0123456789@/") || len(p.cuesIn(at, end)) > 0 && !singleSigns(p.cuesIn(at, end)) && !p.plainWord(at, end) && !p.calledSo(at, end) {
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

// quotedLine: the line is nothing but words in quotes.
func quotedLine(s string) bool {
	line := strings.TrimSpace(untilLine(s))
	return len(line) > 3 && strings.IndexByte("\"'", line[0]) >= 0 && line[len(line)-1] == line[0] && !strings.ContainsAny(line[1:len(line)-1], "\"'0123456789")
}

// calledSo: two to four Han signs in brackets that say nothing of the matter are
// what somebody is called (眼镜, 福建仔), unless they tell a time or a state.
func (p *page) calledSo(at, end int) bool {
	inside := strings.TrimSpace(p.text[at:end])
	if n := utf8.RuneCountInString(inside); n < 2 || n > 4 || 3*n != len(inside) || !han(firstRune(inside)) || strings.ContainsAny(inside, "已未没不人籍月日号天前后晚早今明昨演习图照片急备注说明") {
		return false
	}
	for _, c := range p.cuesIn(at, end) {
		if !onlyWord(c) {
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
