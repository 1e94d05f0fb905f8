package match

import "lanna/names"

// Thai and Burmese spellings of Chinese names stand for signs as Latin ones do:
// เฉิน เหว่ยหมิง, ချန်ဝေမင်း and TAN Wee Beng are 陈伟明.

// mostAbroad bounds the readings of one name.
const mostAbroad = 24

// readingsAbroad reads a Thai or Burmese name as a Chinese one. The surname is
// the first syllable, or a last word of one syllable.
func readingsAbroad(n *Name) []sinoReading {
	ways := [][][]names.Abroad{nil} // of the name: words of syllables
	for i := range n.Parts {
		var next [][][]names.Abroad
		for _, word := range names.WrittenAbroad(n.Script, n.Parts[i].Text) {
			for _, way := range ways {
				if countOf(way)+len(word) <= 1+maxGiven && len(next) < mostAbroad {
					next = append(next, append(way[:len(way):len(way)], word))
				}
			}
		}
		ways = next
	}
	var out []sinoReading
	for _, way := range ways {
		out = append(out, readAbroad(way)...)
	}
	return out
}

// readingsOfSigns is a Chinese name in its own signs, which are the only ones that
// it may stand for. Surnames of two signs and given names of more are left out.
func readingsOfSigns(n *Name) []sinoReading {
	signs := []rune(n.Signs)
	if n.Foreign || len(n.Parts) != 2 || len(n.mixed) > 0 || len([]rune(n.Parts[0].Text)) != 1 || len(signs) < 2 || len(signs) > 1+maxGiven {
		return nil
	}
	r := sinoReading{place: 1 - sinoLast}
	for i, sign := range signs {
		may := names.SignGiven(sign)
		if i == 0 {
			may = names.SignSurname(sign)
		}
		if may == nil {
			return nil
		}
		r.syllables = append(r.syllables, syllableOf(string(sign), may))
	}
	r.likely = r.place * sinoLengths[len(signs)-1] * r.spelled()
	return []sinoReading{r}
}

func countOf(words [][]names.Abroad) (n int) {
	for _, w := range words {
		n += len(w)
	}
	return n
}

// readAbroad is one way of parting a name, surname first and last.
func readAbroad(words [][]names.Abroad) []sinoReading {
	var all []names.Abroad
	for _, w := range words {
		all = append(all, w...)
	}
	if len(all) < 2 {
		return nil
	}
	var out []sinoReading
	add := func(word int, place float64, surname names.Abroad, given []names.Abroad) {
		if surname.Surname == nil {
			return
		}
		r := sinoReading{word: word, place: place, syllables: []sinoSyllable{syllableOf(surname.Letters, surname.Surname)}}
		for _, g := range given {
			if g.Given == nil {
				return
			}
			r.syllables = append(r.syllables, syllableOf(g.Letters, g.Given))
		}
		r.likely = place * sinoLengths[len(given)] * r.spelled()
		out = append(out, r)
	}
	last := len(words) - 1
	add(0, 1-sinoLast, all[0], all[1:])
	if last > 0 && len(words[last]) == 1 {
		add(last, sinoLast, words[last][0], all[:len(all)-1])
	}
	return out
}

// What more must be said, as log odds, before a Thai or Burmese name and one in
// Latin letters count as Chinese: most such pairs are of Thai and Burmese people,
// and many of their words could be syllables of Chinese (Min Tun, Wai Lin). Two
// names in Thai and Burmese that both read as Chinese are.
const (
	doubtThai    = 2
	doubtBurmese = 4
	doubtSigns   = 1
)

func sinoDoubt(a, b *Name) float64 {
	switch {
	case a.Script == names.Han || b.Script == names.Han: // one of them is Chinese for sure
		return doubtSigns
	case a.latin == b.latin:
		return 0
	}
	if a.Script == names.Burmese || b.Script == names.Burmese {
		return doubtBurmese
	}
	return doubtThai
}
