package exercise

import (
	"time"

	"lanna"
	"lanna/exercise/wording"
)

// Set is the exercise as a node would come to know it. What is really so
// (who is whom, what is a trap) is not in it: see Story.
type Set struct {
	Seed      uint64
	Day       time.Time // D0, the day of the first notice
	Officers  []Officer
	Rotas     []Rota
	Notices   []Notice
	Checks    []Check
	Wanted    []Wanted
	Rescuers  []Rescuer
	Families  []FamilyReport
	Lures     []Lure
	Compounds []Compound
	Tenants   []Tenant
}

// An Officer is a person who can sign in. Passwords are the demo's own.
type Officer struct {
	ID           string              `json:"id"` // O01…
	Login        string              `json:"login"`
	Name         string              `json:"name"`
	Roles        []lanna.Role        `json:"roles"`
	Compartments []lanna.Compartment `json:"compartments"`
	Desk         string              `json:"desk"`     // centre, or a county code
	Language     string              `json:"language"` // of the pages
}

// A Rota is who is on duty at a desk, week by week.
type Rota struct {
	ID       string    `json:"id"`
	Desk     string    `json:"desk"`
	Turns    []Turn    `json:"turns"`
	Holidays []Holiday `json:"holidays,omitempty"`
	StandIns []StandIn `json:"stand_ins,omitempty"`
}

// A Turn is one shift of the week: the first is on duty, then who is next, the
// last is the shift leader.
type Turn struct {
	Name     string   `json:"name"`
	Days     []string `json:"days,omitempty"` // mon, tue …; none: every day
	From     string   `json:"from"`           // 23:00, in the duty room's time
	To       string   `json:"to"`
	Officers []string `json:"officers"` // logins
}

// A Holiday has shifts of its own.
type Holiday struct {
	Day   int    `json:"day"` // days after D0
	Name  string `json:"name"`
	Turns []Turn `json:"turns"`
}

// A StandIn takes a colleague's place.
type StandIn struct {
	Day   int    `json:"day"` // days after D0
	Shift string `json:"shift"`
	For   string `json:"for"`
	By    string `json:"by"`
}

// A Notice is a bounty as it can be read in its picture.
type Notice struct {
	ID       string `json:"id"` // N01…
	Picture  string `json:"picture"`
	Language string `json:"language"`
	wording.Notice
	Contacts wording.Contacts `json:"contacts"` // printed once for the whole picture
	Poster   string           `json:"poster"`
	PostedAt time.Time        `json:"posted_at"`
	Text     string           `json:"text"` // of the message or messages
}

// A Check asks the place of registration about a person.
type Check struct {
	ID       string     `json:"id"` // P01…
	Name     string     `json:"name"`
	PersonID wording.ID `json:"person_id"`
	County   string     `json:"county"` // code of the desk that is asked
	Question string     `json:"question"`
	Status   string     `json:"status"` // asked, verifying, answered
	Answer   string     `json:"answer,omitempty"`
	Caution  string     `json:"caution,omitempty"` // read before anybody is called
	AskedAt  time.Time  `json:"asked_at"`
	Replied  *time.Time `json:"replied_at,omitempty"`
}

// Wanted is a warrant: suspected, never "criminal".
type Wanted struct {
	ID        string     `json:"id"` // W01…
	Authority string     `json:"authority"`
	Warrant   string     `json:"warrant"`
	Offence   string     `json:"offence"`
	Name      string     `json:"name"`
	PersonID  wording.ID `json:"person_id"`
	Issued    string     `json:"issued"` // ISO 8601 date
	Review    string     `json:"review"`
}

// A Rescuer is an organisation that people may call, with its true handle.
type Rescuer struct {
	ID     string         `json:"id"` // R01…
	Name   string         `json:"name"`
	Handle wording.Handle `json:"handle"`
	Phone  string         `json:"phone"`
}

// A FamilyReport is what a family says about one who is trapped. The safe
// contact is read before anybody is called.
type FamilyReport struct {
	ID         string          `json:"id"` // F001…
	ReceivedAt time.Time       `json:"received_at"`
	Language   string          `json:"language"`
	Reporter   Reporter        `json:"reporter"`
	Person     Person          `json:"person"`
	LeftOn     string          `json:"left_on"` // ISO 8601
	Route      string          `json:"route"`
	LastPlace  string          `json:"last_place"`
	LastOn     string          `json:"last_contact_on"`
	LastWords  string          `json:"last_message"`
	Recruiter  *wording.Handle `json:"recruiter,omitempty"`
	Ransom     *wording.Money  `json:"ransom,omitempty"`
	Injuries   string          `json:"injuries,omitempty"`
	SafeWord   string          `json:"safe_word,omitempty"`
	Police     string          `json:"police_report,omitempty"`
	Photo      string          `json:"photo,omitempty"` // file
	Publish    bool            `json:"consent_to_publish"`
	Status     string          `json:"status"` // open, home
	Note       string          `json:"note,omitempty"`
}

// A Reporter speaks for a family.
type Reporter struct {
	Name     string `json:"name"`
	Relation string `json:"relation"` // mother, father, brother, sister, spouse, friend
	Phone    string `json:"phone"`
	Window   string `json:"safe_window"` // local time
	DoNot    bool   `json:"do_not_call"`
	Cover    string `json:"cover_story,omitempty"`
}

// A Person is how a family names one.
type Person struct {
	Names       []string     `json:"names"`
	Sex         string       `json:"sex"` // f, m
	Birth       string       `json:"birth"`
	Nationality string       `json:"nationality"` // ISO 3166-1 alpha-2
	IDs         []wording.ID `json:"ids"`
}

// A Lure is an advertisement that leads people into a compound.
type Lure struct {
	ID        string         `json:"id"` // L001…
	SeenAt    time.Time      `json:"seen_at"`
	Language  string         `json:"language"`
	Platform  string         `json:"platform"`
	Handle    wording.Handle `json:"handle"`
	URL       string         `json:"url"`
	Text      string         `json:"text"`
	Pay       wording.Money  `json:"pay_per_month"`
	Visa      bool           `json:"offers_visa"`
	Flight    bool           `json:"offers_flight"`
	Meeting   string         `json:"meeting_point"`
	Departure string         `json:"departure_city"`
}

// A Compound is a place of the made-up district. Its coordinates lie in the
// open sea at 0° north, 0° east, where nobody lives.
type Compound struct {
	ID        string   `json:"id"` // C01…
	Names     []string `json:"names"`
	Type      string   `json:"type"`
	Status    string   `json:"status"` // active, quiet, closed
	Latitude  float64  `json:"latitude"`
	Longitude float64  `json:"longitude"`
	Precision int      `json:"precision_m"`
	Capacity  int      `json:"capacity"`
	Control   string   `json:"control"`
	Gates     int      `json:"gates"`
	Verified  string   `json:"last_verified"` // ISO 8601
}

// A Tenant is a company in a compound.
type Tenant struct {
	ID       string `json:"id"` // T01…
	Compound string `json:"compound"`
	Name     string `json:"name"`
	Block    string `json:"block"`
	Fraud    string `json:"fraud"`        // fraud type
	From     string `json:"from"`         // ISO 8601
	To       string `json:"to,omitempty"` // gone since
	People   int    `json:"people_estimate"`
}

// At moves the whole exercise so that its day is now; the pictures keep the
// times that they show.
func (s *Set) At(now time.Time) {
	d := now.Sub(s.Day)
	s.Day = now
	for i := range s.Notices {
		s.Notices[i].PostedAt = s.Notices[i].PostedAt.Add(d)
	}
	for i := range s.Checks {
		c := &s.Checks[i]
		c.AskedAt = c.AskedAt.Add(d)
		if c.Replied != nil {
			t := c.Replied.Add(d)
			c.Replied = &t
		}
	}
	for i := range s.Families {
		s.Families[i].ReceivedAt = s.Families[i].ReceivedAt.Add(d)
	}
	for i := range s.Lures {
		s.Lures[i].SeenAt = s.Lures[i].SeenAt.Add(d)
	}
}
