package desk

import (
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"sync"

	"lanna"
	"lanna/blob"
	"lanna/handling"
	"lanna/hit"
	"lanna/statement"
)

// hitHeldPrefix is under which setting the newest filters of a party stand,
// oldest first.
const hitHeldPrefix = "hit/held/"

// A hitHeld is a filter that a partner published to this node.
type hitHeld struct {
	Publication lanna.RecordID        `json:"publication"`
	Issued      lanna.Millis          `json:"issued"`
	Next        lanna.Millis          `json:"next"`
	Quotas      map[lanna.Purpose]int `json:"quotas"`
	Count       int                   `json:"count"`
	Digest      lanna.Digest          `json:"digest"`
	Blob        string                `json:"blob"`
	From        lanna.WriterID        `json:"from"`
}

// notice takes the word of a new filter. Its bytes come in the bulk lane; until
// they are here the one before serves.
func (t *hitTaking) notice(n *hit.Notice) error {
	w, name := t.w, hitHeldPrefix+t.from.Writer.String()
	var list []hitHeld
	if err := loadHit(w.tx, name, &list); err != nil {
		return err
	}
	ref, err := blob.ParseRef(string(n.Where))
	if err != nil || n.From != t.from.Writer || n.To != w.d.cfg.Signer.Writer() || len(list) > 0 && n.Issued <= list[len(list)-1].Issued {
		return w.traceHit(lanna.Refuse, ruleHitReceive, "hit-notice", t.from.Record)
	}
	h := hitHeld{Publication: n.Publication, Issued: n.Issued, Next: n.Next, Count: int(n.Count), Digest: n.Digest, Blob: ref.String(), From: n.From, Quotas: map[lanna.Purpose]int{}}
	for i, topic := range n.Topics {
		h.Quotas[lanna.Purpose(topic.Topic)] = int(n.Quotas[i])
	}
	list = append(list, h)
	if gone := len(list) - hitAnsweredFor; gone > 0 {
		for _, old := range list[:gone] {
			if ref, err := blob.ParseRef(old.Blob); err == nil {
				w.blobs = append(w.blobs, ref)
			}
		}
		list = list[gone:]
	}
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	w.setMeta(name, b)
	st, err := w.state(t.from.Record)
	if err != nil {
		return err
	}
	return w.set(st, handling.Marking{}, statement.New(lanna.HitHeld, publicationWords(&n.Head, h.Count, n.Digest)))
}

// A hitMemory keeps filters that are asked and questions that wait, so that an
// answer needs no second blinding.
type hitMemory struct {
	mu      sync.Mutex
	filters map[lanna.RecordID]*hit.Filter  // by publication
	pending map[lanna.RecordID]*hit.Pending // by question
	due     map[lanna.WriterID]lanna.Millis // when the next filter to a party is; not there: to be looked up
}

// Most that are kept in memory: a filter has half a megabyte, a question less.
const (
	hitFiltersKept = 16
	hitPendingKept = 64
)

func (m *hitMemory) keep(id lanna.RecordID, p *hit.Pending) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pending == nil || len(m.pending) >= hitPendingKept {
		m.pending = map[lanna.RecordID]*hit.Pending{}
	}
	m.pending[id] = p
}

func (m *hitMemory) dueAt(to lanna.WriterID) lanna.Millis {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.due[to]
}

// setDue keeps when the next filter is due; zero forgets it.
func (m *hitMemory) setDue(to lanna.WriterID, at lanna.Millis) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.due == nil {
		m.due = map[lanna.WriterID]lanna.Millis{}
	}
	m.due[to] = at
}

// forgetDue has all be looked up anew.
func (m *hitMemory) forgetDue() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.due = nil
}

func (m *hitMemory) take(id lanna.RecordID) *hit.Pending {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pending[id]
	delete(m.pending, id)
	return p
}

// hitFilter reads a filter. It is blob.ErrNotFound while its bytes are under way
// and Integrity "hit-filter" where they are not what the notice said.
func (d *Desk) hitFilter(h *hitHeld) (*hit.Filter, error) {
	d.hits.mu.Lock()
	f := d.hits.filters[h.Publication]
	d.hits.mu.Unlock()
	if f != nil {
		return f, nil
	}
	ref, err := blob.ParseRef(h.Blob)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "hit-filter", ID: h.Publication.String()}
	}
	raw, err := d.cfg.Blobs.Get(ref)
	if err != nil {
		return nil, err
	}
	f, err = hit.ParseFilter(raw)
	if err != nil || f.Digest != h.Digest || f.Publication != h.Publication || f.From != h.From || f.To != d.cfg.Signer.Writer() {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "hit-filter", ID: h.Publication.String(), Err: err}
	}
	d.hits.mu.Lock()
	defer d.hits.mu.Unlock()
	if d.hits.filters == nil || len(d.hits.filters) >= hitFiltersKept {
		d.hits.filters = map[lanna.RecordID]*hit.Filter{}
	}
	d.hits.filters[h.Publication] = f
	return f, nil
}

// answer takes an evaluation of a question that waits. One that nobody waits for
// is left aside.
func (t *hitTaking) answer(a *hit.Answer) error {
	w, name := t.w, hitPendingPrefix+a.ID.String()
	var p hitPending
	if err := loadHit(w.tx, name, &p); err != nil {
		return err
	}
	if p.To != t.from.Writer || p.Publication != a.Publication {
		return w.traceHit(lanna.Refuse, ruleHitResult, "hit-unasked", t.from.Record)
	}
	w.setMeta(name, nil)
	w.why.Purpose = p.Topic
	st, err := w.state(a.ID)
	if lanna.KindOf(err) == lanna.NotFound {
		return nil // erased meanwhile
	}
	if err != nil {
		return err
	}
	if a.Code != "" {
		return t.refused(st, &p, a)
	}
	outputs, err := t.finish(&p, a)
	if err != nil {
		return w.set(st, markingOf(st), statement.New(lanna.HitState, HitFailed), statement.New(lanna.HitCode, lanna.CodeOf(err)))
	}
	return t.result(st, &p, outputs)
}

// refused notes why, and gives back what was counted.
func (t *hitTaking) refused(st *statement.State, p *hitPending, a *hit.Answer) error {
	w := t.w
	if a.Code != hit.RefusedQuota {
		counter := hitCounter(hitAskedPrefix, t.from.Writer, dayOf(w.now), p.Topic)
		used, err := t.count(counter)
		if err != nil {
			return err
		}
		t.set(counter, max(used-len(p.Inputs), 0))
	}
	return w.set(st, markingOf(st), statement.New(lanna.HitState, HitRefused), statement.New(lanna.HitCode, a.Code))
}

// finish checks the proof and returns the outputs that the filter holds, by
// subject.
func (t *hitTaking) finish(p *hitPending, a *hit.Answer) (map[int][]hit.Output, error) {
	outputs := t.memo.outputs[a.ID]
	if outputs == nil {
		q, err := t.pending(p, a.ID)
		if err != nil {
			return nil, err
		}
		if outputs, err = q.Finish(a.Elements, a.Proof); err != nil {
			return nil, err
		}
		t.memo.outputs[a.ID] = outputs
	}
	f, err := t.heldFilter(p.Publication)
	if err != nil {
		return nil, err
	}
	met := map[int][]hit.Output{}
	for i, o := range outputs {
		if p.Of[i] >= 0 && f.Has(o) {
			met[p.Of[i]] = append(met[p.Of[i]], o)
		}
	}
	return met, nil
}

// pending is the question as it waits, made again after a restart.
func (t *hitTaking) pending(p *hitPending, id lanna.RecordID) (*hit.Pending, error) {
	if q := t.w.d.hits.take(id); q != nil {
		return q, nil
	}
	key, err := hex.DecodeString(p.Key)
	if err != nil || len(key) != hit.ElementSize {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "hit-key", ID: id.String()}
	}
	return hit.Resume(hit.PublicKey(key), p.Inputs, p.Blinds)
}

func (t *hitTaking) heldFilter(publication lanna.RecordID) (*hit.Filter, error) {
	var list []hitHeld
	if err := loadHit(t.w.tx, hitHeldPrefix+t.from.Writer.String(), &list); err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(h hitHeld) bool { return h.Publication == publication })
	if i < 0 {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "hit-filter-missing", ID: publication.String()}
	}
	return t.w.d.hitFilter(&list[i])
}

// result says what met, and opens a request for each subject that did.
func (t *hitTaking) result(st *statement.State, p *hitPending, met map[int][]hit.Output) error {
	w := t.w
	claims := []statement.Claim{statement.New(lanna.HitState, HitNone)}
	if len(met) > 0 {
		claims[0].Value = HitMet
	}
	for _, i := range slices.Sorted(maps.Keys(met)) {
		request, err := t.request(st.Record, p, met[i])
		if err != nil {
			return err
		}
		found := statement.New(lanna.HitFound, p.Subjects[i].String())
		found.From = []lanna.Digest{p.Subjects[i]}
		claims = append(claims, found, statement.New(lanna.HitRequest, request.String()))
	}
	return w.set(st, markingOf(st), claims...)
}

// request asks the partner on. It carries what was computed and not what was
// asked about, so that only who knows the same can tell what it is about.
func (t *hitTaking) request(question lanna.RecordID, p *hitPending, outputs []hit.Output) (lanna.RecordID, error) {
	q := Question{Kind: AskInformation, To: t.from.Writer, About: question, Text: p.Note, Basis: p.Basis}
	if q.Text.Text == "" {
		q.Text = hitDefaultNote
	}
	q.more = append(q.more, statement.New(lanna.HitPublication, p.Publication.String()))
	for _, o := range outputs {
		q.more = append(q.more, statement.New(lanna.HitOutput, hex.EncodeToString(o[:hit.EntrySize+hit.VoucherSize])))
	}
	return t.w.ask(&q, t.from, requestKinds[AskInformation])
}

// hitRequested finds what the outputs of a request stand for here, and says so
// beside it, for this agency alone.
func (w *work) hitRequested(record lanna.RecordID, from Party) error {
	return w.asRule(ruleHitMap, func() error {
		st, err := w.state(record)
		us := w.d.Agency()
		if err != nil || st.Of(us, lanna.KindOfRecord) != string(lanna.RequestRecord) || len(values(st, us, lanna.HitRecordOf)) > 0 {
			return err
		}
		outputs := values(st, from.Agency, lanna.HitOutput)
		if len(outputs) == 0 {
			return nil
		}
		found, err := w.hitFound(st.Of(from.Agency, lanna.HitPublication), outputs, from)
		if err != nil {
			return err
		}
		var claims []statement.Claim
		for _, id := range found {
			claims = append(claims, statement.New(lanna.HitRecordOf, id.String()))
		}
		if len(found) == 0 {
			claims = append(claims, statement.New(lanna.HitRecordOf, HitNothing))
		} else if err := (&hitTaking{w: w, from: from}).watch(0, 1); err != nil {
			return err
		}
		m := w.between(from.Agency)
		m.Holders = nil
		_, err = w.say(lanna.Say, record, m, claims)
		return err
	})
}

// maxHitOutputs bounds what one request may name.
const maxHitOutputs = 64

// hitFound returns the records for which outputs of a publication to the partner
// stand, and which the partner may still meet.
func (w *work) hitFound(publication string, outputs []string, to Party) ([]lanna.RecordID, error) {
	list, err := hitPublications(w.tx, to.Writer)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(p hitPublication) bool { return p.ID.String() == publication })
	if i < 0 {
		return nil, nil
	}
	var out []lanna.RecordID
	for _, s := range outputs[:min(len(outputs), maxHitOutputs)] {
		e, v, ok := parseOutput(s)
		if !ok {
			continue
		}
		found, err := hitRecords(w.tx, &list[i], e, v)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			if slices.Contains(out, id) {
				continue
			}
			may, err := w.mayMeet(id, to, list[i].Topics)
			if err != nil {
				return nil, err
			}
			if may {
				out = append(out, id)
			}
		}
	}
	return out, nil
}

func parseOutput(s string) (e hit.Entry, v hit.Voucher, ok bool) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != hit.EntrySize+hit.VoucherSize {
		return e, v, false
	}
	var o hit.Output
	copy(o[:], b)
	return o.Entry(), o.Voucher(), true
}

// mayMeet asks again whether a partner may meet the record: since the filter was
// published it may have been erased, or its person marked.
func (w *work) mayMeet(id lanna.RecordID, to Party, topics []lanna.Purpose) (bool, error) {
	st, err := w.state(id)
	if lanna.KindOf(err) == lanna.NotFound {
		return false, nil
	}
	if err != nil || notToBeFound(st) {
		return false, err
	}
	for _, person := range w.linked(st, lanna.PersonOf) {
		p, err := w.state(person)
		if err == nil && notToBeFound(p) {
			return false, nil
		}
		if err != nil && lanna.KindOf(err) != lanna.NotFound {
			return false, err
		}
	}
	c := w.d.hitCollector(to, topics)
	c.record(st)
	return len(c.inputs()) > 0, nil
}

// left is what a partner said that it still answers; for pages.
func (h *hitHeld) left(used map[lanna.Purpose]int) map[lanna.Purpose]int {
	out := map[lanna.Purpose]int{}
	for p, n := range h.Quotas {
		out[p] = max(n-used[p], 0)
	}
	return out
}
