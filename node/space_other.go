//go:build !unix

package node

import (
	"errors"

	"lanna/store"
)

// full reports whether an error means that a disk has no room.
func full(err error) bool { return errors.Is(err, store.ErrFull) }

// freeBytes is not known on this system.
func freeBytes(string) (int64, bool) { return 0, false }
