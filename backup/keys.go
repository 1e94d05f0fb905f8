package backup

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// A Key opens backups. Its recipient is what the node is told.
type Key struct{ Identity, Recipient string }

// NewKey makes a key that is safe against machines to come: X25519 with
// ML-KEM-768, as envelopes have it. A backup lies about for longer than they do.
func NewKey() (Key, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return Key{}, err
	}
	return Key{id.String(), id.Recipient().String()}, nil
}

// ErrRecipient says that something is no recipient of age.
var ErrRecipient = errors.New("this is no age recipient (age1…)")

// Recipients reads recipients, one a line.
func Recipients(text string) ([]age.Recipient, error) {
	list, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return nil, ErrRecipient
	}
	return list, nil
}

// Identities reads an age identity file.
func Identities(r io.Reader) ([]age.Identity, error) {
	list, err := age.ParseIdentities(r)
	if err != nil {
		return nil, fmt.Errorf("%w: the file holds no age identity", ErrIdentity)
	}
	return list, nil
}
