package audit

import (
	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/store"
)

// HashesForTest reads stored hashes by their index in x/mod's order.
func HashesForTest(r store.Reader, w lanna.WriterID, indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, n := tlog.SplitStoredHashIndex(x)
		var err error
		if out[i], err = subtree(r, w, level, n); err != nil {
			return nil, err
		}
	}
	return out, nil
}
