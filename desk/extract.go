package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// An Extract is what a person is told of what is held on them. It names nothing
// that is withheld for a ground that is silent, and looks the same where nothing
// is held.
type Extract struct {
	Run      PrintRun
	Copy     int
	Label    string
	Kind     string
	Name     Words
	Lang     string
	Received string
	Records  []ExtractRecord
	Withheld []SubjectRestriction // with grounds that may be told, each law once, without what it withholds
	Outcome  string
	Answer   Words
}

// An ExtractRecord is what is told of one record.
type ExtractRecord struct {
	Kind   lanna.RecordKind `json:"kind"`
	Opened string           `json:"opened"` // day
	Facts  []Fact           `json:"facts"`
}

// notTold are properties that no extract has: what others said in their own
// words, who they are and how to reach them, and what would betray a source. An
// officer who may tell some of it does so in the answer.
var notTold = append(slices.Clone(stories), lanna.Contact, lanna.Relation, lanna.Poster, lanna.PostedAt, lanna.HeldBy, lanna.SourceURL, lanna.FileName, lanna.Channel, lanna.ReceivedAt,
	lanna.Interpreter, lanna.ListFrom, lanna.ListOf, lanna.ListRow, lanna.RepostOf, lanna.SameAs, lanna.SureIdentity)

// tellable reports whether a fact may be told at all: this agency's own, live,
// and not of a source.
func tellable(f *statement.Fact, us lanna.AgencyID) bool {
	m := handling.CombineStrings(f.Markings)
	return f.Live() && f.Agency == us && rowRank(f.Property) >= 0 && !slices.Contains(notTold, f.Property) && !slices.Contains(m.Compartments, lanna.SourceProtection)
}

// extract is what the person would be told now, and the facts it is made of.
func (d *Desk) extract(r store.Reader, request *statement.State, by Actor, why Why) (out []ExtractRecord, facts []statement.Fact, err error) {
	us := d.Agency()
	restricted := restrictionsOf(request)
	for _, about := range values(request, us, lanna.SubjectAbout) {
		id, err := lanna.ParseRecordID(about)
		if err != nil {
			continue
		}
		st, err := d.shownState(r, by, why, id)
		if err := notYours(err); err != nil {
			return nil, nil, err
		}
		if err != nil {
			continue // erased, or not this officer's to see and so not to tell
		}
		b := d.builder(r, by, why, st, st)
		rec := ExtractRecord{Kind: lanna.RecordKind(st.Of(us, lanna.KindOfRecord)), Opened: dayOf(st.History[0].Time)}
		for i := range st.Facts {
			f := &st.Facts[i]
			if !tellable(f, us) || !d.released(st, f, by, why.Purpose) || slices.ContainsFunc(restricted, func(r SubjectRestriction) bool { return r.covers(id, f.Property) }) {
				continue
			}
			fact := b.bare(f)
			fact.Reason, fact.Officer = "", lanna.OfficerID{} // who wrote it and why is not the person's data
			rec.Facts = append(rec.Facts, fact)
			facts = append(facts, *f)
		}
		slices.SortStableFunc(rec.Facts, func(a, b Fact) int { return rowRank(a.Property) - rowRank(b.Property) })
		if len(rec.Facts) > 0 {
			out = append(out, rec)
		}
	}
	return out, facts, nil
}

// extractPaper chooses what an extract shows. It is for somebody who was found to
// be the person: else Locked "identity-unconfirmed".
func (d *Desk) extractPaper(r store.Reader, s *paperSheet, by Actor, why Why) error {
	us := d.Agency()
	switch {
	case s.whole.Of(us, lanna.KindOfRecord) != string(lanna.SubjectRecord):
		return &lanna.Error{Kind: lanna.NotFound, Code: "not-found", ID: s.whole.Record.String()}
	case s.whole.Of(us, lanna.SubjectIdentity) != IdentityConfirmed:
		return &lanna.Error{Kind: lanna.Locked, Code: "identity-unconfirmed", ID: s.whole.Record.String()}
	}
	told, facts, err := d.extract(r, s.whole, by, why)
	shown := *s.whole
	shown.Facts = facts
	for _, f := range d.releasedState(s.whole, by, why).Facts { // the answer stands on it as well
		if f.Live() && (f.Property == lanna.SubjectAnswer || f.Property == lanna.SubjectOutcome) {
			shown.Facts = append(shown.Facts, f)
		}
	}
	s.shown, s.told = &shown, told
	return err
}

// Extract opens copy n of a run; see Dossier.
func (d *Desk) Extract(ctx context.Context, by Actor, why Why, id lanna.RecordID, print lanna.Digest, copy int) (*Extract, error) {
	out := &Extract{Copy: copy}
	err := d.see(ctx, by, why, "print.show", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{id}}
		sheet, run, err := d.reopened(r, by, why, id, print, copy, PaperExtract)
		if err != nil {
			return s, err
		}
		out.Run = run
		for _, about := range values(sheet.whole, d.Agency(), lanna.SubjectAbout) {
			s.records = append(s.records, parseIDs(about)...)
		}
		out.fill(sheet)
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func (v *Extract) fill(s *paperSheet) {
	st, us := s.whole, s.whole.Self
	v.Label, v.Kind, v.Lang, v.Received, v.Outcome = st.Of(us, lanna.Label), st.Of(us, lanna.SubjectKind), st.Of(us, lanna.SubjectLang), st.Of(us, lanna.SubjectReceived), st.Of(us, lanna.SubjectOutcome)
	v.Records = s.told
	for _, f := range st.Live(lanna.SubjectName) {
		v.Name = Words{f.Value, f.Lang}
	}
	for _, f := range st.Live(lanna.SubjectAnswer) {
		v.Answer = Words{f.Value, f.Lang}
	}
	for _, r := range restrictionsOf(st) {
		same := func(o SubjectRestriction) bool { return o.Basis == r.Basis && o.Law == r.Law }
		if !r.Silent && !slices.ContainsFunc(v.Withheld, same) {
			v.Withheld = append(v.Withheld, SubjectRestriction{Basis: r.Basis, Law: r.Law})
		}
	}
}
