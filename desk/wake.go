package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"lanna"
	"lanna/statement"
)

// Ways to reach somebody away from the screen.
const (
	WakeEmail   = "email"
	WakeWebhook = "webhook" // an SMS gateway or a chat
	WakeBell    = "bell"    // a program of this machine; of no officer
)

// States of a Wakeup.
const (
	WakeSent   = "sent"
	WakeFailed = "failed"
)

// DefaultSecondWake is after how long without an acknowledgement the next way
// is tried. An acknowledgement has 15 minutes; three ways fit into them.
const DefaultSecondWake = lanna.Millis(3 * time.Minute / time.Millisecond)

const (
	ruleWake  = "alert.wake"
	wakeTries = 5                      // of one way, before it is given up
	wakeAgain = lanna.Millis(10_000)   // after the first failure; then doubled
	wakeLimit = 30 * time.Second       // a sender that hangs is given up after it
	wakeLook  = lanna.Millis(60 * 1e3) // how long a look at a waiting alert holds: ways of officers may have changed
)

// A Waker sends one message by one way. An error's code is shown to officers;
// one of kind Invalid is final and not tried again. It must end with ctx.
type Waker interface {
	Wake(ctx context.Context, m WakeMessage) error
}

// A WakeMessage is all that leaves the node: no person, no place, no compound.
type WakeMessage struct {
	ID       string         // the same in every repeat, so that a receiver can drop those
	Record   lanna.RecordID // a random number
	Label    string         // B-0021
	Severity lanna.Severity
	Drill    bool
	Rota     bool // nobody is to be woken: a shift of the rota that the record holds has nobody
	Canary   bool // for an auditor alone: somebody touched the planted record that the label names
	Exercise bool
	Lang     string       // of the officer
	Time     lanna.Millis // when this repeat was sent
	To       string       // address of the way
	Keys     string       // of a browser: what the message is sealed to
}

// A Wakeup is one try to wake somebody.
type Wakeup struct {
	ID      string          `json:"id"`    // of the message
	Round   string          `json:"round"` // which step of the alert woke: all tries of one step bear the same
	Officer lanna.OfficerID `json:"officer"`
	Via     string          `json:"via"` // "": no way is known
	State   string          `json:"state"`
	Code    string          `json:"code,omitempty"`  // why it failed
	Final   bool            `json:"final,omitempty"` // not tried again

	Time      lanna.Millis `json:"time,omitempty"`
	Name      string       `json:"name,omitempty"`      // of the officer
	Confirmed lanna.Millis `json:"confirmed,omitempty"` // when somebody took the alert after it; 0: nobody yet
	By        string       `json:"by,omitempty"`        // who did
}

// A call is whom to wake by which way.
type call struct {
	officer lanna.OfficerID
	lang    string
	way     Way
}

func (c call) id(round string) string {
	d := sha256.Sum256([]byte("lanna wake\n" + round + "\n" + c.officer.String() + "\n" + c.way.Via + "\n" + c.way.To))
	return hex.EncodeToString(d[:8])
}

// plan says which calls are due now, and when the next is. Each chain is the
// ways of one officer in order: one begins when the one before failed, or was
// sent and not confirmed for the time second. It is pure: the same tries and
// the same time, the same answer.
func plan(round string, chains [][]call, tries []Wakeup, second, now lanna.Millis) (due []call, next lanna.Millis) {
	next = now + wakeLook
	for _, chain := range chains {
		begin := lanna.Millis(0)
		for _, c := range chain {
			at, follows := whenDue(c.id(round), begin, tries, second)
			switch {
			case at != 0 && at <= now:
				due = append(due, c)
			case at != 0:
				next = min(next, at)
			}
			if follows == 0 {
				break
			}
			begin = follows
		}
	}
	return due, next
}

// whenDue says when a call is to be made (0: not any more; 1: at once) and when
// the way after it begins (0: not known yet).
func whenDue(id string, begin lanna.Millis, tries []Wakeup, second lanna.Millis) (at, follows lanna.Millis) {
	failures, last, final := 0, lanna.Millis(0), false
	for _, t := range tries {
		switch {
		case t.ID != id:
		case t.State == WakeSent:
			if follows == 0 {
				follows = t.Time + second
			}
			return 0, follows
		default:
			failures, last, final = failures+1, t.Time, final || t.Final
			if follows == 0 {
				follows = t.Time
			}
		}
	}
	switch {
	case failures == 0:
		return max(begin, 1), 0
	case final || failures >= wakeTries:
		return 0, follows
	}
	return last + wakeAgain<<(failures-1), follows
}

// A wakeNow is what a record says of the waking of its alert.
type wakeNow struct {
	round string
	since int // in the state's history: the statement that began the round
	tries []Wakeup
}

// wakeNowOf reads the tries of all rounds, oldest first, and which round it is:
// each escalation, reopening or graver judgement says the level anew.
func (d *Desk) wakeNowOf(st *statement.State) wakeNow {
	us, out := d.Agency(), wakeNow{since: -1}
	for i := range st.Facts {
		f := &st.Facts[i]
		switch {
		case f.Agency != us || f.Unproven:
		case f.Property == lanna.AlertLevel && f.Live():
			out.round = hex.EncodeToString(f.Digest[:8])
			out.since = slices.IndexFunc(st.History, func(a statement.Act) bool { return a.Statement == f.Statement })
		case f.Property == lanna.AlertWake:
			var t Wakeup
			if json.Unmarshal([]byte(f.Value), &t) == nil {
				t.Time = f.Time
				out.tries = append(out.tries, t)
			}
		}
	}
	return out
}

// wakesFor reports whether an alert wakes people now: a threat to life that
// this node counts, that nobody has taken, or whose time ran out afterwards
// and which nobody has touched since.
func (d *Desk) wakesFor(a *alertNow, n wakeNow) bool {
	if lanna.Severity(a.st.Of(d.Agency(), lanna.AlertSeverity)) != lanna.Life || !a.here || n.round == "" {
		return false
	}
	if a.state == AlertOpen {
		_, _, taken := d.confirmed(a.st, n, n.round)
		return !taken
	}
	if a.state == AlertClosed || a.level == 0 {
		return false
	}
	_, _, taken := d.confirmed(a.st, n, n.round)
	return !taken
}

// taking are the acts that confirm that somebody is awake, whoever does them.
// Any act of an officer who was woken does as well.
var taking = []string{"alert.acknowledge", "alert.assign", "alert.close"}

// confirmed says who took the alert after a round began, and when.
func (d *Desk) confirmed(st *statement.State, n wakeNow, round string) (lanna.OfficerID, lanna.Millis, bool) {
	from, woken := n.began(d.Agency(), st, round), map[lanna.OfficerID]bool{}
	for _, t := range n.tries {
		woken[t.Officer] = woken[t.Officer] || t.Round == round
	}
	acts := map[lanna.Digest]string{}
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Property == lanna.Act {
			acts[f.Statement] = f.Value
		}
	}
	for _, h := range st.History[from+1:] {
		if !h.Officer.IsZero() && h.Agency == d.Agency() && (woken[h.Officer] || slices.Contains(taking, acts[h.Statement])) {
			return h.Officer, h.Time, true
		}
	}
	return lanna.OfficerID{}, 0, false
}

// began is the place in the history of the statement that began a round.
func (n wakeNow) began(us lanna.AgencyID, st *statement.State, round string) int {
	if round == n.round {
		return n.since
	}
	for i := range st.Facts {
		if f := &st.Facts[i]; f.Agency == us && f.Property == lanna.AlertLevel && hex.EncodeToString(f.Digest[:8]) == round {
			return slices.IndexFunc(st.History, func(a statement.Act) bool { return a.Statement == f.Statement })
		}
	}
	return len(st.History) - 1 // the claim was erased
}

// wakesOf is who was woken for an alert, oldest first.
func (d *Desk) wakesOf(ctx context.Context, st *statement.State) []Wakeup {
	n := d.wakeNowOf(st)
	for i := range n.tries {
		t := &n.tries[i]
		t.Name = d.OfficerName(ctx, t.Officer)
		if t.State != WakeSent {
			continue
		}
		if who, at, ok := d.confirmed(st, n, t.Round); ok {
			t.Confirmed, t.By = at, d.OfficerName(ctx, who)
		}
	}
	return n.tries
}
