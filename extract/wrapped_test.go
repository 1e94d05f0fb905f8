package extract

import (
	"strings"
	"testing"

	"lanna/extract/reading"
)

// Where a program broke a line the text goes on; where a writer ended it, not.
func TestWrappedLines(t *testing.T) {
	for _, c := range []struct{ name, a, b, want string }{
		{"a word behind a name", "ใครซ่อน นายสมชาย แก้วดี", "ไว้ เจอดีแน่", " "},
		{"a family name broken", "ใครซ่อน นายสมชาย แก้ว", "ประเสริฐ ไว้", ""},
		{"a sum on the next line", "ใครพบ ให้รางวัล", "150,000 บาท", " "},
		{"a township's letters", "ကိုစည်သူ | ၁၄/ဃဓ", "ဈ(နိုင်)၈၉၇၈၆၅", ""},
		{"an identity card, then a sum", "ကိုစည်သူ ၄/ဈဓဌ(နိုင်)၆၁၂၅၈၄", "၁၅,၀၀၀,၀၀၀ ကျပ်", " "},
		{"a unit ahead of its number", "ဦးအေး ၈/ဈဓဌ(နိုင်)၈၉၄၂၆၆ သိန်း", "50", " "},
		{"digits of two scripts", "พงศกร ใจดี ๒๒๓๔๘๗๙๕๙๖๖๒", "30000 USDT", " "},
		{"a place in brackets", "1.5ล้าน - นางสาวสุนิสา ศรีดี", "(ท่าขี้เหล็ก)", " "},
		{"a currency behind its number", "good information and 80K", "usdt for bringing him back", " "},
		{"a sum behind a word", "come back today or it is", "500,000 baht on your head", " "},
		{"a contact under a list", "13. Ahmad Sharma / ￥600,000", "Send photos to Telegram: drill_sky4021", "\n"},
		{"a contact under a sum and its currency", "Wang Lihua - 5k USD", "contact @drill_ten9300", "\n"},
		{"a contact under a currency and its sum", "ကိုညီဟိန်း - ယွမ် 500,000", "Telegram @drill_hr8067", "\n"},
		{"a row of a list under a sum", "1雷宏轩539901199104160488 60w人民币", "2曾晓福352624199302080153 30w人民币", "\n"},
		{"a sum that a word awaits", "把他带出来，我愿意给", "80000 USDT，谢谢", ""},
		{"a label that no list holds", "ຊື: ນາງ ແສງດາວ ບຸນຍະວົງ ລາງວັນ: 200 ລ້ານ", "ຊື: ທ້າວ ຄຳຫຼ້າ", "\n"},
		{"a sum and its unit, then a word", "本月业绩分别为60", "万和45万，请大家向他们学习", ""},
		{"a contact under a sum in two pieces", "卢宏祥，3505**********5083，20w U", "微信 exercise_ops1740", "\n"},
		{"a time under a sum", "bring him in person: $50000", "07:20w", "\n"},
		{"a list whose items end with brackets", "သိန်း ၁၅၀ - ဦးညီမြင့် (မဲဆောက်)", "MMK 15,000,000 - ဒေါ်စု", "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := line(c.a, 0, 0, reading.Box{}), line(c.b, 0, 24, reading.Box{})
			a.Box.W, b.Box.W = 400, 380
			if got := between(row{lines: []reading.Line{a}}, row{lines: []reading.Line{b}}, 400, true); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// A line whose box touches the edge of its bubble belongs there all the same.
func TestALineIsHousedInItsBubble(t *testing.T) {
	bubble := reading.Box{X: 20, Y: 90, W: 360, H: 120}
	lost := line("ใครซ่อน นายสมชาย แก้วดี ไว้", 30, 100, reading.Box{})
	lost.Box.W = 340
	found := line("โทร 069-094-9458", 30, 130, bubble)
	d := Layout(reading.Reading{Width: 720, Height: 600, Lines: []reading.Line{lost, found}})
	if len(d.Messages) != 1 || !strings.Contains(d.Messages[0].Text, "นายสมชาย") {
		t.Errorf("messages %+v", d.Messages)
	}
	faint := lost
	faint.Ink = [3]uint8{200, 200, 200} // a mark that lies over the picture
	if got := housed([]reading.Line{faint, found}); !got[0].Bubble.Empty() {
		t.Error("a faint mark was taken for a line of the bubble")
	}
}
