package node

import (
	"context"
	"encoding/json"

	"lanna"
	"lanna/desk"
)

// A verb answers one call of the command line: its arguments in, a view out.
type verb func(n *Node, ctx context.Context, by desk.Actor, why desk.Why, args json.RawMessage) (any, error)

// calls are the verbs that a node answers. Each is one command or view of the
// desk; none does more.
var calls = map[string]verb{
	"alert.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, q desk.QueueQuery) (any, error) {
		return n.Desk.Queue(ctx, by, why, q)
	}),
	"alert.show": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RecordArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return n.Desk.AlertDetail(ctx, by, why, id)
	}),
	"alert.ack": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RecordArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return Done{id}, n.Desk.Acknowledge(ctx, by, why, id)
	}),
	"alert.close": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a CloseArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		var merged lanna.RecordID
		if a.Merged != "" {
			if merged, err = n.find(ctx, a.Merged); err != nil {
				return nil, err
			}
		}
		return Done{id}, n.Desk.CloseAlert(ctx, by, why, id, a.Outcome, merged)
	}),
	"record.show": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RecordArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return n.Desk.Record(ctx, by, why, id)
	}),
	"record.search": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, q desk.SearchQuery) (any, error) {
		return n.Desk.Search(ctx, by, why, q)
	}),
	"intake": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, in desk.Intake) (any, error) {
		id, err := n.Desk.Capture(ctx, by, why, in)
		return Done{id}, err
	}),
	"audit.verify": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.VerifyLog(ctx, by, why)
	}),
	"audit.export": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, q desk.LogSpan) (any, error) {
		return n.Desk.ExportLog(ctx, by, why, q)
	}),
	"writer.checkpoint": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, w lanna.WriterID) (any, error) {
		return n.Desk.Checkpoint(ctx, by, why, w)
	}),
	"writer.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Writers(ctx, by, why)
	}),
	"writer.add": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a CertificateArgs) (any, error) {
		return Done{}, n.Desk.AddCertificate(ctx, by, why, a.Certificate)
	}),
	"rebuild": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.RebuildBy(ctx, by, why)
	}),
}

// RecordArgs name a record, by its id or its label (B-0021).
type RecordArgs struct {
	ID string `json:"id"`
}

// CloseArgs close an alert.
type CloseArgs struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"`
	Merged  string `json:"merged,omitempty"`
}

// CertificateArgs hand a certificate to a node.
type CertificateArgs struct {
	Certificate []byte `json:"certificate"`
}

// Done is the answer of a command.
type Done struct {
	Record lanna.RecordID `json:"record"`
}

func with[A any](f func(context.Context, *Node, desk.Actor, desk.Why, A) (any, error)) verb {
	return func(n *Node, ctx context.Context, by desk.Actor, why desk.Why, raw json.RawMessage) (any, error) {
		var a A
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &a); err != nil {
				return nil, &lanna.Error{Kind: lanna.Invalid, Code: "call-malformed"}
			}
		}
		return f(ctx, n, by, why, a)
	}
}

// verbOf finds a verb, whichever file it stands in.
func verbOf(name string) (verb, bool) {
	lists := []map[string]verb{calls, captureCalls, sayCalls, officerCalls, readingCalls, auditCalls, partyCalls, exchangeCalls, courierCalls, hitCalls, listCalls, matchCalls, wakeCalls, rotaCalls, backupCalls, printCalls}
	lists = append(lists, subjectCalls)
	for _, list := range lists {
		if v, ok := list[name]; ok {
			return v, true
		}
	}
	return nil, false
}

// answer signs the officer in for one call and does what the verb says.
func (n *Node) answer(ctx context.Context, c Call) (any, error) {
	v, ok := verbOf(c.Verb)
	if !ok {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "verb-unknown"}
	}
	if err := n.mayAnswer(ctx, c.Verb); err != nil {
		return nil, err
	}
	if c.Verb == "officer.join" { // by one who has no password yet
		return v(n, ctx, desk.Actor{}, c.Why, c.Args)
	}
	by, err := n.Desk.SignIn(ctx, desk.Proof{Login: c.Login, Password: c.Password, Socket: true})
	if err != nil {
		return nil, err
	}
	return v(n, ctx, by, c.Why, c.Args)
}

// find takes an id or a label. A label that nobody has and one that the reader
// may not see end the same way: what is asked next is asked in both cases, and
// refuses or finds nothing.
func (n *Node) find(ctx context.Context, s string) (lanna.RecordID, error) {
	if id, err := lanna.ParseRecordID(s); err == nil {
		return id, nil
	}
	id, err := n.Desk.ByLabel(ctx, s)
	if lanna.KindOf(err) == lanna.NotFound && err != nil {
		return lanna.NewRecordID(), nil
	}
	return id, err
}
