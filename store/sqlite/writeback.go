package sqlite

import (
	"context"

	"github.com/ncruces/go-sqlite3"
)

// SQLite writes new pages to the log and from time to time carries them back
// into the database. Here that is done beside the writer, on a reader's
// connection. As long as updates keep coming the log cannot begin anew, so from
// a length on the writer carries back what is left itself, which is little.
type writeback struct {
	pages int // length of the log from which it is carried back
	next  int // length from which it is next; the writer's alone
	own   bool

	wake     chan struct{}
	ctx      context.Context
	stop     context.CancelFunc
	finished chan struct{}
}

// longest is how many times the usual length the log may grow to.
const longest = 4

func newWriteback(pages int) *writeback {
	b := &writeback{pages: pages, next: pages, wake: make(chan struct{}, 1), finished: make(chan struct{})}
	b.ctx, b.stop = context.WithCancel(context.Background())
	return b
}

// grown is told the length of the log after each commit.
func (b *writeback) grown(pages int) {
	switch {
	case pages >= longest*b.pages:
		b.own = true
	case pages >= b.next:
		b.next = pages + b.pages
		select {
		case b.wake <- struct{}{}:
		default:
		}
	case pages < b.pages: // it began anew
		b.next = b.pages
	}
}

// settle is called by the writer between transactions.
func (b *writeback) settle(c *conn) {
	if b.own {
		b.own, b.next = false, b.pages
		_, _, _ = c.db.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE) // else the next commit tries again
	}
}

// run carries back whenever it is woken. A failure loses nothing: the log holds
// all until it is carried back.
func (b *writeback) run(readers *pool) {
	defer close(b.finished)
	for {
		select {
		case <-b.wake:
		case <-b.ctx.Done():
			return
		}
		c, err := readers.get(b.ctx)
		if err != nil {
			continue
		}
		_, _, err = c.db.WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE)
		readers.put(c, err == nil)
	}
}

func (b *writeback) close() {
	b.stop()
	<-b.finished
}
