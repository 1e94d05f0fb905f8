package sqlite

import (
	"errors"
	"sync"

	"lanna/store"
)

// kind says what a name stands for.
type nameKind int64

const (
	viewName     nameKind = 1 // numbers of the table view, which are small
	listName     nameKind = 2 // a view and a key's name
	countedName  nameKind = 3 // the same, for keys that are counted
	audienceName nameKind = 4
	usedName     nameKind = 5 // a view: which audiences occur in it
	writerName   nameKind = 6
)

type name struct {
	kind  nameKind
	label string
}

// names remembers the numbers of committed names, for all connections. There
// are few: a number is given once and stays.
type names struct {
	mu     sync.RWMutex
	number map[name]int64
	label  map[int64]string // of the table name
	view   map[int64]string
}

func newNames() *names {
	return &names{number: map[name]int64{}, label: map[int64]string{}, view: map[int64]string{}}
}

func (m *names) find(k name) (int64, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	n, ok := m.number[k]
	return n, ok
}

func (m *names) labelOf(n int64) (string, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	l, ok := m.label[n]
	return l, ok
}

func (m *names) keep(k name, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.number[k] = n
	if k.kind == viewName {
		m.view[n] = k.label
	} else {
		m.label[n] = k.label
	}
}

// number looks a name up in this snapshot; 0 stands for a name that was never
// given, under which nothing is kept.
func (r *reader) number(kind nameKind, label string) (int64, error) {
	k := name{kind, label}
	if n, ok := r.names.find(k); ok {
		return n, nil
	}
	if n, ok := r.fresh[k]; ok {
		return n, nil
	}
	q := r.c.q("SELECT n FROM view WHERE label = ?").text(label)
	if kind != viewName {
		q = r.c.q("SELECT n FROM name WHERE kind = ? AND label = ?").num(int64(kind)).bytes([]byte(label))
	}
	n, found, err := q.number()
	if found && err == nil && r.fresh == nil { // a writer's finding may be rolled back
		r.names.keep(k, n)
	}
	return n, err
}

// labelOf gives the name of a number that stands in the database.
func (r *reader) labelOf(n int64) (string, error) {
	if l, ok := r.names.labelOf(n); ok {
		return l, nil
	}
	b, err := r.c.q("SELECT label FROM name WHERE n = ?").num(n).value()
	if errors.Is(err, store.ErrNotFound) {
		return "", store.ErrCorrupt
	}
	return string(b), err
}

// viewOf gives the name of a view's number.
func (r *reader) viewOf(n int64) (string, error) {
	r.names.mu.RLock()
	l, ok := r.names.view[n]
	r.names.mu.RUnlock()
	if ok {
		return l, nil
	}
	b, err := r.c.q("SELECT label FROM view WHERE n = ?").num(n).value()
	if errors.Is(err, store.ErrNotFound) {
		return "", store.ErrCorrupt
	}
	return string(b), err
}

// give is number for a writer: a new name gets a number.
func (t *tx) give(kind nameKind, label string) (int64, error) {
	n, err := t.number(kind, label)
	if n != 0 || err != nil {
		return n, err
	}
	if kind == viewName {
		err = t.write("INSERT INTO view (label) VALUES (?)").text(label).exec()
	} else {
		err = t.write("INSERT INTO name (kind, label) VALUES (?, ?)").num(int64(kind)).bytes([]byte(label)).exec()
	}
	if err != nil {
		return 0, err
	}
	n = t.c.db.LastInsertRowID()
	if kind == viewName && n >= 1<<viewBits {
		return 0, errViews
	}
	t.batch.fresh[name{kind, label}] = n
	return n, nil
}

var errViews = errors.New("sqlite: more views than row numbers have room for")
