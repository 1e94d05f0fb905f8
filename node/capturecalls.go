package node

import (
	"context"

	"lanna"
	"lanna/desk"
)

// captureCalls are the verbs on what was taken in and waits for a person's eyes.
var captureCalls = map[string]verb{
	"capture.show": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a RecordArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return n.Desk.Proposals(ctx, by, why, id)
	}),
	"capture.transcribe": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a TranscribeArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		return Done{id}, n.Desk.Transcribe(ctx, by, why, id, a.Text)
	}),
	"capture.confirm": with(func(ctx context.Context, n *Node, by desk.Actor, why desk.Why, a ConfirmArgs) (any, error) {
		id, err := n.find(ctx, a.ID)
		if err != nil {
			return nil, err
		}
		records, err := n.Desk.Confirm(ctx, by, why, id, a.Confirmation)
		return Confirmed{records}, err
	}),
}

// TranscribeArgs say what a picture says that could not be read.
type TranscribeArgs struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// ConfirmArgs confirm what a capture proposes.
type ConfirmArgs struct {
	ID           string            `json:"id"`
	Confirmation desk.Confirmation `json:"confirmation"`
}

// Confirmed are the records that came of it, in the order of the notices.
type Confirmed struct {
	Records []lanna.RecordID `json:"records"`
}
