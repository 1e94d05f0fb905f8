package main

import (
	"fmt"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type recordReportCmd struct {
	officerFlags
	Kind  string   `name:"kind" enum:"bounty,family,lure,tip" required:"" placeholder:"KIND" help:"What is reported: bounty, family, lure or tip."`
	Field []string `name:"field" required:"" placeholder:"PROPERTY=VALUE" sep:"none" help:"What the caller says, as in alias=... or amount='600000 CNY'; once for each."`
}

func (recordReportCmd) examples() string {
	return `lanna record report --kind bounty --field "alias=EXERCISE Xiao Ming" --field "amount=600000 CNY" --as somchai`
}

// Run writes down what a caller says, as the form for calls at /capture does,
// and prints the labels of the records that came of it.
func (c recordReportCmd) Run(p *program) error {
	fields, err := fieldsOf(c.Field, "lanna record report --help")
	if err != nil {
		return err
	}
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var taken node.Done
	in := desk.Intake{Report: &desk.Report{Kind: lanna.RecordKind(c.Kind), Fields: fields}}
	if err := c.askAs(p, password, "intake", in, &taken); err != nil {
		return err
	}
	var view desk.CaptureView
	if err := c.askAs(p, password, "capture.show", node.RecordArgs{ID: taken.Record.String()}, &view); err != nil {
		return err
	}
	for _, l := range view.Confirmed {
		if p.json {
			err = p.emit(map[string]any{"record": l.Record, "label": l.Label, "kind": l.Kind})
		} else {
			_, err = fmt.Fprintln(p.out, l.Label)
		}
		if err != nil {
			return err
		}
	}
	p.say("recorded, and kept with the call; next: lanna alert list --as %s", c.As)
	return nil
}

// fieldsOf reads --field flags.
func fieldsOf(given []string, next string) ([]desk.Field, error) {
	var out []desk.Field
	for _, s := range given {
		property, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, failf(misused, next, "--field is PROPERTY=VALUE")
		}
		out = append(out, desk.Field{Property: lanna.Property(property), Value: value})
	}
	return out, nil
}
