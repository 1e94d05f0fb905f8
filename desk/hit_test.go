package desk_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/handling"
	"lanna/hit"
	"lanna/statement"
	"lanna/store"
)

// everyday is the marking of ordinary notices.
var everyday = handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution}, Codes: []lanna.HandlingCode{lanna.H0, lanna.H2}, Review: "2026-06-10"}

// hitNations are two nodes of which the north answers the south.
type hitNations struct {
	*desktest.Federation
	north, south *desktest.World
	t            *testing.T
}

func answers(t *testing.T, quota map[lanna.Purpose]int) *hitNations {
	t.Helper()
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "south", Role: federate.National})
	h := &hitNations{f, f.Nodes[0], f.Nodes[1], t}
	must(t, h.north.SetHitTerms(t.Context(), h.north.National, desktest.Rescue, h.party(h.north, h.south), desk.HitTerms{Quota: quota, Size: desk.HitLeastSize, Hour: 18}))
	return h
}

// party is the record of the other at a node.
func (h *hitNations) party(at, other *desktest.World) lanna.RecordID {
	list, err := at.PartyList(h.t.Context(), at.National, desktest.Rescue)
	must(h.t, err)
	i := slices.IndexFunc(list, func(p desk.Party) bool { return p.Writer == other.Writer() })
	return list[i].Record
}

// person opens a person at a node as a confirmed notice does.
func person(t *testing.T, w *desktest.World, m handling.Marking, claims ...statement.Claim) lanna.RecordID {
	t.Helper()
	id, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, lanna.PersonRecord, m, claims...)
	must(t, err)
	return id
}

func (h *hitNations) publish() {
	h.t.Helper()
	_, err := h.north.PublishHits(h.t.Context())
	must(h.t, err)
	h.Carry(h.t)
}

// nextDay moves on to the next filter.
func (h *hitNations) nextDay() {
	h.t.Helper()
	h.Clock.Add(24 * time.Hour)
	h.publish()
}

func (h *hitNations) question(subjects ...desk.HitSubject) desk.HitQuestion {
	return desk.HitQuestion{To: h.north.Writer(), Subjects: subjects, Basis: "treaty"}
}

// ask asks and carries the answer back.
func (h *hitNations) ask(subjects ...desk.HitSubject) *desk.HitLine {
	h.t.Helper()
	id, err := h.south.AskHit(h.t.Context(), h.south.National, desktest.Rescue, h.question(subjects...))
	must(h.t, err)
	h.Carry(h.t)
	return h.show(id)
}

func (h *hitNations) show(id lanna.RecordID) *desk.HitLine {
	h.t.Helper()
	line, err := h.south.HitShow(h.t.Context(), h.south.National, desktest.Rescue, id)
	must(h.t, err)
	return line
}

func (h *hitNations) state(want string, subjects ...desk.HitSubject) *desk.HitLine {
	h.t.Helper()
	line := h.ask(subjects...)
	if line.State != want {
		h.t.Errorf("%+v: %s %s, not %s", subjects, line.State, line.Code, want)
	}
	return line
}

func named(name, born string) desk.HitSubject {
	return desk.HitSubject{Property: lanna.Name, Value: name, Born: born}
}

func phone(n string) desk.HitSubject { return desk.HitSubject{Property: lanna.Phone, Value: n} }

var rescueQuota = map[lanna.Purpose]int{lanna.Rescue: 200, lanna.Investigation: 64}

func TestAHitAcrossScriptsOpensARequestAndMovesNothingElse(t *testing.T) {
	h := answers(t, rescueQuota)
	id := person(t, h.north, everyday, statement.New(lanna.Name, "陈伟明"), statement.New(lanna.BirthDate, "1990-04-12"), statement.New(lanna.Phone, "+66812345678"))
	h.publish()
	line := h.state(desk.HitMet, named("CHEN WEIMING", "1990"), phone("+66899999999"))
	if len(line.Subjects) != 2 || !line.Subjects[0].Met || line.Subjects[1].Met || len(line.Requests) != 1 || line.Purpose != lanna.Rescue || line.Officer != "EXERCISE national" {
		t.Fatalf("the asker sees %+v", line)
	}
	for _, s := range append(held(t, h.north), h.north.Dump(t)) {
		if strings.Contains(s, "WEIMING") || strings.Contains(s, "899999999") {
			t.Error("the asked side learns what was asked")
		}
	}
	for _, s := range append(held(t, h.south), h.south.Dump(t)) {
		if strings.Contains(s, "陈伟明") || strings.Contains(s, "1990-04-12") || strings.Contains(s, "812345678") || strings.Contains(s, id.String()) {
			t.Error("a hit brought data along")
		}
	}
	page, err := h.north.Requests(t.Context(), h.north.National, desktest.Rescue, desk.RequestQuery{Side: "in"})
	must(t, err)
	if len(page.Lines) != 1 || page.Lines[0].Kind != desk.AskInformation {
		t.Fatalf("the asked side sees %+v", page.Lines)
	}
	request, err := h.north.Request(t.Context(), h.north.National, desktest.Rescue, page.Lines[0].Record)
	must(t, err)
	if !request.Hit || len(request.Met) != 1 || request.Met[0].Record != id || len(request.Subjects) != 0 {
		t.Errorf("the request stands for %+v", request.Met)
	}
	must(t, h.north.AnswerRequest(t.Context(), h.north.National, desktest.Rescue, request.Record, []string{"known"}, desk.Words{}))
	release(t, h.north, h.south, id, lanna.Name)
	h.Carry(t)
	nothingRefused(t, h.north, h.south)
	got, err := h.south.Record(t.Context(), h.south.National, desktest.Rescue, id)
	must(t, err)
	if values(got, lanna.Name)[0] != "陈伟明" {
		t.Error("the release after the answer did not come")
	}
	rebuilt(t, h.north)
	rebuilt(t, h.south)
}

func TestIdentifiersMeetInOneForm(t *testing.T) {
	h := answers(t, rescueQuota)
	person(t, h.north, everyday, statement.New(lanna.Phone, "+66812345678"), statement.New(lanna.Passport, "CHN:E12345678"), statement.New(lanna.Handle, "telegram:Boss_88"),
		statement.New(lanna.BankCard, "6222000000000001"), statement.New(lanna.URL, "https://www.exercise.invalid/pay"))
	h.publish()
	h.state(desk.HitMet, phone("+66 81-234-5678"))
	h.state(desk.HitMet, desk.HitSubject{Property: lanna.Passport, Value: "e12345678"})
	h.state(desk.HitMet, desk.HitSubject{Property: lanna.Handle, Value: "telegram:@boss_88"})
	h.state(desk.HitMet, desk.HitSubject{Property: lanna.URL, Value: "exercise.invalid"})
	line := h.state(desk.HitNone, phone("+66800000000"), desk.HitSubject{Property: lanna.BankCard, Value: "6222000000000002"})
	if len(line.Requests) != 0 {
		t.Error("nothing met, and a request went")
	}
}

// What keeps somebody out, each way to it.
func TestWhoIsNotToBeFoundAnswersNoHit(t *testing.T) {
	for name, keep := range map[string]func(t *testing.T, h *hitNations, id lanna.RecordID){
		"marked": func(t *testing.T, h *hitNations, id lanna.RecordID) {
			must(t, h.north.Hide(t.Context(), h.north.National, desktest.Because("EXERCISE"), id, true))
		},
		"screened": func(t *testing.T, h *hitNations, id lanna.RecordID) {
			must(t, h.north.Screen(t.Context(), h.north.Victims, desktest.Because("EXERCISE"), id, desk.ScreenedVictim))
		},
		"victim support": func(t *testing.T, h *hitNations, id lanna.RecordID) {
			m := everyday
			m.Compartments = []lanna.Compartment{lanna.VictimSupport}
			must(t, h.north.SayForTest(t.Context(), h.north.Victims, desktest.Rescue, id, m, statement.New(lanna.Health, "EXERCISE")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := answers(t, rescueQuota)
			id := person(t, h.north, everyday, statement.New(lanna.Name, "陈伟明"), statement.New(lanna.BirthDate, "1990-04-12"), statement.New(lanna.Phone, "+66812345678"))
			elsewhere, err := h.north.RaiseForTest(t.Context(), h.north.Duty, desktest.Rescue, lanna.TipRecord, everyday, statement.New(lanna.Phone, "+66812345678"), statement.New(lanna.Handle, "line:exercise-88"))
			must(t, err)
			linked, err := h.north.RaiseForTest(t.Context(), h.north.Duty, desktest.Rescue, lanna.BountyRecord, everyday, statement.New(lanna.PersonOf, id.String()), statement.New(lanna.Handle, "wechat:exercise-99"))
			must(t, err)
			keep(t, h, id)
			h.publish()
			h.state(desk.HitNone, named("陈伟明", "1990-04-12"))
			h.state(desk.HitNone, phone("+66812345678")) // on no record at all
			h.state(desk.HitNone, desk.HitSubject{Property: lanna.Handle, Value: "wechat:exercise-99"})
			h.state(desk.HitMet, desk.HitSubject{Property: lanna.Handle, Value: "line:exercise-88"}) // says nothing of the person
			_, _ = elsewhere, linked
		})
	}
}

func TestWhatMayNotBeReleasedAnswersNoHit(t *testing.T) {
	h := answers(t, rescueQuota)
	one := func(n string, m handling.Marking) { person(t, h.north, m, statement.New(lanna.Phone, n)) }
	source, restricted, closed := everyday, everyday, everyday
	source.Compartments = []lanna.Compartment{lanna.SourceProtection}
	restricted.Codes, restricted.Words = append(slices.Clone(restricted.Codes), lanna.H3), "EXERCISE ask first"
	closed.Purposes = []lanna.Purpose{lanna.Rescue}
	must(t, h.north.SayForTest(t.Context(), h.north.Analyst, desktest.Rescue, person(t, h.north, everyday, statement.New(lanna.Handle, "line:exercise-1")), source, statement.New(lanna.Phone, "+66811111111")))
	one("+66822222222", restricted)
	one("+66833333333", closed)
	h.publish()
	h.state(desk.HitNone, phone("+66811111111"))
	h.state(desk.HitNone, phone("+66822222222"))
	h.state(desk.HitMet, phone("+66833333333")) // for a rescue
	id, err := h.south.AskHit(t.Context(), h.south.National, desk.Why{Purpose: lanna.Investigation, Case: "EXERCISE"}, h.question(phone("+66833333333")))
	must(t, err)
	h.Carry(t)
	if line := h.show(id); line.State != desk.HitNone {
		t.Errorf("what is for rescue alone answered an investigation: %s", line.State)
	}
	_, err = h.south.AskHit(t.Context(), h.south.National, desk.Why{Purpose: lanna.Prevention, Case: "EXERCISE"}, h.question(phone("+66833333333")))
	if lanna.CodeOf(err) != "hit-purpose" {
		t.Errorf("for a purpose that was not agreed: %v", err)
	}
}

// What this agency has from another it does not tell a third.
func TestWhatCameFromAnotherIsNotAdmitted(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "south", Role: federate.National}, desktest.Node{Name: "east", Role: federate.National})
	h := &hitNations{f, f.Nodes[0], f.Nodes[1], t}
	must(t, h.north.SetHitTerms(t.Context(), h.north.National, desktest.Rescue, h.party(h.north, h.south), desk.HitTerms{Quota: rescueQuota, Size: desk.HitLeastSize, Hour: 18}))
	east := f.Nodes[2]
	id, err := east.RaiseForTest(t.Context(), east.Duty, desktest.Rescue, lanna.BountyRecord, everyday, statement.New(lanna.Name, "陈伟明"), statement.New(lanna.BirthDate, "1990-04-12"), statement.New(lanna.IDThai, "1100100000011"))
	must(t, err)
	release(t, east, h.north, id, lanna.Name, lanna.BirthDate, lanna.IDThai)
	h.Carry(t)
	nothingRefused(t, f.Nodes...)
	h.publish()
	h.state(desk.HitNone, named("陈伟明", "1990-04-12"), desk.HitSubject{Property: lanna.IDThai, Value: "1100100000011"})
}

func TestAQuotaIsUsedUp(t *testing.T) {
	h := answers(t, map[lanna.Purpose]int{lanna.Rescue: 18, lanna.Investigation: 16})
	h.publish()
	h.state(desk.HitNone, named("EXERCISE Nobody", "1990"))
	h.state(desk.HitNone, phone("+66800000001"))
	_, err := h.south.AskHit(t.Context(), h.south.National, desktest.Rescue, h.question(phone("+66800000002"), phone("+66800000003")))
	if lanna.CodeOf(err) != "hit-quota" || lanna.KindOf(err) != lanna.Exhausted {
		t.Errorf("beyond the quota: %v", err)
	}
	list, err := h.south.HitPartners(t.Context(), h.south.National, desktest.Rescue)
	must(t, err)
	if list[0].Left[lanna.Rescue] != 1 || list[0].Left[lanna.Investigation] != 16 || !list[0].Here {
		t.Errorf("left %v", list[0].Left)
	}
	list, err = h.north.HitPartners(t.Context(), h.north.Auditor, desktest.Rescue)
	must(t, err)
	if list[0].Used[lanna.Rescue] != 17 || list[0].Published == nil {
		t.Errorf("used %v", list[0].Used)
	}
	h.south.ForgetQuotaForTest(t.Context(), h.north.Writer()) // an asker that does not count
	h.state(desk.HitRefused, phone("+66800000002"), phone("+66800000003"))
	h.Clock.Add(24 * time.Hour)
	h.state(desk.HitNone, phone("+66800000004"))
}

func TestAnErasedRecordIsNotMetAgain(t *testing.T) {
	h := answers(t, rescueQuota)
	ctx := t.Context()
	id := person(t, h.north, everyday, statement.New(lanna.Phone, "+66812345678"))
	person(t, h.north, everyday, statement.New(lanna.Phone, "+66887654321"))
	h.publish()
	before := stagedAt(t, h.north, id)
	if before == 0 {
		t.Fatal("nothing of the record is kept for requests")
	}
	must(t, h.north.Erase(ctx, h.north.Leader, h.north.Signs(h.north.Admin), desktest.Because("EXERCISE"), id, nil))
	if stagedAt(t, h.north, id) != 0 {
		t.Error("the erased record is still kept for requests")
	}
	h.state(desk.HitMet, phone("+66812345678")) // the old filter is out; the request finds nothing
	page, err := h.north.Requests(ctx, h.north.National, desktest.Rescue, desk.RequestQuery{Side: "in"})
	must(t, err)
	request, err := h.north.Request(ctx, h.north.National, desktest.Rescue, page.Lines[0].Record)
	must(t, err)
	if !request.Hit || len(request.Met) != 0 {
		t.Errorf("the request on an erased record finds %+v", request.Met)
	}
	h.nextDay()
	h.state(desk.HitNone, phone("+66812345678"))
	h.state(desk.HitMet, phone("+66887654321"))
}

// stagedAt counts the outputs that are kept for a record.
func stagedAt(t *testing.T, w *desktest.World, id lanna.RecordID) int {
	t.Helper()
	n := 0
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		names, err := r.MetaNames("hit/stage/")
		for _, name := range names {
			b, _ := r.Meta(name)
			n += strings.Count(string(b), string(id[:]))
		}
		return err
	}))
	return n
}

func TestSomebodyMarkedAfterAFilterIsNotFoundByTheRequest(t *testing.T) {
	h := answers(t, rescueQuota)
	id := person(t, h.north, everyday, statement.New(lanna.Phone, "+66812345678"))
	h.publish()
	must(t, h.north.Hide(t.Context(), h.north.Victims, desktest.Because("EXERCISE"), id, true))
	h.state(desk.HitMet, phone("+66812345678"))
	page, err := h.north.Requests(t.Context(), h.north.National, desktest.Rescue, desk.RequestQuery{Side: "in"})
	must(t, err)
	request, err := h.north.Request(t.Context(), h.north.National, desktest.Rescue, page.Lines[0].Record)
	must(t, err)
	if len(request.Met) != 0 {
		t.Error("the request finds who is not to be found")
	}
	h.nextDay()
	h.state(desk.HitNone, phone("+66812345678"))
	must(t, h.north.Hide(t.Context(), h.north.Victims, desktest.Because("EXERCISE"), id, false))
	h.nextDay()
	h.state(desk.HitMet, phone("+66812345678"))
}

func TestFiltersTellNothingByChanging(t *testing.T) {
	h := answers(t, rescueQuota)
	seen := map[lanna.Digest]bool{}
	sizes := map[int]bool{}
	var issued []lanna.Millis
	for day := range 4 {
		if day == 2 {
			for i := range 20 {
				person(t, h.north, everyday, statement.New(lanna.Phone, fmt.Sprintf("+668%08d", i)))
			}
			h.publish() // a change of what is known publishes nothing
		}
		if day == 0 {
			h.publish()
		} else {
			h.nextDay()
		}
		list, err := h.south.HitPartners(t.Context(), h.south.National, desktest.Rescue)
		must(t, err)
		seen[list[0].Held.Digest], sizes[list[0].Held.Entries] = true, true
		issued = append(issued, list[0].Held.Issued)
	}
	if len(seen) != 4 || len(sizes) != 1 {
		t.Errorf("%d filters of %d sizes in four days", len(seen), len(sizes))
	}
	if issued[2]-issued[1] != lanna.Millis(24*time.Hour/time.Millisecond) {
		t.Errorf("published after %v", issued)
	}
}

func TestASweepIsStoppedAndShown(t *testing.T) {
	h := answers(t, map[lanna.Purpose]int{lanna.Rescue: 5000})
	ctx := t.Context()
	h.publish()
	for i := range hit.SweepRow {
		h.state(desk.HitNone, phone(fmt.Sprintf("+66812340%03d", i)))
	}
	for range 2 {
		_, err := h.south.AskHit(ctx, h.south.National, desktest.Rescue, h.question(phone("+66812340999")))
		if lanna.CodeOf(err) != "hit-sweep" || lanna.KindOf(err) != lanna.Locked {
			t.Fatalf("the eleventh of a block: %v", err)
		}
	}
	list, err := h.south.Sweeps(ctx, h.south.Auditor, desktest.Rescue)
	must(t, err)
	if len(list) != 1 || list[0].State != desk.HitStopped || list[0].Code != hit.SweepSequence || list[0].Officer != "EXERCISE national" {
		t.Fatalf("the auditor sees %+v", list)
	}
	if _, err := h.south.AskHit(ctx, h.south.Duty, desktest.Rescue, h.question(phone("+66812340999"))); err != nil {
		t.Errorf("another officer is stopped too: %v", err)
	}
	if err := h.south.LiftSweep(ctx, h.south.National, desktest.Because("EXERCISE"), list[0].Record); lanna.CodeOf(err) != "hit-own-sweep" {
		t.Errorf("lifted by who swept: %v", err)
	}
	h.Clock.Add(time.Minute)
	must(t, h.south.LiftSweep(ctx, h.south.Leader, desktest.Because("EXERCISE case"), list[0].Record))
	h.Clock.Add(time.Minute)
	h.state(desk.HitNone, phone("+66812340999"))
}

// A partner whose node does not stop its officers is stopped by the other side.
func TestAPartnersSweepIsStopped(t *testing.T) {
	h := answers(t, map[lanna.Purpose]int{lanna.Rescue: 5000})
	ctx := t.Context()
	h.publish()
	officers := []desk.Actor{h.south.National, h.south.Duty, h.south.Second, h.south.Leader, h.south.Analyst}
	for i := range hit.SweepElements / 20 / 16 { // none of them alone asks much
		var subjects []desk.HitSubject
		for k := range 20 {
			subjects = append(subjects, named(fmt.Sprintf("EXERCISE Person%c%c Number%c", 'a'+i%20, 'a'+k, 'a'+i/20), "1990"))
		}
		_, err := h.south.AskHit(ctx, officers[i%len(officers)], desktest.Rescue, h.question(subjects...))
		must(t, err)
		h.Carry(t)
	}
	list, err := h.north.Sweeps(ctx, h.north.Auditor, desktest.Rescue)
	must(t, err)
	if len(list) != 1 || list[0].To != h.south.Writer() || list[0].Code != hit.SweepMisses {
		t.Fatalf("the auditor sees %+v", list)
	}
	if line := h.state(desk.HitRefused, phone("+66812345678")); line.Code != hit.RefusedSweep {
		t.Errorf("refused for %q", line.Code)
	}
	must(t, h.north.LiftSweep(ctx, h.north.National, desktest.Because("EXERCISE"), list[0].Record))
	h.state(desk.HitNone, phone("+66812345678"))
}

// Entries can be read off a filter; a request that names one finds nothing.
func TestAMadeUpHitFindsNothing(t *testing.T) {
	h := answers(t, rescueQuota)
	person(t, h.north, everyday, statement.New(lanna.Phone, "+66812345678"))
	h.publish()
	publication, entries := filterAt(t, h.south, h.north)
	var more []statement.Claim
	for _, e := range entries[:60] {
		more = append(more, statement.New(lanna.HitOutput, hex.EncodeToString(append([]byte(e), make([]byte, hit.VoucherSize)...))))
	}
	id, err := h.south.AskMoreForTest(t.Context(), h.south.National, desktest.Rescue, desk.Question{Kind: desk.AskInformation, To: h.north.Writer(), Basis: "treaty",
		Text: desk.Words{Text: "EXERCISE", Lang: "en"}}, append(more, statement.New(lanna.HitPublication, publication))...)
	must(t, err)
	h.Carry(t)
	request, err := h.north.Request(t.Context(), h.north.National, desktest.Rescue, id)
	must(t, err)
	if !request.Hit || len(request.Met) != 0 {
		t.Errorf("a made-up hit finds %+v", request.Met)
	}
}

// filterAt reads the filter that a node holds of another.
func filterAt(t *testing.T, at, of *desktest.World) (publication string, entries []string) {
	t.Helper()
	raw, publication, err := at.FilterForTest(t.Context(), of.Writer())
	must(t, err)
	for b := raw[len(raw)-desk.HitLeastSize*hit.EntrySize:]; len(b) > 0; b = b[hit.EntrySize:] {
		entries = append(entries, string(b[:hit.EntrySize]))
	}
	return publication, entries
}

func TestEveryStepIsALeafOfBothLogs(t *testing.T) {
	h := answers(t, rescueQuota)
	ctx := t.Context()
	person(t, h.north, everyday, statement.New(lanna.Phone, "+66812345678"))
	h.publish()
	line := h.state(desk.HitMet, phone("+66812345678"))
	acts := func(w *desktest.World) map[string]desk.AuditEntry {
		page, err := w.Audit(ctx, w.Auditor, desktest.Rescue, desk.AuditQuery{Limit: 200})
		must(t, err)
		out := map[string]desk.AuditEntry{}
		for _, e := range page.Entries {
			out[e.Act] = e
		}
		return out
	}
	north, south := acts(h.north), acts(h.south)
	for _, act := range []string{"hit.set", "hit.publish", "hit.answer", "hit.map"} {
		if north[act].Act == "" {
			t.Errorf("%s left no leaf at the asked side", act)
		}
	}
	if e := north["hit.answer"]; e.Purpose != lanna.Rescue || e.Outcome != "ok" {
		t.Errorf("the answer's leaf says %+v", e)
	}
	for _, act := range []string{"hit.receive", "hit.ask", "hit.result"} {
		if south[act].Act == "" {
			t.Errorf("%s left no leaf at the asking side", act)
		}
	}
	if line.Basis != "treaty" {
		t.Errorf("basis %q", line.Basis)
	}
}

func TestAQuestionOutlivesARestartOfBothNodes(t *testing.T) {
	h := answers(t, rescueQuota)
	person(t, h.north, everyday, statement.New(lanna.Phone, "+66812345678"))
	h.publish()
	id, err := h.south.AskHit(t.Context(), h.south.National, desktest.Rescue, h.question(phone("+66812345678")))
	must(t, err)
	h.south.Restart(t)
	h.north.Restart(t)
	h.Carry(t)
	if line := h.show(id); line.State != desk.HitMet || !line.Subjects[0].Met {
		t.Errorf("after a restart %+v", line)
	}
}

// A node that does not know hit/no-hit is sent nothing of it.
func TestAnOlderNodeIsLeftAlone(t *testing.T) {
	h := answers(t, rescueQuota)
	must(t, h.north.OlderForTest(t.Context(), h.south.Writer()))
	_, err := h.north.PublishHits(t.Context())
	must(t, err)
	var sent int
	h.Tap = func(from, _ *desktest.World, m federate.Message) []federate.Message {
		if from == h.north {
			sent++
		}
		return []federate.Message{m}
	}
	h.Carry(t)
	if sent != 0 {
		t.Errorf("%d messages went to a node that does not know them", sent)
	}
	list, err := h.north.HitPartners(t.Context(), h.north.National, desktest.Rescue)
	must(t, err)
	if list[0].Knows || list[0].Published != nil {
		t.Errorf("shown as %+v", list[0])
	}
}

func TestWhatCannotBeAskedIsRefused(t *testing.T) {
	h := answers(t, rescueQuota)
	ctx := t.Context()
	if _, err := h.south.AskHit(ctx, h.south.National, desktest.Rescue, h.question(phone("+66812345678"))); lanna.CodeOf(err) != "hit-filter-missing" {
		t.Errorf("before a filter came: %v", err)
	}
	h.publish()
	for code, q := range map[string]desk.HitQuestion{
		"basis-missing":  {To: h.north.Writer(), Subjects: []desk.HitSubject{phone("+66812345678")}},
		"hit-name-year":  h.question(named("陈伟明", "")),
		"hit-identifier": h.question(phone("110")),
		"hit-subjects":   h.question(),
		"party-unknown":  {To: h.south.Writer(), Basis: "treaty", Subjects: []desk.HitSubject{phone("+66812345678")}},
	} {
		if _, err := h.south.AskHit(ctx, h.south.National, desktest.Rescue, q); lanna.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, who := range []desk.Actor{h.south.County, h.south.Liaison, h.south.Auditor, h.south.Victims} {
		if _, err := h.south.AskHit(ctx, who, desktest.Rescue, h.question(phone("+66812345678"))); lanna.KindOf(err) != lanna.Denied {
			t.Errorf("%s asks: %v", who.Login, err)
		}
	}
	if err := h.north.Hide(context.Background(), h.north.National, desktest.Rescue, lanna.NewRecordID(), true); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("hidden without a reason: %v", err)
	}
	for _, bad := range []desk.HitTerms{{Quota: map[lanna.Purpose]int{lanna.Statistics: 1}}, {Quota: map[lanna.Purpose]int{lanna.Rescue: -1}}, {Size: 3}, {Hour: 24}} {
		if err := h.north.SetHitTerms(ctx, h.north.National, desktest.Rescue, h.party(h.north, h.south), bad); lanna.KindOf(err) != lanna.Invalid {
			t.Errorf("terms %+v: %v", bad, err)
		}
	}
}

// What was asked about goes with the claim that it is from, answered or not.
func TestAnErasureReachesWhatWasAsked(t *testing.T) {
	h := answers(t, rescueQuota)
	ctx := t.Context()
	h.publish()
	id := person(t, h.south, everyday, statement.New(lanna.Phone, "+66812345678"))
	ask := func() lanna.RecordID {
		q := h.question()
		q.About, q.Claims = id, claimsOf(t, h.south, id, lanna.Phone)
		made, err := h.south.AskHit(ctx, h.south.National, desktest.Rescue, q)
		must(t, err)
		return made
	}
	answered := ask()
	h.Carry(t)
	if line := h.show(answered); line.State != desk.HitNone || line.About != id.String() {
		t.Fatalf("asked from a record: %+v", line)
	}
	waits := ask()
	must(t, h.south.Erase(ctx, h.south.Leader, h.south.Signs(h.south.Admin), desktest.Because("EXERCISE"), id, claimsOf(t, h.south, id, lanna.Phone)))
	h.Carry(t)
	nothingRefused(t, h.north, h.south)
	for _, q := range []lanna.RecordID{answered, waits} {
		if line := h.show(q); len(line.Subjects) != 0 {
			t.Errorf("a question still says what was asked about: %+v", line.Subjects)
		}
	}
	must(t, h.south.Store.View(ctx, func(r store.Reader) error {
		names, err := r.MetaNames("")
		for _, name := range names {
			if b, _ := r.Meta(name); strings.Contains(string(b), "812345678") {
				t.Errorf("the setting %s still holds it", name)
			}
		}
		return err
	}))
	for _, s := range append(held(t, h.south), h.south.Dump(t)) {
		if strings.Contains(s, "812345678") {
			t.Error("a claim or view still holds it")
		}
	}
	rebuilt(t, h.south)
}

// A filter that would overflow doubles, and is otherwise as ever.
func TestAFilterThatOverflowsDoubles(t *testing.T) {
	h := answers(t, map[lanna.Purpose]int{lanna.Rescue: 10})
	must(t, h.north.RaiseManyForTest(t.Context(), h.north.Duty, desktest.Rescue, desk.HitLeastSize+1, func(i int) (lanna.RecordKind, handling.Marking, []statement.Claim) {
		return lanna.TipRecord, everyday, []statement.Claim{statement.New(lanna.Phone, fmt.Sprintf("+668%08d", i))}
	}))
	h.publish()
	list, err := h.south.HitPartners(t.Context(), h.south.National, desktest.Rescue)
	must(t, err)
	if list[0].Held.Entries != 2*desk.HitLeastSize {
		t.Errorf("%d entries", list[0].Held.Entries)
	}
	h.state(desk.HitMet, phone(fmt.Sprintf("+668%08d", desk.HitLeastSize)))
}
