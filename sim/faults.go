package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
	"lanna/store/memory"
)

// A Fault is a mistake that a schedule can be run with, to show that it would
// be found. All of them lie in the disk that a simulated node is given;
// production has no way to set one.
type Fault struct {
	Name string   // hyphenated words
	Is   string   // what is wrong with it
	Hits []string // invariants of which one finds it
}

// Faults lists what Options.Plant may name.
var Faults = []Fault{
	{"no-deduplication", "an envelope that comes again is taken in again", []string{Twice, NumberMissing, NumberReused, HonestRefused}},
	{"receipt-before-commit", "an envelope is acknowledged before it is on the disk", []string{Lost, NumberMissing}},
	{"recall-not-passed-on", "a holder does not tell the others of its agency, or to whom it passed on, what was recalled or erased", []string{Recalled}},
	{"marking-read-late", "a release does not look whether the marking that it read still stands when it is written", []string{Denied, OtherState}},
	{"number-reused-after-crash", "a sealed envelope leaves before its number is on the disk", []string{NumberReused, NumberMissing, HonestRefused}},
	{"revoked-writer-accepted", "a revocation is kept and not heeded", []string{RevokedTaken}},
	{"lost-outbox", "what is to be sent is written in a transaction of its own", []string{Lost, Recalled, OldWord, Unanswered}},
	{"stale-correction", "holders are not told what replaces what they hold", []string{OldWord}},
	{"erase-not-sent", "an erasure does not go to the holders", []string{Recalled}},
}

// faultNamed returns a fault, or nil where there is none of the name.
func faultNamed(name string) *Fault {
	for i := range Faults {
		if Faults[i].Name == name {
			return &Faults[i]
		}
	}
	return nil
}

// A fault is a planted mistake at one node's disk. With no name it does nothing.
type fault struct {
	name     string
	again    string                           // setting of the lane from which a repeated envelope comes
	before   []byte                           // what that setting was when the envelope came first
	unsynced *memory.Store                    // what the disk holds if the power goes now
	undone   bool                             // something that was committed is gone
	unposted []func(tx store.Tx) error        // posts that are not on the disk
	seen     map[lanna.RecordID]store.Version // what the newest snapshot said
}

// power is what a cut of the power does beyond what it should.
func (f *fault) power(d *disk) {
	if f.unsynced != nil {
		d.kept, f.unsynced, f.undone = f.unsynced, nil, true
	}
	f.unposted, f.again = nil, ""
}

// update runs one transaction, with the fault.
func (f *fault) update(ctx context.Context, d *disk, do func(tx store.Tx) error) error {
	if f.name == "" {
		return d.kept.Update(ctx, do)
	}
	f.unsynced = nil
	if posts := f.unposted; len(posts) > 0 {
		f.unposted = nil
		err := d.kept.Update(ctx, func(tx store.Tx) error { return each(posts, tx) })
		if err != nil {
			return err
		}
	}
	was := d.kept.Fork()
	var tx *faultyTx
	err := d.kept.Update(ctx, func(under store.Tx) error {
		tx = &faultyTx{Tx: under, f: f}
		if err := do(tx); err != nil {
			return err
		}
		return tx.end()
	})
	if err != nil {
		return err
	}
	if tx.unsafe() {
		f.unsynced = was
	}
	if f.name == "lost-outbox" {
		f.unposted = tx.posts
	}
	return nil
}

func each(list []func(tx store.Tx) error, tx store.Tx) error {
	for _, f := range list {
		if err := f(tx); err != nil {
			return err
		}
	}
	return nil
}

// reader is a snapshot, with the fault.
func (f *fault) reader(r store.Reader) store.Reader {
	if f.name == "" {
		return r
	}
	f.seen = map[lanna.RecordID]store.Version{}
	return &faultyReader{r, f}
}

type faultyReader struct {
	store.Reader
	f *fault
}

func (r *faultyReader) Certificates() ([][]byte, error) { return r.f.certificates(r.Reader) }

func (r *faultyReader) Version(id lanna.RecordID) (store.Version, error) {
	v, err := r.Reader.Version(id)
	r.f.seen[id] = v
	return v, err
}

func (f *fault) certificates(r store.Reader) ([][]byte, error) {
	list, err := r.Certificates()
	if f.name != "revoked-writer-accepted" {
		return list, err
	}
	var out [][]byte
	for _, b := range list {
		if c, bad := statement.ParseCertificate(b); bad != nil || c.Act != statement.Revoke {
			out = append(out, b)
		}
	}
	return out, err
}

// faultyTx is a transaction, with the fault.
type faultyTx struct {
	store.Tx
	f        *fault
	took     bool // a lane in was moved
	gave     bool // a lane out was moved
	followed bool // another writer's recall or erasure came
	posts    []func(tx store.Tx) error
	refs     []federate.StatementRef // of posts; zero where it is none
}

func (t *faultyTx) unsafe() bool {
	return t.f.name == "receipt-before-commit" && t.took || t.f.name == "number-reused-after-crash" && t.gave
}

func (t *faultyTx) Certificates() ([][]byte, error) { return t.f.certificates(t.Tx) }

// Version is the old one where a fault has it that nobody looks again.
func (t *faultyTx) Version(id lanna.RecordID) (store.Version, error) {
	if v, ok := t.f.seen[id]; ok && t.f.name == "marking-read-late" {
		return v, nil
	}
	return t.Tx.Version(id)
}

// Meta shows a lane as it was before an envelope that now comes again.
func (t *faultyTx) Meta(name string) ([]byte, error) {
	if t.f.name == "no-deduplication" && name == t.f.again && t.f.before != nil {
		return bytes.Clone(t.f.before), nil
	}
	return t.Tx.Meta(name)
}

func (r *faultyReader) Meta(name string) ([]byte, error) {
	if r.f.name == "no-deduplication" && name == r.f.again && r.f.before != nil {
		return bytes.Clone(r.f.before), nil
	}
	return r.Reader.Meta(name)
}

func (t *faultyTx) SetMeta(name string, value []byte) error {
	t.took = t.took || strings.HasPrefix(name, "federate/in/")
	t.gave = t.gave || strings.HasPrefix(name, "federate/out/")
	return t.Tx.SetMeta(name, value)
}

// Append notes that another's recall or erasure came: within a transaction that
// moved a lane there are no others.
func (t *faultyTx) Append(agency lanna.AgencyID, s *statement.Statement) (int64, error) {
	if k := s.Header.Kind; t.took && (k == lanna.Recall || k == lanna.Erase) {
		t.followed = true
	}
	return t.Tx.Append(agency, s)
}

// Post puts off what goes to parties, so that end can look what it names.
func (t *faultyTx) Post(to string, body []byte) (int64, error) {
	if !strings.HasPrefix(to, "wait/") {
		return t.Tx.Post(to, body)
	}
	var ref federate.Ref
	var st federate.StatementRef
	if json.Unmarshal(body, &ref) == nil && ref.Statement != nil {
		st = *ref.Statement
	}
	body = bytes.Clone(body)
	t.posts = append(t.posts, func(tx store.Tx) error { _, err := tx.Post(to, body); return err })
	t.refs = append(t.refs, st)
	return 0, nil
}

// end posts what was put off, but for what the fault drops.
func (t *faultyTx) end() error {
	if t.f.name == "lost-outbox" {
		return nil
	}
	for i, post := range t.posts {
		if t.drops(t.refs[i]) {
			continue
		}
		if err := post(t.Tx); err != nil {
			return err
		}
	}
	return nil
}

func (t *faultyTx) drops(ref federate.StatementRef) bool {
	if ref.ID.IsZero() {
		return false
	}
	s, err := t.Tx.Statement(ref.Record, ref.ID)
	if err != nil {
		return false
	}
	switch t.f.name {
	case "recall-not-passed-on":
		return t.followed && (s.Kind == lanna.Erase || s.Kind == lanna.Recall)
	case "erase-not-sent":
		return !t.followed && s.Kind == lanna.Erase
	case "stale-correction":
		return s.Kind == lanna.Say && len(ref.Claims) == 0
	}
	return false
}
