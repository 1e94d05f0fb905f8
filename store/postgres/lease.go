package postgres

import (
	"context"
	"time"
)

// A lease is a row with an end, by the server's clock. A lock of the server's
// would be held for ever by a process that is frozen, or whose machine is gone and
// whose link nobody misses; a lease runs out.
const (
	leaseTerm  = 6 * time.Second         // after a holder died, another takes over within it and leaseRenew
	leaseRenew = 1500 * time.Millisecond // how often it is renewed, and asked for
	leaseSpare = 2 * time.Second         // so much before its end a holder that cannot renew lets go
)

// Hold runs f while this process holds the lease of the name, and again whenever it
// gets it anew, until ctx ends; see [store.Shared].
func (s *Store) Hold(ctx context.Context, name string, f func(ctx context.Context) error) error {
	for ctx.Err() == nil {
		if s.renew(ctx, name) {
			if err := s.held(ctx, name, f); err != nil {
				return err
			}
		}
		_ = pause(ctx, leaseRenew)
	}
	return nil
}

// renew takes the lease or makes it longer, and reports whether it is held now.
func (s *Store) renew(ctx context.Context, name string) bool {
	ctx, cancel := context.WithTimeout(ctx, leaseTerm-leaseSpare)
	defer cancel()
	done, err := s.pool.Exec(ctx, "INSERT INTO lease AS l (name, holder, until) VALUES ($1, $2, clock_timestamp() + $3) "+
		"ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE l.holder = excluded.holder OR l.until < clock_timestamp()",
		name, s.id, leaseTerm)
	return err == nil && done.RowsAffected() == 1
}

// held runs f until the lease is lost. It returns the error of f, or nil where the
// lease was lost.
func (s *Store) held(ctx context.Context, name string, f func(ctx context.Context) error) error {
	mine, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- f(mine) }()
	until := time.AfterFunc(leaseTerm-leaseSpare, cancel) // from when the renewal was asked for: earlier than the server counts
	defer func() { until.Stop() }()
	for {
		select {
		case err := <-ended:
			s.release(ctx, name)
			return err
		case <-mine.Done():
			err := <-ended
			s.release(ctx, name)
			if ctx.Err() == nil {
				return nil
			}
			return err
		case <-time.After(leaseRenew):
		}
		longer := time.AfterFunc(leaseTerm-leaseSpare, cancel)
		if s.renew(mine, name) {
			until, longer = longer, until
		}
		longer.Stop()
	}
}

// release lets another process take over at once.
func (s *Store) release(ctx context.Context, name string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), hangUpTime)
	defer cancel()
	_, _ = s.pool.Exec(ctx, "DELETE FROM lease WHERE name = $1 AND holder = $2", name, s.id) // or it runs out
}
