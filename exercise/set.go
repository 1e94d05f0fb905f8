package exercise

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
	"time"

	"lanna/exercise/draw"
	"lanna/exercise/wording"
)

// photoReport is the report whose portrait the poster shows for another.
const photoReport = 10

// build invents the whole exercise of a seed, without drawing.
func build(seed uint64) (*Set, *Story, []*scene, uint64, error) {
	r := rand.New(rand.NewPCG(seed, 50))
	story := &Story{
		Persons: map[string]string{}, Reposts: map[string]string{}, Traps: map[string]string{}, Reports: map[string]string{},
		Repeated: map[string]string{}, Relocation: map[string]string{}, Checks: map[string]string{},
	}
	set := &Set{Seed: seed, Day: Day, Officers: buildOfficers(), Rotas: []Rota{buildRota()}}
	subjects := people(r)
	set.Rescuers = []Rescuer{
		{"R01", "EXERCISE Open Gate Relief", wording.Handle{Service: "wechat", Value: "exercise_opengate"}, wording.NewPhone(r, "TH")},
		{"R02", "EXERCISE 归途救援", wording.Handle{Service: "wechat", Value: "yanxi_guitu01"}, wording.NewPhone(r, "CN")},
	}
	photo := r.Uint64() | 1
	scenes, tales, err := tell(seed, subjects, set.Rescuers[1].Handle.Value, photo)
	if err != nil {
		return nil, nil, nil, 0, err
	}
	story.note(tales)
	for _, t := range tales {
		set.Notices = append(set.Notices, t.notice)
	}
	set.Checks = buildChecks(r, subjects, story)
	set.Wanted = []Wanted{{
		ID: "W01", Authority: "EXERCISE 演习县公安局", Warrant: "EXERCISE-2026-0417", Offence: "涉嫌组织他人偷越国境（演习）",
		Name: subjects[recruiter].Name, PersonID: subjects[recruiter].ID, Issued: "2026-04-17", Review: "2027-04-17",
	}}
	set.Families = buildFamilies(r, Day, subjects, story)
	set.Families[photoReport].Photo = photoFile(set.Families[photoReport].ID)
	story.Traps["misused-photo"] = noticeAbout(tales, photoOf) + " " + set.Families[photoReport].ID
	set.Lures = buildLures(r, Day, 60)
	set.Compounds = buildCompounds(r, Day)
	set.Tenants = buildTenants(r, Day, story)
	return set, story, scenes, photo, nil
}

func photoFile(report string) string { return "photos/" + report + ".png" }

// note writes down who is whom and where the traps of the notices are.
func (s *Story) note(tales []told) {
	first := map[int]string{}
	for _, t := range tales {
		s.Persons[t.notice.ID] = personKey(t.person)
		if before := first[t.person]; before != "" {
			s.Reposts[t.notice.ID] = before
		} else {
			first[t.person] = t.notice.ID
		}
		var n int64
		if t.notice.Amount != nil {
			fmt.Sscan(t.notice.Amount.Value, &n)
		}
		s.TotalCNY += n
	}
	s.People = len(first)
	s.Traps["already-home"] = first[atHome]
	s.Traps["minor"] = first[minor]
	s.Traps["wanted-recruiter-coerced"] = first[recruiter]
	s.Traps["rescuers-handle"] = s.repostOf(first[raisedOne])
}

// repostOf is the notice that repeats another.
func (s *Story) repostOf(first string) string {
	for later, earlier := range s.Reposts {
		if earlier == first {
			return later
		}
	}
	return ""
}

func noticeAbout(tales []told, person int) string {
	for _, t := range tales {
		if t.person == person {
			return t.notice.ID
		}
	}
	return ""
}

// buildChecks are P01 to P03. P02 asks about a namesake: the name of the
// notice, but the number of another person.
func buildChecks(r *rand.Rand, subjects []wording.Subject, story *Story) []Check {
	replied := Day.Add(3 * time.Hour)
	other := wording.ResidentIDOf(r, wording.County2, fmt.Sprintf("19%02d%02d%02d", 70+r.IntN(12), 1+r.IntN(12), 1+r.IntN(28)))
	story.Checks["P01"], story.Checks["P02"], story.Checks["P03"] = personKey(threeYear), "not "+personKey(namesake), personKey(fearful)
	return []Check{
		{ID: "P01", Name: subjects[threeYear].Name, PersonID: subjects[threeYear].ID, County: wording.County, Question: "是否失联，家属最后联系时间",
			Status: "answered", Answer: "失联三年，在劝返名单上，受害人身份未明", AskedAt: Day.Add(20 * time.Minute), Replied: &replied},
		{ID: "P02", Name: subjects[namesake].Name, PersonID: other, County: wording.County2, Question: "同名人员是否为本人", Status: "verifying", AskedAt: Day.Add(25 * time.Minute)},
		{ID: "P03", Name: subjects[fearful].Name, PersonID: subjects[fearful].ID, County: wording.County3, Question: "是否在家，家属近况",
			Status: "verifying", Caution: "家属担心报复，勿电话联系，勿着警服上门", AskedAt: Day.Add(30 * time.Minute)},
	}
}

// portrait draws the photo of a family report.
func portrait(seed uint64) ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 360, 430))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	if err := draw.Portrait(img, seed, color.RGBA{120, 20, 20, 255}); err != nil {
		return nil, err
	}
	return encode(img, 0)
}
