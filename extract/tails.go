package extract

import (
	"strings"
	"unicode/utf8"
)

// fullTitles are titles of documents, which stand before a name and inside of
// few words.
var fullTitles = []string{"นางสาว", "น.ส.", "นาย", "นาง", "ທ້າວ", "ນາງສາວ"}

// insideTitle: words that hold one of them.
var insideTitle = []string{"ทนาย", "เจ้านาย", "หัวหน้านาย", "ขุนนาง"}

// titleInside is where a full title stands in the run of letters that begins at
// a byte, behind a word that the lexicon may not know (เรื่องนางสาวรัตนา,
// ไอ้นายสมศักดิ์), or the byte itself.
func (p *page) titleInside(at int) int {
	end := at
	for n := 0; end < len(p.text) && n < 24; n++ {
		r, size := utf8.DecodeRuneInString(p.text[end:])
		if r != '.' && (!southLetter(r) || burmese(r)) || !p.free(end, end+size) {
			break
		}
		if end > at && beginsWith(p.text[end:], fullTitles) && titleAt(p.text[end:]) != "" && southLetter(lastRune(p.text[:end])) && !p.heldTitle(end) {
			return end
		}
		end += size
	}
	return at
}

func (p *page) heldTitle(at int) bool {
	for _, w := range insideTitle {
		if i := strings.Index(p.text[max(0, at-len(w)):min(len(p.text), at+len(w))], w); i >= 0 {
			return true
		}
	}
	return false
}
