package extract

import "testing"

// Names of accounts whose service is told with words that no list holds.
func TestAccountsByTheirLook(t *testing.T) {
	for text, want := range map[string]string{
		"Telegram username: drill_hr3971":        "telegram:drill_hr3971",
		"Find me on Facebook as drill.moon.4741": "facebook:drill.moon.4741",
		"message drill.wei.904 on Facebook":      "facebook:drill.wei.904",
		"boss WeChat no. drill_lucky6240":        "wechat:drill_lucky6240",
		"ไลน์ของเฮีย drill-dragon9103":           "line:drill-dragon9103",
		"ไลน์ไอดีเรา drill-sky5522 นะ":           "line:drill-sky5522",
		"เทเรแกรม drill_long5527":                "telegram:drill_long5527",
		"เทเลเเกรม drill_tiger3858":              "telegram:drill_tiger3858",
		"ໄລຂອງຂ້ອຍ drill-kk7621":                 "line:drill-kk7621",
		"ວີແຊັຕ drill_wei2017":                   "wechat:drill_wei2017",
		"တယ်လီဂရမ်အကောင့်အမည် drill_tiger2285":   "telegram:drill_tiger2285",
		"တယ်လီဂရန် drill_dragon4263":             "telegram:drill_dragon4263",
		"飞机用户名 drill_wei904":                     "telegram:drill_wei904",
		"联系方式（TG）：drill_dragon5279":              "telegram:drill_dragon5279",
		"QQ号码是55303029":                          "qq:55303029",
		"pay is same day, linedrill_dragon9431":  "line:drill_dragon9431",
		"Telegramdrill_kk4411 only":              "telegram:drill_kk4411",
		"Facebook မှာ Ko.Drill.Night":            "facebook:Ko.Drill.Night",
		"ใครเจอทักเฟสผม drill.kk":                "facebook:drill.kk",
		"แอดไลน์ไอดี : drilljai":                 "line:drilljai",
		"Line ID report.drill":                   "line:report.drill",
		"reach us on WhatsApp or LINE drillnow":  "line:drillnow",
		"加我小号 drill.0917":                        "wechat:drill.0917",
		"微信drill123，电报同名":                        "wechat:drill123",
		"No WeChat! Telegram drill_moon817":      "telegram:drill_moon817",
	} {
		if got := handlesOf(text); len(got) != 1 || got[0] != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}

// Sums, passports, plain words and what stands behind the end of a sentence are
// nobody's account.
func TestWhatIsNoAccount(t *testing.T) {
	for _, text := range []string{
		"message me on Telegram please", "no Telegram on this ship.nobody saw", "add me on WeChat anytime",
		"Telegram group pays 5000USDT", "pay by WeChat, 300kTHB", "微信转 50000usdt", "ไลน์กลุ่ม passport XP8562801",
		"Telegram group. Room block7b2 is empty", "we stand in line behind gate3", "Facebook pays TRC20",
	} {
		if got := handlesOf(text); len(got) != 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func handlesOf(text string) (all []string) {
	p := newPage(0, text)
	p.read()
	for _, f := range p.finds {
		if f.kind == fHandle {
			all = append(all, f.value)
		}
	}
	return all
}

// A reader drops the blank between a masked number and a sum.
func TestSumGluedToAMaskedNumber(t *testing.T) {
	for text, want := range map[string]string{
		"悬赏：罗海鹏350521********735215万":     "350521********7352 150000",
		"悬赏：上官刚539901********7938300000元": "539901********7938 300000",
		"悬赏：秦建财539901********896X10万美元":   "539901********896X 100000",
	} {
		in := ForIntake("", "", Propose(FromText("EXERCISE\n"+text)))
		if len(in.Notices) != 1 || len(in.Notices[0].IDs) != 1 || in.Notices[0].Amount == nil {
			t.Fatalf("%q: %+v", text, in.Notices)
		}
		if got := in.Notices[0].IDs[0].Value + " " + in.Notices[0].Amount.Value; got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
