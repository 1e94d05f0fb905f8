package desk

import (
	"context"
	"errors"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// alertActs are the acts on an alert that a page offers.
var alertActs = []string{"alert.acknowledge", "alert.assign", "alert.escalate", "alert.note", "alert.close", "alert.reopen", "record.show"}

// wordsOf are the properties whose values are what somebody wrote or said.
var wordsOf = []lanna.Property{lanna.Narrative, lanna.Translation, lanna.LastMessage, lanna.Threat, lanna.Accusation}

// inDetail are the properties that stand beside an alert, in the order in
// which pages show them.
var inDetail = []lanna.Property{
	lanna.Name, lanna.Alias, lanna.Amount, lanna.TipAmount, lanna.Ransom, lanna.ThreatCode, lanna.MinorFlag, lanna.Age, lanna.BirthDate,
	lanna.Sex, lanna.Nationality, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther,
	lanna.Compound, lanna.Place, lanna.LastPlace, lanna.Route, lanna.Phone, lanna.Handle, lanna.Contact, lanna.Poster, lanna.PostedAt,
	lanna.Date, lanna.Relation, lanna.Health, lanna.ContactSafety, lanna.SourceURL, lanna.URL, lanna.BankCard, lanna.Wallet, lanna.Status,
}

// AlertDetail shows an alert. Not there, not yours and no alert are the same
// answer.
func (d *Desk) AlertDetail(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*AlertDetail, error) {
	var out *AlertDetail
	var st *statement.State
	l := d.lens(by, why)
	err := d.see(ctx, by, why, "alert.show", func(r store.Reader) (s sight, err error) {
		if st, err = d.shownState(r, by, why, id); err != nil {
			return s, err
		}
		b := &recordBuilder{d: d, r: r, by: by, why: why, l: l, whole: st, st: d.releasedState(st, by, why)}
		out, err = b.alert()
		s.records = []lanna.RecordID{id}
		if out != nil && out.Person != nil && slices.ContainsFunc(out.Facts, func(f Fact) bool { return f.Property == lanna.ContactSafety }) {
			s.records = append(s.records, out.Person.Record) // its safety was shown
		}
		return s, err
	})
	if err != nil {
		return nil, err
	}
	d.pages.note(by, id, d.Now())
	d.opened(ctx, st)
	out.OwnerName = d.OfficerName(ctx, out.Owner)
	out.May = mayOnAlert(by, &out.Alert)
	out.History = d.history(ctx, st, l.on(st))
	out.Wakes = d.wakesOf(ctx, st)
	for i := range out.Facts {
		out.Facts[i].OfficerName = d.OfficerName(ctx, out.Facts[i].Officer)
	}
	return out, nil
}

// alert puts together what stands beside an alert.
func (b *recordBuilder) alert() (*AlertDetail, error) {
	row, err := b.r.Row(alertView, b.st.Record)
	if errors.Is(err, store.ErrNotFound) {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: b.st.Record.String()}
	}
	if err != nil {
		return nil, err
	}
	a, _, err := b.l.alert(b.st.Record, row.Body)
	if err != nil {
		return nil, err
	}
	b.readActs()
	if err := b.readCrops(); err != nil {
		return nil, err
	}
	out := &AlertDetail{Alert: a, Marking: markingOf(b.whole), Next: nextSteps(&a), Notice: b.seen.Notice, Notices: b.seen.Of}
	for _, p := range wordsOf {
		for _, f := range b.st.Live(p) {
			out.Words = append(out.Words, Words{f.Value, f.Lang})
		}
	}
	for _, p := range inDetail {
		for _, f := range b.st.Live(p) {
			out.Facts = append(out.Facts, b.fact(&f))
		}
	}
	if out.Person, err = b.linked(lanna.PersonOf, "person"); err != nil {
		return nil, err
	}
	if out.Capture, err = b.linked(lanna.CaptureOf, "capture"); err != nil {
		return nil, err
	}
	return out, b.personSafety(out)
}

// personSafety puts first how the person may be contacted: it stands on the
// person, and whoever has the alert must know it before calling anybody.
func (b *recordBuilder) personSafety(out *AlertDetail) error {
	if out.Person == nil {
		return nil
	}
	st, err := b.d.shownState(b.r, b.by, b.why, out.Person.Record)
	if err != nil {
		return notYours(err)
	}
	st = b.d.releasedState(st, b.by, b.why)
	for _, f := range st.Live(lanna.ContactSafety) {
		safety := b.bare(&f)
		for _, note := range st.Live(lanna.Note) { // when the window is, what to say
			if note.Statement == f.Statement {
				safety.Reason = note.Value
			}
		}
		out.Facts = slices.Insert(out.Facts, 0, safety)
	}
	return nil
}

// notYours makes no error of a record that is not there for the reader.
func notYours(err error) error {
	if lanna.KindOf(err) == lanna.NotFound {
		return nil
	}
	return err
}

// linked returns the record that a claim names, or nil.
func (b *recordBuilder) linked(p lanna.Property, why string) (*Link, error) {
	for _, f := range b.st.Live(p) {
		id, err := lanna.ParseRecordID(f.Value)
		if err != nil {
			continue
		}
		link, known, err := b.l.linkTo(b.r, id)
		if err != nil {
			return nil, err
		}
		if known {
			link.Why = why
			return &link, nil
		}
	}
	return nil, nil
}

// nextSteps returns what is due on an alert, nearest first: the running clock,
// the clocks that follow, and the steps that are watched.
func nextSteps(a *Alert) []Step {
	if a.State == AlertClosed || a.Step == "" {
		return nil
	}
	rule := ruleOf(a.Rule)
	out := []Step{{Act: a.Step, Time: a.Due, Officer: a.Owner}}
	later := append(slices.Clone(rule.Steps[slices.Index(rule.Steps, a.Step)+1:]), rule.Watch...)
	for _, step := range later {
		out = append(out, Step{Act: step, Time: a.Raised + millis(clockOf(step).Within)})
	}
	slices.SortStableFunc(out, func(x, y Step) int { return int(min(max(x.Time-y.Time, -1), 1)) })
	return out
}

// mayOnAlert tells which acts the actor may do on the alert as it stands.
func mayOnAlert(by Actor, a *Alert) map[string]bool {
	open, waits := a.State != AlertClosed, a.Step == StepConfirm
	can := map[string]bool{
		"alert.acknowledge": a.State == AlertOpen && !waits,
		"alert.assign":      open,
		"alert.escalate":    open,
		"alert.note":        true,
		"alert.close":       open && !waits,
		"alert.reopen":      !open && a.Kind != lanna.CaptureRecord,
		"record.show":       true,
	}
	out := map[string]bool{}
	for _, act := range alertActs {
		if can[act] && by.May(act) {
			out[act] = true
		}
	}
	return out
}
