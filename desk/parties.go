package desk

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"lanna"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// States of a party, values of lanna.PartyState.
const (
	PartyAccepted = "accepted"
	PartyRevoked  = "revoked"
)

// rulePartyUpdate is the rule that takes a newer card of an accepted party.
const rulePartyUpdate = "party.update"

// A Party is another node that takes part in the exchange.
type Party struct {
	Record lanna.RecordID
	Label  string
	State  string
	Places []string // assigned to a point, as they are written
	Since  lanna.Millis
	Hit    *HitTerms        // what this agency answers it; nil: nothing
	Before []lanna.WriterID // its writers before it was restored from a backup
	*federate.Card
}

// was reports whether a writer is the party's, or was before a restore.
func (p *Party) was(w lanna.WriterID) bool { return p.Writer == w || slices.Contains(p.Before, w) }

// Name returns the party's name in a language, or in English, or any.
func (p *Party) Name(lang string) string {
	if n := cmp.Or(p.Names[lang], p.Names["en"]); n != "" {
		return n
	}
	for _, n := range p.Names {
		return n
	}
	return ""
}

// partyView keeps a row for each party, so that the desk knows them without a
// fold.
const partyView = "party"

type partyRow struct {
	Label  string           `json:"label"`
	State  string           `json:"state"`
	Card   []byte           `json:"card"`
	Places []string         `json:"places,omitempty"`
	Since  lanna.Millis     `json:"since"`
	Hit    string           `json:"hit,omitempty"` // terms
	Before []lanna.WriterID `json:"before,omitempty"`
}

func foldParty(d *Desk, st *statement.State) (store.Row, bool) {
	us := d.Agency()
	if st.Of(us, lanna.KindOfRecord) != string(lanna.PartyRecord) {
		return store.Row{}, false
	}
	card, err := base64.StdEncoding.DecodeString(st.Of(us, lanna.PartyCard))
	if err != nil || len(card) == 0 {
		return store.Row{}, false
	}
	body, err := json.Marshal(partyRow{st.Of(us, lanna.Label), st.Of(us, lanna.PartyState), card, values(st, us, lanna.PartyPlaces), st.History[0].Time, st.Of(us, lanna.HitTerms), d.writersBefore(st)})
	return store.Row{Body: body, Keys: []store.Key{{Name: "all"}}}, err == nil
}

// loadParties reads the parties that are known.
func (d *Desk) loadParties(ctx context.Context) error {
	var out []Party
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		items, err := r.List(store.ListQuery{View: partyView, Name: "all", Values: []string{""}, Audiences: everyone, Limit: 1000})
		if err != nil {
			return err
		}
		for _, item := range items {
			p, err := d.partyOf(item)
			if err != nil {
				return err
			}
			out = append(out, p)
		}
		return nil
	})
	if err == nil {
		d.parties.Store(&out)
	}
	return storeError(err)
}

func (d *Desk) partyOf(item store.Item) (Party, error) {
	var row partyRow
	if err := json.Unmarshal(item.Body, &row); err != nil {
		return Party{}, &lanna.Error{Kind: lanna.Integrity, Code: "view-row", ID: item.ID.String(), Err: err}
	}
	c, err := d.cfg.Verified.card(row.Card)
	if err != nil {
		return Party{}, err
	}
	return Party{item.ID, row.Label, row.State, row.Places, row.Since, parseHitTerms(row.Hit), row.Before, c}, nil
}

// known returns all parties, revoked ones too.
func (d *Desk) known() []Party {
	if p := d.parties.Load(); p != nil {
		return *p
	}
	return nil
}

// party returns the accepted party with the writer.
func (d *Desk) party(w lanna.WriterID) (Party, bool) {
	i := slices.IndexFunc(d.known(), func(p Party) bool { return p.Writer == w && p.State == PartyAccepted })
	if i < 0 {
		return Party{}, false
	}
	return d.known()[i], true
}

// partyNow returns the accepted party that has the writer, or had it before it
// was restored. What comes from the earlier writer is not taken: see party.
func (d *Desk) partyNow(w lanna.WriterID) (Party, bool) {
	for _, p := range d.known() {
		if p.State == PartyAccepted && p.was(w) {
			return p, true
		}
	}
	return Party{}, false
}

// writersBefore are the writers of the cards that a party had before its own.
func (d *Desk) writersBefore(st *statement.State) []lanna.WriterID {
	var out []lanna.WriterID
	now := st.Of(st.Self, lanna.PartyCard)
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Property != lanna.PartyCard || f.Agency != st.Self || f.Value == now {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(f.Value)
		if err != nil {
			continue
		}
		if c, err := d.cfg.Verified.card(raw); err == nil && !slices.Contains(out, c.Writer) {
			out = append(out, c.Writer)
		}
	}
	if raw, err := base64.StdEncoding.DecodeString(now); err == nil {
		if c, err := d.cfg.Verified.card(raw); err == nil {
			out = slices.DeleteFunc(out, func(w lanna.WriterID) bool { return w == c.Writer })
		}
	}
	return out
}

// agencyName returns the name of an agency as its cards have it: that of its
// national node or centre before that of a point.
func (d *Desk) agencyName(a lanna.AgencyID, lang string) string {
	name := ""
	for _, p := range d.known() {
		if p.Agency == a && (name == "" || p.Role != federate.Point) {
			name = p.Name(lang)
		}
	}
	return name
}

// AgencyName returns the name of an agency in a language; "" where no card names
// it.
func (d *Desk) AgencyName(a lanna.AgencyID, lang string) string { return d.agencyName(a, lang) }

// AcceptCard takes the card of another node whose fingerprint the officer has
// compared with the other side; the fingerprint is what the other side read
// out. The card's certificates join the roster. A party that is known already
// gets the newer card, and is accepted again where it was revoked.
func (d *Desk) AcceptCard(ctx context.Context, by Actor, why Why, card []byte, fingerprint string) (lanna.RecordID, error) {
	var id lanna.RecordID
	if err := d.admit(ctx, by, why, "party.accept"); err != nil {
		return id, err
	}
	c, err := d.cfg.Verified.card(card)
	if err != nil {
		return id, err
	}
	switch {
	case !sameFingerprint(c, fingerprint):
		return id, &lanna.Error{Kind: lanna.Denied, Code: "fingerprint", ID: c.Writer.String()}
	case c.Writer == d.cfg.Signer.Writer():
		return id, &lanna.Error{Kind: lanna.Invalid, Code: "card-own"}
	}
	if err := d.checkCertificates(c); err != nil {
		return id, err
	}
	err = d.do(ctx, by, why, "party.accept", func(w *work) (err error) {
		id, err = w.acceptCard(c, card)
		return err
	})
	if err != nil {
		return id, err
	}
	return id, d.cardTaken(ctx)
}

// cardTaken makes the certificates of a card that was kept count.
func (d *Desk) cardTaken(ctx context.Context) error {
	if err := errors.Join(d.loadRoster(ctx), d.loadParties(ctx)); err != nil {
		return err
	}
	return d.rebuildDue(ctx)
}

// checkCertificates refuses a card whose certificates are another root's, or
// that claims a writer who speaks for somebody else: an earlier certificate
// would take that writer's words over.
func (d *Desk) checkCertificates(c *federate.Card) error {
	certified := false
	for _, b := range c.Certificates {
		cert, err := d.cfg.Verified.certificate(b)
		if err != nil {
			return err
		}
		if who := d.writer(cert.Writer); cert.Agency() != c.Agency || who.Standing != statement.Unknown && who.Agency != c.Agency {
			return &lanna.Error{Kind: lanna.Denied, Code: "certificate-foreign", ID: cert.Writer.String()}
		}
		certified = certified || cert.Writer == c.Writer && cert.Act == statement.Certify
	}
	if !certified {
		return &lanna.Error{Kind: lanna.Denied, Code: "writer-uncertified", ID: c.Writer.String()}
	}
	return nil
}

func (w *work) acceptCard(c *federate.Card, raw []byte) (lanna.RecordID, error) {
	w.later(func(tx store.Tx) error { return w.d.addCertificates(tx, c.Certificates...) })
	set := []statement.Claim{statement.New(lanna.PartyCard, base64.StdEncoding.EncodeToString(raw)), statement.New(lanna.PartyState, PartyAccepted)}
	for _, p := range w.d.known() {
		if p.Writer != c.Writer && !w.d.follows(c, &p) {
			continue
		}
		w.succeed(&p, c)
		if p.Issued > c.Issued {
			return p.Record, &lanna.Error{Kind: lanna.Conflict, Code: "card-older", ID: p.Record.String()}
		}
		st, err := w.state(p.Record)
		if err != nil {
			return p.Record, err
		}
		return p.Record, w.set(st, handling.Marking{}, set...)
	}
	for _, place := range c.Places { // as the officer saw them in the card
		set = append(set, statement.New(lanna.PartyPlaces, place))
	}
	return w.create(lanna.PartyRecord, handling.Marking{}, set...)
}

// sameFingerprint compares what the other side read out, its words or what its
// QR code says.
func sameFingerprint(c *federate.Card, said string) bool {
	return plainKey(said) == plainKey(strings.Join(c.Words(), " ")) || plainKey(said) == plainKey(c.QRText())
}

// Parties lists all parties for a person.
func (d *Desk) PartyList(ctx context.Context, by Actor, why Why) ([]Party, error) {
	var out []Party
	err := d.see(ctx, by, why, "party.list", func(store.Reader) (s sight, err error) {
		out = slices.Clone(d.known())
		for _, p := range out {
			s.records = append(s.records, p.Record)
		}
		return s, nil
	})
	return out, err
}

// RevokeParty ends the exchange with a party: nothing is sent to it and nothing
// of it is taken any more. What it holds it holds, and what came from it stays;
// a recall still has to be sent before.
func (d *Desk) RevokeParty(ctx context.Context, by Actor, why Why, party lanna.RecordID) error {
	return d.setParty(ctx, by, why, "party.revoke", party, func(*statement.State) ([]statement.Claim, []lanna.Digest) {
		return []statement.Claim{statement.New(lanna.PartyState, PartyRevoked)}, nil
	})
}

// AssignPlaces says which places are a point's: a standing release about one of
// them goes to it. A place is written as notices write it; no map decides.
func (d *Desk) AssignPlaces(ctx context.Context, by Actor, why Why, party lanna.RecordID, places []string) error {
	return d.setParty(ctx, by, why, "party.assign", party, func(st *statement.State) (set []statement.Claim, gone []lanna.Digest) {
		for _, p := range places {
			if p = strings.TrimSpace(p); p != "" {
				set = append(set, statement.New(lanna.PartyPlaces, p))
			}
		}
		for _, f := range st.Live(lanna.PartyPlaces) {
			gone = append(gone, f.Digest)
		}
		return set, gone
	})
}

func (d *Desk) setParty(ctx context.Context, by Actor, why Why, act string, party lanna.RecordID, f func(*statement.State) ([]statement.Claim, []lanna.Digest)) error {
	err := d.do(ctx, by, why, act, func(w *work) error {
		st, err := w.open(party)
		if err != nil {
			return err
		}
		if st.Of(d.Agency(), lanna.KindOfRecord) != string(lanna.PartyRecord) {
			return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: party.String()}
		}
		set, gone := f(st)
		for _, c := range set {
			if !c.Property.Multiple() {
				for _, old := range st.Live(c.Property) {
					gone = append(gone, old.Digest)
				}
			}
		}
		_, err = w.say(lanna.Say, party, handling.Marking{}, set, gone...)
		return err
	})
	if err != nil {
		return err
	}
	return d.loadParties(ctx)
}
