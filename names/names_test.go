package names_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"lanna"
	"lanna/names"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each file of testdata holds, for one script, names and how they are read.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no golden files", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := reread(string(raw))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(raw) {
				t.Errorf("%s is read otherwise now:\n%s", file, firstDifference(string(raw), got))
			}
		})
	}
}

// reread keeps comments and lines of names, and writes what is read below each.
func reread(text string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if strings.HasPrefix(line, "    ") {
			continue
		}
		out.WriteString(line + "\n")
		if line != "" && line[0] != '#' {
			describe(&out, names.Parse(line))
		}
	}
	return out.String()
}

func describe(out *strings.Builder, n *names.Name) {
	fmt.Fprintf(out, "    %s", n.Script)
	if n.Zawgyi {
		fmt.Fprintf(out, " zawgyi %s", n.Text)
	}
	if len(n.Aside) > 0 {
		fmt.Fprintf(out, " aside %s", strings.Join(n.Aside, " "))
	}
	out.WriteString("\n")
	for _, p := range n.Parts {
		fmt.Fprintf(out, "    %s %s %s\n", p.Text, p.Role, p.Letters)
		for _, s := range p.Sounds {
			fmt.Fprintf(out, "        %s", s.System)
			for _, u := range s.Units {
				fmt.Fprintf(out, " %s", strings.Join(u.Forms, "/"))
			}
			out.WriteString("\n")
		}
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], strings.Join(g[min(i, len(g)):min(i+1, len(g))], ""))
		}
	}
	return "more lines"
}

func TestKeysMeet(t *testing.T) {
	for _, pair := range [][2]string{
		{"陈伟明", "CHEN WEIMING"}, {"陈伟明", "Weiming CHEN"}, {"陳偉明", "陈伟明"}, {"陈伟明", "TAN Wee Beng"}, {"陈伟明", "CHAN Wai-ming"},
		{"欧阳修文", "OUYANG Xiuwen"}, {"เฉิน เหว่ยหมิง", "CHEN WEIMING"}, {"ချန်ဝေမင်း", "CHEN WEIMING"},
		{"ဦးအောင်သိန်း", "U Aung Thein"}, {"สมชาย ใจดี", "Somchai Jaidee"}, {"ABDUL HAKIM", "Abdulhakim"}, {"Nguyễn Văn Minh", "NGUYEN Van Minh"},
	} {
		a, b := names.Keys(names.Parse(pair[0])), names.Keys(names.Parse(pair[1]))
		if !slices.ContainsFunc(a, func(k names.Key) bool { return slices.Contains(b, k) }) {
			t.Errorf("%s and %s share no key: %v %v", pair[0], pair[1], a, b)
		}
	}
}

func TestIdentifierKeys(t *testing.T) {
	for _, test := range []struct {
		property lanna.Property
		value    string
		want     string
		ok       bool
	}{
		{lanna.Phone, "+66 81 234 5678", "phone:+66812345678", true},
		{lanna.Phone, "၊+၉၅ ၉၁၂၃၄၅၆", "phone:+959123456", true},
		{lanna.IDResident, "110105491231002", "id.cn:11010519491231002X", true}, // the example of GB 11643
		{lanna.IDResident, "1101051949******2X", "", false},
		{lanna.IDThai, "1-2345-67890-12-3", "id.th:1234567890123", true},
		{lanna.Handle, "WeChat:ABC_123", "handle:wechat:abc_123", true},
		{lanna.Name, "CHEN WEIMING", "", false},
		{lanna.IDOther, "12", "id.other:12", false},
	} {
		got, ok := names.IdentifierKey(test.property, test.value)
		if got != test.want || ok != test.ok {
			t.Errorf("%s %s: %q %v, want %q %v", test.property, test.value, got, ok, test.want, test.ok)
		}
	}
}

// What is bad in a list must come out short, and whole as text.
func TestBadInput(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "blank": " \t\n", "digits": "0123456789", "Thai digits": "๐๑๒๓", "emoji": "😀🎉👨‍👩‍👧", "signs": "!!!---...", "format characters": "\u200b\u200d\ufeff",
		"lonely marks": "\u0301\u0301\u0e34\u0e34\u103b\u1039", "broken UTF-8": "\xff\xfe陈\x80伟",
	} {
		if n := names.Parse(text); !n.Empty() && name != "broken UTF-8" && name != "lonely marks" {
			t.Errorf("%s: has parts %+v", name, n.Parts)
		}
	}
	bomb := "a" + strings.Repeat("\u0301", 9000) + "b"
	for name, text := range map[string]string{
		"10,000 signs": strings.Repeat("陈", 10000), "10,000 letters": strings.Repeat("a", 10000), "5,000 words": strings.Repeat("a b ", 5000),
		"10,000 Thai": strings.Repeat("เ", 10000), "10,000 Burmese": strings.Repeat("ေက်ာ္", 2000), "10,000 kinzi": strings.Repeat("ၤ", 10000), "marks": bomb,
		"mixed scripts": strings.Repeat("陈aกကລក", 2000),
	} {
		n := names.Parse(text)
		letters := 0
		for _, p := range n.Parts {
			letters += len(p.Letters)
		}
		if letters > 8*names.MaxRunes || utf8.RuneCountInString(n.Written) > names.MaxRunes {
			t.Errorf("%s: %d letters came out", name, letters)
		}
		if !n.Cut && name != "marks" {
			t.Errorf("%s: was not said to be cut", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"陈伟明", "詹姆斯·邦德", "นางสาว พิชญา", "ေအာင္ေက်ာ္ႏိုင္", "ဦးအောင်သိန်း", "ຄຳພອນ", "ហ៊ុន ម៉ាណែត", "AL-X, Abdul 'Z", "Владимир", "محمد", "김정은", "a\u0301b", "สาผ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := names.Parse(s)
		for _, p := range n.Parts {
			if p.Letters == "" || strings.Trim(p.Letters, "abcdefghijklmnopqrstuvwxyz") != "" {
				t.Errorf("letters %q", p.Letters)
			}
			for _, sound := range p.Sounds {
				for _, u := range sound.Units {
					if len(u.Forms) == 0 || len(u.Forms) > 40 {
						t.Errorf("%d forms", len(u.Forms))
					}
				}
			}
		}
		names.Keys(n)
		names.HitPerson(n, "1990-04-12")
	})
}

// The romanisers are reached whatever script the text is in.
func FuzzRomanisers(f *testing.F) {
	f.Add("เฉิน", "ချန်", "ສີ", "陈")
	f.Fuzz(func(_ *testing.T, th, my, lo, han string) {
		names.FromZawgyi(my)
		names.Zawgyi(my)
		names.Simplified(han)
		names.Letters(th)
		names.Parse("ก" + th)
		names.Parse("က" + my)
		names.Parse("ກ" + lo)
		names.Parse("ក" + lo)
		names.Parse("陈" + han)
	})
}

func FuzzZawgyi(f *testing.F) {
	f.Add("ေအာင္ေက်ာ္ႏိုင္")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		if out := names.FromZawgyi(s); len(out) > 9*len(s)+9 {
			t.Errorf("%d bytes became %d", len(s), len(out))
		}
	})
}

func TestZawgyiIsToldFromUnicode(t *testing.T) {
	for text, want := range map[string]bool{
		"ေအာင္ေက်ာ္ႏိုင္": true, "ခင္ခင္ခ်ဳိ": true, "စိန္ရ": true,
		"အောင်ကျော်နိုင်": false, "ကုမ္ပဏီ": false, "ယောက်ျား": false, "ဥက္ကာ": false, "အင်္ဂလိပ်": false, "陈": false, "": false,
	} {
		if names.Zawgyi(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

// The marker of invented people is set aside, and only that word: written
// otherwise it may be a name.
func TestTheMarkerOfExercisesIsNoName(t *testing.T) {
	for marked, plain := range map[string]string{
		"CHEN WEIMING EXERCISE": "CHEN WEIMING", "EXERCISE Somchai Jaidee": "Somchai Jaidee", "陈伟明 (EXERCISE)": "陈伟明",
		"นาย สมชาย ใจดี EXERCISE": "นาย สมชาย ใจดี", "အောင်သိန်းထွန်း EXERCISE": "အောင်သိန်းထွန်း",
	} {
		a, b := names.Keys(names.Parse(marked)), names.Keys(names.Parse(plain))
		if !slices.Equal(a, b) {
			t.Errorf("%s has other keys than %s", marked, plain)
		}
	}
	if n := names.Parse("Exercise Johnson"); len(n.Parts) != 2 {
		t.Errorf("%d parts: another writing of the word was set aside", len(n.Parts))
	}
	if n := names.Parse("EXERCISE"); n.Empty() {
		t.Error("nothing is left of a name that is the marker alone")
	}
}
