package match_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"lanna/match"
	"lanna/names"
)

func prepared(s string) *match.Name { return match.Prepare(names.Parse(s)) }

func score(a, b string) float64 { return match.Score(prepared(a), prepared(b)) }

// Invented people in the spellings that they might meet.
func TestSamePersonAcrossScripts(t *testing.T) {
	for _, pair := range [][2]string{
		{"陈伟明", "CHEN WEIMING"}, {"陈伟明", "Weiming Chen"}, {"陳偉明", "Ch'en Wei-ming"}, {"陈伟明", "CHAN Wai Ming"}, {"陈伟明", "TAN Wee Beng"}, {"陈伟明", "TAN Wee Beng Michael"},
		{"陈伟明", "Michael Tan Wee Beng"}, {"陈伟明", "Chen W. M."}, {"陈伟明", "C. Weiming"}, {"李秀英", "LEE Siew Eng"}, {"陳偉明", "陈伟明"}, {"欧阳修文", "OUYANG Xiuwen"}, {"林淑芬", "LAM Suk-fan"}, {"林淑芬", "Lin Shu-fen"}, {"黄志强", "NG Chee Keong"}, {"叶国兴", "YAP Kok Hin"},
		{"陈伟明", "เฉิน เหว่ยหมิง"}, {"陈伟明", "ချန်ဝေမင်း"}, {"เฉิน เหว่ยหมิง", "CHEN WEIMING"},
		{"สมชาย ใจดี", "Somchai Jaidee"}, {"นายสมชาย ใจดี", "JAIDEE, Somchai"}, {"ธนพล", "Tanapol"},
		{"ဦးအောင်သိန်းထွန်း", "Aung Thein Tun"}, {"ေအာင္သိန္းထြန္း", "U AUNG THEIN HTUN"}, {"ခင်ရွှေစင်", "Khin Shwe Sin"},
		{"ຄຳພອນ ສີທອງ", "Khamphone Sithong"}, {"约翰·史密斯", "John Smith"}, {"Nguyễn Văn Thử", "NGUYEN VAN THU"},
		{"AL-UCHEBI, Abdul Hakim", "Abdulhakim al Uchebi"}, {"Иван Учебный", "Ivan Uchebny"}, {"J. Exercise", "John Exercise"},
	} {
		if got := score(pair[0], pair[1]); got < match.Threshold() {
			t.Errorf("%s and %s: %.2f", pair[0], pair[1], got)
		}
	}
}

func TestDifferentPeople(t *testing.T) {
	for _, pair := range [][2]string{
		{"陈伟明", "LIN Shufen"}, {"陈伟明", "CHEN Guoqiang"}, {"陈伟明", "TAN Boon Heng"}, {"陈伟明", "Jin Weiming"}, {"陈伟明", "Chen Weilin"}, {"黄嘉欣", "Wang Jiaxin"}, {"林俊杰", "LIM Choon Huat"}, {"林淑芬", "LIM Kah Seng"}, {"陈伟明", "王国强"},
		{"สมชาย ใจดี", "Somsak Rakthai"}, {"အောင်သိန်း", "Khin Mya"}, {"အောင်သိန်း", "Aung Myint Oo"},
		{"约翰·史密斯", "Maria Lopez"}, {"Ivan Uchebny", "Maria Uchebny"}, {"", "CHEN"}, {"12345", "12345"}, {"😀", "陈伟明"},
	} {
		if got := score(pair[0], pair[1]); got >= match.Threshold() {
			t.Errorf("%s and %s: %.2f", pair[0], pair[1], got)
		}
	}
}

// The nearer spelling scores higher, whatever the model's version.
func TestNearerScoresHigher(t *testing.T) {
	for _, test := range []struct{ name, near, far string }{
		{"陈伟明", "CHEN Weiming", "CHEN Weimin"}, {"陈伟明", "TAN Wee Beng", "TAN Wee Meng Seng"}, {"黄志强", "WONG Chi Keung", "WONG Chi Kuen"},
		{"วัฒนพงศ์", "wattanaphong", "wattana"}, {"အောင်သိန်းဦး", "Aung Thein Oo", "Aung Thein Win"}, {"安娜", "Anna", "Hanna"},
	} {
		if near, distant := score(test.name, test.near), score(test.name, test.far); near <= distant {
			t.Errorf("%s: %s %.3f, %s %.3f", test.name, test.near, near, test.far, distant)
		}
	}
}

func TestExplanationAlignsBothScripts(t *testing.T) {
	e := match.Explain(prepared("陈伟明"), prepared("TAN Wee Beng"))
	want := map[string]string{"陈": "TAN", "伟明": "Wee Beng"}
	for _, r := range e.Reasons {
		if r.Code == match.PartReading && want[r.Args[0]] == r.Args[1] && r.Args[2] == "min-nan" {
			delete(want, r.Args[0])
		}
	}
	if len(want) > 0 || !e.Same {
		t.Errorf("not explained: %v in %+v", want, e)
	}
}

var pieces = []string{"陈", "伟明", "欧阳", "TAN", "Wee Beng", "Michael", "สมชาย", "ใจดี", "အောင်", "သိန်း", "ေအာင္", "ຄຳພອນ", "J.", "bin", "al-", "Иван", "·", ",", " ", "-", "1", "😀", "ហ៊ុន", "김"}

// A score is a probability, symmetric, and the same when explained.
func TestScoreIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.Custom(func(t *rapid.T) string {
			out := ""
			for _, p := range rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 6).Draw(t, "pieces") {
				out += p + rapid.SampledFrom([]string{"", " "}).Draw(t, "blank")
			}
			return out
		})
		a, b := prepared(name.Draw(t, "a")), prepared(name.Draw(t, "b"))
		x, y := match.Score(a, b), match.Score(b, a)
		if math.IsNaN(x) || x < 0 || x > 1 {
			t.Fatalf("score %v", x)
		}
		if math.Abs(x-y) > 1e-9 {
			t.Fatalf("%v one way, %v the other", x, y)
		}
		if e := match.Explain(a, b); math.Abs(e.Score-x) > 1e-9 {
			t.Fatalf("explained %v, scored %v", e.Score, x)
		}
	})
}

func FuzzScore(f *testing.F) {
	f.Add("陈伟明", "TAN Wee Beng")
	f.Add("ေအာင္ေက်ာ္ႏိုင္", "Aung Kyaw Naing")
	f.Add("a-b-c-d", "a b/c;d")
	f.Fuzz(func(t *testing.T, a, b string) {
		if s := score(a, b); math.IsNaN(s) || s < 0 || s > 1 {
			t.Errorf("score %v", s)
		}
		match.Explain(prepared(a), prepared(b))
	})
}

func BenchmarkScore(b *testing.B) {
	for _, pair := range [][2]string{{"陈伟明", "TAN Wee Beng"}, {"สมชาย ใจดี", "Somchai Jaidee"}, {"အောင်သိန်းထွန်း", "Aung Thein Tun"}, {"AL-UCHEBI, Abdul Hakim", "Abdulhakim al Uchebi"}, {"陈伟明", "陈伟民"}} {
		b.Run(pair[0], func(b *testing.B) {
			x, y := prepared(pair[0]), prepared(pair[1])
			for b.Loop() {
				match.Score(x, y)
			}
		})
	}
}

// Spellings of Chinese names in Latin letters meet by the signs that they may
// stand for, not by how alike their letters are.
func TestSpellingsOfChineseNames(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"CHEN WEIMING", "TAN Wee Beng", true},
		{"CHEN WEIMING", "Chan Wai Ming", true},
		{"Weiming Chen", "CHEN, Wei-ming", true},
		{"LIN Jianguo", "Lim Kian Kok", true},
		{"WANG Xiaoli", "ONG Siew Lee", true},
		{"HUANG Zhihao", "NG Chee Hao", true}, // Hokkien surname, Mandarin given name
		{"HUANG Zhihao", "WONG Chi Ho", true},
		{"XU Zhimo", "HSU Chih-mo", true},
		{"CHENG Junfu", "WANG Jianfu", false},
		{"CHENG Junfu", "SHEN Jinbo", false},
		{"LI Na", "LIN Na", false},
		{"TAN Wee Beng", "LIM Wee Beng", false},
		{"TAN Wee Beng", "CHEN Weixiang", false},
		{"CHEN Weiming", "CHEN Jianguo", false},
	} {
		a, b := prepared(test.a), prepared(test.b)
		e, back := match.Explain(a, b), match.Explain(b, a)
		if e.Same != test.same || e.Kind != "sino" || math.Abs(e.Score-back.Score) > 1e-9 {
			t.Errorf("%s and %s: %.2f (%s), the other way %.2f", test.a, test.b, e.Score, e.Kind, back.Score)
		}
	}
	e := match.Explain(prepared("CHEN WEIMING"), prepared("TAN Wee Beng"))
	if r := e.Reasons[0]; r.Code != match.SignMaybe || r.Args[2] != "陈" {
		t.Errorf("the first reason is %v", r)
	}
}

// An initial stands for a whole part of a Thai or Lao name, and for a syllable of
// a Burmese one, if the part can begin so.
// Thai and Burmese spellings of Chinese names meet each other, and the spellings
// of dialects, by the signs that they may stand for.
func TestChineseNamesInThaiAndBurmese(t *testing.T) {
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{"เฉิน เหว่ยหมิง", "ချန်ဝေမင်း", true},
		{"เฉิน เหว่ยหมิง", "TAN Wee Beng", true},
		{"ချန်ဝေမင်း", "TAN Wee Beng", true},
		{"ချန်ဝေမင်း", "Chan Wai Ming", true},
		{"ลิ้ม เกียนก๊ก", "LIN Jianguo", true},
		{"เติ้ง เสี่ยวผิง", "တိန့်ရှောင်ဖိန်", true},
		{"เฉิน เหว่ยหมิง", "လင်းကျန့်ကော်", false},
		{"เฉิน เหว่ยหมิง", "LIM Wee Beng", false},
		{"ချန်ဝေမင်း", "TAN Kok Hua", false},
		{"สมชาย ใจดี", "TAN Chai Dee", false},
		{"赵军", "จ้าว จวิน", true},
		{"孙志刚", "ซุน จื้อกัง", true},
		{"胡晓东", "หู เสี่ยวตง", true},
		{"王小红", "ဝမ်ရှောင်ဟုန်", true},
		{"黄强", "ဟွမ်ချန်", true},
		{"赵军", "ကျောက်ကျွင်း", true},
		{"张伟", "วรวิทย์ แก้วใส", false},
		{"王小红", "สมชาย ใจดี", false},
		{"李建国", "หลิว เจี้ยนกั๋ว", false},
		{"李梅", "လီလီအောင်", false},
		{"陈明", "အောင်မင်း", false},
	} {
		a, b := prepared(test.a), prepared(test.b)
		e, back := match.Explain(a, b), match.Explain(b, a)
		if e.Same != test.same || e.Score != back.Score || e.Score != match.Score(a, b) {
			t.Errorf("%s and %s: %.2f (%s), the other way %.2f", test.a, test.b, e.Score, e.Kind, back.Score)
		}
	}
	e := match.Explain(prepared("เฉิน เหว่ยหมิง"), prepared("TAN Wee Beng"))
	if r := e.Reasons[0]; e.Kind != "sino" || r.Code != match.SignMaybe || r.Args[2] != "陈" {
		t.Errorf("%s, and the first reason is %v", e.Kind, r)
	}
}

func TestInitialsOfScriptsOfSounds(t *testing.T) {
	for _, c := range []struct{ native, right, wrong string }{
		{"สมชาย ใจดี", "S. Jaidee", "P. Jaidee"}, {"ຄຳພອນ ສີທອງ", "K. Sithong", "M. Sithong"}, {"အောင်သိန်းထွန်း", "Aung T. Tun", "Aung K. Tun"},
	} {
		if right, wrong := score(c.native, c.right), score(c.native, c.wrong); right <= wrong {
			t.Errorf("%s: %.2f for %s, and %.2f for %s", c.native, right, c.right, wrong, c.wrong)
		} else {
			t.Logf("%s: %.2f %.2f", c.native, right, wrong)
		}
	}
	marked, plain := score("陈伟明 EXERCISE", "TAN WEE BENG EXERCISE"), score("陈伟明", "TAN WEE BENG")
	if marked != plain {
		t.Errorf("the marker of exercises changes a score from %.3f to %.3f", plain, marked)
	}
}
