package wake

import (
	_ "embed"
	"encoding/json"
	"strings"

	"lanna/desk"
)

//go:embed words.json
var wordsFile []byte

// A phrase is a message in one language. {label} and {id} are filled in.
type phrase struct {
	Alert, Drill, Rota, Exercise, Todo, DrillTodo, RotaTodo, Canary, CanaryTodo, Repeat string
}

var phrases = func() map[string]phrase {
	out := map[string]phrase{}
	if err := json.Unmarshal(wordsFile, &out); err != nil {
		panic("wake: words.json is part of the program and well formed")
	}
	return out
}()

// words returns the line and the text of a message in the officer's language;
// English where it is not known.
func words(m desk.WakeMessage) (line, text string) {
	line, todo := lines(m)
	return line, line + "\n\n" + todo + "\n" + strings.ReplaceAll(phraseOf(m).Repeat, "{id}", m.ID) + "\n"
}

func phraseOf(m desk.WakeMessage) phrase {
	if p, ok := phrases[m.Lang]; ok {
		return p
	}
	return phrases["en"]
}

// lines are the line of a message and what to do.
func lines(m desk.WakeMessage) (line, todo string) {
	p := phraseOf(m)
	line, todo = p.Alert, p.Todo
	switch {
	case m.Drill:
		line, todo = p.Drill, p.DrillTodo
	case m.Rota:
		line, todo = p.Rota, p.RotaTodo
	case m.Canary:
		line, todo = p.Canary, p.CanaryTodo
	}
	if m.Exercise {
		line = p.Exercise + " · " + line
	}
	fill := strings.NewReplacer("{label}", m.Label)
	return fill.Replace(line), fill.Replace(todo)
}
