package sim

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
	"lanna/store/memory"
)

// start is when every schedule begins: 12 March 2026, 07:32 UTC.
var start = time.Date(2026, 3, 12, 7, 32, 0, 0, time.UTC)

// password is every officer's.
const password = "EXERCISE-violet-harbour"

// countyDesk is the desk of every node's county police.
const countyDesk = "county"

// parks are the compounds of notices; the first is assigned to the first point.
var parks = []string{"EXERCISE park one", "EXERCISE park two", "EXERCISE park three"}

// A seat says what one node of a federation is.
type seat struct {
	role federate.PartyRole
	of   int // place of the node of whose agency it is a point; -1: an agency of its own
}

// seats are the nodes of a federation in the order in which they come: two
// nations' worth first, so that few nodes already hold all roles.
var seats = []seat{{federate.National, -1}, {federate.Centre, -1}, {federate.Point, 0}, {federate.National, -1},
	{federate.National, -1}, {federate.National, -1}, {federate.Point, 3}, {federate.Observer, -1}}

// seatOf is a node's place; beyond those that are named all are nations.
func seatOf(i int) seat {
	if i < len(seats) {
		return seats[i]
	}
	return seat{federate.National, -1}
}

// A base is a federation that was set up and did nothing yet: schedules begin
// with copies of it. Setting up costs as much as a whole schedule.
type base struct {
	nodes    []baseNode
	verified *desk.Verified // by all schedules: cards are verified once a process
}

type baseNode struct {
	seat
	store  *memory.Store
	signer *statement.Signer
	root   ed25519.PrivateKey
	card   []byte
	people people
}

// people are the officers of a node.
type people struct{ admin, national, second, duty, leader, county, analyst, victims, auditor desk.Actor }

func keyOf(format string, args ...any) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("EXERCISE simulation " + fmt.Sprintf(format, args...)))
	return ed25519.NewKeyFromSeed(seed[:])
}

// newBase sets a federation of n nodes up.
func newBase(ctx context.Context, n int, sealing federate.Sealing) (*base, error) {
	b := &base{verified: &desk.Verified{}}
	err := withChance(uint64(n), "base", func() error {
		desks := make([]*desk.Desk, n)
		for i := range n {
			d, err := b.add(ctx, i, sealing)
			if err != nil {
				return err
			}
			desks[i] = d
		}
		return b.introduce(ctx, desks)
	})
	return b, err
}

// add makes a node with its writer, its officers and its card.
func (b *base) add(ctx context.Context, i int, sealing federate.Sealing) (*desk.Desk, error) {
	n := baseNode{seat: seatOf(i), store: memory.New(), root: keyOf("root %d", i)}
	if n.of >= 0 {
		n.root = b.nodes[n.of].root
	}
	n.signer = statement.NewSigner(statement.AgencyOf(n.root.Public().(ed25519.PublicKey)), keyOf("writer %d", i))
	cert := statement.NewCertificate(n.root, statement.Certify, n.signer.Writer(), lanna.MillisOf(start), 0, [32]byte{})
	err := n.store.Update(ctx, func(tx store.Tx) error { return tx.AddCertificate(cert.Bytes()) })
	if err != nil {
		return nil, err
	}
	d, err := desk.New(ctx, config(&n, n.store, i, b.verified, sealing, lanna.ClockFunc(func() time.Time { return start })))
	if err == nil {
		err = d.Upgrade(ctx)
	}
	if err == nil {
		n.people, err = staff(ctx, d)
	}
	if err != nil {
		return nil, err
	}
	profile := federate.Card{Role: n.role, Code: "EX", Names: map[string]string{"en": fmt.Sprintf("EXERCISE node %d", i)}}
	if n.role == federate.Point {
		profile.Places = parks[:1]
	}
	desk.SignStanding(&profile)
	n.card, err = d.IssueCard(ctx, n.people.admin, because("EXERCISE"), profile)
	b.nodes = append(b.nodes, n)
	return d, err
}

func config(n *baseNode, s store.Store, i int, verified *desk.Verified, sealing federate.Sealing, clock lanna.Clock) desk.Config {
	c := desk.Config{Store: s, Signer: n.signer, Clock: clock, Exercise: true, Sealing: sealing, Verified: verified,
		Beside:   func(func()) {}, // one goroutine does all, so that a seed is replayed
		Password: desk.PasswordCost{Time: 1, Memory: 8, Threads: 1}}
	if n.role == federate.Point {
		c.LabelPrefix = fmt.Sprintf("M%d-", i)
	}
	return c
}

// introduce lets every node accept every other's card.
func (b *base) introduce(ctx context.Context, desks []*desk.Desk) error {
	for i, d := range desks {
		for k := range desks {
			if i == k {
				continue
			}
			c, err := federate.ParseCard(b.nodes[k].card)
			if err != nil {
				return err
			}
			if _, err := d.AcceptCard(ctx, b.nodes[i].people.national, because("EXERCISE"), b.nodes[k].card, strings.Join(c.Words(), " ")); err != nil {
				return err
			}
		}
	}
	return nil
}

// because is why officers of a simulation do what they do.
func because(reason string) desk.Why {
	return desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE", Reason: reason}
}

func staff(ctx context.Context, d *desk.Desk) (people, error) {
	var p people
	list := []struct {
		into  *desk.Actor
		login string
		desk  string
		role  lanna.Role
		in    []lanna.Compartment
	}{
		{&p.admin, "admin", "centre", lanna.Administrator, nil},
		{&p.national, "national", "centre", lanna.NationalDesk, nil},
		{&p.second, "second", "centre", lanna.NationalDesk, []lanna.Compartment{lanna.SourceProtection}},
		{&p.duty, "duty", "centre", lanna.DutyOfficer, nil},
		{&p.leader, "leader", "centre", lanna.ShiftLeader, nil},
		{&p.county, "county", countyDesk, lanna.CountyPolice, nil},
		{&p.analyst, "analyst", "centre", lanna.Analyst, []lanna.Compartment{lanna.SourceProtection}},
		{&p.victims, "victims", "centre", lanna.Victims, []lanna.Compartment{lanna.VictimSupport, lanna.Child}},
		{&p.auditor, "auditor", "centre", lanna.Auditor, nil},
	}
	var accounts []desk.Account
	for _, o := range list {
		a := account(o.login, o.desk, o.role)
		a.Compartments = o.in
		accounts = append(accounts, a)
	}
	if _, err := d.FirstOfficer(ctx, accounts[0], accounts[1:]...); err != nil {
		return p, err
	}
	for _, o := range list {
		id, _ := d.OfficerByLogin(ctx, o.login)
		var err error
		if *o.into, err = d.Actor(ctx, id); err != nil {
			return p, err
		}
	}
	return p, nil
}

func account(login, at string, role lanna.Role) desk.Account {
	return desk.Account{Login: login, Name: "EXERCISE " + login, Password: password, Roles: []lanna.Role{role}, Desk: at, Lang: "en"}
}
