package ids

import (
	"bytes"
	"crypto/sha256"
	"math/big"
	"strings"

	"golang.org/x/crypto/sha3"
)

// Card reports whether s has the length and the first digits of a bank card
// (ISO/IEC 7812), and whether its Luhn digit holds.
func Card(s string) (form, valid bool) {
	if !digits(s) || !cardForm(s) {
		return false, false
	}
	return true, Luhn(s)
}

// cardForm: UnionPay 62 with 16 to 19 digits, older Chinese debit cards, and
// 16 digits of Visa, Mastercard and JCB.
func cardForm(s string) bool {
	n := len(s)
	switch {
	case n < 16:
		return false
	case strings.HasPrefix(s, "62"), strings.HasPrefix(s, "60"), strings.HasPrefix(s, "95"), strings.HasPrefix(s, "90"):
		return n >= 16 && n <= 19
	case s[0] == '4', s[0] == '5' && s[1] >= '1' && s[1] <= '5', strings.HasPrefix(s, "35"), strings.HasPrefix(s, "22"):
		return n == 16
	case strings.HasPrefix(s, "103"):
		return n == 19
	}
	return false
}

// Luhn reports whether the last digit is right (ISO/IEC 7812-1, annex B).
func Luhn(s string) bool {
	sum, double := 0, false
	for i := len(s) - 1; i >= 0; i-- {
		d := int(s[i] - '0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum, double = sum+d, !double
	}
	return sum%10 == 0
}

// Chains of a wallet address.
const (
	Tron     = "tron"
	Ethereum = "ethereum"
	Bitcoin  = "bitcoin"
)

// Wallet names the chain of an address by its form, and says whether its
// checksum holds. An Ethereum address in one case carries no checksum and is
// not valid in that sense.
func Wallet(s string) (chain string, valid bool) {
	lower := strings.ToLower(s)
	switch {
	case len(s) == 34 && s[0] == 'T' && base58Only(s):
		return Tron, base58Check(s, 0x41)
	case len(s) == 42 && strings.HasPrefix(s, "0x") && hexOnly(s[2:]):
		return Ethereum, eip55(s[2:])
	case strings.HasPrefix(lower, "bc1") && len(s) >= 14 && len(s) <= 90 && bech32Only(lower[3:]):
		return Bitcoin, segwit("bc", s)
	case len(s) >= 26 && len(s) <= 35 && (s[0] == '1' || s[0] == '3') && base58Only(s) && mixed(s):
		return Bitcoin, base58Check(s, 0x00) || base58Check(s, 0x05)
	}
	return "", false
}

const base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

func base58Only(s string) bool { return strings.Trim(s, base58) == "" }
func bech32Only(s string) bool { return strings.Trim(s, bech32Signs) == "" }
func hexOnly(s string) bool    { return strings.Trim(s, "0123456789abcdefABCDEF") == "" }

func mixed(s string) bool {
	return strings.ToLower(s) != s && strings.ToUpper(s) != s && strings.ContainsAny(s, "123456789")
}

func base58Check(s string, version byte) bool {
	n := new(big.Int)
	for i := range len(s) {
		n.Mul(n, big.NewInt(58))
		n.Add(n, big.NewInt(int64(strings.IndexByte(base58, s[i]))))
	}
	raw := make([]byte, 25)
	if n.BitLen() > 200 {
		return false
	}
	n.FillBytes(raw)
	first := sha256.Sum256(raw[:21])
	second := sha256.Sum256(first[:])
	return raw[0] == version && bytes.Equal(second[:4], raw[21:])
}

func eip55(s string) bool {
	lower := strings.ToLower(s)
	if s == lower || s == strings.ToUpper(s) {
		return false
	}
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(lower))
	sum := h.Sum(nil)
	for i := range len(s) {
		if lower[i] >= '0' && lower[i] <= '9' {
			continue
		}
		nibble := sum[i/2] >> 4
		if i%2 == 1 {
			nibble = sum[i/2] & 15
		}
		if upper := s[i] != lower[i]; upper != (nibble >= 8) {
			return false
		}
	}
	return true
}
