package federate

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/tyler-smith/go-bip39/wordlists"
	"rsc.io/qr"
)

const fingerprintDomain = "lanna/fingerprint/v1\n"

// fingerprintWords are 12 words of 11 bits: 132 bits of the digest.
const fingerprintWords = 12

// Fingerprint returns the digest of root and writer that two people compare
// before a card is accepted.
func (c *Card) Fingerprint() [32]byte {
	b := append([]byte(fingerprintDomain), c.Root[:]...)
	return sha256.Sum256(append(b, c.Writer[:]...))
}

// Words returns the first 132 bits of the fingerprint as twelve words of the
// English list of BIP 39, which differ in their first four letters and were
// chosen to be told apart on a bad line.
func (c *Card) Words() []string {
	d := c.Fingerprint()
	words := make([]string, fingerprintWords)
	for i := range words {
		n := 0
		for bit := i * 11; bit < (i+1)*11; bit++ {
			n = n<<1 | int(d[bit/8]>>(7-bit%8)&1)
		}
		words[i] = wordlists.English[n]
	}
	return words
}

// QRText is what the QR code of a card says: the whole fingerprint.
func (c *Card) QRText() string {
	d := c.Fingerprint()
	return "LANNA-PARTY-V1:" + strings.ToUpper(hex.EncodeToString(d[:]))
}

// QR returns the QR code of the fingerprint as a PNG.
func (c *Card) QR() ([]byte, error) {
	code, err := qr.Encode(c.QRText(), qr.M)
	if err != nil {
		return nil, err
	}
	return code.PNG(), nil
}

// QRTerminal returns the QR code in characters, two rows of it a line, dark on
// the light ground of block characters.
func (c *Card) QRTerminal() (string, error) {
	code, err := qr.Encode(c.QRText(), qr.M)
	if err != nil {
		return "", err
	}
	const quiet = 2 // rows and columns of ground around the code
	blocks := [4]string{"█", "▄", "▀", " "}
	var s strings.Builder
	for y := -quiet; y < code.Size+quiet; y += 2 {
		for x := -quiet; x < code.Size+quiet; x++ {
			n := 0
			if code.Black(x, y) {
				n = 1
			}
			if code.Black(x, y+1) {
				n += 2
			}
			s.WriteString(blocks[n])
		}
		s.WriteByte('\n')
	}
	return s.String(), nil
}
