package desktest

import (
	"context"
	"sync"
	"time"

	"lanna/desk"
	"lanna/store"
)

// A Memory is a [store.Memory] in this process, by the clock of a test.
type Memory struct {
	now   func() time.Time
	mu    sync.Mutex
	memos map[[2]string]kept
	fails func(act, space string) error
}

type kept struct {
	store.Memo
	until time.Time
	gone  bool // for good
}

// NewMemory returns an empty memory.
func NewMemory(now func() time.Time) *Memory {
	return &Memory{now: now, memos: map[[2]string]kept{}, fails: func(string, string) error { return nil }}
}

// Fails makes acts ("recall", "remember", "forget", "listed", "gone", "change") on
// a space fail, where f returns an error.
func (m *Memory) Fails(f func(act, space string) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fails = f
}

func (m *Memory) find(space, key string) (kept, bool) {
	k, ok := m.memos[[2]string{space, key}]
	k.For = k.until.Sub(m.now())
	return k, ok && !k.gone && k.For > 0
}

func (m *Memory) put(memo store.Memo) {
	at := [2]string{memo.Space, memo.Key}
	if !m.memos[at].gone {
		m.memos[at] = kept{Memo: memo, until: m.now().Add(memo.For)}
	}
}

// Recall is as the store has it.
func (m *Memory) Recall(_ context.Context, space, key string) (store.Memo, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("recall", space); err != nil {
		return store.Memo{}, err
	}
	k, ok := m.find(space, key)
	if !ok {
		return store.Memo{}, store.ErrNotFound
	}
	return k.Memo, nil
}

// Remember is as the store has it.
func (m *Memory) Remember(_ context.Context, memo store.Memo) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("remember", memo.Space); err != nil {
		return err
	}
	m.put(memo)
	return nil
}

// Forget is as the store has it.
func (m *Memory) Forget(_ context.Context, space, key string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("forget", space); err != nil {
		return err
	}
	m.memos[[2]string{space, key}] = kept{gone: true}
	return nil
}

// Listed is as the store has it.
func (m *Memory) Listed(_ context.Context, space, group string) (list []store.Memo, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for at := range m.memos {
		if k, ok := m.find(at[0], at[1]); ok && at[0] == space && k.Group == group {
			list = append(list, k.Memo)
		}
	}
	return list, m.fails("listed", space)
}

// Gone is as the store has it.
func (m *Memory) Gone(_ context.Context, space string, keys []string) (gone []string, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range keys {
		if _, ok := m.find(space, key); !ok {
			gone = append(gone, key)
		}
	}
	return gone, m.fails("gone", space)
}

// Change is as the store has it.
func (m *Memory) Change(_ context.Context, space string, keys []string, f func(of map[string][]byte) []store.Memo) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.fails("change", space); err != nil {
		return err
	}
	of := map[string][]byte{}
	for _, key := range keys {
		if k, ok := m.find(space, key); ok {
			of[key] = k.Value
		}
	}
	for _, memo := range f(of) {
		m.put(memo)
	}
	return nil
}

// Shared is a store of one process that remembers as that of several does.
type Shared struct {
	store.Store
	*Memory
}

// Changes tells of none: nobody else writes.
func (Shared) Changes() <-chan int64 { return nil }

// Hold runs f at once.
func (Shared) Hold(ctx context.Context, _ string, f func(ctx context.Context) error) error {
	return f(ctx)
}

// Undone takes back nothing.
func (Shared) Undone(func()) {}

// Remembering is for [Options].Config: the desk's store is a [Shared] one, and m its
// memory.
func Remembering(m **Memory) func(*desk.Config) {
	return func(c *desk.Config) {
		*m = NewMemory(c.Clock.Now)
		c.Store = Shared{c.Store, *m}
	}
}
