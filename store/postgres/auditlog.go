package postgres

import (
	"cmp"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

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
	found, err := r.stored(statementColumns+"WHERE st.seq = (SELECT statement FROM leaf WHERE n = $1)", n<<indexBits|index)
	if err == nil && len(found) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Stored{}, err
	}
	return found[0], nil
}

// leafAt is the place of a statement in the log.
type leafAt struct{ index, seq int64 }

// Each kind of statement has a list of its own in every index, in order of
// arrival; they are merged.
const (
	logColumns = "SELECT x.n, x.seq FROM unnest($1::int[]) AS q (kind) CROSS JOIN LATERAL (SELECT leaf.n, st.seq FROM statement st JOIN leaf ON leaf.statement = st.seq WHERE "
	logRest    = " AND st.kind = q.kind AND st.seq <= $2 AND leaf.n BETWEEN $3 AND $4 ORDER BY st.seq DESC LIMIT $5) x ORDER BY x.n DESC LIMIT $5"
)

// Log lists a writer's log.
func (r *reader) Log(q store.LogQuery) ([]store.LogEntry, error) {
	writer, err := r.writer(q.Writer)
	if err != nil || writer == 0 {
		return nil, err
	}
	last := int64(math.MaxInt64)
	if q.Before > 0 {
		if last, err = r.arrivedBefore(writer, q.Before); err != nil {
			return nil, err
		}
	}
	kinds := q.Kinds
	if len(kinds) == 0 {
		kinds = knownKinds
	}
	args := []any{numbersOf(kinds), last, writer << indexBits, (writer+1)<<indexBits - 1, clampLimit(q.Limit, defaultEntries, maxEntries)}
	sql := logColumns + "true" + logRest
	switch {
	case !q.Record.IsZero():
		sql, args = logColumns+"st.record = (SELECT n FROM record WHERE id = $6)"+logRest, append(args, [16]byte(q.Record))
	case !q.Officer.IsZero():
		sql, args = logColumns+"st.officer = $6"+logRest, append(args, [16]byte(q.Officer))
	}
	var found []leafAt
	err = r.rows(func(row pgx.Rows) error {
		var f leafAt
		err := row.Scan(&f.index, &f.seq)
		f.index &= 1<<indexBits - 1
		found = append(found, f)
		return err
	}, sql, args...)
	if err != nil {
		return nil, err
	}
	return r.logEntries(found)
}

func numbersOf(kinds []lanna.StatementKind) []int32 {
	out := make([]int32, len(kinds))
	for i, k := range kinds {
		out[i] = int32(k)
	}
	return out
}

// arrivedBefore returns the number of the last statement with a smaller index.
func (r *reader) arrivedBefore(writer, index int64) (int64, error) {
	seq, _, err := r.scalar("SELECT statement FROM leaf WHERE n >= $1 AND n < $2 AND statement IS NOT NULL ORDER BY n DESC LIMIT 1", writer<<indexBits, writer<<indexBits|index)
	return seq, err
}

func (r *reader) logEntries(found []leafAt) ([]store.LogEntry, error) {
	seqs, index := make([]int64, len(found)), map[int64]int64{}
	for i, f := range found {
		seqs[i], index[f.seq] = f.seq, f.index
	}
	list, err := r.stored(statementColumns+"WHERE st.seq = ANY($1)", seqs)
	if err != nil {
		return nil, err
	}
	out := make([]store.LogEntry, 0, len(list))
	for _, st := range list {
		out = append(out, store.LogEntry{Index: index[st.Seq], Stored: st})
	}
	slices.SortFunc(out, func(a, b store.LogEntry) int { return cmp.Compare(b.Index, a.Index) })
	return out, nil
}
