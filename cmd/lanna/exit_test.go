package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"lanna"
	"lanna/node"
	"lanna/store"
)

func TestEachKindOfErrorHasItsExitCode(t *testing.T) {
	tests := []struct {
		err  error
		want int
	}{
		{errors.New("anything"), failed},
		{context.Canceled, failed},
		{&lanna.Error{Kind: lanna.Internal, Code: "x"}, failed},
		{&lanna.Error{Kind: lanna.Invalid, Code: "x"}, misused},
		{&lanna.Error{Kind: lanna.NotFound, Code: "not-found"}, notFound},
		{&lanna.Error{Kind: lanna.Denied, Code: "role"}, denied},
		{&lanna.Error{Kind: lanna.Locked, Code: "presumed-victim"}, denied},
		{&lanna.Error{Kind: lanna.Conflict, Code: "acknowledged-already"}, conflict},
		{&lanna.Error{Kind: lanna.Integrity, Code: "leaf"}, integrity},
		{&lanna.Error{Kind: lanna.Unavailable, Code: "reader-missing"}, failed},
		{fmt.Errorf("open: %w", store.ErrPassphrase), denied},
		{fmt.Errorf("open: %w", store.ErrLocked), conflict},
		{fmt.Errorf("open: %w", store.ErrCorrupt), integrity},
		{fmt.Errorf("open: %w", store.ErrNotFound), notFound},
		{&lanna.Error{Kind: lanna.Integrity, Code: "store-damaged", Err: store.ErrCorrupt}, integrity},
		{node.ErrThere, conflict},
		{node.ErrRoot, denied},
		{failf(partlyDone, "lanna doctor", "some"), partlyDone},
	}
	for _, test := range tests {
		if got, _ := outcome(test.err); got != test.want {
			t.Errorf("exit code of %q is %d, want %d", test.err, got, test.want)
		}
	}
}

// An error that nobody put into words would show a code; it must at least name
// a command.
func TestEachKindOfErrorNamesTheNextCommand(t *testing.T) {
	for kind := lanna.Internal; kind <= lanna.Exhausted; kind++ {
		if _, next := outcome(&lanna.Error{Kind: kind, Code: "x"}); next == "" {
			t.Errorf("kind %d names no next command", kind)
		}
	}
}

// A damaged database is met through the desk as well; to verify it would meet
// the damage again.
func TestADamagedDatabaseIsRestored(t *testing.T) {
	for _, err := range []error{store.ErrCorrupt, &lanna.Error{Kind: lanna.Integrity, Code: "store-damaged", Err: store.ErrCorrupt}} {
		if _, next := outcome(err); !strings.Contains(next, "backup") {
			t.Errorf("after %v: %s", err, next)
		}
	}
}
