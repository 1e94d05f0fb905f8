package main

import (
	"fmt"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type readingGroup struct {
	Show  readingShowCmd  `cmd:"" help:"Say how many persons you were shown within the hour, and what colleagues ask."`
	Ask   readingAskCmd   `cmd:"" help:"Ask a colleague to agree that you are shown more."`
	Unask readingUnaskCmd `cmd:"" help:"Take back what you asked."`
	Agree readingAgreeCmd `cmd:"" help:"Agree to what a colleague asks, or decline it."`
}

func (readingGroup) examples() string {
	return `lanna reading show --as analyst
lanna reading ask 300 --reason "chart of the park" --as analyst
lanna reading agree analyst --reason "assigned by me" --as leader`
}

type readingShowCmd struct{ officerFlags }

func (readingShowCmd) examples() string { return "lanna reading show --as analyst" }

// Run prints how the officer's reading stands.
func (c readingShowCmd) Run(p *program) error {
	var r desk.Reading
	if err := c.ask(p, "reading.show", struct{}{}, &r); err != nil {
		return err
	}
	if p.json {
		return p.emit(r)
	}
	fmt.Fprintf(p.out, "%d of %d persons within the last hour\n", r.Persons, r.Limit)
	for _, a := range r.Agreed {
		fmt.Fprintf(p.out, "a colleague agreed to %d more, until %s\n", a.N, a.Until.Time().Format(time.RFC3339))
	}
	if r.Ask != nil {
		fmt.Fprintf(p.out, "asked for %d more: nobody agreed yet\n", r.Ask.N)
	}
	for _, q := range r.Asks {
		fmt.Fprintf(p.out, "%s asks for %d more: %s\n", q.Login, q.N, q.Reason)
	}
	return nil
}

type readingAskCmd struct {
	officerFlags
	N int `arg:"" name:"persons" help:"For how many more persons."`
}

func (readingAskCmd) examples() string {
	return `lanna reading ask 300 --reason "chart of the park" --as analyst`
}

// Run asks colleagues.
func (c readingAskCmd) Run(p *program) error {
	if err := c.ask(p, "reading.ask", node.ReadingArgs{N: c.N}, &node.Done{}); err != nil {
		return err
	}
	p.say("next, by a colleague: lanna reading agree %s --reason TEXT --as LOGIN", c.As)
	return p.did("asked for more", lanna.OfficerID{}, c.As)
}

type readingUnaskCmd struct{ officerFlags }

func (readingUnaskCmd) examples() string { return "lanna reading unask --as analyst" }

// Run takes back what was asked.
func (c readingUnaskCmd) Run(p *program) error {
	if err := c.ask(p, "reading.unask", struct{}{}, &node.Done{}); err != nil {
		return err
	}
	return p.did("taken back", lanna.OfficerID{}, c.As)
}

type readingAgreeCmd struct {
	officerFlags
	Login   string `arg:"" help:"Login of the colleague who asks."`
	Decline bool   `name:"decline" help:"Say no."`
}

func (readingAgreeCmd) examples() string {
	return `lanna reading agree analyst --reason "assigned by me" --as leader
lanna reading agree analyst --decline --reason "not needed" --as leader`
}

// Run answers a colleague.
func (c readingAgreeCmd) Run(p *program) error {
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var r desk.Reading
	if err := c.askAs(p, password, "reading.show", struct{}{}, &r); err != nil {
		return err
	}
	i := slices.IndexFunc(r.Asks, func(q desk.MoreAsk) bool { return q.Login == c.Login })
	if i < 0 {
		return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over"}
	}
	q := r.Asks[i]
	if err := c.askAs(p, password, "reading.agree", node.ReadingArgs{Officer: q.Officer, Ask: q.ID, Decline: c.Decline}, &node.Done{}); err != nil {
		return err
	}
	did := fmt.Sprintf("agreed: %d more persons within an hour", q.N)
	if c.Decline {
		did = fmt.Sprintf("declined: %d more persons", q.N)
	}
	return p.did(did, q.Officer, c.Login)
}
