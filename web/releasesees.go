package web

import (
	"fmt"
	"html/template"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/extract/reading"
)

// A partnerPart is what the party will see, as its page would show it.
type partnerPart struct {
	Kind, SeverityWords string
	Severity            lanna.Severity
	Heading             template.HTML
	Presumed, Minor     bool
	Safety              string
	Free                bool
	Handling            handlingWords
	Facts               []partnerFact
	Inside, Back        []releaseFact
	Compartments        string
	Pictures            []clippedPart
	NoBoxes, Empty      bool
}

type partnerFact struct {
	Name, Grade string
	Value       template.HTML
	Held        bool
}

// A clippedPart is a picture of which nothing but the boxes is shown.
type clippedPart struct {
	cropPart
	ID   string
	Clip []reading.Box // none: all of it
}

// notJudged is of most facts of a notice, and would stand behind each.
var notJudged = lanna.Grade{Reliability: 'F', Credibility: '6'}

func (v *visit) partnerPart(p desk.PartnerView) *partnerPart {
	out := &partnerPart{Kind: kindName(v.lang, p.Kind), Severity: p.Severity, Heading: titleWords(v.lang, p.Title), Presumed: p.Presumed, Minor: p.Minor,
		Handling: handlingOf(v.lang, p.Marking), NoBoxes: p.NoBoxes, Empty: len(p.Facts)+len(p.Pictures)+len(p.Inside) == 0}
	if p.Severity != "" {
		out.SeverityWords = v.lang.Text("severity." + string(p.Severity))
	}
	if p.Safety != nil {
		out.Safety, out.Free = v.lang.First("safety."+p.Safety.Value, "safety.do-not-contact"), p.Safety.Value == desk.FreeContact
	}
	for _, l := range p.Facts {
		fact := partnerFact{Name: propertyName(v.lang, l.Property), Held: l.Held, Value: valueWords(v.lang, l.Property, l.Value, langOr(l.Lang, l.Value))}
		if l.Grade != (lanna.Grade{}) && l.Grade != notJudged {
			fact.Grade = gradeWords(v.lang, l.Grade)
		}
		out.Facts = append(out.Facts, fact)
	}
	var names []string
	for _, c := range p.Marking.Compartments {
		names = append(names, v.lang.Text("compartment."+string(c)))
	}
	out.Compartments = strings.Join(names, v.lang.Text("list.comma"))
	for _, l := range p.Inside {
		out.Inside = append(out.Inside, releaseFact{Name: propertyName(v.lang, l.Property)})
	}
	for _, l := range p.Back {
		out.Back = append(out.Back, releaseFact{Name: propertyName(v.lang, l.Property), Why: v.lang.First("withheld."+l.Code, "withheld.other")})
	}
	for i, c := range p.Pictures {
		part := clippedPart{cropPart: v.crop(c, 300), ID: fmt.Sprint("seen-", i), Clip: c.Boxes}
		part.Label = v.lang.Text("release.sees.picture")
		out.Pictures = append(out.Pictures, part)
	}
	return out
}
