package lanna_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var markdownLink = regexp.MustCompile(`\]\(([^)#\s]+)`)

// A link to a page that moved leads its reader nowhere.
func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != "." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "node_modules" || entry.Name() == "data") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, link := range markdownLink.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(link[1], "://") || strings.HasPrefix(link[1], "mailto:") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(path), link[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", path, link[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// The two commands open the README, and CI runs the second.
func TestReadmeOpensWithTheTwoCommands(t *testing.T) {
	for _, file := range []string{"README.md", "README.zh-CN.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(text), "\n## ")
		for _, command := range []string{"    make demo", "    make test"} {
			if !strings.Contains(first, command) {
				t.Errorf("the first screen of %s lacks %q", file, strings.TrimSpace(command))
			}
		}
	}
	ci, err := os.ReadFile(".ci/run")
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"make --no-print-directory check", "make --no-print-directory test"} {
		if !strings.Contains(string(ci), command) {
			t.Errorf(".ci/run does not call %q", command)
		}
	}
}
