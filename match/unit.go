package match

import (
	"slices"
	"strings"
)

// A unit is a syllable or sign and its spellings, as a tree of letters that is
// walked depth first: what several spellings begin with is reckoned once.
type unit struct {
	nodes   []node
	length  int32  // letters of the likeliest form
	silent  int32  // what it costs that nothing is written; or none
	first   uint32 // letters that a form begins with
	letters uint32 // letters of all forms
	room    [10]node
}

// A part is the units of a part of a name in one system.
type part struct {
	units   []*unit
	length  int32  // of the likeliest forms, in letters
	letters uint32 // of all forms
}

func partOf(units []*unit) part {
	p := part{units: units}
	for _, u := range units {
		p.length += u.length
		p.letters |= u.letters
	}
	return p
}

// A node is a letter of a form behind the letter before it.
type node struct {
	rare         int32 // what the form that ends here costs for being less likely than others; or none
	depth        uint8 // of the letter in its form
	before, here byte
}

// none is dearer than anything that counts.
const none = int32(mostByLanes)

func unitOf(forms []string) *unit {
	x := &unit{length: int32(max(1, len(forms[0]))), silent: none}
	x.nodes = x.room[:0] // beside the rest, because memory far apart is what costs time
	order := make([]int, len(forms))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return strings.Compare(forms[i], forms[j]) })
	var last []byte
	for _, i := range order {
		form := encode(forms[i][:min(len(forms[i]), maxForm)])
		x.grow(last, form, int32(min(i, rarest))*rarer)
		last = form
	}
	return x
}

// grow adds a form behind the one before it in the order of letters.
func (x *unit) grow(last, form []byte, rare int32) {
	for depth := sharedStart(last, form); depth < len(form); depth++ {
		n := node{rare: none, depth: uint8(depth), here: form[depth]}
		if depth > 0 {
			n.before = form[depth-1]
		}
		x.nodes = append(x.nodes, n)
		x.letters |= 1 << form[depth]
	}
	ends := &x.silent
	if len(form) > 0 {
		x.first |= 1 << form[0]
		ends = &x.nodes[len(x.nodes)-1].rare // the form itself was just added, or is the one before again
	}
	if rare < *ends {
		*ends = rare
	}
}

func (x *unit) begins(letter byte) bool { return x.first>>letter&1 == 1 }
