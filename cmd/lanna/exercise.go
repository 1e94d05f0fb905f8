package main

import (
	"fmt"

	"lanna/exercise"
)

type exerciseGroup struct {
	Generate exerciseGenerateCmd `cmd:"" help:"Draw invented pictures with the truth about them in a file of its own."`
}

type exerciseGenerateCmd struct {
	Seed  uint64 `name:"seed" default:"1" help:"The same seed draws the same pictures (${default})."`
	Count int    `name:"count" default:"60" help:"How many pictures (${default})."`
	Split string `name:"split" enum:"dev,held,all" default:"all" help:"Which wordings: dev, held or all (${default})."`
	Dir   string `arg:"" type:"path" help:"Folder that is made and filled."`
}

func (exerciseGenerateCmd) examples() string {
	return `lanna exercise generate --seed 7 pictures
lanna exercise generate --seed 7 --count 200 --split held pictures`
}

// Run draws the exercise. Nobody in it exists.
func (c exerciseGenerateCmd) Run(p *program) error {
	if c.Count < 1 {
		return failf(misused, "lanna exercise generate --help", "--count is at least 1")
	}
	split, err := exercise.SplitOf(c.Split)
	if err != nil {
		return err
	}
	bar := p.bar(c.Count, "drawing")
	err = exercise.WritePictures(c.Dir, c.Seed, c.Count, exercise.Options{Split: split}, func(done, _ int) { bar.at(done) })
	bar.end()
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"dir": c.Dir, "pictures": c.Count, "seed": c.Seed})
	}
	_, err = fmt.Fprintf(p.out, "%d pictures and truth.json are in %s.\n", c.Count, c.Dir)
	return err
}
