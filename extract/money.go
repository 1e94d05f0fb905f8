package extract

import "math/big"

// An entry is one word of a table of money: a unit multiplies, a currency names.
type entry struct {
	word   string
	factor int64
	code   string // ISO 4217 or USDT
}

// units multiply the number beside them. Where a unit is used in one country
// alone its currency goes without saying only if none is printed.
var units = newTable([]entry{
	{"百万", 1e6, ""}, {"千万", 1e7, ""}, {"万", 1e4, ""}, {"w", 1e4, "CNY"}, {"个w", 1e4, "CNY"}, {"个万", 1e4, ""}, {"千", 1e3, ""}, {"百", 100, ""}, {"亿", 1e8, ""},
	{"方", 1e4, ""}, // the reader's 万
	{"wu", 1e4, "USDT"}, {"ku", 1e3, "USDT"}, {"k", 1e3, ""}, {"thousand", 1e3, ""}, {"grand", 1e3, ""}, {"m", 1e6, ""}, {"mil", 1e6, ""}, {"mill", 1e6, ""}, {"mln", 1e6, ""}, {"million", 1e6, ""}, {"hundred", 100, ""}, {"hundred thousand", 1e5, ""}, {"billion", 1e9, ""},
	{"lakh", 1e5, ""}, {"lakhs", 1e5, ""},
	{"ล้าน", 1e6, ""}, {"แสน", 1e5, ""}, {"หมื่น", 1e4, ""}, {"พัน", 1e3, ""}, {"ร้อย", 100, ""},
	{"ລ້ານ", 1e6, ""}, {"ແສນ", 1e5, ""}, {"ໝື່ນ", 1e4, ""}, {"ຫມື່ນ", 1e4, ""}, {"ພັນ", 1e3, ""}, {"ຮ້ອຍ", 100, ""}, {"ຕື້", 1e9, ""},
	{"သိန်း", 1e5, ""}, {"သောင်း", 1e4, ""}, {"သန်း", 1e6, ""}, {"ထောင်", 1e3, ""}, {"ရာ", 100, ""},
})

// currencies as they are written.
var currencies = newTable([]entry{
	{"元人民币", 0, "CNY"}, {"人民币", 0, "CNY"}, {"块钱", 0, "CNY"}, {"元", 0, "CNY"}, {"圆", 0, "CNY"}, {"块", 0, "CNY"}, {"rmb", 0, "CNY"}, {"rm b", 0, "CNY"}, {"cny", 0, "CNY"}, {"¥", 0, "CNY"},
	{"￥", 0, "CNY"}, {"软妹币", 0, "CNY"}, {"大洋", 0, "CNY"}, {"yuan", 0, "CNY"}, {"cn¥", 0, "CNY"}, {"หยวน", 0, "CNY"}, {"ยวน", 0, "CNY"}, {"ຢວນ", 0, "CNY"}, {"ຫຍວນ", 0, "CNY"}, {"ယွမ်", 0, "CNY"}, {"ယွမ်ငွေ", 0, "CNY"}, {"元整", 0, "CNY"}, {"renminbi", 0, "CNY"},
	{"usdt", 0, "USDT"}, {"u币", 0, "USDT"}, {"个u", 0, "USDT"}, {"u", 0, "USDT"}, {"泰达币", 0, "USDT"}, {"泰达", 0, "USDT"}, {"油", 0, "USDT"}, {"ยูเอสดีที", 0, "USDT"}, {"tether", 0, "USDT"},
	{"us$", 0, "USD"}, {"usd", 0, "USD"}, {"$", 0, "USD"}, {"美金", 0, "USD"}, {"美元", 0, "USD"}, {"美刀", 0, "USD"}, {"刀", 0, "USD"}, {"dollars", 0, "USD"}, {"dollar", 0, "USD"}, {"us dollars", 0, "USD"}, {"bucks", 0, "USD"},
	{"ดอลลาร์", 0, "USD"}, {"ดอลล่าร์", 0, "USD"}, {"ดอลลาร์สหรัฐ", 0, "USD"}, {"เหรียญสหรัฐ", 0, "USD"}, {"เหรียญ", 0, "USD"}, {"ໂດລາ", 0, "USD"}, {"ໂດລ່າ", 0, "USD"}, {"ໂດລ້າ", 0, "USD"}, {"ဒေါ်လာ", 0, "USD"},
	{"泰铢", 0, "THB"}, {"泰珠", 0, "THB"}, {"泰铁", 0, "THB"}, {"铢", 0, "THB"}, {"泰币", 0, "THB"}, {"thb", 0, "THB"}, {"฿", 0, "THB"}, {"baht", 0, "THB"}, {"bath", 0, "THB"}, {"บาท", 0, "THB"}, {"บ.", 0, "THB"}, {"ບາດ", 0, "THB"}, {"บาทถ้วน", 0, "THB"}, {"ဘတ်", 0, "THB"}, {"บาทไทย", 0, "THB"}, {"thai baht", 0, "THB"},
	{"缅币", 0, "MMK"}, {"缅元", 0, "MMK"}, {"缅甸币", 0, "MMK"}, {"mmk", 0, "MMK"}, {"kyats", 0, "MMK"}, {"kyat", 0, "MMK"}, {"ks", 0, "MMK"}, {"ကျပ်", 0, "MMK"}, {"จ๊าต", 0, "MMK"}, {"จ๊าด", 0, "MMK"}, {"จ๊าต", 0, "MMK"},
	{"基普", 0, "LAK"}, {"老币", 0, "LAK"}, {"老挝币", 0, "LAK"}, {"老挝基普", 0, "LAK"}, {"lak", 0, "LAK"}, {"₭", 0, "LAK"}, {"kip", 0, "LAK"}, {"kips", 0, "LAK"}, {"ກີບ", 0, "LAK"}, {"กีบ", 0, "LAK"}, {"ကစ်ပ်", 0, "LAK"},
	{"港币", 0, "HKD"}, {"hk$", 0, "HKD"}, {"hkd", 0, "HKD"}, {"台币", 0, "TWD"}, {"新台币", 0, "TWD"}, {"nt$", 0, "TWD"}, {"twd", 0, "TWD"}, {"马币", 0, "MYR"}, {"rm", 0, "MYR"}, {"myr", 0, "MYR"},
	{"越南盾", 0, "VND"}, {"vnd", 0, "VND"}, {"瑞尔", 0, "KHR"}, {"riel", 0, "KHR"}, {"€", 0, "EUR"}, {"eur", 0, "EUR"}, {"euros", 0, "EUR"}, {"sgd", 0, "SGD"}, {"s$", 0, "SGD"}, {"新币", 0, "SGD"}, {"php", 0, "PHP"}, {"₱", 0, "PHP"},
	{"inr", 0, "INR"}, {"rupees", 0, "INR"}, {"₮", 0, "USDT"}, {"btc", 0, "BTC"},
})

// numberWords are numbers in words. Chinese ones are read sign by sign.
var numberWords = newTable(append(counted1to99(), []entry{
	{"one", 1, ""}, {"two", 2, ""}, {"three", 3, ""}, {"four", 4, ""}, {"five", 5, ""}, {"six", 6, ""}, {"seven", 7, ""}, {"eight", 8, ""}, {"nine", 9, ""}, {"ten", 10, ""},
	{"eleven", 11, ""}, {"twelve", 12, ""}, {"thirteen", 13, ""}, {"fourteen", 14, ""}, {"sixteen", 16, ""}, {"seventeen", 17, ""}, {"eighteen", 18, ""}, {"nineteen", 19, ""}, {"a hundred", 100, ""}, {"one hundred", 100, ""}, {"two hundred", 200, ""}, {"three hundred", 300, ""}, {"four hundred", 400, ""}, {"five hundred", 500, ""}, {"eight hundred", 800, ""}, {"a couple of", 2, ""}, {"fifteen", 15, ""}, {"twenty", 20, ""}, {"thirty", 30, ""}, {"forty", 40, ""}, {"fifty", 50, ""}, {"sixty", 60, ""}, {"seventy", 70, ""}, {"eighty", 80, ""}, {"ninety", 90, ""},
	{"a", 1, ""}, {"an", 1, ""},
	{"หนึ่ง", 1, ""}, {"สอง", 2, ""}, {"สาม", 3, ""}, {"สี่", 4, ""}, {"ห้า", 5, ""}, {"หก", 6, ""}, {"เจ็ด", 7, ""}, {"แปด", 8, ""}, {"เก้า", 9, ""}, {"สิบ", 10, ""}, {"ยี่สิบ", 20, ""}, {"สิบห้า", 15, ""}, {"สามสิบ", 30, ""}, {"ห้าสิบ", 50, ""},
	{"ໜຶ່ງ", 1, ""}, {"ໜື່ງ", 1, ""}, {"ຫນຶ່ງ", 1, ""}, {"ສອງ", 2, ""}, {"ສາມ", 3, ""}, {"ສີ່", 4, ""}, {"ຫ້າ", 5, ""}, {"ຫົກ", 6, ""}, {"ເຈັດ", 7, ""}, {"ແປດ", 8, ""}, {"ເກົ້າ", 9, ""}, {"ສິບ", 10, ""}, {"ຊາວ", 20, ""}, {"ສາມສິບ", 30, ""}, {"ຫ້າສິບ", 50, ""}, {"ຮ້ອຍ", 100, ""},
	{"တစ်", 1, ""}, {"နှစ်", 2, ""}, {"သုံး", 3, ""}, {"လေး", 4, ""}, {"ငါး", 5, ""}, {"ခြောက်", 6, ""}, {"ခုနစ်", 7, ""}, {"ရှစ်", 8, ""}, {"ကိုး", 9, ""}, {"ဆယ်", 10, ""}, {"နှစ်ဆယ်", 20, ""}, {"သုံးဆယ်", 30, ""}, {"လေးဆယ်", 40, ""}, {"ငါးဆယ်", 50, ""}, {"ခြောက်ဆယ်", 60, ""}, {"တစ်ရာ", 100, ""}, {"ရာ", 100, ""}, {"ဆယ့်ငါး", 15, ""}, {"တစ်ဆယ်", 10, ""},
}...))

// habitCurrency is that of an amount without one, by the language around it.
var habitCurrency = map[string]string{"zh": "CNY", "th": "THB", "my": "MMK", "lo": "LAK", "en": "USD"}

// A table finds the longest of its words at the start of a text.
type table struct {
	byFirst map[byte][]entry
}

func newTable(all []entry) table {
	t := table{map[byte][]entry{}}
	for _, e := range all {
		t.byFirst[e.word[0]] = append(t.byFirst[e.word[0]], e)
	}
	return t
}

// at is the longest word that s begins with, ASCII letters in either case. A
// Latin word must end where its letters end.
func (t table) at(s string) (entry, bool) {
	if s == "" {
		return entry{}, false
	}
	var best entry
	for _, e := range t.byFirst[lower(s[0])] {
		if len(e.word) > len(best.word) && hasFold(s, e.word) && (phraseEnds(s, len(e.word)) || e.factor > 1 && moneyGlued(s, len(e.word))) {
			best = e
		}
	}
	return best, best.word != ""
}

// moneyGlued: a currency follows the unit without a blank (80kUSDT).
func moneyGlued(s string, at int) bool {
	if len(s) <= at || !latinByte(s[at]) {
		return false
	}
	e, ok := currencies.at(s[at:])
	return ok && len(e.word) > 2
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

func hasFold(s, word string) bool {
	if len(s) < len(word) {
		return false
	}
	for i := range len(word) {
		if lower(s[i]) != word[i] {
			return false
		}
	}
	return true
}

func times(r *big.Rat, n int64) *big.Rat { return new(big.Rat).Mul(r, new(big.Rat).SetInt64(n)) }
