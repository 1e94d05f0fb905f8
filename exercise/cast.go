package exercise

// cast are the names of posters, groups, sites and days in each language.
type cast struct{ nicks, groups, sites, days []string }

var casts = map[string]cast{
	"zh": {
		nicks:  []string{"平安是福", "A龙哥", "园区小张", "一路顺风", "华仔", "静待花开", "东哥", "客服小美", "天道酬勤", "阿杰"},
		groups: []string{"内部通知群", "边境互助群", "司机交流群", "公司主管群", "老乡群", "信息发布", "赏金信息"},
		sites:  []string{"边境信息网", "华人论坛", "同城生活", "园区之家"},
		days:   []string{"昨天", "星期三", "今天", "星期六", "11月2日"},
	},
	"en": {
		nicks:  []string{"Mr. Tan", "Boss Lee", "Jay", "Night Shift", "Kelvin HR", "Auntie May", "Danny", "R. Gate 3"},
		groups: []string{"Security team", "Border drivers", "Staff notices", "Team leaders", "Info group", "Riverside news"},
		sites:  []string{"Border Board", "Expat Talk", "River Town News", "Classifieds"},
		days:   []string{"Yesterday", "Wed", "Today", "Sat", "2 Nov"},
	},
	"th": {
		nicks:  []string{"พี่ต้น", "เฮียตี๋", "น้องฝน", "ช่างเอก", "เจ๊หมวย", "หัวหน้าเวร", "บอย แม่สอด"},
		groups: []string{"กลุ่มคนขับรถ", "แจ้งข่าวชายแดน", "ทีมรปภ.", "หัวหน้าทีม", "ข่าวแม่สอด"},
		sites:  []string{"กระดานข่าวชายแดน", "ตลาดแม่สอด", "เว็บบอร์ดคนทำงาน"},
		days:   []string{"เมื่อวาน", "วันพุธ", "วันนี้", "วันเสาร์", "2 พ.ย."},
	},
	"my": {
		nicks:  []string{"ကိုကြီး", "မောင်လေး", "ဂိတ်မှူး", "ကားဆရာ", "အစ်ကိုဇော်", "မမ", "ကိုတူး"},
		groups: []string{"လုံခြုံရေးအဖွဲ့", "ကားသမားများ", "မြဝတီသတင်း", "ခေါင်းဆောင်များ", "သတင်းပေးအဖွဲ့"},
		sites:  []string{"နယ်စပ်သတင်း", "အလုပ်အကိုင်", "မြဝတီဈေး"},
		days:   []string{"မနေ့က", "ဗုဒ္ဓဟူး", "ယနေ့", "စနေ"},
	},
	"lo": {
		nicks:  []string{"ອ້າຍໃຫຍ່", "ນ້ອງດາ", "ຫົວໜ້າ", "ຄົນຂັບລົດ", "ອ້າຍຈັນ", "ປ້າຄຳ"},
		groups: []string{"ກຸ່ມຄົນຂັບລົດ", "ຂ່າວຊາຍແດນ", "ທີມຍາມ", "ຫົວໜ້າທີມ", "ຂ່າວບໍ່ແກ້ວ"},
		sites:  []string{"ຂ່າວຊາຍແດນ", "ຕະຫຼາດນັດ", "ກະດານສົນທະນາ"},
		days:   []string{"ມື້ວານ", "ວັນພຸດ", "ມື້ນີ້", "ວັນເສົາ"},
	},
}
