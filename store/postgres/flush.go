package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Rows of one table go in one statement, a column an array.

// insertInto writes an INSERT of arrays, one a column; a column is its name and type.
func insertInto(table string, columns ...string) string {
	var names, arrays []string
	for i, c := range columns {
		name, kind, _ := strings.Cut(c, " ")
		names, arrays = append(names, name), append(arrays, fmt.Sprintf("$%d::%s[]", i+1, kind))
	}
	list := strings.Join(names, ", ")
	return fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM unnest(%s) AS q (%s)", table, list, list, strings.Join(arrays, ", "), list)
}

var (
	insertNames      = insertInto("name", "kind smallint", "n bigint", "label bytea")
	insertRecords    = insertInto("record", "n bigint", "id uuid")
	insertSeals      = insertInto("seal", "k bigint", "key bytea")
	insertStatements = insertInto("statement", "seq bigint", "record bigint", "k bigint", "id8 bigint", "kind smallint", "officer uuid", "header bytea", "sig bytea", "claims bytea")
	insertLeaves     = insertInto("leaf", "n bigint", "statement bigint", "data bytea", "salt bytea")
	insertRows       = insertInto("row", "n bigint", "id uuid", "notes bytea", "body bytea") +
		" ON CONFLICT (n) DO UPDATE SET notes = excluded.notes, body = excluded.body"
	insertPlaces  = insertInto("place", "list int", "audience int", "tag uuid", "ord bigint", "record bigint")
	insertTally   = insertInto("tally AS t", "list int", "audience int", "tag uuid", "n bigint") + " ON CONFLICT (list, tag, audience) DO UPDATE SET n = t.n + excluded.n"
	insertParcels = insertInto("parcel", "n bigint", "body bytea")
)

func column[T, V any](list []T, f func(*T) V) []V {
	out := make([]V, len(list))
	for i := range list {
		out[i] = f(&list[i])
	}
	return out
}

func (b *batch) queueNames(q *pgx.Batch) {
	if l := b.newNames; len(l) > 0 {
		q.Queue(insertNames,
			column(l, func(n *newName) int16 { return int16(n.kind) }), column(l, func(n *newName) int64 { return n.n }),
			column(l, func(n *newName) []byte { return []byte(n.label) }))
	}
	if l := b.newRecords; len(l) > 0 {
		q.Queue(insertRecords,
			column(l, func(r *newRecord) int64 { return r.n }), column(l, func(r *newRecord) [16]byte { return r.id }))
	}
	if l := b.newSeals; len(l) > 0 {
		q.Queue(insertSeals,
			column(l, func(s *newSeal) int64 { return s.k }), column(l, func(s *newSeal) []byte { return s.key }))
	}
}

func (b *batch) queueSaid(q *pgx.Batch) {
	if l := b.said; len(l) > 0 {
		q.Queue(insertStatements,
			column(l, func(s *said) int64 { return s.seq }), column(l, func(s *said) int64 { return s.record }),
			column(l, func(s *said) int64 { return s.k }), column(l, func(s *said) int64 { return s.id8 }),
			column(l, func(s *said) int16 { return int16(s.kind) }), column(l, func(s *said) [16]byte { return s.officer }),
			column(l, func(s *said) []byte { return some(s.header) }), column(l, func(s *said) []byte { return s.sig }),
			column(l, func(s *said) []byte { return s.claims }))
	}
	if l := b.leaves; len(l) > 0 {
		q.Queue(insertLeaves,
			column(l, func(g *grown) int64 { return g.n }), column(l, func(g *grown) *int64 { return g.statement }),
			column(l, func(g *grown) []byte { return g.data }), column(l, func(g *grown) []byte { return g.salt }))
	}
}

func (b *batch) queueRows(q *pgx.Batch) {
	var n, gone []int64
	var ids [][16]byte
	var notes, bodies [][]byte
	for at, r := range b.rows {
		if r == nil {
			gone = append(gone, at)
			continue
		}
		s := b.seals[at>>viewBits]
		n, ids = append(n, at), append(ids, r.id)
		notes, bodies = append(notes, s.seal(r.notes, ofNotes, at)), append(bodies, s.seal(r.body, ofBody, at))
	}
	if len(gone) > 0 {
		q.Queue("DELETE FROM row WHERE n = ANY($1)", gone)
	}
	if len(n) > 0 {
		q.Queue(insertRows, n, ids, notes, bodies)
	}
}

// keyColumns are keys as columns.
type keyColumns struct {
	lists, audiences []int32
	tags             [][16]byte
	orders, records  []int64
}

func (c *keyColumns) add(p *placed) {
	c.lists, c.audiences, c.tags = append(c.lists, int32(p.list)), append(c.audiences, int32(p.audience)), append(c.tags, p.tag)
	c.orders, c.records = append(c.orders, p.order), append(c.records, p.record)
}

func (b *batch) queuePlaces(q *pgx.Batch) {
	var came, went keyColumns
	for p, by := range b.places {
		if by > 0 {
			came.add(&p)
		} else {
			went.add(&p)
		}
	}
	const columns = "unnest($1::int[], $2::int[], $3::uuid[], $4::bigint[], $5::bigint[])"
	if c := &went; len(c.lists) > 0 {
		q.Queue("DELETE FROM place p USING "+columns+" AS q (list, audience, tag, ord, record) WHERE p.list = q.list AND p.tag = q.tag AND "+
			"p.audience = q.audience AND p.ord = q.ord AND p.record = q.record", c.lists, c.audiences, c.tags, c.orders, c.records)
	}
	if c := &came; len(c.lists) > 0 {
		q.Queue(insertPlaces, c.lists, c.audiences, c.tags, c.orders, c.records)
	}
	b.queueCounts(q)
}

// queueCounts writes the changes of counts. A count of nothing is removed.
func (b *batch) queueCounts(q *pgx.Batch) {
	var c keyColumns
	less := false
	for p, by := range b.counts {
		if by != 0 {
			c.add(&placed{place: p, order: by})
		}
		less = less || by < 0
	}
	if len(c.lists) == 0 {
		return
	}
	q.Queue(insertTally, c.lists, c.audiences, c.tags, c.orders)
	if less {
		q.Queue("DELETE FROM tally t USING unnest($1::int[], $2::int[], $3::uuid[]) AS q (list, audience, tag) "+
			"WHERE t.list = q.list AND t.tag = q.tag AND t.audience = q.audience AND t.n = 0", c.lists, c.audiences, c.tags)
	}
}

func (b *batch) queueWords(q *pgx.Batch) {
	var n, records, views, audiences, gone []int64
	var tokens []string
	var bodies [][]byte
	for at, w := range b.words {
		if w == nil {
			gone = append(gone, at)
			continue
		}
		n, records, views, audiences = append(n, at), append(records, w.record), append(views, w.view), append(audiences, w.audience)
		tokens = append(tokens, asArray(b.s.master.tokensOf(w.texts)))
		bodies = append(bodies, b.seals[w.record].seal(w.packed, ofWords, at))
	}
	if len(gone) > 0 {
		q.Queue("DELETE FROM words WHERE n = ANY($1)", gone)
	}
	if len(n) > 0 {
		q.Queue("INSERT INTO words (n, record, view, audience, tokens, body) SELECT n, record, view, audience, tokens::bigint[], body FROM "+
			"unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bytea[]) AS q (n, record, view, audience, tokens, body)",
			n, records, views, audiences, tokens, bodies)
	}
}

func (b *batch) queueOutbox(q *pgx.Batch) {
	if l := b.parcels; len(l) > 0 {
		q.Queue(insertParcels,
			column(l, func(p *posted) int64 { return p.n }), column(l, func(p *posted) []byte { return p.body }))
	}
	for _, r := range b.memo.receivers {
		if r.posted {
			r.posted = false
			q.Queue("UPDATE receiver SET last = $1 WHERE n = $2", r.last, r.n)
		}
	}
	for name := range b.counted {
		q.Queue("INSERT INTO counter (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = excluded.n", []byte(name), b.memo.counters[name])
	}
	for name, value := range b.meta {
		if value == nil {
			q.Queue("DELETE FROM meta WHERE name = $1", []byte(name))
			continue
		}
		sealed := b.s.master.aead.Seal(nil, nil, value, aboutMeta(name))
		q.Queue("INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", []byte(name), sealed)
	}
}
