package hanwords

import "testing"

func TestRank(t *testing.T) {
	for word, want := range map[string]int{"包庇": 1, "公园": 2, "公园里": 2, "陈伟": 0, "王小": 0, "公": 0, "": 0, "go now": 0} {
		if got := Rank(word); got != want {
			t.Errorf("Rank(%q) = %d, want %d", word, got, want)
		}
	}
}
