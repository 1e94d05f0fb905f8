package extract

import (
	"math/big"
	"strings"
)

// Ones of the languages that write their tens and hundreds as words one after the
// other: two to nine, then ten, and what joins ten to a one behind it.
var counting = []struct {
	ones              []string // one to nine
	ten, joined, last string   // ten; ten before a one; one behind ten
	hundred           string
}{
	{strings.Fields("หนึ่ง สอง สาม สี่ ห้า หก เจ็ด แปด เก้า"), "สิบ", "สิบ", "เอ็ด", ""},
	{strings.Fields("ໜຶ່ງ ສອງ ສາມ ສີ່ ຫ້າ ຫົກ ເຈັດ ແປດ ເກົ້າ"), "ສິບ", "ສິບ", "ເອັດ", ""},
	{strings.Fields("တစ် နှစ် သုံး လေး ငါး ခြောက် ခုနစ် ရှစ် ကိုး"), "ဆယ်", "ဆယ့်", "တစ်", "ရာ"},
}

// englishTens are joined to ones by a blank or a dash.
var englishTens, englishOnes = strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety"), strings.Fields("one two three four five six seven eight nine")

// counted1to99 are the numbers below a hundred, and whole hundreds where people say
// them before a unit, in words.
func counted1to99() []entry {
	var all []entry
	for _, l := range counting {
		for tens := 1; tens <= 9; tens++ {
			head := l.ones[tens-1]
			if tens == 1 && l.hundred == "" {
				head = "" // สิบห้า
			}
			all = append(all, entry{head + l.ten, int64(10 * tens), ""}, entry{head + l.joined + l.last, int64(10*tens + 1), ""})
			for one := 2; one <= 9; one++ {
				all = append(all, entry{head + l.joined + l.ones[one-1], int64(10*tens + one), ""})
			}
			if l.hundred != "" {
				all = append(all, entry{l.ones[tens-1] + l.hundred, int64(100 * tens), ""})
			}
		}
	}
	for t, tens := range englishTens {
		for o, one := range englishOnes {
			for _, gap := range []string{" ", "-"} {
				all = append(all, entry{tens + gap + one, int64(10*(t+2) + o + 1), ""})
			}
		}
	}
	return all
}

// ledWord reads the number in words behind a unit that Burmese sets first
// (သိန်းနှစ်ဆယ်).
func (c *cursor) ledWord() (number, bool) {
	e, ok := numberWords.at(c.rest())
	if !ok || !burmese(firstRune(e.word)) {
		return number{}, false
	}
	n := number{start: c.at, word: true}
	c.at += len(e.word)
	n.value = new(big.Rat).SetInt64(e.factor)
	return n, true
}
