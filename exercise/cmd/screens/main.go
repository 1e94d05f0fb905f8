// Command screens has a browser draw texts as chats, posts, posters and pages that
// the exercise's own generator does not know, with emoji among the words, to measure
// reading and layout with pictures that no rule was written against:
//
//	go run ./exercise/cmd/screens -dir D extract/testdata/strangers.txt
//	go run ./extract/accuracy/cmd D
//
// It wants chromium, and a font with emoji (fonts-noto-color-emoji).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lanna/extract/accuracy"
)

func main() {
	dir := flag.String("dir", "screens", "where to write")
	seed := flag.Uint64("seed", 1, "seed")
	n := flag.Int("n", 50, "number of pictures")
	languages := flag.String("languages", "zh,en,th,my,lo", "some of these")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: screens [-dir D] [-n N] [-seed S] TEXTS")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *dir, *seed, *n, strings.Split(*languages, ",")); err != nil {
		fmt.Fprintln(os.Stderr, "screens:", err)
		os.Exit(1)
	}
}

// run draws n pictures: languages and styles in turn, texts by chance.
func run(file, dir string, seed uint64, n int, languages []string) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	texts, err := accuracy.Corpus(string(raw))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	b, err := start()
	if err != nil {
		return err
	}
	defer b.stop()
	r := rand.New(rand.NewPCG(seed, 3))
	all := slices.Concat(styles, moreStyles)
	var drawn []accuracy.Truth
	for i := range n {
		language := languages[i%len(languages)]
		of := slices.DeleteFunc(slices.Clone(texts), func(t accuracy.Truth) bool { return t.Language != language })
		if len(of) == 0 {
			return fmt.Errorf("no text in %s", language)
		}
		t := withContacts(r, of[r.IntN(len(of))])
		s := newScreen(r, t, all[i/len(languages)%len(all)])
		t.File, t.Layout, t.Font = fmt.Sprintf("%03d-%s-%s.png", i+1, language, s.Style), s.Style, s.Font
		if err := b.draw(s, filepath.Join(dir, t.File)); err != nil {
			return fmt.Errorf("%s: %w", t.File, err)
		}
		drawn = append(drawn, t)
	}
	out, err := json.MarshalIndent(drawn, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "truth.json"), out, 0o644)
}
