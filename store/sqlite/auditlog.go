package sqlite

import (
	"cmp"
	"math"
	"slices"

	"lanna"
	"lanna/store"
)

// knownKinds are the kinds of statements that a log is made of.
var knownKinds = []lanna.StatementKind{lanna.Say, lanna.Mark, lanna.Erase, lanna.Release, lanna.Grant, lanna.Receipt, lanna.Recall, lanna.Read, lanna.Refuse, lanna.Session}

// Limits of a page of the log.
const (
	defaultEntries = 100
	maxEntries     = 1000
)

// StatementAt returns the statement that is a leaf.
func (r *reader) StatementAt(w lanna.WriterID, index int64) (store.Stored, error) {
	n, err := r.writer(w)
	if err != nil {
		return store.Stored{}, err
	}
	found, err := r.stored(r.c.q(statementColumns + "WHERE seq = (SELECT statement FROM leaf WHERE n = ?)").num(n<<indexBits | index))
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Stored{}, err
	}
	return found[0], nil
}

// Log lists a writer's log: each kind of statement has a list of its own in
// every index, in order of arrival, and they are merged.
func (r *reader) Log(q store.LogQuery) ([]store.LogEntry, error) {
	writer, err := r.writer(q.Writer)
	if err != nil || writer == 0 {
		return nil, err
	}
	last, limit := int64(math.MaxInt64), clampLimit(q.Limit, defaultEntries, maxEntries)
	if q.Before > 0 {
		if last, err = r.arrivedBefore(writer, q.Before); err != nil {
			return nil, err
		}
	}
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = knownKinds
	}
	var found []leafAt
	for _, k := range kinds {
		s, err := r.logOf(&q, k)
		if err != nil {
			return nil, err
		}
		if found, err = readLeaves(s, found, last, writer, limit); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(found, func(a, b leafAt) int { return cmp.Compare(b.index, a.index) })
	return r.logEntries(found[:min(len(found), limit)])
}

// leafAt is the place of a statement in the log.
type leafAt struct{ index, seq int64 }

const (
	logColumns = "SELECT leaf.n, seq FROM statement JOIN leaf ON leaf.statement = seq WHERE "
	logRest    = " AND kind = ? AND seq <= ? AND leaf.n BETWEEN ? AND ? ORDER BY seq DESC LIMIT ?"
)

// logOf begins the query of the statements of a kind; seq, leaves and limit
// are still to be bound.
func (r *reader) logOf(q *store.LogQuery, kind lanna.StatementKind) (*stmt, error) {
	var s *stmt
	switch {
	case !q.Record.IsZero():
		n, err := r.record(q.Record)
		if err != nil {
			return nil, err
		}
		s = r.c.q(logColumns + "record = ?" + logRest).num(n)
	case !q.Officer.IsZero():
		s = r.c.q(logColumns + "officer = ?" + logRest).blob(q.Officer[:])
	default:
		s = r.c.q(logColumns + "1" + logRest)
	}
	return s.num(int64(kind)), nil
}

func readLeaves(s *stmt, found []leafAt, last, writer int64, limit int) ([]leafAt, error) {
	s.num(last).num(writer << indexBits).num((writer+1)<<indexBits - 1).num(int64(limit))
	for s.next() {
		found = append(found, leafAt{s.int64(0) & (1<<indexBits - 1), s.int64(1)})
	}
	return found, s.done()
}

// arrivedBefore returns the number of the last statement with a smaller index.
func (r *reader) arrivedBefore(writer, index int64) (int64, error) {
	seq, _, err := r.c.q("SELECT statement FROM leaf WHERE n >= ? AND n < ? AND statement IS NOT NULL ORDER BY n DESC LIMIT 1").
		num(writer << indexBits).num(writer<<indexBits | index).number()
	return seq, err
}

func (r *reader) logEntries(found []leafAt) ([]store.LogEntry, error) {
	out := make([]store.LogEntry, 0, len(found))
	for _, f := range found {
		list, err := r.stored(r.c.q(statementColumns + "WHERE seq = ?").num(f.seq))
		if err != nil {
			return nil, err
		}
		for _, st := range list {
			out = append(out, store.LogEntry{Index: f.index, Stored: st})
		}
	}
	return out, nil
}
