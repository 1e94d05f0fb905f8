package federate

import (
	"crypto/ed25519"
	"encoding/binary"

	"lanna"
	"lanna/statement"
	"lanna/wire"
)

const ackSize = len(ackDomain) + 1 + 32 + 32 + 8 + 32 + 8 + 8 + ed25519.SignatureSize

// An Ack is a receiving node's word on a lane: everything up to number N is
// durable here, and the content of that number has this digest. It lets the
// sender forget what it sent. It stands outside any seal.
type Ack struct {
	Lane   Lane
	From   lanna.WriterID // who received
	To     lanna.WriterID // who sent
	N      uint64         // 0: nothing yet
	Digest lanna.Digest
	Time   lanna.Millis // by the receiver's clock
	Lost   KeyID        // if not zero: what follows was sealed to this key, which is gone; make it anew
}

func (a *Ack) body() []byte {
	b := append(make([]byte, 0, ackSize), ackDomain...)
	b = append(b, byte(a.Lane))
	b = append(b, a.From[:]...)
	b = append(b, a.To[:]...)
	b = binary.BigEndian.AppendUint64(b, a.N)
	b = append(b, a.Digest[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(a.Time))
	return append(b, a.Lost[:]...)
}

// Sign returns the ack as a message of the signer's.
func (a *Ack) Sign(signer *statement.Signer) Message {
	b := a.body()
	return append(b, statement.Sign(signer.Key(), b)...)
}

// ParseAck reads an ack and verifies that From signed it.
func ParseAck(m Message) (*Ack, error) {
	if len(m) != ackSize {
		return nil, refused("ack-malformed", "it is not an ack of version 1")
	}
	r := fields{wire.Fields{Rest: m}}
	r.Prefix(ackDomain)
	a := &Ack{Lane: r.lane(), From: r.Writer(), To: r.Writer(), N: r.Uint64(), Digest: r.digest(), Time: lanna.Millis(r.Uint64())}
	copy(a.Lost[:], r.Take(len(a.Lost)))
	if r.Bad {
		return nil, refused("ack-malformed", "it is not an ack of version 1")
	}
	if !statement.Verified(a.From[:], m[:ackSize-ed25519.SignatureSize], r.Rest) {
		return nil, lanna.Errorf(lanna.Integrity, "ack-unsigned", "its sender did not sign it")
	}
	return a, nil
}
