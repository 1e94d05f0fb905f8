package extract

import "strings"

// Zawgyi reports Burmese text in the Zawgyi encoding, which uses the code points
// of Unicode in another order. It is never converted here: the reading would be
// a guess, and the original must stay.
//
// Signs of Zawgyi: the vowel e before its letter at the start of a syllable,
// code points that Burmese does not use but Zawgyi does, and asat where
// Unicode Burmese cannot have it.
func Zawgyi(s string) bool {
	if !strings.ContainsRune(s, 'ေ') && !strings.ContainsAny(s, "ၾၿႀႁႂႃႄ႐႔႕ၠၡၢၣၤၥၦၧၨၩၪၫၬၭၱၲၳၴၵၶၷၸၹၺၻၼၽ") {
		return false
	}
	score, burmeseSigns := 0, 0
	var prev rune
	for _, r := range s {
		if r < 0x1000 || r > 0x109F {
			prev = r
			continue
		}
		burmeseSigns++
		switch {
		case r == 'ေ' && !consonant(prev) && !(prev >= 'ျ' && prev <= 'ှ'):
			score += 2 // Zawgyi writes e first
		case r >= 0x1060 && r <= 0x1097 && !shanOrMon(r):
			score += 2
		case r == '္' && prev != '်' && !consonant(prev):
			score++
		case r == 'ြ' && !consonant(prev):
			score++
		case consonant(r) || r == 'ေ':
		}
		prev = r
	}
	return score*12 >= burmeseSigns && score >= 2
}

func consonant(r rune) bool {
	return r >= 'က' && r <= 'ဪ' || r == 'ဿ' || r >= 0x1075 && r <= 0x1081
}

func shanOrMon(r rune) bool { return r >= 0x1075 && r <= 0x108A }
