package extract

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"lanna/extract/reading"
)

// pieces of bounties, from which texts are put together at random.
var textPieces = []string{"悬赏", "60万", "张伟", "，", "\n", "外号阿蓝", "350582199001011234", "3505**********1234", "13812345678", "微信 abc_8842", "提供线索", "5万U",
	"WANTED", " ", "Zhang Wei", "$50,000", "reward", "tip", "Telegram @boss_88", "ค่าหัว", "นายสมชาย ใจดี", "300,000 บาท", "โทร 081-234-5678", "ဆုငွေ", "သိန်း ၅၀", "ကိုအောင်မျိုး",
	"၁၂/ကမရ(နိုင်)၁၂၃၄၅၆", "ຄ່າຫົວ", "ທ້າວ ສົມສັກ", "50 ລ້ານກີບ", "\u202e", "\u200b", "\xff\xfe", "1. ", "(", ")", "| ", "：", "wu", "万", "*", "0", "٣", "<<<<", "P<UTOERIKSSON<<ANNA", "http://t.me/abc", "@"}

func drawText(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(textPieces), rapid.String()), 0, 60).Draw(t, "text"), "")
}

// checkResult: every proposal points into the text it was read from.
func checkResult(t interface{ Errorf(string, ...any) }, d Document, r Result) {
	fields := append([]Proposal(nil), r.Contacts...)
	for _, n := range r.Notices {
		fields = append(fields, n.Fields...)
	}
	for _, f := range fields {
		s := f.Span
		if s.Message < 0 || s.Message >= len(d.Messages) || s.Start < 0 || s.Start >= s.End || s.End > len(d.Messages[s.Message].Text) {
			t.Errorf("span %v of %s lies outside", s, f.Property)
			continue
		}
		if want := strings.ToValidUTF8(d.Text(s), "\uFFFD"); f.Written != want {
			t.Errorf("written %q, span holds %q", f.Written, want)
		}
		if f.Confidence < 0 || f.Confidence > 1 || f.Value == "" || f.Reason.Code == "" || !utf8.ValidString(f.Value) {
			t.Errorf("proposal %+v", f)
		}
	}
	if _, err := json.Marshal(ForIntake("", "", r)); err != nil {
		t.Errorf("intake: %v", err)
	}
}

func TestSpansPointIntoTheOriginal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := FromText(drawText(t))
		checkResult(t, d, Propose(d))
	})
}

// The same text gives the same result: nothing depends on the order of a map.
func TestProposeIsDeterministic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t)
		a, _ := json.Marshal(Propose(FromText(s)))
		b, _ := json.Marshal(Propose(FromText(s)))
		if string(a) != string(b) {
			t.Fatalf("%q twice:\n%s\n%s", s, a, b)
		}
	})
}

// Pasted text is kept byte for byte.
func TestFromTextKeepsTheSource(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawText(t)
		if d := FromText(s); d.Source != s {
			t.Fatal("source changed")
		}
	})
}

func TestHiddenSignsAreFlaggedAndPassedOver(t *testing.T) {
	d := FromText("悬赏\u200b60\u202e万 抓 张\u200d伟")
	r := Propose(d)
	if len(r.Notices) != 1 {
		t.Fatalf("%d notices", len(r.Notices))
	}
	in := ForIntake("", "", r)
	if got := in.Notices[0]; got.Names[0] != "张伟" || got.Amount.Value != "600000" {
		t.Errorf("%+v", got)
	}
	if w := strings.Join(in.Warnings, " "); !strings.Contains(w, WarnBidi) || !strings.Contains(w, WarnHidden) {
		t.Errorf("warnings %q", w)
	}
	for _, f := range r.Notices[0].Fields {
		if f.Property == "name" && !strings.Contains(f.Written, "\u200d") {
			t.Error("the original is not kept")
		}
	}
}

func TestZawgyiIsFlagged(t *testing.T) {
	for text, want := range map[string]bool{
		"ျမန္မာႏိုင္ငံ ေတြ႔ရင္ ဆုေငြ ေပးမည္": true, "မြန်မာနိုင်ငံ တွေ့ရင် ဆုငွေ ပေးမည်": false, "悬赏60万": false,
	} {
		if Zawgyi(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestChatExports(t *testing.T) {
	for name, text := range map[string]string{
		"wechat":   "守夜人 13:51\n悬赏60万抓张伟\n翡翠后勤 13:58\n收到",
		"whatsapp": "12/03/2024, 13:51 - 守夜人: 悬赏60万抓张伟\n12/03/2024, 13:58 - 翡翠后勤: 收到",
		"telegram": "守夜人, [12.03.24 13:51]\n悬赏60万抓张伟\n\n翡翠后勤, [12.03.24 13:58]\n收到",
		"line":     "13:51\t守夜人\t悬赏60万抓张伟\n13:58\t翡翠后勤\t收到",
	} {
		d := FromText(text)
		if len(d.Messages) != 2 || d.Messages[0].Speaker != "守夜人" || d.Messages[1].Speaker != "翡翠后勤" || d.Messages[0].Text != "悬赏60万抓张伟" {
			t.Errorf("%s: %+v", name, d.Messages)
		}
	}
}

// line is a line of a picture with signs of one width.
func line(text string, x, y int, bubble reading.Box) reading.Line {
	n := utf8.RuneCountInString(text)
	l := reading.Line{Text: text, Box: reading.Box{X: x, Y: y, W: 20 * n, H: 20}, Confidence: 0.99, Bubble: bubble, Ink: [3]uint8{}, Ground: [3]uint8{255, 255, 255}}
	for i := range n + 1 {
		l.Edges = append(l.Edges, x+20*i)
	}
	return l
}

// A number that was broken over two lines of a bubble is whole, and its span
// gives a box on each line.
func TestBrokenNumberHasTwoBoxes(t *testing.T) {
	b := reading.Box{X: 40, Y: 90, W: 440, H: 80}
	r := reading.Reading{Width: 720, Height: 600, Lines: []reading.Line{
		line("守夜人", 40, 62, reading.Box{}),
		line("悬赏60万 张伟 身份证35058219900", 50, 100, b), line("1011234", 50, 130, b),
	}}
	d := Layout(r)
	if len(d.Messages) != 1 || d.Messages[0].Speaker != "守夜人" || d.Messages[0].Side != Left {
		t.Fatalf("%+v", d.Messages)
	}
	for _, f := range Propose(d).Notices[0].Fields {
		if f.Property == "id.cn" {
			if f.Value != "350582199001011234" || len(f.Boxes) != 2 || f.Boxes[1].Y != 130 {
				t.Errorf("%s in %v", f.Value, f.Boxes)
			}
			return
		}
	}
	t.Error("no ID")
}

func TestSidesOfAChat(t *testing.T) {
	left, right := reading.Box{X: 40, Y: 100, W: 300, H: 40}, reading.Box{X: 380, Y: 180, W: 300, H: 40}
	d := Layout(reading.Reading{Width: 720, Height: 600, Lines: []reading.Line{line("在哪", 50, 110, left), line("老街", 400, 190, right)}})
	if len(d.Messages) != 2 || d.Messages[0].Side != Left || d.Messages[1].Side != Right {
		t.Fatalf("%+v", d.Messages)
	}
}

func FuzzPropose(f *testing.F) {
	for _, s := range textPieces {
		f.Add(s)
	}
	f.Add("悬赏名单：\n1. 张伟 60万\n2. 李强 30万\n联系TG：@night_guard88")
	f.Add("名单（单位：万）\n1. 5304021\n99310 099869 司徒强 30\n【赏】【单亚男】【60\n万】\n李强、王平，分别20万、15万")
	f.Fuzz(func(t *testing.T, s string) {
		d := FromText(s)
		checkResult(t, d, Propose(d))
	})
}

func FuzzLayout(f *testing.F) {
	f.Add([]byte(`{"width":720,"height":600,"lines":[{"text":"悬赏60万","box":{"x":50,"y":100,"w":120,"h":20},"confidence":0.9,"edges":[50,80,110,130,150,170],"bubble":{"x":40,"y":90,"w":200,"h":40}}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var r reading.Reading
		if json.Unmarshal(raw, &r) != nil {
			return
		}
		d := Layout(r)
		p := Propose(d)
		checkResult(t, d, p)
		for _, n := range p.Notices {
			for _, f := range n.Fields {
				d.Boxes(f.Span)
			}
		}
	})
}

// BenchmarkPropose: time per byte must stay the same from 100 KB to 10 MB.
func BenchmarkPropose(b *testing.B) {
	unit := "张伟 60万 350582199001011234 微信 abc_8842 WANTED Zhang Wei $50,000 ค่าหัว นายสมชาย ใจดี 300,000 บาท 13812345678 ဆုငွေ သိန်း ၅၀\n"
	for _, size := range []int{100 << 10, 1 << 20, 10 << 20} {
		text := strings.Repeat(unit, size/len(unit))
		b.Run(byteSize(size), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Propose(FromText(text))
			}
		})
	}
}

func byteSize(n int) string {
	if n >= 1<<20 {
		return string(rune('0'+n>>20/10)) + string(rune('0'+n>>20%10)) + "MB"
	}
	return "100KB"
}
