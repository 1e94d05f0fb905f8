package main

import (
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type requestGroup struct {
	Send     requestSendCmd     `cmd:"" help:"Ask another agency."`
	List     requestListCmd     `cmd:"" help:"List requests, asked and received."`
	Show     requestShowCmd     `cmd:"" help:"Show a request with its thread and answers."`
	Accept   requestAcceptCmd   `cmd:"" help:"Accept a request and put it before a county desk."`
	Answer   requestAnswerCmd   `cmd:"" help:"Answer a request from its fixed choices, or draft the answer."`
	Refuse   requestRefuseCmd   `cmd:"" help:"Refuse a request, with a reason."`
	Withdraw requestWithdrawCmd `cmd:"" help:"Take a question back."`
}

func (requestGroup) examples() string {
	return `lanna request send P-0003 --to CN --kind verification --subject name,id.cn --question "Is she registered with you?" --basis MOU --reason "bounty on her" --as desk1
lanna request list --side in --as desk1
lanna request answer R-0007 --answer registered-here,out-of-contact --reason "checked by the county" --as desk1`
}

type requestSendCmd struct {
	officerFlags
	About    string           `arg:"" optional:"" help:"Label (P-0003) or id of the record that the question is about."`
	To       string           `name:"to" required:"" placeholder:"PARTY" help:"Whom to ask: label (N-0002), code or id; lanna party list shows them."`
	Kind     string           `name:"kind" enum:"verification,information,leave,welfare" default:"verification" help:"verification, information, leave (to use as evidence, or to pass on) or welfare (${default})."`
	Question string           `name:"question" required:"" placeholder:"TEXT" help:"The question, in your own language."`
	Lang     string           `name:"lang" placeholder:"CODE" help:"Language of the question, as in th."`
	Basis    string           `name:"basis" required:"" placeholder:"CODE" help:"Legal basis."`
	Subject  []lanna.Property `name:"subject" placeholder:"PROPERTY,..." help:"What of the record the question carries, as in name,id.cn. A place, a contact or a reporter never goes."`
	Claim    []lanna.Digest   `name:"claim" placeholder:"ID,..." help:"Single claims that the question carries (record show --json lists them)."`
	Leave    string           `name:"leave" enum:"evidence,pass-on,none" default:"none" help:"With --kind leave: evidence (to use it in proceedings) or pass-on. --subject and --claim are then facts that the other said."`
	Onward   string           `name:"onward" placeholder:"PARTY" help:"With --leave pass-on: who is to hold it."`
	Within   time.Duration    `name:"within" placeholder:"4h" help:"Time to answer, if not what the other's card says."`
}

func (requestSendCmd) examples() string {
	return `lanna request send P-0003 --to CN --subject name,id.cn --question "Is she registered with you?" --basis MOU --reason "bounty on her" --as desk1
lanna request send B-0007 --to TH --kind leave --leave pass-on --onward KH --subject alias --question "Khmer police knows the place" --basis MOU --reason "joint raid" --as desk1
lanna request send --to N-0002 --kind information --question "Do you know this site?" --basis MOU --reason "triage" --as desk1`
}

// Run asks. What goes to the other side is what was named here and no more.
func (c requestSendCmd) Run(p *program) error {
	if err := c.mustSayWhy("lanna request send"); err != nil {
		return err
	}
	if c.Leave == "none" {
		c.Leave = ""
	}
	if c.Kind == "leave" != (c.Leave != "") || (c.Leave == "pass-on") != (c.Onward != "") {
		return failf(misused, "lanna request send --help", "--kind leave and --leave belong together, and so do --leave pass-on and --onward")
	}
	return c.send(p, "request.send", "asked", node.QuestionArgs{Leave: c.Leave, Onward: c.Onward, To: c.To, Kind: c.Kind, About: c.About, Subjects: c.Subject, Claims: c.Claim,
		Text: desk.Words{Text: c.Question, Lang: c.Lang}, Basis: c.Basis, Within: c.Within})
}

type requestListCmd struct {
	officerFlags
	Side  string `name:"side" enum:"in,out,both" default:"both" help:"in (asked of us), out (asked by us) or both (${default})."`
	Done  bool   `name:"done" help:"Those that are over, the newest first; else those that wait."`
	Limit int    `name:"limit" default:"50" help:"At most so many (${default})."`
}

func (requestListCmd) examples() string {
	return `lanna request list --as desk1
lanna request list --side out --done --json --as desk1`
}

// requestLine is a request as --json prints it.
type requestLine struct {
	Record   lanna.RecordID `json:"record"`
	Label    string         `json:"label"`
	Kind     string         `json:"kind"`
	Side     string         `json:"side"`
	Other    string         `json:"other"`
	Who      string         `json:"who,omitempty"`
	Question string         `json:"question"`
	Opened   string         `json:"opened"`
	Due      string         `json:"due"`
	Ended    string         `json:"ended,omitempty"`
	State    string         `json:"state"`
	Overdue  bool           `json:"overdue"`
	Answers  []string       `json:"answers,omitempty"`
	Refusal  string         `json:"refusal,omitempty"`
	Desks    []string       `json:"desks,omitempty"`
}

func requestLineOf(l desk.RequestLine, other string) requestLine {
	line := requestLine{Record: l.Record, Label: l.Label, Kind: l.Kind, Side: "in", Other: other, Who: l.Who.Text, Question: l.Text.Text,
		Opened: stamp(l.Opened), Due: stamp(l.Due), Ended: stamp(l.Ended), State: l.State, Overdue: l.Overdue,
		Answers: l.Answers, Refusal: l.Refusal, Desks: l.Desks}
	if l.Out {
		line.Side = "out"
	}
	return line
}

// Run lists requests. Hours to verification stand below them.
func (c requestListCmd) Run(p *program) error {
	q := desk.RequestQuery{Side: c.Side, Done: c.Done, Limit: c.Limit}
	if q.Side == "both" {
		q.Side = ""
	}
	var page node.RequestList
	if err := c.ask(p, "request.list", q, &page); err != nil {
		return err
	}
	rows := [][]string{{"REQUEST", "SIDE", "KIND", "WITH", "STATE", "DUE", "WHO", "ANSWER"}}
	for i, l := range page.Lines {
		line := requestLineOf(l, page.Others[i])
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		due := line.Due
		if line.Overdue {
			due += " overdue"
		}
		rows = append(rows, []string{line.Label, line.Side, line.Kind, line.Other, line.State, due, line.Who, strings.Join(line.Answers, ",") + line.Refusal})
	}
	if p.json {
		return nil
	}
	if len(page.Lines) == 0 {
		p.say("No request in this list.")
	} else {
		table(p.out, rows)
	}
	if page.Checked > 0 {
		p.say("Hours to verification: %.1f (median of %d)", page.Hours, page.Checked)
	}
	return nil
}

type requestShowCmd struct {
	officerFlags
	Request string `arg:"" help:"Label (R-0007) or id."`
}

func (requestShowCmd) examples() string {
	return `lanna request show R-0007 --as desk1
lanna request show R-0007 --as desk1 --json`
}

// requestShown is one request as --json prints it.
type requestShown struct {
	requestLine
	About    string     `json:"about,omitempty"`
	Basis    string     `json:"basis"`
	Subjects []factLine `json:"subjects"`
	Given    []factLine `json:"given"`
	Notes    []factLine `json:"notes"`
	Choices  []string   `json:"choices"`
	Suggest  string     `json:"suggest,omitempty"`
	Leave    string     `json:"leave,omitempty"`
	Onward   string     `json:"onward,omitempty"`
	Facts    []factLine `json:"leave_facts,omitempty"`
	Routes   []string   `json:"routes,omitempty"`
}

// Run shows one request.
func (c requestShowCmd) Run(p *program) error {
	var v node.RequestShown
	if err := c.ask(p, "request.show", c.of(c.Request), &v); err != nil {
		return err
	}
	shown := requestShown{requestLine: requestLineOf(v.RequestLine, v.Other), About: v.About, Basis: v.Basis, Subjects: factLines(v.Subjects),
		Given: factLines(v.Given), Notes: factLines(v.Notes), Choices: v.Choices, Suggest: v.Suggest, Routes: v.Routes, Leave: v.Leave, Onward: v.Onward}
	if v.Leave != "" {
		shown.Facts = factLines(v.LeaveFacts)
	}
	if p.json {
		return p.emit(shown)
	}
	rows := [][]string{{shown.Label, shown.Kind + ", " + shown.State}, {"with", shown.Other}, {"question", shown.Question}, {"basis", shown.Basis}, {"due", shown.Due}}
	for _, more := range []struct{ name, value string }{{"county", strings.Join(shown.Desks, ", ")}, {"suggested", shown.Suggest}, {"refused", shown.Refusal}, {"leave for", shown.Leave}, {"onward to", shown.Onward},
		{"choices", strings.Join(shown.Choices, ", ")}} {
		if more.value != "" {
			rows = append(rows, []string{more.name, more.value})
		}
	}
	table(p.out, rows)
	for _, part := range [][]factLine{shown.Facts, shown.Subjects, shown.Given, shown.Notes} {
		if len(part) > 0 {
			printFacts(p.out, part)
		}
	}
	return nil
}
