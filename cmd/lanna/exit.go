package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"lanna"
)

// Exit codes, the same for every verb.
const (
	done       = 0
	failed     = 1
	misused    = 2 // the command line or its input is off
	notFound   = 3 // not there, or not for this reader
	denied     = 4
	conflict   = 5 // somebody else changed it meanwhile
	queued     = 6 // no link: kept, and sent later
	integrity  = 7 // stored bytes are not what was signed
	partlyDone = 8 // some of it could not be done; the output says what
)

// outcomes is the one place that turns a kind of error into an exit code and
// the command to try next, where the error itself names none.
var outcomes = map[lanna.ErrorKind]struct {
	code int
	next string
}{
	lanna.Internal:    {failed, "lanna doctor"},
	lanna.Invalid:     {misused, "lanna --help"},
	lanna.NotFound:    {notFound, "lanna record search WORDS"},
	lanna.Denied:      {denied, "lanna alert list --as LOGIN, as an officer whose role may do it"},
	lanna.Conflict:    {conflict, "lanna record show ID"},
	lanna.Locked:      {denied, "lanna record show ID"},
	lanna.Unavailable: {failed, "lanna doctor"},
	lanna.Integrity:   {integrity, "lanna audit verify"},
	lanna.Exhausted:   {failed, "lanna doctor"},
}

// nextOf is the command to try next where the code says more than the kind.
var nextOf = map[string]string{
	"restored-ready":   "lanna alert list --as LOGIN",
	"checkpoint-none":  "lanna writer list --as LOGIN",
	"party-unknown":    "lanna party list --as LOGIN",
	"reason-missing":   "the same command with --reason TEXT",
	"second-signature": "the same command with --with LOGIN",
	"too-many-tries":   "the same command in a minute",
	"node-gone":        "lanna alert list --as LOGIN, or whichever list shows whether it was done, before the same command again",
	"too-many-persons": "lanna reading ask PERSONS --reason TEXT --as LOGIN, and a colleague: lanna reading agree LOGIN",
}

// A failure is an error that chose its own exit code or next command.
type failure struct {
	code int
	err  error
	next string // a command line, or empty
}

func (f *failure) Error() string { return f.err.Error() }

func (f *failure) Unwrap() error { return f.err }

// failf makes a failure; next is the command to try.
func failf(code int, next, format string, args ...any) error {
	return &failure{code: code, err: fmt.Errorf(format, args...), next: next}
}

// outcome is the exit code of an error and the next command to try.
func outcome(err error) (code int, next string) {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.code, f.next
	}
	if errors.Is(err, context.Canceled) { // stopped by Ctrl-C
		return failed, ""
	}
	if e, ok := errors.AsType[*lanna.Error](err); !ok || strings.HasPrefix(e.Code, "store-") || e.Code == "disk-full" { // of the store
		for _, f := range faults {
			if errors.Is(err, f.err) {
				return f.code, f.next
			}
		}
	}
	if next := nextOf[lanna.CodeOf(err)]; next != "" {
		return outcomes[lanna.KindOf(err)].code, next
	}
	o := outcomes[lanna.KindOf(err)]
	return o.code, o.next
}

// fail tells the error on standard error.
func (p *program) fail(err error) int {
	code, next := outcome(err)
	fmt.Fprintln(p.err, "lanna:", plain(err))
	if next != "" {
		fmt.Fprintln(p.err, "next:", next)
	}
	return code
}
