package postgres

import (
	"context"
	"crypto/ed25519"
	"errors"
	"sync"
	"testing"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
	"lanna/store/postgres/pgtest"
)

// An appender is one process that appends to the log of a node's one writer.
type appender struct {
	*Store
	log    *audit.Log
	signer *statement.Signer
}

func appenders(t *testing.T, urls ...string) (list []*appender, roster *statement.Roster) {
	t.Helper()
	_, root, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer := statement.NewSigner(statement.AgencyOf(root.Public().(ed25519.PublicKey)), key)
	for _, url := range urls {
		a := &appender{Store: open(t, url), signer: signer, log: audit.NewLog(signer)}
		a.Undone(a.log.Reset)
		list = append(list, a)
	}
	return list, statement.NewRoster(statement.NewCertificate(root, statement.Certify, signer.Writer(), 1, 0, [32]byte{}))
}

// say appends one statement; before is called between that and the commit.
func (a *appender) say(before func()) error {
	st, err := a.signer.Sign(statement.Draft{Kind: lanna.Say, Record: lanna.NewRecordID(), Time: 1, Claims: []statement.Claim{statement.New(lanna.Note, "EXERCISE")}})
	if err != nil {
		return err
	}
	return a.Update(context.Background(), func(tx store.Tx) error {
		seq, err := tx.Append(a.signer.Agency, st)
		if err == nil {
			_, err = a.log.Append(tx, seq, st.ID)
		}
		before()
		return err
	})
}

// verify checks the log, and that it holds so many entries.
func (a *appender) verify(t *testing.T, roster *statement.Roster, entries int64) {
	t.Helper()
	err := a.View(t.Context(), func(r store.Reader) error {
		rep, err := audit.Verify(t.Context(), r, roster, a.signer.Writer())
		if rep.Finding != nil {
			t.Errorf("the log is forked: %+v", rep.Finding)
		}
		if size, _ := r.LogSize(a.signer.Writer()); size != entries {
			t.Errorf("%d entries, of %d", size, entries)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func (a *appender) sign(t *testing.T) {
	t.Helper()
	if err := a.Update(t.Context(), func(tx store.Tx) error { _, err := a.log.Sign(tx); return err }); err != nil {
		t.Error(err)
	}
}

// TestTwoProcessesNeverForkTheLog has two processes append to one writer's log at once
// and sign its head; it is one log, and verifies.
func TestTwoProcessesNeverForkTheLog(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	list, roster := appenders(t, url, url)
	const each, at = 10, 4
	var all sync.WaitGroup
	for _, a := range list {
		for range at {
			all.Go(func() {
				for range each {
					if err := a.say(func() {}); err != nil {
						t.Error(err)
					}
				}
				a.sign(t)
			})
		}
	}
	all.Wait()
	for _, a := range list {
		a.verify(t, roster, int64(len(list)*each*at))
	}
}

// TestALostCommitLeavesNoForkBehind has a process lose a commit while others of its
// updates wait, and another process fill the place in the log that it had taken: the
// size is then as the first remembers it, and the content is not.
func TestALostCommitLeavesNoForkBehind(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	cut, through := through(t, server, url)
	list, roster := appenders(t, through, url)
	a, b := list[0], list[1]
	for range 3 {
		if err := a.say(func() {}); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.say(func() { cut.allow(10, -1) }); !errors.Is(err, store.ErrAway) { // its caller forgets nothing: another update may come first
		t.Fatalf("the commit was not lost: %v", err)
	}
	cut.allow(-1, -1)
	if err := b.say(func() {}); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := a.say(func() {}); err != nil {
			t.Fatal(err)
		}
	}
	a.sign(t)
	b.verify(t, roster, 7)
}
