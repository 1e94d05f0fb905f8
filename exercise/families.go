package exercise

import (
	"fmt"
	"math/rand/v2"
	"time"

	"lanna/exercise/wording"
)

// homes are the words of families in each language.
var homes = map[string]struct {
	nation, region                              string
	routes, places, last, injuries, safe, cover []string
}{
	"zh": {
		"CN", "CN",
		[]string{"坐大巴到演习市，再被人用面包车拉走", "飞到训练县，后来坐摩托过河", "说去南方打工，跟老乡一起走的山路"},
		[]string{"边境小旅馆", "渡口附近", "训练县汽车站"},
		[]string{"妈，我可能要换号码，先别打给我", "他们收了我的护照，让我不要报警", "再凑不到钱他们要把我转卖", "我挺好的，别担心（声音很小）"},
		[]string{"手臂有伤，说是摔的", "被电过，腿肿", "三天没给饭吃"}, []string{"茉莉花", "外婆的毛衣", "老黄狗"}, []string{"快递公司回访", "同学聚会通知"},
	},
	"en": {
		"KE", "GB",
		[]string{"flew to Exerton, then a van at night", "job agent took six of them over a river by boat", "two buses, then a walk through a field"},
		[]string{"Drill City airport hotel", "a guest house by the river", "bus station in Port Rehearsal"},
		[]string{"They took my passport. Please do not call this number.", "They want money or they sell me to another company.", "I am fine. I cannot talk long.", "Pray for me, we are locked in on the fourth floor."},
		[]string{"bruises on both arms", "no food for two days as a punishment", "burns on one hand"}, []string{"blue kettle", "Uncle Sam's goat", "Sunday choir"}, []string{"alumni newsletter", "delivery company"},
	},
	"th": {
		"TH", "TH",
		[]string{"นั่งรถตู้จากเมืองซ้อมแผนแล้วข้ามเรือตอนกลางคืน", "เพื่อนชวนไปทำงานโรงแรม มีรถมารับ", "เดินข้ามช่องทางธรรมชาติ"},
		[]string{"เกสต์เฮาส์ริมน้ำ", "ท่ารถอำเภอฝึกหัด"},
		[]string{"แม่ อย่าโทรมาเบอร์นี้นะ", "เขายึดพาสปอร์ตหนูไว้", "ถ้าไม่มีเงินเขาจะขายต่อ"},
		[]string{"มีรอยช้ำที่แขน", "โดนช็อตไฟฟ้า"}, []string{"ข้าวเหนียวมะม่วง", "เจ้าด่าง"}, []string{"ไปรษณีย์", "เพื่อนเก่า"},
	},
	"my": {
		"MM", "MM",
		[]string{"လေ့ကျင့်ရေးမြို့ကနေ ကားနဲ့ သွားတယ်", "အသိတစ်ယောက်က အလုပ်ရှိတယ်ဆိုပြီး ခေါ်သွားတာ"},
		[]string{"မြစ်ဘေး တည်းခိုခန်း", "ဘတ်စ်ကားဂိတ် ၂"},
		[]string{"အမေ ဒီဖုန်းကို မဆက်ပါနဲ့", "ပိုက်ဆံမပေးရင် တခြားကို ရောင်းမယ်တဲ့", "နေကောင်းပါတယ်၊ စိတ်မပူပါနဲ့"},
		[]string{"လက်မှာ ဒဏ်ရာရှိတယ်", "ထမင်းမကျွေးဘူး"}, []string{"သင်္ကြန်ရေ", "ကြက်ဖြူလေး"}, []string{"ဆေးခန်းက", "သူငယ်ချင်း"},
	},
	"lo": {
		"LA", "LA",
		[]string{"ນັ່ງລົດຕູ້ຈາກເມືອງຊ້ອມ ແລ້ວຂ້າມເຮືອ", "ໝູ່ຊວນໄປເຮັດວຽກຮ້ານອາຫານ"},
		[]string{"ເຮືອນພັກແຄມຂອງ", "ຄິວລົດຕະຫຼາດເຊົ້າ"},
		[]string{"ແມ່ ຢ່າໂທມາເບີນີ້ເດີ້", "ເຂົາຢຶດໜັງສືຜ່ານແດນ", "ຄັນບໍ່ມີເງິນ ເຂົາຊິຂາຍຕໍ່"},
		[]string{"ແຂນຊ້ຳ", "ບໍ່ໃຫ້ກິນເຂົ້າ"}, []string{"ເຂົ້າຈີ່", "ໝາດ່າງ"}, []string{"ໄປສະນີ", "ໝູ່ເກົ່າ"},
	},
}

const families = 40

// repeatedReports are told twice: another relative, another spelling of the
// date, the same person (15 % of 40).
const repeatedReports = 6

// buildFamilies makes the reports. Some are about people of the notices, and
// one carries the portrait that a poster misuses.
func buildFamilies(r *rand.Rand, day time.Time, subjects []wording.Subject, story *Story) []FamilyReport {
	languages := []string{"zh", "zh", "th", "zh", "en", "zh", "my", "zh", "lo", "zh"}
	var out []FamilyReport
	for i := range families - repeatedReports {
		f := report(r, day, languages[i%len(languages)])
		if i < len(linked) {
			f.about(subjects[linked[i]], linked[i])
		}
		out = append(out, f)
	}
	for i := range repeatedReports {
		first := out[3+5*i]
		again := first
		again.Reporter = reporter(r, first.Language)
		again.Person.Names = append([]string{}, first.Person.Names...)
		again.Person.Birth = first.Person.Birth[:4]
		again.Person.IDs = []wording.ID{}
		again.ReceivedAt = first.ReceivedAt.Add(time.Duration(20+r.IntN(600)) * time.Minute)
		again.Photo, again.Police = "", ""
		out = append(out, again)
	}
	for i := range out {
		out[i].ID = fmt.Sprintf("F%03d", i+1)
		switch {
		case i < len(linked):
			story.Reports[out[i].ID] = personKey(linked[i])
		case i >= families-repeatedReports:
			story.Repeated[out[i].ID] = out[3+5*(i-(families-repeatedReports))].ID
		}
	}
	return out
}

// linked are the people of the notices whose families report them: the first
// families, in this order.
var linked = []int{recruiter, atHome, fearful, minor}

// about makes a report speak of a person of the notices.
func (f *FamilyReport) about(s wording.Subject, person int) {
	birth := s.ID.Birth
	f.Language, f.Person.Nationality, f.Status = "zh", "CN", "open"
	f.Person.Names, f.Person.Birth, f.Person.IDs = []string{s.Name}, birth, []wording.ID{s.ID}
	switch person {
	case recruiter:
		f.LastWords = "姐，他们逼我打电话拉人，不拉够就打我。我想回家，可是听说家里在通缉我"
		f.Injuries, f.Reporter.Relation = "背上有棍伤，护照被扣", "sister"
	case atHome:
		f.Status, f.Note = "home", "本人已于上周自行回家，家属当面确认（演习）"
		f.Injuries, f.Ransom = "", nil
	case fearful:
		f.Reporter.DoNot, f.Note = true, "家属怕遭报复，只能由女民警上门"
	case minor:
		f.Note = "未成年，高中在读"
	}
}

func report(r *rand.Rand, day time.Time, lang string) FamilyReport {
	h := homes[lang]
	left := day.AddDate(0, -1-r.IntN(14), -r.IntN(28))
	last := day.AddDate(0, 0, -2-r.IntN(25))
	f := FamilyReport{
		ReceivedAt: day.Add(-time.Duration(r.IntN(6*24*60)) * time.Minute), Language: lang, Reporter: reporter(r, lang),
		Person: Person{
			Names: []string{wording.Name(r, lang)}, Sex: []string{"m", "m", "f"}[r.IntN(3)], Nationality: h.nation,
			Birth: fmt.Sprintf("%04d-%02d-%02d", 1984+r.IntN(22), 1+r.IntN(12), 1+r.IntN(28)), IDs: []wording.ID{},
		},
		LeftOn: left.Format(time.DateOnly), Route: pick(r, h.routes), LastPlace: pick(r, h.places),
		LastOn: last.Format(time.DateOnly), LastWords: pick(r, h.last), Publish: r.IntN(4) == 0, Status: "open",
	}
	if lang == "zh" {
		id := wording.ResidentIDBorn(r, f.Person.Birth[:4]+f.Person.Birth[5:7]+f.Person.Birth[8:])
		f.Person.IDs = append(f.Person.IDs, id)
	}
	if r.IntN(3) > 0 {
		s := platforms[r.IntN(len(platforms))]
		f.Recruiter = &wording.Handle{Service: s, Value: wording.NewHandle(r, s)}
	}
	if r.IntN(3) == 0 {
		f.Ransom = &wording.Money{Value: fmt.Sprint(10000 * (2 + r.IntN(20))), Currency: "CNY"}
	}
	if r.IntN(2) == 0 {
		f.Injuries = pick(r, h.injuries)
	}
	if r.IntN(3) > 0 {
		f.SafeWord = pick(r, h.safe)
	}
	if r.IntN(3) == 0 {
		f.Police = fmt.Sprintf("EXERCISE-%d-%04d", day.Year(), r.IntN(10000))
	}
	return f
}

func reporter(r *rand.Rand, lang string) Reporter {
	h := homes[lang]
	out := Reporter{
		Name: wording.Name(r, lang), Relation: pick(r, []string{"mother", "father", "brother", "sister", "spouse", "friend"}),
		Phone: wording.NewPhone(r, h.region), Window: pick(r, []string{"08:00-10:00", "12:00-13:30", "19:00-21:00"}), DoNot: r.IntN(6) == 0,
	}
	if r.IntN(2) == 0 {
		out.Cover = pick(r, h.cover)
	}
	return out
}

func personKey(i int) string { return fmt.Sprintf("A%02d", i+1) }
