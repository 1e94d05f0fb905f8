package main

import (
	"encoding/json"
	"io"
	"path/filepath"

	"lanna/cmd/lanna-read/internal/infer"
	"lanna/cmd/lanna-read/internal/sandbox"
	"lanna/cmd/lanna-read/internal/tess"
)

// printCheck says what the reading process has: `lanna doctor` shows it.
func printCheck(out io.Writer, files infer.Files, state sandbox.State) error {
	report := struct {
		MissingFiles []string      `json:"missingFiles"`
		Runs         bool          `json:"runs"` // the library loads and takes the models
		Tesseract    bool          `json:"tesseract"`
		Languages    []string      `json:"languages"` // of tesseract, of those that are used
		Sandbox      sandbox.State `json:"sandbox"`
	}{MissingFiles: files.Missing(), Sandbox: state}
	if p := tess.Find(filepath.Dir(files.Detection)); p != nil {
		report.Tesseract, report.Languages = true, p.Used()
	}
	if engine, err := infer.Open(files, 0); err == nil {
		report.Runs = true
		engine.Close()
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	return e.Encode(report)
}
