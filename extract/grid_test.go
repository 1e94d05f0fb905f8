package extract

import (
	"testing"

	"lanna/extract/reading"
)

// The cells of a table have areas of their own, as bubbles do.
func TestCellsAreNoMessages(t *testing.T) {
	r := reading.Reading{Width: 600, Height: 400}
	for i, text := range []string{"姓名", "花名", "赏金", "李建国", "黑皮", "30万", "王海燕", "Tony", "20万"} {
		x, y := 20+i%3*190, 20+i/3*40
		r.Lines = append(r.Lines, reading.Line{Text: text, Script: reading.ScriptHan, Confidence: 0.99,
			Box: reading.Box{X: x + 8, Y: y + 8, W: 90, H: 20}, Bubble: reading.Box{X: x, Y: y, W: 180, H: 36}})
	}
	in := ForIntake("", "", Propose(Layout(r)))
	if len(in.Notices) != 2 || in.Notices[1].Names[0] != "王海燕" || in.Notices[1].Aliases[0] != "Tony" || in.Notices[1].Amount.Value != "200000" {
		t.Errorf("got %+v", in.Notices)
	}
}

func TestSumGoesOn(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"酬劳25", "万元", true}, {"加至100", "万泰铢，三天内有效", true}, {"30万", "美金", true}, {"1. 李建国 25", "万里 30万", false}, {"30万", "王海燕 20万", false}} {
		if got := sumGoesOn(c.a, c.b); got != c.want {
			t.Errorf("%q %q: %v", c.a, c.b, got)
		}
	}
}

// A reader loses the blank between the word for a service and the name in it.
func TestGluedHandle(t *testing.T) {
	for text, want := range map[string]string{"悬赏10万找李建国,VXexking_3415": "wechat:exking_3415", "接单加V信exking8606": "wechat:exking8606"} {
		p := newPage(0, text)
		p.handles()
		if len(p.finds) != 1 || p.finds[0].value != want {
			t.Errorf("%q: %+v", text, p.finds)
		}
	}
}
