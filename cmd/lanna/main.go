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

	"lanna/desk"
	"lanna/store/sqlite"
)

// version is set by the build (make build).
var version = "unknown"

// costs are what one guess of a secret costs that a verb makes; zero: the usual.
// Only tests set them, which make secrets by the hundred.
type costs struct {
	root     int // exponent of scrypt
	key      sqlite.KeyCost
	password desk.PasswordCost
}

func main() { start(costs{}) }

func start(c costs) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	p := &program{
		ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr,
		terminal: term.IsTerminal(int(os.Stderr.Fd())),
		now:      time.Now,
		costs:    c,
	}
	code := p.run(os.Args[1:])
	stop()
	os.Exit(code)
}
