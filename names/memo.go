package names

import "sync"

// A memo keeps spellings that were made before: names are made of few syllables.
// It holds at most memoSize, so that hostile text cannot fill the memory. What it
// returns is shared and must not be changed.
type memo[K comparable] struct {
	mu    sync.RWMutex
	forms map[K][]string
}

const memoSize = 20_000

func (m *memo[K]) get(key K, spell func() []string) []string {
	m.mu.RLock()
	forms, ok := m.forms[key]
	m.mu.RUnlock()
	if ok {
		return forms
	}
	forms = spell()
	forms = forms[:len(forms):len(forms)] // whoever appends gets a copy
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.forms == nil {
		m.forms = map[K][]string{}
	}
	if len(m.forms) < memoSize {
		m.forms[key] = forms
	}
	return forms
}
