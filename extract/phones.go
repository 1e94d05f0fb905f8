package extract

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

var (
	phoneForm   = regexp.MustCompile(`(?:\+ ?|\b00)?\(?\d(?:(?:[ \-()\n]{0,2}|\.)\d){6,15}`)
	maskedPhone = regexp.MustCompile(`(?:\+?86[ -]?)?1[3-9]\d[ \-]?\*{3,4}[ \-]?\d{4}`)
)

// phones finds telephone numbers in what other rules have left.
func (p *page) phones() {
	for _, m := range phoneForm.FindAllStringIndex(p.nums, -1) {
		p.phone(m[0], m[1])
	}
	p.each(maskedPhone, p.nums, func(start, end int) {
		s := squeeze.Replace(p.nums[start:end])
		p.add(find{kind: fPhone, start: start, end: end, value: "+86" + s[len(s)-11:], lang: "zh", confidence: 0.7, check: true,
			reason: Reason{Code: ReasonNoSum, Args: map[string]string{"why": "masked"}}})
	})
}

// longestPhone is more than any number takes with the signs between its digits.
const longestPhone = 48

// phone tries the whole run, then shorter ones that end at a blank: two
// numbers may stand side by side.
func (p *page) phone(start, end int) {
	for start < end {
		stop := min(end, start+longestPhone)
		for stop > start {
			if p.free(start, stop) && borderBefore(p.nums, start) && borderAfter(p.nums, stop) && p.tryPhone(start, stop) {
				start = stop
				break
			}
			stop = strings.LastIndexAny(p.nums[start:stop], " \n/") + start
		}
		gap := strings.IndexAny(p.nums[start:end], " \n/")
		if gap < 0 {
			return
		}
		start += gap + 1
	}
}

func (p *page) tryPhone(start, end int) bool {
	label, isLabelled := p.labelled(start, kPhone, kContact, kHandle)
	if other, ok := p.labelled(start, kID, kCard, kPass); ok && !isLabelled || ok && other.start > label.start {
		return false
	}
	if start > 0 && latinByte(p.nums[start-1]) && !(isLabelled && p.nums[start] == '+') {
		return false
	}
	written := p.nums[start:end]
	e164, code, sure := p.e164(written, isLabelled)
	if e164 == "" {
		return false
	}
	f := find{kind: fPhone, start: start, end: end, value: e164, confidence: 0.97, label: label, reason: Reason{Code: ReasonForm}}
	if code != "" {
		f.reason = Reason{Code: ReasonCode, Args: map[string]string{"code": code}}
	}
	if !sure {
		f.check, f.confidence = true, 0.8
	}
	p.add(f)
	return true
}

var notDigits = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "", "\n", "")

// e164 puts a number in international form. code is the dialling code where it
// was supplied by habit. Only numbers that exist as a form are taken, and
// without a label only those whose form is unmistakable.
func (p *page) e164(written string, labelled bool) (e164, code string, sure bool) {
	s := notDigits.Replace(written)
	if international, ok := strings.CutPrefix(s, "+"); ok {
		return valid("+"+international, "ZZ"), "", true
	}
	if strings.HasPrefix(s, "00") && len(s) > 10 {
		return valid("+"+s[2:], "ZZ"), "", true
	}
	for _, h := range p.habits(s, labelled) {
		if v := valid(h.number, h.region); v != "" {
			return v, h.code, h.sure
		}
	}
	return "", "", false
}

type habit struct {
	number, region, code string
	sure                 bool
}

// habits are the readings of a number without +, likeliest first.
func (p *page) habits(s string, labelled bool) []habit {
	var hs []habit
	add := func(number, region, code string, sure bool) { hs = append(hs, habit{number, region, code, sure}) }
	switch {
	case len(s) == 11 && s[0] == '1' && s[1] >= '3':
		add(s, "CN", "+86", true)
	case len(s) == 13 && strings.HasPrefix(s, "861"):
		add("+"+s, "CN", "", true)
	case strings.HasPrefix(s, "020") && (len(s) == 11 || len(s) == 10):
		add(s, "LA", "+856", true)
	case strings.HasPrefix(s, "030") && len(s) == 10:
		add(s, "LA", "+856", p.place.lang == "lo")
	case strings.HasPrefix(s, "20") && len(s) == 10 && labelled && p.place.lang == "lo":
		add("0"+s, "LA", "+856", false)
	case strings.HasPrefix(s, "09") && (len(s) != 10 || p.burmeseHabit()):
		add(s, "MM", "+95", p.burmeseHabit())
	case len(s) == 10 && s[0] == '0' && strings.IndexByte("689", s[1]) >= 0:
		add(s, "TH", "+66", true)
	case len(s) == 9 && s[0] == '0' && labelled && p.place.lang == "th":
		add(s, "TH", "+66", true)
	}
	for prefix, n := range map[string][2]int{"66": {11, 11}, "95": {10, 13}, "856": {12, 13}, "855": {11, 12}, "86": {13, 13}} {
		if strings.HasPrefix(s, prefix) && len(s) >= n[0] && len(s) <= n[1] && labelled {
			add("+"+s, "ZZ", "", true)
		}
	}
	return hs
}

func (p *page) burmeseHabit() bool {
	return p.lang == "my" || p.lang != "th" && (p.place.lang == "my" || p.place.currency == "MMK")
}

func valid(number, region string) string {
	n, err := phonenumbers.Parse(number, region)
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return ""
	}
	return phonenumbers.Format(n, phonenumbers.E164)
}
