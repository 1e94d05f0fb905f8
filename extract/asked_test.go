package extract

import "testing"

// A sum that stands by itself answers the question of what somebody is worth,
// and the next one that of the next person.
func TestASumAnswersAQuestion(t *testing.T) {
	for _, text := range []string{
		"นายกฤษณะ วงศ์รักษาค่าตัวเท่าไหร่\n2,000,000บาท\nแล้วนายเกรียงไกร ศรีสุขล่ะ\n3,000,000 บาท",
		"ທ້າວ ໄພວັນ ສີຫາລາດ ຄ່າຕົວເທົ່າໃດ\n2,000,000 ບາດ\nແລ້ວ ທ້າວ ສຸລິຍົນ ແກ້ວວິໄລ ເດ\n3,000,000 ບາດ",
		"how much is Maria Mwangi worth\n$2,000,000\nand Yusuf Wanjiru?\n$3,000,000",
	} {
		in := read(text)
		if len(in.Notices) != 2 || in.Notices[0].Amount == nil || in.Notices[0].Amount.Value != "2000000" || in.Notices[1].Amount == nil || in.Notices[1].Amount.Value != "3000000" {
			t.Errorf("%q: %+v", text, in.Notices)
		}
	}
}
