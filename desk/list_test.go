package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/list"
	"lanna/store"
)

const listHead = "No.,Name,Sex,Date of birth,Nationality,Document No.,Phone,Role,Offence,Warrant No.,Injuries,Fear of return\n"

// handoverCSV is a small handover with everything in it.
const handoverCSV = listHead +
	"1,EXERCISE Otieno Daniel,M,1990-04-12,Kenya,EX7190264,,staff,,,,no\n" +
	"2,陈伟明,男,1991-05-13,中国,539901199105134424,,头目,电信网络诈骗,EXERCISE-1,,\n" +
	"3,王小燕,女,2010-02-14,中国,539901201002144428,,wanted,电信网络诈骗,EXERCISE-2,,yes\n" + // a child: suspicion locked
	"4,Daniel Otieno,male,12/04/1990,Kenya,EX7190264,,staff,,,bruises,\n" + // row 1 again
	"5,ไม่มีวัน ใจดี,F,31/02/1990,ไทย,,,staff,,,,\n" + // no such day
	"6,Nobody Stateless,M,1985-01-30,stateless,,,staff,,,,unknown\n"

func upload(t *testing.T, w *desktest.World, by desk.Actor, kind, csv string) lanna.RecordID {
	t.Helper()
	id, err := w.UploadList(t.Context(), by, desktest.Rescue, desk.ListUpload{FileName: "list.csv", Kind: kind, From: "EXERCISE Border Guard", Data: []byte(csv)})
	must(t, err)
	return id
}

func signTwice(t *testing.T, w *desktest.World, id lanna.RecordID) {
	t.Helper()
	for _, by := range []desk.Actor{w.Leader, w.National} {
		v, err := w.List(t.Context(), by, desktest.Rescue, id, desk.ListQuestion{})
		must(t, err)
		must(t, w.SignList(t.Context(), by, desktest.Because("EXERCISE compared with the paper"), id, v.Digest))
	}
	must(t, w.WaitList(t.Context(), id))
}

func receipts(t *testing.T, w *desktest.World, id lanna.RecordID) map[int]desk.ListReceipt {
	t.Helper()
	out := map[int]desk.ListReceipt{}
	must(t, w.ListReceipts(t.Context(), w.Leader, desktest.Rescue, id, 0, func(r *desk.ListReceipt) error {
		out[r.Row] = *r
		return nil
	}))
	return out
}

func TestHandoverBecomesRecords(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := upload(t, w, w.Analyst, list.Handover, handoverCSV)
	must(t, w.CheckList(ctx, w.Analyst, desktest.Rescue, id, desk.ListPlan{}))
	v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{Part: desk.ListDoubles})
	must(t, err)
	if p := v.Tally.Parts; p[desk.ListAll] != 6 || p[desk.ListFaulty] != 1 || p[desk.ListDoubles] != 1 || p[desk.ListLocked] != 1 || p[desk.ListMinors] != 1 || v.Tally.Roles["stateless"] != 1 || v.Tally.Roles[list.RoleLeader] != 1 {
		t.Errorf("tally %+v", v.Tally)
	}
	if len(v.Rows) != 1 || len(v.Rows[0].Others) == 0 || v.Rows[0].Others[0].Row != 2 || len(v.Rows[0].Others[0].Why.Reasons) == 0 {
		t.Errorf("who stands in the list twice is shown with why: %+v", v.Rows)
	}
	if n := len(kindOf(t, w, lanna.ListedRecord)); n != 0 {
		t.Errorf("%d records before anybody signed", n)
	}
	signTwice(t, w, id)

	got := receipts(t, w, id)
	var fates []string
	for row := 2; row <= 7; row++ {
		fates = append(fates, got[row].What)
	}
	if want := "recorded recorded locked joined faulty recorded"; strings.Join(fates, " ") != want {
		t.Errorf("got  %v\nwant %s", fates, want)
	}
	if got[5].Person != got[2].Person {
		t.Error("the same passport is the same person")
	}
	leader, err := w.Record(ctx, w.Leader, desktest.Rescue, got[3].Person)
	must(t, err)
	if s := values(leader, lanna.SuspectOf); len(s) != 1 || leader.Presumed {
		t.Errorf("a leader without any indicator: suspicion %v, presumed %v", s, leader.Presumed)
	}
	child, err := w.Record(ctx, w.Leader, desktest.Rescue, got[4].Person)
	must(t, err)
	if s := values(child, lanna.SuspectOf); len(s) != 0 || !child.Presumed || !child.Minor || !slices.Equal(values(child, lanna.FearOfReturn), []string{"yes"}) {
		t.Errorf("a child: suspicion %v, presumed %v, minor %v", s, child.Presumed, child.Minor)
	}
	row, err := w.Record(ctx, w.Leader, desktest.Rescue, got[4].Record)
	must(t, err)
	if len(values(row, lanna.Offence))+len(values(row, lanna.ListedAs)) != 0 {
		t.Error("what accuses a presumed victim was taken over")
	}
	for _, r := range got {
		if !r.Record.IsZero() && (r.Label == "" || r.Statement.IsZero() || r.Leaf == 0) {
			t.Errorf("no whole receipt: %+v", r)
		}
	}
	rep, err := w.VerifyLog(ctx, w.Auditor, desktest.Rescue)
	if err != nil || rep.Finding != nil {
		t.Errorf("the log: %v %v", rep, err)
	}
	before := w.Dump(t)
	must(t, w.Rebuild(ctx, nil))
	if w.Dump(t) != before {
		t.Error("views differ after a rebuild")
	}
}

// kindOf lists the records of a kind that a shift leader sees.
func kindOf(t *testing.T, w *desktest.World, kind lanna.RecordKind) []lanna.RecordID {
	t.Helper()
	var out []lanna.RecordID
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Records(lanna.RecordID{}, func(id lanna.RecordID) error {
			st, err := w.StateForTest(t.Context(), id)
			if err == nil && st.Of(w.Agency(), lanna.KindOfRecord) == string(kind) {
				out = append(out, id)
			}
			return err
		})
	}))
	return out
}

func TestTwoDifferentOfficersSign(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx, why := t.Context(), desktest.Because("EXERCISE")
	id := upload(t, w, w.Leader, list.Handover, handoverCSV)
	if err := w.SignList(ctx, w.Leader, why, id, ""); lanna.CodeOf(err) != "list-state" {
		t.Errorf("nobody signs for what was not checked: %v", err)
	}
	must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{})
	must(t, err)
	must(t, w.SignList(ctx, w.Leader, why, id, v.Digest))
	if err := w.SignList(ctx, w.Leader, why, id, v.Digest); lanna.CodeOf(err) != "list-signed-already" {
		t.Errorf("one officer signs once: %v", err)
	}
	if err := w.SignList(ctx, w.Analyst, why, id, v.Digest); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("an analyst does not sign: %v", err)
	}
	if err := w.SignList(ctx, w.National, desktest.Rescue, id, v.Digest); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("a signature needs a reason: %v", err)
	}
	// A decision makes the first signature void: it was for something else.
	must(t, w.DecideList(ctx, w.Analyst, why, id, []desk.ListDecision{{Row: 7, What: desk.DecideSkip}}))
	if err := w.SignList(ctx, w.National, why, id, v.Digest); lanna.CodeOf(err) != "list-changed" {
		t.Errorf("what was shown is not what is signed for: %v", err)
	}
	v, err = w.List(ctx, w.National, desktest.Rescue, id, desk.ListQuestion{})
	must(t, err)
	must(t, w.SignList(ctx, w.National, why, id, v.Digest))
	if v, _ = w.List(ctx, w.National, desktest.Rescue, id, desk.ListQuestion{}); v.State != desk.ListChecked || len(v.Signed) != 1 {
		t.Errorf("one signature of two: %s %v", v.State, v.Signed)
	}
	must(t, w.SignList(ctx, w.Leader, why, id, v.Digest))
	must(t, w.WaitList(ctx, id))
	if got := receipts(t, w, id)[7].What; got != desk.RowSkipped {
		t.Errorf("row 7 was left out: %s", got)
	}
}

// A warrant list cannot go around the lock on presumed victims.
func TestWarrantsMeetPresumedVictims(t *testing.T) {
	wantedCSV := "name,date of birth,id number,offence,warrant no\n" +
		"王小燕,1992-02-14,539901199202144428,fraud,EXERCISE-1\n" +
		"赵大海,1980-06-07,539901198006074421,fraud,EXERCISE-2\n" +
		"林某某,1980-06-08,,,\n"
	for name, override := range map[string]bool{"held": false, "overridden": true} {
		t.Run(name, func(t *testing.T) {
			w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
			ctx := t.Context()
			_, err := w.Capture(ctx, w.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord,
				Fields: []desk.Field{{Property: lanna.Name, Value: "王小燕"}, {Property: lanna.IDResident, Value: "539901199202144428"}}}})
			must(t, err)
			id := upload(t, w, w.Leader, list.Wanted, wantedCSV)
			must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
			v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{Part: desk.ListLocked})
			must(t, err)
			if len(v.Rows) != 1 || v.Rows[0].Number != 2 || v.Tally.Parts[desk.ListKnown] != 1 || v.Tally.Codes["warrant-missing"] != 1 {
				t.Fatalf("rows %+v, tally %+v", v.Rows, v.Tally)
			}
			over := []desk.ListDecision{{Row: 2, What: desk.DecideOverride, Reason: "EXERCISE screened elsewhere"}}
			if err := w.DecideList(ctx, w.National, desktest.Rescue, id, []desk.ListDecision{{Row: 2, What: desk.DecideOverride}}); lanna.CodeOf(err) != "reason-missing" {
				t.Errorf("an override needs a reason: %v", err)
			}
			if override {
				must(t, w.DecideList(ctx, w.Analyst, desktest.Rescue, id, over))
			}
			signTwice(t, w, id)
			got := receipts(t, w, id)
			want := map[bool]string{false: desk.RowWaits, true: desk.RowJoined}[override]
			if got[2].What != want || got[3].What != desk.RowRecorded || got[4].What != desk.RowFaulty {
				t.Errorf("%+v", got)
			}
			if !override {
				return
			}
			person, err := w.Record(ctx, w.Leader, desktest.Rescue, got[2].Person)
			must(t, err)
			if !person.Presumed || person.Override == nil {
				t.Errorf("the presumption stays and the override is shown: %v %v", person.Presumed, person.Override)
			}
		})
	}
}

// Who became a presumed victim after the check is found when the row is taken over.
func TestVictimComesBetweenCheckAndCommit(t *testing.T) {
	w := desktest.New(t, desktest.Options{Reader: &desktest.Reader{}})
	ctx := t.Context()
	id := upload(t, w, w.Leader, list.Wanted, "name,date of birth,id number,offence,warrant no\n赵大海,1980-06-07,539901198006074421,fraud,EXERCISE-2\n")
	must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	_, err := w.Capture(ctx, w.Duty, desktest.Rescue, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord,
		Fields: []desk.Field{{Property: lanna.Name, Value: "赵大海"}, {Property: lanna.IDResident, Value: "539901198006074421"}}}})
	must(t, err)
	signTwice(t, w, id)
	if got := receipts(t, w, id)[2]; got.What != desk.RowWaits {
		t.Errorf("%+v", got)
	}
}

func TestOfficersDecideOnPairs(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx, why := t.Context(), desktest.Because("EXERCISE")
	id := upload(t, w, w.Leader, list.Released, "name,date of birth,nationality\nCHEN Weiming,1990-04-12,China\n陈伟明,1990-04-12,中国\n")
	must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{Part: desk.ListDoubles})
	must(t, err)
	if len(v.Rows) != 1 || v.Rows[0].Others[0].Row != 2 || v.Rows[0].Joins {
		t.Fatalf("CHEN Weiming and 陈伟明 of one day of birth may be one, and nothing joins them by itself: %+v", v.Rows)
	}
	several := []desk.ListDecision{{Row: 3, Other: "2", What: desk.DecideSame}, {Row: 3, Other: "2", What: desk.DecideApart}}
	if err := w.DecideList(ctx, w.Leader, desktest.Rescue, id, several); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("several decisions without a reason: %v", err)
	}
	must(t, w.DecideList(ctx, w.Leader, why, id, several[:1]))
	signTwice(t, w, id)
	got := receipts(t, w, id)
	if got[3].Person == got[2].Person {
		t.Error("two rows were put together, which nobody could undo")
	}
	st, err := w.StateForTest(ctx, got[3].Person)
	must(t, err)
	if st.Of(w.Agency(), lanna.SameAs) != got[2].Person.String() || st.Of(w.Agency(), lanna.VictimStatus) != desk.Presumed {
		t.Error("the decision is said on the person, who came out of a compound")
	}
}

func TestListsKeepTheirCompartment(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	if _, err := w.UploadList(ctx, w.Leader, desktest.Rescue, desk.ListUpload{Kind: list.Family, From: "EXERCISE", Marking: desk.MarkSupport, Data: []byte(handoverCSV)}); lanna.CodeOf(err) != "compartment" {
		t.Errorf("who is not let in cannot mark so: %v", err)
	}
	id, err := w.UploadList(ctx, w.Analyst, desktest.Rescue, desk.ListUpload{Kind: list.Family, From: "EXERCISE", Marking: desk.MarkSource, Data: []byte(handoverCSV)})
	must(t, err)
	if _, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{}); lanna.KindOf(err) != lanna.NotFound {
		t.Errorf("a list of source protection is not there for others: %v", err)
	}
	if lines, err := w.Lists(ctx, w.Leader, desktest.Rescue); err != nil || len(lines) != 0 {
		t.Errorf("%v %v", lines, err)
	}
	if _, err := w.UploadList(ctx, w.Analyst, desktest.Rescue, desk.ListUpload{Kind: list.Family, From: "EXERCISE", Data: []byte(handoverCSV)}); lanna.CodeOf(err) != "list-known" {
		t.Errorf("the same file again: %v", err)
	}
}

func TestMappingIsRememberedOfTheSender(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	csv := "alpha,beta,gamma\nEXERCISE Otieno,1990-04-12,bag\nEXERCISE Mwangi,1991-04-12,phone\nEXERCISE Bekele,1992-04-12,\n"
	id := upload(t, w, w.Analyst, list.Released, csv)
	v, err := w.List(ctx, w.Analyst, desktest.Rescue, id, desk.ListQuestion{})
	must(t, err)
	m := v.Shape.Mapping
	m[2] = list.Column{Field: lanna.Belongings, Why: list.ByOfficer}
	must(t, w.CheckList(ctx, w.Analyst, desktest.Rescue, id, desk.ListPlan{Mapping: m}))
	again := upload(t, w, w.Analyst, list.Released, csv+"EXERCISE Tesfaye,1993-04-12,\n")
	v, err = w.List(ctx, w.Analyst, desktest.Rescue, again, desk.ListQuestion{})
	must(t, err)
	if c := v.Shape.Mapping[2]; c.Field != lanna.Belongings || c.Why != list.Remembered {
		t.Errorf("%+v", v.Shape.Mapping)
	}
	if err := w.CheckList(ctx, w.Analyst, desktest.Rescue, again, desk.ListPlan{Mapping: list.Mapping{{}, {}, {}}}); lanna.CodeOf(err) != "list-names-nobody" {
		t.Errorf("a list that names nobody: %v", err)
	}
}

// A brittleStore fails every update from some number on, as a killed process does.
type brittleStore struct {
	store.Store
	left atomic.Int64
}

var errKilled = errors.New("killed")

func (b *brittleStore) Update(ctx context.Context, f func(tx store.Tx) error) error {
	if b.left.Add(-1) < 0 {
		return errKilled
	}
	return b.Store.Update(ctx, f)
}

func TestCommitGoesOnAfterACrash(t *testing.T) {
	var brittle *brittleStore
	w := desktest.New(t, desktest.Options{Config: func(c *desk.Config) {
		brittle = &brittleStore{Store: c.Store}
		brittle.left.Store(1 << 40)
		c.Store = brittle
	}})
	ctx := t.Context()
	var csv strings.Builder
	csv.WriteString("name,date of birth,passport\n")
	const rows = 430
	for i := range rows {
		fmt.Fprintf(&csv, "EXERCISE Person%c%c Test,19%02d-01-01,EX%07d\n", 'a'+i%26, 'a'+i/26, 50+i%50, (i+1)/2) // every passport twice, and once on both sides of where a batch ends
	}
	id := upload(t, w, w.Leader, list.Released, csv.String())
	must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{})
	must(t, err)
	must(t, w.SignList(ctx, w.Leader, desktest.Because("EXERCISE"), id, v.Digest))
	brittle.left.Store(2) // the signature and a batch
	must(t, w.SignList(ctx, w.National, desktest.Because("EXERCISE"), id, v.Digest))
	if err := w.WaitList(ctx, id); !errors.Is(err, errKilled) {
		t.Fatalf("the node was to die: %v", err)
	}
	if n := len(kindOf(t, w, lanna.ListedRecord)); n != 400 {
		t.Errorf("%d records stand, and a batch is 400", n)
	}
	brittle.left.Store(1 << 40)
	w.Restart(t)
	_, err = w.Tick(ctx) // as a node does that starts again
	must(t, err)
	must(t, w.WaitList(ctx, id))
	if n := len(kindOf(t, w, lanna.ListedRecord)); n != rows {
		t.Errorf("%d records of %d rows", n, rows)
	}
	people := map[lanna.RecordID]int{}
	for _, r := range receipts(t, w, id) {
		people[r.Person]++
	}
	if n := len(kindOf(t, w, lanna.PersonRecord)); n != len(people) {
		t.Errorf("%d people stand for %d in the receipts", n, len(people))
	}
	v, err = w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{})
	must(t, err)
	if d := v.Tally.Done; v.State != desk.ListCommitted || d[desk.RowRecorded]+d[desk.RowJoined] != rows {
		t.Errorf("%s %v", v.State, d)
	}
}

func TestRollBackErasesAllOfAList(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := upload(t, w, w.Leader, list.Handover, strings.ReplaceAll(handoverCSV, "Otieno", "Plantedword"))
	must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	signTwice(t, w, id)
	got := receipts(t, w, id)
	must(t, w.AddNote(ctx, w.Duty, desktest.Because("EXERCISE"), got[3].Person, desk.Words{Text: "EXERCISE seen at the gate", Lang: "en"}))
	if !strings.Contains(w.Dump(t), "Plantedword") {
		t.Fatal("the word was not found while it was there")
	}
	if err := w.RollBackList(ctx, w.Leader, w.Leader, desktest.Because("EXERCISE"), id); lanna.CodeOf(err) != "second-signature" {
		t.Errorf("it takes two: %v", err)
	}
	must(t, w.RollBackList(ctx, w.Leader, w.Signs(w.National), desktest.Because("EXERCISE sent in error"), id))
	must(t, w.WaitList(ctx, id))
	if strings.Contains(w.Dump(t), "Plantedword") {
		t.Error("what the list brought is still there")
	}
	if _, err := w.Record(ctx, w.Leader, desktest.Rescue, got[2].Record); lanna.KindOf(err) != lanna.NotFound {
		t.Errorf("the row's record: %v", err)
	}
	person, err := w.Record(ctx, w.Leader, desktest.Rescue, got[3].Person)
	must(t, err)
	if len(values(person, lanna.Name)) != 0 || len(person.Notes) != 1 {
		t.Errorf("of a person on whom somebody said something that stays, and what the list said goes: %v", person.Rows)
	}
	v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{})
	must(t, err)
	if v.State != desk.ListUndone || len(v.Shape.Header) != 0 {
		t.Errorf("%s %v", v.State, v.Shape.Header)
	}
	upload(t, w, w.Leader, list.Handover, strings.ReplaceAll(handoverCSV, "Otieno", "Plantedword")) // it may come again
}

func TestRowsGoBackToTheirSender(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	id := upload(t, w, w.Leader, list.Handover, handoverCSV)
	must(t, w.CheckList(ctx, w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	header, rows, err := w.ListReturn(ctx, w.Leader, desktest.Rescue, id, nil)
	must(t, err)
	if len(rows) != 1 || rows[0].Number != 6 || rows[0].Why != "Date of birth: date-impossible" || rows[0].Cells[1] != "ไม่มีวัน ใจดี" {
		t.Errorf("%+v", rows)
	}
	var b bytes.Buffer
	must(t, list.SendBack(&b, "csv", header, rows))
	if !strings.Contains(b.String(), "ไม่มีวัน") {
		t.Error(b.String())
	}
	must(t, w.DropList(ctx, w.Leader, desktest.Rescue, id))
	if v, err := w.List(ctx, w.Leader, desktest.Rescue, id, desk.ListQuestion{}); err != nil || v.State != desk.ListDropped {
		t.Errorf("%v %v", v, err)
	}
}

// Names that nobody bears are kept apart with a reason, or stand as they were
// written; whatever they are, the rows beside them are taken over.
func TestNamesThatNobodyBears(t *testing.T) {
	rows := []struct{ name, what string }{
		{"陈伟明", desk.RowRecorded},
		{strings.Repeat("陈", 10_000), desk.RowFaulty},
		{"e" + strings.Repeat("\u0301", 4000), desk.RowFaulty}, // a combining bomb
		{"a" + strings.Repeat("\u0301", 60), desk.RowRecorded},
		{"👩‍👩‍👧 🙂🙂🙂", desk.RowFaulty},
		{"EXERCISE 🙂 Lin", desk.RowRecorded},
		{"1234567", desk.RowFaulty},
		{"เฉิน 伟 မင်း Ming", desk.RowRecorded},
		{strings.Repeat("\u200d", 300), desk.RowFaulty},
		{"王小燕", desk.RowRecorded},
	}
	w := desktest.New(t, desktest.Options{})
	csv := "name,sex,dob\n"
	for _, r := range rows {
		csv += r.name + ",f,1990-04-12\n"
	}
	id := upload(t, w, w.Leader, list.Released, csv)
	must(t, w.CheckList(t.Context(), w.Leader, desktest.Rescue, id, desk.ListPlan{}))
	signTwice(t, w, id)
	became := receipts(t, w, id)
	for i, r := range rows {
		if got := became[i+2].What; got != r.what {
			t.Errorf("row %d, a name of %d bytes, is %s, want %s", i+2, len(r.name), got, r.what)
		}
	}
}
