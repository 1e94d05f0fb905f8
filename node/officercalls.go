package node

import (
	"cmp"
	"context"
	"time"

	"lanna"
	"lanna/desk"
)

// officerCalls are the verbs on accounts, the rota and erasure.
var officerCalls = map[string]verb{
	"officer.add": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a desk.Account) (any, error) {
		id, err := n.Desk.AddOfficer(ctx, by, why, a)
		return Done{id}, err
	}),
	"officer.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Officers(ctx, by, why)
	}),
	"officer.set": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, c AccountChange) (any, error) {
		a, err := n.changed(ctx, by, why, c)
		if err != nil {
			return nil, err
		}
		return Done{a.Officer}, n.Desk.SetAccount(ctx, by, why, a)
	}),
	"officer.password": with(func(ctx context.Context, n *Node, by desk.Actor, _ desk.Why, a PasswordArgs) (any, error) {
		return Done{by.Officer}, n.Desk.SetPassword(ctx, by, a.Old, a.New)
	}),
	"shift.set": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ShiftArgs) (any, error) {
		s := desk.Shift{Desk: cmp.Or(a.Desk, by.Desk), From: n.Desk.Now(), To: n.Desk.Now() + lanna.Millis(time.Duration(a.Hours)*time.Hour/time.Millisecond)}
		for _, login := range a.Logins {
			id, ok := n.Desk.OfficerByLogin(ctx, login)
			if !ok {
				return nil, &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
			}
			s.Officers = append(s.Officers, id)
		}
		return s, n.Desk.SetShift(ctx, by, why, s)
	}),
	"record.due": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Due(ctx, by, why)
	}),
	"record.renew": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RenewArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return Done{id}, n.Desk.Renew(ctx, by, why, id, a.Until)
	}),
	"record.erase": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a EraseArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		var second desk.Actor
		if a.With != "" {
			if second, err = n.Desk.CheckPassword(ctx, a.With, a.Password, "socket"); err != nil {
				return nil, err
			}
		}
		return Done{id}, n.Desk.Erase(ctx, by, second, why, id, a.Claims)
	}),
}

// AccountChange changes an officer's account. What is nil stays as it is.
type AccountChange struct {
	Login        string               `json:"login"`
	Name         *string              `json:"name,omitempty"`
	Password     string               `json:"password,omitempty"`
	Roles        []lanna.Role         `json:"roles,omitempty"`
	Elsewhere    []lanna.RoleAt       `json:"elsewhere,omitempty"` // goes with Roles: both are set, or neither
	Compartments *[]lanna.Compartment `json:"compartments,omitempty"`
	Desk         *string              `json:"desk,omitempty"`
	Lang         *string              `json:"lang,omitempty"`
	Disabled     *bool                `json:"disabled,omitempty"`
}

// changed is the account as it shall be.
func (n *Node) changed(ctx context.Context, by desk.Actor, why desk.Why, c AccountChange) (desk.Account, error) {
	list, err := n.Desk.Officers(ctx, by, why)
	if err != nil {
		return desk.Account{}, err
	}
	for _, o := range list {
		if o.Login != c.Login {
			continue
		}
		a := o.Account()
		set(&a.Name, c.Name)
		set(&a.Compartments, c.Compartments)
		set(&a.Desk, c.Desk)
		set(&a.Lang, c.Lang)
		set(&a.Disabled, c.Disabled)
		a.Password = c.Password
		if len(c.Roles)+len(c.Elsewhere) > 0 {
			a.Roles, a.Elsewhere = c.Roles, c.Elsewhere
		}
		return a, nil
	}
	return desk.Account{}, &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// PasswordArgs change the caller's own password.
type PasswordArgs struct {
	Old string `json:"old"`
	New string `json:"new"`
}

// ShiftArgs set who is on duty, from now on.
type ShiftArgs struct {
	Desk   string   `json:"desk,omitempty"` // the caller's, where none is named
	Logins []string `json:"logins"`
	Hours  int      `json:"hours"`
}

// RenewArgs set the date of review of a record.
type RenewArgs struct {
	ID    string `json:"id"`
	Until string `json:"until"`
}

// EraseArgs erase claims, or with none named the record. With is who signs too.
type EraseArgs struct {
	ID       string         `json:"id"`
	Claims   []lanna.Digest `json:"claims,omitempty"`
	With     string         `json:"with,omitempty"`
	Password string         `json:"password,omitempty"`
}
