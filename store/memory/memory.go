// Package memory is a store that keeps everything in memory. Simulations and
// tests run thousands of nodes on it. It passes store/storetest like the
// others; what it lacks is a disk.
//
// A transaction works on a copy-on-write copy of all tables, which takes the
// place of the old ones when it succeeds. So a failed transaction leaves
// nothing, and a reader keeps its snapshot without a lock.
package memory

import (
	"context"
	"encoding/binary"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/tidwall/btree"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A Store is a [store.Store] in memory.
type Store struct {
	writing sync.Mutex
	now     atomic.Pointer[tables]
}

// New returns an empty store.
func New() *Store {
	s := &Store{}
	s.now.Store(&tables{})
	return s
}

// Fork returns a store that holds what this one holds now. Neither sees what the
// other writes from then on. Both must be forked and written by one goroutine
// at a time.
func (s *Store) Fork() *Store {
	out := &Store{}
	out.now.Store(s.now.Load().copy())
	return out
}

// Update runs f on a copy of the tables.
func (s *Store) Update(ctx context.Context, f func(tx store.Tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	t := s.now.Load().copy()
	if err := f(&tx{reader{t}}); err != nil {
		return err
	}
	s.now.Store(t)
	return nil
}

// View runs f on the tables as they are now.
func (s *Store) View(ctx context.Context, f func(r store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return f(&reader{s.now.Load()})
}

// Scrub does nothing: what was removed is in no file.
func (s *Store) Scrub(context.Context) error { return nil }

// Close does nothing. A closed store can be used again, as if it was opened
// from a disk.
func (s *Store) Close() error { return nil }

// tables are all that a store holds. Keys are byte strings that sort as the
// lists are read; see key.
type tables struct {
	certificates [][]byte
	lastSeq      int64
	lastText     int64
	statements   btree.Map[int64, *kept]
	ofRecord     btree.Map[string, int64] // record, seq
	barred       btree.Map[string, bool]  // agency, digest
	arrived      btree.Map[string, int64] // record: the order in which records came
	rows         btree.Map[string, *row]  // view, record
	places       btree.Map[string, placed]
	texts        btree.Map[int64, indexed]
	leaves       btree.Map[string, store.Leaf] // writer, index
	leafOf       btree.Map[string, int64]      // writer, seq
	hashes       btree.Map[string, [32]byte]   // writer, level, position
	checkpoints  btree.Map[string, []byte]     // writer, size
	parcels      btree.Map[string, []byte]     // receiver, number
	posted       btree.Map[string, int64]      // receiver: the last number
	meta         btree.Map[string, []byte]
	counters     btree.Map[string, int64]
}

// kept is a statement as it is held. It is never changed, only replaced.
type kept struct {
	agency lanna.AgencyID
	header statement.Header
	bytes  int64 // of its claims, in their canonical form
	store.Stored
}

// row is a view's row with what it has in places and texts.
type row struct {
	store.Row
	texts map[handling.Audience]int64 // numbers in tables.texts
}

type placed struct {
	id       lanna.RecordID
	value    string
	order    int64
	arrived  int64
	audience handling.Audience
	list     string // view and name
	counted  bool
}

// indexed is a row's text for one audience.
type indexed struct {
	view     string
	id       lanna.RecordID
	audience handling.Audience
	texts    []store.Text
}

func (t *tables) copy() *tables {
	return &tables{
		certificates: t.certificates, lastSeq: t.lastSeq, lastText: t.lastText,
		statements: *t.statements.Copy(), ofRecord: *t.ofRecord.Copy(), barred: *t.barred.Copy(), arrived: *t.arrived.Copy(),
		rows: *t.rows.Copy(), places: *t.places.Copy(), texts: *t.texts.Copy(),
		leaves: *t.leaves.Copy(), leafOf: *t.leafOf.Copy(), hashes: *t.hashes.Copy(), checkpoints: *t.checkpoints.Copy(),
		parcels: *t.parcels.Copy(), posted: *t.posted.Copy(), meta: *t.meta.Copy(), counters: *t.counters.Copy(),
	}
}

// key joins parts to a key: each is followed by two zero bytes, zeros within
// are escaped, numbers are big endian with the sign turned, so that keys sort
// as their parts do and no key is the beginning of another by chance.
func key(parts ...any) string {
	var room [192]byte
	b := room[:0]
	for _, p := range parts {
		switch v := p.(type) {
		case int64:
			b = binary.BigEndian.AppendUint64(b, uint64(v)^1<<63)
		case int:
			b = binary.BigEndian.AppendUint64(b, uint64(v)^1<<63)
		case string:
			b = appendText(b, v)
		case handling.Audience:
			b = appendText(b, string(v))
		case lanna.RecordID:
			b = append(b, v[:]...)
		case lanna.WriterID:
			b = append(b, v[:]...)
		case lanna.AgencyID:
			b = append(b, v[:]...)
		case lanna.Digest:
			b = append(b, v[:]...)
		default:
			panic("memory: a key is made of numbers, texts and ids")
		}
	}
	return string(b)
}

func appendText(b []byte, text string) []byte {
	if strings.IndexByte(text, 0) >= 0 {
		text = strings.ReplaceAll(text, "\x00", "\x00\x01")
	}
	return append(append(b, text...), 0, 0)
}

// number reads the number at the end of a key.
func number(key string) int64 {
	return int64(binary.BigEndian.Uint64([]byte(key[len(key)-8:])) ^ 1<<63)
}

// under calls f with the entries whose keys begin with prefix, from key from
// on, until f returns false.
func under[V any](m *btree.Map[string, V], prefix, from string, f func(key string, v V) bool) {
	m.Ascend(from, func(k string, v V) bool {
		return len(k) >= len(prefix) && k[:len(prefix)] == prefix && f(k, v)
	})
}
