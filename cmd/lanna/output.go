package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// jsonVersion is the version of everything that --json prints. Fields may be
// added within it.
const jsonVersion = 1

// emit writes one JSON object on a line of its own, with the version in front.
func (p *program) emit(object any) error {
	b, err := marshal(object)
	if err != nil {
		return err
	}
	head := fmt.Sprintf(`{"version":%d`, jsonVersion)
	rest := strings.TrimPrefix(string(b), "{")
	if rest != "}" {
		head += ","
	}
	_, err = io.WriteString(p.out, head+rest+"\n")
	return err
}

// marshal writes JSON without the HTML escapes, so that it stays readable.
func marshal(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}

// say writes a message for the person at the terminal.
func (p *program) say(format string, args ...any) { fmt.Fprintf(p.err, format+"\n", args...) }

// table writes rows in columns. Widths are those on a screen, where a Chinese
// sign takes two columns and a Thai vowel none.
func table(w io.Writer, rows [][]string) {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-uniseg.StringWidth(cell)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}
