package desk

import (
	"errors"
	"reflect"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// noted is a snapshot that notes what was read of it, so that a transaction can
// look later whether it is still so. What a work never reads is not noted: it
// makes the work unfit to be done ahead.
type noted struct {
	r     store.Reader
	seen  []func(now store.Reader) (bool, error)
	unfit bool
}

var _ store.Reader = (*noted)(nil)

var errUnfit = errors.New("desk: what this work reads can only be read within its transaction")

// stands reports whether all that was read would be read again now.
func (n *noted) stands(now store.Reader) (bool, error) {
	for _, same := range n.seen {
		if ok, err := same(now); err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

// note reads something and notes how to read it again. Not to be there is an
// answer like any other.
func note[T any](n *noted, read func(r store.Reader) (T, error)) (T, error) {
	was, err := read(n.r)
	n.seen = append(n.seen, func(now store.Reader) (bool, error) {
		is, errNow := read(now)
		if errNow != nil && !errors.Is(errNow, store.ErrNotFound) {
			return false, errNow
		}
		return (err == nil) == (errNow == nil) && reflect.DeepEqual(is, was), nil
	})
	return was, err
}

// Statements notes the record's version instead of all that is said on it.
func (n *noted) Statements(id lanna.RecordID) ([]store.Stored, error) {
	if _, err := note(n, func(r store.Reader) (store.Version, error) { return r.Version(id) }); err != nil {
		return nil, err
	}
	return n.r.Statements(id)
}

func (n *noted) Version(id lanna.RecordID) (store.Version, error) {
	return note(n, func(r store.Reader) (store.Version, error) { return r.Version(id) })
}

func (n *noted) Row(view string, id lanna.RecordID) (store.Row, error) {
	return note(n, func(r store.Reader) (store.Row, error) { return r.Row(view, id) })
}

func (n *noted) List(q store.ListQuery) ([]store.Item, error) {
	return note(n, func(r store.Reader) ([]store.Item, error) { return r.List(q) })
}

func (n *noted) Count(view, name, value string, audiences []handling.Audience) (int64, error) {
	return note(n, func(r store.Reader) (int64, error) { return r.Count(view, name, value, audiences) })
}

// Audiences returns a copy, because callers sift the list in its place.
func (n *noted) Audiences(view string) ([]handling.Audience, error) {
	list, err := note(n, func(r store.Reader) ([]handling.Audience, error) { return r.Audiences(view) })
	return slices.Clone(list), err
}

func (n *noted) Meta(name string) ([]byte, error) {
	return note(n, func(r store.Reader) ([]byte, error) { return r.Meta(name) })
}

func (n *noted) MetaNames(prefix string) ([]string, error) {
	return note(n, func(r store.Reader) ([]string, error) { return r.MetaNames(prefix) })
}

func (n *noted) LeafOf(w lanna.WriterID, seq int64) (int64, error) {
	return note(n, func(r store.Reader) (int64, error) { return r.LeafOf(w, seq) })
}

func (n *noted) Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error) {
	return note(n, func(r store.Reader) (bool, error) { return r.Barred(agency, claim) })
}

// Counter is not noted: counters are given out by the desk (labels.go).
func (n *noted) Counter(name string) (int64, error) { return n.r.Counter(name) }

func (n *noted) no() error {
	n.unfit = true
	return errUnfit
}

func (n *noted) Certificates() ([][]byte, error) { return nil, n.no() }
func (n *noted) Statement(lanna.RecordID, lanna.Digest) (store.Stored, error) {
	return store.Stored{}, n.no()
}
func (n *noted) StatementAt(lanna.WriterID, int64) (store.Stored, error) {
	return store.Stored{}, n.no()
}
func (n *noted) Log(store.LogQuery) ([]store.LogEntry, error)                      { return nil, n.no() }
func (n *noted) Scan(int64, func(store.Stored) error) error                        { return n.no() }
func (n *noted) Records(lanna.RecordID, func(lanna.RecordID) error) error          { return n.no() }
func (n *noted) Search(store.TextQuery) ([]store.TextHit, error)                   { return nil, n.no() }
func (n *noted) LogSize(lanna.WriterID) (int64, error)                             { return 0, n.no() }
func (n *noted) Leaves(lanna.WriterID, int64, int64, func(store.Leaf) error) error { return n.no() }
func (n *noted) Hashes(lanna.WriterID, int, int64, int) ([][32]byte, error)        { return nil, n.no() }
func (n *noted) Checkpoints(lanna.WriterID, int64, func(store.Checkpoint) error) error {
	return n.no()
}
func (n *noted) Parcels(string, int64, int) ([]store.Parcel, error) { return nil, n.no() }
func (n *noted) Logs() ([]lanna.WriterID, error)                    { return nil, n.no() }
func (n *noted) Receivers() ([]store.Receiver, error)               { return nil, n.no() }
func (n *noted) Counters() ([]string, error)                        { return nil, n.no() }
func (n *noted) AllBarred(func(statement.Barred) error) error       { return n.no() }
func (n *noted) Dump(func([]byte) error) error                      { return n.no() }
