package extract

import (
	"regexp"
	"strings"
)

// burmeseWeighed is where a Burmese name without a title ends that words touch
// (အောင်ကျော်လင်းပြေးသွားပြီ), or the end that blanks and
// particles gave.
func (p *page) burmeseWeighed(at, end int) int {
	if strings.Contains(p.text[at:end], " ") {
		return end
	}
	if to, ok := p.weighedEnd(at, 2); ok && to < end && !p.closeCalls[to] && !strings.Contains(p.text[at:to], " ") {
		return to
	}
	return end
}

// burmeseLike is how many points likelier a Burmese run of letters is a name than
// talk: 2 at most, which alone make a doubt that a sum settles.
func (p *page) burmeseLike(at int) int {
	const nats = 3 // a point: syllables of names are words, too
	return max(0, min(2, int(-weigher(p.text[at:]).Talk(p.untilTaken(at))/nats)))
}

// calledForm is what stands behind somebody's name: who is called so.
var calledForm = regexp.MustCompile(`^ ?(?:ဆိုတဲ့|ဆိုသော|ဆိုသည့်|ဆိုသူ|ဆိုတာ|အမည်ရှိ|အမည်ရ|နာမည်ရှိ|(?:လို့|ဟု|ဟူ၍) ?(?:ခေါ်|အမည်))`)

func (p *page) calledBehind(end int) int {
	if calledForm.MatchString(p.text[end:min(len(p.text), end+60)]) {
		return surelyName
	}
	return 0
}
