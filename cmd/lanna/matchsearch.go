package main

import (
	"fmt"
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/match"
	"lanna/node"
)

type matchSearchCmd struct {
	officerFlags
	Name  string `arg:"" help:"A name in any script."`
	Born  string `name:"born" help:"Date or year of birth, of any calendar."`
	Limit int    `name:"limit" default:"10" help:"At most so many (${default}, up to 50)."`
}

func (matchSearchCmd) examples() string {
	return `lanna match search 'TAN Wee Beng' --as somchai
lanna match search เฉิน --born 2533 --as somchai --json`
}

// candidateLine is a candidate, as --json prints it.
type candidateLine struct {
	Record  lanna.RecordID `json:"record"`
	Label   string         `json:"label"`
	Names   []desk.Words   `json:"names"`
	Score   float64        `json:"score"`
	Same    bool           `json:"same"`
	Model   int            `json:"model"`
	Reasons []match.Reason `json:"reasons"`
}

// Run looks for persons that the officer may see.
func (c matchSearchCmd) Run(p *program) error {
	q := desk.CandidateQuery{Facts: []desk.Field{{Property: lanna.Name, Value: c.Name}}, Limit: c.Limit}
	if c.Born != "" {
		q.Facts = append(q.Facts, desk.Field{Property: lanna.BirthDate, Value: c.Born})
	}
	var found []desk.Candidate
	if err := c.ask(p, "match.search", q, &found); err != nil {
		return err
	}
	if len(found) == 0 {
		return failf(notFound, "lanna record search, which finds words", "nobody that you may see has a name like it")
	}
	for _, f := range found {
		line := candidateLine{f.Record, f.Label, f.Title.Names, f.Match.Score, f.Match.Same, f.Match.Model, f.Match.Reasons}
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		line.print(p)
	}
	return nil
}

func (l candidateLine) print(p *program) {
	fmt.Fprintf(p.out, "%.2f  %s", l.Score, l.Label)
	for _, n := range l.Names {
		fmt.Fprintf(p.out, "  %s", n.Text)
	}
	fmt.Fprintln(p.out)
	for _, r := range l.Reasons {
		fmt.Fprintf(p.out, "      %s %s\n", sign(r.For), reasonInWords(r))
	}
}

type matchJudgeCmd struct {
	officerFlags
	A       string `arg:"" help:"Label or id of a person's record."`
	B       string `arg:"" help:"Another's."`
	Verdict string `arg:"" enum:"same,not-same,unsure,none" help:"same, not-same, unsure; none takes back what was judged."`
}

func (matchJudgeCmd) examples() string {
	return `lanna match judge P-0003 P-0017 same --as somchai --reason "same scar, same phone"
lanna match judge P-0003 P-0017 none --as somchai --reason "mistaken"`
}

// Run says the judgement. Nothing is merged.
func (c matchJudgeCmd) Run(p *program) error {
	args := node.JudgeArgs{A: c.A, B: c.B, Verdict: desk.Verdict(c.Verdict)}
	if c.Verdict == "none" {
		args.Verdict = desk.NoVerdict
	}
	var done node.Done
	if err := c.ask(p, "match.judge", args, &done); err != nil {
		return err
	}
	if p.json {
		return p.emit(done)
	}
	_, err := fmt.Fprintln(p.out, strconv.Quote(c.Verdict), "is said of", c.A, "and", c.B)
	return err
}
