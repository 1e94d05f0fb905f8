package main

import (
	"fmt"
	"strconv"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/node"
)

type syncGroup struct {
	Status     syncStatusCmd     `cmd:"" help:"Say what waits for whom, and how far each lane is."`
	Quarantine syncQuarantineCmd `cmd:"" help:"List what others sent and this node refused."`
	Resume     syncResumeCmd     `cmd:"" help:"Let the lanes from a party go on that a fork has stopped."`
}

func (syncGroup) examples() string {
	return `lanna sync status --as desk1
lanna sync quarantine --as auditor
lanna sync resume N-0002 --reason "a copy of their node was running; it is off" --as desk1`
}

type syncStatusCmd struct{ officerFlags }

func (syncStatusCmd) examples() string {
	return `lanna sync status --as desk1
lanna sync status --as desk1 --json`
}

// laneNames are the lanes in words, by their number.
var laneNames = []string{"urgent", "ordinary", "bulk"}

// syncLine is the exchange with one party, as --json prints it.
type syncLine struct {
	Record  lanna.RecordID     `json:"record"`
	Label   string             `json:"label"`
	Code    string             `json:"code"`
	Role    federate.PartyRole `json:"role"`
	State   string             `json:"state"`
	Name    string             `json:"name"`
	Writer  lanna.WriterID     `json:"writer"`
	Waiting int64              `json:"waiting"` // references and envelopes that the party does not have
	Refused int                `json:"refused"` // messages of the party in quarantine
	Lanes   []laneLine         `json:"lanes"`
	Links   []node.Link        `json:"links"` // of this node
}

type laneLine struct {
	Lane     string `json:"lane"`
	Waiting  int64  `json:"waiting"`
	UnderWay uint64 `json:"under_way"`
	Given    uint64 `json:"given"`
	Acked    uint64 `json:"acked"`
	AckedAt  string `json:"acked_at,omitempty"`
	Taken    uint64 `json:"taken"`
	TakenAt  string `json:"taken_at,omitempty"`
	Fork     bool   `json:"fork"` // the lane from the party is stopped
}

func syncLineOf(s desk.PartySync, links []node.Link) syncLine {
	line := syncLine{Record: s.Record, Label: s.Label, Code: s.Code, Role: s.Role, State: s.State, Name: s.Name("en"), Writer: s.Writer,
		Waiting: s.Waits(), Refused: s.Refused, Links: links}
	for _, l := range s.Lanes {
		line.Lanes = append(line.Lanes, laneLine{laneNames[l.Lane], l.Waiting, l.UnderWay, l.Given, l.Acked, stamp(l.AckAt), l.Taken, stamp(l.TakenAt), l.Fork != nil})
	}
	return line
}

// Run shows how far the exchange is.
func (c syncStatusCmd) Run(p *program) error {
	var status node.Sync
	if err := c.ask(p, "sync.status", struct{}{}, &status); err != nil {
		return err
	}
	rows := [][]string{{"PARTY", "CODE", "STATE", "LANE", "WAITS", "SENT", "ACKED", "LAST ACK", "TAKEN", "LAST TAKEN", ""}}
	for _, s := range status.Parties {
		line := syncLineOf(s, status.Links)
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		for _, l := range line.Lanes {
			note := ""
			if l.Fork {
				note = "STOPPED: two messages under one number"
			}
			rows = append(rows, []string{line.Label, line.Code, line.State, l.Lane, strconv.FormatInt(l.Waiting+int64(l.UnderWay), 10),
				number(l.Given), number(l.Acked), l.AckedAt, number(l.Taken), l.TakenAt, note})
		}
	}
	if p.json {
		return nil
	}
	if len(rows) == 1 {
		p.say("This node knows no other: lanna party accept --help")
	} else {
		table(p.out, rows)
	}
	for _, l := range status.Links {
		state := "down"
		if l.Up {
			state = "up"
		}
		fmt.Fprintf(p.out, "link %s is %s\n", l.Carrier, state)
	}
	if len(status.Links) == 0 {
		fmt.Fprintln(p.out, "no link: the node is not served with a relay")
	}
	return nil
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }
