package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"

	"lanna/exercise/wording"
)

// noises are what readers of pictures do to a text, by what -noise calls them.
var noises = map[string]func(r *rand.Rand, text string, x *wording.Text) string{
	"letters": letters,
	"blanks":  blanks,
	"breaks":  breaks,
}

// digitRun is a number of some length that touches no letter: in an account
// name a letter is a letter.
var digitRun = regexp.MustCompile(`(?:^|[^\w.@-])(\d[\d,*]{2,}\d)(?:[^\w.@-]|$)`)

// spoil rewrites the messages of a text as a reader would get them wrong; the
// truth stays.
func spoil(x *wording.Text, kind string, seed uint64) error {
	noise, ok := noises[kind]
	if kind == "" {
		return nil
	}
	if !ok {
		return fmt.Errorf("-noise is letters, blanks or breaks, not %q", kind)
	}
	r := rand.New(rand.NewPCG(seed, 11))
	for i := range x.Messages {
		x.Messages[i].Text = noise(r, x.Messages[i].Text, x)
	}
	return nil
}

// inRuns does one thing to every second number of a text.
func inRuns(r *rand.Rand, text string, do func(run string) string) string {
	var b strings.Builder
	from := 0
	for _, m := range digitRun.FindAllStringSubmatchIndex(text, -1) {
		if m[2] < from || r.IntN(2) == 0 {
			continue
		}
		b.WriteString(text[from:m[2]] + do(text[m[2]:m[3]]))
		from = m[3]
	}
	return b.String() + text[from:]
}

// letters reads one 0 behind the first digit as O, or one 1 as l.
func letters(r *rand.Rand, text string, _ *wording.Text) string {
	return inRuns(r, text, func(run string) string {
		from, to := "0", "O"
		if r.IntN(2) == 0 {
			from, to = "1", "l"
		}
		return run[:1] + strings.Replace(run[1:], from, to, 1)
	})
}

// blanks sets one blank into a number: behind a comma where it has one.
func blanks(r *rand.Rand, text string, _ *wording.Text) string {
	return inRuns(r, text, func(run string) string {
		if i := strings.IndexByte(run, ','); i > 0 {
			return run[:i+1] + " " + run[i+1:]
		}
		if len(run) < 8 || strings.Contains(run, "*") {
			return run
		}
		at := 3 + r.IntN(len(run)-6)
		return run[:at] + " " + run[at:]
	})
}

// breaks ends a line within every second name, at its blank or behind its first
// sign of Han, as where a bubble is narrow.
func breaks(r *rand.Rand, text string, x *wording.Text) string {
	for _, n := range x.Notices {
		for _, name := range n.Names {
			if r.IntN(2) == 0 {
				continue
			}
			head, tail, ok := strings.Cut(name, " ")
			if !ok && name[0] >= 0xE4 && name[0] <= 0xE9 {
				head, tail, ok = name[:len("王")], name[len("王"):], true
			}
			if ok {
				text = strings.Replace(text, name, head+"\n"+tail, 1)
			}
		}
	}
	return text
}
