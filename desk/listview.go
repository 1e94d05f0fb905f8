package desk

import (
	"context"
	"encoding/json"
	"strconv"

	"lanna"
	"lanna/blob"
	"lanna/handling"
	"lanna/list"
	"lanna/match"
	"lanna/statement"
	"lanna/store"
)

// listView keeps a row for each list.
const listView = "list"

func foldList(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	state := st.Of(us, lanna.ListState)
	if lanna.RecordKind(st.Of(us, lanna.KindOfRecord)) != lanna.ListRecord || state == "" {
		return store.Row{}, false
	}
	var s sheet
	for i := range st.Facts {
		f := &st.Facts[i]
		switch f.Property {
		case lanna.KindOfRecord, lanna.Label, lanna.ListKind, lanna.ListFrom, lanna.ListState, lanna.ListTally, lanna.FileName:
			if f.Live() && f.Agency == us {
				s.add(us, f)
			}
		}
	}
	body, err := json.Marshal(s)
	row := store.Row{Body: body}
	key := func(name, value string, audience handling.Audience) {
		row.Keys = append(row.Keys, store.Key{Name: name, Value: value, Audience: audience, Order: int64(st.History[0].Time)})
	}
	key("all", "", audienceOf(st))
	key("work", state, "") // for the node's own resuming: no audience
	if ref, bad := blob.ParseRef(st.Of(us, lanna.ListFile)); bad == nil && state != ListDropped && state != ListUndone {
		key("file", ref.SHA256.String(), audienceOf(st))
	}
	return row, err == nil
}

// A ListLine is a list among others.
type ListLine struct {
	Record   lanna.RecordID `json:"record"`
	Label    string         `json:"label"`
	Kind     string         `json:"kind"`
	From     string         `json:"from"`
	State    string         `json:"state"`
	FileName string         `json:"file,omitempty"`
	Opened   lanna.Millis   `json:"opened"`
	Tally    ListTally      `json:"tally"`
}

// Lists lists the lists that the actor may see, newest first.
func (d *Desk) Lists(ctx context.Context, by Actor, why Why) ([]ListLine, error) {
	var out []ListLine
	err := d.see(ctx, by, why, "list.show", func(r store.Reader) (s sight, err error) {
		audiences, err := d.audiences(r, listView, by, why.Purpose)
		if err != nil || len(audiences) == 0 {
			return s, err
		}
		items, err := r.List(store.ListQuery{View: listView, Name: "all", Values: []string{""}, Audiences: audiences, Descending: true, Limit: 200})
		if err != nil {
			return s, err
		}
		out, err = lines(&s, items, d.lens(by, why).list)
		return s, err
	})
	return out, err
}

// lines are what a reader may know of items; those are what the view shows.
func lines[T any](s *sight, items []store.Item, line func(store.Item) (T, bool, error)) (out []T, err error) {
	for _, item := range items {
		one, known, err := line(item)
		if err != nil {
			return nil, err
		}
		if known {
			out = append(out, one)
			s.records = append(s.records, item.ID)
		}
	}
	return out, nil
}

func (l *lens) list(item store.Item) (ListLine, bool, error) {
	line := ListLine{Record: item.ID, Opened: lanna.Millis(item.Order)}
	var row sheet
	if err := json.Unmarshal(item.Body, &row); err != nil {
		return line, false, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: item.ID.String(), Err: err}
	}
	known := l.each(row.Cells, row.Markings, func(c cell) {
		switch c.Property {
		case lanna.Label:
			line.Label = c.Value
		case lanna.ListKind:
			line.Kind = c.Value
		case lanna.ListFrom:
			line.From = c.Value
		case lanna.ListState:
			line.State = c.Value
		case lanna.FileName:
			line.FileName = c.Value
		case lanna.ListTally:
			_ = json.Unmarshal([]byte(c.Value), &line.Tally) // a newer form is left out
		}
	})
	return line, known, nil
}

// A ListView is a list as its page shows it.
type ListView struct {
	ListLine
	Shape   listShape
	Marking Marking
	Digest  string // what a signature is for; "" before it was checked
	Signed  []ListSignature
	Work    *ListWork // a step that is under way
	Rows    []ListRowView
	Next    int // number of the last row shown, where there are more; 0: none
	May     map[string]bool
}

// A ListSignature is an officer's for the list as it is now.
type ListSignature struct {
	Officer lanna.OfficerID `json:"officer"`
	Name    string          `json:"name"`
	Time    lanna.Millis    `json:"time"`
	Own     bool            `json:"own,omitempty"`
}

// A ListRowView is a row with what was decided on it.
type ListRowView struct {
	ListedRow
	Others   []ListOther
	Skip     bool
	Override string
}

// A ListOther is the other side of a pair, with the reasons of the score.
type ListOther struct {
	ListPair
	Decided string // same, apart, ""
	Values  []list.Value
	Link    *Link // of a person in the register
	Why     match.Explanation
}

var listActs = []string{"list.upload", "list.check", "list.decide", "list.sign", "list.drop", "list.rollback", "record.suspect"}

// A ListQuestion is which rows of a list to show.
type ListQuestion struct {
	Part  string // one of ListParts; "" shows none
	After int    // rows behind this one
	Limit int    // 0: 30
	Open  bool   // those alone with a document's number in common on which nobody decided yet
}

// List shows a list, and rows of one part of it with whom each may be and why.
func (d *Desk) List(ctx context.Context, by Actor, why Why, id lanna.RecordID, q ListQuestion) (*ListView, error) {
	v := &ListView{May: d.mayNow(by, listActs)}
	var l *listNow
	err := d.see(ctx, by, why, "list.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, id)
		if err != nil {
			return s, err
		}
		if l, err = d.listOf(st); err != nil {
			return s, err
		}
		us := d.Agency()
		v.ListLine = ListLine{Record: id, Label: st.Of(us, lanna.Label), Kind: l.kind, From: l.from, State: l.state, FileName: st.Of(us, lanna.FileName), Opened: st.History[0].Time, Tally: l.tally}
		v.Shape, v.Marking, v.Digest = l.shape, markingOf(st), l.digest()
		s.records = []lanna.RecordID{id}
		if q.Part != "" && l.checked != nil {
			seen, err := v.rows(ctx, d, r, by, why, l, q)
			s.records, s.rows = append(s.records, seen...), v.shown()
			return s, err
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	for _, s := range l.signatures() {
		a, err := d.officer(ctx, s.by)
		if err != nil {
			return nil, err
		}
		v.Signed = append(v.Signed, ListSignature{s.by, a.Name, s.time, s.by == by.Officer})
	}
	if w, ok := d.listed.get(id); ok {
		v.Work = &w
	}
	return v, nil
}

// rows reads the rows of a part, and returns the people of the register beside
// whom they were shown.
func (v *ListView) rows(ctx context.Context, d *Desk, r store.Reader, by Actor, why Why, l *listNow, q ListQuestion) ([]lanna.RecordID, error) {
	limit := q.Limit
	if limit <= 0 {
		limit = 30
	}
	fates := l.fates()
	wanted := map[int]bool{} // other rows, to be read afterwards
	err := d.eachRow(ctx, *l.checked, q.Part, func(row *ListedRow) error {
		if row.Number <= q.After {
			return nil
		}
		fate := fates[row.Number]
		if q.Open && !fate.waits(row) {
			return nil
		}
		if len(v.Rows) == limit {
			v.Next = v.Rows[limit-1].Number
			return errRead
		}
		out := ListRowView{ListedRow: *row}
		if fate != nil {
			out.Skip, out.Override = fate.skip, fate.override
		}
		for _, p := range row.Pairs {
			other := ListOther{ListPair: p}
			if fate != nil {
				other.Decided = fate.pairs[p.name()]
			}
			wanted[p.Row] = true
			out.Others = append(out.Others, other)
		}
		v.Rows = append(v.Rows, out)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return v.others(ctx, d, r, by, why, l, wanted)
}

// shown are the rows of the page, and those beside which they stand.
func (v *ListView) shown() *rowsShown {
	out := &rowsShown{list: v.Record}
	for i := range v.Rows {
		out.add(v.Rows[i].Number)
		for k := range v.Rows[i].Others {
			out.add(v.Rows[i].Others[k].Row)
		}
	}
	return out
}

// others fills in who the other sides are, as far as the actor may see, and why.
func (v *ListView) others(ctx context.Context, d *Desk, r store.Reader, by Actor, why Why, l *listNow, wanted map[int]bool) ([]lanna.RecordID, error) {
	rows := map[int]*ListedRow{}
	if delete(wanted, 0); len(wanted) > 0 {
		err := d.eachRow(ctx, *l.checked, ListAll, func(row *ListedRow) error {
			if wanted[row.Number] {
				rows[row.Number] = row
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var seen []lanna.RecordID
	lens, now := d.lens(by, why), d.Now().Time()
	for i := range v.Rows {
		row := &v.Rows[i]
		self := match.PersonFrom(row.Claims(), now)
		for k := range row.Others {
			o := &row.Others[k]
			if other := rows[o.Row]; other != nil {
				o.Values = other.Values
				o.Why = match.Persons(self, match.PersonFrom(other.Claims(), now), nil)
				continue
			}
			link, known, err := lens.linkTo(r, o.Record)
			if err != nil {
				return nil, err
			}
			if !known {
				continue
			}
			entries, err := d.entries(r, o.Record)
			if err != nil {
				return nil, err
			}
			st := d.releasedState(statement.Fold(d.Agency(), o.Record, entries), by, why)
			o.Link, o.Why = &link, match.Persons(self, match.PersonFrom(claimsOf(st), now), nil)
			o.Values = valuesOf(st)
			seen = append(seen, o.Record)
		}
	}
	return seen, nil
}

// valuesOf are the live personal values of a state, to stand beside a row's.
func valuesOf(st *statement.State) []list.Value {
	var out []list.Value
	for _, p := range append([]lanna.Property{lanna.Phone}, personal...) {
		for _, f := range st.Live(p) {
			if f.Value != "" {
				out = append(out, list.Value{Property: p, Value: f.Value, Lang: f.Lang})
			}
		}
	}
	return out
}

// Reason is why a cell of a row cannot be taken over, as a heading and a code.
func (s *listShape) Reason(f list.Fault) (heading, code string) {
	if f.Column >= 0 && f.Column < len(s.Header) {
		return s.Header[f.Column], f.Code
	}
	return "", f.Code
}

// ListReturn gives the rows that are kept apart for their sender, each with
// "heading: reason". words puts a code into words; nil leaves codes. The rows are
// as they came.
func (d *Desk) ListReturn(ctx context.Context, by Actor, why Why, id lanna.RecordID, words func(code string) string) (header []string, rows []list.Returned, err error) {
	err = d.see(ctx, by, why, "list.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, id)
		if err != nil {
			return s, err
		}
		l, err := d.listOf(st)
		if err != nil {
			return s, err
		}
		if l.checked == nil {
			return s, &lanna.Error{Kind: lanna.Conflict, Code: "list-state", ID: id.String()}
		}
		header = append([]string{"#", "?"}, l.shape.Header...)
		err = d.eachRow(ctx, *l.checked, ListFaulty, func(row *ListedRow) error {
			out := list.Returned{Number: row.Number, Cells: row.Raw}
			for i, f := range row.Faults {
				if i > 0 {
					out.Why += "; "
				}
				heading, code := l.shape.Reason(f)
				if heading != "" {
					out.Why += heading + ": "
				}
				if words != nil {
					code = words(code)
				}
				out.Why += code
			}
			rows = append(rows, out)
			return nil
		})
		shown := &rowsShown{list: id}
		for i := range rows {
			shown.add(rows[i].Number)
		}
		return sight{records: []lanna.RecordID{id}, words: strconv.Itoa(len(rows)), rows: shown}, err
	})
	if err != nil {
		return nil, nil, err
	}
	return header, rows, nil
}
