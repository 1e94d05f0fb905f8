package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/list"
	"lanna/node"
)

type importGroup struct {
	File     importFileCmd     `cmd:"" default:"withargs" help:"Take a list in and check it; with --dry-run read it only, without a node."`
	List     importListCmd     `cmd:"" help:"List the lists."`
	Show     importShowCmd     `cmd:"" help:"Show a list, and rows of one part of it."`
	Decide   importDecideCmd   `cmd:"" help:"Decide on a row: same, apart, override, skip."`
	Sign     importSignCmd     `cmd:"" help:"Sign for a checked list; the second officer's signature makes records of it."`
	Wait     importWaitCmd     `cmd:"" help:"Wait until a list is taken over, and go on with what a crash cut off."`
	Receipts importReceiptsCmd `cmd:"" help:"Print a receipt for each row."`
	Return   importReturnCmd   `cmd:"" help:"Write the rows that are kept apart, with reasons, for their sender."`
	Drop     importDropCmd     `cmd:"" help:"Put a list aside that was not signed for."`
	Rollback importRollbackCmd `cmd:"" help:"Erase all that a list brought, with two officers."`
}

func (importGroup) examples() string {
	return `lanna import handover.xlsx --kind handover --from "Border Guard" --as leader1
lanna import handover.xlsx --kind handover --dry-run       which columns, which rows would go back
lanna import sign I-0001 --reason "compared with the paper list" --as leader1
lanna import rollback I-0001 --reason "sent in error" --as leader1 --with desk1`
}

type importFileCmd struct {
	officerFlags
	File     string                `arg:"" type:"path" help:"List, .xlsx or .csv."`
	Kind     string                `name:"kind" required:"" enum:"handover,wanted,family,released,missing" help:"What list it is: handover, wanted, family, released or missing."`
	From     string                `name:"from" placeholder:"TEXT" help:"Who sent it; columns are remembered of each sender."`
	Map      map[string]list.Field `name:"map" placeholder:"HEADING=FIELD" help:"What a column holds, as in \"DOB=birth-date\"; may be given several times."`
	Dates    map[string]string     `name:"dates" placeholder:"HEADING=ORDER" help:"Order of a column's dates: dmy or mdy."`
	Region   string                `name:"region" placeholder:"XX" help:"Whose habits phones follow where nothing else tells, as in TH."`
	Marking  string                `name:"marking" enum:"here,life,source,support" default:"here" help:"Who may see what the list brings: here, life, source or support (${default})."`
	Encoding string                `name:"encoding" placeholder:"NAME" help:"Encoding of a CSV, where what is found out is wrong."`
	Sheet    string                `name:"sheet" placeholder:"NAME" help:"Sheet of a workbook; the first with a list otherwise."`
	DryRun   bool                  `name:"dry-run" help:"Read and check only; store nothing and ask no node."`
}

func (importFileCmd) examples() string {
	return `lanna import handover.xlsx --kind handover --from "Border Guard" --as leader1
lanna import list.csv --kind wanted --map "Born=birth-date" --dates "Born=mdy" --dry-run`
}

// importLine is a list as --json prints it.
type importLine struct {
	Record lanna.RecordID `json:"record,omitzero"`
	Label  string         `json:"label,omitempty"`
	Kind   string         `json:"kind"`
	From   string         `json:"from,omitempty"`
	State  string         `json:"state"`
	Digest string         `json:"digest,omitempty"`
	Tally  desk.ListTally `json:"tally"`
}

// Run takes a list in and checks it.
func (c importFileCmd) Run(p *program) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	o := list.Options{Encoding: c.Encoding, Sheet: c.Sheet}
	if c.DryRun {
		return c.dryRun(p, data, o)
	}
	if c.From == "" {
		return failf(misused, "the same command with --from TEXT", "it is not said who sent the list")
	}
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var made node.Done
	up := desk.ListUpload{FileName: filepath.Base(c.File), Kind: c.Kind, From: c.From, Marking: c.Marking, Options: o, Data: data}
	if err := c.askAs(p, password, "list.upload", up, &made); err != nil {
		return err
	}
	var v desk.ListView
	if err := c.askAs(p, password, "list.check", node.ListCheckArgs{ID: made.Record.String(), Fields: c.Map, Orders: c.Dates, Region: c.Region}, &v); err != nil {
		return err
	}
	return p.tellList(&v)
}

// tellList says how a list stands.
func (p *program) tellList(v *desk.ListView) error {
	if p.json {
		return p.emit(importLine{v.Record, v.Label, v.Kind, v.From, v.State, v.Digest, v.Tally})
	}
	fmt.Fprintf(p.out, "%s  %s from %s: %s\n", v.Label, v.Kind, v.From, v.State)
	p.tellTally(v.Tally)
	switch {
	case v.State == desk.ListChecked && len(v.Signed) == 0:
		p.say("Two officers sign next: lanna import sign %s --reason TEXT --as LOGIN", v.Label)
	case v.State == desk.ListChecked:
		p.say("%s has signed; another officer signs next.", v.Signed[0].Name)
	}
	return nil
}

func (p *program) tellTally(t desk.ListTally) {
	rows := [][]string{}
	for _, part := range desk.ListParts {
		if n := t.Parts[part]; n > 0 {
			rows = append(rows, []string{"  " + part, strconv.Itoa(n)})
		}
	}
	for _, counts := range []map[string]int{t.Roles, t.Done, t.Codes} {
		for _, code := range slices.Sorted(maps.Keys(counts)) {
			rows = append(rows, []string{"  " + code, strconv.Itoa(counts[code])})
		}
	}
	table(p.out, rows)
}

// dryRun says how the file would be read.
func (c importFileCmd) dryRun(p *program, data []byte, o list.Options) error {
	t, err := list.Read(data, o)
	if err != nil {
		return err
	}
	m, err := list.Remap(t.Header, list.Propose(t, nil), c.Map, c.Dates)
	if err != nil {
		return err
	}
	faults, notes, good := map[string]int{}, map[string]int{}, 0
	for _, person := range list.Check(t, list.Plan{Kind: c.Kind, Mapping: m, Region: c.Region, Today: p.now()}) {
		if len(person.Faults) == 0 {
			good++
		}
		for _, f := range person.Faults {
			faults[f.Code]++
		}
		for _, v := range append(person.Values, person.Dropped...) {
			for _, n := range v.Notes {
				notes[n.Code]++
			}
		}
	}
	if p.json {
		return p.emit(map[string]any{"format": t.Format, "encoding": t.Encoding, "rows": len(t.Rows), "good": good, "header": t.Header, "mapping": m,
			"warnings": t.Warnings, "faults": faults, "notes": notes, "dry_run": true})
	}
	fmt.Fprintf(p.out, "%s, %s, %d rows, of which %d can be taken over. Nothing was stored.\n", t.Format, t.Encoding, len(t.Rows), good)
	rows := [][]string{{"COLUMN", "FIELD", "BY"}}
	for i, col := range m {
		rows = append(rows, []string{t.Header[i], string(col.Field), col.Why})
	}
	table(p.out, rows)
	for _, counts := range []map[string]int{faults, notes} {
		for _, code := range slices.Sorted(maps.Keys(counts)) {
			fmt.Fprintf(p.out, "%d x %s\n", counts[code], code)
		}
	}
	return nil
}

type importListCmd struct{ officerFlags }

func (importListCmd) examples() string { return "lanna import list --as leader1" }

// Run lists the lists.
func (c importListCmd) Run(p *program) error {
	var lines []desk.ListLine
	if err := c.ask(p, "list.list", struct{}{}, &lines); err != nil {
		return err
	}
	rows := [][]string{{"LIST", "KIND", "FROM", "STATE", "ROWS", "SINCE"}}
	for _, l := range lines {
		if p.json {
			if err := p.emit(importLine{Record: l.Record, Label: l.Label, Kind: l.Kind, From: l.From, State: l.State, Tally: l.Tally}); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{l.Label, l.Kind, l.From, l.State, strconv.Itoa(l.Tally.Rows), stamp(l.Opened)})
	}
	if !p.json {
		table(p.out, rows)
	}
	return nil
}

type importShowCmd struct {
	officerFlags
	List  string `arg:"" help:"Label (I-0001) or id."`
	Part  string `name:"part" placeholder:"NAME" help:"Show rows: all, faulty, doubtful, doubles, known, locked, minors, fears."`
	After int    `name:"after" placeholder:"ROW" help:"Rows behind this one."`
	Limit int    `name:"limit" default:"30" help:"How many (${default})."`
}

func (importShowCmd) examples() string {
	return `lanna import show I-0001 --as leader1
lanna import show I-0001 --part doubles --json --as leader1`
}

// Run shows a list and some of its rows.
func (c importShowCmd) Run(p *program) error {
	if c.Part != "" && !slices.Contains(desk.ListParts, c.Part) {
		return failf(misused, "lanna import show --help", "there is no part %q", c.Part)
	}
	var v desk.ListView
	if err := c.ask(p, "list.show", node.ListShowArgs{ID: c.List, ListQuestion: desk.ListQuestion{Part: c.Part, After: c.After, Limit: c.Limit}}, &v); err != nil {
		return err
	}
	if err := p.tellList(&v); err != nil {
		return err
	}
	for i := range v.Rows {
		if err := p.tellRow(&v, &v.Rows[i]); err != nil {
			return err
		}
	}
	if v.Next > 0 && !p.json {
		p.say("more: --after %d", v.Next)
	}
	return nil
}

func (p *program) tellRow(v *desk.ListView, r *desk.ListRowView) error {
	if p.json {
		return p.emit(map[string]any{"row": r})
	}
	fmt.Fprintf(p.out, "%d\t%s\n", r.Number, strings.Join(rowWords(r), " · "))
	for _, f := range r.Faults {
		heading, code := v.Shape.Reason(f)
		fmt.Fprintf(p.out, "\t%s\n", strings.TrimPrefix(heading+": "+code, ": "))
	}
	for _, o := range r.Others {
		other := "row " + strconv.Itoa(o.Row)
		if o.Row == 0 {
			other = o.Record.String()
		}
		fmt.Fprintf(p.out, "\t%.2f %s %s\n", o.Score, other, o.Decided)
	}
	return nil
}

func rowWords(r *desk.ListRowView) []string {
	if len(r.Faults) > 0 {
		return r.Raw
	}
	var out []string
	for _, v := range r.Values {
		out = append(out, v.Value)
	}
	return out
}

type importDecideCmd struct {
	officerFlags
	List  string `arg:"" help:"Label (I-0001) or id."`
	Row   int    `arg:"" help:"Number of the row."`
	What  string `arg:"" enum:"same,apart,override,skip" help:"same, apart, override or skip."`
	Other string `name:"with" placeholder:"ROW|ID" help:"The other row, or the record of the person."`
}

func (importDecideCmd) examples() string {
	return `lanna import decide I-0001 17 same --with 3 --as leader1
lanna import decide I-0001 40 override --reason "screened by the centre" --as leader1`
}

// Run decides on a row.
func (c importDecideCmd) Run(p *program) error {
	var done node.Done
	args := node.ListDecideArgs{ID: c.List, Decisions: []desk.ListDecision{{Row: c.Row, What: c.What, Other: c.Other, Reason: c.Reason}}}
	if err := c.ask(p, "list.decide", args, &done); err != nil {
		return err
	}
	return p.did("decided", done.Record, c.List)
}

type importSignCmd struct {
	officerFlags
	List string `arg:"" help:"Label (I-0001) or id."`
}

func (importSignCmd) examples() string {
	return `lanna import sign I-0001 --reason "compared with the paper list" --as leader1`
}

// Run signs for the list as it is shown now.
func (c importSignCmd) Run(p *program) error {
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var v desk.ListView
	if err := c.askAs(p, password, "list.show", node.ListShowArgs{ID: c.List}, &v); err != nil {
		return err
	}
	if err := c.askAs(p, password, "list.sign", node.ListSignArgs{ID: c.List, Digest: v.Digest}, &v); err != nil {
		return err
	}
	return p.tellList(&v)
}

type importWaitCmd struct {
	officerFlags
	List string `arg:"" help:"Label (I-0001) or id."`
}

func (importWaitCmd) examples() string { return "lanna import wait I-0001 --as leader1" }

// Run waits for what runs on a list.
func (c importWaitCmd) Run(p *program) error {
	var v desk.ListView
	if err := c.ask(p, "list.wait", node.RecordArgs{ID: c.List}, &v); err != nil {
		return err
	}
	return p.tellList(&v)
}

type importReceiptsCmd struct {
	officerFlags
	List string `arg:"" help:"Label (I-0001) or id."`
}

func (importReceiptsCmd) examples() string { return "lanna import receipts I-0001 --json --as leader1" }

// Run prints a receipt for each row.
func (c importReceiptsCmd) Run(p *program) error {
	var list []desk.ListReceipt
	if err := c.ask(p, "list.receipts", node.RecordArgs{ID: c.List}, &list); err != nil {
		return err
	}
	rows := [][]string{{"ROW", "WHAT", "RECORD", "STATEMENT", "LEAF"}}
	for _, r := range list {
		if p.json {
			if err := p.emit(r); err != nil {
				return err
			}
			continue
		}
		row := []string{strconv.Itoa(r.Row), r.What, r.Label, "", ""}
		if !r.Record.IsZero() {
			row[3], row[4] = r.Statement.String()[:16], strconv.FormatInt(r.Leaf, 10)
		}
		rows = append(rows, row)
	}
	if !p.json {
		table(p.out, rows)
	}
	return nil
}

type importReturnCmd struct {
	officerFlags
	List string `arg:"" help:"Label (I-0001) or id."`
	File string `arg:"" type:"path" help:"File to write, .xlsx or .csv."`
}

func (importReturnCmd) examples() string { return "lanna import return I-0001 back.xlsx --as leader1" }

// Run writes the rows that go back.
func (c importReturnCmd) Run(p *program) (err error) {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.File)), ".")
	if format != "xlsx" && format != "csv" {
		return failf(misused, "lanna import return "+c.List+" back.xlsx", "rows are written as .xlsx or .csv")
	}
	var back node.ListReturned
	if err := c.ask(p, "list.return", node.RecordArgs{ID: c.List}, &back); err != nil {
		return err
	}
	f, err := os.OpenFile(c.File, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	if err := list.SendBack(f, format, back.Header, back.Rows); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"file": c.File, "rows": len(back.Rows)})
	}
	p.say("%d rows are in %s.", len(back.Rows), c.File)
	return nil
}

type importDropCmd struct {
	officerFlags
	List string `arg:"" help:"Label (I-0001) or id."`
}

func (importDropCmd) examples() string { return "lanna import drop I-0001 --as leader1" }

// Run puts a list aside.
func (c importDropCmd) Run(p *program) error {
	var done node.Done
	if err := c.ask(p, "list.drop", node.RecordArgs{ID: c.List}, &done); err != nil {
		return err
	}
	return p.did("dropped", done.Record, c.List)
}

type importRollbackCmd struct {
	officerFlags
	List string `arg:"" help:"Label (I-0001) or id."`
	With string `name:"with" required:"" placeholder:"LOGIN" help:"Second officer who signs."`
	secondPassword
}

func (importRollbackCmd) examples() string {
	return `lanna import rollback I-0001 --reason "sent in error" --as leader1 --with desk1`
}

// Run takes a list back.
func (c importRollbackCmd) Run(p *program) error {
	password, err := c.signature(p, c.With)
	if err != nil {
		return err
	}
	var done node.Done
	if err := c.ask(p, "list.rollback", node.ListRollBackArgs{ID: c.List, With: c.With, Password: string(password)}, &done); err != nil {
		return err
	}
	return p.did("rolled back", done.Record, c.List)
}
