package main

import (
	"path/filepath"

	"lanna/extract/ocr"
)

func checkReader(*program, string) finding {
	path, err := ocr.Locate()
	if err != nil {
		return lacks("make build", "lanna-read is not beside lanna; pictures wait for a person to read them")
	}
	return ok("%s", filepath.Base(path))
}
