package names

import "strings"

// Lao has no unwritten vowels, and each syllable says where it ends. Spellings in
// Latin letters follow French habits (Lao PDR's passports: Souk, Vongxay, Keo,
// Phone) or English ones (Suk, Vongsai, Kaeo, Phon); both are below, the usual
// first. Source of the sounds: BGN/PCGN 1966 table for Lao, and its French-based
// predecessor (Commission nationale de toponymie).
var laoInitial = map[rune][]string{
	'ກ': {"k", "g"}, 'ຂ': {"kh", "k"}, 'ຄ': {"kh", "k"}, 'ງ': {"ng"}, 'ຈ': {"ch", "j", "tj"}, 'ສ': {"s"}, 'ຊ': {"x", "s", "z"}, 'ຍ': {"nh", "y", "gn"}, 'ດ': {"d"}, 'ຕ': {"t"},
	'ຖ': {"th", "t"}, 'ທ': {"th", "t"}, 'ນ': {"n"}, 'ບ': {"b"}, 'ປ': {"p"}, 'ຜ': {"ph", "p"}, 'ຝ': {"f"}, 'ພ': {"ph", "p"}, 'ຟ': {"f"}, 'ມ': {"m"}, 'ຢ': {"y"}, 'ຣ': {"r", "l"}, 'ລ': {"l", "r"},
	'ວ': {"v", "w"}, 'ຫ': {"h"}, 'ອ': {""}, 'ຮ': {"h"},
}

// Eight consonants close a syllable; others do so in names of older spelling.
var laoFinal = map[rune][]string{
	'ກ': {"k", "ck", "c", "ke"}, 'ງ': {"ng"}, 'ຍ': {"y", "i"}, 'ດ': {"t", "th", "d"}, 'ນ': {"n", "ne", "nh"}, 'ບ': {"p", "b"}, 'ມ': {"m", "me"}, 'ວ': {"o", "w", "v"},
	'ຣ': {"n", "r", "ne"}, 'ລ': {"n", "l", "ne"}, 'ສ': {"t", "s", "th"}, 'ຕ': {"t", "th"}, 'ທ': {"t", "th"}, 'ພ': {"p", "ph"}, 'ຈ': {"t", "th"},
}

// Vowels by what is written around the consonant, without tones; a dash stands
// for the consonant where a letter follows that belongs to the vowel.
var laoVowels = map[string][]string{
	"ະ": {"a"}, "ັ": {"a"}, "າ": {"a"}, "ິ": {"i"}, "ີ": {"i", "ee", "y"}, "ຶ": {"ue", "u", "eu"}, "ື": {"eu", "ue", "u"}, "ຸ": {"ou", "u"}, "ູ": {"ou", "u", "oo"},
	"ເ": {"e", "ay"}, "ເະ": {"e"}, "ເັ": {"e"}, "ແ": {"e", "ae"}, "ແະ": {"e", "ae"}, "ແັ": {"e", "ae"}, "ໂ": {"o"}, "ໂະ": {"o"}, "ົ": {"o"}, "ໍ": {"o", "or", "aw"}, "ເາະ": {"o", "or"},
	"ເິ": {"eu", "oe", "er"}, "ເີ": {"eu", "oe", "er"}, "ໄ": {"ai", "ay", "y"}, "ໃ": {"ai", "ay"}, "ເົາ": {"ao", "aw", "au"}, "ຳ": {"am", "um"}, "ຽ": {"ia", "ie"}, "ເັຽ": {"ia", "ie"},
	"-ອ": {"o", "or", "aw"}, "ັອ": {"o", "or"}, "-ວ": {"oua", "ua", "uo"}, "ົວ": {"oua", "ua", "uo"}, "ັວ": {"oua", "ua"}, "ເ-ຍ": {"ia", "ie", "ea"}, "ເັຍ": {"ia", "ie"}, "ເືອ": {"eua", "ua", "uea"}, "ເຶອ": {"eua", "ua"},
	"": {"a", ""},
}

const (
	laoLead     = "ເແໂໄໃ"
	laoSonorant = "ງຍນມລວຣ" // behind ຫ, which is not said then
)

// laoSigns are written as two letters here, and what is not said is left out.
var laoSigns = strings.NewReplacer("ໜ", "ຫນ", "ໝ", "ຫມ", "ຼ", "ລ", "ໆ", "", "່", "", "້", "", "໊", "", "໋", "", "໌", "")

// laoClusters reads the signs of Lao in one pass: a consonant with what is
// written before, above, below and behind it.
func laoClusters(text string) []cluster {
	var out []cluster
	lead := ""
	for _, r := range laoSigns.Replace(text) {
		last := len(out) - 1
		switch {
		case strings.ContainsRune(laoLead, r):
			lead = string(r)
		case laoInitial[r] != nil:
			if last >= 0 && out[last].letter == 'ຫ' && len(out[last].vowel) <= 3 && lead == "" && strings.ContainsRune(laoSonorant, r) && !ownVowel(out[last].vowel) {
				out[last].letter = r // ຫຼວງ, ເຫລົາ
				continue
			}
			out = append(out, cluster{letter: r, vowel: lead})
			lead = ""
		case last >= 0 && len(out[last].vowel) < 12:
			out[last].vowel += string(r)
		}
	}
	return out
}

// ownVowel reports whether what is written around a consonant is more than a
// vowel before it.
func ownVowel(vowel string) bool { return vowel != "" && !strings.Contains(laoLead, vowel) }

// laoUnits reads Lao: a unit is an initial with its vowel, or what closes a
// syllable.
func laoUnits(text string) []Unit {
	c := laoClusters(text)
	units := make([]Unit, 0, len(c))
	for i := 0; i < len(c); {
		vowel, n := laoVowel(c, i)
		initial := laoInitial[c[i].letter]
		written := string(c[i].letter) + c[i].vowel
		if n > 1 {
			written += string(c[i+1].letter)
		}
		units = append(units, Unit{Text: written, Forms: joinForms(initial, vowel)})
		i += n
		if i < len(c) && laoCloses(c, i) {
			units = append(units, Unit{Text: string(c[i].letter), Forms: finalOf(c[i].letter)})
			i++
		}
	}
	return units
}

// laoVowel is the vowel of the consonant at i, and how many clusters it takes.
func laoVowel(c []cluster, i int) (forms []string, n int) {
	v := c[i].vowel
	if i+1 < len(c) {
		next := c[i+1]
		switch {
		case next.vowel == "ະ" && next.letter == 'ວ' && v == "ົ", next.vowel == "" && strings.Contains("ົວ ັອ ເືອ ເຶອ ເັຍ ັວ", v+string(next.letter)) && v != "":
			return laoVowels[v+string(next.letter)], 2
		case next.vowel == "" && v == "ເ" && next.letter == 'ຍ':
			return laoVowels["ເ-ຍ"], 2
		case next.vowel == "" && v == "" && (next.letter == 'ອ' || next.letter == 'ວ' && i+2 < len(c) && c[i+2].vowel == ""):
			return laoVowels["-"+string(next.letter)], 2
		}
	}
	if forms = laoVowels[v]; forms != nil {
		return forms, 1
	}
	for _, r := range v { // an unusual pile of signs: its first
		if forms = laoVowels[string(r)]; forms != nil {
			return forms, 1
		}
	}
	return laoVowels["ະ"], 1
}

// laoCloses reports whether the consonant at i closes the syllable before it: it has
// no vowel of its own, written or told by the letter behind it.
func laoCloses(c []cluster, i int) bool {
	if c[i].vowel != "" || i+1 < len(c) && c[i+1].vowel == "" && (c[i+1].letter == 'ອ' || c[i+1].letter == 'ວ' && i+2 < len(c) && c[i+2].vowel == "") {
		return false
	}
	return true
}

func finalOf(letter rune) []string {
	if f := laoFinal[letter]; f != nil {
		return f
	}
	return laoInitial[letter]
}
