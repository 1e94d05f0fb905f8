package extract

import (
	"regexp"
	"strings"
)

// A form is a run of lines that begin with a label each, or with a short head and
// a colon where two of the heads at least are labels. Within one, a weak
// label counts without a colon, and the head of a line is a label although the
// lexicon does not know it: whatever form a stranger draws, its heads are no
// names.

// leastHeads is how many such lines make a form.
const leastHeads = 3

// leastKnown is how many of them must be known: rows of names and sums have a
// short head and a colon too.
const leastKnown = 2

// mostUnknown is how many lines in a row without a known label may stand in one.
const mostUnknown = 2

// formLines are the lines of forms, as bytes from and to, in order.
func (p *page) formLines() [][2]int {
	var out [][2]int
	from, last, heads, unknown, known := 0, 0, 0, 0, 0
	end := func() {
		if heads >= leastHeads && known >= leastKnown {
			out = append(out, [2]int{from, last})
		}
		heads, unknown = 0, 0
	}
	for start := 0; start < len(p.text); {
		stop := start + len(untilLine(p.text[start:]))
		label := p.labelLine(start, stop)
		switch {
		case label || colonLine.MatchString(p.text[start:stop]):
			if heads == 0 {
				from, known = start, 0
			}
			if label {
				known++
			}
			heads, unknown, last = heads+1, 0, stop
		case heads > 0:
			if unknown++; unknown > mostUnknown {
				end()
			}
		}
		start = stop + 1
	}
	end()
	return out
}

// colonLine is a line with a short head, a colon and something behind it.
var colonLine = regexp.MustCompile(`^[\pL\pM][\pL\pM .\-]{0,40} ?: ?[^ ]`)

// labelLine: a line begins with a known label, set apart from what follows.
func (p *page) labelLine(start, stop int) bool {
	at := start
	for {
		c, ok := p.cueAt(at)
		if !ok || c.start != at || c.end > stop || !c.any(kName, kAlias, kID, kPass, kPhone, kContact, kReward, kAmount, kTip, kAge, kSex, kBirth, kPlace, kHandle) {
			return false
		}
		at = c.end
		if at < stop && (p.text[at] == ' ' || p.text[at] == ':' || p.text[at] == '|') && strings.Trim(p.text[at:stop], " :|") != "" {
			return true
		}
	}
}

// inForm: the byte stands in a form.
func (p *page) inForm(at int) bool {
	for _, f := range p.formed {
		if at >= f[0] && at < f[1] {
			return true
		}
	}
	return false
}

// formHead: what stands between two bytes opens a line of a form and is set
// apart from a number or sum behind it: a label.
func (p *page) formHead(at, end int) bool {
	if at > 0 && p.text[at-1] != '\n' || !p.inForm(at) {
		return false
	}
	rest := strings.TrimLeft(p.text[end:], " :|-")
	if rest == p.text[end:] {
		return false
	}
	f, ok := p.findAt(len(p.text) - len(rest))
	return ok && (f.kind == fAmount || f.kind == fID || f.kind == fPhone || f.kind == fHandle)
}
