package tess

import (
	"strings"
	"testing"
)

func TestWhatIsReadASecondTime(t *testing.T) {
	for _, c := range []struct {
		words            []Word
		head, core, tail string
		again            bool
	}{
		{[]Word{word("ບຸນ", 0.9, 0, 100), word("ມີ", 0.9, 100, 150)}, "", "ບຸນມີ", "", true},
		{[]Word{word("ຊື່:", 0.9, 0, 100)}, "", "ຊື່", ":", true},
		{[]Word{word("(ບຸນມີ)", 0.9, 0, 100)}, "(", "ບຸນມີ", ")", true},
		{[]Word{word("[ກ່", 0.9, 0, 100)}, "", "[ກ່", "", false},
		{[]Word{word("99-4013500", 0.9, 0, 100)}, "", "99-4013500", "", false},
		{[]Word{word("໕໐ພັນ", 0.9, 0, 100)}, "", "໕໐ພັນ", "", false},
		{[]Word{word("(Ua", 0.9, 0, 100)}, "(", "Ua", "", false},
		{[]Word{word("ກ", 0.9, 0, 100)}, "", "ກ", "", false},
	} {
		w, ok := lao.ownWords(c.words)
		if ok != c.again || w.head+"|"+w.core+"|"+w.tail != c.head+"|"+c.core+"|"+c.tail {
			t.Errorf("%v: %q %q %q %v", c.words, w.head, w.core, w.tail, ok)
		}
	}
	known := word("ບຸນມີ", 0.9, 0, 100)
	known.Known = true
	if _, ok := lao.ownWords([]Word{known}); ok {
		t.Error("a number was to be read again")
	}
}

func TestWhichReadingCounts(t *testing.T) {
	for _, c := range []struct {
		l                 language
		core, tail, again string
		want              string // "" where the first stays
	}{
		{lao, "ບູນຍະວົງ", "", "ບຸນຍະວົງ", "ບຸນຍະວົງ"},
		{lao, "ຄ່າຫົວ", ":", "ຄ່າຫົວ:", "ຄ່າຫົວ:"},
		{lao, "ຄຳຫຼ້າ", "", "ຄຳ", ""},
		{lao, "ບຸນມີ", "", "ບຸນ5", ""},
		{lao, "ບຸນມີ", "", "", ""},
		{burmese, "ပြေးတယ်", "#", "ပြေးတယ်း", "ပြေးတယ်#"},
		{burmese, "ဖြူစင်း", "#", "ဖြူစင်း", "ဖြူစင်း#"},
		{thai, "(บาเวต", ")", "(บาเวต)", "(บาเวต)"},
	} {
		head, core := "", c.core
		if strings.HasPrefix(core, "(") {
			head, core = "(", core[1:]
		}
		w := ownWords{head: head, core: core, tail: c.tail, sure: 0.9}
		var read []Word
		if c.again != "" {
			read = []Word{{Text: c.again, Confidence: 0.4}}
		}
		got, ok := c.l.again(w, read)
		if ok != (c.want != "") || got.Text != c.want {
			t.Errorf("%q and %q: %q %v", c.core, c.again, got.Text, ok)
		}
		if ok && got.Confidence != w.sure {
			t.Errorf("%q: confidence %v", c.core, got.Confidence)
		}
	}
}

func TestWordsAreCutClose(t *testing.T) {
	c := strip([2]int{400, 450}, [2]int{990, 1000})
	box, ok := c.between(1, []int{margin + 425})
	if !ok || box.Min.X < margin+450 || box.Min.X > margin+451 || box.Max.X != margin+990 {
		t.Errorf("%v %v", box, ok)
	}
	g := c.closeCut(box)
	if g.Rect.Dx() != box.Dx()+2*closeMargin || g.Rect.Dy() != cropHeight+2*closeMargin {
		t.Errorf("%v", g.Rect)
	}
	if _, ok := c.between(1, []int{margin + 995}); ok {
		t.Error("what has no ink was cut out")
	}
}
