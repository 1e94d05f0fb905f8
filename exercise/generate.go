package exercise

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// format changes when the same seed gives other files, so that what lies in a
// folder from before is drawn anew.
const format = 5

// manifest is exercise.json, written last: a folder with it is whole.
type manifest struct {
	Exercise string    `json:"exercise"`
	Format   int       `json:"format"`
	Seed     uint64    `json:"seed"`
	Day      time.Time `json:"day"`
	Files    []string  `json:"files"`
}

// Generate writes the exercise of a seed into dir: pictures/, photos/, the
// rows as JSON lines, exercise.json, and the truth apart in truth.json. A
// folder that already holds the exercise of this seed is left as it is.
// progress, which may be nil, is told of each picture. A missing font is a
// *draw.MissingFontError.
func Generate(dir string, seed uint64, progress func(done, total int)) error {
	if m, err := readManifest(dir); err == nil && m.Format == format && m.Seed == seed && m.whole(dir) {
		if progress != nil {
			progress(1, 1)
		}
		return nil
	}
	set, story, scenes, photo, err := build(seed)
	if err != nil {
		return err
	}
	for _, sub := range []string{"pictures", "photos"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	m := manifest{Exercise: "EXERCISE 演习", Format: format, Seed: seed, Day: set.Day}
	list := shots("")
	err = drawAll(scenes, func(i int, p Picture) error {
		p.File = shotFile(i, list[i])
		story.Pictures = append(story.Pictures, p.Truth)
		m.Files = append(m.Files, p.File)
		if progress != nil {
			progress(i+1, len(scenes))
		}
		return os.WriteFile(filepath.Join(dir, p.File), p.Bytes, 0o644)
	})
	if err != nil {
		return err
	}
	face, err := portrait(photo)
	if err != nil {
		return err
	}
	m.Files = append(m.Files, set.Families[photoReport].Photo)
	if err := os.WriteFile(filepath.Join(dir, set.Families[photoReport].Photo), face, 0o644); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(dir, "truth.json"), story); err != nil {
		return err
	}
	if m.Files, err = set.write(dir, append(m.Files, "truth.json")); err != nil {
		return err
	}
	return writeJSON(filepath.Join(dir, "exercise.json"), m)
}

func readManifest(dir string) (*manifest, error) {
	b, err := os.ReadFile(filepath.Join(dir, "exercise.json"))
	if err != nil {
		return nil, err
	}
	var m manifest
	return &m, json.Unmarshal(b, &m)
}

// whole tells whether all files are there.
func (m *manifest) whole(dir string) bool {
	for _, f := range m.Files {
		if info, err := os.Stat(filepath.Join(dir, f)); err != nil || info.Size() == 0 {
			return false
		}
	}
	return true
}

// tables are the files of rows.
func (s *Set) tables() []struct {
	file string
	rows any
} {
	return []struct {
		file string
		rows any
	}{
		{"officers.jsonl", &s.Officers}, {"rotas.jsonl", &s.Rotas}, {"notices.jsonl", &s.Notices}, {"checks.jsonl", &s.Checks},
		{"wanted.jsonl", &s.Wanted}, {"rescuers.jsonl", &s.Rescuers}, {"families.jsonl", &s.Families}, {"lures.jsonl", &s.Lures},
		{"compounds.jsonl", &s.Compounds}, {"tenants.jsonl", &s.Tenants},
	}
}

func (s *Set) write(dir string, files []string) ([]string, error) {
	for _, t := range s.tables() {
		all, err := json.Marshal(t.rows)
		if err != nil {
			return nil, err
		}
		var rows []json.RawMessage
		if err := json.Unmarshal(all, &rows); err != nil {
			return nil, err
		}
		var b bytes.Buffer
		for _, row := range rows {
			b.Write(row)
			b.WriteByte('\n')
		}
		if err := os.WriteFile(filepath.Join(dir, t.file), b.Bytes(), 0o644); err != nil {
			return nil, err
		}
		files = append(files, t.file)
	}
	return files, nil
}

// Load reads the rows that Generate wrote; the truth stays where it is.
func Load(dir string) (*Set, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, fmt.Errorf("exercise: %s holds no exercise: %w", filepath.Base(dir), err)
	}
	if m.Format != format {
		return nil, errors.New("exercise: the folder is of another version; generate it again")
	}
	s := &Set{Seed: m.Seed, Day: m.Day}
	for _, t := range s.tables() {
		if err := readLines(filepath.Join(dir, t.file), t.rows); err != nil {
			return nil, fmt.Errorf("exercise: %s: %w", t.file, err)
		}
	}
	return s, nil
}

// readLines reads JSON lines into a pointer to a slice.
func readLines(path string, into any) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var list bytes.Buffer
	list.WriteByte('[')
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		if list.Len() > 1 {
			list.WriteByte(',')
		}
		list.Write(in.Bytes())
	}
	list.WriteByte(']')
	if err := in.Err(); err != nil {
		return err
	}
	return json.Unmarshal(list.Bytes(), into)
}
