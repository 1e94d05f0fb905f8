package courier

import (
	"crypto/sha256"

	"lanna"
	"lanna/federate"
)

// once calls f unless it took the message in before.
func once(seen map[lanna.Digest]bool, m federate.Message, f func(federate.Message) error) error {
	d := lanna.Digest(sha256.Sum256(m))
	if seen[d] {
		return nil
	}
	err := f(m)
	if err == nil {
		seen[d] = true
	}
	return err
}
