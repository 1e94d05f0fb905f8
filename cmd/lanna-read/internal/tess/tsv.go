package tess

import (
	"bufio"
	"bytes"
	"image"
	"strconv"
	"strings"
)

// Word is one word of a line as tesseract read it.
type Word struct {
	Text       string
	Box        image.Rectangle // in the crop that tesseract saw
	Confidence float64         // 0 to 1
	Known      bool            // a number that was not read by tesseract
}

// parseTSV returns the words of each page, pages counted from 0. Lines that do
// not parse are left out: the output of a program is no reason to fail.
func parseTSV(tsv []byte, count int) [][]Word {
	all := make([][]Word, count)
	s := bufio.NewScanner(bytes.NewReader(tsv))
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		f := strings.Split(s.Text(), "\t")
		if len(f) != 12 || f[0] != "5" || strings.TrimSpace(f[11]) == "" {
			continue
		}
		var n [10]int
		ok := true
		for i := range n {
			v, err := strconv.Atoi(f[i])
			n[i], ok = v, ok && err == nil
		}
		confidence, err := strconv.ParseFloat(f[10], 64)
		page := n[1] - 1
		if !ok || err != nil || page < 0 || page >= count {
			continue
		}
		all[page] = append(all[page], Word{
			Text:       f[11],
			Box:        image.Rect(n[6], n[7], n[6]+n[8], n[7]+n[9]),
			Confidence: max(0, min(1, confidence/100)),
		})
	}
	return all
}
