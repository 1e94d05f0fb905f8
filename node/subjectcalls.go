package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// subjectCalls are the verbs for data subjects' requests.
var subjectCalls = map[string]verb{
	"subject.open": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs) (any, error) {
		if a.About != "" {
			id, err := n.find(ctx, a.About)
			if err != nil {
				return nil, err
			}
			a.Draft.About = []lanna.RecordID{id}
		}
		id, err := n.Desk.OpenSubject(ctx, by, why, a.Draft)
		return Done{id}, err
	}),
	"subject.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, q desk.SubjectQuery) (any, error) {
		list, _, err := n.Desk.Subjects(ctx, by, why, q)
		return list, err
	}),
	"subject.show": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ RecordArgs, id lanna.RecordID) (any, error) {
		return n.Desk.Subject(ctx, by, why, id)
	}),
	"subject.check": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id lanna.RecordID) (any, error) {
		return Done{id}, n.Desk.CheckIdentity(ctx, by, why, id, a.Result, a.Words)
	}),
	"subject.assign": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id lanna.RecordID) (any, error) {
		to, ok := n.Desk.OfficerByLogin(ctx, a.To)
		if !ok {
			return nil, &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
		}
		return Done{id}, n.Desk.AssignSubject(ctx, by, why, id, to)
	}),
	"subject.link": aboutSubject(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id, about lanna.RecordID) error {
		return n.Desk.LinkSubject(ctx, by, why, id, about)
	}),
	"subject.restrict": aboutSubject(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id, about lanna.RecordID) error {
		a.Restriction.Record = about
		return n.Desk.Restrict(ctx, by, why, id, a.Restriction)
	}),
	"subject.erase": aboutSubject(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id, about lanna.RecordID) error {
		second, err := n.second(ctx, a.With, a.Password)
		if err != nil {
			return err
		}
		return n.Desk.EraseForSubject(ctx, by, second, why, id, about, nil)
	}),
	"subject.correct": aboutSubject(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id, about lanna.RecordID) error {
		second, err := n.second(ctx, a.With, a.Password)
		if err != nil {
			return err
		}
		return n.Desk.CorrectForSubject(ctx, by, second, why, id, about, a.Claim, a.Words, lanna.Grade{Reliability: 'B', Credibility: '2'})
	}),
	"subject.answer": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id lanna.RecordID) (any, error) {
		return Done{id}, n.Desk.AnswerSubject(ctx, by, why, id, a.Result, a.Words)
	}),
	"subject.rules": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, days desk.SubjectDays) (any, error) {
		if len(days) > 0 {
			if err := n.Desk.SetSubjectRules(ctx, by, why, days); err != nil {
				return nil, err
			}
		}
		return n.Desk.SubjectRules(ctx)
	}),
}

// SubjectArgs name a request and say what is done with it. About is a record of
// the person, by id or label; With is who signs too.
type SubjectArgs struct {
	RecordArgs
	Draft       desk.SubjectDraft       `json:"draft,omitzero"`
	About       string                  `json:"about,omitempty"`
	Claim       lanna.Digest            `json:"claim,omitzero"`
	To          string                  `json:"to,omitempty"`     // login
	Result      string                  `json:"result,omitempty"` // of the check, or the outcome
	Words       desk.Words              `json:"words,omitzero"`
	Restriction desk.SubjectRestriction `json:"restriction,omitzero"`
	With        string                  `json:"with,omitempty"`
	Password    string                  `json:"password,omitempty"`
}

// aboutSubject is a verb that names a record beside the request; none where none
// is named.
func aboutSubject(f func(context.Context, *Node, desk.Actor, desk.Why, SubjectArgs, lanna.RecordID, lanna.RecordID) error) verb {
	return on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a SubjectArgs, id lanna.RecordID) (any, error) {
		var about lanna.RecordID
		if a.About != "" {
			var err error
			if about, err = n.find(ctx, a.About); err != nil {
				return nil, err
			}
		}
		return Done{id}, f(ctx, n, by, why, a, id, about)
	})
}
