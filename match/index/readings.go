package index

import (
	"slices"

	"lanna/names"
)

// How many ways of reading a name are followed: fewer where a person is filed,
// because each is a term of the index, more where one is asked for.
type width struct {
	ways     int // kept beside each other
	forms    int // spellings tried of one sign
	surnames int // of a surname
}

var (
	filing = width{ways: 4, forms: 3, surnames: 3}
	asking = width{ways: 8, forms: 4, surnames: 5}
)

// A way is one reading of the letters so far; rank grows with each spelling
// that is less likely than another.
type way struct {
	sounder
	rank int
}

// A tag tells what a term is of: terms of one part count once together, and only
// the likeliest reading of a name is worth asking for with a mistake in it.
type tag struct {
	part   int8 // 0 for a whole name
	likely bool
}

// reader collects the terms of names, each once, in the order of likelihood.
type reader struct {
	width
	terms []term
	tags  []tag // of each term
	tag   tag
	ways  []way
	spare []way
	one   [1]string

	spelled [][]byte
}

func (r *reader) add(t term) {
	if t != 0 && !slices.Contains(r.terms, t) {
		r.terms = append(r.terms, t)
		r.tags = append(r.tags, r.tag)
	}
}

// start begins a reading.
func (r *reader) start() { r.ways = append(r.ways[:0], way{}) }

// spell goes on by one sign or word that has several spellings.
func (r *reader) spell(forms []string, most int) {
	if len(forms) == 1 {
		for i := range r.ways {
			r.ways[i].feed(forms[0])
		}
		return
	}
	next := r.spare[:0]
	for i := range r.ways {
		for k, form := range forms[:min(len(forms), most)] {
			w := r.ways[i]
			w.feed(form)
			w.rank += k
			next = keepBest(next, w, r.width.ways)
		}
	}
	r.spare, r.ways = r.ways, next
}

// keepBest puts a way into a list that is sorted by rank and holds at most n,
// unless one of the list sounds the same.
func keepBest(list []way, w way, n int) []way {
	at := len(list)
	for i := range list {
		if list[i].sounder == w.sounder {
			return list
		}
		if at == len(list) && w.rank < list[i].rank {
			at = i
		}
	}
	if at == n {
		return list
	}
	if len(list) == n {
		list = list[:n-1]
	}
	return slices.Insert(list, at, w)
}

func (r *reader) end(kind int, part int) {
	for i := range r.ways {
		r.tag = tag{int8(part), i == 0}
		r.add(r.ways[i].term(kind))
	}
	r.tag = tag{}
}

// name reads a name with its other spellings.
func (r *reader) name(n *names.Name, rotate bool) {
	for _, one := range append([]*names.Name{n}, n.Others...) {
		parts := ordinary(one)
		if one.Script == names.Han {
			r.han(one, parts, rotate)
			continue
		}
		r.whole(parts)
		r.sino(parts, rotate)
		if rotate && len(parts) > 1 {
			r.rotated(parts)
		}
		if n := len(parts); rotate && n > 2 && n < 6 { // a name beside, as English given names are
			r.whole(parts[1:])
			r.whole(parts[:n-1])
			r.whole(append([]*names.Part{parts[n-1]}, parts[1:n-1]...))
		}
		r.parts(one, parts)
	}
}

// ordinary are the parts that a name is filed under; titles and initials are left
// out where something else is left, but for a vowel, which may be a syllable: TAN
// A-hui.
func ordinary(n *names.Name) []*names.Part {
	var out []*names.Part
	for i := range n.Parts {
		if p := &n.Parts[i]; p.Role != names.Particle && p.Role != names.Titular && (p.Role != names.Initial || vowel(p.Letters[0])) {
			out = append(out, p)
		}
	}
	for i := 0; len(out) == 0 && i < len(n.Parts); i++ {
		out = append(out, &n.Parts[i])
	}
	return out
}

// rotated reads a name with its first part last, and with its last part first.
func (r *reader) rotated(parts []*names.Part) {
	n := len(parts)
	r.whole(append(slices.Clone(parts[1:]), parts[0]))
	if n > 2 {
		r.whole(append([]*names.Part{parts[n-1]}, parts[:n-1]...))
	}
}

func (r *reader) whole(parts []*names.Part) {
	r.start()
	for _, p := range parts {
		r.part(p)
	}
	r.end(wholeKind, 0)
}

// part goes on by a part in the first system that it has: all scripts but Han
// have one alone.
func (r *reader) part(p *names.Part) {
	if len(p.Sounds) == 0 {
		r.one[0] = p.Letters
		r.spell(r.one[:], 1)
		return
	}
	for _, u := range p.Sounds[0].Units {
		r.spell(u.Forms, r.forms)
	}
}

// sino files a name in letters without the words that cannot be Chinese, because
// an English given name stands on one side alone; and two neighbours that can as
// one part, which is what a given name of two signs is.
func (r *reader) sino(parts []*names.Part, rotate bool) {
	if len(parts) < 2 || len(parts) > 5 {
		return
	}
	var chinese []*names.Part
	for _, p := range parts {
		if len(p.Sounds) == 0 && names.Sino(p.Letters) {
			chinese = append(chinese, p)
		}
	}
	if n := len(chinese); n > 1 && n < len(parts) || n == 1 && len(parts) == 2 && len(chinese[0].Letters) > 5 {
		r.whole(chinese)
		if rotate && n > 1 {
			r.rotated(chinese)
		}
	}
	for i := 0; len(parts) > 2 && i+1 < len(chinese); i++ {
		r.start()
		r.part(chinese[i])
		r.part(chinese[i+1])
		r.end(partKind, mostParts+i+1)
	}
}

// mostParts bounds how many parts of a name it is filed under.
const mostParts = 6

func (r *reader) parts(n *names.Name, parts []*names.Part) {
	for i, p := range parts[:min(len(parts), mostParts)] {
		if len(p.Letters) < 2 {
			continue
		}
		r.start()
		r.part(p)
		r.ways = r.ways[:min(len(r.ways), max(2, r.width.ways/2))]
		r.end(partKind, i+1)
	}
	if whole := len(n.Parts); whole > len(parts) && whole < 5 { // a title may be a part: Ko, Maung, Sai
		all := make([]*names.Part, whole)
		for i := range n.Parts {
			all[i] = &n.Parts[i]
		}
		r.whole(all)
	}
}

// signTerm is what a name in Han signs is filed under by them.
func signTerm(n *names.Name) (term, bool) {
	return hashed(signKind, hash(n.Signs)), n.Script == names.Han && len(n.Signs) > 3
}

// han reads the signs in each system, whole and the given name alone.
func (r *reader) han(n *names.Name, parts []*names.Part, rotate bool) {
	if t, ok := signTerm(n); ok {
		r.add(t)
	}
	for s := names.Pinyin; s <= names.Foreign; s++ {
		if r.inSystem(parts, s, 0) {
			r.end(wholeKind, 0)
		}
		if rotate && len(parts) > 1 && r.inSystem(append(slices.Clone(parts[1:]), parts[0]), s, len(parts)-1) {
			r.end(wholeKind, 0)
		}
		if len(parts) > 1 && r.inSystem(parts[1:], s, -1) {
			r.ways = r.ways[:min(len(r.ways), max(2, r.width.ways/2))]
			r.end(partKind, 2)
		}
		if s == names.Foreign && len(parts) > 1 && r.inSystem(parts[:1], s, -1) {
			r.end(partKind, 1)
		}
	}
}

// inSystem reads parts in a system, of which one may be the surname; false where
// a sign has no reading in it.
func (r *reader) inSystem(parts []*names.Part, s names.System, surname int) bool {
	r.start()
	found := false
	for i, p := range parts {
		if len(p.Sounds) == 0 { // an English given name beside the signs
			continue
		}
		units, ok := unitsIn(p, s)
		if !ok {
			return false
		}
		found = true
		for _, u := range units {
			most := r.forms
			if i == surname {
				most = r.surnames
			}
			r.spell(u.Forms, most)
		}
	}
	return found
}

func unitsIn(p *names.Part, s names.System) ([]names.Unit, bool) {
	for i := range p.Sounds {
		if p.Sounds[i].System == s {
			return p.Sounds[i].Units, true
		}
	}
	return nil, false
}
