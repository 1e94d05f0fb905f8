package desk_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/audit"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

var toCourt = desk.PrintDraft{Form: desk.PaperDossier, Recipient: "EXERCISE prosecutor", Outside: true, Copies: 2, Basis: "EXERCISE law, article 12"}

func printed(t *testing.T, w *desktest.World, by desk.Actor, id lanna.RecordID, p desk.PrintDraft) desk.PrintRun {
	t.Helper()
	run, err := w.Print(t.Context(), by, desk.Actor{}, desktest.Because("EXERCISE hearing"), id, p)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func dossier(t *testing.T, w *desktest.World, by desk.Actor, id lanna.RecordID, run desk.PrintRun, n int) *desk.Dossier {
	t.Helper()
	v, err := w.Dossier(t.Context(), by, desktest.Rescue, id, run.Statement, n)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func fileHolds(t *testing.T, file []byte) audit.DossierReport {
	t.Helper()
	rep, err := audit.VerifyDossier(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if rep.Finding != nil {
		t.Fatal(rep.Finding)
	}
	return rep
}

func TestADossierIsHandedOutLikeARelease(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	_, err := w.Print(t.Context(), w.Duty, desk.Actor{}, desktest.Because("EXERCISE"), notice, toCourt)
	wantError(t, err, lanna.Denied, "role")
	_, err = w.Print(t.Context(), w.National, desk.Actor{}, desktest.Rescue, notice, toCourt)
	wantError(t, err, lanna.Invalid, "reason-missing")
	for code, bad := range map[string]desk.PrintDraft{
		"recipient-missing": {Form: desk.PaperDossier, Copies: 1},
		"copies":            {Form: desk.PaperDossier, Recipient: "EXERCISE", Copies: 51},
		"basis-missing":     {Form: desk.PaperDossier, Recipient: "EXERCISE", Copies: 1, Outside: true},
		"paper-form":        {Form: "poster", Recipient: "EXERCISE", Copies: 1},
	} {
		_, err = w.Print(t.Context(), w.National, desk.Actor{}, desktest.Because("EXERCISE"), notice, bad)
		wantError(t, err, lanna.Invalid, code)
	}
	w.Clock.Add(time.Minute)
	run := printed(t, w, w.National, notice, toCourt)
	one, two := dossier(t, w, w.National, notice, run, 1), dossier(t, w, w.National, notice, run, 2)
	rep := fileHolds(t, two.File)
	if rep.Copy != 2 || rep.Of != 2 || rep.Recipient != toCourt.Recipient || rep.Content != run.Content || rep.Agency != w.Agency() || rep.Signed != 0 || rep.Unproven != 0 {
		t.Errorf("%+v", rep)
	}
	if fileHolds(t, one.File).Content != rep.Content || bytes.Equal(one.File, two.File) {
		t.Error("two copies are one, or show different things")
	}
	if len(one.Crops) != 1 || !strings.HasPrefix(one.Images[one.Crops[0].Claim], "data:image/") {
		t.Errorf("%d crops, %d images", len(one.Crops), len(one.Images))
	}
	if bytes.Contains(one.File, []byte(lanna.Crop)) || bytes.Contains(one.File, []byte("EXERCISE hearing")) || bytes.Contains(one.File, []byte(`"alert`)) {
		t.Error("keys, reasons or the agency's own work are in the file")
	}
	_, err = w.Dossier(t.Context(), w.National, desktest.Rescue, notice, run.Statement, 3)
	wantError(t, err, lanna.NotFound, "not-found")
	_, err = w.Dossier(t.Context(), w.Leader, desktest.Rescue, notice, run.Statement, 1)
	wantError(t, err, lanna.Denied, "print-not-yours")
	w.Clock.Add(time.Minute)
	if again := printed(t, w, w.National, notice, toCourt); again.No != 2 || again.Content != run.Content {
		t.Errorf("run %d, content %s", again.No, again.Content)
	}
	list, err := w.Prints(t.Context(), w.Liaison, desktest.Rescue, notice)
	if err != nil || len(list) != 2 || list[1].Recipient != toCourt.Recipient || list[1].Reason != "EXERCISE hearing" || list[1].Name != "EXERCISE national" {
		t.Errorf("%+v, %v", list, err)
	}
	history := record(t, w, notice).History
	if history[0].Act != "record.print" || history[0].Reason != "EXERCISE hearing" {
		t.Errorf("the record's history begins with %+v", history[0])
	}
}

// A copy that said something else would be another paper under the same number.
func TestACopyIsNotOpenedOnceTheRecordChanged(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	run := printed(t, w, w.National, notice, toCourt)
	w.Clock.Add(20 * time.Minute)
	tick(t, w) // escalates: no word that the paper shows
	dossier(t, w, w.National, notice, run, 1)
	name := fact(t, record(t, w, notice), lanna.Name)
	must(t, w.Correct(t.Context(), w.Duty, desktest.Because("EXERCISE misread"), notice, name.Claim, desk.Words{Text: "禾柒", Lang: "zh"}, lanna.Grade{Reliability: 'B', Credibility: '2'}))
	_, err := w.Dossier(t.Context(), w.National, desktest.Rescue, notice, run.Statement, 1)
	wantError(t, err, lanna.Conflict, "print-over")
	next := printed(t, w, w.National, notice, toCourt)
	v := dossier(t, w, w.National, notice, next, 1)
	var now desk.Fact
	for _, row := range v.Rows {
		if row.Property == lanna.Name {
			now = row.Cells[0][0]
		}
	}
	if now.Value != "禾柒" || len(now.Replaced) != 1 || now.OfficerName == "" {
		t.Errorf("%+v", now)
	}
	if rep := fileHolds(t, v.File); !bytes.Contains(v.File, []byte(name.Value)) || rep.Content == run.Content {
		t.Error("the file does not show what was corrected")
	}
}

// What an officer may not see, and what is left out, is on no paper and in no file.
func TestWhatIsWithheldIsNotOnPaper(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	must(t, w.AddNote(t.Context(), w.Victims, desktest.Rescue, person, desk.Words{Text: "EXERCISE told in confidence", Lang: "en"}))
	must(t, w.AddNote(t.Context(), w.Duty, desktest.Rescue, person, desk.Words{Text: "EXERCISE open note", Lang: "en"}))
	v := dossier(t, w, w.National, person, printed(t, w, w.National, person, toCourt), 1)
	if len(v.Notes) != 1 || bytes.Contains(v.File, []byte("in confidence")) || !bytes.Contains(v.File, []byte("open note")) {
		t.Errorf("%d notes", len(v.Notes))
	}
	fileHolds(t, v.File)
	less := toCourt
	less.Without = []lanna.Property{lanna.IDResident, lanna.VictimStatus}
	v = dossier(t, w, w.National, notice, printed(t, w, w.National, notice, less), 1)
	if bytes.Contains(v.File, []byte("539901")) || len(v.Crops) != 0 {
		t.Errorf("what was left out is on the paper, or in the picture beside it (%d)", len(v.Crops))
	}
	v = dossier(t, w, w.National, person, printed(t, w, w.National, person, less), 1)
	if !bytes.Contains(v.File, []byte(`"victim-status"`)) || !v.Presumed {
		t.Error("what protects the person was left out")
	}
}

// Source protection leaves on paper with two signatures, and never to somebody outside.
func TestACompartmentOnPaperTakesTwo(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	secret := handling.Marking{Compartments: []lanna.Compartment{lanna.SourceProtection}}
	hire(t, w, desk.Account{Login: "nat2", Roles: []lanna.Role{lanna.NationalDesk}, Desk: "centre", Lang: "en", Compartments: []lanna.Compartment{lanna.SourceProtection}})
	nat := w.Officer(t, "nat2")
	id, err := w.RaiseForTest(t.Context(), nat, desktest.Rescue, lanna.PersonRecord, handling.Marking{}, called("EXERCISE He Qi"))
	must(t, err)
	must(t, w.SayForTest(t.Context(), nat, desktest.Rescue, id, secret, statement.New(lanna.Alias, "EXERCISE Nightjar")))
	inside := desk.PrintDraft{Form: desk.PaperDossier, Recipient: "EXERCISE county", Copies: 1}
	_, err = w.Print(t.Context(), nat, desk.Actor{}, desktest.Because("EXERCISE"), id, inside)
	wantError(t, err, lanna.Denied, "second-signature")
	run, err := w.Print(t.Context(), nat, w.Signs(w.Leader), desktest.Because("EXERCISE"), id, inside)
	must(t, err)
	if v := dossier(t, w, nat, id, run, 1); !bytes.Contains(v.File, []byte("Nightjar")) {
		t.Error("what two signed for is not in the file")
	}
	if v := dossier(t, w, nat, id, printed(t, w, nat, id, toCourt), 1); bytes.Contains(v.File, []byte("Nightjar")) {
		t.Error("source protection went outside")
	}
}

// Another agency's word stands beside ours, and goes nowhere that it did not leave.
func TestAnotherAgencysWordOnPaper(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	f.Carry(t)
	must(t, south.AddFact(t.Context(), south.Duty, desktest.Rescue, id, lanna.Alias, desk.Words{Text: "EXERCISE another", Lang: "en"}, lanna.Grade{}))
	inside := desk.PrintDraft{Form: desk.PaperDossier, Recipient: "EXERCISE county", Copies: 1}
	v := dossier(t, south, south.National, id, printed(t, south, south.National, id, inside), 1)
	rep := fileHolds(t, v.File)
	if len(v.Agencies) != 2 || len(v.Unsettled()) != 1 || len(rep.Agencies) != 2 || rep.Signed != 1 {
		t.Errorf("%d columns, %d unsettled, %d agencies, %d signed", len(v.Agencies), len(v.Unsettled()), len(rep.Agencies), rep.Signed)
	}
	v = dossier(t, south, south.National, id, printed(t, south, south.National, id, toCourt), 1)
	if rep := fileHolds(t, v.File); len(rep.Agencies) != 1 || bytes.Contains(v.File, []byte("EXERCISE alias")) {
		t.Error("what was not left to be passed on went outside")
	}
}

func TestABulletinShowsNothingThatBetrays(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	must(t, w.AddFact(t.Context(), w.Duty, desktest.Rescue, notice, lanna.LastPlace, desk.Words{Text: "EXERCISE hiding at the temple", Lang: "en"}, lanna.Grade{}))
	must(t, w.AddFact(t.Context(), w.Duty, desktest.Rescue, notice, lanna.Contact, desk.Words{Text: "EXERCISE mother", Lang: "en"}, lanna.Grade{}))
	must(t, w.SetSafety(t.Context(), w.Duty, desktest.Rescue, person, desk.DoNotContact, desk.Words{Text: "EXERCISE a call means a beating", Lang: "en"}))
	p := desk.PrintDraft{Form: desk.PaperBulletin, Recipient: "EXERCISE border stations", Copies: 5}
	run := printed(t, w, w.Duty, notice, p)
	v, err := w.Bulletin(t.Context(), w.Duty, desktest.Rescue, notice, run.Statement, 5)
	must(t, err)
	if v.Severity != lanna.Life || v.Victim != desk.Presumed || v.Safety != desk.DoNotContact || len(v.Names) != 2 || v.Latin[0] == "" || v.Run.Content != run.Content {
		t.Errorf("%+v", v)
	}
	for _, f := range v.Facts {
		switch f.Property {
		case lanna.Sex, lanna.Age, lanna.BirthDate, lanna.Nationality, lanna.MarkOnBody, lanna.ThreatCode:
		default:
			t.Errorf("a bulletin shows %s", f.Property)
		}
	}
	_, err = w.Dossier(t.Context(), w.National, desktest.Rescue, notice, run.Statement, 1)
	wantError(t, err, lanna.NotFound, "not-found")
	must(t, w.Hide(t.Context(), w.National, desktest.Because("EXERCISE"), person, true))
	_, err = w.Print(t.Context(), w.Duty, desk.Actor{}, desktest.Because("EXERCISE"), notice, p)
	wantError(t, err, lanna.Locked, "bulletin-hidden")
	_, err = w.Bulletin(t.Context(), w.Duty, desktest.Rescue, notice, run.Statement, 1)
	wantError(t, err, lanna.Locked, "bulletin-hidden")
	_, err = w.Print(t.Context(), w.Duty, desk.Actor{}, desktest.Because("EXERCISE"), person, p)
	if lanna.CodeOf(err) != "no-alert" && lanna.CodeOf(err) != "bulletin-hidden" {
		t.Errorf("a bulletin without an alert: %v", err)
	}
}

func TestNamesInLatinLetters(t *testing.T) {
	for in, want := range map[string]string{"禾七": "Heqi", "王小明": "Wang Xiaoming", "He Qi": "", "EXERCISE": "", "": "", "123": ""} {
		if got := desk.Latin(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	for _, in := range []string{"สมชาย ทดสอบดี", "ကိုမင်း", "ສົມພອນ", "နေဝင်း"} {
		if got := desk.Latin(in); got == "" {
			t.Errorf("%s has no reading", in)
		}
	}
}
