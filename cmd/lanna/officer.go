package main

import (
	"fmt"
	"slices"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type officerGroup struct {
	Add      officerAddCmd      `cmd:"" help:"Open an account: prints a one-time code for the officer."`
	Join     officerJoinCmd     `cmd:"" help:"Choose a password with a one-time code."`
	List     officerListCmd     `cmd:"" help:"List the accounts."`
	Set      officerSetCmd      `cmd:"" help:"Change an officer's name, desk or language."`
	Grant    officerGrantCmd    `cmd:"" help:"Give roles and compartments."`
	Revoke   officerRevokeCmd   `cmd:"" help:"Take roles and compartments away."`
	Disable  officerDisableCmd  `cmd:"" help:"Bar an officer at once, open pages included."`
	Enable   officerEnableCmd   `cmd:"" help:"Let a disabled officer sign in again."`
	End      officerEndCmd      `cmd:"" help:"End all sessions of an officer."`
	Reset    officerResetCmd    `cmd:"" help:"Give an officer a one-time code for a new password."`
	Link     officerLinkCmd     `cmd:"" help:"Say who an officer is at the agency's identity provider."`
	Agree    officerAgreeCmd    `cmd:"" help:"Agree to what another administrator asked, or decline it."`
	Password officerPasswordCmd `cmd:"" help:"Change your own password."`
	Wake     officerWakeCmd     `cmd:"" help:"Say how an officer is reached away from the screen."`
	Policy   officerPolicyCmd   `cmd:"" help:"Say whether a second factor is required, and how many persons one officer is shown an hour."`
}

func (officerGroup) examples() string {
	return `lanna officer add somchai --name "Somchai P." --role duty-officer --reason "new in the team" --as admin
lanna officer disable somchai --reason "has left" --as admin
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

// rights are what the flags name.
func (f roleFlags) rights() desk.Rights {
	r := desk.Rights{Compartments: f.Compartment}
	for _, s := range f.Role {
		r.Roles = append(r.Roles, lanna.ParseRoleAt(s))
	}
	return r
}

type officerAddCmd struct {
	officerFlags
	roleFlags
	Login   string `arg:"" help:"Login: lower case letters, digits, dot, dash, underscore."`
	Name    string `name:"name" required:"" placeholder:"TEXT" help:"Name that colleagues see."`
	Desk    string `name:"desk" default:"" placeholder:"NAME" help:"Desk of the officer."`
	Lang    string `name:"lang" enum:"en,zh,th,my,lo" default:"en" help:"Language of pages: en, zh, th, my or lo (${default})."`
	Subject string `name:"subject" placeholder:"TEXT" help:"Who the officer is at the agency's identity provider: issuer, a space, subject."`
}

func (officerAddCmd) examples() string {
	return `lanna officer add somchai --name "Somchai P." --role duty-officer --lang th --reason "new in the team" --as admin
lanna officer add li --name "Li M." --role county-police,duty-officer@centre --desk 539901 --reason "new in the county" --as admin`
}

// Run opens an account and prints the code, which is shown this once.
func (c officerAddCmd) Run(p *program) error {
	if len(c.Role) == 0 {
		return failf(misused, "lanna officer add --help", "it is not said which --role the officer holds")
	}
	a := desk.Account{Login: c.Login, Name: c.Name, Compartments: c.Compartment, Desk: c.Desk, Lang: c.Lang, Subject: c.Subject}
	for _, g := range c.rights().Roles {
		if g.Desk == "" {
			a.Roles = append(a.Roles, g.Role)
		} else {
			a.Elsewhere = append(a.Elsewhere, g)
		}
	}
	var made desk.Invitation
	if err := c.ask(p, "officer.add", a, &made); err != nil {
		return err
	}
	return p.invited(c.Login, made)
}

// invited prints a one-time code on standard output, and what waits for a
// second administrator beside it.
func (p *program) invited(login string, made desk.Invitation) error {
	if p.json {
		return p.emit(map[string]any{"officer": made.Officer, "login": login, "code": made.Code, "until": stamp(made.Until), "asked": made.Asked})
	}
	if made.Code != "" {
		fmt.Fprintln(p.out, made.Code)
		p.say("The code is for %s alone, good once and until %s. It is not shown again.", login, stamp(made.Until))
		p.say("next: the officer opens /join, or: lanna officer join %s --code-file FILE", login)
	}
	if made.Asked {
		p.say("A second administrator has to agree: lanna officer agree %s", login)
	}
	return nil
}

type officerJoinCmd struct {
	folderFlags
	Login           string `arg:"" help:"Login that the administrator named."`
	CodeFile        string `name:"code-file" type:"path" placeholder:"FILE" help:"File with the one-time code; without it the terminal asks."`
	NewPasswordFile string `name:"new-password-file" type:"path" placeholder:"FILE" help:"File with the password that you choose; without it the terminal asks."`
}

func (officerJoinCmd) examples() string { return "lanna officer join somchai" }

// Run chooses a password.
func (c officerJoinCmd) Run(p *program) error {
	code, err := p.secret(c.CodeFile, "One-time code of "+c.Login+": ", "--code-file FILE")
	if err != nil {
		return err
	}
	password, err := p.newSecret(c.NewPasswordFile, "New password of "+c.Login+": ", "--new-password-file FILE")
	if err != nil {
		return err
	}
	f := officerFlags{folderFlags: c.folderFlags, As: c.Login, Purpose: string(lanna.Prevention)}
	var made node.Done
	if err := f.askAs(p, nil, "officer.join", node.JoinArgs{Login: c.Login, Code: string(code), Password: string(password)}, &made); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"login": c.Login, "done": "password chosen"})
	}
	p.say("%s can sign in.", c.Login)
	return nil
}

type officerSetCmd struct {
	officerFlags
	Login string  `arg:"" help:"Login of the officer."`
	Name  *string `name:"name" placeholder:"TEXT" help:"Name that colleagues see."`
	Desk  *string `name:"desk" placeholder:"NAME" help:"Desk of the officer."`
	Lang  *string `name:"lang" placeholder:"CODE" help:"Language of pages: en, zh, th, my or lo."`
}

func (officerSetCmd) examples() string {
	return `lanna officer set somchai --desk centre --reason "moved" --as admin`
}

// Run changes what was named and leaves the rest as it is.
func (c officerSetCmd) Run(p *program) error {
	a := node.OfficerArgs{Login: c.Login, Details: desk.AccountDetails{Name: c.Name, Desk: c.Desk, Lang: c.Lang}}
	return c.act(p, "officer.set", a, "changed")
}

// act does one thing to an account and says so.
func (f officerFlags) act(p *program, verb string, a node.OfficerArgs, did string) error {
	var made node.Done
	if err := f.ask(p, verb, a, &made); err != nil {
		return err
	}
	return p.did(did, made.Record, a.Login)
}

type officerGrantCmd struct {
	officerFlags
	roleFlags
	Login string `arg:"" help:"Login of the officer."`
}

func (officerGrantCmd) examples() string {
	return `lanna officer grant somchai --role shift-leader --reason "leads the night" --as admin
lanna officer grant somchai --role auditor --reason "inspection" --as admin   a second administrator has to agree`
}

// Run gives rights, or asks the second administrator.
func (c officerGrantCmd) Run(p *program) error {
	var made desk.Invitation
	if err := c.ask(p, "officer.grant", node.OfficerArgs{Login: c.Login, Rights: c.rights()}, &made); err != nil {
		return err
	}
	if made.Asked {
		return p.invited(c.Login, made)
	}
	return p.did("granted", made.Officer, c.Login)
}

type officerRevokeCmd struct {
	officerFlags
	roleFlags
	Login string `arg:"" help:"Login of the officer."`
}

func (officerRevokeCmd) examples() string {
	return `lanna officer revoke somchai --role shift-leader --reason "the night is over" --as admin`
}

// Run takes rights away.
func (c officerRevokeCmd) Run(p *program) error {
	return c.act(p, "officer.revoke", node.OfficerArgs{Login: c.Login, Rights: c.rights()}, "revoked")
}

// oneOfficer is a verb that names an officer and nothing else.
type oneOfficer struct {
	officerFlags
	Login string `arg:"" help:"Login of the officer."`
}

type officerDisableCmd struct{ oneOfficer }

func (officerDisableCmd) examples() string {
	return `lanna officer disable somchai --reason "has left" --as admin`
}

// Run bars an officer.
func (c officerDisableCmd) Run(p *program) error {
	return c.act(p, "officer.disable", node.OfficerArgs{Login: c.Login}, "disabled")
}

type officerEnableCmd struct{ oneOfficer }

func (officerEnableCmd) examples() string {
	return `lanna officer enable somchai --reason "is back" --as admin`
}

// Run lets an officer sign in again.
func (c officerEnableCmd) Run(p *program) error {
	return c.act(p, "officer.enable", node.OfficerArgs{Login: c.Login}, "enabled")
}

type officerEndCmd struct{ oneOfficer }

func (officerEndCmd) examples() string {
	return `lanna officer end somchai --reason "a screen was left open" --as admin`
}

// Run ends an officer's sessions.
func (c officerEndCmd) Run(p *program) error {
	return c.act(p, "officer.end", node.OfficerArgs{Login: c.Login}, "signed out everywhere")
}

type officerResetCmd struct {
	oneOfficer
	Lost bool `name:"lost-second-factor" help:"The officer lost authenticator or passkey: a second administrator has to agree, and both are set up anew."`
}

func (officerResetCmd) examples() string {
	return `lanna officer reset somchai --reason "forgot it, came in person" --as admin
lanna officer reset somchai --lost-second-factor --reason "telephone lost, came in person" --as admin`
}

// Run gives a one-time code, or asks the second administrator.
func (c officerResetCmd) Run(p *program) error {
	var made desk.Invitation
	if err := c.ask(p, "officer.reset", node.OfficerArgs{Login: c.Login, Lost: c.Lost}, &made); err != nil {
		return err
	}
	return p.invited(c.Login, made)
}

type officerLinkCmd struct {
	oneOfficer
	Subject string `name:"subject" xor:"link" required:"" placeholder:"TEXT" help:"Issuer, a space, subject; a second administrator has to agree."`
	None    bool   `name:"none" xor:"link" required:"" help:"Take the link away."`
}

func (officerLinkCmd) examples() string {
	return `lanna officer link somchai --subject "https://id.example 7f3a" --reason "joined the directory" --as admin
lanna officer link somchai --none --reason "left the directory" --as admin`
}

// Run asks for a link, or takes it away.
func (c officerLinkCmd) Run(p *program) error {
	did := "waits for a second administrator: lanna officer agree"
	if c.None {
		did = "unlinked"
	}
	return c.act(p, "officer.link", node.OfficerArgs{Login: c.Login, Subject: c.Subject}, did)
}

type officerAgreeCmd struct {
	oneOfficer
	Decline bool `name:"decline" help:"Take away what was asked."`
}

func (officerAgreeCmd) examples() string {
	return `lanna officer agree somchai --reason "inspection, as ordered" --as admin2
lanna officer agree somchai --decline --reason "not ordered" --as admin2`
}

// Run shows what was asked and agrees to exactly that.
func (c officerAgreeCmd) Run(p *program) error {
	password, err := p.secret(c.PasswordFile, "Password of "+c.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	var officers []desk.Actor
	if err := c.askAs(p, password, "officer.list", struct{}{}, &officers); err != nil {
		return err
	}
	i := slices.IndexFunc(officers, func(o desk.Actor) bool { return o.Login == c.Login })
	if i < 0 {
		return &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
	}
	q := officers[i].Ask
	if q == nil {
		return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over"}
	}
	var made desk.Invitation
	if err := c.askAs(p, password, "officer.agree", node.OfficerArgs{Login: c.Login, Ask: q.ID, Decline: c.Decline}, &made); err != nil {
		return err
	}
	if made.Code != "" {
		return p.invited(c.Login, made)
	}
	did := "agreed: " + askWords(q)
	if c.Decline {
		did = "declined: " + askWords(q)
	}
	return p.did(did, made.Officer, c.Login)
}

// askWords says what a second administrator is asked.
func askWords(q *desk.Ask) string {
	words := []string{q.What}
	for _, g := range q.Rights.Roles {
		words = append(words, g.String())
	}
	for _, c := range q.Rights.Compartments {
		words = append(words, string(c))
	}
	if q.Subject != "" {
		words = append(words, q.Subject)
	}
	return strings.Join(words, " ")
}

type officerPolicyCmd struct {
	officerFlags
	SecondFactor string `name:"second-factor" enum:"required,optional," default:"" placeholder:"WORD" help:"required or optional; without it and without --persons the policy is printed."`
	Persons      int    `name:"persons" placeholder:"N" help:"How many persons an officer is shown within an hour before a colleague has to agree."`
}

func (officerPolicyCmd) examples() string {
	return `lanna officer policy --as admin
lanna officer policy --second-factor required --reason "order 12" --as admin
lanna officer policy --persons 100 --reason "order 13" --as admin`
}

// Run prints the policy, or says it anew.
func (c officerPolicyCmd) Run(p *program) error {
	verb := "policy.show"
	if c.SecondFactor != "" || c.Persons != 0 {
		verb = "policy.set"
	}
	var policy desk.Policy
	if err := c.ask(p, verb, desk.Policy{SecondFactor: c.SecondFactor, Persons: c.Persons}, &policy); err != nil {
		return err
	}
	if p.json {
		return p.emit(policy)
	}
	fmt.Fprintf(p.out, "second factor: %s\npersons an hour: %d\n", policy.SecondFactor, policy.Persons)
	return nil
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
	Factors      desk.Factors        `json:"factors,omitzero"`
	Invited      string              `json:"invited,omitempty"` // until when the one-time code is good
	Subject      string              `json:"subject,omitempty"`
	Ask          *desk.Ask           `json:"ask,omitempty"` // waits for a second administrator
}

// Run lists the accounts.
func (c officerListCmd) Run(p *program) error {
	var officers []desk.Actor
	if err := c.ask(p, "officer.list", struct{}{}, &officers); err != nil {
		return err
	}
	rows := [][]string{{"LOGIN", "NAME", "ROLES", "DESK", ""}}
	for _, o := range officers {
		line := officerLine{o.Officer, o.Login, o.Name, rolesOf(o), o.Compartments, o.Desk, o.Disabled, o.Factors, stamp(o.Invited), o.Subject, o.Ask}
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{o.Login, o.Name, strings.Join(line.Roles, ", "), o.Desk, standingOf(o)})
	}
	if !p.json {
		table(p.out, rows)
	}
	return nil
}

// standingOf says of an account what an administrator should know.
func standingOf(o desk.Actor) string {
	var words []string
	if o.Disabled {
		words = append(words, "disabled")
	}
	if o.Invited != 0 {
		words = append(words, "invited")
	}
	if o.Factors.TOTP {
		words = append(words, "authenticator")
	}
	if o.Factors.Passkeys > 0 {
		words = append(words, "passkey")
	}
	if o.Ask != nil {
		words = append(words, "waits for a second administrator: "+askWords(o.Ask))
	}
	return strings.Join(words, ", ")
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
