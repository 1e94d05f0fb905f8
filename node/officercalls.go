package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// officerCalls are the verbs on accounts and erasure.
var officerCalls = map[string]verb{
	"officer.add": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a desk.Account) (any, error) {
		return n.Desk.AddOfficer(ctx, by, why, a)
	}),
	"officer.join": with(func(ctx context.Context, n *Node, _ desk.Actor, _ desk.Why, a JoinArgs) (any, error) {
		return Done{}, n.Desk.Join(ctx, a.Login, a.Code, a.Password, "")
	}),
	"officer.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Officers(ctx, by, why)
	}),
	"officer.set": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error) {
		return Done{id}, n.Desk.SetAccount(ctx, by, why, id, a.Details)
	}),
	"officer.grant": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error) {
		asked, err := n.Desk.Grant(ctx, by, why, id, a.Rights)
		return desk.Invitation{Officer: id, Asked: asked}, err
	}),
	"officer.revoke": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error) {
		return Done{id}, n.Desk.Revoke(ctx, by, why, id, a.Rights)
	}),
	"officer.disable": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ OfficerArgs, id lanna.OfficerID) (any, error) {
		return Done{id}, n.Desk.Disable(ctx, by, why, id)
	}),
	"officer.enable": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ OfficerArgs, id lanna.OfficerID) (any, error) {
		return Done{id}, n.Desk.Enable(ctx, by, why, id)
	}),
	"officer.end": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ OfficerArgs, id lanna.OfficerID) (any, error) {
		return Done{id}, n.Desk.EndSessions(ctx, by, why, id)
	}),
	"officer.reset": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error) {
		return n.Desk.Reset(ctx, by, why, id, a.Lost)
	}),
	"officer.link": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error) {
		if a.Subject == "" {
			return Done{id}, n.Desk.Unlink(ctx, by, why, id)
		}
		return Done{id}, n.Desk.Link(ctx, by, why, id, a.Subject)
	}),
	"officer.agree": onOfficer(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error) {
		if a.Decline {
			return desk.Invitation{Officer: id}, n.Desk.Decline(ctx, by, why, id, a.Ask)
		}
		return n.Desk.Agree(ctx, by, why, id, a.Ask)
	}),
	"officer.password": with(func(ctx context.Context, n *Node, by desk.Actor, _ desk.Why, a PasswordArgs) (any, error) {
		return Done{by.Officer}, n.Desk.SetPassword(ctx, by, desk.Proof{Password: a.Old, Socket: true}, a.New)
	}),
	"policy.show": with(func(ctx context.Context, n *Node, _ desk.Actor, _ desk.Why, _ struct{}) (any, error) {
		return n.Desk.Policy(ctx)
	}),
	"policy.set": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, p desk.Policy) (any, error) {
		if err := n.Desk.SetPolicy(ctx, by, why, p); err != nil {
			return nil, err
		}
		return n.Desk.Policy(ctx)
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
		second, err := n.second(ctx, a.With, a.Password)
		if err != nil {
			return nil, err
		}
		return Done{id}, n.Desk.Erase(ctx, by, second, why, id, a.Claims)
	}),
}

// OfficerArgs name an officer and what is to be done of the account.
type OfficerArgs struct {
	Login   string              `json:"login"`
	Rights  desk.Rights         `json:"rights,omitzero"`  // granted or revoked
	Details desk.AccountDetails `json:"details,omitzero"` // set
	Lost    bool                `json:"lost,omitempty"`   // of a reset: the second factor
	Subject string              `json:"subject,omitempty"`
	Ask     lanna.Digest        `json:"ask,omitzero"` // that is agreed to
	Decline bool                `json:"decline,omitempty"`
}

// onOfficer finds the officer by login. To who may not list officers a login
// that nobody has and one that is there look the same: what is asked next is
// refused in both cases.
func onOfficer(f func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs, id lanna.OfficerID) (any, error)) verb {
	return with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a OfficerArgs) (any, error) {
		id, ok := n.Desk.OfficerByLogin(ctx, a.Login)
		if !ok && by.May("officer.list") {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
		}
		return f(ctx, n, by, why, a, id)
	})
}

// JoinArgs are an officer's who has a one-time code.
type JoinArgs struct {
	Login    string `json:"login"`
	Code     string `json:"code"`
	Password string `json:"password"`
}

// PasswordArgs change the caller's own password.
type PasswordArgs struct {
	Old string `json:"old"`
	New string `json:"new"`
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
