package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
)

// drawExercise draws the exercise in a process of its own: fonts and glyphs
// take half a gigabyte, which the node that is served afterwards would keep.
func drawExercise(p *program, seed uint64, rows int, dir string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(p.ctx, self, "exercise", "generate", "--seed", strconv.FormatUint(seed, 10), "--rows", strconv.Itoa(rows), dir)
	cmd.Stdout, cmd.Stderr = io.Discard, p.err
	if err := cmd.Run(); err != nil {
		return failf(failed, "lanna doctor", "the exercise was not drawn: %w", fmt.Errorf("lanna exercise generate: %w", err))
	}
	return nil
}
