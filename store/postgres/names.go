package postgres

import (
	"errors"
	"sync"

	"github.com/jackc/pgx/v5"

	"lanna/store"
)

// nameKind says what a name stands for.
type nameKind int16

// The kinds are those of store/sqlite: a dump tells them.
const (
	viewName     nameKind = 1
	listName     nameKind = 2 // a view and a key's name
	countedName  nameKind = 3 // the same, for keys that are counted
	audienceName nameKind = 4
	usedName     nameKind = 5 // a view: which audiences occur in it
	writerName   nameKind = 6
)

// viewBits is the room for a view's number in the numbers of rows.
const viewBits = 8

var errViews = errors.New("postgres: more views than row numbers have room for")

type name struct {
	kind  nameKind
	label string
}

type numbered struct {
	kind nameKind
	n    int64
}

// names remembers committed names, for all connections. There are few: a number
// is given once and stays.
type names struct {
	mu     sync.RWMutex
	number map[name]int64
	label  map[numbered]string
	last   map[nameKind]int64
}

func newNames() *names {
	return &names{number: map[name]int64{}, label: map[numbered]string{}, last: map[nameKind]int64{}}
}

func (m *names) find(k name) (int64, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	n, ok := m.number[k]
	return n, ok
}

func (m *names) labelOf(kind nameKind, n int64) (string, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	l, ok := m.label[numbered{kind, n}]
	return l, ok
}

func (m *names) keep(k name, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.number[k], m.label[numbered{k.kind, n}] = n, k.label
	m.last[k.kind] = max(m.last[k.kind], n)
}

// number looks a name up in this snapshot; 0 stands for a name that was never
// given, under which nothing is kept.
func (r *reader) number(kind nameKind, label string) (int64, error) {
	k := name{kind, label}
	if n, ok := r.s.names.find(k); ok {
		return n, nil
	}
	if r.fresh != nil { // an update knows all names (writer.go)
		return r.fresh[k], nil
	}
	n, found, err := r.scalar("SELECT n FROM name WHERE kind = $1 AND label = $2", kind, []byte(label))
	if found && err == nil {
		r.s.names.keep(k, n)
	}
	return n, err
}

// labelOf gives the name that a number in the database stands for.
func (r *reader) labelOf(kind nameKind, n int64) (string, error) {
	if l, ok := r.s.names.labelOf(kind, n); ok {
		return l, nil
	}
	for k, have := range r.fresh {
		if k.kind == kind && have == n {
			return k.label, nil
		}
	}
	var label []byte
	err := r.one([]any{&label}, "SELECT label FROM name WHERE kind = $1 AND n = $2", kind, n)
	if errors.Is(err, store.ErrNotFound) {
		err = store.ErrCorrupt
	}
	return string(label), err
}

// loadNames reads all names, those of other processes too.
func (r *reader) loadNames() error {
	return r.rows(func(row pgx.Rows) error {
		var k name
		var n int64
		var label []byte
		err := row.Scan(&k.kind, &n, &label)
		k.label = string(label)
		if err == nil {
			r.s.names.keep(k, n)
		}
		return err
	}, "SELECT kind, n, label FROM name")
}

// give is number for an update: a new name gets a number.
func (t *tx) give(kind nameKind, label string) (int64, error) {
	n, err := t.number(kind, label)
	if n != 0 || err != nil {
		return n, err
	}
	t.wrote = true
	b := t.batch
	if b.given[kind] == 0 {
		t.s.names.mu.RLock()
		b.given[kind] = t.s.names.last[kind]
		t.s.names.mu.RUnlock()
	}
	b.given[kind]++
	n = b.given[kind]
	if kind == viewName && n >= 1<<viewBits {
		return 0, errViews
	}
	b.fresh[name{kind, label}] = n
	b.newNames = append(b.newNames, newName{kind, n, label})
	return n, nil
}

type newName struct {
	kind  nameKind
	n     int64
	label string
}
