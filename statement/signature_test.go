package statement_test

import (
	"crypto/ed25519"
	"testing"

	"lanna/statement"
)

// What is remembered of a signature that holds never makes another one hold.
func TestASignatureThatIsRememberedHoldsForItsMessageAlone(t *testing.T) {
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	stranger, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	sig := statement.Sign(key, []byte("EXERCISE"))
	if !ed25519.Verify(public, []byte("EXERCISE"), sig) {
		t.Fatal("it is no Ed25519 signature")
	}
	changed := append([]byte(nil), sig...)
	changed[0] ^= 1
	for range 2 {
		for name, holds := range map[string]bool{
			"itself":          statement.Verified(public, []byte("EXERCISE"), sig),
			"another message": !statement.Verified(public, []byte("EXERCISE."), sig),
			"another key":     !statement.Verified(stranger, []byte("EXERCISE"), sig),
			"a changed bit":   !statement.Verified(public, []byte("EXERCISE"), changed),
			"shifted":         !statement.Verified(public, []byte("XERCISE"), append(append([]byte(nil), sig...), 'E')),
			"nothing":         !statement.Verified(public, []byte("EXERCISE"), nil),
		} {
			if !holds {
				t.Error(name)
			}
		}
	}
}
