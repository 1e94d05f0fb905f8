package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"

	"lanna"
	"lanna/desk"
)

// clusterScenes kill one of each while notices go on being confirmed.
var clusterScenes = []scene{
	{"notices come in", (*play).noticesCome},
	{"a relay is killed", (*play).killRelay},
	{"a process that serves is killed", (*play).killServe},
	{"PostgreSQL is restarted", (*play).restartDatabase},
	{"what was killed comes back", (*play).bringBack},
	{"nothing is lost", (*play).nothingLost},
}

func (d *jointDemo) playCluster(ctx context.Context) (err error) {
	pl := &play{d: d, ctx: ctx, name: kindCluster}
	pl.steady = &steady{pl: pl}
	defer func() {
		if pl.steady.stop != nil {
			pl.steady.stop()
			pl.steady.work.Wait()
			pl.steady.reported.Wait()
		}
	}()
	if !d.p.json {
		fmt.Fprintln(d.p.out, "\nOne of each is killed while notices go on being confirmed. Open any address below and watch; you stay signed in.")
	}
	return pl.all(clusterScenes)
}

// atCentre waits until the newest of the notices stands in the centre's queue.
func (pl *play) atCentre(from int) (confirmed int, err error) {
	var list []lanna.RecordID
	_, err = pl.until("a notice that was confirmed since", func() (bool, error) {
		var err error
		list, _, _, err = pl.steady.now()
		return len(list) > from, err
	})
	if err != nil {
		return 0, err
	}
	if _, err = pl.inQueueOf(centreDuty, list[len(list)-1]); err != nil {
		return 0, err
	}
	list, _, _, err = pl.steady.now()
	return len(list) - from, err
}

// queueOf lists the records of bounties with alerts in a node's queue, each once:
// one that escalates between two pages moves down, and stands on both.
func (pl *play) queueOf(who actor) (list []lanna.RecordID, err error) {
	q, seen := desk.QueueQuery{Kind: lanna.BountyRecord, Limit: 200}, map[lanna.RecordID]bool{}
	for {
		page, err := ask[desk.Queue](pl, who, "alert.list", q)
		if err != nil {
			return nil, err
		}
		for _, a := range page.Alerts {
			if !seen[a.Record] {
				seen[a.Record], list = true, append(list, a.Record)
			}
		}
		if page.Next == nil {
			return list, nil
		}
		q.After = page.Next
	}
}

func (pl *play) inQueueOf(who actor, id lanna.RecordID) (time.Duration, error) {
	return pl.until("the alert in the queue of "+who.node, func() (bool, error) {
		list, err := pl.queueOf(who)
		return slices.Contains(list, id), err
	})
}

func (pl *play) noticesCome() error {
	var err error
	if pl.steady.before, err = pl.queueOf(thaiDuty); err != nil {
		return err
	}
	if err := pl.steady.begin(pl.ctx); err != nil {
		return err
	}
	if _, err := pl.atCentre(2); err != nil {
		return err
	}
	pl.tell(grown, "duty1", "/queue", "An officer signs in at the balancer and keeps the queue open. Somebody reports a bounty every %s, to one process or the other; each alert goes on to the centre through the relays.", noticeEvery)
	return nil
}

func (pl *play) killRelay() error {
	from, began := pl.steady.fresh(), time.Now()
	pl.d.cluster.relays[0].kill()
	n, err := pl.atCentre(from)
	if err != nil {
		return err
	}
	pl.tell("centre", "duty1", "/queue", "One of three relays is killed. Notices confirmed since: %d; the newest stands in the centre's queue %s after the kill.", n, short(time.Since(began)))
	return nil
}

// tookOver is what a process writes to its log when it runs the clocks.
const tookOver = "clocks and forwarders run here"

func (pl *play) killServe() error {
	k := pl.d.cluster
	on := 0 // which has the clocks
	if b, err := os.ReadFile(k.serves[0].log); err != nil || !bytes.Contains(b, []byte(tookOver)) {
		on = 1
	}
	from, began := pl.steady.fresh(), time.Now()
	k.serves[on].kill()
	pl.d.node(grown).Data = k.folders[1-on] // whom to ask
	took, err := pl.until("the clocks, taken over", func() (bool, error) {
		b, err := os.ReadFile(k.serves[1-on].log)
		return bytes.Contains(b, []byte(tookOver)), err
	})
	if err != nil {
		return err
	}
	n, err := pl.atCentre(from)
	if err != nil {
		return err
	}
	_, _, longest, _ := pl.steady.now()
	pl.tell(grown, "duty1", "/queue", "The process that has the clocks and forwarders is killed. The other took them over after %s. Notices confirmed since: %d; none waited longer than %s, and the newest stands in the centre's queue %s after the kill. The browser is still signed in.",
		short(took), n, short(longest), short(time.Since(began)))
	return pl.signedIn()
}

// signedIn reports an error where the browser was asked to sign in again.
func (pl *play) signedIn() error {
	p := pl.steady.page
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out > 0 {
		return errors.New("the browser was asked to sign in again")
	}
	return nil
}

// downFor is how long the database is away.
const downFor = 2 * time.Second

func (pl *play) restartDatabase() error {
	_, refusedBefore, _, _ := pl.steady.now()
	from := pl.steady.fresh()
	s := pl.d.cluster.database
	s.Stop(syscall.SIGINT)
	began := time.Now()
	sleep(pl.ctx, downFor)
	if err := s.Start(); err != nil {
		return err
	}
	away := time.Since(began)
	n, err := pl.atCentre(from)
	if err != nil {
		return err
	}
	_, refused, longest, _ := pl.steady.now()
	pl.tell(grown, "duty1", "/queue", "PostgreSQL is restarted; it was away for %s. Meanwhile %d answers said that nothing was saved, or did not come, and were asked for again. Notices confirmed since: %d; the one that waited longest waited %s.",
		short(away), refused-refusedBefore, n, short(longest))
	return pl.signedIn()
}

// bringBack starts again what was killed. That it takes part shows in what would not
// work without it: notices that the process confirms, and a second relay that is killed.
func (pl *play) bringBack() error {
	k, s := pl.d.cluster, pl.steady
	on := slices.IndexFunc(k.serves[:], func(c *child) bool { return c.killed.Load() })
	before := s.confirmedBy(on)
	err := together(
		func() (err error) { k.relays[0], err = k.restart[0](); return err },
		func() (err error) { k.serves[on], err = k.again[on](); return err })
	if err != nil {
		return err
	}
	_, err = pl.until("a notice confirmed by the process that is back", func() (bool, error) { return s.confirmedBy(on) > before, nil })
	if err != nil {
		return err
	}
	from, began := s.fresh(), time.Now()
	k.relays[1].kill()
	n, err := pl.atCentre(from)
	if err != nil {
		return err
	}
	took := time.Since(began)
	if k.relays[1], err = k.restart[1](); err != nil {
		return err
	}
	pl.tell(grown, "duty1", "/queue", "Relay and process are back, with the folders that they had. The process confirms notices, and the relay makes up for a second one that is killed: confirmed since, %d; the newest stands in the centre's queue %s after. The second relay is started again too.",
		n, short(took))
	return nil
}

// nothingLost stops the notices and counts.
func (pl *play) nothingLost() error {
	s := pl.steady
	close(s.enough)
	s.reported.Wait()
	all, _, _, err := s.now()
	if err != nil {
		return err
	}
	_, err = pl.until("the open page, told of every notice", func() (bool, error) { return s.page.missing(all) == 0, nil })
	if err != nil {
		return err
	}
	s.stop()
	s.work.Wait()
	for _, who := range []actor{thaiDuty, centreDuty} {
		if err := pl.allStand(who, all); err != nil {
			return err
		}
	}
	list, err := pl.queueOf(thaiDuty)
	list = slices.DeleteFunc(list, func(id lanna.RecordID) bool { return slices.Contains(s.before, id) })
	if err != nil || len(list) != len(all) {
		return errors.Join(err, fmt.Errorf("%d notices were confirmed and %d stand in the queue", len(all), len(list)))
	}
	if _, err := pl.until("an empty outbox", func() (bool, error) { n, err := pl.waits(grown); return n == 0, err }); err != nil {
		return err
	}
	if err := pl.signedIn(); err != nil {
		return err
	}
	p := s.page
	pl.tell("centre", "duty1", "/queue", "%d notices were confirmed. Each stands in Thailand's queue once, and in the centre's; none was lost, none was made twice, and no outbox holds anything. The browser loaded %d pages, %d times none came, and never had to sign in again; its open page was told of every notice (streams opened: %d).",
		len(all), p.looked, p.away, p.opened)
	return nil
}

// allStand waits until each of the notices stands in a node's queue.
func (pl *play) allStand(who actor, all []lanna.RecordID) error {
	_, err := pl.until("every notice in the queue of "+who.node, func() (bool, error) {
		list, err := pl.queueOf(who)
		return !slices.ContainsFunc(all, func(id lanna.RecordID) bool { return !slices.Contains(list, id) }), err
	})
	return err
}
