package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanna/extract/gazetteer"
)

// mendNames joins names that a line end tears in text that was pasted from a narrow
// bubble. Between signs of Han the line end goes; between words it
// becomes a blank.
func mendNames(f folded) folded {
	for i := 0; i < len(f.text); i++ {
		if f.text[i] != '\n' || i == 0 || i+1 == len(f.text) {
			continue
		}
		before, after := f.text[:i], f.text[i+1:]
		switch r := firstRune(after); {
		case han(r) && tornHan(before, after):
			f.text = before + after
			f.origin = append(f.origin[:i:i], f.origin[i+1:]...)
			i--
		case (thai(r) || lao(r)) && tornSouth(before, after), unicode.IsUpper(r) && latinLetter(r) && tornLatin(before, after):
			f.text = before + " " + after
		}
	}
	return f
}

// beforeNames are single signs before a name that no name ends with.
const beforeNames = "叫是找抓把将和与跟的那给对"

// tornHan: a surname by itself ends a line, and signs that given names are made
// of, and no more, open the next.
func tornHan(before, after string) bool {
	line := lastLine(before)
	n := len("王")
	if len(line) < n || surnameAt(line[len(line)-n:]) != n {
		return false
	}
	head := line[:len(line)-n]
	if prev := lastRune(head); han(prev) && !(strings.ContainsRune(beforeNames, prev) && strings.ContainsRune(surnamesFrequent, firstRune(line[len(head):]))) {
		return false
	}
	given := advance(after, 0, 2)
	if next := firstRune(after[given:]); !typicalGiven(strings.TrimLeft(after[:given], "小大")) || han(next) && !strings.ContainsRune(neverInName, next) {
		return false
	}
	return true
}

// tornTitle is a title, or one and the first part of a name, at the end of a line.
var tornTitle = regexp.MustCompile(`(?:^|[^ก-๎]|จับ|ของ|เรื่อง|ค่าหัว|ตัว|กับ|ว่า|ไอ้|เห็น|เจอ|หา|พา|เอา|ชื่อ)(?:นางสาว|น\.ส\.|นาย|นาง)(?: ?[ก-์]{3,20})?$|ชื่อ[^:\n]{0,18}: ?[ก-์]{3,20}$|(?:^|[^ກ-ໝ])(?:ທ້າວ|ນາງສາວ|ນາງ|ທ່ານ)(?: ?[ກ-ໝ]{3,20})?$`)

// tornSouth: a title and one part of a name end a line, and a part that is no
// word opens the next and is set apart.
func tornSouth(before, after string) bool {
	line := lastLine(before)
	if !tornTitle.MatchString(line[max(0, len(line)-120):]) || titleAt(after) != "" {
		return false
	}
	end := 0
	for end < len(after) && southLetter(firstRune(after[end:])) {
		_, n := utf8.DecodeRuneInString(after[end:])
		end += n
	}
	if letters := utf8.RuneCountInString(after[:end]); letters < 4 || letters > longestTail || strings.HasPrefix(strings.TrimLeft(after[end:], " "), ":") || knownWord(after, 3) {
		return false
	}
	hits := gazetteer.Find(after[:end])
	return len(hits) == 0 || hits[0].Start > 0
}

// longestTail is how many letters the rest of a name has with the words behind it
// that touch it.
const longestTail = 40

// knownWord: a word of the lexicon of so many signs opens s, and is no unit that
// begins a longer word (แสนสุข).
func knownWord(s string, least int) bool {
	end, _ := lexicon().longest(s, 0)
	if utf8.RuneCountInString(s[:end]) < least {
		return false
	}
	u, ok := units.at(s)
	return !ok || end != len(u.word) || end >= len(s) || !southLetter(firstRune(s[end:]))
}

// tornFirst and tornLast are the words of a name on both sides of a line end: one
// word with a capital behind a sign or the line's beginning, and one that the
// line goes on behind with a sign.
var (
	tornFirst = regexp.MustCompile(`(?:^|[^A-Za-z'.\- ] ?|[\w)]\. |\b(?:is|named|called|for|on|find|catch|bring) )([A-Z][A-Za-z]{1,15})$`)
	tornLast  = regexp.MustCompile(`^([A-Z][a-z]{1,15})(?: ?[-|/,;=(–]| \d|$|\n)`)
)

// tornLatin: neither word is one of the lexicon.
func tornLatin(before, after string) bool {
	line := lastLine(before)
	line = line[max(0, len(line)-80):]
	a, b := tornFirst.FindStringSubmatch(line), tornLast.FindStringSubmatch(after[:min(len(after), 24)])
	if a == nil || b == nil || knownWord(a[1], len(a[1])) || knownWord(b[1], len(b[1])) {
		return false
	}
	alone := strings.TrimSpace(line) == a[1]
	ends := strings.HasPrefix(after[len(b[1]):], "\n") || after == b[1]
	return !(alone && ends) // rows of one word each
}
