// Accuracy prints how well names are matched, set by set.
//
//	go run ./match/accuracy [-data ../shared/data/names]
//
// The five sets of this folder are invented and checked by hand; the others are
// skipped, saying so, where the development data is absent.
package main

import (
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lanna/match"
	"lanna/names"
)

//go:embed han.tsv
var hanTSV string

//go:embed abroad.tsv
var abroadTSV string

//go:embed foreign.tsv
var foreignTSV string

//go:embed lao.tsv
var laoTSV string

//go:embed near.tsv
var nearTSV string

// A labelled pair of names.
type labelled struct {
	a, b string
	same bool
}

// sets of the development data: file, what it is, what it is to reach.
var sets = []struct{ file, title, aim string }{
	{"pairs/thai_given_latn.tsv", "Thai, Latin", "AUC 0.97"},
	{"pairs/burmese_zawgyi_latn.tsv", "Burmese in Zawgyi, Latin", "AUC 0.95"},
	{"pairs/latn_variants_thai_given.tsv", "Thai names, Latin variants", "AUC 0.96"},
	{"pairs/ofac2021_individual_primary_aka.tsv", "OFAC 2021, primary and alias (learned from)", "AUC 0.92"},
	{"cases.csv", "persons of nomenklatura's cases (learned from)", "F1 0.85"},
}

func main() {
	data := flag.String("data", "../shared/data/names", "folder of the development data")
	flag.Parse()
	fmt.Printf("%-52s %6s %6s %6s %6s %6s  %s\n", "names", "pairs", "AUC", "F1", "best", "r@p95", "to reach")
	show("Han, Latin: four languages, by hand", "AUC 0.98, F1 0.93", withWrong(rowsOf(hanTSV)))
	for _, language := range []string{"mandarin", "wade-giles", "cantonese", "hokkien", "hakka"} {
		show("  of these "+language, "", withWrong(only(rowsOf(hanTSV), language)))
	}
	show("foreign names in Han, Latin: by hand", "AUC 0.93", withWrong(rowsOf(foreignTSV)))
	show("Lao, Latin: by hand", "", withWrong(rowsOf(laoTSV)))
	show("Chinese names in Thai, Burmese, Lao, dialects: by hand", "", withWrongOf(rowsOf(abroadTSV), 2))
	for _, scripts := range []string{"thai-burmese", "thai-dialect", "burmese-dialect", "clan", "lao"} {
		show("  of these "+scripts, "", withWrongOf(only(rowsOf(abroadTSV), scripts), 2))
	}
	for _, group := range []string{"han", "foreign", "thai", "burmese", "lao", "vietnamese-khmer"} {
		show("near misses, by hand: "+group, "", labelledRows(nearTSV, group))
	}
	for _, s := range sets {
		pairs, err := read(filepath.Join(*data, s.file))
		if err != nil {
			fmt.Printf("%-52s skipped: the development data is not here\n", s.title)
			continue
		}
		show(s.title, s.aim, pairs)
	}
}

func show(title, aim string, pairs []labelled) {
	var b match.Bench
	for _, p := range pairs {
		b.Add(match.Score(match.Prepare(names.Parse(p.a)), match.Prepare(names.Parse(p.b))), p.same)
	}
	r := b.Result(match.Threshold())
	fmt.Printf("%-52s %6d %6.3f %6.3f %6.3f %6.3f  %s\n", title, r.Pairs, r.AUC, r.F1, r.BestF1, r.RecallAtP95, aim)
}

func rowsOf(table string) [][]string {
	var out [][]string
	for line := range strings.SplitSeq(table, "\n") {
		if line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// labelledRows are the pairs of one group of a table that says of each whether it is
// of one person.
func labelledRows(table, group string) []labelled {
	var out []labelled
	for _, row := range rowsOf(table) {
		if row[0] == group {
			out = append(out, labelled{row[1], row[2], row[3] == "1"})
		}
	}
	return out
}

// only are the rows of one kind.
func only(rows [][]string, kind string) [][]string {
	var out [][]string
	for _, row := range rows {
		if row[1] == kind {
			out = append(out, row)
		}
	}
	return out
}

// withWrong adds to each right pair two wrong ones: the spelling of another
// person that looks most alike, and one further down the list.
func withWrong(rows [][]string) []labelled { return withWrongOf(rows, 0) }

// withWrongOf is withWrong for pairs whose first name stands in another column.
func withWrongOf(rows [][]string, first int) []labelled {
	var out []labelled
	for i, row := range rows {
		signs, one, spelled := row[0], row[first], row[len(row)-1]
		out = append(out, labelled{one, spelled, true})
		best, near := -1.0, -1
		for j, other := range rows {
			if names.Simplified(other[0]) == names.Simplified(signs) {
				continue
			}
			if v := alike(spelled, other[len(other)-1]); v > best {
				best, near = v, j
			}
		}
		if near >= 0 {
			out = append(out, labelled{one, rows[near][len(row)-1], false})
		}
		if far := (i + len(rows)/2) % len(rows); names.Simplified(rows[far][0]) != names.Simplified(signs) {
			out = append(out, labelled{one, rows[far][len(row)-1], false})
		}
	}
	return out
}

// alike is the share of pairs of letters in common.
func alike(x, y string) float64 {
	x, y = strings.ToLower(x), strings.ToLower(y)
	n := 0
	for i := 0; i+2 <= len(x); i++ {
		if strings.Contains(y, x[i:i+2]) {
			n++
		}
	}
	return 2 * float64(n) / float64(len(x)+len(y))
}

func read(file string) ([]labelled, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.FieldsPerRecord, in.LazyQuotes = -1, true
	if strings.HasSuffix(file, ".tsv") {
		in.Comma = '\t'
	}
	rows, err := in.ReadAll()
	if err != nil {
		return nil, err
	}
	var out []labelled
	for _, row := range rows[1:] {
		switch {
		case in.Comma == '\t':
			out = append(out, labelled{row[0], row[1], row[2] == "1"})
		case row[1] == "Person":
			out = append(out, labelled{row[2], row[3], row[4] == "true"})
		}
	}
	return out, nil
}
