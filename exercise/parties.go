package exercise

import (
	"cmp"
	"fmt"
	"slices"

	"lanna"
	"lanna/exercise/wording"
)

// A Party is one node of the joint exercise.
type Party struct {
	Name      string            // of its folder and host: cn
	Agency    string            // code of the agency
	Kind      string            // national, centre, point
	Of        string            // name of the party whose agency a point is a writer of
	Prefix    string            // of a point's labels
	Names     map[string]string // by language
	Zone      string            // IANA time zone
	Place     string            // what the duty room calls its local time
	Languages []string          // of what is reported to it
	Pictures  []string          // beginnings of the names of those it takes in
	Compounds []string          // assigned to a point, as notices write them
	Desk      string            // of its officers, but for counties
	Officers  []Officer
}

// PlayCompound is the compound that lies before the point's door.
const PlayCompound = "金鹿园区"

// PlayPicture is the beginning of the name of the picture that nobody has taken
// in yet: journey 1 begins with it.
const PlayPicture = "S04"

// Parties are the six nodes of the joint exercise: four national ones, the
// coordination centre and one joint operation point, which is a writer of
// Myanmar's agency. What was reported where follows the language of the report;
// pictures that repeat each other came to one node.
func Parties() []Party {
	list := []Party{
		{Name: "cn", Agency: "CN", Kind: "national", Zone: "Asia/Shanghai", Place: "Beijing", Desk: "national", Languages: []string{"zh"}, Pictures: []string{"S03", "S11"},
			Names: map[string]string{"en": "China (EXERCISE)", "zh": "中国（演习）", "th": "จีน (EXERCISE)", "my": "တရုတ် (EXERCISE)", "lo": "ຈີນ (EXERCISE)"}},
		{Name: "th", Agency: "TH", Kind: "national", Zone: "Asia/Bangkok", Place: "Bangkok", Desk: "national", Languages: []string{"th"}, Pictures: []string{"S06"},
			Names: map[string]string{"en": "Thailand (EXERCISE)", "zh": "泰国（演习）", "th": "ไทย (EXERCISE)", "my": "ထိုင်း (EXERCISE)", "lo": "ໄທ (EXERCISE)"}},
		{Name: "mm", Agency: "MM", Kind: "national", Zone: "Asia/Yangon", Place: "Yangon", Desk: "national", Languages: []string{"my"}, Pictures: []string{"S07"},
			Names: map[string]string{"en": "Myanmar (EXERCISE)", "zh": "缅甸（演习）", "th": "เมียนมา (EXERCISE)", "my": "မြန်မာ (EXERCISE)", "lo": "ມຽນມາ (EXERCISE)"}},
		{Name: "la", Agency: "LA", Kind: "national", Zone: "Asia/Vientiane", Place: "Vientiane", Desk: "national", Languages: []string{"lo"}, Pictures: []string{"S08"},
			Names: map[string]string{"en": "Laos (EXERCISE)", "zh": "老挝（演习）", "th": "ลาว (EXERCISE)", "my": "လာအို (EXERCISE)", "lo": "ລາວ (EXERCISE)"}},
		{Name: "centre", Agency: "CENTRE", Kind: "centre", Zone: "Asia/Bangkok", Place: "Chiang Mai", Desk: Centre, Languages: []string{"en"}, Pictures: []string{"S01", "S02", "S05", "S09", "S10"},
			Names: map[string]string{"en": "Coordination centre (EXERCISE)", "zh": "综合协调中心（演习）", "th": "ศูนย์ประสานงาน (EXERCISE)", "my": "ညှိနှိုင်းရေးဗဟိုဌာန (EXERCISE)", "lo": "ສູນປະສານງານ (EXERCISE)"}},
		{Name: "point", Agency: "MM", Kind: "point", Of: "mm", Prefix: "M1-", Zone: "Asia/Yangon", Place: "M1", Desk: "point", Compounds: []string{PlayCompound},
			Names: map[string]string{"en": "Joint operation point M1 (EXERCISE)", "zh": "联合行动点 M1（演习）", "th": "จุดปฏิบัติการร่วม M1 (EXERCISE)", "my": "ပူးပေါင်းဆောင်ရွက်ရေးစခန်း M1 (EXERCISE)", "lo": "ຈຸດປະຕິບັດງານຮ່ວມ M1 (EXERCISE)"}},
	}
	for i := range list {
		list[i].Officers = staff(&list[i])
	}
	return list
}

// CentreNames are the coordination centre's names, by language.
func CentreNames() map[string]string {
	for _, p := range Parties() {
		if p.Kind == "centre" {
			return p.Names
		}
	}
	return nil
}

// A post is one officer of a party.
type post struct {
	login, name string
	role        lanna.Role
	desk, lang  string // "": the party's own
}

// posts of the parties but the centre, whose officers are those of the one-node
// exercise without counties and points.
var posts = map[string][]post{
	"cn": {{"admin1", "林知行", lanna.Administrator, "", "zh"}, {"desk1", "梁伯年", lanna.NationalDesk, "", "zh"}, {"desk2", "苏映雪", lanna.NationalDesk, "", "zh"},
		{"duty1", "方志远", lanna.DutyOfficer, "", "zh"}, {"duty2", "白若水", lanna.DutyOfficer, "", "zh"}, {"leader1", "汪海平", lanna.ShiftLeader, "", "zh"},
		{"county1", "邹建平", lanna.CountyPolice, wording.County, "zh"}, {"county2", "叶秀兰", lanna.CountyPolice, wording.County2, "zh"}, {"county3", "段宏", lanna.CountyPolice, wording.County3, "zh"},
		{"auditor1", "石敬亭", lanna.Auditor, "", "zh"}},
	"th": {{"admin1", "ธีระ วงศ์ทอง", lanna.Administrator, "", "th"}, {"desk1", "นภา เจริญผล", lanna.NationalDesk, "", "th"}, {"desk2", "สมชาย ใจดี", lanna.NationalDesk, "", "th"},
		{"duty1", "กิตติ แสนสุข", lanna.DutyOfficer, "", "th"}, {"duty2", "อรทัย พึ่งบุญ", lanna.DutyOfficer, "", "th"}, {"leader1", "ชาญชัย มั่นคง", lanna.ShiftLeader, "", "th"},
		{"support1", "มาลี สุขสันต์", lanna.Victims, "", "th"}, {"auditor1", "วินัย ซื่อตรง", lanna.Auditor, "", "th"}},
	"mm": {{"admin1", "ဒေါ်နှင်းသီရိ", lanna.Administrator, "", "my"}, {"desk1", "ဦးမင်းသူ", lanna.NationalDesk, "", "my"}, {"desk2", "ဒေါ်အေးမြင့်", lanna.NationalDesk, "", "my"},
		{"duty1", "ဦးဇော်ထက်", lanna.DutyOfficer, "", "my"}, {"duty2", "ဒေါ်စုစုလှိုင်", lanna.DutyOfficer, "", "my"}, {"leader1", "ဦးကျော်စွာ", lanna.ShiftLeader, "", "my"},
		{"auditor1", "ဦးလှမျိုး", lanna.Auditor, "", "my"}},
	"la": {{"admin1", "ນາງ ມະນີວັນ ແກ້ວປະເສີດ", lanna.Administrator, "", "lo"}, {"desk1", "ທ້າວ ສົມພອນ ໄຊຍະວົງ", lanna.NationalDesk, "", "lo"}, {"desk2", "ນາງ ດາວເຮືອງ ບຸນມີ", lanna.NationalDesk, "", "lo"},
		{"duty1", "ທ້າວ ຄຳຫຼ້າ ອິນທະວົງ", lanna.DutyOfficer, "", "lo"}, {"duty2", "ນາງ ສຸພາພອນ ລາດຊະວົງ", lanna.DutyOfficer, "", "lo"}, {"leader1", "ທ້າວ ບຸນທັນ ສີສຸວັນ", lanna.ShiftLeader, "", "lo"},
		{"auditor1", "ທ້າວ ພູວົງ ຈັນດາລາ", lanna.Auditor, "", "lo"}},
	"point": {{"admin1", "ဦးရဲနိုင်", lanna.Administrator, "", "my"}, {"point1", "ဦးသန့်ဇင်", lanna.PointLeader, "", "my"}, {"point2", "ທ້າວ ວຽງໄຊ ສີຫາລາດ", lanna.PointLeader, "", "lo"},
		{"desk1", "ဒေါ်ခင်စန်းဝင်း", lanna.NationalDesk, "", "my"}},
}

func staff(p *Party) []Officer {
	if p.Kind == "centre" {
		return slices.DeleteFunc(buildOfficers(), func(o Officer) bool {
			return o.Desk != Centre || slices.Contains(o.Roles, lanna.PointLeader)
		})
	}
	var out []Officer
	for i, o := range posts[p.Name] {
		out = append(out, Officer{ID: fmt.Sprintf("O-%s-%02d", p.Name, i+1), Login: o.login, Name: o.name + " (EXERCISE)", Roles: []lanna.Role{o.role},
			Compartments: []lanna.Compartment{}, Desk: cmp.Or(o.desk, p.Desk), Language: o.lang})
	}
	return out
}

// Rota is who is on duty at the party's own desk, by day and by night: who
// acknowledges first, and the one who leads last. At night the second is first.
func (p *Party) Rota() Rota {
	var all []string
	for _, role := range []lanna.Role{lanna.DutyOfficer, lanna.PointLeader, lanna.ShiftLeader} {
		for _, o := range p.Officers {
			if slices.Contains(o.Roles, role) && len(all) < 4 {
				all = append(all, o.Login)
			}
		}
	}
	night := slices.Clone(all)
	night[0], night[1] = night[1], night[0]
	return Rota{ID: "K-" + p.Name, Desk: p.Desk, Turns: []Turn{
		{Name: "day", From: "08:00", To: "20:00", Officers: all},
		{Name: "night", From: "20:00", To: "08:00", Officers: night},
	}}
}
