package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanna/extract/ids"
)

var (
	urlForm    = regexp.MustCompile(`(?i)(?:https?://|www\.)[a-z0-9\-._~:/?#@!$&'()*+;=%]{3,400}|\b[a-z0-9](?:[a-z0-9-]{0,60}\.){1,4}(?:com|net|org|cc|top|vip|xyz|io|me|info|invalid|example|cn|th|la|mm|app|club|shop|live|tv)\b(?:/[a-z0-9\-._~/?#@=&%]{0,300})?`)
	emailForm  = regexp.MustCompile(`(?i)[a-z0-9._%+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}`)
	walletForm = regexp.MustCompile(`\b(?:0x[0-9a-fA-F]{40}|[Bb][Cc]1[0-9a-zA-Z]{11,87}|[T13][0-9A-Za-z]{25,34})\b`)
	atForm     = regexp.MustCompile(`@[A-Za-z0-9][A-Za-z0-9_.]{2,31}`)
	backForm   = regexp.MustCompile(`(@?[A-Za-z][A-Za-z0-9_.\-]{3,38}[A-Za-z0-9_]) ?[(\[] ?([^)\]\n]{1,24})[)\]]`)
	gluedForm  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_@.])(?:(VX|WX|TG)([a-z][a-z0-9_\-]{3,28}[0-9])|(?i:(telegram|facebook|wechat|weixin|line)(?:id)?)(@?[a-z][a-z0-9]*[a-z0-9_.\-]{3,28}[0-9]))`)
	tokenForm  = regexp.MustCompile(`^@?[A-Za-z0-9_](?:[A-Za-z0-9_.\-]{0,38}[A-Za-z0-9_])?`)
	linkHandle = regexp.MustCompile(`(?i)(?:https?://)?(?:www\.)?\b(t\.me|telegram\.me|line\.me/(?:r/)?ti/p|facebook\.com|fb\.com|m\.me|wa\.me|twitter\.com|x\.com|instagram\.com)/(?:@|~)?\+?([A-Za-z0-9_.\-]{3,64})`)
)

var linkService = map[string]string{"t.me": "telegram", "telegram.me": "telegram", "facebook.com": "facebook", "fb.com": "facebook",
	"m.me": "facebook", "wa.me": "whatsapp", "twitter.com": "x", "x.com": "x", "instagram.com": "instagram"}

// links finds addresses in the net: e-mail, wallets, handles behind links, URLs.
func (p *page) links() {
	for _, m := range perLine(emailForm, p.text, "@") {
		p.add(find{kind: fEmail, start: m[0], end: m[1], value: strings.ToLower(p.text[m[0]:m[1]]), confidence: 0.97, reason: Reason{Code: ReasonForm}})
	}
	for _, m := range perLine(linkHandle, p.text, ".") {
		if !p.free(m[0], m[1]) {
			continue
		}
		host, name := strings.ToLower(p.text[m[2]:m[3]]), strings.TrimRight(p.text[m[4]:m[5]], ".-")
		service := linkService[host]
		if service == "" {
			service = "line"
		}
		if e164, _, _ := p.e164("+"+name, true); isPhoneService(service) && e164 != "" {
			p.add(find{kind: fPhone, start: m[0], end: m[1], value: e164, confidence: 0.97, reason: Reason{Code: ReasonForm}})
			continue
		}
		p.handle(m[0], m[4]+len(name), service, name, cue{}, 0.97)
	}
	for _, m := range perLine(urlForm, p.text, ".") {
		written := strings.TrimRight(p.text[m[0]:m[1]], ".,;:!?')")
		end := m[0] + len(written)
		if !p.free(m[0], end) || m[0] > 0 && p.text[m[0]-1] == '@' {
			continue
		}
		if _, named := p.labelled(m[0], kHandle); named && !strings.ContainsAny(written, "/:") && strings.Count(written, ".") == 1 {
			continue // LINE gate7.th
		}
		value := written
		if !strings.Contains(value, "://") {
			value = "https://" + value
		}
		p.add(find{kind: fURL, start: m[0], end: end, value: value, confidence: 0.95, reason: Reason{Code: ReasonForm}})
	}
	p.wallets()
}

func (p *page) wallets() {
	for _, m := range perLine(walletForm, p.text, anyDigit) {
		chain, valid := ids.Wallet(p.text[m[0]:m[1]])
		if chain == "" || !p.free(m[0], m[1]) {
			continue
		}
		f := find{kind: fWallet, start: m[0], end: m[1], value: chain + ":" + p.text[m[0]:m[1]], confidence: 0.97,
			reason: Reason{Code: ReasonChecksum}, detail: map[string]string{"chain": chain, "valid": yes(valid)}}
		if !valid {
			f.check, f.reason, f.confidence = true, Reason{Code: ReasonBad}, 0.7
		}
		p.add(f)
	}
}

// handles finds chat names: after the word for a service, or with an @.
func (p *page) handles() {
	for i := range p.cues {
		p.labelledHandle(i)
	}
	for _, m := range perLine(backForm, p.text, "([") {
		c, ok := p.cueAt(m[4])
		name := p.text[m[2]:m[3]]
		if service := c.arg(kHandle); ok && service != "" && (len(p.cuesIn(m[2], m[3])) == 0 || strings.ContainsAny(name, "0123456789_@")) && p.free(m[2], m[3]) && (m[2] == 0 || !latinByte(p.text[m[2]-1]) && !isDigit(p.text[m[2]-1])) {
			p.handle(m[2], m[3], service, strings.TrimPrefix(name, "@"), c, 0.93)
		}
	}
	p.saidQQ()
	p.broken()
	p.glued()
	p.accounts()
	for _, m := range perLine(atForm, p.text, "@") {
		if m[0] > 0 && (latinByte(p.text[m[0]-1]) || isDigit(p.text[m[0]-1])) {
			continue
		}
		name := strings.TrimRight(p.text[m[0]+1:m[1]], ".")
		if p.free(m[0], m[0]+1+len(name)) {
			p.handle(m[0], m[0]+1+len(name), "telegram", name, cue{}, 0.85)
		}
	}
}

// glued reads names behind a word for their service from which a reader lost the
// blank.
func (p *page) glued() {
	for _, m := range perLine(gluedForm, p.text, anyDigit) {
		word, name := m[2:4], m[4:6]
		if word[0] < 0 {
			word, name = m[6:8], m[8:10]
		}
		if p.free(name[0], name[1]) && borderAfter(p.text, name[1]) {
			service := gluedService[strings.ToLower(p.text[word[0]:word[1]])]
			p.handle(name[0], name[1], service, strings.TrimPrefix(p.text[name[0]:name[1]], "@"), cue{}, 0.85)
		}
	}
}

var gluedService = map[string]string{"vx": "wechat", "wx": "wechat", "wechat": "wechat", "weixin": "wechat", "tg": "telegram", "telegram": "telegram", "facebook": "facebook", "line": "line"}

// opensHandle: the word for a service announces another name behind it.
func (p *page) opensHandle(c cue) bool {
	rest := p.text[c.end:min(len(p.text), c.end+24)]
	at := 0
	for n := handleGlue(rest[at:]); at < len(rest) && n > 0 && rest[at] != '\n'; n = handleGlue(rest[at:]) {
		at += n
	}
	name := tokenForm.FindString(rest[at:])
	return len(name) > 3 && strings.ContainsAny(name, "0123456789_@")
}

// labelledHandle reads what follows the word for a service, over other such
// words ("微信/电话：", "LINE ID").
func (p *page) labelledHandle(i int) {
	c := p.cues[i]
	service := c.arg(kHandle)
	if service == "" {
		return
	}
	at, other := c.end, false
	for j := i + 1; j <= i+mostLabels; j++ {
		at = p.overGlue(at)
		if j >= len(p.cues) || p.cues[j].start != at || !p.cues[j].any(kID, kContact, kPhone, kName, kAdd, kHandle) && !smallWord[strings.ToLower(p.text[at:p.cues[j].end])] || p.tokenGoesOn(p.cues[j]) {
			break
		}
		named := p.cues[j].arg(kHandle)
		other = other || named != "" && !isPhoneService(named)
		at = p.cues[j].end
	}
	at = p.overSmallWords(at)
	if gluedID.MatchString(p.text[at:min(len(p.text), at+8)]) {
		at += len("ID")
	}
	if end, number := p.qqNumber(at); service == "qq" && number != "" {
		p.handle(at, end, service, number, c, 0.95)
		return
	}
	m := tokenForm.FindString(p.text[at:min(len(p.text), at+48)])
	name := strings.TrimLeft(m, "@")
	if !p.plausibleHandle(c, at, m, name) {
		return
	}
	if (isPhoneService(service) || service == "wechat" || service == "telegram") && strings.Trim(name, "0123456789-.") == "" {
		return // it is a telephone number, and is read as one
	}
	if other && isPhoneService(service) {
		return // WhatsApp/WeChat: the name is of the second
	}
	p.handle(at, at+len(m), service, name, c, 0.97)
}

// gluedID: the blank behind "ID" was lost by a reader (WeChat IDgao_hr2020).
var gluedID = regexp.MustCompile(`^ID[a-z]{3}`)

// smallWord may stand between the word for a service and the name in it.
var smallWord = map[string]bool{"is": true, "at": true, "on": true, "me": true, "to": true, "id": true, "no": true, "user": true, "account": true, "acc": true, "page": true,
	"username": true, "handle": true, "name": true, "profile": true, "chat": true, "app": true, "messenger": true, "my": true, "add": true, "the": true, "under": true, "contact": true}

// overGlue is where the blanks, signs and small words from a byte on end.
func (p *page) overGlue(at int) int {
	for at < len(p.text) && handleGlue(p.text[at:]) > 0 {
		at += handleGlue(p.text[at:])
	}
	return at
}

// overSmallWords passes small words of English that no word of the lexicon
// covered (telegram, my username is X).
func (p *page) overSmallWords(at int) int {
	for range mostLabels {
		word := tokenForm.FindString(p.text[at:min(len(p.text), at+16)])
		next := at + len(word)
		if !smallWord[strings.ToLower(word)] || next >= len(p.text) || p.text[next] != ' ' && p.text[next] != ':' {
			return at
		}
		at = p.overGlue(next)
	}
	return at
}

// tokenGoesOn: what looks like a word is the beginning of a name (id_8842).
func (p *page) tokenGoesOn(c cue) bool {
	if c.end >= len(p.text) {
		return false
	}
	n := p.text[c.end]
	return latinLetter(lastRune(p.text[:c.end])) && (isDigit(n) || n == '_' || (n == '-' || n == '.') && c.end+1 < len(p.text) && latinByte(p.text[c.end+1]))
}

func (p *page) plausibleHandle(c cue, at int, token, name string) bool {
	if len(name) < 4 || moneyLike(name) || !p.free(at, at+len(token)) || strings.EqualFold(p.text[c.start:c.end], "q") && strings.Trim(name, "0123456789") != "" {
		return false
	}
	short := c.end-c.start <= 2
	plainWord := strings.ToLower(name) == name && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") == ""
	if plainWord && token == name {
		if w, ok := p.cueAt(at); ok && w.end-w.start >= len(name) {
			return false // an ordinary word
		}
	}
	gap := p.text[c.end:at]
	if latinLetter(firstRune(p.text[c.start:])) && (c.lang() == "en" || p.lang == "en") && strings.TrimSpace(gap) == "" && plainWord && token == name && !strings.HasSuffix(gap, ":") {
		return !short && p.lang != "en" || p.lastWord(c, at+len(token), name)
	}
	return strings.Trim(gap, " ") == "" || strings.ContainsAny(gap, ":=-/\n号是 ") || !short
}

// lastWord: a word that is in no lexicon ends the sentence behind a service that
// is printed with a capital, as no adverb of English does that is not listed.
func (p *page) lastWord(c cue, end int, name string) bool {
	rest := strings.TrimLeft(p.text[end:], " ")
	stops := rest == "" || strings.IndexByte("\n.!,;)", rest[0]) >= 0
	first := p.text[c.start]
	return stops && len(name) >= 5 && first >= 'A' && first <= 'Z' && !adverb[name] && !strings.HasSuffix(name, "ly")
}

// adverb may end a sentence behind the word for a service and is no name.
var adverb = map[string]bool{"please": true, "anytime": true, "today": true, "tonight": true, "tomorrow": true, "directly": true, "instead": true, "thanks": true, "there": true, "first": true, "again": true,
	"group": true, "channel": true, "account": true, "number": true, "message": true, "messages": true, "video": true, "voice": true, "below": true, "above": true, "private": true, "right": true, "always": true, "after": true, "before": true, "later": true, "while": true, "calls": true, "chats": true, "texts": true, "working": true, "groups": true, "friends": true, "alone": true, "manager": true, "leader": true, "worker": true, "workers": true}

// handleGlue is the length of a blank, colon or small word at the start of s.
func handleGlue(s string) int {
	for _, g := range []string{" ", ":", "=", "-", ">", "/", "\n", "(", "[", "【", "\"", "号码", "号", "码", "是", "为", "搜索", "搜", "加", "同号", "我的", "我", "找", "叫", "&", "、", ",", "这个", "only ",
		"นี้", "เท่านั้น", "ได้ที่", "มาที่", "ที่", "มา", "ชื่อ", "ไอดี", "ผม", "พี่", "เรา", "คือ", "เดิม", "ใหม่", "ตาม",
		"ມາທີ່", "ນີ້", "ເທົ່ານັ້ນ", "ໄດ້ທີ່", "ທີ່", "ມາ", "ຊື່", "ໄອດີ", "ຂ້ອຍ", "ອ້າຍ", "ແມ່ນ", "ຄື", "ເກົ່າ", "ໃໝ່",
		"မှာ", "တွင်", "မှ", "ကို", "က", "အကောင့်", "နာမည်", "အိုင်ဒီ"} {
		if strings.HasPrefix(s, g) {
			return len(g)
		}
	}
	if r, n := utf8.DecodeRuneInString(s); n > 1 && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) {
		return n // an arrow, a heart, a bracket
	}
	return 0
}

func (p *page) handle(start, end int, service, name string, label cue, confidence float64) {
	if rest := p.pieceBehind(end); rest > end {
		name, end, confidence = name+p.text[end+1:rest], rest, min(confidence, 0.75)
	}
	mended := firstLetter(service, name)
	if p.place.picture {
		mended = onesOf(mended)
	}
	f := find{kind: fHandle, start: start, end: end, check: mended != name, value: service + ":" + mended, confidence: confidence, label: label,
		detail: map[string]string{"service": service, "value": mended}, reason: Reason{Code: ReasonForm}}
	if label.roles != nil {
		f.reason = Reason{Code: ReasonLabel, Args: map[string]string{"label": p.text[label.start:label.end]}}
	}
	p.add(f)
}

// firstLetter: names in WeChat and Telegram begin with a letter, so a digit
// there is the letter that looks like it.
func firstLetter(service, name string) string {
	if service != "wechat" && service != "telegram" || len(name) < 2 || !latinLetter(rune(name[1])) {
		return name
	}
	switch name[0] {
	case '1':
		return "l" + name[1:]
	case '0':
		return "o" + name[1:]
	}
	return name
}

// isPhoneService: the name in these services is a telephone number.
func isPhoneService(s string) bool { return s == "whatsapp" || s == "viber" || s == "signal" }
