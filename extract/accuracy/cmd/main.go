// Command accuracy measures extraction over a folder that
// `lanna exercise generate` made:
//
//	go run ./extract/accuracy/cmd -text DIR      the drawn text alone
//	go run ./extract/accuracy/cmd DIR            through the reading process
//
// It prints a Markdown table of F1 (precision/recall, number of values).
// -misses N prints values that were missed, for wordings that rules are
// written against; it refuses to do so for wordings that are held back.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lanna/extract"
	"lanna/extract/accuracy"
	"lanna/extract/ocr"
	"lanna/extract/reading"
)

// patience is for one picture: what is measured is not how fast it is read, and the
// machine may be busy.
const patience = 10 * time.Minute

func main() {
	text := flag.Bool("text", false, "use the text of the truth, no picture")
	misses := flag.Int("misses", 0, "print so many misses")
	only := flag.String("language", "", "one language alone")
	field := flag.String("field", "", "misses of one field alone")
	keep := flag.String("readings", "", "folder that keeps what was read, to use it again")
	most := flag.Int("n", 0, "at most so many pictures; 0 for all")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: accuracy [-text] [-misses N] DIR")
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *text, *misses, *only, *field, *keep, *most); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

func run(dir string, text bool, misses int, only, field, keep string, most int) error {
	truths, err := accuracy.Load(dir)
	if err != nil {
		return err
	}
	client := ocr.New(ocr.Config{Timeout: patience})
	defer client.Close()
	score := accuracy.NewScore()
	held, unread := false, 0
	for _, t := range truths {
		if only != "" && t.Language != only || most > 0 && score.Files >= most {
			continue
		}
		held = held || t.Split == "held"
		doc := extract.FromText(t.Text)
		if !text {
			read, err := readPicture(client, dir, t.File, keep)
			if err != nil {
				return err
			}
			doc = extract.Document{}
			if read == nil {
				unread++
			} else {
				doc = extract.Layout(*read)
			}
		}
		score.Add(t, extract.ForIntake(t.File, t.SHA256, extract.Propose(doc)))
	}
	fmt.Printf("%d pictures, %d unread\n\n%s", score.Files, unread, score.Markdown())
	if misses > 0 && held {
		return fmt.Errorf("misses of held wordings stay unseen: they measure the rules, they do not make them")
	}
	for _, m := range score.Misses {
		if misses > 0 && (field == "" || m.Field == field) {
			misses--
			fmt.Printf("%s %s %q %s\n", m.File, m.Field, m.Value, strings.Repeat("INVENTED", b2i(m.Invented)))
		}
	}
	return nil
}

// readPicture reads one picture, or takes what was kept of an earlier reading;
// nil is a picture that could not be read.
func readPicture(client *ocr.Client, dir, file, keep string) (*reading.Reading, error) {
	kept := filepath.Join(keep, file+".json")
	if keep != "" {
		if raw, err := os.ReadFile(kept); err == nil {
			var r reading.Reading
			return &r, json.Unmarshal(raw, &r)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	read, err := client.Read(context.Background(), raw)
	if err != nil {
		return nil, nil
	}
	if keep != "" {
		out, err := json.Marshal(read.Reading)
		if err != nil {
			return nil, err
		}
		return read.Reading, os.WriteFile(kept, out, 0o644)
	}
	return read.Reading, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
