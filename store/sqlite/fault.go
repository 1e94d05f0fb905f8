package sqlite

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/ncruces/go-sqlite3"

	"lanna/store"
)

// fault turns an error of SQLite into one of the store's, with the numeric code
// and nothing else: SQLite's own messages may quote what was asked for. Other
// errors pass through.
func fault(err error) error {
	if err == nil {
		return nil
	}
	code, ok := codeOf(err)
	if !ok {
		return err
	}
	if kind := kindOf(err, code); kind != nil {
		return fmt.Errorf("%w (sqlite %d)", kind, code)
	}
	return fmt.Errorf("sqlite error %d", code)
}

func codeOf(err error) (sqlite3.ExtendedErrorCode, bool) {
	if e, ok := errors.AsType[*sqlite3.Error](err); ok {
		return e.ExtendedCode(), true
	}
	if x, ok := errors.AsType[sqlite3.ExtendedErrorCode](err); ok {
		return x, true
	}
	if c, ok := errors.AsType[sqlite3.ErrorCode](err); ok {
		return sqlite3.ExtendedErrorCode(c), true
	}
	return 0, false
}

func kindOf(err error, code sqlite3.ExtendedErrorCode) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return store.ErrFull
	}
	switch code {
	case sqlite3.IOERR_DATA, sqlite3.IOERR_BADKEY, sqlite3.IOERR_CORRUPTFS, sqlite3.IOERR_SHORT_READ:
		return store.ErrCorrupt
	case sqlite3.IOERR_SHMSIZE: // the index of the log did not fit; SQLite has lost why
		return store.ErrFull
	}
	switch sqlite3.ErrorCode(code & 0xff) {
	case sqlite3.CORRUPT, sqlite3.NOTADB:
		return store.ErrCorrupt
	case sqlite3.FULL:
		return store.ErrFull
	case sqlite3.BUSY, sqlite3.LOCKED:
		return store.ErrLocked
	}
	return nil
}
