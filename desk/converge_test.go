package desk_test

import (
	"slices"
	"strings"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
)

// What the simulation found (lanna sim), each as the shortest history that
// shows it.

// Marked for one party and then for another without knowing of the first, a
// claim would be nobody's: by the rules nothing that replaces it would follow.
func TestAStandingReleaseToTwoLetsBothHoldIt(t *testing.T) {
	f := standingFederation(t, desktest.Options{})
	ctx := t.Context()
	north, centre, point := f.Nodes[0], f.Nodes[1], f.Nodes[2]
	id, err := north.RaiseForTest(ctx, north.Duty, desktest.Rescue, lanna.BountyRecord, rescueOnly,
		statement.New(lanna.Alias, "EXERCISE alias"), statement.New(lanna.ThreatCode, "kill"), statement.New(lanna.Compound, "EXERCISE park"))
	must(t, err)
	st, err := north.StateForTest(ctx, id)
	must(t, err)
	for _, f := range st.Live(lanna.Alias) {
		if held := handling.CombineStrings(f.Markings).Holders; len(held) != 2 {
			t.Errorf("the originator's marking names %d holders of the alias", len(held))
		}
	}
	f.Carry(t)
	for _, to := range []*desktest.World{centre, point} {
		if page := record(t, to, id); !slices.Equal(values(page, lanna.Alias), []string{"EXERCISE alias"}) {
			t.Errorf("a holder reads %v", values(page, lanna.Alias))
		}
	}
}

// pointAndHome are a joint operation point, its national node and a partner.
func pointAndHome(t *testing.T) (f *desktest.Federation, north, point, south *desktest.World) {
	t.Helper()
	f = desktest.Federate(t, desktest.Node{Name: "north", Role: federate.National}, desktest.Node{Name: "point of north", Role: federate.Point, Of: 1},
		desktest.Node{Name: "south", Role: federate.National})
	return f, f.Nodes[0], f.Nodes[1], f.Nodes[2]
}

// The point that said it holds it as well, and what it made of it.
func TestWhatHomeErasesGoesAtThePointThatSaidIt(t *testing.T) {
	f, north, point, _ := pointAndHome(t)
	id := wantedNotice(t, point, rescueOnly)
	f.Carry(t)
	must(t, north.Erase(t.Context(), north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, claimsOf(t, north, id, lanna.Alias)))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	for _, s := range append(held(t, point), point.Dump(t)) {
		if strings.Contains(s, "EXERCISE alias") {
			t.Error("the point kept what its national desk erased")
		}
	}
	rebuilt(t, point)
}

func TestThePointIsNotLeftWithTheOldWord(t *testing.T) {
	f, north, point, _ := pointAndHome(t)
	id := wantedNotice(t, point, rescueOnly)
	f.Carry(t)
	must(t, north.Correct(t.Context(), north.Duty, desktest.Rescue, id, claimsOf(t, north, id, lanna.Alias)[0], desk.Words{Text: "EXERCISE other"}, lanna.Grade{}))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if got := values(record(t, point, id), lanna.Alias); !slices.Equal(got, []string{"EXERCISE other"}) {
		t.Errorf("the point reads %v", got)
	}
}

// A recall takes from a partner, never from the agency's own file.
func TestWhatAPointTakesBackStaysAtHome(t *testing.T) {
	f, north, point, south := pointAndHome(t)
	id := wantedNotice(t, point, rescueOnly)
	release(t, point, south, id, lanna.Alias)
	f.Carry(t)
	must(t, point.Recall(t.Context(), point.National, desktest.Because("EXERCISE"), id, nil, lanna.WriterID{}))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if got := values(record(t, north, id), lanna.Alias); !slices.Equal(got, []string{"EXERCISE alias"}) {
		t.Errorf("at home the alias is %v", got)
	}
	if strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Error("the partner kept what was taken back")
	}
}

// What an erasure leaves of a release that was not sent yet is its header. It
// must not keep out what else is in the envelope.
func TestAReleaseErasedBeforeItWasSentHoldsNothingUp(t *testing.T) {
	f, north, south := twoNations(t)
	gone, stays := wantedNotice(t, north, rescueOnly), wantedNotice(t, north, rescueOnly)
	release(t, north, south, gone, lanna.Alias)
	release(t, north, south, stays, lanna.Alias)
	must(t, north.Erase(t.Context(), north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), gone, nil))
	f.Carry(t)
	nothingRefused(t, north, south)
	if got := values(record(t, south, stays), lanna.Alias); !slices.Equal(got, []string{"EXERCISE alias"}) {
		t.Errorf("of the other record came %v", got)
	}
}

// A second release takes the place of the first one's marking. Erased before it was
// sent, its header comes with the erasure: at no moment does the holder have what no
// marking lets it hold (seed 31385).
func TestAReleaseErasedBeforeItWasSentComesWithItsErasure(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	for range 3 { // so many that one small envelope does not hold them
		release(t, north, south, id, lanna.Alias)
	}
	must(t, north.Erase(ctx, north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, nil))
	envelopes := 0
	for _, lane := range federate.Lanes {
		for n := uint64(0); ; {
			list, err := north.Outgoing(ctx, south.Writer(), lane, n, 2048)
			must(t, err)
			if len(list) == 0 {
				break
			}
			for _, s := range list {
				_, _, err := south.Deliver(ctx, s.Message)
				must(t, err)
				n = s.N
				envelopes++
				mayHoldAll(t, south, id)
			}
		}
	}
	nothingRefused(t, north, south)
	if envelopes < 2 {
		t.Errorf("all came in %d envelopes", envelopes)
	}
	if slices.Contains(held(t, south), "EXERCISE alias") {
		t.Error("the holder kept what was erased")
	}
	f.Carry(t)
	nothingRefused(t, north, south)
}

// mayHoldAll checks that markings let a node hold what it has of others on a record.
func mayHoldAll(t *testing.T, w *desktest.World, id lanna.RecordID) {
	t.Helper()
	st, err := w.StateForTest(t.Context(), id)
	must(t, err)
	for _, f := range st.Facts {
		if f.Agency != w.Agency() && f.Kind == lanna.Say && !slices.Contains(handling.CombineStrings(f.Markings).Holders, w.Agency()) {
			t.Errorf("no marking lets it hold its %s", f.Property)
		}
	}
}

// Whom a request asks about is said anew on it, at both sides.
func TestAnErasureReachesTheRequestsThatAskAboutIt(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	_, err := north.Ask(ctx, north.Duty, desktest.Rescue, desk.Question{Kind: desk.AskInformation, To: south.Writer(), About: id,
		Subjects: claimsOf(t, north, id, lanna.Alias), Text: desk.Words{Text: "EXERCISE who is that", Lang: "en"}, Basis: "treaty"})
	must(t, err)
	f.Carry(t)
	if !strings.Contains(south.Dump(t), "EXERCISE alias") {
		t.Fatal("the request did not come")
	}
	must(t, north.Erase(ctx, north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, claimsOf(t, north, id, lanna.Alias)))
	f.Carry(t)
	nothingRefused(t, north, south)
	for _, w := range []*desktest.World{north, south} {
		for _, s := range append(held(t, w), w.Dump(t)) {
			if strings.Contains(s, "EXERCISE alias") {
				t.Error("a request keeps what was erased")
			}
		}
	}
}

// A point's record of a person waits in another lane than the threat to life
// that names it.
func TestAPersonMayComeAfterTheRecordThatNamesIt(t *testing.T) {
	f, north, point, south := pointAndHome(t)
	id := wantedNotice(t, south, rescueOnly)
	release(t, south, point, id, lanna.Alias, lanna.ThreatCode)
	cut := true
	f.Lose = func(from, to *desktest.World) bool { return cut && (from == north || to == north) }
	f.Carry(t)
	release(t, south, north, id, lanna.Alias, lanna.ThreatCode, lanna.Amount)
	cut = false
	hand(t, point, north, federate.Urgent)
	hand(t, south, north, federate.Urgent)
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if got := values(record(t, north, id), lanna.Amount); !slices.Equal(got, []string{"600000 CNY"}) {
		t.Errorf("at home the reward is %v", got)
	}
}

// hand delivers what waits in one lane alone.
func hand(t *testing.T, from, to *desktest.World, lane federate.Lane) {
	t.Helper()
	list, err := from.Outgoing(t.Context(), to.Writer(), lane, 0, 1<<20)
	must(t, err)
	for _, s := range list {
		_, _, err := to.Deliver(t.Context(), s.Message)
		must(t, err)
	}
}

// Each node of an agency tells those to whom it released, whichever of them
// said the new word.
func TestACorrectionOfAPointFollowsWhatItsNationalDeskReleased(t *testing.T) {
	f, north, point, south := pointAndHome(t)
	id := wantedNotice(t, point, rescueOnly)
	f.Carry(t)
	release(t, north, south, id, lanna.Alias, lanna.Amount)
	f.Carry(t)
	must(t, point.Correct(t.Context(), point.Duty, desktest.Rescue, id, claimsOf(t, point, id, lanna.Alias)[0], desk.Words{}, lanna.Grade{}))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if got := values(record(t, south, id), lanna.Alias); len(got) != 0 {
		t.Errorf("the partner is left with the old word %v", got)
	}
}

// The link to the person is among what goes, and what was made of it there too.
func TestWhatHomeErasesGoesFromThePointsPersonToo(t *testing.T) {
	f, north, point, _ := pointAndHome(t)
	id := wantedNotice(t, point, rescueOnly)
	hand(t, point, north, federate.Urgent) // the person is still under way
	must(t, north.Erase(t.Context(), north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, nil))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	for _, w := range []*desktest.World{north, point} {
		for _, s := range append(held(t, w), w.Dump(t)) {
			if strings.Contains(s, "EXERCISE alias") {
				t.Error("a node kept what was erased")
			}
		}
	}
}

// A partner that takes back what it released to the point leaves what it
// released to the national desk.
func TestWhatIsTakenBackFromThePointStaysAtHome(t *testing.T) {
	f, north, point, south := pointAndHome(t)
	id := wantedNotice(t, south, rescueOnly)
	release(t, south, point, id, lanna.Alias)
	release(t, south, north, id, lanna.Alias)
	f.Carry(t)
	must(t, south.Recall(t.Context(), south.National, desktest.Because("EXERCISE"), id, nil, point.Writer()))
	f.Carry(t)
	nothingRefused(t, f.Nodes...)
	if got := values(record(t, north, id), lanna.Alias); !slices.Equal(got, []string{"EXERCISE alias"}) {
		t.Errorf("at home the alias is %v", got)
	}
	if strings.Contains(point.Dump(t), "EXERCISE alias") {
		t.Error("the point kept what was taken back")
	}
}

// A release and its recall say more than to whom they were sent: under what, and
// why. That goes with the whole record, also from who gave back all that was
// released.
func TestAnErasureAfterARecallTakesWhatTheReleaseSaid(t *testing.T) {
	f, north, south := twoNations(t)
	id := wantedNotice(t, north, rescueOnly)
	release(t, north, south, id, lanna.Alias)
	f.Carry(t)
	must(t, north.Recall(t.Context(), north.National, desktest.Because("EXERCISE"), id, nil, lanna.WriterID{}))
	f.Carry(t)
	must(t, north.Erase(t.Context(), north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, nil))
	f.Carry(t)
	nothingRefused(t, north, south)
	st, err := south.StateForTest(t.Context(), id)
	must(t, err)
	for _, f := range st.Facts {
		if f.Agency == north.Agency() && f.Property != lanna.ReleaseTo && f.Property != lanna.ReleaseNode {
			t.Errorf("the partner holds %s of what was erased", f.Property)
		}
	}
}

// An erasure is urgent and may overtake what it erases. The envelope that comes
// after it is taken, and brings nothing back.
func TestAnErasureMayOvertakeWhatItErases(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	about, stays := wantedNotice(t, north, rescueOnly), wantedNotice(t, north, rescueOnly)
	id, err := north.Ask(ctx, north.Duty, desktest.Rescue, desk.Question{Kind: desk.AskWelfare, To: south.Writer(), About: about,
		Subjects: claimsOf(t, north, about, lanna.Alias), Text: desk.Words{Text: "EXERCISE question", Lang: "en"}, Basis: "treaty"})
	must(t, err)
	release(t, north, south, stays, lanna.Amount)
	slow, err := north.Outgoing(ctx, south.Writer(), federate.Ordinary, 0, 1<<20) // sealed, and under way
	must(t, err)
	must(t, north.Erase(ctx, north.Leader, north.Signs(north.Admin), desktest.Because("EXERCISE"), id, nil))
	hand(t, north, south, federate.Urgent)
	for _, s := range slow {
		_, _, err := south.Deliver(ctx, s.Message)
		must(t, err)
	}
	f.Carry(t)
	nothingRefused(t, north, south)
	for _, s := range append(held(t, south), south.Dump(t)) {
		if strings.Contains(s, "EXERCISE question") || strings.Contains(s, "EXERCISE alias") {
			t.Error("a late envelope brought back what was erased")
		}
	}
	if n := liveOf(t, south, stays, lanna.Amount); n != 1 {
		t.Errorf("%d of what is in the same lane came", n)
	}
}

// The partner's receipt for an erasure comes on a record that was erased whole
// here, and does not open it once more.
func TestAnErasedRequestIsNotOpenedAgain(t *testing.T) {
	f, north, south := twoNations(t)
	ctx := t.Context()
	about := wantedNotice(t, north, rescueOnly)
	id, err := north.Ask(ctx, north.Duty, desktest.Rescue, desk.Question{Kind: desk.AskWelfare, To: south.Writer(), About: about,
		Subjects: claimsOf(t, north, about, lanna.Alias), Text: desk.Words{Text: "EXERCISE question", Lang: "en"}, Basis: "treaty"})
	must(t, err)
	f.Carry(t)
	must(t, south.AcceptRequest(ctx, south.National, desktest.Rescue, id, "own"))
	must(t, south.AnswerRequest(ctx, south.National, desktest.Rescue, id, []string{"safe"}, desk.Words{}))
	f.Carry(t)
	must(t, south.Erase(ctx, south.Leader, south.Signs(south.Admin), desktest.Because("EXERCISE"), id, nil))
	f.Carry(t)
	nothingRefused(t, north, south)
	st, err := south.StateForTest(ctx, id)
	must(t, err)
	if kind := st.Of(south.Agency(), lanna.KindOfRecord); kind != "" {
		t.Errorf("it is a %s again", kind)
	}
}
