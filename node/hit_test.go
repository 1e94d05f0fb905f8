package node_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/node"
)

// Two nodes find out over a relay that both know a person, each in its own
// script, and nothing else goes either way.
func TestAHitBetweenTwoNodesThroughTheRelay(t *testing.T) {
	th, cn := newNation(t, "TH", federate.National), newNation(t, "CN", federate.National)
	th.accept(t, cn)
	cn.accept(t, th)
	list, err := th.Desk.PartyList(t.Context(), th.by, exchange)
	must(t, err)
	must(t, th.Desk.SetHitTerms(t.Context(), th.by, exchange, list[0].Record, desk.HitTerms{Quota: map[lanna.Purpose]int{lanna.Rescue: 100}, Size: desk.HitLeastSize, Hour: 18}))
	_, err = th.Desk.Capture(t.Context(), th.by, exchange, desk.Intake{Report: &desk.Report{Kind: lanna.FamilyRecord, Fields: []desk.Field{
		{Property: lanna.Name, Value: "陈伟明", Lang: "zh"}, {Property: lanna.BirthDate, Value: "1990-04-12"}}}})
	must(t, err)
	at, stop := hub(t, t.TempDir(), "127.0.0.1:0", th, cn)
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	defer func() { cancel(); running.Wait() }()
	for _, n := range []*nation{th, cn} {
		running.Go(func() {
			if err := n.Serve(ctx, node.ServeConfig{NoPages: true, Relay: at, Tick: 50 * time.Millisecond}); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	eventually(t, func() bool {
		list, err := cn.Desk.HitPartners(t.Context(), cn.by, exchange)
		must(t, err)
		return list[0].Here
	})
	ask := func(subject desk.HitSubject) *desk.HitLine {
		id, err := cn.Desk.AskHit(t.Context(), cn.by, exchange, desk.HitQuestion{To: writerOf(t, th), Subjects: []desk.HitSubject{subject}, Basis: "treaty"})
		must(t, err)
		var line *desk.HitLine
		asked := time.Now()
		eventually(t, func() bool {
			line, err = cn.Desk.HitShow(t.Context(), cn.by, exchange, id)
			must(t, err)
			return line.State != desk.HitAsked
		})
		t.Logf("answered after %v", time.Since(asked)) // docs/measured/hit.md; nothing is asserted
		return line
	}
	if line := ask(desk.HitSubject{Property: lanna.Name, Value: "CHEN WEIMING", Born: "1990"}); line.State != desk.HitMet {
		t.Errorf("across scripts: %+v", line)
	}
	if line := ask(desk.HitSubject{Property: lanna.Name, Value: "WANG GUOHUA", Born: "1990"}); line.State != desk.HitNone {
		t.Errorf("somebody else: %+v", line)
	}
	eventually(t, func() bool {
		page, err := th.Desk.Requests(t.Context(), th.by, exchange, desk.RequestQuery{Side: "in"})
		must(t, err)
		return len(page.Lines) == 1
	})
}

// eventually waits until it is so; the bound is for a failure.
func eventually(t *testing.T, so func() bool) {
	t.Helper()
	for range 1200 {
		if so() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("it did not come to be")
}
