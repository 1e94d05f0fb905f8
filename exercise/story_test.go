package exercise

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lanna"
)

// The numbers of the exercise are the domain's: 23 notices, CNY 3,810,000, 21
// people, two of them raised, five traps.
func TestStoryAddsUp(t *testing.T) {
	for seed := range uint64(5) {
		set, story, _, _, err := build(seed)
		if err != nil {
			t.Fatal(err)
		}
		amounts := map[string]int{}
		people := map[string]bool{}
		for _, n := range set.Notices {
			if n.Amount == nil || n.Amount.Currency != "CNY" {
				t.Fatalf("%s has no amount in yuan", n.ID)
			}
			amounts[n.Amount.Value]++
			people[n.Names[0]] = true
		}
		want := map[string]int{"600000": 1, "500000": 1, "300000": 2, "200000": 4, "150000": 3, "100000": 6, "50000": 4, "30000": 2}
		for v, n := range want {
			if amounts[v] != n {
				t.Errorf("seed %d: %d notices over %s, want %d", seed, amounts[v], v, n)
			}
		}
		if len(set.Notices) != 23 || story.TotalCNY != 3_810_000 || len(people) != 21 || story.People != 21 || len(story.Reposts) != 2 {
			t.Errorf("seed %d: %d notices, CNY %d, %d people, %d reposts", seed, len(set.Notices), story.TotalCNY, len(people), len(story.Reposts))
		}
		if len(story.Traps) != 5 || slices.Contains(slices.Collect(values(story.Traps)), "") {
			t.Errorf("seed %d: traps %v", seed, story.Traps)
		}
		if len(set.Checks) != 3 || len(set.Families) != 40 || len(set.Lures) != 60 || len(set.Compounds) != 12 || len(set.Tenants) != 40 {
			t.Errorf("seed %d: %d checks, %d families, %d lures, %d compounds, %d tenants", seed, len(set.Checks), len(set.Families), len(set.Lures), len(set.Compounds), len(set.Tenants))
		}
	}
}

func values(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

func TestTrapsAreSetInTheRows(t *testing.T) {
	set, story, _, _, err := build(1)
	if err != nil {
		t.Fatal(err)
	}
	notice := map[string]Notice{}
	for _, n := range set.Notices {
		notice[n.ID] = n
	}
	minorID := notice[story.Traps["minor"]].IDs[0]
	born, err := time.Parse(time.DateOnly, minorID.Birth)
	if err != nil || born.AddDate(18, 0, 0).Before(set.Day) {
		t.Errorf("the minor is born %s", minorID.Birth)
	}
	if w := notice[story.Traps["wanted-recruiter-coerced"]]; set.Wanted[0].Name != w.Names[0] {
		t.Error("the warrant is not for the person of the notice")
	}
	used := notice[story.Traps["rescuers-handle"]]
	if !slices.Contains(used.Handles, set.Rescuers[1].Handle) {
		t.Error("the notice does not carry the rescuer's handle")
	}
	for later, earlier := range story.Reposts {
		a, b := notice[earlier], notice[later]
		if a.Names[0] != b.Names[0] || len(a.Amount.Value) > len(b.Amount.Value) || a.Amount.Value >= b.Amount.Value {
			t.Errorf("%s is no raise of %s", later, earlier)
		}
	}
	ids := map[string]bool{}
	for _, tn := range set.Tenants {
		ids[tn.ID] = true
	}
	for from, to := range story.Relocation {
		if !ids[from] || !ids[to] || from == to {
			t.Errorf("the move %s to %s is between tenants that are not there", from, to)
		}
	}
}

func TestEachRoleHasAnOfficerAndRotasANext(t *testing.T) {
	set, _, _, _, err := build(1)
	if err != nil {
		t.Fatal(err)
	}
	logins, roles := map[string]lanna.Role{}, map[lanna.Role]int{}
	for _, o := range set.Officers {
		logins[o.Login] = o.Roles[0]
		roles[o.Roles[0]]++
	}
	for _, r := range lanna.Roles {
		if roles[r] == 0 {
			t.Errorf("nobody is %s", r)
		}
	}
	for _, s := range set.Rotas[0].Turns {
		if len(s.Officers) < 2 || logins[s.Officers[len(s.Officers)-1]] != lanna.ShiftLeader {
			t.Errorf("shift %s has nobody next or no leader last", s.Name)
		}
		for _, o := range s.Officers {
			if logins[o] == "" {
				t.Errorf("shift %s names %s, who has no account", s.Name, o)
			}
		}
	}
}

func TestGenerateKeepsTheTruthApartAndIsQuickTheSecondTime(t *testing.T) {
	needFonts(t)
	dir := t.TempDir()
	if err := Generate(dir, 1, nil); err != nil {
		t.Fatal(err)
	}
	rows, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(rows) != 10 {
		t.Fatalf("%d files of rows, %v", len(rows), err)
	}
	for _, path := range rows {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"trap", "already-home", "repost", `"A12"`, "misused"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s says %q, which is for truth.json alone", filepath.Base(path), word)
			}
		}
	}
	set, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range set.Notices {
		if _, err := os.Stat(filepath.Join(dir, n.Picture)); err != nil {
			t.Errorf("%s: its picture is not there", n.ID)
		}
	}
	now := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	posted := set.Notices[0].PostedAt.Sub(set.Day)
	set.At(now)
	if !set.Day.Equal(now) || set.Notices[0].PostedAt.Sub(now) != posted {
		t.Error("the set did not move as a whole")
	}

	before, err := os.Stat(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Generate(dir, 1, func(done, total int) {
		if done != total {
			t.Error("pictures are drawn again")
		}
	}); err != nil {
		t.Fatal(err)
	}
	after, err := os.Stat(filepath.Join(dir, "truth.json"))
	if err != nil || !before.ModTime().Equal(after.ModTime()) {
		t.Error("a whole folder is written again")
	}
}

func TestWriteAccuracySet(t *testing.T) {
	needFonts(t)
	dir := t.TempDir()
	if err := WriteAccuracySet(dir, 2, 10, "held"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truths []Truth
	if err := json.Unmarshal(b, &truths); err != nil || len(truths) != 10 {
		t.Fatalf("%d truths, %v", len(truths), err)
	}
	for _, tr := range truths {
		if _, err := os.Stat(filepath.Join(dir, tr.File)); err != nil || tr.Split != "held" {
			t.Errorf("%s: %v, split %s", tr.File, err, tr.Split)
		}
	}
	if err := WriteAccuracySet(dir, 2, 1, "other"); err == nil {
		t.Error("a split that does not exist is taken")
	}
}

func TestLoadOfAnEmptyFolder(t *testing.T) {
	if _, err := Load(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

// What the six nodes take in together is the exercise, once; the picture of the
// play is left for the play.
func TestPartiesShareTheExercise(t *testing.T) {
	taken := map[string]string{}
	for _, p := range Parties() {
		for _, picture := range p.Pictures {
			if other := taken[picture]; other != "" {
				t.Errorf("%s and %s both take in %s", other, p.Name, picture)
			}
			taken[picture] = p.Name
		}
		if len(p.Rota().Turns[0].Officers) == 0 {
			t.Errorf("nobody is on duty at %s", p.Name)
		}
	}
	for i, sh := range shots("") {
		name := shotFile(i, sh)[len("pictures/"):][:3]
		if (taken[name] == "") != (name == PlayPicture) {
			t.Errorf("%s is taken in by %q", name, taken[name])
		}
	}
}
