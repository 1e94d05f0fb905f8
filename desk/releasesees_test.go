package desk_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
)

// shown are properties and values, in order.
func shownLines(list []desk.ReleaseLine) (out []string) {
	for _, l := range list {
		out = append(out, fmt.Sprintf("%s=%s", l.Property, l.Value))
	}
	slices.Sort(out)
	return out
}

// TestWhatAPartnerWillSeeIsWhatItSees holds the preview against the partner's own page.
func TestWhatAPartnerWillSeeIsWhatItSees(t *testing.T) {
	for name, chosen := range map[string][]lanna.Property{
		"a notice in danger":      {lanna.Alias, lanna.Amount, lanna.ThreatCode, lanna.Compound},
		"an alias":                {lanna.Alias},
		"a child":                 {lanna.Alias, lanna.Age},
		"a place, and no alias":   {lanna.LastPlace},
		"only how grave we say":   {lanna.AlertSeverity},
		"nothing but what it is":  {lanna.KindOfRecord},
		"words and who told them": {lanna.Narrative, lanna.Relation, lanna.Contact},
	} {
		t.Run(name, func(t *testing.T) {
			f, north, south := twoNations(t)
			ctx := t.Context()
			id := wantedNotice(t, north, rescueOnly)
			must(t, north.AddFact(ctx, north.Duty, desktest.Rescue, id, lanna.Age, desk.Words{Text: "15"}, lanna.Grade{}))
			draft := desk.ReleaseDraft{Record: id, To: south.Writer(), Claims: claimsOf(t, north, id, chosen...)}
			p, err := north.PreviewRelease(ctx, north.National, desktest.Rescue, desk.ReleaseDraft{Record: id, To: south.Writer()})
			must(t, err)
			will := p.Sees(draft.Claims, draft.Terms, "")
			p, err = north.PreviewRelease(ctx, north.National, desktest.Rescue, draft)
			must(t, err)
			if again := p.Sees(draft.Claims, draft.Terms, ""); !reflect.DeepEqual(again, will) {
				t.Errorf("asked for these alone: %+v\nand for all %+v", again, will)
			}
			_, err = north.Release(ctx, north.National, desk.Actor{}, desktest.Because("EXERCISE"), draft)
			must(t, err)
			f.Carry(t)

			page, err := south.Record(ctx, south.Duty, desktest.Rescue, id)
			must(t, err)
			var sees []string
			for _, row := range page.Rows {
				for i, cell := range row.Cells {
					for _, fact := range cell {
						if !page.Agencies[i].Own {
							sees = append(sees, fmt.Sprintf("%s=%s", fact.Property, fact.Value))
						}
					}
				}
			}
			slices.Sort(sees)
			if got := shownLines(will.Facts); !slices.Equal(got, sees) {
				t.Errorf("will see %q\nsees %q", got, sees)
			}
			severity := lanna.Severity("")
			if page.Alert != nil {
				severity = page.Alert.Severity
			}
			person := &desk.RecordView{}
			if page.Person != nil {
				person, err = south.Record(ctx, south.Duty, desktest.Rescue, page.Person.Record)
				must(t, err)
			}
			if will.Severity != severity || will.Minor != page.Minor || will.Kind != page.Kind || will.Presumed != person.Presumed {
				t.Errorf("will be %s, minor %v, %s, presumed %v; is %s, %v, %s, %v", will.Severity, will.Minor, will.Kind, will.Presumed, severity, page.Minor, page.Kind, person.Presumed)
			}
			if got, is := fmt.Sprint(will.Title), fmt.Sprint(page.Title); got != is {
				t.Errorf("title %s, there %s", got, is)
			}
			again, err := north.PreviewRelease(ctx, north.National, desktest.Rescue, desk.ReleaseDraft{Record: id, To: south.Writer()})
			must(t, err)
			if got := shownLines(again.Sees(nil, desk.Terms{}, "").Facts); !slices.Equal(got, sees) {
				t.Errorf("what it holds already: %q\nsees %q", got, sees)
			}
		})
	}
}

func TestAPreviewSaysWhatStopsARelease(t *testing.T) {
	_, north, south := twoNations(t)
	ctx := t.Context()
	id := wantedNotice(t, north, rescueOnly)
	p, err := north.PreviewRelease(ctx, north.National, desktest.Rescue, desk.ReleaseDraft{Record: id, To: south.Writer()})
	must(t, err)
	sees := p.Sees(claimsOf(t, north, id, lanna.Alias, lanna.Label), desk.Terms{Purposes: []lanna.Purpose{lanna.Rescue}}, desk.PictureRedrawn)
	if len(sees.Facts) != 1 || len(sees.Back) != 1 || sees.Back[0].Code != desk.WithheldInternal || !sees.NoBoxes {
		t.Errorf("%+v", sees)
	}
	sees = p.Sees(claimsOf(t, north, id, lanna.Alias), desk.Terms{Purposes: []lanna.Purpose{lanna.Prosecution}}, "")
	if len(sees.Facts) != 0 || len(sees.Back) == 0 || sees.Back[len(sees.Back)-1].Code != "purpose" {
		t.Errorf("for a purpose that the marking bars: %+v", sees)
	}
}

// TestACompartmentHidesAllThatGoesWithIt: one marking holds for all that a
// release names, so that one fact of a compartment takes the others in.
func TestACompartmentHidesAllThatGoesWithIt(t *testing.T) {
	_, north, south := twoNations(t)
	ctx := t.Context()
	m := handling.Marking{Compartments: []lanna.Compartment{lanna.VictimSupport}}
	id, err := north.RaiseForTest(ctx, north.Duty, desktest.Rescue, lanna.BountyRecord, m, statement.New(lanna.Alias, "EXERCISE alias"))
	must(t, err)
	inside := north.National
	inside.Compartments = append(slices.Clone(inside.Compartments), lanna.VictimSupport)
	p, err := north.PreviewRelease(ctx, inside, desktest.Rescue, desk.ReleaseDraft{Record: id, To: south.Writer()})
	must(t, err)
	sees := p.Sees(claimsOf(t, north, id, lanna.Alias), desk.Terms{}, "")
	if len(sees.Facts) != 0 || len(sees.Inside) != 1 || sees.Severity != "" || len(sees.Title.Aliases) != 0 {
		t.Errorf("%+v", sees)
	}
}
