package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ncruces/go-sqlite3"

	"lanna/store"
)

// applicationID marks the file as ours (PRAGMA application_id): "Lann".
const applicationID = 0x4c616e6e

// migrations lead from each version of the schema to the next. They only go
// forward; a version that was released is never changed.
//
// Tables are in order of arrival wherever that can be, because an index at a
// random place costs as much as the row itself: records have numbers, and a
// row's number is made of its record's, a leaf's of its writer's. Words that
// recur (lists, writers) are numbers of the table name; views and audiences have
// small numbers of their own.
var migrations = []string{`
CREATE TABLE name (n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, label BLOB NOT NULL);
CREATE UNIQUE INDEX name_label ON name (kind, label);
CREATE TABLE view (n INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE);
CREATE TABLE audience (n INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE);
CREATE TABLE record (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE);

CREATE TABLE certificate (n INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body BLOB NOT NULL);

-- id8: the first eight bytes of the statement's id, as a number
-- claims: those that are held, packed (claims.go)
CREATE TABLE statement (seq INTEGER PRIMARY KEY, record INTEGER NOT NULL, kind INTEGER NOT NULL, id8 INTEGER NOT NULL,
	officer BLOB NOT NULL, header BLOB NOT NULL, sig BLOB, claims BLOB NOT NULL);
CREATE INDEX statement_record ON statement (record, kind, id8);
CREATE INDEX statement_officer ON statement (officer, kind);
CREATE INDEX statement_kind ON statement (kind);
CREATE TABLE barred (agency BLOB NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (agency, digest)) WITHOUT ROWID;

-- n: the record's number and the view's
-- keys, texts: what the row has in the tables place and words, so that it can be taken out again
CREATE TABLE row (n INTEGER PRIMARY KEY, id BLOB NOT NULL, keys BLOB, texts BLOB, body BLOB NOT NULL);
CREATE TABLE place (list INTEGER NOT NULL, value TEXT NOT NULL, audience INTEGER NOT NULL,
	ord INTEGER NOT NULL, record INTEGER NOT NULL,
	PRIMARY KEY (list, value, audience, ord, record)) WITHOUT ROWID;
CREATE TABLE tally (list INTEGER NOT NULL, value TEXT NOT NULL, audience INTEGER NOT NULL, n INTEGER NOT NULL,
	PRIMARY KEY (list, value, audience)) WITHOUT ROWID;
-- rowid: a number in order of arrival and a slot of its audience (texts.go)
CREATE VIRTUAL TABLE words USING fts5 (about UNINDEXED, audience, body, tokenize = 'lanna', columnsize = 0);
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

-- n: the writer's number and the leaf's index
CREATE TABLE leaf (n INTEGER PRIMARY KEY, data BLOB NOT NULL, salt BLOB, statement INTEGER);
CREATE INDEX leaf_statement ON leaf (statement) WHERE statement IS NOT NULL;
CREATE TABLE hash (writer INTEGER NOT NULL, level INTEGER NOT NULL, pos INTEGER NOT NULL, hash BLOB NOT NULL,
	PRIMARY KEY (writer, level, pos)) WITHOUT ROWID;
CREATE TABLE checkpoint (writer INTEGER NOT NULL, size INTEGER NOT NULL, note BLOB NOT NULL,
	PRIMARY KEY (writer, size)) WITHOUT ROWID;

CREATE TABLE receiver (n INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, last INTEGER NOT NULL);
-- n: the receiver's number and the parcel's
CREATE TABLE parcel (n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
`}

// migrate brings the schema up to this program's version, each step in a
// transaction of its own.
func migrate(c *conn, cfg *Config) error {
	migrations := migrations
	if cfg.steps != nil {
		migrations = cfg.steps
	}
	have, err := c.pragmaInt("user_version")
	if err != nil {
		return err
	}
	app, err := c.pragmaInt("application_id")
	switch {
	case err != nil:
		return err
	case have != 0 && app != applicationID:
		return fmt.Errorf("%w: not a database of this program", store.ErrCorrupt)
	case int(have) > len(migrations):
		return store.ErrVersion
	}
	if err := checkSchema(c, migrations[:have]); err != nil {
		return err
	}
	if have != 0 && int(have) < len(migrations) && !cfg.Upgrade {
		return store.ErrOlder
	}
	for v := int(have); v < len(migrations); v++ {
		script := fmt.Sprintf("BEGIN IMMEDIATE; %s; PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
			migrations[v], applicationID, v+1)
		if err := c.db.Exec(script); err != nil {
			_ = c.db.Exec("ROLLBACK")
			return fmt.Errorf("migration to version %d: %w", v+1, fault(err))
		}
	}
	return nil
}

// checkSchema refuses a database whose tables are not those that migrations up
// to its version make: before the first release a version's tables may change.
func checkSchema(c *conn, had []string) error {
	if len(had) == 0 {
		return nil
	}
	db, err := sqlite3.Open(":memory:")
	if err != nil {
		return fault(err)
	}
	made := &conn{db: db, stmts: map[string]*stmt{}}
	defer made.close()
	if err := registerText(db); err != nil {
		return fault(err)
	}
	if err := db.Exec(strings.Join(had, ";")); err != nil {
		return fault(err)
	}
	want, err := made.schema()
	if err != nil {
		return err
	}
	got, err := c.schema()
	if err == nil && !slices.Equal(got, want) {
		return store.ErrVersion
	}
	return err
}

// schema lists the tables and indexes as they were made. SQLite's own hold
// statistics and may come and go.
func (c *conn) schema() (list []string, err error) {
	q := c.q("SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name")
	for q.next() {
		list = append(list, q.string(0)+" "+q.string(1)+" "+q.string(2))
	}
	return list, q.done()
}
