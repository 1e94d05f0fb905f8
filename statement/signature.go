package statement

import (
	"crypto/ed25519"
	"crypto/sha256"
	"sync"
)

// Sign signs with Ed25519.
func Sign(key ed25519.PrivateKey, message []byte) []byte {
	sig := ed25519.Sign(key, message)
	valid.add(triple(key.Public().(ed25519.PublicKey), message, sig))
	return sig
}

// Verified reports whether an Ed25519 signature holds. What this process signed
// or verified lately is not computed again: a statement is verified when it
// comes, when it comes once more, and when the log is read.
func Verified(key ed25519.PublicKey, message, sig []byte) bool {
	if len(key) != ed25519.PublicKeySize || len(sig) != ed25519.SignatureSize {
		return false // else bytes could move between signature and message
	}
	t := triple(key, message, sig)
	if valid.has(t) {
		return true
	}
	ok := ed25519.Verify(key, message, sig)
	if ok {
		valid.add(t)
	}
	return ok
}

// triple names key, message and signature; the first and the last have one size.
func triple(key ed25519.PublicKey, message, sig []byte) (out [sha256.Size]byte) {
	h := sha256.New()
	h.Write(key)
	h.Write(sig)
	h.Write(message)
	h.Sum(out[:0])
	return out
}

// valid are signatures that hold.
var valid signatures

// signatures are two generations of names: where the newer is full, the older is
// forgotten.
type signatures struct {
	mu         sync.Mutex
	newer, old map[[sha256.Size]byte]struct{}
}

// mostSignatures are remembered in a generation: 32 bytes each.
const mostSignatures = 8192

func (s *signatures) has(t [sha256.Size]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, newer := s.newer[t]
	_, old := s.old[t]
	return newer || old
}

func (s *signatures) add(t [sha256.Size]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.newer == nil || len(s.newer) >= mostSignatures {
		s.newer, s.old = map[[sha256.Size]byte]struct{}{}, s.newer
	}
	s.newer[t] = struct{}{}
}
