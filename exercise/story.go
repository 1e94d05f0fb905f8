package exercise

import (
	"fmt"
	"math/rand/v2"
	"time"

	"lanna/exercise/wording"
)

// Day is D0 of the exercise unless it is moved.
var Day = time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)

// Story is the truth of the exercise: who is whom, and where the traps are. It
// goes into truth.json and nowhere else.
type Story struct {
	TotalCNY   int64             `json:"total_cny"`
	People     int               `json:"people"`
	Persons    map[string]string `json:"persons"`  // notice id -> person
	Reposts    map[string]string `json:"reposts"`  // notice id -> the notice it repeats at a higher price
	Traps      map[string]string `json:"traps"`    // kind -> notice or report id
	Reports    map[string]string `json:"reports"`  // family report id -> person of a notice
	Repeated   map[string]string `json:"repeated"` // family report id -> the report about the same person
	Relocation map[string]string `json:"relocation"`
	Checks     map[string]string `json:"checks"` // check id -> person
	Pictures   []Truth           `json:"pictures"`
}

// A shot is one screenshot of the story: how it looks, and its texts.
type shot struct {
	language, layout, theme, font string
	quality                       int
	hours                         float64 // posted, from D0
	parts                         []part
}

// A part is one text: its template and the people in it, as indexes into the
// people of the story with what is offered for each, in thousands of yuan.
type part struct {
	template string
	people   []int
	offer    []int64
	old      int64
	contact  map[string]string
}

// The people of the story who matter by themselves.
const (
	recruiter = 11 // wanted, and shows signs of coercion
	threeYear = 12 // P01
	minor     = 5
	atHome    = 9
	photoOf   = 20 // the poster shows somebody else
	fearful   = 1  // P03
	namesake  = 7  // P02
	raisedOne = 2
	raisedTwo = 8
)

// elsewhere are the counties of those about whom another county is asked.
var elsewhere = map[int]string{namesake: wording.County2, fearful: wording.County3}

// shots are the eleven pictures with 23 notices: CNY 3,810,000.
func shots(rescuer string) []shot {
	return []shot{
		{"zh", "chat-square", "green", "Noto Sans CJK SC", 88, 0, []part{{template: "zh-d07", people: []int{0, 1, 2, 3, 4, minor}, offer: []int64{200, 150, 100, 100, 50, 30}}}},
		{"zh", "chat-cloud", "dark", "WenQuanYi Micro Hei", 80, -6, []part{{template: "zh-c06"}, {template: "zh-d20", people: []int{6, namesake, raisedTwo, atHome, 10}, offer: []int64{300, 100, 100, 50, 50}}}},
		{"zh", "chat-tick", "light", "Noto Sans CJK SC", 70, -2, []part{{template: "zh-d13", people: []int{recruiter}, offer: []int64{600}}}},
		{"zh", "chat-round", "dark", "WenQuanYi Zen Hei", 0, -3, []part{{template: "zh-c07"}, {template: "zh-d15", people: []int{threeYear}, offer: []int64{500}}}},
		{"en", "chat-tick", "green", "DejaVu Sans", 85, -11, []part{{template: "en-d08", people: []int{13, 14, 15}, offer: []int64{200, 150, 100}}}},
		{"th", "chat-line", "light", "Noto Sans Thai", 85, -9, []part{{template: "th-d01", people: []int{16}, offer: []int64{150}}}},
		{"my", "chat-cloud", "light", "Padauk", 90, -15, []part{{template: "my-d10", people: []int{17}, offer: []int64{50}}}},
		{"lo", "chat-round", "green", "Noto Sans Lao", 90, -20, []part{{template: "lo-d01", people: []int{18}, offer: []int64{30}}}},
		{"zh", "chat-line", "dark", "Noto Sans CJK SC", 75, 7, []part{
			{template: "zh-d06", people: []int{raisedOne}, offer: []int64{200}, old: 100, contact: map[string]string{"wechat": rescuer}},
			{template: "zh-c02"}, {template: "zh-d03", people: []int{19}, offer: []int64{100}}}},
		{"zh", "forum", "light", "Noto Sans CJK SC", 85, 5, []part{{template: "zh-d17", people: []int{raisedTwo}, offer: []int64{300}}}},
		{"zh", "poster", "light", "Noto Serif CJK SC", 80, -30, []part{{template: "zh-d11", people: []int{photoOf}, offer: []int64{200}}}},
	}
}

// people invents the 21: one subject each, whose name and number stay the
// same in every notice.
func people(r *rand.Rand) []wording.Subject {
	languages := map[int]string{13: "en", 14: "en", 15: "en", 16: "th", 17: "my", 18: "lo"}
	out := make([]wording.Subject, 21)
	seen := map[string]bool{}
	for i := range out {
		lang := languages[i]
		if lang == "" {
			lang = "zh"
		}
		name := wording.Name(r, lang)
		for seen[name] {
			name = wording.Name(r, lang)
		}
		seen[name] = true
		birth := fmt.Sprintf("%04d%02d%02d", 1986+r.IntN(20), 1+r.IntN(12), 1+r.IntN(28))
		if i == minor {
			birth = fmt.Sprintf("2010%02d%02d", 1+r.IntN(9), 1+r.IntN(28))
		}
		county := wording.County
		if c := elsewhere[i]; c != "" {
			county = c
		}
		out[i] = wording.Subject{Name: name, ID: wording.ResidentIDOf(r, county, birth)}
	}
	return out
}

// zones are the local times that the phones show.
var zones = map[string]*time.Location{
	"zh": time.FixedZone("", 8*3600), "en": time.FixedZone("", 7*3600), "th": time.FixedZone("", 7*3600),
	"my": time.FixedZone("", 6*3600+1800), "lo": time.FixedZone("", 7*3600),
}

// told is one notice of a shot with the person that it is about.
type told struct {
	notice Notice
	person int
}

// tell fills the shots: the scenes to draw and the notices in them.
func tell(seed uint64, subjects []wording.Subject, rescuer string, photo uint64) ([]*scene, []told, error) {
	var scenes []*scene
	var notices []told
	for i, sh := range shots(rescuer) {
		r := rand.New(rand.NewPCG(seed, 100+uint64(i)))
		sc := &scene{spec: spec{
			language: sh.language, layout: sh.layout, theme: sh.theme, font: sh.font, scale: 2,
			quality: sh.quality, seed: r.Uint64(),
		}, group: true, at: Day.Add(time.Duration(sh.hours * float64(time.Hour))).In(zones[sh.language])}
		for _, pt := range sh.parts {
			text, err := pt.fill(sh.language, r, subjects)
			if err != nil {
				return nil, nil, err
			}
			sc.texts = append(sc.texts, text)
			face := photo
			if len(pt.people) > 0 && pt.people[0] != photoOf {
				face += 2 * uint64(1+pt.people[0]) // the same person, the same face
			}
			sc.faces = append(sc.faces, face)
			sc.portrait = face
			poster := sc.poster()
			for k, n := range text.Notices {
				notices = append(notices, told{Notice{
					ID: fmt.Sprintf("N%02d", len(notices)+1), Picture: shotFile(i, sh), Language: sh.language, Notice: n, Contacts: text.Contacts, Poster: poster,
					PostedAt: Day.Add(time.Duration(sh.hours * float64(time.Hour))), Text: text.Plain(),
				}, pt.people[k]})
			}
		}
		scenes = append(scenes, sc)
	}
	return scenes, notices, nil
}

func shotFile(i int, sh shot) string {
	return fmt.Sprintf("pictures/S%02d-%s-%s%s", i+1, sh.language, sh.layout, extension(sh.quality))
}

func (pt part) fill(language string, r *rand.Rand, subjects []wording.Subject) (*wording.Text, error) {
	t, err := wording.ByID(language, pt.template)
	if err != nil {
		return nil, err
	}
	var of []wording.Subject
	for k, i := range pt.people {
		s := subjects[i]
		s.Amount = wording.Amount{Units: pt.offer[k] * 1000, Currency: "CNY"}
		if pt.old > 0 {
			s.Old = wording.Amount{Units: pt.old * 1000, Currency: "CNY"}
		}
		s.Contact = pt.contact
		of = append(of, s)
	}
	return wording.Fill(t, r, len(of), of...)
}
