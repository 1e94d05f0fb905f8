package audit

import (
	"crypto/ed25519"
	"crypto/sha256"

	"lanna/statement"
)

// pagesDomain keeps a signature over pages apart from any other.
const pagesDomain = "lanna/dossier-pages/v1\n"

// SealPages signs that these pages, as a PDF was printed, go with this dossier
// file (docs/spec/dossier.md).
func SealPages(s *statement.Signer, file, pages []byte) []byte {
	return ed25519.Sign(s.Key(), sealedPages(file, pages))
}

func sealedPages(file, pages []byte) []byte {
	f, p := sha256.Sum256(file), sha256.Sum256(pages)
	return append(append([]byte(pagesDomain), f[:]...), p[:]...)
}

// Sealed reports whether who signed the dossier also signed that the pages go
// with it. It says something only of a dossier that was found to hold.
func (d *Dossier) Sealed(pages, seal []byte) bool {
	file, err := d.Bytes()
	return err == nil && len(seal) == ed25519.SignatureSize && ed25519.Verify(d.Signer[:], sealedPages(file, pages), seal)
}
