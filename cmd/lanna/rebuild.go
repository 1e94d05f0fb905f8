package main

import (
	"encoding/json"
	"fmt"
)

type rebuildCmd struct {
	officerFlags
}

func (rebuildCmd) examples() string { return "lanna rebuild --as admin" }

// Run makes all views anew from the statements.
func (c rebuildCmd) Run(p *program) error {
	p.say("Making all views anew from the statements. This takes a while; the node goes on.")
	var answer json.RawMessage
	if err := c.ask(p, "rebuild", struct{}{}, &answer); err != nil {
		return err
	}
	if p.json {
		return p.emit(answer)
	}
	_, err := fmt.Fprintln(p.out, "All views are made anew.")
	return err
}
