package extract

import (
	"slices"
	"testing"
)

// A name that a line end tears in pasted text is one name, and keeps its place in
// the original.
func TestTornNames(t *testing.T) {
	for text, want := range map[string][]string{
		"悬赏找人，叫朱\n小飞，30万":      {"朱小飞"},
		"悬赏名单\n张伟 60万\n李强 30万": {"张伟", "李强"},
		"ใครจับนางชลธิชา\nวงศ์รักษา ได้ให้ 3ล้านบาท":                     {"นางชลธิชา วงศ์รักษา"},
		"ค่าหัวนายศุภชัย\nหนีไปแล้ว 500,000 บาท":                         {"นายศุภชัย"},
		"bounty for these\nSomchai\nTadesse | passport EX5048314 | $80k": {"Somchai Tadesse"},
	} {
		r := Propose(FromText(text))
		if got := namesOf(ForIntake("", "", r)); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}
