package sim

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	random "math/rand/v2"
	"sync"
)

// only lets one schedule have the process's chance at a time.
var only sync.Mutex

// A chance is where everything in a schedule that is drawn comes from.
type chance struct{ *random.Rand }

// newChance returns chance of a seed for one of its uses.
func newChance(seed uint64, use string) chance {
	return chance{random.New(source(seed, use))}
}

func source(seed uint64, use string) *random.ChaCha8 {
	var key [32]byte
	binary.BigEndian.PutUint64(key[:], seed)
	copy(key[8:], use)
	return random.NewChaCha8(key)
}

// withChance runs f while crypto/rand is the seed's.
func withChance(seed uint64, use string, f func() error) error {
	only.Lock()
	defer only.Unlock()
	defer func(was io.Reader) { rand.Reader = was }(rand.Reader)
	rand.Reader = source(seed, use)
	return f()
}

// one reports true once in n times.
func (c chance) one(n int) bool { return c.IntN(n) == 0 }

// pick draws one of a list, which must not be empty.
func pick[T any](c chance, list []T) T { return list[c.IntN(len(list))] }

// some draws a part of a list that is not empty, in its order.
func some[T any](c chance, list []T) []T {
	var out []T
	for _, v := range list {
		if c.one(2) {
			out = append(out, v)
		}
	}
	if len(out) == 0 && len(list) > 0 {
		out = append(out, pick(c, list))
	}
	return out
}
