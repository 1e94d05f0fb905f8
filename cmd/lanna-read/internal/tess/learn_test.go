package tess

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-text/typesetting/font"

	"lanna/cmd/lanna-read/internal/digits"
	"lanna/exercise/wording"
)

// The nets that know digits are learned from drawn lines:
//
//	go test ./cmd/lanna-read/internal/tess -run TestLearnDigits -learn ../digits -fonts DIR
//
// DIR holds fonts beside those that Debian installs; those whose name is in
// unseen are kept for the test of what was learned.
var (
	learnInto = flag.String("learn", "", "write the nets into this folder")
	fontsIn   = flag.String("fonts", "", "folder of more fonts")
	drawn     = flag.Int("drawn", 5000, "lines to learn from, a script")
)

var unseen = []string{"prompt", "Waree", "MyanmarSansPro", "MyanmarSanpya", "PadaukBook", "lao-looped"}

const signsOf = ".,-/฿"

type script struct {
	name, lang string
	zero       rune
	fonts      []string
}

var scripts = []script{
	{"thai", "th", '๐', []string{"NotoSansThai", "NotoSerifThai", "NotoLoopedThai", "Loma", "Garuda", "Umpush", "Waree", "Sawasdee", "Norasi", "Kinnari", "TlwgTyp", "Laksaman", "Arundina", "Purisa", "-thai-"}},
	{"myanmar", "my", '၀', []string{"NotoSansMyanmar", "NotoSerifMyanmar", "Padauk", "Pyidaungsu", "MyanmarSansPro", "MyanmarSanpya", "mmrCensus", "ayar", "mm3-multi", "MyanmarTagu", "MyanmarYinmar", "ZawgyiOne", "-myanmar-"}},
	{"lao", "lo", '໐', []string{"NotoSansLao", "NotoSerifLao", "NotoLoopedLao", "Phetsarath", "-lao-"}},
}

func (s script) faces(t *testing.T, held bool) []*font.Font {
	var out []*font.Font
	for _, root := range []string{"/usr/share/fonts", *fontsIn} {
		if root == "" {
			continue
		}
		_ = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			name := filepath.Base(path)
			in := func(list []string) bool {
				return slices.ContainsFunc(list, func(f string) bool { return strings.Contains(name, f) })
			}
			if err != nil || d.IsDir() || !in(s.fonts) || in(unseen) != held {
				return nil
			}
			if ext := filepath.Ext(name); ext != ".ttf" && ext != ".otf" && ext != ".woff" {
				return nil
			}
			if strings.HasSuffix(name, ".woff") && !strings.Contains(name, "400-normal") && !strings.Contains(name, "700-normal") {
				return nil
			}
			if f, err := openFont(path); err == nil {
				if _, ok := f.NominalGlyph(s.zero); ok {
					out = append(out, f)
				}
			}
			return nil
		})
	}
	t.Logf("%s: %d fonts, held %v", s.name, len(out), held)
	return out
}

func TestLearnDigits(t *testing.T) {
	if *learnInto == "" {
		t.Skip("-learn writes what lies in ../digits")
	}
	var wait sync.WaitGroup
	for i, s := range scripts {
		texts := textsOf(t, s.lang)
		seenFonts, heldFonts := s.faces(t, false), s.faces(t, true)
		wait.Go(func() {
			signs := digitsFrom(s.zero) + signsOf
			d := drawer{r: rand.New(rand.NewPCG(uint64(i), 7)), s: s, texts: texts, fonts: seenFonts, latin: latinFonts(), signs: []rune(signs)}
			var samples []digits.Sample
			for range *drawn {
				samples = append(samples, d.line()...)
			}
			counts := make([]int, len([]rune(signs))+1)
			for _, x := range samples {
				counts[x.Class]++
			}
			n := digits.Learn(signs, samples, 8, 5)
			var out bytes.Buffer
			_ = n.Write(&out)
			_ = os.WriteFile(filepath.Join(*learnInto, s.name+".txt"), out.Bytes(), 0o644)
			n, _ = digits.Parse(out.String())
			t.Logf("%s: %d samples %v", s.name, len(samples), counts)
			d.r = rand.New(rand.NewPCG(uint64(i), 99))
			report(t, s.name+" seen fonts", n, &d)
			if d.fonts = heldFonts; len(heldFonts) > 0 {
				report(t, s.name+" held fonts", n, &d)
			}
		})
	}
	wait.Wait()
}

func report(t *testing.T, what string, n *digits.Net, d *drawer) {
	wrong, all := map[rune]int{}, map[rune]int{}
	to := map[string]int{}
	for range 1500 {
		for _, s := range d.line() {
			p := n.Classify(&s.In)
			best := 0
			for k, v := range p {
				if v > p[best] {
					best = k
				}
			}
			name := func(k int) rune {
				if k == n.Other() {
					return '*'
				}
				return n.Signs[k]
			}
			all[name(s.Class)]++
			if best != s.Class {
				wrong[name(s.Class)]++
				to[fmt.Sprintf("%c>%c", name(s.Class), name(best))]++
			}
		}
	}
	line := ""
	for _, r := range append(slices.Clone(n.Signs), '*') {
		line += fmt.Sprintf(" %c %.3f/%d", r, float64(wrong[r])/float64(max(1, all[r])), all[r])
	}
	t.Logf("%s wrong:%s\n%v", what, line, to)
}

func digitsFrom(zero rune) string {
	var b strings.Builder
	for i := range rune(10) {
		b.WriteRune(zero + i)
	}
	return b.String()
}

func textsOf(t *testing.T, lang string) []string {
	list, err := wording.Templates(lang, wording.Dev)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	r := rand.New(rand.NewPCG(3, 3))
	for range 12 {
		for _, w := range list {
			n := 1
			if w.IsList() {
				n = 6
			}
			if w.IsChatter() {
				n = 0
			}
			x, err := wording.Fill(w, r, n)
			if err != nil {
				continue
			}
			for _, l := range strings.Split(x.Plain(), "\n") {
				if strings.TrimSpace(l) != "" {
					out = append(out, l)
				}
			}
		}
	}
	return out
}
