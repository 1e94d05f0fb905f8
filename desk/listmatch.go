package desk

import (
	"cmp"
	"hash/fnv"
	"io"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"lanna"
	"lanna/match"
	"lanna/match/index"
	naming "lanna/names"
	"lanna/statement"
	"lanna/store"
)

const (
	maxBlock = 64 // rows under one key: more share it than it can tell apart
	maxPairs = 8  // of one row that a check keeps, the likeliest

	namesKept = 3000 // see match.NewReader
)

// compare finds rows of one person, and people of the register that rows may be.
// What a name is read into takes a hundred times the room of the name: names are
// read where they are compared, and some thousand are kept of those read of late.
// Rows are gone through in the order of how their names sound, because these meet
// the same names.
func (c *listCheck) compare() error {
	c.names = match.NewReader(namesKept)
	c.beside, c.called = make([]*match.Person, len(c.rows)), make([][]string, len(c.rows))
	sounds, keys := make([]uint64, len(c.rows)), make([][]uint64, len(c.rows))
	inParallelBy(len(c.rows), func(i int) {
		if r := &c.rows[i]; len(r.Faults) == 0 {
			f := match.FactsFrom(r.Claims(), c.d.Now().Time())
			c.beside[i], c.called[i] = f.Nameless(), f.Names
			keys[i], sounds[i] = blockKeys(r)
		}
	})
	c.order = make([]int32, len(c.rows))
	for i := range c.order {
		c.order[i] = int32(i)
	}
	slices.SortStableFunc(c.order, func(a, b int32) int { return cmp.Compare(sounds[a], sounds[b]) })
	c.doubles(keys)
	if err := c.register(); err != nil {
		return err
	}
	for i := range c.rows {
		r := &c.rows[i]
		slices.SortFunc(r.Pairs, func(a, b ListPair) int { return cmp.Compare(b.Score, a.Score) })
		r.Pairs = r.Pairs[:min(len(r.Pairs), maxPairs)]
	}
	return c.ctx.Err()
}

// person is a row's with its names; nil of a row that is kept apart.
func (c *listCheck) person(i int) *match.Person {
	if c.beside[i] == nil {
		return nil
	}
	p := *c.beside[i]
	p.Names = c.names.Names(c.called[i])
	return &p
}

// inParallelBy runs f for each number below n on all cores, whatever n is.
func inParallelBy(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

// blockKeys are the keys under which rows of one person meet: numbers; the whole
// name with the year of birth; a part of the name with the day of birth, day and
// month in whichever order. A row without a birth meets others by its whole name.
// They are kept as hashes: of two that fall together the pair is scored and falls
// away. sound is how the first name sounds, as [index.Order] has it.
func blockKeys(r *ListedRow) (out []uint64, sound uint64) {
	h := fnv.New64a()
	add := func(parts ...string) {
		h.Reset()
		for _, p := range parts {
			io.WriteString(h, p) //nolint:errcheck // a hash takes all
		}
		out = append(out, h.Sum64())
	}
	for _, v := range r.Values {
		if key, ok := naming.IdentifierKey(v.Property, v.Value); ok && !match.Stopped(v.Value) {
			add(key)
		}
	}
	birth := match.ParseBirth(r.First(lanna.BirthDate))
	year, day := strconv.Itoa(birth.Year), ""
	if birth.Day > 0 {
		day = year + "." + strconv.Itoa(min(birth.Month, birth.Day)) + "." + strconv.Itoa(max(birth.Month, birth.Day))
	}
	for _, v := range r.Values {
		if v.Property != lanna.Name && v.Property != lanna.Alias {
			continue
		}
		n := naming.Parse(v.Value)
		if sound == 0 {
			sound = index.Order(n)
		}
		for _, k := range naming.Keys(n) {
			switch {
			case k.Kind == naming.WordKey && day != "":
				add("d:", day, ":", k.Text)
			case k.Kind != naming.WordKey:
				add("y:", year, ":", k.Text)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out), sound
}

// doubles finds rows of one person. Where they have a document's number in
// common and nothing speaks against it, the later row joins the person of the
// earlier; all other pairs are for officers to look at.
func (c *listCheck) doubles(keys [][]uint64) {
	for _, p := range c.scored(c.pairs(keys)) {
		early, late := &c.rows[p.early], &c.rows[p.late]
		same := sharesDocument(c.beside[p.early], c.beside[p.late])
		late.Pairs = append(late.Pairs, ListPair{Row: early.Number, Score: p.score, Number: same})
		if same && !late.Joins {
			late.Joins, late.Who = true, early.Who
			late.meets(early.Presumes)
			early.meets(late.Presumes)
		}
	}
}

// pairs are the rows that share a key and that could be likely enough if they
// bore one name.
func (c *listCheck) pairs(keys [][]uint64) []rowPair {
	return slices.DeleteFunc(pairsOf(keys), func(p rowPair) bool {
		a, b := c.beside[p.early], c.beside[p.late]
		return !sharesDocument(a, b) && !(plausible(a, b) && match.CouldReach(leastPair, a, b))
	})
}

// A rowPair is two rows that may be of one person.
type rowPair struct {
	early, late int32
	score       float64
}

// scored are the pairs that an officer is to look at, with their scores, in the
// order of rows. Those of one early row stand together.
func (c *listCheck) scored(pairs []rowPair) []rowPair {
	starts := make([]int32, len(c.rows)+1) // of each early row's pairs
	for _, p := range pairs {
		starts[p.early+1]++
	}
	for i := range c.rows {
		starts[i+1] += starts[i]
	}
	inParallelBy(len(c.order), func(k int) {
		from, to := starts[c.order[k]], starts[c.order[k]+1]
		if k%256 == 0 {
			c.at("comparing", k, len(c.order))
		}
		if from == to {
			return
		}
		early := c.person(int(c.order[k]))
		for i := from; i < to; i++ {
			late := c.person(int(pairs[i].late))
			if score, likely := likelyOne(early, late, sharesDocument(early, late)); likely {
				pairs[i].score = score
			}
		}
	})
	return slices.DeleteFunc(pairs, func(p rowPair) bool { return p.score == 0 })
}

// meets locks the suspicion of a row that meets somebody presumed a victim.
func (r *ListedRow) meets(presumed bool) { r.Locked = r.Locked || r.Suspects && presumed }

// pairsOf gives each pair of rows that share a key, once, the earlier first.
func pairsOf(keys [][]uint64) []rowPair {
	type filed struct {
		key uint64
		row int32
	}
	var all []filed
	for i, list := range keys {
		for _, k := range list {
			all = append(all, filed{k, int32(i)})
		}
	}
	slices.SortFunc(all, func(a, b filed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.row, b.row)) })
	var out []rowPair
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].key == all[from].key {
			to++
		}
		for i := from; i < to && to-from <= maxBlock; i++ {
			for _, b := range all[i+1 : to] {
				out = append(out, rowPair{early: all[i].row, late: b.row})
			}
		}
		from = to
	}
	slices.SortFunc(out, func(a, b rowPair) int { return cmp.Or(cmp.Compare(a.early, b.early), cmp.Compare(a.late, b.late)) })
	return slices.Compact(out)
}

// plausible leaves out pairs of which births say that they are two.
func plausible(a, b *match.Person) bool {
	if len(a.Births) == 0 || len(b.Births) == 0 || sharesDocument(a, b) {
		return true
	}
	apart := a.Births[0].Year - b.Births[0].Year
	return apart >= -2 && apart <= 2
}

func sharesDocument(a, b *match.Person) bool {
	return slices.ContainsFunc(a.Identifiers, func(key string) bool {
		return isDocument(key) && slices.Contains(b.Identifiers, key)
	})
}

func isDocument(key string) bool {
	return slices.ContainsFunc(documents, func(p lanna.Property) bool { return len(key) > len(p) && key[:len(p)+1] == string(p)+":" })
}

// rowsAtOnce are looked up on one snapshot, so that none stands open for long.
const rowsAtOnce = 512

// near are how many people of the index are looked at for a row. A list's row has
// more than a name, so whom it is about stands among the first.
const near = 24

// leastBare is the score that the index must find for who shares no number with a
// row: a little below leastPair, since the index counts who else was at a place.
const leastBare = 0.95

// register finds people that the actor may see and rows may be: those whom the
// index of persons brings, as far as the store then shows them to the actor.
func (c *listCheck) register() error {
	x, err := c.d.filed.ready(c.ctx)
	if err != nil {
		return err
	}
	f := &finder{d: c.d, x: x, by: c.by, why: c.why, l: c.d.lens(c.by, c.why)}
	options := index.Options{Names: c.names, Limit: maxPairs, Score: near, Allowed: f.allowed, Least: match.Threshold(), Bare: leastBare, Named: leastName, Quick: true}
	s := &listSearch{c: c, f: f, known: map[lanna.RecordID]*knownPerson{}}
	found := make([][]index.Candidate, rowsAtOnce)
	people := make([]*match.Person, rowsAtOnce)
	for from := 0; from < len(c.rows) && c.ctx.Err() == nil; from += rowsAtOnce {
		c.at("register", from, len(c.rows))
		to := min(from+rowsAtOnce, len(c.rows))
		inParallelBy(to-from, func(i int) {
			found[i], people[i] = nil, c.person(int(c.order[from+i]))
			if people[i] != nil {
				found[i] = x.Find(people[i], options)
			}
		})
		err := c.d.cfg.Store.View(c.ctx, func(r store.Reader) error {
			for i := from; i < to; i++ {
				for _, candidate := range found[i-from] {
					if err := s.meet(r, &c.rows[c.order[i]], people[i-from], candidate.Record); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return storeError(err)
		}
	}
	return nil
}

// A listSearch looks rows up in the register.
type listSearch struct {
	c     *listCheck
	f     *finder
	known map[lanna.RecordID]*knownPerson
}

// A knownPerson is somebody in the register, as far as the actor may see; nil
// where the actor may not know of the record, or where it is no person's.
type knownPerson struct {
	person *match.Person
	locks  bool // suspicion is locked; holds for every reader
}

func (s *listSearch) meet(r store.Reader, row *ListedRow, p *match.Person, id lanna.RecordID) error {
	other, err := s.person(r, id)
	if err != nil || other == nil {
		return err
	}
	same := sharesDocument(p, other.person)
	score, likely := likelyOne(p, other.person, same)
	if !likely {
		return nil
	}
	row.Pairs = append(row.Pairs, ListPair{Record: id, Score: score, Number: same})
	row.meets(other.locks)
	if same && !row.Joins {
		row.Joins, row.Who = true, id
	}
	return nil
}

// leastPair is the score from which two rows, or a row and a person, are put
// beside each other. Each row is compared with all others, so that what is likely
// of a pair that somebody brings is unlikely of one among so many; and nobody is
// put beside another whose name is a different one, unless a document says so.
const (
	leastPair = 0.97
	leastName = 0.35
)

// likelyOne scores two persons and says whether an officer shall look at them.
func likelyOne(a, b *match.Person, document bool) (float64, bool) {
	least := leastPair
	if document {
		least = match.Threshold()
	}
	score := match.LikelihoodFrom(least, a, b, nil)
	if document || score < least {
		return score, score >= least
	}
	for _, n := range a.Names {
		for _, m := range b.Names {
			if match.Score(n, m) >= leastName {
				return score, true
			}
		}
	}
	return score, false
}

// person folds somebody of the register, once a check.
func (s *listSearch) person(r store.Reader, id lanna.RecordID) (*knownPerson, error) {
	if k, ok := s.known[id]; ok {
		return k, nil
	}
	s.known[id] = nil
	d := s.c.d
	entries, err := d.entries(r, id)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	st := statement.Fold(d.Agency(), id, entries)
	if !d.visible(st, s.c.by, s.c.why.Purpose) || lanna.RecordKind(st.Of(d.Agency(), lanna.KindOfRecord)) != lanna.PersonRecord {
		return nil, nil
	}
	k := &knownPerson{locks: locksSuspicion(st.Of(d.Agency(), lanna.VictimStatus))}
	k.person = match.PersonFrom(claimsOf(d.releasedState(st, s.c.by, s.c.why)), d.Now().Time())
	s.known[id] = k
	return k, nil
}

// claimsOf are the live values of a state by property.
func claimsOf(st *statement.State) map[lanna.Property][]string {
	out := map[lanna.Property][]string{}
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Live() && f.Value != "" {
			out[f.Property] = append(out[f.Property], f.Value)
		}
	}
	return out
}
