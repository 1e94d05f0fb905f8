package match

import "testing"

// A score must come out again in another process: the order in which a map is
// read must not decide which cost counts.
func TestCostsOfPairsComeBeforeThoseOfLetters(t *testing.T) {
	for range 50 {
		c := newCosts(nil, map[string]int32{"*h": 25, "sh": 45, "gh": 10})
		if c.drop['s'-'a'+1]['h'-'a'+1] != 45 || c.drop['g'-'a'+1]['h'-'a'+1] != 10 || c.drop['k'-'a'+1]['h'-'a'+1] != 25 {
			t.Fatal("the cost of a letter overwrote that of a pair")
		}
	}
}
