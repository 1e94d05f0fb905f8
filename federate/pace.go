package federate

import "time"

// How the forwarder paces what is not urgent. A link's queue is not ours to
// reorder, so a threat to life waits behind whatever was handed over before it;
// pace keeps that queue shorter than target. It is a window by delay as in
// LEDBAT (RFC 6817), but where round trips are long it grows slowly at first as
// well: doubling would fill the queue with a whole round trip's worth.
const (
	target     = 100 * time.Millisecond // queue that is aimed at
	pieceTime  = 150 * time.Millisecond // a piece takes this long on the link
	baseWindow = time.Minute            // the least round trip is looked for again after that time
	minWindow  = 4096
	maxWindow  = 4 << 20
	minPiece   = Overhead + 2048 // 0.4 s at 64 kbit/s; a smaller one would be mostly seal
	maxPiece   = 128 << 10
)

// A pace is the window of what is under way and not urgent to one party.
// The zero value is ready.
type pace struct {
	window  float64 // bytes
	settled bool    // past the first growth
	base    time.Duration
	earlier time.Duration // base of the time before
	since   time.Time     // when base began
}

func (p *pace) size() int { return max(int(p.window), minWindow) }

// piece is how many bytes an envelope that is not urgent may have on the wire.
func (p *pace) piece() int {
	least := p.least()
	if least == 0 {
		return minPiece
	}
	perSecond := float64(p.size()) / max(least, time.Millisecond).Seconds()
	return min(max(int(perSecond*pieceTime.Seconds()), minPiece), maxPiece)
}

func (p *pace) least() time.Duration {
	if p.earlier > 0 && p.earlier < p.base {
		return p.earlier
	}
	return p.base
}

// acked tells that an envelope of n bytes was acked after a round trip.
func (p *pace) acked(n int, trip time.Duration, now time.Time) {
	trip = max(trip, time.Microsecond)
	if p.base == 0 || now.Sub(p.since) > baseWindow {
		p.earlier, p.base, p.since = p.base, trip, now
	}
	p.base = min(p.base, trip)
	p.window = float64(p.size())
	queue := trip - p.least()
	switch {
	case queue <= target && !p.settled:
		// Doubling is safe where a round trip's worth of queue is within the target.
		p.window += float64(n) * min(max(float64(target)/float64(p.least()), 1./8), 1)
	case queue <= target:
		p.window += float64(n) * float64(minPiece) / p.window * float64(target-queue) / float64(target)
	default:
		p.settled = true
		p.window -= float64(n) / 2 * min(float64(queue-target)/float64(target), 1)
	}
	p.window = min(max(p.window, minWindow), maxWindow)
}

// lost tells that something was not acked in time or the link changed.
func (p *pace) lost() {
	p.window = max(p.window/2, minWindow)
	p.settled = false
}

// sending is how long so many bytes take at the rate that the window shows; at
// 64 kbit/s while no round trip is known.
func (p *pace) sending(bytes int) time.Duration {
	if p.least() == 0 {
		return time.Duration(bytes) * time.Second / 8000
	}
	return time.Duration(float64(bytes) / float64(p.size()) * float64(p.least()))
}
