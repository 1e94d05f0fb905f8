package tess

import (
	"image"
	"slices"
	"unicode"

	"lanna/cmd/lanna-read/internal/page"
	"lanna/extract/reading"
)

// A language of tesseract with the script that it reads.
type language struct {
	code   string
	script string
	table  *unicode.RangeTable
	// enough is the mean confidence over sampled lines from which a picture
	// holds this script. Measured on drawn chats: Thai read as Thai gives 0.94,
	// Burmese as Burmese 0.8, Lao as Lao 0.5; Chinese as any of them stays
	// under 0.5.
	enough float64
}

var (
	burmese = language{"mya", reading.ScriptMyanmar, unicode.Myanmar, 0.38}
	lao     = language{"lao", reading.ScriptLao, unicode.Lao, 0.24}
	thai    = language{"tha", reading.ScriptThai, unicode.Thai, 0.65}

	languages = []language{burmese, thai, lao}
)

// Tesseract reads Lao as Thai with more confidence (0.77 to 0.88) than as Lao
// (0.27 to 0.9), but Thai as Lao with little (0.05 to 0.34, and that where it is
// surely Thai); and Burmese as Thai with some.
const (
	laoAgainstThai     = 0.30
	burmeseAgainstThai = 0.62
	surelyThai         = 0.91 // Thai as Thai gives 0.94 to 0.95; Lao as Lao may give more than half of that as Lao
	fewestLetters      = 6    // in all samples together
)

const (
	suspicious = 0.88 // mean confidence of the models below which a line may be of another script
	samples    = 4    // lines that decide on the script of a picture
)

// Scripts rereads the lines of Thai, Burmese and Lao pictures. A nil Program
// says so in what is missing.
type Scripts struct{ Program *Program }

var _ page.Scripts = Scripts{}

// Reread implements page.Scripts. Tesseract is not started for a picture whose
// lines the models read well.
func (s Scripts) Reread(img *image.RGBA, lines []page.Found) (missing []string) {
	doubtful := doubted(lines)
	if len(doubtful) == 0 {
		return nil
	}
	if s.Program == nil {
		markByEye(lines, doubtful)
		return []string{reading.MissingTesseract}
	}
	for _, l := range languages {
		if !s.Program.Has(l.code) {
			missing = append(missing, reading.MissingTesseract+":"+l.code)
		}
	}
	l, ok, err := s.choose(img, lines, doubtful)
	if err == nil && ok {
		err = s.rereadAs(l, img, lines)
	}
	if err != nil {
		markByEye(lines, doubtful)
		return append(missing, reading.MissingTesseract)
	}
	if !ok && len(missing) > 0 {
		markByEye(lines, doubtful)
		return missing
	}
	if ok && l != thai {
		return nil // what is missing was not needed; Thai without Lao may be Lao
	}
	return missing
}

func markByEye(lines []page.Found, which []int) {
	for _, i := range which {
		lines[i].ByEye = true
	}
}

// doubted are the lines that the models read badly, longest first; none where
// they are so few that they are stray marks of a picture that is well read.
func doubted(lines []page.Found) []int {
	var found []int
	for i := range lines {
		q := lines[i].Quad
		if q.HW > 1.5*q.HH && confidence(lines[i]) < suspicious {
			found = append(found, i)
		}
	}
	if len(found)*8 < len(lines) {
		return nil
	}
	slices.SortStableFunc(found, func(a, b int) int {
		return int(1000*lines[b].Quad.HW/lines[b].Quad.HH) - int(1000*lines[a].Quad.HW/lines[a].Quad.HH)
	})
	return found
}

func confidence(f page.Found) float64 {
	if len(f.Chars) == 0 {
		return 0
	}
	sum := 0.0
	for _, c := range f.Chars {
		sum += c.Confidence
	}
	return sum / float64(len(f.Chars))
}

// choose reads a few doubtful lines in each language and takes the one that is
// sure enough; false where none is.
func (s Scripts) choose(img *image.RGBA, lines []page.Found, doubtful []int) (language, bool, error) {
	var crops []*image.Gray
	for _, i := range doubtful[:min(samples, len(doubtful))] {
		crops = append(crops, newCrop(img, lines[i].Quad, lines[i].Ground, lines[i].Ink).grey)
	}
	sure := map[string]float64{}
	for _, l := range languages {
		if !s.Program.Has(l.code) {
			continue
		}
		words, err := s.Program.Read(l.code, crops)
		if err != nil {
			return language{}, false, err
		}
		sure[l.code] = l.sure(words)
	}
	switch {
	case sure[thai.code] >= surelyThai:
		return thai, true, nil
	case sure[burmese.code] >= burmese.enough && sure[burmese.code] >= burmeseAgainstThai*sure[thai.code]:
		return burmese, true, nil
	case sure[lao.code] >= lao.enough && sure[lao.code] >= laoAgainstThai*sure[thai.code]:
		return lao, true, nil
	case sure[thai.code] >= thai.enough:
		return thai, true, nil
	}
	return language{}, false, nil
}

// sure is the mean confidence over the letters of the words that hold letters
// of the script; the others count nought. It is 0 where there are too few.
func (l language) sure(lines [][]Word) float64 {
	sum, letters, own := 0.0, 0, 0
	for _, words := range lines {
		for _, w := range words {
			n := 0
			for _, r := range w.Text {
				if unicode.IsLetter(r) || unicode.IsMark(r) {
					n++
				}
			}
			letters += n
			if l.owns(w.Text) {
				own += n
				sum += float64(n) * w.Confidence
			}
		}
	}
	if own < fewestLetters {
		return 0
	}
	return sum / float64(letters)
}

// rereadAs reads every line in the language and keeps, piece by piece, what is
// read better that way.
func (s Scripts) rereadAs(l language, img *image.RGBA, lines []page.Found) error {
	crops := make([]crop, len(lines))
	greys := make([]*image.Gray, len(lines))
	for i, f := range lines {
		crops[i] = newCrop(img, f.Quad, f.Ground, f.Ink)
		greys[i] = crops[i].grey
	}
	words, err := s.Program.Read(l.code, greys)
	if err != nil {
		return err
	}
	for i := range lines {
		joined, own := l.join(lines[i].Chars, words[i], crops[i])
		if own {
			lines[i].Chars, lines[i].Script, lines[i].ByEye = joined, l.script, true
		}
	}
	return nil
}
