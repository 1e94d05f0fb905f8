package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/federate"
	"lanna/store"
)

// standingField is where a card lists the standing rules that its party has
// signed. A rule is in force between two parties when both list it: the card is
// what each has signed already, so no second document can say otherwise.
const standingField = "standing"

// SignStanding makes a card that is still to be issued sign the standing rule.
func SignStanding(c *federate.Card) { c.More = map[string]string{standingField: RuleStanding} }

// signsRule reports whether the card's party has signed the standing rule.
func signsRule(c *federate.Card, rule string) bool {
	return slices.Contains(strings.Fields(c.More[standingField]), rule)
}

const (
	ownCard       = "exchange/card" // setting: the node's own card
	ruleCardRenew = "party.renew"   // a sealing key is a month old
)

// IssueCard makes this node's own card of a profile: names, role, addresses,
// time limits, calendars, legal bases, and under More "standing" the standing
// rules that it signs. Certificates and sealing keys are put in. Every party is
// sent it.
func (d *Desk) IssueCard(ctx context.Context, by Actor, why Why, profile federate.Card) ([]byte, error) {
	var raw []byte
	err := d.do(ctx, by, why, "party.card", func(w *work) error {
		w.later(func(tx store.Tx) (err error) {
			raw, err = d.issueCard(tx, profile)
			return err
		})
		return w.trace(lanna.Session, "card", sight{})
	})
	if err != nil {
		return nil, err
	}
	return raw, d.loadOwn(ctx)
}

// reissue issues the node's card once more, where it has one, with what changed.
func (d *Desk) reissue(tx store.Tx) error {
	own := d.own.Load()
	if own == nil {
		return nil
	}
	_, err := d.issueCard(tx, *own)
	return err
}

func (d *Desk) issueCard(tx store.Tx, profile federate.Card) ([]byte, error) {
	if _, err := d.box.Rotate(tx); err != nil {
		return nil, err
	}
	keys, err := d.box.PublicKeys(tx)
	if err != nil {
		return nil, err
	}
	certs, err := tx.Certificates()
	if err != nil {
		return nil, err
	}
	profile.Keys, profile.Certificates, profile.Issued, profile.More = keys, nil, d.issuedNow(), d.withFollows(withHit(profile.More))
	for _, b := range certs {
		if c, err := d.cfg.Verified.certificate(b); err == nil && c.Agency() == d.Agency() {
			profile.Certificates, profile.Root = append(profile.Certificates, b), lanna.Digest(c.Root)
		}
	}
	card, err := federate.NewCard(profile, d.cfg.Signer)
	if err != nil {
		return nil, err
	}
	for _, p := range d.known() {
		if p.State == PartyAccepted {
			if err := d.box.Post(tx, p.Writer, federate.Urgent, federate.Ref{Card: card.Bytes()}); err != nil {
				return nil, err
			}
		}
	}
	return card.Bytes(), tx.SetMeta(ownCard, card.Bytes())
}

// issuedNow is the time of issue of a new card. It is later than that of the card
// before, whatever the clock says: partners take a card only where it is newer,
// and one that tells of a stolen writer must not wait for a clock.
func (d *Desk) issuedNow() lanna.Millis {
	if own := d.own.Load(); own != nil {
		return max(d.Now(), own.Issued+1)
	}
	return d.Now()
}

// renewCard issues the card anew when its newest sealing key is a month old, or
// when it is of a version of this program that knew less.
func (d *Desk) renewCard(ctx context.Context) error {
	own := d.own.Load()
	if own == nil || knowsHit(own) && knowsCatchUp(own) && len(own.Keys) > 0 && d.Now() < own.Keys[len(own.Keys)-1].From+millis(federate.KeyRenewed) {
		return nil
	}
	_, err := d.IssueCard(ctx, byRule(ruleCardRenew), Why{}, *own)
	if err == nil {
		err = storeError(d.cfg.Store.Scrub(ctx)) // of keys that were destroyed
	}
	return err
}

// loadOwn reads the node's own card and its sealing keys.
func (d *Desk) loadOwn(ctx context.Context) error {
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		ring, err := d.box.LoadKeys(r)
		if err != nil {
			return err
		}
		d.ring.Store(ring)
		b, err := r.Meta(ownCard)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		c, err := d.cfg.Verified.card(b)
		if err == nil {
			d.own.Store(c)
		}
		return err
	})
	return storeError(err)
}

// Card returns the node's own card as it was issued; nil where none was.
func (d *Desk) Card() []byte {
	if c := d.own.Load(); c != nil {
		return c.Bytes()
	}
	return nil
}
