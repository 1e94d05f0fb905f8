package extract

import (
	"regexp"
	"slices"
	"strings"
)

// flatHead begins a message of programs that draw no bubbles: who speaks and, behind
// it, when.
var flatHead = regexp.MustCompile(`^([^\d:：]{1,24}?)[ ]*((?:(?i:today|yesterday)(?: at)?|今天|昨天|วันนี้|เมื่อวาน|ယနေ့|မနေ့က|ມື້ນີ້|ມື້ວານ|上午|下午)?[ ]*[0-2]?\d ?[:：] ?[0-5]\d(?: ?[AaPp]\.?[Mm]\.?)?)$`)

// flatChat parts a page at its heads, where two and more stand in it and one opens it
// or nearly so: rows of a name and a clock, one above each message. A page without
// them is one message.
func flatChat(rs []row, w width) []Message {
	var heads []int
	for i, r := range rs {
		if flatHead.MatchString(r.text()) && i+1 < len(rs) {
			heads = append(heads, i)
		}
	}
	if len(heads) < 2 || heads[0] > 2 || slices.ContainsFunc(heads[1:], func(i int) bool { return slices.Contains(heads, i-1) }) {
		return []Message{compose(rs, w)}
	}
	var out []Message
	for k, from := range heads {
		to := len(rs)
		if k+1 < len(heads) {
			to = heads[k+1]
		}
		m := compose(rs[from+1:to], w)
		head := flatHead.FindStringSubmatch(rs[from].text())
		m.Speaker, m.Sent, m.Side = strings.TrimSpace(head[1]), head[2], Left
		out = append(out, m)
	}
	return out
}

func (r row) text() string {
	var parts []string
	for _, l := range r.lines {
		parts = append(parts, strings.TrimSpace(l.Text))
	}
	return strings.Join(parts, " ")
}
