package wording

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

type form func(r *rand.Rand, units int64) string

// commas writes 600,000.
func commas(n int64) string { return grouped(n, ",") }

func grouped(n int64, sep string) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + sep + s[i:]
	}
	return s
}

func plain(pattern string) form {
	return func(_ *rand.Rand, n int64) string { return fmt.Sprintf(pattern, n) }
}

func comma(pattern string) form {
	return func(_ *rand.Rand, n int64) string { return fmt.Sprintf(pattern, commas(n)) }
}

// of writes n in units of size, as in 60万; a part is written as a decimal.
func of(size int64, pattern string) form {
	return func(_ *rand.Rand, n int64) string { return fmt.Sprintf(pattern, decimal(n, size)) }
}

func decimal(n, size int64) string {
	return strconv.FormatFloat(float64(n)/float64(size), 'f', -1, 64)
}

// foreign is of, in another script's digits.
func foreign(zero rune, f form) form {
	return func(r *rand.Rand, n int64) string { return digits(f(r, n), zero) }
}

// forms are the ways to write an amount, by language and currency.
var forms = map[string]map[string][]form{
	"zh": {
		"CNY": {
			of(1e4, "%s万"), of(1e4, "%s万"), of(1e4, "%s万元"), of(1e4, "%s 万"), of(1e4, "%s W"), of(1e4, "%sw"), of(1e4, "%sW"),
			comma("%s元"), plain("%d元"), comma("¥%s"), comma("人民币%s元"), of(1e4, "人民币%s万元"), of(1e4, "RMB %s万"),
			hanForm("%s万"), hanForm("%s万元"), of(1e4, "%s万块"), of(1e4, "%s万人民币"), of(1e4, "%s万RMB"),
			of(1e4, "¥%s万"), of(1e4, "%sw人民币"), formalForm,
		},
		"USD":  {of(1e4, "%s万美金"), comma("%s美元"), of(1e4, "%s万美元"), comma("$%s")},
		"USDT": {of(1e4, "%s万U"), of(1e4, "%s万u"), of(1e4, "%s万USDT"), plain("%dU"), comma("%s USDT"), plain("%d USDT"), of(1e4, "%sw U")},
		"THB":  {of(1e4, "%s万泰铢"), comma("%s泰铢"), plain("%d铢")},
	},
	"en": {
		"CNY":  {comma("CNY %s"), comma("%s RMB"), comma("RMB %s"), of(1e3, "%sk RMB"), comma("¥%s"), comma("%s yuan"), of(1e3, "RMB%sK"), of(1e3, "%s thousand yuan")},
		"USD":  {comma("$%s"), comma("US$%s"), comma("USD %s"), of(1e3, "$%sk"), comma("%s USD"), comma("%s dollars"), of(1e3, "%sK USD"), plain("$%d")},
		"USDT": {comma("%s USDT"), plain("%d USDT"), of(1e3, "%sk USDT"), comma("USDT %s"), of(1e3, "%sK usdt")},
		"THB":  {comma("%s baht"), comma("THB %s"), comma("฿%s"), of(1e3, "%sk baht"), comma("%s THB")},
	},
	"th": {
		"CNY": {comma("%s หยวน"), thaiYuan, comma("%s RMB"), foreign(0x0E50, comma("%s หยวน"))},
		"THB": {
			thaiUnits("%s%sบาท"), thaiUnits("%s %s"), thaiUnits("%s%s"), thaiUnits("%s %sบาท"), comma("%s บาท"), comma("%sบาท"), plain("%d บาท"), comma("฿%s"),
			foreign(0x0E50, comma("%s บาท")), thaiWords, comma("%s.- บาท"), comma("%s THB"),
		},
		"USDT": {comma("%s USDT"), plain("%d USDT"), comma("%s usdt")},
	},
	"my": {
		"CNY": {comma("%s ယွမ်"), foreign(0x1040, comma("ယွမ် %s")), comma("RMB %s"), comma("ယွမ် %s")},
		"MMK": {
			foreign(0x1040, of(1e5, "သိန်း %s")), foreign(0x1040, of(1e5, "သိန်း %s")), foreign(0x1040, of(1e5, "ကျပ် သိန်း %s")), foreign(0x1040, of(1e5, "သိန်း %s ကျပ်")),
			of(1e5, "သိန်း %s"), of(1e5, "%s သိန်း"), of(1e5, "ကျပ်သိန်း %s"), comma("%s ကျပ်"), foreign(0x1040, comma("%s ကျပ်")), foreign(0x1040, comma("ကျပ် %s")), comma("MMK %s"),
		},
		"THB":  {foreign(0x1040, comma("ဘတ် %s")), comma("ဘတ် %s"), comma("%s ဘတ်"), comma("%s THB")},
		"USDT": {comma("%s USDT"), plain("USDT %d"), foreign(0x1040, comma("%s USDT"))},
	},
	"lo": {
		"LAK": {
			of(1e6, "%s ລ້ານກີບ"), of(1e6, "%sລ້ານກີບ"), of(1e6, "%s ລ້ານ ກີບ"), of(1e6, "%s ລ້ານ"), comma("%s ກີບ"), comma("%sກີບ"),
			func(_ *rand.Rand, n int64) string { return grouped(n, ".") + " ກີບ" }, foreign(0x0ED0, of(1e6, "%s ລ້ານກີບ")), comma("₭%s"), comma("%s LAK"),
		},
		"THB":  {comma("%s ບາດ"), comma("%sບາດ"), laoUnits("%s %sບາດ"), comma("%s THB")},
		"CNY":  {comma("%s ຢວນ"), comma("%sຢວນ"), laoUnits("%s %sຢວນ"), comma("%s RMB")},
		"USDT": {comma("%s USDT"), plain("%d USDT")},
	},
}

// hanForm writes the ten thousands in Chinese numerals: 六十万.
func hanForm(pattern string) form {
	return func(_ *rand.Rand, n int64) string { return fmt.Sprintf(pattern, han(n/10_000)) }
}

func han(n int64) string {
	const signs = "零一二三四五六七八九"
	sign := func(d int64) string { return string([]rune(signs)[d]) }
	switch {
	case n < 10:
		return sign(n)
	case n < 20:
		return strings.TrimSuffix("十"+sign(n%10), "零")
	case n < 100:
		return strings.TrimSuffix(sign(n/10)+"十"+sign(n%10), "零")
	case n%100 == 0:
		return sign(n/100) + "百"
	case n%100 < 10:
		return sign(n/100) + "百零" + sign(n%100)
	}
	return strings.TrimSuffix(sign(n/100)+"百"+sign(n%100/10)+"十"+sign(n%10), "零")
}

// formalForm writes the numerals of contracts: 陆拾万元整.
func formalForm(_ *rand.Rand, n int64) string {
	formal := strings.NewReplacer("一", "壹", "二", "贰", "三", "叁", "四", "肆", "五", "伍", "六", "陆", "七", "柒", "八", "捌", "九", "玖", "十", "拾", "百", "佰")
	v := han(n / 10_000)
	if strings.HasPrefix(v, "十") {
		v = "一" + v
	}
	return formal.Replace(v) + "万元整"
}

// thaiScale is the largest Thai unit that divides n into 1 to 99: 3 แสน.
func thaiScale(n int64, names [3]string) (string, string) {
	switch {
	case n >= 1_000_000:
		return decimal(n, 1_000_000), names[2]
	case n >= 100_000:
		return decimal(n, 100_000), names[1]
	}
	return decimal(n, 10_000), names[0]
}

func thaiUnits(pattern string) form {
	return func(_ *rand.Rand, n int64) string {
		v, u := thaiScale(n, [3]string{"หมื่น", "แสน", "ล้าน"})
		return fmt.Sprintf(pattern, v, u)
	}
}

func thaiYuan(_ *rand.Rand, n int64) string {
	v, u := thaiScale(n, [3]string{"หมื่น", "แสน", "ล้าน"})
	return v + " " + u + "หยวน"
}

func laoUnits(pattern string) form {
	return func(_ *rand.Rand, n int64) string {
		v, u := thaiScale(n, [3]string{"ໝື່ນ", "ແສນ", "ລ້ານ"})
		return fmt.Sprintf(pattern, v, u)
	}
}

// thaiWords writes 300000 as สามแสนบาท, and what is not round in digits.
func thaiWords(_ *rand.Rand, n int64) string {
	v, u := thaiScale(n, [3]string{"หมื่น", "แสน", "ล้าน"})
	ones := []string{"", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"}
	if i, err := strconv.Atoi(v); err == nil && i < 10 {
		return ones[i] + u + "บาท"
	}
	return commas(n) + " บาท"
}
