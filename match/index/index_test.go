package index_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/match"
	"lanna/match/index"
	"lanna/match/index/crowd"
)

func open(t testing.TB, path string, key []byte) *index.Index {
	t.Helper()
	x, _, err := index.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func newKey() []byte {
	key := make([]byte, index.KeySize)
	rand.Read(key)
	return key
}

func named(id lanna.RecordID, name string) index.Entry {
	return index.Entry{Record: id, Audience: "all", Facts: match.Facts{Names: []string{name}, Births: []match.Birth{{Year: 1990, Month: 4, Day: 12}}}}
}

func put(x *index.Index, e index.Entry) { x.Put(e.Record, 0, e) }

func ask(x *index.Index, f match.Facts, o index.Options) []lanna.RecordID {
	var out []lanna.RecordID
	for _, c := range x.Find(f.Person(), o) {
		out = append(out, c.Record)
	}
	return out
}

func finds(x *index.Index, id lanna.RecordID, name string) bool {
	return slices.Contains(ask(x, match.Facts{Names: []string{name}}, index.Options{Limit: 100}), id)
}

// Invented people, each as two communities write the name.
var pairs = [][2]string{
	{"陈伟明", "TAN Wee Beng"}, {"陈伟明", "CHEN WEIMING"}, {"CHEN WEIMING", "陳偉明"}, {"TAN Wee Beng", "陈伟明"}, {"陈伟明", "เฉิน เหว่ยหมิง"}, {"เฉิน เหว่ยหมิง", "陈伟明"}, {"陈伟明", "ချန်ဝေမင်း"},
	{"黄志强", "Wong Chi Keung"}, {"Wong Chi-keung, Michael", "黄志强"}, {"欧阳文", "Au Yeung Man"}, {"สมชาย ใจดี", "Somchai Jaidee"}, {"Jaidee, Somchai", "สมชาย ใจดี"}, {"Somchai", "สมชาย ใจดี"},
	{"အောင်သိန်းထွန်း", "Aung Thein Tun"}, {"U Aung Thein Htun", "အောင်သိန်းထွန်း"}, {"ຄຳພອນ ສີທອງ", "Khamphone Sithong"}, {"Abdul Hakim al-Uchebi", "Abdulhakim Uchebi"}, {"迈克尔·约翰逊", "Michael Johnson"},
}

func TestFindsAcrossScripts(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "persons"), newKey()
	x := open(t, path, key)
	for i := range 3000 {
		put(x, crowd.Crowd{Seed: 1}.Registered(i))
	}
	for i, p := range pairs {
		put(x, named(crowd.ID(10_000+i), p[0]))
	}
	check := func(t *testing.T, x *index.Index) {
		for i, p := range pairs {
			if !finds(x, crowd.ID(10_000+i), p[1]) {
				t.Errorf("%s is not found by %s", p[0], p[1])
			}
		}
	}
	t.Run("delta", func(t *testing.T) { check(t, x) })
	if err := x.Merge(); err != nil {
		t.Fatal(err)
	}
	t.Run("base", func(t *testing.T) { check(t, x) })
	x.Close()
	t.Run("opened again", func(t *testing.T) { check(t, open(t, path, key)) })
}

// Nine in ten births are known in part; names are written by two hands.
func TestRecall(t *testing.T) {
	x := open(t, filepath.Join(t.TempDir(), "persons"), newKey())
	c := crowd.Crowd{Seed: 2}
	const n = 4000
	for i := range n {
		put(x, c.Registered(i))
	}
	if err := x.Merge(); err != nil {
		t.Fatal(err)
	}
	found, asked := 0, 0
	for i := 0; i < n; i += 10 {
		asked++
		if slices.Contains(ask(x, c.Asked(i), index.Options{Limit: 1000}), crowd.ID(i)) {
			found++
		}
	}
	if found*100 < asked*98 {
		t.Errorf("%d of %d were among the candidates", found, asked)
	}
}

func TestDeltaAndBaseAnswerAlike(t *testing.T) {
	c := crowd.Crowd{Seed: 3}
	dir := t.TempDir()
	fresh, merged := open(t, filepath.Join(dir, "a"), newKey()), open(t, filepath.Join(dir, "b"), newKey())
	for i := range 500 {
		put(fresh, c.Registered(i))
		put(merged, c.Registered(i))
	}
	if err := merged.Merge(); err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		a, b := ask(fresh, c.Asked(i), index.Options{Limit: 1, Least: 0.9}), ask(merged, c.Asked(i), index.Options{Limit: 1, Least: 0.9})
		if !slices.Equal(a, b) {
			t.Errorf("question %d: %v in memory, %v in the file", i, a, b)
		}
	}
}

// Nobody outside an audience learns of what is filed for it: not the record, and
// not how many share a number.
func TestAudiences(t *testing.T) {
	x := open(t, filepath.Join(t.TempDir(), "persons"), newKey())
	secret := named(crowd.ID(1), "陈伟明")
	secret.Audience = "victim support"
	put(x, secret)
	put(x, named(crowd.ID(2), "陈伟民"))
	police := index.Options{Allowed: func(a string) bool { return a == "all" }}
	if got := ask(x, match.Facts{Names: []string{"CHEN WEIMING"}}, police); !slices.Equal(got, []lanna.RecordID{crowd.ID(2)}) {
		t.Errorf("police are shown %v", got)
	}
	if got := ask(x, match.Facts{Names: []string{"CHEN WEIMING"}}, index.Options{}); len(got) != 2 {
		t.Errorf("victim support is shown %v", got)
	}
	hidden := index.Entry{Record: crowd.ID(3), Audience: "victim support", Facts: match.Facts{Names: []string{"Lin"}, Identifiers: []string{"phone:+001"}}}
	put(x, hidden)
	if n := x.Counter(police.Allowed)("phone:+001"); n != 0 {
		t.Errorf("police count %d records with a number that they may not know", n)
	}
	if n := x.Counter(nil)("phone:+001"); n != 1 {
		t.Errorf("%d records have the number", n)
	}
}

// A number that everybody has, and a name that everybody bears, cost no more
// than others: what is scored is bounded.
func TestHubs(t *testing.T) {
	x := open(t, filepath.Join(t.TempDir(), "persons"), newKey())
	for i := range 5000 {
		e := named(crowd.ID(i), "王伟")
		e.Facts.Births = nil
		e.Facts.Identifiers = []string{"phone:+00999001"}
		put(x, e)
	}
	put(x, index.Entry{Record: crowd.ID(9000), Audience: "all", Facts: match.Facts{Names: []string{"ขวัญเรือน ทองสุข"}, Identifiers: []string{"phone:+00999001"}}})
	q := match.Facts{Names: []string{"Khwanruean Thongsuk"}, Identifiers: []string{"phone:+00999001"}}
	got := ask(x, q, index.Options{Limit: 10_000})
	if len(got) == 0 || got[0] != crowd.ID(9000) {
		t.Errorf("the one with the name and the number is not first")
	}
	if len(got) > 200 {
		t.Errorf("%d were scored", len(got))
	}
}

// What was erased is in no byte of the opened file, and others are still found.
func TestErasureLeavesNothing(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "persons"), newKey()
	x := open(t, path, key)
	c := crowd.Crowd{Seed: 4}
	for i := range 300 {
		put(x, c.Registered(i))
	}
	gone := named(crowd.ID(7000), "ปลูกถ้อยคำ ไว้ค้นหา")
	gone.Facts.Identifiers = []string{"passport:PLANTED1234"}
	gone.Facts.Births = append(gone.Facts.Births, match.Birth{Year: 1971, Month: 2, Day: 3})
	put(x, gone)
	if err := x.Merge(); err != nil {
		t.Fatal(err)
	}
	planted := [][]byte{[]byte(gone.Facts.Names[0]), []byte("PLANTED1234"), gone.Record[:]}
	planted = append(planted, index.TermBytes(gone)...)
	before := index.Plain(t, path, key)
	for _, p := range planted[:3] {
		if !bytes.Contains(before, p) {
			t.Fatalf("%x was not planted", p)
		}
	}
	if err := x.Erase(gone.Record); err != nil {
		t.Fatal(err)
	}
	if finds(x, gone.Record, gone.Facts.Names[0]) {
		t.Error("still found")
	}
	x.Close()
	after := index.Plain(t, path, key)
	for i, p := range planted {
		if bytes.Contains(after, p) && !index.SharedTerm(c, 300, p) {
			t.Errorf("planted %d, %x, is still in the file", i, p)
		}
	}
	again := open(t, path, key)
	if finds(again, gone.Record, gone.Facts.Names[0]) {
		t.Error("found again after opening")
	}
	for i := range 300 {
		e := c.Registered(i)
		if !slices.Contains(ask(again, e.Facts, index.Options{}), e.Record) {
			t.Errorf("person %d is lost", i)
		}
	}
}

func TestUnfitFilesAreMadeAnew(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "persons"), newKey()
	x := open(t, path, key)
	put(x, named(crowd.ID(1), "陈伟明"))
	if err := x.Merge(); err != nil {
		t.Fatal(err)
	}
	x.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(whole, []byte("陈伟明")) {
		t.Error("the name lies on the disk in the clear")
	}
	for name, bad := range map[string][]byte{"empty": {}, "cut short": whole[:len(whole)-100], "another file": bytes.Repeat([]byte("x"), 5000), "trailer": flipped(whole, len(whole)-20)} {
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, fresh, err := index.Open(path, key); err != nil || !fresh {
			t.Errorf("%s: fresh %v, %v", name, fresh, err)
		}
	}
	os.WriteFile(path, whole, 0o600)
	if _, fresh, err := index.Open(path, newKey()); err != nil || !fresh {
		t.Errorf("another key: fresh %v, %v", fresh, err)
	}
	os.WriteFile(path, flipped(whole, 5000), 0o600)
	y := open(t, path, key)
	ask(y, match.Facts{Names: []string{"陈伟明"}}, index.Options{})
	if !y.Damaged() {
		t.Error("a damaged chunk went unnoticed")
	}
}

func flipped(b []byte, at int) []byte {
	out := bytes.Clone(b)
	out[at] ^= 1
	return out
}

// Whatever is put, taken out, erased and merged in whatever order: who is filed
// is found under each of their own names, and nobody else.
func TestHistories(t *testing.T) {
	dir := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		path, key := filepath.Join(dir, fmt.Sprint(runs)), newKey()
		x, _, err := index.Open(path, key)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { x.Close() }()
		filed := map[int]index.Entry{}
		person := rapid.IntRange(0, 9)
		version := rapid.IntRange(0, 3)
		steps := rapid.SliceOfN(rapid.IntRange(0, 9), 1, 30).Draw(t, "steps")
		for _, step := range steps {
			i := person.Draw(t, "person")
			switch {
			case step < 5:
				e := crowd.Crowd{Seed: uint64(5 + version.Draw(t, "version"))}.Registered(i)
				x.Put(e.Record, 0, e)
				filed[i] = e
			case step < 6:
				x.Put(crowd.ID(i), 0)
				delete(filed, i)
			case step < 8:
				if err := x.Erase(crowd.ID(i)); err != nil {
					t.Fatal(err)
				}
				delete(filed, i)
			case step < 9:
				if err := x.Merge(); err != nil {
					t.Fatal(err)
				}
			default:
				if err := x.Merge(); err != nil {
					t.Fatal(err)
				}
				x.Close()
				if x, _, err = index.Open(path, key); err != nil {
					t.Fatal(err)
				}
			}
		}
		for i := range 10 {
			e, there := filed[i]
			if !there {
				e = crowd.Crowd{Seed: 5}.Registered(i)
			}
			if got := slices.Contains(ask(x, e.Facts, index.Options{}), crowd.ID(i)); got != there {
				t.Fatalf("person %d: filed %v, found %v", i, there, got)
			}
		}
	})
}

// Records that are put and erased while the file is being written are as they
// were said last.
func TestMergeBesideWriting(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "persons"), newKey()
	x := open(t, path, key)
	c := crowd.Crowd{Seed: 6}
	for i := range 2000 {
		put(x, c.Registered(i))
	}
	done := make(chan error)
	go func() { done <- x.Merge() }()
	for i := 0; i < 2000; i += 100 {
		if err := x.Erase(crowd.ID(i)); err != nil {
			t.Fatal(err)
		}
		put(x, c.Registered(5000+i))
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	for i := 0; i < 2000; i += 100 {
		if e := c.Registered(i); slices.Contains(ask(x, e.Facts, index.Options{}), e.Record) {
			t.Errorf("person %d was erased and is found", i)
		}
		if e := c.Registered(5000 + i); !slices.Contains(ask(x, e.Facts, index.Options{}), e.Record) {
			t.Errorf("person %d was put and is not found", 5000+i)
		}
	}
}

// Whoever was born on the day asked for, or with day and month swapped, is looked
// at however the name is spelled; the file and the memory answer alike.
func TestTheDayOfBirthFindsAName(t *testing.T) {
	x := open(t, filepath.Join(t.TempDir(), "persons"), newKey())
	for i := range 2000 {
		put(x, crowd.Crowd{Seed: 6}.Registered(i))
	}
	born := match.Birth{Year: 1971, Month: 9, Day: 4}
	put(x, index.Entry{Record: crowd.ID(9000), Audience: "all", Facts: match.Facts{Names: []string{"SIDATHISRI ESITTNA"}, Births: []match.Birth{born}}})
	check := func(t *testing.T) {
		for _, b := range []match.Birth{born, {Year: 1971, Month: 4, Day: 9}} {
			if !slices.Contains(ask(x, match.Facts{Names: []string{"sitasri sittna"}, Births: []match.Birth{b}}, index.Options{Limit: 100}), crowd.ID(9000)) {
				t.Errorf("not found by the birth %v", b)
			}
		}
	}
	t.Run("delta", check)
	if err := x.Merge(); err != nil {
		t.Fatal(err)
	}
	t.Run("base", check)
	if err := x.Erase(crowd.ID(9000)); err != nil {
		t.Fatal(err)
	}
	if n := len(ask(x, match.Facts{Names: []string{"SIDATHISRI ESITTNA"}, Births: []match.Birth{born}}, index.Options{Limit: 100, Least: 0.5})); n > 0 {
		t.Errorf("%d found after the erasure", n)
	}
}
