package sim

import (
	"fmt"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/statement"
)

// The commands of a schedule. Each draws what it is about from what the node
// holds, as an officer would find it on a page, and goes through the desk.

// token is a value that occurs once in a schedule.
func (w *world) token(what string) string {
	w.tokens++
	return fmt.Sprintf("EXERCISE %s %d-%d", what, w.Seed, w.tokens)
}

// report takes a report in by phone. Where the power went, the form is mostly
// sent again.
func (w *world) report(n *node) (string, error) {
	who, marking := n.people.duty, desk.MarkLife
	switch w.draw.IntN(8) {
	case 0:
		who, marking = n.people.analyst, desk.MarkSource
	case 1:
		marking = desk.MarkHere
	}
	in := desk.Intake{Report: w.story(), Marking: marking, Key: w.token("form")}
	id, err := n.desk.Capture(w.ctx, who, because(""), in)
	if n.disk.dead && !w.draw.one(4) {
		w.restart(n)
		id, err = n.desk.Capture(w.ctx, who, because(""), in)
	}
	return short(id), err
}

func (w *world) story() *desk.Report {
	r := &desk.Report{Kind: pick(w.draw, []lanna.RecordKind{lanna.BountyRecord, lanna.BountyRecord, lanna.BountyRecord, lanna.FamilyRecord, lanna.TipRecord})}
	add := func(p lanna.Property, v string) { r.Fields = append(r.Fields, desk.Field{Property: p, Value: v}) }
	add(lanna.Alias, w.token("alias"))
	if w.draw.one(2) {
		add(lanna.Name, w.token("name"))
	}
	if w.draw.one(2) {
		add(lanna.Amount, fmt.Sprintf("%d CNY", 10_000*(1+w.draw.IntN(60))))
	}
	if w.draw.one(2) {
		add(lanna.ThreatCode, "kill")
	}
	if !w.draw.one(3) {
		add(lanna.Compound, pick(w.draw, parks))
	}
	if w.draw.one(2) {
		add(lanna.LastPlace, w.token("place"))
	}
	return r
}

// text takes pasted text in, and confirms one notice of it.
func (w *world) text(n *node) (string, error) {
	id, err := n.desk.Capture(w.ctx, n.people.duty, because(""), desk.Intake{Text: w.token("pasted"), Key: w.token("form")})
	if err != nil || w.draw.one(3) {
		return short(id), err
	}
	c := desk.Confirmation{Key: w.token("form"), Notices: []desk.ConfirmedNotice{{Keep: true, Kind: lanna.BountyRecord, Fields: []desk.ConfirmedField{
		{Property: lanna.Alias, Value: w.token("alias")}, {Property: lanna.Amount, Value: "200000 CNY"}, {Property: lanna.Compound, Value: pick(w.draw, parks)}}}}}
	if w.draw.one(3) {
		c.Marking = desk.MarkHere
	}
	_, err = n.desk.Confirm(w.ctx, n.people.duty, because(""), id, c)
	return short(id), err
}

// spoken are the properties that officers of a schedule release and correct.
var spoken = []lanna.Property{lanna.Alias, lanna.Name, lanna.Amount, lanna.ThreatCode, lanna.Compound, lanna.LastPlace}

// notice draws a record of the node's own agency with claims that it said, and
// the state of it.
func (w *world) notice(n *node) (*statement.State, []statement.Fact) {
	for range 6 {
		if len(n.known) == 0 {
			break
		}
		from := n.known
		if len(n.released) > 0 && w.draw.one(2) {
			from = n.released
		}
		st := w.state(n, pick(w.draw, from))
		var facts []statement.Fact
		for _, f := range st.Facts {
			if f.Agency == n.signer.Agency && f.Live() && slices.Contains(spoken, f.Property) {
				facts = append(facts, f)
			}
		}
		if len(facts) > 0 {
			return st, facts
		}
	}
	return nil, nil
}

// anything draws a record that is no setting of the node's own, whoever opened it.
func (w *world) anything(n *node, kinds ...lanna.RecordKind) *statement.State {
	for range 6 {
		if len(n.known) == 0 {
			return nil
		}
		st := w.state(n, pick(w.draw, n.known))
		if slices.Contains(kinds, lanna.RecordKind(st.Of(n.signer.Agency, lanna.KindOfRecord))) {
			return st
		}
	}
	return nil
}

var noticeKinds = []lanna.RecordKind{lanna.BountyRecord, lanna.FamilyRecord, lanna.TipRecord}

func digests(facts []statement.Fact) []lanna.Digest {
	var out []lanna.Digest
	for _, f := range facts {
		out = append(out, f.Digest)
	}
	return out
}

// release lets another node hold some of what the agency said on a record.
func (w *world) release(n *node) (string, error) {
	st, facts := w.notice(n)
	to := pick(w.draw, w.nodes)
	if len(w.nodes) > 2 && w.draw.one(3) {
		to = w.nodes[2] // a point, which tells its own agency what it makes of it
	}
	if st == nil || to == n || n.role == federate.Observer {
		return "", errNothing
	}
	if n.role == federate.Point { // its national node is the gateway
		return "", errNothing
	}
	draft := desk.ReleaseDraft{Record: st.Record, To: to.id(), Claims: digests(some(w.draw, facts)), Terms: w.terms(n)}
	var second desk.Actor
	if w.draw.one(2) {
		var err error
		if second, err = n.desk.CheckPassword(w.ctx, desk.Proof{Login: "second", Password: password}); err != nil {
			return short(st.Record), err
		}
	}
	who := n.people.national
	_, err := n.desk.Release(w.ctx, who, second, because("EXERCISE"), draft)
	return fmt.Sprint(short(st.Record), "→", to.place), err
}

// releaseTwice lets two officers release of one record to two parties at the
// same moment.
func (w *world) releaseTwice(n *node) (string, error) {
	st, facts := w.notice(n)
	if st == nil || len(w.nodes) < 3 || n.role == federate.Point || n.role == federate.Observer {
		return "", errNothing
	}
	to := slices.DeleteFunc(slices.Clone(w.nodes), func(o *node) bool { return o == n })
	w.draw.Shuffle(len(to), func(i, k int) { to[i], to[k] = to[k], to[i] })
	release := func(to *node) error {
		_, err := n.desk.Release(w.ctx, n.people.national, desk.Actor{}, because("EXERCISE"),
			desk.ReleaseDraft{Record: st.Record, To: to.id(), Claims: digests(facts)})
		return err
	}
	n.disk.after = func() {
		w.note(Event{Node: n.place, What: "meanwhile", ID: short(st.Record), Code: w.code(n, release(to[1]))})
	}
	return fmt.Sprint(short(st.Record), "→", to[0].place), release(to[0])
}

func (w *world) terms(n *node) desk.Terms {
	var t desk.Terms
	switch w.draw.IntN(6) {
	case 0:
		t.Purposes = []lanna.Purpose{lanna.Rescue}
	case 1:
		t.Review = n.Now().Add(time.Duration(1+w.draw.IntN(20)) * 24 * time.Hour).Format(time.DateOnly)
	case 2:
		t.Codes = []lanna.HandlingCode{lanna.H0, lanna.H1}
	}
	return t
}

// correct says something else in the place of what the agency said, or
// withdraws it.
func (w *world) correct(n *node) (string, error) {
	st, facts := w.notice(n)
	if st == nil {
		return "", errNothing
	}
	f := pick(w.draw, facts)
	value := desk.Words{Text: w.token("corrected")}
	switch {
	case w.draw.one(4):
		value.Text = ""
	case f.Property == lanna.Amount:
		value.Text = fmt.Sprintf("%d CNY", 10_000+w.draw.IntN(90_000))
	case f.Property == lanna.ThreatCode:
		value.Text = "beat"
	case f.Property == lanna.Compound:
		value.Text = pick(w.draw, parks)
	}
	return short(st.Record), n.desk.Correct(w.ctx, n.people.duty, because(""), st.Record, f.Digest, value, lanna.Grade{})
}

// add says one thing more.
func (w *world) add(n *node) (string, error) {
	st, _ := w.notice(n)
	if st == nil {
		return "", errNothing
	}
	return short(st.Record), n.desk.AddFact(w.ctx, n.people.duty, because(""), st.Record, lanna.Alias, desk.Words{Text: w.token("alias")}, lanna.Grade{})
}

// recall takes back what others hold of a record, or some of it, or of one.
func (w *world) recall(n *node) (string, error) {
	st, facts := w.notice(n)
	if st == nil {
		return "", errNothing
	}
	var claims []lanna.Digest
	if w.draw.one(2) {
		claims = digests(some(w.draw, facts))
	}
	var from lanna.WriterID
	if w.draw.one(3) {
		from = pick(w.draw, w.nodes).id()
	}
	return short(st.Record), n.desk.Recall(w.ctx, n.people.national, because("EXERCISE"), st.Record, claims, from)
}

// erase removes something for ever; two officers sign.
func (w *world) erase(n *node) (string, error) {
	st, facts := w.notice(n)
	if st == nil {
		return "", errNothing
	}
	second, err := n.desk.CheckPassword(w.ctx, desk.Proof{Login: "admin", Password: password})
	if err != nil {
		return short(st.Record), err
	}
	var claims []lanna.Digest
	if !w.draw.one(5) {
		claims = digests(some(w.draw, facts))
	}
	return short(st.Record), n.desk.Erase(w.ctx, n.people.leader, second, because("EXERCISE"), st.Record, claims)
}

func (w *world) renew(n *node) (string, error) {
	st, _ := w.notice(n)
	if st == nil {
		return "", errNothing
	}
	until := n.Now().Add(time.Duration(30+w.draw.IntN(300)) * 24 * time.Hour).Format(time.DateOnly)
	return short(st.Record), n.desk.Renew(w.ctx, n.people.leader, because("EXERCISE"), st.Record, until)
}

func (w *world) acknowledge(n *node) (string, error) {
	st := w.anything(n, noticeKinds...)
	if st == nil {
		return "", errNothing
	}
	return short(st.Record), n.desk.Acknowledge(w.ctx, n.people.duty, because(""), st.Record)
}

func (w *world) closeAlert(n *node) (string, error) {
	st := w.anything(n, noticeKinds...)
	if st == nil {
		return "", errNothing
	}
	return short(st.Record), n.desk.CloseAlert(w.ctx, n.people.duty, because(""), st.Record, desk.OutcomeHandled, lanna.RecordID{})
}

// ask asks another node about the person of a notice.
func (w *world) ask(n *node) (string, error) {
	st, facts := w.notice(n)
	to := pick(w.draw, w.nodes)
	if st == nil || to == n {
		return "", errNothing
	}
	facts = slices.DeleteFunc(facts, func(f statement.Fact) bool { return f.Property != lanna.Name && f.Property != lanna.Alias })
	q := desk.Question{Kind: pick(w.draw, desk.RequestKinds), To: to.id(), About: st.Record, Subjects: digests(facts),
		Text: desk.Words{Text: w.token("question"), Lang: "en"}, Basis: "treaty", Key: w.token("form")}
	id, err := n.desk.Ask(w.ctx, n.people.duty, because(""), q)
	return short(id), err
}

// request does the next thing about a request, on whichever side the node is.
func (w *world) request(n *node) (string, error) {
	var st *statement.State
	for range 8 {
		if len(n.known) == 0 {
			break
		}
		if s := w.state(n, pick(w.draw, n.known)); len(s.Live(lanna.RequestKind)) > 0 {
			st = s
			break
		}
	}
	if st == nil {
		return "", errNothing
	}
	id, d, why := st.Record, n.desk, because("")
	kind := st.Live(lanna.RequestKind)[0]
	note := desk.Words{Text: w.token("note"), Lang: "en"}
	if kind.Agency == n.signer.Agency {
		if w.draw.one(3) {
			return short(id), d.WithdrawRequest(w.ctx, n.people.duty, why, id)
		}
		return short(id), d.NoteOnRequest(w.ctx, n.people.duty, why, id, note)
	}
	answer := []string{pick(w.draw, desk.Answers(kind.Value))}
	switch w.draw.IntN(5) {
	case 0, 1:
		return short(id), d.AcceptRequest(w.ctx, n.people.national, why, id, pick(w.draw, []string{countyDesk, "own"}))
	case 2:
		return short(id), d.DraftAnswer(w.ctx, n.people.county, why, id, answer, note)
	case 3:
		return short(id), d.AnswerRequest(w.ctx, n.people.national, why, id, answer, note)
	default:
		return short(id), d.RefuseRequest(w.ctx, n.people.national, why, id, pick(w.draw, desk.Refusals), desk.Words{})
	}
}

func (w *world) tick(n *node) (string, error) {
	_, err := n.desk.Tick(w.ctx)
	return "", err
}

// card issues the node's card anew, as after a change of address.
func (w *world) card(n *node) (string, error) {
	c, err := federate.ParseCard(n.desk.Card())
	if err != nil {
		return "", err
	}
	_, err = n.desk.IssueCard(w.ctx, n.people.admin, because("EXERCISE"), *c)
	return "", err
}

func (w *world) checkpoint(n *node) (string, error) { return "", n.desk.SignCheckpoint(w.ctx) }
