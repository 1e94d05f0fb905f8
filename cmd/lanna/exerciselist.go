package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lanna/exercise"
)

type exerciseListCmd struct {
	Seed uint64 `name:"seed" default:"1" help:"The same seed makes the same list (${default})."`
	Rows int    `name:"rows" default:"31000" help:"How many rows (${default})."`
	File string `arg:"" type:"path" help:"File to write, .xlsx or .csv. The truth goes beside it, as FILE.truth.json."`
}

func (exerciseListCmd) examples() string {
	return `lanna exercise list handover.xlsx                    31,000 rows, 63 leaders, 1,531 wanted
lanna exercise list --seed 7 --rows 500 handover.csv  in mixed encodings`
}

// Run draws a list. Nobody in it exists.
func (c exerciseListCmd) Run(p *program) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(c.File)), ".")
	if format != "xlsx" && format != "csv" {
		return failf(misused, "lanna exercise list list.xlsx", "a list is written as .xlsx or .csv")
	}
	if c.Rows < 1 || c.Rows > maxListRows {
		return failf(misused, "lanna exercise list --help", "--rows is a number up to %d", maxListRows)
	}
	l := exercise.HandoverList(c.Seed, c.Rows)
	if err := writeList(l, c.File, format); err != nil {
		return err
	}
	if err := writeJSON(c.File+".truth.json", l.Truth); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"file": c.File, "seed": c.Seed, "rows": c.Rows, "exercise": true})
	}
	_, err := fmt.Fprintf(p.out, "EXERCISE: %d rows are in %s, and the truth about them in %s.\n", c.Rows, c.File, c.File+".truth.json")
	return err
}

const maxListRows = 1_000_000

// handoverFile is the exercise's list of people, ready to be taken in.
const handoverFile = "handover.csv"

// drawHandover puts the list beside the exercise's other files, its truth apart.
func drawHandover(dir string, seed uint64, rows int) error {
	path := filepath.Join(dir, handoverFile)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	set, err := exercise.Load(dir)
	if err != nil {
		return err
	}
	l := exercise.HandoverList(seed, rows, set.Missed()...)
	if err := writeJSON(path+".truth.json", l.Truth); err != nil {
		return err
	}
	return writeList(l, path, "csv")
}

func writeList(l *exercise.List, path, format string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if closed := f.Close(); err == nil {
			err = closed
		}
	}()
	return l.Write(f, format)
}
