package ocr

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"lanna/extract/reading"
)

// actAsReader is a reading process that behaves as it is told.
func actAsReader(how string) {
	in := bufio.NewReader(os.Stdin)
	how, detail, _ := strings.Cut(how, ":")
	for {
		q, _, err := reading.ReadRequest(in)
		if err != nil {
			return
		}
		if raw, ok := rawAnswers[how]; ok {
			raw()
			continue
		}
		a := goodAnswer(q)
		spoil(how, detail, &a)
		if err := send(a); err != nil {
			os.Exit(4)
		}
		if how == "one-then-rest" {
			return
		}
	}
}

// send writes an answer whose parts are PNGs by their first bytes.
func send(a reading.Answer) error {
	var parts [][]byte
	for _, p := range a.Parts {
		part := []byte("\x89PNG\r\n\x1a\n")
		if p.Width < 0 {
			part = []byte("<html>")
		}
		parts = append(parts, part)
	}
	return reading.WriteAnswer(os.Stdout, a, parts...)
}

func goodAnswer(q reading.Request) reading.Answer {
	var a reading.Answer
	if q.Read {
		a.Reading = &reading.Reading{Width: 100, Height: 50, Lines: []reading.Line{{
			Text: "悬赏", Box: reading.Box{X: 10, Y: 10, W: 40, H: 20}, Confidence: 0.9, Edges: []int{10, 30, 50}, Script: "Hani",
		}}}
	}
	for _, kind := range wantedParts(q) {
		a.Parts = append(a.Parts, reading.Part{Kind: kind})
	}
	return a
}

// rawAnswers are the behaviours that do not answer in frames.
var rawAnswers = map[string]func(){
	"crash":                      func() { os.Exit(2) },
	"exit-without-answer":        func() { os.Exit(0) },
	"too-slow":                   func() { os.Exit(exitTooSlow) },
	"hang":                       func() { time.Sleep(time.Hour) },
	"rubbish":                    func() { os.Stdout.WriteString("\x00\x00\x00\x06\x00\x00\x00\x00rubbish, all of it") },
	"header-of-4-GB":             func() { os.Stdout.WriteString("\xff\xff\xff\xff\x00\x00\x00\x00") },
	"crash-after-half-an-answer": func() { os.Stdout.WriteString("\x00\x00\x00\x06\x00\x00\x00\x00{"); os.Exit(2) },
	"close-output-and-stay":      func() { os.Stdout.Close(); time.Sleep(time.Hour) },
	"flood": func() {
		for {
			if _, err := io.WriteString(os.Stdout, strings.Repeat("flood", 1000)); err != nil {
				os.Exit(0)
			}
		}
	},
}

// spoil changes a good answer.
func spoil(how, detail string, a *reading.Answer) {
	switch how {
	case "refuse":
		*a = reading.Answer{Code: reading.Code(detail)}
	case "no-models":
		*a = reading.Answer{Code: reading.CodeNoModels}
	case "unknown-code":
		*a = reading.Answer{Code: "all is well"}
	case "no-reading":
		a.Reading = nil
	case "box-outside":
		a.Reading.Lines[0].Box.X = 1 << 62
	case "edges-fall":
		a.Reading.Lines[0].Edges = []int{10, 50, 30}
	case "confidence-not-a-share":
		a.Reading.Lines[0].Confidence = 1.5
	case "parts-not-asked-for":
		a.Parts = append(a.Parts, reading.Part{Kind: reading.PartCrop})
	case "html-for-a-picture":
		a.Parts[0].Width = -1
	case "crash-once":
		if _, err := os.Stat(detail); err != nil {
			_ = os.WriteFile(detail, nil, 0o600)
			os.Exit(2)
		}
	case "tell-overlap":
		f, err := os.OpenFile(detail, os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			os.Exit(5) // another request is under way
		}
		time.Sleep(5 * time.Millisecond)
		f.Close()
		os.Remove(detail)
	case "tell-environment":
		l := &a.Reading.Lines[0]
		l.Text = fmt.Sprint(os.Environ())
		l.Edges = make([]int, utf8.RuneCountInString(l.Text)+1)
	}
}
