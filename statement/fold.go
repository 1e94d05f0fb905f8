package statement

import (
	"bytes"
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
	es := ordered(record, entries)
	effects := effectsOf(self, es)
	st := &State{Record: record, Self: self}
	held := 0
	for _, e := range es {
		held += len(e.Claims)
	}
	seen := make(map[factKey]bool, held)
	st.Facts = make([]Fact, 0, held)
	for _, e := range es {
		st.History = append(st.History, Act{e.ID, e.Agency, e.Header.Writer, e.Header.Officer, e.Header.Time, e.Header.Kind, e.Unproven, e.Header.Names, e.Header.Claims})
		own := effects.markingsOf(self, e)
		for _, c := range e.Claims {
			key := factKey{e.Agency, c.Digest}
			if seen[key] || effects.gone(self, key) {
				continue
			}
			seen[key] = true
			f := Fact{Held: c, Statement: e.ID, Agency: e.Agency, Writer: e.Header.Writer, Officer: e.Header.Officer,
				Time: e.Header.Time, Kind: e.Header.Kind, Unproven: e.Unproven}
			f.ReplacedBy = effects.replaced[key]
			f.Markings, f.MarkedBy = effects.markings(self, key, own)
			st.Facts = append(st.Facts, f)
		}
	}
	st.Erased = effects.barred(self)
	st.Facts = oldestFirst(st.Facts)
	return st
}

// oldestFirst sorts facts by time, equal times by digest. It sorts their
// places, because a fact is large.
func oldestFirst(facts []Fact) []Fact {
	order := make([]int, len(facts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int {
		a, b := &facts[i], &facts[k]
		if a.Time != b.Time {
			return int(min(max(a.Time-b.Time, -1), 1))
		}
		return bytes.Compare(a.Digest[:], b.Digest[:])
	})
	out := make([]Fact, len(facts))
	for i, k := range order {
		out[i] = facts[k]
	}
	return out
}

type factKey struct {
	agency lanna.AgencyID
	digest lanna.Digest
}

// effects are what the statements do to claims, keyed by the agency that did
// it: a claim is touched only by its own.
type effects struct {
	replaced map[factKey][]lanna.Digest
	marks    map[factKey][]Entry // mark and release statements that name the claim
	erased   map[factKey]bool
	recalled map[factKey]bool
}

func effectsOf(self lanna.AgencyID, es []Entry) effects {
	x := effects{map[factKey][]lanna.Digest{}, map[factKey][]Entry{}, map[factKey]bool{}, map[factKey]bool{}}
	for _, e := range es {
		if e.Unproven || e.Agency != self && e.toOther(self) {
			continue
		}
		for _, d := range e.Header.Names {
			key := factKey{e.Agency, d}
			switch e.Header.Kind {
			case lanna.Say, lanna.Grant:
				x.replaced[key] = append(x.replaced[key], e.ID)
			case lanna.Mark, lanna.Release:
				x.marks[key] = append(x.marks[key], e)
			case lanna.Erase:
				x.erased[key] = true
			case lanna.Recall:
				x.recalled[key] = true
			}
		}
	}
	return x
}

// gone reports whether this node must not hold the claim: its own agency
// erased it or took it back, or ours erased its copy.
func (x effects) gone(self lanna.AgencyID, key factKey) bool {
	return x.erased[key] || x.erased[factKey{self, key.digest}] || key.agency != self && x.recalled[key]
}

func (x effects) barred(self lanna.AgencyID) []Barred {
	var out []Barred
	for key := range x.erased {
		out = append(out, Barred{key.agency, key.digest})
	}
	for key := range x.recalled {
		if key.agency != self && !x.erased[key] {
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
func (x effects) markings(self lanna.AgencyID, key factKey, own []Held) (out []string, by []lanna.Digest) {
	marks := x.marks[key]
	switch released := slices.ContainsFunc(marks, isRelease); {
	case released && key.agency == self:
		marks = slices.DeleteFunc(slices.Clone(marks), isRelease)
	case released && own[0].Property == "": // withheld
		own = nil
	}
	superseded := func(d lanna.Digest) bool {
		return slices.ContainsFunc(marks, func(e Entry) bool { return e.names(d) })
	}
	add := func(list []Held) {
		for i := range list {
			if superseded(list[i].Digest) {
				continue
			}
			out = append(out, list[i].Value)
			if list[i].Property != "" { // else none is held
				by = append(by, list[i].Digest)
			}
		}
	}
	add(own)
	for _, e := range marks {
		add(x.markingsOf(self, e))
	}
	slices.Sort(out)
	return slices.Compact(out), by
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

func isRelease(e Entry) bool { return e.Header.Kind == lanna.Release }

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
func (x effects) markingsOf(self lanna.AgencyID, e Entry) []Held {
	var out []Held
	for i := range e.Claims {
		c := &e.Claims[i]
		if c.Property == lanna.Marked && !x.gone(self, factKey{e.Agency, c.Digest}) {
			out = append(out, *c)
		}
	}
	if len(out) == 0 {
		return []Held{{}}
	}
	return out
}

// ordered returns the statements of the record once each, oldest first; equal
// times in the order of their ids, so that the result never depends on arrival.
// Of two copies that hold different claims the union is taken.
func ordered(record lanna.RecordID, entries []Entry) []Entry {
	at := map[lanna.Digest]int{}
	var es []Entry
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
