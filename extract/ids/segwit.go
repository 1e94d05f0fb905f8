package ids

import "strings"

const bech32Signs = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

// segwit reports whether s is a witness address of the network hrp: bech32 for
// version 0 (BIP-173), bech32m for 1 and later (BIP-350).
func segwit(hrp, s string) bool {
	if s != strings.ToLower(s) && s != strings.ToUpper(s) {
		return false
	}
	s = strings.ToLower(s)
	data, ok := strings.CutPrefix(s, hrp+"1")
	if !ok || len(data) < 8 {
		return false
	}
	values := make([]byte, len(data))
	for i := range len(data) {
		v := strings.IndexByte(bech32Signs, data[i])
		if v < 0 {
			return false
		}
		values[i] = byte(v)
	}
	version := values[0]
	want := uint32(0x2bc830a3)
	if version == 0 {
		want = 1
	}
	program := values[1 : len(values)-6]
	size := len(program) * 5 / 8
	if version > 16 || size < 2 || size > 40 || version == 0 && size != 20 && size != 32 || !paddedWithZeros(program) {
		return false
	}
	return polymod(append(expand(hrp), values...)) == want
}

// paddedWithZeros: the bits left over when groups of five become bytes are
// fewer than five, and zero.
func paddedWithZeros(groups []byte) bool {
	left := len(groups) * 5 % 8
	return left < 5 && (len(groups) == 0 || groups[len(groups)-1]&(1<<left-1) == 0)
}

func expand(hrp string) []byte {
	var out []byte
	for i := range len(hrp) {
		out = append(out, hrp[i]>>5)
	}
	out = append(out, 0)
	for i := range len(hrp) {
		out = append(out, hrp[i]&31)
	}
	return out
}

func polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	chk := uint32(1)
	for _, v := range values {
		top := chk >> 25
		chk = chk&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				chk ^= g
			}
		}
	}
	return chk
}
