package sqlite

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"

	"github.com/ncruces/go-sqlite3/vfs"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite/faultvfs"
	"lanna/store/storetest"
)

// diskStore makes a disk that can fail, and gives the configuration of a
// database on it.
func diskStore(t testing.TB, seed uint64) (*faultvfs.Disk, Config) {
	d := faultvfs.New(t.TempDir(), seed)
	name := fmt.Sprintf("fault-%p", d)
	vfs.Register(name, Encrypt(d))
	t.Cleanup(func() { vfs.Unregister(name) })
	return d, Config{Path: "/node.db", Key: testKey, Create: true, VFS: name, walPages: 40, trim: func(path string) error { return trimOn(d, path) }}
}

// trimOn is trimFile on a test disk.
func trimOn(d *faultvfs.Disk, path string) error {
	if ok, err := d.Access(path, vfs.ACCESS_EXISTS); !ok {
		return err
	}
	f, _, err := d.Open(path, vfs.OPEN_READWRITE)
	if err != nil {
		return err
	}
	defer f.Close()
	size, err := f.Size()
	if err == nil && size%blockSize != 0 {
		err = f.Truncate(size / blockSize * blockSize)
	}
	return err
}

// TestStoreOnDisk runs the suite on the test disk: where the suite passes, the
// disk is a disk.
func TestStoreOnDisk(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opener {
		_, cfg := diskStore(t, 1)
		return func() (store.Store, error) { return Open(cfg) }
	})
}

// crashes is how often the machine is cut off: 2,000 in a long run.
func crashes() int {
	switch {
	case os.Getenv("LANNA_SOAK") != "":
		return 2000
	case testing.Short():
		return 40
	}
	return 200
}

// TestCrash cuts the machine off in the middle of whatever it does, loses what
// was not synced, and opens the database again. What was acknowledged is there;
// what was not is there as a whole or not at all.
func TestCrash(t *testing.T) {
	const crashesPerDisk = 20
	for seed := range uint64(crashes() / crashesPerDisk) {
		disk, cfg := diskStore(t, seed)
		rnd := rand.New(rand.NewPCG(seed, 2))
		var l ledger
		for cut := range crashesPerDisk {
			disk.CutAfter(1 + rnd.Int64N(400))
			s, err := Open(cfg)
			if err == nil {
				err = l.work(s)
				s.Close()
			}
			if err == nil {
				t.Fatal("the machine was not cut off")
			}
			disk.Crash()
			if err := l.check(cfg); err != nil {
				t.Fatalf("seed %d, crash %d: %v", seed, cut, err)
			}
		}
		if l.acknowledged == 0 {
			t.Errorf("seed %d: nothing was ever acknowledged", seed)
		}
	}
}

// ledger remembers what was acknowledged. Every update takes the next number
// and writes it into every table.
type ledger struct {
	acknowledged int64
}

// work writes until the machine is cut off: alone, in company, and scrubbing.
func (l *ledger) work(s *Store) error {
	ctx := context.Background()
	for i := 0; ; i++ {
		var mu sync.Mutex
		var failed error
		var wg sync.WaitGroup
		for range 1 + i%2*7 {
			wg.Go(func() {
				var n int64
				err := s.Update(ctx, func(tx store.Tx) (err error) { n, err = writeNumber(tx); return err })
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					failed = err
				} else {
					l.acknowledged = max(l.acknowledged, n)
				}
			})
		}
		wg.Wait()
		if failed == nil && i%4 == 3 {
			failed = s.Scrub(ctx)
		}
		if failed != nil {
			return failed
		}
	}
}

const everyone = handling.Audience("rescue,|")

func numbered(n int64) lanna.RecordID {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(n)))
	return lanna.RecordID(sum[:16])
}

// numberedClaim is the claim of number n. Its salt is fixed, so that it can be
// erased again.
func numberedClaim(n int64) statement.Claim {
	return statement.Claim{Property: "name", Value: fmt.Sprintf("EXERCISE %d", n), Salt: [16]byte{byte(n), byte(n >> 8), byte(n >> 16)}}
}

var (
	testAgency = lanna.AgencyID{1}
	testSigner = statement.NewSigner(testAgency, ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
)

// writeNumber writes the next number. It erases the claim of the one before the
// last, drops its text, and forgets its parcel.
func writeNumber(tx store.Tx) (int64, error) {
	n, err := tx.Next("n")
	if err != nil {
		return 0, err
	}
	st, err := testSigner.Sign(statement.Draft{Kind: lanna.Say, Record: numbered(n), Time: lanna.Millis(n), Claims: []statement.Claim{numberedClaim(n)}})
	if err != nil {
		return 0, err
	}
	seq, err := tx.Append(testAgency, st)
	if err != nil {
		return 0, err
	}
	if err := tx.AppendLeaf(lanna.WriterID{1}, store.Leaf{Index: n - 1, Salt: [16]byte{1}, Statement: seq}); err != nil {
		return 0, err
	}
	if err := tx.PutRow(numberedRow(n, true)); err != nil {
		return 0, err
	}
	if _, err := tx.Post("screens", nil); err != nil || n <= 2 {
		return n, err
	}
	old := numberedClaim(n - 2)
	gone := statement.Barred{Agency: testAgency, Digest: old.Digest(testAgency, numbered(n-2))}
	if err := tx.Remove(numbered(n-2), []statement.Barred{gone}); err != nil {
		return 0, err
	}
	if err := tx.PutRow(numberedRow(n-2, false)); err != nil {
		return 0, err
	}
	return n, tx.Forget("screens", n-2)
}

func numberedRow(n int64, withText bool) store.Row {
	r := store.Row{View: "numbers", ID: numbered(n), Body: fmt.Appendf(nil, "EXERCISE %d", n),
		Keys: []store.Key{{Name: "all", Value: "x", Audience: everyone, Order: n, Counted: true}}}
	if withText {
		r.Text = []store.Text{{Field: "name", Body: fmt.Sprintf("EXERCISE 号码 n%d", n), Audience: everyone}}
	}
	return r
}

// check opens the database and compares it with the ledger.
func (l *ledger) check(cfg Config) error {
	s, err := Open(cfg)
	if err != nil {
		return fmt.Errorf("open: %w", err)
	}
	defer s.Close()
	if err := s.Check(context.Background()); err != nil {
		return err
	}
	return s.View(context.Background(), func(r store.Reader) error { return l.compare(r) })
}

func (l *ledger) compare(r store.Reader) error {
	n, err := r.LogSize(lanna.WriterID{1})
	if err != nil {
		return err
	}
	if n < l.acknowledged {
		return fmt.Errorf("%d were acknowledged, %d are there", l.acknowledged, n)
	}
	l.acknowledged = n // what survived stays
	count, err := r.Count("numbers", "all", "x", []handling.Audience{everyone})
	if err != nil || count != n {
		return fmt.Errorf("log %d, count %d: %w", n, count, err)
	}
	var statements, claims int64
	err = r.Scan(0, func(s store.Stored) error {
		statements++
		claims += int64(len(s.Claims))
		return nil
	})
	if err != nil || statements != n || claims != min(n, 2) {
		return fmt.Errorf("log %d, statements %d, claims %d: %w", n, statements, claims, err)
	}
	items, err := r.List(store.ListQuery{View: "numbers", Name: "all", Values: []string{"x"}, Audiences: []handling.Audience{everyone}, Limit: 1000})
	if err != nil || int64(len(items)) != min(n, 1000) {
		return fmt.Errorf("log %d, items %d: %w", n, len(items), err)
	}
	hits, err := r.Search(store.TextQuery{Query: "号码", Audiences: []handling.Audience{everyone}})
	if err != nil || int64(len(hits)) != min(n, 2) {
		return fmt.Errorf("log %d, texts %d: %w", n, len(hits), err)
	}
	parcels, err := r.Parcels("screens", 0, 10)
	if err != nil || int64(len(parcels)) != min(n, 2) {
		return fmt.Errorf("log %d, parcels %d: %w", n, len(parcels), err)
	}
	return nil
}
