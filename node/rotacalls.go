package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// rotaCalls are the verbs on who is on duty. Officers are named by their logins.
var rotaCalls = map[string]verb{
	"rota.show": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RotaArgs) (any, error) {
		if !a.Named {
			a.Desk = by.Desk
		}
		from := n.Desk.Now().Time()
		v, err := n.Desk.Rota(ctx, by, why, a.Desk, from, from.AddDate(0, 0, a.Days))
		if err != nil {
			return nil, err
		}
		return n.rotaShown(v)
	}),
	"rota.set": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RotaSetArgs) (any, error) {
		rota, err := desk.Renamed(a.Rota, func(login string) (lanna.OfficerID, error) {
			id, ok := n.Desk.OfficerByLogin(ctx, login)
			if !ok && by.May("rota.set") {
				return id, &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
			}
			return id, nil
		})
		if err != nil {
			return nil, err
		}
		return Done{}, n.Desk.SetRota(ctx, by, why, rota, a.Base)
	}),
}

// RotaArgs name a desk, and for how many days duties are listed.
type RotaArgs struct {
	Desk  string `json:"desk"`
	Named bool   `json:"named"` // else it is the caller's own
	Days  int    `json:"days"`
}

// RotaSetArgs say a rota anew.
type RotaSetArgs struct {
	Rota desk.RotaFor[string] `json:"rota"`
	Base lanna.Digest         `json:"base,omitzero"` // what it was written from; zero: whatever stands
}

// A RotaShown is a rota as the command line shows it.
type RotaShown struct {
	Desk   string                `json:"desk"`
	Rota   *desk.RotaFor[string] `json:"rota"` // as `rota set` takes it
	Base   lanna.Digest          `json:"base"`
	Zone   string                `json:"zone"`
	Now    *DutyShown            `json:"now"`
	Duties []DutyShown           `json:"duties"`
	Empty  []desk.EmptyShift     `json:"empty"`
}

// A DutyShown is who is on duty, by logins.
type DutyShown struct {
	From     lanna.Millis `json:"from"`
	To       lanna.Millis `json:"to"`
	Shifts   []string     `json:"shifts,omitempty"`
	Holiday  string       `json:"holiday,omitempty"`
	Closed   bool         `json:"closed,omitempty"`
	Officers []string     `json:"officers"`
	OnCall   []string     `json:"on_call,omitempty"`
	Empty    bool         `json:"empty,omitempty"`
	Taken    bool         `json:"taken,omitempty"` // by a handover
}

func (n *Node) rotaShown(v *desk.RotaView) (*RotaShown, error) {
	login := func(o lanna.OfficerID) (string, error) { return v.People[o.String()].Login, nil }
	out := &RotaShown{Desk: v.Desk, Base: v.Base, Zone: n.Settings.zone().String(), Empty: v.Empty, Duties: []DutyShown{}}
	if v.Rota != nil {
		named, err := desk.Renamed(*v.Rota, login)
		if err != nil {
			return nil, err
		}
		out.Rota = &named
	}
	show := func(y desk.Duty) DutyShown {
		s := DutyShown{From: y.From, To: y.To, Shifts: y.Shifts, Holiday: y.Holiday, Closed: y.Closed, Empty: y.Empty(v.Able), Taken: y.Taken, Officers: []string{}}
		for _, o := range y.Officers {
			s.Officers = append(s.Officers, v.People[o.String()].Login)
		}
		for _, o := range y.OnCall {
			s.OnCall = append(s.OnCall, v.People[o.String()].Login)
		}
		return s
	}
	if v.Now != nil {
		now := show(*v.Now)
		out.Now = &now
	}
	for _, y := range v.Duties {
		out.Duties = append(out.Duties, show(y))
	}
	return out, nil
}
