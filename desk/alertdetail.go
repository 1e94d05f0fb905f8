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

// words are the properties whose values are what somebody wrote or said.
var wordsOf = []lanna.Property{lanna.Narrative, lanna.Translation, lanna.LastMessage, lanna.Threat, lanna.Accusation}

// inDetail are the properties that stand beside an alert, in the order in
// which pages show them.
var inDetail = []lanna.Property{
	lanna.Name, lanna.Alias, lanna.Amount, lanna.TipAmount, lanna.Ransom, lanna.ThreatCode, lanna.MinorFlag, lanna.Age, lanna.BirthDate,
	lanna.Sex, lanna.Nationality, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther,
	lanna.Compound, lanna.Place, lanna.LastPlace, lanna.Route, lanna.Phone, lanna.Handle, lanna.Contact, lanna.Poster, lanna.PostedAt,
	lanna.Date, lanna.Relation, lanna.Health, lanna.ContactSafety, lanna.SourceURL, lanna.URL, lanna.BankCard, lanna.Wallet, lanna.Status,
}

// AlertDetail shows an alert.
func (d *Desk) AlertDetail(ctx context.Context, by Actor, why Why, id lanna.RecordID) (*AlertDetail, error) {
	var out *AlertDetail
	var st *statement.State
	l := d.lens(by, why)
	err := d.see(ctx, by, why, "alert.show", func(r store.Reader) (s sight, err error) {
		if out, st, err = d.detail(r, l, id); err != nil {
			return s, err
		}
		s.records = []lanna.RecordID{id}
		for _, link := range []*Link{out.Person, out.Capture} {
			if link != nil {
				s.records = append(s.records, link.Record)
			}
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	out.OwnerName = d.OfficerName(ctx, out.Owner)
	out.History = d.history(ctx, st, l)
	for i := range out.Facts {
		out.Facts[i].OfficerName = d.OfficerName(ctx, out.Facts[i].Officer)
	}
	out.May = mayOnAlert(by, &out.Alert)
	return out, nil
}

// detail reads an alert and what stands beside it. Not there, not yours and no
// alert are the same answer.
func (d *Desk) detail(r store.Reader, l *lens, id lanna.RecordID) (*AlertDetail, *statement.State, error) {
	missing := &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: id.String()}
	row, err := r.Row(alertView, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, missing
	}
	if err != nil {
		return nil, nil, err
	}
	a, known, err := l.alert(id, row.Body)
	if err != nil {
		return nil, nil, err
	}
	if !known {
		return nil, nil, missing
	}
	entries, err := d.entries(r, id)
	if err != nil {
		return nil, nil, err
	}
	st := statement.Fold(d.Agency(), id, entries)
	out := &AlertDetail{Alert: a, Marking: markingOf(st), Next: nextSteps(&a)}
	out.say(st, l)
	if out.Person, err = d.linked(r, l, st, lanna.PersonOf, "person"); err != nil {
		return nil, nil, err
	}
	out.Capture, err = d.linked(r, l, st, lanna.CaptureOf, "capture")
	return out, st, err
}

// say fills in the words and facts that are released.
func (a *AlertDetail) say(st *statement.State, l *lens) {
	for _, p := range wordsOf {
		for _, f := range st.Live(p) {
			if l.fact(&f) {
				a.Words = append(a.Words, Words{f.Value, f.Lang})
			}
		}
	}
	for _, p := range inDetail {
		for _, f := range st.Live(p) {
			if l.fact(&f) {
				a.Facts = append(a.Facts, Fact{Claim: f.Digest, Property: f.Property, Value: f.Value, Lang: f.Lang, Grade: f.Grade,
					Agency: f.Agency, Officer: f.Officer, Time: f.Time, Statement: f.Statement, Live: true})
			}
		}
	}
}

// linked returns the record that a claim of the agency names, or nil.
func (d *Desk) linked(r store.Reader, l *lens, st *statement.State, p lanna.Property, why string) (*Link, error) {
	for _, f := range st.Live(p) {
		id, err := lanna.ParseRecordID(f.Value)
		if err != nil || !l.fact(&f) {
			continue
		}
		entries, err := d.entries(r, id)
		if err != nil || len(entries) == 0 {
			return nil, err
		}
		if link, known := l.linkOf(statement.Fold(d.Agency(), id, entries), why); known {
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
