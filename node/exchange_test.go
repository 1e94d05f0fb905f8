package node_test

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
	"lanna/federate/carriertest"
	"lanna/federate/relay"
	"lanna/node"
)

// A nation is one served node of a federation.
type nation struct {
	*node.Node
	by   desk.Actor
	card []byte
}

var exchange = desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}

// newNation makes a node whose one officer does everything.
func newNation(t testing.TB, code string, role federate.PartyRole) *nation {
	t.Helper()
	return newLoggedNation(t, code, role, nil)
}

func newLoggedNation(t testing.TB, code string, role federate.PartyRole, log *slog.Logger) *nation {
	t.Helper()
	dir := filepath.Join(t.TempDir(), code)
	must(t, node.Init(t.Context(), node.InitConfig{Dir: dir, Passphrase: passphrase, RootFile: filepath.Join(t.TempDir(), "root.age"), RootPassphrase: rootWords, RootWork: 10, Key: desktest.CheapKey, Password: desktest.Cheap,
		Settings: node.Settings{Agency: code, Kind: string(role), Zone: "Asia/Bangkok", Exercise: true},
		First: desk.Account{Login: "admin", Name: "EXERCISE admin", Password: password, Desk: "centre",
			Roles: []lanna.Role{lanna.Administrator, lanna.NationalDesk, lanna.DutyOfficer, lanna.Auditor}},
		Clock: node.Clock}))
	opened, err := node.Open(t.Context(), node.Config{Dir: dir, Passphrase: passphrase, Log: log})
	must(t, err)
	n := &nation{Node: opened}
	t.Cleanup(func() { n.Close() })
	n.by, err = n.Desk.CheckPassword(t.Context(), desk.Proof{Login: "admin", Password: password})
	must(t, err)
	n.card, err = n.Desk.IssueCard(t.Context(), n.by, exchange, federate.Card{Role: role, Code: code,
		Names: map[string]string{"en": "EXERCISE " + code}, More: map[string]string{"standing": "standing.life"}})
	must(t, err)
	return n
}

func (n *nation) accept(t testing.TB, other *nation) {
	t.Helper()
	card, err := federate.ParseCard(other.card)
	must(t, err)
	_, err = n.Desk.AcceptCard(t.Context(), n.by, exchange, other.card, strings.Join(card.Words(), " "))
	must(t, err)
}

func writerOf(t testing.TB, n *nation) lanna.WriterID {
	t.Helper()
	card, err := federate.ParseCard(n.card)
	must(t, err)
	return card.Writer
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A threat to life that is reported by phone at a national desk stands in the
// centre's queue, over a relay that can read nothing.
func TestAThreatToLifeReachesTheCentreThroughTheRelay(t *testing.T) {
	th, centre := newNation(t, "TH", federate.National), newNation(t, "CENTRE", federate.Centre)
	th.accept(t, centre)
	centre.accept(t, th)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	parties := map[lanna.WriterID]bool{writerOf(t, th): true, writerOf(t, centre): true}
	hub, err := relay.Open(relay.Config{Dir: t.TempDir(), Key: carriertest.Key(9), Listen: l, Clock: node.Clock,
		Parties: func() map[lanna.WriterID]bool { return parties }})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = hub.Serve(ctx) })
	at := &node.Relay{URL: "https://" + l.Addr().String(), Key: carriertest.Writer(carriertest.Key(9))}
	for _, n := range []*nation{th, centre} {
		running.Go(func() {
			if err := n.Serve(ctx, node.ServeConfig{NoPages: true, Relay: at, Tick: 50 * time.Millisecond}); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	defer func() { cancel(); running.Wait(); hub.Close() }()

	_, err = th.Desk.Capture(t.Context(), th.by, exchange, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: "EXERCISE 阿蓝", Lang: "zh"}, {Property: lanna.Amount, Value: "600000 CNY"},
		{Property: lanna.LastPlace, Value: "EXERCISE hiding place", Lang: "en"}}}})
	must(t, err)
	var alerts []desk.Alert
	for range 600 { // bounds a failure; nothing is measured
		page, err := centre.Desk.Queue(t.Context(), centre.by, exchange, desk.QueueQuery{})
		must(t, err)
		if alerts = page.Alerts; len(alerts) > 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if len(alerts) != 1 || alerts[0].Severity != lanna.Life {
		t.Fatalf("the centre's queue holds %+v", alerts)
	}
	v, err := centre.Desk.Record(t.Context(), centre.by, exchange, alerts[0].Record)
	must(t, err)
	for _, row := range v.Rows {
		if row.Property == lanna.LastPlace {
			t.Error("where the person hides left by itself")
		}
	}
}
