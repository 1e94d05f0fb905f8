package sim

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"lanna/federate"
	"lanna/store"
)

// rounds is how often everybody may send everything before the nodes are said
// not to come to rest.
const rounds = 40

// heal mends all links and clocks and lets everything be delivered: first what
// is under way, then what waits, until nothing moves.
func (w *world) heal() {
	w.step++
	w.healing = true
	w.wire.cut = map[[2]int]bool{}
	for _, n := range w.nodes {
		n.drift, n.disk.fault.unsynced, n.disk.fault.again = 0, nil, ""
	}
	if w.stolen != nil && !w.revoked {
		w.note(Event{Node: w.stolen.of, What: "revoke", Code: w.code(w.nodes[w.stolen.of], w.revoke())})
	}
	w.drain()
	for i := 0; w.holds(); i++ {
		if i == rounds+len(w.truth.order)/10 { // there may be much to send
			w.violated(NoConvergence, w.nodes[0], "", "")
			return
		}
		moved := w.round(i == 0)
		w.note(Event{Node: -1, What: "round", Code: map[bool]string{true: "moved", false: "at rest"}[moved]})
		for _, n := range w.nodes {
			w.look(n)
		}
		if !moved && i >= 1 {
			break
		}
	}
	w.late()
}

// drain delivers what is under way, in the order in which it lies there.
func (w *world) drain() {
	for range 4 * (len(w.wire.flying) + 1) {
		if len(w.wire.flying) == 0 || !w.holds() {
			return
		}
		l := w.wire.take(0)
		l.by = direct // what is not taken now is sent again
		id, err := w.hand(l)
		w.note(Event{Node: l.to, What: "drain", ID: id, Code: w.code(w.nodes[l.to], err)})
		w.look(w.nodes[l.to])
	}
}

// round lets every node's clock run and every lane send all that it has.
func (w *world) round(tick bool) (moved bool) {
	w.now = w.now.Add(time.Minute)
	for _, n := range w.nodes {
		if tick {
			w.note(Event{Node: n.place, What: "tick", Code: w.code(n, first(n.desk.Tick(w.ctx)))})
			w.look(n)
		}
		for _, to := range w.nodes {
			for _, lane := range federate.Lanes[:2] {
				moved = w.empty(n, to, lane) || moved
			}
		}
	}
	return moved
}

func first[T any](_ T, err error) error { return err }

// empty sends a lane until it is acked.
func (w *world) empty(n, to *node, lane federate.Lane) (moved bool) {
	if n == to || w.silent(n) || w.silent(to) {
		return false
	}
	if !w.waits(n, to, lane) {
		return false
	}
	w.wire.by[[2]int{n.place, to.place}] = direct
	_, err := w.sendLane(n, to, lane, true, 1<<18)
	if errors.Is(err, federate.ErrNoKey) {
		err = w.compare(n, to)
	}
	w.code(n, err)
	moved = len(w.wire.flying) > 0
	w.drain()
	return moved
}

// waits reports whether anything waits in a lane or is under way.
func (w *world) waits(n, to *node, lane federate.Lane) (waits bool) {
	suffix := to.id().String() + "/" + strconv.Itoa(int(lane))
	_ = n.read(w.ctx, func(r store.Reader) error { // a store in memory does not fail
		for _, box := range []string{"wait/", "sent/" + n.id().String() + "/"} {
			list, err := r.Parcels(box+suffix, 0, 1)
			if err != nil {
				return err
			}
			waits = waits || len(list) > 0
		}
		return nil
	})
	return waits
}

// late brings some copies of what was sent long ago. They must change nothing.
func (w *world) late() {
	w.step++
	for i := range min(4, len(w.wire.archive)) {
		l := w.wire.archive[(i*7)%len(w.wire.archive)]
		l.by = direct
		_, err := w.hand(l)
		w.note(Event{Node: l.to, What: "late", Code: w.code(w.nodes[l.to], err)})
		w.wire.flying = nil
		w.look(w.nodes[l.to])
	}
}

// silent reports whether a node takes part no more: it knows that its own
// writer was revoked.
func (w *world) silent(n *node) bool { return n.stolen && n.revoked >= 0 }

// compare lets an officer take the card of another node by hand, as has to be
// done where two nodes did not meet for longer than their sealing keys live.
func (w *world) compare(n, other *node) error {
	c, err := federate.ParseCard(other.desk.Card())
	if err != nil {
		return err
	}
	_, err = n.desk.AcceptCard(w.ctx, n.people.national, because("EXERCISE"), c.Bytes(), strings.Join(c.Words(), " "))
	w.note(Event{Node: n.place, What: "compare", ID: short(other.id()), Code: w.code(n, err)})
	w.look(n)
	return err
}
