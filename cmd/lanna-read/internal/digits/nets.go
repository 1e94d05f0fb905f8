package digits

import (
	_ "embed"
	"fmt"
	"sync"

	"lanna/extract/reading"
)

// What was learned, as text.
var (
	//go:embed thai.txt
	thaiNet string
	//go:embed myanmar.txt
	myanmarNet string
	//go:embed lao.txt
	laoNet string
)

var nets = map[string]func() *Net{
	reading.ScriptThai:    sync.OnceValue(func() *Net { return must(thaiNet) }),
	reading.ScriptMyanmar: sync.OnceValue(func() *Net { return must(myanmarNet) }),
	reading.ScriptLao:     sync.OnceValue(func() *Net { return must(laoNet) }),
}

// Of is the net for a script; nil where there is none.
func Of(script string) *Net {
	if f := nets[script]; f != nil {
		return f()
	}
	return nil
}

// must: the nets are part of the program.
func must(text string) *Net {
	n, err := Parse(text)
	if err != nil {
		panic(fmt.Sprint("digits: what was learned cannot be read: ", err))
	}
	return n
}
