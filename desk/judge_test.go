package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
	"lanna/store"
)

func TestWhatIsLearnedLaterRaisesTheSeverity(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.FamilyRecord, statement.New(lanna.Name, "EXERCISE"))
	must(t, w.Acknowledge(ctx, w.Duty, desktest.Rescue, id))
	w.Clock.Add(time.Hour)
	must(t, w.AddFact(ctx, w.Duty, desktest.Rescue, id, lanna.Ransom, desk.Words{Text: "200000 CNY"}, lanna.Grade{}))
	a := look(t, w, w.Duty, id)
	if a.Severity != lanna.Life || a.State != desk.AlertOpen || a.Step != desk.StepAcknowledge || a.Due != w.Now()+15*60_000 || a.Owner != w.Duty.Officer {
		t.Errorf("after the ransom call: %+v", a.Alert)
	}
	if a.Rule != "family.life" || reasons(a.Why) != "out-of-contact ransom=200000 CNY -no-place" {
		t.Errorf("rule %s, why %s", a.Rule, reasons(a.Why))
	}
}

func TestReasonsStayTrueAndSeverityNeverFallsByItself(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.BountyRecord, statement.New(lanna.Amount, "600000 CNY"))
	before := look(t, w, w.Duty, id)
	if before.Version != 1 {
		t.Errorf("a new notice takes %d statements", before.Version)
	}
	w.Clock.Add(time.Minute)
	amount := before.Facts[0]
	must(t, w.Correct(ctx, w.Duty, desktest.Rescue, id, amount.Claim, desk.Words{Text: "60000 CNY"}, lanna.Grade{}))
	a := look(t, w, w.Duty, id)
	if got := reasons(a.Why); !strings.Contains(got, "reward=60000 CNY") || strings.Contains(got, "600000") {
		t.Errorf("why: %s", got)
	}
	if a.Severity != lanna.Life || a.Due != before.Due {
		t.Errorf("severity %s, due %d, was %d", a.Severity, a.Due, before.Due)
	}
	w.Clock.Add(time.Minute)
	must(t, w.Correct(ctx, w.Duty, desktest.Rescue, id, a.Facts[0].Claim, desk.Words{}, lanna.Grade{}))
	a = look(t, w, w.Duty, id)
	if a.Severity != lanna.Life || !strings.Contains(reasons(a.Why), "-no-reward") {
		t.Errorf("without a reward: %s, why %s", a.Severity, reasons(a.Why))
	}
}

func TestAReasonGoesWithWhatItQuotes(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := raise(t, w, lanna.BountyRecord, statement.New(lanna.Amount, "613579 CNY"), statement.New(lanna.ThreatCode, "kill"))
	must(t, w.Erase(ctx, w.Leader, w.Signs(w.Admin), desktest.Because("EXERCISE"), id, []lanna.Digest{look(t, w, w.Duty, id).Facts[0].Claim}))
	must(t, w.Store.View(ctx, func(r store.Reader) error {
		return r.Scan(1, func(s store.Stored) error {
			for _, c := range s.Claims {
				if strings.Contains(c.Value, "613579") {
					t.Errorf("%s of an %s still tells the reward", c.Property, s.Kind)
				}
			}
			return nil
		})
	}))
	if strings.Contains(w.Dump(t), "613579") {
		t.Error("a view still tells the reward")
	}
	a := look(t, w, w.Duty, id)
	if got := reasons(a.Why); a.Severity != lanna.Life || !strings.Contains(got, "threat=kill") || !strings.Contains(got, "-no-reward") {
		t.Errorf("severity %s, why %s", a.Severity, got)
	}
}

// reasons writes reasons on one line, those against with a minus.
func reasons(list []desk.Reason) string {
	var out []string
	for _, r := range list {
		s := r.Code
		if v := r.Args["value"]; v != "" {
			s += "=" + v
		}
		if r.Against {
			s = "-" + s
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// Many are judged in one go or none; each judgement stands by itself.
func TestManyJudgementsAreSaidTogetherOrNotAtAll(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	a, b := someone(t, w, called("陈伟明")), someone(t, w, called("CHEN Weiming"))
	hidden, err := w.RaiseForTest(ctx, w.Duty, desktest.Rescue, lanna.PersonRecord, desk.Marking{Compartments: []lanna.Compartment{lanna.VictimSupport}}, called("CHEN WEIMING"))
	must(t, err)
	because := desktest.Because("EXERCISE")
	if err := w.JudgeAll(ctx, w.Analyst, because, a, []lanna.RecordID{b, hidden}, desk.SameOne); lanna.KindOf(err) != lanna.NotFound {
		t.Errorf("one of two is hidden: %v", err)
	}
	if p := profile(t, w, w.Duty, a); len(p.Judgements) != 0 {
		t.Errorf("half of them was said: %+v", p.Judgements)
	}
	for _, others := range [][]lanna.RecordID{nil, make([]lanna.RecordID, desk.MostAtOnce+1)} {
		if err := w.JudgeAll(ctx, w.Analyst, because, a, others, desk.SameOne); lanna.KindOf(err) != lanna.Invalid {
			t.Errorf("%d at once: %v", len(others), err)
		}
	}
}

// A page of several persons is one read, and its leaf names all that it showed.
func TestSeveralPersonsAreOneRead(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	a, b := someone(t, w, called("TAN Wee Beng")), someone(t, w, called("สมชาย ใจดี"))
	got, err := w.CandidatesOf(t.Context(), w.Duty, desktest.Rescue, []desk.CandidateQuery{byName("陈伟明"), byName("Nobody Atall"), byName("Somchai Jaidee")})
	must(t, err)
	if len(got) != 3 || len(got[1]) != 0 || !slices.Equal(ids(got[0]), []lanna.RecordID{a}) || !slices.Equal(ids(got[2]), []lanna.RecordID{b}) {
		t.Fatalf("%+v", got)
	}
	if got[2][0].Said == "" || got[0][0].Said != "" {
		t.Errorf("said %q and %q", got[0][0].Said, got[2][0].Said)
	}
}
