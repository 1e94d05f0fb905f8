package desk

import (
	"slices"
	"strings"

	"lanna"
	"lanna/handling"
	"lanna/hit"
	"lanna/names"
	"lanna/statement"
	"lanna/store"
)

// ruleHitPublish is the rule that publishes filters.
const ruleHitPublish = "hit.publish"

// inHit are the kinds of record whose people and identifiers a filter may hold.
var inHit = []lanna.RecordKind{lanna.BountyRecord, lanna.FamilyRecord, lanna.LureRecord, lanna.TipRecord, lanna.PersonRecord}

// hitIdentifiers are the properties by whose values agencies may meet.
var hitIdentifiers = []lanna.Property{
	lanna.IDResident, lanna.IDThai, lanna.IDMyanmar, lanna.IDLao, lanna.Passport, lanna.IDOther,
	lanna.Phone, lanna.Handle, lanna.BankCard, lanna.Wallet, lanna.URL, lanna.Email, lanna.Vehicle,
}

// onePerson are the properties that link records of one person.
var onePerson = []lanna.Property{lanna.PersonOf, lanna.SameAs, lanna.RepostOf}

// A purposes is a set of a publication's topics, by their place.
type purposes uint8

func compartmentsOf(f *statement.Fact) []lanna.Compartment {
	return handling.CombineStrings(f.Markings).Compartments
}

// A hitCandidate is one input that a record gives. Without purposes it is not
// admitted and only tells what must not be in the filter.
type hitCandidate struct {
	key    string
	record lanna.RecordID
	may    purposes
	from   []lanna.Digest
}

// A hitCollector decides what a filter for one partner holds. It sees every
// record, so that what is left out of one stays out on all others.
type hitCollector struct {
	d       *Desk
	to      Party
	topics  []lanna.Purpose
	list    []hitCandidate
	above   map[lanna.RecordID]lanna.RecordID // records of one person hang together
	hidden  []lanna.RecordID
	barred  map[string]bool       // inputs that no record may give
	foreign map[lanna.Digest]bool // claims of other agencies
}

func (d *Desk) hitCollector(to Party, topics []lanna.Purpose) *hitCollector {
	return &hitCollector{d: d, to: to, topics: topics, above: map[lanna.RecordID]lanna.RecordID{}, barred: map[string]bool{}, foreign: map[lanna.Digest]bool{}}
}

// all reads every record.
func (c *hitCollector) all(r store.Reader) error {
	var ids []lanna.RecordID
	err := r.Records(lanna.RecordID{}, func(id lanna.RecordID) error {
		ids = append(ids, id)
		return nil
	})
	for _, id := range ids {
		if err != nil {
			return err
		}
		var entries []statement.Entry
		if entries, err = c.d.entries(r, id); err == nil {
			c.record(statement.Fold(c.d.Agency(), id, entries))
		}
	}
	return err
}

// record takes what one record gives.
func (c *hitCollector) record(st *statement.State) {
	us := c.d.Agency()
	if c.d.isPlanted(st.Record) || !slices.Contains(inHit, lanna.RecordKind(st.Of(us, lanna.KindOfRecord))) {
		return
	}
	if notToBeFound(st) {
		c.hidden = append(c.hidden, st.Record)
	}
	j := &releaseJudge{d: c.d, st: st, to: c.to, by: byRule(ruleHitPublish), ledger: ledgerOf(st)}
	var called, born []hitFact
	for i := range st.Facts {
		f := &st.Facts[i]
		switch {
		case f.Agency != us:
			c.foreign[f.Digest] = true
		case slices.Contains(onePerson, f.Property):
			if id, err := lanna.ParseRecordID(f.Value); err == nil && f.Live() {
				c.join(st.Record, id)
			}
		case f.Property == lanna.Name:
			called = append(called, c.judged(j, f))
		case f.Property == lanna.BirthDate:
			born = append(born, c.judged(j, f))
		case slices.Contains(hitIdentifiers, f.Property):
			one := c.judged(j, f)
			if key, ok := names.HitIdentifier(f.Property, f.Value); ok {
				c.add(st.Record, key, one)
			}
			if date := bornByNumber(f); date != "" {
				one.value = date
				born = append(born, one)
			}
		}
	}
	c.people(st.Record, called, born)
}

// A hitFact is a claim with what it is admitted for.
type hitFact struct {
	value  string
	may    purposes
	closed bool // in a compartment
	from   []lanna.Digest
}

// judged asks the release judge for each topic.
func (c *hitCollector) judged(j *releaseJudge, f *statement.Fact) hitFact {
	out := hitFact{value: f.Value, closed: len(compartmentsOf(f)) > 0, from: f.From}
	for i, p := range c.topics {
		j.terms = Terms{Purposes: []lanna.Purpose{p}}
		if code, _ := j.judge(f); code == "" {
			out.may |= 1 << i
		}
	}
	return out
}

func (c *hitCollector) add(record lanna.RecordID, key string, f hitFact) {
	if f.closed {
		c.barred[key] = true
	}
	c.list = append(c.list, hitCandidate{key, record, f.may, f.from})
}

// maxHitNames bounds the pairs of names and dates of one record.
const maxHitNames = 8

// people gives the inputs of the names, with each date of birth.
func (c *hitCollector) people(record lanna.RecordID, called, born []hitFact) {
	for _, n := range called[:min(len(called), maxHitNames)] {
		name := names.Parse(n.value)
		for _, b := range born[:min(len(born), maxHitNames)] {
			both := hitFact{may: n.may & b.may, closed: n.closed || b.closed, from: slices.Concat(n.from, b.from)}
			for _, key := range names.HitPerson(name, b.value) {
				c.add(record, key, both)
			}
		}
	}
}

// bornByNumber returns the date of birth in a Chinese resident ID (GB 11643), ""
// where it is masked or there is none.
func bornByNumber(f *statement.Fact) string {
	v := f.Value
	if f.Property != lanna.IDResident || len(v) != 18 || strings.Trim(v[6:14], "0123456789") != "" {
		return ""
	}
	return v[6:10] + "-" + v[10:12] + "-" + v[12:14]
}

func (c *hitCollector) root(id lanna.RecordID) lanna.RecordID {
	for {
		up, ok := c.above[id]
		if !ok {
			return id
		}
		id = up
	}
}

func (c *hitCollector) join(a, b lanna.RecordID) {
	if a, b = c.root(a), c.root(b); a != b {
		c.above[a] = b
	}
}

// A hitInput is one input of a filter, with the records that it stands for.
type hitInput struct {
	key  string
	may  purposes // of any of them
	of   []lanna.RecordID
	each []purposes // of each
}

// inputs puts together what the filter holds: nothing of who is hidden, wherever
// it stands, nothing that was ever in a compartment, and nothing that this agency
// has from another.
func (c *hitCollector) inputs() []hitInput {
	hidden := map[lanna.RecordID]bool{}
	for _, id := range c.hidden {
		hidden[c.root(id)] = true
	}
	for _, k := range c.list {
		if hidden[c.root(k.record)] {
			c.barred[k.key] = true
		}
	}
	at := map[string]int{}
	var out []hitInput
	for _, k := range c.list {
		if k.may == 0 || c.barred[k.key] || slices.ContainsFunc(k.from, func(d lanna.Digest) bool { return c.foreign[d] }) {
			continue
		}
		i, ok := at[k.key]
		if !ok {
			i = len(out)
			at[k.key] = i
			out = append(out, hitInput{key: k.key})
		}
		out[i].may |= k.may
		out[i].of, out[i].each = append(out[i].of, k.record), append(out[i].each, k.may)
	}
	return out
}

// hitInputs turns them into what package hit builds a filter of. Of is the place
// in the list.
func hitInputs(list []hitInput, keys []*hit.Key) []hit.Input {
	out := make([]hit.Input, len(list))
	for i, in := range list {
		out[i] = hit.Input{Text: in.key, Of: i}
		for k, key := range keys {
			if in.may&(1<<k) != 0 {
				out[i].Keys = append(out[i].Keys, key)
			}
		}
	}
	return out
}
