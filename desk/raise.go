package desk

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"lanna"
	"lanna/handling"
	"lanna/statement"
)

// alertClaims returns the claims that raise the alert of a new record of the
// kind with these claims: severity, rule, reasons, and the first clock.
func (w *work) alertClaims(record lanna.RecordID, kind lanna.RecordKind, claims []statement.Claim) []statement.Claim {
	rule, why, ok := judge(kind, claims)
	if !ok {
		return nil
	}
	var from []lanna.Digest
	for i := range claims {
		if quotes(kind, claims[i].Property) {
			from = append(from, claims[i].Digest(w.d.Agency(), record))
		}
	}
	return append(rule.raised(w.now), whyClaim(why, from))
}

// raised is what opens an alert, or opens it anew with a graver severity.
func (r Rule) raised(now lanna.Millis) []statement.Claim {
	return []statement.Claim{
		statement.New(lanna.AlertSeverity, string(r.Severity)),
		statement.New(lanna.AlertRule, r.ID),
		statement.New(lanna.AlertState, AlertOpen),
		statement.New(lanna.AlertStep, r.Steps[0]),
		statement.New(lanna.AlertDue, timestamp(now+millis(clockOf(r.Steps[0]).Within))),
		statement.New(lanna.AlertLevel, "0"),
	}
}

// whyClaim says the reasons. It is derived from the claims whose values they
// quote, so that it goes when one of those is erased.
func whyClaim(why []Reason, from []lanna.Digest) statement.Claim {
	b, err := json.Marshal(why)
	if err != nil {
		panic("desk: reasons are plain data and always have a JSON form")
	}
	c := statement.New(lanna.AlertWhy, string(b))
	c.From = from[:min(len(from), statement.MaxFrom)]
	return c
}

// quotes reports whether reasons about records of the kind show values of the
// property.
func quotes(kind lanna.RecordKind, p lanna.Property) bool {
	return slices.ContainsFunc(signs[kind], func(s Sign) bool { return s.Show && s.Property == p })
}

// ruleJudge is the rule that judges an alert anew when what is said on its
// record changes.
const ruleJudge = "alert.judge"

// rejudge keeps the reasons of an alert true, and raises its severity where a
// graver rule holds now: the clock then begins anew. It never lowers a
// severity: that is for a person, who closes the alert. It reports whether it
// said something.
func (w *work) rejudge(st *statement.State) (bool, error) {
	a, ok := w.d.alertOf(st)
	if !ok || a.state == AlertClosed {
		return false, nil
	}
	us := w.d.Agency()
	kind := lanna.RecordKind(st.Of(us, lanna.KindOfRecord))
	rule, why, from, ok := w.d.judgeState(st, kind)
	if !ok {
		return false, nil
	}
	var set []statement.Claim
	if c := whyClaim(why, from); c.Value != st.Of(us, lanna.AlertWhy) {
		set = append(set, c)
	}
	if graver(rule.Severity, lanna.Severity(st.Of(us, lanna.AlertSeverity))) {
		set = append(set, rule.raised(w.now)...)
	}
	if len(set) == 0 {
		return false, nil
	}
	return true, w.change(a, append(set, statement.New(lanna.Rule, ruleJudge)))
}

func graver(a, b lanna.Severity) bool {
	return slices.Index(lanna.Severities, a) < slices.Index(lanna.Severities, b)
}

// closing is what closes an alert, in an act of its own or in one that dealt
// with the record, such as a confirmation.
func closing(outcome string, merged lanna.RecordID) []statement.Claim {
	out := []statement.Claim{
		statement.New(lanna.AlertState, AlertClosed),
		statement.New(lanna.AlertOutcome, outcome),
		statement.New(lanna.AlertStep, ""),
		statement.New(lanna.AlertDue, ""),
	}
	if !merged.IsZero() {
		out = append(out, statement.New(lanna.AlertMerged, merged.String()))
	}
	return out
}

// An alertNow is the alert of a record as it stands in a work.
type alertNow struct {
	st     *statement.State
	rule   Rule
	state  string
	step   string
	due    lanna.Millis
	raised lanna.Millis
	raiser lanna.OfficerID
	owner  lanna.OfficerID
	level  int
	here   bool // this node counts its clock
}

// alertOf reads the alert of a record; false where the record is none.
func (d *Desk) alertOf(st *statement.State) (*alertNow, bool) {
	us := d.Agency()
	a := &alertNow{st: st, state: st.Of(us, lanna.AlertState), step: st.Of(us, lanna.AlertStep), rule: ruleOf(st.Of(us, lanna.AlertRule)),
		due: moment(st.Of(us, lanna.AlertDue)), owner: officerID(st.Of(us, lanna.AlertOwner))}
	a.here = d.clockHere(st)
	a.raised, a.raiser = raised(st, us)
	a.level, _ = strconv.Atoi(st.Of(us, lanna.AlertLevel)) // absent is 0
	return a, a.state != ""
}

// raised is when the agency first said how grave the record is, and who said it.
func raised(st *statement.State, us lanna.AgencyID) (lanna.Millis, lanna.OfficerID) {
	for i := range st.Facts { // oldest first
		if f := &st.Facts[i]; f.Property == lanna.AlertSeverity && f.Agency == us && !f.Unproven {
			return f.Time, f.Officer
		}
	}
	return 0, lanna.OfficerID{}
}

// change says what changes about an alert.
func (w *work) change(a *alertNow, set []statement.Claim) error {
	return w.set(a.st, markingOf(a.st), set...)
}

// markingOf returns the marking of the record itself: what is said on it later
// is held as closely as its first word. Of a record that a partner opened it is
// the agency's own word on it; whom the partner lets hold it is not ours to say.
func markingOf(st *statement.State) handling.Marking {
	f := kindFact(st)
	if f == nil {
		return handling.Marking{}
	}
	m := handling.CombineStrings(f.Markings)
	if f.Agency != st.Self {
		m.Holders = nil
	}
	return m
}

// kindFact returns what kind of record it is, in the agency's own word where it
// has one.
func kindFact(st *statement.State) *statement.Fact {
	var out *statement.Fact
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Property == lanna.KindOfRecord && (out == nil || out.Agency != st.Self && f.Agency == st.Self) {
			out = f
		}
	}
	return out
}

func millis(d time.Duration) lanna.Millis { return lanna.Millis(d.Milliseconds()) }

// timestamp is the form of a time in a claim: RFC 3339 in UTC, to the millisecond.
func timestamp(m lanna.Millis) string { return m.Time().Format("2006-01-02T15:04:05.000Z07:00") }

// moment reads what timestamp writes; 0 where there is none.
func moment(s string) lanna.Millis {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0
	}
	return lanna.MillisOf(t)
}

func officerID(s string) lanna.OfficerID {
	id, err := lanna.ParseRecordID(s)
	if err != nil {
		return lanna.OfficerID{}
	}
	return id
}
