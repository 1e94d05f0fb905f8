package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// A Way is how an officer is reached away from the screen.
type Way struct {
	Via  string `json:"via"` // WakeEmail, WakeWebhook; WakePush is never named, a browser is added (AddPush)
	To   string `json:"to"`  // address
	Keys string `json:"-"`   // of a browser: its key, a dot and what it drew
}

// maxWays is how many ways an officer may name: they are tried one after the
// other while an acknowledgement is waited for.
const maxWays = 5

// check returns why nobody can be reached by the way.
func (y Way) check() error {
	bad := &lanna.Error{Kind: lanna.Invalid, Code: "wake-way-malformed"}
	if len(y.To) > 500 {
		return bad
	}
	switch y.Via {
	case WakeEmail:
		if a, err := mail.ParseAddress(y.To); err != nil || a.Address != y.To {
			return bad
		}
	case WakeWebhook:
		u, err := url.Parse(y.To)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
			return bad
		}
	default:
		return bad
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func waysIn(s string) (out []Way) {
	_ = json.Unmarshal([]byte(s), &out) // none, or of a newer form: no way
	return out
}

// SetWays says how an officer is reached, in place of what was said before; no
// ways: not at all. Officers say it of themselves; of others an administrator
// does, with a reason.
func (d *Desk) SetWays(ctx context.Context, by Actor, why Why, officer lanna.OfficerID, ways []Way) error {
	if len(ways) > maxWays {
		return &lanna.Error{Kind: lanna.Invalid, Code: "wake-ways-many"}
	}
	for i := range ways {
		ways[i].To = strings.TrimSpace(ways[i].To)
		if err := ways[i].check(); err != nil {
			return err
		}
	}
	act, value := "officer.wake", ""
	if officer == by.Officer {
		act = "account.wake"
	}
	if len(ways) > 0 {
		b, err := json.Marshal(ways)
		if err != nil {
			return err
		}
		value = string(b)
	}
	err := d.do(ctx, by, why, act, func(w *work) error { return w.setWays(officer, value) })
	d.people.forget(officer)
	return err
}

func (w *work) setWays(officer lanna.OfficerID, value string) error {
	if _, err := officerIn(w.tx, officer); errors.Is(err, store.ErrNotFound) {
		return &lanna.Error{Kind: lanna.NotFound, Code: "officer-unknown"}
	}
	st, err := w.state(officer)
	if err != nil || st.Of(w.d.Agency(), lanna.WakeWays) == value {
		return err
	}
	var replaced []lanna.Digest
	for _, f := range st.Live(lanna.WakeWays) {
		replaced = append(replaced, f.Digest)
	}
	_, err = w.say(lanna.Grant, officer, handling.Marking{}, []statement.Claim{statement.New(lanna.WakeWays, value)}, replaced...)
	return err
}

// callsFor returns whom an alert wakes now, each officer's ways in order: who
// holds its step by the rota, and where that one has no way the next who has
// one. Where nobody is on duty it is everybody at the desk who takes alerts, with
// the owner. The bell of the duty room rings beside.
func (w *work) callsFor(a *alertNow) ([][]call, error) {
	var chains [][]call
	if w.d.cfg.Wakers[WakeBell] != nil {
		chains = append(chains, []call{{way: Way{Via: WakeBell}}})
	}
	people, all, err := w.awake(a)
	for _, who := range people {
		calls := chainsTo(who)
		chains = append(chains, calls...)
		if !all && calls[0][0].way.Via != "" {
			break
		}
	}
	return chains, err
}

// chainsTo is callsTo with all browsers of the officer at once: which of them lies
// in a pocket nobody knows.
func chainsTo(who Actor) (chains [][]call) {
	chain := callsTo(who)
	for len(chain) > 1 && chain[0].way.Via == WakePush && chain[1].way.Via == WakePush {
		chains, chain = append(chains, chain[:1]), chain[1:]
	}
	return append([][]call{chain}, chains...)
}

func callsTo(who Actor) (out []call) {
	for _, way := range who.Wake {
		out = append(out, call{who.Officer, who.Lang, way})
	}
	if len(out) == 0 {
		out = []call{{officer: who.Officer}}
	}
	return out
}

// awake returns those who may be woken, the nearest first; all tells that it
// is all of them at once, because nobody said who is on duty.
func (w *work) awake(a *alertNow) (out []Actor, all bool, err error) {
	fits := w.takes(a)
	rota, err := w.rotaOf(a)
	if err != nil {
		return nil, false, err
	}
	if len(rota) == 0 && (a.owner.IsZero() || a.level > 0) {
		list, err := officers(w.tx)
		if err == nil {
			err = reached(w.tx, list)
		}
		desks := w.desksOf(a)
		list = slices.DeleteFunc(list, func(who Actor) bool {
			return !fits(who) || len(who.Wake) == 0 || who.Officer != a.owner && !slices.Contains(desks, who.Desk)
		})
		return list[:min(len(list), maxRota)], true, err
	}
	for _, id := range holders(rota, a.owner, a.level) {
		who, err := officerIn(w.tx, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, false, err
		}
		if err == nil && fits(who) {
			out = append(out, who)
		}
	}
	return out, false, reached(w.tx, out)
}

// holders lists who holds a step, and who comes after: the owner, or while nobody
// took the alert who was on duty at its level, then the rest of the rota.
func holders(rota []lanna.OfficerID, owner lanna.OfficerID, level int) []lanna.OfficerID {
	if len(rota) == 0 {
		return []lanna.OfficerID{owner}
	}
	if owner.IsZero() {
		return rota[min(level, len(rota)-1):]
	}
	return append([]lanna.OfficerID{owner}, rota[slices.Index(rota, owner)+1:]...)
}
