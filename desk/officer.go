package desk

import (
	"context"
	"errors"

	"lanna"
)

// An Account is an officer as an administrator enters it.
type Account struct {
	Officer      lanna.OfficerID // for SetAccount; zero for a new one
	Login        string          // lower case letters, digits, dot, dash and underscore, at most 64
	Name         string
	Password     string // at least 10 characters; never kept, only its argon2id hash
	Roles        []lanna.Role
	Compartments []lanna.Compartment
	Desk         string
	Lang         string
	Disabled     bool
}

// AddOfficer opens an account: a statement grants its roles.
func (d *Desk) AddOfficer(ctx context.Context, by Actor, why Why, a Account) (lanna.OfficerID, error) {
	return lanna.OfficerID{}, errors.ErrUnsupported
}

// FirstOfficer opens the first account of a node, by rule "node.init". With
// any account there it is Conflict "officers-exist".
func (d *Desk) FirstOfficer(ctx context.Context, a Account) (lanna.OfficerID, error) {
	return lanna.OfficerID{}, errors.ErrUnsupported
}

// SetAccount changes name, roles, compartments, desk, language or standing of
// an officer. An empty Password leaves the password as it is. Nobody changes
// an account of their own: Denied "own-account".
func (d *Desk) SetAccount(ctx context.Context, by Actor, why Why, a Account) error {
	return errors.ErrUnsupported
}

// Actor returns an officer with the rights as they stand now. A disabled
// officer is Denied "disabled", an unknown one NotFound.
func (d *Desk) Actor(ctx context.Context, officer lanna.OfficerID) (Actor, error) {
	return Actor{}, errors.ErrUnsupported
}

// Officers lists all accounts in the order of their logins.
func (d *Desk) Officers(ctx context.Context, by Actor, why Why) ([]Actor, error) {
	return nil, errors.ErrUnsupported
}

// Colleagues lists whom an alert can be assigned to.
func (d *Desk) Colleagues(ctx context.Context, by Actor, why Why) ([]Actor, error) {
	return nil, errors.ErrUnsupported
}

// OfficerName returns an officer's name for pages, "" where there is none.
func (d *Desk) OfficerName(ctx context.Context, officer lanna.OfficerID) string { return "" }

// OfficerByLogin finds an officer by login.
func (d *Desk) OfficerByLogin(ctx context.Context, login string) (lanna.OfficerID, bool) {
	return lanna.OfficerID{}, false
}
