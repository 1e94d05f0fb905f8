package sim

import (
	"fmt"
	"slices"

	"lanna"
	"lanna/desk"
	"lanna/federate"
)

// Passing on with leave (H2). Leave takes a release, a request and an answer,
// each of which has to arrive, so a schedule of twenty steps hardly ever comes so
// far. Some therefore begin with leave that was given; what is made of it, and
// all that goes wrong, is drawn like the rest.

// withLeave reports whether a schedule begins so.
func (w *world) withLeave() bool { return len(w.nodes) > 2 && w.draw.one(5) }

// giveLeave lets one nation ask another whether a third may hold what it was
// sent, and the other grant it. Where that cannot be, the schedule begins bare.
func (w *world) giveLeave() {
	list := slices.DeleteFunc(slices.Clone(w.nodes), func(n *node) bool { return n.role == federate.Point || n.role == federate.Observer })
	w.draw.Shuffle(len(list), func(i, k int) { list[i], list[k] = list[k], list[i] })
	if len(list) < 2 {
		return
	}
	a, b := list[0], list[1]
	var thirds []*node
	for _, n := range w.nodes {
		if n.signer.Agency != a.signer.Agency && n.signer.Agency != b.signer.Agency {
			thirds = append(thirds, n)
		}
	}
	if len(thirds) == 0 {
		return
	}
	w.healing = true // nothing goes wrong yet
	code := w.code(a, w.leaveFor(a, b, pick(w.draw, thirds)))
	w.healing = false
	w.note(Event{Node: a.place, What: "leave", ID: fmt.Sprint(b.place), Code: code})
}

func (w *world) leaveFor(a, b, c *node) error {
	if _, err := w.report(a); err != nil {
		return err
	}
	w.look(a)
	st, facts := w.notice(a)
	if st == nil {
		return errNothing
	}
	second, err := a.desk.CheckPassword(w.ctx, desk.Proof{Login: "second", Password: password})
	if err == nil {
		_, err = a.desk.Release(w.ctx, a.people.national, second, because("EXERCISE"), desk.ReleaseDraft{Record: st.Record, To: b.id(), Claims: digests(facts)})
	}
	if err != nil {
		return err
	}
	w.settle()
	q := desk.Question{Kind: desk.AskLeave, To: a.id(), About: st.Record, Subjects: digests(some(w.draw, facts)), Basis: "treaty",
		Text: desk.Words{Text: w.token("question"), Lang: "en"}, Leave: desk.LeavePassOn, Onward: c.id(), Key: w.token("form")}
	id, err := b.desk.Ask(w.ctx, b.people.national, because("EXERCISE"), q)
	if err != nil {
		return err
	}
	w.settle()
	if err := a.desk.AcceptRequest(w.ctx, a.people.national, because(""), id, "own"); err != nil {
		return err
	}
	if err := a.desk.AnswerRequest(w.ctx, a.people.national, because("EXERCISE"), id, []string{"granted"}, desk.Words{}); err != nil {
		return err
	}
	w.settle()
	return nil
}

// settle delivers what waits, as long as anything moves.
func (w *world) settle() {
	for range 8 {
		for _, n := range w.nodes {
			w.look(n)
		}
		moved := w.round(false)
		if !moved || !w.holds() {
			return
		}
	}
}

// passOn lets a node pass on what it has leave for, or some of it.
func (w *world) passOn(*node) (string, error) {
	var leaves []*act
	for _, a := range w.truth.order {
		if a.kind == lanna.Release && a.via != (lanna.WriterID{}) {
			leaves = append(leaves, a)
		}
	}
	if len(leaves) == 0 {
		return "", errNothing
	}
	leave := pick(w.draw, leaves)
	via := w.nodes[w.placeOf(leave.via)]
	var claims []lanna.Digest
	for _, f := range w.state(via, leave.record).Facts {
		if f.Agency == leave.by.signer.Agency && f.Live() && slices.Contains(leave.names, f.Digest) {
			claims = append(claims, f.Digest)
		}
	}
	if len(claims) == 0 {
		return "", errNothing
	}
	claims = some(w.draw, claims)
	_, err := via.desk.Release(w.ctx, via.people.national, desk.Actor{}, because("EXERCISE"),
		desk.ReleaseDraft{Record: leave.record, To: leave.to, Claims: claims})
	for _, d := range claims {
		w.truth.carried[carriage{leave.via, leave.to, d}] = w.truth.carried[carriage{leave.via, leave.to, d}] || err == nil
	}
	if via.disk.dead {
		err = errPower
	}
	return fmt.Sprint(short(leave.record), ":", via.place, "→", w.placeOf(leave.to)), err
}

// A carriage is a claim that one node passed on to another.
type carriage struct {
	via, to lanna.WriterID
	claim   lanna.Digest
}

// passed reports whether a release reached whom it is for. One that goes by way
// of another node is that one's to pass on, or not.
func (w *world) passed(a *act) bool {
	return a.via == (lanna.WriterID{}) || w.truth.passed[a.id] && !w.nodes[w.placeOf(a.via)].stolen
}

// reached reports whether a claim of a release went out to whom it is for: by way
// of another node it did where that one passed it on and could keep it.
func (w *world) reached(a *act, d lanna.Digest) bool {
	if a.via == (lanna.WriterID{}) {
		return true
	}
	via := w.nodes[w.placeOf(a.via)]
	return !via.stolen && w.truth.carried[carriage{a.via, a.to, d}] &&
		!w.truth.any(lanna.Recall, a.by.signer.Agency, d, a.via) && !w.truth.any(lanna.Erase, via.signer.Agency, d, lanna.WriterID{})
}
