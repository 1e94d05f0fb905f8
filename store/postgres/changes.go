package postgres

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// listenAgain is how long a process waits before it listens anew after its link
// broke.
const listenAgain = 500 * time.Millisecond

// notice is what a transaction tells the other processes: who wrote, and the number
// of the last statement. What was said they read.
func (b *batch) notice() string {
	return strconv.FormatUint(uint64(b.s.short()), 36) + " " + strconv.FormatInt(b.turn.seq, 10)
}

// short tells this process's own notices from those of others.
func (s *Store) short() uint32 {
	return uint32(s.id[0])<<24 | uint32(s.id[1])<<16 | uint32(s.id[2])<<8 | uint32(s.id[3])
}

// ears hear what other processes committed.
type ears struct {
	s    *Store
	stop context.CancelFunc
	done chan struct{}
	mu   sync.Mutex
	to   []chan int64
}

func newEars(s *Store) *ears {
	ctx, stop := context.WithCancel(context.Background())
	e := &ears{s: s, stop: stop, done: make(chan struct{})}
	go e.run(ctx)
	return e
}

func (e *ears) close() {
	e.stop()
	<-e.done
}

// Changes returns a channel on which it is told that other processes may have
// written; see [store.Shared].
func (s *Store) Changes() <-chan int64 {
	ch := make(chan int64, 1)
	ch <- 0 // what was written before is not known
	s.ears.mu.Lock()
	defer s.ears.mu.Unlock()
	s.ears.to = append(s.ears.to, ch)
	return ch
}

func (e *ears) tell(last int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, ch := range e.to {
		older := last
		select {
		case older = <-ch: // it is unread
		default:
		}
		if older == 0 {
			last = 0
		}
		ch <- last
	}
}

// run listens until ctx ends. As long as it cannot, and each time it begins, it tells
// of a change: it does not know what it missed.
func (e *ears) run(ctx context.Context) {
	defer close(e.done)
	for ctx.Err() == nil {
		e.listen(ctx)
		e.tell(0)
		if pause(ctx, listenAgain) != nil {
			return
		}
	}
}

func (e *ears) listen(ctx context.Context) {
	c, err := pgx.ConnectConfig(ctx, e.s.conn)
	if err != nil {
		return
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangUpTime)
		defer cancel()
		_ = c.Close(end)
	}()
	if _, err := c.Exec(ctx, "LISTEN "+pgx.Identifier{e.s.channel}.Sanitize()); err != nil {
		return
	}
	e.tell(0)
	own := strconv.FormatUint(uint64(e.s.short()), 36)
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return
		}
		from, number, _ := strings.Cut(n.Payload, " ")
		if last, err := strconv.ParseInt(number, 10, 64); from != own && err == nil {
			e.tell(last)
		}
	}
}
