package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/blob"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A work is one command under way. What it says is kept together in one
// transaction: statements, leaves, views, text index, outbox.
type work struct {
	d       *Desk
	tx      store.Reader // what it reads: a snapshot, or the transaction itself
	by      Actor
	why     Why
	act     string
	now     lanna.Millis
	records map[lanna.RecordID]*ledger
	order   []lanna.RecordID // records in the order in which they were first touched
	said    []saidNow
	labels  map[string]*drawn

	rows   []rowChange
	events []Event
	writes []func(tx store.Tx) error // what else is to be written

	stands func(now store.Reader) (bool, error) // of a work that was done ahead

	posted   []lanna.WriterID // parties for which something waits
	standing bool             // something may leave by a standing rule
	scrub    bool             // claims were removed
	blobs    []blob.Ref       // of claims that were removed
	stays    []lanna.Digest   // statements that no other node of the agency is told

	documents map[string]lanna.RecordID // people opened in this work, by the key of their numbers
}

// later has f write when the work is kept. f may run more than once.
func (w *work) later(f func(tx store.Tx) error) { w.writes = append(w.writes, f) }

// setMeta sets a setting when the work is kept; nil removes it.
func (w *work) setMeta(name string, value []byte) {
	w.later(func(tx store.Tx) error { return tx.SetMeta(name, value) })
}

// A ledger is what the store holds on a record, read once a work.
type ledger struct {
	entries []statement.Entry
	changed bool
}

// do is the one door in. It checks that the actor may do the act, runs f, and
// makes the views of all that f touched. f may run more than once. A refusal is
// a leaf as well.
func (d *Desk) do(ctx context.Context, by Actor, why Why, act string, f func(w *work) error) error {
	return d.draft(ctx, by, why, act, f).keep(ctx)
}

// forgetPeople has the rights of officers read anew, before an open page hears
// of the change and asks for them.
func (w *work) forgetPeople() {
	if !strings.HasPrefix(w.act, "officer.") {
		return
	}
	for _, id := range w.order {
		w.d.people.forget(id)
	}
}

// afterwards does what follows from a work that is kept. A crash before it is
// made good by Tick, but for the remains of pictures without a key.
func (d *Desk) afterwards(ctx context.Context, w *work) error {
	d.announcePosts(w)
	if d.cfg.Erased != nil && slices.ContainsFunc(w.said, func(s saidNow) bool { return s.st.Header.Kind == lanna.Erase }) {
		d.cfg.Erased(context.WithoutCancel(ctx))
	}
	for _, ref := range w.blobs {
		d.dropBlob(ref)
	}
	if w.standing {
		d.runStanding(context.WithoutCancel(ctx))
	}
	if w.scrub {
		return d.scrub(ctx)
	}
	return nil
}

// admit refuses an act that no role of the actor allows, or that gives no
// purpose, and puts the refusal on the log.
func (d *Desk) admit(ctx context.Context, by Actor, why Why, act string) error {
	switch {
	case by.rule != "":
		return nil
	case !by.May(act):
		return errors.Join(&lanna.Error{Kind: lanna.Denied, Code: "role"}, d.refuse(ctx, by, why, act, "role"))
	case !why.Purpose.Valid():
		return &lanna.Error{Kind: lanna.Invalid, Code: "purpose-missing"}
	case (slices.Contains(needReason, act) || slices.Contains(subjectReasons, act)) && why.Reason == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "reason-missing"}
	}
	return nil
}

// ledger returns the record's ledger; fresh tells that the record is new and
// the store need not be asked.
func (w *work) ledger(record lanna.RecordID, fresh bool) (*ledger, error) {
	if l := w.records[record]; l != nil {
		return l, nil
	}
	l := &ledger{}
	if !fresh {
		entries, err := w.d.entries(w.tx, record)
		if err != nil {
			return nil, err
		}
		l.entries = entries
	}
	w.records[record] = l
	w.order = append(w.order, record)
	return l, nil
}

// state folds a record as it stands within the work. A record on which nothing
// stands is NotFound.
func (w *work) state(record lanna.RecordID) (*statement.State, error) {
	l, err := w.ledger(record, false)
	if err != nil {
		return nil, err
	}
	if len(l.entries) == 0 {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: record.String()}
	}
	return statement.Fold(w.d.Agency(), record, l.entries), nil
}

// open returns the state of a record that the actor may see for the purpose.
// Not there and not yours are the same answer.
func (w *work) open(record lanna.RecordID) (*statement.State, error) {
	st, err := w.state(record)
	if err != nil {
		return nil, err
	}
	if w.by.rule == "" && !w.d.visible(st, w.by, w.why.Purpose) {
		return nil, &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: record.String()}
	}
	return st, nil
}

// create opens a new record of a kind with a label, says its first claims and
// returns its id.
func (w *work) create(kind lanna.RecordKind, m handling.Marking, claims ...statement.Claim) (lanna.RecordID, error) {
	id := lanna.NewRecordID()
	return id, w.createAs(id, kind, m, claims...)
}

// createAs is create for an id that was drawn before, because claims on other
// records name it.
func (w *work) createAs(record lanna.RecordID, kind lanna.RecordKind, m handling.Marking, claims ...statement.Claim) error {
	label, err := w.label(kind)
	if err != nil {
		return err
	}
	if _, err := w.ledger(record, true); err != nil {
		return err
	}
	head := []statement.Claim{statement.New(lanna.KindOfRecord, string(kind)), statement.New(lanna.Label, label)}
	_, err = w.say(lanna.Say, record, m, append(head, claims...))
	return err
}

// say signs claims on a record under a marking and keeps them. replaces names
// claims of this agency that they take the place of.
func (w *work) say(kind lanna.StatementKind, record lanna.RecordID, m handling.Marking, claims []statement.Claim, replaces ...lanna.Digest) (*statement.Statement, error) {
	l, err := w.ledger(record, false)
	if err != nil {
		return nil, err
	}
	claims = append(claims, statement.New(lanna.Marked, m.String()))
	claims = append(claims, w.reasons()...)
	st, err := w.d.cfg.Signer.Prepare(statement.Draft{Kind: kind, Record: record, Officer: w.by.Officer, Time: w.now, Claims: claims, Names: replaces})
	if err != nil {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "claim-malformed", ID: record.String(), Err: err}
	}
	w.said = append(w.said, w.d.seal(st))
	l.entries = append(l.entries, statement.Entry{Statement: st, Agency: w.d.Agency()})
	l.changed = true
	return st, nil
}

// reasons are the claims that every act carries: what it was and why.
func (w *work) reasons() []statement.Claim {
	out := []statement.Claim{statement.New(lanna.Act, w.act)}
	add := func(p lanna.Property, v string) {
		if v != "" {
			out = append(out, statement.New(p, v))
		}
	}
	add(lanna.PurposeOf, string(w.why.Purpose))
	add(lanna.CaseOf, w.why.Case)
	add(lanna.Reason, w.why.Reason)
	add(lanna.Rule, w.by.rule)
	return out
}

// A saidNow is a statement that is being signed on another core while the work
// goes on. It is kept when the work is finished.
type saidNow struct {
	st   *statement.Statement
	done chan struct{} // nil where it is not signed
}

func (d *Desk) seal(st *statement.Statement) saidNow {
	s := saidNow{st, make(chan struct{})}
	go func() {
		defer close(s.done)
		d.cfg.Signer.Seal(st)
	}()
	return s
}

// keep stores a statement of this node and its leaf.
func (d *Desk) keep(tx store.Tx, st *statement.Statement) error {
	seq, err := tx.Append(d.Agency(), st)
	if err != nil {
		return err
	}
	leaf, err := d.log.Append(tx, seq, st.ID)
	if err != nil {
		return err
	}
	if row, ok := auditRow(st, d.placeOf(d.cfg.Signer.Writer(), leaf)); ok {
		err = tx.PutRow(row)
	}
	return err
}

// finish makes the views of the records that changed, and what the screens are
// told. When it returns, all is signed.
func (w *work) finish() error {
	changed := slices.DeleteFunc(slices.Clone(w.order), func(id lanna.RecordID) bool { return !w.records[id].changed })
	states := make([]*statement.State, len(changed))
	fold := func(i int) { states[i] = statement.Fold(w.d.Agency(), changed[i], w.records[changed[i]].entries) }
	inParallel(len(changed), fold)
	for i := range states {
		more, err := w.rejudge(states[i])
		if err != nil {
			return err
		}
		if more {
			fold(i)
		}
		w.markWake(states[i])
		more, err = w.exchange(states[i])
		if err != nil {
			return err
		}
		if more {
			fold(i)
		}
	}
	rows := make([][]rowChange, len(changed))
	inParallel(len(changed), func(i int) { rows[i] = w.d.rowsOf(states[i]) })
	for i, st := range states {
		w.rows = append(w.rows, rows[i]...)
		if !ofAuditor(st) { // no page hears of it
			w.events = append(w.events, w.event(st))
		}
	}
	for _, s := range w.said {
		if s.done != nil {
			<-s.done
		}
	}
	return nil
}

// write keeps a finished work. It may be called more than once.
func (w *work) write(tx store.Tx) error {
	for i := range w.rows {
		if err := w.rows[i].write(tx); err != nil {
			return err
		}
	}
	for i := range w.events {
		if err := w.events[i].post(tx); err != nil {
			return err
		}
	}
	for _, f := range w.writes {
		if err := f(tx); err != nil {
			return err
		}
	}
	for _, s := range w.said {
		if err := w.d.keep(tx, s.st); err != nil {
			return err
		}
	}
	return w.raiseCounters(tx)
}

// entries reads a record's statements with what the certificates say of their writers.
func (d *Desk) entries(r store.Reader, record lanna.RecordID) ([]statement.Entry, error) {
	list, err := r.Statements(record)
	if err != nil {
		return nil, err
	}
	out := make([]statement.Entry, 0, len(list))
	for _, s := range list {
		e, err := d.entry(r, s)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func (d *Desk) entry(r store.Reader, s store.Stored) (statement.Entry, error) {
	h, err := statement.ParseHeader(s.Header)
	if err != nil {
		return statement.Entry{}, &lanna.Error{Kind: lanna.Integrity, Code: "header", ID: s.ID.String(), Err: err}
	}
	who := d.writer(s.Writer)
	st := &statement.Statement{ID: s.ID, Header: h, Bytes: s.Header, Sig: s.Sig, Claims: s.Claims}
	e := statement.Entry{Statement: st, Agency: who.Agency, Unproven: who.Standing == statement.Unknown}
	if who.Standing == statement.Revoked {
		stands, err := d.proven(r, who, s)
		if err != nil {
			return e, err
		}
		e.Unproven = !stands
	}
	return e, nil
}
