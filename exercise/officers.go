package exercise

import (
	"fmt"
	"slices"

	"lanna"
	"lanna/exercise/wording"
)

// Centre is the desk of the coordination centre; the county desks are those of
// the made-up prefecture 5399.
const Centre = "centre"

// officers of the node, several for each role that has a rota. Logins say the
// role, so that whoever tries the demo finds their way.
var officers = []struct {
	login, name string
	role        lanna.Role
	desk, lang  string
	let         []lanna.Compartment
}{
	{"duty1", "周启明", lanna.DutyOfficer, Centre, "zh", nil},
	{"duty2", "Anna Wells", lanna.DutyOfficer, Centre, "en", nil},
	{"duty3", "กมล ศรีเจริญ", lanna.DutyOfficer, Centre, "th", nil},
	{"duty4", "ဒေါ်ခင်မြတ်နိုး", lanna.DutyOfficer, Centre, "my", nil},
	{"duty5", "ນາງ ຈັນທະລາ ພົມມະຈັນ", lanna.DutyOfficer, Centre, "lo", nil},
	{"duty6", "孟雪琳", lanna.DutyOfficer, Centre, "zh", nil},
	{"leader1", "顾承志", lanna.ShiftLeader, Centre, "zh", []lanna.Compartment{lanna.SourceProtection}},
	{"leader2", "วิภา มั่นสุวรรณ", lanna.ShiftLeader, Centre, "th", []lanna.Compartment{lanna.SourceProtection}},
	{"desk1", "韩立新", lanna.NationalDesk, Centre, "zh", []lanna.Compartment{lanna.SourceProtection}},
	{"desk2", "Martin Osei", lanna.NationalDesk, Centre, "en", nil},
	{"county1", "邹建平", lanna.CountyPolice, wording.County, "zh", nil},
	{"county2", "叶秀兰", lanna.CountyPolice, wording.County2, "zh", nil},
	{"county3", "段宏", lanna.CountyPolice, wording.County3, "zh", nil},
	{"point1", "ဦးသန့်ဇင်", lanna.PointLeader, Centre, "my", nil},
	{"point2", "ທ້າວ ວຽງໄຊ ສີຫາລາດ", lanna.PointLeader, Centre, "lo", nil},
	{"support1", "สุดา ใจรักษา", lanna.Victims, Centre, "th", []lanna.Compartment{lanna.VictimSupport, lanna.Child}},
	{"support2", "沈静怡", lanna.Victims, Centre, "zh", []lanna.Compartment{lanna.VictimSupport, lanna.Child}},
	{"legal1", "秦世安", lanna.LegalDesk, Centre, "zh", nil},
	{"analyst1", "Lea Hoffmann", lanna.Analyst, Centre, "en", nil},
	{"analyst2", "陶嘉宁", lanna.Analyst, Centre, "zh", nil},
	{"liaison1", "ประวิทย์ แสงวัฒนา", lanna.Liaison, Centre, "th", nil},
	{"liaison2", "ဦးအောင်မင်း", lanna.Liaison, Centre, "my", nil},
	{"auditor1", "严国栋", lanna.Auditor, Centre, "zh", nil},
	{"admin1", "Priya Nair", lanna.Administrator, Centre, "en", nil},
}

func buildOfficers() []Officer {
	var out []Officer
	for i, o := range officers {
		let := o.let
		if let == nil {
			let = []lanna.Compartment{}
		}
		out = append(out, Officer{
			ID: fmt.Sprintf("O%02d", i+1), Login: o.login, Name: o.name + " (EXERCISE)",
			Roles: []lanna.Role{o.role}, Compartments: let, Desk: o.desk, Language: o.lang,
		})
	}
	return out
}

// buildRota is the centre's: three shifts a day, other people from Friday to
// Sunday, a holiday whose night nobody has filled yet, and one who stands in.
// Counties answer questions and hold no alerts: they have no rota.
func buildRota() Rota {
	week, end := []string{"mon", "tue", "wed", "thu"}, []string{"fri", "sat", "sun"}
	pairs := [][]string{{"duty1", "duty2"}, {"duty3", "duty4"}, {"duty5", "duty6"}}
	r := Rota{ID: "K01", Desk: Centre}
	feast := Holiday{Day: 5, Name: "EXERCISE lantern feast"}
	for i, t := range []Turn{{Name: "early", From: "07:00", To: "15:00"}, {Name: "late", From: "15:00", To: "23:00"}, {Name: "night", From: "23:00", To: "07:00"}} {
		leader := []string{"leader1", "leader2"}[i%2]
		weekend := t
		t.Days, t.Officers = week, slices.Concat(pairs[i], []string{leader})
		weekend.Name, weekend.Days, weekend.Officers = t.Name+"-weekend", end, slices.Concat(pairs[(i+1)%3], []string{leader})
		r.Turns = append(r.Turns, t, weekend)
		t.Days = nil
		t.Officers = slices.Clone(t.Officers[1:])
		if t.Name == "night" {
			t.Officers = []string{}
		}
		feast.Turns = append(feast.Turns, t)
	}
	r.Holidays = []Holiday{feast}
	for _, shift := range []string{"late", "early-weekend"} { // whichever begins on that day
		r.StandIns = append(r.StandIns, StandIn{Day: 2, Shift: shift, For: "duty3", By: "duty1"})
	}
	return r
}
