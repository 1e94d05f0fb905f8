package extract

import (
	"slices"
	"testing"
)

// In a form the head of a line is a label, in words that the lexicon lacks too,
// and a weak label needs no colon.
func TestHeadsOfFormsAreNoNames(t *testing.T) {
	in := read("协助查找\n对象 郑广辉\n绰号 九指\n护照 EX4779083\n赏额 600,000元\n电联 15466859992")
	if got := namesOf(in); !slices.Equal(got, []string{"郑广辉"}) || in.Notices[0].Amount == nil || in.Notices[0].Amount.Value != "600000" {
		t.Errorf("%q %+v", got, in.Notices)
	}
}

// Rows of names and sums are no form: their first words are people.
func TestRowsAreNoForm(t *testing.T) {
	if p := newPage(0, "郑广辉 60万\n王小明 30万\n李国强 20万"); len(p.formed) > 0 {
		t.Errorf("%v", p.formed)
	}
}
