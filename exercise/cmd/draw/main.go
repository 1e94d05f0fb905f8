// Command draw writes pictures of the exercise with their ground truth, to
// look at and to measure with.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"lanna/exercise"
)

func main() {
	dir := flag.String("dir", "exercise-pictures", "where to write")
	seed := flag.Uint64("seed", 1, "seed")
	n := flag.Int("n", 24, "number of pictures")
	split := flag.String("split", "dev", "wordings: dev, held or all")
	languages := flag.String("languages", "", "some of zh,en,th,my,lo")
	layouts := flag.String("layouts", "", "some layouts, by comma")
	themes := flag.String("themes", "", "some of light,dark,green")
	flag.Parse()
	if err := run(*dir, *seed, *n, *split, *languages, *layouts, *themes); err != nil {
		fmt.Fprintln(os.Stderr, "draw:", err)
		os.Exit(1)
	}
}

func run(dir string, seed uint64, n int, split, languages, layouts, themes string) error {
	s, err := exercise.SplitOf(split)
	if err != nil {
		return err
	}
	o := exercise.Options{Split: s, Languages: list(languages), Layouts: list(layouts), Themes: list(themes)}
	return exercise.WritePictures(dir, seed, n, o, nil)
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}
