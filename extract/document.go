package extract

import (
	"sort"
	"unicode/utf8"

	"lanna/extract/reading"
)

// A Document is what was said, in reading order.
type Document struct {
	Messages []Message
	// Source is the text as it came, before it was cut into messages; empty
	// for pictures.
	Source string
	// Picture is what the reading process said of the picture as a whole.
	Width, Height int
	PHash         uint64
	Pictures      []reading.Box
	Warnings      []Warning
}

// Side is the side of a chat on which a message stands.
type Side string

// Left is the other side, Right the owner of the phone. A page without bubbles
// has no sides.
const (
	Nobody Side = ""
	Left   Side = "left"
	Right  Side = "right"
)

// A Message is one bubble, one block of a page or one paragraph of pasted text.
type Message struct {
	Speaker string // as printed; empty where nobody is named
	Side    Side
	Sent    string // time line that stands above, as printed
	System  bool   // a line of the program, not of a person
	Quoted  bool   // forwarded, or quoted from another message
	Text    string
	Box     reading.Box // zero for pasted text
	runs    []run
}

// A run is a piece of Text that came from one line of the picture.
type run struct {
	start, end int // bytes of Message.Text
	line       reading.Line
}

// A Span is a piece of one message: bytes from Start to End of its Text.
type Span struct {
	Message int `json:"message"`
	Start   int `json:"start"`
	End     int `json:"end"`
}

// A Warning says that something about the whole input needs care.
type Warning struct {
	Code string            `json:"code"`
	Args map[string]string `json:"args,omitempty"`
}

// Codes of warnings.
const (
	WarnInvalidUTF8  = "invalid-utf8"
	WarnZawgyi       = "zawgyi"
	WarnBidi         = "bidi-controls"
	WarnHidden       = "hidden-characters"
	WarnNoText       = "no-text"
	WarnUnread       = "reader-missing"
	WarnManyMessages = "cut-short"
)

// Text is the piece of the document under a span.
func (d Document) Text(s Span) string {
	if s.Message < 0 || s.Message >= len(d.Messages) {
		return ""
	}
	t := d.Messages[s.Message].Text
	if s.Start < 0 || s.End > len(t) || s.Start > s.End {
		return ""
	}
	return t[s.Start:s.End]
}

// Boxes are the places in the picture from which a span was read, one a line.
func (d Document) Boxes(s Span) []reading.Box {
	var boxes []reading.Box
	d.each(s, func(r run, from, to int) {
		text := d.Messages[s.Message].Text
		a := utf8.RuneCountInString(text[r.start:from])
		boxes = append(boxes, r.line.Span(a, a+utf8.RuneCountInString(text[from:to])))
	})
	return boxes
}

// Confidence is that of the worst line under a span, 1 for pasted text, and
// byEye says that some of it is in a script that is read less well.
func (d Document) Confidence(s Span) (least float64, byEye bool) {
	least = 1
	d.each(s, func(r run, _, _ int) {
		least = min(least, r.line.Confidence)
		byEye = byEye || r.line.ByEye
	})
	return least, byEye
}

func (d Document) each(s Span, f func(r run, from, to int)) {
	if s.Message < 0 || s.Message >= len(d.Messages) {
		return
	}
	runs := d.Messages[s.Message].runs
	i := sort.Search(len(runs), func(i int) bool { return runs[i].end > s.Start })
	for ; i < len(runs) && runs[i].start < s.End; i++ {
		if from, to := max(s.Start, runs[i].start), min(s.End, runs[i].end); from < to {
			f(runs[i], from, to)
		}
	}
}
