package extract

import (
	"regexp"
	"strings"
)

// passportLook is a number as passports have it.
var passportLook = regexp.MustCompile(`\b[A-Z]{1,2}\d{7,8}\b`)

// describes: a line holds an identity number behind words, as where somebody is
// described (name / age / number), and no line speaks of work or of debts. Nobody
// prints such a number to sell goods, so words for a price say what the person
// is worth.
func (p *page) describes() bool {
	for _, c := range p.cues {
		if c.any(kWage, kLoan, kFamily, kPet) && !p.oneJob(c) {
			return false
		}
	}
	for _, form := range []*regexp.Regexp{passportLook, thaiCard, residentForm, nrcForm} {
		for _, m := range perLine(form, p.nums, anyDigit) {
			if p.nums[m[0]] == '+' || m[0] > 0 && p.nums[m[0]-1] == '+' {
				continue // a telephone number
			}
			if head := p.text[p.lineOf(m[0]):m[0]]; signs(head) >= 4 || strings.Contains(head, "/") {
				return true
			}
		}
	}
	if p.lang == "lo" {
		for _, m := range perLine(laoForm, p.nums, anyDigit) {
			if strings.Contains(p.text[p.lineOf(m[0]):m[0]], "/") {
				return true
			}
		}
	}
	return false
}

// oneJob: "the job" is said of any errand, that of finding somebody too.
func (p *page) oneJob(c cue) bool { return strings.EqualFold(p.text[c.start:c.end], "job") }

// pricedPerson: the line speaks of a price and of no other trade, and of a sum as
// large as rewards are, on a page that describes a person.
func (p *page) pricedPerson(start, end int) bool {
	if !p.carded {
		return false
	}
	for _, c := range p.cuesIn(start, end) {
		if c.any(kWage, kLoan, kFamily, kPet) {
			return false
		}
	}
	return p.largeSum(start, end)
}

// carded: who is named stands on a page that describes a person.
func (d *draft) carded() bool {
	for _, n := range d.named() {
		if n.page.carded {
			return true
		}
	}
	return false
}
