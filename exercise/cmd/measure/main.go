// Command measure measures extraction over files of wordings that need not be
// in the generator, as strangers write them, before a rule is written for them:
//
//	go run ./exercise/cmd/measure -fill 4 new-zh.txt new-th.txt
//
// It prints a table of F1 as extract/accuracy/cmd does. -misses N prints values
// that were missed, with their texts: use it on wordings that are not to
// measure anything any more. -noise KIND measures the same texts as a reader of
// pictures gets them wrong.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"

	"lanna/exercise/wording"
	"lanna/extract"
	"lanna/extract/accuracy"
)

func main() {
	fill := flag.Int("fill", 2, "fill each wording so often")
	seed := flag.Uint64("seed", 1, "what wordings are filled from")
	misses := flag.Int("misses", 0, "print so many misses")
	field := flag.String("field", "", "misses of one field alone")
	noise := flag.String("noise", "", "spoil the texts as a reader does: letters, blanks or breaks")
	flag.Parse()
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "usage: measure [-fill N] [-misses N] FILE...")
		os.Exit(2)
	}
	if err := fromWordings(flag.Args(), *fill, *seed, *misses, *field, *noise); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// fromWordings measures files of wordings that need not be in the generator:
// texts of strangers, before any rule was written for them. Every second text
// is pasted as one piece; the others come in the messages that a chat has.
func fromWordings(files []string, fill int, seed uint64, misses int, field, noise string) error {
	score := accuracy.NewScore()
	texts := map[string]string{}
	for _, file := range files {
		list, err := wordingsOf(file)
		if err != nil {
			return err
		}
		r := rand.New(rand.NewPCG(seed, 7))
		for _, t := range list {
			for i := range fill {
				if err := measure(score, texts, t, r, i, noise); err != nil {
					return err
				}
			}
		}
	}
	fmt.Printf("%d texts\n\n%s", score.Files, score.Markdown())
	said := map[string]bool{}
	for _, m := range score.Misses {
		if misses > 0 && (field == "" || m.Field == field) {
			misses--
			if !said[m.File] {
				fmt.Printf("\n%s\n", texts[m.File])
			}
			said[m.File] = true
			how := ""
			if m.Invented {
				how = "INVENTED"
			}
			fmt.Printf("%s %s %q %s\n", m.File, m.Field, m.Value, how)
		}
	}
	return nil
}

// wordingsOf takes the language from the end of a file's name: zh.txt,
// more-zh.txt.
func wordingsOf(file string) ([]wording.Template, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	language := strings.TrimSuffix(filepath.Base(file), ".txt")
	language = language[strings.LastIndexByte(language, '-')+1:]
	return wording.Parse(string(raw), language, wording.Dev)
}

func measure(score *accuracy.Score, texts map[string]string, t wording.Template, r *rand.Rand, i int, noise string) error {
	people := 1
	if t.IsList() {
		people = 3 + i%3
	}
	x, err := wording.Fill(t, r, people)
	if err != nil {
		return err
	}
	if err := spoil(x, noise, uint64(i)); err != nil {
		return err
	}
	truth := accuracy.Truth{Language: t.Language}
	truth.File = fmt.Sprintf("%s.%d", t.ID, i)
	if err := asIntake(x, &truth.Intake); err != nil {
		return err
	}
	texts[truth.File] = x.Plain()
	doc := extract.FromText(x.Plain())
	if i%2 == 0 {
		doc = asDocument(x)
	}
	score.Add(truth, extract.ForIntake(truth.File, "", extract.Propose(doc)))
	return nil
}

// asDocument keeps the messages apart, as bubbles of a picture are.
func asDocument(x *wording.Text) extract.Document {
	d := extract.Document{}
	for _, m := range x.Messages {
		side := extract.Left
		if m.Speaker <= 0 {
			side = extract.Right
		}
		d.Messages = append(d.Messages, extract.Message{Text: m.Text, Side: side, System: m.Speaker < 0, Speaker: []string{"", "", "Night", "Day"}[m.Speaker+1]})
	}
	return d
}

// asIntake takes the truth over by its JSON, which is the intake's.
func asIntake(x *wording.Text, in *extract.Intake) error {
	raw, err := json.Marshal(struct {
		Notices  []wording.Notice `json:"notices"`
		Contacts wording.Contacts `json:"contacts"`
	}{x.Notices, x.Contacts})
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, in)
}
