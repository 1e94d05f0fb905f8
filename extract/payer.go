package extract

import (
	"regexp"
	"unicode/utf8"
)

// payerForm is who puts a price on heads, at the head of a line.
var payerForm = regexp.MustCompile(`(?i)^(?:(?:the |our |my |and |but |big )*boss\b|(?:我们|咱们?|大)?(?:老板|老大|东家)|เฮีย|เสี่ย|บอส|เจ้านาย|นาย |(?:ເຈົ້າ|ທ່ານ)?ນາຍ|ບອສ|သူဌေး|ဘော့စ်)`)

// mostAhead is how many signs may stand between the head of a line and the sum
// that its payer names.
const mostAhead = 24

// bossPays: the boss opens the line and names a sum as large as rewards are,
// while nothing in the message speaks of trade: it is the price of who is spoken
// of, in this message or another.
func (p *page) bossPays(f *find) bool {
	start := p.lineOf(f.start)
	if f.detail["bare"] != "" || !p.atLeast(*f, 1) || !payerForm.MatchString(p.text[start:]) || utf8.RuneCountInString(p.text[start:f.start]) > mostAhead || p.named(start, f.start) {
		return false
	}
	for _, c := range p.cues {
		if c.any(kWage, kPrice, kLoan, kFamily, kPet, kTook) {
			return false
		}
	}
	return true
}
