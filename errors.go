package lanna

import (
	"errors"
	"fmt"
)

// An ErrorKind is what went wrong, as far as the edge (a page, the command
// line, a partner) needs to know.
type ErrorKind uint8

// The kinds of error. NotFound stands also for "not yours": a reader without
// rights gets the same answer for both.
const (
	Internal    ErrorKind = iota // ours; details in the log only
	Invalid                      // the words of the request are off
	NotFound                     // not there, or not for this reader
	Denied                       // this role may never do this
	Conflict                     // somebody changed it in the meantime, or two values stand against each other
	Locked                       // a safeguard holds it: presumed victim, two people, screening
	Unavailable                  // a part is missing or away; try again
	Integrity                    // stored bytes are not what was signed
	Exhausted                    // a limit was reached
)

// An Error is an error that an edge can show. It carries ids and stable codes,
// never a name, a number or a place of a person.
type Error struct {
	Kind ErrorKind
	Code string // stable, lower case with dashes; pages translate it
	ID   string // the record, statement or claim in question, if any
	Err  error  // for the log
}

func (e *Error) Error() string {
	s := e.Code
	if e.ID != "" {
		s += " " + e.ID
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of a kind; the format speaks of ids only.
func Errorf(kind ErrorKind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Err: fmt.Errorf(format, args...)}
}

// KindOf returns the kind of the first Error in err's chain, or Internal.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// CodeOf returns the code of the first Error in err's chain, or "internal".
func CodeOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return "internal"
}
