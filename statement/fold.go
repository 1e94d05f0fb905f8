package statement

import (
	"bytes"
	"cmp"
	"slices"

	"lanna"
)

// An Entry is a statement as the fold takes it: with the agency for which its
// writer speaks and whether that stands.
type Entry struct {
	*Statement
	Agency   lanna.AgencyID
	Unproven bool // after the last checkpoint of a revoked writer, or by a writer without certificate
}

// A Fact is a claim with who said it and what became of it.
type Fact struct {
	Held
	Statement  lanna.Digest
	Agency     lanna.AgencyID
	Writer     lanna.WriterID
	Officer    lanna.OfficerID
	Time       lanna.Millis
	Kind       lanna.StatementKind
	Unproven   bool           // shown, never folded into the current state
	ReplacedBy []lanna.Digest // ids of the statements of the same agency that replace it
	Markings   []string       // every marking that holds for it, in the form of package handling, sorted
	MarkedBy   []lanna.Digest // the claims that say those markings, as far as they are held; a later mark names them
}

// Live reports whether the fact is part of the current state: not replaced,
// not a withdrawal, proven, and of a kind that is signed. What an unsigned
// statement or one of a kind that is not known says is kept and shown, and has
// no effect.
func (f *Fact) Live() bool {
	return !f.Unproven && len(f.ReplacedBy) == 0 && f.Value != "" && f.Kind.Signed()
}

// A State is what is said on one record. It is a pure function of the set of
// statements: the order in which they arrived plays no part.
type State struct {
	Record  lanna.RecordID
	Self    lanna.AgencyID // of the node that folded
	Facts   []Fact         // every held claim, oldest first; equal times in the order of their digests
	Erased  []Barred       // claims that this node must not hold, should they arrive late
	History []Act          // every statement, oldest first
}

// A Barred claim was erased by the agency: its own claim with the digest, or,
// where the agency is the node's, anybody's.
type Barred struct {
	Agency lanna.AgencyID
	Digest lanna.Digest
}

// An Act is one statement without its values.
type Act struct {
	Statement lanna.Digest
	Agency    lanna.AgencyID
	Writer    lanna.WriterID
	Officer   lanna.OfficerID
	Time      lanna.Millis
	Kind      lanna.StatementKind
	Unproven  bool
	Names     []lanna.Digest // what the statement is about, with its fillers; not to be changed
	Claims    []lanna.Digest // those that it signed, with their fillers; not to be changed
}

// About reports whether the act names the digest.
func (a *Act) About(d lanna.Digest) bool { return among(a.Names, d) }

// Fold makes the state of one record as node self of an agency holds it.
// Statements on other records are ignored, and so are the same statements
// given twice.
//
// Replace, mark, release, recall and erase count only when they come from the
// claim's own agency; another agency's erase binds its own copy alone (self).
// What was released and taken back binds those who hold it for another agency,
// and of those the one to whom it was sent: a release or recall that this node
// passes on to somebody else changes nothing here.
func Fold(self lanna.AgencyID, record lanna.RecordID, entries []Entry) *State {
	f := newFolding(self, ordered(record, entries))
	st := &State{Record: record, Self: self, History: make([]Act, len(f.es)), Erased: f.barred()}
	for i, e := range f.es {
		st.History[i] = Act{e.ID, e.Agency, e.Header.Writer, e.Header.Officer, e.Header.Time, e.Header.Kind, e.Unproven, e.Header.Names, e.Header.Claims}
	}
	order := f.oldestFirst()
	st.Facts = make([]Fact, len(order))
	for i, k := range order {
		f.fact(&st.Facts[i], &f.held[k])
	}
	return st
}

// A folding is the making of a state: what each statement does to the claims
// that are held. A claim is touched only by its own agency.
type folding struct {
	self     lanna.AgencyID
	es       []Entry
	held     []heldAt // each claim once, in the order of the statements
	at       map[factKey]int
	erased   map[factKey]bool
	recalled map[factKey]bool
	own      []ownMarkings // by statement
}

type factKey struct {
	agency lanna.AgencyID
	digest lanna.Digest
}

// heldAt is a held claim by its place, with what became of it.
type heldAt struct {
	*Held
	e        int            // its statement's place
	replaced []lanna.Digest // by which statements
	marks    []int          // places of the mark and release statements that name it
}

// ownMarkings are the markings among a statement's own claims, and what they are
// for a claim that nothing else marks.
type ownMarkings struct {
	made     bool
	markings []string
	by       []lanna.Digest
}

func newFolding(self lanna.AgencyID, es []Entry) *folding {
	n := 0
	for _, e := range es {
		n += len(e.Claims)
	}
	f := &folding{self: self, es: es, held: make([]heldAt, 0, n), at: make(map[factKey]int, n), own: make([]ownMarkings, len(es))}
	for i, e := range es {
		for k := range e.Claims {
			key := factKey{e.Agency, e.Claims[k].Digest}
			if _, twice := f.at[key]; !twice {
				f.at[key] = len(f.held)
				f.held = append(f.held, heldAt{Held: &e.Claims[k], e: i})
			}
		}
	}
	for i, e := range es {
		if !e.Unproven && (e.Agency == self || !e.toOther(self)) {
			f.act(i, e)
		}
	}
	return f
}

// act notes what a statement does to what it names. Most of what a list names are
// fillers.
func (f *folding) act(i int, e Entry) {
	switch e.Header.Kind {
	case lanna.Erase:
		f.erased = named(f.erased, e)
	case lanna.Recall:
		f.recalled = named(f.recalled, e)
	case lanna.Say, lanna.Grant, lanna.Mark, lanna.Release:
		for _, d := range e.Header.Names {
			k, ok := f.at[factKey{e.Agency, d}]
			if !ok {
				continue
			}
			if c := &f.held[k]; e.Header.Kind == lanna.Say || e.Header.Kind == lanna.Grant {
				c.replaced = append(c.replaced, e.ID)
			} else {
				c.marks = append(c.marks, i)
			}
		}
	}
}

func named(set map[factKey]bool, e Entry) map[factKey]bool {
	if set == nil {
		set = map[factKey]bool{}
	}
	for _, d := range e.Header.Names {
		set[factKey{e.Agency, d}] = true
	}
	return set
}

// oldestFirst returns the places of the claims that this node may hold by time,
// equal times by digest.
func (f *folding) oldestFirst() []int {
	order := make([]int, 0, len(f.held))
	for i := range f.held {
		if c := &f.held[i]; !f.gone(factKey{f.es[c.e].Agency, c.Digest}) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, k int) int {
		a, b := &f.held[i], &f.held[k]
		if c := cmp.Compare(f.es[a.e].Header.Time, f.es[b.e].Header.Time); c != 0 {
			return c
		}
		return bytes.Compare(a.Digest[:], b.Digest[:])
	})
	return order
}

func (f *folding) fact(out *Fact, c *heldAt) {
	e := &f.es[c.e]
	*out = Fact{Held: *c.Held, Statement: e.ID, Agency: e.Agency, Writer: e.Header.Writer, Officer: e.Header.Officer,
		Time: e.Header.Time, Kind: e.Header.Kind, Unproven: e.Unproven, ReplacedBy: c.replaced}
	if len(c.marks) > 0 {
		out.Markings, out.MarkedBy = f.markings(c)
		return
	}
	own := &f.own[c.e]
	if !own.made {
		own.made = true
		own.markings, own.by = f.markings(c)
	}
	out.Markings, out.MarkedBy = own.markings, own.by
}

// gone reports whether this node must not hold the claim: its own agency
// erased it or took it back, or ours erased its copy.
func (f *folding) gone(key factKey) bool {
	return f.erased[key] || f.erased[factKey{f.self, key.digest}] || key.agency != f.self && f.recalled[key]
}

func (f *folding) barred() []Barred {
	var out []Barred
	for key := range f.erased {
		out = append(out, Barred{key.agency, key.digest})
	}
	for key := range f.recalled {
		if key.agency != f.self && !f.erased[key] {
			out = append(out, Barred{key.agency, key.digest})
		}
	}
	slices.SortFunc(out, func(a, b Barred) int {
		if c := bytes.Compare(a.Agency[:], b.Agency[:]); c != 0 {
			return c
		}
		return bytes.Compare(a.Digest[:], b.Digest[:])
	})
	return out
}

// markings returns what holds for the claim: the markings of its own statement
// and of every mark statement that names it, less those that such a mark names
// beside the claim, which is how a later mark widens or renews an earlier one.
// Marks that do not know of each other all hold, and handling takes the
// strictest.
//
// A release is a mark for whom it was sent to, and for nobody else: the
// originator's own copy keeps the originator's markings. It says under what the
// claim is held there, so it also stands for a first marking that stayed at
// home, because that one may name other holders.
func (f *folding) markings(c *heldAt) (out []string, by []lanna.Digest) {
	marks, own := c.marks, f.markingsOf(f.es[c.e])
	isRelease := func(i int) bool { return f.es[i].Header.Kind == lanna.Release }
	switch released := slices.ContainsFunc(marks, isRelease); {
	case released && f.es[c.e].Agency == f.self:
		marks = slices.DeleteFunc(slices.Clone(marks), isRelease)
	case released && own[0].Property == "": // withheld
		own = nil
	}
	superseded := func(d lanna.Digest) bool {
		return slices.ContainsFunc(marks, func(i int) bool { return f.es[i].names(d) })
	}
	add := func(list []*Held) {
		for _, m := range list {
			if superseded(m.Digest) {
				continue
			}
			out = append(out, m.Value)
			if m.Property != "" { // else none is held
				by = append(by, m.Digest)
			}
		}
	}
	add(own)
	for _, i := range marks {
		add(f.markingsOf(f.es[i]))
	}
	slices.Sort(out)
	return slices.Clip(slices.Compact(out)), slices.Clip(by)
}

// toOther reports whether it is a release or recall that names another partner
// than the agency. One that names none is taken to be for whoever holds it.
func (e Entry) toOther(self lanna.AgencyID) bool {
	if e.Header.Kind != lanna.Release && e.Header.Kind != lanna.Recall {
		return false
	}
	to := false
	for i := range e.Claims {
		if c := &e.Claims[i]; c.Property == lanna.ReleaseTo {
			if c.Value == self.String() {
				return false
			}
			to = true
		}
	}
	return to
}

func (e Entry) names(d lanna.Digest) bool { return among(e.Header.Names, d) }

func among(sorted []lanna.Digest, d lanna.Digest) bool {
	_, ok := slices.BinarySearchFunc(sorted, d, func(a, b lanna.Digest) int { return bytes.Compare(a[:], b[:]) })
	return ok
}

// markingsOf returns the markings among the statement's own claims. They hold
// for all claims of the statement, so that a claim and its first restriction
// are one and arrive together. A statement of which no marking is held, because
// it was withheld or erased, counts as marked "", the strictest: what is
// missing must never loosen.
func (f *folding) markingsOf(e Entry) []*Held {
	var out []*Held
	for i := range e.Claims {
		c := &e.Claims[i]
		if c.Property == lanna.Marked && !f.gone(factKey{e.Agency, c.Digest}) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return withheld
	}
	return out
}

var withheld = []*Held{{}}

// ordered returns the statements of the record once each, oldest first; equal
// times in the order of their ids, so that the result never depends on arrival.
// Of two copies that hold different claims the union is taken.
func ordered(record lanna.RecordID, entries []Entry) []Entry {
	at := make(map[lanna.Digest]int, len(entries))
	es := make([]Entry, 0, len(entries))
	for _, e := range entries {
		if e.Header.Record != record {
			continue
		}
		if i, ok := at[e.ID]; ok {
			es[i] = union(es[i], e)
			continue
		}
		at[e.ID] = len(es)
		es = append(es, e)
	}
	slices.SortFunc(es, func(a, b Entry) int {
		if a.Header.Time != b.Header.Time {
			return int(min(max(a.Header.Time-b.Header.Time, -1), 1))
		}
		return bytes.Compare(a.ID[:], b.ID[:])
	})
	return es
}

func union(a, b Entry) Entry {
	merged := *a.Statement
	merged.Claims = slices.Clone(a.Claims)
	for _, c := range b.Claims {
		if !slices.ContainsFunc(merged.Claims, func(h Held) bool { return h.Digest == c.Digest }) {
			merged.Claims = append(merged.Claims, c)
		}
	}
	return Entry{&merged, a.Agency, a.Unproven && b.Unproven}
}

// Live returns the live facts with the property, oldest first.
func (s *State) Live(p lanna.Property) []Fact {
	var out []Fact
	for _, f := range s.Facts {
		if f.Property == p && f.Live() {
			out = append(out, f)
		}
	}
	return out
}

// Of returns the newest live value of the property that the agency said, or "".
func (s *State) Of(agency lanna.AgencyID, p lanna.Property) string {
	v := ""
	for i := range s.Facts {
		if f := &s.Facts[i]; f.Property == p && f.Agency == agency && f.Live() {
			v = f.Value
		}
	}
	return v
}

// A Dispute is two or more different live values of one single-valued property
// by one agency: a person settles it by replacing both.
type Dispute struct {
	Agency   lanna.AgencyID
	Property lanna.Property
	Claims   []lanna.Digest
}

// Disputes returns the conflicts of the record in a fixed order.
func (s *State) Disputes() []Dispute {
	type key struct {
		a lanna.AgencyID
		p lanna.Property
	}
	group := map[key][]*Fact{}
	var order []key
	for i := range s.Facts {
		f := &s.Facts[i]
		if !f.Live() || f.Property.Multiple() {
			continue
		}
		k := key{f.Agency, f.Property}
		if group[k] == nil {
			order = append(order, k)
		}
		group[k] = append(group[k], f)
	}
	var out []Dispute
	for _, k := range order {
		fs := group[k]
		differ := slices.ContainsFunc(fs, func(f *Fact) bool { return f.Value != fs[0].Value })
		if !differ {
			continue
		}
		d := Dispute{Agency: k.a, Property: k.p}
		for _, f := range fs {
			d.Claims = append(d.Claims, f.Digest)
		}
		out = append(out, d)
	}
	return out
}
