package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// twoNations are national desks that know each other; nothing leaves by itself.
func twoNations(t *testing.T) (*desktest.Federation, *desktest.World, *desktest.World) {
	t.Helper()
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "south", Role: federate.National})
	return f, f.Nodes[0], f.Nodes[1]
}

var rescueOnly = handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation}, Codes: []lanna.HandlingCode{lanna.H0, lanna.H2}, Review: "2026-06-10"}

// wantedNotice raises a notice of which much must stay at home.
func wantedNotice(t *testing.T, w *desktest.World, m handling.Marking) lanna.RecordID {
	t.Helper()
	id, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, lanna.BountyRecord, m,
		statement.New(lanna.Alias, "EXERCISE alias"), statement.New(lanna.Amount, "600000 CNY"), statement.New(lanna.ThreatCode, "kill"),
		statement.New(lanna.Threat, "EXERCISE words of threat"), statement.New(lanna.Compound, "EXERCISE park"),
		statement.New(lanna.LastPlace, "EXERCISE hiding place"), statement.New(lanna.Contact, "EXERCISE contact"),
		statement.New(lanna.Relation, "EXERCISE reporter"), statement.New(lanna.Narrative, "EXERCISE narrative"))
	must(t, err)
	return id
}

// claimsOf returns the live claims of the properties on a record.
func claimsOf(t *testing.T, w *desktest.World, id lanna.RecordID, ps ...lanna.Property) []lanna.Digest {
	t.Helper()
	st, err := w.StateForTest(t.Context(), id)
	must(t, err)
	var out []lanna.Digest
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Live() && slices.Contains(ps, f.Property) {
			out = append(out, f.Digest)
		}
	}
	return out
}

func release(t *testing.T, from, to *desktest.World, id lanna.RecordID, ps ...lanna.Property) lanna.Digest {
	t.Helper()
	out, err := from.Release(t.Context(), from.National, desk.Actor{}, desktest.Because("EXERCISE"), desk.ReleaseDraft{
		Record: id, To: to.Writer(), Claims: claimsOf(t, from, id, ps...)})
	must(t, err)
	return out
}

func rebuilt(t *testing.T, w *desktest.World) {
	t.Helper()
	before := w.Dump(t)
	must(t, w.Rebuild(t.Context(), nil))
	if after := w.Dump(t); before != after {
		t.Errorf("a rebuild dumps otherwise:\n--- before\n%s\n--- after\n%s", before, after)
	}
}

func TestAReleaseBringsWhatWasChosenAndNothingElse(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	draft := desk.ReleaseDraft{Record: id, To: south.Writer()}
	p, err := north.PreviewRelease(ctx, north.National, desktest.Rescue, draft)
	must(t, err)
	codes := map[lanna.Property]string{}
	for _, l := range p.Lines {
		codes[l.Property] = l.Code
	}
	if codes[lanna.Alias] != "" || codes[lanna.Label] != desk.WithheldInternal || codes[lanna.AlertOwner] != "" || p.Second || p.Marking.Review != "2026-06-10" {
		t.Errorf("preview %v, marking %v", codes, p.Marking)
	}
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	f.Carry(t)

	page, err := south.Record(ctx, south.Duty, desktest.Rescue, id)
	must(t, err)
	if values(page, lanna.Alias)[0] != "EXERCISE alias" || len(page.Agencies) != 2 || page.Agencies[1].Name != "EXERCISE north" || page.Label != "B-0001" {
		t.Errorf("page %+v", page.Agencies)
	}
	if dump := south.Dump(t); strings.Contains(dump, "hiding") || strings.Contains(dump, "narrative") || !strings.Contains(dump, "EXERCISE alias") {
		t.Error("the views hold what was not released")
	}
	a := look(t, south, south.Duty, id)
	if a.Severity != lanna.Life || a.Title.Amount != "600000 CNY" || len(a.Title.Aliases) != 1 || a.Person == nil {
		t.Errorf("alert %+v", a.Alert)
	}
	person, err := south.Record(ctx, south.Duty, desktest.Rescue, a.Person.Record)
	must(t, err)
	if !person.Presumed || !person.Locked {
		t.Error("a person who came from a partner is not presumed a victim")
	}
	found, err := south.Search(ctx, south.Duty, desktest.Rescue, desk.SearchQuery{Text: "EXERCISE alias"})
	must(t, err)
	if len(found.Hits) == 0 {
		t.Error("what came from a partner is not found")
	}
	f.Carry(t)
	rebuilt(t, north)
	rebuilt(t, south)
}

func TestReceiptsComeBackInOrder(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	receipts := func() desk.ReleaseRow {
		t.Helper()
		f.Carry(t)
		rows, err := north.Releases(ctx, north.National, desktest.Rescue, id)
		must(t, err)
		return rows[len(rows)-1]
	}
	f.Clock.Add(2 * time.Hour)
	late, err := north.Overdue(ctx, north.National, desktest.Rescue)
	must(t, err)
	if len(late) != 1 || late[0].Releases[0].Missing != desk.ReceiptStored || late[0].Releases[0].To.Name("en") != "EXERCISE south" {
		t.Errorf("overdue %+v", late)
	}
	if r := receipts(); r.Receipts[desk.ReceiptStored] == 0 || r.Receipts[desk.ReceiptOpened] != 0 {
		t.Errorf("after delivery %v", r.Receipts)
	}
	f.Clock.Add(time.Minute)
	look(t, south, south.Duty, id)
	look(t, south, south.Second, id)
	opened := receipts().Receipts
	if opened[desk.ReceiptOpened] != north.Now() || opened[desk.ReceiptActed] != 0 {
		t.Errorf("after a look %v", opened)
	}
	f.Clock.Add(time.Minute)
	must(t, south.Acknowledge(ctx, south.Duty, desktest.Rescue, id))
	if r := receipts(); r.Receipts[desk.ReceiptActed] != north.Now() || r.Missing != "" {
		t.Errorf("after the acknowledgement %v", r.Receipts)
	}
	if late, err = north.Overdue(ctx, north.National, desktest.Rescue); err != nil || len(late) != 0 {
		t.Errorf("still overdue: %+v %v", late, err)
	}
}

func TestARecallReachesWhatWasDerivedAndBarsWhatComesLate(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	kept, err := north.WaitingForTest(ctx, south.Writer())
	must(t, err)
	f.Carry(t)
	if !strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Fatal("nothing came")
	}
	must(t, north.Recall(ctx, north.National, desktest.Because("EXERCISE"), id, nil, lanna.WriterID{}))
	f.Carry(t)
	if strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Error("a view still shows what was recalled")
	}
	must(t, south.TakeForTest(ctx, north.Writer(), kept, nil)) // a late copy
	if strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Error("a late copy brought it back")
	}
	for _, s := range held(t, south) {
		if strings.Contains(s, "EXERCISE alias") || strings.Contains(s, "600000") {
			t.Error("a statement still holds what was recalled")
		}
	}
	nothingRefused(t, north, south)
	rows, err := north.Releases(ctx, north.National, desktest.Rescue, id)
	must(t, err)
	slices.SortFunc(rows, func(a, b desk.ReleaseRow) int { return map[bool]int{true: -1, false: 1}[a.Recall] })
	if !rows[0].Recall || rows[0].Receipts[desk.ReceiptRecalled] == 0 {
		t.Errorf("the sender sees %+v", rows[0])
	}
	if !strings.Contains(north.Dump(t), "EXERCISE alias") {
		t.Error("the originator lost its own file")
	}
	_, err = north.Release(ctx, north.National, desk.Actor{}, desktest.Because("EXERCISE"), desk.ReleaseDraft{
		Record: id, To: south.Writer(), Claims: claimsOf(t, north, id, lanna.Alias)})
	if lanna.CodeOf(err) != "withheld" {
		t.Errorf("released again after a recall: %v", err)
	}
	rebuilt(t, south)
}

// held returns the values of all claims that a node keeps.
func held(t *testing.T, w *desktest.World) []string {
	t.Helper()
	var out []string
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Scan(1, func(s store.Stored) error {
			for _, c := range s.Claims {
				out = append(out, c.Value)
			}
			return nil
		})
	}))
	return out
}

func nothingRefused(t *testing.T, nodes ...*desktest.World) {
	t.Helper()
	for _, w := range nodes {
		list, err := w.Quarantine(t.Context(), w.Auditor, desktest.Rescue)
		must(t, err)
		for _, q := range list {
			t.Errorf("refused: %s %s", q.Code, q.ID)
		}
	}
}

// standingFederation is a national desk, the centre, the point at the park and
// another point.
func standingFederation(t *testing.T, o desktest.Options) *desktest.Federation {
	t.Helper()
	return desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National, Options: o}, desktest.Node{Name: "centre", Role: federate.Centre},
		desktest.Node{Name: "point", Role: federate.Point, Places: []string{"EXERCISE Park"}}, desktest.Node{Name: "elsewhere", Role: federate.Point, Places: []string{"EXERCISE harbour"}})
}

func TestAThreatToLifeGoesAtOnceAndCarriesNothingMore(t *testing.T) {
	f := standingFederation(t, desktest.Options{})
	ctx := t.Context()
	north, centre, point, elsewhere := f.Nodes[0], f.Nodes[1], f.Nodes[2], f.Nodes[3]
	var everything []statement.Claim // one of every property there is
	for _, p := range allProperties(t) {
		if p == lanna.KindOfRecord || p == lanna.Label || p == lanna.Marked || strings.HasPrefix(string(p), "alert.") {
			continue // said with every notice anyhow
		}
		everything = append(everything, statement.New(p, "EXERCISE secret "+string(p)))
	}
	id, err := north.RaiseForTest(ctx, north.Duty, desktest.Rescue, lanna.BountyRecord, rescueOnly, append(everything,
		statement.New(lanna.Alias, "EXERCISE alias"), statement.New(lanna.ThreatCode, "kill"), statement.New(lanna.Compound, "EXERCISE park"))...)
	must(t, err)
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	for _, to := range []*desktest.World{centre, point} {
		if a := look(t, to, to.Duty, id); a.Severity != lanna.Life || len(a.Title.Aliases) == 0 {
			t.Errorf("alert %+v", a.Alert)
		}
		carried := map[lanna.Property]bool{}
		st, err := to.StateForTest(ctx, id)
		must(t, err)
		for i := range st.Facts {
			if f := &st.Facts[i]; f.Agency == north.Config.Signer.Agency && f.Kind == lanna.Say {
				carried[f.Property] = true
			}
		}
		for p := range carried {
			if !slices.Contains([]lanna.Property{lanna.KindOfRecord, lanna.AlertSeverity, lanna.Alias, lanna.Amount, lanna.ThreatCode, lanna.Compound, lanna.Crop}, p) {
				t.Errorf("%s left by itself", p)
			}
		}
	}
	if strings.Contains(elsewhere.Dump(t), id.String()) {
		t.Error("a point that the place is not assigned to was told")
	}
	list, err := north.ToReview(ctx, north.National, desktest.Rescue)
	must(t, err)
	if len(list) != 1 || len(list[0].Releases) != 2 || list[0].Releases[0].Rule != "standing.life" {
		t.Fatalf("to review %+v", list)
	}
	must(t, north.ReviewRelease(ctx, north.National, desktest.Rescue, id, list[0].Releases[0].Statement, list[0].Releases[1].Statement))
	if list, err = north.ToReview(ctx, north.National, desktest.Rescue); err != nil || len(list) != 0 {
		t.Errorf("still to review: %v %v", list, err)
	}
	rebuilt(t, north)
	rebuilt(t, centre)
}

func TestWhatIsForHereNeverLeavesByItself(t *testing.T) {
	f := standingFederation(t, desktest.Options{})
	north := f.Nodes[0]
	for _, m := range []handling.Marking{
		{Codes: []lanna.HandlingCode{lanna.H3}, Words: "no-standing-release"},
		{Compartments: []lanna.Compartment{lanna.SourceProtection}},
	} {
		m.Purposes = []lanna.Purpose{lanna.Rescue}
		id, err := north.RaiseForTest(t.Context(), north.Duty, desktest.Rescue, lanna.BountyRecord, m,
			statement.New(lanna.Alias, "EXERCISE alias"), statement.New(lanna.Amount, "600000 CNY"))
		must(t, err)
		f.Carry(t)
		for _, to := range f.Nodes[1:] {
			if strings.Contains(to.Dump(t), id.String()) {
				t.Errorf("%v left by itself", m)
			}
		}
	}
}

func TestARestrictionTakesTwoOfficers(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	m := rescueOnly
	m.Codes, m.Words = []lanna.HandlingCode{lanna.H3}, "EXERCISE ask first"
	id := wantedNotice(t, north, m)
	draft := desk.ReleaseDraft{Record: id, To: south.Writer(), Claims: claimsOf(t, north, id, lanna.Alias)}
	why := desktest.Because("EXERCISE")
	for _, second := range []desk.Actor{{}, north.National, north.Signs(north.National), north.Signs(north.Duty)} {
		if _, err := north.Release(ctx, north.National, second, why, draft); lanna.CodeOf(err) != "second-signature" {
			t.Errorf("second %s: %v", second.Login, err)
		}
	}
	second := north.Hire(t, desk.Account{Login: "national-2", Roles: []lanna.Role{lanna.NationalDesk}, Desk: "centre", Lang: "en"})
	_, err := north.Release(ctx, north.National, north.Signs(second), why, draft)
	must(t, err)
	f.Carry(t)
	page, err := south.Record(ctx, south.Duty, desktest.Rescue, id)
	must(t, err)
	if page.Marking.Words != "EXERCISE ask first" {
		t.Errorf("held there under %+v", page.Marking)
	}
	if _, err := north.Release(ctx, north.National, desk.Actor{}, desktest.Rescue, draft); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("without a reason: %v", err)
	}
}

func TestACorrectionFollows(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	f.Carry(t)
	must(t, north.Correct(ctx, north.Duty, desktest.Rescue, id, claimsOf(t, north, id, lanna.Amount)[0], desk.Words{Text: "60000 CNY"}, lanna.Grade{}))
	f.Carry(t)
	nothingRefused(t, north, south)
	page, err := south.Record(ctx, south.Duty, desktest.Rescue, id)
	must(t, err)
	if got := values(page, lanna.Amount); !slices.Equal(got, []string{"60000 CNY"}) {
		t.Errorf("the partner reads %v", got)
	}
	must(t, north.Correct(ctx, north.Duty, desktest.Rescue, id, claimsOf(t, north, id, lanna.Alias)[0], desk.Words{}, lanna.Grade{}))
	f.Carry(t)
	page, err = south.Record(ctx, south.Duty, desktest.Rescue, id)
	must(t, err)
	if got := values(page, lanna.Alias); len(got) != 0 {
		t.Errorf("the partner is left with the old word %v", got)
	}
	rebuilt(t, south)
}

func TestAnErasureReachesEveryHolder(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	f.Carry(t)
	must(t, north.Erase(t.Context(), north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, claimsOf(t, north, id, lanna.Alias)))
	f.Carry(t)
	nothingRefused(t, north, south)
	for _, s := range append(held(t, south), south.Dump(t)) {
		if strings.Contains(s, "EXERCISE alias") {
			t.Error("a holder kept what was erased")
		}
	}
	if a := look(t, south, south.Duty, id); a.Title.Amount != "600000 CNY" || len(a.Title.Aliases) != 0 {
		t.Errorf("what is left: %+v", a.Title)
	}
	rebuilt(t, south)
}

func TestWhatIsOverExpiresAtTheHolder(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly) // review on 2026-06-10
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	_, err := south.Tick(ctx)
	must(t, err)
	for range 5 { // sealing keys are renewed meanwhile, and cards go to and fro
		f.Clock.Add(18 * 24 * time.Hour)
		for _, w := range f.Nodes {
			_, err := w.Tick(ctx)
			must(t, err)
		}
		f.Carry(t)
	} // to the day of review itself: the originator may still renew
	if !strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Error("gone on the day of review")
	}
	f.Clock.Add(24 * time.Hour)
	_, err = south.Tick(ctx)
	must(t, err)
	f.Carry(t)
	nothingRefused(t, north, south)
	if strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Error("kept after its day")
	}
	rows, err := north.Releases(ctx, north.National, desktest.Rescue, id)
	must(t, err)
	if rows[0].Receipts[desk.ReceiptExpired] == 0 {
		t.Errorf("the sender sees %v", rows[0].Receipts)
	}
	if _, err = south.Tick(ctx); err != nil {
		t.Error(err)
	}
}

// One release to many: each holds the same and learns of no other, the marking at
// home names all, and whether all or none went is one answer.
func TestOneReleaseToSeveralIsAllOrNone(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "south", Role: federate.National}, desktest.Node{Name: "east", Role: federate.National})
	ctx := t.Context()
	north, south, east := f.Nodes[0], f.Nodes[1], f.Nodes[2]
	id := wantedNotice(t, north, rescueOnly)
	claims := claimsOf(t, north, id, lanna.Alias, lanna.Amount)
	draft := desk.ReleaseDraft{Record: id, To: south.Writer(), And: []lanna.WriterID{east.Writer(), south.Writer(), {1}}, Claims: claims}
	if _, err := north.ReleaseAll(ctx, north.National, desk.Actor{}, desktest.Because("EXERCISE"), draft); lanna.CodeOf(err) != "party-unknown" {
		t.Fatalf("with a stranger among them: %v", err)
	}
	if rows, err := north.Releases(ctx, north.National, desktest.Rescue, id); err != nil || len(rows) != 0 {
		t.Fatalf("%d went, %v", len(rows), err)
	}
	draft.And = draft.And[:2]
	ids, err := north.ReleaseAll(ctx, north.National, desk.Actor{}, desktest.Because("EXERCISE"), draft)
	must(t, err)
	if len(ids) != 2 {
		t.Fatalf("%d releases to two parties", len(ids))
	}
	f.Carry(t)
	st, err := north.StateForTest(ctx, id)
	must(t, err)
	holders := handling.CombineStrings(st.Live(lanna.Alias)[0].Markings).Holders
	if len(holders) != 2 || !slices.Contains(holders, south.Agency()) || !slices.Contains(holders, east.Agency()) {
		t.Errorf("the marking at home names %v", holders)
	}
	for _, w := range f.Nodes[1:] {
		if got := claimsOf(t, w, id, lanna.Alias, lanna.Amount); len(got) != 2 {
			t.Errorf("%d of 2 facts came", len(got))
		}
		st, err := w.StateForTest(ctx, id)
		must(t, err)
		if m := handling.CombineStrings(st.Live(lanna.Alias)[0].Markings); len(m.Holders) != 1 || m.Holders[0] != w.Agency() {
			t.Errorf("a holder learns of %v", m.Holders)
		}
	}
	nothingRefused(t, f.Nodes...)
	rebuilt(t, north)
}
