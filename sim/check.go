package sim

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/audit"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// A holding is what a node's store holds in the end.
type holding struct {
	n      *node
	claims map[lanna.Digest]*statement.Held
	there  map[lanna.Digest]bool // statements
	states map[lanna.RecordID]*statement.State
	order  []lanna.Digest // of claims, in the order in which they are held
}

func (w *world) holding(n *node) *holding {
	h := &holding{n: n, claims: make(map[lanna.Digest]*statement.Held, 16*n.scanned), there: make(map[lanna.Digest]bool, n.scanned), states: map[lanna.RecordID]*statement.State{}}
	_ = n.read(w.ctx, func(r store.Reader) error { // a store in memory does not fail
		return r.Scan(1, func(s store.Stored) error {
			if h.there[s.ID] {
				w.violated(Twice, n, s.ID.String(), "a statement")
			}
			h.there[s.ID] = true
			for i := range s.Claims {
				c := &s.Claims[i]
				if _, had := h.claims[c.Digest]; !had {
					h.order = append(h.order, c.Digest)
				}
				h.claims[c.Digest] = c
			}
			return nil
		})
	})
	for _, id := range n.known {
		h.states[id] = w.state(n, id)
	}
	return h
}

// check checks what must hold once everything was delivered.
func (w *world) check() {
	w.step++
	all := map[*node]*holding{}
	for _, n := range w.nodes {
		all[n] = w.holding(n)
	}
	for _, a := range w.truth.order {
		if a.by.stolen {
			continue // who can say what a thief's node has to be believed
		}
		w.arrivedAtHome(all, a)
		switch a.kind {
		case lanna.Release:
			w.released(all, a)
		case lanna.Recall:
			w.recalled(all, a)
		case lanna.Erase:
			w.erased(all, a)
		}
	}
	for _, n := range w.nodes {
		w.words(all[n])
		w.once(all[n])
	}
	for _, n := range w.nodes {
		w.lanes(n)
		if thorough(w.Seed) || w.Seed%4 == 1 && n.place == int(w.Seed/4)%len(w.nodes) {
			w.same(all[n])
			w.log(n)
		}
	}
}

// arrivedAtHome checks that what a point says stands at its national node.
func (w *world) arrivedAtHome(all map[*node]*holding, a *act) {
	if a.by.role != federate.Point {
		return
	}
	home := w.nodes[a.by.of]
	st := all[a.by].states[a.record]
	if st == nil || slices.Contains([]lanna.RecordKind{lanna.PartyRecord, lanna.OfficerRecord, lanna.NodeRecord, lanna.ShiftRecord}, lanna.RecordKind(st.Of(st.Self, lanna.KindOfRecord))) {
		return
	}
	if !all[home].there[a.id] && a.kind != lanna.Erase {
		w.violated(Lost, home, a.id.String(), "a point's statement")
	}
}

// released checks that each claim of a release stands where it was released to,
// but for what was taken back or expired, and that it was answered.
func (w *world) released(all map[*node]*holding, a *act) {
	to := w.nodes[w.placeOf(a.to)]
	if to.stolen {
		return
	}
	us, them := a.by.signer.Agency, to.signer.Agency
	for _, d := range a.names {
		c := w.truth.claims[d]
		if c == nil || c.act.by.signer.Agency != us || c.Property == lanna.Marked || c.act.by.stolen {
			continue // of a stolen writer goes on what its agency can prove; it has no copy of the log here
		}
		gone := w.truth.any(lanna.Erase, us, d, lanna.WriterID{}) || w.truth.any(lanna.Recall, us, d, a.to) || w.truth.any(lanna.Erase, them, d, lanna.WriterID{})
		if _, held := all[to].claims[d]; !held && !gone && w.reached(a, d) {
			w.violated(Lost, to, d.String(), "released by node "+strconv.Itoa(a.by.place))
		}
	}
	if us != them && w.passed(a) {
		w.answered(all, a, "stored", to)
	}
}

// answered checks that a release or recall has its receipt at who made it.
func (w *world) answered(all map[*node]*holding, a *act, what string, by ...*node) {
	ok := slices.ContainsFunc(w.truth.named[a.id], func(r *act) bool {
		return r.kind == lanna.Receipt && slices.Contains(by, r.by) && r.what == what && all[a.by].there[r.id]
	})
	if !ok {
		w.violated(Unanswered, a.by, a.id.String(), what)
	}
}

// recalled checks that what was taken back is held there no more, nor anything
// that was made of it there.
func (w *world) recalled(all map[*node]*holding, a *act) {
	to := w.nodes[w.placeOf(a.to)]
	if to.stolen {
		return
	}
	for _, d := range a.names {
		c := w.truth.claims[d]
		if c == nil || c.act.by.signer.Agency != a.by.signer.Agency {
			continue
		}
		if _, held := all[to].claims[d]; held {
			w.violated(Recalled, to, d.String(), "recalled")
		}
		w.derived(all, d, "derived from what was recalled", func(by *node) bool { return by == to })
	}
	by := []*node{to}
	if a.via != (lanna.WriterID{}) { // who passes on answers for what never went further
		by = append(by, w.nodes[w.placeOf(a.via)])
	}
	if !by[len(by)-1].stolen {
		w.answered(all, a, "recalled", by...)
	}
}

// erased checks that what its agency erased is held nowhere, nor what was made
// of it.
func (w *world) erased(all map[*node]*holding, a *act) {
	for _, d := range a.names {
		c := w.truth.claims[d]
		if c == nil || c.act.by.signer.Agency != a.by.signer.Agency {
			continue // another agency's claim: its own copy goes, and no more
		}
		for _, n := range w.nodes {
			if _, held := all[n].claims[d]; held && !n.stolen {
				w.violated(Recalled, n, d.String(), "erased by node "+strconv.Itoa(a.by.place))
			}
		}
		w.derived(all, d, "derived from what was erased", func(*node) bool { return true })
	}
}

// derived looks everywhere for claims that were made from one that is gone.
func (w *world) derived(all map[*node]*holding, from lanna.Digest, what string, by func(*node) bool) {
	for _, n := range w.nodes {
		if n.stolen {
			continue
		}
		for _, d := range all[n].order {
			c, t := all[n].claims[d], w.truth.claims[d]
			if t != nil && !t.act.by.stolen && slices.Contains(c.From, from) && by(t.act.by) {
				w.violated(Recalled, n, d.String(), what)
			}
		}
	}
}

// words checks that no node goes by what its originator replaced.
func (w *world) words(h *holding) {
	if h.n.stolen {
		return
	}
	for _, id := range h.n.known {
		for _, f := range h.states[id].Facts {
			if f.Agency == h.n.signer.Agency || !f.Live() {
				continue
			}
			for _, a := range w.truth.named[f.Digest] {
				if a.kind == lanna.Say && a.by.signer.Agency == f.Agency && !a.by.stolen {
					w.violated(OldWord, h.n, f.Digest.String(), "replaced by "+a.id.String())
				}
			}
		}
	}
}

// once checks what a node may say or take once alone.
func (w *world) once(h *holding) {
	answers, labels, opened, tokens := map[string]bool{}, map[string]lanna.RecordID{}, map[lanna.RecordID]bool{}, map[string]lanna.RecordID{}
	for _, a := range w.truth.order {
		if a.by != h.n {
			continue
		}
		for _, d := range a.names {
			of := w.truth.acts[d]
			if a.kind != lanna.Receipt || of == nil || a.what == "" {
				continue
			}
			if key := a.what + d.String(); answers[key] {
				w.violated(Twice, h.n, a.id.String(), "a receipt")
			} else {
				answers[key] = true
			}
		}
		w.onceClaims(h, a, labels, opened, tokens)
	}
}

func (w *world) onceClaims(h *holding, a *act, labels map[string]lanna.RecordID, opened map[lanna.RecordID]bool, tokens map[string]lanna.RecordID) {
	for _, d := range a.claims {
		c := w.truth.claims[d]
		switch {
		case c.Property == lanna.Label:
			if was, had := labels[c.Value]; had && was != a.record {
				w.violated(NumberReused, h.n, a.record.String(), "a label")
			}
			labels[c.Value] = a.record
		case c.Property == lanna.KindOfRecord:
			if opened[a.record] {
				w.violated(Twice, h.n, a.record.String(), "a record was opened")
			}
			opened[a.record] = true
		case c.Property == lanna.SourceText || c.Property == lanna.Alias && len(c.From) == 0 && strings.HasPrefix(c.Value, "EXERCISE alias"):
			if was, had := tokens[c.Value]; had && was != a.record {
				w.violated(Twice, h.n, a.record.String(), "a form")
			}
			tokens[c.Value] = a.record
		}
	}
}

// lanes checks that every lane from the node is empty and was taken in whole.
func (w *world) lanes(n *node) {
	for _, to := range w.nodes {
		if to == n || to.stolen || n.stolen {
			continue
		}
		out, in := w.status(n, to), w.status(to, n)
		for i, lane := range federate.Lanes {
			at := fmt.Sprint("lane ", n.place, "→", to.place, "/", lane)
			switch {
			case in[i].Fork != nil:
				w.violated(NumberReused, to, strconv.FormatUint(in[i].Fork.N, 10), at+" forked")
			case out[i].Waiting > 0 || out[i].UnderWay > 0:
				w.violated(NumberMissing, n, strconv.FormatUint(out[i].Acked, 10), at+" stands still")
			case out[i].Given != in[i].Taken:
				w.violated(NumberMissing, to, strconv.FormatUint(in[i].Taken, 10), at+" was not taken whole")
			}
			w.numbers(n, to, lane, in[i].Taken, at)
		}
	}
}

func (w *world) status(n, party *node) (out []federate.LaneStatus) {
	box := &federate.Box{Signer: n.signer, Clock: n}
	_ = n.read(w.ctx, func(r store.Reader) (err error) {
		out, err = box.Status(r, party.id())
		return err
	})
	return out
}

// numbers checks that a lane's numbers rise, without gaps unless what was under
// way had to be made anew.
func (w *world) numbers(from, to *node, lane federate.Lane, last uint64, at string) {
	name := "took/" + to.id().String() + "/" + from.id().String() + "/" + strconv.Itoa(int(lane))
	_ = to.read(w.ctx, func(r store.Reader) error {
		was, remade := uint64(0), w.remade(from, to, lane)
		list, err := r.Parcels(name, 0, 1<<20)
		for _, p := range list {
			n := federate.TakenNumber(p.Body)
			switch {
			case n <= was:
				w.violated(Twice, to, strconv.FormatUint(n, 10), at)
			case n != was+1 && !remade:
				w.violated(NumberMissing, to, strconv.FormatUint(n, 10), at)
			}
			was = n
		}
		if was != last && len(list) > 0 {
			w.violated(NumberMissing, to, strconv.FormatUint(was, 10), at+" notes another last number")
		}
		return err
	})
}

// remade reports whether what was under way in a lane was put together anew for a
// key that its receiver had lost.
func (w *world) remade(from, to *node, lane federate.Lane) bool {
	var state struct {
		Lost federate.KeyID `json:"lost"`
	}
	name := "federate/out/" + from.id().String() + "/" + to.id().String() + "/" + strconv.Itoa(int(lane))
	return json.Unmarshal(from.meta(w.ctx, name), &state) == nil && state.Lost != (federate.KeyID{})
}

// same checks that the state of each record is the same whatever the order of
// its statements, and that views made anew are the ones that stand.
func (w *world) same(h *holding) {
	_ = h.n.read(w.ctx, func(r store.Reader) error {
		for _, id := range h.n.known {
			entries, err := w.entries(h.n, r, id)
			if err != nil {
				return err
			}
			w.draw.Shuffle(len(entries), func(i, k int) { entries[i], entries[k] = entries[k], entries[i] })
			if !reflect.DeepEqual(statement.Fold(h.n.signer.Agency, id, entries), h.states[id]) {
				w.violated(OtherState, h.n, id.String(), "in another order")
			}
		}
		return nil
	})
	before := h.n.dump(w.ctx)
	if err := h.n.desk.Rebuild(w.ctx, nil); err != nil {
		w.violated(CommandFailed, h.n, "", "rebuild: "+lanna.CodeOf(err))
	}
	if after := h.n.dump(w.ctx); after != before {
		w.violated(OtherState, h.n, differs(before, after), "made anew")
	}
}

// differs names the first line that is another: view and record.
func differs(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			f := strings.Fields(x[i] + " . . .")
			return f[0] + " " + f[1] + " " + f[2]
		}
	}
	return "length"
}

// log checks the node's own log.
func (w *world) log(n *node) {
	_ = n.read(w.ctx, func(r store.Reader) error {
		var certs []*statement.Certificate
		list, err := r.Certificates()
		for _, b := range list {
			if c, err := statement.ParseCertificate(b); err == nil {
				certs = append(certs, c)
			}
		}
		if err != nil {
			return err
		}
		rep, err := audit.Verify(w.ctx, r, statement.NewRoster(certs...), n.id())
		if rep.Finding != nil {
			w.violated(LogBroken, n, strconv.FormatInt(rep.Finding.Index, 10), rep.Finding.Code)
		}
		return err
	})
}
