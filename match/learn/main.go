// Learn sets the weights of match/model.json.
//
//	go run ./match/learn -data ../shared/data/names -out match/model.json
//
// It learns the comparison of names in Latin letters from the labelled pairs of
// OFAC's list (US public data) and of nomenklatura (MIT), and everything else
// from pairs that it draws itself with a seed. Files that may only be used to
// evaluate are not read. With -folds it prints how well weights do on names that
// they were not learned from.
package main

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"path/filepath"

	"lanna/match"
	"lanna/names"
)

// version goes up whenever weights or features change.
const version = 5

// threshold is what ships: from this probability on two names count as one.
const threshold = 0.5

// ridge keeps weights small where data says little.
const ridge = 1.0

// A pair is two names and whether they are one person's.
type pair struct {
	a, b   string
	same   bool
	weight float64
	source string
}

func main() {
	log.SetFlags(0)
	data := flag.String("data", "../shared/data/names", "folder of the development data")
	out := flag.String("out", "match/model.json", "file to write")
	words := flag.String("frequent", "", "write the weights of frequent words to this file instead; learn again after it")
	again := flag.Bool("calibrate", false, "only set the calibration of the weights that -out holds")
	folds := flag.Int("folds", 0, "cross-validate with so many folds instead of writing")
	flag.Parse()
	if *again {
		if err := calibrate(*out); err != nil {
			log.Fatal(err)
		}
		return
	}
	pairs, err := allPairs(*data)
	if err != nil {
		log.Fatal(err)
	}
	if *words != "" {
		if err := frequent(*words, pairs); err != nil {
			log.Fatal(err)
		}
		return
	}
	if *folds > 1 {
		crossValidate(pairs, *folds)
		return
	}
	if err := write(*out, pairs); err != nil {
		log.Fatal(err)
	}
	if err := calibrate(*out); err != nil {
		log.Fatal(err)
	}
}

func allPairs(data string) ([]pair, error) {
	ofac, err := readPairs(filepath.Join(data, "pairs", "ofac2021_individual_primary_aka.tsv"))
	if err != nil {
		return nil, err
	}
	cases, err := readCases(filepath.Join(data, "cases.csv"))
	if err != nil {
		return nil, err
	}
	return append(append(ofac, cases...), drawnPairs()...), nil
}

func readPairs(file string) ([]pair, error) {
	rows, err := table(file, '\t')
	if err != nil {
		return nil, err
	}
	var out []pair
	for _, row := range rows[1:] {
		out = append(out, pair{row[0], row[1], row[2] == "1", 2.0, "ofac"})
	}
	return out, nil
}

// readCases keeps the cases about people.
func readCases(file string) ([]pair, error) {
	rows, err := table(file, ',')
	if err != nil {
		return nil, err
	}
	var out []pair
	for _, row := range rows[1:] {
		if row[1] == "Person" {
			out = append(out, pair{row[2], row[3], row[4] == "true", 3, "nomenklatura"})
		}
	}
	return out, nil
}

func table(file string, comma rune) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comma, in.LazyQuotes, in.FieldsPerRecord = comma, comma == '\t', -1
	return in.ReadAll()
}

// samplesOf weighs all pairs and sorts them by kind.
func samplesOf(pairs []pair) map[string][]sample {
	out := map[string][]sample{}
	for _, p := range pairs {
		s, kind := sampleOf(p)
		out[kind] = append(out[kind], s)
	}
	return out
}

func sampleOf(p pair) (sample, string) {
	kind, x := match.Weigh(match.Prepare(names.Parse(p.a)), match.Prepare(names.Parse(p.b)))
	y := 0.0
	if p.same {
		y = 1
	}
	return sample{append([]float64{}, x...), y, p.weight}, kind
}

// weights are what is learned.
type weights struct {
	linear map[string][]float64
	trees  []match.Tree
}

func fit(samples map[string][]sample) weights {
	w := weights{linear: map[string][]float64{}}
	for i, kind := range match.Kinds() {
		line := logistic(samples[kind], match.FeatureCount, ridge)
		for i := range line {
			line[i] = round4(line[i])
		}
		w.linear[kind] = line
		if i == 0 { // words
			w.trees = boost(samples[kind], line, match.FeatureCount)
		}
	}
	return w
}

func (w weights) probability(kind string, x []float64) float64 {
	z := logOdds(w.linear[kind], x)
	if kind == match.Kinds()[0] {
		for i := range w.trees {
			z += w.trees[i].Says(x)
		}
	}
	return 1 / (1 + math.Exp(-z))
}

func logOdds(line, x []float64) float64 {
	z := line[len(line)-1]
	for i, v := range x {
		z += line[i] * v
	}
	return z
}

func write(file string, pairs []pair) error {
	w := fit(samplesOf(pairs))
	m := map[string]any{
		"version": version, "threshold": threshold, "linear": w.linear, "trees": w.trees, "person": person,
		"from": "OFAC 2021 primary and alias names, the persons of nomenklatura's cases, and drawn pairs (match/learn, seed in draw.go)",
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(raw, '\n'), 0o644)
}

func crossValidate(pairs []pair, folds int) {
	type scored struct {
		p    float64
		same bool
	}
	bySource := map[string][]scored{}
	for fold := range folds {
		var train, held []pair
		for i, p := range pairs {
			if hash(p.a)%uint32(folds) == uint32(fold) {
				held = append(held, pairs[i])
			} else {
				train = append(train, pairs[i])
			}
		}
		weights := fit(samplesOf(train))
		for _, p := range held {
			s, kind := sampleOf(p)
			bySource[p.source] = append(bySource[p.source], scored{weights.probability(kind, s.x), p.same})
		}
	}
	for source, list := range bySource {
		var b match.Bench
		for _, s := range list {
			b.Add(s.p, s.same)
		}
		r := b.Result(threshold)
		fmt.Printf("%-14s n %d  AUC %.4f  best F1 %.4f at %.2f  F1 at %.2f %.4f\n", source, len(list), r.AUC, r.BestF1, r.BestAt, threshold, r.F1)
	}
}

// hash keeps all pairs of one name in one fold (FNV-1a).
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
