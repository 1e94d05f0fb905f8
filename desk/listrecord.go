package desk

import (
	"strconv"
	"strings"

	"slices"

	"lanna"
	"lanna/handling"
	"lanna/list"
	"lanna/statement"
	"lanna/store"
)

func statementsOf(state string, tally ListTally) []statement.Claim {
	return []statement.Claim{statement.New(lanna.ListState, state), statement.New(lanna.ListTally, mustJSON(tally))}
}

// commitRow makes a record of a row, and of its person where there is none yet.
// A row whose record is there was dealt with before a crash.
func (w *work) commitRow(run *listRun, r *ListedRow, m handling.Marking) error {
	fate := run.fates[r.Number]
	if fate == nil {
		fate = &rowFate{}
	}
	if len(r.Faults) > 0 || fate.skip {
		return nil
	}
	there, err := w.ledger(r.ID, false)
	if err != nil || len(there.entries) > 0 {
		return err
	}
	c := &rowCommit{w: w, run: run, r: r, fate: fate, m: m}
	if err := c.person(); err != nil {
		return err
	}
	if c.lock && run.l.kind == list.Wanted {
		return nil // all of such a row is suspicion
	}
	return c.say()
}

// A rowCommit is one row on its way.
type rowCommit struct {
	w    *work
	run  *listRun
	r    *ListedRow
	fate *rowFate
	m    handling.Marking

	who   lanna.RecordID
	known *statement.State // the person as it stands; nil: new
	lock  bool             // its suspicion is locked
}

// person finds whose row it is, and whether its suspicion is locked: as the
// records stand now, whatever the check saw.
func (c *rowCommit) person() error {
	c.who = c.r.Who
	l, err := c.w.ledger(c.who, false)
	if err != nil {
		return err
	}
	if len(l.entries) > 0 {
		if c.known, err = c.w.state(c.who); err != nil {
			return err
		}
	}
	if c.known != nil && len(c.known.Live(lanna.KindOfRecord)) == 0 { // erased since
		c.known, c.who = nil, lanna.NewRecordID()
	}
	if !c.r.Suspects {
		return nil
	}
	locked, err := c.meetsPresumed()
	c.lock = locked && c.fate.override == ""
	return err
}

// meetsPresumed reports whether the row indicates a victim itself, or its person,
// or anybody who may be the same and whom no officer held apart, is one.
func (c *rowCommit) meetsPresumed() (bool, error) {
	if c.r.Presumes {
		return true, nil
	}
	who := []lanna.RecordID{c.who}
	for _, p := range c.r.Pairs {
		if c.fate.pairs[p.name()] == DecideApart {
			continue
		}
		if p.Row > 0 {
			who = append(who, c.run.whos.of(p.Row))
		} else {
			who = append(who, p.Record)
		}
	}
	for _, v := range c.r.Values { // who came into the register since the check
		if key := keyOf(v.Property, v.Value); key != "" && slices.Contains(documents, v.Property) {
			id, err := c.w.personWith(key)
			if err != nil {
				return false, err
			}
			who = append(who, id)
		}
	}
	for _, id := range who {
		locks, err := c.w.presumed(id)
		if err != nil || locks {
			return locks, err
		}
	}
	return c.r.Locked && !c.anyApart(), nil
}

// anyApart reports whether an officer held the row apart from somebody: what
// locked it at the check may have been that, and all others were asked anew.
func (c *rowCommit) anyApart() bool {
	for _, what := range c.fate.pairs {
		if what == DecideApart {
			return true
		}
	}
	return false
}

// presumed reports whether suspicion against the person is locked.
func (w *work) presumed(id lanna.RecordID) (bool, error) {
	if id.IsZero() {
		return false, nil
	}
	l, err := w.ledger(id, false)
	if err != nil || len(l.entries) == 0 {
		return false, err
	}
	st, err := w.state(id)
	if err != nil {
		return false, err
	}
	if locksSuspicion(st.Of(w.d.Agency(), lanna.VictimStatus)) {
		return true, nil
	}
	return w.protectedElsewhere(id)
}

// say opens the row's record and adds to its person, or opens the person.
func (c *rowCommit) say() error {
	claims, fields := c.claims()
	tags := make([]lanna.Digest, len(fields))
	for i := range tags { // claims begins with the fields
		tags[i] = claims[i].Digest(c.w.d.Agency(), c.r.ID)
	}
	n := &notice{kind: lanna.ListedRecord, fields: fields, grade: c.run.l.grade}
	if err := c.sayPerson(n, tags); err != nil {
		return err
	}
	claims = append(claims, statement.New(lanna.PersonOf, c.who.String()))
	if err := c.w.createAs(c.r.ID, lanna.ListedRecord, c.m, claims...); err != nil {
		return err
	}
	return c.judge()
}

// claims are what the row says, with what was written where that differs, its
// values first. What accuses stands back while it is locked.
func (c *rowCommit) claims() ([]statement.Claim, []saidField) {
	var out []statement.Claim
	var fields []saidField
	var doubts []list.Value
	for _, v := range c.r.Values {
		if c.lock && slices.Contains(accusing, v.Property) {
			continue
		}
		f := saidField{Field: Field{Property: v.Property, Value: v.Value, Lang: v.Lang}}
		if slices.ContainsFunc(fields, func(o saidField) bool {
			return o.Property == v.Property && (o.Value == v.Value || !v.Property.Multiple())
		}) {
			continue
		}
		fields = append(fields, f)
		claim := statement.New(v.Property, v.Value)
		claim.Lang, claim.Grade = v.Lang, c.run.l.grade
		out = append(out, claim)
		if v.Written != "" || len(v.Notes) > 0 {
			doubts = append(doubts, v)
		}
	}
	doubts = append(doubts, c.r.Dropped...)
	out = append(out, statement.New(lanna.ListOf, c.run.l.id.String()), statement.New(lanna.ListRow, strconv.Itoa(c.r.Number)), statement.New(lanna.ListKind, c.run.l.kind))
	if len(doubts) > 0 {
		out = append(out, statement.New(lanna.ListDoubt, mustJSON(doubts)))
	}
	if c.r.Minor != "" && c.r.First(lanna.MinorFlag) == "" {
		out = append(out, statement.New(lanna.MinorFlag, c.r.Minor))
	}
	return out, fields
}

func (c *rowCommit) sayPerson(n *notice, tags []lanna.Digest) error {
	set := n.personClaims(tags, c.known)
	from := func(p lanna.Property, claim statement.Claim) statement.Claim {
		for i := range n.fields {
			if n.fields[i].Property == p {
				claim.From = []lanna.Digest{tags[i]}
			}
		}
		return claim
	}
	standing := func(p lanna.Property) string {
		if c.known == nil {
			return ""
		}
		return c.known.Of(c.w.d.Agency(), p)
	}
	if status := standing(lanna.VictimStatus); c.r.Presumes && status != Presumed && status != ScreenedVictim {
		set = append(set, statement.New(lanna.VictimStatus, Presumed), statement.New(lanna.Rule, rulePresume))
	}
	if is := standing(lanna.MinorFlag); c.r.Minor != "" && is != MinorYes && is != c.r.Minor {
		set = append(set, statement.New(lanna.MinorFlag, c.r.Minor))
	}
	if fear := c.r.First(lanna.FearOfReturn); fear != "" && fear != standing(lanna.FearOfReturn) && standing(lanna.FearOfReturn) != "yes" {
		set = append(set, from(lanna.FearOfReturn, statement.New(lanna.FearOfReturn, fear)))
	}
	var suspicion []statement.Claim
	if c.r.Suspects && !c.lock {
		suspicion = c.suspicion(n, tags)
	}
	if c.known != nil {
		return c.w.addListed(c.known, c.m, set, suspicion)
	}
	return c.w.createAs(c.who, lanna.PersonRecord, c.m, append(set, suspicion...)...)
}

// judge says what officers decided of the pairs of a row, as judgements of two
// persons' records, which another judgement undoes: nothing was put together.
// Whom the actor may not see, or who was not recorded, is passed over.
func (c *rowCommit) judge() error {
	for _, p := range c.r.Pairs {
		verdict := map[string]Verdict{DecideSame: SameOne, DecideApart: NotSame}[c.fate.pairs[p.name()]]
		other := p.Record
		if p.Row > 0 {
			other = c.run.whos.of(p.Row)
		}
		if verdict == NoVerdict || other.IsZero() || other == c.who {
			continue
		}
		err := c.w.judge(c.who, other, verdict)
		if err != nil && lanna.KindOf(err) != lanna.NotFound {
			return err
		}
	}
	return nil
}

// suspicion is what a list that two officers signed for says against a person.
// Where the person is presumed a victim it stands only because an officer
// overrode the lock, and says so.
func (c *rowCommit) suspicion(n *notice, tags []lanna.Digest) []statement.Claim {
	words := strings.Join(slices.DeleteFunc([]string{c.r.Role, c.r.First(lanna.Offence), c.r.First(lanna.Warrant)}, func(s string) bool { return s == "" }), "; ")
	claim := statement.New(lanna.SuspectOf, words)
	claim.Grade = c.run.l.grade
	for i, f := range n.fields {
		if slices.Contains(accusing, f.Property) && len(claim.From) < statement.MaxFrom {
			claim.From = append(claim.From, tags[i])
		}
	}
	out := []statement.Claim{claim}
	if c.fate.override != "" {
		out = append(out, statement.New(lanna.Rule, ruleOverride), statement.New(lanna.Reason, c.fate.override))
	}
	return out
}

// addListed says on a known person what is new.
func (w *work) addListed(st *statement.State, m handling.Marking, set, suspicion []statement.Claim) error {
	if set = append(set, suspicion...); len(set) == 0 {
		return nil
	}
	return w.set(st, m, set...)
}

// receiptFrom fills a receipt from the row's record.
func (d *Desk) receiptFrom(r store.Reader, out *ListReceipt, row *ListedRow, entries []statement.Entry) error {
	us := d.Agency()
	st := statement.Fold(us, row.ID, entries)
	out.Record, out.Label, out.What, out.Statement = row.ID, st.Of(us, lanna.Label), RowRecorded, entries[0].ID
	if id, err := lanna.ParseRecordID(st.Of(us, lanna.PersonOf)); err == nil {
		out.Person = id
	}
	if row.Joins {
		out.What = RowJoined
	}
	if row.Suspects && st.Of(us, lanna.ListedAs) == "" && st.Of(us, lanna.Offence) == "" && st.Of(us, lanna.Warrant) == "" {
		out.What = RowLocked
	}
	stored, err := r.Statement(row.ID, entries[0].ID)
	if err != nil {
		return err
	}
	out.Leaf, err = r.LeafOf(stored.Writer, stored.Seq)
	return notThere(err) // a partner gave it back after a restore
}
