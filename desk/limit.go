package desk

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// overLimit is the code of a reading that would show an officer more persons
// within an hour than the agency's policy lets one officer see alone.
const overLimit = "too-many-persons"

// readWindow is over how long persons are counted.
const readWindow = lanna.Millis(time.Hour / time.Millisecond)

// ofPerson are the kinds of record that tell of a person.
var ofPerson = []lanna.RecordKind{
	lanna.CaptureRecord, lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.PersonRecord, lanna.RequestRecord,
	lanna.ListedRecord, lanna.SubjectRecord,
}

// reads counts which persons officers were shown within the last hour. The log
// is the truth; this is what was read of it, so that a restart forgets nothing
// and what other processes showed counts too.
type reads struct {
	mu  sync.Mutex
	of  map[lanna.OfficerID]*readsOf
	who map[lanna.RecordID]string // of records that were looked up: which person
}

// A readsOf is one officer's.
type readsOf struct {
	mu     sync.Mutex
	seen   map[string]lanna.Millis // when a person was shown last
	readTo map[lanna.WriterID]int64
}

// whoKept is of how many records it is remembered whose they are.
const whoKept = 100_000

// count counts what a view is about to show. Where it would lead past the
// limit, and is not of threats to life alone, it is Denied "too-many-persons",
// and nothing is counted. What was shown within the hour does not count again.
// It reserves before the leaf is written, so that views at the same moment count.
func (c *reads) count(d *Desk, r store.Reader, by Actor, s *sight) error {
	if by.rule != "" || len(s.records) == 0 {
		return nil
	}
	persons, err := c.persons(r, s.records, s.rows)
	if err != nil || len(persons) == 0 {
		return err
	}
	o := c.officer(by.Officer)
	o.mu.Lock()
	defer o.mu.Unlock()
	now := d.Now()
	if err := o.catchUp(d, r, c, by.Officer, now); err != nil {
		return err
	}
	fresh := 0
	for _, p := range persons {
		if _, ok := o.seen[p]; !ok {
			fresh++
		}
	}
	if fresh > 0 {
		if err := o.admit(r, by, s, now, len(o.seen)+fresh); err != nil {
			return err
		}
	}
	for _, p := range persons {
		o.seen[p] = now
	}
	return nil
}

// admit refuses what leads past the officer's limit.
func (o *readsOf) admit(r store.Reader, by Actor, s *sight, now lanna.Millis, n int) error {
	limit, err := limitOf(r, by.Officer, now)
	if err != nil || n <= limit {
		return err
	}
	if s.rows == nil {
		if life, err := onlyLife(r, s.records); err != nil || life {
			return err
		}
	}
	return &lanna.Error{Kind: lanna.Denied, Code: overLimit}
}

// limitOf is how many persons an officer may be shown within an hour now.
func limitOf(r store.Reader, officer lanna.OfficerID, now lanna.Millis) (int, error) {
	p, err := policyIn(r)
	if err != nil {
		return 0, err
	}
	who, err := officerIn(r, officer)
	if err := notThere(err); err != nil {
		return 0, err
	}
	return p.Persons + who.extra(now), nil
}

func (c *reads) officer(id lanna.OfficerID) *readsOf {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[lanna.OfficerID]*readsOf{}
	}
	if c.of[id] == nil {
		c.of[id] = &readsOf{seen: map[string]lanna.Millis{}, readTo: map[lanna.WriterID]int64{}}
	}
	return c.of[id]
}

// readingOf is what a leaf of a reading says: when, which records, which rows.
func readingOf(e *store.LogEntry) (at lanna.Millis, records []lanna.RecordID, rows *rowsShown, err error) {
	h, err := statement.ParseHeader(e.Header)
	if err != nil {
		return 0, nil, nil, &lanna.Error{Kind: lanna.Integrity, Code: "header", ID: e.ID.String(), Err: err}
	}
	st := statement.Statement{Header: h, Claims: e.Claims}
	return h.Time, parseIDs(st.Value(lanna.Fields)), parseRows(st.Value(lanna.RowsRead)), nil
}

// catchUp forgets what is older than an hour, and reads in the logs what was
// shown by who this process does not know of: all of it after a start, and from
// then on what other processes of the node showed.
func (o *readsOf) catchUp(d *Desk, r store.Reader, c *reads, officer lanna.OfficerID, now lanna.Millis) error {
	for p, at := range o.seen {
		if now-at >= readWindow {
			delete(o.seen, p)
		}
	}
	logs := d.logs()
	_, shared := d.cfg.Store.(store.Shared) // other processes sign with our writer
	if shared {
		var err error
		if logs, err = r.Logs(); err != nil {
			return err
		}
	}
	for _, w := range logs {
		if _, known := o.readTo[w]; known && (w == d.cfg.Signer.Writer() && !shared || slices.Contains(d.before, w)) {
			continue
		}
		if err := o.readLog(r, c, w, officer, now); err != nil {
			return err
		}
	}
	return nil
}

// readLog reads what one writer's log says of the officer's last hour, newest
// first, down to what is known.
func (o *readsOf) readLog(r store.Reader, c *reads, w lanna.WriterID, officer lanna.OfficerID, now lanna.Millis) error {
	known, newest := o.readTo[w], int64(0)
	q := store.LogQuery{Writer: w, Officer: officer, Kinds: []lanna.StatementKind{lanna.Read}, Limit: 50}
	for done := false; !done; {
		list, err := r.Log(q)
		if err != nil {
			return err
		}
		done = len(list) < q.Limit
		for i := range list {
			e := &list[i]
			newest = max(newest, e.Index+1)
			at, records, rows, err := readingOf(e)
			if err != nil {
				return err
			}
			if e.Index < known || now-at >= readWindow {
				done = true
				break
			}
			persons, err := c.persons(r, records, rows)
			if err != nil {
				return err
			}
			for _, p := range persons {
				o.seen[p] = max(o.seen[p], at)
			}
			q.Before = e.Index
		}
		done = done || q.Before == 0
	}
	o.readTo[w] = max(known, newest)
	return nil
}

// persons are the persons that records and rows tell of, each once: the person
// that a notice or request is about, or else the record itself.
func (c *reads) persons(r store.Reader, records []lanna.RecordID, rows *rowsShown) ([]string, error) {
	var out []string
	for _, id := range records {
		who, err := c.personOf(r, id)
		if err != nil {
			return nil, err
		}
		if who != "" {
			out = append(out, who)
		}
	}
	if rows != nil {
		for _, n := range rows.numbers {
			out = append(out, rows.list.String()+"/"+strconv.Itoa(n))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (c *reads) personOf(r store.Reader, id lanna.RecordID) (string, error) {
	c.mu.Lock()
	who, ok := c.who[id]
	c.mu.Unlock()
	if ok {
		return who, nil
	}
	who, err := personIn(r, id)
	if err != nil {
		return "", err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.who == nil || len(c.who) >= whoKept {
		c.who = map[lanna.RecordID]string{}
	}
	c.who[id] = who
	return who, nil
}

// personIn looks up which person a record tells of, "" where of none.
func personIn(r store.Reader, id lanna.RecordID) (string, error) {
	row, err := r.Row(recordView, id)
	if err != nil {
		return "", notThere(err)
	}
	rec, err := parseRecordRow(row)
	if err != nil || !slices.Contains(ofPerson, lanna.RecordKind(rec.value(lanna.KindOfRecord))) {
		return "", err
	}
	about, bad := lanna.ParseRecordID(rec.value(lanna.PersonOf))
	if bad != nil {
		return id.String(), nil
	}
	return about.String(), nil
}

// onlyLife reports whether all that is shown are alerts of threat to life that
// nobody closed, and the persons that they are about. Those are never held up.
func onlyLife(r store.Reader, records []lanna.RecordID) (bool, error) {
	spared := map[lanna.RecordID]bool{}
	for _, id := range records {
		row, err := r.Row(recordView, id)
		if err != nil {
			return false, notThere(err)
		}
		rec, err := parseRecordRow(row)
		if err != nil {
			return false, err
		}
		if rec.value(lanna.AlertSeverity) == string(lanna.Life) && rec.value(lanna.AlertState) != AlertClosed {
			spared[id] = true
			if about, bad := lanna.ParseRecordID(rec.value(lanna.PersonOf)); bad == nil {
				spared[about] = true
			}
		}
	}
	return !slices.ContainsFunc(records, func(id lanna.RecordID) bool { return !spared[id] }), nil
}

// A rowsShown is rows of a list that were shown; they are of persons of whom
// there are no records yet.
type rowsShown struct {
	list    lanna.RecordID
	numbers []int // ascending, each once
}

// add adds a row; 0 is none.
func (s *rowsShown) add(n int) {
	if i, there := slices.BinarySearch(s.numbers, n); n > 0 && !there {
		s.numbers = slices.Insert(s.numbers, i, n)
	}
}

// String is the form of lanna.RowsRead.
func (s *rowsShown) String() string {
	var b strings.Builder
	b.WriteString(s.list.String())
	for i := 0; i < len(s.numbers); i++ {
		first := s.numbers[i]
		for i+1 < len(s.numbers) && s.numbers[i+1] == s.numbers[i]+1 {
			i++
		}
		b.WriteString(" " + strconv.Itoa(first))
		if last := s.numbers[i]; last > first {
			b.WriteString("-" + strconv.Itoa(last))
		}
	}
	return b.String()
}

// parseRows reads lanna.RowsRead; nil where it is not of that form.
func parseRows(s string) *rowsShown {
	id, numbers, _ := strings.Cut(s, " ")
	list, err := lanna.ParseRecordID(id)
	if err != nil {
		return nil
	}
	out := &rowsShown{list: list}
	for f := range strings.FieldsSeq(numbers) {
		from, to, span := strings.Cut(f, "-")
		first, err := strconv.Atoi(from)
		last := first
		if span && err == nil {
			last, err = strconv.Atoi(to)
		}
		if err != nil || first < 1 || last < first {
			return nil
		}
		for n := first; n <= last; n++ {
			out.numbers = append(out.numbers, n)
		}
	}
	return out
}
