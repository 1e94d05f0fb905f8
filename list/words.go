package list

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Words of closed lists, as lists of the region write them. Keys are plain heads.
var sexWords = words(map[string]string{
	"f": "f female woman girl w 女 女性 หญิง ญ น.ส. နာရီမ မ အမျိုးသမီး ຍິງ ຜູ້ຍິງ nữ",
	"m": "m male man boy 男 男性 ชาย ช นาย ကျား အမျိုးသား ຊາຍ ຜູ້ຊາຍ nam",
	"x": "x other 其他 อื่น အခြား ອື່ນ",
})

var yesWords = words(map[string]string{
	"yes":     "yes y true 1 是 有 对 ใช่ มี ဟုတ် ရှိ ແມ່ນ ມີ ✓ √ x",
	"no":      "no n false 0 否 无 没有 不是 ไม่ ไม่มี ไม่ใช่ မဟုတ် မရှိ ບໍ່ ບໍ່ມີ -",
	"unknown": "unknown unk ? 不详 未知 不明 ไม่ทราบ မသိ ບໍ່ຮູ້ notasked na",
})

// Roles that a list gives to people. Only the first two are words of suspicion.
const (
	RoleLeader = "leader"
	RoleWanted = "wanted"
	RoleStaff  = "staff"
	RoleVictim = "victim"
)

var roleWords = words(map[string]string{
	RoleLeader: "leader ringleader boss head organiser organizer manager kingpin 头目 主犯 首要分子 组织者 骨干 老板 金主 主管 หัวหน้า ตัวการ นายทุน ผู้บงการ ခေါင်းဆောင် ຫົວໜ້າ ຜູ້ນຳ",
	RoleWanted: "wanted fugitive suspect 通缉 网逃 在逃 在逃人员 通缉人员 嫌疑人 犯罪嫌疑人 ผู้ต้องหา หมายจับ ตามหมายจับ ဝရမ်းပြေး သံသယရှိသူ ຜູ້ຖືກສົງໄສ ຜູ້ຕ້ອງຫາ ຖືກໝາຍຈັບ",
	RoleStaff:  "staff worker member employee general 普通 一般 一般人员 员工 业务员 从业人员 พนักงาน ลูกจ้าง สมาชิก ဝန်ထမ်း ພະນັກງານ",
	RoleVictim: "victim trafficked trapped rescued 受害人 被害人 被拐骗 被困人员 被解救 เหยื่อ ผู้เสียหาย ผู้ถูกกักขัง နစ်နာသူ ပိတ်မိနေသူ ຜູ້ຖືກເຄາະຮ້າຍ ຜູ້ຖືກກັກຂັງ",
})

var statusWords = words(map[string]string{
	"trapped": "trapped held 被困 ถูกกักขัง ပိတ်မိနေ ຖືກກັກຂັງ", "out-of-contact": "missing out-of-contact 失联 失踪 ขาดการติดต่อ หายตัว ဆက်သွယ်မှုပြတ် ຂາດການຕິດຕໍ່",
	"fled": "fled escaped 逃出 หลบหนี ထွက်ပြေး ໜີ", "moved": "moved transferred 转移 ย้าย ပြောင်း ຍ້າຍ", "in-care": "in-care shelter 安置 ในความดูแล စောင့်ရှောက်", "home": "home returned 回国 已回家 กลับบ้าน ပြန်ရောက် ກັບບ້ານ",
	"safe": "safe 安全 ปลอดภัย ဘေးကင်း ປອດໄພ", "died": "died dead deceased 死亡 เสียชีวิต သေဆုံး ເສຍຊີວິດ", "unknown": "unknown 不详 未知 ไม่ทราบ မသိ ບໍ່ຮູ້",
})

// words makes a list ready when it is first asked for.
func words(lists map[string]string) func() map[string]string {
	return sync.OnceValue(func() map[string]string {
		out := map[string]string{}
		for code, list := range lists {
			for _, w := range strings.Fields(list) {
				if head := plainHead(w); head != "" {
					out[head] = code
				} else {
					out[w] = code
				}
			}
		}
		return out
	})
}

// wordOf finds a cell among the words of a closed list.
func wordOf(list func() map[string]string, s string) (string, bool) {
	s = strings.TrimSpace(s)
	if code := list()[plainHead(s)]; code != "" {
		return code, true
	}
	code := list()[strings.ToLower(s)]
	return code, code != ""
}

// Stateless is whom no state takes for its national (ICAO 9303, part 3,
// section 5: XXA).
const Stateless = "XXA"

// moreNations are words that the language data of Unicode does not have: people
// instead of states, and states as lists cut them short.
const moreNations = `CN chinese prc china pr-china 中国籍 中华人民共和国 中 จีน တရုတ် ຈີນ
TH thai 泰 泰国籍 ไทย ถ.ไทย ထိုင်း ໄທ
MM burmese myanma burma myanmar 缅 缅甸籍 พม่า เมียนมา မြန်မာ ພະມ້າ ມຽນມາ
LA lao laotian laos lao-pdr 老 老挝籍 寮国 ลาว လာအို ລາວ
KH khmer cambodian 柬 柬埔寨籍 กัมพูชา เขมร ကမ္ဘောဒီးယား ກຳປູເຈຍ
VN vietnamese viet-nam 越 越南籍 เวียดนาม ဗီယက်နမ် ຫວຽດນາມ
MY malaysian 大马 马来西亚籍 TW taiwanese 台湾 中国台湾 台湾省 ไต้หวัน HK hongkonger 香港 MO 澳门
ID indonesian IN indian 印度籍 ET ethiopian KE kenyan UG ugandan NG nigerian PH filipino philippine BD bangladeshi PK pakistani NP nepali nepalese LK sri-lankan
JP japanese KR korean 韩国籍 RU russian GB british US american BR brazilian GH ghanaian MA moroccan TZ tanzanian RW rwandan UZ uzbek KZ kazakh
XXA stateless none no-nationality 无国籍 無國籍 ไร้สัญชาติ ไม่มีสัญชาติ နိုင်ငံမဲ့ နိုင်ငံမဲ့သူ ບໍ່ມີສັນຊາດ ໄຮ້ສັນຊາດ`

// nations is every word for a state: its codes, and its name in five languages
// (Unicode CLDR, by x/text).
var nations = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, lang := range []language.Tag{language.English, language.Chinese, language.TraditionalChinese, language.Thai, language.Burmese, language.Lao} {
		namer := display.Regions(lang)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				r, err := language.ParseRegion(string([]rune{a, b}))
				if err != nil || !r.IsCountry() || r.String() != string([]rune{a, b}) {
					continue
				}
				m[strings.ToLower(r.String())], m[strings.ToLower(r.ISO3())] = r.String(), r.String()
				if name := namer.Name(r); name != "" {
					m[plainHead(name)] = r.String()
				}
			}
		}
	}
	code := ""
	for _, w := range strings.Fields(moreNations) {
		if len(w) <= 3 && w == strings.ToUpper(w) && w[0] < 0x80 {
			code = w
			continue
		}
		m[plainHead(w)] = code
	}
	m["xxa"] = Stateless
	return m
})

// nationOf reads a nationality: a code, or a state's or its people's name.
func nationOf(s string) (string, bool) {
	if len(s) > 120 {
		return "", false
	}
	head := plainHead(s)
	for _, prefix := range []string{"สัญชาติ", "ประเทศ"} {
		head = strings.TrimPrefix(head, prefix)
	}
	code, ok := nations()[head]
	if !ok {
		code, ok = nations()[strings.TrimSuffix(head, "籍")]
	}
	return code, ok && code != "ZZ"
}
