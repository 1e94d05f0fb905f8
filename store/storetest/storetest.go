// Package storetest is what every store must pass. An engine's test calls Run
// with a function that makes an empty store and can open it again.
package storetest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"testing"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// An Opener opens one database; called again after Close, it opens the same.
type Opener func() (store.Store, error)

// Run runs the suite. empty is called once for each test and gives the opener
// of a new database.
func Run(t *testing.T, empty func(t *testing.T) Opener) {
	tests := []struct {
		name string
		run  func(t *testing.T, b *bench)
	}{
		{"a statement is found again with its claims", testAppend},
		{"an update reads its own writes, a view only what is committed", testReadYourWrites},
		{"an update that fails leaves nothing", testRollback},
		{"updates that share a transaction fail alone", testGroup},
		{"an update that panics does so in its caller and leaves nothing", testPanic},
		{"everything is there after opening again", testReopen},
		{"readers keep their snapshot beside a writer", testReaders},
		{"statements are scanned in order of arrival", testScan},
		{"records are those with a signed statement, in order of arrival", testRecords},
		{"a record's version changes with it", testVersion},
		{"erased claims go and may not come back", testErase},
		{"certificates are kept once, in order", testCertificates},
		{"rows are listed in order of their keys", testList},
		{"lists of several values and audiences are merged", testListMerged},
		{"a list is read page by page", testListPages},
		{"a row written anew leaves its old keys", testRewrite},
		{"keys are counted", testCount},
		{"audiences are those that occur", testAudiences},
		{"words are found in five scripts, newest first", testSearch},
		{"a search sees only the reader's audiences and views", testSearchAudience},
		{"words are found across the texts of a row, phrases within one", testSearchTexts},
		{"texts that are changed or dropped are not found", testSearchChange},
		{"a search is read page by page", testSearchPages},
		{"two stores with the same views dump the same", testDump},
		{"a dump has every text, whoever may read it", testDumpTexts},
		{"dropping a view leaves nothing of it", testDropView},
		{"a log grows leaf by leaf", testLeaves},
		{"a log is listed newest first", testLog},
		{"hashes and checkpoints are kept", testHashes},
		{"parcels are numbered for each receiver", testParcels},
		{"settings and counters", testMeta},
		{"a cancelled update does not run", testCancel},
		{"all that is there is listed", testContents},
		{"a receiver's numbers go on where they are told", testRenumber},
		{"a long reading sees one snapshot", testSnapshot},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := &bench{t: t, opener: empty(t)}
			b.open()
			t.Cleanup(func() {
				if b.store != nil {
					_ = b.store.Close()
				}
			})
			tt.run(t, b)
		})
	}
}

// bench is a store under test.
type bench struct {
	t      *testing.T
	opener Opener
	store  store.Store
}

func (b *bench) open() {
	b.t.Helper()
	s, err := b.opener()
	if err != nil {
		b.t.Fatalf("open: %v", err)
	}
	b.store = s
}

func (b *bench) reopen() {
	b.t.Helper()
	if err := b.store.Close(); err != nil {
		b.t.Fatalf("close: %v", err)
	}
	b.store = nil
	b.open()
}

// update runs f and fails the test on any error. f must not end the test itself:
// it may run on another goroutine.
func (b *bench) update(f func(tx store.Tx) error) {
	b.t.Helper()
	if err := b.store.Update(context.Background(), f); err != nil {
		b.t.Fatalf("update: %v", err)
	}
}

func (b *bench) view(f func(r store.Reader) error) {
	b.t.Helper()
	if err := b.store.View(context.Background(), f); err != nil {
		b.t.Fatalf("view: %v", err)
	}
}

// want fails the test unless err is what errors.Is takes for target.
func want(t *testing.T, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("error is %v, want %v", err, target)
	}
}

// Fixed test people: keys are made of a seed, so that a test that fails fails again.
func signer(seed byte) *statement.Signer {
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	return statement.NewSigner(agency, key)
}

var (
	agency  = lanna.AgencyID(sha256.Sum256([]byte("EXERCISE agency")))
	foreign = lanna.AgencyID(sha256.Sum256([]byte("EXERCISE other agency")))
	anyone  = handling.Audience("rescue,|")
	victims = handling.Audience("rescue,|victim-support,")
)

func recordID(n int) lanna.RecordID {
	sum := sha256.Sum256([]byte{byte(n >> 16), byte(n >> 8), byte(n)})
	return lanna.RecordID(sum[:16])
}

// say makes a signed statement with one claim for each value.
func say(t *testing.T, record lanna.RecordID, values ...string) *statement.Statement {
	t.Helper()
	return make1(t, lanna.Say, record, values...)
}

func make1(t *testing.T, kind lanna.StatementKind, record lanna.RecordID, values ...string) *statement.Statement {
	t.Helper()
	d := statement.Draft{Kind: kind, Record: record, Officer: recordID(1 << 20), Time: 1_700_000_000_000}
	for _, v := range values {
		d.Claims = append(d.Claims, statement.New("name", v))
	}
	s, err := signer(1).Sign(d)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
