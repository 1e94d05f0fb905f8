package handling_test

import (
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"lanna"
	"lanna/handling"
)

var (
	us     = lanna.AgencyID{1}
	them   = lanna.AgencyID{2}
	duty   = reader("centre", lanna.RoleAt{Role: lanna.DutyOfficer, Desk: "centre"})
	county = reader("county", lanna.RoleAt{Role: lanna.CountyPolice, Desk: "county"})
	helper = handling.Reader{Agency: us, Grants: []lanna.RoleAt{{Role: lanna.Victims}}, Compartments: []lanna.Compartment{lanna.VictimSupport}}
	abroad = handling.Reader{Agency: them}

	// unasked works at a county desk that was not asked about the record.
	unasked = reader("another county", county.Grants...)
	// both is county police and duty officer at one desk, lent works at the centre besides.
	both = reader("county", county.Grants[0], lanna.RoleAt{Role: lanna.DutyOfficer, Desk: "county"})
	lent = reader("another county", county.Grants[0], duty.Grants[0])
)

// reader is an officer of ours who looks at a record about which the desk was asked.
func reader(asked string, grants ...lanna.RoleAt) handling.Reader {
	return handling.Reader{Agency: us, Grants: grants, Asked: []string{asked}}
}

func TestRelease(t *testing.T) {
	rescue := handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue}}
	notes := handling.Marking{Compartments: []lanna.Compartment{lanna.VictimSupport}}
	shared := handling.Marking{Holders: []lanna.AgencyID{them}}
	for _, tt := range []struct {
		name    string
		m       handling.Marking
		p       lanna.Property
		r       handling.Reader
		purpose lanna.Purpose
		want    string
	}{
		{"own agency under the plain marking", handling.Marking{}, lanna.Alias, duty, lanna.Rescue, ""},
		{"a partner is no holder by itself", handling.Marking{}, lanna.Alias, abroad, lanna.Rescue, "holder"},
		{"a named holder", shared, lanna.Alias, abroad, lanna.Rescue, ""},
		{"for another purpose", rescue, lanna.Alias, duty, lanna.Prosecution, "purpose"},
		{"counting people needs a marking that says so", handling.Marking{}, lanna.Alias, duty, lanna.Statistics, "purpose"},
		{"no purpose at all", handling.Marking{}, lanna.Alias, duty, "", "purpose"},
		{"police do not see victim support's notes", notes, lanna.Note, duty, lanna.Rescue, "compartment"},
		{"victim support does", notes, lanna.Note, helper, lanna.Rescue, ""},
		{"the county never learns where a person hides", handling.Marking{}, lanna.LastPlace, county, lanna.Rescue, "role"},
		{"nor who holds a person", handling.Marking{}, lanna.HeldBy, county, lanna.Rescue, "role"},
		{"nor words that may name a place", handling.Marking{}, lanna.LastMessage, county, lanna.Rescue, "role"},
		{"nor what a colleague noted", handling.Marking{}, lanna.Note, county, lanna.Rescue, "role"},
		{"the county sees the code of a threat", handling.Marking{}, lanna.ThreatCode, county, lanna.Rescue, ""},
		{"the county sees the name that it is asked about", handling.Marking{}, lanna.Name, county, lanna.Rescue, ""},
		{"a county desk that was not asked sees nothing", handling.Marking{}, lanna.Name, unasked, lanna.Rescue, "desk"},
		{"not even that the record is there", handling.Marking{}, lanna.KindOfRecord, unasked, lanna.Rescue, "desk"},
		{"a second role at the county's desk does not widen", handling.Marking{}, lanna.LastPlace, both, lanna.Rescue, "role"},
		{"nor takes away", handling.Marking{}, lanna.Name, both, lanna.Rescue, ""},
		{"a role at a desk of its own does, asked or not", handling.Marking{}, lanna.LastPlace, lent, lanna.Rescue, ""},
		{"a marking that cannot be read", handling.Parse("{"), lanna.Name, duty, lanna.Rescue, "closed"},
		{"a restriction that is not known", handling.Parse(`{"newer":true}`), lanna.Name, duty, lanna.Rescue, "closed"},
		{"a marking of nothing", handling.Parse("null"), lanna.Name, duty, lanna.Rescue, "closed"},
		{"a second marking behind the first", handling.Parse(`{} {"compartments":["child"]}`), lanna.Name, duty, lanna.Rescue, "closed"},
		{"a compartment without a name", handling.Parse(`{"compartments":[""]}`), lanna.Name, duty, lanna.Rescue, "closed"},
		{"a compartment that reads as two", handling.Parse(`{"compartments":["child,victim-support"]}`), lanna.Name, duty, lanna.Rescue, "closed"},
		{"a withheld marking", handling.CombineStrings([]string{""}), lanna.Name, duty, lanna.Rescue, "closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := handling.Release(tt.m, us, tt.p, tt.r, tt.purpose); got.Code != tt.want || got.Allowed != (tt.want == "") {
				t.Errorf("verdict %+v, want code %q", got, tt.want)
			}
		})
	}
}

func drawMarking(t *rapid.T, label string) handling.Marking {
	pick := func(name string) bool { return rapid.Bool().Draw(t, label+name) }
	var m handling.Marking
	for _, a := range []lanna.AgencyID{{2}, {3}} {
		if pick("holder") {
			m.Holders = append(m.Holders, a)
		}
	}
	for _, p := range lanna.Purposes {
		if pick("purpose") {
			m.Purposes = append(m.Purposes, p)
		}
	}
	for _, c := range []lanna.Compartment{lanna.VictimSupport, lanna.Child} {
		if pick("compartment") {
			m.Compartments = append(m.Compartments, c)
		}
	}
	for _, c := range []lanna.HandlingCode{lanna.H0, lanna.H1, lanna.H2} {
		if pick("code") {
			m.Codes = append(m.Codes, c)
		}
	}
	m.Review = rapid.SampledFrom([]string{"", "2026-06-10", "2027-01-01"}).Draw(t, label+"review")
	return m
}

func drawReader(t *rapid.T) handling.Reader {
	return handling.Reader{
		Agency:       rapid.SampledFrom([]lanna.AgencyID{us, them, {3}}).Draw(t, "agency"),
		Grants:       rapid.SampledFrom([][]lanna.RoleAt{nil, duty.Grants, county.Grants, both.Grants, lent.Grants}).Draw(t, "roles"),
		Compartments: rapid.SampledFrom([][]lanna.Compartment{nil, {lanna.Child}, {lanna.Child, lanna.VictimSupport}}).Draw(t, "in"),
	}
}

// Whoever is let in by several markings together is let in by each alone.
func TestCombinedMarkingsAreNeverLooserThanOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, r := drawMarking(t, "a"), drawMarking(t, "b"), drawReader(t)
		purpose := rapid.SampledFrom(lanna.Purposes).Draw(t, "for")
		p := rapid.SampledFrom([]lanna.Property{lanna.Name, lanna.LastPlace}).Draw(t, "property")
		both := handling.Release(handling.Combine(a, b), us, p, r, purpose).Allowed
		each := handling.Release(a, us, p, r, purpose).Allowed && handling.Release(b, us, p, r, purpose).Allowed
		if both != each {
			t.Fatalf("together %v, each alone %v", both, each)
		}
	})
}

func TestMarkingComesBackFromItsClaim(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMarking(t, "m")
		if got := handling.Parse(m.String()); got.String() != m.String() {
			t.Fatalf("%s became %s", m, got)
		}
	})
}

// Lists are kept by audience; the audience must say the same as Release.
func TestAudienceAgreesWithRelease(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, r := drawMarking(t, "m"), drawReader(t)
		r.Agency = us
		purpose := rapid.SampledFrom(lanna.Purposes).Draw(t, "for")
		got := m.AudienceOf().Allows(r, purpose)
		want := handling.Release(m, us, lanna.KindOfRecord, r, purpose).Allowed
		if got != want {
			t.Fatalf("audience %q says %v, release %v", m.AudienceOf(), got, want)
		}
	})
}

func TestStringLeavesTheMarkingAlone(t *testing.T) {
	m := handling.Marking{Codes: []lanna.HandlingCode{lanna.H2, lanna.H0}}
	_ = m.String()
	if !reflect.DeepEqual(m.Codes, []lanna.HandlingCode{lanna.H2, lanna.H0}) {
		t.Error("String sorted its receiver's codes")
	}
}

func TestWidensWhereOnlyMoreMayHold(t *testing.T) {
	a, b := lanna.AgencyID{1}, lanna.AgencyID{2}
	was := handling.Marking{Holders: []lanna.AgencyID{a}, Codes: []lanna.HandlingCode{lanna.H2}, Review: "2026-06-10"}
	for _, c := range []struct {
		what   string
		change func(*handling.Marking)
		want   bool
	}{
		{"nothing", func(*handling.Marking) {}, true},
		{"one more holder", func(m *handling.Marking) { m.Holders = []lanna.AgencyID{b, a} }, true},
		{"another date of review", func(m *handling.Marking) { m.Review = "2027-06-10" }, true},
		{"another holder", func(m *handling.Marking) { m.Holders = []lanna.AgencyID{b} }, false},
		{"a code more", func(m *handling.Marking) { m.Codes = append([]lanna.HandlingCode{lanna.H1}, m.Codes...) }, false},
		{"a code less", func(m *handling.Marking) { m.Codes = nil }, false},
		{"a compartment", func(m *handling.Marking) { m.Compartments = []lanna.Compartment{lanna.Child} }, false},
		{"other purposes", func(m *handling.Marking) { m.Purposes = []lanna.Purpose{lanna.Rescue} }, false},
		{"not to be read", func(m *handling.Marking) { *m = handling.Parse("?") }, false},
	} {
		m := was
		c.change(&m)
		if got := m.Widens(was); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}
