package names

import "strings"

// Consonants of Khmer with their first-series spelling, from the UN's table of
// the romanisation of Khmer, simplified; the series of vowels is not told apart,
// because free spellings do not keep it.
const khmerConsonants = "កខគឃងចឆជឈញដឋឌឍណតថទធនបផពភមយរលវឝឞសហឡអ"

var khmerSpelling = strings.Fields("k kh k kh ng ch chh ch chh nh d th d th n t th t th n b ph p ph m y r l v s s s h l -")

var khmerVowels = map[rune][]string{
	'ា': {"a", "ea"}, 'ិ': {"e", "i"}, 'ី': {"ei", "i", "y"}, 'ឹ': {"oe", "eu", "i"}, 'ឺ': {"eu"}, 'ុ': {"o", "u"}, 'ូ': {"ou", "u", "o"}, 'ួ': {"uo", "ua"}, 'ើ': {"aeu", "er"}, 'ឿ': {"oea"}, 'ៀ': {"ie", "ea"},
	'េ': {"e", "ey"}, 'ែ': {"e", "ae"}, 'ៃ': {"ai", "ei", "ey"}, 'ោ': {"o", "ao"}, 'ៅ': {"au", "ov"}, 'ំ': {"om", "am", "um"}, 'ះ': {"ah", "eh", ""},
}

// khmerUnits reads Khmer letter by letter: readable, and enough to find one
// spelling by another, no more.
func khmerUnits(text string) []Unit {
	var units []Unit
	subscript, bare := false, false
	for _, r := range text {
		if at := strings.IndexRune(khmerConsonants, r); at >= 0 {
			f := strings.TrimSuffix(khmerSpelling[at/3], "-")
			forms := []string{f}
			if bare && !subscript {
				forms = []string{f, "a" + f, "o" + f}
			}
			units = append(units, Unit{Text: string(r), Forms: unique(forms)})
			subscript, bare = false, true
			continue
		}
		if forms := khmerVowels[r]; forms != nil {
			units = append(units, Unit{Text: string(r), Forms: forms})
			bare = false
		}
		subscript = r == '្'
	}
	return units
}
