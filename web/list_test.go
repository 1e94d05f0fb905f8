package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lanna/desk"
	"lanna/desk/desktest"
)

const handoverCSV = "No.,Name,Date of birth,Nationality,Passport No.,Role,Offence,Fear of return\n" +
	"1,EXERCISE Daniel Otieno,1990-04-12,Kenya,EX7190264,staff,,no\n" +
	"2,陈伟明,1991-05-13,中国,EX7190777,wanted,fraud,yes\n" +
	"3,OTIENO DANIEL,12/04/1990,KEN,EX7190264,staff,,\n" +
	"4,=HYPERLINK(),31/02/1990,Kenya,,,,\n"

// bring sends a list through the form of its page.
func (v *visitor) bring(t *testing.T, csv string) (*http.Response, string) {
	t.Helper()
	_, page := v.get("/lists")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, value := range map[string]string{"_token": token.FindStringSubmatch(page)[1], "once": "EXERCISE", "kind": "handover", "from": "EXERCISE Border Guard", "marking": "here"} {
		must(t, w.WriteField(name, value))
	}
	file, err := w.CreateFormFile("file", "handover.csv")
	must(t, err)
	_, err = file.Write([]byte(csv))
	must(t, err)
	must(t, w.Close())
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.site.url+"/lists", &body)
	must(t, err)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(r)
}

func TestAListComesInIsSignedTwiceAndGoesBack(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	s := serve(t, w)
	leader, national := s.as(t, "leader"), s.as(t, "national")
	if r, _ := s.as(t, "duty").get("/lists"); r.StatusCode != http.StatusForbidden {
		t.Errorf("a duty officer at the lists: %s", r.Status)
	}
	r, html := leader.bring(t, handoverCSV)
	page := r.Request.URL.Path
	if !strings.HasPrefix(page, "/lists/") || !strings.Contains(html, "by its name") || !strings.Contains(html, "Which column holds what") {
		t.Fatalf("%s %s\n%.900s", r.Status, r.Request.URL, html)
	}
	columns := url.Values{}
	for i, f := range []string{"serial", "name", "birth-date", "nationality", "id.passport", "listed-as", "offence", "fear"} {
		columns.Set("field-"+string(rune('0'+i)), f)
	}
	_, html = leader.send(page, page+"/check", columns)
	for _, words := range []string{"Twice in the list <strong>1", "Kept apart <strong>1", "Suspicion locked <strong>1", "waits for signatures"} {
		if !strings.Contains(html, words) {
			t.Errorf("no %q on the page", words)
		}
	}
	if _, html = leader.get(page + "?part=doubles"); !strings.Contains(html, "same number") || !strings.Contains(html, "Row 2") {
		t.Errorf("side by side with why: %.1500s", html)
	}
	if _, html = leader.get(page + "?part=locked"); !strings.Contains(html, "Record the suspicion all the same") {
		t.Error("a lock can be overridden with a reason alone")
	}
	r, back := leader.get(page + "/return/csv")
	if !strings.Contains(back, "no such day") || strings.Contains(back, "\n=") || !strings.Contains(back, "'=HYPERLINK") || r.Header.Get("Content-Disposition") == "" {
		t.Errorf("what goes back: %q", back)
	}
	sign := func(v *visitor, before string) string {
		_, html := v.get(page)
		if !strings.Contains(html, before) {
			t.Errorf("no %q before the signature", before)
		}
		_, html = v.send(page, page+"/sign", url.Values{"digest": {between(html, `name="digest" value="`, `"`)}, "reason": {"EXERCISE compared"}})
		return html
	}
	if html = sign(leader, "You sign first"); !strings.Contains(html, "You have signed") {
		t.Error("who signed does not sign again")
	}
	sign(national, "Your signature is the second")
	if _, html = leader.get(page); !strings.Contains(html, "taken over") || !strings.Contains(html, "recorded on a known person") {
		t.Errorf("%.1500s", html)
	}
	if _, receipts := leader.get(page + "/receipts.csv"); strings.Count(receipts, "\n") != 5 || !strings.Contains(receipts, "2,recorded,E-0001,") || !strings.Contains(receipts, ",locked,") {
		t.Errorf("receipts: %s", receipts)
	}
	_, html = leader.send(page, page+"/rollback", url.Values{"reason": {"EXERCISE sent in error"}, "second": {"national"}, "password": {desktest.Password}})
	if !strings.Contains(html, "taken back") {
		t.Errorf("%.900s", html)
	}
	lines, err := w.Lists(t.Context(), w.Leader, desktest.Rescue)
	if err != nil || len(lines) != 1 || lines[0].State != desk.ListUndone {
		t.Errorf("%v %v", lines, err)
	}
}

// Rows with the same document stand beside each other on one page; what an officer
// leaves ticked is decided with one reason, and what was unticked is not.
func TestManyRowsWithTheSameDocumentAreDecidedOnAtOnce(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	s := serve(t, w)
	leader := s.as(t, "leader")
	r, _ := leader.bring(t, "Name,Date of birth,Passport No.\n"+
		"EXERCISE Daniel Otieno,1990-04-12,EX7190264\nEXERCISE Grace Wanjiru,1992-02-03,EX7190777\nOTIENO DANIEL,1990-04-12,EX7190264\nWANJIRU GRACE,1992-02-03,EX7190777\nEXERCISE Peter Kamau,1993-03-04,EX7190999\n")
	page := r.Request.URL.Path
	_, html := leader.send(page, page+"/check", url.Values{"field-0": {"name"}, "field-1": {"birth-date"}, "field-2": {"id.passport"}})
	if !strings.Contains(html, `href="`+page+`/sure"`) || !strings.Contains(html, "Same document number <strong>2") {
		t.Fatalf("%.1500s", html)
	}
	sure := page + "/sure"
	_, html = leader.get(sure)
	if strings.Count(html, `name="pair"`) != 2 || !strings.Contains(html, `value="4:2" checked`) || !strings.Contains(html, "Row 5 and Row 3") || strings.Contains(html, "Kamau") {
		t.Fatalf("both pairs are shown, ticked, and nobody else: %.2500s", html)
	}
	if r, _ := leader.send(sure, sure, url.Values{"pair": {"4:2"}, "what": {"same"}}); r.StatusCode == http.StatusOK {
		t.Error("without a reason nothing is decided")
	}
	if r, _ := leader.send(sure, sure, url.Values{"pair": {"4:3"}, "what": {"same"}, "reason": {"EXERCISE"}}); r.StatusCode == http.StatusOK {
		t.Error("a pair that the check did not find is none")
	}
	_, html = leader.send(sure, sure, url.Values{"pair": {"4:2"}, "what": {"same"}, "reason": {"EXERCISE passports compared"}})
	if !strings.Contains(html, "1 pair decided") || strings.Count(html, `name="pair"`) != 1 || !strings.Contains(html, `value="5:3"`) {
		t.Errorf("what was unticked still waits: %.2500s", html)
	}
	if _, html = leader.get(page + "?part=sure"); strings.Count(html, "Decided: the same") != 1 {
		t.Errorf("%.1500s", html)
	}
}
