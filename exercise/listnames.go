package exercise

import (
	"math/rand/v2"
	"strings"
)

// A spelt is a part of a name in its script with Latin spellings that people use
// for it. They were written down for the exercise and are not what package
// names makes: else a duplicate would be found because the same program wrote it.
type spelt struct {
	native string
	latin  []string
}

func spellings(s string) []spelt {
	var out []spelt
	for line := range strings.Lines(s) {
		for _, entry := range strings.Fields(line) {
			native, latin, _ := strings.Cut(entry, "=")
			out = append(out, spelt{native, strings.Split(latin, ",")})
		}
	}
	return out
}

var (
	hanSurnames = spellings(`陈=Chen,Tan,Chan 林=Lin,Lim,Lam 黄=Huang,Ng,Wong 李=Li,Lee 王=Wang,Ong 张=Zhang,Teo,Cheung 刘=Liu,Lau,Low 吴=Wu,Goh,Ng 蔡=Cai,Chua,Choi
杨=Yang,Yeo,Yeung 许=Xu,Koh,Hui 郑=Zheng,Tay,Cheng 谢=Xie,Chia,Tse 周=Zhou,Chew,Chow 叶=Ye,Yap,Ip 何=He,Ho 苏=Su,Soh,So 曾=Zeng,Chan,Tsang 邓=Deng,Tang
郭=Guo,Quek,Kwok 罗=Luo,Loh,Law 赵=Zhao,Teo,Chiu 梁=Liang,Neo,Leung 宋=Song,Sung 胡=Hu,Oh,Wu 朱=Zhu,Choo,Chu 高=Gao,Koh,Ko 徐=Xu,Chee,Tsui 孙=Sun,Soon,Suen 马=Ma,Beh
沈=Shen,Sim,Shum 韩=Han,Hon 唐=Tang,Tng,Tong 冯=Feng,Pang,Fung 于=Yu,Yue 董=Dong,Tang,Tung 萧=Xiao,Siow,Siu 程=Cheng,Thia 曹=Cao,Chow,Tso 袁=Yuan,Wan,Yuen`)
	hanFirst  = spellings(`伟=Wei 志=Zhi 建=Jian 国=Guo 文=Wen 小=Xiao 晓=Xiao 海=Hai 明=Ming 永=Yong 家=Jia 春=Chun 玉=Yu 美=Mei 丽=Li 秀=Xiu 佳=Jia 雨=Yu 思=Si 子=Zi 天=Tian 宏=Hong 振=Zhen 俊=Jun 德=De 金=Jin 庆=Qing 立=Li 云=Yun 学=Xue`)
	hanSecond = spellings(`明=ming 强=qiang 军=jun 华=hua 平=ping 辉=hui 斌=bin 鹏=peng 峰=feng 涛=tao 杰=jie 龙=long 燕=yan 芳=fang 娟=juan 玲=ling 梅=mei 霞=xia 红=hong 琴=qin 怡=yi 婷=ting 萍=ping 洁=jie 轩=xuan 浩=hao 宇=yu 博=bo 生=sheng 福=fu 兰=lan 芬=fen 凯=kai 敏=min 静=jing 波=bo 超=chao 刚=gang 勇=yong 磊=lei`)
	thaiGiven = spellings(`สมชาย=Somchai,Somchay สมหญิง=Somying,Somyhing วิชัย=Wichai,Vichai ประเสริฐ=Prasert,Prasoet สุรชัย=Surachai,Surachay อนุชา=Anucha,Anusha กมล=Kamon,Kamol นารี=Nari,Naree พิชัย=Phichai,Pichai สุดา=Suda,Sudha
มานพ=Manop,Manob ธนากร=Thanakon,Thanakorn วรรณา=Wanna,Vanna ศิริพร=Siriphon,Siriporn จันทร์เพ็ญ=Chanphen,Janpen ปรีชา=Pricha,Preecha อรุณ=Arun,Aroon ชาญชัย=Chanchai,Charnchai บุญมี=Bunmi,Boonmee ทองดี=Thongdi,Thongdee
นภา=Napha,Napa ณัฐพล=Natthaphon,Nattapol กิตติ=Kitti,Kitty อัญชลี=Anchali,Anchalee วีระ=Wira,Veera สมพร=Somphon,Somporn ไพศาล=Phaisan,Paisarn สายฝน=Saifon,Saiphon ดวงใจ=Duangchai,Duangjai พรทิพย์=Phonthip,Porntip`)
	thaiFamily = spellings(`ใจดี=Chaidi,Jaidee แก้วมณี=Kaeomani,Kaewmanee ทองสุข=Thongsuk,Thongsook ศรีสุข=Sisuk,Srisuk บุญเรือง=Bunrueang,Boonruang วงศ์ทอง=Wongthong,Vongthong พรหมมา=Phromma,Promma สุขสันต์=Suksan,Sooksan รักไทย=Rakthai,Rukthai แสงจันทร์=Saengchan,Sangjan
มั่นคง=Mankhong,Munkong ชัยชนะ=Chaichana,Chaichanah ดีงาม=Dingam,Deengam คำแก้ว=Khamkaeo,Kumkaew สิงห์ทอง=Singthong,Singtong เพชรรัตน์=Phetcharat,Petcharat นามวงศ์=Namwong,Narmwong กล้าหาญ=Klahan,Klaharn พูลสวัสดิ์=Phunsawat,Poolsawat อินทร์แก้ว=Inkaeo,Inkaew`)
	burmeseParts = spellings(`အောင်=Aung သိန်း=Thein ထွန်း=Tun,Htun မောင်=Maung ကျော်=Kyaw,Kyow ဇော်=Zaw ဝင်း=Win,Wynn မြင့်=Myint လွင်=Lwin သူ=Thu ခိုင်=Khaing,Khine စိုး=Soe ဦး=Oo နိုင်=Naing မင်း=Min ဌေး=Htay လှ=Hla တင်=Tin ညို=Nyo မျိုး=Myo
ဖြိုး=Phyo ဝေ=Wai,Way လင်း=Lin,Linn သန့်=Thant ရဲ=Ye စန်း=San ခင်=Khin နု=Nu မာ=Mar,Ma ဆွေ=Swe`)
	laoGiven    = spellings(`ຄຳພອນ=Khamphone,Kamphon ບຸນມີ=Bounmy,Bunmi ສົມສັກ=Somsack,Somsak ວິໄລ=Vilay,Vilai ຈັນທະ=Chantha,Jantha ທອງໃສ=Thongsay,Thongsai ພູວົງ=Phouvong,Phuvong ສີສຸກ=Sisouk,Sisuk ນາງນ້ອຍ=Nangnoy,Nangnoi ແກ້ວ=Keo,Kaew`)
	laoFamily   = spellings(`ສີທອງ=Sithong,Sythong ພົມມະຈັນ=Phommachanh,Pommachan ວົງພະຈັນ=Vongphachanh,Vongpachan ແກ້ວມະນີ=Keomany,Kaewmanee ຄຳແກ້ວ=Khamkeo,Kamkaew ອິນທະວົງ=Inthavong,Intavong ສຸວັນນະ=Souvanna,Suvanna ບຸບຜາ=Boupha,Bubpha`)
	latinFirst  = strings.Fields("Daniel Grace Samuel Joseph Mary Peter Abebe Tigist Kamau Wanjiru Rajesh Priya Sunil Anita Mohamed Fatima Ali Aisha Juan Maria Jose Ana Carlos Lucia Hassan Amina Brian Faith Kevin Joy Michael Ruth Bikash Sita Nadeem Sana Emeka Ngozi Kwame Ama")
	latinLast   = strings.Fields("Otieno Mwangi Bekele Tesfaye Kumar Sharma Patel Singh Khan Ahmed Hossain Rahman Santos Reyes Cruz Silva Souza Okafor Adeyemi Mensah Boateng Thapa Gurung Perera Fernando Njoroge Wambui Tadesse Girma Nakamura Novak Petrov")
	zawgyiNames = strings.Split("ေမာင္ေမာင္ ေအာင္ေအာင္ ေက်ာ္ေက်ာ္ ေဇာ္ေဇာ္ ျမင့္ျမင့္ ဝင္းေဌး", " ")
)

// A listName is a name as one list and as another would write it.
type listName struct {
	native, latin, variant string
}

func newListName(r *rand.Rand, lang string) listName {
	choose := func(s []spelt) spelt { return s[r.IntN(len(s))] }
	spell := func(s spelt) string { return s.latin[r.IntN(len(s.latin))] }
	switch lang {
	case "zh":
		a, b, c := choose(hanSurnames), choose(hanFirst), choose(hanSecond)
		n := listName{native: a.native + b.native + c.native, latin: strings.ToUpper(a.latin[0]) + " " + b.latin[0] + c.latin[0]}
		n.variant = []string{a.latin[0] + " " + b.latin[0] + " " + strings.ToUpper(c.latin[0][:1]) + c.latin[0][1:], b.latin[0] + c.latin[0] + " " + a.latin[0], strings.ToUpper(a.latin[0] + " " + b.latin[0] + "-" + c.latin[0])}[r.IntN(3)]
		return n
	case "th":
		a, b := choose(thaiGiven), choose(thaiFamily)
		return listName{a.native + " " + b.native, strings.ToUpper(a.latin[0] + " " + b.latin[0]), spell(a) + " " + spell(b)}
	case "my":
		var n, l, v []string
		for range 2 + r.IntN(2) {
			p := choose(burmeseParts)
			n, l, v = append(n, p.native), append(l, p.latin[0]), append(v, spell(p))
		}
		return listName{strings.Join(n, ""), strings.ToUpper(strings.Join(l, " ")), "U " + strings.Join(v, " ")}
	case "lo":
		a, b := choose(laoGiven), choose(laoFamily)
		return listName{a.native + " " + b.native, strings.ToUpper(a.latin[0] + " " + b.latin[0]), spell(a) + " " + spell(b)}
	}
	a, b := latinFirst[r.IntN(len(latinFirst))], latinLast[r.IntN(len(latinLast))]
	return listName{a + " " + b, strings.ToUpper(a + " " + b), b + ", " + a}
}
