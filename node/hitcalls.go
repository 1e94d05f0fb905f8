package node

import (
	"cmp"
	"context"
	"slices"

	"lanna"
	"lanna/desk"
)

// hitCalls are the verbs of hit/no-hit.
var hitCalls = map[string]verb{
	"hit.ask": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a HitArgs) (any, error) {
		return n.askHit(ctx, by, why, a)
	}),
	"hit.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a HitListArgs) (any, error) {
		list, err := n.Desk.HitQuestions(ctx, by, why, cmp.Or(a.Limit, 50))
		if err != nil {
			return nil, err
		}
		return n.withNames(list), nil
	}),
	"hit.show": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ HitShowArgs, id lanna.RecordID) (any, error) {
		line, err := n.Desk.HitShow(ctx, by, why, id)
		if err != nil {
			return nil, err
		}
		return n.withNames([]desk.HitLine{*line})[0], nil
	}),
	"hit.serve": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a HitServeArgs) (any, error) {
		p, err := n.party(ctx, by, why, a.Party)
		if err != nil {
			return nil, err
		}
		return Done{p.Record}, n.Desk.SetHitTerms(ctx, by, why, p.Record, a.Terms)
	}),
	"hit.partners": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.HitPartners(ctx, by, why)
	}),
	"hit.sweeps": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		list, err := n.Desk.Sweeps(ctx, by, why)
		return n.withNames(list), err
	}),
	"hit.lift": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ HitShowArgs, id lanna.RecordID) (any, error) {
		return Done{id}, n.Desk.LiftSweep(ctx, by, why, id)
	}),
	"record.hide": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a HideArgs, id lanna.RecordID) (any, error) {
		return Done{id}, n.Desk.Hide(ctx, by, why, id, !a.Found)
	}),
}

// HitArgs ask partners about subjects, or about what stands on a record.
type HitArgs struct {
	To         []string          `json:"to"` // label, code or id of each party
	Subjects   []desk.HitSubject `json:"subjects,omitempty"`
	About      string            `json:"about,omitempty"`      // label or id of a record
	Properties []lanna.Property  `json:"properties,omitempty"` // what of it; none: all that can be asked
	Basis      string            `json:"basis"`
	Note       desk.Words        `json:"note,omitzero"`
}

// HitListArgs bound a list.
type HitListArgs struct {
	Limit int `json:"limit"`
}

// HitShowArgs name a question or a sweep.
type HitShowArgs struct {
	ID string `json:"id"`
}

func (a HitShowArgs) record() string { return a.ID }

// HideArgs say of whom whether partners' questions may meet them.
type HideArgs struct {
	ID    string `json:"id"`
	Found bool   `json:"found,omitempty"` // take the mark back
}

func (a HideArgs) record() string { return a.ID }

// HitServeArgs agree on what a party is answered. Terms without a quota end it.
type HitServeArgs struct {
	Party string        `json:"party"`
	Terms desk.HitTerms `json:"terms"`
}

// HitSent is a question that was put to one party, or why it was not.
type HitSent struct {
	Party  string         `json:"party"` // code
	Record lanna.RecordID `json:"record,omitzero"`
	Code   string         `json:"code,omitempty"` // why it was not asked
	Queued bool           `json:"queued,omitempty"`
}

// HitNamed is a question with the name of the other side.
type HitNamed struct {
	desk.HitLine
	Other string `json:"other"`
}

func (n *Node) withNames(list []desk.HitLine) []HitNamed {
	out := make([]HitNamed, len(list))
	for i := range list {
		out[i] = HitNamed{list[i], n.Desk.PartyName(list[i].To, "en")}
	}
	return out
}

// askHit puts one question to each party. A party that cannot be asked holds up
// none of the others; where none can be, the first reason is the error.
func (n *Node) askHit(ctx context.Context, by desk.Actor, why desk.Why, a HitArgs) ([]HitSent, error) {
	q := desk.HitQuestion{Subjects: a.Subjects, Basis: a.Basis, Note: a.Note}
	if a.About != "" {
		id, err := n.find(ctx, a.About)
		if err != nil {
			return nil, err
		}
		facts, err := n.Desk.HitAskable(ctx, by, why, id)
		if err != nil {
			return nil, err
		}
		q.About = id
		for _, f := range facts {
			if len(a.Properties) == 0 || slices.Contains(a.Properties, f.Property) {
				q.Claims = append(q.Claims, f.Claim)
			}
		}
	}
	up := slices.ContainsFunc(n.links(), func(l Link) bool { return l.Up })
	var out []HitSent
	var first error
	for _, name := range a.To {
		p, err := n.party(ctx, by, why, name)
		one := HitSent{Party: name, Queued: !up}
		if err == nil {
			q.To, one.Party = p.Writer, p.Code
			one.Record, err = n.Desk.AskHit(ctx, by, why, q)
		}
		if err != nil {
			one = HitSent{Party: one.Party, Code: lanna.CodeOf(err)}
			first = cmp.Or(first, err)
		}
		out = append(out, one)
	}
	if !slices.ContainsFunc(out, func(s HitSent) bool { return s.Code == "" }) {
		return nil, first
	}
	return out, nil
}
