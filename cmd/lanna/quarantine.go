package main

import (
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type syncQuarantineCmd struct{ officerFlags }

func (syncQuarantineCmd) examples() string {
	return `lanna sync quarantine --as auditor
lanna sync quarantine --as auditor --json     with the message as it came, in base64`
}

// Run lists what was refused, with the reason. The message lies there as it came.
func (c syncQuarantineCmd) Run(p *program) error {
	var list []desk.Quarantined
	if err := c.ask(p, "sync.quarantine", struct{}{}, &list); err != nil {
		return err
	}
	rows := [][]string{{"NO", "FROM", "TIME", "BYTES", "REASON", "ID"}}
	for _, q := range list {
		if p.json {
			if err := p.emit(map[string]any{"n": q.N, "from": q.From, "time": stamp(q.Time), "code": q.Code, "id": q.ID, "size": q.Size, "raw": q.Raw, "claims": q.Claims}); err != nil {
				return err
			}
			continue
		}
		from := "nobody known"
		if q.From != (lanna.WriterID{}) {
			from = q.From.String()[:16]
		}
		rows = append(rows, []string{strconv.FormatInt(q.N, 10), from, stamp(q.Time), strconv.Itoa(q.Size), q.Code, q.ID})
	}
	if !p.json && len(list) == 0 {
		p.say("Nothing was refused.")
	} else if !p.json {
		table(p.out, rows)
	}
	return nil
}

type syncResumeCmd struct {
	officerFlags
	Party string `arg:"" help:"Label (N-0002), code or id."`
}

func (syncResumeCmd) examples() string {
	return `lanna sync resume N-0002 --reason "a copy of their node was running; it is off" --as desk1`
}

// Run lets stopped lanes go on.
func (c syncResumeCmd) Run(p *program) error {
	var made node.Done
	if err := c.ask(p, "sync.resume", node.PartyArgs{Party: c.Party}, &made); err != nil {
		return err
	}
	return p.did("goes on", made.Record, c.Party)
}
