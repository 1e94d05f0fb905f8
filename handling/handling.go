// Package handling holds markings and the one decision that enforces them:
// Release. It is pure. A page, a partner, a search result and an export all
// ask here, and nowhere else.
package handling

import (
	"cmp"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"lanna"
)

// A Marking says who may hold a claim and what for. Its value in a claim is
// the JSON of this struct as String writes it. The zero Marking is the
// strictest but for the purposes: the originator alone may hold the claim.
type Marking struct {
	Holders      []lanna.AgencyID     `json:"holders,omitempty"`      // beside the originator; none: the originator alone
	Codes        []lanna.HandlingCode `json:"codes,omitempty"`        // they combine
	Words        string               `json:"words,omitempty"`        // the restriction of H3
	Purposes     []lanna.Purpose      `json:"purposes,omitempty"`     // none: every purpose but statistics
	Compartments []lanna.Compartment  `json:"compartments,omitempty"` // the reader must be in all of them
	Review       string               `json:"review,omitempty"`       // date, ISO 8601; erased then unless renewed
	closed       bool                 // could not be read: nobody but an auditor may know that it is there
}

// String returns the form in which a marking stands in a claim.
func (m Marking) String() string {
	m.Codes, m.Purposes, m.Compartments = all(m.Codes, nil), all(m.Purposes, nil), all(m.Compartments, nil)
	b, err := json.Marshal(m)
	if err != nil {
		panic("handling: a marking is plain data and always has a JSON form")
	}
	return string(b)
}

// Parse reads what String writes. What cannot be read, a withheld marking
// included, is closed: it lets nobody see the claim.
func Parse(s string) Marking {
	var m *Marking // stays nil where the value is null, which restricts nothing
	d := json.NewDecoder(strings.NewReader(s))
	d.DisallowUnknownFields() // a restriction that is not understood must not be dropped
	if err := d.Decode(&m); err != nil || m == nil || !m.valid() {
		return Marking{closed: true}
	}
	if _, err := d.Token(); err != io.EOF { // nor one that stands behind the first
		return Marking{closed: true}
	}
	return *m
}

func (m Marking) valid() bool {
	for _, p := range m.Purposes {
		if !p.Valid() {
			return false
		}
	}
	for _, c := range m.Compartments {
		if c == "" || strings.Contains(string(c), ",") { // an Audience could not tell it from others
			return false
		}
	}
	if m.Review != "" {
		if _, err := time.Parse(time.DateOnly, m.Review); err != nil {
			return false
		}
	}
	return true
}

// Combine returns the strictest of several markings: holders and purposes that
// all of them allow, the codes, words and compartments of any, the earliest
// review. No markings at all combine to the zero Marking.
func Combine(ms ...Marking) Marking {
	if len(ms) == 0 {
		return Marking{}
	}
	out := ms[0]
	for _, m := range ms[1:] {
		out = out.with(m)
	}
	return out
}

// CombineStrings parses and combines the markings of a fact.
func CombineStrings(values []string) Marking {
	if len(values) == 1 {
		return parsed.of(values[0])
	}
	ms := make([]Marking, len(values))
	for i, v := range values {
		ms[i] = parsed.of(v)
	}
	return Combine(ms...)
}

// parsed remembers what was parsed lately: the facts of a record share a few
// markings, and records share them too.
var parsed memo

type memo struct {
	mu   sync.RWMutex
	seen map[string]Marking
}

// memoSize is how many markings are remembered; then all are forgotten.
const memoSize = 1024

func (o *memo) of(s string) Marking {
	o.mu.RLock()
	m, ok := o.seen[s]
	o.mu.RUnlock()
	if ok {
		return m
	}
	m = Parse(s)
	m.Holders, m.Codes, m.Purposes, m.Compartments = slices.Clip(m.Holders), slices.Clip(m.Codes), slices.Clip(m.Purposes), slices.Clip(m.Compartments)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen == nil || len(o.seen) >= memoSize {
		o.seen = map[string]Marking{}
	}
	o.seen[s] = m
	return m
}

// Widens reports whether m lets all parties hold a claim that the other lets,
// and is the other in everything else but the date of review, of which the
// earliest holds in any case.
func (m Marking) Widens(o Marking) bool {
	if m.closed || o.closed || !subset(o.Holders, m.Holders) {
		return false
	}
	m.Holders, o.Holders, m.Review, o.Review = nil, nil, "", ""
	return m.String() == o.String()
}

func (m Marking) with(o Marking) Marking {
	out := Marking{
		Holders:      common(m.Holders, o.Holders),
		Codes:        all(m.Codes, o.Codes),
		Purposes:     common(m.purposes(), o.purposes()),
		Compartments: all(m.Compartments, o.Compartments),
		Review:       earlier(m.Review, o.Review),
		closed:       m.closed || o.closed,
	}
	out.Words = m.Words
	if o.Words != "" && o.Words != m.Words {
		out.Words = strings.TrimPrefix(m.Words+"; "+o.Words, "; ")
	}
	if len(out.Purposes) == 0 { // nothing in common: closed, since an empty list would mean the ordinary ones
		out.closed = true
	}
	return out
}

// ordinary are the purposes of a marking that names none. Counting people
// needs a marking that says so.
var ordinary = []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution, lanna.Prevention}

func (m Marking) purposes() []lanna.Purpose {
	if len(m.Purposes) == 0 {
		return ordinary
	}
	return m.Purposes
}

// A Reader is somebody who may be shown a claim: an officer of an agency, in
// roles, each at a desk, in compartments. A partner agency is a Reader with
// nothing but its agency.
type Reader struct {
	Agency       lanna.AgencyID
	Grants       []lanna.RoleAt // every one with its desk
	Compartments []lanna.Compartment
	Asked        []string // desks that were asked about the record on which the claim stands
}

// A Verdict is the answer of Release. Code is empty where the claim is
// allowed; otherwise it is for the originator's own eyes (a release preview,
// the audit), never for the reader, to whom nothing is there.
type Verdict struct {
	Allowed bool
	Code    string // holder, purpose, compartment, desk, role, closed
}

// Release decides whether the reader may have a claim of the originator with
// the property under the marking for the purpose.
func Release(m Marking, originator lanna.AgencyID, p lanna.Property, r Reader, purpose lanna.Purpose) Verdict {
	switch {
	case m.closed:
		return Verdict{Code: "closed"}
	case r.Agency != originator && !slices.Contains(m.Holders, r.Agency):
		return Verdict{Code: "holder"}
	case !slices.Contains(m.purposes(), purpose):
		return Verdict{Code: "purpose"}
	case !subset(m.Compartments, r.Compartments):
		return Verdict{Code: "compartment"}
	}
	code := r.refuses(p)
	return Verdict{Allowed: code == "", Code: code}
}

// An Audience stands for all markings that the same readers of one agency may
// see: lists and indexes are kept by audience, so that a reader's list is put
// together without opening what the reader may not see.
type Audience string

// AudienceOf returns the audience of a marking within its own agency.
func (m Marking) AudienceOf() Audience {
	if m.closed {
		return "closed"
	}
	var b strings.Builder
	for _, p := range lanna.Purposes {
		if slices.Contains(m.purposes(), p) {
			b.WriteString(string(p) + ",")
		}
	}
	b.WriteString("|")
	cs := slices.Clone(m.Compartments)
	slices.Sort(cs)
	for _, c := range slices.Compact(cs) {
		b.WriteString(string(c) + ",")
	}
	return Audience(b.String())
}

// Allows reports whether a reader of the claims' own agency may see what is
// kept under the audience. It is Release for a claim that no role hides. A list
// is of many records, so a desk that sees only what it was asked has none.
func (a Audience) Allows(r Reader, purpose lanna.Purpose) bool {
	m, ok := a.marking()
	return ok && Release(m, r.Agency, lanna.KindOfRecord, r, purpose).Allowed
}

func (a Audience) marking() (Marking, bool) {
	ps, cs, ok := strings.Cut(string(a), "|")
	if !ok {
		return Marking{}, false
	}
	var m Marking
	for p := range strings.SplitSeq(strings.Trim(ps, ","), ",") {
		m.Purposes = append(m.Purposes, lanna.Purpose(p))
	}
	if cs = strings.Trim(cs, ","); cs != "" {
		for c := range strings.SplitSeq(cs, ",") {
			m.Compartments = append(m.Compartments, lanna.Compartment(c))
		}
	}
	return m, true
}

// hiddenFrom lists what a role never sees, whatever the marking: the county
// desk answers questions on a person and never learns where the person hides
// or whom to call. Words in which somebody may name a place are hidden like the
// place; the code of a threat is not.
var hiddenFrom = map[lanna.Role][]lanna.Property{
	lanna.CountyPolice: {lanna.LastPlace, lanna.Place, lanna.Compound, lanna.Route, lanna.HeldBy, lanna.Contact, lanna.ContactSafety,
		lanna.Narrative, lanna.Translation, lanna.LastMessage, lanna.Threat, lanna.Note, lanna.SourceText, lanna.SourceURL,
		lanna.ReadText, lanna.Picture, lanna.PictureSafe, lanna.Crop},
}

// onlyAsked are the roles whose desk sees a record only when it was asked
// about it.
var onlyAsked = []lanna.Role{lanna.CountyPolice}

// refuses says why the reader's roles do not reach the property, "" where they
// do. Roles count together at each desk, and the narrowest of them holds there:
// who is county police and something else at the same desk sees no more than
// county police. A role that was granted at another desk is not narrowed. A
// partner, without roles, is not asked.
func (r Reader) refuses(p lanna.Property) (code string) {
	for _, g := range r.Grants {
		switch {
		case r.at(g.Desk, func(role lanna.Role) bool { return slices.Contains(onlyAsked, role) }) && !slices.Contains(r.Asked, g.Desk):
			code = cmp.Or(code, "desk")
		case r.at(g.Desk, func(role lanna.Role) bool { return slices.Contains(hiddenFrom[role], p) }):
			code = "role"
		default:
			return ""
		}
	}
	return code
}

// at reports whether one of the reader's roles at the desk is such.
func (r Reader) at(desk string, such func(lanna.Role) bool) bool {
	return slices.ContainsFunc(r.Grants, func(g lanna.RoleAt) bool { return g.Desk == desk && such(g.Role) })
}

func common[T comparable](a, b []T) []T {
	var out []T
	for _, v := range a {
		if slices.Contains(b, v) {
			out = append(out, v)
		}
	}
	return out
}

func all[T ~string](a, b []T) []T {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

func subset[T comparable](a, b []T) bool {
	for _, v := range a {
		if !slices.Contains(b, v) {
			return false
		}
	}
	return true
}

func earlier(a, b string) string {
	if a == "" || b != "" && b < a {
		return b
	}
	return a
}
