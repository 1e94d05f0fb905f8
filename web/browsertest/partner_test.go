package browsertest

import (
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
)

// received makes a partner know the site, and it the partner, and release a
// notice to it. It returns the record.
func (s *site) received(t *testing.T) lanna.RecordID {
	t.Helper()
	ctx, admin := t.Context(), s.staff["admin"]
	s.partner = desktest.Federate(t, desktest.Node{Name: "northern district", Role: federate.National}).Nodes[0]
	partner := s.partner
	raw, err := s.node.Desk.IssueCard(ctx, admin, why, federate.Card{Role: federate.Centre, Code: "CENTRE", Names: map[string]string{"en": "EXERCISE centre"}})
	must(t, err)
	own, err := federate.ParseCard(raw)
	must(t, err)
	s.writer = own.Writer
	_, err = partner.AcceptCard(ctx, partner.National, desktest.Rescue, raw, strings.Join(own.Words(), " "))
	must(t, err)
	theirs, err := federate.ParseCard(partner.Card())
	must(t, err)
	_, err = s.node.Desk.AcceptCard(ctx, s.staff["national"], why, partner.Card(), strings.Join(theirs.Words(), " "))
	must(t, err)
	_, err = partner.Capture(ctx, partner.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: "EXERCISE 阿蓝", Lang: "zh"}, {Property: lanna.Amount, Value: "600000 CNY"}}}})
	must(t, err)
	queue, err := partner.Queue(ctx, partner.Duty, desktest.Rescue, desk.QueueQuery{})
	must(t, err)
	id := queue.Alerts[0].Record
	view, err := partner.Record(ctx, partner.National, desktest.Rescue, id)
	must(t, err)
	draft := desk.ReleaseDraft{Record: id, To: own.Writer}
	for _, row := range view.Rows {
		if row.Property == lanna.Alias || row.Property == lanna.Amount {
			draft.Claims = append(draft.Claims, row.Cells[0][0].Claim)
		}
	}
	_, err = partner.Release(ctx, partner.National, desk.Actor{}, desktest.Because("EXERCISE"), draft)
	must(t, err)
	s.carry(t)
	return id
}

// carry brings the site what its partner has for it.
func (s *site) carry(t *testing.T) {
	t.Helper()
	for _, lane := range federate.Lanes {
		list, err := s.partner.Outgoing(t.Context(), s.writer, lane, 0, 1<<20)
		must(t, err)
		for _, m := range list {
			_, _, err := s.node.Desk.Deliver(t.Context(), m.Message)
			must(t, err)
		}
	}
}
