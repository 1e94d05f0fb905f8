package main

import (
	"lanna"
	"lanna/node"
)

type recallCmd struct {
	officerFlags
	Record string         `arg:"" help:"Label (B-0021) or id."`
	Claim  []lanna.Digest `name:"claim" placeholder:"ID,..." help:"Claims to take back (release show --json lists them); without them all that was released."`
	From   string         `name:"from" placeholder:"PARTY" help:"From one party alone: label (N-0002), code or id."`
}

func (recallCmd) examples() string {
	return `lanna recall B-0021 --reason "the name was another's" --as desk1
lanna recall B-0021 --from CN --claim 1f0c… --reason "family objects" --as desk1
lanna release show B-0021 --as desk1                what each holder answered`
}

// Run takes a release back, for ever. Every holder removes what it holds and
// answers.
func (c recallCmd) Run(p *program) error {
	return c.send(p, "record.recall", "recalled", node.RecallArgs{RecordArgs: node.RecordArgs{ID: c.Record}, Claims: c.Claim, From: c.From})
}

// send has the node do what goes to another one. With no link it is kept, and
// the exit code says so.
func (f officerFlags) send(p *program, verb, what string, args any) error {
	var made node.Sent
	if err := f.ask(p, verb, args, &made); err != nil {
		return err
	}
	if p.json {
		if err := p.emit(map[string]any{"done": what, "record": made.Record, "queued": made.Queued}); err != nil {
			return err
		}
	} else {
		p.say("%s %s", made.Record, what)
	}
	if made.Queued {
		return failf(queued, "lanna sync status", "there is no link: it waits in the outbox and goes when there is one")
	}
	return nil
}

// mustSayWhy refuses what discloses without a reason.
func (f officerFlags) mustSayWhy(verb string) error {
	if f.Reason == "" {
		return failf(misused, verb+" with --reason TEXT", "what discloses needs a reason: give --reason TEXT")
	}
	return nil
}
