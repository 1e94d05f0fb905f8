package desk

import (
	"sync"
	"time"

	"lanna"
	"lanna/list"
)

// A readTable keeps the list that came in last as it was read, until it is
// checked: an officer mostly confirms its columns at once, and reading a workbook
// anew takes longer than comparing its rows. It is in memory alone and goes after
// a quarter of an hour; a list that is not there is read from its blob again.
type readTable struct {
	mu      sync.Mutex
	table   *list.Table // nil: none
	file    lanna.Digest
	options list.Options
	until   lanna.Millis
}

const (
	tableKeptFor  = 15 * time.Minute
	mostCellsKept = 1_000_000 // some 30 MB
)

func (k *readTable) keep(file lanna.Digest, o list.Options, t *list.Table, now lanna.Millis) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.table = nil; len(t.Rows)*len(t.Header) <= mostCellsKept {
		k.table, k.file, k.options, k.until = t, file, o, now+lanna.Millis(tableKeptFor.Milliseconds())
	}
}

// take gives the table of a file, once; nil where it is to be read.
func (k *readTable) take(file lanna.Digest, o list.Options, now lanna.Millis) *list.Table {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.table == nil || now >= k.until || k.file != file || k.options != o {
		return nil
	}
	t := k.table
	k.table = nil
	return t
}

// forget drops what is a list's of which the file goes, and what is over.
func (k *readTable) forget(file lanna.Digest, now lanna.Millis) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.file == file || now >= k.until {
		k.table = nil
	}
}
