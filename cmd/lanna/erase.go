package main

import (
	"lanna"
	"lanna/desk"
	"lanna/node"
)

type recordDueCmd struct{ officerFlags }

func (recordDueCmd) examples() string { return "lanna record due --as leader" }

// dueLine is a record that is due for review, as --json prints it.
type dueLine struct {
	Record lanna.RecordID   `json:"record"`
	Label  string           `json:"label"`
	Kind   lanna.RecordKind `json:"kind"`
	Review string           `json:"review"`
}

// Run lists what is due for review today or was before.
func (c recordDueCmd) Run(p *program) error {
	var due []desk.DueRecord
	if err := c.ask(p, "record.due", struct{}{}, &due); err != nil {
		return err
	}
	rows := [][]string{{"RECORD", "KIND", "REVIEW"}}
	for _, d := range due {
		line := dueLine{d.Link.Record, d.Link.Label, d.Link.Kind, d.Review}
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{line.Label, string(line.Kind), line.Review})
	}
	if !p.json && len(due) == 0 {
		p.say("Nothing is due for review.")
	} else if !p.json {
		table(p.out, rows)
	}
	return nil
}

type recordRenewCmd struct {
	officerFlags
	Record string `arg:"" help:"Label (B-0021) or id."`
	Until  string `name:"until" required:"" placeholder:"DATE" help:"Next day of review, as in 2026-12-31; at most a year ahead."`
}

func (recordRenewCmd) examples() string {
	return `lanna record renew B-0021 --until 2026-12-31 --reason "still out of contact" --as leader`
}

// Run sets a record's day of review.
func (c recordRenewCmd) Run(p *program) error {
	var made node.Done
	if err := c.ask(p, "record.renew", node.RenewArgs{ID: c.Record, Until: c.Until}, &made); err != nil {
		return err
	}
	return p.did("renewed until "+c.Until, made.Record, c.Record)
}

type recordEraseCmd struct {
	officerFlags
	Record string   `arg:"" help:"Label (B-0021) or id."`
	Claim  []string `name:"claim" placeholder:"ID,..." help:"Claims to erase (record show --json lists them); without them the whole record goes."`
	With   string   `name:"with" placeholder:"LOGIN" help:"Second officer who signs. What is not due for review takes two."`
	secondPassword
}

func (recordEraseCmd) examples() string {
	return `lanna record erase B-0021 --reason "its time is over" --as leader
lanna record erase B-0021 --reason "asked for by the person" --as leader --with admin`
}

// Run erases for ever.
func (c recordEraseCmd) Run(p *program) error {
	args := node.EraseArgs{ID: c.Record, With: c.With}
	for _, s := range c.Claim {
		d, err := lanna.ParseDigest(s)
		if err != nil {
			return failf(misused, "lanna record show "+c.Record+" --json", "--claim: %w", err)
		}
		args.Claims = append(args.Claims, d)
	}
	if c.With != "" {
		password, err := c.signature(p, c.With)
		if err != nil {
			return err
		}
		args.Password = string(password)
	}
	var made node.Done
	if err := c.ask(p, "record.erase", args, &made); err != nil {
		return err
	}
	return p.did("erased", made.Record, c.Record)
}
