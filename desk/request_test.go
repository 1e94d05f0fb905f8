package desk_test

import (
	"slices"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
)

// asked is a federation in which the centre holds a notice on Chen Alan and
// asks China's desk about the person.
type asked struct {
	*desktest.Federation
	centre, china *desktest.World
	request       lanna.RecordID
}

func askChina(t *testing.T) *asked {
	t.Helper()
	f := desktest.Federate(t, desktest.Node{Name: "centre", Role: federate.Centre, Options: desktest.Options{Reader: &desktest.Reader{}}}, desktest.Node{Name: "China", Role: federate.National})
	a := &asked{Federation: f, centre: f.Nodes[0], china: f.Nodes[1]}
	notice := noticeAt(t, a.centre)
	subjects := claimsOf(t, a.centre, notice, lanna.Name, lanna.Alias, lanna.IDResident)
	var err error
	a.request, err = a.centre.Ask(t.Context(), a.centre.Duty, desktest.Rescue, desk.Question{Kind: desk.AskVerification, To: a.china.Writer(),
		About: notice, Subjects: subjects, Text: desk.Words{Text: "EXERCISE 是否失联，家属最后联系时间", Lang: "zh"}, Basis: "treaty"})
	must(t, err)
	f.Carry(t)
	return a
}

func noticeAt(t *testing.T, w *desktest.World) lanna.RecordID {
	t.Helper()
	return confirm(t, w, capture(t, w, desktest.Picture(bountyAlan)))[0]
}

func requestsOf(t *testing.T, w *desktest.World, by desk.Actor, q desk.RequestQuery) *desk.RequestPage {
	t.Helper()
	page, err := w.Requests(t.Context(), by, desktest.Rescue, q)
	must(t, err)
	return page
}

func TestAVerificationGoesDownToTheCountyAndBack(t *testing.T) {
	a := askChina(t)
	ctx := t.Context()
	in := requestsOf(t, a.china, a.china.National, desk.RequestQuery{Side: "in"})
	if in.In != 1 || len(in.Lines) != 1 || in.Lines[0].Kind != desk.AskVerification || in.Lines[0].State != desk.RequestOpen {
		t.Fatalf("China's desk sees %+v", in)
	}
	if page := requestsOf(t, a.china, a.china.County, desk.RequestQuery{}); len(page.Lines) != 0 {
		t.Error("a county sees a request before it was asked")
	}
	must(t, a.china.AcceptRequest(ctx, a.china.National, desktest.Rescue, a.request, a.china.County.Desk))
	a.Carry(t)
	if out := requestsOf(t, a.centre, a.centre.Duty, desk.RequestQuery{Side: "out"}); out.Lines[0].State != desk.RequestAccepted || len(out.Lines[0].Desks) != 0 {
		t.Errorf("the centre sees %+v", out.Lines[0])
	}
	if page := requestsOf(t, a.china, a.china.County, desk.RequestQuery{}); len(page.Lines) != 1 || page.In != 1 {
		t.Errorf("the county that was asked sees %+v", page)
	}
	if page := requestsOf(t, a.china, a.china.Point, desk.RequestQuery{Side: "out"}); len(page.Lines) != 0 {
		t.Errorf("a point sees %+v", page)
	}
	codes := []string{"on-persuasion-list", "out-of-contact", "victim-status-unknown"}
	must(t, a.china.DraftAnswer(ctx, a.china.County, desktest.Rescue, a.request, codes, desk.Words{Text: "EXERCISE 失联三年", Lang: "zh"}))
	a.Carry(t)
	if out := requestsOf(t, a.centre, a.centre.Duty, desk.RequestQuery{Side: "out"}); len(out.Lines[0].Answers) != 0 {
		t.Error("a county's draft left the agency")
	}
	a.Clock.Add(3 * time.Hour)
	must(t, a.china.AnswerRequest(ctx, a.china.National, desktest.Rescue, a.request, nil, desk.Words{}))
	a.Carry(t)
	done := requestsOf(t, a.centre, a.centre.Duty, desk.RequestQuery{Side: "out", Done: true})
	if len(done.Lines) != 1 || !slices.Equal(done.Lines[0].Answers, codes) || done.Hours != 3 || done.Checked != 1 {
		t.Errorf("the centre sees %+v", done)
	}
	v, err := a.centre.Request(ctx, a.centre.Duty, desktest.Rescue, a.request)
	must(t, err)
	if len(v.Given) != 3 || v.Given[0].Agency != a.china.Agency() || len(v.Notes) != 1 || v.Notes[0].Value != "EXERCISE 失联三年" {
		t.Errorf("the answer is %+v", v)
	}
}

func TestTheCountyLearnsNameNumberAndQuestionAlone(t *testing.T) {
	a := askChina(t)
	must(t, a.china.AcceptRequest(t.Context(), a.china.National, desktest.Rescue, a.request, a.china.County.Desk))
	v, err := a.china.Request(t.Context(), a.china.County, desktest.Rescue, a.request)
	must(t, err)
	for _, f := range v.Subjects {
		if !slices.Contains([]lanna.Property{lanna.Name, lanna.Alias, lanna.IDResident}, f.Property) {
			t.Errorf("the county sees %s", f.Property)
		}
	}
	if len(v.Subjects) == 0 || v.Text.Text == "" {
		t.Error("the county does not see whom it is asked about")
	}
}

func TestWhatNoRequestCarries(t *testing.T) {
	a := askChina(t)
	ctx := t.Context()
	notice := noticeAt(t, a.centre)
	must(t, a.centre.AddFact(ctx, a.centre.Duty, desktest.Rescue, notice, lanna.LastPlace, desk.Words{Text: "EXERCISE 银鹭园 B"}, lanna.Grade{}))
	q := desk.Question{Kind: desk.AskVerification, To: a.china.Writer(), About: notice, Subjects: claimsOf(t, a.centre, notice, lanna.LastPlace),
		Text: desk.Words{Text: "EXERCISE where"}, Basis: "treaty"}
	_, err := a.centre.Ask(ctx, a.centre.Duty, desktest.Rescue, q)
	wantError(t, err, lanna.Locked, "subject-withheld")
	q.Subjects, q.Basis = nil, ""
	_, err = a.centre.Ask(ctx, a.centre.Duty, desktest.Rescue, q)
	wantError(t, err, lanna.Invalid, "basis-missing")
	q.Basis, q.To = "treaty", a.centre.Writer()
	_, err = a.centre.Ask(ctx, a.centre.Duty, desktest.Rescue, q)
	wantError(t, err, lanna.NotFound, "party-unknown")
}

func TestARequestIsRefusedWithdrawnAndOverdue(t *testing.T) {
	a := askChina(t)
	ctx := t.Context()
	a.Clock.Add(5 * time.Hour)
	if out := requestsOf(t, a.centre, a.centre.Duty, desk.RequestQuery{Side: "out"}); !out.Lines[0].Overdue {
		t.Error("after five hours a verification is not overdue")
	}
	wantError(t, a.china.RefuseRequest(ctx, a.china.National, desktest.Rescue, a.request, "because", desk.Words{}), lanna.Invalid, "refusal-unknown")
	wantError(t, a.centre.AnswerRequest(ctx, a.centre.National, desktest.Rescue, a.request, []string{"at-home"}, desk.Words{}), lanna.Invalid, "request-side")
	must(t, a.china.RefuseRequest(ctx, a.china.National, desktest.Rescue, a.request, "risk-to-person", desk.Words{}))
	a.Carry(t)
	done := requestsOf(t, a.centre, a.centre.Duty, desk.RequestQuery{Side: "out", Done: true})
	if len(done.Lines) != 1 || done.Lines[0].Refusal != "risk-to-person" || done.Checked != 0 {
		t.Errorf("the centre sees %+v", done)
	}
	wantError(t, a.centre.WithdrawRequest(ctx, a.centre.Duty, desktest.Rescue, a.request), lanna.Conflict, "request-over")

	b := askChina(t)
	must(t, b.centre.WithdrawRequest(ctx, b.centre.Duty, desktest.Rescue, b.request))
	b.Carry(t)
	wantError(t, b.china.AcceptRequest(ctx, b.china.National, desktest.Rescue, b.request, "own"), lanna.Conflict, "request-over")
}

// The centre names a record that China holds; China's desk tells the county
// whom it is about, and the county's copy goes when the record is recalled.
func TestATaskIsMadeOfWhatIsHeld(t *testing.T) {
	a := askChina(t)
	ctx := t.Context()
	notice := noticeAt(t, a.centre)
	release(t, a.centre, a.china, notice, lanna.Name, lanna.Alias, lanna.Amount)
	request, err := a.centre.Ask(ctx, a.centre.Duty, desktest.Rescue, desk.Question{Kind: desk.AskVerification, To: a.china.Writer(), About: notice,
		Text: desk.Words{Text: "EXERCISE who is this"}, Basis: "treaty"})
	must(t, err)
	a.Carry(t)
	must(t, a.china.AcceptRequest(ctx, a.china.National, desktest.Rescue, request, a.china.County.Desk))
	v, err := a.china.Request(ctx, a.china.County, desktest.Rescue, request)
	must(t, err)
	if len(v.Subjects) == 0 || slices.ContainsFunc(v.Subjects, func(f desk.Fact) bool { return f.Property == lanna.Amount }) {
		t.Errorf("the county is told %v", v.Subjects)
	}
	a.Carry(t)
	if out, err := a.centre.Request(ctx, a.centre.Duty, desktest.Rescue, request); err != nil || len(out.Subjects) != 0 {
		t.Errorf("the task came back to the asker: %v, %v", out, err)
	}
}
