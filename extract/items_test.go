package extract

import (
	"slices"
	"strings"
	"testing"

	"lanna/extract/reading"
)

// read is what is found in a text that was read in a picture.
func read(text string) Intake {
	d := FromText(text)
	d.Width = 720
	return ForIntake("", "", Propose(d))
}

func namesOf(in Intake) (all []string) {
	for _, n := range in.Notices {
		all = append(all, n.Names...)
	}
	return all
}

// A reader loses the point behind a number, a sum or an identity number: each row
// stays its person's, and a person whose sum is lost is a person all the same.
func TestRowsOfAListReadBadly(t *testing.T) {
	in := read("รายชื่อคนหนีเดือนนี้ ราคาต่อหัว\n1 พงศกร แก้วสว่าง บัตร 7-9089-08230-67-0\nราคา 400,000 บาท\n" +
		"2. น.ส.สุนิสา เพชรดี บัตร 8940288383603\nราคา 00000บาท\n3 นายพงศกร รุ่งดี บัตร 6 7904 23595 92 3ราคา 3,000,000 Tพ8\n" +
		"4. น.ส.ศิริพร มั่นดี บัตร 6-3136-30363-00-5\nราคา 1 ล้านบาท\n5 นางชลธิชา คำดี บัตร 8129903713602\nราคา 3 แสนบาท")
	want := []string{"พงศกร แก้วสว่าง 400000 7908908230670", "น.ส.สุนิสา เพชรดี - 8940288383603", "นายพงศกร รุ่งดี 3000000 6790423595923", "น.ส.ศิริพร มั่นดี 1000000 6313630363005", "นางชลธิชา คำดี 300000 8129903713602"}
	var got []string
	for _, n := range in.Notices {
		sum := "-"
		if n.Amount != nil {
			sum = n.Amount.Value
		}
		got = append(got, strings.Join([]string{n.Names[0], sum, n.IDs[0].Value}, " "))
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestNumbersThatOpenNoItem(t *testing.T) {
	for _, text := range []string{"2 ล้านบาท\n3 แสนบาท\n4 หมื่นบาท", "7 นางชลธิชา คำดี", "5 คนหนี\n9 คนอยู่"} {
		if m := bareMarks(text); len(m) != 0 {
			t.Errorf("%q: %v", text, m)
		}
	}
	if m := bareMarks("1 นายก\n2 นายข\n3 นายค"); len(m) != 3 {
		t.Errorf("three in turn: %v", m)
	}
}

// What a name is not: the deed behind it, a letter before its title, a label that
// lost its last letter.
func TestEndsOfNamesInPictures(t *testing.T) {
	for text, want := range map[string]string{
		"น.ส.สุดารัตน์รุ่งดี พาคนงานหนี ใครเจอจับไว้ ให้ 800,000 บาท":                 "น.ส.สุดารัตน์รุ่งดี",
		"หนูเป็นพี่ของ นางสาวมาลีวงศ์ดี น้องโดนหลอกไป ใครช่วยพาออกมา ให้ 500,000 บาท": "นางสาวมาลีวงศ์ดี",
		"ข่าวของ นางสาวจันทร์เพ็ญบุญดี ให ฿150,000 ค่าหัว":                            "นางสาวจันทร์เพ็ญบุญดี",
		"บนายสมศักดิ์ จันทร์ดี คนทรยศ ใครจับได้ ให้ 1 ล้านบาท":                        "นายสมศักดิ์ จันทร์ดี",
		"າທ້າວ ອານຸສອນ ບຸນຍະດີ ໜີໄປ ໃຜຈັບໄດ້ ໃຫ້ 200 ລ້ານກີບ":                         "ທ້າວ ອານຸສອນ ບຸນຍະດີ",
		"ຊື: ທ້າວ ອານຸສອນ ອິນທະດີຊືທຶນ: ແບັງ ລາງວັນ: 30,000 USDT":                     "ທ້າວ ອານຸສອນ ອິນທະດີ",
		"ဦးမျိုးခိုင်ဘယ်မှာရှိလဲ သတင်းပေးသူကို ဆုငွေ သိန်း ၅၀":                        "ဦးမျိုးခိုင်",
		"ဦးကိုရဲမင်းဒီစာဖတ်နေတာ ငါသိတယ် ဆုငွေ သိန်း ၅၀ ထုတ်မယ်":                       "ဦးကိုရဲ",
		"ဦးဟိန်းသူကို တွေ့ရင် ဖမ်းထား၊ ဆုငွေ သိန်း ၅၀":                                "ဦးဟိန်းသူ",
		"ชื่ สุรชัย วงศ์ดี ชื่อเล่น เก่ง รางวัล ๕๐๐,๐๐๐ บาท":                          "สุรชัย วงศ์ดี",
	} {
		if got := namesOf(read(text)); !slices.Equal(got, []string{want}) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// A label broken in two is one label; a line that begins with a label is none.
func TestLabelGoesOn(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"ชื่อ: นายสมชาย ใจดี ชื่อ", "เล่น: บอย", true}, {"ชื่อ: นายสมชาย ใจดีชื่อ", "เล่น: บอย", true}, {"นายสมชาย ใจดี", "รางวัล: 150000", false}, {"ชื่อ", "บอย: มาแล้ว", false}} {
		if got := labelGoesOn(c.a, c.b); got != c.want {
			t.Errorf("%q %q: %v", c.a, c.b, got)
		}
	}
}

// The name of who speaks stands in an area of its own: it is nobody's bounty.
func TestASpeakerIsNoPerson(t *testing.T) {
	ms := speakers([]Message{{Text: "แม่สบายดี", Speaker: "เฮียตี๋"}, {Text: "เฮียตี๋"}, {Text: "ให้เวลา นายสมชาย ใจดี", Side: Left}})
	if len(ms) != 2 || ms[1].Speaker != "เฮียตี๋" {
		t.Errorf("%+v", ms)
	}
}

// A line whose box reaches into the area below stays in the one its middle is in.
func TestALineStaysInItsBubble(t *testing.T) {
	upper, lower := reading.Box{X: 20, Y: 90, W: 360, H: 60}, reading.Box{X: 20, Y: 160, W: 360, H: 60}
	first, second := line("เฮียตี๋", 30, 95, upper), line("ค่าห้อง 2,500", 30, 120, lower)
	if got := housed([]reading.Line{first, second}); got[1].Bubble != upper {
		t.Errorf("in %v", got[1].Bubble)
	}
}
