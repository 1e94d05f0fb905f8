package touching

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func letter(r rune) bool {
	switch {
	case r >= 'ก' && r <= '์' && r != 'ฯ' && r != '฿' && r != 'ๆ':
		return true
	case r >= 'ກ' && r <= 'ໝ' && r != 'ໆ' && !(r >= '໐' && r <= '໙'):
		return true
	case r >= 'က' && r <= 'ဿ':
		return true
	}
	return false
}

const (
	leads      = "เแโใไເແໂໃໄ" // vowels written before the consonant that they follow
	silencer   = '์'
	behindThai = "ะาำๅະາຳຽ"
)

func consonant(r rune) bool {
	return r >= 'ก' && r <= 'ฮ' || r >= 'ກ' && r <= 'ຮ' || r == 'ໜ' || r == 'ໝ'
}

// hangs: the sign stands above, below or behind a consonant.
func hangs(r rune) bool {
	return strings.ContainsRune(behindThai, r) || unicode.Is(unicode.Mn, r)
}

// begins: a syllable may begin at a byte of a run, or the run ends there.
func begins(run string, at int) bool {
	if at >= len(run) {
		return true
	}
	if !utf8.RuneStart(run[at]) {
		return false
	}
	r, n := utf8.DecodeRuneInString(run[at:])
	if hangs(r) || r >= 'က' && r <= 'ဿ' && !opensBurmese(run, at) {
		return false
	}
	if at > 0 {
		if last, _ := utf8.DecodeLastRuneInString(run[:at]); strings.ContainsRune(leads, last) || last == 'ั' || last == 'ັ' {
			return false
		}
	}
	next, _ := utf8.DecodeRuneInString(run[at+n:])
	return next != silencer
}

// joins: two consonants may begin a syllable together (กร, หม).
func joins(first, second rune) bool {
	if first == 'ห' || first == 'ຫ' {
		return strings.ContainsRune("งญนมยรลวງຍນມລຣວ", second)
	}
	return strings.ContainsRune("กขคตทธปผพภศสซบดฟກຂຄຕທປຜພ", first) && strings.ContainsRune("รลวຣລວ", second)
}

// syllables are the bytes at which a syllable that begins at a byte may end: it
// is a vowel before, one or two consonants, signs around them, a consonant that
// closes it, and more that are silent.
func syllables(run string, at int) []int {
	if r, _ := utf8.DecodeRuneInString(run[at:]); r >= 'က' && r <= 'ဿ' {
		if !opensBurmese(run, at) {
			return nil
		}
		return []int{nextBegin(run, at)}
	}
	i := at
	next := func() rune { r, _ := utf8.DecodeRuneInString(run[i:]); return r }
	step := func() { _, n := utf8.DecodeRuneInString(run[i:]); i += n }
	vowel := false
	if i < len(run) && strings.ContainsRune(leads, next()) {
		vowel = true
		step()
	}
	if i >= len(run) || !consonant(next()) {
		return nil
	}
	first := next()
	step()
	if i < len(run) && consonant(next()) && joins(first, next()) {
		save := i
		step()
		if i >= len(run) || !hangs(next()) {
			i = save // closes it, or begins another
		}
	}
	for i < len(run) && hangs(next()) {
		vowel = true
		step()
	}
	var out []int
	add := func() {
		if i > at && begins(run, i) && (len(out) == 0 || out[len(out)-1] != i) {
			out = append(out, i)
		}
	}
	if vowel {
		add()
	}
	bare, closer := i, rune(0)
	for finals := 1; finals < 5 && i < len(run) && consonant(next()); finals++ {
		last := next()
		if finals == 1 {
			closer = last
		}
		step()
		r := next()
		switch {
		case i < len(run) && r == silencer:
			step()
			add()
			if i < len(run) && consonant(next()) { // กอล์ฟ, ฟิล์ม
				after := i
				step()
				if i >= len(run) || !hangs(next()) {
					add()
				}
				i = after
			}
		case i < len(run) && (r == 'ิ' || r == 'ุ') && finals == 1 && vowel: // ชาติ, เหตุ
			step()
			add()
			finals = 5
		case i < len(run) && hangs(r):
			finals = 5 // it begins the next
		case finals == 1 || finals == 2 && (strings.ContainsRune("รຣ", last) || strings.ContainsRune("อวອວ", closer)): // จักร, เพชร; บอย, สวย
			add()
		}
	}
	if len(out) == 0 { // a consonant alone is said with a short a: ล-ภัส
		i = bare
		add()
	}
	return out
}

// opensBurmese: the letter at a byte of a Burmese run opens a syllable; it does not
// where it closes one, under an asat, or stands below or above another.
func opensBurmese(run string, at int) bool {
	r, n := utf8.DecodeRuneInString(run[at:])
	if r > 'ဪ' && r != 'ဿ' || strings.HasSuffix(run[:at], "္") {
		return false
	}
	rest := strings.TrimPrefix(run[at+n:], "့")
	return !strings.HasPrefix(rest, "်") && !strings.HasPrefix(rest, "္")
}
