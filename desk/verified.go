package desk

import (
	"crypto/sha256"
	"sync"

	"lanna"
	"lanna/federate"
	"lanna/statement"
)

// Verified remembers cards and certificates whose signatures were verified, by
// the digest of their bytes: a desk reads all of its parties anew whenever one
// of them sends a card. Desks of one process may share one. The zero value is
// ready.
type Verified struct {
	mu    sync.Mutex
	cards map[[32]byte]*federate.Card
	certs map[[32]byte]*statement.Certificate
}

// maxVerified is how many of each are remembered; then all are forgotten.
const maxVerified = 4096

// card reads a card.
func (v *Verified) card(b []byte) (*federate.Card, error) {
	c, err := once(&v.mu, &v.cards, b, federate.ParseCard)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "card", Err: err}
	}
	return c, nil
}

// certificate reads a certificate.
func (v *Verified) certificate(b []byte) (*statement.Certificate, error) {
	c, err := once(&v.mu, &v.certs, b, statement.ParseCertificate)
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "certificate", Err: err}
	}
	return c, nil
}

// once parses bytes that were not parsed before.
func once[T any](mu *sync.Mutex, known *map[[32]byte]*T, b []byte, parse func([]byte) (*T, error)) (*T, error) {
	key := sha256.Sum256(b)
	mu.Lock()
	had := (*known)[key]
	mu.Unlock()
	if had != nil {
		return had, nil
	}
	fresh, err := parse(b)
	if err != nil {
		return nil, err
	}
	mu.Lock()
	defer mu.Unlock()
	if *known == nil || len(*known) >= maxVerified {
		*known = map[[32]byte]*T{}
	}
	(*known)[key] = fresh
	return fresh, nil
}
