package match_test

import (
	"fmt"
	"testing"

	"lanna/match"
	"lanna/names"
)

func TestAReaderKeepsSomeNames(t *testing.T) {
	r := match.NewReader(4)
	first := r.Name("陈伟明")
	if r.Name("陈伟明") != first {
		t.Error("a name that was just read was read again")
	}
	for i := range 20 { // asked for all the while, so that it stays
		r.Name(fmt.Sprint("Somchai ", i))
		if i%3 == 0 && r.Name("陈伟明") != first {
			t.Errorf("a name in use was forgotten after %d others", i+1)
		}
	}
	other := r.Name("Aung Thein Tun")
	for i := range 20 {
		r.Name(fmt.Sprint("Somsri ", i))
	}
	if r.Name("Aung Thein Tun") == other {
		t.Error("a name is kept for ever")
	}
	latin := match.Prepare(names.Parse("TAN Wee Beng"))
	var none *match.Reader
	if match.Score(first, latin) != match.Score(none.Name("陈伟明"), latin) {
		t.Error("a name that was kept scores otherwise than one that was read anew")
	}
}
