// Command lanna is the whole program: it serves a node, and its verbs do the
// same things from a terminal. Data goes to standard output, everything else to
// standard error; exit codes are those of exit.go.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// version is set by the build (make build).
var version = "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := &program{
		ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())),
		now:      time.Now,
	}
	code := p.run(os.Args[1:])
	stop()
	os.Exit(code)
}
