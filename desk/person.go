package desk

import (
	"slices"

	"lanna"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

// rulePresume is the rule that puts a person into the presumed-victim state.
const rulePresume = "safeguard.presume"

// personal are the properties that a person's record takes over from a notice.
var personal = []lanna.Property{
	lanna.Name, lanna.Alias, lanna.BirthDate, lanna.Age, lanna.Sex, lanna.Nationality, lanna.IDResident, lanna.IDThai, lanna.IDMyanmar,
	lanna.IDLao, lanna.Passport, lanna.MRZ, lanna.IDOther, lanna.MarkOnBody,
}

// documents are the numbers of which two people do not have the same.
var documents = []lanna.Property{lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.Passport}

// person returns the person of a notice: the one behind the notice that it
// repeats, or the one with the same number, or a new one. tags are the digests
// of the notice's fields, from which the person's claims are derived.
func (w *work) person(n *notice, tags []lanna.Digest, m handling.Marking) (lanna.RecordID, error) {
	id, err := w.knownPerson(n)
	if err != nil {
		return id, err
	}
	if id.IsZero() {
		id = lanna.NewRecordID()
		claims := n.personClaims(tags, nil)
		if n.indicates() {
			claims = append(claims, statement.New(lanna.VictimStatus, Presumed), statement.New(lanna.Rule, rulePresume))
		}
		if minor := n.minor(w.now); minor != "" {
			claims = append(claims, statement.New(lanna.MinorFlag, minor))
		}
		if n.safety != "" {
			claims = append(claims, statement.New(lanna.ContactSafety, n.safety))
		}
		w.noteDocuments(n, id)
		return id, w.createAs(id, lanna.PersonRecord, m, claims...)
	}
	return id, w.addToPerson(id, n, tags, m)
}

// addToPerson says on a known person what is new, and nothing otherwise. A new
// indicator opens the presumption again, whatever an earlier screening found.
func (w *work) addToPerson(id lanna.RecordID, n *notice, tags []lanna.Digest, m handling.Marking) error {
	st, err := w.state(id)
	if err != nil {
		return err
	}
	us := w.d.Agency()
	set := n.personClaims(tags, st)
	if s := st.Of(us, lanna.VictimStatus); n.indicates() && s != Presumed && s != ScreenedVictim {
		set = append(set, statement.New(lanna.VictimStatus, Presumed), statement.New(lanna.Rule, rulePresume))
	}
	if minor := n.minor(w.now); minor != "" && st.Of(us, lanna.MinorFlag) != MinorYes && st.Of(us, lanna.MinorFlag) != minor {
		set = append(set, statement.New(lanna.MinorFlag, minor))
	}
	if n.safety == DoNotContact && st.Of(us, lanna.ContactSafety) != DoNotContact { // a caller may not loosen what stands
		set = append(set, statement.New(lanna.ContactSafety, n.safety))
	}
	if len(set) == 0 {
		return nil
	}
	return w.set(st, m, set...)
}

// personClaims are what the notice says of its person. Of a person that is
// known it is only what is new; a single value that is there already is not
// replaced by a poster's word.
func (n *notice) personClaims(tags []lanna.Digest, known *statement.State) []statement.Claim {
	var out []statement.Claim
	for i, f := range n.fields {
		if !slices.Contains(personal, f.Property) || known != nil && stands(known, f.Field) {
			continue
		}
		c := statement.New(f.Property, f.Value)
		c.Lang, c.Grade, c.From = f.Lang, n.grade, []lanna.Digest{tags[i]}
		out = append(out, c)
	}
	return out
}

func stands(st *statement.State, f Field) bool {
	for _, fact := range st.Live(f.Property) {
		if !f.Property.Multiple() || fact.Value == f.Value {
			return true
		}
	}
	return false
}

// knownPerson finds the person of a notice; zero where there is none that the
// actor may see.
func (w *work) knownPerson(n *notice) (lanna.RecordID, error) {
	if !n.repost.IsZero() {
		st, err := w.open(n.repost)
		if err != nil {
			return lanna.RecordID{}, err
		}
		if ids := w.linked(st, lanna.PersonOf); len(ids) > 0 {
			return ids[0], nil
		}
	}
	for _, f := range n.fields {
		key := keyOf(f.Property, f.Value)
		if !slices.Contains(documents, f.Property) || key == "" {
			continue
		}
		if id, ok := w.documents[key]; ok {
			return id, nil
		}
		id, err := w.personWith(key)
		if err != nil || !id.IsZero() {
			return id, err
		}
	}
	return lanna.RecordID{}, nil
}

// noteDocuments remembers a new person's numbers until its views are made, so
// that the next notice of the same work finds it.
func (w *work) noteDocuments(n *notice, id lanna.RecordID) {
	for _, f := range n.fields {
		if key := keyOf(f.Property, f.Value); key != "" && slices.Contains(documents, f.Property) {
			if w.documents == nil {
				w.documents = map[string]lanna.RecordID{}
			}
			w.documents[key] = id
		}
	}
}

// personWith finds the oldest person with a number, among those that the actor
// may see.
func (w *work) personWith(key string) (lanna.RecordID, error) {
	audiences, err := w.d.audiences(w.tx, recordView, w.by, w.why.Purpose)
	if err != nil || len(audiences) == 0 {
		return lanna.RecordID{}, err
	}
	items, err := w.tx.List(store.ListQuery{View: recordView, Name: "id", Values: []string{key}, Audiences: audiences, Limit: 50})
	if err != nil {
		return lanna.RecordID{}, err
	}
	l := w.d.lens(w.by, w.why)
	for _, item := range items {
		link, known, err := l.link(store.Row{View: recordView, ID: item.ID, Body: item.Body})
		if err != nil {
			return lanna.RecordID{}, err
		}
		if known && link.Kind == lanna.PersonRecord && !w.d.isPlanted(item.ID) {
			return item.ID, nil
		}
	}
	return lanna.RecordID{}, nil
}

// linked returns the records that live claims of the property name.
func (w *work) linked(st *statement.State, p lanna.Property) []lanna.RecordID {
	var out []lanna.RecordID
	for _, f := range st.Live(p) {
		if id, err := lanna.ParseRecordID(f.Value); err == nil && f.Agency == w.d.Agency() {
			out = append(out, id)
		}
	}
	return out
}
