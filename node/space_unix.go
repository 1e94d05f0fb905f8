//go:build unix

package node

import (
	"errors"
	"syscall"

	"lanna/store"
)

// full reports whether an error means that a disk has no room.
func full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) || errors.Is(err, store.ErrFull)
}
