package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

// printFlags say for whom copies are made and where they are written.
type printFlags struct {
	To     string `name:"to" required:"" placeholder:"NAME" help:"Person or office for whom the copies are: it stands on each page."`
	Copies int    `name:"copies" default:"1" help:"How many (${default}, up to 50); each has a number."`
	Out    string `name:"out" type:"path" default:"." placeholder:"DIR" help:"Folder for the files (${default})."`
	Page   bool   `name:"page" help:"Make no PDF, only the page."`
	With   string `name:"with" placeholder:"LOGIN" help:"Second officer who signs, where a restriction in words or a compartment asks for it."`
	secondPassword
}

type recordPrintCmd struct {
	officerFlags
	printFlags
	Record  string           `arg:"" help:"Label (B-0021) or id."`
	Inside  bool             `name:"inside" help:"The recipient is of this agency."`
	Basis   string           `name:"basis" placeholder:"LAW" help:"Law and article by which it is handed out; needed unless --inside."`
	Without []lanna.Property `name:"without" placeholder:"NAME,..." help:"Properties that are left out."`
	Lang    string           `name:"lang" default:"en" help:"Language of the paper: en, zh, th, my, lo (${default})."`
}

func (recordPrintCmd) examples() string {
	return `lanna record print B-0021 --to "Prosecutor, case 14" --basis "Act 12, article 3" --reason "hearing" --as national
lanna record print P-0007 --to "County desk" --inside --copies 2 --without contact,relation --reason "briefing" --as leader --out /tmp/paper`
}

// Run hands out copies.
func (c recordPrintCmd) Run(p *program) error {
	draft := desk.PrintDraft{Form: desk.PaperDossier, Recipient: c.To, Outside: !c.Inside, Copies: c.Copies, Basis: c.Basis, Without: c.Without}
	return c.make(p, c.officerFlags, node.PrintArgs{RecordArgs: node.RecordArgs{ID: c.Record}, Draft: draft, Langs: []string{c.Lang}})
}

type alertBulletinCmd struct {
	officerFlags
	printFlags
	Record string   `arg:"" help:"Label (B-0021) or id."`
	Lang   []string `name:"lang" placeholder:"LANG,..." help:"Languages, a page each: en, zh, th, my, lo; without it all five."`
}

func (alertBulletinCmd) examples() string {
	return `lanna alert bulletin B-0021 --to "border stations" --copies 5 --reason "threat to life" --as somchai
lanna alert bulletin B-0021 --to "point M1" --lang my,en --reason "threat to life" --as somchai`
}

// Run prints a bulletin.
func (c alertBulletinCmd) Run(p *program) error {
	draft := desk.PrintDraft{Form: desk.PaperBulletin, Recipient: c.To, Outside: true, Copies: c.Copies}
	return c.make(p, c.officerFlags, node.PrintArgs{RecordArgs: node.RecordArgs{ID: c.Record}, Draft: draft, Langs: c.Lang})
}

// printedLine is a run as --json prints it.
type printedLine struct {
	Run     int          `json:"run"`
	Print   lanna.Digest `json:"print"`
	Content lanna.Digest `json:"content"`
	Copies  int          `json:"copies"`
	Files   []string     `json:"files"`
	NoPDF   string       `json:"no_pdf,omitempty"` // why
}

func (c printFlags) make(p *program, by officerFlags, args node.PrintArgs) error {
	if args.PDF = !c.Page; c.With != "" {
		password, err := c.signature(p, c.With)
		if err != nil {
			return err
		}
		args.With, args.Password = c.With, string(password)
	}
	if info, err := os.Stat(c.Out); err != nil || !info.IsDir() {
		return failf(misused, "the same command with --out of a folder that is there", "%s is no folder", c.Out)
	}
	var made node.Printed
	if err := by.ask(p, "record.print", args, &made); err != nil {
		return err
	}
	line := printedLine{Run: made.Run.No, Print: made.Run.Statement, Content: made.Run.Content, Copies: made.Run.Copies, NoPDF: made.Missing}
	for _, f := range made.Files {
		path := filepath.Join(c.Out, filepath.Base(f.Name))
		if err := writeNew(path, f.Data); err != nil {
			return err
		}
		line.Files = append(line.Files, path)
	}
	if made.Missing != "" {
		p.say("No PDF: %s.", plainCode(made.Missing))
	}
	if p.json {
		return p.emit(line)
	}
	for _, path := range line.Files {
		fmt.Fprintln(p.out, path)
	}
	return nil
}

func plainCode(code string) string {
	if words := inWords[code]; words != "" {
		return words
	}
	return code
}

// writeNew writes a file that only its owner reads, and over no other.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return failf(conflict, "the same command with another --out", "%w", err)
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
