// Package tess reads lines of Thai, Burmese and Lao with the tesseract
// program, and joins what it reads with what the models read.
package tess

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Program is an installed tesseract.
type Program struct {
	path      string
	languages map[string]bool
	better    map[string]string // folder of data that reads a language better than the installed one
}

// ErrFailed is returned where tesseract does not run to its end.
var ErrFailed = errors.New("tess: tesseract failed")

// Find looks for the program and its languages; nil where it is not installed.
// Data that lies in folder is preferred: Debian packages the small network for
// Lao, which gets half as many letters wrong again as the large one.
func Find(folder string) *Program {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil
	}
	out, err := exec.Command(path, "--list-langs").Output()
	if err != nil {
		return nil
	}
	p := &Program{path: path, languages: map[string]bool{}, better: map[string]string{}}
	for _, l := range languages {
		if info, err := os.Stat(filepath.Join(folder, l.code+".traineddata")); err == nil && info.Size() > 0 {
			p.languages[l.code], p.better[l.code] = true, folder
		}
	}
	for _, l := range strings.Split(string(out), "\n") {
		p.languages[strings.TrimSpace(l)] = true
	}
	return p
}

// Has reports whether the data of a language is installed.
func (p *Program) Has(language string) bool { return p.languages[language] }

// Used lists the installed languages of those that Scripts uses.
func (p *Program) Used() []string {
	var used []string
	for _, l := range languages {
		if p.Has(l.code) {
			used = append(used, l.code)
		}
	}
	return used
}

// timeout is for one run over some lines; a line takes 20 to 100 ms.
const timeout = 30 * time.Second

// processes that run side by side, each on one core.
const processes = 2

// Read reads each picture as one line of the language.
func (p *Program) Read(language string, lines []*image.Gray) ([][]Word, error) {
	all := make([][]Word, len(lines))
	errs := make([]error, processes)
	var wait sync.WaitGroup
	share := (len(lines) + processes - 1) / processes
	for i := range processes {
		from, to := min(i*share, len(lines)), min((i+1)*share, len(lines))
		if from == to {
			continue
		}
		wait.Go(func() {
			words, err := p.run(language, lines[from:to])
			copy(all[from:to], words)
			errs[i] = err
		})
	}
	wait.Wait()
	return all, errors.Join(errs...)
}

// readAt is Read of the lines at a share of their size.
func (p *Program) readAt(by float64, language string, lines []*image.Gray) ([][]Word, error) {
	if by == 1 {
		return p.Read(language, lines)
	}
	small := make([]*image.Gray, len(lines))
	for i, l := range lines {
		small[i] = shrunk(l, by)
	}
	all, err := p.Read(language, small)
	for _, words := range all {
		for i := range words {
			b := &words[i].Box
			for _, v := range []*int{&b.Min.X, &b.Min.Y, &b.Max.X, &b.Max.Y} {
				*v = int(float64(*v)/by + 0.5)
			}
		}
	}
	return all, err
}

func (p *Program) run(language string, lines []*image.Gray) ([][]Word, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	args := []string{"stdin", "stdout", "-l", language, "--psm", "7", "--dpi", "300", "-c", "tessedit_create_tsv=1"}
	if folder := p.better[language]; folder != "" {
		args = append(args, "--tessdata-dir", folder)
	}
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Stdin = bytes.NewReader(pages(lines))
	cmd.Env = []string{"OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8", "PATH=" + filepath.Dir(p.path)}
	if data := os.Getenv("TESSDATA_PREFIX"); data != "" {
		cmd.Env = append(cmd.Env, "TESSDATA_PREFIX="+data)
	}
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrFailed, language) // its own words may quote the text
	}
	return parseTSV(out, len(lines)), nil
}
