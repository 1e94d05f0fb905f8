package store

import (
	"context"
	"time"
)

// A Memo is something that is remembered for a while.
type Memo struct {
	Space string // what kind it is
	Key   string // unlike all others of the space
	Group string // under which it is listed; "": under none
	Value []byte
	For   time.Duration // how long from now
}

// A Memory is what the processes of a shared store remember together for a while:
// who is signed in, who guessed. It is no part of what the store holds: no dump,
// backup or move has it, and an update does not wait for it. A power cut may take
// the newest of it along, and never brings back what was forgotten.
//
// A Memo without a group can be opened only by who knows its key, which is kept
// nowhere. All of it is safe for concurrent use and returns the errors of a store.
type Memory interface {
	// Recall returns what is remembered under a key, or ErrNotFound.
	Recall(ctx context.Context, space, key string) (Memo, error)
	// Remember keeps a memo in place of the one before. What was forgotten under
	// this key within the last hour stays forgotten.
	Remember(ctx context.Context, m Memo) error
	// Forget forgets for good, before it returns.
	Forget(ctx context.Context, space, key string) error
	// Listed returns the memos of a group, in no order.
	Listed(ctx context.Context, space, group string) ([]Memo, error)
	// Gone returns those of the keys under which nothing is remembered.
	Gone(ctx context.Context, space string, keys []string) ([]string, error)
	// Change runs f on what is remembered under keys, while no other Change of the
	// space runs in any process, and remembers what f returns. f may run again.
	Change(ctx context.Context, space string, keys []string, f func(of map[string][]byte) []Memo) error
}
