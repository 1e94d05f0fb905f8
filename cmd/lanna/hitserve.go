package main

import (
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type hitServeCmd struct {
	officerFlags
	Party   string                `arg:"" help:"Label (N-0002), code or id."`
	Quota   map[lanna.Purpose]int `name:"quota" placeholder:"PURPOSE=N" help:"Elements a day for a purpose, as in rescue=320; a person counts 16, an identifier 1. May be given several times."`
	Entries int                   `name:"entries" default:"65536" help:"Entries of the daily filter, random ones included (${default})."`
	Hour    int                   `name:"hour" default:"18" help:"Hour of the day, UTC, at which it is published (${default})."`
	Stop    bool                  `name:"stop" help:"Answer the party no more."`
}

func (hitServeCmd) examples() string {
	return `lanna hit serve CN --quota rescue=320 --quota investigation=160 --as desk1
lanna hit serve CN --stop --as desk1`
}

// Run agrees on terms. A node that is served publishes and answers by itself.
func (c hitServeCmd) Run(p *program) error {
	if (len(c.Quota) == 0) == !c.Stop {
		return failf(misused, "lanna hit serve --help", "give --quota PURPOSE=N, or --stop")
	}
	terms := desk.HitTerms{Quota: c.Quota, Size: c.Entries, Hour: c.Hour}
	what := "answered"
	if c.Stop {
		terms.Quota, what = nil, "answered no more"
	}
	var made node.Done
	if err := c.ask(p, "hit.serve", node.HitServeArgs{Party: c.Party, Terms: terms}, &made); err != nil {
		return err
	}
	return p.tellParty(made, what)
}

type hitQuotaCmd struct{ officerFlags }

func (hitQuotaCmd) examples() string {
	return `lanna hit quota --as desk1
lanna hit quota --json --as desk1`
}

// hitQuota is one purpose with one party, as --json prints it.
type hitQuota struct {
	Party   string        `json:"party"`
	Side    string        `json:"side"` // we-ask, we-answer
	Purpose lanna.Purpose `json:"purpose"`
	Quota   int           `json:"quota"`
	Left    int           `json:"left"`
}

// Run shows quotas, of what is asked and of what is answered.
func (c hitQuotaCmd) Run(p *program) error {
	var list []desk.HitPartner
	if err := c.ask(p, "hit.partners", struct{}{}, &list); err != nil {
		return err
	}
	var lines []hitQuota
	for i := range list {
		lines = append(lines, quotasOf(&list[i])...)
	}
	rows := [][]string{{"PARTY", "SIDE", "PURPOSE", "A DAY", "LEFT TODAY"}}
	for _, l := range lines {
		if p.json {
			if err := p.emit(l); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{l.Party, l.Side, string(l.Purpose), strconv.Itoa(l.Quota), strconv.Itoa(l.Left)})
	}
	switch {
	case p.json:
	case len(lines) == 0:
		p.say("No agency answers this node, and it answers none: lanna hit serve PARTY --quota PURPOSE=N")
	default:
		table(p.out, rows)
	}
	return nil
}

func quotasOf(h *desk.HitPartner) []hitQuota {
	var out []hitQuota
	for _, t := range lanna.Purposes {
		if h.Quota[t] > 0 {
			out = append(out, hitQuota{h.Code, "we-ask", t, h.Quota[t], h.Left[t]})
		}
		if h.Hit != nil && h.Hit.Quota[t] > 0 {
			out = append(out, hitQuota{h.Code, "we-answer", t, h.Hit.Quota[t], max(h.Hit.Quota[t]-h.Used[t], 0)})
		}
	}
	return out
}

type hitFilterCmd struct{ officerFlags }

func (hitFilterCmd) examples() string {
	return `lanna hit filter --as desk1
lanna hit filter --json --as auditor`
}

// hitFilter is a filter, as --json prints it.
type hitFilter struct {
	Party       string         `json:"party"`
	Side        string         `json:"side"` // out, in
	Publication lanna.RecordID `json:"publication"`
	Issued      string         `json:"issued"`
	Next        string         `json:"next"`
	Topics      []string       `json:"topics"`
	Entries     int            `json:"entries"`
	Digest      lanna.Digest   `json:"digest"`
	Here        bool           `json:"here"` // of one that came in: whole, so that it can be asked
}

// Run shows the newest filter to and from each party.
func (c hitFilterCmd) Run(p *program) error {
	var list []desk.HitPartner
	if err := c.ask(p, "hit.partners", struct{}{}, &list); err != nil {
		return err
	}
	rows := [][]string{{"PARTY", "SIDE", "ISSUED", "NEXT", "ENTRIES", "PURPOSES", ""}}
	for i := range list {
		h := &list[i]
		for _, side := range []string{"out", "in"} {
			f := h.Published
			if side == "in" {
				f = h.Held
			}
			if f == nil {
				continue
			}
			line := hitFilter{h.Code, side, f.Publication, stamp(f.Issued), stamp(f.Next), f.Topics, f.Entries, f.Digest, side == "out" || h.Here}
			if p.json {
				if err := p.emit(line); err != nil {
					return err
				}
				continue
			}
			state := ""
			if !line.Here {
				state = "under way"
			}
			rows = append(rows, []string{line.Party, side, line.Issued, line.Next, strconv.Itoa(f.Entries), strings.Join(f.Topics, " "), state})
		}
	}
	switch {
	case p.json:
	case len(rows) == 1:
		p.say("No filter went out or came in.")
	default:
		table(p.out, rows)
	}
	return nil
}

type hitSweepsCmd struct{ officerFlags }

func (hitSweepsCmd) examples() string { return "lanna hit sweeps --as auditor" }

// Run lists sweeps.
func (c hitSweepsCmd) Run(p *program) error {
	var list []node.HitNamed
	if err := c.ask(p, "hit.sweeps", struct{}{}, &list); err != nil {
		return err
	}
	rows := [][]string{{"SWEEP", "SINCE", "STATE", "KIND", "OF"}}
	for _, l := range list {
		if p.json {
			if err := p.emit(hitAnswerOf(l)); err != nil {
				return err
			}
			continue
		}
		of := l.Officer
		if l.To != (lanna.WriterID{}) {
			of = l.Other
		}
		rows = append(rows, []string{l.Label, stamp(l.Opened), l.State, l.Code, of})
	}
	switch {
	case p.json:
	case len(list) == 0:
		p.say("Nothing looked like a sweep.")
	default:
		table(p.out, rows)
	}
	return nil
}

type hitLiftCmd struct {
	officerFlags
	Sweep string `arg:"" help:"Label (H-0002) or id."`
}

func (hitLiftCmd) examples() string {
	return `lanna hit lift H-0002 --reason "one gang's block of numbers, case C-14" --as leader`
}

// Run lifts a sweep.
func (c hitLiftCmd) Run(p *program) error {
	var made node.Done
	if err := c.ask(p, "hit.lift", node.HitShowArgs{ID: c.Sweep}, &made); err != nil {
		return err
	}
	return p.did("lifted", made.Record, c.Sweep)
}

type recordHideCmd struct {
	officerFlags
	Record string `arg:"" help:"Label (P-0003) or id; of a notice it is its person."`
	Undo   bool   `name:"undo" help:"Take the mark back."`
}

func (recordHideCmd) examples() string {
	return `lanna record hide P-0003 --reason "fled from the group that asks" --as desk1
lanna record hide P-0003 --undo --reason "safe at home" --as desk1`
}

// Run marks a person as not to be found by other agencies' questions.
func (c recordHideCmd) Run(p *program) error {
	var made node.Done
	if err := c.ask(p, "record.hide", node.HideArgs{ID: c.Record, Found: c.Undo}, &made); err != nil {
		return err
	}
	what := "not to be found"
	if c.Undo {
		what = "to be found"
	}
	return p.did(what, made.Record, c.Record)
}
