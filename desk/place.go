package desk

import (
	"slices"

	"lanna"
	"lanna/store"
)

// A place is where a leaf stands in this node's log. A node that was restored
// has the logs of its earlier writers in front of its own, one behind the other.
// As long as it has but one, a place is the index of the leaf.

// leafBits is the room for the leaves of one writer.
const leafBits = 44

// logs are this node's writers, the present one last.
func (d *Desk) logs() []lanna.WriterID {
	return append(slices.Clone(d.before), d.cfg.Signer.Writer())
}

// placeOf is the place of a leaf. A writer that is not among the earlier ones
// counts as the present one: so it is where a backup is tried.
func (d *Desk) placeOf(w lanna.WriterID, leaf int64) int64 {
	n := slices.Index(d.before, w)
	if n < 0 {
		n = len(d.before)
	}
	return int64(n)<<leafBits | leaf
}

func (d *Desk) leafAt(place int64) (lanna.WriterID, int64) {
	logs := d.logs()
	return logs[min(int(place>>leafBits), len(logs)-1)], place & (1<<leafBits - 1)
}

// statementAt returns the statement at a place.
func (d *Desk) statementAt(r store.Reader, place int64) (store.Stored, error) {
	w, leaf := d.leafAt(place)
	return r.StatementAt(w, leaf)
}

// logOf reads this node's log, newest first; Before and what is returned as
// Index are places.
func (d *Desk) logOf(r store.Reader, q store.LogQuery) ([]store.LogEntry, error) {
	logs := d.logs()
	at := len(logs) - 1
	if q.Before > 0 {
		at = min(int(q.Before>>leafBits), at)
	}
	var out []store.LogEntry
	for limit := q.Limit; at >= 0 && len(out) < limit; at-- {
		q.Writer, q.Limit = logs[at], limit-len(out)
		begins := q.Before != 0
		if q.Before &= 1<<leafBits - 1; begins && q.Before == 0 {
			continue // all of this log comes after
		}
		some, err := r.Log(q)
		if err != nil {
			return nil, err
		}
		for i := range some {
			some[i].Index = d.placeOf(q.Writer, some[i].Index)
		}
		out, q.Before = append(out, some...), 0
	}
	return out, nil
}
