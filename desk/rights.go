package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// Rights are roles, each at a desk, and compartments. A role whose desk is ""
// is held at the officer's own desk.
type Rights struct {
	Roles        []lanna.RoleAt      `json:"roles,omitempty"`
	Compartments []lanna.Compartment `json:"compartments,omitempty"`
}

// at writes roles at the desk that is the officer's own without it.
func (r Rights) at(desk string) Rights {
	r.Roles = slices.Clone(r.Roles)
	for i := range r.Roles {
		if r.Roles[i].Desk == desk {
			r.Roles[i].Desk = ""
		}
	}
	return r
}

func (r Rights) check() error {
	for _, g := range r.Roles {
		if !slices.Contains(lanna.Roles, g.Role) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "role-unknown"}
		}
		if !deskForm.MatchString(g.Desk) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "desk-malformed"}
		}
	}
	for _, c := range r.Compartments {
		if !slices.Contains(lanna.Compartments, c) {
			return &lanna.Error{Kind: lanna.Invalid, Code: "compartment-unknown"}
		}
	}
	return nil
}

func (r Rights) empty() bool { return len(r.Roles)+len(r.Compartments) == 0 }

func (r Rights) claims() []statement.Claim {
	var out []statement.Claim
	for _, g := range r.Roles {
		out = append(out, statement.New(lanna.RoleOf, g.String()))
	}
	for _, c := range r.Compartments {
		out = append(out, statement.New(lanna.LetInto, string(c)))
	}
	return out
}

// grave reports whether two administrators have to agree before a role is
// given: who watches the others, and who could open accounts to agree with.
func grave(r lanna.Role) bool { return r == lanna.Auditor || r == lanna.Administrator }

// part parts the rights that need two administrators from the others.
func (r Rights) part() (two, one Rights) {
	for _, g := range r.Roles {
		if grave(g.Role) {
			two.Roles = append(two.Roles, g)
		} else {
			one.Roles = append(one.Roles, g)
		}
	}
	for _, c := range r.Compartments {
		if c == lanna.VictimSupport {
			two.Compartments = append(two.Compartments, c)
		} else {
			one.Compartments = append(one.Compartments, c)
		}
	}
	return two, one
}

// parted says what of the rights is granted now, and what a second
// administrator is asked for. The very first administrator of a node opens the
// second one's account alone; that happens once, since an account that ever was
// an administrator's counts for good.
func (w *work) parted(r Rights) (ask *Ask, now Rights, err error) {
	two, one := r.part()
	if two.empty() {
		return nil, r, nil
	}
	if slices.ContainsFunc(two.Roles, func(g lanna.RoleAt) bool { return g.Role == lanna.Administrator }) {
		first, err := onlyAdministrator(w.tx)
		if err != nil {
			return nil, one, err
		}
		if first {
			kept := Rights{Compartments: two.Compartments}
			for _, g := range two.Roles {
				if g.Role == lanna.Administrator {
					one.Roles = append(one.Roles, g)
				} else {
					kept.Roles = append(kept.Roles, g)
				}
			}
			two = kept
		}
	}
	if two.empty() {
		return nil, one, nil
	}
	return &Ask{What: AskGrant, Rights: two}, one, nil
}

// onlyAdministrator reports whether no account but one ever was an administrator's.
func onlyAdministrator(r store.Reader) (bool, error) {
	list, err := officers(r)
	n := 0
	for _, a := range list {
		if a.wasAdmin {
			n++
		}
	}
	return n < 2, err
}

// Grant gives an officer further roles and compartments. Where two
// administrators have to agree it asks the second one for all that was named,
// grants nothing yet, and returns true.
func (d *Desk) Grant(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, r Rights) (asked bool, err error) {
	if r.empty() {
		return false, &lanna.Error{Kind: lanna.Invalid, Code: "role-unknown"}
	}
	if err := r.check(); err != nil {
		return false, err
	}
	err = d.onAccount(ctx, by, why, "officer.grant", officer, func(w *work, a *account) error {
		fresh := a.lacks(r)
		if fresh.empty() {
			return &lanna.Error{Kind: lanna.Conflict, Code: "granted-already", ID: officer.String()}
		}
		ask, now, err := w.parted(fresh)
		if err != nil {
			return err
		}
		if asked = ask != nil; asked {
			ask.Rights = fresh
			return a.ask(*ask)
		}
		a.add(now.claims()...)
		return nil
	})
	return asked, err
}

// lacks returns those of the rights that the account does not hold.
func (a *account) lacks(r Rights) Rights {
	own := a.was.Account()
	held := own.Rights()
	r = r.at(a.was.Desk)
	r.Roles = slices.DeleteFunc(r.Roles, func(g lanna.RoleAt) bool { return slices.Contains(held.Roles, g) })
	r.Compartments = slices.DeleteFunc(slices.Clone(r.Compartments), func(c lanna.Compartment) bool { return slices.Contains(held.Compartments, c) })
	return r
}

// Revoke takes roles and compartments away, at once and by one administrator.
func (d *Desk) Revoke(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, r Rights) error {
	return d.onAccount(ctx, by, why, "officer.revoke", officer, func(w *work, a *account) error {
		r := r.at(a.was.Desk)
		gone := 0
		for _, f := range slices.Concat(a.st.Live(lanna.RoleOf), a.st.Live(lanna.LetInto)) {
			if f.Property == lanna.RoleOf && slices.ContainsFunc(r.Roles, func(g lanna.RoleAt) bool { return g.String() == f.Value }) ||
				f.Property == lanna.LetInto && slices.Contains(r.Compartments, lanna.Compartment(f.Value)) {
				a.replaced = append(a.replaced, f.Digest)
				gone++
			}
		}
		if gone == 0 {
			return &lanna.Error{Kind: lanna.Conflict, Code: "granted-not", ID: officer.String()}
		}
		return nil
	})
}

// AccountDetails are what an administrator may change of an account beside its rights.
// What is nil stays.
type AccountDetails struct {
	Name *string `json:"name,omitempty"`
	Desk *string `json:"desk,omitempty"`
	Lang *string `json:"lang,omitempty"`
}

// SetAccount changes name, desk or language of an officer. Roles that are held
// at the own desk go with it.
func (d *Desk) SetAccount(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, p AccountDetails) error {
	if p.Name != nil && loginOf(*p.Name) == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "name-missing"}
	}
	if p.Desk != nil && !deskForm.MatchString(*p.Desk) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "desk-malformed"}
	}
	return d.onAccount(ctx, by, why, "officer.set", officer, func(w *work, a *account) error {
		for _, change := range []struct {
			property lanna.Property
			to       *string
		}{{lanna.OfficerName, p.Name}, {lanna.DeskOf, p.Desk}, {lanna.LanguageOf, p.Lang}} {
			if change.to != nil {
				a.set(change.property, *change.to)
			}
		}
		return nil
	})
}

// Disable bars an officer from everything, at once: sessions, open pages and
// their streams end. Enable lets the officer sign in again.
func (d *Desk) Disable(ctx context.Context, by Actor, why Why, officer lanna.OfficerID) error {
	return d.onAccount(ctx, by, why, "officer.disable", officer, func(w *work, a *account) error {
		if a.was.Disabled {
			return &lanna.Error{Kind: lanna.Conflict, Code: "disabled-already", ID: officer.String()}
		}
		a.set(lanna.Disabled, "yes")
		a.endSessions()
		w.setMeta(invitation(officer), nil)
		a.set(lanna.Invited, "")
		return nil
	})
}

// Enable takes Disable back. Sessions that ended stay ended.
func (d *Desk) Enable(ctx context.Context, by Actor, why Why, officer lanna.OfficerID) error {
	return d.onAccount(ctx, by, why, "officer.enable", officer, func(w *work, a *account) error {
		if !a.was.Disabled {
			return &lanna.Error{Kind: lanna.Conflict, Code: "enabled-already", ID: officer.String()}
		}
		a.set(lanna.Disabled, "")
		return nil
	})
}

// EndSessions ends all sessions of an officer, who may sign in again.
func (d *Desk) EndSessions(ctx context.Context, by Actor, why Why, officer lanna.OfficerID) error {
	return d.onAccount(ctx, by, why, "officer.end", officer, func(w *work, a *account) error {
		a.endSessions()
		return nil
	})
}

// An account is one officer's while an act changes it.
type account struct {
	w        *work
	was      Actor
	st       *statement.State
	claims   []statement.Claim
	replaced []lanna.Digest
}

// onAccount has f change an officer's account in one statement. Nobody changes
// an account of their own: Denied "own-account".
func (d *Desk) onAccount(ctx context.Context, by Actor, why Why, act string, officer lanna.OfficerID, f func(w *work, a *account) error) error {
	if officer == by.Officer && by.rule == "" {
		return errors.Join(&lanna.Error{Kind: lanna.Denied, Code: "own-account"}, d.refuse(ctx, by, why, act, "own-account", officer))
	}
	return d.do(ctx, by, why, act, func(w *work) error {
		a, err := w.account(officer)
		if err != nil {
			return err
		}
		if err := f(w, a); err != nil {
			return err
		}
		return a.say()
	})
}

func (w *work) account(officer lanna.OfficerID) (*account, error) {
	was, err := officerIn(w.tx, officer)
	if err != nil {
		return nil, err
	}
	st, err := w.open(officer)
	return &account{w: w, was: was, st: st}, err
}

func (a *account) add(claims ...statement.Claim) { a.claims = append(a.claims, claims...) }

// set says a value in place of those before; "" takes them away.
func (a *account) set(p lanna.Property, v string) {
	for _, f := range a.st.Live(p) {
		a.replaced = append(a.replaced, f.Digest)
	}
	if v != "" {
		a.add(statement.New(p, v))
	}
}

func (a *account) endSessions() { a.set(lanna.SessionsOf, strconv.Itoa(a.was.Sessions+1)) }

func (a *account) say() error {
	_, err := a.w.say(lanna.Grant, a.was.Officer, handling.Marking{}, a.claims, a.replaced...)
	return err
}
