//go:build !linux

package index

import "github.com/edsrzf/mmap-go"

// newSpace gives memory that no file backs.
func newSpace(size int) (mmap.MMap, error) {
	return mmap.MapRegion(nil, size, mmap.RDWR, mmap.ANON, 0)
}
