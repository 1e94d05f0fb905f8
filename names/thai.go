package names

import "strings"

// Spellings of Thai consonants at the beginning and at the end of a syllable:
// the royal system first, then the free spellings that follow the letter's
// Indian value.
var thaiInitial = map[rune][]string{
	'ก': {"k", "g"}, 'ข': {"kh", "k"}, 'ฃ': {"kh"}, 'ค': {"kh", "k", "c"}, 'ฅ': {"kh"}, 'ฆ': {"kh", "k", "gh"}, 'ง': {"ng"}, 'จ': {"ch", "j"}, 'ฉ': {"ch"}, 'ช': {"ch"}, 'ซ': {"s", "z"},
	'ฌ': {"ch"}, 'ญ': {"y", "ny"}, 'ฎ': {"d"}, 'ฏ': {"t"}, 'ฐ': {"th", "t"}, 'ฑ': {"th", "d"}, 'ฒ': {"th", "dh"}, 'ณ': {"n"}, 'ด': {"d"}, 'ต': {"t", "d"}, 'ถ': {"th", "t"},
	'ท': {"th", "t", "d"}, 'ธ': {"th", "t", "dh"}, 'น': {"n"}, 'บ': {"b", "p"}, 'ป': {"p", "b"}, 'ผ': {"ph", "p"}, 'ฝ': {"f"}, 'พ': {"ph", "p", "b"}, 'ฟ': {"f", "ph"}, 'ภ': {"ph", "p", "bh"},
	'ม': {"m"}, 'ย': {"y"}, 'ร': {"r"}, 'ฤ': {"rue", "ri", "ru", "rit", "roe"}, 'ล': {"l"}, 'ว': {"w", "v"}, 'ศ': {"s"}, 'ษ': {"s"}, 'ส': {"s"}, 'ห': {"h", ""}, 'ฬ': {"l"}, 'อ': {""}, 'ฮ': {"h"},
}

var thaiFinal = map[rune][]string{
	'ก': {"k", "g"}, 'ข': {"k", "kh"}, 'ค': {"k", "g"}, 'ฆ': {"k", "gh"}, 'ง': {"ng"}, 'จ': {"t", "j", "ch", "d"}, 'ช': {"t", "ch", "d", "j"}, 'ซ': {"t", "s"}, 'ญ': {"n", "y"}, 'ฎ': {"t", "d"}, 'ฏ': {"t"}, 'ฐ': {"t", "th"},
	'ฑ': {"t"}, 'ฒ': {"t", "th"}, 'ณ': {"n"}, 'ด': {"t", "d"}, 'ต': {"t", "d"}, 'ถ': {"t", "th"}, 'ท': {"t", "th", "d"}, 'ธ': {"t", "th", "dh"}, 'น': {"n"}, 'บ': {"p", "b"}, 'ป': {"p", "b"}, 'พ': {"p", "ph", "b"},
	'ฟ': {"p", "f"}, 'ภ': {"p", "ph", "bh"}, 'ม': {"m"}, 'ย': {"i", "y"}, 'ร': {"n", "r", "rn"}, 'ล': {"n", "l"}, 'ว': {"o", "w", "u", "v"}, 'ศ': {"t", "s", "d"}, 'ษ': {"t", "s", "d"}, 'ส': {"t", "s", "d"}, 'ฬ': {"n", "l"}, 'ห': {"", "h"}, 'อ': {""}, 'ฮ': {"h"},
}

// Spellings of vowels by what is written around the consonant, without tones.
var thaiVowels = map[string][]string{
	"ะ": {"a", "ah"}, "ั": {"a", "u"}, "า": {"a", "ar", "ah"}, "ำ": {"am", "um"}, "ิ": {"i", "ee"}, "ี": {"i", "ee"}, "ึ": {"ue", "u"}, "ื": {"ue", "u", "eu"}, "ุ": {"u", "oo"}, "ู": {"u", "oo"},
	"เ": {"e", "ay"}, "แ": {"ae", "a"}, "โ": {"o"}, "ไ": {"ai", "i"}, "ใ": {"ai"}, "เา": {"ao", "au", "aow"}, "เาะ": {"o", "or"}, "เี": {"ia", "iea", "ea"}, "เียะ": {"ia"}, "เี็": {"ia"}, "เิ": {"oe", "er", "er"}, "เื": {"uea", "ua", "eua"}, "เ็": {"e"}, "แ็": {"ae"},
	"เะ": {"e"}, "แะ": {"ae"}, "โะ": {"o"}, "็": {"o", ""}, "ๅ": {"a"}, "เั": {"e"},
}

const thaiLead = "เแโใไ"

// A cluster is a consonant with the vowels, tones and silencer around it.
type cluster struct {
	letter rune
	vowel  string // vowel signs, in the order lead, above, below, behind
	silent bool   // under a thanthakhat
}

// thaiClusters reads the signs of Thai in one pass.
func thaiClusters(text string) []cluster {
	var out []cluster
	lead := ""
	for _, r := range text {
		last := len(out) - 1
		switch {
		case strings.ContainsRune(thaiLead, r):
			lead = string(r)
		case r >= 'ก' && r <= 'ฮ':
			out = append(out, cluster{letter: r, vowel: lead})
			lead = ""
		case r == '์':
			if last >= 0 {
				out[last].silent = true
			}
		case r >= '่' && r <= '๋', r == 'ฺ', r == 'ๆ', r == 'ฯ', r == 'ํ', r == '๎':
		case thaiVowels[string(r)] != nil || r == 'ๅ':
			if last >= 0 && len(out[last].vowel) < 12 {
				out[last].vowel += string(r)
			}
		}
	}
	return out
}

func thaiUnits(text string) []Unit {
	clusters := thaiClusters(text)
	clusters = leadOverPairs(clusters)
	units := make([]Unit, 0, len(clusters))
	for i := 0; i < len(clusters); i++ {
		c := clusters[i]
		if c.letter == 'ร' && c.vowel == "" && i+1 < len(clusters) && clusters[i+1] == c && i > 0 { // รร
			forms := []string{"an", "un"}
			if i+2 < len(clusters) && clusters[i+2].vowel == "" && !clusters[i+2].silent {
				forms = []string{"a", "u", "ar"}
			}
			units = append(units, Unit{Text: "รร", Forms: forms})
			i++
			continue
		}
		units = append(units, Unit{Text: string(c.letter) + c.vowel, Forms: c.forms(clusters, i)})
	}
	return units
}

// leadOverPairs moves a vowel that is written before a pair like กร or หล behind
// the pair, where it is spoken.
func leadOverPairs(c []cluster) []cluster {
	for i := 0; i+1 < len(c); i++ {
		if v := c[i].vowel; len(v) == 3 && strings.Contains(thaiLead, v) && c[i+1].vowel == "" && !c[i+1].silent &&
			(strings.ContainsRune("รล", c[i+1].letter) && strings.ContainsRune("กขคตปผพทบ", c[i].letter) || c[i].letter == 'ห' && strings.ContainsRune("งนมรลยว", c[i+1].letter)) {
			c[i+1].vowel, c[i].vowel = v, "-"
		}
	}
	return c
}

// forms spells one cluster in its place.
func (c cluster) forms(all []cluster, i int) []string {
	initial, final := thaiInitial[c.letter], thaiFinal[c.letter]
	if initial == nil {
		initial = []string{""}
	}
	if final == nil {
		final = initial // letters that close no syllable in good spelling
	}
	switch {
	case c.silent && c.vowel == "":
		return append([]string{""}, final[0])
	case c.silent:
		return []string{"", final[0], initial[0] + thaiVowel(c.vowel)[0]}
	case c.vowel == "-" && c.letter == 'ห':
		return []string{"", "h"}
	case c.vowel == "-":
		return initial
	case c.vowel != "":
		if c.letter == 'ต' || c.letter == 'ท' || c.letter == 'ธ' { // ชาติ, วุฒิ: the vowel at the end is often silent
			if i == len(all)-1 && (c.vowel == "ิ" || c.vowel == "ุ") {
				return append(joinForms(initial, thaiVowel(c.vowel)), final...)
			}
		}
		if i > 0 && i == len(all)-1 && (c.vowel == "ิ" || c.vowel == "ุ") && strings.ContainsRune("มศษสฒฏฐญ", c.letter) {
			return append(joinForms(initial, thaiVowel(c.vowel)), final...)
		}
		return joinForms(initial, thaiVowel(c.vowel))
	}
	return bareForms(initial, final, all, i)
}

// closedByO are pairs without a written vowel that are mostly one syllable with
// o, also in the middle of a name.
const closedByO = "สม พล ผล ชล ดล กล มล คน นน พง วง ยศ พจ นพ"

// bareForms spells a consonant without a written vowel: it may close a syllable,
// or carry an unwritten a or o.
func bareForms(initial, final []string, all []cluster, i int) []string {
	letter := all[i].letter
	last := i == len(all)-1 || allSilent(all[i+1:])
	var out []string
	afterVowel := i > 0 && all[i-1].vowel != "" && all[i-1].vowel != "-"
	switch {
	case letter == 'อ' && i > 0:
		return []string{"o", "or", "aw", "oe", "a"}
	case letter == 'ว' && !last && !afterVowel && i > 0:
		return []string{"ua", "uo", "w", "wa", "va", "v"}
	case letter == 'ห' && !last && all[i+1].vowel != "" && strings.ContainsRune("งนมรลยว", all[i+1].letter):
		return []string{"", "h"}
	case letter == 'ร' && last && !afterVowel && i > 1 && strings.ContainsRune("ตทจกฏ", all[i-1].letter) && all[i-2].vowel != "":
		return []string{"", "on", "ra", "n", "r"} // บุตร, ภัทร
	case letter == 'ร' && last && !afterVowel:
		return []string{"on", "orn", "or", "aun", "n", "ra"}
	case !last && all[i+1].letter == 'ร' && strings.ContainsRune("ศส", letter) && all[i+1].vowel != "":
		return []string{"s", "sa", "so"} // ศรี
	case !last && all[i+1].letter == 'ร' && all[i+1].vowel == "" && (i+2 == len(all) || allSilent(all[i+2:])):
		out = append(out, initial...) // พร
		return append(out, joinForms(initial, []string{"a", "o"})...)
	case !last && (all[i+1].vowel == "" && (i+2 == len(all) || allSilent(all[i+2:])) && !strings.ContainsRune("รวอ", all[i+1].letter) || strings.Contains(closedByO, string([]rune{letter, all[i+1].letter}))) && all[i+1].vowel == "" && !all[i+1].silent:
		out = append(out, joinForms(initial, []string{"o", "a"})...) // วงศ์, สม
		return append(out, final...)
	case last && afterVowel:
		return final
	case last:
		out = append(out, final...)
		return append(out, joinForms(initial[:1], []string{"a"})...)
	case afterVowel:
		out = append(out, final...)
		out = append(out, joinForms(initial, []string{"a"})...)
		out = append(out, joinForms(addBefore(initial, final[0]), []string{"a"})...) // it closes one syllable and opens the next
	default:
		out = append(out, joinForms(initial, []string{"a", "o"})...)
		out = append(out, final...)
		if strings.ContainsRune("รลว", all[i+1].letter) {
			out = append(out, initial...)
		}
	}
	return unique(out)
}

func allSilent(c []cluster) bool {
	for _, x := range c {
		if !x.silent {
			return false
		}
	}
	return true
}

func thaiVowel(v string) []string {
	if forms := thaiVowels[v]; forms != nil {
		return forms
	}
	for _, r := range v { // an unusual pile of signs: its first
		if forms := thaiVowels[string(r)]; forms != nil {
			return forms
		}
	}
	return []string{"a"}
}

// joined remembers what joinForms made.
var joined memo[string]

func joinForms(initial, vowels []string) []string {
	key := strings.Join(initial, "|") + "/" + strings.Join(vowels, "|")
	return joined.get(key, func() []string { return joinAll(initial, vowels) })
}

func joinAll(initial, vowels []string) []string {
	var out []string
	for _, v := range vowels {
		for _, i := range initial {
			out = append(out, Letters(i+v))
		}
	}
	return unique(out)
}

func unique(list []string) []string {
	kept := make([]string, 0, len(list))
	for _, s := range list {
		found := false
		for _, k := range kept {
			found = found || k == s
		}
		if !found {
			kept = append(kept, s)
		}
	}
	return kept
}

// splitVowels are signs that stand for one and are typed as two.
var splitVowels = strings.NewReplacer("ํา", "ำ", "ໍາ", "ຳ", "เเ", "แ", "ເເ", "ແ")

// orderThai sorts the signs on one consonant: below and above vowels before
// tones, and the two halves of sara am as one sign.
func orderThai(s string) string {
	s = splitVowels.Replace(s)
	runes := []rune(s)
	for i := 1; i < len(runes); i++ {
		if mark(runes[i]) == 1 && mark(runes[i-1]) == 2 {
			runes[i], runes[i-1] = runes[i-1], runes[i]
		}
	}
	return string(runes)
}

// mark gives 1 for a vowel above or below, 2 for a tone, of Thai and Lao.
func mark(r rune) int {
	switch {
	case r == 'ั' || r >= 'ิ' && r <= 'ฺ' || r == 'ັ' || r >= 'ິ' && r <= 'ຼ':
		return 1
	case r >= '็' && r <= '๎' || r >= '່' && r <= 'ໍ':
		return 2
	}
	return 0
}
