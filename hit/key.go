package hit

import (
	"github.com/cloudflare/circl/oprf"

	"lanna"
)

// keyInfo stands before the topic where a key is derived.
const keyInfo = "lanna/hit/v1/"

// A Key is the secret key of one topic of one publication. It is safe for
// concurrent use.
type Key struct {
	Topic  Topic
	Public PublicKey
	server oprf.VerifiableServer
}

// A PublicKey is what a publisher commits itself to for a topic.
type PublicKey [ElementSize]byte

// DeriveKey derives a topic's key from a publication's seed, which must be
// random and of no other publication (DeriveKeyPair of RFC 9497, 3.2.1).
func DeriveKey(seed [SeedSize]byte, topic Topic) (*Key, error) {
	k, err := derive(seed, []byte(keyInfo+string(topic)))
	if k != nil {
		k.Topic = topic
	}
	return k, err
}

func derive(seed [SeedSize]byte, info []byte) (*Key, error) {
	private, err := oprf.DeriveKey(suite, oprf.VerifiableMode, seed[:], info)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Internal, Code: "hit-key", Err: err}
	}
	raw, err := private.Public().MarshalBinary() // computed here once: the library keeps it without a lock
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Internal, Code: "hit-key", Err: err}
	}
	return &Key{Public: PublicKey(raw), server: oprf.NewVerifiableServer(suite, private)}, nil
}

// Output evaluates an input of the publisher's own.
func (k *Key) Output(input string) (Output, error) {
	raw, err := k.server.FullEvaluate([]byte(input))
	if err != nil || len(raw) != OutputSize {
		return Output{}, &lanna.Error{Kind: lanna.Internal, Code: "hit-evaluate", Err: err}
	}
	return Output(raw), nil
}

// Evaluate evaluates blinded elements, one behind the other, and proves for all
// of them together that it did so under this key. The result has their order.
func (k *Key) Evaluate(blinded []byte) (evaluated, proof []byte, err error) {
	list, err := elements(blinded)
	if err != nil {
		return nil, nil, err
	}
	done, err := k.server.Evaluate(&oprf.EvaluationRequest{Elements: list})
	if err != nil {
		return nil, nil, &lanna.Error{Kind: lanna.Internal, Code: "hit-evaluate", Err: err}
	}
	if evaluated, err = appendElements(make([]byte, 0, len(blinded)), done.Elements); err != nil {
		return nil, nil, err
	}
	proof, err = done.Proof.MarshalBinary()
	return evaluated, proof, err
}
