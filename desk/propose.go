package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"lanna"
	"lanna/extract"
	"lanna/extract/reading"
	"lanna/statement"
)

// A proposal is what extraction makes of a capture. It is a pure function of
// what was read, so that it is not kept: digest names it in what is confirmed.
type proposal struct {
	doc      extract.Document
	result   extract.Result
	read     *reading.Reading
	mended   bool           // signs stand for bytes that were no text
	source   []lanna.Digest // the claims from which it was made
	notices  []ProposedNotice
	contacts []ProposedField
}

// propose makes the proposals of a capture: of a transcript or pasted text
// where there is one, else of what was read.
func (d *Desk) propose(st *statement.State) *proposal {
	p := &proposal{source: sourcesOf(st)}
	for _, f := range st.Live(lanna.ReadText) {
		var r reading.Reading
		if json.Unmarshal([]byte(f.Value), &r) == nil {
			p.read = &r
			p.doc = extract.Layout(r)
		}
	}
	for _, f := range st.Live(lanna.SourceText) {
		p.doc = extract.FromText(f.Value)
		p.mended = strings.ContainsRune(f.Value, utf8.RuneError)
	}
	p.result = extract.Propose(p.doc)
	for i, n := range p.result.Notices {
		p.notices = append(p.notices, proposedNotice(i+1, n, d.Now()))
	}
	for i, c := range p.result.Contacts {
		p.contacts = append(p.contacts, proposedField("k", i, c))
	}
	return p
}

// sourcesOf returns the claims from which a capture's proposals are made.
func sourcesOf(st *statement.State) []lanna.Digest {
	var out []lanna.Digest
	for _, p := range []lanna.Property{lanna.Picture, lanna.ReadText, lanna.SourceText} {
		for _, f := range st.Live(p) {
			out = append(out, f.Digest)
		}
	}
	return out[:min(len(out), statement.MaxFrom)]
}

func proposedNotice(number int, n extract.Notice, now lanna.Millis) ProposedNotice {
	out := ProposedNotice{Number: number, Poster: n.Speaker, Posted: n.Sent}
	for i, f := range n.Fields {
		out.Fields = append(out.Fields, proposedField(strconv.Itoa(number), i, f))
		out.Minor = out.Minor || minorBy(f.Property, f.Value, now) != ""
	}
	return out
}

func proposedField(prefix string, i int, p extract.Proposal) ProposedField {
	id := prefix + strconv.Itoa(i+1)
	if prefix != "k" {
		id = prefix + letters(i)
	}
	return ProposedField{ID: id, Property: p.Property, Value: p.Value, Written: p.Written, Lang: p.Lang, Boxes: p.Boxes,
		Confidence: p.Confidence, Reason: Reason{Code: p.Reason.Code, Args: p.Reason.Args}, Check: p.Check, Detail: p.Detail}
}

// letters counts a, b … z, aa, ab.
func letters(i int) string {
	s := string(rune('a' + i%26))
	if i >= 26 {
		return letters(i/26-1) + s
	}
	return s
}

// field finds a proposed field by its id.
func (p *proposal) field(id string) *ProposedField {
	for i := range p.notices {
		for k := range p.notices[i].Fields {
			if p.notices[i].Fields[k].ID == id {
				return &p.notices[i].Fields[k]
			}
		}
	}
	for i := range p.contacts {
		if p.contacts[i].ID == id {
			return &p.contacts[i]
		}
	}
	return nil
}

func (p *proposal) lines() []ReadLine {
	if p.read == nil {
		return nil
	}
	out := make([]ReadLine, 0, len(p.read.Lines))
	for _, l := range p.read.Lines {
		out = append(out, ReadLine{Text: l.Text, Lang: langOf(l.Script), Box: l.Box, Confidence: l.Confidence, ByEye: l.ByEye})
	}
	return out
}

// langOf returns the language in which a line of the script is set, for the
// page's fonts.
func langOf(script string) string {
	return map[string]string{reading.ScriptHan: "zh", reading.ScriptThai: "th", reading.ScriptMyanmar: "my", reading.ScriptLao: "lo"}[script]
}

func (p *proposal) warnings() []Reason {
	var out []Reason
	for _, w := range p.result.Warnings {
		out = append(out, Reason{Code: w.Code, Args: w.Args})
	}
	if p.mended && !slices.ContainsFunc(out, func(r Reason) bool { return r.Code == extract.WarnInvalidUTF8 }) {
		out = append(out, Reason{Code: extract.WarnInvalidUTF8})
	}
	if p.read != nil {
		for _, m := range p.read.Missing {
			out = append(out, Reason{Code: "missing", Args: map[string]string{"what": m}})
		}
	}
	return out
}

// digest names the proposals: the same reading and the same rules give the same.
func (p *proposal) digest() string {
	b, err := json.Marshal(p.notices)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// words returns what the capture says on one notice: its messages, or, where a
// message speaks of several, the lines from its first field to its last
// without those that speak of another person alone.
func (p *proposal) words(number int) Words {
	if number < 1 || number > len(p.result.Notices) {
		return Words{}
	}
	var parts []string
	for m := range p.doc.Messages {
		text := p.doc.Messages[m].Text
		mine := p.linesOf(number, m)
		if len(mine) == 0 {
			continue
		}
		others := map[int]bool{}
		for i := range p.result.Notices {
			if i != number-1 {
				maps.Copy(others, p.linesOf(i+1, m))
			}
		}
		if len(others) > 0 {
			text = between(text, mine, others)
		}
		parts = append(parts, text)
	}
	lang := ""
	for _, f := range p.result.Notices[number-1].Fields {
		if f.Lang != "" && lang == "" {
			lang = f.Lang
		}
	}
	text := strings.ToValidUTF8(strings.Join(parts, "\n"), "\uFFFD")
	return Words{Text: strings.TrimSpace(clip(text, maxStory)), Lang: lang}
}

// linesOf returns the lines of a message on which a notice's fields stand.
func (p *proposal) linesOf(number, message int) map[int]bool {
	text := p.doc.Messages[message].Text
	lines := map[int]bool{}
	for _, f := range p.result.Notices[number-1].Fields {
		if f.Span.Message != message || f.Span.Start < 0 || f.Span.End < f.Span.Start || f.Span.End > len(text) {
			continue
		}
		first := strings.Count(text[:f.Span.Start], "\n")
		for i := range 1 + strings.Count(text[f.Span.Start:f.Span.End], "\n") {
			lines[first+i] = true
		}
	}
	return lines
}

// between returns the lines from the first of mine to the last, without those
// of others alone.
func between(text string, mine, others map[int]bool) string {
	numbers := slices.Sorted(maps.Keys(mine))
	var out []string
	for i, line := range strings.Split(text, "\n") {
		if i >= numbers[0] && i <= numbers[len(numbers)-1] && (mine[i] || !others[i]) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// clip cuts text to at most n bytes between runes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
