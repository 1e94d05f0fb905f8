package extract

import "testing"

// Two sums that are told alike are for word and for the person.
func TestTheLargerOfTwoAlikeIsForThePerson(t *testing.T) {
	for text, want := range map[string][2]string{
		"Does anybody know where Lim Kah Seng sleeps? His sister's flat number earns 50,000 baht, the man himself earns 3,000,000 baht.": {"3000000", "50000"},
		"跑了的卢子健，谁抓到联系我，人拿30万，影子拿2万":                                                                                                      {"300000", "20000"},
	} {
		in := read(text)
		if len(in.Notices) != 1 || in.Notices[0].Amount == nil || in.Notices[0].TipAmount == nil ||
			in.Notices[0].Amount.Value != want[0] || in.Notices[0].TipAmount.Value != want[1] {
			t.Errorf("%q: %+v", text, in.Notices)
		}
	}
}

// 个 behind a number stands for so many 万, where somebody is sought.
func TestSlangForTenThousands(t *testing.T) {
	for text, want := range map[string]string{"财务那个卢子健跑了，抓回来给四十个": "400000", "卢子健跑了，抓到给三十个人看": "", "悬赏卢子健\n30个": "300000",
		"把卢子健弄到园区来，我给他四十个\n快递单号 7731 5409 2288 146": "400000"} {
		got := ""
		for _, n := range read(text).Notices {
			if n.Amount != nil {
				got = n.Amount.Value
			}
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
