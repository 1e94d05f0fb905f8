package web

import (
	"html/template"
	"net/url"
	"slices"
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/match"
)

// Who a person may be, beside the form in which the person is written down.
// The desk is asked as for any candidates: for a purpose, as a read of the log.

// A lookPart is who may be one person of a form.
type lookPart struct {
	No        string // of the notice; phoneLook on the phone form
	Do        string // where the button sends the form; empty: nothing is typed any more
	Token     string
	Lang      string
	Asked     bool
	Found     []foundPart
	Of        string // the record that was made of it; empty before
	Back      string // the page to come back to after a judgement
	MayJudge  bool
	Verdicts  []string
	FoundText string // for whoever hears the page
}

// phoneLook stands for the person of the phone form.
const phoneLook = "phone"

// A foundPart is one candidate on a few lines.
type foundPart struct {
	ID, Label, Level, Chance, Said, Own, Ask string
	Title, Why                               template.HTML
}

// lookedFor are the properties that candidates are found and weighed by.
var lookedFor = []lanna.Property{lanna.Name, lanna.Alias, lanna.BirthDate, lanna.Age, lanna.Sex, lanna.Nationality, lanna.IDResident, lanna.IDThai,
	lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther, lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet}

// tells are those that can find somebody by themselves: of a sex or a year
// alone there are too many.
var tells = []lanna.Property{lanna.Name, lanna.Alias, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther,
	lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet}

// shortName is below what a name in letters is looked for: each letter more is
// another read of the log.
const shortName = 3

// mostLooked is how many candidates stand beside a form.
const mostLooked = 3

func (v *visit) mayLook() bool { return v.actor.May("match.search") }

// worthAsking reports whether facts say enough to look for somebody.
func worthAsking(facts []desk.Field) bool {
	return slices.ContainsFunc(facts, func(f desk.Field) bool {
		return slices.Contains(tells, f.Property) && (scriptLang(f.Value) != "" && len([]rune(f.Value)) > 1 || len([]rune(f.Value)) >= shortName)
	})
}

// lookFacts reads what a form says of a person; a form names each value by its
// property.
func lookFacts(form url.Values) (out []desk.Field) {
	for _, p := range lookedFor {
		for _, value := range form[string(p)] {
			if value = tidy(p, value); value != "" && len(out) < mostFacts {
				out = append(out, desk.Field{Property: p, Value: value})
			}
		}
	}
	return out
}

// mostFacts bounds what one form may ask by.
const mostFacts = 40

// look answers the phone form while it is filled in: to a script the candidates
// alone, to a browser without one the form as it was sent, with them.
func (s *Server) look(v *visit, why desk.Why) error {
	no := v.FormValue("look")
	part, err := v.lookOf(why, no, lookFacts(v.PostForm))
	if err != nil {
		return err
	}
	if v.byScript() {
		return s.pages.part(v.w, v.lang, "capture", "found", part)
	}
	p, err := v.capturePage(why)
	if err != nil {
		return err
	}
	p.Once, p.Sent, p.Look = v.FormValue("once"), sentForm(v.PostForm), part
	return v.render("capture", p)
}

func (v *visit) lookOf(why desk.Why, no string, facts []desk.Field) (*lookPart, error) {
	parts, err := v.looks(why, []desk.CandidateQuery{{Facts: facts, Limit: mostLooked}})
	if err != nil {
		return nil, err
	}
	parts[0].No, parts[0].Do = no, "/capture/look"
	return parts[0], nil
}

// looks asks for several persons in one read. Nobody is asked for where there
// is nothing to ask by.
func (v *visit) looks(why desk.Why, asked []desk.CandidateQuery) ([]*lookPart, error) {
	parts := make([]*lookPart, len(asked))
	var worth []desk.CandidateQuery
	var of []int
	for i, q := range asked {
		parts[i] = &lookPart{Token: v.s.csrfToken(v.Request), Lang: v.lang.Code, MayJudge: v.actor.May("match.judge"), Verdicts: verdictChoices}
		if len(worth) < desk.MostAsked && (!q.Record.IsZero() || worthAsking(q.Facts)) {
			worth, of = append(worth, q), append(of, i)
		}
	}
	if len(worth) == 0 {
		return parts, nil
	}
	found, err := v.s.desk.CandidatesOf(v.Context(), v.actor, why, worth)
	if err != nil {
		return nil, err
	}
	for i, list := range found {
		p := parts[of[i]]
		p.Asked, p.FoundText = true, v.lang.Count("match.found", len(list))
		for j := range list {
			p.Found = append(p.Found, v.found(&list[j]))
		}
	}
	return parts, nil
}

var verdictChoices = []string{string(desk.SameOne), string(desk.NotSame), string(desk.Unsure)}

func (v *visit) found(c *desk.Candidate) foundPart {
	part := v.candidate("", c)
	out := foundPart{ID: part.ID, Label: part.Label, Level: levelOf(c.Match.Score), Chance: part.Chance, Said: c.Said, Own: part.Own, Title: names(v.lang, c.Title)}
	shown := 0
	for _, r := range c.Match.Reasons {
		if r.Code == match.NameBest || shown == mostReasons {
			continue
		}
		if shown++; shown > 1 {
			out.Why += " · "
		}
		out.Why += v.matchReason(r)
	}
	return out
}

// mostReasons is how many reasons stand on the one line of a candidate; the
// record's page has all.
const mostReasons = 4

// levelOf puts a score into one of three words.
func levelOf(score float64) string {
	switch {
	case score >= 0.9:
		return "very"
	case score >= match.Threshold():
		return "likely"
	}
	return "maybe"
}

// reviewLooks puts beside each notice of a capture who its person may be: by
// what is proposed or was typed, and of a confirmed one by its record.
func (v *visit) reviewLooks(p *reviewPage, why desk.Why, c *desk.CaptureView) error {
	if !v.mayLook() {
		return nil
	}
	var asked []desk.CandidateQuery
	for i := range c.Notices {
		asked = append(asked, desk.CandidateQuery{Facts: v.noticeFacts(&c.Notices[i]), Limit: mostLooked})
	}
	for _, l := range c.Confirmed {
		asked = append(asked, desk.CandidateQuery{Record: l.Record, Limit: mostLooked})
	}
	parts, err := v.looks(why, asked)
	if err != nil {
		return err
	}
	for i, part := range parts {
		part.Back = "/capture/" + p.ID
		if n := len(c.Notices); i >= n {
			part.Of = c.Confirmed[i-n].Record.String()
			for j := range part.Found {
				part.Found[j].Ask = v.lang.Text("match.judge.which", "a", c.Confirmed[i-n].Label, "b", part.Found[j].Label)
			}
			p.Became[i-n].Look = part
			continue
		}
		part.No, part.Do = strconv.Itoa(c.Notices[i].Number), part.Back
		p.Notices[i].put(part)
	}
	return nil
}

// put sets the candidates under the last name of a notice, or below all.
func (n *noticePart) put(part *lookPart) {
	if len(n.Fields) == 0 {
		return
	}
	at := len(n.Fields) - 1
	for i := range n.Fields {
		if n.Fields[i].Names {
			at = i
		}
	}
	n.Fields[at].Look = part
}

// noticeFacts are what a notice says, as it stands in the form where one was
// sent.
func (v *visit) noticeFacts(n *desk.ProposedNotice) []desk.Field {
	said := url.Values{}
	for _, f := range n.Fields {
		said.Add(string(f.Property), f.Value)
	}
	no := strconv.Itoa(n.Number)
	said.Add(v.FormValue("add-property-"+no), v.FormValue("add-value-"+no))
	return lookFacts(said)
}

// typed puts what was sent into the notices of a capture, so that nothing that
// was typed is lost when the page comes again.
func (v *visit) typed(c *desk.CaptureView) {
	put := func(fields []desk.ProposedField) {
		for i := range fields {
			if key := "v-" + fields[i].ID; v.Form.Has(key) {
				fields[i].Value = v.text(key)
			}
		}
	}
	for i := range c.Notices {
		put(c.Notices[i].Fields)
	}
	put(c.Contacts)
}

// A sentForm is what a form held when a button of it asked for something else
// than to save it.
type sentForm url.Values

// Get is what was typed into a field.
func (f sentForm) Get(name string) string { return url.Values(f).Get(name) }

// Chosen reports whether a choice was made; byDefault where nothing was sent.
func (f sentForm) Chosen(name, value string, byDefault bool) bool {
	if f == nil {
		return byDefault
	}
	return slices.Contains(f[name], value)
}
