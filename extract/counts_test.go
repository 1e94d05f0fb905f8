package extract

import (
	"slices"
	"strings"
	"testing"

	"lanna/extract/reading"
)

// lineAt is a line of 20 pixels height.
func lineAt(text string, x, y, w int) reading.Line {
	return reading.Line{Text: text, Confidence: 0.99, Box: reading.Box{X: x, Y: y, W: w, H: 20}}
}

func screenOf(lines ...reading.Line) reading.Reading {
	return reading.Reading{Width: 400, Height: 900, Lines: lines}
}

// Figures under icons stand beside a caption; those of a price list stand in it.
func TestFiguresUnderIconsAreNotOfTheCaption(t *testing.T) {
	caption := Layout(screenOf(lineAt("12.4K", 350, 400, 40), lineAt("318", 352, 500, 30), lineAt("97", 355, 612, 20),
		lineAt("find Brian Bekele, 50,000 USD, call +86 154-4795-", 10, 590, 300), lineAt("2983", 10, 615, 40)))
	if text := caption.Messages[0].Text; !strings.HasSuffix(text, "154-4795-2983") {
		t.Errorf("the caption is %q", text)
	}
	list := Layout(screenOf(lineAt("王海燕", 10, 400, 60), lineAt("20万", 345, 400, 40), lineAt("李建国", 10, 430, 60), lineAt("30万", 345, 430, 40), lineAt("张伟明", 10, 460, 60), lineAt("5万", 345, 460, 40)))
	if text := list.Messages[0].Text; !strings.Contains(text, "30万") {
		t.Errorf("the list lost its sums: %q", text)
	}
}

func TestFiguresBelowAPostAndItsBylineAreNotOfIt(t *testing.T) {
	text := Layout(screenOf(lineAt("Boss K @exercise · 3h", 10, 10, 200), lineAt("80,000 USD for Brian Bekele", 10, 40, 260),
		lineAt("12", 10, 80, 20), lineAt("40", 110, 80, 20), lineAt("21K", 300, 80, 30), lineAt("2 hours ago", 10, 120, 90))).Messages[0].Text
	if text != "80,000 USD for Brian Bekele" {
		t.Errorf("the post is %q", text)
	}
}

func TestTheFrameOfASpreadsheetIsNotOfItsText(t *testing.T) {
	text := Layout(screenOf(lineAt("A", 80, 10, 10), lineAt("B", 250, 10, 10), lineAt("2", 10, 40, 10), lineAt("Name", 40, 40, 60), lineAt("Brian Bekele", 200, 40, 120),
		lineAt("3", 10, 70, 10), lineAt("Sum", 40, 70, 60), lineAt("80,000 USD", 200, 70, 100), lineAt("4", 10, 100, 10))).Messages[0].Text
	if text != "Name  Brian Bekele\nSum  80,000 USD" {
		t.Errorf("the sheet is %q", text)
	}
	rows := Layout(screenOf(lineAt("1", 10, 40, 10), lineAt("Brian Bekele", 40, 40, 120), lineAt("2", 10, 70, 10), lineAt("Yusuf Wanjiru", 40, 70, 120), lineAt("3", 10, 100, 10), lineAt("Daniel Santos", 40, 100, 120))).Messages[0].Text
	if !strings.Contains(rows, "3  Daniel Santos") {
		t.Errorf("a list lost the numbers of its rows: %q", rows)
	}
}

// Programs that draw no bubbles set name and time above each message.
func TestMessagesWithoutBubbles(t *testing.T) {
	ms := Layout(screenOf(lineAt("阿龙今天18:57", 50, 10, 120), lineAt("汪伟值几个钱", 50, 35, 120), lineAt("小陈今天 19:02", 50, 70, 120), lineAt("$60,000", 50, 95, 70))).Messages
	if len(ms) != 2 || ms[0].Speaker != "阿龙" || ms[1].Speaker != "小陈" || ms[1].Text != "$60,000" {
		t.Errorf("messages %+v", ms)
	}
	one := Layout(screenOf(lineAt("集合时间20:30", 50, 10, 120), lineAt("地点三号门", 50, 35, 120))).Messages
	if len(one) != 1 {
		t.Errorf("a notice with one time became %d messages", len(one))
	}
}

// A story marks each row of a text with an area of its own.
func TestRowsThatAreMarkedGoOn(t *testing.T) {
	marked := func(text string, y, w int) reading.Line {
		l := lineAt(text, 20, y, w)
		l.Bubble = reading.Box{X: 16, Y: y - 2, W: w + 8, H: 24}
		return l
	}
	lines := []reading.Line{marked("求购阿明，100万，打+861549400", 100, 300), marked("3911", 126, 40)}
	if ms := Layout(screenOf(lines...)).Messages; len(ms) != 1 || !strings.HasSuffix(ms[0].Text, "+8615494003911") {
		t.Errorf("messages %+v", ms)
	}
	lines[1].Bubble = reading.Box{}
	if ms := Layout(screenOf(lines...)).Messages; len(ms) != 1 || ms[0].System {
		t.Errorf("with an area that was not found: %+v", ms)
	}
	lines[1] = marked("3911", 180, 40)
	if ms := Layout(screenOf(lines...)).Messages; len(ms) != 2 {
		t.Errorf("areas far apart became %d messages", len(ms))
	}
}

// The longest row of a poster is no wrapped one where the next word had room.
func TestARowThatTheWriterEnded(t *testing.T) {
	text := Layout(screenOf(lineAt("is the money ready", 20, 10, 120), lineAt("who is it", 20, 35, 60), lineAt("ZHANG Haitao, he ran to block C", 20, 60, 215), lineAt("he owes us", 20, 85, 90))).Messages[0].Text
	if !strings.Contains(text, "block C\nhe owes") {
		t.Errorf("got %q", text)
	}
}

func TestLabelsThatTouchTheirNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"80,000 USD for Brian Bekele. Phone+86154-5082-3483":   "+8615450823483",
		"ໃຜພົບ ທ້າວ ສີສຸກ ອິນທະວົງ 200 ລ້ານກີບ +66 69-5063510": "+66695063510",
	} {
		in := ForIntake("", "", Propose(FromText(text)))
		if len(in.Notices) != 1 || !slices.Equal(in.Notices[0].Phones, []string{want}) || len(in.Notices[0].IDs) > 0 {
			t.Errorf("%q: %+v", text, in.Notices)
		}
	}
}

func TestWhatAReaderTakesForAComma(t *testing.T) {
	if got := betweenHan("邓丽国丶贾天芳"); got != "邓丽国、贾天芳" {
		t.Errorf("got %q", got)
	}
}

func TestEmojiAtTheEndOfALine(t *testing.T) {
	for read, want := range map[string]string{
		"Telegram @exercise_hk9411VVV": "Telegram @exercise_hk9411", "@nanxing_xAAA": "@nanxing_x",
		"30K USDTTT": "30K USDTTT", "grade AAA": "grade AAA", "exercise_555": "exercise_555", "VVV": "VVV", "": "",
	} {
		if got := withoutTail(read); got != want {
			t.Errorf("%q became %q, want %q", read, got, want)
		}
	}
}
