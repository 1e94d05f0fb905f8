// Package desktest makes a desk for tests: a store in a temporary folder, a
// certified writer, a clock that only moves when it is told to, and an officer
// in each role. All data are EXERCISE.
package desktest

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/desk"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

// Password is every officer's password.
const Password = "EXERCISE-violet-harbour"

// Cheap is a cost of passwords that does not slow tests down. It protects nothing.
var Cheap = desk.PasswordCost{Time: 1, Memory: 64, Threads: 1}

// CheapKey is such a cost of the passphrase of a node's database.
var CheapKey = sqlite.KeyCost{Time: 1, Memory: 64, Threads: 1}

// Start is when the clock of a test begins: 12 March 2026, 07:32 UTC.
var Start = time.Date(2026, 3, 12, 7, 32, 0, 0, time.UTC)

// Rescue is the purpose of most tests.
var Rescue = desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE"}

// Because returns Rescue with a reason.
func Because(reason string) desk.Why {
	return desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE", Reason: reason}
}

// A Clock stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock, back where d is negative.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Options change what New makes.
type Options struct {
	Reader desk.PictureReader
	Config func(*desk.Config) // a last word on everything
	Dir    string             // where the store lies; "" is a temporary folder
	Clock  *Clock             // nil: one of its own
	Root   ed25519.PrivateKey // of the agency; nil: a new agency
	Alone  bool               // Admin is the only officer
}

// A World is a desk with the people at it. All of them work at the desk
// "centre" but County ("county") and Point ("point-1").
type World struct {
	*desk.Desk
	Config desk.Config
	Clock  *Clock
	Store  *sqlite.Store
	Root   ed25519.PrivateKey // the agency's
	Dir    string

	Admin, Admin2, Duty, Second, Leader, National, County, Point, Victims, Legal, Analyst, Auditor, Liaison desk.Actor
}

// New makes a world. Everything goes away with the test.
func New(t testing.TB, o Options) *World {
	t.Helper()
	w := &World{Clock: o.Clock, Dir: o.Dir, Root: o.Root}
	if w.Clock == nil {
		w.Clock = &Clock{now: Start}
	}
	if w.Dir == "" {
		w.Dir = t.TempDir()
	}
	if w.Root == nil {
		_, root, err := ed25519.GenerateKey(rand.Reader)
		must(t, err)
		w.Root = root
	}
	root := w.Root
	_, key, err := ed25519.GenerateKey(rand.Reader)
	must(t, err)
	signer := statement.NewSigner(statement.AgencyOf(root.Public().(ed25519.PublicKey)), key)
	w.Store, err = sqlite.Open(sqlite.Config{Path: filepath.Join(w.Dir, "lanna.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	must(t, err)
	t.Cleanup(func() { w.Store.Close() })
	cert := statement.NewCertificate(root, statement.Certify, signer.Writer(), lanna.MillisOf(Start), 0, [32]byte{})
	must(t, w.Store.Update(t.Context(), func(tx store.Tx) error { return tx.AddCertificate(cert.Bytes()) }))
	blobs, err := blob.NewFolder(filepath.Join(w.Dir, "blobs"))
	must(t, err)
	w.Config = desk.Config{Store: w.Store, Signer: signer, Blobs: blobs, Reader: o.Reader, Clock: w.Clock, Exercise: true, Password: Cheap}
	if o.Config != nil {
		o.Config(&w.Config)
	}
	w.Restart(t)
	t.Cleanup(func() { w.Desk.Close() })
	must(t, w.Upgrade(t.Context()))
	w.staff(t, o.Alone)
	return w
}

// Restart opens the desk anew on the same store, as a node does after a stop.
func (w *World) Restart(t testing.TB) {
	t.Helper()
	if w.Desk != nil {
		w.Desk.Close()
	}
	d, err := desk.New(context.WithoutCancel(t.Context()), w.Config)
	must(t, err)
	w.Desk = d
}

func (w *World) staff(t testing.TB, alone bool) {
	t.Helper()
	ctx := t.Context()
	people := []struct {
		into  *desk.Actor
		login string
		desk  string
		role  lanna.Role
		in    []lanna.Compartment
	}{
		{&w.Admin, "admin", "centre", lanna.Administrator, nil},
		{&w.Admin2, "admin2", "centre", lanna.Administrator, nil},
		{&w.Duty, "duty", "centre", lanna.DutyOfficer, nil},
		{&w.Second, "second", "centre", lanna.DutyOfficer, nil},
		{&w.Leader, "leader", "centre", lanna.ShiftLeader, nil},
		{&w.National, "national", "centre", lanna.NationalDesk, nil},
		{&w.County, "county", "county", lanna.CountyPolice, nil},
		{&w.Point, "point", "point-1", lanna.PointLeader, nil},
		{&w.Victims, "victims", "centre", lanna.Victims, []lanna.Compartment{lanna.VictimSupport, lanna.Child}},
		{&w.Legal, "legal", "centre", lanna.LegalDesk, nil},
		{&w.Analyst, "analyst", "centre", lanna.Analyst, []lanna.Compartment{lanna.SourceProtection}},
		{&w.Auditor, "auditor", "centre", lanna.Auditor, nil},
		{&w.Liaison, "liaison", "centre", lanna.Liaison, nil},
	}
	if alone {
		people = people[:1]
	}
	var accounts []desk.Account
	for _, p := range people {
		a := account(p.login, p.desk, p.role)
		a.Compartments = p.in
		accounts = append(accounts, a)
	}
	_, err := w.FirstOfficer(ctx, accounts[0], accounts[1:]...)
	must(t, err)
	for _, p := range people {
		*p.into = w.Officer(t, p.login)
	}
}

// Officer returns the officer with a login, as the rights stand now.
func (w *World) Officer(t testing.TB, login string) desk.Actor {
	t.Helper()
	id, _ := w.OfficerByLogin(t.Context(), login)
	a, err := w.Actor(t.Context(), id)
	must(t, err)
	return a
}

// Hire opens an account, as Admin, and has the officer choose the password that
// it names, or else the usual one. Admin2 agrees where two have to.
func (w *World) Hire(t testing.TB, a desk.Account) desk.Actor {
	t.Helper()
	a.Name = "EXERCISE " + a.Login
	made, err := w.AddOfficer(t.Context(), w.Admin, Because("EXERCISE"), a)
	must(t, err)
	must(t, w.Join(t.Context(), a.Login, made.Code, cmp.Or(a.Password, Password), ""))
	if who := w.Officer(t, a.Login); made.Asked {
		_, err := w.Agree(t.Context(), w.Admin2, Because("EXERCISE"), who.Officer, who.Ask.ID)
		must(t, err)
	}
	return w.Officer(t, a.Login)
}

func account(login, at string, role lanna.Role) desk.Account {
	return desk.Account{Login: login, Name: "EXERCISE " + login, Password: Password, Roles: []lanna.Role{role}, Desk: at, Lang: "en"}
}

// Shift sets the rota of the desk "centre": Duty, Second, Leader, at any hour.
func (w *World) Shift(t testing.TB) {
	t.Helper()
	must(t, w.SetRota(t.Context(), w.Leader, Because("EXERCISE"), desk.AllDay("centre", w.Duty.Officer, w.Second.Officer, w.Leader.Officer), lanna.Digest{}))
}

// Signs returns the officer as one who has just signed with the password on a
// colleague's screen.
func (w *World) Signs(who desk.Actor) desk.Actor {
	a, err := w.CheckPassword(context.Background(), desk.Proof{Login: who.Login, Password: Password})
	if err != nil {
		panic(err) // the password of everybody in a test is the same
	}
	return a
}

// Dump returns everything that is made from statements, a line an entry.
func (w *World) Dump(t testing.TB) string {
	t.Helper()
	var out []byte
	must(t, w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Dump(func(line []byte) error {
			out = append(append(out, line...), '\n')
			return nil
		})
	}))
	return string(out)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
