package main

import (
	"errors"
	"fmt"

	"lanna"
	"lanna/exercise"
	"lanna/exercise/draw"
)

type exerciseGroup struct {
	Generate exerciseGenerateCmd `cmd:"" help:"Draw invented pictures and rows, with the truth in a file of its own."`
	List     exerciseListCmd     `cmd:"" help:"Draw a handover list of invented people, with the truth in a file of its own."`
}

type exerciseGenerateCmd struct {
	Seed     uint64 `name:"seed" default:"1" help:"The same seed makes the same files (${default})."`
	Accuracy int    `name:"accuracy" placeholder:"N" help:"Instead of the exercise, N pictures of all kinds to measure extraction with."`
	Split    string `name:"split" enum:"dev,held,all" default:"all" help:"With --accuracy: wordings that rules were written against (dev), others (held), or all (${default})."`
	Rows     int    `name:"rows" default:"31000" placeholder:"N" help:"People in the exercise's handover list (${default})."`
	Dir      string `arg:"" type:"path" help:"Folder that is made and filled."`
}

func (exerciseGenerateCmd) examples() string {
	return `lanna exercise generate --seed 7 exercise                              the exercise of the demo
lanna exercise generate --seed 7 --accuracy 200 --split held pictures  pictures and truth.json`
}

// Run draws the exercise. Nobody in it exists.
func (c exerciseGenerateCmd) Run(p *program) error {
	if c.Accuracy < 0 {
		return failf(misused, "lanna exercise generate --help", "--accuracy is a number of pictures")
	}
	if c.Rows < 1 || c.Rows > maxListRows {
		return failf(misused, "lanna exercise generate --help", "--rows is a number up to %d", maxListRows)
	}
	err := c.generate(p)
	if missing, ok := errors.AsType[*draw.MissingFontError](err); ok {
		return &failure{code: failed, err: missing, next: "make setup, or lanna doctor"}
	}
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"dir": c.Dir, "seed": c.Seed, "exercise": true})
	}
	_, err = fmt.Fprintf(p.out, "EXERCISE: pictures are in %s, and the truth about them in truth.json.\n", c.Dir)
	return err
}

func (c exerciseGenerateCmd) generate(p *program) error {
	bar := p.bar(1, "drawing")
	defer bar.end()
	if c.Accuracy == 0 {
		if err := exercise.Generate(c.Dir, c.Seed, bar.of); err != nil {
			return err
		}
		return drawHandover(c.Dir, c.Seed, c.Rows)
	}
	split, err := exercise.SplitOf(c.Split)
	if err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "split", Err: err}
	}
	return exercise.WritePictures(c.Dir, c.Seed, c.Accuracy, exercise.Options{Split: split}, bar.of)
}
