package audit_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"lanna"
	"lanna/audit"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

// A desk in small: it says things on its log.
type office struct {
	t      testing.TB
	root   ed25519.PrivateKey
	store  *sqlite.Store
	signer *statement.Signer
	log    *audit.Log
	roster *statement.Roster
}

func newOffice(t testing.TB) *office {
	seed := sha256.Sum256([]byte("EXERCISE"))
	root := ed25519.NewKeyFromSeed(seed[:])
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, root: root, signer: statement.NewSigner(statement.AgencyOf(root.Public().(ed25519.PublicKey)), key)}
	o.roster = statement.NewRoster(o.certified())
	o.log = audit.NewLog(o.signer)
	o.store, err = sqlite.Open(sqlite.Config{Path: filepath.Join(t.TempDir(), "node.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.store.Close() })
	return o
}

func (o *office) certified() *statement.Certificate {
	return statement.NewCertificate(o.root, statement.Certify, o.signer.Writer(), 1, 0, [32]byte{})
}

// revoke makes the roster one in which the root revoked the writer from a head on.
func (o *office) revoke(h audit.Head) {
	o.roster = statement.NewRoster(o.certified(), statement.NewCertificate(o.root, statement.Revoke, o.signer.Writer(), 2, uint64(h.Size), h.Root))
}

// say puts n statements on the log in one transaction; a failing one is taken back.
func (o *office) say(n int, fail error) {
	o.t.Helper()
	o.speak(n, fail, func(i int) lanna.StatementKind {
		if i%3 == 2 {
			return lanna.Read
		}
		return lanna.Say
	})
}

// sayOnly says n signed statements.
func (o *office) sayOnly(n int) {
	o.t.Helper()
	o.speak(n, nil, func(int) lanna.StatementKind { return lanna.Say })
}

func (o *office) speak(n int, fail error, kind func(i int) lanna.StatementKind) {
	o.t.Helper()
	err := o.store.Update(context.Background(), func(tx store.Tx) error {
		for i := range n {
			st, err := o.signer.Sign(statement.Draft{Kind: kind(i), Record: lanna.NewRecordID(), Time: lanna.Millis(i), Claims: []statement.Claim{statement.New(lanna.Note, fmt.Sprint("EXERCISE ", i))}})
			if err != nil {
				return err
			}
			seq, err := tx.Append(o.signer.Agency, st)
			if err != nil {
				return err
			}
			if _, err := o.log.Append(tx, seq, st.ID); err != nil {
				return err
			}
		}
		if fail != nil {
			o.log.Reset()
		}
		return fail
	})
	if fail == nil && err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) sign(fill int64) audit.Head {
	o.t.Helper()
	var h audit.Head
	err := o.store.Update(context.Background(), func(tx store.Tx) (err error) {
		if err = o.log.Fill(tx, fill); err == nil {
			h, err = o.log.Sign(tx)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return h
}

func (o *office) verify(wrap func(store.Reader) store.Reader) audit.Report {
	o.t.Helper()
	var rep audit.Report
	err := o.store.View(context.Background(), func(r store.Reader) (err error) {
		if wrap != nil {
			r = wrap(r)
		}
		rep, err = audit.Verify(context.Background(), r, o.roster, o.signer.Writer())
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return rep
}

func TestWholeLogHolds(t *testing.T) {
	o := newOffice(t)
	for _, n := range []int{1, 254, 1, 1, 300, 5} { // over the edges of tiles
		o.say(n, nil)
		o.sign(1)
	}
	h := o.sign(64)
	rep := o.verify(nil)
	if rep.Finding != nil {
		t.Fatal(rep.Finding)
	}
	if h.Size%64 != 0 || rep.Leaves != h.Size || rep.Statements != 562 || rep.Checkpoints != 7 || rep.Head != h {
		t.Errorf("head %+v, report %+v", h, rep)
	}
}

// The root must be the one that any implementation of RFC 6962 computes.
func TestRootIsTheOneOfRFC6962(t *testing.T) {
	o := newOffice(t)
	var hashes []tlog.Hash
	for _, n := range []int{3, 250, 4, 1, 513} {
		o.say(n, nil)
		h := o.sign(1)
		hashes = hashes[:0]
		err := o.store.View(context.Background(), func(r store.Reader) error {
			return r.Leaves(o.signer.Writer(), 0, h.Size, func(l store.Leaf) error {
				hs, err := tlog.StoredHashes(l.Index, l.Data[:], tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
					out := make([]tlog.Hash, len(ix))
					for i, x := range ix {
						out[i] = hashes[x]
					}
					return out, nil
				}))
				hashes = append(hashes, hs...)
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		want, err := tlog.TreeHash(h.Size, tlog.HashReaderFunc(func(ix []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(ix))
			for i, x := range ix {
				out[i] = hashes[x]
			}
			return out, nil
		}))
		if err != nil || want != tlog.Hash(h.Root) {
			t.Fatalf("size %d: root %x, want %v (%v)", h.Size, h.Root, want, err)
		}
	}
}

func TestFailedTransactionLeavesNoLeaf(t *testing.T) {
	o := newOffice(t)
	o.say(10, nil)
	o.say(7, fmt.Errorf("the officer's command failed"))
	o.say(5, nil)
	h := o.sign(1)
	if rep := o.verify(nil); rep.Finding != nil || rep.Leaves != 15 || h.Size != 15 {
		t.Errorf("%+v, head %+v", rep, h)
	}
}

// forger changes what a reader sees, as somebody with the database would.
type forger struct {
	store.Reader
	leaf func(*store.Leaf)
	stmt func(*store.Stored) bool // false: the statement is gone
	size func(int64) int64
}

func (f forger) Leaves(w lanna.WriterID, from, to int64, g func(store.Leaf) error) error {
	return f.Reader.Leaves(w, from, to, func(l store.Leaf) error {
		if f.leaf != nil {
			f.leaf(&l)
		}
		return g(l)
	})
}

func (f forger) Scan(from int64, g func(store.Stored) error) error {
	return f.Reader.Scan(from, func(s store.Stored) error {
		if f.stmt != nil && !f.stmt(&s) {
			return nil
		}
		return g(s)
	})
}

func (f forger) LogSize(w lanna.WriterID) (int64, error) {
	n, err := f.Reader.LogSize(w)
	if f.size != nil {
		n = f.size(n)
	}
	return n, err
}

func TestFirstWrongEntryIsNamed(t *testing.T) {
	o := newOffice(t)
	o.say(600, nil)
	o.sign(1)
	o.say(50, nil)
	o.sign(1)
	const at = 400 // its statement has Seq 401; it is not a multiple of three, so it is signed
	stmt := func(change func(s *store.Stored)) func(*store.Stored) bool {
		return func(s *store.Stored) bool {
			if s.Seq == at+1 {
				change(s)
			}
			return true
		}
	}
	for _, tt := range []struct {
		name string
		f    forger
		from int64
		code string
	}{
		{"a value changed", forger{stmt: stmt(func(s *store.Stored) { s.Claims[0].Value = "EXERCISE forged" })}, at, "claim-foreign"},
		{"a header changed", forger{stmt: stmt(func(s *store.Stored) { s.Header[30] ^= 1 })}, at, "leaf-differs"},
		{"a signature changed", forger{stmt: stmt(func(s *store.Stored) { s.Sig[3] ^= 1 })}, at, "signature"},
		{"a statement removed", forger{stmt: func(s *store.Stored) bool { return s.Seq != at+1 }}, at, "statement-missing"},
		{"a statement exchanged for another", forger{stmt: stmt(func(s *store.Stored) { *s = o.stored(5); s.Seq = at + 1 })}, at, "leaf-differs"},
		{"a leaf made a filler", forger{leaf: func(l *store.Leaf) {
			if l.Index == at {
				l.Statement, l.Data[0] = 0, l.Data[0]^1
			}
		}}, 256, "hash-differs"},
		{"the end cut off", forger{size: func(int64) int64 { return 620 }}, 600, "log-short"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rep := o.verify(func(r store.Reader) store.Reader { tt.f.Reader = r; return tt.f })
			if rep.Finding == nil || rep.Finding.Index != tt.from || rep.Finding.Code != tt.code {
				t.Errorf("finding %v, want entry %d, %s", rep.Finding, tt.from, tt.code)
			}
		})
	}
}

// A thief who has the writer's key can sign checkpoints over another log; only
// the root's word on the head tells.
func TestARevokedLogIsHeldAgainstTheRootsWord(t *testing.T) {
	o := newOffice(t)
	o.say(300, nil)
	h := o.sign(1)
	o.say(20, nil)
	o.sign(1)
	o.revoke(h)
	if rep := o.verify(nil); rep.Finding != nil {
		t.Errorf("the log that the root saw: %v", rep.Finding)
	}
	other := h
	other.Root[0] ^= 1
	o.revoke(other)
	if rep := o.verify(nil); rep.Finding == nil || rep.Finding.Code != "revocation-differs" || rep.Finding.Upto != h.Size {
		t.Errorf("another log up to %d: %v", h.Size, rep.Finding)
	}
	o.revoke(audit.Head{Size: 1000, Root: h.Root})
	if rep := o.verify(nil); rep.Finding == nil || rep.Finding.Code != "log-short" {
		t.Errorf("a log that the root saw longer: %v", rep.Finding)
	}
}

func (o *office) stored(seq int64) store.Stored {
	var out store.Stored
	stop := fmt.Errorf("stop")
	_ = o.store.View(context.Background(), func(r store.Reader) error {
		return r.Scan(seq, func(s store.Stored) error { out = s; return stop })
	})
	return out
}

func TestCheckpointOfAnotherLogIsRefused(t *testing.T) {
	a, b := newOffice(t), newOffice(t)
	msg, err := audit.SignHead(a.signer, audit.Head{Size: 4})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audit.OpenHead(a.signer.Writer(), msg); err != nil {
		t.Error(err)
	}
	if _, err := audit.OpenHead(b.signer.Writer(), msg); err == nil {
		t.Error("b took a's checkpoint for its own")
	}
}

func FuzzOpenHead(f *testing.F) {
	o := newOffice(f)
	msg, err := audit.SignHead(o.signer, audit.Head{Size: 4})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(msg)
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := audit.OpenHead(o.signer.Writer(), b); err == nil && h.Size < 0 {
			t.Fatal("a negative size")
		}
	})
}

// A whole log of signed statements against bare Ed25519 verification of the
// same headers on the same cores, in one run: the ratio is of rates.
func BenchmarkVerifyAgainstBareEd25519(b *testing.B) {
	o := newOffice(b)
	const n = 20_000
	for range n / 1000 {
		o.sayOnly(1000)
	}
	o.sign(1)
	var headers []store.Stored
	err := o.store.View(context.Background(), func(r store.Reader) error {
		return r.Scan(1, func(s store.Stored) error { headers = append(headers, s); return nil })
	})
	if err != nil {
		b.Fatal(err)
	}
	var whole, bare time.Duration
	for b.Loop() {
		start := time.Now()
		if rep := o.verify(nil); rep.Finding != nil {
			b.Fatal(rep.Finding)
		}
		whole += time.Since(start)
		start = time.Now()
		var wg sync.WaitGroup
		cores := runtime.GOMAXPROCS(0)
		for c := range cores {
			wg.Go(func() {
				for i := c; i < len(headers); i += cores {
					if !ed25519.Verify(headers[i].Writer[:], headers[i].Header, headers[i].Sig) {
						panic("signature")
					}
				}
			})
		}
		wg.Wait()
		bare += time.Since(start)
	}
	b.ReportMetric(bare.Seconds()/whole.Seconds(), "of-bare")
	b.ReportMetric(n*float64(b.N)/whole.Seconds(), "leaves/s")
}

// Every leaf of a log can be proven to whoever knows a head, at any size, and
// nothing else can.
func TestProofs(t *testing.T) {
	o := newOffice(t)
	o.say(700, nil)
	w := o.signer.Writer()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(o.store.View(t.Context(), func(r store.Reader) error {
		for _, size := range []int64{1, 2, 255, 256, 257, 511, 512, 600, 700} {
			tree, err := tlog.TreeHash(size, tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
				return audit.HashesForTest(r, w, indexes)
			}))
			must(err)
			who := statement.Writer{Standing: statement.Revoked, Size: uint64(size), Tree: tree}
			for index := range int64(700) {
				s, err := r.StatementAt(w, index)
				must(err)
				p, err := audit.Prove(r, w, s.Seq, size)
				if index >= size {
					if err == nil {
						t.Fatalf("leaf %d of %d is proven", index, size)
					}
					continue
				}
				must(err)
				if !p.Shows(who, s.ID) {
					t.Fatalf("leaf %d of %d is not proven", index, size)
				}
				if p.Shows(who, lanna.Digest{1}) {
					t.Fatalf("leaf %d of %d proves another statement", index, size)
				}
			}
		}
		return nil
	}))
}
