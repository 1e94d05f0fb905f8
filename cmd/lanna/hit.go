package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type hitGroup struct {
	Ask    hitAskCmd    `cmd:"" help:"Ask whether other agencies know somebody, and tell them nothing."`
	List   hitListCmd   `cmd:"" help:"List questions and answers, the newest first."`
	Show   hitShowCmd   `cmd:"" help:"Show a question with its answer."`
	Serve  hitServeCmd  `cmd:"" help:"Agree to answer an agency, or end that."`
	Quota  hitQuotaCmd  `cmd:"" help:"Show what is answered a day, and what is left of today."`
	Filter hitFilterCmd `cmd:"" help:"Show the filters that went out and came in."`
	Sweeps hitSweepsCmd `cmd:"" help:"List what looked like a sweep and was stopped."`
	Lift   hitLiftCmd   `cmd:"" help:"Let an officer or an agency go on after a sweep, with a reason."`
}

func (hitGroup) examples() string {
	return `lanna hit ask --to CN --name 'CHEN WEIMING' --born 1990-04-12 --basis MOU --as desk1
lanna hit ask P-0003 --to CN,MM --basis MOU --as desk1
lanna hit serve CN --quota rescue=320 --quota investigation=160 --as desk1
lanna hit quota --as desk1`
}

type hitAskCmd struct {
	officerFlags
	About   string           `arg:"" optional:"" help:"Label (P-0003) or id of a record whose names and numbers are asked about."`
	To      []string         `name:"to" required:"" placeholder:"PARTY,..." help:"Whom to ask: label (N-0002), code or id."`
	Name    string           `name:"name" placeholder:"NAME" help:"A person, in any script; --born is needed with it."`
	Born    string           `name:"born" placeholder:"DATE" help:"Date of birth, 1990-04-12, or the year alone."`
	Phone   []string         `name:"phone" placeholder:"NUMBER" help:"A phone with its country code."`
	Is      []string         `name:"is" placeholder:"PROPERTY=VALUE" help:"Any other identifier, as in id.cn=…, id.passport=…, handle=telegram:…, wallet=…, bank-card=…, url=…; may be given several times."`
	Subject []lanna.Property `name:"subject" placeholder:"PROPERTY,..." help:"What of the record is asked about; without it all that can be."`
	Basis   string           `name:"basis" required:"" placeholder:"CODE" help:"Legal basis."`
	Note    string           `name:"note" placeholder:"TEXT" help:"Words for the request that a hit opens."`
	Lang    string           `name:"lang" placeholder:"CODE" help:"Language of the words, as in th."`
	Wait    time.Duration    `name:"wait" default:"10s" placeholder:"10s" help:"How long to wait for the answers where there is a link (${default})."`
}

func (hitAskCmd) examples() string {
	return `lanna hit ask --to CN --name 'CHEN WEIMING' --born 1990-04-12 --basis MOU --as desk1
lanna hit ask --to CN,MM --phone +66812345678 --is handle=telegram:boss_88 --basis MOU --purpose investigation --as desk1
lanna hit ask P-0003 --to CN --subject name,id.cn --basis MOU --as desk1`
}

func (c *hitAskCmd) subjects() ([]desk.HitSubject, error) {
	var out []desk.HitSubject
	if c.Name != "" {
		out = append(out, desk.HitSubject{Property: lanna.Name, Value: c.Name, Born: c.Born})
	}
	for _, v := range c.Phone {
		out = append(out, desk.HitSubject{Property: lanna.Phone, Value: v})
	}
	for _, s := range c.Is {
		p, v, ok := strings.Cut(s, "=")
		if !ok {
			return nil, failf(misused, "lanna hit ask --help", "--is takes PROPERTY=VALUE")
		}
		out = append(out, desk.HitSubject{Property: lanna.Property(p), Value: v})
	}
	if len(out) == 0 && c.About == "" {
		return nil, failf(misused, "lanna hit ask --help", "nothing is asked about: give a record, --name with --born, --phone or --is")
	}
	return out, nil
}

// Run asks, and waits for the answers where there is a link. A party that cannot
// be asked is named; the others are asked all the same.
func (c hitAskCmd) Run(p *program) error {
	subjects, err := c.subjects()
	if err != nil {
		return err
	}
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var sent []node.HitSent
	err = c.askAs(p, password, "hit.ask", node.HitArgs{To: c.To, Subjects: subjects, About: c.About, Properties: c.Subject, Basis: c.Basis,
		Note: desk.Words{Text: c.Note, Lang: c.Lang}}, &sent)
	if err != nil {
		return err
	}
	var bad error
	for _, s := range sent {
		switch {
		case s.Code != "":
			p.say("%s was not asked: %s", s.Party, plain(&lanna.Error{Code: s.Code}))
			bad = failf(partlyDone, "lanna hit quota", "not all could be asked")
		default:
			line, err := c.await(p, password, s)
			if err == nil {
				err = p.hitLine(line)
			}
			if err != nil {
				return err
			}
			if line.State == desk.HitAsked && bad == nil {
				bad = failf(queued, "lanna hit show "+line.Label, "there is no answer yet: it comes by itself")
			}
		}
	}
	return bad
}

// await asks for the question's state until it is answered or time is over.
func (c hitAskCmd) await(p *program, password []byte, s node.HitSent) (line node.HitNamed, err error) {
	until := p.now().Add(c.Wait)
	for {
		err = c.askAs(p, password, "hit.show", node.HitShowArgs{ID: s.Record.String()}, &line)
		if err != nil || line.State != desk.HitAsked || s.Queued || !p.now().Before(until) {
			return line, err
		}
		select {
		case <-p.ctx.Done():
			return line, p.ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// hitLine prints a question and its answer.
func (p *program) hitLine(l node.HitNamed) error {
	if p.json {
		return p.emit(hitAnswerOf(l))
	}
	words := l.State
	if l.Code != "" {
		words += " (" + l.Code + ")"
	}
	p.say("%s %s: %s", l.Label, l.Other, words)
	for _, s := range l.Subjects {
		answer := "no hit"
		switch {
		case s.Met:
			answer = "HIT"
		case l.State != desk.HitMet && l.State != desk.HitNone:
			answer = l.State
		}
		value := s.Value
		if s.Born != "" {
			value += ", born " + s.Born
		}
		if _, err := fmt.Fprintf(p.out, "%s\t%s\t%s\t%s\n", l.Label, answer, s.Property, value); err != nil {
			return err
		}
	}
	return nil
}

// hitAnswer is a question as --json prints it.
type hitAnswer struct {
	Record   lanna.RecordID     `json:"record"`
	Label    string             `json:"label"`
	Other    string             `json:"other"`
	Officer  string             `json:"officer,omitempty"`
	Purpose  lanna.Purpose      `json:"purpose,omitempty"`
	Basis    string             `json:"basis,omitempty"`
	Asked    string             `json:"asked"`
	State    string             `json:"state"`
	Code     string             `json:"code,omitempty"`
	Subjects []desk.HitAnswered `json:"subjects,omitempty"`
	Requests []string           `json:"requests,omitempty"`
	About    string             `json:"about,omitempty"`
}

func hitAnswerOf(l node.HitNamed) hitAnswer {
	return hitAnswer{Record: l.Record, Label: l.Label, Other: l.Other, Officer: l.Officer, Purpose: l.Purpose, Basis: l.Basis, Asked: stamp(l.Opened),
		State: l.State, Code: l.Code, Subjects: l.Subjects, Requests: l.Requests, About: l.About}
}

type hitListCmd struct {
	officerFlags
	Limit int `name:"limit" default:"50" help:"At most so many (${default})."`
}

func (hitListCmd) examples() string {
	return `lanna hit list --as desk1
lanna hit list --json --as desk1`
}

// Run lists questions.
func (c hitListCmd) Run(p *program) error {
	var list []node.HitNamed
	if err := c.ask(p, "hit.list", node.HitListArgs{Limit: c.Limit}, &list); err != nil {
		return err
	}
	var err error
	for _, l := range list {
		err = errors.Join(err, p.hitLine(l))
	}
	if len(list) == 0 {
		p.say("Nobody was asked.")
	}
	return err
}

type hitShowCmd struct {
	officerFlags
	Question string `arg:"" help:"Label (H-0001) or id."`
}

func (hitShowCmd) examples() string { return "lanna hit show H-0001 --as desk1" }

// Run shows a question.
func (c hitShowCmd) Run(p *program) error {
	var line node.HitNamed
	if err := c.ask(p, "hit.show", node.HitShowArgs{ID: c.Question}, &line); err != nil {
		return err
	}
	return p.hitLine(line)
}
