package storetest

import (
	"fmt"
	"testing"

	"lanna"
	"lanna/handling"
	"lanna/store"
)

func textRow(n int, view string, texts ...store.Text) store.Row {
	return store.Row{View: view, ID: recordID(n), Body: []byte("EXERCISE"), Text: texts}
}

func find(b *bench, q store.TextQuery) []store.TextHit {
	b.t.Helper()
	var out []store.TextHit
	b.view(func(r store.Reader) (err error) { out, err = r.Search(q); return err })
	return out
}

func ids(hits []store.TextHit) (out []lanna.RecordID) {
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

func testSearch(t *testing.T, b *bench) {
	bodies := []string{
		"EXERCISE 悬赏张伟明，福建人，赏金60万", "EXERCISE Wanted: Wang Fang, +86 138-1234-5678",
		"EXERCISE ตามหา นายสมชาย ใจดี", "EXERCISE ကိုမောင်အောင် ထွက်ပြေး", "EXERCISE ທ້າວສົມສັກ", "EXERCISE 张伟 二号",
	}
	for i, s := range bodies {
		putRows(b, textRow(i, "people", store.Text{Field: "name", Body: s, Audience: anyone}))
	}
	tests := []struct {
		query string
		found []int // newest first
	}{
		{"张伟", []int{5, 0}}, {"张", []int{5, 0}}, {"福建", []int{0}}, {"wang FANG", []int{1}}, {"13812345678", []int{1}},
		{"5678", []int{1}}, {"สมชาย", []int{2}}, {"ชาย", []int{2}}, {"အောင်", []int{3}}, {"ສົມສັກ", []int{4}},
		{"exercise", []int{5, 4, 3, 2, 1, 0}}, {"nobody", nil}, {"", nil}, {`"`, nil}, {`fang" OR "zhang`, nil}, {"NEAR(wang fang)", nil},
	}
	for _, tt := range tests {
		hits := find(b, store.TextQuery{Query: tt.query, Audiences: audiences(anyone)})
		var wanted []lanna.RecordID
		for _, n := range tt.found {
			wanted = append(wanted, recordID(n))
		}
		same(t, "hits of "+tt.query, ids(hits), wanted)
		if tt.query == "福建" && len(hits) == 1 {
			if x := hits[0]; len(x.Texts) != 1 || x.Texts[0] != (store.Text{Field: "name", Body: bodies[0], Audience: anyone}) || x.View != "people" {
				t.Errorf("hit is %+v", x)
			}
		}
	}
}

func testSearchAudience(t *testing.T, b *bench) {
	putRows(b, textRow(1, "people", store.Text{Body: "EXERCISE zhang", Audience: anyone}),
		textRow(2, "people", store.Text{Body: "EXERCISE zhang", Audience: victims}),
		textRow(3, "alerts", store.Text{Body: "EXERCISE zhang", Audience: anyone}))
	q := store.TextQuery{Query: "zhang", Audiences: audiences(anyone)}
	same(t, "hits", ids(find(b, q)), []lanna.RecordID{recordID(3), recordID(1)})
	q.Views = []string{"people", "never"}
	same(t, "hits in people", ids(find(b, q)), []lanna.RecordID{recordID(1)})
	q.Audiences = audiences(anyone, victims)
	same(t, "hits of both", ids(find(b, q)), []lanna.RecordID{recordID(2), recordID(1)})
	q.Audiences = nil
	same(t, "hits of nobody", ids(find(b, q)), nil)
	q.Audiences = audiences("never|")
	same(t, "hits of an audience that is not there", ids(find(b, q)), nil)
	q.Audiences, q.Views = audiences(anyone), []string{"never"}
	same(t, "hits in a view that is not there", ids(find(b, q)), nil)
}

// testSearchPages also reads as somebody who may see one text in a hundred.
func testSearchPages(t *testing.T, b *bench) {
	const n = 2000
	b.update(func(tx store.Tx) error {
		for i := range n {
			a := anyone
			if i%100 == 7 {
				a = victims
			}
			if err := tx.PutRow(textRow(i, "people", store.Text{Body: fmt.Sprintf("EXERCISE zhang %d", i), Audience: a})); err != nil {
				return err
			}
		}
		return nil
	})
	for _, tt := range []struct {
		query store.TextQuery
		total int
	}{
		{store.TextQuery{Query: "zhang", Audiences: audiences(victims), Limit: 6}, n / 100},
		{store.TextQuery{Query: "zhang", Audiences: audiences(anyone), Limit: 200}, n - n/100},
	} {
		q, total, last := tt.query, 0, n
		for range n {
			hits := find(b, q)
			for _, h := range hits {
				var i int
				if _, err := fmt.Sscanf(h.Texts[0].Body, "EXERCISE zhang %d", &i); err != nil || i >= last {
					t.Fatalf("text %d follows %d", i, last)
				}
				last, q.BeforeSeq = i, h.Seq
			}
			if total += len(hits); len(hits) < q.Limit {
				break
			}
		}
		if total != tt.total {
			t.Errorf("pages hold %d texts, want %d", total, tt.total)
		}
	}
}

// testSearchTexts has rows with several texts: words are found across those of
// one audience, phrases within one text alone.
func testSearchTexts(t *testing.T, b *bench) {
	text := func(field, s string) store.Text { return store.Text{Field: field, Body: s, Audience: anyone} }
	secret := store.Text{Field: "note", Body: "EXERCISE 阿蓝 hidden", Audience: victims}
	row := textRow(1, "people", text("name", "EXERCISE 张伟"), text("phone", "13812345678"), secret, text("empty", ""), text("place", "伟明 Park\x1eGate"))
	putRows(b, row, textRow(2, "people", text("name", "EXERCISE 张伟")))
	found := func(query string, a ...handling.Audience) []store.TextHit {
		return find(b, store.TextQuery{Query: query, Audiences: a})
	}
	hits := found("13812345678 张伟", anyone)
	if len(hits) != 1 || len(hits[0].Texts) != 4 || hits[0].Texts[1] != row.Text[1] || hits[0].Texts[3] != row.Text[4] {
		t.Errorf("by two of its texts: %+v", hits)
	}
	counts := []int{len(found("张伟伟", anyone)), len(found("伟伟明", anyone)), len(found(`"park gate"`, anyone)), len(found("gate", anyone)),
		len(found("张伟 阿蓝", anyone, victims)), len(found("hidden", anyone)), len(found("hidden", victims)), len(found("a1", anyone, victims))}
	same(t, "hits", counts, []int{0, 0, 0, 1, 0, 0, 1, 0})
}

func testSearchChange(t *testing.T, b *bench) {
	text := func(s string) store.Text { return store.Text{Field: "name", Body: "EXERCISE " + s, Audience: anyone} }
	stays := store.Text{Field: "note", Body: "EXERCISE stays", Audience: victims}
	putRows(b, textRow(1, "people", text("zhang wei"), stays))
	before := find(b, store.TextQuery{Query: "stays", Audiences: audiences(victims)})
	putRows(b, textRow(1, "people", text("zhang fang"), stays), textRow(1, "people", text("wang fang"), stays))
	found := func(query string) int {
		return len(find(b, store.TextQuery{Query: query, Audiences: audiences(anyone, victims)}))
	}
	same(t, "hits", []int{found("wei"), found("zhang"), found("wang"), found("fang"), found("stays")}, []int{0, 0, 1, 1, 1})
	after := find(b, store.TextQuery{Query: "stays", Audiences: audiences(victims)})
	if len(before) != 1 || len(after) != 1 || before[0].Seq != after[0].Seq {
		t.Error("a text that stayed was indexed anew")
	}
	b.update(func(tx store.Tx) error {
		if err := tx.PutRow(textRow(2, "people", text("brief"))); err != nil {
			return err
		}
		return tx.DropRow("people", recordID(2))
	})
	b.update(func(tx store.Tx) error { return tx.DropRow("people", recordID(1)) })
	same(t, "hits after dropping", []int{found("wang"), found("stays"), found("brief")}, []int{0, 0, 0})
}
