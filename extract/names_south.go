package extract

import (
	"strings"
	"unicode/utf8"
)

// Thai, Lao and Burmese names stand behind a title, a label or a word of
// search. Words are not set apart by blanks, so a name goes on to the next
// blank, sign or longer word of the lexicon; a Thai or Lao given name may be
// followed by a blank and a family name.
type southern struct {
	lang   string
	is     func(rune) bool
	titles []string // longest first
	not    []string // words that begin with a title and are none
	words  int      // most parts of a name, set apart by blanks
}

var south = []southern{
	{"th", thai, []string{"นางสาว", "เด็กชาย", "เด็กหญิง", "น.ส.", "ด.ช.", "ด.ญ.", "นาย", "นาง", "นส.", "คุณ", "เสี่ย", "เฮีย", "เจ๊", "พี่", "น้อง"},
		[]string{"นายจ้าง", "นายหน้า", "นายกรัฐ", "นายกฯ", "นายกเทศ", "นายทุน", "นายทหาร", "นายตำรวจ", "นายสั่ง", "นายตั้ง", "นายจ่าย", "นายเพิ่ม", "นายเสนอ", "นายออก", "นายขอ", "นายยอม", "นายบวก", "นายแถม", "นายบอก", "นายถาม", "นายให้", "นายจะ", "นายใหญ่", "นางฟ้า", "นางแบบ", "คุณภาพ", "คุณสมบัติ", "น้องหมา", "น้องแมว", "พี่น้อง", "พี่สาว", "พี่ชาย", "น้องสาว", "น้องชาย", "น้องโดน", "น้องถูก", "น้องหาย", "พี่พอ", "พี่ช่วย"}, 2},
	{"lo", lao, []string{"ທ່ານ ນາງ", "ນາງສາວ", "ທ້າວ", "ທ່ານ", "ນາງ", "ທ.", "ນ.", "ອ້າຍ", "ເອື້ອຍ", "ນ້ອງ"}, []string{"ນາງຟ້າ", "ອ້າຍຂອງ", "ເອື້ອຍຂອງ", "ນ້ອງຂອງ", "ນ້ອງສາວ", "ນ້ອງຊາຍ", "ນ້ອງຖືກ", "ນ້ອງໂດນ", "ອ້າຍນ້ອງ"}, 2},
	{"my", burmese, []string{"ဦး", "ဒေါ်", "မောင်", "ကို", "မ", "နန်း", "စိုင်း", "စော", "နော်"}, []string{"မဟုတ်", "မရှိ", "မရဘူး", "မရပါ", "မနေ့", "မနက်", "မပေး", "မသိ", "မလာ", "မသွား", "မတွေ့", "မလို", "မလဲ", "မလား", "မိသား", "မိန်းက", "မဟာ", "မကြာ", "မဆို", "ဦးတည်", "ဦးလျှင်", "ဦးစား", "ဦးဆောင်"}, 4},
}

// pastHead is where a name begins in a run of letters: at a full title inside of
// it, or behind words that touch it.
func (p *page) pastHead(at int) int {
	if inner := p.titleInside(at); inner > at && !fullTitle(p.text[at:]) {
		return inner
	}
	return p.weighedStart(at)
}

func fullTitle(s string) bool { t := titleAt(s); return t != "" && !familiar[t] }

// familiar titles are said of anybody: elder brother, younger sister.
var familiar = map[string]bool{"คุณ": true, "เสี่ย": true, "เฮีย": true, "เจ๊": true, "พี่": true, "น้อง": true, "ອ້າຍ": true, "ເອື້ອຍ": true, "ນ້ອງ": true}

// titleAt is the title that a text begins with, if it is no longer word.
func titleAt(s string) string {
	for _, lang := range south {
		if s == "" || !lang.is(firstRune(s)) {
			continue
		}
		for _, no := range lang.not {
			if strings.HasPrefix(s, no) {
				return ""
			}
		}
		for _, t := range lang.titles {
			if rest, ok := strings.CutPrefix(s, t); ok && !mark(firstRune(rest)) && !closesSyllable(rest) {
				return t
			}
		}
	}
	return ""
}

func (p *page) southernNames() {
	for _, s := range south {
		for i := 0; i < len(p.text); {
			r, n := utf8.DecodeRuneInString(p.text[i:])
			if s.is(r) && p.free(i, i+n) && p.wordBegins(i, s) {
				if past := p.pastInsult(i); past > i {
					i = past
				} else {
					i = p.pastHead(i)
				}
				end, sure, label := p.southernName(i, s)
				if end > i && label.roles == nil && p.formHead(i, end) {
					i = end
					continue
				}
				if sure >= surelyName {
					p.addName(find{start: i, end: end, lang: s.lang, sure: sure, label: label, check: s.lang != "th" || p.closeCalls[end]}, 0.06)
					i = end
					continue
				}
				if end > i && s.lang != "my" && p.likelyName(i) {
					sure = max(sure, p.opensPhrase(i))
				}
				if sure > 0 {
					p.doubt(i, end, sure, s.lang)
				}
			}
			i += n
		}
	}
}

// wordBegins: a name begins after a blank, a sign or a word of the lexicon.
func (p *page) wordBegins(at int, s southern) bool {
	if at == 0 {
		return true
	}
	if mark(firstRune(p.text[at:])) {
		return false
	}
	if last := lastRune(p.text[:at]); !s.is(last) || p.strayLetter(at-utf8.RuneLen(last)) {
		return true
	}
	if p.taken[at-1] {
		return true
	}
	c, ok := p.cueAt(at - 1)
	return ok && c.end == at && (c.start == 0 || !s.is(lastRune(p.text[:c.start])) || utf8.RuneCountInString(p.text[c.start:c.end]) > 3 || burmese(firstRune(p.text[at:])))
}

func (p *page) southernName(at int, s southern) (end, sure int, label cue) {
	rest := p.text[at:]
	for _, no := range s.not {
		if strings.HasPrefix(rest, no) {
			return 0, 0, label
		}
	}
	if c, ok := p.cueAt(at); ok && c.start < at {
		return 0, 0, label
	}
	if p.strayLetter(at) {
		return 0, 0, label
	}
	label, labelled := p.labelled(at, kName)
	title := ""
	if t := titleAt(rest); t != "" && s.is(firstRune(t)) {
		title = t
	}
	if title == "" && !labelled && p.wordAt(at) || title == "မ" && !labelled && p.plainWords(at+len(title)) || ordinalHead.MatchString(rest[:min(len(rest), 48)]) || title == "" && (!labelled || label.end == at) && p.plainWords(at) {
		return 0, 0, label
	}
	body := at + len(title)
	if c, ok := p.cueAt(body); title == "ကို" && ok && c.start == body && c.any(kSeek, kCatch, kTip) && c.end-c.start > len("ရှာ") {
		return 0, 0, label // the particle of who is sought, at the head of a line
	}
	for title != "" && body < len(p.text) && p.text[body] == ' ' {
		body++
	}
	if title != "" && !labelled && s.lang != "my" && p.wordAt(body) {
		return 0, 0, label
	}
	if familiar[title] && body > at+len(title) {
		return 0, 0, label // said apart, it is no part of the name
	}
	end = p.tokenEnd(body, s.words)
	if labelled && s.lang == "my" && end < len(p.text) && strings.HasPrefix(p.text[end:], "ကို") {
		end += len("ကို") // in a form it is part of the name
	}
	letters := utf8.RuneCountInString(p.text[body:end])
	if letters < 2 || letters > 45 || body >= len(p.text) || !s.is(firstRune(p.text[body:])) {
		return 0, 0, label
	}
	if labelled && s.lang == "my" {
		end = p.burmeseEnd(at, body, end)
	}
	if labelled {
		return end, 6, label
	}
	if s.lang == "my" {
		end = p.burmeseEnd(at, body, end)
		if title == "" && (at > 0 && southLetter(lastRune(p.text[:at])) || p.longCue(at, end) || letters < 5 || p.goesOn(at)) || spacedParticle(rest) {
			return 0, 0, label
		}
	}
	if title == "" && strings.HasPrefix(strings.TrimLeft(p.text[end:], " "), ":") && !strings.Contains(p.text[body:end], " ") {
		return 0, 0, label // itself a label
	}
	if i, ok := p.ends[len(strings.TrimRight(p.text[:at], " "))]; ok && title == "" && p.finds[i].kind == fName {
		return 0, 0, label // the sentence goes on behind a name
	}
	if before := strings.TrimRight(p.text[:at], " "); title == "ကို" && !labelled && before != "" && isDigit(before[len(before)-1]) && p.plainWords(body) {
		return 0, 0, label // the particle of a number: ၅၀ ကိုမေ့လိုက်
	}
	if title == "ကို" && p.behindContact(at) {
		return 0, 0, label // the particle of whom to call
	}
	if title == "" && s.lang == "my" && strings.HasSuffix(p.text[body:end], "သူ") {
		return 0, 0, label // one who does
	}
	if title == "မ" && negated(p.text[body:end]) {
		return 0, 0, label
	}
	if title == "" && s.lang != "my" && (letters < 4 || letters > longestPart && !strings.Contains(p.text[body:end], " ")) {
		return 0, 0, label // a word; a name has two syllables, and its parts are no sentences
	}
	if title == "" && (p.covered(body, end) || p.sentence(body, end) || len(titleAt(strings.TrimPrefix(p.text[end:], " "))) > 6 && s.lang != "my") {
		return 0, 0, label
	}
	if s.lang == "my" && title == "" {
		end = p.burmeseWeighed(at, end)
		if behind := max(p.right(end), p.soughtBehind(end), p.calledBehind(end)); behind < 2 && p.left(at) < 3 {
			return end, max(p.paidFor(end), p.burmeseLike(at)), label // a doubt
		}
	}
	if p.askedFor(at) {
		return 0, 0, label
	}
	sure = p.southernSure(at, title, strings.Contains(p.text[body:end], " "), s)
	return end, sure + max(p.right(end), p.soughtBehind(end), p.calledBehind(end)), cue{}
}

// behindContact: a number or account to call stands before a byte.
func (p *page) behindContact(at int) bool {
	i, ok := p.ends[len(strings.TrimRight(p.text[:at], " "))]
	return ok && (p.finds[i].kind == fPhone || p.finds[i].kind == fHandle)
}

// longestPart is how many letters a part of a Thai or Lao name has at most where
// nothing else says that it is one.
const longestPart = 16

// negated: Burmese မ before a verb that ends so says "not".
func negated(s string) bool {
	for _, w := range []string{"ဘူး", "သေးတာ", "ပါနဲ့"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// goesOn: somebody is named before in the same clause, which goes on to say what
// they did.
func (p *page) goesOn(at int) bool {
	for i := len(p.finds) - 1; i >= 0; i-- {
		f := p.finds[i]
		if f.kind != fName || f.end > at {
			continue
		}
		gap := p.text[f.end:at]
		return !strings.ContainsAny(gap, "\n၊။,;:()\"") && len(gap) < 120 && !oneBreath(gap)
	}
	return false
}

// longCue: a word of the lexicon that is more than a syllable stands within.
func (p *page) longCue(from, to int) bool {
	for _, c := range p.cuesIn(from, to) {
		if utf8.RuneCountInString(p.text[c.start:c.end]) > 3 {
			return true
		}
	}
	return false
}

// soughtBehind: the Burmese particle of the object and a word of search or
// capture follow: somebody is looked for.
func (p *page) soughtBehind(end int) int {
	rest := strings.TrimLeft(p.text[end:], " ")
	rest, ok := strings.CutPrefix(rest, "ကို")
	if !ok {
		if c, ok := p.cueAt(len(p.text) - len(rest)); ok && c.is(kTip) && c.end-c.start > 20 {
			return 3 // X, where is he?
		}
		return 0
	}
	at := len(p.text) - len(strings.TrimLeft(rest, " "))
	if c, ok := p.cueAt(at); ok && c.start == at && c.any(kSeek, kCatch, kTip, kFled, kThreat) {
		return 3
	}
	return 0
}

// southernSure is what the title and the words before a name are worth; two says
// that it has two parts.
func (p *page) southernSure(at int, title string, two bool, s southern) (sure int) {
	switch {
	case p.insulted(at): // that fellow, and no plain word
		sure = 3
	case title == "" && two && s.lang != "my" && (p.ofBounty || p.place.offers):
		sure = 1
	case title == "" && !two && s.lang != "my":
		sure = -2
	case familiar[title]:
		sure = 1
	case len(title) > 3:
		sure = 3
	case title != "":
		sure = 1
	}
	if c, ok := p.wordBefore(at); ok {
		switch {
		case c.any(kSeek, kCatch, kName, kReward, kList):
			sure += 2
		case title != "":
			sure++
		default:
			sure += p.left(at)
		}
	} else if l := p.left(at); l >= 3 || !familiar[title] {
		sure += l
		if title == "" && two && l == 0 && p.insideRun(at) {
			sure += 2
		}
	}
	if title == "" && !two {
		sure += p.unlikeWords(at)
	}
	return sure
}

// paidFor is 2 where a Burmese particle of the object or of purpose and a sum
// follow (X ကို သိန်း ၈၀), else 0.
func (p *page) paidFor(end int) int {
	rest := strings.TrimLeft(p.text[end:], " ")
	for _, w := range []string{"ကို", "အား", "အတွက်"} {
		if after, ok := strings.CutPrefix(rest, w); ok && p.sumBegins(len(p.text)-len(strings.TrimLeft(after, " "))) {
			return 2
		}
	}
	return 0
}

// covered: nothing but words of the lexicon.
func (p *page) covered(from, to int) bool {
	at := from
	for _, c := range p.cuesIn(from, to) {
		if strings.TrimSpace(p.text[at:c.start]) != "" {
			return false
		}
		at = c.end
	}
	return at > from && strings.TrimSpace(p.text[at:to]) == ""
}

// burmeseEnd: parts set apart by blanks are one name only while they are short,
// as syllables are; a long part is a whole name, and behind one of two syllables
// another such is the next word.
func (p *page) burmeseEnd(at, body, end int) int {
	stop, whole := body, false
	for i, part := range strings.Split(p.text[body:end], " ") {
		n := utf8.RuneCountInString(part)
		if i > 0 && (n > 8 || whole && syllables(part) > 1) {
			break
		}
		stop += len(part)
		if i > 0 {
			stop++
		}
		if n > 7 {
			break
		}
		whole = whole || syllables(part) > 1
	}
	return max(stop, body)
}

// syllables counts those of a Burmese word: its letters that do not close one
// and stand below no other.
func syllables(s string) int {
	n, stacked := 0, false
	for i, r := range s {
		if r >= 'က' && r <= 'ဧ' && !stacked && !closesSyllable(s[i:]) {
			n++
		}
		stacked = r == '္'
	}
	return n
}

// spacedParticle: ကို before a blank is the particle behind the last word.
func spacedParticle(s string) bool {
	return strings.HasPrefix(s, "ကို ") || strings.HasPrefix(s, "မ ")
}

// sentence: a word of the lexicon begins or ends a part of what would be a
// name.
func (p *page) sentence(from, to int) bool {
	for _, c := range p.cuesIn(from, to) {
		if utf8.RuneCountInString(p.text[c.start:c.end]) < 3 || c.any(kSex, kFamily) || p.beginsWithUnit(c) {
			continue
		}
		if c.start == from || c.end == to || p.text[c.start-1] == ' ' || p.text[c.end] == ' ' {
			return true
		}
	}
	return false
}

func (p *page) wordBefore(at int) (cue, bool) {
	before := strings.TrimRight(p.text[:at], " :\"'-(")
	if before == "" {
		return cue{}, false
	}
	c, ok := p.cueAt(len(before) - 1)
	return c, ok && c.end == len(before)
}

// tokenEnd is the end of up to n parts of a name, set apart by single blanks.
// The first part always counts; a later one does not where a word of the
// lexicon, a title or another script begins it.
func (p *page) tokenEnd(at, n int) int {
	spaced := burmese(firstRune(p.text[at:])) // its names are set apart by blanks more often than not
	if end, ok := p.weighedEnd(at, n); ok && !spaced {
		return end
	}
	end := at
	for part := range n {
		i := end
		if part > 0 {
			if i >= len(p.text) || p.text[i] != ' ' {
				break
			}
			i++
			if i >= len(p.text) || !southLetter(firstRune(p.text[i:])) || p.wordAt(i) || beginsWith(p.text[i:], neverNames) || !sameScript(p.text[at:], p.text[i:]) || titleAt(p.text[i:]) != "" && !burmese(firstRune(p.text[i:])) {
				break
			}
		}
		j := p.partEnd(i)
		if j == i {
			break
		}
		end = j
		if p.cut(j) {
			break
		}
	}
	return end
}

// strayLetter: one consonant, or a vowel that begins no word, stands before a title at the beginning of a line or
// behind a blank: the edge of a bubble or a sign read twice, in a picture.
func (p *page) strayLetter(at int) bool {
	if !p.place.picture || at > 0 && p.text[at-1] != '\n' && p.text[at-1] != ' ' {
		return false
	}
	r, n := utf8.DecodeRuneInString(p.text[at:])
	if (r < 'ก' || r > 'ฮ' && r < 'ກ' || r > 'ຮ') && !strings.ContainsRune("ะาำະາຳ", r) {
		return false
	}
	t := titleAt(p.text[at+n:])
	return utf8.RuneCountInString(t) >= 3 && !familiar[t]
}

func sameScript(a, b string) bool {
	return language(a[:min(len(a), 3)]) == language(b[:min(len(b), 3)])
}

func southLetter(r rune) bool {
	return (thai(r) || lao(r) || burmese(r)) && r != '။' && r != '၊' && r != 'ๆ' && r != '฿' && r != 'ฯ' && r != 'ໆ' && !(r >= '၀' && r <= '၉')
}

// wordAt: a word of the lexicon begins here and is no piece of a longer word.
func (p *page) wordAt(at int) bool {
	c, ok := p.cueAt(at)
	if !ok || c.start != at {
		return !p.free(at, min(at+3, len(p.text)))
	}
	if c.end >= len(p.text) || !southLetter(firstRune(p.text[c.end:])) {
		return true
	}
	if p.beginsWithUnit(c) {
		return false
	}
	return utf8.RuneCountInString(p.text[c.start:c.end]) >= 3
}

// beginsWithUnit: the word is a unit that a longer one begins with: พันธุ์ดี and
// แสนสุข are family names.
func (p *page) beginsWithUnit(c cue) bool {
	u, ok := units.at(p.text[c.start:])
	return ok && c.end-c.start == len(u.word) && c.end < len(p.text) && southLetter(firstRune(p.text[c.end:]))
}

// partEnd is the end of the letters at a byte, cut where a longer word of the
// lexicon begins inside them.
func (p *page) partEnd(at int) int {
	i := at
	for i < len(p.text) {
		r, n := utf8.DecodeRuneInString(p.text[i:])
		if !southLetter(r) || !p.free(i, i+n) || i > at && p.cut(i) {
			break
		}
		i += n
	}
	return i
}

// cut: inside a run of letters, a name ends where a word of four or more signs
// begins that names no sex or kin; in Burmese also at the particles behind it.
func (p *page) cut(at int) bool {
	if at >= len(p.text) {
		return false
	}
	c, ok := p.cueAt(at)
	if !ok || c.start != at || c.any(kSex, kFamily, kAge) && !c.any(kAlias, kName) && !isAgeWord(p.text[c.start:c.end]) {
		return false
	}
	signs := utf8.RuneCountInString(p.text[c.start:c.end])
	if burmese(firstRune(p.text[at:])) {
		if _, unit := units.at(p.text[at:]); unit {
			return false
		}
		return signs >= 4 && c.any(kReward, kFled, kAlias, kID, kPhone, kContact, kTip, kCatch, kName) || p.particle(c) || p.saying(c)
	}
	if signs < 4 {
		return false
	}
	if c.any(kWord) && !c.any(kFled, kAlias, kID, kPhone, kReward, kContact) {
		return signs >= 5
	}
	return true
}

// saying: a Burmese sentence goes on behind a name without a blank, as where a row
// was wrapped: with a long word, or with one that could be a syllable of a name
// before "this" or "I" (မင်း ဒီ), which cannot.
func (p *page) saying(c cue) bool {
	if !c.is(kWord) {
		return false
	}
	return utf8.RuneCountInString(p.text[c.start:c.end]) >= 6 || beginsWith(p.text[c.end:], []string{"ဒီ", "ငါ"})
}

func isAgeWord(s string) bool {
	return s == "อายุ" || s == "ອາຍຸ" || s == "အသက်"
}

// particle: the Burmese ကို, က, သည်, အား and ၏ behind a name, when the name ends
// its word with them.
func (p *page) particle(c cue) bool {
	if p.text[c.start:c.end] == "ကို" && !southLetter(firstRune(strings.TrimLeft(p.text[c.end:], " "))) {
		return false // before a number, a sign or a line end it ends the name
	}
	switch p.text[c.start:c.end] {
	case "ကို", "သည်", "အား", "၏", "ရဲ့", "နှင့်", "နဲ့", "က", "အတွက်", "ထံ", "ဆီ", "ကနေ", "ခေါ်", "ဆိုသူ", "ဆိုတဲ့", "တို့":
		return c.end >= len(p.text) || !southLetter(firstRune(p.text[c.end:])) || p.wordAtStrict(c.end)
	}
	return false
}

func (p *page) wordAtStrict(at int) bool {
	c, ok := p.cueAt(at)
	return ok && c.start == at && c.end-c.start >= 6
}
