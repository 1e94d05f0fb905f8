package extract

import (
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

// accountForm is a run of the signs of account names.
var accountForm = regexp.MustCompile(`@?[A-Za-z0-9][A-Za-z0-9_.\-]{3,40}`)

// onForm is what may stand between a name and the word for its service.
var onForm = regexp.MustCompile(`^ ?(?:on|in|via|over|ใน|ทาง|ที่|ໃນ|ທາງ|ທີ່|的|在)? ?`)

// accounts finds names that no label stands directly before: what looks like an
// account's name and like no word, after the word for a service with any words
// between (Telegram username: X, ไลน์ของเฮีย X, 飞机用户名 X), or before one.
func (p *page) accounts() {
	for _, m := range perLine(accountForm, p.text, "0123456789_@.-") {
		token := strings.TrimRight(p.text[m[0]:m[1]], ".-")
		start, end := m[0], m[0]+len(token)
		parts := partedName(token)
		if !parts && !accountLike(token) || !p.free(start, end) || start > 0 && (latinByte(p.text[start-1]) || isDigit(p.text[start-1]) || strings.IndexByte("@/.-+", p.text[start-1]) >= 0) {
			continue
		}
		service, c := p.serviceBehind(end)
		confidence := 0.9
		if service == "" {
			service, c = p.serviceAhead(start)
			confidence = 0.88
		}
		if service == "" {
			service, c = p.serviceByHabit(start, token)
			confidence = 0.65
		}
		if service == "" {
			service = p.aloneAccount(start, end, token)
			c = cue{start: start, end: start}
		}
		if service != "" && (accountLike(token) || c.end == start || onlySmallWords(p.text[min(c.end, start):start])) {
			p.handle(start, end, service, strings.TrimPrefix(token, "@"), c, confidence)
		}
	}
}

// qqForm is a number of QQ, in which a reader may have set a blank.
var qqForm = regexp.MustCompile(`^\d{3,11}(?: \d{2,8})?`)

// qqNumber reads a number of QQ, with letters that look like digits among digits
// as digits: 5 to 11 digits.
func (p *page) qqNumber(at int) (end int, number string) {
	m := qqForm.FindString(p.nums[at:min(len(p.nums), at+24)])
	end, number = at+len(m), strings.ReplaceAll(m, " ", "")
	if len(number) < 5 || len(number) > 11 || !p.free(at, end) || end < len(p.nums) && (isDigit(p.nums[end]) || latinByte(p.nums[end])) {
		return at, ""
	}
	if _, money := units.at(strings.TrimLeft(p.nums[end:], " ")); money {
		return at, ""
	}
	return end, number
}

// wordsOnly leaves out the words of the lexicon that are pieces of account names
// (job in @jobs_border): such a word says nothing.
func wordsOnly(text string, all []cue) []cue {
	kept := all[:0]
	for _, c := range all {
		if c.end-c.start == 0 || !latinByte(text[c.start]) || !inAccount(text, c.start, c.end) {
			kept = append(kept, c)
		}
	}
	return kept
}

// inAccount: an @ announces the run of signs around a word, or the word is joined
// to others by an underscore, or by a full stop without a blank (ledger.dog).
func inAccount(text string, start, end int) bool {
	if from := start - len("a."); from > 0 && text[start-1] == '.' && text[from] >= 'a' && text[from] <= 'z' && text[start] >= 'a' && text[start] <= 'z' {
		return true
	}
	from, to := start, end
	for from > 0 && end-from < 48 && (latinByte(text[from-1]) || strings.IndexByte("0123456789.-", text[from-1]) >= 0) {
		from--
	}
	if from > 0 && text[from-1] == '@' && strings.IndexByte(text[start:end], '@') < 0 {
		return true
	}
	for to < len(text) && to-start < 48 && (latinByte(text[to]) || isDigit(text[to])) && !wide(text[end-1]) { // VX号kk_8: the name begins behind the word
		to++
	}
	for from = start; from > 0 && end-from < 48 && (latinByte(text[from-1]) || isDigit(text[from-1])); {
		from--
	}
	return strings.Contains(strings.Trim(text[from:to], "_"), "_")
}

// wide: the byte is of a sign above ASCII.
func wide(b byte) bool { return b >= utf8.RuneSelf }

// partedName: pieces of letters and digits joined by full stops or dashes, as
// in names of LINE and Facebook (somsak.kk); alone it may be two sentences.
func partedName(token string) bool {
	letters := 0
	for i := range len(token) {
		if latinByte(token[i]) {
			letters++
		}
	}
	return letters >= 4 && strings.ContainsAny(token, ".-") && !strings.Contains(token, "..") && !strings.Contains(token, "--")
}

// accountLike: three letters at least and a digit, an underscore or an @ among
// them, as words and sums do not have.
func accountLike(token string) bool {
	letters, name := 0, strings.TrimPrefix(token, "@")
	for i := range len(name) {
		if latinByte(name[i]) && name[i] != '_' {
			letters++
		}
	}
	return letters >= 3 && len(name) >= 5 && strings.ContainsAny(token, "0123456789_@") && !moneyLike(name)
}

// moneyLike: digits with a currency, as in 300kTHB.
func moneyLike(name string) bool {
	unit := strings.ToLower(strings.Trim(name, "0123456789.,-"))
	return moneyWord[unit] || strings.ContainsRune("kmw", firstRune(unit)) && moneyWord[unit[1:]]
}

// moneyWord stands beside numbers without a blank, and so looks like a name.
var moneyWord = map[string]bool{"usd": true, "usdt": true, "usdc": true, "cny": true, "rmb": true, "thb": true, "mmk": true, "lak": true, "hkd": true, "php": true, "inr": true, "khr": true, "vnd": true, "myr": true, "sgd": true,
	"baht": true, "kip": true, "kyat": true, "kyats": true, "yuan": true, "trc": true, "erc": true, "bep": true, "lakh": true, "lakhs": true, "kusd": true, "kusdt": true, "mil": true}

// serviceBehind is the service named directly behind a name (night_desk7 on
// Telegram, @night_desk7 ในไลน์), where that word announces no other name.
func (p *page) serviceBehind(end int) (string, cue) {
	at := end + len(onForm.FindString(p.text[end:]))
	c, ok := p.cueAt(at)
	service := c.arg(kHandle)
	if !ok || c.start != at || service == "" || p.text[c.start:c.end] == "V" || isPhoneService(service) || p.opensHandle(c) {
		return "", cue{}
	}
	return service, c
}

// usualService is where people of a language have the accounts that they name
// without a word for the service.
var usualService = map[string]string{"zh": "wechat", "th": "line"}

// serviceByHabit is that of a name right behind a word for reaching somebody
// (加我小号 X), where no service is named.
func (p *page) serviceByHabit(start int, token string) (string, cue) {
	i := sort.Search(len(p.cues), func(i int) bool { return p.cues[i].end > start }) - 1
	for i >= 0 && onlyWord(p.cues[i]) {
		i--
	}
	if i < 0 || token[0] == '@' || !accountLike(token) || !p.cues[i].is(kContact) || utf8.RuneCountInString(p.text[p.cues[i].end:start]) > 6 || strings.Contains(p.text[p.cues[i].end:start], "\n") {
		return "", cue{}
	}
	return usualService[p.lang], p.cues[i]
}

// aloneAccount: in a picture of a bounty a name with an underscore or digits
// stands on a line of its own, but for a word that nobody can read, and nothing
// else says whom to call.
func (p *page) aloneAccount(start, end int, token string) string {
	if !p.place.picture || !p.ofBounty || token[0] == '@' || !accountLike(token) {
		return ""
	}
	from := strings.LastIndexByte(p.text[:start], '\n') + 1
	rest := p.text[from:start] + untilLine(p.text[end:])
	if from == 0 || utf8.RuneCountInString(rest) > 6 || len(p.cuesIn(from, start)) > 0 {
		return ""
	}
	for _, f := range p.finds {
		if f.kind == fHandle || f.kind == fPhone {
			return ""
		}
	}
	return usualService[p.lang]
}

// farService is how many signs may stand between the word for a service and a
// name that nothing else explains.
const farService = 28

// serviceAhead is the last service named before a name, in the same sentence
// and with no number between.
func (p *page) serviceAhead(start int) (string, cue) {
	i := sort.Search(len(p.cues), func(i int) bool { return p.cues[i].end > start }) - 1
	for ; i >= 0 && start-p.cues[i].end < 4*farService; i-- {
		c := p.cues[i]
		if service := c.arg(kHandle); service != "" && len(p.text[c.start:c.end]) > 1 {
			between := p.text[c.end:start]
			if isPhoneService(service) || !sameBreath(between) || p.text[c.start:c.end] == "line" && !onlySmallWords(between) {
				break
			}
			return service, c
		}
	}
	return serviceBySound(p.text[:start])
}

// onlySmallWords: behind "line", which is a word of English too, none that means
// anything stands ahead of the name.
func onlySmallWords(s string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !latinLetter(r) }) {
		if !smallWord[w] {
			return false
		}
	}
	return true
}

// sameBreath: no sentence ends in what stands between, no number is in it, and
// a line ends in it only behind a label.
func sameBreath(s string) bool {
	if utf8.RuneCountInString(s) > farService || strings.ContainsAny(s, "0123456789!?;。") || strings.Contains(s, "\n\n") {
		return false
	}
	if i := strings.Index(s, ". "); i >= 0 && !strings.HasSuffix(strings.ToLower(s[:i]), "no") && !strings.HasSuffix(strings.ToLower(s[:i]), "acc") {
		return false
	}
	line, rest, broken := strings.Cut(s, "\n")
	return !broken || utf8.RuneCountInString(line) <= 12 && strings.Trim(rest, " :=-@>(\"") == ""
}
