package desk

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// subjectView keeps a row for each request of a data subject.
const subjectView = "subject"

// inSubject are the properties that a line of the list shows.
var inSubject = []lanna.Property{lanna.KindOfRecord, lanna.Label, lanna.SubjectKind, lanna.SubjectName, lanna.SubjectLang, lanna.SubjectReceived, lanna.SubjectDue,
	lanna.SubjectIdentity, lanna.SubjectOwner, lanna.SubjectState, lanna.SubjectOutcome}

func foldSubject(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.SubjectRecord) {
		return store.Row{}, false
	}
	var s sheet
	answered := lanna.Millis(0)
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Live() && f.Agency == us && slices.Contains(inSubject, f.Property) {
			s.add(us, f)
		}
		if f.Live() && f.Property == lanna.SubjectState {
			answered = f.Time
		}
	}
	body, err := json.Marshal(s)
	name, order := "open", dayNumber(st.Of(us, lanna.SubjectDue))
	if st.Of(us, lanna.SubjectState) == SubjectAnswered {
		name, order = "done", int64(answered)
	}
	return store.Row{Body: body, Keys: []store.Key{{Name: name, Audience: audienceOf(st), Order: order, Counted: true}}}, err == nil
}

// A SubjectLine is a request in the list.
type SubjectLine struct {
	Record   lanna.RecordID  `json:"record"`
	Label    string          `json:"label"`
	Kind     string          `json:"kind"`
	Name     Words           `json:"name"`
	Lang     string          `json:"lang"`
	Received string          `json:"received"`
	Due      string          `json:"due"`
	Overdue  bool            `json:"overdue"`
	Days     int             `json:"days"` // left; negative: over
	Identity string          `json:"identity"`
	Owner    lanna.OfficerID `json:"-"`
	OwnedBy  string          `json:"owner,omitempty"`
	State    string          `json:"state"`
	Outcome  string          `json:"outcome,omitempty"`
}

// A SubjectQuery asks for requests.
type SubjectQuery struct {
	Done  bool `json:"done"` // those that were answered, newest first; else those that wait, the nearest last day first
	Limit int  `json:"limit"`
}

// Subjects lists requests.
func (d *Desk) Subjects(ctx context.Context, by Actor, why Why, q SubjectQuery) (out []SubjectLine, waiting int64, err error) {
	err = d.see(ctx, by, why, "subject.list", func(r store.Reader) (s sight, err error) {
		audiences, err := d.audiences(r, subjectView, by, why.Purpose)
		if err != nil || len(audiences) == 0 {
			return s, err
		}
		if waiting, err = r.Count(subjectView, "open", "", audiences); err != nil {
			return s, err
		}
		ask := store.ListQuery{View: subjectView, Name: "open", Values: []string{""}, Audiences: audiences, Limit: q.Limit}
		if q.Done {
			ask.Name, ask.Descending = "done", true
		}
		items, err := r.List(ask)
		if err != nil {
			return s, err
		}
		l := d.lens(by, why)
		out, err = lines(&s, items, func(item store.Item) (SubjectLine, bool, error) { return d.subjectLine(l, item.ID, item.Body) })
		return s, err
	})
	for i := range out {
		out[i].OwnedBy = d.OfficerName(ctx, out[i].Owner)
	}
	return out, waiting, err
}

func (d *Desk) subjectLine(l *lens, id lanna.RecordID, body []byte) (SubjectLine, bool, error) {
	var s sheet
	if err := json.Unmarshal(body, &s); err != nil {
		return SubjectLine{}, false, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: id.String(), Err: err}
	}
	line := SubjectLine{Record: id}
	known := l.each(s.Cells, s.Markings, line.take)
	if due, err := time.Parse(time.DateOnly, line.Due); err == nil && line.State == SubjectOpen {
		line.Days = int(due.Unix()/86400 - int64(d.Now())/86_400_000)
		line.Overdue = line.Days < 0
	}
	return line, known, nil
}

func (v *SubjectLine) take(c cell) {
	switch c.Property {
	case lanna.Label:
		v.Label = c.Value
	case lanna.SubjectKind:
		v.Kind = c.Value
	case lanna.SubjectName:
		v.Name = Words{c.Value, c.Lang}
	case lanna.SubjectLang:
		v.Lang = c.Value
	case lanna.SubjectReceived:
		v.Received = c.Value
	case lanna.SubjectDue:
		v.Due = c.Value
	case lanna.SubjectIdentity:
		v.Identity = c.Value
	case lanna.SubjectOwner:
		v.Owner = officerID(c.Value)
	case lanna.SubjectState:
		v.State = c.Value
	case lanna.SubjectOutcome:
		v.Outcome = c.Value
	}
}

// A SubjectDetail is one request as its page shows it.
type SubjectDetail struct {
	SubjectLine
	Reach        string               `json:"reach,omitempty"`
	Text         Words                `json:"text"`
	Answer       Words                `json:"answer,omitzero"`
	About        []Link               `json:"about,omitempty"`
	Appealed     *Fact                `json:"appealed,omitempty"`
	Restrictions []RestrictionMade    `json:"restrictions,omitempty"`
	Done         []SubjectDone        `json:"done,omitempty"`
	Notes        []Fact               `json:"notes,omitempty"`
	Safety       string               `json:"contact_safety,omitempty"` // the strictest that stands on a record of the person: the answer must not betray them
	Told         []ExtractRecord      `json:"told,omitempty"`           // what an extract would tell now
	Facts        []SubjectRecordFacts `json:"-"`                        // what may be corrected, by record
	Outcomes     []string             `json:"outcomes"`                 // how it may end
	Owners       []Choice             `json:"-"`                        // officers who may answer it
	May          map[string]bool      `json:"-"`
	History      []Step               `json:"-"`
}

// SubjectRecordFacts are the facts of a record about the person.
type SubjectRecordFacts struct {
	Link  Link
	Facts []Fact
}

// A Choice is an officer by name.
type Choice struct {
	ID   lanna.OfficerID
	Name string
}

// subjectActs are what a request's page may offer.
var subjectActs = []string{"subject.assign", "subject.identify", "subject.link", "subject.restrict", "subject.answer", "subject.print", "subject.do", "record.erase", "record.correct", "record.hide"}

// Subject shows one request. Not there and not yours are the same answer.
func (d *Desk) Subject(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*SubjectDetail, error) {
	v := &SubjectDetail{}
	var whole *statement.State
	err := d.see(ctx, by, why, "subject.show", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{id}}
		st, err := d.shownState(r, by, why, id)
		if err != nil {
			return s, err
		}
		row, err := r.Row(subjectView, id)
		if err != nil {
			return s, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		whole = st
		if v.SubjectLine, _, err = d.subjectLine(d.lens(by, why), id, row.Body); err != nil {
			return s, err
		}
		err = v.fill(d, r, by, why, st)
		for i := range v.About {
			s.records = append(s.records, v.About[i].Record)
		}
		return s, err
	})
	if err != nil {
		return nil, err
	}
	v.History = d.history(ctx, whole, d.lens(by, why).on(whole))
	v.name(ctx, d)
	return v, nil
}

// name puts in the names of officers, once the snapshot is closed.
func (v *SubjectDetail) name(ctx context.Context, d *Desk) {
	v.OwnedBy = d.OfficerName(ctx, v.Owner)
	for i := range v.Done {
		v.Done[i].Name = d.OfficerName(ctx, v.Done[i].Officer)
	}
	for i := range v.Restrictions {
		v.Restrictions[i].Name = d.OfficerName(ctx, v.Restrictions[i].Officer)
	}
	for i := range v.Notes {
		v.Notes[i].OfficerName = d.OfficerName(ctx, v.Notes[i].Officer)
	}
	if v.Appealed != nil {
		v.Appealed.OfficerName = d.OfficerName(ctx, v.Appealed.Officer)
	}
}

func (v *SubjectDetail) fill(d *Desk, r store.Reader, by Actor, why Why, st *statement.State) error {
	us := d.Agency()
	v.Reach, v.Outcomes, v.May = st.Of(us, lanna.SubjectReach), SubjectOutcomes(v.Kind), d.mayNow(by, subjectActs)
	v.Done = donesOf(st)
	v.restrictions(st)
	b := d.builder(r, by, why, st, st)
	for i := range st.Facts {
		switch f := &st.Facts[i]; {
		case !f.Live():
		case f.Property == lanna.SubjectText:
			v.Text = Words{f.Value, f.Lang}
		case f.Property == lanna.SubjectAnswer:
			v.Answer = Words{f.Value, f.Lang}
		case f.Property == lanna.Note:
			v.Notes = append(v.Notes, b.fact(f))
		}
	}
	if err := v.around(d, r, by, why, st); err != nil {
		return err
	}
	told, _, err := d.extract(r, st, by, why)
	if err != nil {
		return err
	}
	v.Told = told
	return v.owners(r)
}

// restrictions lists those of the request, with who recorded each, and why.
func (v *SubjectDetail) restrictions(st *statement.State) {
	for _, r := range restrictionsOf(st) {
		made := RestrictionMade{SubjectRestriction: r, Claim: r.claim}
		for i := range st.Facts {
			if f := &st.Facts[i]; f.Statement == r.statement && f.Property == lanna.Reason {
				made.Reason, made.Officer, made.Time = f.Value, f.Officer, f.Time
			}
		}
		v.Restrictions = append(v.Restrictions, made)
	}
}

// around reads the records of the person: what may be corrected on them, what is
// appealed, and what protects the person from an answer that arrives in the
// wrong hands.
func (v *SubjectDetail) around(d *Desk, r store.Reader, by Actor, why Why, st *statement.State) error {
	l, guard := d.lens(by, why), paperAlert{}
	claim := st.Of(d.Agency(), lanna.SubjectClaim)
	for _, about := range values(st, d.Agency(), lanna.SubjectAbout) {
		id, err := lanna.ParseRecordID(about)
		if err != nil {
			continue
		}
		link, known, err := l.linkTo(r, id)
		if err != nil {
			return err
		}
		if !known {
			continue // erased, or not this officer's to see
		}
		link.Record = id
		v.About = append(v.About, link)
		on, err := d.shownState(r, by, why, id)
		if err != nil {
			return err
		}
		guard.guard(on, d.Agency())
		released := d.releasedState(on, by, why)
		b := d.builder(r, by, why, on, released)
		facts := SubjectRecordFacts{Link: link}
		for i := range released.Facts {
			f := &released.Facts[i]
			if f.Digest.String() == claim {
				fact := b.fact(f)
				v.Appealed = &fact
			}
			if f.Live() && f.Agency == d.Agency() && slices.Contains(sayable, f.Property) {
				facts.Facts = append(facts.Facts, b.bare(f))
			}
		}
		v.Facts = append(v.Facts, facts)
	}
	v.Safety = guard.safety
	return nil
}

// owners lists who may answer.
func (v *SubjectDetail) owners(r store.Reader) error {
	list, err := r.List(store.ListQuery{View: officerView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1000})
	if err != nil {
		return err
	}
	for _, item := range list {
		a, err := actorOf(item.ID, item.Body)
		if err != nil {
			return err
		}
		if !a.Disabled && a.May("subject.answer") {
			v.Owners = append(v.Owners, Choice{a.Officer, a.Name})
		}
	}
	return nil
}
