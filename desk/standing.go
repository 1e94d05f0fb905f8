package desk

import (
	"context"
	"slices"
	"strings"

	"lanna"
	"lanna/federate"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// RuleStanding is the standing rule: a threat to life goes at once to the
// coordination centre and to the point to which the place is assigned. It is in
// force towards a party when both cards have signed it; a person looks at each
// release afterwards.
const RuleStanding = "standing.life"

// carriedBySelf is all that leaves the agency without a person's decision: what
// kind of record it is, how grave, alias, reward, the code of the threat, the
// compound, and the crop that is redrawn from the boxes of these alone.
var carriedBySelf = []lanna.Property{
	lanna.KindOfRecord, lanna.AlertSeverity, lanna.Alias, lanna.Amount, lanna.ThreatCode, lanna.Compound, lanna.Crop,
}

// standingCarries reports whether a standing release may carry a claim. A
// restriction in words or a compartment is for a person to judge.
func standingCarries(p lanna.Property, m handling.Marking) bool {
	return slices.Contains(carriedBySelf, p) && !slices.Contains(m.Codes, lanna.H3) && len(m.Compartments) == 0
}

const standingPrefix = "standing/"

// markStanding notes, in the transaction that made it, that a record has to be
// looked at: a crash between the two loses no release.
func (w *work) markStanding(st *statement.State) {
	if w.act == RuleStanding || !w.d.standingFor(st, nil) {
		return
	}
	w.setMeta(standingPrefix+st.Record.String(), []byte{1})
	w.standing = true
}

// standingFor reports whether a standing release of the record is due to
// anybody; found, where not nil, is called for each party.
func (d *Desk) standingFor(st *statement.State, found func(Party, []*statement.Fact)) bool {
	l, due := ledgerOf(st), false
	for _, p := range d.standingParties(st) {
		facts := d.standingFacts(st, l, p)
		if len(facts) == 0 {
			continue
		}
		if due = true; found != nil {
			found(p, facts)
		}
	}
	return due
}

// standingParties lists those to whom a record goes by the standing rule; none
// where it is no open threat to life.
func (d *Desk) standingParties(st *statement.State) (out []Party) {
	us := d.Agency()
	own := d.own.Load()
	if st.Of(us, lanna.KindOfRecord) == string(lanna.DrillRecord) {
		return nil
	}
	if own == nil || !signsRule(own, RuleStanding) || st.Of(us, lanna.AlertSeverity) != string(lanna.Life) || st.Of(us, lanna.AlertState) == AlertClosed {
		return nil
	}
	for _, p := range d.known() {
		if p.State == PartyAccepted && p.Agency != us && signsRule(p.Card, RuleStanding) && concerns(p, st, us) {
			out = append(out, p)
		}
	}
	return out
}

// concerns reports whether a threat to life on the record is the party's: the
// centre's always, a point's where the place is assigned to it in the parties'
// data.
func concerns(p Party, st *statement.State, us lanna.AgencyID) bool {
	if p.Role == federate.Centre {
		return true
	}
	return p.Role == federate.Point && slices.ContainsFunc(values(st, us, lanna.Compound), func(c string) bool {
		return slices.ContainsFunc(p.Places, func(place string) bool { return plainKey(place) != "" && plainKey(place) == plainKey(c) })
	})
}

// standingFacts returns what may go to the party and has not gone yet. Only a notice that was opened
// here goes: what came from a partner is the partner's to send on.
func (d *Desk) standingFacts(st *statement.State, l releaseLedger, p Party) []*statement.Fact {
	j := &releaseJudge{d: d, st: st, to: p, by: byRule(RuleStanding), ledger: l}
	var out []*statement.Fact
	kind := false
	for i := range st.Facts {
		f := &st.Facts[i]
		if f.Agency != d.Agency() {
			if f.Property == lanna.KindOfRecord {
				return nil
			}
			continue
		}
		if f.Property == lanna.KindOfRecord && madeFor(st, f, ruleAdopt) {
			return nil // a point of this agency was sent it by a partner, who has not sent it here
		}
		if f.Property == lanna.Crop && !madeFor(st, f, RuleStanding) {
			continue
		}
		if code, _ := j.judge(f); code != "" {
			continue
		}
		kind = kind || f.Property == lanna.KindOfRecord
		if !l.holds(p.Writer, f.Digest) {
			out = append(out, f)
		}
	}
	if !kind {
		return nil
	}
	return out
}

// madeFor reports whether the statement that said the fact names the act.
func madeFor(st *statement.State, f *statement.Fact, act string) bool {
	return slices.ContainsFunc(st.Facts, func(a statement.Fact) bool {
		return a.Statement == f.Statement && a.Property == lanna.Act && a.Value == act
	})
}

// runStanding makes the standing releases that are due.
func (d *Desk) runStanding(ctx context.Context) {
	var due []lanna.RecordID
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		names, err := r.MetaNames(standingPrefix)
		for _, n := range names {
			if id, bad := lanna.ParseRecordID(strings.TrimPrefix(n, standingPrefix)); bad == nil {
				due = append(due, id)
			}
		}
		return err
	})
	if err != nil {
		d.cfg.Log.Error("standing releases not read", "code", lanna.CodeOf(storeError(err)))
		return
	}
	for _, id := range due {
		if err := d.standing(ctx, id); err != nil {
			d.cfg.Log.Error("standing release not made", "record", id.String(), "code", lanna.CodeOf(err), "err", err)
		}
	}
}

// standing releases what a record says, and starts to draw the picture that
// follows: nobody waits for a picture, neither the partner nor the officer who
// confirmed.
func (d *Desk) standing(ctx context.Context, id lanna.RecordID) error {
	before, err := d.stateOf(ctx, id)
	if err != nil {
		return err
	}
	draws := len(d.standingDraws(before)) > 0
	if draws && !d.standingFor(before, nil) { // the words went, and the picture is being drawn, or its drawing was cut off
		d.drawStanding(id)
		return nil
	}
	err = d.do(ctx, byRule(RuleStanding), Why{Purpose: lanna.Rescue}, RuleStanding, func(w *work) error {
		if !draws { // else the note stays, so that a crash loses no picture
			w.setMeta(standingPrefix+id.String(), nil)
		}
		st, err := w.state(id)
		if err != nil {
			return err
		}
		return w.releaseStanding(st)
	})
	if err == nil && draws {
		d.drawStanding(id)
	}
	return err
}

// drawStanding has the picture drawn and sent, unless that is being done.
func (d *Desk) drawStanding(id lanna.RecordID) {
	d.bench.start(id, func(ctx context.Context) {
		if err := d.standingCrop(ctx, id); err != nil {
			d.cfg.Log.Error("picture of a standing release not sent", "record", id.String(), "code", lanna.CodeOf(err), "err", err)
		}
	})
}

// standingCrop draws the picture and releases it to whom the words went.
func (d *Desk) standingCrop(ctx context.Context, id lanna.RecordID) error {
	pic := d.standingPicture(ctx, id)
	kept := false
	err := d.do(ctx, byRule(RuleStanding), Why{Purpose: lanna.Rescue}, RuleStanding, func(w *work) error {
		kept = false
		w.setMeta(standingPrefix+id.String(), nil)
		st, err := w.state(id)
		if err != nil {
			return err
		}
		if pic != nil && d.standingTo(st) {
			if st, _, err = w.sayPicture(st, pic); err != nil {
				return err
			}
			kept = true
		}
		return w.releaseStanding(st) // and what was said meanwhile, since the note is gone
	})
	if pic != nil && (err != nil || !kept) {
		d.dropBlob(pic.ref)
	}
	return err
}

// standingTo reports whether anybody to whom the record goes by the rule holds
// of what kind it is.
func (d *Desk) standingTo(st *statement.State) bool {
	l, kinds := ledgerOf(st), st.Live(lanna.KindOfRecord)
	return slices.ContainsFunc(d.standingParties(st), func(p Party) bool {
		return slices.ContainsFunc(kinds, func(f statement.Fact) bool { return f.Agency == st.Self && l.holds(p.Writer, f.Digest) })
	})
}

// releaseStanding releases to each party what is due to it.
func (w *work) releaseStanding(st *statement.State) error {
	var to []Party
	w.d.standingFor(st, func(p Party, _ []*statement.Fact) { to = append(to, p) })
	for _, p := range to {
		if err := w.releaseStandingTo(st.Record, p); err != nil {
			return err
		}
	}
	return nil
}

// releaseStandingTo releases to one party. It reads the record anew: what marks
// it for one party has to know what marked it for the one before, else the
// strictest of both would hold, and nobody.
func (w *work) releaseStandingTo(id lanna.RecordID, p Party) error {
	st, err := w.state(id)
	if err != nil {
		return err
	}
	_, err = w.releaseTo(st, p.Writer, Terms{}, Actor{}, w.d.standingFacts(st, ledgerOf(st), p))
	return err
}

// standingDraws lists the claims from whose boxes the picture of a standing
// release is redrawn; none where there is no picture, or one was drawn before.
func (d *Desk) standingDraws(st *statement.State) []lanna.Digest {
	if d.cfg.Reader == nil || len(st.Live(lanna.CaptureOf)) == 0 {
		return nil
	}
	var claims []lanna.Digest
	for i := range st.Facts {
		switch f := &st.Facts[i]; {
		case f.Agency != d.Agency() || !f.Live():
		case f.Property == lanna.Crop && madeFor(st, f, RuleStanding):
			return nil
		case standingCarries(f.Property, handling.CombineStrings(f.Markings)):
			claims = append(claims, f.Digest)
		}
	}
	return claims
}

// standingPicture draws it; nil where that fails, or where it may not go by itself.
func (d *Desk) standingPicture(ctx context.Context, id lanna.RecordID) *drawnPicture {
	st, err := d.stateOf(ctx, id)
	if err != nil {
		return nil
	}
	claims := d.standingDraws(st)
	if len(claims) == 0 {
		return nil
	}
	pic, err := d.releasePicture(ctx, byRule(RuleStanding), Why{}, ReleaseDraft{Record: id, Claims: claims, Picture: PictureRedrawn})
	if err != nil {
		return nil
	}
	if !standingCarries(lanna.Crop, pic.marking) {
		d.dropBlob(pic.ref)
		return nil
	}
	return pic
}
