package recognise

import (
	"image"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"lanna/cmd/lanna-read/internal/detect"
)

var abc = Dictionary{"", "a", "b", "中", " "}

// steps makes the model's output of classes, each sure by 0.9.
func steps(classes ...int) []float32 {
	out := make([]float32, 0, len(classes)*len(abc))
	for _, c := range classes {
		row := make([]float32, len(abc))
		row[c] = 0.9
		out = append(out, row...)
	}
	return out
}

func TestRepeatsMergeUnlessABlankStandsBetween(t *testing.T) {
	cases := []struct {
		classes []int
		want    string
	}{
		{[]int{1, 1, 1}, "a"},
		{[]int{1, 0, 1}, "aa"},
		{[]int{0, 1, 2, 2, 0, 3}, "ab中"},
		{[]int{0, 0}, ""},
		{[]int{1, 4, 2}, "a b"},
	}
	for _, c := range cases {
		var got []rune
		for _, ch := range decode(steps(c.classes...), len(abc), abc, 1) {
			got = append(got, ch.Rune)
		}
		if string(got) != c.want {
			t.Errorf("%v: %q, want %q", c.classes, string(got), c.want)
		}
	}
}

func TestEdgesDivideTheLine(t *testing.T) {
	chars := decode(steps(0, 1, 0, 0, 3, 0, 0, 2), len(abc), abc, 1)
	if chars[0].Left != 0 || chars[2].Right != 1 {
		t.Errorf("the ends are %v and %v", chars[0].Left, chars[2].Right)
	}
	for i := 1; i < len(chars); i++ {
		if chars[i].Left != chars[i-1].Right || chars[i].Left <= chars[i-1].Left {
			t.Errorf("edges of %+v", chars)
		}
	}
	// Centres lie at 1.5 and 4.5 of 8 steps; the wide sign takes two thirds.
	if want := (1.5 + 3.0/3) / 8; math.Abs(chars[0].Right-want) > 1e-9 {
		t.Errorf("edge at %v, want %v", chars[0].Right, want)
	}
}

func TestPaddingDoesNotShiftTheEdges(t *testing.T) {
	whole := decode(steps(0, 1, 0, 2), len(abc), abc, 1)
	padded := decode(steps(0, 1, 0, 2, 0, 0, 0, 0), len(abc), abc, 0.5)
	if !slices.Equal(whole, padded) {
		t.Errorf("%v with padding %v", whole, padded)
	}
}

func TestDictionaryOfTheModel(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys.txt")
	if err := os.WriteFile(file, []byte("'\n疗\r\n绚"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := LoadDictionary(file)
	if err != nil || !slices.Equal(d, Dictionary{"", "'", "疗", "绚", " "}) {
		t.Errorf("%q, %v", d, err)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadDictionary(file); err == nil {
		t.Error("an empty file is taken for a dictionary")
	}
}

func TestBatchesHoldEachLineOnceAndLittlePadding(t *testing.T) {
	var lines []detect.Quad
	for i := range 40 {
		lines = append(lines, detect.Quad{HW: float64(20 + i*i%700), HH: 10, DX: 1})
	}
	seen := map[int]bool{}
	for _, b := range batches(lines) {
		if len(b.lines) > maxBatch || len(b.lines) > 1 && b.width*len(b.lines) > batchPixels {
			t.Errorf("batch of %d lines, %d wide", len(b.lines), b.width)
		}
		for _, i := range b.lines {
			if w := targetWidth(lines[i]); seen[i] || w > b.width || float64(b.width) > maxSpare*float64(max(w, minWidth))+stride {
				t.Errorf("line %d of width %d in a batch of %d", i, w, b.width)
			}
			seen[i] = true
		}
	}
	if len(seen) != len(lines) {
		t.Errorf("%d of %d lines", len(seen), len(lines))
	}
}

func TestACropFillsItsHeight(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 200, 100))
	for y := 40; y < 60; y++ {
		for x := 50; x < 150; x++ {
			copy(img.Pix[y*img.Stride+x*4:], []uint8{255, 255, 255, 255})
		}
	}
	q := detect.Quad{CX: 100, CY: 50, HW: 50, HH: 10, DX: 1}
	w := targetWidth(q)
	planes := make([]float32, 3*lineHeight*(w+8))
	fill(planes, w+8, img, q, w)
	if first, last, beside := planes[2*(w+8)+2], planes[(lineHeight-3)*(w+8)+w-3], planes[w]; first < 0.9 || last < 0.9 || beside != 0 {
		t.Errorf("corners %v and %v, padding %v", first, last, beside)
	}
}
