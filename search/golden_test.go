package search

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestTokensGolden shows what is indexed for a line of each kind, so that a
// change of the index is seen in review: it makes a rebuild necessary.
func TestTokensGolden(t *testing.T) {
	in, err := os.ReadFile("testdata/texts.txt")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(in)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") {
			continue
		}
		text := strings.ReplaceAll(line, `\n`, "\n")
		fmt.Fprintf(&b, "%q\n", text)
		pos := -1
		for _, tok := range Tokens(text) {
			if tok.Pos != pos {
				pos = tok.Pos
				fmt.Fprintf(&b, "\t%d:", pos)
			}
			fmt.Fprintf(&b, " %s[%d:%d]", tok.Text, tok.Start, tok.End)
		}
		b.WriteString("\n")
	}
	compare(t, filepath.Join("testdata", "tokens.golden"), b.String())
}

func compare(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at the difference and run with -update\ngot:\n%s", file, got)
	}
}
