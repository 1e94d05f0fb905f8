package index

import (
	"github.com/edsrzf/mmap-go"
	"golang.org/x/sys/unix"
)

// hugeFrom is from what size on memory comes in pages of two megabytes: a question
// touches some thousand places all over an index, and to find the small pages of so
// many costs more than to read them. Less than this a laptop should not give away.
const hugeFrom = 32 << 20

// newSpace gives memory that no file backs. Where large pages cannot be had it is
// slower and nothing else.
func newSpace(size int) (mmap.MMap, error) {
	data, err := mmap.MapRegion(nil, size, mmap.COPY, mmap.ANON, 0)
	if err == nil && size >= hugeFrom {
		_ = unix.Madvise(data, unix.MADV_HUGEPAGE)
	}
	return data, err
}
