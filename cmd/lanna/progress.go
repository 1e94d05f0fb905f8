package main

import (
	"github.com/schollz/progressbar/v3"
)

// A bar shows how far a long verb is: a bar on a terminal, nothing elsewhere,
// so that a log does not fill with it.
type bar struct{ bar *progressbar.ProgressBar }

func (p *program) bar(total int, what string) bar {
	if !p.terminal {
		return bar{progressbar.DefaultSilent(int64(total), what)}
	}
	return bar{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(p.err),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
	)}
}

// at says how many are done. A bar that cannot be drawn stops nothing.
func (b bar) at(n int) { _ = b.bar.Set(n) }

// of says how many of how many are done, where the total is found out on the way.
func (b bar) of(n, total int) {
	b.bar.ChangeMax(total)
	b.at(n)
}

// next says that one more is done, whoever calls it.
func (b bar) next() func() {
	return func() { _ = b.bar.Add(1) }
}

func (b bar) end() { _ = b.bar.Finish() }
