package names

import "strings"

// Zawgyi reports whether Burmese text is in the Zawgyi encoding, which uses the
// code points of Unicode for other signs and in the order of writing. It weighs
// what only one of the two can have; text that both read alike is Unicode.
func Zawgyi(s string) bool {
	runes := []rune(s)
	zawgyi, unicode := 0, 0
	for i, r := range runes {
		prev, next := rune(' '), rune(' ')
		if i > 0 {
			prev = runes[i-1]
		}
		if i+1 < len(runes) {
			next = runes[i+1]
		}
		switch {
		case r == 0x1031 && !burmeseConsonant(prev) && !(prev >= 0x103B && prev <= 0x103E):
			zawgyi += 2 // e before its consonant
		case r == 0x1031 && !burmeseConsonant(next) && next != 0x103B && !(next >= 0x107E && next <= 0x1084):
			unicode += 2
		case r >= 0x1060 && r <= 0x1097 || r == 0x105A || r == 0x1033 || r == 0x1034:
			zawgyi += 2
		case r == 0x1039 && !stackable(prev, next):
			zawgyi += 2 // Zawgyi's asat
		case r == 0x1039, r == 0x103E:
			unicode += 2
		case r == 0x103A && rank(next) > 1 && rank(next) < 10 && prev != 0x102C:
			zawgyi += 2 // Zawgyi's medial ya
		case r == 0x103A && !burmeseConsonant(next) && rank(next) == 0, r == 0x103A && (next == 0x1037 || next == 0x1038):
			unicode++
		case r == 0x103B && !burmeseConsonant(prev):
			zawgyi += 2 // Zawgyi's medial ra, before its consonant
		}
	}
	return zawgyi > unicode
}

// eitherEncoding: nothing tells the encodings apart, but the text has signs that
// they read differently.
func eitherEncoding(s string) bool {
	return strings.ContainsAny(s, "\u103A\u103B\u103C\u103D") && !strings.ContainsAny(s, "\u103E\u1039") && !asatLike(s)
}

// asatLike: 103A where only an asat can stand, at the end of a syllable.
func asatLike(s string) bool {
	runes := []rune(s)
	for i, r := range runes {
		if r == 0x103A && i > 0 && (i+1 == len(runes) || rank(runes[i+1]) == 0 || rank(runes[i+1]) > 10) {
			return true
		}
	}
	return false
}

// stackable: in Unicode 1039 stands between two consonants of one row of the
// alphabet, or between asat and a consonant (kinzi).
func stackable(above, below rune) bool {
	if !burmeseConsonant(below) {
		return false
	}
	row := func(r rune) rune { // the rows of the alphabet; letters behind them stand alone
		for i, last := range [...]rune{0x1004, 0x100A, 0x100F, 0x1014, 0x1019} {
			if r <= last {
				return rune(i)
			}
		}
		return r
	}
	switch {
	case above == 0x103A:
		return true
	case above == 0x1004, above == 0x101A, above == 0x101B:
		return false
	}
	return row(above) == row(below)
}

func burmeseConsonant(r rune) bool { return r >= 0x1000 && r <= 0x102A || r == 0x103F || r == 0x104E }

// zawgyiSigns gives the Unicode signs for the code points of Zawgyi that mean
// something else there. Facts of the encoding.
var zawgyiSigns = map[rune]string{
	0x1033: "\u102F", 0x1034: "\u1030", 0x1039: "\u103A", 0x103A: "\u103B", 0x103B: "\u103C", 0x103C: "\u103D", 0x103D: "\u103E", 0x105A: "\u102B\u103A",
	0x1060: "\u1039\u1000", 0x1061: "\u1039\u1001", 0x1062: "\u1039\u1002", 0x1063: "\u1039\u1003", 0x1064: "\u1004\u103A\u1039", 0x1065: "\u1039\u1005", 0x1066: "\u1039\u1006", 0x1067: "\u1039\u1006",
	0x1068: "\u1039\u1007", 0x1069: "\u1039\u1008", 0x106A: "\u1009", 0x106B: "\u100A", 0x106C: "\u1039\u100B", 0x106D: "\u1039\u100C", 0x106E: "\u100D\u1039\u100D", 0x106F: "\u100D\u1039\u100E",
	0x1070: "\u1039\u100F", 0x1071: "\u1039\u1010", 0x1072: "\u1039\u1010", 0x1073: "\u1039\u1011", 0x1074: "\u1039\u1011", 0x1075: "\u1039\u1012", 0x1076: "\u1039\u1013", 0x1077: "\u1039\u1014",
	0x1078: "\u1039\u1015", 0x1079: "\u1039\u1016", 0x107A: "\u1039\u1017", 0x107B: "\u1039\u1018", 0x107C: "\u1039\u1019", 0x107D: "\u103B", 0x107E: "\u103C", 0x107F: "\u103C", 0x1080: "\u103C", 0x1081: "\u103C",
	0x1082: "\u103C", 0x1083: "\u103C", 0x1084: "\u103C", 0x1085: "\u1039\u101C", 0x1086: "\u103F", 0x1087: "\u103E", 0x1088: "\u103E\u102F", 0x1089: "\u103E\u1030", 0x108A: "\u103D\u103E",
	0x108B: "\u1004\u103A\u1039\u102D", 0x108C: "\u1004\u103A\u1039\u102E", 0x108D: "\u1004\u103A\u1039\u1036", 0x108E: "\u102D\u1036", 0x108F: "\u1014", 0x1090: "\u101B", 0x1091: "\u100F\u1039\u100D",
	0x1092: "\u100B\u1039\u100C", 0x1093: "\u1039\u1018", 0x1094: "\u1037", 0x1095: "\u1037", 0x1096: "\u1039\u1010\u103D", 0x1097: "\u100B\u1039\u100B",
}

// kinzi is a ng that is written above the next consonant.
const kinzi = "\u1004\u103A\u1039"

// FromZawgyi gives the Unicode text for Zawgyi. What stood before its consonant
// (e, medial ra) and kinzi, which stood behind, go to their places.
func FromZawgyi(s string) string {
	var out, syllable strings.Builder
	lead := "" // signs that wait for their consonant
	flush := func() { out.WriteString(syllable.String()); syllable.Reset() }
	for _, r := range s {
		sign, changed := zawgyiSigns[r]
		if !changed {
			sign = string(r)
		}
		switch {
		case r == 0x1031, sign == "\u103C":
			flush()
			lead += sign
			if len(lead) > 12 {
				lead = lead[:3]
			}
		case strings.HasPrefix(sign, kinzi):
			body := syllable.String()
			syllable.Reset()
			syllable.WriteString(kinzi + body + strings.TrimPrefix(sign, kinzi))
		case burmeseConsonant([]rune(sign)[0]):
			flush()
			syllable.WriteString(sign + lead)
			lead = ""
		default:
			syllable.WriteString(sign)
		}
	}
	flush()
	out.WriteString(lead)
	return orderBurmese(likeLetters.Replace(out.String()))
}

// likeLetters are signs that are typed for letters that look alike.
var likeLetters = strings.NewReplacer("ဥ္", "ဉ်", "ဥ်", "ဉ်", "ဥာ", "ဉာ", "၀", "ဝ", "၇", "ရ")

// rank orders the signs of a syllable as Unicode does: medials, e, vowels above
// and below, anusvara, asat, dot, visarga (Unicode Technical Note 11).
func rank(r rune) int {
	switch r {
	case 0x103B:
		return 1
	case 0x103C:
		return 2
	case 0x103D:
		return 3
	case 0x103E:
		return 4
	case 0x1031:
		return 5
	case 0x102D, 0x102E, 0x1032:
		return 6
	case 0x102F, 0x1030:
		return 7
	case 0x102B, 0x102C:
		return 8
	case 0x1036:
		return 9
	case 0x1037:
		return 11
	case 0x1038:
		return 12
	case 0x103A:
		return 10
	}
	return 0
}

// orderBurmese sorts the signs behind each consonant; an asat right behind a
// consonant stays there.
func orderBurmese(s string) string {
	runes := []rune(s)
	for i := 0; i < len(runes); i++ {
		start := i
		for i < len(runes) && rank(runes[i]) > 0 && i-start < 10 {
			i++
		}
		if start < len(runes) && runes[start] == 0x103A {
			start++
		}
		for a := start + 1; a < i; a++ { // at most ten signs: insertion
			for b := a; b > start && rank(runes[b]) < rank(runes[b-1]); b-- {
				runes[b], runes[b-1] = runes[b-1], runes[b]
			}
		}
	}
	return string(runes)
}
