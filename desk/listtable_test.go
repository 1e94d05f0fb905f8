package desk

import (
	"testing"

	"lanna"
	"lanna/list"
)

func TestATableIsKeptForItsCheckAlone(t *testing.T) {
	file, now := lanna.Digest{1}, lanna.Millis(1_000_000)
	over := now + lanna.Millis(tableKeptFor.Milliseconds())
	table := &list.Table{Header: []string{"Name"}, Rows: make([]list.Row, 3)}
	for _, c := range []struct {
		what string
		do   func(k *readTable)
		file lanna.Digest
		o    list.Options
		at   lanna.Millis
		kept bool
	}{
		{"its file", func(*readTable) {}, file, list.Options{}, now, true},
		{"another file", func(*readTable) {}, lanna.Digest{2}, list.Options{}, now, false},
		{"another sheet", func(*readTable) {}, file, list.Options{Sheet: "2"}, now, false},
		{"a quarter of an hour later", func(*readTable) {}, file, list.Options{}, over, false},
		{"once it was taken", func(k *readTable) { k.take(file, list.Options{}, now) }, file, list.Options{}, now, false},
		{"once the list was dropped", func(k *readTable) { k.forget(file, now) }, file, list.Options{}, now, false},
		{"once another came in that is too large", func(k *readTable) {
			k.keep(lanna.Digest{3}, list.Options{}, &list.Table{Header: table.Header, Rows: make([]list.Row, mostCellsKept+1)}, now)
		}, file, list.Options{}, now, false},
	} {
		var k readTable
		k.keep(file, list.Options{}, table, now)
		if c.do(&k); (k.take(c.file, c.o, c.at) == table) != c.kept {
			t.Errorf("%s: kept is not %v", c.what, c.kept)
		}
	}
	var k readTable
	k.keep(file, list.Options{}, table, now)
	if k.forget(lanna.Digest{}, over-1); k.table == nil {
		t.Error("the clock dropped a table before its time")
	}
	if k.forget(lanna.Digest{}, over); k.table != nil {
		t.Error("a table stays that nobody took")
	}
}
