package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"lanna/extract"
	"lanna/extract/accuracy"
)

// What the truth gains by contacts stands in the text, sign by sign.
func TestContactsOfTheTruthStandInTheText(t *testing.T) {
	fold := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "＊", "*")
	phones, masked := 0, 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		c := withContacts(r, accuracy.Truth{Language: "zh", Intake: extract.Intake{Text: "悬赏\n找邵启航\n40万", Notices: []extract.IntakeNotice{{Names: []string{"邵启航"}}}}})
		text, n := fold.Replace(c.Text), c.Notices[0]
		for _, p := range n.Phones {
			phones++
			if !strings.Contains(text, strings.TrimPrefix(p, "+86")) {
				t.Errorf("%s is not in %q", p, c.Text)
			}
		}
		for _, id := range n.IDs {
			if masked += strings.Count(id.Value, "*"); !strings.Contains(text, id.Value) {
				t.Errorf("%s is not in %q", id.Value, c.Text)
			}
		}
	}
	if phones < 10 || masked < 40 {
		t.Errorf("%d phones and %d stars in 60 texts", phones, masked)
	}
}

// Every style draws every line of a text.
func TestEveryStyleHoldsItsLines(t *testing.T) {
	text := accuracy.Truth{Language: "en", Intake: extract.Intake{Text: "first of all\nName: Brian Bekele\nlast of all"}}
	for i, style := range append(append([]string{}, styles...), moreStyles...) {
		html, err := newScreen(rand.New(rand.NewPCG(uint64(i), 2)), text, style).html()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"first of all", "Brian Bekele", "last of all", "EXERCISE"} {
			if !strings.Contains(strings.ToUpper(html), strings.ToUpper(want)) {
				t.Errorf("%s lacks %q", style, want)
			}
		}
	}
}
