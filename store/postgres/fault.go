package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"lanna/store"
)

// fault turns an error of the driver into one of the store's, with the server's
// code and nothing else: its messages may quote what was asked for, and the
// driver's the password. What is neither the server's nor the link's passes.
func fault(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		if kind := kindOf(e.Code); kind != nil {
			return fmt.Errorf("%w (postgres %s)", kind, e.Code)
		}
		return fmt.Errorf("postgres error %s", e.Code)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return store.ErrNotFound
	}
	if isStore(err) {
		return err
	}
	return fmt.Errorf("%w (link)", store.ErrAway)
}

func isStore(err error) bool {
	for _, kind := range []error{store.ErrPassphrase, store.ErrLocked, store.ErrCorrupt, store.ErrFull, store.ErrVersion, store.ErrBarred,
		store.ErrExists, store.ErrNotFound, store.ErrAway} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

// kindOf reads PostgreSQL's error codes (its manual, appendix A).
func kindOf(code string) error {
	switch code {
	case "53100": // disk_full
		return store.ErrFull
	case "XX001", "XX002": // data_corrupted, index_corrupted
		return store.ErrCorrupt
	case "55P03", "40P01": // lock_not_available, deadlock_detected
		return store.ErrLocked
	case "57P01", "57P02", "57P03", "57P04", "25006", "25P03", "53300": // shut down, starting, a standby, idle too long, too many clients
		return store.ErrAway
	}
	switch code[:min(2, len(code))] {
	case "08": // connection_exception
		return store.ErrAway
	case "28": // invalid_authorization_specification
		return store.ErrAway
	}
	return nil
}

// broken reports whether an error leaves it open what became of the transaction:
// everything that is not the server's word on a statement of it.
func broken(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return !ok || kindOf(e.Code) == store.ErrAway
}

func isLocked(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && kindOf(e.Code) == store.ErrLocked
}
