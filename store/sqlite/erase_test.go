package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lukechampine.com/adiantum"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// planted are words in five scripts that stand nowhere else. Each is looked for
// whole and in the pieces under which the text index keeps it.
var planted = []string{"鱷魚貳號暗語", "Xylophanes", "กระต่ายสีม่วง", "ကြာပွင့်ဖြူ", "ດອກຈຳປາ", "13799990000"}

// decrypted gives the plain bytes of the database and its log as they lie on
// the disk: every block of both, also those that SQLite would not read any more.
func decrypted(t *testing.T, path string) []byte {
	t.Helper()
	cipher := adiantum.New(testKey)
	var out []byte
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + suffix)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for off := 0; off+blockSize <= len(b); off += blockSize {
			tweak := make([]byte, 8)
			for i := range tweak {
				tweak[i] = byte(off >> (8 * i))
			}
			out = append(out, cipher.Decrypt(b[off:off+blockSize], tweak)...)
		}
	}
	return out
}

// pieces are the forms in which a word may lie in a file. The text index keeps
// a token behind what it shares with the one before, so that only its end may
// be there: the last two letters of each pair are looked for too.
func pieces(word string) []string {
	out := []string{word, strings.ToLower(word)}
	if r := []rune(word); r[0] > 0x2000 {
		for i := 0; i+2 <= len(r); i++ {
			out = append(out, string(r[i:i+2]))
		}
	}
	return out
}

func found(file []byte) (out []string) {
	for _, w := range planted {
		for _, p := range pieces(w) {
			if bytes.Contains(file, []byte(p)) {
				out = append(out, p)
			}
		}
	}
	return out
}

// TestEraseLeavesNothing plants words in every table that may hold a value,
// sees that they lie in the files, erases, and sees that no byte of them does.
func TestEraseLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "node.db")
	s, err := Open(Config{Path: path, Key: testKey, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	update := func(f func(tx store.Tx) error) {
		t.Helper()
		if err := s.Update(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	crowd := func(from, to int) {
		for i := from; i < to; i++ {
			update(func(tx store.Tx) error { return plant(tx, i, fmt.Sprintf("EXERCISE 其他 other %d", i)) })
		}
	}
	crowd(0, 60) // so that the words lie among others, in segments that were merged
	var claims []lanna.Digest
	for i, w := range planted {
		update(func(tx store.Tx) error {
			d, err := plantStatement(tx, 1000+i, "EXERCISE "+w)
			claims = append(claims, d)
			return err
		})
		update(func(tx store.Tx) error {
			return plant(tx, 1000+i, "EXERCISE "+w+" "+strings.Repeat("EXERCISE ", 900)+w)
		})
	}
	crowd(60, 120)
	for i, w := range planted {
		if n := len(found(decrypted(t, path))); n < len(planted) {
			t.Fatalf("only %d words lie in the files before erasing: the test sees nothing", n)
		}
		id := numbered(int64(1000 + i))
		update(func(tx store.Tx) error {
			if err := tx.Remove(id, []statement.Barred{{Agency: testAgency, Digest: claims[i]}}); err != nil {
				return err
			}
			if i%2 == 0 { // half are dropped, half are written anew without the word
				return dropAll(tx, id, w)
			}
			if err := tx.PutRow(store.Row{View: "people", ID: id, Body: []byte("EXERCISE erased")}); err != nil {
				return err
			}
			return dropAll(tx, lanna.RecordID{}, w)
		})
		if i == 0 {
			crowd(120, 130) // other work goes on before the files are scrubbed
		}
	}
	if err := s.Scrub(ctx); err != nil {
		t.Fatal(err)
	}
	file := decrypted(t, path)
	if left := found(file); len(left) != 0 {
		t.Errorf("left after erasing: %q", left)
	}
	if !bytes.Contains(file, []byte("EXERCISE 其他 other 5")) {
		t.Error("the others' words are gone too")
	}
	crowd(130, 140) // and it goes on working
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
}

func plant(tx store.Tx, n int, text string) error {
	id := numbered(int64(n))
	row := store.Row{View: "people", ID: id, Body: []byte(text),
		Keys: []store.Key{{Name: "id", Value: text[:min(len(text), 40)], Audience: everyone, Counted: true}},
		Text: []store.Text{{Field: "name", Body: text, Audience: everyone}}}
	if err := tx.PutRow(row); err != nil {
		return err
	}
	if err := tx.SetMeta("draft/"+fmt.Sprint(n), []byte(text)); err != nil {
		return err
	}
	_, err := tx.Post("screens", []byte(text))
	return err
}

func plantStatement(tx store.Tx, n int, text string) (lanna.Digest, error) {
	st, err := testSigner.Sign(statement.Draft{Kind: lanna.Say, Record: numbered(int64(n)), Time: 1,
		Claims: []statement.Claim{statement.New("name", text), statement.New("place", "EXERCISE")}})
	if err != nil {
		return lanna.Digest{}, err
	}
	_, err = tx.Append(testAgency, st)
	return st.Claims[0].Digest, err
}

// dropAll removes what plant wrote besides the row, and the row where id is set.
func dropAll(tx store.Tx, id lanna.RecordID, word string) error {
	names, err := tx.MetaNames("draft/")
	if err != nil {
		return err
	}
	for _, n := range names {
		v, err := tx.Meta(n)
		if err != nil {
			return err
		}
		if bytes.Contains(v, []byte(word)) {
			if err := tx.SetMeta(n, nil); err != nil {
				return err
			}
		}
	}
	if err := tx.Forget("screens", 1<<40); err != nil || id.IsZero() {
		return err
	}
	return tx.DropRow("people", id)
}
