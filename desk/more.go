package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A colleague opens the limit of persons for another: two people for what one
// would read in bulk.

const (
	moreWaits = lanna.Millis(12 * time.Hour / time.Millisecond) // the longest shift
	moreHolds = readWindow

	// MaxMore is for how many more persons an officer may ask at once: the
	// longest list that is taken over has 31,000 rows.
	MaxMore = 50_000
)

// A MoreAsk is an officer's question to a colleague for more persons.
type MoreAsk struct {
	ID      lanna.Digest  `json:"id"` // of the claim: who agrees says to what
	N       int           `json:"n"`
	Purpose lanna.Purpose `json:"purpose"`
	Case    string        `json:"case,omitempty"`
	Reason  string        `json:"reason"`
	Until   lanna.Millis  `json:"until"`

	Officer lanna.OfficerID `json:"officer,omitzero"` // who asks
	Name    string          `json:"name,omitempty"`
	Login   string          `json:"login,omitempty"`
}

// Agreed is what a colleague agreed to.
type Agreed struct {
	N     int             `json:"n"`
	By    lanna.OfficerID `json:"by"`
	Until lanna.Millis    `json:"until"`
}

// A Reading says how many persons an officer was shown within the last hour, and
// what a colleague was asked.
type Reading struct {
	Persons int       `json:"persons"` // shown within the last hour
	Limit   int       `json:"limit"`   // that hold now, what was agreed to included
	Alone   int       `json:"alone"`   // without a colleague
	Agreed  []Agreed  `json:"agreed"`  // what holds now
	Ask     *MoreAsk  `json:"ask,omitempty"`
	Asks    []MoreAsk `json:"asks"` // of colleagues, that this officer may agree to
}

// moreOf reads what an officer's record says of it.
func moreOf(st *statement.State, us lanna.AgencyID) (ask *MoreAsk, agreed []Agreed) {
	for _, f := range st.Live(lanna.MoreAsked) {
		var a MoreAsk
		if f.Agency == us && json.Unmarshal([]byte(f.Value), &a) == nil {
			a.ID, ask = f.Digest, &a
		}
	}
	for _, v := range values(st, us, lanna.MoreAgreed) {
		var a Agreed
		if json.Unmarshal([]byte(v), &a) == nil {
			agreed = append(agreed, a)
		}
	}
	return ask, agreed
}

// extra is to how many more persons colleagues agreed, as it holds now.
func (a Actor) extra(now lanna.Millis) (n int) {
	for _, g := range a.agreed {
		if now < g.Until {
			n += g.N
		}
	}
	return n
}

// ReadingNow says how an officer's reading stands. It is of no person and leaves no
// leaf.
func (d *Desk) ReadingNow(ctx context.Context, by Actor) (*Reading, error) {
	out, now := &Reading{}, d.Now()
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		p, err := policyIn(r)
		if err != nil {
			return err
		}
		who, err := officerIn(r, by.Officer)
		if err != nil {
			return err
		}
		out.Alone, out.Limit = p.Persons, p.Persons+who.extra(now)
		out.Agreed = slices.DeleteFunc(who.agreed, func(a Agreed) bool { return a.Until <= now })
		if who.more != nil && who.more.Until > now {
			out.Ask = who.more
		}
		if out.Persons, err = d.reads.now(d, r, by.Officer, now); err != nil {
			return err
		}
		out.Asks, err = asksFor(r, by, now)
		return err
	})
	return out, storeError(err)
}

// now is how many persons an officer was shown within the last hour.
func (c *reads) now(d *Desk, r store.Reader, officer lanna.OfficerID, now lanna.Millis) (int, error) {
	o := c.officer(officer)
	o.mu.Lock()
	defer o.mu.Unlock()
	err := o.catchUp(d, r, c, officer, now)
	return len(o.seen), err
}

// asksFor lists what colleagues ask, as far as the actor may agree.
func asksFor(r store.Reader, by Actor, now lanna.Millis) (out []MoreAsk, err error) {
	if !by.May("reading.agree") {
		return nil, nil
	}
	list, err := r.List(store.ListQuery{View: officerView, Name: "more", Values: []string{""}, Audiences: everyone, Limit: 1000})
	for i := 0; err == nil && i < len(list); i++ {
		var a Actor
		if a, err = actorOf(list[i].ID, list[i].Body); err != nil || a.Officer == by.Officer || a.Disabled || a.more == nil || a.more.Until <= now {
			continue
		}
		q := *a.more
		q.Officer, q.Name, q.Login = a.Officer, a.Name, a.Login
		out = append(out, q)
	}
	return out, err
}

// AskedForMore is how many colleagues ask the actor to agree that they read more.
func (d *Desk) AskedForMore(ctx context.Context, by Actor) (n int, err error) {
	if !by.May("reading.agree") {
		return 0, nil
	}
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := asksFor(r, by, d.Now())
		n = len(list)
		return err
	})
	return n, storeError(err)
}

// AskMore asks colleagues to agree that the actor is shown n more persons within
// the hour that follows. It takes the place of what the actor asked before.
func (d *Desk) AskMore(ctx context.Context, by Actor, why Why, n int) error {
	if n < 1 || n > MaxMore {
		return &lanna.Error{Kind: lanna.Invalid, Code: "more-malformed"}
	}
	why.Reason = strings.TrimSpace(why.Reason)
	return d.onReading(ctx, by, why, "reading.ask", by.Officer, func(a *account) error {
		body, err := json.Marshal(MoreAsk{N: n, Purpose: why.Purpose, Case: why.Case, Reason: why.Reason, Until: a.w.now + moreWaits})
		a.set(lanna.MoreAsked, string(body))
		return err
	})
}

// UnaskMore takes back what the actor asked.
func (d *Desk) UnaskMore(ctx context.Context, by Actor, why Why) error {
	return d.onReading(ctx, by, why, "reading.unask", by.Officer, func(a *account) error {
		if a.was.more == nil {
			return askOver(by.Officer)
		}
		a.set(lanna.MoreAsked, "")
		return nil
	})
}

// AgreeMore opens the limit of a colleague, as the ask with the id says it, for
// an hour. Who asked cannot agree (Denied "asked-oneself"); what is over or was
// asked anew since is Conflict "ask-over".
func (d *Desk) AgreeMore(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, ask lanna.Digest) error {
	return d.answerMore(ctx, by, why, "reading.agree", officer, ask, func(a *account) error {
		for _, f := range a.st.Live(lanna.MoreAgreed) { // what is over is taken away
			var g Agreed
			if json.Unmarshal([]byte(f.Value), &g) != nil || g.Until <= a.w.now {
				a.replaced = append(a.replaced, f.Digest)
			}
		}
		body, err := json.Marshal(Agreed{N: a.was.more.N, By: by.Officer, Until: a.w.now + moreHolds})
		a.add(statement.New(lanna.MoreAgreed, string(body)))
		return err
	})
}

// DeclineMore says no to a colleague.
func (d *Desk) DeclineMore(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, ask lanna.Digest) error {
	return d.answerMore(ctx, by, why, "reading.decline", officer, ask, func(*account) error { return nil })
}

func (d *Desk) answerMore(ctx context.Context, by Actor, why Why, act string, officer lanna.OfficerID, ask lanna.Digest, f func(a *account) error) error {
	if officer == by.Officer {
		return errors.Join(&lanna.Error{Kind: lanna.Denied, Code: "asked-oneself", ID: officer.String()}, d.refuse(ctx, by, why, act, "asked-oneself", officer))
	}
	return d.onReading(ctx, by, why, act, officer, func(a *account) error {
		if q := a.was.more; q == nil || q.ID != ask || q.Until <= a.w.now || a.was.Disabled {
			return askOver(officer)
		}
		a.set(lanna.MoreAsked, "")
		return f(a)
	})
}

func askOver(officer lanna.OfficerID) error {
	return &lanna.Error{Kind: lanna.Conflict, Code: "ask-over", ID: officer.String()}
}

// onReading has f change what stands of an officer's reading, in one statement.
// An officer who is not there is Conflict "ask-over": who guesses learns nothing.
func (d *Desk) onReading(ctx context.Context, by Actor, why Why, act string, officer lanna.OfficerID, f func(a *account) error) error {
	return d.do(ctx, by, why, act, func(w *work) error {
		was, err := officerIn(w.tx, officer)
		if errors.Is(err, store.ErrNotFound) {
			return askOver(officer)
		}
		if err != nil {
			return err
		}
		st, err := w.state(officer)
		if err != nil {
			return err
		}
		a := &account{w: w, was: was, st: st}
		if err := f(a); err != nil {
			return err
		}
		return a.say()
	})
}
