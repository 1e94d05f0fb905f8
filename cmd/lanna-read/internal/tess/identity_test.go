package tess

import "testing"

func TestLettersOfIdentityNumbersAreReadAgain(t *testing.T) {
	number := func(text string, from, to int) Word {
		w := word(text, 0.9, from, to)
		w.Known = true
		return w
	}
	for _, c := range []struct {
		what   string
		first  []Word
		second string
		want   string // "" where it is none, or the first stays
	}{
		{"digits of the script", []Word{number("၈", 0, 20), word("/ဧျခဌ(နိုင်)", 0.9, 20, 200), number("၈၉၄၂၆၆", 200, 300)}, "၈/စျဓဌ(နိုင်)၈၉၄၂၁၁", "၈/ဈဓဌ(နိုင်)၈၉၄၂၆၆"},
		{"other digits", []Word{word("7/ဃစျေ(နိုင်)639275", 0.9, 0, 300)}, "7/ဃဓစျ(နိုင်)639215", "7/ဃဓဈ(နိုင်)639275"},
		{"a bracket behind it", []Word{number("၉", 0, 20), word("/စျဓဌ.နိုင်)", 0.9, 20, 200), number("၁၇၅၆၁၃", 200, 300), word(")", 0.9, 300, 310)}, "၉/စျဓဌ(နိုင်)၁၇၅၆၁၃)", "၉/ဈဓဌ(နိုင်)၁၇၅၆၁၃)"},
		{"a slash read as a digit", []Word{word("57ဧျဌေ(နိုင်)573113", 0.9, 0, 300)}, "5/စျဓဌ(နိုင်)513113", "5/ဈဓဌ(နိုင်)573113"},
		{"two digits and no slash", []Word{word("12ကမရ(နိုင်)573113", 0.9, 0, 300)}, "12ကမရ(နိုင်)573113", "12/ကမရ(နိုင်)573113"},
		{"a slash read as a third digit", []Word{word("117ဋဌဃ(နိုင်)985334", 0.9, 0, 300)}, "11/ဋဌဃ(နိုင်)985334", "11/ဋဌဃ(နိုင်)985334"},
		{"jha read as e with a medial", []Word{word("5/ဃစျေ(နိုင်)431574", 0.9, 0, 300)}, "5/ဧျဓဌ(နိုင်)431574", "5/ဈဓဌ(နိုင်)431574"},
		{"jha that lost its ca", []Word{word("5/ဃစျေ(နိုင်)431574", 0.9, 0, 300)}, "5/ဃဓျေ(နိုင်)431574", "5/ဃဓဈ(နိုင်)431574"},
		{"two letters the second time", []Word{word("5/ဃစျေ(နိုင်)431574", 0.9, 0, 300)}, "5/ဃဓ(နိုင်)431574", ""},
		{"a date and a slash", []Word{word("125/ဃစျေ(နိုင်)431574", 0.9, 0, 300)}, "125/ဃဓဌ(နိုင်)431574", ""},
		{"four letters the second time", []Word{number("၈", 0, 20), word("/ကမရ(နိုင်)", 0.9, 20, 200), number("၈၉၄၂၆၆", 200, 300)}, "၈/ကကမရ(နိုင်)၈၉၄၂၆၆", ""},
		{"a sum", []Word{number("၅၀", 0, 40), word("သိန်း", 0.9, 40, 100)}, "၅၀သိန်း", ""},
	} {
		id, is := burmese.identity(c.first)
		if !is {
			if c.want != "" {
				t.Errorf("%s: not taken for one", c.what)
			}
			continue
		}
		got, ok := id.withTownship([]Word{{Text: c.second, Confidence: 0.5}})
		text := ""
		for _, w := range got {
			text += w.Text
		}
		if text != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v", c.what, text, ok)
		}
	}
	if _, is := lao.identity([]Word{word("7/ဃစျေ(နိုင်)639275", 0.9, 0, 300)}); is {
		t.Error("an identity number of Myanmar in a Lao line")
	}
}
