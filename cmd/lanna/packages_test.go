package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"lanna/exercise/draw"
)

// make setup installs what the exercise draws with and what doctor asks for.
func TestSetupInstallsWhatIsAskedFor(t *testing.T) {
	list, err := os.ReadFile("../../scripts/debian.txt")
	if err != nil {
		t.Fatal(err)
	}
	var installed []string
	for line := range strings.Lines(string(list)) {
		name, _, _ := strings.Cut(line, "#")
		installed = append(installed, strings.TrimSpace(name))
	}
	wanted := append(draw.Packages(), "tesseract-ocr", "tesseract-ocr-tha", "tesseract-ocr-mya", "tesseract-ocr-lao", "fontconfig")
	for _, f := range fontsFor {
		wanted = append(wanted, f.pkg)
	}
	for _, name := range wanted {
		if !slices.Contains(installed, name) {
			t.Errorf("scripts/debian.txt lacks %s", name)
		}
	}
}
