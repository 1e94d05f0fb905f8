package desk

import (
	"context"
	"slices"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// A Bulletin is one page about an alert, for stations and points: who is in
// danger and how to meet the person, and nothing by which anybody could find,
// reach or betray the person or who reported it.
type Bulletin struct {
	Run      PrintRun
	Copy     int
	Label    string
	Kind     lanna.RecordKind
	Opened   lanna.Millis
	Severity lanna.Severity
	Names    []Words // names, then aliases
	Latin    []string
	Facts    []Fact // coded or plain; see onBulletin
	Minor    bool
	Victim   string // value of lanna.VictimStatus where the person is presumed or was found to be one
	Safety   string // value of lanna.ContactSafety; never the words beside it
}

// onBulletin is all that a bulletin may show. Where somebody is or was, whom to
// call, who told, and what the poster says the person did are not among it.
var onBulletin = []lanna.Property{lanna.Name, lanna.Alias, lanna.Sex, lanna.Age, lanna.BirthDate, lanna.Nationality, lanna.MarkOnBody, lanna.ThreatCode}

// mostOnBulletin is how many values of a property fit on the page.
const mostOnBulletin = 6

// A paperAlert is what a bulletin tells of the alert beside the facts.
type paperAlert struct {
	severity       lanna.Severity
	minor          bool
	victim, safety string
}

// bulletinPaper chooses what a bulletin shows, of this agency's own words. A
// person who is not to be found is on none: Locked "bulletin-hidden". The flags
// that protect hold whoever prints.
func (d *Desk) bulletinPaper(r store.Reader, s *paperSheet, by Actor, why Why) error {
	us, id := d.Agency(), s.whole.Record.String()
	a := &s.about
	a.severity = lanna.Severity(s.whole.Of(us, lanna.AlertSeverity))
	switch {
	case a.severity == "":
		return &lanna.Error{Kind: lanna.Invalid, Code: "no-alert", ID: id}
	case s.whole.Of(us, lanna.AlertState) == AlertClosed:
		return &lanna.Error{Kind: lanna.Conflict, Code: "alert-over", ID: id}
	}
	states := []*statement.State{s.whole}
	for _, f := range s.whole.Live(lanna.PersonOf) {
		person, err := lanna.ParseRecordID(f.Value)
		if err != nil || f.Agency != us {
			continue
		}
		entries, err := d.entries(r, person)
		if err != nil {
			return err
		}
		states = append(states, statement.Fold(us, person, entries))
	}
	for _, st := range states {
		if st.Of(us, lanna.NotToBeFound) == "yes" {
			return &lanna.Error{Kind: lanna.Locked, Code: "bulletin-hidden", ID: id}
		}
		a.guard(st, us)
	}
	shown := *s.whole
	shown.Facts = nil
	for _, f := range d.releasedState(s.whole, by, why).Facts {
		if f.Live() && f.Agency == us && (slices.Contains(onBulletin, f.Property) || f.Property == lanna.KindOfRecord || f.Property == lanna.Label || f.Property == lanna.AlertSeverity) &&
			!slices.Contains(s.draft.Without, f.Property) {
			shown.Facts = append(shown.Facts, f)
		}
	}
	s.shown = &shown
	return nil
}

// guard takes over what protects the person, the strictest of what is said.
func (a *paperAlert) guard(st *statement.State, us lanna.AgencyID) {
	a.minor = a.minor || st.Of(us, lanna.MinorFlag) != ""
	if v := st.Of(us, lanna.VictimStatus); v == ScreenedVictim || v == Presumed && a.victim == "" {
		a.victim = v
	}
	order := []string{"", FreeContact, SafeWindow, DoNotContact}
	if v := st.Of(us, lanna.ContactSafety); slices.Index(order, v) > slices.Index(order, a.safety) {
		a.safety = v
	}
}

// Bulletin opens copy n of a run; see Dossier.
func (d *Desk) Bulletin(ctx context.Context, by Actor, why Why, record lanna.RecordID, print lanna.Digest, copy int) (*Bulletin, error) {
	out := &Bulletin{Copy: copy}
	err := d.see(ctx, by, why, "print.show", func(r store.Reader) (sight, error) {
		s := sight{records: []lanna.RecordID{record}}
		sheet, run, err := d.reopened(r, by, why, record, print, copy, PaperBulletin)
		if err != nil {
			return s, err
		}
		out.Run = run
		out.fill(d, r, by, why, sheet)
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	out.Run.Name = d.OfficerName(ctx, out.Run.Officer)
	return out, nil
}

func (v *Bulletin) fill(d *Desk, r store.Reader, by Actor, why Why, s *paperSheet) {
	us := d.Agency()
	v.Label, v.Kind = s.whole.Of(us, lanna.Label), lanna.RecordKind(s.whole.Of(us, lanna.KindOfRecord))
	v.Opened = s.whole.History[0].Time
	v.Severity, v.Minor, v.Victim, v.Safety = s.about.severity, s.about.minor, s.about.victim, s.about.safety
	b := d.builder(r, by, why, s.whole, s.shown)
	many := map[lanna.Property]int{}
	for _, p := range onBulletin {
		for _, f := range s.shown.Live(p) {
			if many[p]++; many[p] > mostOnBulletin {
				continue
			}
			if p == lanna.Name || p == lanna.Alias {
				v.Names = append(v.Names, Words{f.Value, f.Lang})
				v.Latin = append(v.Latin, Latin(f.Value))
				continue
			}
			v.Facts = append(v.Facts, b.bare(&f))
		}
	}
}
