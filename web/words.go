package web

import (
	"html/template"
	"slices"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/web/locale"
)

// Codes become words here: titles, reasons, values, acts. The desk speaks
// codes, so that each reader gets the own language.

func saidWords(w desk.Words) template.HTML { return said(w.Text, w.Lang) }

// names writes names and aliases, each in its own language.
func names(lang *locale.Language, t desk.Title) template.HTML {
	var out []string
	for _, w := range append(slices.Clone(t.Names), t.Aliases...) {
		out = append(out, string(saidWords(w)))
	}
	if len(out) == 0 {
		return template.HTML(template.HTMLEscapeString(lang.Text("title.unnamed")))
	}
	if len(out) > 3 {
		out = append(out[:3], "…")
	}
	return template.HTML(strings.Join(out, ", "))
}

// titleWords is one line about a record.
func titleWords(lang *locale.Language, t desk.Title) template.HTML {
	key := "title." + t.Code
	if !lang.Has(key) {
		key = "title.other"
	}
	if t.Amount == "" && lang.Has(key+".plain") {
		key += ".plain"
	}
	return markedUp(lang, key, "amount", said(amountWords(t.Amount), "en"), "names", names(lang, t))
}

// plainTitle is titleWords without markup, for the title of a page.
func plainTitle(lang *locale.Language, t desk.Title) string {
	strip := func(list []desk.Words) []desk.Words {
		out := make([]desk.Words, len(list))
		for i, w := range list {
			out[i] = desk.Words{Text: w.Text}
		}
		return out
	}
	var all []string
	for _, w := range append(strip(t.Names), strip(t.Aliases)...) {
		all = append(all, w.Text)
	}
	if len(all) == 0 {
		all = []string{lang.Text("title.unnamed")}
	}
	key := "title." + t.Code
	if !lang.Has(key) {
		key = "title.other"
	}
	if t.Amount == "" && lang.Has(key+".plain") {
		key += ".plain"
	}
	return lang.Text(key, "amount", amountWords(t.Amount), "names", strings.Join(all, ", "))
}

// amountWords groups the digits of "600000 CNY".
func amountWords(s string) string {
	number, currency, ok := strings.Cut(s, " ")
	if !ok {
		return s
	}
	whole, part, decimal := strings.Cut(number, ".")
	number = grouped(whole)
	if decimal {
		number += "." + part
	}
	return number + " " + currency
}

// coded are the properties whose values are codes with words of their own.
var coded = map[lanna.Property]string{
	lanna.Sex: "sex.", lanna.ThreatCode: "threat.", lanna.VictimStatus: "victim-status.", lanna.MinorFlag: "minor.",
	lanna.ContactSafety: "safety.", lanna.FearOfReturn: "answer.", lanna.Consent: "answer.", lanna.Channel: "channel.",
	lanna.AlertSeverity: "severity.", lanna.AlertState: "state.", lanna.AlertOutcome: "outcome.", lanna.AlertStep: "step.",
	lanna.Status: "status.", lanna.Queued: "queued.", lanna.Accusation: "accusation.", lanna.KindOfRecord: "kind.",
}

// valueWords is the value of a fact: a code in words, else as it was said.
func valueWords(lang *locale.Language, p lanna.Property, value, valueLang string) template.HTML {
	if family, ok := coded[p]; ok && lang.Has(family+value) {
		return template.HTML(template.HTMLEscapeString(lang.Text(family + value)))
	}
	switch p {
	case lanna.Amount, lanna.TipAmount, lanna.Ransom:
		return said(amountWords(value), "en")
	}
	return said(value, valueLang)
}

// propertyName is what a property is called.
func propertyName(lang *locale.Language, p lanna.Property) string {
	if key := "property." + string(p); lang.Has(key) {
		return lang.Text(key)
	}
	return string(p)
}

// reasonWords says why: a severity, a proposal, a hit, a repost.
func reasonWords(lang *locale.Language, r desk.Reason) template.HTML {
	key := "why." + r.Code
	if !lang.Has(key) {
		return markedUp(lang, "why.other", "code", r.Code)
	}
	pairs := make([]any, 0, 2*len(r.Args)+2)
	for name, value := range r.Args {
		switch {
		case name == "why" && lang.Has("why."+value):
			value = lang.Text("why." + value)
		case name == "code" || name == "value" && r.Code == "threat":
			value = codeWords(lang, value)
		case name == "value" || name == "amount" || name == "earlier":
			value = amountWords(value)
		case name == "property":
			value = propertyName(lang, lanna.Property(value))
		}
		pairs = append(pairs, name, said(value, ""))
	}
	return markedUp(lang, key, pairs...)
}

// codeWords is a code of a threat or an accusation in words, or itself where
// it is another code.
func codeWords(lang *locale.Language, code string) string {
	for _, family := range []string{"threat.", "accusation."} {
		if lang.Has(family + code) {
			return lang.Text(family + code)
		}
	}
	return code
}

// gradeWords are the two words of an Admiralty grade.
func gradeWords(lang *locale.Language, g lanna.Grade) string {
	if g.String() == "F6" {
		return lang.Text("grade.F6")
	}
	if g.Reliability == 0 && g.Credibility == 0 {
		return lang.Text("grade.none")
	}
	var out []string
	if g.Reliability != 0 {
		out = append(out, lang.Text("grade."+string(g.Reliability)))
	}
	if g.Credibility != 0 {
		out = append(out, lang.Text("grade."+string(g.Credibility)))
	}
	return strings.Join(out, lang.Text("list.comma"))
}

// The letters of Admiralty grades, for forms.
var (
	reliabilities = []string{"A", "B", "C", "D", "E", "F"}
	credibilities = []string{"1", "2", "3", "4", "5", "6"}
)

// kindName is what a kind of record is called.
func kindName(lang *locale.Language, k lanna.RecordKind) string {
	return lang.Text("kind." + string(k))
}

// stepWords is one act of a history in words: who did what, and why. agency is
// the name of another agency whose act it is.
func stepWords(lang *locale.Language, s desk.Step, self lanna.OfficerID, agency string) template.HTML {
	act := lang.First("did."+s.Act, "did.other")
	if r := s.Args["receipt"]; r != "" {
		act = lang.Text("did.receipt", "what", lang.First("receipt."+r, "why.other"))
	} else if s.Act == "" && agency != "" {
		act = changedWords(lang, s.Changed)
	}
	who := s.Name
	switch {
	case agency != "":
		who = agency
	case s.Rule != "":
		who = lang.Text("did.rule")
	case s.Officer == self:
		who = lang.Text("owner.you")
	case who == "":
		who = lang.Text("did.somebody")
	}
	out := markedUp(lang, "did.line", "who", said(who, langOr(scriptLang(who), lang.Code)), "what", act)
	if o := s.Args["outcome"]; o != "" {
		out += template.HTML(": " + template.HTMLEscapeString(lang.First("outcome."+o, "why.other")))
	}
	if s.Reason != "" {
		out += " · " + said(s.Reason, "")
	}
	return out
}

// changedWords names what another agency's statement says: the act itself stays
// with that agency.
func changedWords(lang *locale.Language, changed []lanna.Property) string {
	var names []string
	for _, p := range changed {
		if p == lanna.KindOfRecord || !lang.Has("property."+string(p)) { // how the record is kept, and nothing for a reader
			continue
		}
		if name := propertyName(lang, p); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return lang.Text("did.other")
	}
	return lang.Text("did.said", "what", strings.Join(names, lang.Text("list.comma")))
}

// handlingWords is a marking in words.
type handlingWords struct {
	Line, Codes, Holders, Purposes, Review string
}

func handlingOf(lang *locale.Language, m desk.Marking) handlingWords {
	var h handlingWords
	var codes, purposes []string
	for _, c := range m.Codes {
		codes = append(codes, lang.Text("handling."+string(c)))
	}
	for _, c := range m.Compartments {
		codes = append(codes, lang.Text("compartment."+string(c)))
	}
	for w := range strings.SplitSeq(m.Words, "; ") { // as handling joins them
		switch {
		case lang.Has("restriction." + w): // the node's own
			codes = append(codes, lang.Text("restriction."+w))
		case w != "":
			codes = append(codes, w)
		}
	}
	for _, p := range m.Purposes {
		purposes = append(purposes, lang.Text("purpose."+string(p)))
	}
	comma := lang.Text("list.comma")
	h.Codes = strings.Join(codes, comma)
	if h.Codes == "" {
		h.Codes = lang.Text("handling.none")
	}
	h.Purposes = strings.Join(purposes, comma)
	if h.Purposes == "" {
		h.Purposes = lang.Text("handling.purposes.all")
	}
	h.Holders = lang.Text("handling.holders.own")
	if n := len(m.Holders); n > 0 {
		h.Holders = lang.Count("handling.holders.more", n)
	}
	h.Review = m.Review
	h.Line = h.Codes + " · " + h.Holders
	return h
}
