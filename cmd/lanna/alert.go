package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type alertGroup struct {
	List     alertListCmd     `cmd:"" help:"List alerts, the gravest first."`
	Show     alertShowCmd     `cmd:"" help:"Show an alert with its reasons and history."`
	Ack      alertAckCmd      `cmd:"" help:"Acknowledge an alert: you have it."`
	Drill    alertDrillCmd    `cmd:"" help:"Wake whom a threat to life would wake, and measure how long each takes."`
	Close    alertCloseCmd    `cmd:"" help:"Close an alert with an outcome."`
	Bulletin alertBulletinCmd `cmd:"" help:"Print an alert on one page, in five languages."`
}

func (alertGroup) examples() string {
	return `lanna alert list --as somchai
lanna alert ack B-0021 --as somchai
lanna alert close B-0021 --outcome rescued --as somchai`
}

type alertListCmd struct {
	officerFlags
	Filter string `name:"filter" enum:"open,life,unowned,mine,hour,over,closed" default:"open" help:"open, life, unowned, mine, hour, over or closed (${default})."`
	Limit  int    `name:"limit" default:"50" help:"At most so many (${default}, up to 200)."`
}

func (alertListCmd) examples() string {
	return `lanna alert list --as somchai
lanna alert list --as somchai --filter life --json`
}

// alertLine is an alert as --json prints it.
type alertLine struct {
	Record   lanna.RecordID   `json:"record"`
	Label    string           `json:"label"`
	Kind     lanna.RecordKind `json:"kind"`
	Severity lanna.Severity   `json:"severity"`
	State    string           `json:"state"`
	Step     string           `json:"step,omitempty"`
	Due      string           `json:"due,omitempty"`
	Raised   string           `json:"raised"`
	Owner    string           `json:"owner,omitempty"`
	Level    int              `json:"level"`
	Names    []string         `json:"names,omitempty"`
	Aliases  []string         `json:"aliases,omitempty"`
	Amount   string           `json:"amount,omitempty"`
	Place    string           `json:"place,omitempty"`
	Minor    bool             `json:"minor,omitempty"`
	Rule     string           `json:"rule"`
	Why      []desk.Reason    `json:"why"`
	Outcome  string           `json:"outcome,omitempty"`
}

func lineOf(a desk.Alert) alertLine {
	return alertLine{
		Record: a.Record, Label: a.Label, Kind: a.Kind, Severity: a.Severity, State: a.State, Step: a.Step,
		Due: stamp(a.Due), Raised: stamp(a.Raised), Owner: a.OwnerName, Level: a.Level,
		Names: texts(a.Title.Names), Aliases: texts(a.Title.Aliases), Amount: a.Title.Amount, Place: a.Place.Text,
		Minor: a.Minor, Rule: a.Rule, Why: a.Why, Outcome: a.Outcome,
	}
}

// Run lists alerts. What the officer may not see is absent.
func (c alertListCmd) Run(p *program) error {
	filter := c.Filter
	if filter == "open" {
		filter = desk.FilterOpen
	}
	var queue desk.Queue
	if err := c.ask(p, "alert.list", desk.QueueQuery{Filter: filter, Limit: c.Limit}, &queue); err != nil {
		return err
	}
	rows := [][]string{{"ALERT", "SEVERITY", "STATE", "DUE", "OWNER", "ABOUT"}}
	for _, a := range queue.Alerts {
		line := lineOf(a)
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{line.Label, severityWord(a.Severity), a.State, left(a.Due, queue.Now), line.Owner, about(line)})
	}
	if p.json {
		return nil
	}
	if len(queue.Alerts) == 0 {
		p.say("No alert in this list.")
		return nil
	}
	table(p.out, rows)
	if queue.Next != nil {
		p.say("There are more: raise --limit, or narrow with --filter.")
	}
	return nil
}

type alertShowCmd struct {
	officerFlags
	Alert string `arg:"" help:"Label (B-0021) or id."`
}

func (alertShowCmd) examples() string { return "lanna alert show B-0021 --as somchai" }

// alertDetail is an alert with what stands beside it, as --json prints it.
type alertDetail struct {
	alertLine
	Facts   []factLine    `json:"facts"`
	History []desk.Step   `json:"history"`
	Next    []desk.Step   `json:"next,omitempty"`
	Wakes   []desk.Wakeup `json:"wakes,omitempty"`
}

// Run shows one alert.
func (c alertShowCmd) Run(p *program) error {
	var detail desk.AlertDetail
	if err := c.ask(p, "alert.show", node.RecordArgs{ID: c.Alert}, &detail); err != nil {
		return err
	}
	shown := alertDetail{alertLine: lineOf(detail.Alert), Facts: factLines(detail.Facts), History: detail.History, Next: detail.Next, Wakes: detail.Wakes}
	if p.json {
		return p.emit(shown)
	}
	fmt.Fprintf(p.out, "%s  %s  %s  %s\n", shown.Label, severityWord(shown.Severity), shown.State, about(shown.alertLine))
	if shown.Due != "" {
		fmt.Fprintf(p.out, "due %s (%s)\n", shown.Due, shown.Step)
	}
	fmt.Fprintf(p.out, "rule %s: %s\n", shown.Rule, reasonCodes(shown.Why))
	printFacts(p.out, shown.Facts)
	printHistory(p.out, shown.History)
	if len(shown.Wakes) > 0 {
		fmt.Fprintln(p.out)
		table(p.out, wakeLines(shown.Wakes, detail.Raised))
	}
	return nil
}

type alertAckCmd struct {
	officerFlags
	Alert string `arg:"" help:"Label (B-0021) or id."`
}

func (alertAckCmd) examples() string { return "lanna alert ack B-0021 --as somchai" }

// Run acknowledges an alert.
func (c alertAckCmd) Run(p *program) error {
	var made node.Done
	if err := c.ask(p, "alert.ack", node.RecordArgs{ID: c.Alert}, &made); err != nil {
		return err
	}
	return p.did("acknowledged", made.Record, c.Alert)
}

type alertCloseCmd struct {
	officerFlags
	Alert   string `arg:"" help:"Label (B-0021) or id."`
	Outcome string `name:"outcome" required:"" enum:"rescued,safe,false,died,lost,merged" help:"rescued, safe (already safe), false, died, lost (lost sight of) or merged."`
	Into    string `name:"into" placeholder:"ALERT" help:"With merged: the alert that goes on."`
}

func (alertCloseCmd) examples() string {
	return `lanna alert close B-0021 --outcome rescued --as somchai
lanna alert close B-0021 --outcome merged --into B-0007 --as somchai`
}

// Run closes an alert.
func (c alertCloseCmd) Run(p *program) error {
	if (c.Outcome == desk.OutcomeMerged) != (c.Into != "") {
		return failf(misused, "lanna alert close --help", "--outcome merged and --into belong together")
	}
	var made node.Done
	if err := c.ask(p, "alert.close", node.CloseArgs{ID: c.Alert, Outcome: c.Outcome, Merged: c.Into}, &made); err != nil {
		return err
	}
	return p.did("closed as "+c.Outcome, made.Record, c.Alert)
}

// did tells what a command did.
func (p *program) did(what string, record lanna.RecordID, label string) error {
	if p.json {
		return p.emit(map[string]any{"done": what, "record": record})
	}
	p.say("%s %s", label, what)
	return nil
}

// severityWord says the severity by shape and word, as every screen does.
func severityWord(s lanna.Severity) string {
	switch s {
	case lanna.Life:
		return "▲ THREAT TO LIFE"
	case lanna.High:
		return "◆ HIGH"
	case lanna.Routine:
		return "● ROUTINE"
	}
	return string(s)
}

func about(line alertLine) string {
	if line.Kind == lanna.DrillRecord {
		return "DRILL"
	}
	parts := append(append([]string{}, line.Names...), line.Aliases...)
	if line.Minor {
		parts = append(parts, "(minor)")
	}
	if line.Amount != "" {
		parts = append(parts, line.Amount)
	}
	if line.Place != "" {
		parts = append(parts, line.Place)
	}
	return strings.Join(parts, " · ")
}

func reasonCodes(reasons []desk.Reason) string {
	var codes []string
	for _, r := range reasons {
		codes = append(codes, r.Code)
	}
	return strings.Join(codes, ", ")
}

func printHistory(w io.Writer, steps []desk.Step) {
	rows := [][]string{}
	for _, s := range steps {
		who := s.Name
		if who == "" {
			who = "rule " + s.Rule
		}
		rows = append(rows, []string{stamp(s.Time), s.Act, who, s.Reason})
	}
	fmt.Fprintln(w)
	table(w, rows)
}

// left is how much of the clock is left, "over" what it ran past.
func left(due, now lanna.Millis) string {
	if due == 0 {
		return ""
	}
	d := (time.Duration(due-now) * time.Millisecond).Round(time.Minute)
	if d < 0 {
		return fmt.Sprintf("over %dh%02dm", int(-d.Hours()), int(-d.Minutes())%60)
	}
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}

// stamp is a time in UTC, "" for none.
func stamp(m lanna.Millis) string {
	if m == 0 {
		return ""
	}
	return m.Time().Format(time.RFC3339)
}

func texts(words []desk.Words) []string {
	var all []string
	for _, w := range words {
		all = append(all, w.Text)
	}
	return all
}
