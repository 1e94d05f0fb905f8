package main

import (
	"errors"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type officerGroup struct {
	Add  officerAddCmd  `cmd:"" help:"Open an account for an officer."`
	List officerListCmd `cmd:"" help:"List the accounts."`
}

func (officerGroup) examples() string {
	return `lanna officer add somchai --name "Somchai P." --role duty-officer --as admin
lanna officer list --as admin`
}

type shiftGroup struct {
	Set shiftSetCmd `cmd:"" help:"Set who is on duty, who is next, and who leads the shift."`
}

func (shiftGroup) examples() string {
	return "lanna shift set somchai malee leader --hours 8 --as admin"
}

// with opens the node in the data folder, signs the officer in and calls f.
// The node must not be served meanwhile: one process holds the database.
func (f officerFlags) with(p *program, do func(d *desk.Desk, by desk.Actor, why desk.Why) error) (err error) {
	if f.As == "" {
		return failf(misused, "the same command with --as LOGIN", "it is not said which officer asks")
	}
	passphrase, err := f.read(p, false)
	if err != nil {
		return err
	}
	password, err := p.secret(f.PasswordFile, "Password of "+f.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	n, err := node.Open(p.ctx, node.Config{Dir: f.Data, Passphrase: string(passphrase)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	by, err := n.Desk.SignIn(p.ctx, f.As, string(password), "terminal")
	if err != nil {
		return err
	}
	return do(n.Desk, by, f.why())
}

func (f officerFlags) why() desk.Why {
	return desk.Why{Purpose: lanna.Purpose(f.Purpose), Case: f.Case, Reason: strings.TrimSpace(f.Reason)}
}

type officerAddCmd struct {
	officerFlags
	Login           string              `arg:"" help:"Login: lower case letters, digits, dot, dash, underscore."`
	Name            string              `name:"name" required:"" placeholder:"TEXT" help:"Name that colleagues see."`
	Role            []lanna.Role        `name:"role" required:"" placeholder:"ROLE,..." help:"Roles: duty-officer, shift-leader, national-desk, county-police, point-leader, victim-support, legal-desk, analyst, auditor, liaison, administrator."`
	Compartment     []lanna.Compartment `name:"compartment" placeholder:"NAME,..." help:"Compartments that the officer is let into: victim-support, source-protection, child."`
	Desk            string              `name:"desk" default:"" placeholder:"NAME" help:"Desk of the officer."`
	Lang            string              `name:"lang" enum:"en,zh,th,my,lo" default:"en" help:"Language of pages: en, zh, th, my or lo (${default})."`
	NewPasswordFile string              `name:"new-password-file" type:"path" placeholder:"FILE" help:"File with the new officer's first password; without it the terminal asks."`
}

func (officerAddCmd) examples() string {
	return `lanna officer add somchai --name "Somchai P." --role duty-officer --lang th --as admin`
}

// Run opens an account. The node must not be served meanwhile.
func (c officerAddCmd) Run(p *program) error {
	password, err := p.newSecret(c.NewPasswordFile, "First password of "+c.Login+": ", "--new-password-file FILE")
	if err != nil {
		return err
	}
	return c.with(p, func(d *desk.Desk, by desk.Actor, why desk.Why) error {
		id, err := d.AddOfficer(p.ctx, by, why, desk.Account{Login: c.Login, Name: c.Name, Password: string(password),
			Roles: c.Role, Compartments: c.Compartment, Desk: c.Desk, Lang: c.Lang})
		if err != nil {
			return err
		}
		if p.json {
			return p.emit(map[string]any{"officer": id, "login": c.Login})
		}
		p.say("%s can sign in.", c.Login)
		return nil
	})
}

type officerListCmd struct{ officerFlags }

func (officerListCmd) examples() string { return "lanna officer list --as admin" }

// officerLine is an account, as --json prints it.
type officerLine struct {
	Officer      lanna.OfficerID     `json:"officer"`
	Login        string              `json:"login"`
	Name         string              `json:"name"`
	Roles        []lanna.Role        `json:"roles"`
	Compartments []lanna.Compartment `json:"compartments,omitempty"`
	Desk         string              `json:"desk,omitempty"`
	Disabled     bool                `json:"disabled,omitempty"`
}

// Run lists the accounts.
func (c officerListCmd) Run(p *program) error {
	return c.with(p, func(d *desk.Desk, by desk.Actor, why desk.Why) error {
		officers, err := d.Officers(p.ctx, by, why)
		if err != nil {
			return err
		}
		rows := [][]string{{"LOGIN", "NAME", "ROLES", "DESK"}}
		for _, o := range officers {
			if p.json {
				if err := p.emit(officerLine{o.Officer, o.Login, o.Name, o.Roles, o.Compartments, o.Desk, o.Disabled}); err != nil {
					return err
				}
				continue
			}
			rows = append(rows, []string{o.Login, o.Name, roleWords(o.Roles), o.Desk})
		}
		if !p.json {
			table(p.out, rows)
		}
		return nil
	})
}

func roleWords(roles []lanna.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, string(r))
	}
	return strings.Join(words, ", ")
}

type shiftSetCmd struct {
	officerFlags
	Officers []string `arg:"" help:"Logins in order: on duty, next, …; the last leads the shift."`
	Desk     string   `name:"desk" default:"" placeholder:"NAME" help:"Desk of the shift."`
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
	return c.with(p, func(d *desk.Desk, by desk.Actor, why desk.Why) error {
		now := p.now()
		shift := desk.Shift{Desk: c.Desk, From: lanna.MillisOf(now), To: lanna.MillisOf(now.Add(time.Duration(c.Hours) * time.Hour))}
		for _, login := range c.Officers {
			id, ok := d.OfficerByLogin(p.ctx, login)
			if !ok {
				return failf(notFound, "lanna officer list --as LOGIN", "there is no officer %s", login)
			}
			shift.Officers = append(shift.Officers, id)
		}
		if err := d.SetShift(p.ctx, by, why, shift); err != nil {
			return err
		}
		if p.json {
			return p.emit(shift)
		}
		p.say("%s is on duty.", c.Officers[0])
		return nil
	})
}
