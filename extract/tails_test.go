package extract

import (
	"slices"
	"testing"
)

// What touches a Thai or Lao name without a blank: a verb or particle behind it,
// a preposition or a verb of taking before it.
func TestWordsThatTouchSouthernNames(t *testing.T) {
	for text, want := range map[string][]string{
		"ค่าตัวนางศิริพร ศรีวัฒนาจาก 300000 บาท ขึ้นเป็น 2000000 บาท":                                   {"นางศิริพร ศรีวัฒนา"},
		"มีใครรู้บ้างว่านายวีรภัทร มั่นสว่างพักที่ไหน บอกที่อยู่จ่าย 150,000 บาท พามาส่งจ่าย 3 ล้านบาท": {"นายวีรภัทร มั่นสว่าง"},
		"อัปเดตเรื่องนางสาวรัตนา จันทร์นาคำ\nใครจับได้ ตอนนี้ให้ 300,000 บาท":                           {"นางสาวรัตนา จันทร์นาคำ"},
		"ไอ้นายสมศักดิ์ วงศ์ดีโกงเงินพวกเรา ใครจับได้ให้ 1,500,000บาท":                                  {"นายสมศักดิ์ วงศ์ดี"},
		"พูดครั้งสุดท้าย ใครส่งตัวนายกฤษณะ ศรีพิทักษ์มา ผมควักจ่ายเอง ฿800,000":                         {"นายกฤษณะ ศรีพิทักษ์"},
		"ทนายสมชาย ใจดี": nil,
		"ใครเห็นนายจิรายุ ใจสมบูรณ์บ้าง ให้ 2 ล้านบาท":       {"นายจิรายุ ใจสมบูรณ์"},
		"ພາ ທ້າວ ພູວົງ ບຸນຍະວົງ ມາຫາຂ້ອຍ ເອົາໄປ 500,000 ບາດ": {"ທ້າວ ພູວົງ ບຸນຍະວົງ"},
	} {
		if got := namesOf(read(text)); !slices.Equal(got, want) {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// Each of two persons has the sum behind the word for them, whatever word of
// giving stands between.
func TestSumsInTurnWithWordsOfGiving(t *testing.T) {
	for _, text := range []string{
		"นายปิยะ แสงไพศาล กับ นายมานพ แสงสุวรรณ ปีนกำแพงหนีไปด้วยกัน คนแรกให้ 800,000 บาท คนที่สองให้ 500,000 บาท",
		"ທ້າວ ສີສຸກ ສຸວັນນະສີ ກັບ ທ້າວ ວິໄລ ຫຼວງລາດ ປີນກຳແພງໜີນຳກັນ ຄົນທຳອິດໃຫ້ 800,000 ບາດ ຄົນທີສອງໃຫ້ 500,000 ບາດ",
		"ဦးထက်စိုး နဲ့ ဦးကိုလင်း အတူ နံရံကျော်ပြေးသွားတယ်။ ပထမလူအတွက် ဘတ် 800,000၊ ဒုတိယလူအတွက် ဘတ် 500,000",
	} {
		var got []string
		for _, n := range read(text).Notices {
			got = append(got, n.Amount.Value)
		}
		if !slices.Equal(got, []string{"800000", "500000"}) {
			t.Errorf("%q: %q", text, got)
		}
	}
}
