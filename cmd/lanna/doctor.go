package main

import (
	"fmt"
)

type doctorCmd struct {
	Data string `name:"data" type:"path" default:"data" env:"LANNA_DATA" placeholder:"DIR" help:"Data folder of the node (${default})."`
}

func (doctorCmd) examples() string {
	return `lanna doctor                     all checks
lanna doctor --data /var/lib/lanna
lanna doctor --json              one line a check`
}

// A finding is what one check says.
type finding struct {
	Check string `json:"check"`
	State string `json:"state"` // ok, note, missing
	Says  string `json:"says"`
	Mend  string `json:"mend,omitempty"` // the command that mends it
}

// Run makes all checks and says how to mend what is missing. It changes nothing.
func (c doctorCmd) Run(p *program) error {
	missing := 0
	for _, check := range checks {
		f := check.look(p, c.Data)
		f.Check = check.name
		if f.State == "missing" {
			missing++
		}
		if err := p.show(f); err != nil {
			return err
		}
	}
	if missing > 0 {
		return failf(partlyDone, "", "%d of %d checks found something missing", missing, len(checks))
	}
	return nil
}

func (p *program) show(f finding) error {
	if p.json {
		return p.emit(f)
	}
	fmt.Fprintf(p.out, "%-8s %-12s %s\n", f.State, f.Check, f.Says)
	if f.Mend != "" {
		fmt.Fprintf(p.out, "%22sto mend: %s\n", "", f.Mend)
	}
	return nil
}
