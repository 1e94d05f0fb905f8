package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
)

// demoWhy is the purpose of everything that is loaded.
var demoWhy = desk.Why{Purpose: lanna.Rescue, Case: "EXERCISE", Reason: "EXERCISE"}

// A loader brings the exercise in by the same doors as real reports: officers
// are added by the administrator, pictures are captured, read and confirmed by
// duty officers, calls are written down.
type loader struct {
	p        *program
	desk     *desk.Desk
	clock    *demoClock
	dir      string // of the exercise's files
	set      *exercise.Set
	users    []demoUser
	fresh    int                   // of the last calls and of the last pictures wait for somebody: their clocks run when the demo opens
	stepped  func()                // is told of each step; safe for concurrent use
	officers map[string]desk.Actor // by login
}

// size is how many steps load takes.
func (l *loader) size() int {
	return len(l.users) + len(l.set.Families) + len(l.set.Lures) + len(l.pictures())
}

// load loads all of it. users[0] is the administrator.
func (l *loader) load() error {
	if err := l.people(); err != nil {
		return err
	}
	if err := l.calls(); err != nil {
		return err
	}
	return l.takeIn()
}

// people finds the officers and says who is on duty.
func (l *loader) people() error {
	l.officers = map[string]desk.Actor{}
	if err := l.findOfficers(); err != nil {
		return err
	}
	return l.setRotas()
}

// findOfficers finds those whose accounts were opened with the node.
func (l *loader) findOfficers() error {
	for i, u := range l.users {
		id, _ := l.desk.OfficerByLogin(l.p.ctx, u.Login)
		actor, err := l.desk.Actor(l.p.ctx, id)
		if err != nil {
			return fmt.Errorf("officer %d of the exercise: %w", i+1, err)
		}
		l.officers[u.Login] = actor
		l.stepped()
	}
	return nil
}

// setRotas sets the rota of each desk. Days of the exercise are counted from today.
func (l *loader) setRotas() error {
	for _, s := range l.set.Rotas {
		rota, err := desk.Renamed(l.rota(s), func(login string) (lanna.OfficerID, error) {
			return l.officers[login].Officer, nil
		})
		if err == nil {
			err = l.desk.SetRota(l.p.ctx, l.officers[l.users[0].Login], demoWhy, rota, lanna.Digest{})
		}
		if err != nil {
			return fmt.Errorf("rota %s: %w", s.ID, err)
		}
	}
	return nil
}

// rota writes a rota of the exercise as the desk has it.
func (l *loader) rota(s exercise.Rota) desk.RotaFor[string] {
	date := func(day int) string { return l.p.now().AddDate(0, 0, day).Format(time.DateOnly) }
	turns := func(list []exercise.Turn) (out []desk.Turn[string]) {
		for _, t := range list {
			out = append(out, desk.Turn[string]{Name: t.Name, Days: t.Days, From: t.From, To: t.To, Officers: t.Officers})
		}
		return out
	}
	r := desk.RotaFor[string]{Desk: s.Desk, Turns: turns(s.Turns)}
	for _, h := range s.Holidays {
		r.Days = append(r.Days, desk.Holiday[string]{Date: date(h.Day), Name: h.Name, Turns: turns(h.Turns)})
	}
	for _, in := range s.StandIns {
		r.StandIns = append(r.StandIns, desk.StandIn[string]{Date: date(in.Day), Shift: in.Shift, For: in.For, By: in.By})
	}
	return r
}

// calls writes down family reports and lures, from three hours ago to half an
// hour ago.
func (l *loader) calls() error {
	type call struct {
		id     string
		at     time.Time
		report *desk.Report
		safety *exercise.Reporter
	}
	var calls []call
	for i := range l.set.Families {
		f := &l.set.Families[i]
		calls = append(calls, call{f.ID, f.ReceivedAt, familyReport(f), &f.Reporter})
	}
	for i := range l.set.Lures {
		lure := &l.set.Lures[i]
		calls = append(calls, call{lure.ID, lure.SeenAt, lureReport(lure), nil})
	}
	slices.SortStableFunc(calls, func(a, b call) int { return cmp.Compare(a.at.UnixNano(), b.at.UnixNano()) })
	duty := l.duty()
	for i, c := range calls {
		l.clock.between(3*time.Hour, 30*time.Minute, i, len(calls))
		by := duty[i%len(duty)]
		id, err := l.desk.Capture(l.p.ctx, by, demoWhy, desk.Intake{Report: c.report})
		if err == nil {
			err = l.follow(by, id, c.safety, i < len(calls)-l.fresh)
		}
		if err != nil {
			return fmt.Errorf("report %s: %w", c.id, err)
		}
		l.stepped()
	}
	return nil
}

// follow records how a family may be reached, on the record that the report
// became, and acknowledges its alert where it is an older one.
func (l *loader) follow(by desk.Actor, capture lanna.RecordID, safe *exercise.Reporter, acknowledge bool) error {
	view, err := l.desk.Proposals(l.p.ctx, by, demoWhy, capture)
	if err != nil {
		return err
	}
	for _, link := range view.Confirmed {
		if safe != nil {
			value, note := desk.SafeWindow, safe.Window
			if safe.DoNot {
				value, note = desk.DoNotContact, safe.Cover
			}
			err = l.desk.SetSafety(l.p.ctx, by, demoWhy, link.Record, value, desk.Words{Text: "EXERCISE " + note})
		}
		if err == nil && acknowledge {
			err = l.desk.Acknowledge(l.p.ctx, by, demoWhy, link.Record)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// duty returns those who take reports: the duty officers, or at a point, which
// has none, those who may.
func (l *loader) duty() []desk.Actor {
	var duty, may []desk.Actor
	for _, u := range l.users {
		switch a := l.officers[u.Login]; {
		case a.Has(lanna.DutyOfficer):
			duty = append(duty, a)
		case a.May("capture.confirm"):
			may = append(may, a)
		}
	}
	if len(duty) == 0 {
		return may
	}
	return duty
}

// A shot is one picture with the notices that can be read in it.
type shot struct {
	file    string
	notices []exercise.Notice
}

// pictures returns the pictures in the order in which they were posted.
func (l *loader) pictures() []shot {
	var shots []shot
	for _, n := range l.set.Notices {
		i := slices.IndexFunc(shots, func(s shot) bool { return s.file == n.Picture })
		if i < 0 {
			i = len(shots)
			shots = append(shots, shot{file: n.Picture})
		}
		shots[i].notices = append(shots[i].notices, n)
	}
	slices.SortStableFunc(shots, func(a, b shot) int { return a.notices[0].PostedAt.Compare(b.notices[0].PostedAt) })
	return shots
}

// takeIn brings the pictures in, and signs what there is. The newest came minutes ago.
func (l *loader) takeIn() error {
	shots, duty := l.pictures(), l.duty()
	for i, s := range shots {
		by := duty[i%len(duty)]
		older := len(shots) - l.fresh
		if i < older {
			l.clock.between(29*time.Minute, 15*time.Minute, i, older)
		} else {
			l.clock.between(9*time.Minute, time.Minute, i-older, l.fresh)
		}
		records, err := l.bring(by, s)
		if err != nil {
			return fmt.Errorf("picture %s: %w", filepath.Base(s.file), err)
		}
		if i < older {
			err = l.answer(by, i, records)
		}
		if err != nil {
			return err
		}
		l.stepped()
	}
	return l.desk.SignCheckpoint(l.p.ctx)
}

// bring captures one picture and confirms what is proposed, as an officer
// would who compares each field with the picture.
func (l *loader) bring(by desk.Actor, s shot) ([]lanna.RecordID, error) {
	data, err := os.ReadFile(filepath.Join(l.dir, s.file))
	if err != nil {
		return nil, err
	}
	first := s.notices[0]
	id, err := l.desk.Capture(l.p.ctx, by, demoWhy, desk.Intake{
		Channel: desk.ChannelPicture, FileName: filepath.Base(s.file), Data: data,
		SourceURL: "https://chat.example.invalid/" + first.ID, Poster: first.Poster, Posted: first.PostedAt.UTC().Format(time.RFC3339),
	})
	if err != nil {
		return nil, err
	}
	view, err := l.read(by, id, s)
	if err != nil {
		return nil, err
	}
	return l.desk.Confirm(l.p.ctx, by, demoWhy, id, confirmation(view, s.notices))
}

// read waits until the picture was read. Where nothing could read it, an
// officer types what it says.
func (l *loader) read(by desk.Actor, id lanna.RecordID, s shot) (*desk.CaptureView, error) {
	for {
		view, err := l.desk.Proposals(l.p.ctx, by, demoWhy, id)
		if err != nil {
			return nil, err
		}
		switch view.State {
		case desk.CaptureTranscription:
			if err := l.desk.Transcribe(l.p.ctx, by, demoWhy, id, transcript(s)); err != nil {
				return nil, err
			}
			return l.desk.Proposals(l.p.ctx, by, demoWhy, id)
		case desk.CaptureReading:
		default:
			return view, nil
		}
		select {
		case <-l.p.ctx.Done():
			return nil, l.p.ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// answer acknowledges the alerts of an older picture, and closes two, so that
// the desk shows more than open alerts.
func (l *loader) answer(by desk.Actor, picture int, records []lanna.RecordID) error {
	for i, id := range records {
		if err := l.desk.Acknowledge(l.p.ctx, by, demoWhy, id); err != nil {
			return err
		}
		if i > 0 || picture > 1 {
			continue
		}
		outcome := []string{desk.OutcomeSafe, desk.OutcomeRescued}[picture]
		if err := l.desk.CloseAlert(l.p.ctx, by, demoWhy, id, outcome, lanna.RecordID{}); err != nil {
			return err
		}
	}
	return nil
}
