package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"lanna/store"
)

const (
	hangUpTime  = time.Second
	askingTime  = 30 * time.Second // for one attempt to find out
	askingAgain = 250 * time.Millisecond
)

// errUndone says that a transaction whose answer was cut off is known to have left
// nothing.
var errUndone = errors.New("the link was cut and the transaction undone")

// findOut finds out what became of a transaction whose answer did not come: nil
// where it was committed. It asks until it knows, for as long as the store is open.
// Each transaction writes its ticket, so that the answer is not guessed: once the
// old connection is gone and the turn is ours, the ticket is there or it will never
// be. It holds after the server began anew, and on one that took its place with all
// that was committed.
func (w *writer) findOut(cause error) error {
	pid := w.c.PgConn().PID()
	w.hangUp()
	for {
		ticket, err := w.ask(pid)
		switch {
		case err == nil && ticket == w.ticket:
			return nil
		case err == nil:
			return fmt.Errorf("%w: %w", store.ErrAway, errUndone)
		case pause(w.ctx, askingAgain) != nil:
			return errors.Join(errClosed, cause)
		}
	}
}

// ask ends the old connection, should the server still hold it, waits for the turn
// and reads the last ticket.
func (w *writer) ask(old uint32) (ticket int64, err error) {
	ctx, cancel := context.WithTimeout(w.ctx, askingTime)
	defer cancel()
	c, err := pgx.ConnectConfig(ctx, w.s.conn)
	if err != nil {
		return 0, err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err = c.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = current_setting('application_name')", int64(old)); err != nil {
		return 0, err
	}
	tx, err := c.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if _, err = tx.Exec(ctx, "SELECT 1 FROM turn FOR UPDATE"); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, "SELECT ticket FROM process WHERE id = $1", w.s.id).Scan(&ticket)
	return ticket, err
}
