package memory_test

import (
	"testing"

	"lanna/store"
	"lanna/store/memory"
	"lanna/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) storetest.Opener {
		s := memory.New()
		return func() (store.Store, error) { return s, nil }
	})
}
