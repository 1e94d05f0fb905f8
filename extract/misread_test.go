package extract

import "testing"

// amountsOf is what a picture's text says of sums: value and currency.
func amountsOf(text string) (all []string) {
	p := newPage(0, text)
	p.place.picture = true
	p.read()
	for _, f := range p.finds {
		if f.kind == fAmount {
			all = append(all, f.value+" "+f.detail["currency"])
		}
	}
	return all
}

func TestSumsReadAmiss(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a Lao unit with other marks", "ລາງວັນ: 100 ລານ ກີບ", "100000000 LAK"},
		{"a Lao unit and currency with other marks", "ໃຫ້ 200ລ໋່ານກິບ", "200000000 LAK"},
		{"a Thai unit with another letter", "ค่าหัว 1.5ส้านบาท", "1500000 THB"},
		{"the unit behind an identity card without its bracket", "ကိုမင်းအောင် 7/ဃ(နိုင်639275 သိန်း ၂၀၀", "20000000 "},
		{"digits made of the first letter of a currency", "ค่าหัว: 500,00017บาท", "500000 THB"},
		{"a sum behind what is left of a number", "ฒซ่-๒๕๑๓-๘๘๕๕๓-๒๒-๔ 100000 USDT", "100000 USDT"},
		{"a full stop read as a one", "ဆုငွေကျပ်သိန်း 801 ဖုန်း", "8000000 MMK"},
		{"blanks lost around a sum in English", "Bosspays910.000USD to who catches him", "910000 USD"},
		{"a bar read as a one", "ບັນຊີ | ບັດ | ຄ່າຫົວ\nທ້າວ ພູວົງ ພັນທະວົງ | 99-9975644 180,000,000ກີບ", "80000000 LAK"},
	} {
		if got := amountsOf(c.text); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Digits that are left of a longer number, or of a mark over the picture.
func TestRemainsOfNumbersAreNoSums(t *testing.T) {
	for _, text := range []string{"บัตร ๓๙๑๕๕ฒ่๕ซี๙๕๔๔๙๕", "ຄັ່ງ3807", "บัตร 8 4864 31282 62", "(နိုင်)၈၉၄၂၆၆"} {
		if got := amountsOf(text); len(got) != 0 {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := amountsOf("ให้30000"); len(got) != 1 {
		t.Errorf("a sum glued to a word of giving: %q", got)
	}
}

func TestBarsNeedATable(t *testing.T) {
	if s := "99-9975644 180,000,000ກີບ"; bars(s) != s {
		t.Errorf("without a table: %q", bars(s))
	}
}

func TestOnesInNames(t *testing.T) {
	for name, want := range map[string]string{
		"drill_wolfl727": "drill_wolf1727", "drill_sky365l": "drill_sky3651", "drill_l204": "drill_1204",
		"girl727": "girl727", "angel77": "angel77", "cooll7": "cooll7", "lucky88": "lucky88", "small_l": "small_l",
		"drill_1ong8241": "drill_long8241", "drill_8421": "drill_8421", "team1boss": "team1boss",
	} {
		if got := onesOf(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestNamesBrokenByAReader(t *testing.T) {
	for text, want := range map[string]string{
		"纸飞机：@l ianxi_wei5307":    "telegram:lianxi_wei5307",
		"Telegram: @golden_7 il":  "telegram:golden_7il",
		"LINE ID: drill_moon k4o": "line:drill_moonk4o",
		"TG @drill_wei5 5k today": "telegram:drill_wei5",
		"TG @drill_wei5 or call":  "telegram:drill_wei5",
	} {
		p := newPage(0, text)
		p.place.picture = true
		p.read()
		if p.inOrder(); len(p.finds) == 0 || p.finds[0].value != want {
			t.Errorf("%s: %+v, want %s", text, p.finds, want)
		}
	}
}

func TestCapitals(t *testing.T) {
	for text, want := range map[string]string{"lmran Reyes": "Imran Reyes", "call him \"lron": "call him \"Iron", "Lvan lin, lily": "Lvan lin, lily", "@lmk_88 lbrown77": "@lmk_88 lbrown77", "line:lpark.x": "line:lpark.x"} {
		if got := capitals(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// A reader loses the blank behind the word for a number.
func TestGluedID(t *testing.T) {
	in := ForIntake("", "", Propose(FromText("bounty on Somchai Chaiyo 30,000 USD, WeChat IDgao_hr2020")))
	if len(in.Notices) != 1 || len(in.Notices[0].Handles) != 1 || in.Notices[0].Handles[0].Value != "gao_hr2020" {
		t.Errorf("got %+v", in.Notices)
	}
}

// An age and a height are no sum, nor is anybody missing who is looked for by a family.
func TestAgeAndHeight(t *testing.T) {
	in := ForIntake("", "", Propose(FromText("MISSING PERSON Ruth Sharma, 25,181 cm, last seen near the old market. Any sighting call +1 (305) 555-0171. Her family is waiting.")))
	for _, n := range in.Notices {
		if n.Amount != nil {
			t.Errorf("got %+v", n.Amount)
		}
	}
}

// 參 is how formal sums write three in traditional signs, and no sum in other words.
func TestFormalThree(t *testing.T) {
	for text, want := range map[string]string{"悬赏孔明梅 參拾伍萬元整": "350000", "悬赏孔明梅 参拾伍万元整": "350000", "悬赏孔明梅，参加找人的有5万": "50000"} {
		in := ForIntake("", "", Propose(FromText(text)))
		if len(in.Notices) != 1 || in.Notices[0].Amount == nil || in.Notices[0].Amount.Value != want {
			t.Errorf("%q: %+v", text, in.Notices)
		}
	}
}
