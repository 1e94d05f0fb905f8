package sqlite

import (
	"context"
	"fmt"

	"lanna/store"
)

// Check reads the whole database and returns store.ErrCorrupt where a page, an
// index or the text index does not hold together. It takes as long as reading
// the file does.
func (s *Store) Check(ctx context.Context) error {
	return s.writer.do(&job{ctx: ctx, done: make(chan struct{}), alone: func(c *conn) error {
		q := c.q("PRAGMA integrity_check(1)")
		result := ""
		if q.next() {
			result = q.string(0)
		}
		if err := q.done(); err != nil {
			return err
		}
		if result != "ok" {
			return fmt.Errorf("%w: integrity check", store.ErrCorrupt)
		}
		return c.q("INSERT INTO words (words) VALUES ('integrity-check')").exec()
	}})
}
