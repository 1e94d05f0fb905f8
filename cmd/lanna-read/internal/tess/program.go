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

	"lanna/cmd/lanna-read/internal/tuned"
)

// Program is an installed tesseract.
type Program struct {
	path      string
	languages map[string]bool
	better    map[string]string // folder of data that reads a language better than the installed one
	learned   map[string]string // folder of data that learned of lines as screens show them
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
	p := &Program{path: path, languages: map[string]bool{}, better: map[string]string{}, learned: map[string]string{}}
	for _, l := range languages {
		if holds(folder, l.code) {
			p.languages[l.code], p.better[l.code] = true, folder
		}
		if screens := filepath.Join(folder, tuned.Folder); holds(screens, l.code) {
			p.learned[l.code] = screens
		}
	}
	for _, l := range strings.Split(string(out), "\n") {
		p.languages[strings.TrimSpace(l)] = true
	}
	return p
}

func holds(folder, language string) bool {
	info, err := os.Stat(filepath.Join(folder, language+".traineddata"))
	return err == nil && info.Size() > 0
}

// Data are the folders where tesseract's data may lie.
func Data() []string {
	folders := []string{"/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tessdata", "/usr/local/share/tessdata"}
	if own := os.Getenv("TESSDATA_PREFIX"); own != "" {
		folders = append([]string{own}, folders...)
	}
	return folders
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
	return p.divided(lines, language, p.better[language], "7")
}

// readClose reads words that are cut close, with the data that learned of such.
func (p *Program) readClose(language string, words []*image.Gray) ([][]Word, error) {
	return p.divided(words, language, p.learned[language], "13")
}

// divided reads lines in processes side by side.
func (p *Program) divided(lines []*image.Gray, language, folder, mode string) ([][]Word, error) {
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
			words, err := p.run(lines[from:to], language, folder, mode)
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

// run reads lines with the data in a folder, the installed ones without one; mode
// is that of dividing a page (--psm): 7 looks for one line, 13 takes all for one.
func (p *Program) run(lines []*image.Gray, language, folder, mode string) ([][]Word, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	args := []string{"stdin", "stdout", "-l", language, "--psm", mode, "--dpi", "300", "-c", "tessedit_create_tsv=1",
		"-c", "tessedit_do_invert=0"} // lines are dark on white; what it reads badly it would read once more
	if folder != "" {
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
