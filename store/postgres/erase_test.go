package postgres

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
	"lanna/store/keyfile"
	"lanna/store/postgres/pgtest"
)

var (
	testKey    = bytes.Repeat([]byte{7}, keyfile.Size)
	testAgency = lanna.AgencyID(sha256.Sum256([]byte("EXERCISE agency")))
	anyone     = handling.Audience("rescue,|")
)

// planted are words in five scripts that stand nowhere else.
var planted = []string{"鱷魚貳號暗語", "Xylophanes", "กระต่ายสีม่วง", "ကြာပွင့်ဖြူ", "ດອກຈຳປາ", "13799990000"}

func open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(context.Background(), Config{URL: url, Key: testKey, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func say(t testing.TB, record lanna.RecordID, values ...string) *statement.Statement {
	t.Helper()
	d := statement.Draft{Kind: lanna.Say, Record: record, Time: 1}
	for _, v := range values {
		d.Claims = append(d.Claims, statement.New("name", v))
	}
	st, err := statement.NewSigner(testAgency, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))).Sign(d)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func (s *Store) must(t testing.TB, f func(tx store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

// plant puts the words wherever a value may stand.
func plant(tx store.Tx, st *statement.Statement) error {
	row := store.Row{View: "people", ID: st.Header.Record, Body: []byte("EXERCISE")}
	for _, w := range planted {
		row.Body = append(row.Body, w...)
		row.Keys = append(row.Keys, store.Key{Name: "id", Value: w, Audience: anyone, Counted: true})
		row.Text = append(row.Text, store.Text{Field: "name", Body: "EXERCISE " + w, Audience: anyone})
		if _, err := tx.Post("screens", []byte(w)); err != nil {
			return err
		}
	}
	if err := tx.SetMeta("EXERCISE", []byte(planted[0])); err != nil {
		return err
	}
	if _, err := tx.Append(testAgency, st); err != nil {
		return err
	}
	return tx.PutRow(row)
}

// TestTheServerSeesNoWords looks for what was said in every file of the server.
func TestTheServerSeesNoWords(t *testing.T) {
	server := pgtest.Start(t, "")
	s := open(t, server.Database(t))
	st := say(t, lanna.NewRecordID(), planted...)
	s.must(t, func(tx store.Tx) error { return plant(tx, st) })
	server.Exec(t, "CREATE TABLE beside (t text)", "INSERT INTO beside VALUES ('"+planted[1]+" seen')", "CHECKPOINT")
	beside := 0
	server.Files(t, func(path string, content []byte) {
		for _, w := range planted {
			if n := bytes.Count(content, []byte(w)); n > 0 && bytes.Contains(content, []byte(w+" seen")) {
				beside++ // the test would find it
			} else if n > 0 {
				t.Errorf("%s holds a planted word", filepath.Base(path))
			}
		}
	})
	if beside == 0 {
		t.Error("the word that was stored in the clear was not found: this test sees nothing")
	}
}

// TestEraseLeavesNothing has the key of the database and everything that lies in
// the tables' files. Before the erasure that is enough to read the claim; after it
// the key of the record is in none of them.
func TestEraseLeavesNothing(t *testing.T) {
	server := pgtest.Start(t, "")
	s := open(t, server.Database(t))
	record := lanna.NewRecordID()
	st := say(t, record, planted...)
	other := say(t, lanna.NewRecordID(), "EXERCISE stays")
	s.must(t, func(tx store.Tx) error {
		if _, err := tx.Append(testAgency, other); err != nil {
			return err
		}
		return plant(tx, st)
	})
	key, claims, seq := sealedOf(t, s, record)
	lies := func(b []byte) (found bool) {
		server.Exec(t, "CHECKPOINT")
		server.Files(t, func(_ string, content []byte) { found = found || bytes.Contains(content, b) }, string(os.PathSeparator)+"base"+string(os.PathSeparator))
		return found
	}
	if !lies(key) || !lies(claims) {
		t.Fatal("key and claims are not found in the files before they are erased: this test sees nothing")
	}
	plain, err := opened(s, key, claims, seq)
	if err != nil || !bytes.Contains(plain, []byte(planted[1])) {
		t.Fatalf("what was found does not open: %v", err)
	}
	s.must(t, func(tx store.Tx) error {
		var gone []statement.Barred
		for _, c := range st.Claims {
			gone = append(gone, statement.Barred{Agency: testAgency, Digest: c.Digest})
		}
		if err := tx.DropRow("people", record); err != nil {
			return err
		}
		if err := tx.SetMeta("EXERCISE", nil); err != nil {
			return err
		}
		if err := tx.Forget("screens", 100); err != nil {
			return err
		}
		return tx.Remove(record, gone)
	})
	if err := s.Scrub(context.Background()); err != nil {
		t.Fatal(err)
	}
	if lies(key) {
		t.Error("the old key of the record lies in a file")
	}
	now, left, _ := sealedOf(t, s, record)
	if _, err := opened(s, now, claims, seq); err == nil {
		t.Error("what was erased opens with the key of now")
	}
	if plain, err := opened(s, now, left, seq); err != nil || len(plain) != 0 {
		t.Errorf("left of the claims are %d bytes, %v", len(plain), err)
	}
}

func sealedOf(t *testing.T, s *Store, record lanna.RecordID) (key, claims []byte, seq int64) {
	t.Helper()
	err := s.pool.QueryRow(context.Background(), "SELECT seal.key, st.claims, st.seq FROM statement st JOIN seal ON seal.k = st.k JOIN record ON record.n = st.record WHERE record.id = $1",
		[16]byte(record)).Scan(&key, &claims, &seq)
	if err != nil {
		t.Fatal(err)
	}
	return key, claims, seq
}

func opened(s *Store, key, claims []byte, seq int64) ([]byte, error) {
	k, err := s.master.sealerOf(1<<40, key)
	for n := int64(1); err != nil && n < 10; n++ { // the record's number
		k, err = s.master.sealerOf(n, key)
	}
	if err != nil {
		return nil, err
	}
	return k.open(claims, ofClaims, seq)
}

// TestEraseAReadKeepsTheRest erases what one of many reads of an officer said.
func TestEraseAReadKeepsTheRest(t *testing.T) {
	s := open(t, pgtest.Shared(t).Database(t))
	officer := lanna.NewRecordID()
	signer := statement.NewSigner(testAgency, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize)))
	var list []*statement.Statement
	s.must(t, func(tx store.Tx) error {
		for range 600 {
			st, err := signer.Sign(statement.Draft{Kind: lanna.Read, Record: officer, Officer: officer, Claims: []statement.Claim{statement.New(lanna.Words, "EXERCISE")}})
			if err != nil {
				return err
			}
			list = append(list, st)
			if _, err := tx.Append(testAgency, st); err != nil {
				return err
			}
		}
		return nil
	})
	gone := list[300].Claims[0].Digest
	s.must(t, func(tx store.Tx) error {
		return tx.Remove(officer, []statement.Barred{{Agency: testAgency, Digest: gone}})
	})
	err := s.View(context.Background(), func(r store.Reader) error {
		left, err := r.Statements(officer)
		for i, st := range left {
			if n := len(st.Claims); (n == 0) != (i == 300) {
				t.Errorf("statement %d has %d claims", i, n)
			}
		}
		return err
	})
	if err != nil || len(list) != 600 {
		t.Error(err)
	}
}
