package desk

import (
	"cmp"
	"context"
	"errors"
	"runtime/debug"
	"slices"
	"sync"

	"lanna"
	"lanna/blob"
	"lanna/list"
	"lanna/match"
	"lanna/statement"
)

// A ListPlan is how an officer wants a list to be read.
type ListPlan struct {
	Mapping list.Mapping  // nil keeps what stands
	Region  string        // ISO 3166-1 alpha-2: whose habits phones follow where nothing else tells
	Options *list.Options // nil keeps what stands
}

// listsNow is what is being done to lists, for pages to show. It is gone with
// the node; what was said of a list is not.
type listsNow struct {
	mu  sync.Mutex
	all map[lanna.RecordID]ListWork
}

// A ListWork is a step that is under way, or that failed.
type ListWork struct {
	Step  string `json:"step"` // reading, checking, comparing, register, committing, receipts, rolling-back
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Err   error  `json:"-"` // why it ended
}

func (l *listsNow) set(id lanna.RecordID, w ListWork) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[lanna.RecordID]ListWork{}
	}
	l.all[id] = w
}

func (l *listsNow) clear(id lanna.RecordID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.all, id)
}

func (l *listsNow) get(id lanna.RecordID) (ListWork, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w, ok := l.all[id]
	return w, ok
}

// StartCheck checks a list while the officer's page shows how far it is. It
// returns when the check is done, or after a few seconds.
func (d *Desk) StartCheck(ctx context.Context, by Actor, why Why, id lanna.RecordID, p ListPlan) error {
	if err := d.admit(ctx, by, why, "list.check"); err != nil {
		return err
	}
	if _, err := d.listFor(ctx, by, why, id); err != nil {
		return err
	}
	d.listed.set(id, ListWork{Step: "reading"})
	done := d.lists.start(id, func(ctx context.Context) {
		if err := d.CheckList(ctx, by, why, id, p); err != nil {
			d.listed.set(id, ListWork{Err: err})
			d.cfg.Log.Warn("list not checked", "record", id.String(), "code", lanna.CodeOf(err))
		}
	})
	d.await(ctx, done, patience)
	if w, ok := d.listed.get(id); ok && w.Err != nil {
		return w.Err
	}
	return nil
}

// CheckList reads every cell of a list by its mapping, finds who stands in it
// twice or in the register already, and keeps the rows as checked. Signatures
// for an earlier check count no more. The mapping is remembered of the sender.
func (d *Desk) CheckList(ctx context.Context, by Actor, why Why, id lanna.RecordID, p ListPlan) error {
	const act = "list.check"
	if err := d.admit(ctx, by, why, act); err != nil {
		return err
	}
	l, err := d.listFor(ctx, by, why, id)
	if err != nil {
		return err
	}
	if l.state != ListUploaded && l.state != ListChecked {
		return &lanna.Error{Kind: lanna.Conflict, Code: "list-state", ID: id.String()}
	}
	defer func() {
		if w, _ := d.listed.get(id); w.Err == nil {
			d.listed.clear(id)
		}
	}()
	c := &listCheck{d: d, ctx: ctx, by: by, why: why, l: l}
	memory, err := c.read(p)
	if err != nil {
		return err
	}
	if err := c.compare(); err != nil {
		return err
	}
	ref, err := d.keepRows(c.rows)
	if err != nil {
		return err
	}
	if err = d.do(ctx, by, why, act, func(w *work) error { return w.keepCheck(c, ref, memory) }); err != nil {
		d.dropBlob(ref)
	}
	return err
}

// A listCheck is the check of one list under way.
type listCheck struct {
	d     *Desk
	ctx   context.Context
	by    Actor
	why   Why
	l     *listNow
	shape listShape
	rows  []ListedRow
	tally ListTally

	beside []*match.Person // of each row what is known beside names; nil where the row is kept apart
	called [][]string      // its names
	order  []int32         // rows by how their names sound
	names  *match.Reader
}

func (c *listCheck) at(step string, done, total int) {
	c.d.listed.set(c.l.id, ListWork{Step: step, Done: done, Total: total})
}

// read reads the file and its cells, and returns the mapping as it is
// remembered.
func (c *listCheck) read(p ListPlan) (map[string]list.Column, error) {
	c.at("reading", 0, c.l.shape.Rows)
	o := c.l.shape.Options
	if p.Options != nil {
		o = *p.Options
	}
	table, err := c.table(o)
	if err != nil {
		return nil, err
	}
	m, err := c.mapping(p, table)
	if err != nil {
		return nil, err
	}
	c.shape = shapeOf(table, o, m)
	c.shape.Region = cmp.Or(p.Region, c.l.shape.Region)
	c.at("checking", 0, len(table.Rows))
	people := list.Check(table, list.Plan{Kind: c.l.kind, Mapping: m, Region: c.shape.Region, Today: c.d.Now().Time()})
	c.rows = make([]ListedRow, len(people))
	for i := range people {
		c.row(&c.rows[i], &people[i])
	}
	memory := m.Memory(table)
	debug.FreeOSMemory() // a workbook unpacked is many times its rows, and the rest of the check needs room of its own
	return memory, nil
}

// table is the file as it was read when it came in, or reads it.
func (c *listCheck) table(o list.Options) (*list.Table, error) {
	if t := c.d.table.take(c.l.file.SHA256, o, c.d.Now()); t != nil {
		return t, nil
	}
	data, err := c.d.cfg.Blobs.Get(c.l.file)
	if err != nil {
		return nil, notKept(err)
	}
	return list.Read(data, o)
}

func (c *listCheck) mapping(p ListPlan, table *list.Table) (list.Mapping, error) {
	m := p.Mapping
	switch {
	case m == nil && p.Options != nil:
		m = list.Propose(table, nil)
	case m == nil:
		m = c.l.shape.Mapping
	}
	if len(m) != len(table.Header) {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "list-mapping"}
	}
	single := map[list.Field]bool{}
	for _, col := range m {
		if col.Field != "" && !slices.Contains(list.Fields, col.Field) {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "list-mapping"}
		}
		if col.Field != "" && !col.Field.Multiple() && col.Field != list.Ignore && col.Field != list.Serial && col.Field != list.AnyID && single[col.Field] {
			return nil, &lanna.Error{Kind: lanna.Invalid, Code: "list-mapping-twice", ID: string(col.Field)}
		}
		single[col.Field] = true
	}
	if !m.Has(lanna.Name) && !m.Has(lanna.Alias) && !slices.ContainsFunc(documents, m.Has) && !m.Has(list.AnyID) {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "list-names-nobody"}
	}
	return m, nil
}

// row makes a checked row of a person: its ids, what it indicates, what it
// accuses of.
func (c *listCheck) row(r *ListedRow, p *list.Person) {
	r.Person, r.ID, r.Who = *p, lanna.NewRecordID(), lanna.NewRecordID()
	for i := range r.Values {
		if v := &r.Values[i]; !listable(v.Property) || !wellFormed(v.Property, v.Value) {
			r.Faults = append(r.Faults, list.Fault{Column: v.Column, Code: "value-malformed"})
		}
	}
	if len(r.Faults) > 0 {
		r.Raw, r.Values, r.Dropped = p.Raw, nil, nil
		return
	}
	r.Person.Raw = nil
	r.Minor = minorOf(p, c.d.Now())
	r.Suspects = c.l.kind == list.Wanted || r.Role == list.RoleLeader || r.Role == list.RoleWanted || p.First(lanna.Offence) != "" || p.First(lanna.Warrant) != ""
	r.Presumes = c.presumes(r)
	r.Locked = r.Suspects && r.Presumes
}

// ofLists are the properties that a row may say beside what officers may say.
var ofLists = []lanna.Property{
	lanna.ListedAs, lanna.Warrant, lanna.Authority, lanna.Offence, lanna.IssuedOn, lanna.ValidUntil, lanna.Danger, lanna.Restraint,
	lanna.Belongings, lanna.Referral, lanna.Interpreter, lanna.Destination, lanna.SureIdentity, lanna.MinorFlag,
}

// listable reports whether a row may say the property. Suspicion and the status
// of a victim are for commands of their own.
func listable(p lanna.Property) bool {
	return slices.Contains(sayable, p) || slices.Contains(ofLists, p)
}

// accusing are the properties of a row that stand back while its person is
// presumed a victim.
var accusing = []lanna.Property{lanna.ListedAs, lanna.Offence, lanna.Warrant, lanna.Authority, lanna.IssuedOn, lanna.ValidUntil, lanna.Danger}

func minorOf(p *list.Person, now lanna.Millis) string {
	out := p.First(lanna.MinorFlag)
	for _, v := range p.Values {
		switch m := minorBy(v.Property, v.Value, now); {
		case m == MinorYes:
			return m
		case m != "" && out == "":
			out = m
		}
	}
	return out
}

// presumes reports whether a row opens the presumption that its person is a
// victim. Families report victims, and whoever came out of a compound is one
// until a screening says otherwise. Of people whom a list calls leaders or
// wanted it takes an indicator beside that: a child, a fear of return, an injury,
// a restraint, a ransom, or the sender's own word. A warrant alone indicates
// nothing.
func (c *listCheck) presumes(r *ListedRow) bool {
	fear := r.First(lanna.FearOfReturn)
	indicated := r.Minor != "" || fear == "yes" || r.Role == list.RoleVictim || r.First(lanna.Health) != "" || r.First(lanna.Restraint) != "" || r.First(lanna.Ransom) != ""
	if indicated || c.l.kind == list.Wanted {
		return indicated
	}
	return !r.Suspects
}

// keepCheck says what the check found.
func (w *work) keepCheck(c *listCheck, ref blob.Ref, memory map[string]list.Column) error {
	l, err := w.openList(c.l.id, ListUploaded, ListChecked)
	if err != nil {
		return err
	}
	if l.checked != nil {
		w.blobs = append(w.blobs, *l.checked)
	}
	us := w.d.Agency()
	c.tally = newTally()
	for i := range c.rows {
		c.tally.add(&c.rows[i])
	}
	set := []statement.Claim{statement.New(lanna.ListState, ListChecked), c.shape.claim(), statement.New(lanna.ListChecked, ref.String()), statement.New(lanna.ListTally, mustJSON(c.tally))}
	var old []lanna.Digest // what was said of the earlier check
	for i := range l.st.Facts {
		f := &l.st.Facts[i]
		if f.Agency == us && f.Live() && slices.Contains([]lanna.Property{lanna.ListState, lanna.ListShape, lanna.ListChecked, lanna.ListTally, lanna.ListDecided, lanna.ListSigned}, f.Property) {
			old = append(old, f.Digest)
		}
	}
	w.setMeta(memoryName(l.kind, l.from), []byte(mustJSON(memory)))
	_, err = w.say(lanna.Say, l.id, markingOf(l.st), set, old...)
	return errors.Join(err)
}
