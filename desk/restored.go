package desk

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// A restored node is a new writer of its agency. It asks every partner for what
// went between them since the backup (federate.HaveItem), and serves nobody
// before all have answered, or an administrator has said why it goes on without.

// Settings.
const (
	restoredMeta = "restored/state"
	beforeMeta   = "restored/before" // this node's earlier writers
)

// Members of a card's More.
const (
	followsField   = "follows" // the node's earlier writers, parted by blanks
	catchUpField   = "catch-up"
	catchUpVersion = "1"
)

const ruleRestored = "restored"

// knowsCatchUp reports whether the party's node can be asked what it sent.
func knowsCatchUp(c *federate.Card) bool { return c.More[catchUpField] == catchUpVersion }

// A Restored state is how far a node is that was read from a backup.
type Restored struct {
	Backup lanna.Millis                   `json:"backup"` // when the backup was made
	At     lanna.Millis                   `json:"at"`     // when it was restored
	Asked  bool                           `json:"asked"`
	Round  federate.Round                 `json:"round"`
	Waits  map[lanna.WriterID]AnswerLanes `json:"waits,omitempty"` // whose answer is not complete
	GoesOn bool                           `json:"goes_on,omitempty"`
}

// AnswerLanes are the lanes in which the end of an answer has come.
type AnswerLanes struct {
	Urgent   bool `json:"urgent"`
	Ordinary bool `json:"ordinary"`
}

// Ready reports whether the node may serve.
func (s *Restored) Ready() bool { return s.Asked && (len(s.Waits) == 0 || s.GoesOn) }

// labelGap is left in the numbers of labels, since nobody knows which were given
// after the backup.
const labelGap = 1000

// BeginRestored says in a store that was read from a backup that its node is the
// new writer of this desk and begins anew. It is called once, before Upgrade.
func BeginRestored(tx store.Tx, before lanna.WriterID, backup, now lanna.Millis) error {
	var earlier []lanna.WriterID
	if b, err := tx.Meta(beforeMeta); err == nil {
		if err := json.Unmarshal(b, &earlier); err != nil {
			return err
		}
	}
	counters, err := tx.Counters()
	if err != nil {
		return err
	}
	for _, name := range counters {
		if !strings.HasPrefix(name, "label/") {
			continue
		}
		n, err := tx.Counter(name)
		if err == nil {
			err = tx.Raise(name, n+labelGap)
		}
		if err != nil {
			return err
		}
	}
	state := Restored{Backup: backup, At: now}
	rand.Read(state.Round[:])
	return errors.Join(putJSON(tx, beforeMeta, append(earlier, before)), putJSON(tx, restoredMeta, state))
}

func putJSON(tx store.Tx, name string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return tx.SetMeta(name, b)
}

func (d *Desk) loadBefore(ctx context.Context) error {
	return storeError(d.cfg.Store.View(ctx, func(r store.Reader) error {
		b, err := r.Meta(beforeMeta)
		if err != nil {
			return notThere(err)
		}
		return json.Unmarshal(b, &d.before)
	}))
}

// isSelf reports whether a writer is this node's, or was before a restore.
func (d *Desk) isSelf(w lanna.WriterID) bool {
	return w == d.cfg.Signer.Writer() || slices.Contains(d.before, w)
}

func (d *Desk) isSelfText(s string) bool {
	var w lanna.WriterID
	return w.UnmarshalText([]byte(s)) == nil && d.isSelf(w)
}

// withFollows says in a card which writers its node had before, and that it
// answers a node that was restored.
func (d *Desk) withFollows(more map[string]string) map[string]string {
	out := maps.Clone(more)
	out[catchUpField] = catchUpVersion
	var before []string
	for _, w := range d.before {
		before = append(before, w.String())
	}
	if len(before) > 0 {
		out[followsField] = strings.Join(before, " ")
	}
	return out
}

// follows reports whether a card is of the node that the party is, after it was
// restored: the root has ended the party's writer, and the card names it.
func (d *Desk) follows(c *federate.Card, p *Party) bool {
	return p.State == PartyAccepted && c.Writer != p.Writer && c.Newer(p.Card) && slices.Contains(strings.Fields(c.More[followsField]), p.Writer.String())
}

// succeed moves what waits for a party to its new writer.
func (w *work) succeed(p *Party, c *federate.Card) {
	if before := p.Writer; before != c.Writer {
		w.later(func(tx store.Tx) error { return w.d.box.Succeed(tx, before, c.Writer) })
	}
}

// introduced takes the card of a partner that was restored out of its first
// envelope, and reports whether its sender is a party now. The card alone is
// taken: the envelope has its turn afterwards.
func (d *Desk) introduced(ctx context.Context, m federate.Message) bool {
	c, err := federate.Open(m, d.cfg.Signer.Writer(), d.ring.Load(), func(lanna.WriterID) bool { return true }, d.Now())
	if err != nil {
		return false
	}
	for _, it := range c.Items {
		raw, ok := it.(federate.CardItem)
		if !ok {
			continue
		}
		card, err := d.cfg.Verified.card(raw)
		if err != nil || card.Writer != c.From || !slices.ContainsFunc(d.known(), func(p Party) bool { return d.follows(card, &p) }) || d.checkCertificates(card) != nil {
			continue
		}
		err = d.do(ctx, byRule(rulePartyUpdate), Why{}, rulePartyUpdate, func(w *work) error { _, err := w.acceptCard(card, raw); return err })
		if err == nil {
			err = d.cardTaken(ctx)
		}
		if err == nil {
			return true
		}
		d.cfg.Log.Warn("card of a restored party not taken", "party", c.From.String(), "code", lanna.CodeOf(err))
	}
	return false
}

// Restored returns how far a restored node is; nil where it was not restored.
func (d *Desk) Restored(ctx context.Context) (state *Restored, err error) {
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		state, err = restoredOf(r)
		return err
	})
	return state, storeError(err)
}

func restoredOf(r store.Reader) (*Restored, error) {
	b, err := r.Meta(restoredMeta)
	if err != nil {
		return nil, notThere(err)
	}
	s := &Restored{}
	return s, json.Unmarshal(b, s)
}

// Unanswered are the parties whose answer a restored node waits for.
func (d *Desk) Unanswered(s *Restored) []Party {
	return slices.DeleteFunc(slices.Clone(d.known()), func(p Party) bool { _, waits := s.Waits[p.Writer]; return !waits })
}

// GoOn lets a restored node serve although partners have not answered. What they
// took back or erased since the backup may be shown until they do; the reason is
// kept.
func (d *Desk) GoOn(ctx context.Context, by Actor, why Why) error {
	return d.do(ctx, by, why, "restore.go-on", func(w *work) error {
		s, err := restoredOf(w.tx)
		if err != nil {
			return err
		}
		if s == nil || s.Ready() {
			return &lanna.Error{Kind: lanna.Conflict, Code: "restored-ready"}
		}
		s.GoesOn = true
		var without []lanna.RecordID
		for _, p := range d.Unanswered(s) {
			without = append(without, p.Record)
		}
		w.later(func(tx store.Tx) error { return putJSON(tx, restoredMeta, s) })
		return w.trace(lanna.Session, "goes-on", sight{records: without})
	})
}

// askPartners sends, once after a restore, the new card and what is here to every
// accepted party, before anything else that waits.
func (d *Desk) askPartners(ctx context.Context) error {
	s, err := d.Restored(ctx)
	if err != nil || s == nil || s.Asked {
		return err
	}
	s.Asked, s.Waits = true, map[lanna.WriterID]AnswerLanes{}
	have := map[lanna.WriterID][]*federate.HaveItem{}
	err = d.cfg.Store.View(ctx, func(r store.Reader) error {
		for _, p := range d.known() {
			if p.State != PartyAccepted {
				continue
			}
			s.Waits[p.Writer] = AnswerLanes{}
			if !knowsCatchUp(p.Card) {
				continue
			}
			if have[p.Writer], err = d.haveOf(ctx, r, &p, s.Round); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return storeError(err)
	}
	err = d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		if own := d.own.Load(); own != nil && len(s.Waits) > 0 {
			if _, err := d.issueCard(tx, profileOf(own)); err != nil {
				return err
			}
		}
		for to, list := range have {
			for _, h := range list {
				if err := d.box.Post(tx, to, federate.Ordinary, federate.Ref{Have: h.Body()}); err != nil {
					return err
				}
			}
		}
		return putJSON(tx, restoredMeta, s)
	})
	if err != nil {
		return storeError(err)
	}
	return d.loadOwn(ctx)
}

// profileOf is a card without what is put in when it is issued.
func profileOf(c *federate.Card) federate.Card {
	b, err := json.Marshal(c)
	var profile federate.Card
	if err == nil {
		err = json.Unmarshal(b, &profile)
	}
	if err != nil {
		panic("desk: a card is plain data and always has a JSON form")
	}
	return profile
}

// haveOf lists what is here of what went between this node and a party.
func (d *Desk) haveOf(ctx context.Context, r store.Reader, p *Party, round federate.Round) ([]*federate.HaveItem, error) {
	var ids []federate.ShortID
	err := d.eachShared(ctx, r, p, func(_ *statement.State, s *sharedStatement) error {
		ids = append(ids, federate.ShortID(s.ref.Statement[:8]))
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(ids, federate.CompareShort)
	ids = slices.Compact(ids)
	var out []*federate.HaveItem
	for part := range slices.Chunk(ids, federate.MaxHave) {
		out = append(out, &federate.HaveItem{Round: round, Part: uint16(len(out)), IDs: part})
	}
	if len(out) == 0 {
		out = append(out, &federate.HaveItem{Round: round})
	}
	for _, h := range out {
		h.Parts = uint16(len(out))
	}
	return out, nil
}

// takeCatchUp keeps what a restored partner asks, and notes the ends of answers.
func (w *work) takeCatchUp(p Party, lane federate.Lane, in *parted) error {
	for _, h := range in.haves {
		w.setMeta(askedName(p.Writer, h.Round, h.Part), h.Body())
	}
	for _, g := range in.givens {
		w.later(func(tx store.Tx) error { return w.d.answered(tx, p.Writer, g.Round, lane) })
	}
	return nil
}

// answered notes that a party's answer has ended in a lane.
func (d *Desk) answered(tx store.Tx, from lanna.WriterID, round federate.Round, lane federate.Lane) error {
	s, err := restoredOf(tx)
	if err != nil || s == nil || s.Round != round {
		return err
	}
	for waits, lanes := range s.Waits {
		p, ok := d.partyNow(waits) // it may have been restored itself meanwhile
		if !ok || p.Writer != from {
			continue
		}
		lanes.Urgent = lanes.Urgent || lane == federate.Urgent
		lanes.Ordinary = lanes.Ordinary || lane == federate.Ordinary
		if s.Waits[waits] = lanes; lanes.Urgent && lanes.Ordinary {
			delete(s.Waits, waits)
		}
	}
	return putJSON(tx, restoredMeta, s)
}
