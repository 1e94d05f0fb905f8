package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// Rules by which a holder answers.
const (
	ruleOpened = "receipt.opened"
	ruleActed  = "receipt.acted"
)

// actedBy are the acts by which an officer acts on what was released here.
var actedBy = []string{"alert.acknowledge", "alert.assign", "alert.close", "request.accept", "request.answer", "request.refuse"}

// exchange does what follows from a change of a record for the parties that
// hold some of it, or from which some of it came. It reports whether it said
// something.
func (w *work) exchange(st *statement.State) (bool, error) {
	before := len(w.said)
	if len(w.d.known()) == 0 {
		return false, nil
	}
	var own []*statement.Statement
	for _, s := range w.said {
		own = append(own, s.st)
	}
	if err := w.followReplaced(st, own); err != nil {
		return false, err
	}
	if slices.Contains(actedBy, w.act) {
		if err := w.asRule(ruleActed, func() error { return w.answer(st, ReceiptActed) }); err != nil {
			return false, err
		}
	}
	w.markStanding(st)
	w.syncHome(st)
	return len(w.said) > before, nil
}

// answer says a receipt for every release to this node that has none of the
// kind yet.
func (w *work) answer(st *statement.State, what string) error {
	for _, r := range ledgerOf(st).toUs(w.d.Agency(), w.d.isSelf) {
		if _, done := r.receipts[what]; done || r.Kind != lanna.Release {
			continue
		}
		if err := w.receipt(st, what, r.Agency, w.backTo(r), r.Statement); err != nil {
			return err
		}
	}
	return nil
}

// opened says once that an officer has looked at what was released here.
func (d *Desk) opened(ctx context.Context, st *statement.State) {
	waits := slices.ContainsFunc(ledgerOf(st).toUs(d.Agency(), d.isSelf), func(r *releaseAct) bool {
		_, done := r.receipts[ReceiptOpened]
		return r.Kind == lanna.Release && !done
	})
	if !waits {
		return
	}
	err := d.do(ctx, byRule(ruleOpened), Why{}, ruleOpened, func(w *work) error {
		st, err := w.state(st.Record)
		if err != nil {
			return err
		}
		return w.answer(st, ReceiptOpened)
	})
	if err != nil {
		d.cfg.Log.Warn("not answered", "record", st.Record.String(), "code", lanna.CodeOf(err))
	}
}

// A ReleaseRow is one release or recall of a record, with what became of it.
type ReleaseRow struct {
	Statement lanna.Digest
	Recall    bool
	To        Party
	Time      lanna.Millis
	Officer   lanna.OfficerID
	Name      string // of the officer
	Rule      string // that made it; "" where an officer did
	Purpose   lanna.Purpose
	Reason    string
	Claims    []Fact                  // that it names and this node holds
	Receipts  map[string]lanna.Millis // what the holder answered, and when by its clock
	Reviewed  lanna.Millis            // of one by a rule: when an officer looked at it
	Missing   string                  // the receipt that is overdue; "" where none is
}

// Releases lists what of a record was released or taken back, newest first.
func (d *Desk) Releases(ctx context.Context, by Actor, why Why, record lanna.RecordID) ([]ReleaseRow, error) {
	var out []ReleaseRow
	err := d.see(ctx, by, why, "release.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, record)
		if err != nil {
			return s, err
		}
		s.records = []lanna.RecordID{record}
		b := d.builder(r, by, why, st, d.releasedState(st, by, why))
		for _, a := range ledgerOf(b.st) {
			if a.Agency == d.Agency() {
				out = append(out, b.release(a))
			}
		}
		return s, nil
	})
	slices.Reverse(out)
	for i := range out {
		out[i].Name = d.OfficerName(ctx, out[i].Officer)
	}
	return out, err
}

func (b *recordBuilder) release(a *releaseAct) ReleaseRow {
	row := ReleaseRow{Statement: a.Statement, Recall: a.Kind == lanna.Recall, Time: a.Time, Officer: a.Officer, Rule: a.rule, Purpose: a.purpose,
		Reason: a.reason, Receipts: a.receipts, Reviewed: a.reviewed, Missing: a.missing(b.d.Now())}
	row.To = b.d.knownParty(a.node, a.to)
	for i := range b.st.Facts {
		if f := &b.st.Facts[i]; f.Agency == b.d.Agency() && f.Property != lanna.Marked && a.About(f.Digest) {
			row.Claims = append(row.Claims, b.bare(f))
		}
	}
	return row
}

func (d *Desk) knownParty(w lanna.WriterID, a lanna.AgencyID) Party {
	for _, p := range d.known() {
		if p.was(w) {
			return p
		}
	}
	return Party{Card: &federate.Card{Writer: w, Agency: a}}
}

// A Late release is one for which a receipt is overdue.
type Late struct {
	Link
	Releases []ReleaseRow // those of the record that are overdue
}

// waits are how long the sender waits for a receipt before it is overdue.
var waits = map[string]lanna.Millis{
	ReceiptStored:   3600_000,      // an hour; a point may be without a link, and then this list says so
	ReceiptRecalled: 24 * 3600_000, // a day
}

// missing names the receipt that is overdue.
func (r *releaseAct) missing(now lanna.Millis) string {
	if what, due := r.waiting(); what != "" && due < now {
		return what
	}
	return ""
}

// waiting names the receipt that is due next, and when.
func (r *releaseAct) waiting() (string, lanna.Millis) {
	what := ReceiptStored
	switch {
	case r.Kind == lanna.Recall:
		what = ReceiptRecalled
	case r.via != (lanna.WriterID{}):
		return "", 0 // when it is passed on is for an officer there
	}
	if _, done := r.receipts[what]; done {
		return "", 0
	}
	return what, r.Time + waits[what]
}

// Overdue lists records with a release or recall for which a receipt is
// overdue, the oldest first.
func (d *Desk) Overdue(ctx context.Context, by Actor, why Why) ([]Late, error) {
	return d.releaseList(ctx, by, why, "release.overdue", store.ListQuery{Name: "waits", Before: int64(d.Now())}, func(r *ReleaseRow) bool { return r.Missing != "" })
}

// ToReview lists records with releases that a rule made and no officer has
// looked at.
func (d *Desk) ToReview(ctx context.Context, by Actor, why Why) ([]Late, error) {
	return d.releaseList(ctx, by, why, "release.review", store.ListQuery{Name: "unreviewed"}, func(r *ReleaseRow) bool { return r.Rule == RuleStanding && r.Reviewed == 0 })
}

func (d *Desk) releaseList(ctx context.Context, by Actor, why Why, act string, q store.ListQuery, keep func(*ReleaseRow) bool) ([]Late, error) {
	var out []Late
	err := d.see(ctx, by, why, act, func(r store.Reader) (s sight, err error) {
		audiences, err := d.audiences(r, releaseView, by, why.Purpose)
		if err != nil || len(audiences) == 0 {
			return s, err
		}
		q.View, q.Values, q.Audiences, q.Limit = releaseView, []string{""}, audiences, maxDue
		items, err := r.List(q)
		if err != nil {
			return s, err
		}
		for _, item := range items {
			late, err := d.late(r, by, why, item.ID, keep)
			if err != nil {
				return s, err
			}
			if len(late.Releases) > 0 {
				out = append(out, late)
				s.records = append(s.records, item.ID)
			}
		}
		return s, nil
	})
	return out, err
}

func (d *Desk) late(r store.Reader, by Actor, why Why, id lanna.RecordID, keep func(*ReleaseRow) bool) (Late, error) {
	var out Late
	st, err := d.shownState(r, by, why, id)
	if err != nil {
		return out, notYours(err)
	}
	l := d.lens(by, why)
	if out.Link, _, err = l.linkTo(r, id); err != nil {
		return out, err
	}
	b := &recordBuilder{d: d, r: r, by: by, why: why, l: l, whole: st, st: d.releasedState(st, by, why)}
	for _, a := range ledgerOf(b.st) {
		if row := b.release(a); a.Agency == d.Agency() && keep(&row) {
			out.Releases = append(out.Releases, row)
		}
	}
	return out, nil
}

// ReviewRelease says that the officer has looked at releases that a rule made.
func (d *Desk) ReviewRelease(ctx context.Context, by Actor, why Why, record lanna.RecordID, releases ...lanna.Digest) error {
	return d.do(ctx, by, why, "release.review", func(w *work) error {
		st, err := w.open(record)
		if err != nil {
			return err
		}
		var set []statement.Claim
		for _, r := range ledgerOf(st) {
			if r.Agency == d.Agency() && r.rule != "" && r.reviewed == 0 && slices.Contains(releases, r.Statement) {
				set = append(set, statement.New(lanna.ReleaseSeen, r.Statement.String()))
			}
		}
		if len(set) != len(releases) || len(set) == 0 {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: record.String()}
		}
		_, err = w.say(lanna.Say, record, markingOf(st), set)
		return err
	})
}

// releaseView lists records by what is due of their releases.
const releaseView = "release"

func foldReleases(d *Desk, st *statement.State) (store.Row, bool) {
	l := ledgerOf(st)
	if len(l) == 0 {
		return store.Row{}, false
	}
	us, audience := d.Agency(), audienceOf(st)
	row := store.Row{Body: []byte("{}")}
	oldest, unreviewed, first := lanna.Millis(0), false, lanna.Millis(0)
	for _, r := range l {
		if r.Agency != us {
			continue
		}
		if what, due := r.waiting(); what != "" && (oldest == 0 || due < oldest) {
			oldest = due
		}
		if r.rule == RuleStanding && r.Kind == lanna.Release && r.reviewed == 0 && !unreviewed {
			unreviewed, first = true, r.Time
		}
	}
	if oldest != 0 {
		row.Keys = append(row.Keys, store.Key{Name: "waits", Audience: audience, Order: int64(oldest)})
	}
	if unreviewed {
		row.Keys = append(row.Keys, store.Key{Name: "unreviewed", Audience: audience, Order: int64(first)})
	}
	if day, ok := firstExpiry(us, st); ok {
		row.Keys = append(row.Keys, store.Key{Name: "expiry", Order: dayNumber(day)}) // for the clock: no audience
	}
	return row, true
}

// firstExpiry is the earliest date of review of what others released here.
func firstExpiry(us lanna.AgencyID, st *statement.State) (string, bool) {
	day := ""
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Agency != us && f.Kind == lanna.Say {
			if r := heldBy(f.Markings).review; r != "" && (day == "" || r < day) {
				day = r
			}
		}
	}
	return day, day != ""
}
