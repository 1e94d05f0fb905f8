package desk

import (
	"sync"
	"sync/atomic"

	"lanna"
)

// An officerCache holds the rights of officers as they stand, because every
// request asks for them. A grant forgets; an answer that was read before the
// grant and arrives after it is not kept.
type officerCache struct {
	mu     sync.RWMutex
	epoch  atomic.Int64 // how often something was forgotten
	actors map[lanna.OfficerID]Actor
}

func (c *officerCache) get(id lanna.OfficerID) (a Actor, epoch int64, ok bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	a, ok = c.actors[id]
	return a, c.epoch.Load(), ok
}

// changes is the epoch of now: while it stays, everybody's rights do.
func (c *officerCache) changes() int64 { return c.epoch.Load() }

// put keeps what was read since the cache stood at epoch.
func (c *officerCache) put(a Actor, epoch int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.epoch.Load() != epoch {
		return
	}
	if c.actors == nil {
		c.actors = map[lanna.OfficerID]Actor{}
	}
	c.actors[a.Officer] = a
}

func (c *officerCache) forget(id lanna.OfficerID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch.Add(1)
	delete(c.actors, id)
}

func (c *officerCache) forgetAll() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.epoch.Add(1)
	clear(c.actors)
}
