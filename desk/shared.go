package desk

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"lanna"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// What went between this node and a party is told by the statements themselves:
// the acts on each record name to whom what was released. So a partner that lost
// its newest statements can be given them again, and nobody keeps a second book.

// A sharedStatement is one that the party was sent, or that came from it.
type sharedStatement struct {
	ref    reference
	facts  []*statement.Fact // released by it, where it is a release that holds
	theirs []statement.Held  // claims of a statement that came from the party
	takes  bool              // it takes something away: a recall or an erasure
}

// eachShared calls f with every statement that went between this node and a
// party, record by record, in order of arrival.
func (d *Desk) eachShared(ctx context.Context, r store.Reader, p *Party, f func(st *statement.State, s *sharedStatement) error) error {
	return r.Records(lanna.RecordID{}, func(id lanna.RecordID) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		entries, err := d.entries(r, id)
		if err != nil || !d.concerns(entries, p) {
			return err
		}
		s := &sharing{d: d, p: p, entries: entries, st: statement.Fold(d.Agency(), id, entries)}
		s.l = ledgerOf(s.st)
		for i := range entries {
			one := s.shared(&entries[i])
			if one == nil {
				continue
			}
			if err := f(s.st, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// concerns looks quickly whether anything on a record may have gone to the party.
func (d *Desk) concerns(entries []statement.Entry, p *Party) bool {
	home := p.Agency == d.Agency()
	return slices.ContainsFunc(entries, func(e statement.Entry) bool {
		k := e.Header.Kind
		return k.Signed() && (home || e.Agency == p.Agency || k == lanna.Release || k == lanna.Recall)
	})
}

// sharing looks at one record for one party.
type sharing struct {
	d       *Desk
	p       *Party
	entries []statement.Entry
	st      *statement.State
	l       releaseLedger
}

func (s *sharing) shared(e *statement.Entry) *sharedStatement {
	k, home := e.Header.Kind, s.p.Agency == s.d.Agency()
	switch {
	case !k.Signed() || k == lanna.Grant:
		return nil
	case s.p.was(e.Header.Writer), !home && e.Agency == s.p.Agency:
		return &sharedStatement{ref: allOf(e), theirs: e.Claims, takes: takesAway(k)}
	case home && s.sentHome(e):
		return &sharedStatement{ref: allOf(e), takes: takesAway(k)}
	case k == lanna.Release || k == lanna.Recall:
		return s.act(e)
	case k == lanna.Receipt:
		if s.answersThem(e) {
			return &sharedStatement{ref: some(e, lanna.ReceiptOf, lanna.Marked)}
		}
	case slices.ContainsFunc(e.Header.Names, func(n lanna.Digest) bool { return s.released(e.Agency, n) }):
		return &sharedStatement{ref: some(e, lanna.Act, lanna.PurposeOf), takes: takesAway(k)}
	}
	return nil
}

func takesAway(k lanna.StatementKind) bool { return k == lanna.Erase || k == lanna.Recall }

// sentHome reports whether a point sent the statement to its agency's node.
func (s *sharing) sentHome(e *statement.Entry) bool {
	own := s.d.own.Load()
	return own != nil && own.Role == federate.Point && s.p.Role != federate.Point && s.d.isSelf(e.Header.Writer) &&
		!slices.Contains(private, lanna.RecordKind(s.st.Of(s.d.Agency(), lanna.KindOfRecord)))
}

// act is a release to the party, with the facts that it still lets it hold, or a
// recall from it.
func (s *sharing) act(e *statement.Entry) *sharedStatement {
	i := slices.IndexFunc(s.l, func(r *releaseAct) bool { return r.Statement == e.ID })
	if i < 0 || !s.p.was(s.l[i].node) && !s.p.was(s.l[i].via) {
		return nil
	}
	r := s.l[i]
	whole := allOf(e)
	whole.Claims = slices.DeleteFunc(whole.Claims, func(d lanna.Digest) bool {
		return slices.ContainsFunc(e.Claims, func(c statement.Held) bool {
			return c.Digest == d && (c.Property == lanna.CaseOf || c.Property == lanna.After || c.Property == lanna.SecondOfficer)
		})
	})
	out := &sharedStatement{ref: whole, takes: r.Kind == lanna.Recall}
	if r.Kind == lanna.Recall || !s.p.was(r.node) || r.via != (lanna.WriterID{}) && r.passed == 0 {
		return out
	}
	for i := range s.st.Facts {
		if f := &s.st.Facts[i]; f.Agency == e.Agency && f.Property != lanna.Marked && r.About(f.Digest) && !s.l.recalled(e.Agency, r.node, f.Digest) {
			out.facts = append(out.facts, f)
		}
	}
	return out
}

// released reports whether a claim was ever released to the party.
func (s *sharing) released(by lanna.AgencyID, claim lanna.Digest) bool {
	return slices.ContainsFunc(s.l, func(r *releaseAct) bool {
		return r.Kind == lanna.Release && r.Agency == by && s.p.was(r.node) && r.About(claim)
	})
}

// answersThem reports whether a receipt is on an act of the party's agency.
func (s *sharing) answersThem(e *statement.Entry) bool {
	return slices.ContainsFunc(s.entries, func(o statement.Entry) bool {
		return o.Agency == s.p.Agency && namesClaim(e.Header.Names, o.ID)
	})
}

func allOf(e *statement.Entry) reference {
	ref := reference{Record: e.Header.Record, Statement: e.ID}
	for i := range e.Claims {
		ref.Claims = append(ref.Claims, e.Claims[i].Digest)
	}
	return ref
}

func some(e *statement.Entry, kept ...lanna.Property) reference {
	ref := reference{Record: e.Header.Record, Statement: e.ID}
	for i := range e.Claims {
		if slices.Contains(kept, e.Claims[i].Property) {
			ref.Claims = append(ref.Claims, e.Claims[i].Digest)
		}
	}
	return ref
}

const askedPrefix = "restored/asked/" // what restored partners have, by writer, round and part

func askedName(w lanna.WriterID, round federate.Round, part uint16) string {
	return askedPrefix + w.String() + "/" + hex.EncodeToString(round[:]) + "/" + strconv.Itoa(int(part))
}

// AnswerRestored gives restored partners what they lack. It reads all records,
// so node calls it beside the clocks.
func (d *Desk) AnswerRestored(ctx context.Context) error {
	var names []string
	err := d.cfg.Store.View(ctx, func(r store.Reader) (err error) {
		names, err = r.MetaNames(askedPrefix)
		return err
	})
	if err != nil || len(names) == 0 {
		return storeError(err)
	}
	rounds := map[string][]string{} // the parts that are here, by writer and round
	for _, name := range names {
		key := name[:strings.LastIndexByte(name, '/')]
		rounds[key] = append(rounds[key], name)
	}
	for _, parts := range rounds {
		err = errors.Join(err, storeError(d.answerRound(ctx, parts)))
	}
	return err
}

// answerRound answers one round once all of its parts are here.
func (d *Desk) answerRound(ctx context.Context, parts []string) error {
	a := &answering{d: d, have: map[federate.ShortID]bool{}}
	known := true
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		if err := a.read(r, parts); err != nil || !a.whole {
			return err
		}
		if a.p, known = d.party(a.to); !known {
			return nil // it was revoked, or restored again
		}
		return d.eachShared(ctx, r, &a.p, a.lacks)
	})
	if err != nil || !a.whole {
		return err
	}
	if known {
		if err := a.post(ctx); err != nil {
			return err
		}
	}
	return d.cfg.Store.Update(ctx, func(tx store.Tx) error {
		for _, name := range parts {
			if err := tx.SetMeta(name, nil); err != nil {
				return err
			}
		}
		return nil
	})
}

// An answering is one answer to a restored partner.
type answering struct {
	d     *Desk
	p     Party
	to    lanna.WriterID
	round federate.Round
	whole bool // all parts of the round are here
	have  map[federate.ShortID]bool
	refs  []posting
}

// A posting is what goes into a lane.
type posting struct {
	lane federate.Lane
	ref  federate.Ref
}

func (a *answering) read(r store.Reader, parts []string) error {
	for _, name := range parts {
		who, _, _ := strings.Cut(strings.TrimPrefix(name, askedPrefix), "/")
		b, err := r.Meta(name)
		if err == nil {
			err = a.to.UnmarshalText([]byte(who))
		}
		if err != nil {
			return err
		}
		h, err := federate.ParseHave(b)
		if err != nil {
			return err
		}
		a.round, a.whole = h.Round, len(parts) == int(h.Parts)
		for _, id := range h.IDs {
			a.have[id] = true
		}
	}
	return nil
}

func (a *answering) misses(id lanna.Digest) bool { return !a.have[federate.ShortID(id[:8])] }

// lacks notes what the partner lacks of a statement and of what it released.
func (a *answering) lacks(_ *statement.State, s *sharedStatement) error {
	lane := federate.Ordinary
	if s.takes {
		lane = federate.Urgent
	}
	missing := a.misses(s.ref.Statement)
	if missing {
		a.add(lane, s.ref)
		for i := range s.theirs {
			a.picture(&statement.Fact{Held: s.theirs[i]})
		}
	}
	var refs []reference
	for _, f := range s.facts {
		if !missing && !a.misses(f.Statement) {
			continue
		}
		i := slices.IndexFunc(refs, func(r reference) bool { return r.Statement == f.Statement })
		if i < 0 {
			i = len(refs)
			refs = append(refs, reference{Record: s.ref.Record, Statement: f.Statement})
		}
		refs[i].Claims = append(refs[i].Claims, f.Digest)
		a.picture(f)
	}
	for _, ref := range refs {
		a.add(lane, ref)
	}
	return nil
}

func (a *answering) picture(f *statement.Fact) {
	if ref, ok := pictureOf(f); ok {
		a.refs = append(a.refs, posting{federate.Bulk, federate.Ref{Blob: &federate.BlobRef{Name: ref.Name}}})
	}
}

func (a *answering) add(lane federate.Lane, r reference) {
	a.refs = append(a.refs, posting{lane, federate.Ref{Statement: &federate.StatementRef{ID: r.Statement, Record: r.Record, Claims: r.Claims}}})
}

// answerBatch is how many references share a transaction.
const answerBatch = 500

// post puts it all into the lanes, and behind it their ends.
func (a *answering) post(ctx context.Context) error {
	for _, lane := range []federate.Lane{federate.Urgent, federate.Ordinary} {
		a.refs = append(a.refs, posting{lane, federate.Ref{Given: a.round[:]}})
	}
	for batch := range slices.Chunk(a.refs, answerBatch) {
		err := a.d.cfg.Store.Update(ctx, func(tx store.Tx) error {
			for _, p := range batch {
				if err := a.d.box.Post(tx, a.to, p.lane, p.ref); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	select {
	case a.d.posted <- a.to:
	default: // whoever listens looks at every party when it starts
	}
	return nil
}
