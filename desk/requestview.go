package desk

import (
	"context"
	"encoding/json"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// requestView keeps a row for each request, asked by this agency or of it.
const requestView = "request"

// inRequest are the properties that a line of the list shows.
var inRequest = []lanna.Property{
	lanna.KindOfRecord, lanna.Label, lanna.Name, lanna.Alias, lanna.RequestKind, lanna.RequestTo, lanna.RequestText, lanna.RequestDue,
	lanna.RequestState, lanna.RequestAnswer, lanna.RequestRefusal, lanna.Asked,
}

// Sides of a request, values of its keys.
const (
	sideOut = "out" // this agency asked
	sideIn  = "in"
)

type requestRow struct {
	sheet
	Opened lanna.Millis   `json:"o"`
	Ended  lanna.Millis   `json:"e,omitempty"`
	Out    bool           `json:"out,omitempty"`
	Asker  lanna.AgencyID `json:"a"`
	From   lanna.WriterID `json:"w"` // the node that asked
	State  string         `json:"s"`
}

func foldRequest(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.RequestRecord) {
		return store.Row{}, false
	}
	row := requestRow{State: requestState(st), Opened: st.History[0].Time}
	due := lanna.Millis(0)
	for i := range st.Facts {
		f := &st.Facts[i]
		if !f.Live() || !slices.Contains(inRequest, f.Property) || f.Property == lanna.Asked && f.Agency != us {
			continue
		}
		row.add(us, f)
		switch f.Property {
		case lanna.RequestKind:
			row.Asker, row.From, row.Out = f.Agency, f.Writer, f.Agency == us
		case lanna.RequestDue:
			due = moment(f.Value)
		case lanna.RequestState:
			if over(f.Value) {
				row.Ended = max(row.Ended, f.Time)
			}
		}
	}
	body, err := json.Marshal(row)
	return store.Row{Body: body, Keys: row.keys(st, us, due)}, err == nil
}

// over reports whether a request in the state waits for nobody.
func over(state string) bool {
	return state == RequestAnswered || state == RequestRefused || state == RequestWithdrawn
}

func (r *requestRow) keys(st *statement.State, us lanna.AgencyID, due lanna.Millis) []store.Key {
	audience, side, name, order := audienceOf(st), sideIn, "open", int64(due)
	if r.Out {
		side = sideOut
	}
	if over(r.State) {
		name, order = "done", int64(r.Ended)
	}
	keys := []store.Key{{Name: name, Value: side, Audience: audience, Order: order, Counted: true}}
	for _, desk := range values(st, us, lanna.Asked) {
		keys = append(keys, store.Key{Name: "desk-" + name, Value: desk, Audience: audience, Order: order})
	}
	if about := valueOfAny(st, lanna.RequestAbout); about != "" {
		keys = append(keys, store.Key{Name: "about", Value: about, Audience: audience, Order: int64(r.Opened)})
	}
	return keys
}

// A RequestLine is a request in a list. What handling does not release to the
// reader is absent.
type RequestLine struct {
	Record  lanna.RecordID `json:"record"`
	Label   string         `json:"label"`
	Kind    string         `json:"kind"`
	Out     bool           `json:"out"`   // this agency asked
	Asker   lanna.AgencyID `json:"asker"` // who asked
	To      string         `json:"to"`    // writer id of the node that is asked
	Who     Words          `json:"who"`   // name, else alias
	Text    Words          `json:"question"`
	Opened  lanna.Millis   `json:"opened"`
	Due     lanna.Millis   `json:"due"`
	Ended   lanna.Millis   `json:"ended,omitempty"`
	State   string         `json:"state"`
	Overdue bool           `json:"overdue"`
	Answers []string       `json:"answers,omitempty"`
	Refusal string         `json:"refusal,omitempty"`
	Desks   []string       `json:"desks,omitempty"` // that were asked within the agency
}

// A RequestQuery asks for requests.
type RequestQuery struct {
	Side  string `json:"side"` // in, out; "" both
	Done  bool   `json:"done"` // those that are over, newest first; else those that wait, nearest due time first
	Limit int    `json:"limit"`
}

// A RequestPage is a list of requests with its headline.
type RequestPage struct {
	Lines   []RequestLine `json:"lines"`
	In, Out int64         // that wait
	Hours   float64       `json:"hours"`    // median hours from asking to the answer of a verification, of the newest 200 that this agency asked
	Checked int           `json:"verified"` // over how many that is
}

// newestDone is over how many ended requests the headline is reckoned.
const newestDone = 200

// Requests lists requests. A county desk is shown those that it was asked.
func (d *Desk) Requests(ctx context.Context, by Actor, why Why, q RequestQuery) (*RequestPage, error) {
	page := &RequestPage{}
	err := d.see(ctx, by, why, "request.list", func(r store.Reader) (s sight, err error) {
		l := requestList{d: d, r: r, l: d.lens(by, why)}
		if err = l.let(by, why.Purpose); err != nil {
			return s, err
		}
		if page.Lines, err = l.lines(q); err != nil {
			return s, err
		}
		for i := range page.Lines {
			s.records = append(s.records, page.Lines[i].Record)
		}
		return s, l.headline(page)
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// A RequestDetail is one request as a page shows it.
type RequestDetail struct {
	RequestLine
	Subjects []Fact   `json:"subjects"`
	Basis    string   `json:"basis"`
	About    string   `json:"about,omitempty"`   // record id
	Notes    []Fact   `json:"notes"`             // the thread, oldest first
	Given    []Fact   `json:"given"`             // the answers, with who gave them and when
	Choices  []string `json:"choices"`           // fixed choices of the kind
	Suggest  string   `json:"suggest,omitempty"` // desk of the county that the number names
	Routes   []string `json:"routes,omitempty"`  // desks that the officer may choose
	Hit      bool     `json:"hit,omitempty"`     // it came of a hit: it says nothing of whom it is about
	Met      []Link   `json:"met,omitempty"`     // records here that the hit stands for, as far as the reader may see

	Leave      string         `json:"leave,omitempty"` // of a request for leave: for what
	Onward     lanna.WriterID `json:"onward,omitzero"` // who is to hold it
	LeaveFacts []Fact         `json:"leave_facts,omitempty"`
}

// Request shows one request. Not there and not yours are the same answer.
func (d *Desk) Request(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*RequestDetail, error) {
	out := &RequestDetail{}
	err := d.see(ctx, by, why, "request.show", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{id}}
		row, err := r.Row(requestView, id)
		if err != nil {
			return s, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		l := requestList{d: d, r: r, l: d.lens(by, why)}
		line, known, err := l.line(store.Item{ID: id, Body: row.Body})
		if err == nil && !known {
			err = &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
		}
		if err != nil {
			return s, err
		}
		out.RequestLine, out.Choices = line, Answers(line.Kind)
		return s, out.fill(d, r, by, why)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (v *RequestDetail) fill(d *Desk, r store.Reader, by Actor, why Why) error {
	st, err := d.shownState(r, by, why, v.Record)
	if err != nil {
		return err
	}
	b := d.builder(r, by, why, st, st)
	if !v.Out && by.May("request.accept") {
		if v.Routes, err = desksOf(r); err != nil {
			return err
		}
	}
	for i := range st.Facts {
		f := &st.Facts[i]
		switch {
		case !f.Live() || !d.released(st, f, by, why.Purpose):
		case slices.Contains(personal, f.Property):
			v.Subjects = append(v.Subjects, b.fact(f))
		case f.Property == lanna.Note:
			v.Notes = append(v.Notes, b.fact(f))
		case f.Property == lanna.RequestAnswer:
			v.Given = append(v.Given, b.fact(f))
		case f.Property == lanna.RequestBasis:
			v.Basis = f.Value
		case f.Property == lanna.RequestAbout:
			v.About = f.Value
		case f.Property == lanna.HitOutput:
			v.Hit = true
		case f.Property == lanna.HitRecordOf && f.Agency == st.Self:
			if err := v.meet(d.lens(by, why), r, f.Value); err != nil {
				return err
			}
		case f.Property == lanna.RequestFor:
			v.Leave = f.Value
		case f.Property == lanna.RequestOnward:
			_ = v.Onward.UnmarshalText([]byte(f.Value)) // what is malformed names nobody
		}
		if codes := countyDesks(f.Value); f.Property == lanna.IDResident && len(codes) > 0 {
			v.Suggest = codes[0]
			if i := slices.IndexFunc(codes, func(c string) bool { return slices.Contains(v.Routes, c) }); i > 0 {
				v.Suggest = codes[i]
			}
		}
	}
	return v.fillLeave(d, r, by, why, st)
}

// fillLeave shows the claims for which leave is asked, as they stand on the
// record that both agencies hold.
func (v *RequestDetail) fillLeave(d *Desk, r store.Reader, by Actor, why Why, request *statement.State) error {
	asked := request.Live(lanna.RequestClaim)
	about, err := lanna.ParseRecordID(v.About)
	if err != nil || len(asked) == 0 {
		return nil // asked in words alone
	}
	st, err := d.shownState(r, by, why, about)
	if err != nil {
		return notYours(err)
	}
	b := d.builder(r, by, why, st, st)
	for i := range st.Facts {
		f := &st.Facts[i]
		if slices.ContainsFunc(asked, func(c statement.Fact) bool { return c.Value == f.Digest.String() }) && d.released(st, f, by, why.Purpose) {
			v.LeaveFacts = append(v.LeaveFacts, b.bare(f))
		}
	}
	return nil
}

// meet adds a link to a record that a hit stands for.
func (v *RequestDetail) meet(l *lens, r store.Reader, value string) error {
	id, err := lanna.ParseRecordID(value)
	if err != nil {
		return nil // nothing that the partner may meet
	}
	link, known, err := l.linkTo(r, id)
	if err == nil && known {
		link.Record = id
		v.Met = append(v.Met, link)
	}
	return err
}

// PartyName returns the name of a node as its card has it; "" where none does.
func (d *Desk) PartyName(w lanna.WriterID, lang string) string {
	p := d.knownParty(w, lanna.AgencyID{})
	return p.Name(lang)
}
