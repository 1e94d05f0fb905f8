package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"

	"lanna"
	"lanna/match"
	"lanna/match/index"
	"lanna/statement"
	"lanna/store"
)

// registerKey is the setting that holds the key under which the file of the
// index is sealed: with the database locked, the file tells nothing.
const registerKey = "register/key"

// How many statements the file may lie behind before it is written again: while
// the node runs, and when it stops.
const (
	farBehind     = 100_000
	behind        = 1000
	smallRegister = 50_000 // persons; a larger one takes more than a second
)

// A register is the index of persons beside the store. It is made of statements
// and reads on where it stopped: when somebody is looked for, when something was
// erased, and when the clock ticks.
type register struct {
	d  *Desk
	mu sync.Mutex // one reads on at a time
	x  *index.Index

	beside sync.WaitGroup     // work beside requests
	busy   bool               // guarded by mu
	ctx    context.Context    // of work beside requests: reading on ends when the desk closes, and the next start does it
	stop   context.CancelFunc // of ctx
}

// ready returns the index with all that has been said up to now.
func (r *register) ready(ctx context.Context) (*index.Index, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	err := r.readOn(ctx)
	return r.x, err
}

func (r *register) catchUp(ctx context.Context) error {
	_, err := r.ready(ctx)
	return err
}

// nudge reads on and merges beside whatever else is done. Where somebody reads on
// already it does not wait: a large register takes minutes, and alerts' clocks nudge.
func (r *register) nudge() {
	if !r.mu.TryLock() {
		return
	}
	defer r.mu.Unlock()
	if r.busy {
		return
	}
	r.busy = true
	beside := r.beside.Go
	if r.d.cfg.Beside != nil {
		beside = r.d.cfg.Beside
	}
	beside(func() {
		x, err := r.ready(r.ctx)
		if err == nil && (x.WantsMerge() || x.Behind() > farBehind) {
			err = x.Merge()
		}
		if err != nil && r.ctx.Err() == nil {
			r.d.cfg.Log.Warn("index of persons is behind", "code", lanna.CodeOf(err))
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.busy = false
	})
}

func (r *register) close() {
	r.stop()
	r.beside.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.x == nil {
		return
	}
	if r.x.Behind() > behind && r.x.Size() < smallRegister { // or the next start reads it all again
		if err := r.x.Merge(); err != nil {
			r.d.cfg.Log.Warn("index of persons not written", "code", lanna.CodeOf(err))
		}
	}
	r.x.Close()
	r.x = nil
}

// anew makes the index anew.
func (r *register) anew(ctx context.Context) error {
	r.beside.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.open(ctx); err != nil {
		return err
	}
	return r.fill(ctx)
}

func (r *register) open(ctx context.Context) error {
	if r.x != nil {
		return nil
	}
	key, err := r.key(ctx)
	if err != nil {
		return err
	}
	r.x, _, err = index.Open(r.d.cfg.Register, key)
	return err
}

func (r *register) key(ctx context.Context) (key []byte, err error) {
	read := func(s store.Reader) error {
		key, err = s.Meta(registerKey)
		return err
	}
	err = r.d.cfg.Store.View(ctx, read)
	if !errors.Is(err, store.ErrNotFound) {
		return key, storeError(err)
	}
	err = r.d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		if err := read(tx); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		key = make([]byte, index.KeySize)
		rand.Read(key)
		return tx.SetMeta(registerKey, key)
	})
	return key, storeError(err)
}

// readOn files the records on which something was said since.
func (r *register) readOn(ctx context.Context) error {
	if err := r.open(ctx); err != nil {
		return err
	}
	if r.x.Damaged() || r.x.Through() == 0 {
		return r.fill(ctx)
	}
	news := news{through: r.x.Through(), erased: map[lanna.RecordID]bool{}}
	entries := map[lanna.RecordID][]index.Entry{}
	err := r.d.cfg.Store.View(ctx, func(s store.Reader) error {
		if err := s.Scan(news.through+1, news.note); err != nil {
			return err
		}
		for _, id := range news.records {
			list, err := r.d.entriesOf(s, id)
			if err != nil {
				return err
			}
			entries[id] = list
		}
		return nil
	})
	if err != nil {
		return storeError(err)
	}
	for _, id := range news.records {
		if news.erased[id] {
			if err := r.x.Erase(id); err != nil {
				return &lanna.Error{Kind: lanna.Internal, Code: "register", ID: id.String(), Err: err}
			}
		}
		r.x.Put(id, 0, entries[id]...)
	}
	r.x.Put(lanna.RecordID{}, news.through) // read so far, all of it
	return nil
}

// news are the records on which something was said after a place.
type news struct {
	through int64
	records []lanna.RecordID
	erased  map[lanna.RecordID]bool // something was taken away for ever
}

func (n *news) note(s store.Stored) error {
	n.through = s.Seq
	if !s.Kind.Signed() {
		return nil
	}
	was, known := n.erased[s.Record]
	if !known {
		n.records = append(n.records, s.Record)
	}
	n.erased[s.Record] = was || s.Kind == lanna.Erase || s.Kind == lanna.Recall
	return nil
}

// fill files all records anew.
func (r *register) fill(ctx context.Context) error {
	return storeError(r.d.cfg.Store.View(ctx, func(s store.Reader) error {
		var ids []lanna.RecordID
		err := s.Records(lanna.RecordID{}, func(id lanna.RecordID) error {
			ids = append(ids, id)
			return nil
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		through := int64(0)
		for _, id := range ids {
			v, err := s.Version(id)
			if err != nil {
				return err
			}
			through = max(through, v.Last)
		}
		return r.x.Fill(through, func(add func(index.Entry) error) error { return r.file(s, ids, add) })
	}))
}

func (r *register) file(s store.Reader, ids []lanna.RecordID, add func(index.Entry) error) error {
	for _, id := range ids {
		list, err := r.d.entriesOf(s, id)
		if err != nil {
			return err
		}
		for i := range list {
			if err := add(list[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// entriesOf makes the entries of a person's record, one for each audience; other
// records have none.
func (d *Desk) entriesOf(r store.Reader, id lanna.RecordID) ([]index.Entry, error) {
	list, err := d.entries(r, id)
	if err != nil {
		return nil, err
	}
	st := statement.Fold(d.Agency(), id, list)
	if kind := kindFact(st); kind == nil || lanna.RecordKind(kind.Value) != lanna.PersonRecord {
		return nil, nil
	}
	by := map[string]*personFacts{}
	var order []string
	for i := range st.Facts {
		f := &st.Facts[i]
		if audience := string(audienceAt(d.Agency(), f)); f.Live() && audience != "closed" {
			if by[audience] == nil {
				by[audience] = &personFacts{}
				order = append(order, audience)
			}
			by[audience].add(f)
		}
	}
	var out []index.Entry
	for _, audience := range order {
		if facts := by[audience].facts(); len(facts.Names)+len(facts.Identifiers)+len(facts.Photos) > 0 {
			out = append(out, index.Entry{Record: id, Audience: audience, Facts: facts})
		}
	}
	return out, nil
}

// personFacts collects what is said of one person.
type personFacts struct {
	values map[lanna.Property][]string
	said   lanna.Millis // when an age was said
}

func (p *personFacts) add(f *statement.Fact) {
	if p.values == nil {
		p.values = map[lanna.Property][]string{}
	}
	if !slices.Contains(p.values[f.Property], f.Value) {
		p.values[f.Property] = append(p.values[f.Property], f.Value)
	}
	if f.Property == lanna.Age || p.said == 0 {
		p.said = f.Time
	}
}

func (p *personFacts) facts() match.Facts { return match.FactsFrom(p.values, p.said.Time()) }
