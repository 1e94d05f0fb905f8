package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// alertView keeps a row for each record that has an alert: what the queue
// shows, each value with the markings that hold for it, so that handling
// decides for each reader what of it is shown.
const alertView = "alert"

// inList are the properties of a record that a line of the queue shows.
var inList = []lanna.Property{
	lanna.KindOfRecord, lanna.Label, lanna.AlertSeverity, lanna.AlertRule, lanna.AlertWhy, lanna.AlertStep, lanna.AlertDue,
	lanna.AlertState, lanna.AlertOwner, lanna.AlertLevel, lanna.AlertOutcome, lanna.AlertMerged,
	lanna.Name, lanna.Alias, lanna.Amount, lanna.TipAmount, lanna.Compound, lanna.Place, lanna.MinorFlag, lanna.RepostOf, lanna.Asked,
}

// ofOwn are the properties that each agency keeps for itself: another's say
// nothing of this agency's lists.
var ofOwn = []lanna.Property{
	lanna.KindOfRecord, lanna.Label, lanna.AlertSeverity, lanna.AlertRule, lanna.AlertWhy, lanna.AlertStep, lanna.AlertDue, lanna.AlertState,
	lanna.AlertOwner, lanna.AlertLevel, lanna.AlertOutcome, lanna.AlertMerged, lanna.Asked, lanna.CaptureState, lanna.Queued,
}

// A cell is a value in a row.
type cell struct {
	Property lanna.Property `json:"p"`
	Value    string         `json:"v"`
	Lang     string         `json:"l,omitempty"`
	Marked   int            `json:"m"`           // index into sheet.Markings
	Agency   string         `json:"a,omitempty"` // that said it; "" for the node's own
}

type alertRow struct {
	sheet
	Raised  lanna.Millis `json:"r"`
	Closed  lanna.Millis `json:"x,omitempty"`
	Version int          `json:"n"`
}

func foldAlert(d *Desk, st *statement.State) (store.Row, bool) {
	a, ok := d.alertOf(st)
	if !ok {
		return store.Row{}, false
	}
	row := alertRow{Raised: a.raised, Version: len(st.History)}
	for i := range st.Facts {
		f := &st.Facts[i]
		if !f.Live() || !slices.Contains(inList, f.Property) || f.Agency != d.Agency() && slices.Contains(ofOwn, f.Property) {
			continue
		}
		row.add(d.Agency(), f)
		if f.Property == lanna.AlertState && f.Value == AlertClosed {
			row.Closed = f.Time
		}
	}
	body, err := json.Marshal(row)
	return store.Row{Body: body, Keys: alertKeys(a, st.Of(d.Agency(), lanna.KindOfRecord), lanna.Severity(st.Of(d.Agency(), lanna.AlertSeverity)), row.Closed)}, err == nil
}

// alertKeys lists the row wherever the queue looks for it. Lists are ordered
// by severity and deadline, so that a page is read off one list and a count is
// one number, however many alerts there are.
func alertKeys(a *alertNow, kind string, severity lanna.Severity, closed lanna.Millis) []store.Key {
	audience := audienceOf(a.st)
	var keys []store.Key
	add := func(name, value string, order int64) {
		keys = append(keys, store.Key{Name: name, Value: value, Audience: audience, Order: order, Counted: true})
	}
	if a.state == AlertClosed {
		add("closed", "", int64(closed))
		return keys
	}
	order := orderOf(severity, a.due)
	add("open", "", order)
	add("kind", kind, order)
	add("slot", slotOf(a.due), order)
	if severity == lanna.Life {
		add("life", "", order)
	}
	if a.owner.IsZero() {
		add("unowned", "", order)
	} else {
		add("owner", a.owner.String(), order)
	}
	if a.level > 0 {
		add("over", "", order)
	}
	if a.due != 0 && a.here {
		keys = append(keys, store.Key{Name: "due", Value: clockOf(a.step).Step, Order: int64(a.due)}) // for the clock: no audience
	}
	return keys
}

// orderOf puts the gravest first and the nearest deadline first within it.
// Milliseconds fit into 44 bits until the year 2527.
func orderOf(s lanna.Severity, due lanna.Millis) int64 {
	rank := slices.Index(lanna.Severities, s)
	if rank < 0 {
		rank = 0 // a severity of a newer version: better too grave than lost
	}
	return int64(rank)<<44 | int64(due)&(1<<44-1)
}

// slot is the width of the lists by deadline: "due within the hour" is the sum
// of a few of them, so it is counted without reading rows.
const slot = lanna.Millis(10 * time.Minute / time.Millisecond)

func slotOf(due lanna.Millis) string { return strconv.FormatInt(int64(due/slot), 10) }

// slotsWithin returns the slots from now to the end of the one in which the
// next hour ends.
func slotsWithin(now lanna.Millis) []string {
	var out []string
	for at := now / slot; at <= (now+millis(time.Hour))/slot; at++ {
		out = append(out, strconv.FormatInt(int64(at), 10))
	}
	return out
}

// A lens shows rows to one reader for one purpose: a value that is not
// released is not there.
type lens struct {
	agency   lanna.AgencyID
	reader   handling.Reader
	purpose  lanna.Purpose
	markings map[string]handling.Marking // parsed once a page
}

func (d *Desk) lens(by Actor, why Why) *lens {
	return &lens{agency: d.Agency(), reader: d.reader(by), purpose: why.Purpose, markings: map[string]handling.Marking{}}
}

// on is the lens for the facts of one record.
func (l *lens) on(st *statement.State) *lens {
	out := *l
	out.reader.Asked = values(st, l.agency, lanna.Asked)
	return &out
}

func (l *lens) shows(c cell, markings []string) bool {
	of := l.agency
	if c.Agency != "" && of.UnmarshalText([]byte(c.Agency)) != nil {
		return false
	}
	return l.showsOf(of, c.Property, markings)
}

func (l *lens) showsOf(originator lanna.AgencyID, p lanna.Property, markings []string) bool {
	key := strings.Join(markings, "\n")
	m, ok := l.markings[key]
	if !ok {
		m = handling.CombineStrings(markings)
		l.markings[key] = m
	}
	return handling.Release(m, originator, p, l.reader, l.purpose).Allowed
}

// each calls f with those cells of a row that the reader may see, and reports
// whether the reader may know that the record is there.
func (l *lens) each(cells []cell, markings [][]string, f func(cell)) (known bool) {
	of := *l
	for _, c := range cells {
		if c.Property == lanna.Asked {
			of.reader.Asked = append(of.reader.Asked, c.Value)
		}
	}
	for _, c := range cells {
		if c.Marked >= len(markings) || !of.shows(c, markings[c.Marked]) {
			continue
		}
		known = known || c.Property == lanna.KindOfRecord
		f(c)
	}
	return known
}

// alert makes a line of the queue of a row's body; false where the reader may
// not know that the record is there.
func (l *lens) alert(id lanna.RecordID, body []byte) (Alert, bool, error) {
	var row alertRow
	if err := json.Unmarshal(body, &row); err != nil {
		return Alert{}, false, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: id.String(), Err: err}
	}
	a := Alert{Record: id, Raised: row.Raised, Closed: row.Closed, Version: row.Version}
	known := l.each(row.Cells, row.Markings, a.set)
	a.Title.Code = titleCode(a.Kind, a.Title.Code)
	return a, known, nil
}

func (a *Alert) set(c cell) {
	words := Words{Text: c.Value, Lang: c.Lang}
	switch c.Property {
	case lanna.KindOfRecord:
		a.Kind = lanna.RecordKind(c.Value)
	case lanna.Label:
		a.Label = c.Value
	case lanna.AlertSeverity:
		a.Severity = lanna.Severity(c.Value)
	case lanna.AlertRule:
		a.Rule = c.Value
	case lanna.AlertWhy:
		_ = json.Unmarshal([]byte(c.Value), &a.Why) // reasons of a newer form are left out
	case lanna.AlertStep:
		a.Step = c.Value
	case lanna.AlertDue:
		a.Due = moment(c.Value)
	case lanna.AlertState:
		a.State = c.Value
	case lanna.AlertOwner:
		a.Owner = officerID(c.Value)
	case lanna.AlertLevel:
		a.Level, _ = strconv.Atoi(c.Value) // absent is 0
	case lanna.AlertOutcome:
		a.Outcome = c.Value
	case lanna.AlertMerged:
		a.Merged = officerID(c.Value)
	case lanna.Compound:
		a.Place = words
	case lanna.Place:
		if a.Place.Text == "" {
			a.Place = words
		}
	case lanna.MinorFlag:
		a.Minor = true
	default:
		a.Title.set(c)
	}
}

// set takes a cell that stands in a title.
func (t *Title) set(c cell) {
	switch c.Property {
	case lanna.Name:
		t.Names = append(t.Names, Words{c.Value, c.Lang})
	case lanna.Alias:
		t.Aliases = append(t.Aliases, Words{c.Value, c.Lang})
	case lanna.Amount:
		t.Amount = c.Value
	case lanna.TipAmount:
		if t.Amount == "" {
			t.Amount = c.Value
		}
	case lanna.RepostOf:
		t.Code = "bounty-raised"
	}
}

// titleCode names the sentence that a page writes about a record.
func titleCode(kind lanna.RecordKind, special string) string {
	if special != "" {
		return special
	}
	return string(kind)
}
