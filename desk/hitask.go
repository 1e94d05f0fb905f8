package desk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/federate"
	"lanna/handling"
	"lanna/hit"
	"lanna/names"
	"lanna/statement"
	"lanna/store"
)

// A HitSubject is what a question is about: an identifier, or with the property
// Name a person, for whom a year of birth has to be known.
type HitSubject struct {
	Property lanna.Property `json:"property"`
	Value    string         `json:"value"`
	Lang     string         `json:"lang,omitempty"`
	Born     string         `json:"born,omitempty"` // ISO 8601, possibly cut short
	Nr       int            `json:"nr,omitempty"`   // place in its question

	from []lanna.Digest
}

// inputs are the forms in which the subject is asked about; none where it
// identifies nobody.
func (s *HitSubject) inputs() []string {
	if s.Property == lanna.Name {
		return names.HitPerson(names.Parse(s.Value), s.Born)
	}
	if key, ok := names.HitIdentifier(s.Property, s.Value); ok {
		return []string{key}
	}
	return nil
}

// A HitQuestion asks a partner whether it knows identifiers or persons. Nobody
// learns what was asked.
type HitQuestion struct {
	To       lanna.WriterID
	Subjects []HitSubject
	About    lanna.RecordID // record whose claims are asked about; zero: none
	Claims   []lanna.Digest // of that record
	Basis    string         // legal basis
	Note     Words          // goes with the request that a hit opens; may be empty
	Key      string         // the form's own id
}

// Limits of a question.
const (
	maxHitSubjects = 100
	maxHitBasis    = 200 // bytes
)

// hitDefaultNote is what a request says that nobody wrote words for.
var hitDefaultNote = Words{Text: "Hit: an entry of your filter met a question of ours. What can you tell about it?", Lang: "en"}

// AskHit asks and returns the question's record. The answer comes by itself and
// changes its state; a hit opens a request. Exhausted "hit-quota" where the
// partner would refuse, Unavailable "hit-filter-missing" where its filter is not
// here, Locked "hit-sweep" where the officer's questions look like a sweep.
func (d *Desk) AskHit(ctx context.Context, by Actor, why Why, q HitQuestion) (id lanna.RecordID, err error) {
	if err := d.admit(ctx, by, why, "hit.ask"); err != nil {
		return id, err
	}
	a := &hitAsking{d: d, by: by, why: why, q: q}
	if err := a.prepare(ctx); err != nil {
		return id, err
	}
	err = d.do(ctx, by, why, "hit.ask", func(w *work) error {
		done, known, err := w.formDone(q.Key)
		if err != nil || known {
			id = first(done)
			return err
		}
		if id, err = a.say(w); err == nil {
			w.formKeep(q.Key, id)
		}
		return err
	})
	if err == nil {
		d.hits.keep(id, a.pending)
	}
	return id, err
}

// A hitAsking is a question in the making.
type hitAsking struct {
	d       *Desk
	by      Actor
	why     Why
	q       HitQuestion
	to      Party
	held    hitHeld
	inputs  []string
	of      []int // of each input its subject; -1: filling
	pending *hit.Pending
	marking handling.Marking
}

// prepare checks the question and blinds it, before any transaction.
func (a *hitAsking) prepare(ctx context.Context) error {
	q := &a.q
	q.Basis = strings.TrimSpace(q.Basis)
	switch {
	case q.Basis == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "basis-missing"}
	case len(q.Basis) > maxHitBasis || len(q.Note.Text) > maxQuestion:
		return &lanna.Error{Kind: lanna.Invalid, Code: "too-long"}
	}
	var ok bool
	if a.to, ok = a.d.party(q.To); !ok || a.to.Agency == a.d.Agency() {
		return &lanna.Error{Kind: lanna.NotFound, Code: "party-unknown", ID: q.To.String()}
	}
	if err := a.subjects(ctx); err != nil {
		return err
	}
	if err := a.fill(); err != nil {
		return err
	}
	key, err := a.key(ctx)
	if err != nil {
		return err
	}
	if err := a.d.checkSweep(ctx, a.by, a.asked(), len(q.Subjects)); err != nil {
		return err
	}
	a.pending, err = hit.Blind(key, a.inputs)
	return err
}

// subjects reads the chosen claims of the record, as far as the officer may see
// them, and its marking, under which the question is held.
func (a *hitAsking) subjects(ctx context.Context) error {
	a.marking, _ = markingFor(MarkLife, a.by, a.d.Now()) // the ordinary marking is always allowed
	if a.q.About.IsZero() {
		return nil
	}
	return a.d.see(ctx, a.by, a.why, "record.show", func(r store.Reader) (s sight, err error) {
		st, err := a.d.shownState(r, a.by, a.why, a.q.About)
		if err != nil {
			return s, err
		}
		s.records = []lanna.RecordID{a.q.About}
		a.marking = handling.Combine(a.marking, markingOf(st))
		a.marking.Holders = nil
		for _, c := range a.q.Claims {
			i := slices.IndexFunc(st.Facts, func(f statement.Fact) bool { return f.Digest == c && f.Live() })
			if i < 0 || !a.d.released(st, &st.Facts[i], a.by, a.why.Purpose) {
				return s, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: c.String()}
			}
			f := &st.Facts[i]
			subject := HitSubject{Property: f.Property, Value: f.Value, Lang: f.Lang, from: []lanna.Digest{f.Digest}}
			if f.Property == lanna.Name {
				subject.Born, subject.from = a.d.bornOf(st, a.by, a.why.Purpose, subject.from)
			}
			a.q.Subjects = append(a.q.Subjects, subject)
		}
		return s, nil
	})
}

// bornOf returns the date of birth that the officer may see on a record, and
// with the claims before it the one that it is from.
func (d *Desk) bornOf(st *statement.State, by Actor, purpose lanna.Purpose, from []lanna.Digest) (string, []lanna.Digest) {
	for i := range st.Facts {
		f := &st.Facts[i]
		born := bornByNumber(f)
		if f.Property == lanna.BirthDate {
			born = f.Value
		}
		if born != "" && f.Live() && d.released(st, f, by, purpose) {
			return born, append(from, f.Digest)
		}
	}
	return "", from
}

// fill makes the inputs. A person always has the same number of them.
func (a *hitAsking) fill() error {
	if n := len(a.q.Subjects); n == 0 || n > maxHitSubjects {
		return &lanna.Error{Kind: lanna.Invalid, Code: "hit-subjects"}
	}
	for i := range a.q.Subjects {
		s := &a.q.Subjects[i]
		list := s.inputs()
		switch {
		case len(list) == 0 && s.Property == lanna.Name:
			return &lanna.Error{Kind: lanna.Invalid, Code: "hit-name-year"}
		case len(list) == 0:
			return &lanna.Error{Kind: lanna.Invalid, Code: "hit-identifier", ID: string(s.Property)}
		}
		for _, in := range list {
			a.inputs, a.of = append(a.inputs, in), append(a.of, i)
		}
		for n := len(list); s.Property == lanna.Name && n < names.HitPersonKeys; n++ {
			a.inputs, a.of = append(a.inputs, hitFilling+lanna.NewRecordID().String()), append(a.of, -1)
		}
	}
	if len(a.inputs) > hit.MaxBatch {
		return &lanna.Error{Kind: lanna.Invalid, Code: "hit-subjects"}
	}
	return nil
}

// hitFilling begins an input that no filter holds.
const hitFilling = "fill:"

func (a *hitAsking) asked() []string {
	return slices.DeleteFunc(slices.Clone(a.inputs), func(s string) bool { return strings.HasPrefix(s, hitFilling) })
}

// key returns the key of the partner's newest filter for the purpose, once the
// filter itself is here.
func (a *hitAsking) key(ctx context.Context) (hit.PublicKey, error) {
	var list []hitHeld
	err := a.d.cfg.Store.View(ctx, func(r store.Reader) error { return loadHit(r, hitHeldPrefix+a.to.Writer.String(), &list) })
	if err != nil {
		return hit.PublicKey{}, storeError(err)
	}
	for i := len(list) - 1; i >= 0; i-- { // while the newest is under way, the one before it is answered for
		f, err := a.d.hitFilter(&list[i])
		if errors.Is(err, blob.ErrNotFound) {
			continue
		}
		if err != nil {
			return hit.PublicKey{}, err
		}
		a.held = list[i]
		key, ok := f.Key(hit.Topic(a.why.Purpose))
		if !ok {
			return key, &lanna.Error{Kind: lanna.Denied, Code: "hit-purpose", ID: a.to.Record.String()}
		}
		return key, nil
	}
	return hit.PublicKey{}, &lanna.Error{Kind: lanna.Unavailable, Code: "hit-filter-missing", ID: a.to.Record.String()}
}

// A hitPending is what is kept of a question until its answer. Whoever has the
// blinds could try inputs on the elements, so it goes with the answer.
type hitPending struct {
	To          lanna.WriterID  `json:"to"`
	Publication lanna.RecordID  `json:"publication"`
	Key         string          `json:"key"`
	Topic       lanna.Purpose   `json:"topic"`
	Inputs      []string        `json:"inputs"`
	Of          []int           `json:"of"`
	Blinds      []byte          `json:"blinds"`
	Subjects    []lanna.Digest  `json:"subjects"` // of the claims, in order
	Officer     lanna.OfficerID `json:"officer"`
	Basis       string          `json:"basis"`
	Note        Words           `json:"note"`
}

const hitPendingPrefix = "hit/pending/"

// say opens the question's record and sends the question.
func (a *hitAsking) say(w *work) (lanna.RecordID, error) {
	q, id := &a.q, lanna.NewRecordID()
	if err := a.pay(w); err != nil {
		return id, err
	}
	p := hitPending{To: q.To, Publication: a.held.Publication, Topic: a.why.Purpose, Inputs: a.inputs, Of: a.of, Blinds: a.pending.Blinds(),
		Officer: a.by.Officer, Basis: q.Basis, Note: q.Note}
	claims := []statement.Claim{statement.New(lanna.HitTo, q.To.String()), statement.New(lanna.RequestBasis, q.Basis),
		statement.New(lanna.HitPublication, p.Publication.String()), statement.New(lanna.HitState, HitAsked)}
	if !q.About.IsZero() {
		claims = append(claims, statement.New(lanna.RequestAbout, q.About.String()))
	}
	for i := range q.Subjects {
		s := &q.Subjects[i]
		s.Nr = i + 1
		b, err := json.Marshal(s)
		if err != nil {
			return id, err
		}
		c := statement.New(lanna.HitSubject, string(b))
		c.From = s.from
		claims, p.Subjects = append(claims, c), append(p.Subjects, c.Digest(w.d.Agency(), id))
	}
	if err := w.createAs(id, lanna.HitRecord, a.marking, claims...); err != nil {
		return id, err
	}
	f, err := w.d.hitFilter(&a.held)
	if err != nil {
		return id, err
	}
	key, _ := f.Key(hit.Topic(a.why.Purpose)) // it was there when the question was blinded
	p.Key = hex.EncodeToString(key[:])
	b, err := json.Marshal(p)
	if err != nil {
		return id, err
	}
	w.setMeta(hitPendingPrefix+id.String(), b)
	m := &hit.Question{ID: id, Publication: p.Publication, Topic: hit.Topic(p.Topic), Basis: q.Basis, Elements: a.pending.Elements()}
	w.post(q.To, federate.Ordinary, federate.Ref{Hit: m.Encode()})
	return id, nil
}

// pay counts the elements against what the partner said that it answers a day,
// so that a question which it would refuse is not sent.
func (a *hitAsking) pay(w *work) error {
	name, used := hitCounter(hitAskedPrefix, a.to.Writer, dayOf(w.now), a.why.Purpose), 0
	if err := loadHit(w.tx, name, &used); err != nil {
		return err
	}
	if used += len(a.inputs); used > a.held.Quotas[a.why.Purpose] {
		return &lanna.Error{Kind: lanna.Exhausted, Code: "hit-quota", ID: a.to.Record.String()}
	}
	b, err := json.Marshal(used)
	if err == nil {
		w.setMeta(name, b)
	}
	return err
}

// HitAskable lists the claims of a record that partners can be asked about:
// identifiers, and names where a year of birth is known.
func (d *Desk) HitAskable(ctx context.Context, by Actor, why Why, id lanna.RecordID) ([]Fact, error) {
	if err := d.admit(ctx, by, why, "hit.ask"); err != nil {
		return nil, err
	}
	var out []Fact
	err := d.see(ctx, by, why, "record.show", func(r store.Reader) (s sight, err error) {
		st, err := d.shownState(r, by, why, id)
		if err != nil {
			return s, err
		}
		s.records = []lanna.RecordID{id}
		b := d.builder(r, by, why, st, st)
		for i := range st.Facts {
			f := &st.Facts[i]
			subject := HitSubject{Property: f.Property, Value: f.Value}
			if f.Property == lanna.Name {
				subject.Born, _ = d.bornOf(st, by, why.Purpose, nil)
			}
			if f.Live() && d.released(st, f, by, why.Purpose) && len(subject.inputs()) > 0 {
				out = append(out, b.bare(f))
			}
		}
		return s, nil
	})
	return out, err
}
