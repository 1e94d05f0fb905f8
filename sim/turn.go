package sim

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"lanna"
	"lanna/federate"
)

// A move is something that may happen in a step.
type move struct {
	name   string
	weight int
	do     func(w *world, n *node) (id string, err error)
}

// moves are what happens at one node: what its officers and its clock do.
var moves = []move{
	{"report", 10, (*world).report},
	{"text", 2, (*world).text},
	{"release", 10, (*world).release},
	{"release twice", 3, (*world).releaseTwice},
	{"correct", 5, (*world).correct},
	{"add", 3, (*world).add},
	{"recall", 7, (*world).recall},
	{"pass on", 3, (*world).passOn},
	{"erase", 4, (*world).erase},
	{"renew", 2, (*world).renew},
	{"acknowledge", 4, (*world).acknowledge},
	{"close", 1, (*world).closeAlert},
	{"ask", 4, (*world).ask},
	{"request", 6, (*world).request},
	{"look", 6, (*world).lookUp},
	{"search", 3, (*world).search},
	{"tick", 4, (*world).tick},
	{"card", 1, (*world).card},
	{"checkpoint", 1, (*world).checkpoint},
}

// outside is what happens between the nodes, or to them.
var outside = []move{
	{"send", 26, (*world).send},
	{"deliver", 44, (*world).deliver},
	{"late copy", 4, (*world).lateCopy},
	{"lose", 2, (*world).lose},
	{"damage", 3, (*world).damageOne},
	{"cut", 4, (*world).cutLink},
	{"heal", 4, (*world).healLink},
	{"carrier", 2, (*world).switchCarrier},
	{"clock", 2, (*world).jump},
	{"days", 1, (*world).days},
	{"crash", 4, (*world).crash},
	{"steal", 1, (*world).steal},
}

func weigh(list []move) (sum int) {
	for _, m := range list {
		sum += m.weight
	}
	return sum
}

func (w *world) drawMove(list []move) move {
	k := w.draw.IntN(weigh(list))
	for _, m := range list {
		if k -= m.weight; k < 0 {
			return m
		}
	}
	return list[0]
}

// turn does one step of the schedule. Where there is nothing to do for a move,
// another is drawn.
func (w *world) turn() {
	for range 4 {
		if w.move() {
			return
		}
	}
}

func (w *world) move() (done bool) {
	list := outside
	if w.draw.IntN(weigh(moves)+weigh(outside)) < weigh(moves) {
		list = moves
	}
	n := pick(w.draw, w.nodes)
	m := w.drawMove(list)
	if w.draw.one(12) {
		n.disk.left = 1 + w.draw.IntN(10)
	}
	if w.draw.one(6) {
		n.disk.after = func() { w.play1(n, w.drawMove(moves)) }
	}
	done = w.play1(n, m)
	n.disk.left, n.disk.after = 0, nil
	return done
}

// play1 makes a move, starts what has lost its power, and looks at what every
// node holds now. It reports whether there was anything to do.
func (w *world) play1(n *node, m move) bool {
	id, err := m.do(w, n)
	if err == errNothing && !n.disk.dead {
		return false
	}
	w.note(Event{Node: n.place, What: m.name, ID: id, Code: w.code(n, err), More: w.now.Format("01-02T15:04:05")})
	for _, n := range w.nodes {
		if n.disk.dead {
			w.restart(n)
		}
		w.look(n)
	}
	return true
}

// restart starts a node again that has lost its power.
func (w *world) restart(n *node) {
	w.result.Crashes++
	if err := n.open(w.ctx); err != nil {
		w.violated(CommandFailed, n, "", "start: "+lanna.CodeOf(err))
	}
}

// errNothing says that there was nothing to do.
var errNothing = errors.New("nothing to do")

// code is what came of a move. An error that is no answer is a violation.
func (w *world) code(n *node, err error) string {
	switch {
	case err == nil:
		return "ok"
	case err == errNothing:
		return "nothing"
	case n.disk.dead || errors.Is(err, errPower):
		return "crashed"
	}
	kind := lanna.KindOf(err)
	if kind == lanna.Internal || kind == lanna.Integrity {
		w.violated(CommandFailed, n, "", fmt.Sprint(lanna.CodeOf(err), " ", err))
	}
	return lanna.CodeOf(err)
}

// send hands a lane's envelopes to the carrier in use, from the last that was
// handed over or, as after a lost link, from the last that was acked.
func (w *world) send(n *node) (string, error) {
	to := pick(w.draw, w.nodes)
	if to == n {
		return "", errNothing
	}
	lane := pick(w.draw, federate.Lanes[:2])
	return w.sendLane(n, to, lane, w.draw.one(3), 1<<(11+w.draw.IntN(6)))
}

func (w *world) sendLane(n, to *node, lane federate.Lane, again bool, size int) (string, error) {
	key := laneTo{to.place, int(lane)}
	after := n.sent[key]
	if again {
		after = 0
	}
	list, err := n.desk.Outgoing(w.ctx, to.id(), lane, after, size)
	for _, s := range list {
		n.sent[key] = max(n.sent[key], s.N)
		if !n.stolen && !w.wire.number(numberKey{n.place, to.place, lane, s.N}, s.Message) {
			w.violated(NumberReused, n, strconv.FormatUint(s.N, 10), "of a lane")
		}
		w.wire.put(letter{n.place, to.place, w.wire.by[[2]int{n.place, to.place}], s.Message, false})
	}
	if err == nil && len(list) == 0 && !n.disk.dead {
		err = errNothing
	}
	if len(list) > 0 && w.draw.one(16) && !w.healing {
		n.disk.cut()
	}
	return fmt.Sprint(to.place, "/", lane, "×", len(list)), err
}

// deliver gives one letter to its receiver.
func (w *world) deliver(*node) (string, error) {
	at := w.wire.reachable()
	if len(at) == 0 {
		return "", errNothing
	}
	l := w.wire.take(pick(w.draw, at))
	id, err := w.hand(l)
	if w.draw.one(16) { // the ack is out, and the power goes
		w.nodes[l.to].disk.cut()
	}
	return id, err
}

// lateCopy brings something that was sent before once more.
func (w *world) lateCopy(*node) (string, error) {
	if len(w.wire.archive) == 0 {
		return "", errNothing
	}
	return w.hand(pick(w.draw, w.wire.archive))
}

// hand gives a letter to its receiver and sends the ack back by the same
// carrier. One that was not taken stays with a carrier that keeps things.
func (w *world) hand(l letter) (string, error) {
	to, from := w.nodes[l.to], w.nodes[l.from]
	before := to.quarantined(w.ctx)
	undo := to.again(w.ctx, l)
	ack, back, err := to.desk.Deliver(w.ctx, l.m)
	undo(err == nil && !to.disk.dead)
	w.result.Envelopes++
	id := fmt.Sprint(l.from, "→", l.to)
	if err != nil {
		if l.by != direct && !l.damaged {
			w.wire.put(l)
		}
		return id, asAnswer(to, err)
	}
	if code := to.refusedSince(w.ctx, before); code != "" && !l.damaged && !from.stolen {
		w.violated(HonestRefused, to, code, fmt.Sprint("from node ", l.from))
	}
	if ack != nil && w.placeOf(back) >= 0 {
		w.wire.put(letter{l.to, w.placeOf(back), l.by, ack, false})
	}
	if l.by == relayed && w.draw.one(8) {
		w.wire.put(l)
	}
	return id, nil
}

// asAnswer hides an error that the power made, and keeps one that is an answer.
func asAnswer(n *node, err error) error {
	if n.disk.dead {
		return errNothing
	}
	return err
}

func (w *world) lose(*node) (string, error) {
	at := w.wire.reachable()
	if len(at) == 0 {
		return "", errNothing
	}
	i := pick(w.draw, at)
	if w.wire.flying[i].by != direct {
		return "", errNothing // the others keep what they have
	}
	w.wire.take(i)
	return "", nil
}

// damageOne delivers a damaged copy of something that is under way.
func (w *world) damageOne(*node) (string, error) {
	at := w.wire.reachable()
	if len(at) == 0 {
		return "", errNothing
	}
	l := w.wire.flying[pick(w.draw, at)]
	l.m, l.damaged = damage(w.draw, l.m), true
	return w.hand(l)
}

func (w *world) cutLink(n *node) (string, error) {
	other := pick(w.draw, w.nodes)
	w.wire.sever(n.place, other.place)
	return fmt.Sprint(n.place, "-", other.place), nil
}

func (w *world) healLink(n *node) (string, error) {
	other := pick(w.draw, w.nodes)
	delete(w.wire.cut, pair(n.place, other.place))
	return fmt.Sprint(n.place, "-", other.place), nil
}

func (w *world) switchCarrier(n *node) (string, error) {
	other := pick(w.draw, w.nodes)
	w.wire.by[[2]int{n.place, other.place}] = w.draw.IntN(carriers)
	return fmt.Sprint(n.place, "→", other.place), nil
}

// jump sets a node's clock wrong, or right again.
func (w *world) jump(n *node) (string, error) {
	n.drift = pick(w.draw, []time.Duration{0, -time.Hour, time.Hour, -26 * time.Hour, 26 * time.Hour, -10 * time.Minute, 3 * time.Second})
	return n.drift.String(), nil
}

// days lets some days pass everywhere, and sometimes months.
func (w *world) days(*node) (string, error) {
	d := pick(w.draw, []int{1, 3, 8, 40, 100})
	w.now = w.now.Add(time.Duration(d) * 24 * time.Hour)
	return strconv.Itoa(d), nil
}

// crash takes a node's power away between two steps.
func (w *world) crash(n *node) (string, error) {
	n.disk.cut()
	return "", nil
}
