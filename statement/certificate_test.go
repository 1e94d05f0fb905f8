package statement_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"math/rand/v2"
	"reflect"
	"testing"

	"lanna"
	"lanna/statement"
)

func rootOf(agency string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("root " + agency))
	return ed25519.NewKeyFromSeed(seed[:])
}

func TestRoster(t *testing.T) {
	w := lanna.WriterID{7}
	th, mm := rootOf("TH"), rootOf("MM")
	certify := statement.NewCertificate(th, statement.Certify, w, 10, 0, [32]byte{})
	end := statement.NewCertificate(th, statement.End, w, 20, 0, [32]byte{})
	revoke := statement.NewCertificate(th, statement.Revoke, w, 30, 256, [32]byte{1})
	earlier := statement.NewCertificate(th, statement.Revoke, w, 40, 128, [32]byte{2})
	foreign := statement.NewCertificate(mm, statement.Revoke, w, 5, 1, [32]byte{3})
	stolen := statement.NewCertificate(mm, statement.Certify, w, 50, 0, [32]byte{})
	for _, tt := range []struct {
		name  string
		certs []*statement.Certificate
		want  statement.Standing
		size  uint64
	}{
		{"nobody certified it", nil, statement.Unknown, 0},
		{"certified", []*statement.Certificate{certify}, statement.Active, 0},
		{"ended", []*statement.Certificate{certify, end}, statement.Ended, 0},
		{"revoked", []*statement.Certificate{certify, end, revoke}, statement.Revoked, 256},
		{"the smaller checkpoint counts", []*statement.Certificate{certify, revoke, earlier}, statement.Revoked, 128},
		{"another agency has no say", []*statement.Certificate{certify, foreign, stolen}, statement.Active, 0},
		{"an end without a beginning", []*statement.Certificate{end}, statement.Unknown, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			want := statement.NewRoster(tt.certs...).Writer(w)
			if want.Standing != tt.want || want.Size != tt.size {
				t.Fatalf("standing %d at %d, want %d at %d", want.Standing, want.Size, tt.want, tt.size)
			}
			for range 20 {
				rand.Shuffle(len(tt.certs), func(i, j int) { tt.certs[i], tt.certs[j] = tt.certs[j], tt.certs[i] })
				if got := statement.NewRoster(tt.certs...).Writer(w); !reflect.DeepEqual(got, want) {
					t.Fatalf("order of certificates shows: %+v, %+v", got, want)
				}
			}
		})
	}
}

func TestCertificateThatWasChangedIsRefused(t *testing.T) {
	b := statement.NewCertificate(rootOf("TH"), statement.Revoke, lanna.WriterID{7}, 10, 99, [32]byte{}).Bytes()
	for i := range b {
		b[i] ^= 1
		if _, err := statement.ParseCertificate(b); err == nil {
			t.Fatalf("byte %d changed and nobody noticed", i)
		}
		b[i] ^= 1
	}
	if _, err := statement.ParseCertificate(b); err != nil {
		t.Fatal(err)
	}
}
