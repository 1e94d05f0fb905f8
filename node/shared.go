package node

import (
	"context"
	"time"

	"lanna/store"
)

// linkUp is the setting by which the process that exchanges tells the others whether
// it reaches a partner.
const linkUp = "node/link"

// noteLink tells the other processes of the link, when it changed.
func (n *Node) noteLink(ctx context.Context, was *bool) {
	if _, shared := n.store.(store.Shared); !shared || *was == n.linked() {
		return
	}
	up := n.linked()
	value := []byte("yes")
	if !up {
		value = nil
	}
	if err := n.store.Update(ctx, func(tx store.Tx) error { return tx.SetMeta(linkUp, value) }); err == nil {
		*was = up
	}
}

// linkKnown reports whether there is a link, wherever it ends.
func (n *Node) linkKnown() bool {
	if n.OnDuty() {
		return n.linked()
	}
	up := false
	err := n.store.View(context.Background(), func(r store.Reader) error {
		_, err := r.Meta(linkUp)
		up = err == nil
		return nil
	})
	return err == nil && up
}

// duties is the name of the lease under which one process of those that serve a
// node runs its clocks and forwarders.
const duties = "clocks and forwarders"

// alone runs f in this process alone: at once where no other has the database, else
// while it holds the lease. A process that dies is taken over from within 10 s.
func (n *Node) alone(ctx context.Context, f func(ctx context.Context) error) error {
	shared, ok := n.store.(store.Shared)
	if !ok {
		n.onDuty.Store(true)
		return f(ctx)
	}
	return shared.Hold(ctx, duties, func(ctx context.Context) error {
		n.cfg.Log.Info("clocks and forwarders run here")
		n.startBeat() // they did not stand still: another ran them
		n.onDuty.Store(true)
		defer n.onDuty.Store(false)
		return f(ctx)
	})
}

// calm is how long a process waits after it read what others wrote, so that a busy
// hour is read in pieces.
const calm = 20 * time.Millisecond

// follow reads what other processes wrote: events for open pages, rights, parties,
// and what waits for partners.
func (n *Node) follow(ctx context.Context) {
	shared, ok := n.store.(store.Shared)
	if !ok {
		return
	}
	changes := shared.Changes()
	for {
		last := int64(0)
		select {
		case <-ctx.Done():
			return
		case last = <-changes:
		}
		if err := n.Desk.Refresh(ctx, last); err != nil && ctx.Err() == nil {
			n.cfg.Log.Error("what others wrote was not read", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(calm):
		}
	}
}
