package extract

import (
	"strings"
	"unicode/utf8"

	"lanna/extract/hanwords"
)

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
