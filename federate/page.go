package federate

import (
	"bytes"
	"context"
	"encoding/binary"
)

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

// TakePage hands over the messages of a page and returns the places of those
// that were taken. One that was not taken, as one whose turn has not come, stays
// at the relay and holds up nothing behind it: what it waits for may lie there.
func TakePage(ctx context.Context, b []byte, f func(m Message) error) (taken []byte, failed error) {
	for len(b) >= frameHead && ctx.Err() == nil {
		n := binary.BigEndian.Uint32(b[placeSize:])
		if uint64(n) > uint64(len(b)-frameHead) {
			break // cut off on the way: the rest is asked for again
		}
		if err := f(bytes.Clone(b[frameHead : frameHead+n])); err != nil {
			failed = err
		} else {
			taken = append(taken, b[:placeSize]...)
		}
		b = b[frameHead+n:]
	}
	return taken, failed
}
