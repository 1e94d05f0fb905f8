package main

import (
	"fmt"
	"strconv"

	"lanna"
	"lanna/desk"
)

type auditGroup struct {
	Verify auditVerifyCmd `cmd:"" help:"Check the whole log, or a bundle of it; name the first entry that is wrong."`
	Export auditExportCmd `cmd:"" help:"Write the log, or a span of it, as a signed bundle that anybody can check."`

	Plant   auditPlantCmd   `cmd:"" help:"Plant a person whom nobody has a reason to look at."`
	Planted auditPlantedCmd `cmd:"" help:"Say who touched what was planted."`
}

type auditVerifyCmd struct {
	officerFlags
	bundleFlags
}

func (auditVerifyCmd) examples() string {
	return `lanna audit verify --as auditor
lanna audit verify --as auditor --json
lanna audit verify --bundle log.jsonl   without a node, a database or a key`
}

// verified is the result of a check, as --json prints it.
type verified struct {
	Holds       bool           `json:"holds"`
	Writer      lanna.WriterID `json:"writer"`
	Leaves      int64          `json:"leaves"`
	Statements  int64          `json:"statements"`
	Checkpoints int64          `json:"checkpoints"`
	Signed      int64          `json:"signed"` // leaves under the newest checkpoint
	Fault       string         `json:"fault,omitempty"`
	FirstWrong  *int64         `json:"first_wrong,omitempty"` // place in the log
}

// Run checks leaves, statements, claims, tree and checkpoints. A log that does
// not hold is exit code 7.
func (c auditVerifyCmd) Run(p *program) error {
	if c.Bundle != "" {
		return c.check(p)
	}
	var report desk.LogReport
	if err := c.ask(p, "audit.verify", struct{}{}, &report); err != nil {
		return err
	}
	result := verified{
		Holds: report.Finding == nil, Writer: report.Writer, Leaves: report.Leaves,
		Statements: report.Statements, Checkpoints: report.Checkpoints, Signed: report.Head.Size,
	}
	if f := report.Finding; f != nil {
		result.Fault, result.FirstWrong = f.Code, &f.Index
	}
	if p.json {
		if err := p.emit(result); err != nil {
			return err
		}
	}
	if f := report.Finding; f != nil {
		at := "entry " + strconv.FormatInt(f.Index, 10)
		if f.Index < 0 {
			at = "no single entry can be named"
		} else if f.Upto > f.Index+1 {
			at = fmt.Sprintf("between entries %d and %d", f.Index, f.Upto-1)
		}
		return failf(integrity, "keep the data folder as it is, and compare it with a backup", "the log of writer %s does not hold: %s at %s", f.Writer, f.Code, at)
	}
	if !p.json {
		fmt.Fprintf(p.out, "The log holds: %d entries, %d of them statements, %d checkpoints, the newest over %d entries.\n",
			result.Leaves, result.Statements, result.Checkpoints, result.Signed)
	}
	return nil
}
