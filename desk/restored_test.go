package desk_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"lanna"
	"lanna/backup"
	"lanna/blob"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

// A safe is where a world's backups lie.
type safe struct {
	making   backup.Making
	identity []age.Identity
	erasures *backup.Erasures
}

func newSafe(t *testing.T, w *desktest.World) *safe {
	t.Helper()
	k, err := backup.NewKey()
	must(t, err)
	to, err := backup.Recipients(k.Recipient)
	must(t, err)
	s := &safe{}
	s.identity, err = backup.Identities(strings.NewReader(k.Identity))
	must(t, err)
	left := []string{"view/", federate.KeyPrefix}
	s.making = backup.Making{Dir: t.TempDir(), Recipients: to, Store: w.Store, Blobs: w.Config.Blobs, Signer: w.Config.Signer, Clock: w.Clock,
		Leave: func(name string) bool {
			return slices.ContainsFunc(left, func(p string) bool { return strings.HasPrefix(name, p) })
		}}
	s.erasures = &backup.Erasures{Dir: s.making.Dir, Recipients: to}
	return s
}

// restored makes the world that a restore from the newest backup makes: a new
// writer, the one before ended, erasures done again, partners asked.
func (s *safe) restored(t *testing.T, w *desktest.World) *desktest.World {
	t.Helper()
	f, err := backup.Newest(s.making.Dir)
	must(t, err)
	n := &desktest.World{Clock: w.Clock, Root: w.Root, Dir: t.TempDir(), Config: w.Config,
		Admin: w.Admin, Duty: w.Duty, Second: w.Second, Leader: w.Leader, National: w.National, Auditor: w.Auditor, Victims: w.Victims}
	n.Store, err = sqlite.Open(sqlite.Config{Path: filepath.Join(n.Dir, "lanna.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	must(t, err)
	t.Cleanup(func() { n.Store.Close() })
	must(t, f.ReadStore(t.Context(), n.Store, s.identity, func(int64, int64) {}))
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	signer := statement.NewSigner(w.Config.Signer.Agency, key)
	now := w.Now()
	must(t, n.Store.Update(t.Context(), func(tx store.Tx) error {
		return errors.Join(tx.AddCertificate(statement.NewCertificate(w.Root, statement.Certify, signer.Writer(), now, 0, [32]byte{}).Bytes()),
			tx.AddCertificate(statement.NewCertificate(w.Root, statement.End, w.Writer(), now, 0, [32]byte{}).Bytes()),
			desk.BeginRestored(tx, w.Writer(), f.Made, now))
	}))
	n.Config.Store, n.Config.Signer, n.Config.Register, n.Config.Verified = n.Store, signer, "", nil
	n.Config.Blobs, err = blob.NewFolder(filepath.Join(n.Dir, "blobs"))
	must(t, err)
	must(t, f.CopyBlobs(t.Context(), n.Config.Blobs))
	n.Restart(t)
	t.Cleanup(func() { n.Desk.Close() })
	list, err := backup.ReadErasures(s.making.Dir, s.identity)
	must(t, err)
	var again []desk.Consignment
	for _, e := range list {
		again = append(again, desk.Consignment{Header: e.Header, Sig: e.Sig})
	}
	_, err = n.ReplayErasures(t.Context(), again)
	must(t, err)
	must(t, n.Upgrade(t.Context()))
	return n
}

// aliased raises a notice on somebody of that name.
func aliased(t *testing.T, w *desktest.World, alias string) lanna.RecordID {
	t.Helper()
	id, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, lanna.BountyRecord, rescueOnly,
		statement.New(lanna.Alias, alias), statement.New(lanna.Amount, "600000 CNY"), statement.New(lanna.Compound, "EXERCISE park"))
	must(t, err)
	return id
}

// holdsWords reports whether any statement of a world holds the words.
func holdsWords(t *testing.T, w *desktest.World, words string) bool {
	t.Helper()
	found := false
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Scan(1, func(s store.Stored) error {
			for _, c := range s.Claims {
				found = found || strings.Contains(c.Value, words)
			}
			return nil
		})
	}))
	return found
}

// A node that lost what it did since its backup is given it back by its partner:
// what it was sent, what it gave, what was taken back. Nothing that was erased
// or recalled since comes back, and until then it is not ready.
func TestARestoredNodeIsGivenWhatItLacks(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "A", Role: federate.National}, desktest.Node{Name: "B", Role: federate.National})
	a, b := f.Nodes[0], f.Nodes[1]
	early := aliased(t, b, "EXERCISE-early")
	release(t, b, a, early, lanna.Alias, lanna.Amount)
	recalled := aliased(t, b, "EXERCISE-recalled")
	release(t, b, a, recalled, lanna.Alias, lanna.Amount)
	own := aliased(t, a, "EXERCISE-erased")
	f.Carry(t)
	s := newSafe(t, a)
	_, err := s.making.Make(t.Context())
	must(t, err)

	f.Clock.Add(time.Hour)
	late := aliased(t, b, "EXERCISE-late")
	release(t, b, a, late, lanna.Alias, lanna.Amount)
	gave := aliased(t, a, "EXERCISE-gave")
	release(t, a, b, gave, lanna.Alias, lanna.Amount)
	must(t, b.Recall(t.Context(), b.National, desktest.Because("EXERCISE"), recalled, nil, lanna.WriterID{}))
	f.Carry(t)
	must(t, a.Erase(t.Context(), a.Leader, a.Signs(a.Admin), desktest.Because("EXERCISE"), own, nil))
	gone, _, err := a.Erasures(t.Context(), 0)
	must(t, err)
	for _, e := range gone {
		must(t, s.erasures.Add(backup.Erasure{Agency: a.Agency(), Header: e.Header, Sig: e.Sig}))
	}
	f.Carry(t)

	f.Clock.Add(time.Hour)
	n := s.restored(t, a)
	for words, want := range map[string]bool{"EXERCISE-early": true, "EXERCISE-erased": false, "EXERCISE-recalled": false, "EXERCISE-late": false, "EXERCISE-gave": false} {
		if holdsWords(t, n, words) != want {
			t.Errorf("before the answer %s is there: %t", words, !want)
		}
	}
	state, err := n.Restored(t.Context())
	must(t, err)
	if state.Ready() || len(state.Waits) != 1 {
		t.Fatalf("before the answer: %+v", state)
	}
	f.Nodes[0] = n
	f.Carry(t)
	must(t, b.AnswerRestored(t.Context()))
	f.Carry(t)
	if state, err = n.Restored(t.Context()); err != nil || !state.Ready() {
		t.Fatalf("after the answer: %+v, %v", state, err)
	}
	for words, want := range map[string]bool{"EXERCISE-early": true, "EXERCISE-erased": false, "EXERCISE-recalled": false, "EXERCISE-late": true, "EXERCISE-gave": true} {
		if holdsWords(t, n, words) != want {
			t.Errorf("after the answer %s is there: %t", words, !want)
		}
	}
	for name, w := range map[string]*desktest.World{"restored": n, "partner": b} {
		if q, err := w.Quarantine(t.Context(), w.Auditor, desktest.Rescue); err != nil || len(q) > 0 {
			t.Errorf("%s: in quarantine: %+v, %v", name, q, err)
		}
		if rep, err := w.VerifyLog(t.Context(), w.Auditor, desktest.Rescue); err != nil || rep.Finding != nil {
			t.Errorf("%s: the log: %+v, %v", name, rep, err)
		}
	}

	// The exchange goes on: both ways, and after what was released to the earlier writer.
	fresh := aliased(t, n, "EXERCISE-fresh")
	release(t, n, b, fresh, lanna.Alias, lanna.Amount)
	must(t, b.Recall(t.Context(), b.National, desktest.Because("EXERCISE"), early, nil, lanna.WriterID{}))
	must(t, n.Recall(t.Context(), n.National, desktest.Because("EXERCISE"), gave, nil, lanna.WriterID{}))
	f.Carry(t)
	if !holdsWords(t, b, "EXERCISE-fresh") {
		t.Error("what the restored node released did not come")
	}
	if holdsWords(t, n, "EXERCISE-early") {
		t.Error("what was released to the writer before could not be recalled")
	}
	if holdsWords(t, b, "EXERCISE-gave") {
		t.Error("what the writer before had released could not be recalled")
	}
	if parties := len(partiesOf(t, b)); parties != 1 {
		t.Errorf("the partner knows %d parties", parties)
	}
	before := n.Dump(t)
	must(t, n.Rebuild(t.Context(), nil))
	if n.Dump(t) != before {
		t.Error("views made anew differ")
	}
}

// An old copy of the node that still runs is a stranger from then on.
func TestTheWriterBeforeIsAStranger(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "A", Role: federate.National}, desktest.Node{Name: "B", Role: federate.National})
	a, b := f.Nodes[0], f.Nodes[1]
	s := newSafe(t, a)
	_, err := s.making.Make(t.Context())
	must(t, err)
	f.Clock.Add(time.Hour)
	f.Nodes[0] = s.restored(t, a)
	f.Carry(t)
	must(t, b.AnswerRestored(t.Context()))
	f.Carry(t)
	id := aliased(t, a, "EXERCISE-copy")
	release(t, a, b, id, lanna.Alias, lanna.Amount)
	list, err := a.Outgoing(t.Context(), b.Writer(), federate.Ordinary, 0, 1<<20)
	must(t, err)
	for _, m := range list {
		if _, _, err := b.Deliver(t.Context(), m.Message); err != nil {
			t.Fatal(err)
		}
	}
	if holdsWords(t, b, "EXERCISE-copy") {
		t.Error("what the old copy said was taken in")
	}
}

// A stranger cannot introduce itself: only the root that a partner is known by
// ends a writer and certifies the next.
func TestNobodyElseFollowsAPartner(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "A", Role: federate.National}, desktest.Node{Name: "B", Role: federate.National})
	a, b := f.Nodes[0], f.Nodes[1]
	thief := desktest.New(t, desktest.Options{Clock: f.Clock})
	f.Clock.Add(time.Hour)
	_, err := thief.IssueCard(t.Context(), thief.Admin, desktest.Rescue, federate.Card{Role: federate.National, Code: "EX", Names: map[string]string{"en": "EXERCISE A"},
		More: map[string]string{"follows": a.Writer().String()}})
	must(t, err)
	thief.Accept(t, b)
	_, err = thief.IssueCard(t.Context(), thief.Admin, desktest.Rescue, federate.Card{Role: federate.National, Code: "EX", Names: map[string]string{"en": "EXERCISE A"},
		More: map[string]string{"follows": a.Writer().String()}})
	must(t, err)
	list, err := thief.Outgoing(t.Context(), b.Writer(), federate.Urgent, 0, 1<<20)
	must(t, err)
	if len(list) == 0 {
		t.Fatal("the thief sends nothing")
	}
	for _, m := range list {
		_, _, err := b.Deliver(t.Context(), m.Message)
		must(t, err)
	}
	if p := partiesOf(t, b); len(p) != 1 || p[0].Writer != a.Writer() {
		t.Errorf("the parties are %d, the first %s", len(p), p[0].Writer)
	}
}

// Who goes on without an answer says why, and that is an entry of the log.
func TestGoingOnWithoutPartnersTakesAReason(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "A", Role: federate.National}, desktest.Node{Name: "B", Role: federate.National})
	a := f.Nodes[0]
	s := newSafe(t, a)
	_, err := s.making.Make(t.Context())
	must(t, err)
	n := s.restored(t, a)
	if err := n.GoOn(t.Context(), n.Admin, desktest.Rescue); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("without a reason: %v", err)
	}
	if err := n.GoOn(t.Context(), n.Duty, desktest.Because("EXERCISE")); lanna.CodeOf(err) != "role" {
		t.Errorf("by a duty officer: %v", err)
	}
	must(t, n.GoOn(t.Context(), n.Admin, desktest.Because("EXERCISE flood")))
	if state, err := n.Restored(t.Context()); err != nil || !state.Ready() {
		t.Errorf("afterwards: %+v, %v", state, err)
	}
	page, err := n.Audit(t.Context(), n.Auditor, desktest.Rescue, desk.AuditQuery{})
	must(t, err)
	if !slices.ContainsFunc(page.Entries, func(e desk.AuditEntry) bool { return e.Act == "restore.go-on" && e.Reason == "EXERCISE flood" }) {
		t.Error("the reason is not in the log")
	}
	last := page.Entries[len(page.Entries)-1]
	for page.Next != 0 { // the log of the writer before lies in front of it
		page, err = n.Audit(t.Context(), n.Auditor, desktest.Rescue, desk.AuditQuery{Before: page.Next})
		must(t, err)
		if len(page.Entries) > 0 {
			last = page.Entries[len(page.Entries)-1]
		}
	}
	if last.Index != 0 {
		t.Errorf("the oldest entry is %d", last.Index)
	}
}

func partiesOf(t *testing.T, w *desktest.World) []desk.Party {
	t.Helper()
	list, err := w.PartyList(t.Context(), w.National, desktest.Rescue)
	must(t, err)
	return list
}
