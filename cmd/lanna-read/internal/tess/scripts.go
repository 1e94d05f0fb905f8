package tess

import (
	"image"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanna/cmd/lanna-read/internal/page"
	"lanna/extract/reading"
)

// A language of tesseract with the script that it reads.
type language struct {
	code   string
	script string
	table  *unicode.RangeTable
	// floor is the mean confidence over sampled lines that says nothing, and
	// span what more of it says everything. Measured on drawn pages: Thai read
	// as Thai gives 0.91 to 0.95, Burmese as Burmese 0.48 to 0.94, Lao as Lao
	// 0.40 to 0.94; Lao and Burmese as Thai up to 0.90, Thai as Lao up to 0.41,
	// anything else as Burmese up to 0.34, Chinese as any of them up to 0.56.
	floor, span float64
	words       []string // that texts of the language are full of
}

var (
	burmese = language{"mya", reading.ScriptMyanmar, unicode.Myanmar, 0.30, 0.40, burmeseWords}
	lao     = language{"lao", reading.ScriptLao, unicode.Lao, 0.20, 0.50, laoWords}
	thai    = language{"tha", reading.ScriptThai, unicode.Thai, 0.70, 0.25, thaiWords}

	languages = []language{burmese, thai, lao}
)

// height is the share of the usual size at which lines are best read: of Lao
// tesseract gets 9.2 of 100 letters wrong that way and 10.8 at full size, of
// Thai and Burmese as many either way.
func (l language) height() float64 {
	if l.code == lao.code {
		return 0.6
	}
	return 1
}

const (
	fewestLetters = 6   // in all samples together
	wordsWeigh    = 2.0 // the share of letters in known words against confidence
	leastEvidence = 0.5 // for any script: right ones give 0.85 and more
	muchEvidence  = 0.9 // where the models read most of the picture well
	fewDoubts     = 0.4 // of the length of all lines
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
func (s Scripts) Reread(img *image.RGBA, lines []page.Found, models page.Models) (better []page.Found, missing []string) {
	doubtful := doubted(lines)
	if len(doubtful) == 0 {
		return lines, nil
	}
	if s.Program == nil {
		markByEye(lines, doubtful)
		return lines, []string{reading.MissingTesseract}
	}
	for _, l := range languages {
		if !s.Program.Has(l.code) {
			missing = append(missing, reading.MissingTesseract+":"+l.code)
		}
	}
	l, ok, err := s.choose(img, lines, doubtful)
	if err == nil && ok {
		if better, err = s.rereadAs(l, img, lines, models); err == nil {
			if l.code != thai.code {
				return better, nil // what is missing was not needed; Thai without Lao may be Lao
			}
			return better, missing
		}
	}
	if err != nil {
		missing = append(missing, reading.MissingTesseract)
	}
	if len(missing) > 0 {
		markByEye(lines, doubtful)
	}
	return lines, missing
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
// seen most in them; false where none is.
func (s Scripts) choose(img *image.RGBA, lines []page.Found, doubtful []int) (language, bool, error) {
	var crops []*image.Gray
	for _, i := range doubtful[:min(samples, len(doubtful))] {
		crops = append(crops, newCrop(img, lines[i].Quad, lines[i].Ground, lines[i].Ink).grey)
	}
	best, most := language{}, leastEvidence
	if shareOf(lines, doubtful) < fewDoubts {
		most = muchEvidence // a Chinese page in a font of brushes
	}
	for _, l := range languages {
		if !s.Program.Has(l.code) {
			continue
		}
		words, err := s.Program.Read(l.code, crops)
		if err != nil {
			return language{}, false, err
		}
		if e := l.evidence(words); e > most {
			best, most = l, e
		}
	}
	return best, best.code != "", nil
}

// shareOf is how much of the length of all lines some of them make up.
func shareOf(lines []page.Found, which []int) float64 {
	length := func(i int) float64 { return lines[i].Quad.HW / lines[i].Quad.HH }
	all, some := 0.0, 0.0
	for i := range lines {
		all += length(i)
	}
	for _, i := range which {
		some += length(i)
	}
	return some / max(1, all)
}

// evidence that lines are of the language: how surely they were read, and how
// much of them is words. Confidence alone misleads: tesseract reads Lao as Thai
// nearly as surely as Thai.
func (l language) evidence(lines [][]Word) float64 {
	sure := l.sure(lines)
	if sure == 0 {
		return 0
	}
	own, known := 0, 0
	for _, words := range lines {
		var text strings.Builder
		for _, w := range words {
			text.WriteString(w.Text)
		}
		line := composed.Replace(text.String())
		known += l.covered(line)
		for _, r := range line {
			if unicode.Is(l.table, r) {
				own += utf8.RuneLen(r)
			}
		}
	}
	return max(0, min(1.2, (sure-l.floor)/l.span)) + wordsWeigh*float64(known)/float64(max(1, own))
}

// composed writes the vowel "am" as one sign, as words have it.
var composed = strings.NewReplacer("\u0e4dา", "ำ", "\u0ecdາ", "ຳ")

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
			if n > 0 && l.owns(w.Text) {
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

// rereadAs draws the rows of the picture anew, reads every line in the language
// and keeps, piece by piece, what is read better that way.
func (s Scripts) rereadAs(l language, img *image.RGBA, found []page.Found, models page.Models) ([]page.Found, error) {
	lines, err := restacked(img, found, models)
	if err != nil {
		return nil, err
	}
	crops := make([]crop, len(lines))
	for i, f := range lines {
		crops[i] = cropOf(img, f)
	}
	words, err := s.readLines(l, crops)
	if err != nil {
		return nil, err
	}
	if words, err = s.wordsAlone(l, crops, words); err != nil {
		return nil, err
	}
	alone, err := l.latinAlone(img, lines, words, crops, models)
	if err != nil {
		return nil, err
	}
	for i := range lines {
		joined, own := l.join(lines[i].Chars, words[i], crops[i], alone[i])
		if own {
			lines[i].Chars, lines[i].Script, lines[i].ByEye = joined, l.script, true
		}
	}
	return lines, nil
}

// restacked are the lines with rows drawn anew, and those read by the models.
func restacked(img *image.RGBA, found []page.Found, models page.Models) ([]page.Found, error) {
	lines := page.Restack(img, found)
	var fresh []page.Found
	var where []int
	for i, f := range lines {
		if f.Sheet != nil && f.Chars == nil {
			fresh, where = append(fresh, f), append(where, i)
		}
	}
	if err := models(img, fresh); err != nil {
		return nil, err
	}
	for k, i := range where {
		lines[i] = fresh[k]
	}
	return lines, nil
}

func cropOf(img *image.RGBA, f page.Found) crop {
	on, quad := f.Look(img)
	return newCrop(on, quad, f.Ground, f.Ink)
}
