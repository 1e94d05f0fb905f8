package index

import (
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/match"
)

// Columns added up say of each spelling how many grams it shares, as sets do.
func TestColumnsAddUp(t *testing.T) {
	letters := rapid.SliceOfN(rapid.ByteRange(1, letterClasses), 1, mostLetters)
	rapid.Check(t, func(t *rapid.T) {
		filed := rapid.SliceOfN(letters, 1, 200).Draw(t, "filed")
		var d delta
		for i, text := range filed {
			d.info = append(d.info, rowInfo{birth: uint32(i)})
			d.columns.put(uint32(i), appendCard(nil, lanna.RecordID{1}, &match.Facts{}, [][]byte{text}))
		}
		asked := gramsOf(nil, letters.Draw(t, "asked"))
		asked = asked[:min(len(asked), mostAdd)]
		least := rapid.IntRange(1, len(asked)).Draw(t, "least")
		var g gramCounter
		d.stretches(always, func(st *stretch, from, to int) { g.add(st, from, to, asked, least, 1000) })
		got := map[uint32]uint8{}
		last := uint8(255)
		g.best(func(h gramHit) bool {
			if h.alike > last {
				t.Errorf("%d behind %d", h.alike, last)
			}
			last, got[h.slot] = h.alike, h.alike
			return true
		})
		for i, text := range filed {
			own := gramsOf(nil, text)
			shared := 0
			for _, a := range asked {
				if slices.Contains(own, a) {
					shared++
				}
			}
			want := 510 * shared / (len(asked) + len(own))
			if alike, found := got[uint32(i)]; found != (shared >= least) || found && (int(alike) < want-1 || int(alike) > want+1) {
				t.Errorf("spelling %d shares %d of %d, at least %d: %d, not %d", i, shared, len(asked), least, alike, want)
			}
		}
	})
}

// Of who is erased no bit is left in the columns, in memory and in the file.
func TestErasureEmptiesColumns(t *testing.T) {
	x, _, err := Open(filepath.Join(t.TempDir(), "persons"), make([]byte, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // a test's
	id := lanna.RecordID{7}
	entry := Entry{id, "all", match.Facts{Names: []string{"CHEN WEIMING"}, Births: []match.Birth{{Year: 1990}, {Year: 1971}}}}
	bitsOf := func() (n int) {
		for _, shelf := range x.shelves(nil) {
			shelf.stretches(always, func(st *stretch, from, to int) {
				for gram := range grams {
					for _, b := range st.of(uint8(gram)) {
						if b != 0 {
							n++
						}
					}
				}
			})
		}
		return n
	}
	for _, merged := range []bool{false, true} {
		x.Put(id, 0, entry)
		if merged {
			if err := x.Merge(); err != nil {
				t.Fatal(err)
			}
		}
		if bitsOf() == 0 {
			t.Fatalf("merged %v: nothing was filed", merged)
		}
		if err := x.Erase(id); err != nil {
			t.Fatal(err)
		}
		if n := bitsOf(); n > 0 {
			t.Errorf("merged %v: %d bytes are not empty", merged, n)
		}
	}
}
