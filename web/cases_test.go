package web_test

import (
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

var extracts = regexp.MustCompile(`/cases/[0-9a-f]+/print/[0-9a-f]+/[0-9]+`)

// A person's request from the letter to the extract, with a stranger's markup in
// every field that takes words.
func TestARequestIsTakenAnsweredAndPrinted(t *testing.T) {
	s := newSite(t)
	id := s.notice(t)
	must(t, s.AddFact(t.Context(), s.Duty, desktest.Rescue, id, lanna.Alias, desk.Words{Text: evil, Lang: "en"}, lanna.Grade{}))
	must(t, s.AddFact(t.Context(), s.Duty, desktest.Rescue, id, lanna.Contact, desk.Words{Text: "EXERCISE mother", Lang: "en"}, lanna.Grade{}))
	person, err := s.Record(t.Context(), s.Duty, desktest.Rescue, id)
	must(t, err)
	v := s.as(t, "legal")
	if r, _ := s.as(t, "analyst").get("/cases"); r.StatusCode != http.StatusForbidden {
		t.Errorf("an analyst at the requests: %s", r.Status)
	}
	about := "/cases/new?about=" + person.Person.Record.String()
	r, page := v.send(about, "/cases", url.Values{"kind": {"access"}, "name": {evil}, "received": {"2026-03-11"}, "language": {"th"}, "reach": {evil}, "text": {evil}, "about": {person.Person.Label}, "once": {"1"}})
	if r.StatusCode != http.StatusOK || !strings.Contains(page, "Taken in.") || !strings.Contains(page, "29 days left") || !strings.Contains(page, "2026-04-10") {
		t.Fatalf("%s: %.600s", r.Status, page)
	}
	path := r.Request.URL.Path
	for _, bad := range []string{"<script>alert", "<img src=x", "EXERCISE mother"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if !strings.Contains(page, "禾七") || !strings.Contains(page, "identity not checked") {
		t.Error("the page does not show what would be told")
	}
	if r, _ := v.send(path, path+"/print", url.Values{"recipient": {"x"}, "copies": {"1"}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusLocked {
		t.Errorf("an extract for somebody unknown: %s", r.Status)
	}
	v.send(path, path+"/identity", url.Values{"result": {"confirmed"}, "note": {"EXERCISE passport " + evil}})
	if _, page = v.send(path, path+"/restrict", url.Values{"record": {id.String()}, "property": {"amount"}, "basis": {"rights-of-others"}, "law": {evil}, "reason": {"EXERCISE"}}); !strings.Contains(page, "Recorded, with ground and law.") {
		t.Errorf("%.400s", page)
	}
	v.send(path, path+"/restrict", url.Values{"record": {id.String()}, "property": {"accusation"}, "basis": {"source"}, "law": {"EXERCISE secret act"}, "reason": {"EXERCISE"}})
	if r, _ := v.send(path, path+"/answer", url.Values{"outcome": {"given"}, "answer": {"EXERCISE"}, "lang": {"en"}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("answered in another language: %s", r.Status)
	}
	if _, page = v.send(path, path+"/answer", url.Values{"outcome": {"given-in-part"}, "answer": {"EXERCISE คำตอบ " + evil}, "lang": {"th"}, "reason": {"EXERCISE"}}); !strings.Contains(page, "Answered.") {
		t.Errorf("%.400s", page)
	}
	_, page = v.send(path, path+"/print", url.Values{"recipient": {evil}, "copies": {"1"}, "reason": {"EXERCISE"}})
	links := extracts.FindAllString(page, -1)
	if len(links) == 0 {
		t.Fatalf("%.600s", page)
	}
	_, paper := v.get(links[0])
	harmless(t, paper)
	if dir := os.Getenv("LANNA_KEEP_PAPER"); dir != "" {
		must(t, os.WriteFile(dir+"/extract.html", []byte(paper), 0o600))
	}
	for _, want := range []string{"ข้อมูลเกี่ยวกับคุณที่เรามี", "禾七", "สิทธิและเสรีภาพของผู้อื่น", "คำตอบ", "EXERCISE"} {
		if !strings.Contains(paper, want) {
			t.Errorf("%q is not on the extract", want)
		}
	}
	for _, bad := range []string{"secret act", "mother", "600,000", "EXERCISE duty"} {
		if strings.Contains(paper, bad) {
			t.Errorf("the extract has %q", bad)
		}
	}
	if _, list := v.get("/cases"); strings.Contains(list, "Q-0001") {
		t.Error("what was answered waits")
	}
	if _, list := v.get("/cases?done=1"); !strings.Contains(list, "Q-0001") || !strings.Contains(list, "told in part") {
		t.Error("what was answered is not there")
	}
}

// On paper as in the view: a silent ground leaves no trace.
func TestTheExtractBetraysNoSilentGround(t *testing.T) {
	s := newSite(t)
	id := s.notice(t)
	ask := func(about ...lanna.RecordID) string {
		q := desk.SubjectDraft{Kind: desk.SubjectAccess, Name: desk.Words{Text: "EXERCISE He Qi", Lang: "en"}, Lang: "my", Received: "2026-03-11", About: about}
		request, err := s.OpenSubject(t.Context(), s.Legal, desktest.Because("EXERCISE"), q)
		must(t, err)
		must(t, s.CheckIdentity(t.Context(), s.Legal, desktest.Because("EXERCISE"), request, desk.IdentityConfirmed, desk.Words{Text: "EXERCISE seen", Lang: "en"}))
		if len(about) > 0 {
			must(t, s.Restrict(t.Context(), s.Legal, desktest.Because("EXERCISE"), request, desk.SubjectRestriction{Basis: "ongoing-inquiry", Law: "EXERCISE act"}))
		}
		must(t, s.AnswerSubject(t.Context(), s.Legal, desktest.Because("EXERCISE"), request, "nothing-to-tell", desk.Words{Text: "EXERCISE အဖြေ", Lang: "my"}))
		run, err := s.Print(t.Context(), s.Legal, desk.Actor{}, desktest.Because("EXERCISE"), request, desk.PrintDraft{Form: desk.PaperExtract, Recipient: "EXERCISE He Qi", Outside: true, Copies: 1})
		must(t, err)
		_, paper := s.as(t, "legal").get("/cases/" + request.String() + "/print/" + run.Statement.String() + "/1")
		return regexp.MustCompile(`Q-[0-9]+`).ReplaceAllString(paper, "Q")
	}
	if known, unknown := ask(id), ask(); known != unknown || !strings.Contains(known, "အဖြေ") {
		t.Errorf("what is withheld shows:\n%.2000s\n%.2000s", known, unknown)
	}
}

// An appeal is taken from the record's page, and its outcome stands there.
func TestAnAppealOnTheRecordsPage(t *testing.T) {
	s := newSite(t)
	notice, err := s.Record(t.Context(), s.Duty, desktest.Rescue, s.notice(t))
	must(t, err)
	person := notice.Person.Record
	must(t, s.Suspect(t.Context(), s.Analyst, desktest.Because("EXERCISE court order"), person, desk.Words{Text: "EXERCISE took part", Lang: "en"}))
	v := s.as(t, "legal")
	about := "/cases/new?about=" + person.String()
	_, form := v.get(about)
	claim := regexp.MustCompile(`name="claim" value="([0-9a-f]+)"> [^<]*took part`).FindStringSubmatch(form)
	if claim == nil {
		t.Fatalf("the suspicion cannot be appealed: %.3000s", form)
	}
	ask := url.Values{"kind": {"appeal"}, "name": {"EXERCISE He Qi"}, "received": {"2026-03-12"}, "language": {"en"}, "about": {notice.Person.Label}, "claim": {claim[1]}}
	r, _ := v.send(about, "/cases", ask)
	path := r.Request.URL.Path
	if _, page := s.as(t, "duty").get("/records/" + person.String()); !strings.Contains(page, "the person appeals this") || strings.Contains(page, `href="/cases/`+strings.TrimPrefix(path, "/cases/")) {
		t.Error("the record's page does not say that it is appealed, or leads where the reader may not go")
	}
	v.send(path, path+"/identity", url.Values{"result": {"confirmed"}, "note": {"EXERCISE"}})
	if _, page := v.send(path, path+"/answer", url.Values{"outcome": {"withdrawn"}, "answer": {"EXERCISE"}, "lang": {"en"}, "reason": {"EXERCISE"}}); !strings.Contains(page, "the appeal succeeds") {
		t.Errorf("%.300s", page)
	}
	if _, page := s.as(t, "duty").get("/records/" + person.String()); !strings.Contains(page, "withdrawn after an appeal") {
		t.Error("the outcome is not on the record's page")
	}
}

// Erasing for a request takes a second officer on the same screen.
func TestErasureOnARequestsPage(t *testing.T) {
	s := newSite(t)
	id := s.notice(t)
	q := desk.SubjectDraft{Kind: desk.SubjectErasure, Name: desk.Words{Text: "EXERCISE He Qi", Lang: "en"}, Lang: "en", Received: "2026-03-11", About: []lanna.RecordID{id}}
	request, err := s.OpenSubject(t.Context(), s.Legal, desktest.Because("EXERCISE"), q)
	must(t, err)
	path := "/cases/" + request.String()
	v := s.as(t, "leader")
	if r, _ := v.send(path, path+"/erase", url.Values{"record": {id.String()}, "reason": {"EXERCISE"}}); r.StatusCode != http.StatusForbidden {
		t.Errorf("erased by one: %s", r.Status)
	}
	if r, page := v.send(path, path+"/erase", url.Values{"record": {id.String()}, "reason": {"EXERCISE"}, "second": {"admin"}, "password": {desktest.Password}}); !strings.Contains(page, "Erased.") {
		t.Errorf("%s: %.300s", r.Status, page)
	}
	if r, _ := v.get("/records/" + id.String()); r.StatusCode != http.StatusNotFound {
		t.Errorf("it is still there: %s", r.Status)
	}
}
