package extract

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
)

// TestCorpus reads testdata/corpus.txt and strangers.txt: texts as people write
// them, in five languages, and what is to be found in each.
func TestCorpus(t *testing.T) {
	for file, least := range map[string]int{"corpus.txt": 50, "strangers.txt": 200} {
		raw, err := os.ReadFile("testdata/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if n := readCorpus(t, string(raw)); n < least {
			t.Errorf("%s: only %d texts", file, n)
		}
	}
}

// readCorpus tries each text and says how many there are.
func readCorpus(t *testing.T, raw string) (n int) {
	for block := range strings.SplitSeq(raw, "\n\n") {
		text, want := splitCase(block)
		if text == "" {
			continue
		}
		n++
		got := found(ForIntake("", "", Propose(FromText(text))))
		sort.Strings(want)
		if g, w := strings.Join(got, "\n   "), strings.Join(want, "\n   "); g != w {
			t.Errorf("%s\n got %s\nwant %s", text, g, w)
		}
	}
	return n
}

func splitCase(block string) (text string, want []string) {
	var lines []string
	for line := range strings.Lines(block) {
		line = strings.TrimRight(line, "\n")
		if w, ok := strings.CutPrefix(line, "=> "); ok {
			if w != "none" {
				want = append(want, w)
			}
			continue
		}
		if !strings.HasPrefix(line, "# ") && !strings.HasPrefix(line, "# (") {
			lines = append(lines, line)
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n"), want
}

// found writes an intake as the corpus does.
func found(in Intake) []string {
	var out []string
	for _, n := range in.Notices {
		var f []string
		add := func(key string, values []string) {
			if len(values) > 0 {
				f = append(f, key+" "+strings.Join(values, ";"))
			}
		}
		var ids []string
		for _, id := range n.IDs {
			ids = append(ids, id.Value)
		}
		add("N", n.Names)
		add("A", n.Aliases)
		add("I", ids)
		add("P", n.Phones)
		add("H", handleWords(n.Handles))
		for key, a := range map[string]*IntakeAmount{"$": n.Amount, "T": n.TipAmount} {
			if a != nil {
				add(key, []string{a.Value + a.Currency})
			}
		}
		sort.SliceStable(f, func(i, j int) bool {
			return strings.IndexByte("NAIPH$T", f[i][0]) < strings.IndexByte("NAIPH$T", f[j][0])
		})
		out = append(out, strings.Join(f, " "))
	}
	if c := append(append([]string(nil), in.Contacts.Phones...), handleWords(in.Contacts.Handles)...); len(c) > 0 {
		line := "C"
		if len(in.Contacts.Phones) > 0 {
			line += " P " + strings.Join(in.Contacts.Phones, ";")
		}
		if len(in.Contacts.Handles) > 0 {
			line += " H " + strings.Join(handleWords(in.Contacts.Handles), ";")
		}
		out = append(out, line)
	}
	sort.Strings(out)
	return out
}

func handleWords(hs []IntakeHandle) []string {
	var out []string
	for _, h := range hs {
		out = append(out, fmt.Sprintf("%s:%s", h.Service, h.Value))
	}
	return out
}
