package main

import (
	"fmt"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

// subjectGroup is what a data subject may ask, and how it is answered.
type subjectGroup struct {
	Open     subjectOpenCmd     `cmd:"" help:"Take a request in: access, correction, erasure, objection or appeal."`
	List     subjectListCmd     `cmd:"" help:"List requests, the nearest last day first."`
	Show     subjectShowCmd     `cmd:"" help:"Show a request, and what an extract would tell now."`
	Assign   subjectAssignCmd   `cmd:"" help:"Give a request to an officer."`
	Check    subjectCheckCmd    `cmd:"" help:"Say whether it is the person, and how that was found out."`
	Link     subjectLinkCmd     `cmd:"" help:"Name a record that is of the person."`
	Restrict subjectRestrictCmd `cmd:"" help:"Restrict what is told, with ground and law."`
	Correct  subjectCorrectCmd  `cmd:"" help:"Correct a claim for a request; two officers sign."`
	Erase    subjectEraseCmd    `cmd:"" help:"Erase a record for a request; two officers sign."`
	Answer   subjectAnswerCmd   `cmd:"" help:"End a request with an outcome, in the person's language."`
	Extract  subjectExtractCmd  `cmd:"" help:"Print what the person is told, in numbered copies."`
	Rules    subjectRulesCmd    `cmd:"" help:"Show or set within how many days requests are answered."`
}

func (subjectGroup) examples() string {
	return `lanna subject open --kind access --name "He Qi" --received 2026-03-11 --lang zh --about P-0007 --as legal
lanna subject list --as legal
lanna subject answer Q-0001 --outcome given --text "…" --reason "law 4" --as legal`
}

type subjectOpenCmd struct {
	officerFlags
	Kind     string `name:"kind" required:"" enum:"access,correction,erasure,objection,appeal" help:"access, correction, erasure, objection or appeal."`
	Name     string `name:"name" required:"" help:"Who asks."`
	Received string `name:"received" required:"" placeholder:"DATE" help:"Day on which it was received, as 2026-03-11."`
	Lang     string `name:"lang" required:"" help:"Language of the answer: en, zh, th, my, lo."`
	Reach    string `name:"reach" placeholder:"TEXT" help:"How the answer gets there."`
	Text     string `name:"text" help:"What is asked, in the person's words."`
	About    string `name:"about" placeholder:"RECORD" help:"Label or id of a record of the person."`
	Claim    string `name:"claim" placeholder:"ID" help:"Of an appeal: the claim (record show --json lists them)."`
}

func (subjectOpenCmd) examples() string {
	return `lanna subject open --kind access --name "He Qi" --received 2026-03-11 --lang zh --about P-0007 --as legal
lanna subject open --kind appeal --name "He Qi" --received 2026-03-11 --lang zh --about P-0007 --claim 5f0c… --as legal`
}

// Run takes a request in.
func (c subjectOpenCmd) Run(p *program) error {
	a := node.SubjectArgs{About: c.About, Draft: desk.SubjectDraft{Kind: c.Kind, Name: desk.Words{Text: c.Name}, Reach: c.Reach, Lang: c.Lang, Received: c.Received, Text: desk.Words{Text: c.Text}}}
	if c.Claim != "" {
		claim, err := lanna.ParseDigest(c.Claim)
		if err != nil {
			return failf(misused, "lanna record show "+c.About+" --json", "--claim: %w", err)
		}
		a.Draft.Claim = claim
	}
	var made node.Done
	if err := c.ask(p, "subject.open", a, &made); err != nil {
		return err
	}
	return p.did("taken in", made.Record, "request "+made.Record.String())
}

type subjectListCmd struct {
	officerFlags
	Done  bool `name:"done" help:"Those that were answered, newest first."`
	Limit int  `name:"limit" default:"100" help:"At most so many (${default})."`
}

func (subjectListCmd) examples() string {
	return `lanna subject list --as legal
lanna subject list --done --as legal --json`
}

// Run lists requests. One that is overdue says so.
func (c subjectListCmd) Run(p *program) error {
	var list []desk.SubjectLine
	if err := c.ask(p, "subject.list", desk.SubjectQuery{Done: c.Done, Limit: c.Limit}, &list); err != nil {
		return err
	}
	rows := [][]string{{"REQUEST", "KIND", "LAST DAY", "", "IDENTITY", "OWNER"}}
	for _, l := range list {
		if p.json {
			if err := p.emit(l); err != nil {
				return err
			}
			continue
		}
		left := l.Outcome
		if left == "" {
			left = strconv.Itoa(l.Days) + " days left"
		}
		if l.Overdue {
			left = "OVERDUE by " + strconv.Itoa(-l.Days) + " days"
		}
		rows = append(rows, []string{l.Label, l.Kind, l.Due, left, l.Identity, l.OwnedBy})
	}
	if !p.json && len(list) == 0 {
		p.say("No request is here.")
	} else if !p.json {
		table(p.out, rows)
	}
	return nil
}

// subjectFlags name the request.
type subjectFlags struct {
	officerFlags
	Request string `arg:"" help:"Label (Q-0001) or id."`
}

func (f subjectFlags) args() node.SubjectArgs {
	return node.SubjectArgs{RecordArgs: node.RecordArgs{ID: f.Request}}
}

func (f subjectFlags) do(p *program, verb, what string, a node.SubjectArgs) error {
	var made node.Done
	if err := f.ask(p, verb, a, &made); err != nil {
		return err
	}
	return p.did(what, made.Record, f.Request)
}

type subjectShowCmd struct{ subjectFlags }

func (subjectShowCmd) examples() string {
	return "lanna subject show Q-0001 --as legal\nlanna subject show Q-0001 --as legal --json"
}

// Run shows a request.
func (c subjectShowCmd) Run(p *program) error {
	var v desk.SubjectDetail
	if err := c.ask(p, "subject.show", node.RecordArgs{ID: c.Request}, &v); err != nil {
		return err
	}
	if p.json {
		return p.emit(v)
	}
	fmt.Fprintf(p.out, "%s  %s  %s  received %s  last day %s  %s\n", v.Label, v.Kind, v.Name.Text, v.Received, v.Due, v.Identity)
	if v.Overdue {
		fmt.Fprintf(p.out, "OVERDUE by %d days\n", -v.Days)
	}
	if v.Safety != "" {
		fmt.Fprintf(p.out, "contact: %s\n", v.Safety)
	}
	for i := range v.Restrictions {
		r := &v.Restrictions[i]
		told := "told"
		if r.Silent {
			told = "silent"
		}
		fmt.Fprintf(p.out, "restriction: %s, %s, %s\n", r.Basis, r.Law, told)
	}
	for _, r := range v.Told {
		fmt.Fprintf(p.out, "\n%s of %s\n", r.Kind, r.Opened)
		rows := [][]string{}
		for _, f := range r.Facts {
			rows = append(rows, []string{string(f.Property), f.Value})
		}
		table(p.out, rows)
	}
	if len(v.Told) == 0 {
		fmt.Fprintln(p.out, "There is nothing that may be told.")
	}
	if v.Outcome != "" {
		fmt.Fprintf(p.out, "outcome: %s\n", v.Outcome)
	}
	return nil
}

type subjectAssignCmd struct {
	subjectFlags
	To string `name:"to" required:"" placeholder:"LOGIN" help:"Officer who answers it."`
}

func (subjectAssignCmd) examples() string {
	return "lanna subject assign Q-0001 --to legal2 --as legal"
}

// Run gives a request to an officer.
func (c subjectAssignCmd) Run(p *program) error {
	a := c.args()
	a.To = c.To
	return c.do(p, "subject.assign", "given to "+c.To, a)
}

type subjectCheckCmd struct {
	subjectFlags
	Result string `name:"result" required:"" enum:"confirmed,doubtful" help:"confirmed or doubtful."`
	Note   string `name:"note" required:"" help:"How it was found out: the document, not its number."`
}

func (subjectCheckCmd) examples() string {
	return `lanna subject check Q-0001 --result confirmed --note "passport seen at the counter" --as legal`
}

// Run notes who asks.
func (c subjectCheckCmd) Run(p *program) error {
	a := c.args()
	a.Result, a.Words = c.Result, desk.Words{Text: c.Note}
	return c.do(p, "subject.check", "identity "+c.Result, a)
}

type subjectLinkCmd struct {
	subjectFlags
	About string `name:"about" required:"" placeholder:"RECORD" help:"Label or id of a record of the person."`
}

func (subjectLinkCmd) examples() string { return "lanna subject link Q-0001 --about P-0007 --as legal" }

// Run names a record of the person.
func (c subjectLinkCmd) Run(p *program) error {
	a := c.args()
	a.About = c.About
	return c.do(p, "subject.link", "is about "+c.About, a)
}

type subjectRestrictCmd struct {
	subjectFlags
	About    string           `name:"about" placeholder:"RECORD" help:"Record of the request; without it the request as a whole."`
	Property []lanna.Property `name:"property" placeholder:"NAME,..." help:"Only these of the record; without it all."`
	Basis    string           `name:"basis" required:"" placeholder:"GROUND" help:"ongoing-inquiry, prevention, public-security, national-security, source (silent); rights-of-others, proceedings, duty-to-keep (told)."`
	Law      string           `name:"law" required:"" help:"Law and article."`
}

func (subjectRestrictCmd) examples() string {
	return `lanna subject restrict Q-0001 --about B-0021 --property suspect --basis ongoing-inquiry --law "Act 12, section 4" --reason "court 7 asked" --as legal`
}

// Run restricts what is told.
func (c subjectRestrictCmd) Run(p *program) error {
	a := c.args()
	a.About, a.Restriction = c.About, desk.SubjectRestriction{Properties: c.Property, Basis: c.Basis, Law: c.Law}
	return c.do(p, "subject.restrict", "restricted", a)
}

// secondFlags name who signs too.
type secondFlags struct {
	With string `name:"with" required:"" placeholder:"LOGIN" help:"Second officer who signs."`
	secondPassword
}

func (f secondFlags) sign(p *program, a *node.SubjectArgs) error {
	password, err := f.signature(p, f.With)
	a.With, a.Password = f.With, string(password)
	return err
}

type subjectEraseCmd struct {
	subjectFlags
	secondFlags
	About string `name:"about" required:"" placeholder:"RECORD" help:"Record that is erased."`
}

func (subjectEraseCmd) examples() string {
	return `lanna subject erase Q-0001 --about B-0021 --reason "asked for by the person" --as leader --with admin`
}

// Run erases for a request.
func (c subjectEraseCmd) Run(p *program) error {
	a := c.args()
	a.About = c.About
	if err := c.sign(p, &a); err != nil {
		return err
	}
	return c.do(p, "subject.erase", "erased "+c.About, a)
}

type subjectCorrectCmd struct {
	subjectFlags
	secondFlags
	About string       `name:"about" required:"" placeholder:"RECORD" help:"Record that is corrected."`
	Claim lanna.Digest `name:"claim" required:"" placeholder:"ID" help:"Claim (record show --json lists them)."`
	Value string       `name:"value" help:"What is right; without it the claim is withdrawn."`
	Lang  string       `name:"lang" help:"Language of the value, as in zh."`
}

func (subjectCorrectCmd) examples() string {
	return `lanna subject correct Q-0001 --about P-0007 --claim 5f0c… --value 王晓明 --lang zh --reason "passport seen" --as national --with leader`
}

// Run corrects for a request.
func (c subjectCorrectCmd) Run(p *program) error {
	a := c.args()
	a.About, a.Claim, a.Words = c.About, c.Claim, desk.Words{Text: c.Value, Lang: c.Lang}
	if err := c.sign(p, &a); err != nil {
		return err
	}
	return c.do(p, "subject.correct", "corrected "+c.About, a)
}

type subjectAnswerCmd struct {
	subjectFlags
	Outcome string `name:"outcome" required:"" help:"As its kind has it: given, given-in-part, nothing-to-tell, refused; corrected, erased (-in-part); stopped; withdrawn, stands."`
	Text    string `name:"text" required:"" help:"Words for the person, in the person's language."`
	Lang    string `name:"lang" required:"" help:"Language of the words: it must be the person's."`
}

func (subjectAnswerCmd) examples() string {
	return `lanna subject answer Q-0001 --outcome given --text "…" --lang zh --reason "law 4" --as legal`
}

// Run answers a request.
func (c subjectAnswerCmd) Run(p *program) error {
	a := c.args()
	a.Result, a.Words = c.Outcome, desk.Words{Text: c.Text, Lang: c.Lang}
	return c.do(p, "subject.answer", "answered: "+c.Outcome, a)
}

type subjectExtractCmd struct {
	officerFlags
	printFlags
	Request string `arg:"" help:"Label (Q-0001) or id."`
}

func (subjectExtractCmd) examples() string {
	return `lanna subject extract Q-0001 --to "He Qi" --reason "answer by post" --as legal --out /tmp/paper`
}

// Run prints an extract.
func (c subjectExtractCmd) Run(p *program) error {
	draft := desk.PrintDraft{Form: desk.PaperExtract, Recipient: c.To, Outside: true, Copies: c.Copies}
	return c.make(p, c.officerFlags, node.PrintArgs{RecordArgs: node.RecordArgs{ID: c.Request}, Draft: draft})
}

type subjectRulesCmd struct {
	officerFlags
	Days map[string]int `name:"days" placeholder:"KIND=DAYS;..." help:"Set for these kinds, as access=30;erasure=20."`
}

func (subjectRulesCmd) examples() string {
	return `lanna subject rules --as admin
lanna subject rules --days "access=15;erasure=20" --reason "law of 2026" --as admin`
}

// Run shows or sets the rules.
func (c subjectRulesCmd) Run(p *program) error {
	days := desk.SubjectDays{}
	if err := c.ask(p, "subject.rules", desk.SubjectDays(c.Days), &days); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"days": days})
	}
	var out []string
	for _, kind := range desk.SubjectKinds {
		out = append(out, fmt.Sprintf("%s %d", kind, days[kind]))
	}
	fmt.Fprintln(p.out, "days: "+strings.Join(out, ", "))
	return nil
}
