package main

import (
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type officerGroup struct {
	Add      officerAddCmd      `cmd:"" help:"Open an account for an officer."`
	List     officerListCmd     `cmd:"" help:"List the accounts."`
	Set      officerSetCmd      `cmd:"" help:"Change an officer's roles, desk or standing, or set a new password."`
	Password officerPasswordCmd `cmd:"" help:"Change your own password."`
}

func (officerGroup) examples() string {
	return `lanna officer add somchai --name "Somchai P." --role duty-officer --as admin
lanna officer set somchai --disable --reason "has left" --as admin
lanna officer list --as admin`
}

func (f officerFlags) why() desk.Why {
	return desk.Why{Purpose: lanna.Purpose(f.Purpose), Case: f.Case, Reason: strings.TrimSpace(f.Reason)}
}

// roleFlags say which roles an officer holds.
type roleFlags struct {
	Role        []string            `name:"role" placeholder:"ROLE,..." help:"Roles: duty-officer, shift-leader, national-desk, county-police, point-leader, victim-support, legal-desk, analyst, auditor, liaison, administrator; one at another desk is ROLE@DESK."`
	Compartment []lanna.Compartment `name:"compartment" placeholder:"NAME,..." help:"Compartments that the officer is let into: victim-support, source-protection, child."`
}

// grants parts the roles at the officer's own desk from those elsewhere.
func (f roleFlags) grants() (own []lanna.Role, elsewhere []lanna.RoleAt) {
	for _, s := range f.Role {
		if g := lanna.ParseRoleAt(s); g.Desk != "" {
			elsewhere = append(elsewhere, g)
		} else {
			own = append(own, g.Role)
		}
	}
	return own, elsewhere
}

type officerAddCmd struct {
	officerFlags
	roleFlags
	Login           string `arg:"" help:"Login: lower case letters, digits, dot, dash, underscore."`
	Name            string `name:"name" required:"" placeholder:"TEXT" help:"Name that colleagues see."`
	Desk            string `name:"desk" default:"" placeholder:"NAME" help:"Desk of the officer."`
	Lang            string `name:"lang" enum:"en,zh,th,my,lo" default:"en" help:"Language of pages: en, zh, th, my or lo (${default})."`
	NewPasswordFile string `name:"new-password-file" type:"path" placeholder:"FILE" help:"File with the new officer's first password; without it the terminal asks."`
}

func (officerAddCmd) examples() string {
	return `lanna officer add somchai --name "Somchai P." --role duty-officer --lang th --as admin
lanna officer add li --name "Li M." --role county-police,duty-officer@centre --desk 539901 --as admin`
}

// Run opens an account.
func (c officerAddCmd) Run(p *program) error {
	if len(c.Role) == 0 {
		return failf(misused, "lanna officer add --help", "it is not said which --role the officer holds")
	}
	password, err := p.newSecret(c.NewPasswordFile, "First password of "+c.Login+": ", "--new-password-file FILE")
	if err != nil {
		return err
	}
	a := desk.Account{Login: c.Login, Name: c.Name, Password: string(password), Compartments: c.Compartment, Desk: c.Desk, Lang: c.Lang}
	a.Roles, a.Elsewhere = c.grants()
	var made node.Done
	if err := c.ask(p, "officer.add", a, &made); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"officer": made.Record, "login": c.Login})
	}
	p.say("%s can sign in.", c.Login)
	return nil
}

type officerSetCmd struct {
	officerFlags
	roleFlags
	Login           string  `arg:"" help:"Login of the officer."`
	Name            *string `name:"name" placeholder:"TEXT" help:"Name that colleagues see."`
	Desk            *string `name:"desk" placeholder:"NAME" help:"Desk of the officer."`
	Lang            *string `name:"lang" placeholder:"CODE" help:"Language of pages: en, zh, th, my or lo."`
	Disable         bool    `name:"disable" xor:"standing" help:"The officer signs in no more."`
	Enable          bool    `name:"enable" xor:"standing" help:"The officer may sign in again."`
	NewPasswordFile string  `name:"new-password-file" type:"path" placeholder:"FILE" help:"File with a new password for the officer."`
}

func (officerSetCmd) examples() string {
	return `lanna officer set somchai --role duty-officer,shift-leader --reason "leads the night" --as admin
lanna officer set somchai --disable --reason "has left" --as admin`
}

// Run changes what was named and leaves the rest as it is.
func (c officerSetCmd) Run(p *program) error {
	change := node.AccountChange{Login: c.Login, Name: c.Name, Desk: c.Desk, Lang: c.Lang}
	change.Roles, change.Elsewhere = c.grants()
	if len(c.Compartment) > 0 {
		change.Compartments = &c.Compartment
	}
	if c.Disable || c.Enable {
		change.Disabled = &c.Disable
	}
	if c.NewPasswordFile != "" {
		password, err := readSecret(c.NewPasswordFile)
		if err != nil {
			return err
		}
		change.Password = string(password)
	}
	var made node.Done
	if err := c.ask(p, "officer.set", change, &made); err != nil {
		return err
	}
	return p.did("changed", made.Record, c.Login)
}

type officerPasswordCmd struct {
	officerFlags
	NewPasswordFile string `name:"new-password-file" type:"path" placeholder:"FILE" help:"File with the new password; without it the terminal asks."`
}

func (officerPasswordCmd) examples() string { return "lanna officer password --as somchai" }

// Run changes the caller's own password.
func (c officerPasswordCmd) Run(p *program) error {
	old, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	fresh, err := p.newSecret(c.NewPasswordFile, "New password of "+c.As+": ", "--new-password-file FILE")
	if err != nil {
		return err
	}
	var made node.Done
	if err := c.askAs(p, old, "officer.password", node.PasswordArgs{Old: string(old), New: string(fresh)}, &made); err != nil {
		return err
	}
	return p.did("has a new password", made.Record, c.As)
}

type officerListCmd struct{ officerFlags }

func (officerListCmd) examples() string { return "lanna officer list --as admin" }

// officerLine is an account, as --json prints it.
type officerLine struct {
	Officer      lanna.OfficerID     `json:"officer"`
	Login        string              `json:"login"`
	Name         string              `json:"name"`
	Roles        []string            `json:"roles"` // ROLE, or ROLE@DESK where it is at another desk
	Compartments []lanna.Compartment `json:"compartments,omitempty"`
	Desk         string              `json:"desk,omitempty"`
	Disabled     bool                `json:"disabled,omitempty"`
}

// Run lists the accounts.
func (c officerListCmd) Run(p *program) error {
	var officers []desk.Actor
	if err := c.ask(p, "officer.list", struct{}{}, &officers); err != nil {
		return err
	}
	rows := [][]string{{"LOGIN", "NAME", "ROLES", "DESK", ""}}
	for _, o := range officers {
		line := officerLine{o.Officer, o.Login, o.Name, rolesOf(o), o.Compartments, o.Desk, o.Disabled}
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		standing := ""
		if o.Disabled {
			standing = "disabled"
		}
		rows = append(rows, []string{o.Login, o.Name, strings.Join(line.Roles, ", "), o.Desk, standing})
	}
	if !p.json {
		table(p.out, rows)
	}
	return nil
}

// rolesOf lists an officer's roles as --role takes them.
func rolesOf(o desk.Actor) []string {
	a := o.Account()
	var out []string
	for _, r := range a.Roles {
		out = append(out, string(r))
	}
	for _, g := range a.Elsewhere {
		out = append(out, g.String())
	}
	return out
}

func roleWords(roles []lanna.Role) string {
	var words []string
	for _, r := range roles {
		words = append(words, string(r))
	}
	return strings.Join(words, ", ")
}
