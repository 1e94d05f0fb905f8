package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/node"
)

// A steady is what goes on while things are killed: notices that are confirmed, one
// after the other, and a browser that stays signed in with its page open.
type steady struct {
	pl   *play
	page *steadyPage
	stop context.CancelFunc
	work sync.WaitGroup

	enough   chan struct{} // closed: no further notice
	reported sync.WaitGroup
	before   []lanna.RecordID // bounties that stood in the node's own queue

	mu      sync.Mutex
	notices []lanna.RecordID // confirmed, in order
	by      [2]int           // how many of them each process confirmed
	refused int              // answers that said that nothing was saved, or none; each was asked again
	longest time.Duration    // from asking first until it was confirmed
	err     error
}

// noticeEvery is how often somebody reports a bounty.
const noticeEvery = time.Second

// begin signs the browser in and has notices come in until stop.
func (s *steady) begin(ctx context.Context) error {
	ctx, s.stop = context.WithCancel(ctx)
	var err error
	if s.page, err = openPage(ctx, s.pl.d); err != nil {
		return err
	}
	s.work.Go(func() { s.page.look(ctx) })
	s.work.Go(func() { s.page.listen(ctx) })
	s.enough = make(chan struct{})
	s.reported.Go(func() { s.report(ctx) })
	return nil
}

// report confirms a notice at a time until there are enough.
func (s *steady) report(ctx context.Context) {
	for n := 1; ctx.Err() == nil; n++ {
		select {
		case <-s.enough:
			return
		default:
		}
		began := time.Now()
		id, err := s.confirm(ctx, n)
		if ctx.Err() != nil && err != nil {
			return
		}
		s.mu.Lock()
		if err != nil {
			s.err = errors.Join(s.err, err)
			s.mu.Unlock()
			return
		}
		s.notices, s.longest = append(s.notices, id), max(s.longest, time.Since(began))
		s.mu.Unlock()
		sleep(ctx, noticeEvery-time.Since(began))
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(max(0, d)):
	}
}

// confirm reports a bounty, at one process or the other, until one says that it is
// kept. The key makes the same report that is sent twice one notice.
func (s *steady) confirm(ctx context.Context, n int) (id lanna.RecordID, err error) {
	in := desk.Intake{Key: lanna.NewRecordID().String(), Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Alias, Value: fmt.Sprintf("EXERCISE ทดสอบ %d", n), Lang: "th"}, {Property: lanna.Amount, Value: "300000 CNY"},
		{Property: lanna.ThreatCode, Value: "bring-back"}, {Property: lanna.Compound, Value: exercise.PlayCompound, Lang: "zh"}}}}
	for try := n; ; try++ {
		id, err = s.once(ctx, try%2, in)
		if err == nil {
			s.mu.Lock()
			s.by[try%2]++
			s.mu.Unlock()
			return id, nil
		}
		if time.Duration(try-n)*lookEvery > effectWithin || ctx.Err() != nil {
			return id, err
		}
		s.mu.Lock()
		s.refused++
		s.mu.Unlock()
		sleep(ctx, lookEvery)
	}
}

// once asks one process.
func (s *steady) once(ctx context.Context, at int, in desk.Intake) (id lanna.RecordID, err error) {
	ctx, cancel := context.WithTimeout(ctx, effectWithin)
	defer cancel()
	folder := s.pl.d.short(s.pl.d.cluster.folders[at])
	taken, err := askAt[node.Done](ctx, s.pl.d, folder, thaiDuty, "intake", in)
	if err != nil {
		return id, err
	}
	view, err := askAt[desk.CaptureView](ctx, s.pl.d, folder, thaiDuty, "capture.show", s.pl.args(taken.Record))
	if err == nil && len(view.Confirmed) == 0 {
		err = errors.New("the report became no record")
	}
	if err != nil {
		return id, err
	}
	return view.Confirmed[0].Record, nil
}

// now is what was confirmed so far.
func (s *steady) now() (notices []lanna.RecordID, refused int, longest time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]lanna.RecordID(nil), s.notices...), s.refused, s.longest, s.err
}

// confirmedBy is how many notices a process confirmed.
func (s *steady) confirmedBy(process int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.by[process]
}

// fresh forgets the longest wait, so that the next is of what comes.
func (s *steady) fresh() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.longest = 0
	return len(s.notices)
}
