package main

import (
	"fmt"
	"io"
	"strings"

	"lanna"
	"lanna/extract"
	"lanna/extract/ocr"
)

type intakeCmd struct {
	Files []string `arg:"" name:"file" help:"Pictures (PNG, JPEG, WebP) or text; - is standard input."`
}

func (intakeCmd) examples() string {
	return `lanna intake chat.png                  what the picture proposes
lanna intake --json *.png notes.txt    one JSON object a file
pbpaste | lanna intake --json -`
}

// Run reads the files and prints what they propose. It stores nothing and needs
// no node. A file that could not be read wholly gives a warning and, in the
// end, exit code 8.
func (c intakeCmd) Run(p *program) error {
	reader := ocr.New(ocr.Config{})
	defer reader.Close()
	desk := intakeDesk{in: p.in, reader: reader}
	bar := p.bar(len(c.Files), "reading")
	var first error
	partly := 0
	for i, file := range c.Files {
		found, err := desk.read(p.ctx, file)
		if p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		if err != nil {
			p.say("lanna: %s: %s", file, plain(err))
			partly++
			if first == nil {
				first = err
			}
		}
		if err := p.proposed(found); err != nil {
			return err
		}
		bar.at(i + 1)
	}
	bar.end()
	return intakeOutcome(first, partly, len(c.Files))
}

// intakeOutcome is the error of the only file, or "partly done" where others
// were read or a picture only waits for a reader.
func intakeOutcome(first error, partly, files int) error {
	if first == nil {
		return nil
	}
	kind := lanna.KindOf(first)
	if files == 1 && kind != lanna.Unavailable {
		code, _ := outcome(first)
		return failf(code, "lanna intake --help", "nothing was read")
	}
	next := ""
	if kind == lanna.Unavailable {
		next = "lanna doctor"
	}
	return failf(partlyDone, next, "%d of %d files were not read wholly", partly, files)
}

// proposed prints what one file proposes.
func (p *program) proposed(found extract.Intake) error {
	if p.json {
		b, err := marshal(found) // it has a version of its own
		if err == nil {
			_, err = p.out.Write(append(b, '\n'))
		}
		return err
	}
	printIntake(p.out, found)
	return nil
}

func printIntake(w io.Writer, found extract.Intake) {
	fmt.Fprintf(w, "%s: %d notices\n", found.File, len(found.Notices))
	for i, n := range found.Notices {
		rows := [][]string{}
		add := func(what string, values ...string) {
			if len(values) > 0 {
				rows = append(rows, []string{fmt.Sprintf("  %d", i+1), what, strings.Join(values, ", ")})
			}
		}
		add("names", n.Names...)
		add("aliases", n.Aliases...)
		for _, id := range n.IDs {
			add(id.Type, id.Value+checksumWord(id))
		}
		add("phones", n.Phones...)
		add("handles", handleWords(n.Handles)...)
		if n.Amount != nil {
			add("reward", n.Amount.Value+" "+n.Amount.Currency)
		}
		if n.TipAmount != nil {
			add("for a tip", n.TipAmount.Value+" "+n.TipAmount.Currency)
		}
		add("places", n.Places...)
		add("threats", n.Threats...)
		add("accusations", n.Accusations...)
		table(w, rows)
	}
	if contacts := append(handleWords(found.Contacts.Handles), found.Contacts.Phones...); len(contacts) > 0 {
		fmt.Fprintf(w, "  contacts for all: %s\n", strings.Join(contacts, ", "))
	}
	if len(found.Warnings) > 0 {
		fmt.Fprintf(w, "  warnings: %s\n", strings.Join(found.Warnings, ", "))
	}
}

func checksumWord(id extract.IntakeID) string {
	if id.Valid {
		return ""
	}
	return " (checksum does not hold)"
}

func handleWords(handles []extract.IntakeHandle) []string {
	var words []string
	for _, h := range handles {
		words = append(words, h.Service+":"+h.Value)
	}
	return words
}
