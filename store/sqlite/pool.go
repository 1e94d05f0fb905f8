package sqlite

import (
	"context"
	"sync"

	"lanna/store"
)

// maxReaders is how many snapshots are read at once. A connection holds about
// 5 MiB, so they are opened when they are needed.
const maxReaders = 6

// pool keeps the connections that read.
type pool struct {
	dial   func() (*conn, error)
	places chan struct{} // one for each connection in use
	turn   sync.Mutex    // held by who takes all places
	mu     sync.Mutex
	idle   []*conn
	closed bool
}

func newPool(dial func() (*conn, error)) *pool {
	return &pool{dial: dial, places: make(chan struct{}, maxReaders)}
}

func (p *pool) get(ctx context.Context) (*conn, error) {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		<-p.places
		return nil, errClosed
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	c, err := p.dial()
	if err != nil {
		<-p.places
	}
	return c, err
}

// put gives a connection back; one that is not sound is closed.
func (p *pool) put(c *conn, sound bool) {
	p.mu.Lock()
	if sound && !p.closed {
		p.idle = append(p.idle, c)
		c = nil
	}
	p.mu.Unlock()
	if c != nil {
		c.close()
	}
	<-p.places
}

// pause waits until nobody reads and keeps new readers waiting until resume.
func (p *pool) pause(ctx context.Context) (resume func(), err error) {
	p.turn.Lock()
	taken := 0
	resume = func() {
		for range taken {
			<-p.places
		}
		p.turn.Unlock()
	}
	for taken < maxReaders {
		select {
		case p.places <- struct{}{}:
			taken++
		case <-ctx.Done():
			resume()
			return nil, ctx.Err()
		}
	}
	return resume, nil
}

func (p *pool) close() {
	resume, _ := p.pause(context.Background())
	defer resume()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		c.close()
	}
	p.idle = nil
}

// View runs f on one snapshot; see [store.Store].
func (s *Store) View(ctx context.Context, f func(r store.Reader) error) error {
	c, err := s.readers.get(ctx)
	if err != nil {
		return err
	}
	sound := false
	defer func() { s.readers.put(c, sound) }() // also when f panics: the snapshot must not stay
	c.db.SetInterrupt(ctx)
	if err := c.exec("BEGIN"); err != nil {
		return err
	}
	err = f(&reader{c: c, names: s.names})
	c.db.SetInterrupt(context.Background())
	sound = c.exec("ROLLBACK") == nil
	return err
}
