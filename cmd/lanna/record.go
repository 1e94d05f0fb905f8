package main

import (
	"fmt"
	"io"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type recordGroup struct {
	Report recordReportCmd `cmd:"" help:"Write down what a caller says: a bounty, a family's report, a lure, a tip."`
	Show   recordShowCmd   `cmd:"" help:"Show a record: who said what, when, how reliable."`
	Search recordSearchCmd `cmd:"" help:"Find records by names, numbers and words."`
	Due    recordDueCmd    `cmd:"" help:"List what is due for review."`
	Renew  recordRenewCmd  `cmd:"" help:"Set a record's day of review, with a reason."`
	Hide   recordHideCmd   `cmd:"" help:"Keep a person out of what other agencies' questions can meet."`
	Erase  recordEraseCmd  `cmd:"" help:"Erase a record, or claims of it, for ever."`
	Print  recordPrintCmd  `cmd:"" help:"Hand a record out on paper: numbered copies, with a file that proves them."`
	Verify recordVerifyCmd `cmd:"" help:"Check a dossier that was handed out, with nothing but its PDF or file."`
}

func (recordGroup) examples() string {
	return `lanna record search 王小明 --as somchai
lanna record show B-0021 --as somchai --reason "call from the family"`
}

type recordShowCmd struct {
	officerFlags
	Record string `arg:"" help:"Label (B-0021) or id."`
}

func (recordShowCmd) examples() string {
	return `lanna record show B-0021 --as somchai
lanna record show B-0021 --as somchai --purpose investigation --case C-14 --json`
}

// factLine is one thing that was said, as --json prints it.
type factLine struct {
	Claim    lanna.Digest   `json:"claim"`
	Property lanna.Property `json:"property"`
	Value    string         `json:"value"`
	Lang     string         `json:"lang,omitempty"`
	Grade    string         `json:"grade"`
	Agency   lanna.AgencyID `json:"agency"`
	Officer  string         `json:"officer,omitempty"`
	Time     string         `json:"time"`
	Live     bool           `json:"live"`
	Check    string         `json:"check,omitempty"`
	Differs  bool           `json:"differs,omitempty"`  // agencies, or live values of one, disagree
	Replaced []string       `json:"replaced,omitempty"` // what stood there before, newest first
}

func factLineOf(f desk.Fact) factLine {
	line := factLine{
		Claim: f.Claim, Property: f.Property, Value: f.Value, Lang: f.Lang, Grade: f.Grade.String(),
		Agency: f.Agency, Officer: f.OfficerName, Time: stamp(f.Time), Live: f.Live, Check: f.Check,
	}
	for _, before := range f.Replaced {
		line.Replaced = append(line.Replaced, before.Value)
	}
	return line
}

func factLines(facts []desk.Fact) []factLine {
	lines := []factLine{}
	for _, f := range facts {
		lines = append(lines, factLineOf(f))
	}
	return lines
}

// rowLines takes the facts out of the columns that a page shows them in.
func rowLines(rows []desk.FactRow) []factLine {
	lines := []factLine{}
	for _, row := range rows {
		for _, cell := range row.Cells {
			for _, f := range cell {
				line := factLineOf(f)
				line.Differs = row.Differ
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// recordShown is a record as --json prints it.
type recordShown struct {
	Record   lanna.RecordID   `json:"record"`
	Label    string           `json:"label"`
	Kind     lanna.RecordKind `json:"kind"`
	Opened   string           `json:"opened"`
	Presumed bool             `json:"presumed_victim"`
	Minor    bool             `json:"minor"`
	Locked   bool             `json:"suspicion_locked"`
	Safety   *factLine        `json:"contact_safety,omitempty"`
	Facts    []factLine       `json:"facts"`
	Notes    []factLine       `json:"notes,omitempty"`
	Related  []desk.Link      `json:"related,omitempty"`
	History  []desk.Step      `json:"history"`
	Reads    int64            `json:"reads"`
}

// Run shows a record. That it was read, and why, goes on the log.
func (c recordShowCmd) Run(p *program) error {
	var view desk.RecordView
	if err := c.ask(p, "record.show", node.RecordArgs{ID: c.Record}, &view); err != nil {
		return err
	}
	shown := recordShown{
		Record: view.Record, Label: view.Label, Kind: view.Kind, Opened: stamp(view.Opened),
		Presumed: view.Presumed, Minor: view.Minor, Locked: view.Locked,
		Facts: rowLines(view.Rows), Notes: factLines(view.Notes), Related: view.Related, History: view.History, Reads: view.Reads,
	}
	if view.Safety != nil {
		safety := factLineOf(*view.Safety)
		shown.Safety = &safety
	}
	if p.json {
		return p.emit(shown)
	}
	printRecord(p.out, shown)
	return nil
}

func printRecord(w io.Writer, r recordShown) {
	fmt.Fprintf(w, "%s  %s  opened %s  read %d times\n", r.Label, r.Kind, r.Opened, r.Reads)
	if r.Safety != nil {
		fmt.Fprintf(w, "contact: %s\n", r.Safety.Value)
	}
	var flags []string
	if r.Presumed {
		flags = append(flags, "presumed victim")
	}
	if r.Minor {
		flags = append(flags, "minor")
	}
	if r.Locked {
		flags = append(flags, "suspicion locked")
	}
	if len(flags) > 0 {
		fmt.Fprintln(w, strings.Join(flags, ", "))
	}
	printFacts(w, r.Facts)
	printHistory(w, r.History)
}

func printFacts(w io.Writer, facts []factLine) {
	rows := [][]string{}
	for _, f := range facts {
		mark := ""
		if f.Differs {
			mark = "differs"
		}
		if f.Check != "" {
			mark = strings.TrimSpace(mark + " " + f.Check)
		}
		rows = append(rows, []string{string(f.Property), f.Value, f.Grade, f.Officer, f.Time, mark})
	}
	fmt.Fprintln(w)
	table(w, rows)
}

type recordSearchCmd struct {
	officerFlags
	Words []string `arg:"" help:"All of these words must occur."`
	Limit int      `name:"limit" default:"30" help:"At most so many (${default}, up to 100)."`
}

func (recordSearchCmd) examples() string {
	return `lanna record search 王小明 --as somchai
lanna record search +8613800000000 --as somchai --json`
}

// hitLine is a found record, as --json prints it.
type hitLine struct {
	Record lanna.RecordID   `json:"record"`
	Label  string           `json:"label"`
	Kind   lanna.RecordKind `json:"kind"`
	Field  lanna.Property   `json:"field"`
	Text   string           `json:"text"`
	Marks  [][2]int         `json:"marks"` // bytes of text, from and to
	Reason desk.Reason      `json:"reason"`
	Time   string           `json:"time"`
}

// Run searches what the officer may see.
func (c recordSearchCmd) Run(p *program) error {
	var found desk.SearchResult
	if err := c.ask(p, "record.search", desk.SearchQuery{Text: strings.Join(c.Words, " "), Limit: c.Limit}, &found); err != nil {
		return err
	}
	if len(found.Hits) == 0 {
		return failf(notFound, "lanna record search with fewer words", "nothing that you may see holds all of these words")
	}
	rows := [][]string{}
	for _, h := range found.Hits {
		line := hitLine{h.Record, h.Label, h.Kind, h.Field, h.Text.Text, h.Marks, h.Reason, stamp(h.Time)}
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{line.Label, string(line.Field), line.Time, bracketed(line.Text, line.Marks)})
	}
	if !p.json {
		table(p.out, rows)
	}
	if found.Next != 0 {
		p.say("There are more: raise --limit, or add a word.")
	}
	return nil
}

// around is how many bytes of a text are shown before its first mark and after.
const around = 90

// bracketed puts the marked bytes of a text between brackets and cuts it, on
// one line, to what stands around the first of them.
func bracketed(text string, marks [][2]int) string {
	from, to := 0, min(len(text), 2*around)
	if len(marks) > 0 {
		from, to = max(0, marks[0][0]-around), min(len(text), marks[0][1]+around)
	}
	var b strings.Builder
	at := from
	for _, m := range marks {
		if m[0] < at || m[1] > to || m[0] >= m[1] {
			continue
		}
		b.WriteString(text[at:m[0]] + "[" + text[m[0]:m[1]] + "]")
		at = m[1]
	}
	b.WriteString(text[at:to])
	// A cut may fall into a sign: what is left of it goes.
	return strings.Join(strings.Fields(strings.ToValidUTF8(b.String(), "")), " ")
}
