package extract

import (
	"regexp"
	"strings"
)

// asksPrice are words that ask what somebody is worth.
var asksPrice = regexp.MustCompile(`(?i)值(?:多少|几个?钱|什么价)|多少(?:钱|价)?|几个钱|什么价|啥价|怎么算|how much|what(?:'s| is) (?:the|his|her) (?:price|pay|head)|\bworth\b|(?:ค่าตัว|ค่าหัว|ให้|จ่าย|ราคา)? ?(?:เท่าไร|เท่าไหร่|กี่บาท)|(?:ຄ່າຕົວ|ຄ່າຫົວ|ໃຫ້|ຈ່າຍ)? ?(?:ເທົ່າໃດ|ເທົ່າໄຫຼ່|ຈັກກີບ)|ဘယ်လောက်(?:တန်|ပေး|လဲ)?`)

// goesOnAsking: the same is asked of another (那X呢, and X?, แล้วXล่ะ).
var goesOnAsking = regexp.MustCompile(`(?i)[呢?]\s*$|(?:ล่ะ|ละ|ເດ|ເດີ|ကော|ရော)(?:လဲ)?\s*\??$`)

// lineAt is the line around a byte.
func (p *page) lineAt(at int) string {
	return p.text[p.lineOf(at) : at+len(untilLine(p.text[at:]))]
}

// asked: somebody asked what the person is worth, and a sum that stands by
// itself follows within a line or message.
func (d *draft) asked() bool {
	for _, n := range d.named() {
		if !n.asksFor() {
			continue
		}
		for _, f := range d.finds {
			if f.kind == fAmount && (f.use == forPerson || f.use == forNothing) && f.page.atLeast(f.find, 1) && f.page.alone(f.find) && answers(n, f) {
				return true
			}
		}
	}
	return false
}

// asksFor: the line of a name asks what the person is worth, or goes on asking.
func (n placed) asksFor() bool {
	const longest = 200 // bytes: a question is short, and a whole page may be one line
	line := n.page.lineAt(n.start)
	if len(line) > longest {
		return false
	}
	return asksPrice.MatchString(line) || goesOnAsking.MatchString(line) && len(line)-(n.end-n.start) <= 24
}

// answersLast: the message is a sum by itself, and the person named last was
// asked about just before, whoever speaks.
func (b *builder) answersLast(r *record) bool {
	if len(b.drafts) == 0 {
		return false
	}
	last := b.drafts[len(b.drafts)-1]
	if last.hasUse(forPerson) || last.hasUse(forNothing) {
		return false
	}
	for _, f := range r.finds {
		if f.kind != fAmount || f.use != forPerson && f.use != forNothing || !r.page.atLeast(f, 1) || !r.page.alone(f) {
			continue
		}
		for _, n := range last.named() {
			if n.asksFor() && answers(n, placed{r.page, f}) {
				return true
			}
		}
	}
	return false
}

// answers: the sum is on the next line, or in the next message or the one after.
func answers(n, f placed) bool {
	if n.page == f.page {
		return f.start > n.end && strings.Count(n.page.text[n.end:f.start], "\n") == 1
	}
	return f.page.message > n.page.message && f.page.message-n.page.message <= 2
}

// asking: what follows a name makes a question of the line, and nothing else
// stands on it but a small word before: that person is asked about.
func (p *page) asking(end int) bool {
	rest := strings.TrimSpace(untilLine(p.text[end:]))
	return rest != "" && len(rest) <= 12 && p.place.offers && goesOnAsking.MatchString(rest)
}
