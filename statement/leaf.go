package statement

import (
	"crypto/sha256"

	"lanna"
)

// Leaf returns the leaf data of a statement in its writer's transparency log:
// a digest under a salt of its own, so that a leaf shown in a proof tells
// nothing to whoever was not sent the statement and the salt. A leaf that only
// fills the log up is 32 random bytes and cannot be told from it.
func Leaf(salt [SaltSize]byte, id lanna.Digest) [32]byte {
	b := append([]byte(leafDomain), salt[:]...)
	return sha256.Sum256(append(b, id[:]...))
}
