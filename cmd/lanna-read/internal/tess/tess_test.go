package tess

import (
	"image"
	"os/exec"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
	"lanna/cmd/lanna-read/internal/ground"
	"lanna/cmd/lanna-read/internal/page"
	"lanna/cmd/lanna-read/internal/recognise"
	"lanna/extract/reading"
)

// spelt are signs of one confidence at even distances over a stretch.
func spelt(text string, confidence, from, to float64) []recognise.Char {
	runes := []rune(text)
	step := (to - from) / float64(len(runes))
	var out []recognise.Char
	for i, r := range runes {
		out = append(out, recognise.Char{Rune: r, Confidence: confidence, Left: from + float64(i)*step, Right: from + float64(i+1)*step})
	}
	return out
}

// strip is a crop of 1000 columns, inked but for the gaps given.
func strip(gaps ...[2]int) crop {
	c := crop{grey: image.NewGray(image.Rect(0, 0, 1000+2*margin, cropHeight+2*margin)), inner: 1000}
	for x := margin; x < margin+1000; x++ {
		if x%20 == 0 {
			continue // between letters
		}
		for y := margin + 20; y < margin+40; y++ {
			c.grey.Pix[y*c.grey.Stride+x] = 1
		}
	}
	for i, v := range c.grey.Pix {
		c.grey.Pix[i] = 255 - 255*v
	}
	for _, g := range gaps {
		for x := g[0]; x < g[1]; x++ {
			for y := range cropHeight + 2*margin {
				c.grey.Pix[y*c.grey.Stride+margin+x] = 255
			}
		}
	}
	return c
}

func word(text string, confidence float64, from, to int) Word {
	return Word{Text: text, Confidence: confidence, Box: image.Rect(margin+from, 0, margin+to, cropHeight)}
}

func TestJoiningWhatTwoReadersRead(t *testing.T) {
	cases := []struct {
		name   string
		models []recognise.Char
		words  []Word
		gaps   [][2]int
		want   string
		own    bool
	}{
		{
			"digits among Thai come from the models",
			append(append(spelt("In5", 0.6, 0, 0.3), spelt(" 081-234 ", 0.99, 0.3, 0.7)...), spelt("uan", 0.6, 0.7, 1)...),
			[]Word{word("โทร", 0.95, 0, 290), word("031-284", 0.80, 330, 680), word("บาท", 0.95, 710, 1000)},
			[][2]int{{290, 330}, {680, 710}},
			"โทร 081-234 บาท", true,
		},
		{
			"a handle that tesseract takes for Thai",
			append(spelt("lau", 0.8, 0, 0.3), spelt(" boss_kk88", 0.99, 0.3, 1)...),
			[]Word{word("ไลน์", 0.94, 0, 290), word("๒๐", 0.95, 330, 500), word("5รแแ", 0.60, 500, 800), word("88", 0.89, 800, 1000)},
			[][2]int{{290, 330}},
			"ไลน์ boss_kk88", true,
		},
		{
			"a run of noughts of which the models dropped some",
			append(spelt("18,00", 0.97, 0, 0.6), spelt(" unn", 0.7, 0.6, 1)...),
			[]Word{word("18,000", 0.92, 0, 590), word("บาท", 0.95, 630, 1000)},
			[][2]int{{590, 630}},
			"18,000 บาท", true,
		},
		{
			"a line of Latin is left to the models",
			spelt("REWARD:", 0.99, 0, 1),
			[]Word{word("RE", 0.7, 0, 300), word("พARD:", 0.6, 300, 1000)},
			nil,
			"REWARD:", false,
		},
		{
			"the currency stays Latin",
			append(spelt("30000", 0.99, 0, 0.5), spelt(" USDT", 0.8, 0.5, 1)...),
			[]Word{word("30000", 0.93, 0, 490), word("บรถา", 0.83, 530, 1000)},
			[][2]int{{490, 530}},
			"30000 USDT", false,
		},
		{
			"the sign of the baht",
			append(spelt("Amn:", 0.6, 0, 0.4), spelt(" B400,000", 0.98, 0.4, 1)...),
			[]Word{word("รางวัล:", 0.94, 0, 390), word("฿400,000", 0.70, 430, 1000)},
			[][2]int{{390, 430}},
			"รางวัล: ฿400,000", true,
		},
		{
			"a baht that neither saw, before an amount",
			append(spelt("Amn:", 0.6, 0, 0.4), spelt(" B80,000", 0.98, 0.4, 1)...),
			[]Word{word("รางวัล:", 0.94, 0, 390), word("B80,000", 0.70, 430, 1000)},
			[][2]int{{390, 430}},
			"รางวัล: ฿80,000", true,
		},
		{
			"a passport that begins with B",
			append(spelt("Amn:", 0.6, 0, 0.4), spelt(" B1234567", 0.98, 0.4, 1)...),
			[]Word{word("รางวัล:", 0.94, 0, 390), word("B1234567", 0.70, 430, 1000)},
			[][2]int{{390, 430}},
			"รางวัล: B1234567", true,
		},
		{
			"a space ahead of a letter whose box stands too far left",
			spelt("unn avW5", 0.5, 0, 1),
			[]Word{word("บาท", 0.95, 0, 380), word("ส", 0.93, 388, 409), word("่", 0.93, 408, 424), word("ง", 0.9, 430, 600), word("ฟรี", 0.9, 610, 1000)},
			[][2]int{{390, 415}},
			"บาท ส่งฟรี", true,
		},
		{
			"the vowel am",
			spelt("Cnuau", 0.5, 0, 1),
			[]Word{word("น", 0.95, 0, 300), word("ํ", 0.93, 290, 300), word("้", 0.9, 295, 305), word("า", 0.93, 310, 600), word("ต", 0.9, 600, 800), word("ํ", 0.93, 790, 800), word("า", 0.9, 800, 1000)},
			nil,
			"น้ำตำ", true,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			line, own := thai.join(c.models, c.words, strip(c.gaps...), nil)
			var got []rune
			for i, ch := range line {
				got = append(got, ch.Rune)
				if i > 0 && ch.Left < line[i-1].Left {
					t.Errorf("sign %d stands before the one it follows", i)
				}
			}
			if string(got) != c.want || own != c.own {
				t.Errorf("%q (own %v), want %q (%v)", string(got), own, c.want, c.own)
			}
		})
	}
}

func TestWordsOfTheOutput(t *testing.T) {
	tsv := "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"1\t1\t0\t0\t0\t0\t0\t0\t100\t40\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t12\t5\t30\t20\t96.5\tหนี\n" +
		"5\t3\t1\t1\t1\t1\t1\t2\t3\t4\t50\tx\n" +
		"5\t9\t1\t1\t1\t1\t1\t2\t3\t4\t50\tbeyond the pages\n" +
		"5\t2\t1\t1\t1\t1\tnot a number\t2\t3\t4\t50\tx\n" +
		"5\t2\t1\t1\t1\t1\t1\t2\t3\t4\t50\t  \n"
	words := parseTSV([]byte(tsv), 3)
	if len(words[0]) != 1 || words[0][0].Text != "หนี" || words[0][0].Confidence != 0.965 || words[0][0].Box != image.Rect(12, 5, 42, 25) {
		t.Errorf("first page: %+v", words[0])
	}
	if len(words[1]) != 0 || len(words[2]) != 1 {
		t.Errorf("other pages: %+v", words[1:])
	}
}

func FuzzParseTSV(f *testing.F) {
	f.Add([]byte("5\t1\t1\t1\t1\t1\t12\t5\t30\t20\t96.5\tหนี\n"), 1)
	f.Fuzz(func(t *testing.T, tsv []byte, count int) {
		if count < 0 || count > 1000 {
			return
		}
		if got := parseTSV(tsv, count); len(got) != count {
			t.Errorf("%d pages of %d", len(got), count)
		}
	})
}

func doubtfulLine() []page.Found {
	return []page.Found{{
		Quad:  detect.Quad{CX: 50, CY: 10, HW: 40, HH: 8, DX: 1},
		Chars: spelt("UsnnA", 0.5, 0, 1), Ground: ground.Colour{255, 255, 255},
	}}
}

func TestWithoutTesseractTheLineIsMarked(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 100, 20))
	lines := doubtfulLine()
	_, missing := Scripts{}.Reread(img, lines, nil)
	if len(missing) != 1 || missing[0] != reading.MissingTesseract || !lines[0].ByEye {
		t.Errorf("missing %v, by eye %v", missing, lines[0].ByEye)
	}
	sure := []page.Found{{Quad: lines[0].Quad, Chars: spelt("REWARD", 0.99, 0, 1)}}
	if _, missing := (Scripts{}).Reread(img, sure, nil); missing != nil || sure[0].ByEye {
		t.Errorf("a picture that was read well: missing %v, by eye %v", missing, sure[0].ByEye)
	}
}

func TestATesseractThatFailsIsMissing(t *testing.T) {
	path, err := exec.LookPath("false")
	if err != nil {
		t.Skip("no program that fails")
	}
	p := &Program{path: path, languages: map[string]bool{"tha": true, "lao": true, "mya": true}}
	lines := doubtfulLine()
	_, missing := Scripts{p}.Reread(image.NewRGBA(image.Rect(0, 0, 100, 20)), lines, nil)
	if len(missing) != 1 || missing[0] != reading.MissingTesseract || !lines[0].ByEye {
		t.Errorf("missing %v, by eye %v", missing, lines[0].ByEye)
	}
}

func TestPagesOfOneTIFFAreRead(t *testing.T) {
	p := Find("")
	if p == nil || !p.Has("tha") {
		t.Skip("tesseract with Thai is not installed")
	}
	var lines []*image.Gray
	for range 3 {
		lines = append(lines, strip([2]int{300, 340}).grey)
	}
	words, err := p.Read("tha", lines)
	if err != nil || len(words) != 3 {
		t.Errorf("%d pages, %v", len(words), err)
	}
}

func TestASpaceNeverPartsALetterFromItsMarks(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"ส", "่", false}, {"ชื่อ", ":", false}, {"แ", "ส", false}, {"ท", "ส", true}, {":", "น", true}, {"ค", "ำ", false},
	} {
		if got := mayPart(c.a, c.b); got != c.want {
			t.Errorf("%s|%s: %v", c.a, c.b, got)
		}
	}
}
