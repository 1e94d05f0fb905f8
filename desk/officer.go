package desk

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// An Account is an officer as an administrator enters it.
type Account struct {
	Officer      lanna.OfficerID // for SetAccount; zero for a new one
	Login        string          // lower case letters, digits, dot, dash and underscore, at most 64
	Name         string
	Password     string         // at least 10 characters; never kept, only its argon2id hash
	Roles        []lanna.Role   // at Desk
	Elsewhere    []lanna.RoleAt // further roles, each at a desk of its own
	Compartments []lanna.Compartment
	Desk         string
	Lang         string
	Disabled     bool
}

// ruleInit is the rule by which a node opens its first account.
const ruleInit = "node.init"

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// deskForm is what a desk may be called: "", or letters, digits and signs in
// names of places, without the @ that a grant puts before a desk.
var deskForm = regexp.MustCompile(`^[\pL\pM\pN][\pL\pM\pN ._-]{0,63}$|^$`)

// grants are the account's roles. One at the account's own desk goes without it.
func (a *Account) grants() []lanna.RoleAt {
	var out []lanna.RoleAt
	for _, r := range a.Roles {
		out = append(out, lanna.RoleAt{Role: r})
	}
	for _, g := range a.Elsewhere {
		if g.Desk == a.Desk {
			g.Desk = ""
		}
		out = append(out, g)
	}
	return out
}

func loginOf(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// check returns why the account cannot be kept. fresh accounts need a password.
func (a *Account) check(fresh bool) error {
	a.Login = loginOf(a.Login)
	switch {
	case !loginForm.MatchString(a.Login):
		return &lanna.Error{Kind: lanna.Invalid, Code: "login-malformed"}
	case strings.TrimSpace(a.Name) == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "name-missing"}
	case len(a.grants()) == 0 || slices.ContainsFunc(a.grants(), func(g lanna.RoleAt) bool { return !slices.Contains(lanna.Roles, g.Role) }):
		return &lanna.Error{Kind: lanna.Invalid, Code: "role-unknown"}
	case slices.ContainsFunc(append(a.grants(), lanna.RoleAt{Desk: a.Desk}), func(g lanna.RoleAt) bool { return !deskForm.MatchString(g.Desk) }):
		return &lanna.Error{Kind: lanna.Invalid, Code: "desk-malformed"}
	case fresh || a.Password != "":
		return checkNewPassword(a.Password)
	}
	return nil
}

// AddOfficer opens an account: a statement grants its roles.
func (d *Desk) AddOfficer(ctx context.Context, by Actor, why Why, a Account) (lanna.OfficerID, error) {
	if err := a.check(true); err != nil {
		return lanna.OfficerID{}, err
	}
	hash := d.hash(a.Password)
	var id lanna.OfficerID
	err := d.do(ctx, by, why, "officer.add", func(w *work) (err error) {
		id, err = w.addOfficer(a, hash)
		return err
	})
	d.people.forget(id)
	return id, err
}

// FirstOfficer opens the first account of a node, by rule "node.init". With
// any account there it is Conflict "officers-exist".
func (d *Desk) FirstOfficer(ctx context.Context, a Account) (lanna.OfficerID, error) {
	if err := a.check(true); err != nil {
		return lanna.OfficerID{}, err
	}
	hash := d.hash(a.Password)
	var id lanna.OfficerID
	err := d.do(ctx, byRule(ruleInit), Why{}, "officer.add", func(w *work) error {
		there, err := w.tx.List(store.ListQuery{View: officerView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1})
		if err != nil {
			return err
		}
		if len(there) > 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "officers-exist"}
		}
		id, err = w.addOfficer(a, hash)
		return err
	})
	d.people.forget(id)
	return id, err
}

func (w *work) addOfficer(a Account, hash string) (lanna.OfficerID, error) {
	_, taken, err := officerByLogin(w.tx, a.Login)
	if err == nil && taken {
		err = &lanna.Error{Kind: lanna.Conflict, Code: "login-taken"}
	}
	if err != nil {
		return lanna.OfficerID{}, err
	}
	label, err := w.label(lanna.OfficerRecord)
	if err != nil {
		return lanna.OfficerID{}, err
	}
	id := lanna.NewRecordID()
	if _, err := w.ledger(id, true); err != nil {
		return id, err
	}
	head := []statement.Claim{statement.New(lanna.KindOfRecord, string(lanna.OfficerRecord)), statement.New(lanna.Label, label)}
	if _, err := w.say(lanna.Grant, id, handling.Marking{}, append(head, a.claims()...)); err != nil {
		return id, err
	}
	w.setMeta(credential(a.Login), []byte(hash))
	return id, nil
}

func (a *Account) claims() []statement.Claim {
	var out []statement.Claim
	add := func(p lanna.Property, v string) {
		if v != "" {
			out = append(out, statement.New(p, v))
		}
	}
	add(lanna.OfficerName, strings.TrimSpace(a.Name))
	add(lanna.OfficerLogin, a.Login)
	for _, g := range a.grants() {
		add(lanna.RoleOf, g.String())
	}
	for _, c := range a.Compartments {
		add(lanna.LetInto, string(c))
	}
	add(lanna.DeskOf, a.Desk)
	add(lanna.LanguageOf, a.Lang)
	if a.Disabled {
		add(lanna.Disabled, "yes")
	}
	return out
}

// ofAccount are the properties that SetAccount replaces.
var ofAccount = []lanna.Property{lanna.OfficerName, lanna.OfficerLogin, lanna.RoleOf, lanna.LetInto, lanna.DeskOf, lanna.LanguageOf, lanna.Disabled}

// SetAccount changes name, roles, compartments, desk, language or standing of
// an officer. An empty Password leaves the password as it is; the login stays.
// Nobody changes an account of their own: Denied "own-account".
func (d *Desk) SetAccount(ctx context.Context, by Actor, why Why, a Account) error {
	if a.Officer == by.Officer {
		return errors.Join(&lanna.Error{Kind: lanna.Denied, Code: "own-account"}, d.refuse(ctx, by, why, "officer.grant", "own-account", a.Officer))
	}
	hash := ""
	if a.Password != "" {
		hash = d.hash(a.Password)
	}
	err := d.do(ctx, by, why, "officer.grant", func(w *work) error { return w.setAccount(a, hash) })
	d.people.forget(a.Officer)
	return err
}

func (w *work) setAccount(a Account, hash string) error {
	was, err := officerIn(w.tx, a.Officer)
	if err != nil {
		return err
	}
	a.Login = was.Login
	if err := a.check(false); err != nil {
		return err
	}
	st, err := w.open(a.Officer)
	if err != nil {
		return err
	}
	var replaced []lanna.Digest
	for _, p := range ofAccount {
		for _, f := range st.Live(p) {
			replaced = append(replaced, f.Digest)
		}
	}
	if _, err := w.say(lanna.Grant, a.Officer, handling.Marking{}, a.claims(), replaced...); err != nil || hash == "" {
		return err
	}
	w.setMeta(credential(a.Login), []byte(hash))
	return nil
}

// Actor returns an officer with the rights as they stand now. A disabled
// officer is Denied "disabled", an unknown one NotFound.
func (d *Desk) Actor(ctx context.Context, officer lanna.OfficerID) (Actor, error) {
	a, err := d.officer(ctx, officer)
	if err == nil && a.Disabled {
		return Actor{}, &lanna.Error{Kind: lanna.Denied, Code: "disabled", ID: officer.String()}
	}
	return a, err
}

func (d *Desk) officer(ctx context.Context, id lanna.OfficerID) (Actor, error) {
	a, epoch, ok := d.people.get(id)
	if ok {
		return a, nil
	}
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		a, err = officerIn(r, id)
		return err
	})
	if err != nil {
		return Actor{}, storeError(err)
	}
	d.people.put(a, epoch)
	return a, nil
}

// Officers lists all accounts in the order of their logins.
func (d *Desk) Officers(ctx context.Context, by Actor, why Why) ([]Actor, error) {
	var list []Actor
	err := d.see(ctx, by, why, "officer.list", func(r store.Reader) (s sight, err error) {
		list, err = officers(r)
		for _, a := range list {
			s.records = append(s.records, a.Officer)
		}
		return s, err
	})
	return list, err
}

// Colleagues lists whom an alert can be assigned to. It is no read of a
// person, so it leaves no leaf.
func (d *Desk) Colleagues(ctx context.Context, by Actor, why Why) ([]Actor, error) {
	if err := d.admit(ctx, by, why, "alert.assign"); err != nil {
		return nil, err
	}
	var list []Actor
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		list, err = officers(r)
		return err
	})
	list = slices.DeleteFunc(list, func(a Actor) bool { return !a.takesAlerts() })
	return list, storeError(err)
}

func (a Actor) takesAlerts() bool { return !a.Disabled && a.May("alert.acknowledge") }

// OfficerName returns an officer's name for pages, "" where there is none.
func (d *Desk) OfficerName(ctx context.Context, officer lanna.OfficerID) string {
	if officer.IsZero() {
		return ""
	}
	a, err := d.officer(ctx, officer)
	if err != nil {
		return ""
	}
	return a.Name
}

// OfficerByLogin finds an officer by login.
func (d *Desk) OfficerByLogin(ctx context.Context, login string) (id lanna.OfficerID, ok bool) {
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		id, ok, err = officerByLogin(r, loginOf(login))
		return err
	})
	return id, ok && err == nil
}
