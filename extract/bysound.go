package extract

import (
	"strings"
	"unicode/utf8"
)

// What services are called in the letters of Thailand, Laos and Myanmar is
// spelled in many ways, and readers of pictures get a vowel or a tone mark
// wrong. Their consonants stay, so a word before an account's name is compared
// by these alone, in classes of like sound.

// soundClasses are consonants that are written one for another in foreign words.
var soundClasses = func() map[rune]byte {
	m := map[rune]byte{}
	for class, letters := range map[byte]string{
		'T': "ดตทธถฏฎฐฑฒ" + "ດຕທຖ" + "တထဒဓဋဌ",
		'L': "ลรฬ" + "ລຣຼ" + "လရဠ",
		'K': "กขคฆ" + "ກຂຄ" + "ကခဂဃ",
		'N': "นณมญ" + "ນມຍ" + "နဏမညံ",
		'P': "บปผฝพฟภ" + "ບປຜຝພຟ" + "ပဖဗဘ",
		'S': "ซสศษชจฉ" + "ຊສຈ" + "စဆဇသ",
		'W': "ว" + "ວ" + "ဝ",
	} {
		for _, r := range letters {
			m[r] = class
		}
	}
	return m
}()

// sounds of services, by language of the letters: t-l-g-r-m, f-c-b-k, w-ch-t.
var sounds = []struct {
	classes, service string
}{
	{"TLKLN", "telegram"},
	{"PSPK", "facebook"},
	{"PSPT", "facebook"},
	{"WST", "wechat"},
}

// serviceBySound is the service that the last word of a text sounds like; the
// word may be followed by blanks and signs.
func serviceBySound(before string) (string, cue) {
	tail := lastSigns(before, 24)
	end := len(before) - len(tail) + len(strings.TrimRight(tail, " :=-@>\"("))
	word := before[:end]
	for i, n := len(word), 0; i > 0 && n < 16; n++ {
		r, size := utf8.DecodeLastRuneInString(word[:i])
		if !thai(r) && !lao(r) && !burmese(r) {
			word = word[i:]
			break
		}
		i -= size
		if i == 0 || n == 15 {
			word = word[i:]
			break
		}
	}
	heard := classesOf(word)
	for _, s := range sounds {
		if strings.Contains(heard, s.classes) {
			return s.service, cue{start: end - len(word), end: end}
		}
	}
	return "", cue{}
}

func classesOf(word string) string {
	var b strings.Builder
	for _, r := range word {
		if c, ok := soundClasses[r]; ok {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// lastSigns is the end of s, at most n signs long and within its last line.
func lastSigns(s string, n int) string {
	i := len(s)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		if s[i-size] == '\n' {
			break
		}
		i -= size
	}
	return s[i:]
}
