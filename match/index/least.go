package index

// least gives numbers in their order, where most are never asked for: a heap of
// two branches.
type least []uint64

// order makes a heap of numbers in any order.
func (h least) order() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.sink(i)
	}
}

// pop takes the least out.
func (h *least) pop() uint64 {
	list := *h
	top, last := list[0], len(list)-1
	list[0] = list[last]
	*h = list[:last]
	h.sink(0)
	return top
}

func (h least) sink(i int) {
	for {
		next := 2*i + 1
		if next >= len(h) {
			return
		}
		if next+1 < len(h) && h[next+1] < h[next] {
			next++
		}
		if h[i] <= h[next] {
			return
		}
		h[i], h[next] = h[next], h[i]
		i = next
	}
}
