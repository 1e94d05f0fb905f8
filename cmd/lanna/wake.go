package main

import (
	"fmt"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type officerWakeCmd struct {
	officerFlags
	Login   string   `arg:"" help:"Login of the officer."`
	Email   []string `name:"email" placeholder:"ADDRESS" help:"E-mail address."`
	Webhook []string `name:"webhook" placeholder:"URL" help:"Address of an SMS gateway or chat; its host must stand in the node's settings."`
	First   string   `name:"first" enum:"email,webhook" default:"email" help:"Which is tried first: email or webhook (${default})."`
	None    bool     `name:"none" help:"Take all ways away."`
}

func (officerWakeCmd) examples() string {
	return `lanna officer wake somchai --email somchai@agency.example --webhook https://sms.example/send/17 --reason "asked for it" --as admin
lanna officer wake somchai --email somchai@agency.example --as somchai
lanna officer wake somchai --none --as somchai`
}

// Run says how an officer is reached, in place of what was said before.
func (c officerWakeCmd) Run(p *program) error {
	var ways []desk.Way
	add := func(via string, list []string) {
		for _, to := range list {
			ways = append(ways, desk.Way{Via: via, To: to})
		}
	}
	if c.First == desk.WakeWebhook {
		add(desk.WakeWebhook, c.Webhook)
		add(desk.WakeEmail, c.Email)
	} else {
		add(desk.WakeEmail, c.Email)
		add(desk.WakeWebhook, c.Webhook)
	}
	if (len(ways) == 0) != c.None {
		return failf(misused, "lanna officer wake --help", "name --email or --webhook, or --none")
	}
	var made node.Done
	if err := c.ask(p, "officer.wake", node.WakeArgs{Login: c.Login, Ways: ways}, &made); err != nil {
		return err
	}
	return p.did("changed", made.Record, c.Login)
}

type alertDrillCmd struct {
	officerFlags
	Desk string        `name:"desk" default:"" placeholder:"NAME" help:"Desk whose rota is woken; your own, if not given."`
	Wait time.Duration `name:"wait" default:"10m" help:"How long to wait for a confirmation (${default})."`
}

func (alertDrillCmd) examples() string {
	return `lanna alert drill --desk centre --as leader
lanna alert drill --desk centre --wait 0s --as leader      and later: lanna alert show D-0001 --as leader`
}

// lookAgain is how often a drill is looked at. Each look is a read on the log.
const lookAgain = 5 * time.Second

// Run raises a drill, waits until somebody confirms it, and prints how long each
// took. Nobody confirming is exit code 8.
func (c alertDrillCmd) Run(p *program) error {
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	ask := func(verb string, args, answer any) error { return c.askAs(p, password, verb, args, answer) }
	var r desk.DrillReport
	if err := ask("alert.drill", node.DrillArgs{Desk: c.Desk}, &r); err != nil {
		return err
	}
	p.say("%s: a drill. Whoever is woken acknowledges it.", r.Label)
	for end := time.Now().Add(c.Wait); r.State != desk.AlertClosed && time.Now().Before(end); {
		select {
		case <-p.ctx.Done():
			return p.ctx.Err()
		case <-time.After(min(lookAgain, time.Until(end))):
		}
		if err := ask("alert.drilled", node.RecordArgs{ID: r.Record.String()}, &r); err != nil {
			return err
		}
	}
	return p.drilled(&r)
}

func (p *program) drilled(r *desk.DrillReport) error {
	if p.json {
		if err := p.emit(r); err != nil {
			return err
		}
	} else {
		table(p.out, wakeLines(r.Wakes, r.Raised))
	}
	if r.State != desk.AlertClosed {
		return failf(partlyDone, "lanna alert show "+r.Label, "%s: nobody has confirmed the drill yet", r.Label)
	}
	return nil
}

// wakeLines are who was woken how, and after how many seconds since the alert
// was raised it went out and was confirmed.
func wakeLines(list []desk.Wakeup, raised lanna.Millis) [][]string {
	rows := [][]string{{"WOKEN", "BY", "STATE", "AFTER", "CONFIRMED AFTER", "CONFIRMED BY"}}
	for _, w := range list {
		row := []string{w.Name, w.Via, w.State, seconds(w.Time - raised), "", w.By}
		if w.Officer.IsZero() {
			row[0] = "(duty room)"
		}
		if w.Code != "" {
			row[2] += " " + w.Code
		}
		if w.Confirmed != 0 {
			row[4] = seconds(w.Confirmed - raised)
		}
		rows = append(rows, row)
	}
	return rows
}

func seconds(m lanna.Millis) string { return fmt.Sprintf("%.1f s", float64(m)/1000) }
