package desk_test

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lukechampine.com/adiantum"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

// oneBounty is a desk with one confirmed notice and its person.
func oneBounty(t *testing.T, text string) (w *desktest.World, notice, person lanna.RecordID) {
	t.Helper()
	w = desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	notice = confirm(t, w, capture(t, w, desktest.Picture(text)))[0]
	return w, notice, record(t, w, notice).Person.Record
}

func find(t *testing.T, w *desktest.World, by desk.Actor, words string) []desk.Hit {
	t.Helper()
	res, err := w.Search(t.Context(), by, desktest.Rescue, desk.SearchQuery{Text: words})
	if err != nil {
		t.Fatal(err)
	}
	return res.Hits
}

func TestAWrongNameIsCorrectedEverywhereAtOnce(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	before := fact(t, record(t, w, notice), lanna.Name)
	err := w.Correct(t.Context(), w.Duty, desktest.Because("EXERCISE misread"), notice, before.Claim, desk.Words{Text: "禾柒", Lang: "zh"}, lanna.Grade{Reliability: 'B', Credibility: '2'})
	if err != nil {
		t.Fatal(err)
	}
	now := fact(t, record(t, w, notice), lanna.Name)
	if now.Value != "禾柒" || len(now.Replaced) != 1 || now.Replaced[0].Value != before.Value || now.Reason != "EXERCISE misread" {
		t.Errorf("name is %q, replaced %v, reason %q", now.Value, now.Replaced, now.Reason)
	}
	if !slices.Equal(now.From[0].Boxes, before.From[0].Boxes) {
		t.Error("the corrected name does not show where the first one was read")
	}
	if got := values(record(t, w, person), lanna.Name); !slices.Equal(got, []string{"禾柒"}) {
		t.Errorf("the person's names are %v", got)
	}
	if hits := find(t, w, w.Duty, "禾柒"); len(hits) != 2 {
		t.Errorf("%d records found by the corrected name, want notice and person", len(hits))
	}
	for _, h := range find(t, w, w.Duty, before.Value) {
		if h.Field == lanna.Name {
			t.Errorf("%s is still found by the wrong name", h.Label)
		}
	}
	q, err := w.Queue(t.Context(), w.Duty, desktest.Rescue, desk.QueueQuery{Filter: desk.FilterLife})
	if err != nil || len(q.Alerts) != 1 || q.Alerts[0].Title.Names[0].Text != "禾柒" {
		t.Errorf("the alert's title did not follow: %+v, %v", q, err)
	}
	err = w.Correct(t.Context(), w.Second, desktest.Rescue, notice, before.Claim, desk.Words{Text: "other"}, lanna.Grade{})
	wantError(t, err, lanna.Conflict, "replaced-already")
	err = w.Correct(t.Context(), w.Duty, desktest.Rescue, notice, before.Claim, desk.Words{Text: "禾柒", Lang: "zh"}, lanna.Grade{Reliability: 'B', Credibility: '2'})
	if again := fact(t, record(t, w, notice), lanna.Name); err != nil || again.Claim != now.Claim {
		t.Errorf("sent again because the answer was lost: %v", err)
	}
	err = w.Correct(t.Context(), w.Duty, desktest.Rescue, notice, now.Claim, desk.Words{}, lanna.Grade{})
	if err != nil || len(values(record(t, w, notice), lanna.Name)) != 0 {
		t.Errorf("withdrawn: %v, %v", values(record(t, w, notice), lanna.Name), err)
	}
}

func TestSuspicionIsLockedWhilePresumedAVictim(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	words := desk.Words{Text: "EXERCISE took part in fraud", Lang: "en"}
	err := w.Suspect(t.Context(), w.Analyst, desktest.Rescue, person, words)
	wantError(t, err, lanna.Locked, "presumed-victim")
	err = w.AddFact(t.Context(), w.Duty, desktest.Rescue, person, lanna.SuspectOf, words, lanna.Grade{})
	wantError(t, err, lanna.Locked, "suspect-apart")
	err = w.AddFact(t.Context(), w.Duty, desktest.Rescue, person, lanna.Status, desk.Words{Text: "suspected"}, lanna.Grade{})
	wantError(t, err, lanna.Invalid, "value-malformed")
	err = w.AddFact(t.Context(), w.Duty, desktest.Rescue, person, lanna.Accusation, words, lanna.Grade{})
	wantError(t, err, lanna.Locked, "suspect-apart")
	err = w.Suspect(t.Context(), w.Duty, desktest.Because("EXERCISE"), person, words)
	wantError(t, err, lanna.Denied, "role")

	if err := w.Suspect(t.Context(), w.Analyst, desktest.Because("EXERCISE court order"), notice, words); err != nil {
		t.Fatal(err)
	}
	v := record(t, w, person)
	if v.Override == nil || v.Override.Reason != "EXERCISE court order" || !v.Presumed || !v.Locked {
		t.Errorf("override %+v, presumed %v, locked %v", v.Override, v.Presumed, v.Locked)
	}
}

// Who was found to be a victim is protected no less than who is presumed one.
func TestSuspicionIsLockedOnAScreenedVictim(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	must(t, w.Screen(t.Context(), w.Victims, desktest.Because("EXERCISE"), person, desk.ScreenedVictim))
	err := w.Suspect(t.Context(), w.Analyst, desktest.Rescue, person, desk.Words{Text: "EXERCISE took part in fraud", Lang: "en"})
	wantError(t, err, lanna.Locked, "presumed-victim")
	if v := record(t, w, person); v.Presumed || !v.Locked {
		t.Errorf("presumed %v, locked %v", v.Presumed, v.Locked)
	}
}

// Erasing the claim that protects must not be a way around the protection.
func TestWhatProtectsIsNotErasedByItself(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	why := desktest.Because("EXERCISE")
	for _, p := range []lanna.Property{lanna.VictimStatus, lanna.Marked, lanna.KindOfRecord} {
		err := w.Erase(t.Context(), w.Leader, w.Signs(w.Admin), why, person, []lanna.Digest{claimOf(t, w, person, p)})
		wantError(t, err, lanna.Invalid, "property-fixed")
	}
	must(t, w.AddNote(t.Context(), w.Victims, desktest.Rescue, person, desk.Words{Text: "EXERCISE told in confidence", Lang: "en"}))
	err := w.Erase(t.Context(), w.Leader, w.Signs(w.Admin), why, person, []lanna.Digest{claimOf(t, w, person, lanna.Note)})
	wantError(t, err, lanna.NotFound, "not-found")
	must(t, w.Erase(t.Context(), w.Leader, w.Signs(w.Admin), why, person, nil))
	_, err = w.Record(t.Context(), w.Victims, desktest.Rescue, person)
	wantError(t, err, lanna.NotFound, "not-found")
}

func TestOnlyVictimSupportClosesThePresumption(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	for _, by := range []desk.Actor{w.Duty, w.Leader, w.National, w.Analyst, w.Admin} {
		wantError(t, w.Screen(t.Context(), by, desktest.Because("EXERCISE"), person, desk.ScreenedNot), lanna.Denied, "role")
	}
	const secret = "EXERCISE told in confidence"
	if err := w.Screen(t.Context(), w.Victims, desktest.Because(secret), person, desk.ScreenedNot); err != nil {
		t.Fatal(err)
	}
	v := record(t, w, person)
	if v.Presumed || v.Locked {
		t.Errorf("presumed %v, locked %v after the screening", v.Presumed, v.Locked)
	}
	for _, s := range v.History {
		if s.Reason == secret {
			t.Error("the duty officer reads the reason of the screening")
		}
	}
	page, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Record: person})
	if err != nil {
		t.Fatal(err)
	}
	screened := 0
	for _, e := range page.Entries {
		if e.Act == "record.screen" {
			screened++
		}
		if e.Reason == secret {
			t.Error("the auditor reads the reason of the screening")
		}
	}
	if screened != 2 {
		t.Errorf("the auditor sees %d entries of the screening, want its reason's and its result's", screened)
	}
	confirm(t, w, capture(t, w, desktest.Picture(bountyAlan))) // the same number: the same person
	if v := record(t, w, person); !v.Presumed {
		t.Error("a new bounty on the person does not open the presumption again")
	}
}

func TestNotesOfVictimSupportStayThere(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	const note = "EXERCISE 心里话 keeps nightmares"
	if err := w.AddNote(t.Context(), w.Victims, desktest.Rescue, person, desk.Words{Text: note, Lang: "zh"}); err != nil {
		t.Fatal(err)
	}
	v := record(t, w, person)
	if len(v.Notes) != 0 || len(find(t, w, w.Duty, "nightmares")) != 0 || len(find(t, w, w.Duty, "心里话")) != 0 {
		t.Error("the duty officer finds a note of victim support")
	}
	mine, err := w.Record(t.Context(), w.Victims, desktest.Rescue, person)
	if err != nil || len(mine.Notes) != 1 || len(find(t, w, w.Victims, "nightmares")) != 1 {
		t.Errorf("victim support sees %d notes, %v", len(mine.Notes), err)
	}
	if len(mine.History) != len(v.History)+1 {
		t.Errorf("%d acts for victim support, %d for the duty officer", len(mine.History), len(v.History))
	}
}

func TestContactSafetyComesFirst(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	err := w.SetSafety(t.Context(), w.Duty, desktest.Rescue, notice, desk.DoNotContact, desk.Words{Text: "EXERCISE a call may reach the guards", Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	v := record(t, w, person)
	if v.Safety == nil || v.Safety.Value != desk.DoNotContact || v.Safety.Reason == "" {
		t.Errorf("safety is %+v", v.Safety)
	}
	if a := look(t, w, w.Duty, notice); a.Facts[0].Value != desk.DoNotContact || a.Facts[0].Reason == "" {
		t.Errorf("the alert begins with %+v", a.Facts[0])
	}
}

func TestAMinorIsFlagged(t *testing.T) {
	w, notice, person := oneBounty(t, "EXERCISE 悬赏50万 抓 姓名：禾七 女16岁 外号阿蓝")
	if !record(t, w, notice).Minor || !record(t, w, person).Minor {
		t.Errorf("notice %v, person %v", values(record(t, w, notice), lanna.Age), record(t, w, person).Minor)
	}
}

// A reader without rights gets the same answer for "not there" and "not yours".
func TestWhatIsNotYoursIsNotThere(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	in := desk.Intake{Data: desktest.Picture(bountyAlan), Marking: desk.MarkSource}
	_, err := w.Capture(t.Context(), w.Duty, desktest.Rescue, in)
	wantError(t, err, lanna.Denied, "compartment")
	id, err := w.Capture(t.Context(), w.Analyst, desktest.Rescue, in)
	if err != nil {
		t.Fatal(err)
	}
	v, err := w.Proposals(t.Context(), w.Analyst, desktest.Rescue, id)
	if err != nil {
		t.Fatal(err)
	}
	c := keepAll(v)
	c.Marking = desk.MarkSource
	ids, err := w.Confirm(t.Context(), w.Analyst, desktest.Rescue, id, c)
	if err != nil {
		t.Fatal(err)
	}
	there, errThere := w.Record(t.Context(), w.Duty, desktest.Rescue, ids[0])
	nowhere, errNowhere := w.Record(t.Context(), w.Duty, desktest.Rescue, lanna.NewRecordID())
	if there != nil || nowhere != nil || lanna.CodeOf(errThere) != lanna.CodeOf(errNowhere) || lanna.KindOf(errThere) != lanna.NotFound {
		t.Errorf("not yours: %v; not there: %v", errThere, errNowhere)
	}
	if hits := find(t, w, w.Duty, "阿蓝"); len(hits) != 0 {
		t.Errorf("%d hits on what is not theirs", len(hits))
	}
	if hits := find(t, w, w.Analyst, "阿蓝"); len(hits) == 0 {
		t.Error("the analyst in the compartment finds nothing")
	}
	// the same number again, by somebody who may not see the first person
	other := record(t, w, confirm(t, w, capture(t, w, desktest.Picture(bountyAlan)))[0])
	first, err := w.Record(t.Context(), w.Analyst, desktest.Rescue, ids[0])
	if err != nil || other.Person == nil || other.Person.Record == first.Person.Record {
		t.Errorf("a person in a compartment shows through a join: %v", err)
	}
	if v := proposals(t, w, capture(t, w, desktest.Picture(bountyAlan))); len(v.Notices[0].Reposts) != 1 {
		t.Errorf("%d earlier notices are offered, want the one that may be seen", len(v.Notices[0].Reposts))
	}
}

func TestTheCountyNeverLearnsWhereAPersonHides(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	if err := w.AddFact(t.Context(), w.Duty, desktest.Rescue, notice, lanna.LastPlace, desk.Words{Text: "EXERCISE 银鹭园 B", Lang: "zh"}, lanna.Grade{}); err != nil {
		t.Fatal(err)
	}
	must(t, w.AskDesk(t.Context(), w.National, desktest.Rescue, notice, w.County.Desk))
	v, err := w.Record(t.Context(), w.County, desktest.Rescue, notice)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []lanna.Property{lanna.LastPlace, lanna.Place, lanna.Compound, lanna.Narrative, lanna.Contact} {
		if got := values(v, p); len(got) != 0 {
			t.Errorf("the county sees %s: %d values", p, len(got))
		}
	}
	if len(v.Crops) != 0 || len(values(v, lanna.Name)) != 1 {
		t.Errorf("%d crops, names %v", len(v.Crops), values(v, lanna.Name))
	}
	own := record(t, w, notice)
	_, _, err = w.Picture(t.Context(), w.County, desktest.Rescue, notice, own.Crops[0].Claim)
	wantError(t, err, lanna.NotFound, "not-found")
}

func TestARepostIsOffered(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	id := capture(t, w, desktest.Picture(strings.Replace(bountyAlan, "60万", "80万", 1)))
	v := proposals(t, w, id)
	if len(v.Notices[0].Reposts) != 1 || v.Notices[0].Reposts[0].Record != notice || v.Notices[0].Reposts[0].Amount != "600000 CNY" {
		t.Fatalf("offered: %+v", v.Notices[0].Reposts)
	}
	c := keepAll(v)
	c.Notices[0].RepostOf = notice
	ids, err := w.Confirm(t.Context(), w.Duty, desktest.Rescue, id, c)
	if err != nil {
		t.Fatal(err)
	}
	r := record(t, w, ids[0])
	if r.Person.Record != person || r.Title.Code != "bounty-raised" {
		t.Errorf("person %v, title %q", r.Person, r.Title.Code)
	}
	unlike := proposals(t, w, capture(t, w, desktest.Picture(bountyLao)))
	if len(unlike.Notices[0].Reposts) != 0 {
		t.Errorf("offered for another person: %+v", unlike.Notices[0].Reposts)
	}
}

// Old records must not push new ones off the page.
func TestSearchSince(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	raise := func(n int) {
		for range n {
			_, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, lanna.TipRecord, desk.Marking{}, statement.New(lanna.Narrative, "EXERCISE 銀鷺園"))
			must(t, err)
		}
	}
	raise(3)
	old := find(t, w, w.Duty, "银鹭园")[0].Record
	w.Clock.Add(48 * time.Hour)
	raise(4)
	must(t, w.AddNote(t.Context(), w.Duty, desktest.Rescue, old, desk.Words{Text: "EXERCISE 银鹭园 again", Lang: "zh"})) // said now on what is old
	q := desk.SearchQuery{Text: "银鹭园", Since: w.Now() - 24*3600*1000, Limit: 2}
	seen := map[lanna.RecordID]bool{}
	for range 5 {
		res, err := w.Search(t.Context(), w.Duty, desktest.Rescue, q)
		must(t, err)
		for _, h := range res.Hits {
			if seen[h.Record] || h.Time < q.Since {
				t.Errorf("%s of %v is found", h.Label, h.Time.Time())
			}
			seen[h.Record] = true
		}
		if q.After = res.Next; q.After == 0 {
			break
		}
	}
	if len(seen) != 4 {
		t.Errorf("%d records, want 4", len(seen))
	}
}

func TestSearchMarksWhatItFound(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	for _, q := range []string{"禾七", "阿蓝", "539901200202144428", "4428", "银鹭园", record(t, w, notice).Label} {
		hits := find(t, w, w.Duty, q)
		if len(hits) == 0 {
			t.Errorf("%q is not found", q)
			continue
		}
		for _, h := range hits {
			if len(h.Marks) == 0 || h.Marks[0][1] > len(h.Text.Text) {
				t.Errorf("%q in %s of %s is not marked", q, h.Field, h.Label)
			}
		}
	}
	if hits := find(t, w, w.Duty, "没有这个词"); len(hits) != 0 {
		t.Errorf("%d hits of a word that is nowhere", len(hits))
	}
}

func TestTheAuditorSeesWhoReadWhat(t *testing.T) {
	w, notice, person := oneBounty(t, bountyAlan)
	if v := record(t, w, person); v.Reads == 0 {
		record(t, w, person)
	}
	reads := record(t, w, person).Reads
	page, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Record: person})
	if err != nil {
		t.Fatal(err)
	}
	seen := int64(0)
	for _, e := range page.Entries {
		if e.Kind == lanna.Read && e.Act == "record.show" {
			if e.Officer != w.Duty.Officer || e.Purpose != lanna.Rescue || e.Name == "" || len(e.Records) != 1 {
				t.Errorf("entry %+v", e)
			}
			seen++
		}
	}
	if seen != reads+1 {
		t.Errorf("%d reads in the audit, the last page said %d before it", seen, reads)
	}
	if _, err := w.Audit(t.Context(), w.Duty, desktest.Rescue, desk.AuditQuery{}); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("the duty officer reads the audit: %v", err)
	}
	last, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Limit: 2})
	if err != nil || len(last.Entries) != 2 || last.Entries[0].Act != "queue.list" && last.Entries[0].Kind != lanna.Refuse || last.Entries[1].Act != "audit.list" {
		t.Errorf("newest entries: %+v, %v", last.Entries, err)
	}
	older, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Limit: 2, Before: last.Next})
	if err != nil || older.Entries[0].Index >= last.Entries[1].Index {
		t.Errorf("the next page begins at %d after %d", older.Entries[0].Index, last.Entries[1].Index)
	}
	_ = notice
}

func TestTheWholeLogHolds(t *testing.T) {
	w, _, _ := oneBounty(t, bountyAlan)
	if err := w.SignCheckpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	rep, err := w.VerifyLog(t.Context(), w.Auditor, desktest.Rescue)
	if err != nil || rep.Finding != nil || rep.Checkpoints != 1 || rep.Leaves == 0 {
		t.Errorf("report %+v, %v", rep, err)
	}
	if err := w.SignCheckpoint(t.Context()); err != nil { // the verification was a leaf
		t.Fatal(err)
	}
	if err := w.SignCheckpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := 0
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Checkpoints(w.Config.Signer.Writer(), -1, func(store.Checkpoint) error { n++; return nil })
	}))
	if n != 2 {
		t.Errorf("%d checkpoints, want 2: none where the log did not grow", n)
	}
}

func TestErasedIsGone(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	const word = "绯红鹭鸶"
	text := strings.Replace(bountyAlan, "阿蓝", word, 1)
	id := capture(t, w, desktest.Picture(text, bountyLao))
	ids := confirm(t, w, id)
	person := record(t, w, ids[0]).Person.Record
	if err := w.Correct(t.Context(), w.Duty, desktest.Rescue, ids[0], fact(t, record(t, w, ids[0]), lanna.Alias).Claim, desk.Words{Text: word + "二"}, lanna.Grade{}); err != nil {
		t.Fatal(err)
	}
	if len(find(t, w, w.Duty, word)) == 0 || !planted(t, w, word) || !bytes.Contains(decrypted(t, w), []byte(word)) {
		t.Fatal("the planted word is not found before the erasure")
	}
	crop := record(t, w, ids[0]).Crops[0]
	picture := claimOf(t, w, id, lanna.Picture)
	err := w.Erase(t.Context(), w.Leader, w.Signs(w.Admin), desktest.Because("EXERCISE its time is over"), id, []lanna.Digest{picture})
	if err != nil {
		t.Fatal(err)
	}
	if planted(t, w, word) {
		t.Error("the word is still in the store")
	}
	for _, piece := range piecesOf(word) {
		if bytes.Contains(decrypted(t, w), []byte(piece)) {
			t.Errorf("%q is still in the decrypted pages", piece)
		}
	}
	if hits := find(t, w, w.Leader, word); len(hits) != 0 {
		t.Errorf("%d hits", len(hits))
	}
	for _, r := range []lanna.RecordID{ids[0], person} {
		if got := values(record(t, w, r), lanna.Alias); len(got) != 0 {
			t.Errorf("%d aliases are left", len(got))
		}
	}
	_, _, err = w.Picture(t.Context(), w.Duty, desktest.Rescue, crop.Record, crop.Claim)
	wantError(t, err, lanna.NotFound, "not-found")
	if left := blobsLeft(t, w); left != 0 {
		t.Errorf("%d blobs are left", left)
	}
	rep, err := w.VerifyLog(t.Context(), w.Auditor, desktest.Rescue)
	if err != nil || rep.Finding != nil {
		t.Errorf("the log after an erasure: %v, %v", rep.Finding, err)
	}
	before := w.Dump(t)
	must(t, w.Rebuild(t.Context(), nil))
	if after := w.Dump(t); after != before {
		t.Errorf("views differ after a rebuild: %s", firstDifference(before, after))
	}
}

// Somebody who searched for a name together with a place typed the name as well.
func TestErasedIsGoneFromSearchesForMoreThanIt(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	if len(find(t, w, w.Duty, "阿蓝 银鹭园")) == 0 {
		t.Fatal("nothing is found by alias and compound together")
	}
	must(t, w.Erase(t.Context(), w.Leader, w.Signs(w.Admin), desktest.Because("EXERCISE"), notice, []lanna.Digest{fact(t, record(t, w, notice), lanna.Alias).Claim}))
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Scan(0, func(s store.Stored) error {
			for _, c := range s.Claims {
				if c.Property == lanna.Words && strings.Contains(c.Value, "阿蓝") {
					t.Error("a search still tells the erased alias")
				}
			}
			return nil
		})
	}))
}

// planted reports whether the word is in what the store holds: statements,
// claims, and everything made of them.
func planted(t *testing.T, w *desktest.World, word string) bool {
	t.Helper()
	found := bytes.Contains([]byte(w.Dump(t)), []byte(word))
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Scan(0, func(s store.Stored) error {
			for _, c := range s.Claims {
				found = found || strings.Contains(c.Value, word)
			}
			return nil
		})
	}))
	return found
}

func claimOf(t *testing.T, w *desktest.World, id lanna.RecordID, p lanna.Property) lanna.Digest {
	t.Helper()
	st, err := w.StateForTest(t.Context(), id)
	must(t, err)
	return st.Live(p)[0].Digest
}

func blobsLeft(t *testing.T, w *desktest.World) int {
	t.Helper()
	n := 0
	must(t, filepath.WalkDir(filepath.Join(w.Dir, "blobs"), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}))
	return n
}

// decrypted gives the plain bytes of the database and its log as they lie on
// the disk, also those that SQLite would not read any more.
func decrypted(t *testing.T, w *desktest.World) []byte {
	t.Helper()
	const block = 4096
	cipher := adiantum.New(make([]byte, sqlite.KeySize)) // desktest's key
	var out []byte
	for _, suffix := range []string{"", "-wal"} {
		b, err := os.ReadFile(filepath.Join(w.Dir, "lanna.db"+suffix))
		if os.IsNotExist(err) {
			continue
		}
		must(t, err)
		for off := 0; off+block <= len(b); off += block {
			var tweak [8]byte
			binary.LittleEndian.PutUint64(tweak[:], uint64(off))
			out = append(out, cipher.Decrypt(b[off:off+block], tweak[:])...)
		}
	}
	return out
}

// piecesOf are the forms in which the text index keeps a word: pairs of letters.
func piecesOf(word string) []string {
	out := []string{word}
	r := []rune(word)
	for i := 0; i+2 <= len(r); i++ {
		out = append(out, string(r[i:i+2]))
	}
	return out
}
