package node

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
)

// exchangeCalls are the verbs on requests, releases and recalls between agencies.
var exchangeCalls = map[string]verb{
	"request.send": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a QuestionArgs) (any, error) {
		return n.sent(n.question(ctx, by, why, a))
	}),
	"request.list": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, q desk.RequestQuery) (any, error) {
		q.Limit = cmp.Or(q.Limit, 50)
		page, err := n.Desk.Requests(ctx, by, why, q)
		if err != nil {
			return nil, err
		}
		out := RequestList{RequestPage: *page}
		for i := range page.Lines {
			out.Others = append(out.Others, n.Desk.OtherSide(&page.Lines[i], "en"))
		}
		return out, nil
	}),
	"request.show": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RequestArgs, id lanna.RecordID) (any, error) {
		v, err := n.Desk.Request(ctx, by, why, id)
		if err != nil {
			return nil, err
		}
		return RequestShown{*v, n.Desk.OtherSide(&v.RequestLine, "en"), n.Desk.PartyName(v.Onward, "en")}, nil
	}),
	"request.accept": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RequestArgs, id lanna.RecordID) (any, error) {
		return n.sent(id, n.Desk.AcceptRequest(ctx, by, why, id, a.Desk))
	}),
	"request.answer": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RequestArgs, id lanna.RecordID) (any, error) {
		return n.sent(id, n.Desk.AnswerRequest(ctx, by, why, id, a.Codes, a.Note))
	}),
	"request.draft": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RequestArgs, id lanna.RecordID) (any, error) {
		return Done{id}, n.Desk.DraftAnswer(ctx, by, why, id, a.Codes, a.Note)
	}),
	"request.refuse": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RequestArgs, id lanna.RecordID) (any, error) {
		return n.sent(id, n.Desk.RefuseRequest(ctx, by, why, id, a.Refusal, a.Note))
	}),
	"request.withdraw": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RequestArgs, id lanna.RecordID) (any, error) {
		return n.sent(id, n.Desk.WithdrawRequest(ctx, by, why, id))
	}),
	"release.show": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ReleaseArgs, id lanna.RecordID) (any, error) {
		return n.Desk.Releases(ctx, by, why, id)
	}),
	"release.preview": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ReleaseArgs, id lanna.RecordID) (any, error) {
		draft, err := n.draft(ctx, by, why, a, id)
		if err != nil {
			return nil, err
		}
		return n.preview(ctx, by, why, draft)
	}),
	"release.send": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ReleaseArgs, id lanna.RecordID) (any, error) {
		return n.sent(id, n.release(ctx, by, why, a, id))
	}),
	"release.overdue": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		return n.Desk.Overdue(ctx, by, why)
	}),
	"record.recall": on(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RecallArgs, id lanna.RecordID) (any, error) {
		var from lanna.WriterID
		if a.From != "" {
			p, err := n.party(ctx, by, why, a.From)
			if err != nil {
				return nil, err
			}
			from = p.Writer
		}
		return n.sent(id, n.Desk.Recall(ctx, by, why, id, a.Claims, from))
	}),
	"sync.status": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, _ struct{}) (any, error) {
		parties, err := n.Desk.SyncStatus(ctx, by, why)
		return Sync{Links: n.links(), Parties: parties}, err
	}),
}

// Sent is the answer of a command after which something waits for another node.
type Sent struct {
	Record lanna.RecordID `json:"record"`
	Queued bool           `json:"queued"` // there is no link now: it is kept, and goes when there is one
}

// QuestionArgs ask another agency.
type QuestionArgs struct {
	To       string           `json:"to"` // party: label, code, id or writer
	Kind     string           `json:"kind"`
	About    string           `json:"about,omitempty"`    // label or id of a record
	Subjects []lanna.Property `json:"subjects,omitempty"` // of the record: all its facts of these properties go
	Claims   []lanna.Digest   `json:"claims,omitempty"`   // single facts that go
	Text     desk.Words       `json:"text"`
	Basis    string           `json:"basis"`
	Within   time.Duration    `json:"within,omitempty"` // 0: as the party's card says
	Leave    string           `json:"leave,omitempty"`  // of a request for leave: evidence, pass-on
	Onward   string           `json:"onward,omitempty"` // party that is to hold it
	Key      string           `json:"key,omitempty"`    // the same key twice is the same question, as where an answer was lost
}

// A RequestList is a page of requests and, line by line, who stands on the
// other side of each.
type RequestList struct {
	desk.RequestPage
	Others []string `json:"others"`
}

// A RequestShown is one request and who stands on its other side.
type RequestShown struct {
	desk.RequestDetail
	Other  string `json:"other"`
	Onward string `json:"onward_name,omitempty"`
}

// target is a record, by its id or its label.
type target interface{ record() string }

func (a RecordArgs) record() string { return a.ID }

// RequestArgs act on a request.
type RequestArgs struct {
	RecordArgs
	Desk    string     `json:"desk,omitempty"` // of a county; "" as the number says, own: none
	Codes   []string   `json:"codes,omitempty"`
	Note    desk.Words `json:"note"`
	Refusal string     `json:"refusal,omitempty"`
}

// ReleaseArgs release claims of a record, or show what would be.
type ReleaseArgs struct {
	RecordArgs
	To         string           `json:"to,omitempty"`
	And        []string         `json:"and,omitempty"`        // more parties that are to hold the same
	Properties []lanna.Property `json:"properties,omitempty"` // all that may go of these
	Claims     []lanna.Digest   `json:"claims,omitempty"`
	Picture    string           `json:"picture,omitempty"`
	Terms      desk.Terms       `json:"terms"`
	With       string           `json:"with,omitempty"` // second officer
	Password   string           `json:"password,omitempty"`
}

// RecallArgs take a release back.
type RecallArgs struct {
	RecordArgs
	Claims []lanna.Digest `json:"claims,omitempty"` // none: all that was released
	From   string         `json:"from,omitempty"`   // party; none: all
}

// A Sync is how far the exchange with others is.
type Sync struct {
	Links   []Link           `json:"links"` // none while the node is not served
	Parties []desk.PartySync `json:"parties"`
}

// A Link is the state of one carrier.
type Link struct {
	Carrier string `json:"carrier"`
	Up      bool   `json:"up"`
}

// on is with for verbs that name a record.
func on[A target](f func(context.Context, *Node, desk.Actor, desk.Why, A, lanna.RecordID) (any, error)) verb {
	return with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a A) (any, error) {
		id, err := n.find(ctx, a.record())
		if err != nil {
			return nil, err
		}
		return f(ctx, n, by, why, a, id)
	})
}

// sent tells of a command that is done whether its words are on their way.
func (n *Node) sent(id lanna.RecordID, err error) (any, error) {
	return Sent{id, !n.linked()}, err
}

func (n *Node) linked() bool {
	return slices.ContainsFunc(n.links(), func(l Link) bool { return l.Up })
}

func (n *Node) links() []Link {
	out := []Link{}
	if list := n.carriers.Load(); list != nil {
		for _, c := range *list {
			up, _ := c.Link()
			out = append(out, Link{c.Name(), up})
		}
	}
	return out
}

// party finds an accepted party as a person names it.
func (n *Node) party(ctx context.Context, by desk.Actor, why desk.Why, name string) (desk.Party, error) {
	list, err := n.Desk.PartyList(ctx, by, why)
	if err != nil {
		return desk.Party{}, err
	}
	var found []desk.Party
	for _, p := range list {
		if p.State == desk.PartyAccepted && slices.Contains([]string{p.Label, p.Code, p.Record.String(), p.Writer.String()}, name) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return desk.Party{}, &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown"}
	case 1:
		return found[0], nil
	}
	return desk.Party{}, &lanna.Error{Kind: lanna.Invalid, Code: "party-ambiguous"} // two nodes of one code, as an agency and its point
}

func (n *Node) question(ctx context.Context, by desk.Actor, why desk.Why, a QuestionArgs) (id lanna.RecordID, err error) {
	to, err := n.party(ctx, by, why, a.To)
	if err != nil {
		return id, err
	}
	q := desk.Question{Kind: a.Kind, To: to.Writer, Subjects: a.Claims, Text: a.Text, Basis: a.Basis, Key: a.Key}
	if a.Within > 0 {
		q.Due = n.Desk.Now() + lanna.Millis(a.Within/time.Millisecond)
	}
	if a.About != "" {
		if q.About, err = n.find(ctx, a.About); err != nil {
			return id, err
		}
	}
	if a.Leave != "" {
		return n.askLeave(ctx, by, why, a, to, q)
	}
	if len(a.Subjects) > 0 {
		lines, err := n.Desk.Askable(ctx, by, why, q.About, to.Writer)
		if err != nil {
			return id, err
		}
		q.Subjects = append(q.Subjects, ofProperties(lines, a.Subjects, func(l desk.AskLine) desk.Fact { return l.Fact })...)
		if len(q.Subjects) == len(a.Claims) {
			return id, &lanna.Error{Kind: lanna.Invalid, Code: "subject-none"}
		}
	}
	return n.Desk.Ask(ctx, by, why, q)
}

// askLeave asks for leave on facts that the other agency has said.
func (n *Node) askLeave(ctx context.Context, by desk.Actor, why desk.Why, a QuestionArgs, to desk.Party, q desk.Question) (id lanna.RecordID, err error) {
	q.Leave = a.Leave
	if a.Onward != "" {
		onward, err := n.party(ctx, by, why, a.Onward)
		if err != nil {
			return id, err
		}
		q.Onward = onward.Writer
	}
	if len(a.Subjects) > 0 {
		v, err := n.Desk.Record(ctx, by, why, q.About)
		if err != nil {
			return id, err
		}
		for _, row := range v.Rows {
			for _, cell := range row.Cells {
				for _, f := range cell {
					if f.Agency == to.Agency && f.Live && slices.Contains(a.Subjects, f.Property) {
						q.Subjects = append(q.Subjects, f.Claim)
					}
				}
			}
		}
	}
	return n.Desk.Ask(ctx, by, why, q)
}

// ofProperties returns the claims of those lines whose property is listed.
func ofProperties[L any](lines []L, list []lanna.Property, fact func(L) desk.Fact) []lanna.Digest {
	var out []lanna.Digest
	for _, l := range lines {
		if f := fact(l); slices.Contains(list, f.Property) {
			out = append(out, f.Claim)
		}
	}
	return out
}

// draft finds what a release is to carry. Of a property that is named goes what
// may go; a claim that is named by its digest is refused where it may not.
func (n *Node) draft(ctx context.Context, by desk.Actor, why desk.Why, a ReleaseArgs, id lanna.RecordID) (desk.ReleaseDraft, error) {
	to, err := n.party(ctx, by, why, a.To)
	if err != nil {
		return desk.ReleaseDraft{}, err
	}
	d := desk.ReleaseDraft{Record: id, To: to.Writer, Claims: a.Claims, Picture: a.Picture, Terms: a.Terms}
	if len(a.Properties) == 0 {
		return d, nil
	}
	view, err := n.Desk.PreviewRelease(ctx, by, why, desk.ReleaseDraft{Record: id, To: to.Writer, Terms: a.Terms})
	if err != nil {
		return d, err
	}
	may := slices.DeleteFunc(view.Lines, func(l desk.ReleaseLine) bool { return l.Code != "" })
	d.Claims = append(d.Claims, ofProperties(may, a.Properties, func(l desk.ReleaseLine) desk.Fact { return l.Fact })...)
	return d, nil
}

// A Previewed is a release before it is made: claim by claim, and as the party
// will see what is chosen, or all that may go where nothing is.
type Previewed struct {
	desk.ReleasePreview
	Sees desk.PartnerView
}

func (n *Node) preview(ctx context.Context, by desk.Actor, why desk.Why, draft desk.ReleaseDraft) (*Previewed, error) {
	v, err := n.Desk.PreviewRelease(ctx, by, why, draft)
	if err != nil {
		return nil, err
	}
	claims := draft.Claims
	for _, l := range v.Lines {
		if len(draft.Claims) == 0 && l.Code == "" {
			claims = append(claims, l.Claim)
		}
	}
	return &Previewed{*v, v.Sees(claims, draft.Terms, draft.Picture)}, nil
}

func (n *Node) release(ctx context.Context, by desk.Actor, why desk.Why, a ReleaseArgs, id lanna.RecordID) error {
	draft, err := n.draft(ctx, by, why, a, id)
	if err != nil {
		return err
	}
	var second desk.Actor
	if a.With != "" {
		if second, err = n.Desk.CheckPassword(ctx, desk.Proof{Login: a.With, Password: a.Password, Socket: true}); err != nil {
			return err
		}
	}
	for _, label := range a.And {
		p, err := n.party(ctx, by, why, label)
		if err != nil {
			return err
		}
		draft.And = append(draft.And, p.Writer)
	}
	_, err = n.Desk.ReleaseAll(ctx, by, second, why, draft)
	return err
}

// carry notes the carriers of an exchange that has begun.
func (n *Node) carry(list []federate.Carrier) { n.carriers.Store(&list) }
