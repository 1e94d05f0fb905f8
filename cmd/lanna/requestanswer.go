package main

import (
	"lanna/desk"
	"lanna/node"
)

// requestFlags name a request.
type requestFlags struct {
	officerFlags
	Request string `arg:"" help:"Label (R-0007) or id."`
}

// noteFlags add words to an answer.
type noteFlags struct {
	Note string `name:"note" placeholder:"TEXT" help:"Note that goes with it, in your own language."`
	Lang string `name:"lang" placeholder:"CODE" help:"Language of the note, as in zh."`
}

func (f noteFlags) words() desk.Words { return desk.Words{Text: f.Note, Lang: f.Lang} }

func (f officerFlags) of(request string) node.RequestArgs {
	return node.RequestArgs{RecordArgs: node.RecordArgs{ID: request}}
}

type requestAcceptCmd struct {
	requestFlags
	Desk string `name:"desk" placeholder:"DESK" help:"County desk that is asked; own keeps it at the national desk. Not given, it is the county of the number, at the year of birth."`
}

func (requestAcceptCmd) examples() string {
	return `lanna request accept R-0007 --as desk1                 to the county that the number names
lanna request accept R-0007 --desk own --as desk1`
}

// Run accepts a request.
func (c requestAcceptCmd) Run(p *program) error {
	args := c.of(c.Request)
	args.Desk = c.Desk
	return c.send(p, "request.accept", "accepted", args)
}

type requestAnswerCmd struct {
	requestFlags
	noteFlags
	Answer []string `name:"answer" placeholder:"CHOICE,..." help:"Fixed choices (request show lists them). Without them what the county drafted is sent."`
	Draft  bool     `name:"draft" help:"Draft it for the national desk, as a county does; nothing leaves the agency."`
}

func (requestAnswerCmd) examples() string {
	return `lanna request answer R-0007 --draft --answer registered-here,out-of-contact --as county
lanna request answer R-0007 --reason "checked by the county" --as desk1    sends the draft`
}

// Run answers, or drafts an answer.
func (c requestAnswerCmd) Run(p *program) error {
	args := c.of(c.Request)
	args.Codes, args.Note = c.Answer, c.words()
	if c.Draft {
		var made node.Done
		if err := c.ask(p, "request.draft", args, &made); err != nil {
			return err
		}
		return p.did("drafted", made.Record, c.Request)
	}
	if err := c.mustSayWhy("lanna request answer " + c.Request); err != nil {
		return err
	}
	return c.send(p, "request.answer", "answered", args)
}

type requestRefuseCmd struct {
	requestFlags
	noteFlags
	Because string `name:"because" required:"" enum:"no-legal-basis,not-competent,risk-to-person,risk-of-refoulement,too-vague,pending-case,other" help:"no-legal-basis, not-competent, risk-to-person, risk-of-refoulement, too-vague, pending-case or other."`
}

func (requestRefuseCmd) examples() string {
	return `lanna request refuse R-0007 --because too-vague --note "which of the two?" --as desk1`
}

// Run refuses a request.
func (c requestRefuseCmd) Run(p *program) error {
	args := c.of(c.Request)
	args.Refusal, args.Note = c.Because, c.words()
	return c.send(p, "request.refuse", "refused", args)
}

type requestWithdrawCmd struct{ requestFlags }

func (requestWithdrawCmd) examples() string {
	return `lanna request withdraw R-0007 --as desk1`
}

// Run withdraws a question of this agency.
func (c requestWithdrawCmd) Run(p *program) error {
	return c.send(p, "request.withdraw", "withdrawn", c.of(c.Request))
}
