package extract

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"lanna/extract/reading"
)

// Layout groups the lines of a picture into messages: what stands in one
// bubble is one message, on the left of the other side, on the right of the
// phone's owner. Lines outside of bubbles name the speaker or the time, or come
// from the program. A page without bubbles is one message with its lines in
// reading order.
func Layout(r reading.Reading) Document {
	d := Document{Width: r.Width, Height: r.Height, PHash: r.PHash, Pictures: r.Pictures}
	for _, m := range r.Missing {
		d.Warnings = append(d.Warnings, Warning{Code: WarnUnread, Args: map[string]string{"what": m}})
	}
	lines := usable(r.Lines)
	if len(lines) == 0 {
		d.Warnings = append(d.Warnings, Warning{Code: WarnNoText})
		return d
	}
	lines = housed(lines)
	markedToo(lines)
	bubbles, outside := bubblesOf(lines, r.Width, r.Height)
	if !isChat(bubbles, outside) {
		d.Messages = flatChat(rows(withoutCounts(ofWriters(lines), r.Width)), width{full: r.Width})
		return d
	}
	d.Messages = chat(markedRows(bubbles), outside, r.Width)
	return d
}

// housed gives a line, around which no area was found because its box touches the
// edge of one, the area of another line in which it lies and whose colours it has.
func housed(lines []reading.Line) []reading.Line {
	out := slices.Clone(lines)
	for i, l := range out {
		if !l.Bubble.Empty() && holds(l.Bubble, l.Box) {
			continue
		}
		for _, o := range lines {
			if !l.Bubble.Empty() && holds(o.Bubble, l.Box) {
				out[i].Bubble = o.Bubble // its box reaches into the area below
				break
			}
			if l.Bubble.Empty() && !o.Bubble.Empty() && within(l.Box, o.Bubble) && near(l.Ground, o.Ground, 6) && near(l.Ink, o.Ink, 40) {
				out[i].Bubble = o.Bubble
				break
			}
		}
	}
	return out
}

// holds: the middle of a line lies in an area.
func holds(area, line reading.Box) bool {
	x, y := line.X+line.W/2, line.Y+line.H/2
	return x >= area.X && x < area.Right() && y >= area.Y && y < area.Bottom()
}

func near(a, b [3]uint8, most int) bool {
	for i := range a {
		if d := int(a[i]) - int(b[i]); max(d, -d) > most {
			return false
		}
	}
	return true
}

func ofWriters(lines []reading.Line) []reading.Line {
	var out []reading.Line
	for _, l := range lines {
		if !furniture.MatchString(l.Text) {
			out = append(out, l)
		}
	}
	return out
}

// isChat: most of what is written stands in bubbles. A page has areas of other
// colours too (a search box, a button), but its text is outside of them.
func isChat(bs []*bubble, outside []reading.Line) bool {
	in, out := 0, 0
	for _, b := range bs {
		for _, l := range b.lines {
			in += utf8.RuneCountInString(l.Text)
		}
	}
	for _, l := range outside {
		out += utf8.RuneCountInString(l.Text)
	}
	return in*5 >= (in+out)*2 && in > 0 && !grid(bs)
}

// grid: most areas stand side by side with another one. They are the cells of a
// table; messages stand below one another.
func grid(bs []*bubble) bool {
	sorted := append([]*bubble(nil), bs...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].middle() < sorted[j].middle() })
	beside := 0
	for i := 1; i < len(sorted); i++ {
		a, b := sorted[i-1], sorted[i]
		if (b.middle()-a.middle())*4 < min(a.box.H, b.box.H) && (a.box.Right() <= b.box.X || b.box.Right() <= a.box.X) {
			beside++
		}
	}
	return beside >= 3 && beside*3 >= len(bs)
}

func (b *bubble) middle() int { return b.box.Y + b.box.H/2 }

var markForm = regexp.MustCompile(`(?i)^[\s\-·|*=~_]*(?:exercise|演习|演練|演练|ฝึกซ้อม|การฝึก|လေ့ကျင့်ခန်း|ຝຶກຊ້ອມ|ການຝຶກ|[\s·|/\-,:])+[\s\-·|*=~_]*$`)

// usable drops empty lines and the mark of an exercise.
func usable(all []reading.Line) []reading.Line {
	var out []reading.Line
	for _, l := range all {
		l.Text = strings.ToValidUTF8(l.Text, "\uFFFD")
		if strings.TrimSpace(l.Text) == "" || faint(l) || markForm.MatchString(l.Text) {
			continue
		}
		l.Text = betweenHan(capitals(l.Text))
		if l = tighten(l); len(l.Edges) == utf8.RuneCountInString(l.Text)+1 {
			l.Text = withoutTail(l.Text)
			l.Edges = l.Edges[:utf8.RuneCountInString(l.Text)+1]
		}
		out = append(out, l)
	}
	return out
}

// furniture are the words of a page and not of its writers: when and how often
// something was read, and what readers may do.
var furniture = regexp.MustCompile(`(?i)^[\s#]*(?:` + strings.Join([]string{
	`(?:浏览|回复|分享|点赞|评论|转发|收藏|阅读|首页|搜索|发送|输入消息|只看楼主|楼主|views?|repl(?:y|ies)|shares?|likes?|comments?|home|search|send|message|type a message|ตอบกลับ|แชร์|ถูกใจ|ดู|ค้นหา|หน้าแรก|ພິມຂໍ້ຄວາມ|พิมพ์ข้อความ)[\s\d.,kw万+]*`,
	`(?:[\d.,]+[kw万]?\s+)*(?:[\d.,]+[kw万]?\s*(?:回复|分享|点赞|赞|评论|转发|收藏|阅读|views?|repl(?:y|ies)|shares?|likes?|comments?)\s*)+`, // 14 3 comments 2 shares
	`(?:[\d.,]+[kw万]?\s+)*(?:(?:ความคิดเห็น|แชร์|ถูกใจ)\s*[\d.,]+\s*(?:ครั้ง|รายการ|คน)?\s*)+`,
	`(?:发表于|发布于|发布时间|posted(?: at| on)?|โพสต์เมื่อ|ໂພສເມື່ອ|တင်ချိန်)[\s::]*[\d\s:/.年月日-]+`,
	`#\d{1,4}`,
	`[0-9 ]{1,3}:[0-9 ]{2,3}`,
}, "|") + `)\s*$`)

var (
	markPiece  = regexp.MustCompile(`ERCISE|EXERC|^E?XERC?I?$|^R?CISE$`)
	manyDigits = regexp.MustCompile(`[@￥¥$:：]|\d{3}`)
)

// faint: the mark of an exercise lies under the text, hardly darker than the
// ground, and is read in pieces.
func faint(l reading.Line) bool {
	d := 0
	for i := range l.Ink {
		d += max(int(l.Ink[i]), int(l.Ground[i])) - min(int(l.Ink[i]), int(l.Ground[i]))
	}
	if n := utf8.RuneCountInString(l.Text); n <= 48 && markPiece.MatchString(l.Text) && !manyDigits.MatchString(l.Text) {
		return true
	}
	return d > 0 && d < 60 && strings.ContainsAny(l.Text, "EXRCIS演习")
}

// A bubble is an area of one colour with the lines in it.
type bubble struct {
	box   reading.Box
	lines []reading.Line
	inner bool // lies in another bubble: a quotation
}

// bubblesOf gathers lines by the area that surrounds them. An area as wide and
// high as most of the page is the page.
func bubblesOf(lines []reading.Line, w, h int) (bs []*bubble, outside []reading.Line) {
	for _, l := range lines {
		if l.Bubble.Empty() || pageWide(l.Bubble, w, h) || isClock(l.Text) && l.Bubble.H < 3*l.Box.H && centred(l.Bubble, w) || icon(l, h) {
			outside = append(outside, l)
			continue
		}
		var home *bubble
		for _, b := range bs {
			if sameArea(b.box, l.Bubble) {
				home = b
				break
			}
		}
		if home == nil {
			home = &bubble{box: l.Bubble}
			bs = append(bs, home)
		}
		home.lines = append(home.lines, l)
		home.box = union(home.box, l.Bubble)
	}
	for _, b := range bs {
		for _, o := range bs {
			b.inner = b.inner || b != o && within(b.box, o.box)
		}
	}
	sort.SliceStable(bs, func(i, j int) bool {
		if a, b := bs[i], bs[j]; a.box.Y != b.box.Y {
			return a.lines[0].Box.Y < b.lines[0].Box.Y
		}
		return bs[i].box.X < bs[j].box.X
	})
	return bs, outside
}

func pageWide(b reading.Box, w, h int) bool {
	return w > 0 && h > 0 && (b.W*100 >= w*96 || b.W*b.H*10 >= w*h*8)
}

// sameArea: two boxes cover mostly the same.
func sameArea(a, b reading.Box) bool {
	x := min(a.Right(), b.Right()) - max(a.X, b.X)
	y := min(a.Bottom(), b.Bottom()) - max(a.Y, b.Y)
	if x <= 0 || y <= 0 {
		return false
	}
	return x*y*10 >= 7*max(a.W*a.H, b.W*b.H)
}

func within(a, b reading.Box) bool {
	return a.X >= b.X-2 && a.Y >= b.Y-2 && a.Right() <= b.Right()+2 && a.Bottom() <= b.Bottom()+2 && a.W*a.H < b.W*b.H
}

func union(a, b reading.Box) reading.Box {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return reading.Box{X: x, Y: y, W: max(a.Right(), b.Right()) - x, H: max(a.Bottom(), b.Bottom()) - y}
}

var clockForm = regexp.MustCompile(`^(?:(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?|昨天|今天|前天|星期.|周.|上午|下午|Yesterday|Today|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]{2}\d{1,2}|\d{1,2}[A-Z][a-z]{2,8}|เมื่อวาน|วันนี้|ມື້ວານ|မနေ့က)?[ ,]*(?:上午|下午|凌晨|早上|中午|晚上|at |เวลา )?[ ]?\d{1,2}[:：]\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?| ?น\.)?[ ✓√vVwW/]*$`)

// isClock reports a time, with or without a date. A reader sets blanks among
// the thin signs of a clock, so blanks do not count.
func isClock(s string) bool {
	return utf8.RuneCountInString(s) <= 28 && clockForm.MatchString(strings.ReplaceAll(s, " ", ""))
}

// icon: a sign or two in a small area at the top of the screen.
func icon(l reading.Line, h int) bool {
	return utf8.RuneCountInString(l.Text) <= 3 && l.Box.Y*12 < h
}

// tailClock is a time that a program prints behind the last words of a bubble,
// with the ticks of delivery.
var tailClock = regexp.MustCompile(`[ ]*(?:[01]?[ ]?\d|2[ ]?[0-3])[ ]?[:：][ ]?[0-5][ ]?\d[ ]?(?:[AaPp][Mm])?[ ✓√vVwWyN/\\]{0,5}$`)

// cutClock takes such a time off the last line of a bubble.
func cutClock(l reading.Line) (reading.Line, string) {
	at := tailClock.FindStringIndex(l.Text)
	if at == nil || at[0] == 0 {
		return l, ""
	}
	sent := strings.TrimRight(strings.ReplaceAll(l.Text[at[0]:], " ", ""), "✓√vVwWyN/\\")
	n := utf8.RuneCountInString(l.Text[:at[0]])
	l.Text = l.Text[:at[0]]
	if n < len(l.Edges) {
		l.Edges = l.Edges[:n+1]
		l.Box.W = l.Edges[n] - l.Box.X
	}
	return l, sent
}

// chat makes messages of bubbles and gives them speakers and times from the
// lines around them.
func chat(bs []*bubble, outside []reading.Line, pageW int) []Message {
	widest := width{full: pageW}
	for _, b := range bs {
		l, r := extent(b.lines)
		widest.bubble = max(widest.bubble, r-l)
	}
	used, names := make([]bool, len(outside)), namesIn(bs)
	sent := ""
	var out []Message
	for i, b := range bs {
		for j, l := range outside {
			if !used[j] && isClock(l.Text) && centred(l.Box, pageW) && l.Box.Y < b.box.Y {
				used[j], sent = true, strings.TrimSpace(l.Text)
			}
		}
		out = append(out, b.message(outside, used, names, sent, pageW, widest))
		if b.inner && i > 0 {
			out[i].Speaker = out[i-1].Speaker
		}
	}
	return insertSystem(formed(speakers(out)), outside, used)
}

// speakers: an area that holds nothing but the name of somebody who speaks in
// another message is the head of the one below it.
func speakers(ms []Message) []Message {
	named := map[string]bool{}
	for _, m := range ms {
		if m.Speaker != "" {
			named[m.Speaker] = true
		}
	}
	var out []Message
	head := ""
	for _, m := range ms {
		if text := strings.TrimSpace(m.Text); named[text] && !m.System {
			head = text
			continue
		}
		if head != "" && m.Speaker == "" && m.Side == Left {
			m.Speaker = head
		}
		head = ""
		out = append(out, m)
	}
	return out
}

func centred(b reading.Box, pageW int) bool {
	mid := b.X + b.W/2
	return mid > pageW*3/8 && mid < pageW*5/8
}

func (b *bubble) message(outside []reading.Line, used []bool, names map[string]bool, sent string, pageW int, w width) Message {
	lines, speaker, own := b.inside(names)
	m := compose(rows(lines), w)
	m.System = furniture.MatchString(m.Text) || b.inner && countForm.MatchString(m.Text)
	m.Box, m.Quoted, m.Side = b.box, b.inner, Left
	if b.box.X > pageW-b.box.Right() {
		m.Side = Right
	}
	m.Speaker = firstOf(speaker, b.nameAbove(outside, used))
	m.Sent = firstOf(own, b.clockBeside(outside, used), sent)
	return m
}

// inside takes a time and a speaker's name out of the lines of a bubble: some
// programs print both in it, the name in a colour of its own. names are lines known
// to be such.
func (b *bubble) inside(names map[string]bool) (lines []reading.Line, speaker, sent string) {
	lines = append(lines, b.lines...)
	if n := len(lines); n > 1 {
		for i := n - 1; i >= max(0, n-2); i-- {
			if isClock(lines[i].Text) {
				sent = strings.TrimSpace(lines[i].Text)
				lines = append(lines[:i:i], lines[i+1:]...)
				break
			}
		}
	}
	if n := len(lines); n > 0 && sent == "" {
		lines[n-1], sent = cutClock(lines[n-1])
		if n > 1 && sent != "" && isCount(lines[n-1]) && lines[n-1].Box.H*10 < lines[n-2].Box.H*9 {
			lines = lines[:n-1] // how often it was seen, in small type
		}
	}
	if len(lines) > 1 && (names[strings.TrimSpace(lines[0].Text)] || nameLooks(lines)) {
		return lines[1:], strings.TrimSpace(lines[0].Text), sent
	}
	return lines, "", sent
}

// nameLooks: the first line of a bubble is short, of another colour than the rest,
// and no higher.
func nameLooks(lines []reading.Line) bool {
	name, second, last := lines[0], lines[1], lines[len(lines)-1]
	return mayName(name.Text) && apart(name.Ink, second.Ink) && !apart(second.Ink, last.Ink) && name.Box.H <= second.Box.H*11/10
}

// mayName: a line is as short as names of speakers are, and holds no number.
func mayName(s string) bool {
	return utf8.RuneCountInString(s) <= 20 && !strings.ContainsAny(s, "0123456789:：")
}

// namesIn are the speakers whom bubbles name in a line of their own. Where one
// bubble shows that a line is a name, the same line heads others too, whatever
// colour was measured there; and so does a short line that heads three.
func namesIn(bs []*bubble) map[string]bool {
	names, heads := map[string]bool{}, map[string]int{}
	for _, b := range bs {
		if lines, speaker, _ := b.inside(nil); speaker != "" {
			names[speaker] = true
		} else if head := strings.TrimSpace(lines[0].Text); len(lines) > 1 && mayName(head) {
			if heads[head]++; heads[head] == 3 {
				names[head] = true
			}
		}
	}
	return names
}

// apart: two colours that an eye tells apart.
func apart(a, b [3]uint8) bool {
	d := 0
	for i := range a {
		d += max(int(a[i]), int(b[i])) - min(int(a[i]), int(b[i]))
	}
	return d > 120
}

// nameAbove is the short line directly above a bubble, on its side.
func (b *bubble) nameAbove(outside []reading.Line, used []bool) string {
	best, at := -1, 0
	for j, l := range outside {
		gap := b.box.Y - l.Box.Bottom()
		if used[j] || gap < -2 || gap > 3*l.Box.H/2 || isClock(l.Text) || utf8.RuneCountInString(l.Text) > 32 {
			continue
		}
		left, right := l.Box.X-b.box.X, b.box.Right()-l.Box.Right()
		near := 2 * l.Box.H
		if (left > -near && left < near || right > -near && right < near) && (best < 0 || gap < at) {
			best, at = j, gap
		}
	}
	if best < 0 {
		return ""
	}
	used[best] = true
	return strings.TrimSpace(outside[best].Text)
}

// clockBeside is a time printed beside or directly under a bubble.
func (b *bubble) clockBeside(outside []reading.Line, used []bool) string {
	for j, l := range outside {
		if used[j] || !isClock(l.Text) {
			continue
		}
		level := l.Box.Y >= b.box.Y-l.Box.H && l.Box.Bottom() <= b.box.Bottom()+2*l.Box.H
		beside := l.Box.X >= b.box.Right()-2 && l.Box.X < b.box.Right()+8*l.Box.H || l.Box.Right() <= b.box.X+2 && l.Box.Right() > b.box.X-8*l.Box.H
		under := l.Box.Y >= b.box.Bottom()-2 && l.Box.X >= b.box.X-2 && l.Box.Right() <= b.box.Right()+2
		if level && (beside || under) {
			used[j] = true
			return strings.TrimSpace(l.Text)
		}
	}
	return ""
}

// insertSystem puts the lines that nobody said where they stand, marked.
func insertSystem(ms []Message, outside []reading.Line, used []bool) []Message {
	for j, l := range outside {
		if used[j] {
			continue
		}
		m := compose([]row{{lines: []reading.Line{l}}}, width{})
		m.System, m.Box = true, l.Box
		i := sort.Search(len(ms), func(i int) bool { return ms[i].Box.Y > l.Box.Y })
		ms = append(ms[:i], append([]Message{m}, ms[i:]...)...)
	}
	return ms
}
