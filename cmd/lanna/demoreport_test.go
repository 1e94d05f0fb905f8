package main

import (
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/exercise/wording"
)

// An officer who loads the demo keeps the places of what was misread: the
// values are put right in the proposal that stands for them.
func TestThePlacesOfAMisreadNoticeAreKept(t *testing.T) {
	proposed := []desk.ProposedNotice{
		{Number: 1, Fields: []desk.ProposedField{{ID: "1a", Property: lanna.Name, Value: "测试己"}, {ID: "1b", Property: lanna.Amount, Value: "3000 CNY"}}},
		{Number: 2, Fields: []desk.ProposedField{{ID: "2a", Property: lanna.Name, Value: "测试乙"}}},
	}
	notices := []exercise.Notice{
		{Notice: wording.Notice{Names: []string{"测试乙"}}},
		{Notice: wording.Notice{Names: []string{"测试甲"}, Amount: &wording.Money{Value: "300000", Currency: "CNY"}}},
		{Notice: wording.Notice{Names: []string{"测试丙"}}},
	}
	c := confirmation(&desk.CaptureView{Notices: proposed}, notices)
	if len(c.Notices) != 3 {
		t.Fatalf("%d notices are confirmed, want two proposals and one that was missed", len(c.Notices))
	}
	for i, want := range []struct {
		number int
		fields []desk.ConfirmedField
	}{
		{1, []desk.ConfirmedField{{ID: "1a", Property: lanna.Name, Value: "测试甲", Compared: true}, {ID: "1b", Property: lanna.Amount, Value: "300000 CNY", Compared: true}}},
		{2, []desk.ConfirmedField{{ID: "2a", Property: lanna.Name, Value: "测试乙", Compared: true}}},
		{0, []desk.ConfirmedField{{Property: lanna.Name, Value: "测试丙", Compared: true}}},
	} {
		got := c.Notices[i]
		if got.Number != want.number || !got.Keep {
			t.Errorf("notice %d is of proposal %d, kept %v; want proposal %d, kept", i, got.Number, got.Keep, want.number)
		}
		if len(got.Fields) != len(want.fields) {
			t.Fatalf("notice %d: fields %+v, want %+v", i, got.Fields, want.fields)
		}
		for k, f := range want.fields {
			if got.Fields[k] != f {
				t.Errorf("notice %d: field %+v, want %+v", i, got.Fields[k], f)
			}
		}
	}
}
