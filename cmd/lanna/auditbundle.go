package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"lanna"
	"lanna/audit"
	"lanna/desk"
)

type auditExportCmd struct {
	officerFlags
	File  string `arg:"" type:"path" placeholder:"FILE" help:"Where the bundle is written; it must not be there."`
	Since string `name:"since" placeholder:"TIME" help:"Only from this time on, as 2026-03-01 or 2026-03-01T08:00:00+07:00 (a date is of UTC)."`
	Until string `name:"until" placeholder:"TIME" help:"Only before this time."`
}

func (auditExportCmd) examples() string {
	return `lanna audit export --as auditor log.jsonl
lanna audit export --as auditor --since 2026-03-01 --until 2026-04-01 march.jsonl`
}

// Run asks for part after part. What was begun and could not be finished is removed.
func (c auditExportCmd) Run(p *program) error {
	q := desk.LogSpan{}
	for _, t := range []struct {
		text string
		into *lanna.Millis
	}{{c.Since, &q.Since}, {c.Until, &q.Until}} {
		at, err := pointInTime(t.text)
		if err != nil {
			return err
		}
		*t.into = at
	}
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return failf(conflict, "the same command with another FILE", "%w", err)
	}
	err = c.write(p, password, q, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.File))
	}
	return bundleFlags{Bundle: c.File}.check(p)
}

func (c auditExportCmd) write(p *program, password []byte, q desk.LogSpan, f *os.File) error {
	for {
		var part desk.LogPart
		if err := c.askAs(p, password, "audit.export", q, &part); err != nil {
			return err
		}
		if _, err := f.Write(part.Text); err != nil {
			return err
		}
		if part.From >= part.To {
			return nil
		}
		q.From, q.To, q.Before = part.From, part.To, part.Sum
	}
}

// pointInTime reads a date or a time of RFC 3339; "" is 0.
func pointInTime(s string) (lanna.Millis, error) {
	if s == "" {
		return 0, nil
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(form, s); err == nil {
			return lanna.Millis(t.UnixMilli()), nil
		}
	}
	return 0, failf(misused, "the same command with a time as 2026-03-01 or 2026-03-01T08:00:00+07:00", "%q is no time", s)
}

type bundleFlags struct {
	Bundle string `name:"bundle" type:"path" placeholder:"FILE" help:"Check a bundle that lanna audit export wrote, with nothing but the file."`
	Agency string `name:"agency" placeholder:"ID" help:"With --bundle: the agency whose log it must be, as it tells it itself."`
}

// bundled is the result of checking a bundle, as --json prints it.
type bundled struct {
	Holds       bool           `json:"holds"`
	Agency      lanna.AgencyID `json:"agency"`
	Parts       int64          `json:"parts"`
	Entries     int64          `json:"entries"`
	Statements  int64          `json:"statements"`
	Checkpoints int64          `json:"checkpoints"`
	First       lanna.Millis   `json:"first"`
	Last        lanna.Millis   `json:"last"`
	Fault       string         `json:"fault,omitempty"`
	Line        int64          `json:"line,omitempty"`
	FirstWrong  *int64         `json:"first_wrong,omitempty"` // place in the log
}

// check is exit code 7 where the bundle does not hold.
func (c bundleFlags) check(p *program) error {
	f, err := os.Open(c.Bundle)
	if err != nil {
		return failf(misused, "the same command with the right --bundle FILE", "%w", err)
	}
	defer f.Close()
	rep, err := audit.VerifyBundle(f)
	if err != nil {
		return err
	}
	if rep.Finding == nil && c.Agency != "" && c.Agency != rep.Agency.String() {
		rep.Finding = &audit.BundleFinding{Line: 1, Index: -1, Code: "other-agency"}
	}
	out := bundled{Holds: rep.Finding == nil, Agency: rep.Agency, Parts: rep.Parts, Entries: rep.Entries,
		Statements: rep.Statements, Checkpoints: rep.Checkpoints, First: rep.First, Last: rep.Last}
	if bad := rep.Finding; bad != nil {
		if out.Fault, out.Line = bad.Code, bad.Line; bad.Index >= 0 {
			out.FirstWrong = &bad.Index
		}
	}
	if p.json {
		if err := p.emit(out); err != nil {
			return err
		}
	}
	if bad := rep.Finding; bad != nil {
		at := fmt.Sprintf("line %d", bad.Line)
		if bad.Index >= 0 {
			at += fmt.Sprintf(", entry %d", bad.Index)
		}
		return failf(integrity, "ask the agency for another copy, and keep this one as it is", "the bundle does not hold: %s at %s", bad.Code, at)
	}
	if !p.json {
		fmt.Fprintf(p.out, "The bundle holds: %d entries, %d of them statements, %d earlier checkpoints, from %s to %s, of agency %s.\n",
			out.Entries, out.Statements, out.Checkpoints, day(out.First), day(out.Last), out.Agency)
	}
	return nil
}

func day(m lanna.Millis) string { return time.UnixMilli(int64(m)).UTC().Format(time.RFC3339) }
