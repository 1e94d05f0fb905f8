package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"lanna"
	"lanna/match"
	"lanna/names"
)

type matchGroup struct {
	Names  matchNamesCmd  `cmd:"" default:"withargs" help:"Say how likely two names are one person's, and why."`
	Search matchSearchCmd `cmd:"" help:"Find persons whose names may be spellings of this one."`
	Judge  matchJudgeCmd  `cmd:"" help:"Say that two persons' records are of one person, or are not."`
	Bench  matchBenchCmd  `cmd:"" help:"Measure on labelled pairs: columns a, b, label."`
}

func (matchGroup) examples() string {
	return `lanna match 陈伟明 'TAN Wee Beng'
lanna match --json เฉิน 'CHEN'
lanna match search 'TAN Wee Beng' --as somchai
lanna match bench pairs.tsv`
}

type matchNamesCmd struct {
	A string `arg:"" help:"A name in any script."`
	B string `arg:"" help:"Another."`
}

func (matchNamesCmd) examples() string { return matchGroup{}.examples() }

// Run needs no node: nothing is looked up and nothing is kept.
func (c matchNamesCmd) Run(p *program) error {
	e := match.Explain(match.Prepare(names.Parse(c.A)), match.Prepare(names.Parse(c.B)))
	if p.json {
		return p.emit(e)
	}
	verdict := "not the same"
	if e.Same {
		verdict = "may be the same"
	}
	fmt.Fprintf(p.out, "%.2f  %s (from %.2f on; weights of version %d)\n", e.Score, verdict, match.Threshold(), e.Model)
	for _, r := range e.Reasons {
		fmt.Fprintf(p.out, "  %s %s\n", sign(r.For), reasonInWords(r))
	}
	return nil
}

func sign(speaks *bool) string {
	switch {
	case speaks == nil:
		return " "
	case *speaks:
		return "+"
	}
	return "-"
}

// systemsInWords are the names of reading systems in English.
var systemsInWords = map[string]string{
	"pinyin": "Mandarin", "wade-giles": "Mandarin (Wade-Giles)", "cantonese": "Cantonese", "min-nan": "Hokkien", "hakka": "Hakka", "korean": "Korean", "vietnamese": "Vietnamese",
	"foreign": "as a foreign name", "thai": "Thai", "lao": "Lao", "myanmar": "Burmese", "khmer": "Khmer", "transcribed": "letter for letter",
}

var reasonWords = map[match.Code]string{
	match.PartReading: "%s = %s, %s reading", match.PartDiffers: "%s is not %s, %s reading",
	match.WordSame: "%s = %s", match.WordLike: "%s is like %s", match.WordInitial: "%s may stand for %s", match.WordNickname: "%s is a form of %s", match.WordOver: "%s stands on one side only",
	match.SignsSame: "%s = %s, the same signs", match.SignsDiffer: "%s and %s have other signs", match.SignMaybe: "%s and %s can both be %s", match.SignNever: "no sign is spelled both %s and %s", match.SoundsLike: "%s sounds like %s",
	match.OtherOrder: "in another order", match.FromZawgyi: "read from Zawgyi: %s", match.TitleAside: "title set aside: %s", match.NoLetters: "one side has no name that could be compared", match.CutShort: "longer than names are, and cut",
	match.NameBest: "%s and %s: %s", match.BirthSame: "the same date of birth, in %s", match.BirthSwapped: "day and month of birth changed places", match.BirthNear: "dates of birth differ in the day or the month",
	match.BirthYear: "born in the same year, %s", match.BirthYearsApart: "birth years differ by %s", match.BirthEra: "one was written in the Buddhist era", match.SexSame: "the same sex", match.SexDiffers: "another sex",
	match.NationSame: "the same nationality, %s", match.NationDiffers: "other nationalities, %s and %s", match.IDSame: "the same %s", match.IDDiffers: "another %s", match.IDCommon: "the same %s, but %s have it",
	match.PlaceSame: "the same place, %s", match.PhotoLike: "photos differ in %s of 64 bits",
}

func reasonInWords(r match.Reason) string {
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = a
		if i == 2 && systemsInWords[a] != "" {
			args[i] = systemsInWords[a]
		}
	}
	words := reasonWords[r.Code]
	return fmt.Sprintf(words, args[:strings.Count(words, "%s")]...) // not all of a reason's arguments are worth a word
}

type matchBenchCmd struct {
	File string `arg:"" help:"Tab-separated, with a heading: a, b, label (1 the same person, 0 not)."`
}

func (matchBenchCmd) examples() string {
	return `lanna match bench pairs.tsv
lanna match bench --json pairs.tsv`
}

// Run scores every pair of the file.
func (c matchBenchCmd) Run(p *program) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	result, err := benchOf(f)
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(result)
	}
	fmt.Fprintf(p.out, "pairs                       %d, of which %d of one person\nAUC                         %.4f\nbest F1                     %.4f at %.4f\nrecall at precision 0.95    %.4f\nF1 at the threshold of %.2f %.4f\n",
		result.Pairs, result.Positives, result.AUC, result.BestF1, result.BestAt, result.RecallAtP95, result.Threshold, result.F1)
	return nil
}

// benchOf reads labelled pairs and measures. Columns are found by their heading.
func benchOf(from io.Reader) (match.BenchResult, error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	var bench match.Bench
	a, b, label := -1, -1, -1
	for number := 1; lines.Scan(); number++ {
		cells := strings.Split(strings.TrimSuffix(lines.Text(), "\r"), "\t")
		if number == 1 {
			for i, cell := range cells {
				switch strings.ToLower(strings.TrimSpace(strings.TrimPrefix(cell, "\ufeff"))) {
				case "a":
					a = i
				case "b":
					b = i
				case "label":
					label = i
				}
			}
			if a < 0 || b < 0 || label < 0 {
				return match.BenchResult{}, &lanna.Error{Kind: lanna.Invalid, Code: "bench-columns"}
			}
			continue
		}
		if len(cells) == 1 && strings.TrimSpace(cells[0]) == "" {
			continue
		}
		if max(a, b, label) >= len(cells) || cells[label] != "0" && cells[label] != "1" {
			return match.BenchResult{}, &lanna.Error{Kind: lanna.Invalid, Code: "bench-line", ID: fmt.Sprint("line ", number)}
		}
		bench.Add(match.Score(match.Prepare(names.Parse(cells[a])), match.Prepare(names.Parse(cells[b]))), cells[label] == "1")
	}
	if err := lines.Err(); err != nil {
		return match.BenchResult{}, err
	}
	result := bench.Result(match.Threshold())
	if result.Positives == 0 || result.Positives == result.Pairs {
		return result, &lanna.Error{Kind: lanna.Invalid, Code: "bench-empty"}
	}
	return result, nil
}
