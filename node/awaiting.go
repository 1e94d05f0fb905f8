package node

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"lanna"
)

// whileRestored are the verbs that a restored node answers before its partners
// have: those that bring the answers, and those that show nobody's data.
var whileRestored = []string{"restore.", "courier.", "sync.", "party.", "writer.", "audit.verify", "backup.make"}

// mayAnswer refuses verbs while a restored node waits for its partners.
func (n *Node) mayAnswer(ctx context.Context, verb string) error {
	s, err := n.Desk.Restored(ctx)
	if err != nil || s == nil || s.Ready() {
		return err
	}
	if slices.ContainsFunc(whileRestored, func(p string) bool { return strings.HasPrefix(verb, p) }) {
		return nil
	}
	return &lanna.Error{Kind: lanna.Unavailable, Code: "restored-waits"}
}

// waitsFor returns the codes of the parties whose answer is missing.
func (n *Node) waitsFor(ctx context.Context) (codes []string, ready bool, err error) {
	s, err := n.Desk.Restored(ctx)
	if err != nil || s == nil || s.Ready() {
		return nil, err == nil, err
	}
	for _, p := range n.Desk.Unanswered(s) {
		codes = append(codes, p.Code)
	}
	return codes, false, nil
}

// awaitPartners exchanges, and answers the verbs that it may, until all partners
// of a restored node have answered. Without a way to them it is an error at once:
// they may be reached by a disk, or gone on without.
func (n *Node) awaitPartners(ctx context.Context, c ServeConfig) error {
	codes, ready, err := n.waitsFor(ctx)
	if err != nil || ready {
		return err
	}
	if c.Relay == nil {
		return &lanna.Error{Kind: lanna.Unavailable, Code: "restored-waits"}
	}
	if c.Waiting != nil {
		c.Waiting(codes)
	}
	control, err := n.control()
	if err != nil {
		return err
	}
	defer control.stop()
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()
	failed := make(chan error, 2)
	running.Go(func() { failed <- control.run(ctx) })
	running.Go(func() { failed <- n.exchange(ctx, *c.Relay) })
	every := c.Tick
	if every == 0 {
		every = tick
	}
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-failed:
			return errors.Join(err, ctx.Err())
		case <-t.C:
		}
		if err := n.Desk.AnswerRestored(ctx); err != nil && ctx.Err() == nil { // a partner may have been restored as well
			n.cfg.Log.Error("restored partner not answered", "err", err)
		}
		if _, ready, err = n.waitsFor(ctx); err != nil || ready {
			return err
		}
	}
}
