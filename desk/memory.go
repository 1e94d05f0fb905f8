package desk

import (
	"context"

	"lanna/store"
)

// A Memo is something that the processes of a node remember for a while; see
// [store.Memo].
type Memo = store.Memo

// A Memory is what the processes of a node remember together: sessions of browsers,
// with what an officer chose or typed there (purpose, reason, case number), and tries
// to sign in. Nothing that was captured or said of a record is kept there.
type Memory = store.Memory

// Memory returns what this process remembers together with the others that serve the
// node, nil where it serves alone. Its errors are those of the desk.
func (d *Desk) Memory() Memory {
	if shared, ok := d.cfg.Store.(store.Shared); ok {
		return memory{shared}
	}
	return nil
}

// memory says what went wrong in the words of the edge.
type memory struct{ store.Memory }

func (m memory) Recall(ctx context.Context, space, key string) (Memo, error) {
	memo, err := m.Memory.Recall(ctx, space, key)
	return memo, storeError(err)
}

func (m memory) Remember(ctx context.Context, memo Memo) error {
	return storeError(m.Memory.Remember(ctx, memo))
}

func (m memory) Forget(ctx context.Context, space, key string) error {
	return storeError(m.Memory.Forget(ctx, space, key))
}

func (m memory) Listed(ctx context.Context, space, group string) ([]Memo, error) {
	list, err := m.Memory.Listed(ctx, space, group)
	return list, storeError(err)
}

func (m memory) Gone(ctx context.Context, space string, keys []string) ([]string, error) {
	gone, err := m.Memory.Gone(ctx, space, keys)
	return gone, storeError(err)
}

func (m memory) Change(ctx context.Context, space string, keys []string, f func(of map[string][]byte) []Memo) error {
	return storeError(m.Memory.Change(ctx, space, keys, f))
}
