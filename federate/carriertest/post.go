package carriertest

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"log/slog"
	"sync"

	"lanna"
	"lanna/federate"
	"lanna/statement"
)

// A Post is an outbox and inbox in memory, for forwarders over real carriers. Its
// envelopes are as long as real ones and hold their number alone.
type Post struct {
	Arrived func(lane federate.Lane, n uint64) // each once, in the order of its lane

	signer *statement.Signer
	peer   lanna.WriterID
	posted chan lanna.WriterID

	mu     sync.Mutex
	waits  [3][]int // sizes
	sealed [3][]federate.Sealed
	given  [3]uint64
	took   [3]uint64
	early  [3]map[uint64]bool
}

// NewPost makes the post of the party with the key, for one other party.
func NewPost(key ed25519.PrivateKey, peer lanna.WriterID) *Post {
	return &Post{signer: statement.NewSigner(lanna.AgencyID{}, key), peer: peer, posted: make(chan lanna.WriterID, 100)}
}

// Add makes envelopes of the sizes wait; one of the bulk lane is cut into pieces.
func (p *Post) Add(lane federate.Lane, sizes ...int) {
	p.mu.Lock()
	p.waits[lane] = append(p.waits[lane], sizes...)
	p.mu.Unlock()
	p.posted <- p.peer
}

// Left counts what was not acked.
func (p *Post) Left() (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.sealed {
		n += len(p.sealed[i]) + len(p.waits[i])
	}
	return n
}

// Run forwards over the carriers until ctx ends.
func (p *Post) Run(ctx context.Context, clock lanna.Clock, carriers ...federate.Carrier) error {
	f := &federate.Forwarder{Post: p, Carriers: carriers, Clock: clock, Log: slog.New(slog.DiscardHandler)}
	return f.Run(ctx)
}

// Posted is told when something waits.
func (p *Post) Posted() <-chan lanna.WriterID { return p.posted }

// Parties is the other one.
func (p *Post) Parties(context.Context) ([]lanna.WriterID, error) {
	return []lanna.WriterID{p.peer}, nil
}

// Outgoing returns the next envelope.
func (p *Post) Outgoing(_ context.Context, _ lanna.WriterID, lane federate.Lane, n uint64, size int) ([]federate.Sealed, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.sealed[lane] {
		if s.N > n {
			return []federate.Sealed{s}, nil
		}
	}
	if len(p.waits[lane]) == 0 {
		return nil, nil
	}
	length := p.waits[lane][0]
	if piece := size - federate.Overhead; lane == federate.Bulk && length > piece {
		p.waits[lane][0] -= piece
		length = size
	} else {
		p.waits[lane] = p.waits[lane][1:]
	}
	p.given[lane]++
	s := federate.Sealed{N: p.given[lane], Message: p.envelope(lane, p.given[lane], length)}
	p.sealed[lane] = append(p.sealed[lane], s)
	return []federate.Sealed{s}, nil
}

func (p *Post) envelope(lane federate.Lane, n uint64, length int) federate.Message {
	m := Message(p.signer.Writer(), p.peer, lane, binary.BigEndian.AppendUint64(nil, n))
	m = append(m, make([]byte, max(length-len(m)-sha256.Size, 0))...)
	sum := sha256.Sum256(m) // in the place of the seal
	return append(m, sum[:]...)
}

// Deliver takes what came; what comes before its turn is held for it, as a desk
// does.
func (p *Post) Deliver(_ context.Context, m federate.Message) (federate.Message, lanna.WriterID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	o, err := federate.ParseOuter(m)
	if err != nil {
		return nil, lanna.WriterID{}, nil // damaged: refused and forgotten
	}
	if o.Ack {
		a, err := federate.ParseAck(m)
		if err != nil || a.From != p.peer || a.To != p.signer.Writer() || a.N > p.given[o.Lane] {
			return nil, lanna.WriterID{}, nil // another's
		}
		for len(p.sealed[o.Lane]) > 0 && p.sealed[o.Lane][0].N <= a.N {
			p.sealed[o.Lane] = p.sealed[o.Lane][1:]
		}
		return nil, a.From, nil
	}
	body := m[len(Message(o.From, o.To, o.Lane, nil)):]
	if len(body) < 8+sha256.Size || sha256.Sum256(m[:len(m)-sha256.Size]) != [sha256.Size]byte(m[len(m)-sha256.Size:]) {
		return nil, lanna.WriterID{}, nil // damaged: a seal would not open
	}
	n := binary.BigEndian.Uint64(body)
	if n > p.took[o.Lane] {
		if p.early[o.Lane] == nil {
			p.early[o.Lane] = map[uint64]bool{}
		}
		p.early[o.Lane][n] = true
	}
	for p.early[o.Lane][p.took[o.Lane]+1] {
		p.took[o.Lane]++
		delete(p.early[o.Lane], p.took[o.Lane])
		if p.Arrived != nil {
			p.Arrived(o.Lane, p.took[o.Lane])
		}
	}
	if n > p.took[o.Lane] {
		return nil, o.From, nil
	}
	return p.ack(o.From, o.Lane), o.From, nil
}

// Ack returns the ack of a lane as it stands.
func (p *Post) Ack(_ context.Context, from lanna.WriterID, lane federate.Lane) (federate.Message, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ack(from, lane), nil
}

func (p *Post) ack(from lanna.WriterID, lane federate.Lane) federate.Message {
	a := federate.Ack{Lane: lane, From: p.signer.Writer(), To: from, N: p.took[lane], Time: 1}
	return a.Sign(p.signer)
}
