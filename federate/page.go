package federate

import (
	"bytes"
	"context"
	"encoding/binary"
	"sync"
	"time"

	"lanna"
)

// Shelves are the lanes for which a receiver asks a relay at the same time: the
// urgent one by itself, so that a threat to life is never behind a page of a
// picture that is under way. An older relay answers each with all lanes, and what
// comes twice is dropped.
var Shelves = []string{"0", "12"}

// LongestRetry is how long a receiver waits at most before it asks again for what
// it could not take.
const LongestRetry = time.Minute

// A PageSize is how much a receiver asks for at a time: on a narrow link little,
// so that what is urgent shares it with a page for a moment only; on a wide one
// much, because each page costs a round trip. The zero value is ready.
type PageSize struct{ bytes int }

const leastPage, mostPage = 8 << 10, 1 << 20

// Bytes is how much to ask for.
func (s *PageSize) Bytes() int { return max(s.bytes, leastPage) }

// Took tells how long a page was under way, once it had begun to come.
func (s *PageSize) Took(bytes int, d time.Duration) {
	switch {
	case d > time.Second:
		s.bytes = max(s.Bytes()/2, leastPage)
	case d < time.Second/2 && bytes > s.Bytes()/2:
		s.bytes = min(s.Bytes()*2, mostPage)
	}
}

// headStart is how long the urgent lane is asked for alone, where it says nothing
// sooner: of a backlog the threats to life come first.
const headStart = 250 * time.Millisecond

// AskApart asks for each of Shelves until ctx ends, for the urgent one first. ask
// calls begun once it has had its first answer. f is called one at a time.
func AskApart(ctx context.Context, f func(m Message) error, ask func(ctx context.Context, lanes string, begun func(), f func(m Message) error)) error {
	var mu sync.Mutex
	one := func(m Message) error {
		mu.Lock()
		defer mu.Unlock()
		return f(m)
	}
	first := make(chan struct{})
	begun := sync.OnceFunc(func() { close(first) })
	var asking sync.WaitGroup
	for i, lanes := range Shelves {
		if i > 0 {
			late := time.NewTimer(headStart)
			select {
			case <-first:
			case <-late.C:
			case <-ctx.Done():
			}
			late.Stop()
		}
		asking.Go(func() { ask(ctx, lanes, begun, one) })
	}
	asking.Wait()
	return ctx.Err()
}

// A page is how a relay answers with what waits: messages in frames of place (8
// bytes), length (4 bytes) and message, all big endian. The place is what the
// receiver gives up when it has taken the message.
const placeSize, frameHead = 8, 8 + 4

// AppendPage adds a message to a page.
func AppendPage(b []byte, place uint64, m Message) []byte {
	b = binary.BigEndian.AppendUint64(b, place)
	b = binary.BigEndian.AppendUint32(b, uint32(len(m)))
	return append(b, m...)
}

// errPageCut is a page that ends in the middle of a message.
var errPageCut = &lanna.Error{Kind: lanna.Unavailable, Code: "page-cut"}

// TakePage hands over the messages of a page and returns the places of those
// that were taken. One that was not taken, as one whose turn has not come, stays
// at the relay and holds up nothing behind it: what it waits for may lie there.
// A page that is cut off is Unavailable "page-cut", and the rest is asked for
// again.
func TakePage(ctx context.Context, b []byte, f func(m Message) error) (taken []byte, failed error) {
	for len(b) > 0 && ctx.Err() == nil {
		if len(b) < frameHead || uint64(binary.BigEndian.Uint32(b[placeSize:])) > uint64(len(b)-frameHead) {
			return taken, errPageCut
		}
		n := binary.BigEndian.Uint32(b[placeSize:])
		if err := f(bytes.Clone(b[frameHead : frameHead+n])); err != nil {
			failed = err
		} else {
			taken = append(taken, b[:placeSize]...)
		}
		b = b[frameHead+n:]
	}
	return taken, failed
}
