package extract

import (
	"strings"
	"unicode/utf8"
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
