package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/list"
	"lanna/statement"
	"lanna/store"
)

// Lists of people: handovers, warrants, family registers, people released or
// missing. A list comes in as a file, its columns are mapped, its rows checked
// against each other and against the register, two officers sign for it, and
// then its rows become records, a batch at a time. Each step is a statement on
// the list's own record.

// States of a list, values of lanna.ListState.
const (
	ListUploaded   = "uploaded"     // its columns wait for an officer
	ListChecked    = "checked"      // waits for two signatures
	ListCommitting = "committing"   // its rows become records
	ListCommitted  = "committed"    // all that could be taken over was
	ListUndoing    = "rolling-back" // its rows are being erased
	ListUndone     = "rolled-back"
	ListDropped    = "dropped"
)

// A ListUpload is a list as it comes in.
type ListUpload struct {
	FileName string
	Kind     string // one of list.Kinds
	From     string // who sent it, as written
	Marking  string // MarkHere, MarkLife, MarkSource or MarkSupport; "" means MarkHere
	Grade    lanna.Grade
	Options  list.Options // "" finds out
	Data     []byte
	Key      string // the form's own id: the same key twice is the same list
}

// A listShape is the value of lanna.ListShape: how the file looks and what its
// columns are taken for, so that no page has to read the file.
type listShape struct {
	Options   list.Options `json:"options"`
	Format    string       `json:"format"`
	Encoding  string       `json:"encoding"`
	Delimiter string       `json:"delimiter,omitempty"`
	Sheet     string       `json:"sheet,omitempty"`
	Sheets    []string     `json:"sheets,omitempty"`
	Title     []string     `json:"title,omitempty"`
	Header    []string     `json:"header"`
	Sample    [][]string   `json:"sample"`
	Rows      int          `json:"rows"`
	Warnings  []list.Note  `json:"warnings,omitempty"`
	Mapping   list.Mapping `json:"mapping"`
	Region    string       `json:"region,omitempty"` // whose habits phones follow
}

// sampleRows are shown before the columns are confirmed.
const sampleRows = 8

func shapeOf(t *list.Table, o list.Options, m list.Mapping) listShape {
	s := listShape{Options: o, Format: t.Format, Encoding: t.Encoding, Delimiter: t.Delimiter, Sheet: t.Sheet, Sheets: t.Sheets, Title: t.Title,
		Header: t.Header, Rows: len(t.Rows), Warnings: t.Warnings, Mapping: m}
	for i := range t.Rows[:min(sampleRows, len(t.Rows))] {
		cells := make([]string, len(t.Rows[i].Cells))
		for k, c := range t.Rows[i].Cells {
			cells[k] = clip(c, 120)
		}
		s.Sample = append(s.Sample, cells)
	}
	return s
}

// UploadList takes a list in. Nothing of it is recorded on anybody yet. A file
// that cannot be read is refused and not kept; one that came before is Conflict
// "list-known" with the earlier list's id.
func (d *Desk) UploadList(ctx context.Context, by Actor, why Why, up ListUpload) (lanna.RecordID, error) {
	const act = "list.upload"
	var id lanna.RecordID
	if err := d.admit(ctx, by, why, act); err != nil {
		return id, err
	}
	if err := up.check(); err != nil {
		return id, err
	}
	table, err := list.Read(up.Data, up.Options)
	if err != nil {
		return id, err
	}
	before, err := d.listMemory(ctx, &up)
	if err != nil {
		return id, err
	}
	shape := shapeOf(table, up.Options, list.Propose(table, before))
	ref, err := d.cfg.Blobs.Put(up.Data, "application/octet-stream")
	if err != nil {
		return id, notKept(err)
	}
	fresh := false
	err = d.do(ctx, by, why, act, func(w *work) error {
		fresh = false
		done, known, err := w.formDone(up.Key)
		if err != nil || known && len(done) > 0 {
			id = first(done)
			return err
		}
		if id, err = w.uploadList(&up, ref, shape); err != nil {
			return err
		}
		fresh = true
		w.formKeep(up.Key, id)
		return nil
	})
	if err != nil || !fresh {
		d.dropBlob(ref)
		return id, err
	}
	d.table.keep(ref.SHA256, up.Options, table, d.Now())
	return id, nil
}

func (up *ListUpload) check() error {
	for _, s := range []*string{&up.FileName, &up.From} {
		if *s = strings.TrimSpace(strings.ToValidUTF8(*s, "\uFFFD")); len(*s) > maxWords {
			return &lanna.Error{Kind: lanna.Invalid, Code: "too-long"}
		}
	}
	if !slices.Contains(list.Kinds, up.Kind) {
		return &lanna.Error{Kind: lanna.Invalid, Code: "list-kind"}
	}
	if up.From == "" {
		return &lanna.Error{Kind: lanna.Invalid, Code: "list-from"}
	}
	if up.Marking == "" {
		up.Marking = MarkHere
	}
	if up.Grade == (lanna.Grade{}) {
		up.Grade = ungraded
	}
	return nil
}

func (w *work) uploadList(up *ListUpload, ref blob.Ref, shape listShape) (lanna.RecordID, error) {
	m, err := markingFor(up.Marking, w.by, w.now)
	if err != nil {
		return lanna.RecordID{}, err
	}
	if known, err := w.listWithFile(ref.SHA256); err != nil || !known.IsZero() {
		return known, errors.Join(err, &lanna.Error{Kind: lanna.Conflict, Code: "list-known", ID: known.String()})
	}
	set := []statement.Claim{statement.New(lanna.ListState, ListUploaded), statement.New(lanna.ListKind, up.Kind), statement.New(lanna.ListFrom, up.From),
		statement.New(lanna.ListFile, ref.String()), shape.claim()}
	set[2].Grade = up.Grade
	if up.FileName != "" {
		set = append(set, statement.New(lanna.FileName, up.FileName))
	}
	return w.create(lanna.ListRecord, m, set...)
}

func (s listShape) claim() statement.Claim { return statement.New(lanna.ListShape, mustJSON(s)) }

// mustJSON is the JSON of plain data, which always has one.
func mustJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("desk: plain data always has a JSON form")
	}
	return string(b)
}

// listWithFile finds a list of the same file that the actor may see and that
// was neither dropped nor rolled back.
func (w *work) listWithFile(sum lanna.Digest) (lanna.RecordID, error) {
	audiences, err := w.d.audiences(w.tx, listView, w.by, w.why.Purpose)
	if err != nil || len(audiences) == 0 {
		return lanna.RecordID{}, err
	}
	items, err := w.tx.List(store.ListQuery{View: listView, Name: "file", Values: []string{sum.String()}, Audiences: audiences, Limit: 1})
	if err != nil || len(items) == 0 {
		return lanna.RecordID{}, err
	}
	return items[0].ID, nil
}

// memoryName is where the columns of a sender's lists are remembered.
func memoryName(kind, from string) string {
	sum := sha256.Sum256([]byte(kind + "\n" + strings.ToLower(from)))
	return "list/sender/" + hex.EncodeToString(sum[:16])
}

func (d *Desk) listMemory(ctx context.Context, up *ListUpload) (map[string]list.Column, error) {
	var out map[string]list.Column
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		b, err := r.Meta(memoryName(up.Kind, up.From))
		if err == nil {
			err = json.Unmarshal(b, &out)
		}
		return notThere(err)
	})
	return out, storeError(err)
}

// A listNow is a list as its record stands.
type listNow struct {
	st      *statement.State
	id      lanna.RecordID
	kind    string
	from    string
	state   string
	file    blob.Ref
	checked *blob.Ref // nil before it was checked
	shape   listShape
	grade   lanna.Grade
	tally   ListTally
	decided []ListDecision // in the order in which they were made
	signed  []listSignature
}

type listSignature struct {
	by    lanna.OfficerID
	of    string // digest of what was signed for
	time  lanna.Millis
	why   Why
	claim lanna.Digest
}

func (d *Desk) listOf(st *statement.State) (*listNow, error) {
	us := d.Agency()
	l := &listNow{st: st, id: st.Record, kind: st.Of(us, lanna.ListKind), from: st.Of(us, lanna.ListFrom), state: st.Of(us, lanna.ListState)}
	if lanna.RecordKind(st.Of(us, lanna.KindOfRecord)) != lanna.ListRecord || l.state == "" {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: st.Record.String()}
	}
	var err error
	read := func(p lanna.Property, f func(v string) error) {
		if v := st.Of(us, p); v != "" && err == nil { // of a list that ended, file and rows are gone
			err = f(v)
		}
	}
	read(lanna.ListFile, func(v string) (err error) { l.file, err = blob.ParseRef(v); return err })
	read(lanna.ListShape, func(v string) error { return json.Unmarshal([]byte(v), &l.shape) })
	read(lanna.ListTally, func(v string) error { return json.Unmarshal([]byte(v), &l.tally) })
	read(lanna.ListChecked, func(v string) error {
		ref, err := blob.ParseRef(v)
		l.checked = &ref
		return err
	})
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "list-record", ID: st.Record.String(), Err: err}
	}
	return l, l.readFacts(us)
}

func (l *listNow) readFacts(us lanna.AgencyID) error {
	whys := map[lanna.Digest]*Why{}
	why := func(s lanna.Digest) *Why {
		if whys[s] == nil {
			whys[s] = &Why{}
		}
		return whys[s]
	}
	for i := range l.st.Facts {
		f := &l.st.Facts[i]
		if f.Agency != us || !f.Live() {
			continue
		}
		switch f.Property {
		case lanna.ListFrom:
			l.grade = f.Grade
		case lanna.PurposeOf:
			why(f.Statement).Purpose = lanna.Purpose(f.Value)
		case lanna.CaseOf:
			why(f.Statement).Case = f.Value
		case lanna.Reason:
			why(f.Statement).Reason = f.Value
		case lanna.ListDecided:
			var some []ListDecision
			if err := json.Unmarshal([]byte(f.Value), &some); err != nil {
				return &lanna.Error{Kind: lanna.Integrity, Code: "list-record", ID: l.id.String(), Err: err}
			}
			for k := range some {
				some[k].by = f.Officer
			}
			l.decided = append(l.decided, some...)
		case lanna.ListSigned:
			l.signed = append(l.signed, listSignature{by: f.Officer, of: f.Value, time: f.Time, claim: f.Digest})
		}
	}
	for i := range l.signed {
		for k := range l.st.Facts {
			if f := &l.st.Facts[k]; f.Digest == l.signed[i].claim {
				l.signed[i].why = *why(f.Statement)
			}
		}
	}
	return nil
}

// digest names what a signature is for: the rows as checked, and every decision
// on them.
func (l *listNow) digest() string {
	if l.checked == nil {
		return ""
	}
	h := sha256.New()
	h.Write(l.checked.SHA256[:])
	for _, dec := range l.decided {
		h.Write([]byte(mustJSON(dec)))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// signatures are those that hold for the list as it is now, one an officer.
func (l *listNow) signatures() []listSignature {
	var out []listSignature
	for _, s := range l.signed {
		if s.of == l.digest() && !slices.ContainsFunc(out, func(o listSignature) bool { return o.by == s.by }) {
			out = append(out, s)
		}
	}
	return out
}

// openList returns a list that the actor may see, in one of the states.
func (w *work) openList(id lanna.RecordID, states ...string) (*listNow, error) {
	st, err := w.open(id)
	if err != nil {
		return nil, err
	}
	l, err := w.d.listOf(st)
	if err != nil {
		return nil, err
	}
	if len(states) > 0 && !slices.Contains(states, l.state) {
		return nil, &lanna.Error{Kind: lanna.Conflict, Code: "list-state", ID: id.String()}
	}
	return l, nil
}

// listFor reads a list outside of a work.
func (d *Desk) listFor(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*listNow, error) {
	var l *listNow
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		st, err := d.shownState(r, by, why, id)
		if err == nil {
			l, err = d.listOf(st)
		}
		return err
	})
	return l, storeError(err)
}

// DropList puts a list aside. Its file and its checked rows go.
func (d *Desk) DropList(ctx context.Context, by Actor, why Why, id lanna.RecordID) error {
	return d.do(ctx, by, why, "list.drop", func(w *work) error {
		l, err := w.openList(id, ListUploaded, ListChecked)
		if err != nil {
			return err
		}
		return w.forgetRows(l, ListDropped)
	})
}

// forgetRows ends a list and removes its file and rows for ever: what they held
// of people goes with them.
func (w *work) forgetRows(l *listNow, state string) error {
	if err := w.set(l.st, markingOf(l.st), statement.New(lanna.ListState, state)); err != nil {
		return err
	}
	e := &eraser{w: w, gone: map[lanna.RecordID][]statement.Fact{}}
	for i := range l.st.Facts {
		f := &l.st.Facts[i]
		switch f.Property {
		case lanna.ListFile, lanna.ListChecked, lanna.ListShape, lanna.FileName, lanna.ListDecided:
			if f.Agency == w.d.Agency() && f.Value != "" {
				e.take(l.id, f)
			}
		}
	}
	w.blobs = append(w.blobs, e.blobs()...)
	w.scrub = true
	w.d.table.forget(l.file.SHA256, w.d.Now())
	return e.erase()
}
