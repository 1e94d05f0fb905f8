package extract

import "testing"

// Who is printed with an identity number and a price is on offer; who is to be
// called about a car is not.
func TestAPersonWithANumberAndAPrice(t *testing.T) {
	for text, want := range map[string]int{
		"ON SALE: ONE RUNAWAY\nAhmad Rahman / 23 / XE2772527\nFixed price 25,000 dollars\nTake the job: @take_job8 (telegram)": 1,
		"งานด่วน\nนายจิรายุ ใจสมบูรณ์ / 22 ปี / 4177628213939\nราคาเดียว 2,000,000 บาท":                                        1,
		"Selling Toyota Vios 2018, 260,000 baht, fixed price, see it with Linh Rahman +86154 0045 8641":                        0,
		"สัญญากู้ยืม\nนายจิรายุ ใจสมบูรณ์ / 22 ปี / 4177628213939\nกู้เงิน 200,000 บาท ดอกเบี้ย 2%":                            0,
	} {
		if got := len(read(text).Notices); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
}

// A word behind a sum tells that it is the one of before.
func TestTheOldSumByTheWordBehindIt(t *testing.T) {
	for text, want := range map[string]string{
		"简阿妹的单子涨了啊，20万那是老黄历，现在是二十五万元":                                   "250000",
		"ค่าหัวบุษบา ใจงามขึ้นแล้วนะ 1 แสน นั่นของเก่า เดี๋ยวนี้ 5 แสน": "500000",
	} {
		in := read(text)
		if len(in.Notices) != 1 || in.Notices[0].Amount == nil || in.Notices[0].Amount.Value != want {
			t.Errorf("%q: %+v", text, in.Notices)
		}
	}
}
