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
	audienceName nameKind = 4 // numbers of the table audience, which are small
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
	label  map[ofKind]string
}

// ofKind is a number of a kind.
type ofKind struct {
	kind nameKind
	n    int64
}

func newNames() *names { return &names{number: map[name]int64{}, label: map[ofKind]string{}} }

// ownTables are the tables of those kinds that have numbers of their own.
var ownTables = map[nameKind]struct{ find, label, give string }{
	viewName:     {"SELECT n FROM view WHERE label = ?", "SELECT label FROM view WHERE n = ?", "INSERT INTO view (label) VALUES (?)"},
	audienceName: {"SELECT n FROM audience WHERE label = ?", "SELECT label FROM audience WHERE n = ?", "INSERT INTO audience (label) VALUES (?)"},
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
	l, ok := m.label[ofKind{kind, n}]
	return l, ok
}

func (m *names) keep(k name, n int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.number[k], m.label[ofKind{k.kind, n}] = n, k.label
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
	n, found, err := r.findName(kind, label).number()
	if found && err == nil && r.fresh == nil { // a writer's finding may be rolled back
		r.names.keep(k, n)
	}
	return n, err
}

func (r *reader) findName(kind nameKind, label string) *stmt {
	if own, ok := ownTables[kind]; ok {
		return r.c.q(own.find).text(label)
	}
	return r.c.q("SELECT n FROM name WHERE kind = ? AND label = ?").num(int64(kind)).bytes([]byte(label))
}

// labelOf gives the name of a view's or an audience's number that stands in the
// database.
func (r *reader) labelOf(kind nameKind, n int64) (string, error) {
	if l, ok := r.names.labelOf(kind, n); ok {
		return l, nil
	}
	b, err := r.c.q(ownTables[kind].label).num(n).value()
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
	if own, ok := ownTables[kind]; ok {
		err = t.write(own.give).text(label).exec()
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
