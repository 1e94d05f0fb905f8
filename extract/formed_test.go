package extract

import (
	"testing"

	"lanna/extract/reading"
)

// A group chat prints the sender's name in each bubble, in a colour of its own; its
// box is as high as that of the text, or higher, as readers measure small letters.
// Somebody fills in a form there, a line a message.
func TestFormInAGroupChat(t *testing.T) {
	r := reading.Reading{Width: 720, Height: 900}
	for i, text := range []string{"江湖追缉令", "目标：李建国", "别名：阿坤", "花红：15万RMB", "线报费：5万"} {
		area := reading.Box{X: 24, Y: 100 + 120*i, W: 420, H: 110}
		name := reading.Line{Text: "阿龙", Script: reading.ScriptHan, Confidence: 0.99, Ink: [3]uint8{196, 70, 165}, Ground: [3]uint8{255, 255, 255},
			Box: reading.Box{X: 52, Y: area.Y + 10, W: 60, H: 30 + 8*(i%2)}, Bubble: area}
		said := name
		said.Text, said.Ink, said.Box = text, [3]uint8{}, reading.Box{X: 52, Y: area.Y + 60, W: 200, H: 32}
		r.Lines = append(r.Lines, name, said)
	}
	d := Layout(r)
	if len(d.Messages) != 1 || d.Messages[0].Speaker != "阿龙" {
		t.Fatalf("got %d messages: %+v", len(d.Messages), d.Messages)
	}
	in := ForIntake("", "", Propose(d))
	if len(in.Notices) != 1 || len(in.Notices[0].Names) != 1 || in.Notices[0].Names[0] != "李建国" || len(in.Notices[0].Aliases) != 1 || in.Notices[0].TipAmount == nil {
		t.Fatalf("got %+v", in.Notices)
	}
	for _, f := range Propose(d).Notices[0].Fields {
		if f.Value == "李建国" && (len(f.Boxes) != 1 || f.Boxes[0].Y != 100+120+60) {
			t.Errorf("the name stands at %v", f.Boxes)
		}
	}
}

// A few short lines by one person are one text, whatever they hold.
func TestShortLinesAreOneText(t *testing.T) {
	var ms []Message
	for _, text := range []string{"ON SALE: ONE RUNAWAY", "Brian Abdullah / 31 / EX3571691", "Fixed price RMB150K", "Take the job: @take_job8 (telegram)"} {
		ms = append(ms, Message{Side: Left, Text: text, Sent: "21:44"})
	}
	got := formed(ms)
	if len(got) != 1 || got[0].Sent != "21:44" {
		t.Fatalf("%d messages: %+v", len(got), got)
	}
	in := ForIntake("", "", Propose(Document{Messages: got}))
	if len(in.Notices) != 1 || in.Notices[0].Amount == nil || len(in.Notices[0].IDs) != 1 {
		t.Errorf("got %+v", in.Notices)
	}
}

// Two answers with a colon are no form, and nobody fills in what another began.
func TestAnswersAreNoForm(t *testing.T) {
	said := func(side Side, text string) Message { return Message{Side: side, Text: text} }
	for _, ms := range [][]Message{
		{said(Left, "姓名：李建国"), said(Left, "赏金：30万")},
		{said(Left, "姓名：李建国"), said(Right, "真的？"), said(Left, "赏金：30万"), said(Left, "电话：131")},
		{said(Left, "a: 1"), said(Right, "b: 2"), said(Left, "c: 3")},
		{said(Left, "1"), said(Left, "2"), said(Left, "3"), said(Left, "4"), said(Left, "5"), said(Left, "6"), said(Left, "7")}, // talk
	} {
		if got := formed(ms); len(got) != len(ms) {
			t.Errorf("%v became %v", ms, got)
		}
	}
}

// Below a post stands what readers may do; a reader of pictures leaves one letter of
// each of several marks behind a name; and no line begins with a mark, so that one
// ends early before them.
func TestWhatStandsAroundAPost(t *testing.T) {
	for text, want := range map[string]bool{"14 3 comments": true, "2 shares": true, "1.2k 300 likes 12 comments": true, "ความคิดเห็น 3 รายการ": true,
		"评论 3": true, "14 3": false, "3 people": false, "comments on Ahmad": false} {
		if furniture.MatchString(text) != want {
			t.Errorf("%q is furniture: %v", text, !want)
		}
	}
	in := ForIntake("", "", Propose(FromText("reward for Ahmad Kumar AAA\n20,000 USD")))
	if len(in.Notices) != 1 || len(in.Notices[0].Names) != 1 || in.Notices[0].Names[0] != "Ahmad Kumar" {
		t.Errorf("got %+v", in.Notices)
	}
	for halves, want := range map[[2]string]string{{"ran with her own passport.", "Boss puts up 50K"}: " ", {"bring the body and swap", "QQ 70551235"}: "\n", {"mail to grey.", "Heron77@x.invalid"}: "",
		{"Brian Abdullah / 31 / EX3571691", "Fixed price RMB150K"}: "\n"} {
		if got := glue(halves[0], halves[1], true); got != want {
			t.Errorf("%q: glued with %q", halves, got)
		}
	}
	line := reading.Line{Text: "的！！！姚亮", Edges: []int{0, 20, 40, 60, 80, 100, 120}}
	if got := firstToken(line); got != 80+10 {
		t.Errorf("the first token is %d wide", got)
	}
}
