package main

import (
	"slices"
	"strings"

	"lanna"
	"lanna/desk"
	"lanna/exercise"
	"lanna/exercise/wording"
)

// properties are the vocabulary's names for the types of identity numbers.
var properties = map[string]lanna.Property{
	"cn_resident": lanna.IDResident, "th_national": lanna.IDThai, "mm_nrc": lanna.IDMyanmar, "la_identity": lanna.IDLao,
}

func idField(id wording.ID) desk.Field {
	if id.Type == "passport" {
		return desk.Field{Property: lanna.Passport, Value: id.Value}
	}
	if p, ok := properties[id.Type]; ok {
		return desk.Field{Property: p, Value: id.Value}
	}
	return desk.Field{Property: lanna.IDOther, Value: id.Value}
}

// familyReport writes a call down.
func familyReport(f *exercise.FamilyReport) *desk.Report {
	var fields []desk.Field
	say := func(p lanna.Property, value, lang string) {
		fields = append(fields, desk.Field{Property: p, Value: value, Lang: lang})
	}
	for _, name := range f.Person.Names {
		say(lanna.Name, name, f.Language)
	}
	say(lanna.Sex, f.Person.Sex, "")
	say(lanna.BirthDate, f.Person.Birth, "")
	say(lanna.Nationality, f.Person.Nationality, "")
	for _, id := range f.Person.IDs {
		fields = append(fields, idField(id))
	}
	say(lanna.Relation, f.Reporter.Relation, "en")
	say(lanna.Contact, strings.TrimSpace(f.Reporter.Name+" "+f.Reporter.Phone), f.Language)
	say(lanna.Route, f.Route, f.Language)
	say(lanna.LastPlace, f.LastPlace, f.Language)
	say(lanna.LastMessage, f.LastWords, f.Language)
	if f.Ransom != nil {
		say(lanna.Ransom, f.Ransom.Value+" "+f.Ransom.Currency, "")
	}
	say(lanna.Health, f.Injuries, f.Language)
	if f.Recruiter != nil {
		say(lanna.Handle, f.Recruiter.Service+":"+f.Recruiter.Value, "")
	}
	return &desk.Report{Kind: lanna.FamilyRecord, Fields: said(fields)}
}

func lureReport(l *exercise.Lure) *desk.Report {
	return &desk.Report{Kind: lanna.LureRecord, Fields: said([]desk.Field{
		{Property: lanna.Narrative, Value: l.Text, Lang: l.Language},
		{Property: lanna.Handle, Value: l.Handle.Service + ":" + l.Handle.Value},
		{Property: lanna.URL, Value: l.URL},
		{Property: lanna.Place, Value: l.Meeting, Lang: l.Language},
	})}
}

// said leaves out what was not said.
func said(fields []desk.Field) []desk.Field {
	return slices.DeleteFunc(fields, func(f desk.Field) bool { return strings.Trim(f.Value, ": ") == "" })
}

// transcript is what a person would type of a picture.
func transcript(s shot) string {
	var texts []string
	for _, n := range s.notices {
		if !slices.Contains(texts, n.Text) {
			texts = append(texts, n.Text)
		}
	}
	return strings.Join(texts, "\n\n")
}

// confirmation is what an officer makes of the proposals who sees in the
// picture what really stands there: misread names, numbers and rewards are
// put right, and what was missed is added.
func confirmation(view *desk.CaptureView, notices []exercise.Notice) desk.Confirmation {
	c := desk.Confirmation{Marking: desk.MarkLife}
	whose, left := pair(view.Notices, notices)
	for i, proposed := range view.Notices {
		confirmed := desk.ConfirmedNotice{Number: proposed.Number, Keep: whose[i] != nil}
		if whose[i] != nil {
			confirmed.Fields = compared(proposed, *whose[i])
			if i := slices.IndexFunc(proposed.Reposts, ofBounty); i >= 0 {
				confirmed.RepostOf = proposed.Reposts[i].Record
			}
		}
		c.Notices = append(c.Notices, confirmed)
	}
	for _, n := range left {
		confirmed := desk.ConfirmedNotice{Keep: true}
		for _, f := range seen(n) {
			confirmed.Fields = append(confirmed.Fields, desk.ConfirmedField{Property: f.Property, Value: f.Value, Lang: f.Lang, Compared: true})
		}
		c.Notices = append(c.Notices, confirmed)
	}
	return c
}

// pair finds for each proposal the notice that it is of, nil where it is of
// none, and returns the notices for which nothing was proposed. A proposal of
// which every value was misread is of the next notice that is left over: an
// officer puts its values right and so keeps where in the picture they stand.
func pair(proposed []desk.ProposedNotice, notices []exercise.Notice) (whose []*exercise.Notice, left []exercise.Notice) {
	whose, left = make([]*exercise.Notice, len(proposed)), slices.Clone(notices)
	take := func(p int, fits func(exercise.Notice) bool) {
		if i := slices.IndexFunc(left, fits); i >= 0 && whose[p] == nil {
			n := left[i]
			whose[p], left = &n, slices.Delete(left, i, i+1)
		}
	}
	for i := range proposed {
		take(i, func(n exercise.Notice) bool { return same(proposed[i], n) })
	}
	for i := range proposed {
		take(i, func(exercise.Notice) bool { return true })
	}
	return whose, left
}

// ofBounty reports whether the earlier record is a bounty: a family's report of
// the same person is not one that was posted again.
func ofBounty(r desk.RepostOption) bool {
	return strings.HasPrefix(r.Label, lanna.BountyRecord.Letter()+"-")
}

// same reports whether a proposal and a notice share a value that tells people
// apart.
func same(proposed desk.ProposedNotice, n exercise.Notice) bool {
	for _, f := range seen(n) {
		if f.Property == lanna.Amount {
			continue
		}
		if slices.ContainsFunc(proposed.Fields, func(p desk.ProposedField) bool { return p.Property == f.Property && p.Value == f.Value }) {
			return true
		}
	}
	return false
}

// compared confirms the fields of a proposal against what stands in the picture.
func compared(proposed desk.ProposedNotice, n exercise.Notice) []desk.ConfirmedField {
	var fields []desk.ConfirmedField
	left := seen(n)
	for _, p := range proposed.Fields {
		f := desk.ConfirmedField{ID: p.ID, Property: p.Property, Value: p.Value, Lang: p.Lang, Compared: true}
		right := slices.IndexFunc(left, func(f desk.Field) bool { return f.Property == p.Property && f.Value == p.Value })
		if right < 0 {
			right = slices.IndexFunc(left, func(f desk.Field) bool { return f.Property == p.Property })
		}
		switch {
		case right >= 0:
			f.Value = left[right].Value
			left = slices.Delete(left, right, right+1)
		case p.Property == lanna.Name || p.Property == lanna.Amount: // read where there is none
			f.Drop = true
		}
		fields = append(fields, f)
	}
	for _, missed := range left {
		fields = append(fields, desk.ConfirmedField{Property: missed.Property, Value: missed.Value, Lang: missed.Lang, Compared: true})
	}
	return fields
}

// seen is what stands in the picture of one person, as far as an officer
// corrects it.
func seen(n exercise.Notice) []desk.Field {
	var fields []desk.Field
	for _, name := range n.Names {
		fields = append(fields, desk.Field{Property: lanna.Name, Value: name, Lang: n.Language})
	}
	for _, alias := range n.Aliases {
		fields = append(fields, desk.Field{Property: lanna.Alias, Value: alias, Lang: n.Language})
	}
	for _, id := range n.IDs {
		fields = append(fields, idField(id))
	}
	if n.Amount != nil {
		fields = append(fields, desk.Field{Property: lanna.Amount, Value: n.Amount.Value + " " + n.Amount.Currency})
	}
	return fields
}
