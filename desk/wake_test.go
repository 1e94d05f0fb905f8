package desk_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

// A sender keeps what it sent. It answers with the errors that are planned, one
// after the other, then with success; one that hangs waits for its context.
type sender struct {
	mu    sync.Mutex
	sent  []desk.WakeMessage
	plan  []error
	hangs chan string // not nil: told the id of each call that hangs
}

func (s *sender) Wake(ctx context.Context, m desk.WakeMessage) error {
	if s.hangs != nil {
		s.hangs <- m.ID
		<-ctx.Done()
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, m)
	if len(s.plan) == 0 {
		return nil
	}
	err := s.plan[0]
	s.plan = s.plan[1:]
	return err
}

func (s *sender) to() (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.sent {
		out = append(out, m.To)
	}
	return out
}

// waking is a world in which Duty, Second and Leader can be woken.
func waking(t *testing.T) (w *desktest.World, mail, hook *sender) {
	mail, hook = &sender{}, &sender{}
	w = desktest.New(t, desktest.Options{Config: func(c *desk.Config) {
		c.Wakers = map[string]desk.Waker{desk.WakeEmail: mail, desk.WakeWebhook: hook}
	}})
	w.Shift(t)
	for _, who := range []desk.Actor{w.Duty, w.Second, w.Leader} {
		must(t, w.SetWays(t.Context(), who, desktest.Rescue, who.Officer, []desk.Way{
			{Via: desk.WakeEmail, To: who.Login + "@agency.invalid"}, {Via: desk.WakeWebhook, To: "https://sms.invalid/" + who.Login}}))
	}
	return w, mail, hook
}

// wake has everybody woken who is due, and waits until the messages are out.
func wake(t *testing.T, w *desktest.World) {
	t.Helper()
	_, err := w.Wake(t.Context())
	must(t, err)
	w.WakesRest()
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
}

func TestAThreatToLifeWakesWhoIsOnDutyAndThenTheNext(t *testing.T) {
	w, mail, hook := waking(t)
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	wake(t, w)
	wake(t, w) // the same moment again sends nothing more
	same(t, "at once", mail.to(), []string{"duty@agency.invalid"})
	w.Clock.Add(3*time.Minute - time.Millisecond)
	wake(t, w)
	same(t, "before the second way's time", hook.to(), nil)
	w.Clock.Add(time.Millisecond)
	wake(t, w)
	same(t, "the second way", hook.to(), []string{"https://sms.invalid/duty"})
	w.Clock.Add(12 * time.Minute)
	tick(t, w)
	wake(t, w)
	same(t, "escalated", mail.to(), []string{"duty@agency.invalid", "second@agency.invalid"})
	w.Clock.Add(20 * time.Second)
	must(t, w.Acknowledge(t.Context(), w.Second, desktest.Rescue, id))
	w.Clock.Add(10 * time.Minute)
	wake(t, w)
	same(t, "after it was taken", hook.to(), []string{"https://sms.invalid/duty"})
	a := look(t, w, w.Duty, id)
	last := a.Wakes[len(a.Wakes)-1]
	if len(a.Wakes) != 3 || last.Officer != w.Second.Officer || last.By != w.Second.Name || last.Confirmed-last.Time != 20_000 {
		t.Fatalf("the alert's page tells %+v", a.Wakes)
	}
}

func TestAMessageHoldsNobody(t *testing.T) {
	w, mail, _ := waking(t)
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	wake(t, w)
	raw, err := json.Marshal(mail.sent[0])
	must(t, err)
	for _, word := range []string{"EXERCISE", "600000"} {
		if strings.Contains(string(raw), word) {
			t.Errorf("the message holds %q: %s", word, raw)
		}
	}
	if m := mail.sent[0]; m.Label == "" || m.Severity != lanna.Life || m.Drill || !m.Exercise || m.ID == "" {
		t.Errorf("the message is %+v", m)
	}
}

func TestWhatFailsIsTriedAgainAndTheNextWayDoesNotWait(t *testing.T) {
	w, mail, hook := waking(t)
	away := &lanna.Error{Kind: lanna.Unavailable, Code: "wake-unreachable"}
	mail.plan = []error{away, away}
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	for _, step := range []struct {
		after       time.Duration
		mails, sms  int
		description string
	}{
		{0, 1, 0, "at once"}, {time.Second, 1, 1, "the other way, because the first failed"}, {9 * time.Second, 2, 1, "again after 10 s"},
		{19 * time.Second, 2, 1, "not yet"}, {time.Second, 3, 1, "again after 20 s more"}, {time.Minute, 3, 1, "sent, no more"},
	} {
		w.Clock.Add(step.after)
		wake(t, w)
		if m, s := len(mail.to()), len(hook.to()); m != step.mails || s != step.sms {
			t.Fatalf("%s: %d mails, %d posts", step.description, m, s)
		}
	}
	if mail.sent[0].ID != mail.sent[2].ID || mail.sent[0].ID == hook.sent[0].ID {
		t.Error("a repeat has to bear the same id, another way another")
	}
	states := ""
	for _, x := range look(t, w, w.Duty, id).Wakes {
		states += x.Via + " " + x.State + " " + x.Code + "\n"
	}
	if want := "email failed wake-unreachable\nwebhook sent \nemail failed wake-unreachable\nemail sent \n"; states != want {
		t.Errorf("the page tells\n%s", states)
	}
}

func TestAWayThatNothingMendsIsNotTriedAgain(t *testing.T) {
	w, mail, hook := waking(t)
	mail.plan = []error{&lanna.Error{Kind: lanna.Invalid, Code: "wake-refused"}}
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	for range 5 {
		wake(t, w)
		w.Clock.Add(time.Minute)
	}
	if len(mail.to()) != 1 || len(hook.to()) != 1 {
		t.Errorf("%d mails, %d posts", len(mail.to()), len(hook.to()))
	}
}

func TestASenderThatHangsHoldsUpNobody(t *testing.T) {
	w, mail, hook := waking(t)
	mail.hangs = make(chan string, 10)
	must(t, w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeEmail, To: "duty@agency.invalid"}}))
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := w.Wake(ctx)
	must(t, err)
	<-mail.hangs
	must(t, w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{{Via: desk.WakeWebhook, To: "https://sms.invalid/duty"}}))
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE two", "500000 CNY")...)
	_, err = w.Wake(ctx)
	must(t, err)
	cancel() // the node stops: what hung is not recorded as failed
	w.WakesRest()
	same(t, "the other alert", hook.to()[:1], []string{"https://sms.invalid/duty"})
}

func TestANodeKilledBeforeItSentWakesWhenItIsBack(t *testing.T) {
	w, mail, _ := waking(t)
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	w.Restart(t)
	wake(t, w)
	same(t, "after the restart", mail.to(), []string{"duty@agency.invalid"})
}

func TestANodeKilledBeforeItRecordedRepeatsUnderTheSameID(t *testing.T) {
	w, mail, _ := waking(t)
	mail.hangs = make(chan string, 1)
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := w.Wake(ctx)
	must(t, err)
	cut := <-mail.hangs // it may have gone out
	cancel()
	w.WakesRest()
	mail.hangs = nil
	w.Restart(t)
	wake(t, w)
	if len(mail.sent) != 1 || mail.sent[0].ID != cut {
		t.Errorf("cut off as %s, sent as %v", cut, mail.sent)
	}
}

func TestWhoHasNoWayIsPassedOverAndItIsShown(t *testing.T) {
	w, mail, _ := waking(t)
	must(t, w.SetWays(t.Context(), w.Admin, desktest.Because("EXERCISE"), w.Duty.Officer, nil))
	id := raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	wake(t, w)
	same(t, "woken", mail.to(), []string{"second@agency.invalid"})
	codes := []string{}
	for _, x := range look(t, w, w.Duty, id).Wakes {
		codes = append(codes, x.Name+" "+x.Code)
	}
	slices.Sort(codes)
	same(t, "shown", codes, []string{w.Duty.Name + " wake-no-way", w.Second.Name + " "})
}

func TestWithoutARotaEverybodyAtTheDeskIsWoken(t *testing.T) {
	mail := &sender{}
	w := desktest.New(t, desktest.Options{Config: func(c *desk.Config) { c.Wakers = map[string]desk.Waker{desk.WakeEmail: mail} }})
	for _, who := range []desk.Actor{w.Duty, w.Leader, w.Point} {
		must(t, w.SetWays(t.Context(), who, desktest.Rescue, who.Officer, []desk.Way{{Via: desk.WakeEmail, To: who.Login + "@agency.invalid"}}))
	}
	raise(t, w, lanna.BountyRecord, bounty("EXERCISE", "600000 CNY")...)
	wake(t, w)
	got := mail.to()
	slices.Sort(got)
	same(t, "woken", got, []string{"duty@agency.invalid", "leader@agency.invalid"})
}

func TestADrillWakesTheSamePeopleAndEndsWhenItIsTaken(t *testing.T) {
	w, mail, _ := waking(t)
	_, err := w.Drill(t.Context(), w.Duty, desktest.Rescue, "centre")
	denied(t, err)
	id, err := w.Drill(t.Context(), w.Leader, desktest.Rescue, "centre")
	must(t, err)
	wake(t, w)
	if m := mail.sent[0]; !m.Drill || m.To != "duty@agency.invalid" || m.Severity != lanna.Life {
		t.Fatalf("the message is %+v", m)
	}
	w.Clock.Add(42 * time.Second)
	must(t, w.Acknowledge(t.Context(), w.Duty, desktest.Rescue, id))
	r, err := w.Drilled(t.Context(), w.Leader, desktest.Rescue, id)
	must(t, err)
	if r.State != desk.AlertClosed || len(r.Wakes) != 1 || r.Wakes[0].Confirmed-r.Raised != 42_000 || r.Wakes[0].By != w.Duty.Name {
		t.Errorf("the drill's report: %+v", r)
	}
	if a := look(t, w, w.Duty, id); a.Kind != lanna.DrillRecord || a.Outcome != desk.OutcomeDrill {
		t.Errorf("the alert is shown as %s, outcome %s", a.Kind, a.Outcome)
	}
}

func TestWaysAreTheOfficersOwnOrAnAdministrators(t *testing.T) {
	w, _, _ := waking(t)
	ways := []desk.Way{{Via: desk.WakeEmail, To: "other@agency.invalid"}}
	denied(t, w.SetWays(t.Context(), w.Leader, desktest.Because("EXERCISE"), w.Duty.Officer, ways))
	must(t, w.SetWays(t.Context(), w.Admin, desktest.Because("EXERCISE"), w.Duty.Officer, ways))
	if got := w.Officer(t, "duty").Wake; !slices.Equal(got, ways) {
		t.Errorf("ways: %v", got)
	}
	for _, bad := range []desk.Way{{Via: "bell", To: "x"}, {Via: desk.WakeEmail, To: "Name <a@b.invalid>"}, {Via: desk.WakeWebhook, To: "http://sms.invalid/"},
		{Via: desk.WakeWebhook, To: "https://u:p@sms.invalid/"}, {Via: desk.WakeWebhook, To: "file:///etc/passwd"}} {
		if err := w.SetWays(t.Context(), w.Duty, desktest.Rescue, w.Duty.Officer, []desk.Way{bad}); lanna.CodeOf(err) != "wake-way-malformed" {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func denied(t *testing.T, err error) {
	t.Helper()
	if lanna.KindOf(err) != lanna.Denied {
		t.Fatalf("want a refusal, got %v", err)
	}
}
