package index

import (
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/match"
)

func TestLeastGivesNumbersInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOf(rapid.Uint64()).Draw(t, "numbers")
		h := least(slices.Clone(list))
		h.order()
		slices.Sort(list)
		for i, want := range list {
			if got := h.pop(); got != want {
				t.Fatalf("number %d is %d, not %d", i, got, want)
			}
		}
	})
}

// What the letters of two spellings say before they are compared never hides one
// that is nearer.
func TestLettersNeverHideTheNearest(t *testing.T) {
	spelling := rapid.SliceOfN(rapid.ByteRange(1, letterClasses), 1, 14)
	rapid.Check(t, func(t *rapid.T) {
		a, b := spelling.Draw(t, "asked"), spelling.Draw(t, "filed")
		best := rapid.Float32Range(0, 1).Draw(t, "best")
		p := askedSpelling{patternOf(a), a, bagOf(a), 1}
		if !p.reaches(best, bagOf(b), len(b)) && p.apart(b, best) < best {
			t.Errorf("%v and %v are %.3f apart, less than %.3f", a, b, p.apart(b, best), best)
		}
	})
}

// A list that is longer than is read in one piece is entered at any birth.
func TestLongListsAreEnteredAtABirth(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "persons"), make([]byte, KeySize)
	b, err := NewBuilder(path, key)
	if err != nil {
		t.Fatal(err)
	}
	const persons = 5 * placesAtOnce
	for i := range persons {
		f := match.Facts{Places: []string{"exercise park"}, Births: []match.Birth{{Year: 1950 + i%50, Month: 1 + i%12}}}
		if err := b.Add(Entry{Record: lanna.RecordID{byte(i), byte(i >> 8), 1}, Audience: "all", Facts: f}); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Finish(1); err != nil {
		t.Fatal(err)
	}
	open, err := openBase(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer open.close()
	l := open.exact(hashed(placeKind, hash("exercise park")))
	for year := 1949; year <= 2000; year++ {
		w := open.window(yearStart(year-1), yearStart(year+2))
		want, got := 0, 0
		open.born(w, persons, func(uint32) { want++ })
		open.rows(l, w, persons, func(row uint32) {
			if got++; row < w.first || row >= w.last {
				t.Errorf("row %d is not of %d", row, year)
			}
		})
		if got != want {
			t.Errorf("%d of %d rows around %d", got, want, year)
		}
		few := 0
		open.rows(l, w, 3, func(uint32) { few++ })
		if few != min(3, want) {
			t.Errorf("%d rows, where at most 3 were asked for", few)
		}
	}
}
