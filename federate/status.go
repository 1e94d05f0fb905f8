package federate

import (
	"lanna"
	"lanna/store"
)

// A LaneStatus is how far a lane to and from a party is.
type LaneStatus struct {
	Lane     Lane
	Waiting  int64        // references that wait to be sealed
	UnderWay uint64       // envelopes that were sealed and not acked
	Given    uint64       // the last number given
	Acked    uint64       // the last number acked
	Sealed   lanna.Millis // when the last one was sealed; 0 never
	AckAt    lanna.Millis // when the last ack came; 0 never
	Taken    uint64       // the last number taken in from the party
	TakenAt  lanna.Millis // 0 never
	Fork     *ForkNote    // the lane from the party is stopped
}

// Status returns the lanes to and from a party, the most urgent first.
func (b *Box) Status(r store.Reader, party lanna.WriterID) ([]LaneStatus, error) {
	out := make([]LaneStatus, len(Lanes))
	for i, lane := range Lanes {
		o, err := b.out(r, party, lane)
		if err != nil {
			return nil, err
		}
		in, err := b.in(r, party, lane)
		if err != nil {
			return nil, err
		}
		waits, err := queued(r, waiting(party, lane))
		if err != nil {
			return nil, err
		}
		under, err := queued(r, b.sent(party, lane))
		if err != nil {
			return nil, err
		}
		out[i] = LaneStatus{lane, waits, uint64(under), o.N, o.Acked, o.Sealed, o.AckAt, in.N, in.At, in.Fork}
	}
	return out, nil
}

// queued counts a receiver's parcels. Their numbers have no gaps, so it looks
// for the last one by halves and reads few of them.
func queued(r store.Reader, label string) (int64, error) {
	first, err := r.Parcels(label, 0, 1)
	if err != nil || len(first) == 0 {
		return 0, err
	}
	has := func(n int64) (bool, error) {
		list, err := r.Parcels(label, n-1, 1)
		return len(list) > 0, err
	}
	low, step := first[0].N, int64(1) // low is there
	for {
		ok, err := has(low + step)
		if err != nil {
			return 0, err
		}
		if ok {
			low, step = low+step, step*2
			continue
		}
		if step == 1 {
			return low - first[0].N + 1, nil
		}
		step = max(1, step/4)
	}
}
