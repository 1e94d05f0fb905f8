package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// left is what the words before a name are worth.
func (p *page) left(at int) int {
	before := strings.TrimRight(p.text[:at], " :\"'(-")
	gap := p.text[len(before):at]
	switch {
	case len(before) == 0 || strings.HasSuffix(before, "\n"):
		return 2
	case listMark(lastLine(before)):
		return 3
	}
	if s := lastSign(before); strings.Contains("、,，/和与及", s) { // one of several names
		if i, ok := p.ends[len(strings.TrimRight(before[:len(before)-len(s)], " "))]; ok && p.finds[i].kind == fName {
			return 2
		} else if ok && p.finds[i].kind == fAlias {
			return 3
		}
	}
	for _, and := range []string{" and", " &", "และ", "กับ", "ແລະ", "ກັບ", "နှင့်", "နဲ့"} {
		if s, ok := strings.CutSuffix(before, and); ok {
			if i, ok := p.ends[len(strings.TrimRight(s, " )"))]; ok && (p.finds[i].kind == fName || p.finds[i].kind == fAmount && strings.HasSuffix(s, ")")) {
				return 3
			}
		}
	}
	if i, ok := p.ends[len(before)]; ok {
		if k := p.finds[i].kind; k == fAmount || k == fName {
			return 2
		}
		return 1
	}
	if c, ok := p.cueAt(len(before) - 1); ok && c.end == len(before) {
		switch {
		case c.any(kSeek, kCatch, kFled):
			return 3
		case c.any(kReward, kList), p.demonstrative(c):
			return 2
		case c.any(kAcc, kThreat, kGive, kRaise, kTip, kCompnd):
			return 1
		case strings.Contains(gap, ":"):
			return 1
		case gap == "" && strings.Contains("对把将跟替为与和向凭", p.text[c.start:c.end]):
			return 1
		}
		return 0
	}
	if strings.ContainsAny(lastSign(before), ",，。;!?、.|/】])~【[(《<★☆_=+→·#•▶►■◆●*") || gap != "" || unicode.IsSymbol(lastRune(before)) {
		return 1
	}
	return 0
}

// askedFor: a word for reaching somebody stands directly before, so whoever is
// named is the one to ask for and not the one who is sought.
func (p *page) askedFor(at int) bool {
	c, ok := p.wordBefore(at)
	if ok && c.any(kWord) && strings.EqualFold(p.text[c.start:c.end], "person") { // contact person
		c, ok = p.wordBefore(c.start)
	}
	return ok && c.any(kContact, kPhone) && !c.any(kSeek, kTip, kReward, kHandle)
}

// demonstrative: 那个 or 这个, behind words of flight or search (昨天跑的那个).
func (p *page) demonstrative(c cue) bool {
	switch p.text[c.start:c.end] {
	case "那个", "这个", "的":
	default:
		return false
	}
	for _, q := range p.cuesIn(max(0, c.start-24), c.start) {
		if q.any(kFled, kSeek, kCatch, kTook) && !strings.ContainsAny(p.text[q.end:c.start], ",;.!?\n") && len(p.text[q.end:c.start]) <= 9 {
			return true
		}
	}
	return false
}

func lastSign(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}

func lastLine(s string) string { return s[strings.LastIndexByte(s, '\n')+1:] }

// listMark reports a line that so far holds only 1. or ② or the like.
func listMark(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" {
		return false
	}
	if r := firstRune(s); r > 0x1F000 || r >= '①' && r <= '⓿' || strings.ContainsRune("*-·•◆●■★☆►▶✅❗🔴➤#", r) {
		return utf8.RuneCountInString(s) <= 2
	}
	digits := strings.Trim(s, "().、:။၊#No第号 一二三四五六七八九十")
	return len(s) <= 12 && len(digits) <= 3 && strings.Trim(digits, "0123456789") == ""
}

// right is what the words after a name are worth.
func (p *page) right(end int) int {
	rest := p.text[end:]
	after := strings.TrimLeft(rest, " !,([【<《，、/|:-;】])》>★☆_=+~.→\t·\"'")
	at := end + len(rest) - len(after)
	if len(after) == 0 || after[0] == '\n' {
		return 1
	}
	worth := 0
	if p.asking(end) {
		return 3
	}
	if first := end + len(rest) - len(strings.TrimLeft(rest, " ")); first < at {
		if c, ok := p.cueAt(first); ok && c.start == first && c.is(kAlias) {
			return 3 // (ခ) with its brackets
		}
	}
	if at > end || !han(firstRune(after)) {
		worth = 1
	}
	if c, ok := p.cueAt(at); ok && c.start == at {
		if beginsWith(after, []string{"的单", "的活", "的那单"}) {
			return 3
		}
		if w := p.text[at:c.end]; w == "的" || w == "'s" {
			if next, ok := p.cueAt(c.end); ok && next.any(kTip, kReward, kPlace, kAlias, kPhone, kID, kFamily) {
				return 3
			}
		}
		if p.text[c.start:c.end] == "你" {
			return 2
		}
		switch w := p.text[c.start:c.end]; w {
		case "那单", "这单", "那一单", "这一单", "这个", "那个", "这人", "这个人", "此人", "那人", "该人":
			return 3
		case "干的", "做的", "所为", "搞的":
			return 3
		case "一天", "时间", "一天时间", "最后机会":
			return 2
		}
		switch {
		case c.any(kSex, kAge, kAlias, kID, kPass, kBirth, kCatch, kFled, kThreat):
			return 3
		case c.any(kPhone, kTook, kAcc, kReward, kHandle, kName), c.is(kTip) && c.end-c.start > 3:
			return 2
		case c.any(kRaise, kOld) && !han(firstRune(p.text[end:])):
			return 2
		case (c.is(kGive) || p.text[c.start:c.end] == "由" || p.text[c.start:c.end] == "从") && p.sumBegins(c.end):
			return 2
		case c.any(kRaise, kGive, kPlace):
			return 1
		}
		if p.fledLater(end) {
			return max(worth, 2)
		}
		return worth
	}
	if p.fledLater(end) {
		return max(worth, 2)
	}
	if f, ok := p.findAt(at); ok {
		switch f.kind {
		case fID, fAge:
			return 3
		case fAmount, fPhone, fAlias, fPlace, fCompound:
			return 2
		}
	}
	if strings.HasPrefix(after, "阿") || strings.HasPrefix(after, "\"") {
		return 2
	}
	if isDigit(after[0]) && ageFollows(after) {
		return 3
	}
	return worth
}

func (p *page) sumBegins(at int) bool {
	f, ok := p.findAt(at)
	return ok && f.kind == fAmount
}

// fledLater: the clause that a name begins goes on to say that somebody fled or
// is to be had (向卫东昨天从水牢跑了, 余招娣必须抓回).
func (p *page) fledLater(end int) bool {
	if !han(firstRune(p.text[end:])) {
		return false
	}
	for _, c := range p.cuesIn(end, min(len(p.text), end+45)) {
		if strings.ContainsAny(p.text[end:c.start], "\n,;!?") || strings.Contains(p.text[end:c.start], "。") {
			return false
		}
		if c.any(kFled, kCatch, kThreat) || c.is(kTip) && c.arg(kTip) != "weak" {
			return true
		}
	}
	return false
}

func (p *page) findAt(at int) (find, bool) {
	i, ok := p.starts[at]
	if !ok {
		return find{}, false
	}
	return p.finds[i], true
}

func ageFollows(s string) bool {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n <= 2 && strings.HasPrefix(strings.TrimLeft(s[n:], " "), "岁")
}
