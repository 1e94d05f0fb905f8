package desk_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

var byLetter = desktest.Because("EXERCISE letter of the person")

// access is a person's request for what is held on them.
func access(about ...lanna.RecordID) desk.SubjectDraft {
	return desk.SubjectDraft{Kind: desk.SubjectAccess, Name: desk.Words{Text: "EXERCISE He Qi", Lang: "en"}, Reach: "EXERCISE post box 7", Lang: "zh",
		Received: "2026-03-11", Text: desk.Words{Text: "EXERCISE what do you hold on me?", Lang: "en"}, About: about}
}

func opened(t *testing.T, w *desktest.World, q desk.SubjectDraft) lanna.RecordID {
	t.Helper()
	id, err := w.OpenSubject(t.Context(), w.Legal, byLetter, q)
	must(t, err)
	return id
}

func confirmed(t *testing.T, w *desktest.World, q desk.SubjectDraft) lanna.RecordID {
	t.Helper()
	id := opened(t, w, q)
	must(t, w.CheckIdentity(t.Context(), w.Legal, byLetter, id, desk.IdentityConfirmed, desk.Words{Text: "EXERCISE passport seen", Lang: "en"}))
	return id
}

func subject(t *testing.T, w *desktest.World, id lanna.RecordID) *desk.SubjectDetail {
	t.Helper()
	v, err := w.Subject(t.Context(), w.Legal, byLetter, id)
	must(t, err)
	return v
}

func answer(w *desktest.World, t *testing.T, id lanna.RecordID, outcome string) error {
	return w.AnswerSubject(t.Context(), w.Legal, byLetter, id, outcome, desk.Words{Text: "EXERCISE 答复", Lang: "zh"})
}

// told is what an extract tells, and the extract.
func told(t *testing.T, w *desktest.World, id lanna.RecordID) *desk.Extract {
	t.Helper()
	run, err := w.Print(t.Context(), w.Legal, desk.Actor{}, byLetter, id, desk.PrintDraft{Form: desk.PaperExtract, Recipient: "EXERCISE He Qi", Outside: true, Copies: 1})
	must(t, err)
	v, err := w.Extract(t.Context(), w.Legal, byLetter, id, run.Statement, 1)
	must(t, err)
	return v
}

func TestARequestHasALastDayByTheAgencysRules(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	must(t, w.SetSubjectRules(t.Context(), w.Admin, byLetter, desk.SubjectDays{desk.SubjectAccess: 10}))
	wantError(t, w.SetSubjectRules(t.Context(), w.Admin, byLetter, desk.SubjectDays{desk.SubjectAccess: 0}), lanna.Invalid, "subject-days")
	wantError(t, w.SetSubjectRules(t.Context(), w.Legal, byLetter, desk.SubjectDays{desk.SubjectAccess: 9}), lanna.Denied, "role")
	must(t, w.SetPolicy(t.Context(), w.Admin, byLetter, desk.Policy{SecondFactor: desk.FactorOptional}))
	rules, err := w.SubjectRules(t.Context())
	if err != nil || rules[desk.SubjectAccess] != 10 || rules[desk.SubjectErasure] != desk.DefaultSubjectDays {
		t.Fatalf("%v, %v", rules, err)
	}
	q := access()
	q.Key = "form"
	id, again := opened(t, w, q), opened(t, w, q)
	if id != again {
		t.Error("one form sent twice is two requests")
	}
	erasure := access()
	erasure.Kind = desk.SubjectErasure
	opened(t, w, erasure)
	list, waiting, err := w.Subjects(t.Context(), w.National, byLetter, desk.SubjectQuery{Limit: 10})
	if err != nil || waiting != 2 || len(list) != 2 || list[0].Due != "2026-03-21" || list[0].Days != 9 || list[0].Overdue || list[1].Due != "2026-04-10" {
		t.Fatalf("%+v, %d, %v", list, waiting, err)
	}
	w.Clock.Add(11 * 24 * time.Hour)
	if list, _, _ = w.Subjects(t.Context(), w.National, byLetter, desk.SubjectQuery{Limit: 10}); !list[0].Overdue || list[1].Overdue {
		t.Errorf("after eleven days: %+v", list)
	}
	must(t, w.AssignSubject(t.Context(), w.National, byLetter, id, w.Legal.Officer))
	wantError(t, w.AssignSubject(t.Context(), w.National, byLetter, id, w.Duty.Officer), lanna.Invalid, "officer-unfit")
	if v := subject(t, w, id); v.OwnedBy != "EXERCISE legal" || v.Label != "Q-0001" {
		t.Errorf("%q owns %s", v.OwnedBy, v.Label)
	}
}

// Who has no part in requests does not learn that somebody asked.
func TestARequestIsForThoseWhoAnswer(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := opened(t, w, access())
	for name, err := range map[string]error{
		"record": func() error { _, err := w.Record(t.Context(), w.Duty, desktest.Rescue, id); return err }(),
	} {
		if lanna.KindOf(err) != lanna.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := w.Subject(t.Context(), w.Duty, desktest.Rescue, id)
	wantError(t, err, lanna.Denied, "role")
	for _, words := range []string{"He Qi", "post box", "Q-0001"} {
		if hits := find(t, w, w.Duty, words); len(hits) != 0 {
			t.Errorf("%q is found", words)
		}
	}
	for code, bad := range map[string]func(*desk.SubjectDraft){
		"subject-kind":    func(q *desk.SubjectDraft) { q.Kind = "complaint" },
		"subject-name":    func(q *desk.SubjectDraft) { q.Name.Text = " " },
		"answer-language": func(q *desk.SubjectDraft) { q.Lang = "xx" },
		"received-date":   func(q *desk.SubjectDraft) { q.Received = "2026-04-01" },
		"appeal-of-what":  func(q *desk.SubjectDraft) { q.Kind = desk.SubjectAppeal },
	} {
		q := access()
		bad(&q)
		_, err := w.OpenSubject(t.Context(), w.Legal, byLetter, q)
		wantError(t, err, lanna.Invalid, code)
	}
}

func TestAnExtractTellsWhatIsHeldAndNothingOfOthers(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	for p, v := range map[lanna.Property]string{lanna.Contact: "EXERCISE mother", lanna.Narrative: "EXERCISE the sister told", lanna.Phone: "+66812345678"} {
		must(t, w.AddFact(t.Context(), w.Duty, desktest.Rescue, notice, p, desk.Words{Text: v, Lang: "en"}, lanna.Grade{}))
	}
	id := opened(t, w, access(person))
	v := subject(t, w, id)
	if len(v.About) != 2 {
		t.Errorf("%d records are of the person", len(v.About))
	}
	_, err := w.Print(t.Context(), w.Legal, desk.Actor{}, byLetter, id, desk.PrintDraft{Form: desk.PaperExtract, Recipient: "EXERCISE", Outside: true, Copies: 1})
	wantError(t, err, lanna.Locked, "identity-unconfirmed")
	wantError(t, answer(w, t, id, "given"), lanna.Locked, "identity-unconfirmed")
	must(t, w.CheckIdentity(t.Context(), w.Legal, byLetter, id, desk.IdentityConfirmed, desk.Words{Text: "EXERCISE passport seen", Lang: "en"}))
	body, err := json.Marshal(told(t, w, id))
	must(t, err)
	for _, want := range []string{"禾七", "539901200202144428", "+66812345678"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("%q is not told", want)
		}
	}
	for _, bad := range []string{"mother", "sister", w.Duty.Officer.String(), "EXERCISE duty"} {
		if strings.Contains(string(body), bad) {
			t.Errorf("%q is told", bad)
		}
	}
	wantError(t, w.AnswerSubject(t.Context(), w.Legal, byLetter, id, "given", desk.Words{Text: "EXERCISE", Lang: "en"}), lanna.Invalid, "answer-language")
	wantError(t, answer(w, t, id, "erased"), lanna.Invalid, "outcome-unknown")
	must(t, answer(w, t, id, "given"))
	wantError(t, answer(w, t, id, "given"), lanna.Conflict, "subject-over")
	if list, waiting, err := w.Subjects(t.Context(), w.Legal, byLetter, desk.SubjectQuery{Done: true, Limit: 9}); err != nil || waiting != 0 || len(list) != 1 || list[0].Outcome != "given" || list[0].Overdue {
		t.Errorf("%+v, %d, %v", list, waiting, err)
	}
	if v := told(t, w, id); v.Answer.Text != "EXERCISE 答复" || v.Lang != "zh" {
		t.Errorf("the extract's answer is %+v in %s", v.Answer, v.Lang)
	}
}

// A ground that is silent leaves no trace: what the person holds is what somebody
// of whom nothing is known would hold.
func TestASilentGroundLeavesNoTrace(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	known, unknown := confirmed(t, w, access(person)), confirmed(t, w, access())
	for _, l := range subject(t, w, known).About {
		must(t, w.Restrict(t.Context(), w.Legal, byLetter, known, desk.SubjectRestriction{Record: l.Record, Basis: "ongoing-inquiry", Law: "EXERCISE act, section 4"}))
	}
	wantError(t, answer(w, t, known, "given-in-part"), lanna.Invalid, "basis-silent")
	wantError(t, answer(w, t, known, "refused"), lanna.Invalid, "basis-silent")
	must(t, answer(w, t, known, "nothing-to-tell"))
	must(t, answer(w, t, unknown, "nothing-to-tell"))
	a, b := told(t, w, known), told(t, w, unknown)
	a.Run, a.Label, b.Run, b.Label = desk.PrintRun{}, "", desk.PrintRun{}, ""
	one, err := json.Marshal(a)
	must(t, err)
	two, err := json.Marshal(b)
	must(t, err)
	if string(one) != string(two) {
		t.Errorf("what is withheld shows:\n%s\n%s", one, two)
	}
	if v := subject(t, w, known); len(v.Restrictions) != 2 || !v.Restrictions[0].Silent || v.Restrictions[0].Law != "EXERCISE act, section 4" || v.Restrictions[0].Reason != byLetter.Reason || v.Restrictions[0].Name != "EXERCISE legal" {
		t.Errorf("%+v", v.Restrictions)
	}
}

// A ground that may be told is told with its law, and without what it withholds.
func TestASpokenGroundIsToldWithItsLaw(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	id := confirmed(t, w, access(person))
	wantError(t, answer(w, t, id, "given-in-part"), lanna.Invalid, "basis-missing")
	wantError(t, w.Restrict(t.Context(), w.Legal, byLetter, id, desk.SubjectRestriction{Record: notice, Basis: "rights-of-others"}), lanna.Invalid, "basis-missing")
	wantError(t, w.Restrict(t.Context(), w.Legal, byLetter, id, desk.SubjectRestriction{Record: lanna.RecordID{9}, Basis: "rights-of-others", Law: "EXERCISE"}), lanna.Invalid, "restriction-of-what")
	must(t, w.Restrict(t.Context(), w.Legal, byLetter, id, desk.SubjectRestriction{Record: notice, Properties: []lanna.Property{lanna.Amount}, Basis: "rights-of-others", Law: "EXERCISE act, section 5"}))
	must(t, w.Restrict(t.Context(), w.Legal, byLetter, id, desk.SubjectRestriction{Record: notice, Properties: []lanna.Property{lanna.Accusation}, Basis: "source", Law: "EXERCISE act, section 6"}))
	must(t, answer(w, t, id, "given-in-part"))
	v := told(t, w, id)
	body, err := json.Marshal(v)
	must(t, err)
	if len(v.Withheld) != 1 || v.Withheld[0].Law != "EXERCISE act, section 5" || strings.Contains(string(body), "600000") || strings.Contains(string(body), "section 6") || strings.Contains(string(body), `"amount"`) {
		t.Errorf("%s", body)
	}
}

// Erasure at a person's request takes two, reaches every holder, and is called
// done only when it was.
func TestErasureAtAPersonsRequest(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	q := access(id)
	q.Kind = desk.SubjectErasure
	request := confirmed(t, north, q)
	wantError(t, answer(north, t, request, "erased"), lanna.Conflict, "not-done")
	err := north.EraseForSubject(t.Context(), north.Leader, desk.Actor{}, byLetter, request, id, nil)
	wantError(t, err, lanna.Denied, "second-signature")
	err = north.EraseForSubject(t.Context(), north.Leader, north.Signs(north.Admin), byLetter, request, lanna.RecordID{9}, nil)
	wantError(t, err, lanna.NotFound, "not-found")
	must(t, north.EraseForSubject(t.Context(), north.Leader, north.Signs(north.Admin), byLetter, request, id, nil))
	f.Carry(t)
	if left := claimsOf(t, south, id, lanna.Alias); len(left) != 0 {
		t.Errorf("%d claims are left with the other agency", len(left))
	}
	must(t, answer(north, t, request, "erased"))
	v := subject(t, north, request)
	if len(v.Done) != 1 || v.Done[0].What != desk.DoneErased || v.Done[0].Name != "EXERCISE leader" || len(v.About) != 0 {
		t.Errorf("%+v", v)
	}
}

// A correction reaches holders, and takes two when it is done for a request.
func TestCorrectionAtAPersonsRequest(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	q := access(id)
	q.Kind = desk.SubjectCorrection
	request := confirmed(t, north, q)
	claim := claimsOf(t, north, id, lanna.Alias)[0]
	new := desk.Words{Text: "EXERCISE right", Lang: "en"}
	err := north.CorrectForSubject(t.Context(), north.National, desk.Actor{}, byLetter, request, id, claim, new, lanna.Grade{})
	wantError(t, err, lanna.Denied, "second-signature")
	must(t, north.CorrectForSubject(t.Context(), north.National, north.Signs(north.Leader), byLetter, request, id, claim, new, lanna.Grade{}))
	f.Carry(t)
	if got := values(record(t, south, id), lanna.Alias); slices.Contains(got, "EXERCISE alias") {
		t.Errorf("the other agency still says %v", got)
	}
	must(t, answer(north, t, request, "corrected"))
}

// The words of a request are erased like all others, from every byte.
func TestARequestIsErased(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	id := opened(t, w, access())
	must(t, w.Erase(t.Context(), w.Leader, w.Signs(w.Admin), byLetter, id, nil))
	if _, err := w.Subject(t.Context(), w.Legal, byLetter, id); lanna.KindOf(err) != lanna.NotFound {
		t.Error(err)
	}
}

// An appeal stands beside what it appeals, is decided by somebody else, and one
// that succeeds takes the word back.
func TestAnAppealHasAnOutcomeOnTheRecord(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	must(t, w.Suspect(t.Context(), w.Analyst, desktest.Because("EXERCISE court order"), person, desk.Words{Text: "EXERCISE took part in fraud", Lang: "en"}))
	claim := claimsOf(t, w, person, lanna.SuspectOf)[0]
	appeal := access(person)
	appeal.Kind, appeal.Claim = desk.SubjectAppeal, claim
	id := confirmed(t, w, appeal)
	_, err := w.OpenSubject(t.Context(), w.Legal, byLetter, appeal)
	wantError(t, err, lanna.Conflict, "appealed-already")
	if a := record(t, w, person).Appeals; len(a) != 1 || a[0].State != desk.AppealOpen || a[0].Claim != claim || a[0].Case != id {
		t.Fatalf("%+v", a)
	}
	if v := subject(t, w, id); v.Appealed == nil || v.Appealed.Value != "EXERCISE took part in fraud" || v.Appealed.OfficerName != "EXERCISE analyst" {
		t.Errorf("%+v", v.Appealed)
	}
	must(t, answer(w, t, id, desk.AppealStands))
	w.Clock.Add(time.Minute)
	second := confirmed(t, w, appeal)
	must(t, answer(w, t, second, desk.AppealWithdrawn))
	v := record(t, w, person)
	if len(v.Appeals) != 2 || v.Appeals[0].State != desk.AppealStands || v.Appeals[1].State != desk.AppealWithdrawn || v.Appeals[1].Label != "Q-0002" || v.Appeals[1].Name != "EXERCISE legal" {
		t.Errorf("%+v", v.Appeals)
	}
	if got := values(v, lanna.SuspectOf); len(got) != 0 {
		t.Errorf("still called %v", got)
	}
	if !v.Presumed || !v.Locked {
		t.Error("the presumption went")
	}
	third := appeal
	_, err = w.OpenSubject(t.Context(), w.Legal, byLetter, third)
	wantError(t, err, lanna.Conflict, "replaced-already")
}

func TestNobodyDecidesOnTheOwnWord(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	person, err := w.RaiseForTest(t.Context(), w.National, desktest.Rescue, lanna.PersonRecord, handling.Marking{}, called("EXERCISE"), statement.New(lanna.Status, "home"))
	must(t, err)
	appeal := access(person)
	appeal.Kind, appeal.Claim = desk.SubjectAppeal, claimsOf(t, w, person, lanna.Status)[0]
	id := confirmed(t, w, appeal)
	err = w.AnswerSubject(t.Context(), w.National, byLetter, id, desk.AppealStands, desk.Words{Text: "EXERCISE", Lang: "zh"})
	wantError(t, err, lanna.Denied, "own-decision")
	must(t, answer(w, t, id, desk.AppealWithdrawn))
}

// Of a screening an appeal opens the presumption again: it says no more.
func TestAnAppealOfAScreening(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	must(t, w.Screen(t.Context(), w.Victims, desktest.Because("EXERCISE"), person, desk.ScreenedNot))
	appeal := access(person)
	appeal.Kind, appeal.Claim = desk.SubjectAppeal, claimsOf(t, w, person, lanna.VictimStatus)[0]
	must(t, answer(w, t, confirmed(t, w, appeal), desk.AppealWithdrawn))
	if v := record(t, w, person); !v.Presumed || !v.Locked {
		t.Errorf("presumed %v, locked %v", v.Presumed, v.Locked)
	}
}

// A request leaves for no partner.
func TestARequestIsReleasedToNobody(t *testing.T) {
	_, north, south := twoNations(t)
	id := confirmed(t, north, access())
	_, err := north.Release(t.Context(), north.National, desk.Actor{}, byLetter, desk.ReleaseDraft{Record: id, To: south.Writer(), Claims: claimsOf(t, north, id, lanna.SubjectName, lanna.Note)})
	wantError(t, err, lanna.Denied, "withheld")
}
