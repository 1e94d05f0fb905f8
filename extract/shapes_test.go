package extract

import (
	"fmt"
	"strings"
	"testing"
)

// A person of the shapes below, with the sum as it is written and as it is read.
type shapePerson struct{ name, id, idValue, sum, value string }

var shapePeople = map[string][]shapePerson{
	"zh": {{"何天婷", "539901197802137139", "539901197802137139", "35万", "350000"}, {"孟天燕", "5399**********7352", "5399**********7352", "80,000元", "80000"},
		{"欧阳家豪", "430223198511194128", "430223198511194128", "二十万", "200000"}, {"任子东", "352624********0316", "352624********0316", "5万U", "50000"}},
	"en": {{"Arvind Phiri", "XP5783848", "XP5783848", "$50,000", "50000"}, {"ZHANG Jianguo", "EX1837710", "EX1837710", "80k USDT", "80000"},
		{"Grace Kamau", "XE4094279", "XE4094279", "300,000 baht", "300000"}},
	"th": {{"นายสมศักดิ์ ศรีสมบูรณ์", "8113110057901", "8113110057901", "5 แสน", "500000"}, {"นางสาวพิมพ์ชนก ชัยสว่าง", "6-7856-32220-86-2", "6785632220862", "800,000 บาท", "800000"},
		{"วรรณา ชัยสุวรรณ", "4298596805399", "4298596805399", "1 ล้านบาท", "1000000"}},
	"my": {{"ဦးမျိုးအောင်ဟိန်း", "၉/ဈဓဌ(နိုင်)၉၈၃၇၃၇", "9/ဈဓဌ(နိုင်)983737", "သိန်း ၁၀၀", "10000000"}, {"ကိုမြင့်သူကျော်", "2/ဋဌဃ(နိုင်)544343", "2/ဋဌဃ(နိုင်)544343", "20,000,000 ကျပ်", "20000000"},
		{"မနိုးမြတ်လှ", "၁၃/ဈဓဌ(နိုင်)၂၀၀၃၂၀", "13/ဈဓဌ(နိုင်)200320", "50 သိန်း", "5000000"}},
	"lo": {{"ທ້າວ ສົມພອນ ບຸນຍະວົງ", "99-7756213", "99-7756213", "150 ລ້ານກີບ", "150000000"}, {"ນາງ ບົວພັນ ຫຼວງລາດ", "99-0908735", "99-0908735", "400,000 ຢວນ", "400000"}},
}

var shapeHeads = map[string][]string{
	"zh": {"悬赏名单", "本周名单", "", "跑掉的人，见到就扣下：", "价目更新"},
	"en": {"WANTED LIST", "this week", "", "people who left us:"},
	"th": {"รายชื่อ", "", "คนหนีงาน"}, "my": {"စာရင်း", "", "ထွက်ပြေးသူများ"}, "lo": {"ລາຍຊື່", "", "ຄົນໜີ"},
}

// Rows as people set them: %[1]d number, %[2]s name, %[3]s id, %[4]s sum.
var shapeRows = []string{
	"%[1]d. %[2]s %[3]s %[4]s", "%[1]d、%[2]s，%[3]s，%[4]s", "%[1]d) %[2]s - %[3]s - %[4]s", "(%[1]d) %[2]s %[4]s %[3]s", "%[2]s | %[3]s | %[4]s",
	"%[2]s / %[3]s / %[4]s", "%[4]s - %[2]s - %[3]s", "%[4]s %[2]s %[3]s", "%[2]s: %[4]s (%[3]s)", "• %[2]s %[3]s → %[4]s", "%[2]s\t%[3]s\t%[4]s", "%[2]s = %[4]s",
	"%[2]s %[4]s", "%[2]s, %[4]s", "%[4]s: %[2]s", "[%[1]d] %[2]s [%[3]s] %[4]s", "No.%[1]d %[2]s %[3]s %[4]s", "%[1]d %[2]s %[3]s %[4]s", "%[2]s（%[3]s）%[4]s", "【%[2]s】%[4]s",
	"★%[2]s★ %[4]s", "%[2]s\n%[3]s\n%[4]s", "%[2]s\n%[4]s", "%[4]s\n%[2]s\n%[3]s", "- %[2]s\n  %[3]s\n  %[4]s", "%[1]d. %[2]s\n%[3]s\n%[4]s\n", "%[3]s %[2]s %[4]s", "%[2]s...%[4]s", "%[2]s —— %[4]s", "%[2]s ~ %[3]s ~ %[4]s",
	"%[2]s；%[3]s；%[4]s", "%[2]s+%[4]s", "#%[1]d %[2]s %[4]s", "%[3]s\n%[2]s\n%[4]s\n",
}

// TestListShapes: whatever the shape of its rows, every person of a list is
// found with their own sum and number.
func TestListShapes(t *testing.T) {
	for lang, people := range shapePeople {
		for _, head := range shapeHeads[lang] {
			for _, row := range shapeRows {
				missed := missedInShape(people, head, row)
				if len(missed) > 0 {
					t.Errorf("%s %q %q: %s", lang, head, row, strings.Join(missed, "; "))
				}
			}
		}
	}
}

func missedInShape(people []shapePerson, head, row string) []string {
	lines := []string{head}
	for i, p := range people {
		lines = append(lines, strings.Split(fmt.Sprintf(row+"%[5]s", i+1, p.name, p.id, p.sum, ""), "%!(")[0])
	}
	in := ForIntake("", "", Propose(FromText(strings.Join(lines, "\n"))))
	var missed []string
	for _, p := range people {
		if !shapeFound(in, p, strings.Contains(row, "%[3]s")) {
			missed = append(missed, p.name)
		}
	}
	if len(in.Notices) > len(people) {
		missed = append(missed, fmt.Sprintf("%d notices of %d people", len(in.Notices), len(people)))
	}
	return missed
}

func shapeFound(in Intake, p shapePerson, withID bool) bool {
	for _, n := range in.Notices {
		named := len(n.Names) == 1 && nameKey(n.Names[0]) == nameKey(p.name)
		priced := n.Amount != nil && n.Amount.Value == p.value
		known := !withID || len(n.IDs) == 1 && n.IDs[0].Value == p.idValue
		if named && priced && known {
			return true
		}
	}
	return false
}
