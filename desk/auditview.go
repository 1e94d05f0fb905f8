package desk

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
)

// auditView holds a row for each read and refusal that names records, so that
// it is found at each of them. All else of the log is listed by the store.
const auditView = "audit"

// AuditQuery asks for entries of the log, newest first.
type AuditQuery struct {
	Officer lanna.OfficerID       // only what this officer did
	Record  lanna.RecordID        // only what touched or showed this record
	Kinds   []lanna.StatementKind // none: all; together with Officer or Record not used
	Noticed bool                  // only readings that a rule noticed
	Least   int                   // only what names so many records or more
	Before  int64                 // entries with a smaller index; 0 starts at the newest
	Limit   int                   // at most 200; 0 means 50
}

// An AuditPage is a piece of the log.
type AuditPage struct {
	Entries []AuditEntry
	Next    int64 // AuditQuery.Before of the next page; 0 where this is the last
	Size    int64 // leaves in the log
	Signed  int64 // leaves that the newest checkpoint signs
}

// An AuditEntry is one leaf: who did or read what, when and why.
type AuditEntry struct {
	Index     int64 // place in the log
	Kind      lanna.StatementKind
	Time      lanna.Millis
	Officer   lanna.OfficerID
	Name      string // of the officer
	Act       string
	Outcome   string
	Purpose   lanna.Purpose
	Case      string
	Reason    string
	Rule      string
	Records   []Link
	Words     string // searched for
	Noticed   string // rule by which it is shown to auditors
	Statement lanna.Digest
}

// LogReport is the result of checking a log.
type LogReport = audit.Report

// auditRow is the row of a statement of this node's writer in the audit view;
// false where it has none. It holds nothing but its place (place.go): what an
// entry says is read from the statement, so that an erasure needs to look
// nowhere else.
func auditRow(st *statement.Statement, place int64) (store.Row, bool) {
	if st.Header.Kind.Signed() {
		return store.Row{}, false
	}
	row := store.Row{View: auditView, ID: auditID(place)}
	how := shown
	if st.Header.Kind == lanna.Refuse {
		how = refused
	}
	for id := range strings.FieldsSeq(st.Value(lanna.Fields)) {
		row.Keys = append(row.Keys, store.Key{Name: "record", Value: id + how, Order: place})
	}
	if st.Value(lanna.Noticed) != "" {
		row.Keys = append(row.Keys, store.Key{Name: "noticed", Order: place})
	}
	return row, len(row.Keys) > 0
}

// Ends of the value of a record's key where the entry says nothing on the
// record, but showed it or refused to.
const (
	shown   = "/shown"
	refused = "/refused"
)

// auditID is the id of a leaf's row. It is no record's: those are random.
func auditID(place int64) (id lanna.RecordID) {
	id[0] = 0xff
	binary.BigEndian.PutUint64(id[8:], uint64(place))
	return id
}

// Audit lists the log. That it was read is itself an entry.
func (d *Desk) Audit(ctx context.Context, by Actor, why Why, q AuditQuery) (*AuditPage, error) {
	page := &AuditPage{}
	err := d.see(ctx, by, why, "audit.list", func(r store.Reader) (s sight, err error) {
		if !q.Record.IsZero() {
			s.records = []lanna.RecordID{q.Record}
		}
		if page.Size, err = r.LogSize(d.cfg.Signer.Writer()); err != nil {
			return s, err
		}
		page.Signed = d.signed.Load()
		a := &auditReader{d: d, r: r, l: d.lens(by, why), states: map[lanna.RecordID]*statement.State{}}
		return s, a.entries(q, page)
	})
	if err != nil {
		return nil, err
	}
	for i := range page.Entries {
		page.Entries[i].Name = d.OfficerName(ctx, page.Entries[i].Officer)
	}
	return page, nil
}

// An auditReader reads entries of the log for one reader.
type auditReader struct {
	d      *Desk
	r      store.Reader
	l      *lens
	states map[lanna.RecordID]*statement.State // folded once a page
}

// entries fills the page. Of a list of a record the other conditions are looked
// at entry by entry.
func (a *auditReader) entries(q AuditQuery, page *AuditPage) error {
	if q.Limit = min(q.Limit, 200); q.Limit <= 0 {
		q.Limit = 50
	}
	for range 20 { // a filter that lets nothing through must not read the whole log
		list, err := a.list(q)
		if err != nil {
			return err
		}
		for i := range list {
			e, err := a.entry(&list[i])
			if err != nil {
				return err
			}
			page.Next = list[i].Index
			if q.holds(&e) {
				page.Entries = append(page.Entries, e)
			}
			if len(page.Entries) == q.Limit {
				return nil
			}
		}
		if len(list) < q.Limit {
			page.Next = 0
			return nil
		}
		if q.Before = page.Next; q.Before == 0 {
			return nil
		}
	}
	return nil
}

// list reads a piece of the log, newest first.
func (a *auditReader) list(q AuditQuery) ([]store.LogEntry, error) {
	if q.Noticed && q.Record.IsZero() {
		return a.keyed(q, "noticed", "")
	}
	log := store.LogQuery{Officer: q.Officer, Kinds: q.Kinds, Before: q.Before, Limit: q.Limit}
	if q.Record.IsZero() {
		return a.d.logOf(a.r, log)
	}
	log.Record, log.Officer, log.Kinds = q.Record, lanna.OfficerID{}, signedKinds // reads stand on the record of who read
	said, err := a.d.logOf(a.r, log)
	if err != nil {
		return nil, err
	}
	seen, err := a.seen(q)
	if err != nil {
		return nil, err
	}
	all := append(said, seen...)
	slices.SortFunc(all, func(x, y store.LogEntry) int { return cmp.Compare(y.Index, x.Index) })
	return all[:min(len(all), q.Limit)], nil
}

// signedKinds are the kinds of statements that say something on their record.
var signedKinds = []lanna.StatementKind{lanna.Say, lanna.Mark, lanna.Erase, lanna.Release, lanna.Grant}

// seen lists the reads and refusals that name a record.
func (a *auditReader) seen(q AuditQuery) ([]store.LogEntry, error) {
	return a.keyed(q, "record", q.Record.String()+shown, q.Record.String()+refused)
}

// keyed lists the entries under a key of the audit view.
func (a *auditReader) keyed(q AuditQuery, name string, values ...string) ([]store.LogEntry, error) {
	items, err := a.r.List(store.ListQuery{View: auditView, Name: name, Values: values, Audiences: everyone, Before: q.Before, Descending: true, Limit: q.Limit})
	if err != nil {
		return nil, err
	}
	out := make([]store.LogEntry, 0, len(items))
	for _, item := range items {
		st, err := a.d.statementAt(a.r, item.Order)
		if err != nil {
			return nil, err
		}
		out = append(out, store.LogEntry{Index: item.Order, Stored: st})
	}
	return out, nil
}

func (q AuditQuery) holds(e *AuditEntry) bool {
	return (!q.Noticed || e.Noticed != "") && len(e.Records) >= q.Least && (q.Officer.IsZero() || e.Officer == q.Officer) && (len(q.Kinds) == 0 || slices.Contains(q.Kinds, e.Kind))
}

func (a *auditReader) entry(st *store.LogEntry) (AuditEntry, error) {
	h, err := statement.ParseHeader(st.Header)
	if err != nil {
		return AuditEntry{}, &lanna.Error{Kind: lanna.Integrity, Code: "header", ID: st.ID.String(), Err: err}
	}
	s := statement.Statement{Header: h, Claims: st.Claims}
	_, leaf := a.d.leafAt(st.Index)
	e := AuditEntry{Index: leaf, Kind: h.Kind, Time: h.Time, Officer: h.Officer, Act: s.Value(lanna.Act), Outcome: s.Value(lanna.Outcome),
		Purpose: lanna.Purpose(s.Value(lanna.PurposeOf)), Case: s.Value(lanna.CaseOf), Reason: s.Value(lanna.Reason),
		Rule: s.Value(lanna.Rule), Words: s.Value(lanna.Words), Noticed: s.Value(lanna.Noticed), Statement: st.ID}
	if err := a.withhold(&e, h); err != nil {
		return e, err
	}
	ids := []lanna.RecordID{h.Record}
	if !h.Kind.Signed() {
		ids = parseIDs(s.Value(lanna.Fields))
	}
	for _, id := range ids {
		l, err := a.d.labelOf(a.r, id)
		if err != nil {
			return e, err
		}
		e.Records = append(e.Records, l)
	}
	return e, nil
}

// withhold takes case and reason out of an entry where they are not released
// to the reader: the reason of a screening is for victim support alone. Grants
// are held by the whole agency, and what is not signed carries no marking.
func (a *auditReader) withhold(e *AuditEntry, h statement.Header) error {
	if !h.Kind.Signed() || h.Kind == lanna.Grant || e.Reason == "" && e.Case == "" {
		return nil
	}
	st := a.states[h.Record]
	if st == nil {
		entries, err := a.d.entries(a.r, h.Record)
		if err != nil {
			return err
		}
		st = statement.Fold(a.d.Agency(), h.Record, entries)
		a.states[h.Record] = st
	}
	l := a.l.on(st)
	for i := range st.Facts {
		f := &st.Facts[i]
		switch {
		case f.Statement != e.Statement || l.fact(f):
		case f.Property == lanna.Reason:
			e.Reason = ""
		case f.Property == lanna.CaseOf:
			e.Case = ""
		}
	}
	return nil
}

// labelOf returns a record's label and kind and nothing of what it says: an
// auditor sees that a record was read, not what was read.
func (d *Desk) labelOf(r store.Reader, id lanna.RecordID) (Link, error) {
	out := Link{Record: id}
	row, err := r.Row(recordView, id)
	if errors.Is(err, store.ErrNotFound) {
		return out, nil // an officer, a shift, or a record that was never there
	}
	if err != nil {
		return out, err
	}
	rec, err := parseRecordRow(row)
	out.Label, out.Kind = rec.value(lanna.Label), lanna.RecordKind(rec.value(lanna.KindOfRecord))
	return out, err
}

func parseIDs(s string) []lanna.RecordID {
	var out []lanna.RecordID
	for f := range strings.FieldsSeq(s) {
		if id, err := lanna.ParseRecordID(f); err == nil {
			out = append(out, id)
		}
	}
	return out
}

// VerifyLog checks the whole log of this node's writer, and before it those of
// its earlier ones.
func (d *Desk) VerifyLog(ctx context.Context, by Actor, why Why) (LogReport, error) {
	var rep LogReport
	err := d.see(ctx, by, why, "audit.verify", func(r store.Reader) (s sight, err error) {
		d.mu.RLock()
		roster := d.roster
		d.mu.RUnlock()
		for _, w := range d.logs() {
			if rep, err = audit.Verify(ctx, r, roster, w); err != nil || rep.Finding != nil {
				break
			}
		}
		return s, err
	})
	return rep, err
}

// SignCheckpoint signs the head of the log if it grew since the last one. Node
// calls it every second and when it ends.
func (d *Desk) SignCheckpoint(ctx context.Context) error {
	var size int64
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		size, err = r.LogSize(d.cfg.Signer.Writer())
		return err
	})
	if err != nil || size == d.signed.Load() {
		return storeError(err)
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		head, err := d.log.Sign(tx)
		size = head.Size
		return err
	})
	if err == nil {
		d.signed.Store(size)
	}
	return storeError(err)
}
