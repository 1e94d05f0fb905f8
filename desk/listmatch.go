package desk

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"lanna"
	"lanna/match"
	naming "lanna/names"
	"lanna/statement"
	"lanna/store"
)

const (
	maxBlock = 64 // rows under one key: more share it than it can tell apart
	maxPairs = 8  // of one row that a check keeps, the likeliest
)

// compare finds rows of one person, and people of the register that rows may be.
func (c *listCheck) compare() error {
	people := make([]*match.Person, len(c.rows))
	now := c.d.Now().Time()
	inParallelBy(len(c.rows), func(i int) {
		if r := &c.rows[i]; len(r.Faults) == 0 {
			people[i] = match.PersonFrom(r.Claims(), now)
		}
	})
	c.doubles(people)
	if err := c.register(people); err != nil {
		return err
	}
	for i := range c.rows {
		r := &c.rows[i]
		slices.SortFunc(r.Pairs, func(a, b ListPair) int { return cmp.Compare(b.Score, a.Score) })
		r.Pairs = r.Pairs[:min(len(r.Pairs), maxPairs)]
	}
	return c.ctx.Err()
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
func blockKeys(r *ListedRow) []string {
	var out []string
	for _, v := range r.Values {
		if key, ok := naming.IdentifierKey(v.Property, v.Value); ok && !match.Stopped(v.Value) {
			out = append(out, key)
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
		for _, k := range naming.Keys(naming.Parse(v.Value)) {
			switch {
			case k.Kind == naming.WordKey && day != "":
				out = append(out, "d:"+day+":"+k.Text)
			case k.Kind != naming.WordKey:
				out = append(out, "y:"+year+":"+k.Text)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// doubles finds rows of one person. Where they have a document's number in
// common and nothing speaks against it, the later row joins the person of the
// earlier; all other pairs are for officers to look at.
func (c *listCheck) doubles(people []*match.Person) {
	keys := make([][]string, len(c.rows))
	inParallelBy(len(c.rows), func(i int) {
		if people[i] != nil {
			keys[i] = blockKeys(&c.rows[i])
		}
	})
	blocks := map[string][]int32{}
	for i, list := range keys {
		for _, k := range list {
			blocks[k] = append(blocks[k], int32(i))
		}
	}
	pairs := pairsOf(blocks)
	found := make([]float64, len(pairs))
	inParallelBy(len(pairs), func(i int) {
		if i%1024 == 0 {
			c.at("comparing", i, len(pairs))
		}
		a, b := people[pairs[i][0]], people[pairs[i][1]]
		if plausible(a, b) {
			found[i] = match.Persons(a, b, nil).Score
		}
	})
	for i, p := range pairs {
		if found[i] < match.Threshold() {
			continue
		}
		early, late := &c.rows[p[0]], &c.rows[p[1]]
		same := sharesDocument(people[p[0]], people[p[1]])
		late.Pairs = append(late.Pairs, ListPair{Row: early.Number, Score: found[i], Number: same})
		if same && !late.Joins {
			late.Joins, late.Who = true, early.Who
			late.meets(early.Presumes)
			early.meets(late.Presumes)
		}
	}
}

// meets locks the suspicion of a row that meets somebody presumed a victim.
func (r *ListedRow) meets(presumed bool) { r.Locked = r.Locked || r.Suspects && presumed }

// pairsOf gives each pair of rows that share a block, once, the earlier first.
func pairsOf(blocks map[string][]int32) [][2]int32 {
	var out [][2]int32
	for _, rows := range blocks {
		if len(rows) > maxBlock {
			continue
		}
		for i, a := range rows {
			for _, b := range rows[i+1:] {
				out = append(out, [2]int32{a, b})
			}
		}
	}
	slices.SortFunc(out, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
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

// register finds people that the actor may see and rows may be.
func (c *listCheck) register(people []*match.Person) error {
	return c.d.cfg.Store.View(c.ctx, func(r store.Reader) error {
		audiences, err := c.d.audiences(r, recordView, c.by, c.why.Purpose)
		if err != nil || len(audiences) == 0 {
			return err
		}
		s := &listSearch{c: c, r: r, l: c.d.lens(c.by, c.why), q: store.ListQuery{View: recordView, Name: "id", Audiences: audiences, Limit: 20}, known: map[lanna.RecordID]*knownPerson{}}
		for i := range c.rows {
			if i%256 == 0 {
				c.at("register", i, len(c.rows))
			}
			if people[i] == nil {
				continue
			}
			if err := s.search(&c.rows[i], people[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// A listSearch looks rows up in the register.
type listSearch struct {
	c     *listCheck
	r     store.Reader
	l     *lens
	q     store.ListQuery
	known map[lanna.RecordID]*knownPerson
}

// A knownPerson is somebody in the register, as far as the actor may see.
type knownPerson struct {
	person *match.Person
	locks  bool // suspicion is locked; holds for every reader
}

// search compares a row with the people who have a number or a name in common
// with it.
func (s *listSearch) search(row *ListedRow, p *match.Person) error {
	q := s.q
	q.Values = nil
	for _, v := range row.Values {
		if slices.Contains(identifying, v.Property) {
			if key := keyOf(v.Property, v.Value); key != "" {
				q.Values = append(q.Values, key)
			}
		}
	}
	if len(q.Values) == 0 {
		return nil
	}
	items, err := s.r.List(q)
	if err != nil {
		return err
	}
	var seen []lanna.RecordID
	for _, item := range items {
		if slices.Contains(seen, item.ID) {
			continue
		}
		seen = append(seen, item.ID)
		if err := s.meet(row, p, item); err != nil {
			return err
		}
	}
	return nil
}

func (s *listSearch) meet(row *ListedRow, p *match.Person, item store.Item) error {
	link, visible, err := s.l.link(store.Row{View: recordView, ID: item.ID, Body: item.Body})
	if err != nil || !visible || link.Kind != lanna.PersonRecord {
		return err
	}
	other, err := s.person(item.ID)
	if err != nil {
		return err
	}
	score := match.Persons(p, other.person, nil).Score
	if score < match.Threshold() {
		return nil
	}
	same := sharesDocument(p, other.person)
	row.Pairs = append(row.Pairs, ListPair{Record: item.ID, Score: score, Number: same})
	row.meets(other.locks)
	if same && !row.Joins {
		row.Joins, row.Who = true, item.ID
	}
	return nil
}

// person folds somebody of the register, once a check.
func (s *listSearch) person(id lanna.RecordID) (*knownPerson, error) {
	if k := s.known[id]; k != nil {
		return k, nil
	}
	entries, err := s.c.d.entries(s.r, id)
	if err != nil {
		return nil, err
	}
	d := s.c.d
	st := statement.Fold(d.Agency(), id, entries)
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
