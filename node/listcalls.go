package node

import (
	"context"

	"lanna"
	"lanna/desk"
	"lanna/list"
)

// ListCheckArgs check a list. Fields take columns by their headings.
type ListCheckArgs struct {
	ID     string                `json:"id"`
	Fields map[string]list.Field `json:"fields,omitempty"` // by heading; the others stay as proposed
	Orders map[string]string     `json:"orders,omitempty"` // of dates, by heading: dmy, mdy
	Region string                `json:"region,omitempty"`
}

// ListShowArgs ask for a list and rows of one of its parts.
type ListShowArgs struct {
	ID string `json:"id"`
	desk.ListQuestion
}

// ListDecideArgs decide on rows.
type ListDecideArgs struct {
	ID        string              `json:"id"`
	Decisions []desk.ListDecision `json:"decisions"`
}

// ListSignArgs sign for what was shown.
type ListSignArgs struct {
	ID     string `json:"id"`
	Digest string `json:"digest"`
}

// ListRollBackArgs take a list back. With is who signs too.
type ListRollBackArgs struct {
	ID       string `json:"id"`
	With     string `json:"with"`
	Password string `json:"password"`
}

// ListReturned are the rows that go back to a list's sender.
type ListReturned struct {
	Header []string        `json:"header"`
	Rows   []list.Returned `json:"rows"`
}

// listCalls are the verbs on lists of people.
var listCalls = map[string]verb{
	"list.upload": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, up desk.ListUpload) (any, error) {
		id, err := n.Desk.UploadList(ctx, by, why, up)
		return Done{id}, err
	}),
	"list.check": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ListCheckArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		plan, err := n.plan(ctx, by, why, id, a)
		if err == nil {
			err = n.Desk.CheckList(ctx, by, why, id, plan)
		}
		if err != nil {
			return nil, err
		}
		return n.Desk.List(ctx, by, why, id, desk.ListQuestion{})
	}),
	"list.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Lists(ctx, by, why)
	}),
	"list.show": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, a ListShowArgs) (any, error) {
		return n.Desk.List(ctx, by, why, id, a.ListQuestion)
	}, func(a ListShowArgs) string { return a.ID }),
	"list.decide": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, a ListDecideArgs) (any, error) {
		return Done{id}, n.Desk.DecideList(ctx, by, why, id, a.Decisions)
	}, func(a ListDecideArgs) string { return a.ID }),
	"list.sign": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, a ListSignArgs) (any, error) {
		if err := n.Desk.SignList(ctx, by, why, id, a.Digest); err != nil {
			return nil, err
		}
		if err := n.Desk.WaitList(ctx, id); err != nil { // a node that was opened for this call closes after it
			return nil, err
		}
		return n.Desk.List(ctx, by, why, id, desk.ListQuestion{})
	}, func(a ListSignArgs) string { return a.ID }),
	"list.wait": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, _ RecordArgs) (any, error) {
		if _, err := n.Desk.List(ctx, by, why, id, desk.ListQuestion{}); err != nil {
			return nil, err
		}
		if err := n.Desk.WaitList(ctx, id); err != nil {
			return nil, err
		}
		return n.Desk.List(ctx, by, why, id, desk.ListQuestion{})
	}, func(a RecordArgs) string { return a.ID }),
	"list.drop": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, _ RecordArgs) (any, error) {
		return Done{id}, n.Desk.DropList(ctx, by, why, id)
	}, func(a RecordArgs) string { return a.ID }),
	"list.rollback": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, a ListRollBackArgs) (any, error) {
		second, err := n.Desk.CheckPassword(ctx, desk.Proof{Login: a.With, Password: a.Password, Socket: true})
		if err != nil {
			return nil, err
		}
		if err := n.Desk.RollBackList(ctx, by, second, why, id); err != nil {
			return nil, err
		}
		return Done{id}, n.Desk.WaitList(ctx, id)
	}, func(a ListRollBackArgs) string { return a.ID }),
	"list.receipts": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, _ RecordArgs) (any, error) {
		out := []desk.ListReceipt{}
		return &out, n.Desk.ListReceipts(ctx, by, why, id, 0, func(r *desk.ListReceipt) error {
			out = append(out, *r)
			return nil
		})
	}, func(a RecordArgs) string { return a.ID }),
	"list.return": onList(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, id lanna.RecordID, _ RecordArgs) (any, error) {
		header, rows, err := n.Desk.ListReturn(ctx, by, why, id, nil)
		return ListReturned{header, rows}, err
	}, func(a RecordArgs) string { return a.ID }),
}

// onList is a verb on one list, which is named by label or id.
func onList[A any](f func(context.Context, *Node, desk.Actor, desk.Why, lanna.RecordID, A) (any, error), name func(A) string) verb {
	return with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a A) (any, error) {
		id, err := n.find(ctx, name(a))
		if err != nil {
			return nil, err
		}
		return f(ctx, n, by, why, id, a)
	})
}

// plan changes what is proposed for the columns that are named.
func (n *Node) plan(ctx context.Context, by desk.Actor, why desk.Why, id lanna.RecordID, a ListCheckArgs) (desk.ListPlan, error) {
	plan := desk.ListPlan{Region: a.Region}
	if len(a.Fields)+len(a.Orders) == 0 {
		return plan, nil
	}
	v, err := n.Desk.List(ctx, by, why, id, desk.ListQuestion{})
	if err != nil {
		return plan, err
	}
	plan.Mapping, err = list.Remap(v.Shape.Header, v.Shape.Mapping, a.Fields, a.Orders)
	return plan, err
}
