package accuracy

import (
	"os"
	"testing"

	"lanna/extract"
)

// What a text of the corpus says is to be found is what extraction is measured with.
func TestCorpus(t *testing.T) {
	raw, err := os.ReadFile("../testdata/strangers.txt")
	if err != nil {
		t.Fatal(err)
	}
	all, err := Corpus(string(raw))
	if err != nil {
		t.Fatal(err)
	}
	score, languages := NewScore(), map[string]int{}
	for _, c := range all {
		score.Add(c, extract.ForIntake("", "", extract.Propose(extract.FromText(c.Text))))
		languages[c.Language]++
	}
	for _, l := range []string{"zh", "en", "th", "my", "lo"} {
		if languages[l] < 20 {
			t.Errorf("%d texts in %s", languages[l], l)
		}
	}
	for _, field := range []string{"notice", "name", "id", "phone", "handle", "amount", "tip amount"} {
		// extract's own test holds every text; here only reading them can be wrong.
		if c := score.count("all", field); c.F1() != 1 {
			t.Errorf("%s: %d right, %d missed, %d invented", field, c.Right, c.Missed, c.Invented)
		}
	}
}
