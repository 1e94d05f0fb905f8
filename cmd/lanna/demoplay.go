package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/node"
)

// A play acts a journey out in the nodes of a demo: as their officers, by the
// commands that they have, over each node's own control socket. After each act
// it waits until what should follow stands in the views of the other nodes.
type play struct {
	d    *jointDemo
	ctx  context.Context
	set  *exercise.Set
	name string // of the journey
	step int

	confirmed time.Time      // when Thailand's officer did
	record    lanna.RecordID // the notice of the screenshot
	notice    exercise.Notice
	requests  []asking
	family    lanna.RecordID // the report that is recalled
	offline   lanna.RecordID // what the point took in without a link
	posted    []posting      // records on which something was released, and by whom

	listed handed // of journey 6

	steady *steady // of the cluster
}

// An asking is one check with the request that it became.
type asking struct {
	exercise.Check
	id lanna.RecordID
}

// A posting names a record on which a node released something.
type posting struct {
	node   string
	record lanna.RecordID
}

// A scene is one step of a journey; its title is what an error says.
type scene struct {
	title string
	act   func(*play) error
}

// A journey is what can be played.
type journey struct {
	opening string
	scenes  []scene
}

var journeys = map[string]journey{
	"journey-1": {"Journey 1: from a screenshot to a threat to life, to the county that answers.", journey1},
	"journey-6": {"Journeys 6 and 10: a list of 31,000 people, and whether another agency knows one of them.", journey6},
}

// play plays the journeys that were asked for, one after the other.
func (d *jointDemo) play(ctx context.Context) error {
	if d.cluster != nil {
		return d.playCluster(ctx)
	}
	set, err := exercise.Load(filepath.Join(d.c.Dir, "exercise"))
	if err != nil {
		return err
	}
	for _, name := range d.c.Play {
		pl := &play{d: d, ctx: ctx, set: set, name: name}
		if !d.p.json {
			fmt.Fprintf(d.p.out, "\n%s Open any address below and sign in as the officer named.\n", journeys[name].opening)
		}
		if err := pl.all(journeys[name].scenes); err != nil {
			return err
		}
	}
	return nil
}

// all acts the scenes.
func (pl *play) all(scenes []scene) error {
	for i, s := range scenes {
		pl.step = i + 1
		err := s.act(pl)
		if err == nil {
			err = pl.pause()
		}
		if err != nil {
			return pl.failed(s.title, err)
		}
	}
	return nil
}

// failed names the step. A process that ended by itself is the cause of what
// came after.
func (pl *play) failed(title string, err error) error {
	if cause := context.Cause(pl.ctx); pl.ctx.Err() != nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	return &failure{code: failed, err: fmt.Errorf("%s, step %d, %q: %w", pl.name, pl.step, title, err), next: "see " + pl.d.fleet.logs + ", or begin anew with another --dir"}
}

// pause lets whoever watches look.
func (pl *play) pause() error {
	if pl.d.c.Pause == 0 {
		return nil
	}
	t := time.NewTimer(time.Duration(pl.d.c.Pause) * time.Second)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-pl.ctx.Done():
		return context.Cause(pl.ctx)
	}
}

// A playLine is what --json prints of a step.
type playLine struct {
	Play  string    `json:"play"`
	Step  int       `json:"step"`
	At    time.Time `json:"at"`
	Node  string    `json:"node"`
	Login string    `json:"login"` // as whom to look
	Said  string    `json:"said"`
	URL   string    `json:"url"`
}

// tell says what has just been done and seen, and where to look at it.
func (pl *play) tell(at, login, path, format string, args ...any) {
	n, said, now := pl.d.node(at), fmt.Sprintf(format, args...), pl.d.p.now()
	if pl.d.p.json {
		_ = pl.d.p.emit(playLine{pl.name, pl.step, now.UTC(), at, login, said, n.URL + path})
		return
	}
	fmt.Fprintf(pl.d.p.out, "\n%2d  %s  %s\n    %s   as %s\n", pl.step, now.Format("15:04:05"), said, n.URL+path, login)
}

// An actor is an officer of a node, as "th/duty1".
type actor struct{ node, login string }

// ask has a node do a verb for one of its officers, and says when it takes long.
func ask[T any](pl *play, who actor, verb string, args any) (answer T, err error) {
	began := time.Now()
	defer pl.meanwhile(func() string {
		return fmt.Sprintf("%s at %s goes on, %.0f s so far", verb, who.node, time.Since(began).Seconds())
	})()
	return call[T](pl, who, verb, args)
}

// sayEvery is how often whoever watches hears of something that takes long.
const sayEvery = 3 * time.Second

// meanwhile says every few seconds how something is, until it is stopped.
func (pl *play) meanwhile(how func() string) (stop func()) {
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(sayEvery)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				pl.d.p.say("    %s", how())
			}
		}
	}()
	return func() {
		close(done)
		<-ended
	}
}

// call has a node do a verb for one of its officers.
func call[T any](pl *play, who actor, verb string, args any) (answer T, err error) {
	return askAt[T](pl.ctx, pl.d, pl.d.folder(who.node), who, verb, args)
}

// askAt is call at a data folder: a node may be served from several.
func askAt[T any](ctx context.Context, d *jointDemo, folder string, who actor, verb string, args any) (answer T, err error) {
	n := d.node(who.node)
	i := slices.IndexFunc(n.Users, func(u demoUser) bool { return u.Login == who.login })
	raw, err := marshal(args)
	if err != nil {
		return answer, err
	}
	call := node.Call{Verb: verb, Login: who.login, Password: n.Users[i].Password, Args: raw, Why: demoWhy}
	notServed := func() (string, error) { return "", fmt.Errorf("%s is not being served", who.node) }
	err = node.Ask(ctx, node.Config{Dir: folder}, notServed, call, &answer)
	if err != nil {
		err = fmt.Errorf("%s of %s: %s: %w", who.login, who.node, verb, err)
	}
	return answer, err
}

// do is ask where the answer does not matter.
func (pl *play) do(who actor, verb string, args any) error {
	_, err := ask[any](pl, who, verb, args)
	return err
}

// How long an effect at another node may take, and how often it is looked for.
const (
	effectWithin = 60 * time.Second
	lookEvery    = 50 * time.Millisecond
)

// until waits for an effect, and says how long it took. Not there yet and not
// yours yet are the same answer, so an error of that kind is waited for too.
func (pl *play) until(what string, there func() (bool, error)) (time.Duration, error) {
	began := time.Now()
	defer pl.meanwhile(func() string {
		return fmt.Sprintf("waiting for %s, %.0f s so far", what, time.Since(began).Seconds())
	})()
	for {
		ok, err := there()
		switch {
		case err != nil && lanna.KindOf(err) != lanna.NotFound:
			return 0, err
		case err == nil && ok:
			return time.Since(began), nil
		case time.Since(began) > effectWithin:
			return 0, fmt.Errorf("not seen within %s: %s", effectWithin, what)
		}
		select {
		case <-pl.ctx.Done():
			return 0, context.Cause(pl.ctx)
		case <-time.After(lookEvery):
		}
	}
}

// inQueue waits until a record's alert stands in a node's queue.
func (pl *play) inQueue(who actor, id lanna.RecordID) (time.Duration, error) {
	return pl.until("the alert in the queue of "+who.node, func() (bool, error) {
		page, err := ask[desk.Queue](pl, who, "alert.list", desk.QueueQuery{Limit: 200})
		return slices.ContainsFunc(page.Alerts, func(a desk.Alert) bool { return a.Record == id }), err
	})
}

// shows reports whether a record is shown to somebody with the property.
func (pl *play) shows(who actor, id lanna.RecordID, p lanna.Property) (bool, error) {
	v, err := ask[desk.RecordView](pl, who, "record.show", node.RecordArgs{ID: id.String()})
	return slices.ContainsFunc(v.Rows, func(r desk.FactRow) bool { return r.Property == p }), err
}

// release lets other nodes hold facts of a record, and waits until each has
// them.
func (pl *play) release(by actor, id lanna.RecordID, to []string, properties ...lanna.Property) error {
	for _, name := range to {
		err := pl.do(by, "release.send", node.ReleaseArgs{RecordArgs: node.RecordArgs{ID: id.String()}, To: pl.code(name), Properties: properties})
		if err != nil {
			return err
		}
	}
	pl.posted = append(pl.posted, posting{by.node, id})
	_, err := pl.until("receipts that what was released is stored", func() (bool, error) { return pl.answered(by, id, "stored", false) })
	return err
}

// answered reports whether every holder has given the receipt for each release
// of a record, or for each recall.
func (pl *play) answered(by actor, id lanna.RecordID, receipt string, recall bool) (bool, error) {
	rows, err := ask[[]desk.ReleaseRow](pl, by, "release.show", node.ReleaseArgs{RecordArgs: node.RecordArgs{ID: id.String()}})
	some := false
	for _, r := range rows {
		if r.Recall != recall {
			continue
		}
		if some = true; r.Receipts[receipt] == 0 {
			return false, err
		}
	}
	return some, err
}

// code is how a node is named towards others.
func (pl *play) code(name string) string {
	n := pl.d.node(name)
	for _, p := range exercise.Parties() {
		if p.Name == n.Name {
			return partyCode(&p)
		}
	}
	return ""
}
