package tess

import (
	"image"
	"testing"

	"lanna/cmd/lanna-read/internal/recognise"
)

func read(text string, confidence float64) (all []recognise.Char) {
	n := float64(len([]rune(text)))
	for i, r := range []rune(text) {
		all = append(all, recognise.Char{Rune: r, Confidence: confidence, Left: float64(i) / n, Right: float64(i+1) / n})
	}
	return all
}

func words(confidence float64, text ...string) (all []Word) {
	for i, t := range text {
		all = append(all, Word{Text: t, Confidence: confidence, Box: image.Rect(20*i, 0, 20*i+18, 40)})
	}
	return all
}

func TestWhatIsTakenForLatin(t *testing.T) {
	for _, c := range []struct {
		name   string
		models []recognise.Char
		words  []Word
		want   bool
	}{
		{"a handle that tesseract made Thai of", read("lily1l_1", 0.93), words(0.6, "เพ", "ง11"), true},
		{"letters that look Latin to the models", read("nigwa", 0.9), words(0.93, "ณั", "ฐพล"), false},
		{"a guess", read("u5nt", 0.6), words(0.9, "บาท"), false},
		{"digits that the models dropped", read("3-1335", 0.95), words(0.92, "086-613-1335"), false},
		{"a sign of another script", read("a日", 0.99), words(0.3, "ก"), false},
	} {
		if got := surelyLatin(c.models, c.words); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestDigitsOfTheScriptAreLeftToTesseract(t *testing.T) {
	if !burmese.ownNumber(words(0.9, "၂၀,၀၀၀")) || !thai.ownNumber(words(0.85, "๓", "๕", "ี", "๐,๐๐๐")) {
		t.Error("own digits are shown to the models")
	}
	if thai.ownNumber(words(0.9, "บาท")) || thai.ownNumber(words(0.9, "500")) {
		t.Error("letters or Latin digits are taken for own digits")
	}
}

func TestAnAccountNameHoldsNoSpace(t *testing.T) {
	text := ""
	for _, c := range unspaced(read("ID: golden_1 il", 0.9)) {
		text += string(c.Rune)
	}
	if text != "ID: golden_1il" {
		t.Errorf("%q", text)
	}
}

func TestConfidenceWithoutWordsIsNoEvidence(t *testing.T) {
	// Lao as tesseract reads it: surely and without words as Thai, less surely
	// and with words as Lao.
	asThai := [][]Word{words(0.88, "ຊ", "ฃ้ถวส", "ยษภฌ", "ธฐรณ")}
	asLao := [][]Word{words(0.5, "ທ້າວ", "ລາງວັນ", "ກີບ", "ຊື່")}
	if a, b := thai.evidence(asThai), lao.evidence(asLao); a >= b {
		t.Errorf("Thai %.2f, Lao %.2f", a, b)
	}
	if e := thai.evidence([][]Word{words(0.95, "๐๑๒๓๔๕๖๗๘๙")}); e != 0 {
		t.Errorf("digits alone are evidence: %.2f", e)
	}
}
