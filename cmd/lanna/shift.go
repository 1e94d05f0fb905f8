package main

import (
	"lanna/desk"
	"lanna/node"
)

type shiftGroup struct {
	Set shiftSetCmd `cmd:"" help:"Set who is on duty, who is next, and who leads the shift."`
}

func (shiftGroup) examples() string {
	return "lanna shift set somchai malee leader --hours 8 --as admin"
}

type shiftSetCmd struct {
	officerFlags
	Officers []string `arg:"" help:"Logins in order: on duty, next, …; the last leads the shift."`
	Desk     string   `name:"desk" default:"" placeholder:"NAME" help:"Desk of the shift; your own if not given."`
	Hours    int      `name:"hours" default:"8" help:"How long it lasts from now (${default}). It holds until another is set."`
}

func (shiftSetCmd) examples() string {
	return "lanna shift set somchai malee leader --hours 8 --as admin"
}

// Run sets the shift of a desk.
func (c shiftSetCmd) Run(p *program) error {
	if c.Hours < 1 || c.Hours > 24*7 {
		return failf(misused, "lanna shift set --help", "--hours is between 1 and 168")
	}
	var shift desk.Shift
	if err := c.ask(p, "shift.set", node.ShiftArgs{Desk: c.Desk, Logins: c.Officers, Hours: c.Hours}, &shift); err != nil {
		return err
	}
	if p.json {
		return p.emit(shift)
	}
	p.say("%s is on duty.", c.Officers[0])
	return nil
}
