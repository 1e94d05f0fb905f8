package extract

import (
	"regexp"
	"strings"
)

// Lines that begin a message in what chat programs export or copy.
var exportHeads = []*regexp.Regexp{
	// 守夜人 13:51 · 守夜人 2024-03-09 13:51:02 · 守夜人 下午1:51 · Night Guard 1:51 PM
	regexp.MustCompile(`^(?P<who>[^\n:]{1,40}?)[ \t]+(?P<sent>(?:(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?|昨天|今天|前天|星期.|周.)[ \t]*)?(?:上午|下午|凌晨|早上|中午|晚上)?[ \t]?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)$`),
	// WhatsApp: 12/03/2024, 13:51 - Name: text · [12/03/24, 13:51:02] Name: text
	regexp.MustCompile(`^\[?(?P<sent>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)\]?(?: -)? (?P<who>[^:\n]{1,40}): (?P<text>.*)$`),
	// Telegram: Name, [12.03.24 13:51]
	regexp.MustCompile(`^(?P<who>[^\n]{1,40}), \[(?P<sent>\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp][Mm])?)\]:?$`),
	// LINE: 13:51<tab>Name<tab>text
	regexp.MustCompile(`^(?P<sent>\d{1,2}:\d{2})\t(?P<who>[^\t\n]{1,40})\t(?P<text>.*)$`),
	// [13:51] Name: text
	regexp.MustCompile(`^\[(?P<sent>\d{1,2}:\d{2}(?::\d{2})?)\] (?P<who>[^:\n]{1,40}): (?P<text>.*)$`),
}

// FromText makes a document of pasted text: of a chat export one message a
// message, of anything else one, cut at line ends where it is very long. The
// text is kept byte for byte.
func FromText(s string) Document {
	d := Document{Source: s}
	var cur Message
	var lines []string
	flush := func() {
		cur.Text = strings.Trim(strings.Join(lines, "\n"), "\n")
		if strings.TrimSpace(cur.Text) != "" {
			d.Messages = append(d.Messages, pieces(cur)...)
		}
		lines = lines[:0]
	}
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		if who, sent, text, ok := exportHead(line); ok {
			flush()
			cur = Message{Speaker: who, Sent: sent}
			if text != "" {
				lines = append(lines, text)
			}
			continue
		}
		lines = append(lines, line)
	}
	flush()
	if len(d.Messages) == 0 {
		d.Warnings = append(d.Warnings, Warning{Code: WarnNoText})
	}
	return d
}

func exportHead(line string) (who, sent, text string, ok bool) {
	if len(line) > 2048 || !strings.Contains(line, ":") {
		return
	}
	for _, re := range exportHeads {
		m := re.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		for i, n := range re.SubexpNames() {
			switch n {
			case "who":
				who = strings.TrimSpace(m[i])
			case "sent":
				sent = strings.TrimSpace(m[i])
			case "text":
				text = m[i]
			}
		}
		return who, sent, text, who != ""
	}
	return
}

// pieces cuts a very long message at line ends, or anywhere between runes where
// it has none.
func pieces(m Message) []Message {
	var out []Message
	rest := m.Text
	for len(rest) > mostSigns {
		cut := strings.LastIndexByte(rest[:mostSigns], '\n') + 1
		if cut < mostSigns/2 {
			cut = mostSigns
			for cut > 0 && !startsRune(rest[cut]) {
				cut--
			}
			if cut == 0 {
				cut = mostSigns
			}
		}
		part := m
		part.Text = rest[:cut]
		out = append(out, part)
		rest = rest[cut:]
	}
	m.Text = rest
	return append(out, m)
}

func startsRune(b byte) bool { return b&0xC0 != 0x80 }
