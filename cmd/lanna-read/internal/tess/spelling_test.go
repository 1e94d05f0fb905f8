package tess

import (
	"testing"

	"lanna/cmd/lanna-read/internal/recognise"
)

func spelledAs(l language, text string) string {
	var chars []recognise.Char
	for _, r := range text {
		chars = append(chars, recognise.Char{Rune: r})
	}
	var out []rune
	for _, c := range l.spelled(chars) {
		out = append(out, c.Rune)
	}
	return string(out)
}

// What the spelling of a language rules out is put right, and nothing else.
func TestSpelling(t *testing.T) {
	for _, c := range []struct {
		l         language
		read, was string
	}{
		{lao, "ທ້າວ ພູວົງ [ຊຍະວົງ", "ທ້າວ ພູວົງ ໄຊຍະວົງ"},
		{lao, "ນາງ ດາວອນ ບຸນຍະວໍງ |", "ນາງ ດາວອນ ບຸນຍະວົງ |"},
		{lao, "ພັນທະວ່ງ ຈາກ", "ພັນທະວົງ ຈາກ"},
		{lao, "[ຜູ້ໜີ]", "[ຜູ້ໜີ]"},
		{lao, "ຂໍນອນ ກໍມີ ກໍບໍ່ ບໍລິສັດ ຂໍງວດ ຄໍາ ກໍ ນີ້", "ຂໍນອນ ກໍມີ ກໍບໍ່ ບໍລິສັດ ຂໍງວດ ຄໍາ ກໍ ນີ້"},
		{lao, "ແຕ່ງ ແກວ່ງ ຄ່ອງ ສ່ວນ ແຫ່ງ ໜ່ວຍ ກວ່າ", "ແຕ່ງ ແກວ່ງ ຄ່ອງ ສ່ວນ ແຫ່ງ ໜ່ວຍ ກວ່າ"},
		{lao, "ນາງ ຈັນສະຫມອນ ຫນີ ຫຼ້າ ຫາ", "ນາງ ຈັນສະໝອນ ໜີ ຫຼ້າ ຫາ"},
		{burmese, "ကို၀င်းလင်းညီ", "ကိုဝင်းလင်းညီ"},
		{burmese, "၁၅,၀၀၀,ဝ၀၀ ကျပ်", "၁၅,၀၀၀,၀၀၀ ကျပ်"},
		{burmese, "မရွှေ၁၁န္တာချို", "မရွှေသန္တာချို"},
		{burmese, "သိန်း၁၁၀ ၁၁ ရက် ဝင်း ၅၀", "သိန်း၁၁၀ ၁၁ ရက် ဝင်း ၅၀"},
		{burmese, "ကိုနုင်မျိုး လိက်", "ကိုနိုင်မျိုး လိုက်"},
		{burmese, "ဖုန်း သိန်း အင်္ဂလိပ် ကိုယ် ကုန် စိုက် ဥုံ", "ဖုန်း သိန်း အင်္ဂလိပ် ကိုယ် ကုန် စိုက် ဥုံ"},
		{burmese, "2# ဒေါ်မာအိ", "2။ ဒေါ်မာအိ"},
		{thai, "[กขค]", "[กขค]"},
	} {
		if got := spelledAs(c.l, c.read); got != c.was {
			t.Errorf("%q: %q, want %q", c.read, got, c.was)
		}
	}
}
