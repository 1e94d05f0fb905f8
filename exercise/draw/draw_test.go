package draw

import (
	"bytes"
	"errors"
	"image/color"
	"os"
	"strings"
	"testing"
)

// sample texts with stacks, marks above and below, and mixed scripts.
var samples = map[string]string{
	"zh": "悬赏60万，身份证539901199203144512，微信 exercise_k88",
	"en": "REWARD 600,000 RMB – passport EX1234567",
	"th": "ปั้นน้ำ ที่นี่ ผู้ใหญ่ กุ้งปิ้ง ๓๐๐,๐๐๐ บาท ฿",
	"my": "သင်္ဘောဆိပ် မြန်မာ ကျွန်ုပ် ဖြူလေး ၁၂/ဋဌဃ(နိုင်)၁၂၃၄၅၆ ယ္ယ",
	"lo": "ຄົນນີ້ຢູ່ບໍ່ດົນ ຖ້ຽວນີ້ ໕໐ ລ້ານກີບ ₭ ໜີ ຫຼວງ",
}

func needFonts(t *testing.T) {
	t.Helper()
	if m := Missing(); len(m) > 0 {
		t.Skipf("%d fonts are missing, the first: %v", len(m), m[0])
	}
}

func page(layout, language, font string) Page {
	return Page{
		Layout: layout, Theme: "light", Language: language, Font: font, Scale: 1, Title: "EXERCISE", Group: true, Clock: "9:41", Seed: 3, Photo: 5,
		Messages: []Message{{Side: Notice, Text: "9:40"}, {Side: Theirs, Name: "A", Face: 1, Text: samples[language], Time: "9:40"}, {Side: Mine, Text: samples[language], Time: "9:41"}},
	}
}

// Every font of a language has every sign of its samples, itself or by its
// fallbacks, and no sign comes out as the box for a missing one.
func TestEachLanguageIsShapedByEachOfItsFonts(t *testing.T) {
	needFonts(t)
	for language := range samples {
		list := Families(language)
		if len(list) < 4 {
			t.Errorf("%s is drawn with %d fonts, want at least 4", language, len(list))
		}
		for _, f := range list {
			d, err := Draw(page("chat-square", language, f.Name))
			if err != nil {
				t.Fatal(err)
			}
			if d.Missing > 0 {
				t.Errorf("%s in %s: %d signs are in no font", language, f.Name, d.Missing)
			}
		}
	}
}

// A stack takes no more room than its base: shaping happened.
func TestMarksStack(t *testing.T) {
	needFonts(t)
	for _, c := range []struct{ lang, font, base, stacked string }{
		{"th", "Noto Sans Thai", "ท", "ที่"},
		{"lo", "Noto Sans Lao", "ນ", "ນີ້"},
		{"my", "Padauk", "က", "ကို"},
	} {
		pen, err := NewPen(c.font, c.lang)
		if err != nil {
			t.Fatal(err)
		}
		st := Style{Size: 32}
		if base, stacked := pen.Width(c.base, st), pen.Width(c.stacked, st); stacked > base*1.15 {
			t.Errorf("%s: %q is %.1f wide, its base %.1f: the marks do not stack", c.font, c.stacked, stacked, base)
		}
	}
}

func TestSamePageSamePixels(t *testing.T) {
	needFonts(t)
	for _, layout := range Layouts {
		a, err := Draw(page(layout, "my", "Padauk"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := Draw(page(layout, "my", "Padauk"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Image.Pix, b.Image.Pix) {
			t.Errorf("%s: two drawings of one page differ", layout)
		}
	}
}

// The lines of the truth hold all that was said, inside the picture.
func TestLinesAreTheText(t *testing.T) {
	needFonts(t)
	for _, layout := range Layouts {
		for _, theme := range Themes {
			p := page(layout, "zh", "Noto Sans CJK SC")
			p.Theme, p.Scale = theme, 2
			d, err := Draw(p)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, l := range d.Lines {
				got += l.Text
				if x, y := l.Box[0]+l.Box[2], l.Box[1]+l.Box[3]; l.Box[0] < 0 || l.Box[1] < 0 || x > d.Image.Bounds().Dx() || y > d.Image.Bounds().Dy() {
					t.Errorf("%s: the line box %v lies outside the picture", layout, l.Box)
				}
			}
			if n := strings.Count(pack(got), pack(samples["zh"])); n != 2 {
				t.Errorf("%s: the text stands %d times in the lines, want 2", layout, n)
			}
		}
	}
}

func pack(s string) string { return strings.ReplaceAll(s, " ", "") }

func TestWrapKeepsWordsAndWidth(t *testing.T) {
	needFonts(t)
	for language, text := range samples {
		pen, err := NewPen(Families(language)[0].Name, language)
		if err != nil {
			t.Fatal(err)
		}
		st := Style{Size: 16}
		lines := pen.Wrap(text, 120, st)
		if pack(strings.Join(lines, "")) != pack(text) {
			t.Errorf("%s: wrapping lost text", language)
		}
		for _, l := range lines {
			if w := pen.Width(l, st); w > 121 {
				t.Errorf("%s: a line is %.0f wide, want at most 120", language, w)
			}
		}
	}
}

func TestMissingFontNamesItsPackage(t *testing.T) {
	_, err := load(Family{Name: "Absent", Package: "fonts-absent", Path: t.TempDir() + "/absent.ttf"}, false)
	var missing *MissingFontError
	if !errors.As(err, &missing) || !strings.Contains(err.Error(), "apt-get install fonts-absent") {
		t.Errorf("got %v, want a hint at the package", err)
	}
}

func TestPackagesBringAllFonts(t *testing.T) {
	if _, err := os.Stat("/var/lib/dpkg/info"); err != nil {
		t.Skip("no Debian here")
	}
	for _, f := range families {
		for _, path := range []string{f.Path, f.Bold} {
			list, err := os.ReadFile("/var/lib/dpkg/info/" + f.Package + ".list")
			if path == "" || err != nil {
				continue
			}
			if !strings.Contains(string(list), path+"\n") {
				t.Errorf("%s is not in %s", path, f.Package)
			}
		}
	}
}

// The watermark changes pixels all over, but none by much: text stays read.
func TestWatermarkIsThereAndFaint(t *testing.T) {
	needFonts(t)
	pen, err := NewPen("Noto Sans", "en")
	if err != nil {
		t.Fatal(err)
	}
	for _, dark := range []bool{false, true} {
		ground := color.Color(color.White)
		if dark {
			ground = color.Black
		}
		c := newCanvas(300, 600, 1, pen, ground)
		before := append([]byte{}, c.img.Pix...)
		c.watermark(dark)
		touched, most := 0, 0
		for i := 0; i < len(before); i += 4 {
			if d := abs(int(before[i]) - int(c.img.Pix[i])); d > 0 {
				touched++
				most = max(most, d)
			}
		}
		if touched < 2000 || most > 30 {
			t.Errorf("dark %v: %d pixels touched, the most by %d of 255", dark, touched, most)
		}
	}
}

func abs(x int) int { return max(x, -x) }

func BenchmarkChat(b *testing.B) {
	p := page("chat-cloud", "zh", "Noto Sans CJK SC")
	p.Scale = 2
	for b.Loop() {
		if _, err := Draw(p); err != nil {
			b.Skip(err)
		}
	}
}
