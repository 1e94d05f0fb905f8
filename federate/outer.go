package federate

import (
	"bytes"
	"errors"

	"lanna"
)

// Domains of what carriers carry.
const (
	envelopeDomain = "lanna/envelope/v1\n"
	ackDomain      = "lanna/ack/v1\n"
)

// MaxMessage is the longest message, in bytes.
const MaxMessage = 2 << 20

// ErrMessage says that a message is none.
var ErrMessage = errors.New("message is malformed")

// An Outer is what stands outside the seal of a message: all that a carrier or
// a relay can know.
type Outer struct {
	Ack      bool // an ack, else an envelope
	Lane     Lane
	From, To lanna.WriterID
}

// ParseOuter reads what stands outside the seal.
func ParseOuter(m Message) (Outer, error) {
	var o Outer
	rest, ok := bytes.CutPrefix(m, []byte(envelopeDomain))
	if !ok {
		rest, o.Ack = bytes.CutPrefix(m, []byte(ackDomain))
		ok = o.Ack
	}
	if !ok || len(m) > MaxMessage || len(rest) < 1+32+32 || rest[0] > byte(Bulk) {
		return Outer{}, ErrMessage
	}
	o.Lane = Lane(rest[0])
	copy(o.From[:], rest[1:])
	copy(o.To[:], rest[33:])
	return o, nil
}
