package main

import (
	"encoding/json"
	"os/exec"
	"strings"

	"lanna/exercise/draw"
	"lanna/extract/ocr"
)

// readerState is what `lanna-read --check` prints.
type readerState struct {
	MissingFiles []string `json:"missingFiles"`
	Runs         bool     `json:"runs"`
	Sandbox      struct {
		Landlock int  `json:"landlock"` // version of the kernel's; 0 for none
		Seccomp  bool `json:"seccomp"`
	} `json:"sandbox"`
}

// checkReader asks the reading process itself what it has.
func checkReader(p *program, _ string) finding {
	path, err := ocr.Locate()
	if err != nil {
		return lacks("make build", "lanna-read is not beside lanna; pictures wait for a person to read them")
	}
	out, err := output(p.ctx, path, "--check")
	var state readerState
	if err == nil {
		err = json.Unmarshal([]byte(out), &state)
	}
	switch {
	case err != nil:
		return lacks("make build", "%s does not answer: %v", path, err)
	case len(state.MissingFiles) > 0:
		return lacks("make build", "models or libraries are missing: %s", strings.Join(state.MissingFiles, ", "))
	case !state.Runs:
		return lacks("make build", "the models do not load; is the library for this kind of machine?")
	case state.Sandbox.Landlock == 0 || !state.Sandbox.Seccomp:
		return note("use a kernel of Linux 5.13 or later with Landlock and seccomp", "reads pictures, but this kernel cannot lock it in")
	}
	return ok("reads Chinese and English in pictures, locked in")
}

// checkExercise looks for what the exercise is drawn with. A node does without.
func checkExercise(*program, string) finding {
	missing := draw.Missing()
	if len(missing) == 0 {
		return ok("all fonts of the exercise are there")
	}
	packages := map[string]bool{}
	var names []string
	for _, m := range missing {
		if !packages[m.Package] {
			packages[m.Package] = true
			names = append(names, m.Package)
		}
	}
	return note(apt(names...), "the exercise cannot be drawn: %d fonts are missing", len(missing))
}

// checkBrowser looks for what prints pages and runs the browser tests.
func checkBrowser(*program, string) finding {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if _, err := exec.LookPath(name); err == nil {
			return ok("%s is there: papers can be had as PDF", name)
		}
	}
	return note(apt("chromium"), "no Chromium: papers are pages that a browser prints, and there is no PDF of them")
}
