package index

import "lanna/names"

// Order is a number by which names that sound alike stand together: those who ask
// for many in this order meet the same people again and again.
func Order(n *names.Name) uint64 {
	var s sounder
	for _, p := range ordinary(n) {
		s.feed(p.Letters)
	}
	return uint64(s.term(wholeKind))
}
