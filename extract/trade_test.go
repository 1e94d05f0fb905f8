package extract

import "testing"

// Money that somebody got, lent or earned is no reward, in whatever message the
// words for it stand.
func TestMoneyThatSomebodyGotIsNoReward(t *testing.T) {
	for _, text := range []string{
		"the top closer this month gets 5,000 USD\nlast month Jose Gurung took 8,000 USD",
		"I will pay back the 2k next week\nyou said so last time, Ruth Silva also wants his 3k",
		"เดือนนี้ใครยอดสูงสุดได้ 50,000 บาท\nเดือนก่อนนายมานพ พงษ์ไพศาลได้ 80,000",
		"เครื่องปั่นไฟขายให้นายกิตติพงษ์ วงศ์สมบูรณ์ไปแล้ว 18,000 ฝากเงินไว้ก่อน",
		"ເດືອນກ່ອນ ທ້າວ ໄພວັນ ສີຫາລາດ ໄດ້ 8 ລ້ານ",
	} {
		if got := read(text).Notices; len(got) > 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// A line of trade further off says nothing of a person with a sum.
func TestTradeFurtherOffSaysNothing(t *testing.T) {
	if got := read("Priya Fernando $20,000\nline yanxi_dragon9431\nok\npizza tonight? 2 large for 650 baht").Notices; len(got) != 1 {
		t.Errorf("%+v", got)
	}
}
