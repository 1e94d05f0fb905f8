package postgres

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"lanna/store"
)

// What processes remember together for a while: see [store.Memory]. Writes do not
// wait for the server's disk (synchronous_commit is off for them alone), but for
// what is forgotten.
const (
	stays    = time.Hour // so long what was forgotten may not come back
	sweepOne = 256       // one in so many memos sweeps away those that ran out
	lazily   = "set_config('synchronous_commit', 'off', true) = 'off'"
)

// memoTag is what stands for a key or a group. Who has the database and not its key
// cannot tell what it stands for.
func (s *Store) memoTag(what, space, words string) [16]byte {
	return s.master.places.sum("memo", what, space, "\x00", words)
}

// memoSealer is the key of a memo: that of the database where it is listed, else one
// that only who knows the memo's key can make, so that what dead rows and the
// server's log still hold opens to nobody once a browser has let go of it.
func (s *Store) memoSealer(space, key string, listed bool) sealer {
	if listed {
		return s.master.sealer
	}
	one, two := s.memoTag("seal 1", space, key), s.memoTag("seal 2", space, key)
	return newSealer(append(one[:], two[:]...))
}

func memoAbout(tag [16]byte) []byte { return append([]byte{ofMemo}, tag[:]...) }

// anyConn runs f on a connection of the pool, on another where that one turns out to
// be dead. f must bear to be run again.
func (s *Store) anyConn(ctx context.Context, f func(c *pgxpool.Conn) error) error {
	for try := 1; ; try++ {
		c, err := s.pool.Acquire(ctx)
		if err != nil {
			return fault(err)
		}
		err = f(c)
		c.Release() // closes it where a transaction is still open
		if err == nil || ctx.Err() != nil || !broken(err) || isStore(err) || try == attempts {
			return fault(err)
		}
	}
}

// Recall returns what is remembered under a key.
func (s *Store) Recall(ctx context.Context, space, key string) (store.Memo, error) {
	m := store.Memo{Space: space, Key: key}
	tag := s.memoTag("key", space, key)
	err := s.anyConn(ctx, func(c *pgxpool.Conn) error {
		var body []byte
		var listed bool
		err := c.QueryRow(ctx, "SELECT body, grp IS NOT NULL, until - clock_timestamp() FROM memo WHERE space = $1 AND key = $2 AND body IS NOT NULL AND until > clock_timestamp()",
			space, tag).Scan(&body, &listed, &m.For)
		if err != nil {
			return fault(err)
		}
		m.Value, err = s.memoSealer(space, key, listed).openAbout(body, memoAbout(tag))
		return err
	})
	return m, err
}

// Remember keeps a memo.
func (s *Store) Remember(ctx context.Context, m store.Memo) error {
	err := s.anyConn(ctx, func(c *pgxpool.Conn) error { return s.remember(ctx, c.Conn(), m) })
	if err == nil {
		s.sweepSome(ctx)
	}
	return err
}

// sweepSome sweeps now and then. Where that fails another will do it: what was kept is
// kept.
func (s *Store) sweepSome(ctx context.Context) {
	if rand.N(sweepOne) == 0 {
		_ = s.sweep(ctx)
	}
}

// sweep takes away what ran out. It waits for no row that somebody else holds.
func (s *Store) sweep(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, "WITH over AS MATERIALIZED (SELECT space, key FROM memo WHERE until < now() FOR UPDATE SKIP LOCKED) "+
		"DELETE FROM memo m USING over o WHERE m.space = o.space AND m.key = o.key AND "+lazily)
	return fault(err)
}

func (s *Store) remember(ctx context.Context, c *pgx.Conn, m store.Memo) error {
	tag := s.memoTag("key", m.Space, m.Key)
	var group *[16]byte
	if m.Group != "" {
		g := s.memoTag("group", m.Space, m.Group)
		group = &g
	}
	sealer := s.memoSealer(m.Space, m.Key, group != nil)
	_, err := c.Exec(ctx, "INSERT INTO memo AS m (space, key, grp, body, until) SELECT $1, $2, $3, $4, clock_timestamp() + $5 WHERE "+lazily+
		" ON CONFLICT (space, key) DO UPDATE SET grp = excluded.grp, body = excluded.body, until = excluded.until WHERE m.body IS NOT NULL OR m.until < clock_timestamp()",
		m.Space, tag, group, sealer.aead.Seal(nil, nil, m.Value, memoAbout(tag)), m.For)
	return err
}

// Forget forgets for good.
func (s *Store) Forget(ctx context.Context, space, key string) error {
	return s.anyConn(ctx, func(c *pgxpool.Conn) error {
		_, err := c.Exec(ctx, "INSERT INTO memo (space, key, until) VALUES ($1, $2, clock_timestamp() + $3) "+
			"ON CONFLICT (space, key) DO UPDATE SET grp = NULL, body = NULL, until = excluded.until", space, s.memoTag("key", space, key), stays)
		return err
	})
}

// Listed returns the memos of a group.
func (s *Store) Listed(ctx context.Context, space, group string) (list []store.Memo, err error) {
	err = s.anyConn(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, "SELECT key, body, until - clock_timestamp() FROM memo WHERE space = $1 AND grp = $2 AND body IS NOT NULL AND until > clock_timestamp()",
			space, s.memoTag("group", space, group))
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (m store.Memo, err error) {
			var tag [16]byte
			var body []byte
			m = store.Memo{Space: space, Group: group}
			if err = row.Scan(&tag, &body, &m.For); err == nil {
				m.Value, err = s.master.openAbout(body, memoAbout(tag))
			}
			return m, err
		})
		return err
	})
	return list, err
}

// Gone returns those of the keys under which nothing is remembered.
func (s *Store) Gone(ctx context.Context, space string, keys []string) (gone []string, err error) {
	tags := make([][16]byte, len(keys))
	for i, key := range keys {
		tags[i] = s.memoTag("key", space, key)
	}
	var there [][16]byte
	err = s.anyConn(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, "SELECT key FROM memo WHERE space = $1 AND key = ANY($2) AND body IS NOT NULL AND until > clock_timestamp()", space, tags)
		if err == nil {
			there, err = pgx.CollectRows(rows, pgx.RowTo[[16]byte])
		}
		return err
	})
	for i, tag := range tags {
		if err == nil && !slices.Contains(there, tag) {
			gone = append(gone, keys[i])
		}
	}
	return gone, err
}

// Change runs f while no other Change of the space runs.
func (s *Store) Change(ctx context.Context, space string, keys []string, f func(of map[string][]byte) []store.Memo) error {
	err := s.anyConn(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(t pgx.Tx) error {
			if _, err := t.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0)), "+lazily, s.channel+space); err != nil {
				return err
			}
			of, err := s.memos(ctx, t, space, keys)
			if err != nil {
				return err
			}
			list := f(of)
			slices.SortFunc(list, func(a, b store.Memo) int { return strings.Compare(a.Key, b.Key) }) // rows are locked in one order
			for _, m := range list {
				if err := s.remember(ctx, t.Conn(), m); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err == nil {
		s.sweepSome(ctx)
	}
	return err
}

// memos reads the values under keys; those that are not remembered are left out.
func (s *Store) memos(ctx context.Context, t pgx.Tx, space string, keys []string) (map[string][]byte, error) {
	of := map[string][]byte{}
	by := map[[16]byte]string{}
	var tags [][16]byte
	for _, key := range keys {
		tag := s.memoTag("key", space, key)
		by[tag], tags = key, append(tags, tag)
	}
	rows, err := t.Query(ctx, "SELECT key, body, grp IS NOT NULL FROM memo WHERE space = $1 AND key = ANY($2) AND body IS NOT NULL AND until > clock_timestamp()", space, tags)
	if err != nil {
		return nil, err
	}
	var tag [16]byte
	var body []byte
	var listed bool
	_, err = pgx.ForEachRow(rows, []any{&tag, &body, &listed}, func() error {
		value, err := s.memoSealer(space, by[tag], listed).openAbout(body, memoAbout(tag))
		of[by[tag]] = value
		return err
	})
	return of, err
}
