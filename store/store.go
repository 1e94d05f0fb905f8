// Package store is the contract of a node's database: a handful of generic
// tables, and nothing of any workflow. store/sqlite keeps it in one encrypted
// file; store/storetest is what every implementation must pass.
//
// A statement, its leaf in the log, the views made of it, the text index and
// the outbox are written in one transaction. A stored view is a row of bytes
// with keys: what is in it is the desk's to say.
package store

import (
	"context"
	"errors"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// Errors of every implementation. They are wrapped in a lanna.Error where the
// edge needs a kind.
var (
	ErrPassphrase = errors.New("passphrase does not open this database")
	ErrLocked     = errors.New("database is in use by another process")
	ErrCorrupt    = errors.New("database is damaged")
	ErrFull       = errors.New("disk is full")
	ErrVersion    = errors.New("database was made by another version")
	ErrOlder      = errors.New("database was made by an older version and has to be upgraded")
	ErrBarred     = errors.New("claim was erased and may not come back")
	ErrExists     = errors.New("exists already")
	ErrNotFound   = errors.New("not found")
	ErrGaveWay    = errors.New("a long reading gave way to an erasure")
	ErrAway       = errors.New("database cannot be reached")
)

// A Store is a node's database. It is safe for concurrent use.
type Store interface {
	// Update runs f in a transaction and returns nil only when what f wrote
	// will survive a power cut. Updates that wait at the same moment share one
	// transaction; if f returns an error, what it wrote is gone and the others'
	// stays, and Update returns that error. f may run on another goroutine, one
	// f at a time, and must not keep tx. It may run more than once: when another
	// update fails, those that share its transaction are run again.
	Update(ctx context.Context, f func(tx Tx) error) error

	// View runs f on one snapshot. It does not wait for Updates.
	View(ctx context.Context, f func(r Reader) error) error

	// Snapshot is View for a reading that takes long, such as a backup. It gives
	// way to an erasure: where Scrub is called meanwhile, f is cut off, and
	// Snapshot returns ErrGaveWay.
	Snapshot(ctx context.Context, f func(r Reader) error) error

	// Scrub makes sure that nothing removed is left in the files: it empties
	// the journal and whatever else may hold old pages. Called after an erasure.
	Scrub(ctx context.Context) error

	Close() error
}

// A Shared store is one on which several processes work at once.
type Shared interface {
	Store
	Memory
	// Changes returns a channel on which it is told, soon after, that another
	// process may have written: the number of the last statement, or 0 where it is
	// not known what was missed. One unread message stands for many changes.
	Changes() <-chan int64
	// Hold runs f while this process, of all that have the database open, holds
	// the lease of a name, and again whenever it gets it anew. The context of f
	// ends when the lease is lost. Hold returns when ctx ends, or with the error
	// of f.
	Hold(ctx context.Context, name string, f func(ctx context.Context) error) error
	// Undone has f called whenever updates of this process were taken back, as when
	// they could not be committed, and before the next one runs: what they left in
	// memory must be forgotten, because another process may have filled their place
	// meanwhile. It is for use before the first update.
	Undone(f func())
}

// A Stored statement as the store keeps it: in arrival order, with those of
// its claims that are held.
type Stored struct {
	Seq    int64 // arrival at this node, from 1, without gaps being promised
	ID     lanna.Digest
	Kind   lanna.StatementKind
	Writer lanna.WriterID
	Record lanna.RecordID
	Header []byte
	Sig    []byte
	Claims []statement.Held
}

// A Version tells whether what is held on a record is still the same. That of a
// record on which nothing is held is zero.
type Version struct{ Statements, Last, Bytes int64 }

// A Leaf is one entry of a writer's transparency log as its node keeps it.
// A filler has neither salt nor statement.
type Leaf struct {
	Index     int64
	Data      [32]byte
	Salt      [statement.SaltSize]byte
	Statement int64 // Seq of the statement; 0 for a filler
}

// A Row is one row of a stored view. Of one view, an ID stands once.
type Row struct {
	View string
	ID   lanna.RecordID
	Body []byte
	Keys []Key
	Text []Text
}

// A Key is a place under which a row is listed.
type Key struct {
	Name     string            // which list: "open", "person", "id"
	Value    string            // which of its kind: a severity, a record id, a canonical identifier
	Audience handling.Audience // readers who may learn that the row is in this list; "" where lists are filtered otherwise
	Order    int64             // ascending within (Name, Value, Audience)
	Counted  bool              // Count must answer at once, however long the list
}

// A Text is searchable text of a row.
type Text struct {
	Field    string // property
	Body     string // as it is shown
	Audience handling.Audience
}

// A ListQuery asks for rows of a view by key. Lists of several values and
// audiences are merged in order; equal orders stand in the order in which their
// records arrived.
type ListQuery struct {
	View, Name string
	Values     []string            // any of these
	Audiences  []handling.Audience // any of these
	After      Cursor              // exclusive; the zero Cursor starts at the beginning
	Before     int64               // keys with Order < Before only, where not 0
	Descending bool
	Limit      int // at most 1,000; 0 means 100
}

// A Cursor is a place in a list. One whose ID is no record's stands behind all
// of its Order.
type Cursor struct {
	Order int64
	ID    lanna.RecordID
	Set   bool
}

// An Item is a row as found in a list.
type Item struct {
	ID    lanna.RecordID
	Order int64
	Value string
	Body  []byte
}

// A TextQuery searches the text index. Terms are as package search makes them:
// all of them must occur in the texts of one row that are of one audience.
type TextQuery struct {
	Query     string
	Audiences []handling.Audience
	Views     []string // none: all
	BeforeSeq int64    // for the next page: results older than this text row; 0 starts at the newest
	Limit     int      // at most 200; 0 means 50
}

// A TextHit is a row that matches, newest first, with all its texts of the
// audience in which it does. Which of them hold the terms is for the caller to
// see: a term may stand in a text that is kept from the reader otherwise.
type TextHit struct {
	Seq   int64 // for TextQuery.BeforeSeq
	View  string
	ID    lanna.RecordID
	Texts []Text
}

// A LogQuery asks for statements that are leaves of a writer's log, newest
// first: those on a record, or those of an officer, or all.
type LogQuery struct {
	Writer  lanna.WriterID
	Record  lanna.RecordID        // only statements on this record
	Officer lanna.OfficerID       // only statements of this officer; not together with Record
	Kinds   []lanna.StatementKind // any of these; none: all known kinds
	Before  int64                 // leaves with a smaller index, where not 0
	Limit   int                   // at most 1,000; 0 means 100
}

// A LogEntry is a statement with its place in the log of its writer.
type LogEntry struct {
	Index int64
	Stored
}

// A Parcel is something that waits in the outbox for a receiver, in order.
// The node's own screens are a receiver, "screens"; partners are others.
type Parcel struct {
	N    int64 // from 1 for each receiver, without gaps
	Body []byte
}

// A Receiver is one of whom parcels were posted.
type Receiver struct {
	Label string
	Last  int64 // the last number given
}

// A Checkpoint is a signed head of a writer's log, a C2SP checkpoint note.
type Checkpoint struct {
	Size int64
	Note []byte
}

// A Reader reads one snapshot.
type Reader interface {
	// Certificates returns all certificates, in order of arrival.
	Certificates() ([][]byte, error)

	// Statements returns the statements on a record in order of arrival, with claims.
	Statements(record lanna.RecordID) ([]Stored, error)
	// Statement returns one statement on a record by its id, or ErrNotFound.
	Statement(record lanna.RecordID, id lanna.Digest) (Stored, error)
	// Scan calls f with every statement from Seq from on, in order of arrival, until f returns an error, which it returns.
	Scan(from int64, f func(Stored) error) error
	// Records calls f with the id of every record on which a signed statement stands, in the order in which records arrived,
	// beginning after the given one, or with the first where it is zero.
	Records(after lanna.RecordID, f func(lanna.RecordID) error) error
	// Version changes whenever what is held on a record changes.
	Version(record lanna.RecordID) (Version, error)
	// Barred reports whether a claim of the agency may not be held.
	Barred(agency lanna.AgencyID, claim lanna.Digest) (bool, error)

	// Row returns a view's row, or ErrNotFound. Keys and Text are not filled in.
	Row(view string, id lanna.RecordID) (Row, error)
	// List returns rows by key.
	List(q ListQuery) ([]Item, error)
	// Count counts the keys with the name, value and audience. It answers at once where they are Counted.
	Count(view, name, value string, audiences []handling.Audience) (int64, error)
	// Audiences returns every audience that occurs among the view's keys and texts.
	Audiences(view string) ([]handling.Audience, error)
	// Search searches the text index.
	Search(q TextQuery) ([]TextHit, error)

	// LogSize returns the number of leaves of a writer's log.
	LogSize(w lanna.WriterID) (int64, error)
	// Leaves calls f with the leaves [from, to) in order.
	Leaves(w lanna.WriterID, from, to int64, f func(Leaf) error) error
	// LeafOf returns the place of a statement in the log of its writer, or ErrNotFound.
	LeafOf(w lanna.WriterID, seq int64) (int64, error)
	// StatementAt returns the statement that is a leaf of a writer's log, or ErrNotFound.
	StatementAt(w lanna.WriterID, index int64) (Stored, error)
	// Log returns entries of a writer's log.
	Log(q LogQuery) ([]LogEntry, error)
	// Hashes returns n hashes of the log's tree at a level (8, 16, 24 …), from position from on: hash k stands for the leaves [k<<level, (k+1)<<level).
	Hashes(w lanna.WriterID, level int, from int64, n int) ([][32]byte, error)
	// Checkpoints calls f with the stored checkpoints with Size > after, in order.
	Checkpoints(w lanna.WriterID, after int64, f func(Checkpoint) error) error

	// Parcels returns what waits for a receiver after number n, in order.
	Parcels(to string, after int64, limit int) ([]Parcel, error)

	// Counter returns the last number of a named counter; 0 where none was given.
	Counter(name string) (int64, error)
	// Meta returns a value of the node's own settings, or ErrNotFound.
	Meta(name string) ([]byte, error)
	// MetaNames returns the names that begin with prefix, in order.
	MetaNames(prefix string) ([]string, error)

	// What follows lists what is there, so that all of it can be copied (package backup).

	// Logs returns the writers of whose logs leaves or checkpoints are kept, in order.
	Logs() ([]lanna.WriterID, error)
	// Receivers returns for whom parcels were posted, in order of their labels.
	Receivers() ([]Receiver, error)
	// Counters returns the names of all counters, in order.
	Counters() ([]string, error)
	// AllBarred calls f with every claim that may not be held, in order.
	AllBarred(f func(statement.Barred) error) error

	// Dump writes everything that is made from statements (view rows, keys, counts, texts) in a fixed order and form,
	// such that two stores with the same views dump the same bytes. Text row numbers and Seq are not part of it.
	Dump(f func(line []byte) error) error
}

// A Tx writes. It reads its own writes.
type Tx interface {
	Reader

	// AddCertificate keeps a certificate; one that is there already is left alone.
	AddCertificate(b []byte) error

	// Append keeps a statement with its claims and returns its Seq. A statement that is there
	// already gives its Seq and ErrExists, and claims of it that were not held are added.
	// A barred claim gives ErrBarred and nothing is kept.
	Append(agency lanna.AgencyID, s *statement.Statement) (int64, error)
	// AppendLeaf adds the next leaf; Index must be the log's size.
	AppendLeaf(w lanna.WriterID, l Leaf) error
	// PutHash keeps a tree hash of level 8, 16, 24 … once its subtree is complete.
	PutHash(w lanna.WriterID, level int, pos int64, h [32]byte) error
	// PutCheckpoint keeps a checkpoint. Of one size the first stays.
	PutCheckpoint(w lanna.WriterID, c Checkpoint) error

	// Remove removes claims of the record, whole, and bars them.
	Remove(record lanna.RecordID, claims []statement.Barred) error
	// Bar bars claims that may arrive later.
	Bar(claims []statement.Barred) error

	// PutRow writes a view's row with its keys and texts, in place of what was there.
	PutRow(row Row) error
	// DropRow removes a row with its keys and texts.
	DropRow(view string, id lanna.RecordID) error
	// DropView removes all rows of a view.
	DropView(view string) error

	// Post puts a parcel into the outbox and returns its number.
	Post(to string, body []byte) (int64, error)
	// Forget removes the parcels up to and with number n.
	Forget(to string, n int64) error
	// Renumber makes n the last number given to a receiver, where that is lower.
	Renumber(to string, n int64) error

	// SetMeta sets a value; nil removes it.
	SetMeta(name string, value []byte) error
	// Next returns the next number of a named counter, from 1. Numbers of a transaction that failed may be given again.
	Next(counter string) (int64, error)
	// Raise sets a counter to n where it is lower.
	Raise(counter string, n int64) error
}
