package main

import (
	"fmt"
	"os"
	"strings"

	"lanna/desk"
	"lanna/node"
)

type partyGroup struct {
	Card   partyCardCmd   `cmd:"" help:"Write this node's card for others, and show its fingerprint."`
	Accept partyAcceptCmd `cmd:"" help:"Accept another node's card after its fingerprint was compared."`
	List   partyListCmd   `cmd:"" help:"List the nodes that are known."`
	Revoke partyRevokeCmd `cmd:"" help:"End the exchange with a node, with a reason."`
}

func (partyGroup) examples() string {
	return `lanna party card --as desk1 > th.card
lanna party accept cn.card --fingerprint "twelve words that China's officer read out" --as desk1
lanna party revoke N-0002 --reason "key lost" --as desk1`
}

type partyCardCmd struct {
	officerFlags
	Name     map[string]string `name:"name" placeholder:"LANG=TEXT" help:"Name of the agency in a language, as in en=Thailand; may be given several times."`
	Standing bool              `name:"standing" default:"true" negatable:"" help:"Sign the standing rule by which threats to life go to the centre at once (on)."`
	Minutes  map[string]int    `name:"limit" placeholder:"KIND=MINUTES" help:"Minutes within which requests of a kind are answered, as in verification=240."`
	QR       bool              `name:"qr" help:"Show the fingerprint as a QR code too."`
}

func (partyCardCmd) examples() string {
	return `lanna party card --name en=Thailand --name th=ประเทศไทย --as desk1 > th.card
lanna party card --limit verification=240 --qr --as desk1 > th.card`
}

// Run issues the card. It goes to standard output; what is read out to the other
// side goes to standard error.
func (c partyCardCmd) Run(p *program) error {
	var card node.Card
	if err := c.ask(p, "party.card", node.CardArgs{Names: c.Name, Standing: c.Standing, Limits: c.Minutes}, &card); err != nil {
		return err
	}
	if p.json {
		return p.emit(card)
	}
	if c.QR {
		p.say("%s", card.QR)
	}
	p.say("Fingerprint, to be read out to whoever accepts the card:\n%s", strings.Join(card.Fingerprint, " "))
	_, err := fmt.Fprint(p.out, card.Card)
	return err
}

type partyAcceptCmd struct {
	officerFlags
	File        string   `arg:"" type:"existingfile" help:"Card of the other node."`
	Fingerprint string   `name:"fingerprint" required:"" placeholder:"WORDS" help:"Words that the other side's officer read out by voice or on paper, never those that came with the card."`
	Place       []string `name:"place" placeholder:"TEXT" help:"Compound that is assigned to the point; may be given several times."`
}

func (partyAcceptCmd) examples() string {
	return `lanna party accept point.card --fingerprint "twelve words" --place "EXERCISE park" --as desk1`
}

// Run accepts a card.
func (c partyAcceptCmd) Run(p *program) error {
	card, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var done node.Done
	if err := c.ask(p, "party.accept", node.PartyArgs{Card: card, Fingerprint: c.Fingerprint, Places: c.Place}, &done); err != nil {
		return err
	}
	return p.tellParty(done, "accepted")
}

type partyListCmd struct {
	officerFlags
}

func (partyListCmd) examples() string { return "lanna party list --as desk1" }

// Run lists parties.
func (c partyListCmd) Run(p *program) error {
	var parties []desk.Party
	if err := c.ask(p, "party.list", struct{}{}, &parties); err != nil {
		return err
	}
	rows := [][]string{{"PARTY", "CODE", "ROLE", "STATE", "SINCE", "NAME"}}
	for i := range parties {
		q := &parties[i]
		if p.json {
			if err := p.emit(map[string]any{"record": q.Record, "label": q.Label, "code": q.Code, "role": q.Role, "state": q.State,
				"since": stamp(q.Since), "names": q.Names, "writer": q.Writer, "places": q.Places}); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{q.Label, q.Code, string(q.Role), q.State, stamp(q.Since), q.Name("en")})
	}
	if !p.json {
		table(p.out, rows)
	}
	return nil
}

type partyRevokeCmd struct {
	officerFlags
	Party string `arg:"" help:"Label (N-0002) or id."`
}

func (partyRevokeCmd) examples() string {
	return `lanna party revoke N-0002 --reason "key lost" --as desk1`
}

// Run ends the exchange with a party.
func (c partyRevokeCmd) Run(p *program) error {
	var done node.Done
	if err := c.ask(p, "party.revoke", node.PartyArgs{Party: c.Party}, &done); err != nil {
		return err
	}
	return p.tellParty(done, "revoked")
}

func (p *program) tellParty(done node.Done, what string) error {
	if p.json {
		return p.emit(map[string]any{"record": done.Record, "done": what})
	}
	p.say("The party is %s.", what)
	return nil
}
