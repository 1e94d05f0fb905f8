package desk

import (
	"encoding/json"
	"slices"
	"strings"

	"lanna"
	"lanna/extract/reading"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// recordView keeps a row for each record but those of officers and shifts: what a link
// to it shows, under which keys it is found, and its searchable text.
const recordView = "record"

// A sheet is values with the markings that hold for each, so that handling
// decides for each reader what of it is shown.
type sheet struct {
	Markings [][]string `json:"m"`
	Cells    []cell     `json:"c"`
}

func (s *sheet) add(us lanna.AgencyID, f *statement.Fact) {
	at := slices.IndexFunc(s.Markings, func(m []string) bool { return slices.Equal(m, f.Markings) })
	if at < 0 {
		at = len(s.Markings)
		s.Markings = append(s.Markings, f.Markings)
	}
	c := cell{Property: f.Property, Value: f.Value, Lang: f.Lang, Marked: at}
	if f.Agency != us {
		c.Agency = f.Agency.String()
	}
	s.Cells = append(s.Cells, c)
}

// value returns the last value of a property, whoever may see it.
func (s *sheet) value(p lanna.Property) string {
	v := ""
	for _, c := range s.Cells {
		if c.Property == p {
			v = c.Value
		}
	}
	return v
}

type recordRow struct {
	sheet
	Opened lanna.Millis `json:"o"`
	Print  print        `json:"f,omitempty"` // of the words, by which a repost is known
}

func parseRecordRow(row store.Row) (recordRow, error) {
	var r recordRow
	if err := json.Unmarshal(row.Body, &r); err != nil {
		return r, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: row.ID.String(), Err: err}
	}
	return r, nil
}

// inLink are the properties that a link to a record shows.
var inLink = []lanna.Property{
	lanna.KindOfRecord, lanna.Label, lanna.Name, lanna.Alias, lanna.Amount, lanna.TipAmount, lanna.AlertSeverity, lanna.AlertState,
	lanna.CaptureState, lanna.Queued, lanna.RepostOf, lanna.VictimStatus, lanna.MinorFlag, lanna.PersonOf, lanna.CaptureOf, lanna.PHash, lanna.Asked,
}

// identifying are the properties under whose values a record is found again.
var identifying = []lanna.Property{
	lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther,
	lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet, lanna.Name, lanna.Alias,
}

// linking are the properties whose values are other records.
var linking = []lanna.Property{lanna.PersonOf, lanna.CaptureOf, lanna.RepostOf, lanna.SameAs, lanna.ListOf}

// searchable are the properties whose values are found by their words.
var searchable = []lanna.Property{
	lanna.Label, lanna.Name, lanna.Alias, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.MRZ,
	lanna.IDOther, lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet, lanna.URL, lanna.Email, lanna.Vehicle, lanna.MarkOnBody,
	lanna.Place, lanna.Compound, lanna.LastPlace, lanna.Route, lanna.Threat, lanna.Accusation, lanna.Poster, lanna.Contact,
	lanna.Narrative, lanna.Translation, lanna.Health, lanna.LastMessage, lanna.Note, lanna.HeldBy, lanna.SourceText, lanna.ReadText,
	lanna.SourceURL, lanna.FileName, lanna.Relation, lanna.Warrant, lanna.Offence, lanna.ListFrom,
}

func foldRecord(d *Desk, st *statement.State) (store.Row, bool) {
	switch lanna.RecordKind(st.Of(d.Agency(), lanna.KindOfRecord)) {
	case "", lanna.OfficerRecord, lanna.ShiftRecord, lanna.NodeRecord, lanna.PartyRecord, lanna.CanaryRecord:
		return store.Row{}, false
	}
	f := recordFold{us: d.Agency(), st: st}
	f.body.Opened = st.History[0].Time
	for i := range st.Facts {
		fact := &st.Facts[i]
		if fact.Live() && (fact.Agency == d.Agency() || !slices.Contains(ofOwn, fact.Property)) {
			f.take(fact)
		}
	}
	if st.Of(d.Agency(), lanna.KindOfRecord) == string(lanna.SubjectRecord) { // found on its own page, by whom it is for
		f.row.Text = nil
	}
	f.reviewKey(d.Agency())
	body, err := json.Marshal(f.body)
	f.row.Body = body
	return f.row, err == nil
}

// reviewKey lists the record under the earliest date of review of what the
// agency says on it.
func (f *recordFold) reviewKey(us lanna.AgencyID) {
	review := ""
	for i := range f.st.Facts {
		if fact := &f.st.Facts[i]; fact.Agency == us && fact.Kind == lanna.Say && !slices.Contains(ofAct, fact.Property) { // acts stay with what is left
			if r := heldBy(fact.Markings).review; r != "" && (review == "" || r < review) {
				review = r
			}
		}
	}
	if review != "" {
		f.row.Keys = append(f.row.Keys, store.Key{Name: "review", Audience: audienceOf(f.st), Order: dayNumber(review)})
	}
}

// A recordFold is a row in the making.
type recordFold struct {
	us   lanna.AgencyID
	st   *statement.State
	body recordRow
	row  store.Row
}

func (f *recordFold) take(fact *statement.Fact) {
	p := fact.Property
	if slices.Contains(inLink, p) {
		f.body.add(f.us, fact)
	}
	switch {
	case p == lanna.KindOfRecord:
		f.key(fact, "kind", fact.Value, true)
	case p == lanna.Label:
		f.key(fact, "label", fact.Value, false)
	case p == lanna.CaptureState:
		f.key(fact, "state", fact.Value, true)
	case p == lanna.PHash:
		for _, bucket := range phashBuckets(fact.Value) {
			f.key(fact, "look", bucket, false)
		}
	case p == lanna.Narrative:
		f.body.Print = printOf(fact.Value)
		for _, band := range f.body.Print.bands() {
			f.key(fact, "words", band, false)
		}
	case slices.Contains(linking, p), slices.Contains(judging, p):
		f.key(fact, "link", string(p)+":"+fact.Value, false)
	case slices.Contains(identifying, p):
		if v := keyOf(p, fact.Value); v != "" {
			f.key(fact, "id", v, false)
		}
	}
	if slices.Contains(searchable, p) {
		body := fact.Value
		if p == lanna.ReadText {
			body = readWords(body)
		}
		if body != "" {
			f.row.Text = append(f.row.Text, store.Text{Field: string(p), Body: body, Audience: f.audience(fact)})
		}
	}
}

func (f *recordFold) key(fact *statement.Fact, name, value string, counted bool) {
	k := store.Key{Name: name, Value: value, Audience: f.audience(fact), Order: int64(f.body.Opened), Counted: counted}
	if !slices.Contains(f.row.Keys, k) {
		f.row.Keys = append(f.row.Keys, k)
	}
}

func (f *recordFold) audience(fact *statement.Fact) handling.Audience {
	return audienceAt(f.us, fact)
}

// keyOf returns the key of an identifying value, "" where it identifies
// nothing: a masked number fits many people.
func keyOf(p lanna.Property, value string) string {
	v := plainKey(value)
	switch {
	case v == "" || strings.ContainsRune(value, '*'):
		return ""
	case len(v) < 2:
		return ""
	}
	return string(p) + ":" + v
}

// readWords returns the text of a reading.
func readWords(value string) string {
	var r reading.Reading
	if err := json.Unmarshal([]byte(value), &r); err != nil {
		return ""
	}
	var b strings.Builder
	for _, l := range r.Lines {
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return strings.TrimSpace(b.String())
}

// link makes a link of a record's row; false where the reader may not know
// that the record is there.
func (l *lens) link(row store.Row) (Link, bool, error) {
	rec, err := parseRecordRow(row)
	if err != nil {
		return Link{}, false, err
	}
	out := Link{Record: row.ID, When: rec.Opened}
	known := l.each(rec.Cells, rec.Markings, out.set)
	out.Title.Code = titleCode(out.Kind, out.Title.Code)
	return out, known, nil
}

func (l *Link) set(c cell) {
	switch c.Property {
	case lanna.KindOfRecord:
		l.Kind = lanna.RecordKind(c.Value)
	case lanna.Label:
		l.Label = c.Value
	case lanna.AlertSeverity:
		l.Severity = lanna.Severity(c.Value)
	case lanna.AlertState:
		if l.State == "" {
			l.State = c.Value
		}
	case lanna.CaptureState, lanna.VictimStatus:
		l.State = c.Value
	default:
		l.Title.set(c)
	}
}

// linkTo reads the link to a record; false where it is not there or not for
// the reader.
func (l *lens) linkTo(r store.Reader, id lanna.RecordID) (Link, bool, error) {
	row, err := r.Row(recordView, id)
	if err != nil {
		return Link{}, false, notThere(err)
	}
	row.ID = id
	return l.link(row)
}

// links lists the records that stand under a key, newest first.
func (d *Desk) links(r store.Reader, by Actor, why Why, name, value string, limit int) ([]Link, error) {
	audiences, err := d.audiences(r, recordView, by, why.Purpose)
	if err != nil || len(audiences) == 0 {
		return nil, err
	}
	items, err := r.List(store.ListQuery{View: recordView, Name: name, Values: []string{value}, Audiences: audiences, Descending: true, Limit: limit})
	if err != nil {
		return nil, err
	}
	l := d.lens(by, why)
	var out []Link
	for _, item := range items {
		link, known, err := l.link(store.Row{View: recordView, ID: item.ID, Body: item.Body})
		if err != nil {
			return nil, err
		}
		if known && !slices.ContainsFunc(out, func(o Link) bool { return o.Record == link.Record }) {
			out = append(out, link)
		}
	}
	return out, nil
}
