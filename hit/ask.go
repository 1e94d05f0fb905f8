package hit

import (
	"crypto/rand"

	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/oprf"
	"github.com/cloudflare/circl/zk/dleq"

	"lanna"
)

// A Pending question was blinded and waits for its evaluation.
type Pending struct {
	client  oprf.VerifiableClient
	final   *oprf.FinalizeData
	blinded []byte
	blinds  []byte
}

// Blind blinds inputs for the key of a topic. Each is blinded by a number of its
// own, so two questions on the same input have nothing in common.
func Blind(key PublicKey, inputs []string) (*Pending, error) {
	blinds := make([]group.Scalar, len(inputs))
	for i := range blinds {
		blinds[i] = suite.Group().RandomNonZeroScalar(rand.Reader)
	}
	return blind(key, inputs, blinds)
}

// Resume makes a pending question again of its inputs and blinds, after a
// restart.
func Resume(key PublicKey, inputs []string, blinds []byte) (*Pending, error) {
	if len(blinds) != len(inputs)*ElementSize {
		return nil, refused("hit-blinds", "they are not one for each input")
	}
	list := make([]group.Scalar, len(inputs))
	for i := range list {
		list[i] = suite.Group().NewScalar()
		if err := list[i].UnmarshalBinary(blinds[i*ElementSize : (i+1)*ElementSize]); err != nil {
			return nil, refused("hit-blinds", "one of them is no scalar")
		}
	}
	return blind(key, inputs, list)
}

func blind(key PublicKey, inputs []string, blinds []group.Scalar) (*Pending, error) {
	var public oprf.PublicKey
	if err := public.UnmarshalBinary(suite, key[:]); err != nil {
		return nil, refused("hit-key", "it is not an element of the group, or the identity")
	}
	raw := make([][]byte, len(inputs))
	for i, s := range inputs {
		if raw[i] = []byte(s); len(s) > MaxInput {
			return nil, refused("hit-input", "an input is too long")
		}
	}
	if len(inputs) == 0 || len(inputs) > MaxBatch {
		return nil, refused("hit-batch", "it has no inputs or too many")
	}
	p := &Pending{client: oprf.NewVerifiableClient(suite, &public)}
	final, req, err := p.client.DeterministicBlind(raw, blinds)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Internal, Code: "hit-blind", Err: err}
	}
	p.final = final
	for _, b := range blinds {
		s, err := b.MarshalBinary()
		if err != nil {
			return nil, err
		}
		p.blinds = append(p.blinds, s...)
	}
	p.blinded, err = appendElements(make([]byte, 0, len(inputs)*ElementSize), req.Elements)
	return p, err
}

// Elements is what goes to the publisher: the blinded inputs, in order.
func (p *Pending) Elements() []byte { return p.blinded }

// Blinds is what the asker keeps until the answer. Whoever has it and the
// elements can try inputs on them.
func (p *Pending) Blinds() []byte { return p.blinds }

// Finish checks the proof and returns the outputs, in the order of the inputs.
// An answer that the publication's key did not make is Integrity "hit-proof".
func (p *Pending) Finish(evaluated, proof []byte) ([]Output, error) {
	list, err := elements(evaluated)
	if err != nil {
		return nil, err
	}
	e := &oprf.Evaluation{Elements: list, Proof: new(dleq.Proof)}
	if err := e.Proof.UnmarshalBinary(suite.Group(), proof); err != nil {
		return nil, refused("hit-proof", "it is no proof of version 1")
	}
	outputs, err := p.client.Finalize(p.final, e)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "hit-proof", Err: err}
	}
	out := make([]Output, len(outputs))
	for i := range outputs {
		out[i] = Output(outputs[i])
	}
	return out, nil
}
