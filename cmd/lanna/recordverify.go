package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"lanna"
	"lanna/audit"
	"lanna/pdf"
)

type recordVerifyCmd struct {
	File   string `arg:"" type:"path" help:"The PDF that was handed out, or the .json file that came with the paper."`
	Agency string `name:"agency" placeholder:"ID" help:"The agency whose paper it must be, as it tells it itself."`
	Hash   string `name:"hash" placeholder:"HASH" help:"The hash that stands on the paper."`
}

func (recordVerifyCmd) examples() string {
	return `lanna record verify B-0021-1-copy-1-of-2.pdf
lanna record verify B-0021-1-copy-1-of-2.json
lanna record verify B-0021-1-copy-1-of-2.pdf --hash 3783bf7c… --agency 5f0c…`
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
	Pages     string           `json:"pages,omitempty"` // "sealed": of a PDF, as they were printed
	Fault     string           `json:"fault,omitempty"`
}

// Run checks a dossier. One that does not hold is exit code 7.
func (c recordVerifyCmd) Run(p *program) error {
	paper, err := c.open()
	if err != nil {
		return err
	}
	rep, err := audit.VerifyDossier(bytes.NewReader(paper.file))
	if err != nil {
		return err
	}
	bad := c.wrong(&rep)
	if bad == "" && paper.printed != nil && !rep.Sealed(paper.printed, paper.seal) {
		bad = "pages: not-sealed"
	}
	if p.json {
		line := dossierLineOf(&rep, bad)
		if bad == "" && paper.printed != nil {
			line.Pages = "sealed"
		}
		if err := p.emit(line); err != nil {
			return err
		}
	}
	if bad != "" {
		return failf(integrity, "ask the agency for another copy, and keep this one as it is", "the dossier does not hold: %s", bad)
	}
	if !p.json {
		tellDossier(p.out, &rep, paper.printed != nil)
	}
	return nil
}

func tellDossier(w io.Writer, rep *audit.DossierReport, pages bool) {
	fmt.Fprintf(w, "The dossier holds: %s, copy %d of %d for %s, by agency %s.\n", rep.Label, rep.Copy, rep.Of, rep.Recipient, rep.Dossier.Agency)
	fmt.Fprintf(w, "%d facts in %d statements, said from %s to %s: %d proven by a log, %d by signature alone, %d unproven.\n",
		rep.Claims, len(rep.Statements), day(rep.First), day(rep.Last), rep.Proven, rep.Signed, rep.Unproven)
	if pages {
		fmt.Fprintln(w, "The pages are as they were printed.")
	}
	fmt.Fprintf(w, "hash %s\n", rep.Content)
}

// A handedPaper is what was given to be checked.
type handedPaper struct {
	file          []byte // the dossier
	printed, seal []byte // of a PDF: its pages, and what goes with them; else nil
}

// open reads the file, and takes the dossier out of a PDF.
func (c recordVerifyCmd) open() (handedPaper, error) {
	f, err := os.Open(c.File)
	if err != nil {
		return handedPaper{}, failf(misused, "the same command with the right FILE", "%w", err)
	}
	defer f.Close()
	most := audit.MaxDossier + pdf.MaxPrinted
	all, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	switch {
	case err != nil:
		return handedPaper{}, err
	case !pdf.Is(all):
		return handedPaper{file: all}, nil
	case len(all) > most:
		return handedPaper{}, failf(integrity, "lanna record verify FILE.json, with the file that came with it", "the PDF is longer than any that Lanna makes; it was not looked into")
	}
	printed, a, err := pdf.Attached(all)
	if err != nil {
		return handedPaper{}, failf(integrity, "lanna record verify FILE.json, with the file that came with it or that a viewer takes out of it", "%s", plainCode(lanna.CodeOf(err)))
	}
	return handedPaper{a.Data, printed, a.Seal}, nil
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
