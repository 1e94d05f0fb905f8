package main

import (
	"fmt"
	"time"

	"lanna/desk"
	"lanna/node"
)

type auditPlantCmd struct {
	officerFlags
	Field []string `name:"field" required:"" placeholder:"PROPERTY=VALUE" sep:"none" help:"What is said of the person, as in name=... or birth-date=1990-02-03; once for each."`
	By    string   `name:"by" required:"" placeholder:"NAME" help:"By whom it seems to be recorded: a name that no officer has."`
	Under string   `name:"under" placeholder:"CASE" help:"Under which case it seems to be recorded."`
}

func (auditPlantCmd) examples() string {
	return `lanna audit plant --field "name=EXERCISE Somsak" --field birth-date=1990-02-03 --by "EXERCISE Nobody" --reason "watch of May" --as auditor`
}

// Run plants a person whom nobody has a reason to look at.
func (c auditPlantCmd) Run(p *program) error {
	fields, err := fieldsOf(c.Field, "lanna audit plant --help")
	if err != nil {
		return err
	}
	plant := desk.Plant{As: c.By, Case: c.Under, Fields: fields}
	var made node.Done
	if err := c.ask(p, "canary.plant", plant, &made); err != nil {
		return err
	}
	p.say("who touches it: lanna audit planted --as LOGIN")
	return p.did("planted", made.Record, made.Record.String())
}

type auditPlantedCmd struct{ officerFlags }

func (auditPlantedCmd) examples() string { return "lanna audit planted --as auditor" }

// Run lists what was planted, and who touched it.
func (c auditPlantedCmd) Run(p *program) error {
	var list []desk.Canary
	if err := c.ask(p, "canary.list", struct{}{}, &list); err != nil {
		return err
	}
	if len(list) == 0 {
		p.say("Nobody is planted: lanna audit plant --help")
	}
	for _, one := range list {
		if p.json {
			if err := p.emit(one); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(p.out, "%s  %s, as if by %s: %d touches\n", one.Label, one.Person, one.As, len(one.Touches))
		for _, e := range one.Touches {
			fmt.Fprintf(p.out, "  %s  %s  %s  %s\n", e.Time.Time().Format(time.RFC3339), e.Name, e.Act, e.Outcome)
		}
	}
	return nil
}
