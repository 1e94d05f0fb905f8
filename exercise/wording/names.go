package wording

import (
	"math/rand/v2"
	"strings"
)

// Name invents a person's name as a poster of the language writes it.
func Name(r *rand.Rand, lang string) string {
	switch lang {
	case "zh":
		return hanName(r)
	case "th":
		return thaiName(r)
	case "my":
		if r.IntN(4) == 0 {
			return pick(r, []string{"မ", "ဒေါ်"}) + burmese(r, burmeseWomen)
		}
		return pick(r, []string{"ကို", "ဦး", "မောင်", "ကို"}) + burmese(r, burmeseMen)
	case "lo":
		return laoName(r)
	}
	return latinName(r)
}

func thaiName(r *rand.Rand) string {
	family := " " + pick(r, thaiFamily[0]) + pick(r, thaiFamily[1])
	if r.IntN(3) == 0 {
		return pick(r, []string{"นางสาว", "นาง", "น.ส."}) + pick(r, thaiWomen) + family
	}
	return pick(r, []string{"นาย", "นาย", "นาย", ""}) + pick(r, thaiMen) + family
}

func hanName(r *rand.Rand) string {
	name := pick(r, surnames)
	if r.IntN(5) == 0 {
		return name + pick(r, givenOne)
	}
	return name + pick(r, givenFirst) + pick(r, givenSecond)
}

func burmese(r *rand.Rand, list []string) string {
	n := 2 + r.IntN(2)
	var b strings.Builder
	last := ""
	for range n {
		s := pick(r, list)
		for s == last {
			s = pick(r, list)
		}
		b.WriteString(s)
		last = s
	}
	return b.String()
}

func laoName(r *rand.Rand) string {
	if r.IntN(3) == 0 {
		return "ນາງ " + pick(r, laoWomen) + " " + pick(r, laoFamily)
	}
	return "ທ້າວ " + pick(r, laoMen) + " " + pick(r, laoFamily)
}

func latinName(r *rand.Rand) string {
	switch r.IntN(6) {
	case 0:
		return strings.ToUpper(pick(r, pinyinFamily)) + " " + pick(r, pinyinGiven)
	case 1:
		return pick(r, pinyinFamily) + " " + pick(r, pinyinGiven)
	}
	return pick(r, latinGiven) + " " + pick(r, latinFamily)
}

var (
	surnames    = strings.Fields("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 罗 郑 梁 谢 宋 唐 许 邓 冯 韩 曹 曾 彭 萧 蔡 潘 田 董 袁 于 余 叶 蒋 杜 苏 魏 程 吕 丁 沈 任 姚 卢 傅 钟 姜 崔 谭 廖 范 汪 陆 金 石 戴 贾 韦 夏 邱 方 侯 邹 熊 孟 秦 白 江 阎 薛 尹 段 雷 黎 史 龙 陶 贺 顾 毛 郝 龚 邵 万 钱 严 覃 武 戚 莫 孔 欧阳 上官")
	givenFirst  = strings.Fields("建 志 文 晓 海 国 明 小 俊 家 永 德 春 玉 丽 秀 雪 天 宏 立 庆 金 少 子 泽 浩 宇 思 佳 美 嘉 云 承 广 世 启 振 学 新 伟")
	givenSecond = strings.Fields("国 强 华 军 平 杰 明 辉 鹏 波 斌 刚 涛 峰 林 东 兵 龙 飞 敏 燕 娟 芳 霞 梅 玲 婷 欣 怡 豪 轩 宁 生 福 财 祥 良 武 成 鑫 凯 洋 超 健")
	givenOne    = strings.Fields("伟 强 磊 军 勇 涛 超 杰 斌 鹏 波 辉 刚 健 亮 飞 凯 浩 静 敏 燕 艳 娟 婷 雪 琳 倩 蕾")

	thaiMen    = strings.Fields("สมชาย สมศักดิ์ ธนากร วีรภัทร ณัฐพล กิตติพงษ์ ประเสริฐ อนุชา ศุภชัย จิรายุ พงศกร ชัยวัฒน์ สุรชัย วรวุฒิ มานพ ปิยะ ธีรเดช กฤษณะ")
	thaiWomen  = strings.Fields("อรทัย สุดารัตน์ วรรณา กนกวรรณ ศิริพร พิมพ์ชนก ชลธิชา นภัสสร รัตนา จันทร์เพ็ญ มาลี สุนิสา")
	thaiFamily = [2][]string{
		strings.Fields("ทอง ศรี บุญ แสง วงศ์ สุข พงษ์ ใจ จันทร์ เพชร รุ่ง ชัย แก้ว คำ มั่น"),
		strings.Fields("ดี สุวรรณ ประเสริฐ เจริญ มงคล สมบูรณ์ รักษา พิทักษ์ อุดม สว่าง ไพศาล วัฒนา ชัยกุล นาคำ"),
	}

	burmeseMen   = strings.Fields("အောင် ကျော် မြင့် ဝင်း ထွန်း ဇော် မင်း ထက် လင်း ဖြိုး နိုင် စိုး သူ ဟိန်း ကို ရဲ မျိုး သန့် ညီ ပိုင် စည် အေး ခိုင် သိန်း")
	burmeseWomen = strings.Fields("ခင် မြတ် နိုး သန္တာ ဝေ ဖြူ စု နှင်း အိ မွန် ယု လဲ့ ချို စန္ဒာ ရွှေ ဇင် မာ လှ")

	laoMen    = strings.Fields("ສົມພອນ ບຸນມີ ຄຳຫຼ້າ ສຸກສະຫວັນ ວຽງໄຊ ພູວົງ ທອງດີ ສີສຸກ ອານຸສອນ ໄພວັນ ບົວທອງ ສົມສັກ ຄຳພັນ ວິໄລ ພອນໄຊ")
	laoWomen  = strings.Fields("ມະນີວັນ ຄຳຟອງ ສຸລິຍາ ດາວອນ ນ້ອຍ ພອນທິບ ຈັນສະໝອນ ແສງດາວ ວິໄລວັນ ບົວພັນ")
	laoFamily = strings.Fields("ແກ້ວມະນີ ສີຫາລາດ ວົງສະຫວັນ ພົມມະຈັນ ໄຊຍະວົງ ຈັນທະວົງ ອິນທະວົງ ສຸວັນນະສີ ບຸນຍະວົງ ດວງມະນີ ຫຼວງລາດ ທຳມະວົງ ພັນທະວົງ")

	pinyinFamily = strings.Fields("Wang Li Zhang Chen Liu Huang Zhao Wu Zhou Xu Lin Zheng Liang Song Feng")
	pinyinGiven  = strings.Fields("Jianguo Xiaoming Zhiqiang Haitao Wenjie Lihua Guoping Junfeng Yulan Zixuan Mingwei Tianyu")
	latinGiven   = strings.Fields("Somchai Anucha Min Htet Priya Rahul Joseph Daniel Grace Faith Brian Samuel Ahmad Budi Dewi Maria Jose Arvind Kofi Emeka Tesfaye Abebe Nguyen Tuan Linh Farid Siti Kevin Peter Ruth Sanjay Imran Bilal Kwame")
	latinFamily  = strings.Fields("Aung Sharma Mwangi Otieno Kumar Hassan Santoso Wijaya Reyes Santos Cruz Mensah Okafor Bekele Tadesse Tran Pham Rahman Abdullah Perera Silva Kamau Njoroge Phiri Banda Fernando Shrestha Gurung Wongsa Chaiyo")
)

// pool holds the phrases of a language that slots choose from.
type pool struct{ aliases, places, threats, accusations []string }

var pools = map[string]pool{
	"zh": {
		aliases: strings.Fields("阿龙 光头 大飞 小北 黑皮 老四 刀疤 阿坤 胖子 小马哥 眼镜 阿豪 瘦猴 二狗 阿水 大嘴 小四川 福建仔 阿彪 九指 山鸡 小湖南 老K 阿May"),
		places:  strings.Fields("妙瓦底 大其力 木姐 老街 金三角 西港 波贝 水沟谷 河畔园区 永泰园区 金鹿园区 美索 七号园 清水河 勐拉 巴域"),
		threats: []string{"打断双腿", "抓到剁手", "死活不论", "生死不论", "活要见人死要见尸", "抓回来关水牢", "让他家人来收尸", "见一次打一次", "挖地三尺也要弄死他", "断手断脚"},
		accusations: []string{"卷款跑路", "偷了公司的钱", "带走客户资料", "勾结警察", "吃里扒外", "偷渡逃跑", "拿了公司三台手机跑了", "当内鬼出卖兄弟", "骗了老板的钱",
			"带人逃跑", "黑吃黑"},
	},
	"en": {
		aliases:     strings.Fields("Tiger Johnny Baldy Shorty Lucky Ghost Rocky Snake Panda Mickey Blackie Kaka Smiley Boxer Captain Nana"),
		places:      []string{"Myawaddy", "Mae Sot", "Shwe Kokko", "Tachileik", "Sihanoukville", "Poipet", "Golden Triangle", "Laukkai", "Bavet", "Chiang Saen", "Riverside Park"},
		threats:     []string{"dead or alive", "we will break his legs", "he will not leave this town alive", "bring me his hands", "we bury anyone who hides him", "his family will pay with blood", "we will cut off his fingers"},
		accusations: []string{"stole company phones", "ran off with customer data", "stole from the boss", "is working with the police", "sold us out", "escaped with company money", "took 3 workers with him", "owes the company"},
	},
	"th": {
		aliases:     strings.Fields("เจ บอย แบงค์ โอ๋ ต้น เล็ก หมู นัท บอม กอล์ฟ เอ็ม เก่ง ตี๋ แดง หนุ่ม ฝน แนน"),
		places:      strings.Fields("แม่สอด เมียวดี ปอยเปต ท่าขี้เหล็ก แม่สาย ชเวโก๊กโก่ สีหนุวิลล์ เชียงแสน อรัญประเทศ บาเวต สามเหลี่ยมทองคำ"),
		threats:     []string{"จับตายก็ได้", "เจอที่ไหนเอาให้ตาย", "จะหักขาทิ้ง", "ไม่รอดแน่", "ตัดมือมันมา", "ใครช่วยซ่อนโดนด้วย", "จะตามไปถึงบ้าน"},
		accusations: []string{"ขโมยเงินบริษัท", "เชิดเงินหนี", "เอาข้อมูลลูกค้าไปขาย", "เป็นสายตำรวจ", "หักหลังนาย", "พาคนงานหนี", "ขโมยโทรศัพท์บริษัทหนีไป"},
	},
	"my": {
		aliases:     strings.Fields("ဖိုးတုတ် ငတိုး ကုလား ဘိုဘို ဂျော်နီ ဗိုက်ပူ ဖြူလေး တာတီး အမဲကောင် ငလုံး ကြက်ဥ ဖိုးသား"),
		places:      strings.Fields("မြဝတီ ရွှေကုက္ကိုလ် တာချီလိတ် မူဆယ် လောက်ကိုင် မဲဆောက် ဘားအံ ကေကေပန်းခြံ ဝေါလေ ကော့ကရိတ်"),
		threats:     []string{"တွေ့ရင် သတ်ပစ်မယ်", "အသေဖြစ်ဖြစ် အရှင်ဖြစ်ဖြစ်", "ခြေထောက်ချိုးပစ်မယ်", "လက်ဖြတ်ပစ်မယ်", "ဝှက်ထားတဲ့သူပါ သေမယ်", "မိသားစုပါ ဒုက္ခရောက်မယ်"},
		accusations: []string{"ကုမ္ပဏီပိုက်ဆံ ခိုးပြေးတယ်", "ဖုန်းတွေ ခိုးသွားတယ်", "ရဲကို သတင်းပေးတယ်", "သူဌေးကို သစ္စာဖောက်တယ်", "အလုပ်သမားတွေ ခေါ်ပြေးတယ်", "ဖောက်သည်စာရင်း ယူသွားတယ်"},
	},
	"lo": {
		aliases:     strings.Fields("ນ້ອຍ ອ້າຍຕຸ້ຍ ແບັງ ຈອນນີ່ ຕິກ ບອຍ ໜຸ່ມ ຕ່າຍ ໂຕ້ ບີ ອ້າຍດຳ ຕົ້ນ"),
		places:      strings.Fields("ຕົ້ນເຜິ້ງ ສາມຫຼ່ຽມຄຳ ບໍ່ແກ້ວ ຫ້ວຍຊາຍ ທ່າຂີ້ເຫຼັກ ວຽງຈັນ ຫຼວງນ້ຳທາ ບໍ່ເຕັນ ປອຍເປັດ ສະຫວັນນະເຂດ"),
		threats:     []string{"ຕາຍຫຼືເປັນກໍໄດ້", "ຈະຫັກຂາມັນ", "ເຫັນຢູ່ໃສຈະຂ້າຖິ້ມ", "ໃຜເຊື່ອງໄວ້ຈະໂດນນຳ", "ຈະຕັດມືມັນ", "ຈະຕາມໄປຮອດເຮືອນ"},
		accusations: []string{"ລັກເງິນບໍລິສັດ", "ເອົາໂທລະສັບບໍລິສັດໜີ", "ເປັນສາຍຕຳຫຼວດ", "ຫັກຫຼັງນາຍ", "ພາຄົນງານໜີ", "ເອົາຂໍ້ມູນລູກຄ້າໄປຂາຍ"},
	},
}
