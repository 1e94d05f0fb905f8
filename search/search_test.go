package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestFinds tells which questions find which texts, and what is marked.
func TestFinds(t *testing.T) {
	tests := []struct {
		why, text, query string
		marks            string // what is marked, joined by |; empty: not found
	}{
		{"a two-character name", "悬赏张伟明，福建人", "张伟", "张伟"},
		{"a whole name", "悬赏张伟明，福建人", "张伟明", "张伟明"},
		{"a surname alone", "悬赏张伟明，福建人", "张", "张"},
		{"the last character of a run", "悬赏张伟明，福建人", "明", "明"},
		{"characters that are apart", "悬赏张伟明，福建人", "张明", ""},
		{"a name broken over two lines of a bubble", "悬赏张\n伟明", "张伟明", "张\n伟明"},
		{"two paragraphs are not one word", "悬赏张\n\n伟明", "张伟", ""},
		{"traditional asked, simplified written", "悬赏张伟明，福建人", "懸賞張偉明", "悬赏张伟明"},
		{"simplified asked, traditional written", "懸賞張偉明，福建人", "张伟明", "張偉明"},
		{"one character for two", "頭髮很長，出發", "发", "髮|發"},
		{"a form beyond the first plane", "姓𫝈的人", "姓㑮", "姓𫝈"},
		{"Han and Latin together", "张伟明ABC公司", "明abc公司", "明ABC公司"},
		{"a Thai name", "ตามหา นายสมชาย ใจดี", "สมชาย", "สมชาย"},
		{"a Thai syllable", "ตามหา นายสมชาย ใจดี", "ชาย", "ชาย"},
		{"sara am typed in two ways", "น้ำ", "นํ้า", "น้ำ"},
		{"a Burmese name", "ကိုမောင်အောင် ထွက်ပြေး", "အောင်", "အောင်"},
		{"a Burmese letter with its marks", "ကိုမောင်အောင်", "ကို", "ကို"},
		{"stacked consonants stay together", "သန္တာ", "တာ", ""},
		{"a Lao name", "ທ້າວສົມສັກ", "ສົມສັກ", "ສົມສັກ"},
		{"a Lao digraph", "ໜອງ", "ຫນອງ", "ໜອງ"},
		{"a Khmer word", "ភាសាខ្មែរ", "ខ្មែរ", "ខ្មែរ"},
		{"zero-width space between words", "ក\u200bខ", "កខ", "ក\u200bខ"},
		{"case", "SOMCHAI Jaidee", "somchai", "SOMCHAI"},
		{"diacritics", "Đặng Thị Ánh", "dang anh", "Đặng|Ánh"},
		{"width", "ＷＡＮＧ　Ｆａｎｇ", "wang fang", "ＷＡＮＧ|Ｆａｎｇ"},
		{"all words must be there", "Wang Fang", "wang wei", ""},
		{"a phrase in quotes", "Wang Fang Wei", `"fang wei"`, "Fang Wei"},
		{"not the phrase", "Wang Fang Wei", `"wang wei"`, ""},
		{"the beginning of a word", "Somchai", "som*", "Somchai"},
		{"without asterisk a word is whole", "Somchai", "som", ""},
		{"a right-to-left override hides nothing", "Som\u202echai", "somchai", "Som\u202echai"},
		{"Thai digits", "ค่าหัว ๖๐๐๐๐๐ บาท", "600000", "๖๐๐๐๐๐"},
		{"Burmese digits asked, ASCII written", "09 420 012 345", "၀၉၄၂၀၀၁၂၃၄၅", "09 420 012 345"},
		{"an id by its beginning", "证350521198001011234", "350521", "350521198001011234"},
		{"an id by its last four", "证350521198001011234", "1234", "1234"},
		{"an id that ends in X", "证35052119800101123X", "123x", "123X"},
		{"a phone by its last four", "tel 13812345678", "5678", "5678"},
		{"a phone in groups, asked as one", "tel +86 138-1234-5678", "13812345678", "138-1234-5678"},
		{"a phone with its code, asked as one", "tel +86 138-1234-5678", "8613812345678", "86 138-1234-5678"},
		{"a phone as one, asked in groups", "tel 13812345678", "138 1234 5678", "13812345678"},
		{"the middle of a number is not looked for", "tel 13812345678", "1234", ""},
		{"two long numbers are two questions", "13812345678 or 600000", "13812345678 600000", "13812345678|600000"},
		{"a masked id", "3505**********1234", "3505**********1234", "3505**********1234"},
		{"a handle in parts", "微信 wx_zhao88 联系", "wx_zhao88", "wx_zhao88"},
		{"a wallet by its beginning", "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", "TQn9Y2kh", "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE"},
		{"nothing asked", "anything", " ** ", ""},
		{"invalid bytes do not disturb", "ab\xff张伟", "张伟", "张伟"},
	}
	for _, tt := range tests {
		t.Run(tt.why, func(t *testing.T) {
			q := Parse(tt.query)
			var got []string
			for _, s := range q.Mark(tt.text) {
				got = append(got, tt.text[s.Start:s.End])
			}
			found := q.Matches(tt.text)
			if found != (tt.marks != "") {
				t.Fatalf("found = %v, query %+v", found, q)
			}
			if found && strings.Join(got, "|") != tt.marks {
				t.Errorf("marked %q, want %q", got, tt.marks)
			}
		})
	}
}

// TestAcross looks for words in several texts together.
func TestAcross(t *testing.T) {
	texts := []string{"EXERCISE 张伟", "13812345678", "Wang Fang 138-1234-5678"}
	for _, tt := range []struct {
		query string
		best  int
		found bool
	}{
		{"张伟", 0, true}, {"张伟 13812345678", 0, true}, {"fang 5678", 2, true}, {"13812345678", 1, true},
		{"张伟 fang", 0, true}, {"张伟 nobody", 0, false}, {"伟138", 0, false}, {"", 0, false},
	} {
		best, found := Parse(tt.query).Across(texts)
		if found != tt.found || found && best != tt.best {
			t.Errorf("%q: text %d, %v, want %d, %v", tt.query, best, found, tt.best, tt.found)
		}
	}
}

// TestEveryWordIsFound asks for each word of a random text.
func TestEveryWordIsFound(t *testing.T) {
	word := rapid.OneOf(
		rapid.StringMatching(`[A-Za-z]{1,12}`), rapid.StringMatching(`[0-9]{1,18}`),
		rapid.StringMatching(`[\x{4e00}-\x{4e40}]{1,6}`), rapid.StringMatching(`([ก-ฮ][ะาิีึืุู]?[่้]?){1,5}`),
		rapid.StringMatching(`([က-အ][ြျ]?[ာိုူ]?[်း]?){1,5}`), rapid.StringMatching(`([ກ-ຂຄງຈ][າິີ]?[່້]?){1,5}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word, 1, 12).Draw(t, "words")
		text := strings.Join(words, rapid.SampledFrom([]string{" ", "，", "\n\n"}).Draw(t, "between"))
		asked := rapid.SampledFrom(words).Draw(t, "asked")
		if !Parse(asked).Matches(text) {
			t.Fatalf("%q is not found in %q", asked, text)
		}
		if len(Mark(text, asked)) == 0 {
			t.Fatalf("%q is found but not marked", asked)
		}
	})
}

// FuzzTokens holds what an index relies on: tokens are in order, never empty,
// and their spans cut the text between characters.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"张伟明 13812345678", "น้ำ", "သန္တာ", "a\xffb", "１２３-４５６７", "\u0301x", "ខ្មែរ", "a\r\n\nb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pos := -1
		for _, tok := range Tokens(text) {
			if tok.Pos != pos && tok.Pos != pos+1 {
				t.Fatalf("position %d follows %d", tok.Pos, pos)
			}
			pos = tok.Pos
			if tok.Text == "" || !utf8.ValidString(tok.Text) {
				t.Fatalf("bad token %q", tok.Text)
			}
			if tok.Start < 0 || tok.End > len(text) || tok.Start >= tok.End {
				t.Fatalf("span %d:%d of %d bytes", tok.Start, tok.End, len(text))
			}
			if !utf8.RuneStart(text[tok.Start]) || tok.End < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[tok.End]) {
				t.Fatalf("span %d:%d cuts a character", tok.Start, tok.End)
			}
		}
		end := 0
		for _, s := range Parse(text).Mark(text) {
			if s.Start < end || s.End > len(text) || s.End <= s.Start {
				t.Fatalf("marks overlap or leave the text: %v", s)
			}
			end = s.End
		}
	})
}

func BenchmarkTokens(b *testing.B) {
	for name, text := range map[string]string{
		"han":   strings.Repeat("悬赏张伟明，福建省泉州市人，身份证350521198001011234。", 8),
		"latin": strings.Repeat("Wanted: Wang Fang, 27 years, phone +86 138-1234-5678. ", 8),
		"thai":  strings.Repeat("ตามหา นายสมชาย ใจดี ค่าหัว ๖๐๐๐๐๐ บาท ", 8),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				_ = Each(text, func(Token) error { return nil })
			}
		})
	}
}
