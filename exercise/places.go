package exercise

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"lanna/exercise/wording"
)

// compounds of the made-up district; the words for their kind are those of the
// form.
var compounds = []struct {
	names  []string
	kind   string
	status string
}{
	{[]string{"金鹿园区", "Golden Deer Park", "ရွှေသမင်ဝင်း"}, "purpose-built park", "active"},
	{[]string{"河畔园区", "Riverside Park", "สวนริมน้ำ"}, "purpose-built park", "active"},
	{[]string{"永泰园区", "Yongtai Park"}, "zone block", "active"},
	{[]string{"七星酒店", "Seven Stars Hotel", "โรงแรมเจ็ดดาว"}, "converted casino or hotel", "quiet"},
	{[]string{"蓝湾公寓", "Blue Bay Flats"}, "apartment or villa", "active"},
	{[]string{"北门写字楼", "North Gate Offices"}, "office", "active"},
	{[]string{"茶山别墅", "Tea Hill Villas", "ບ້ານພູຊາ"}, "apartment or villa", "active"},
	{[]string{"渡口转运屋", "Ferry House"}, "transit house", "active"},
	{[]string{"新城三号地", "New Town Lot 3", "မြို့သစ်ကွက် ၃"}, "zone block", "active"},
	{[]string{"黑石仓库", "Black Stone Store"}, "detention place", "active"},
	{[]string{"云顶会所", "Cloud Top Club", "ສະໂມສອນຍອດເມກ"}, "converted casino or hotel", "active"},
	{[]string{"流动三组", "Mobile Cell 3"}, "mobile cell", "active"},
}

// frauds are the codes of the fraud types (public security ministry, 2024).
var frauds = []string{
	"brushing-rebates", "fake-investment", "fake-shopping", "fake-logistics", "fake-loan", "fake-credit-record",
	"posing-boss-or-friend", "posing-authority", "romance", "game-trade", "online-gambling", "unknown",
}

// The tenants that leave the quiet compound and appear in two others.
const (
	leftCompound = 3
	splitOne     = 8
	splitTwo     = 10
)

func buildCompounds(r *rand.Rand, day time.Time) []Compound {
	var out []Compound
	for i, c := range compounds {
		out = append(out, Compound{
			ID: fmt.Sprintf("C%02d", i+1), Names: append([]string{}, c.names...), Type: c.kind, Status: c.status,
			Latitude: round4(0.1 + 0.8*r.Float64()), Longitude: round4(0.1 + 0.8*r.Float64()), Precision: []int{200, 500, 2000}[r.IntN(3)],
			Capacity: 50 * (1 + r.IntN(60)), Control: fmt.Sprintf("EXERCISE group %c", 'A'+r.IntN(4)), Gates: 1 + r.IntN(4),
			Verified: day.AddDate(0, 0, -r.IntN(90)).Format(time.DateOnly),
		})
	}
	return out
}

func round4(x float64) float64 { return math.Round(x*1e4) / 1e4 }

// buildTenants makes 40. Those of the quiet compound left within two days;
// three that came a week later to two other places are the same under other
// names, which only the story says.
func buildTenants(r *rand.Rand, day time.Time, story *Story) []Tenant {
	words := []string{"宏达", "Skyline", "鑫海", "Lucky Star", "天成", "Blue Ocean", "万利", "Orient", "聚财", "Fast Link"}
	kinds := []string{"科技", "Tech", "咨询", "Services", "传媒", "Trading"}
	left := day.AddDate(0, 0, -24)
	var out []Tenant
	for i := range 40 {
		t := Tenant{
			ID: fmt.Sprintf("T%02d", i+1), Compound: fmt.Sprintf("C%02d", 1+i%len(compounds)),
			Name: fmt.Sprintf("EXERCISE %s %s %d", words[r.IntN(len(words))], kinds[r.IntN(len(kinds))], i+1), Block: fmt.Sprintf("%c%d", 'A'+r.IntN(6), 1+r.IntN(9)),
			Fraud: frauds[r.IntN(len(frauds))], From: day.AddDate(0, -3-r.IntN(20), -r.IntN(28)).Format(time.DateOnly), People: 10 * (1 + r.IntN(30)),
		}
		if i%len(compounds) == leftCompound {
			t.To = left.AddDate(0, 0, r.IntN(2)).Format(time.DateOnly)
		}
		out = append(out, t)
	}
	for k, to := range []int{splitOne, splitOne, splitTwo} {
		from, there := leftCompound+k*len(compounds), to+k*len(compounds)
		out[there].From, out[there].Fraud = left.AddDate(0, 0, 7).Format(time.DateOnly), out[from].Fraud
		out[there].People = out[from].People - 10
		story.Relocation[out[from].ID] = out[there].ID
	}
	return out
}

// lures are the parts of advertisements in each language: text with pay,
// meeting point and city of departure.
var lures = map[string]struct {
	texts, meeting, cities []string
	currency               string
	pay                    []int64
}{
	"zh": {
		texts: []string{
			"海外客服，会打字就行，月薪%s，包吃包住包机票，%s集合统一出发，%s上车", "打字员，底薪%s加提成，护照我们办，%s见面，%s直飞",
			"出国淘金，月入%s起，零经验可带，集合点%s，从%s出发", "酒店前台，懂中文，月薪%s，签证公司出，%s碰头，%s走", "司机厨师都要，%s一个月，%s等，%s统一接",
		},
		meeting: []string{"汽车北站门口", "南湖公园东门", "火车站二号出口"}, cities: []string{"演习市", "训练县城", "推演市"}, currency: "CNY", pay: []int64{12000, 18000, 25000, 30000},
	},
	"en": {
		texts: []string{
			"Customer chat agent, %s a month, free food, room and flight. Meet at %s, leave from %s", "Data entry, no experience, %s plus bonus, visa done by us. Meeting point %s, flight from %s",
			"English speakers wanted for online sales, pay %s. Pick up at %s in %s",
		},
		meeting: []string{"the airport cafe, hall B", "the central bus park", "Hotel Drill, lobby"}, cities: []string{"Exerton", "Drill City", "Port Rehearsal"}, currency: "USD", pay: []int64{900, 1200, 1500, 2000},
	},
	"th": {
		texts:   []string{"รับแอดมินตอบแชท เดือนละ %s กินอยู่ฟรี นัดที่ %s เดินทางจาก %s", "งานคาสิโน รายได้ %s มีรถรับ จุดนัด %s ออกจาก %s", "พิมพ์งานง่าย ๆ %s ต่อเดือน พาสปอร์ตทำให้ เจอกัน %s ขึ้นรถที่ %s"},
		meeting: []string{"ปั๊มหน้าตลาด", "ท่ารถตู้ ช่อง 3", "หน้าห้างซ้อมใหญ่"}, cities: []string{"เมืองซ้อมแผน", "อำเภอฝึกหัด"}, currency: "THB", pay: []int64{25000, 30000, 45000},
	},
	"my": {
		texts:   []string{"ကွန်ပျူတာစာရိုက် လစာ %s၊ စားနေ ငြိမ်း၊ %s မှာဆုံပြီး %s က ထွက်မယ်", "အွန်လိုင်းအရောင်း လစာ %s၊ တရုတ်စကားတတ်ရင် ပိုပေး၊ ဆုံရန် %s၊ %s မှ ကားဖြင့်"},
		meeting: []string{"ဘတ်စ်ကားဂိတ် ၂", "ဈေးရှေ့ လက်ဖက်ရည်ဆိုင်"}, cities: []string{"လေ့ကျင့်ရေးမြို့", "ဇာတ်တိုက်မြို့"}, currency: "MMK", pay: []int64{900000, 1500000, 2000000},
	},
	"lo": {
		texts:   []string{"ຮັບແອດມິນຕອບແຊັດ ເດືອນລະ %s ກິນຢູ່ຟຣີ ນັດພົບ %s ອອກຈາກ %s", "ວຽກພິມຄອມ ເງິນເດືອນ %s ມີລົດຮັບ ຈຸດນັດ %s ຂຶ້ນລົດທີ່ %s"},
		meeting: []string{"ຄິວລົດຕະຫຼາດເຊົ້າ", "ໜ້າປໍ້ານ້ຳມັນ"}, cities: []string{"ເມືອງຊ້ອມ", "ເມືອງຝຶກ"}, currency: "LAK", pay: []int64{8000000, 12000000, 15000000},
	},
}

var platforms = []string{"facebook", "telegram", "wechat", "line"}

func buildLures(r *rand.Rand, day time.Time, n int) []Lure {
	var out []Lure
	for i := range n {
		lang := []string{"zh", "zh", "zh", "en", "en", "th", "th", "my", "lo"}[i%9]
		p := lures[lang]
		service := platforms[r.IntN(len(platforms))]
		h := wording.Handle{Service: service, Value: wording.NewHandle(r, service)}
		pay, meet, city := p.pay[r.IntN(len(p.pay))], p.meeting[r.IntN(len(p.meeting))], p.cities[r.IntN(len(p.cities))]
		written := fmt.Sprintf("%d %s", pay, p.currency)
		out = append(out, Lure{
			ID: fmt.Sprintf("L%03d", i+1), SeenAt: day.Add(-time.Duration(r.IntN(60*24*60)) * time.Minute), Language: lang, Platform: service, Handle: h,
			URL:  fmt.Sprintf("https://jobs%d.exercise.invalid/%s", 10+r.IntN(80), h.Value),
			Text: "EXERCISE " + fmt.Sprintf(p.texts[r.IntN(len(p.texts))], written, meet, city),
			Pay:  wording.Money{Value: fmt.Sprint(pay), Currency: p.currency}, Visa: r.IntN(2) == 0, Flight: r.IntN(3) > 0, Meeting: meet, Departure: city,
		})
	}
	return out
}
