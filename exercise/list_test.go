package exercise

import (
	"bytes"
	"slices"
	"testing"

	"lanna/extract/ids"
)

func TestHandoverListIsWhatItSays(t *testing.T) {
	l := HandoverList(7, ListRows)
	truth := l.Truth
	if len(l.Rows) != ListRows || len(truth.Leaders) != 63 || len(truth.Wanted) != 1531 {
		t.Errorf("%d rows, %d leaders, %d wanted", len(l.Rows), len(truth.Leaders), len(truth.Wanted))
	}
	for name, n := range map[string]struct{ got, least, most int }{
		"duplicates, 2 %":        {len(truth.Duplicates), 500, 740},
		"possible minors, 0.5 %": {len(truth.Minors), 110, 210},
		"swapped dates":          {len(truth.Swapped), 150, 450},
		"fears":                  {len(truth.Fears), 20, 70},
	} {
		if n.got < n.least || n.got > n.most {
			t.Errorf("%s: %d", name, n.got)
		}
	}
	for _, row := range l.Rows {
		if r, ok := ids.ParseResident(row[6]); ok && r.Valid {
			t.Fatalf("a number may be a person's: row %s", row[0])
		}
	}
	again := HandoverList(7, ListRows)
	if !slices.EqualFunc(l.Rows, again.Rows, slices.Equal[[]string]) {
		t.Error("the same seed drew another list")
	}
	for _, format := range []string{"csv", "xlsx"} {
		var b bytes.Buffer
		if err := HandoverList(7, 400).Write(&b, format); err != nil || b.Len() < 10_000 {
			t.Errorf("%s: %v, %d bytes", format, err, b.Len())
		}
	}
}
