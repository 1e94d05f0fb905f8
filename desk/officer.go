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
	Login        string         // lower case letters, digits, dot, dash and underscore, at most 64
	Name         string         // that colleagues see
	Roles        []lanna.Role   // at Desk
	Elsewhere    []lanna.RoleAt // further roles, each at a desk of its own
	Compartments []lanna.Compartment
	Desk         string
	Lang         string
	Subject      string // at the agency's identity provider, in the form of lanna.SubjectOf; "": none

	// Password is the first one of who founds a node, at least 10 characters;
	// only its argon2id hash is kept. Everybody else chooses the own one with
	// the code of an Invitation, and AddOfficer does not look here.
	Password string
}

// ruleInit is the rule by which a node opens its first accounts.
const ruleInit = "node.init"

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// deskForm is what a desk may be called: "", or letters, digits and signs in
// names of places, without the @ that a grant puts before a desk.
var deskForm = regexp.MustCompile(`^[\pL\pM\pN][\pL\pM\pN ._-]{0,63}$|^$`)

// Rights are what the account's holder may do.
func (a *Account) Rights() Rights {
	out := Rights{Compartments: slices.Clone(a.Compartments)}
	for _, r := range a.Roles {
		out.Roles = append(out.Roles, lanna.RoleAt{Role: r})
	}
	out.Roles = append(out.Roles, a.Elsewhere...)
	return out.at(a.Desk)
}

func loginOf(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// check returns why the account cannot be kept.
func (a *Account) check() error {
	a.Login = loginOf(a.Login)
	switch {
	case !loginForm.MatchString(a.Login):
		return &lanna.Error{Kind: lanna.Invalid, Code: "login-malformed"}
	case strings.TrimSpace(a.Name) == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "name-missing"}
	case len(a.Rights().Roles) == 0:
		return &lanna.Error{Kind: lanna.Invalid, Code: "role-unknown"}
	case !deskForm.MatchString(a.Desk):
		return &lanna.Error{Kind: lanna.Invalid, Code: "desk-malformed"}
	}
	return a.Rights().check()
}

// AddOfficer opens an account: a statement grants its roles, and the officer
// comes in with the code of the Invitation. What needs a second administrator
// is asked for, and granted when that one agrees.
func (d *Desk) AddOfficer(ctx context.Context, by Actor, why Why, a Account) (Invitation, error) {
	if err := a.check(); err != nil {
		return Invitation{}, err
	}
	id, code := lanna.NewRecordID(), newCode()
	made := Invitation{Officer: id, Code: code}
	err := d.do(ctx, by, why, "officer.add", func(w *work) error {
		ask, now, err := w.parted(a.Rights())
		if err != nil {
			return err
		}
		more := []statement.Claim{w.invite(id, code)}
		if made.Asked = ask != nil; made.Asked {
			asked, err := w.asking(*ask)
			if err != nil {
				return err
			}
			more = append(more, asked)
		}
		made.Until = w.now + invitationHolds
		return w.openAccount(id, a, now, more)
	})
	if err != nil {
		return Invitation{}, err
	}
	return made, nil
}

// FirstOfficer opens the first accounts of a node, by rule "node.init", with
// the passwords that they name, and returns the first one's id. With any
// account there it is Conflict "officers-exist".
func (d *Desk) FirstOfficer(ctx context.Context, a Account, others ...Account) (lanna.OfficerID, error) {
	all := append([]Account{a}, others...)
	hashes, ids := make([]string, len(all)), make([]lanna.OfficerID, len(all))
	for i := range all {
		if err := errors.Join(all[i].check(), checkNewPassword(all[i].Password, all[i].Login)); err != nil {
			return lanna.OfficerID{}, err
		}
		hashes[i], ids[i] = d.hash(all[i].Password), lanna.NewRecordID()
	}
	err := d.do(ctx, byRule(ruleInit), Why{}, "officer.add", func(w *work) error {
		there, err := w.tx.List(store.ListQuery{View: officerView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1})
		if err != nil {
			return err
		}
		if len(there) > 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "officers-exist"}
		}
		for i := range all {
			if err := w.openAccount(ids[i], all[i], all[i].Rights(), nil); err != nil {
				return err
			}
			w.setMeta(credential(all[i].Login), []byte(hashes[i]))
		}
		return nil
	})
	return ids[0], err
}

func (w *work) openAccount(id lanna.OfficerID, a Account, rights Rights, more []statement.Claim) error {
	_, taken, err := officerByLogin(w.tx, a.Login)
	if err == nil && taken {
		err = &lanna.Error{Kind: lanna.Conflict, Code: "login-taken"}
	}
	if err == nil && a.Subject != "" {
		err = w.subjectFree(a.Subject)
	}
	if err != nil {
		return err
	}
	label, err := w.label(lanna.OfficerRecord)
	if err != nil {
		return err
	}
	if _, err := w.ledger(id, true); err != nil {
		return err
	}
	claims := []statement.Claim{statement.New(lanna.KindOfRecord, string(lanna.OfficerRecord)), statement.New(lanna.Label, label), statement.New(lanna.OfficerLogin, a.Login)}
	claims = append(claims, profileClaims(a.Name, a.Desk, a.Lang)...)
	claims = append(claims, rights.claims()...)
	if a.Subject != "" {
		claims = append(claims, statement.New(lanna.SubjectOf, a.Subject))
	}
	_, err = w.say(lanna.Grant, id, handling.Marking{}, append(claims, more...))
	return err
}

func profileClaims(name, desk, lang string) []statement.Claim {
	out := []statement.Claim{statement.New(lanna.OfficerName, strings.TrimSpace(name))}
	if desk != "" {
		out = append(out, statement.New(lanna.DeskOf, desk))
	}
	if lang != "" {
		out = append(out, statement.New(lanna.LanguageOf, lang))
	}
	return out
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
		for i := range list {
			if err := d.accountNow(r, &list[i]); err != nil {
				return s, err
			}
			s.records = append(s.records, list[i].Officer)
		}
		return s, err
	})
	return list, err
}

// accountNow adds what an administrator sees of an account beside its rights.
func (d *Desk) accountNow(r store.Reader, a *Actor) (err error) {
	now := d.Now()
	if a.Ask != nil && a.Ask.Until <= now {
		a.Ask = nil
	}
	if a.Invited <= now {
		a.Invited = 0
	}
	a.Factors, err = factorsOf(r, a.Officer)
	return err
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
	if lanna.KindOf(err) == lanna.NotFound {
		return d.nobodysName(ctx, officer)
	}
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
