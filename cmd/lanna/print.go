package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lanna"
	"lanna/audit"
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

type recordVerifyCmd struct {
	File   string `arg:"" type:"path" help:"The .json file that came with the paper."`
	Agency string `name:"agency" placeholder:"ID" help:"The agency whose paper it must be, as it tells it itself."`
	Hash   string `name:"hash" placeholder:"HASH" help:"The hash that stands on the paper."`
}

func (recordVerifyCmd) examples() string {
	return `lanna record verify B-0021-1-copy-1-of-2.json
lanna record verify B-0021-1-copy-1-of-2.json --hash 3783bf7c… --agency 5f0c…`
}

// dossierLine is the result of checking a dossier, as --json prints it.
type dossierLine struct {
	Holds     bool             `json:"holds"`
	Agency    lanna.AgencyID   `json:"agency"`
	Agencies  []lanna.AgencyID `json:"agencies,omitempty"` // that say something
	Label     string           `json:"label,omitempty"`
	Record    lanna.RecordID   `json:"record"`
	Recipient string           `json:"recipient,omitempty"`
	Copy      int              `json:"copy,omitempty"`
	Of        int              `json:"of,omitempty"`
	Content   lanna.Digest     `json:"content"`
	Proven    int              `json:"proven"`   // statements in a log whose head is signed
	Signed    int              `json:"signed"`   // by signature and certificate alone
	Unproven  int              `json:"unproven"` // of a revoked writer
	Claims    int              `json:"claims"`
	Fault     string           `json:"fault,omitempty"`
}

// Run checks a dossier. One that does not hold is exit code 7.
func (c recordVerifyCmd) Run(p *program) error {
	f, err := os.Open(c.File)
	if err != nil {
		return failf(misused, "the same command with the right FILE", "%w", err)
	}
	defer f.Close()
	rep, err := audit.VerifyDossier(f)
	if err != nil {
		return err
	}
	bad := c.wrong(&rep)
	if p.json {
		if err := p.emit(dossierLineOf(&rep, bad)); err != nil {
			return err
		}
	}
	if bad != "" {
		return failf(integrity, "ask the agency for another copy, and keep this one as it is", "the dossier does not hold: %s", bad)
	}
	if !p.json {
		fmt.Fprintf(p.out, "The dossier holds: %s, copy %d of %d for %s, by agency %s.\n", rep.Label, rep.Copy, rep.Of, rep.Recipient, rep.Dossier.Agency)
		fmt.Fprintf(p.out, "%d facts in %d statements, said from %s to %s: %d proven by a log, %d by signature alone, %d unproven.\n",
			rep.Claims, len(rep.Statements), day(rep.First), day(rep.Last), rep.Proven, rep.Signed, rep.Unproven)
		fmt.Fprintf(p.out, "hash %s\n", rep.Content)
	}
	return nil
}

// wrong is the first thing that is wrong, "" where nothing is.
func (c recordVerifyCmd) wrong(rep *audit.DossierReport) string {
	switch {
	case rep.Finding != nil:
		return rep.Finding.Error()
	case c.Agency != "" && c.Agency != rep.Dossier.Agency.String():
		return "file: other-agency"
	case c.Hash != "" && c.Hash != rep.Content.String():
		return "file: other-paper"
	}
	return ""
}

func dossierLineOf(rep *audit.DossierReport, bad string) dossierLine {
	out := dossierLine{Holds: bad == "", Agencies: rep.Agencies, Proven: rep.Proven, Signed: rep.Signed, Unproven: rep.Unproven, Claims: rep.Claims, Fault: bad}
	if d := rep.Dossier; d != nil {
		out.Agency, out.Label, out.Record, out.Recipient, out.Copy, out.Of, out.Content = d.Agency, d.Label, d.Record, d.Recipient, d.Copy, d.Of, d.Content
	}
	return out
}
