package desk

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/statement"
	"lanna/store"
)

// RuleFar is the rule by which a reading far from the reader's own cases is noticed:
// none of NearRules holds. It refuses nothing. Who reads is not told; the auditor
// is, with this list.
const RuleFar = "reading.far"

// nearWithin is how far back a reader's own cases reach.
const nearWithin = lanna.Millis(30 * 24 * time.Hour / time.Millisecond)

// A NearRule is one thing that a reader and a person may have in common.
type NearRule struct {
	ID    string
	holds func(n *nearness) bool
}

// NearRules are looked at in this order until one holds; changeable as data.
var NearRules = []NearRule{
	{"near.alert", (*nearness).alert},     // an alert that nobody closed, or that is the reader's
	{"near.own", (*nearness).own},         // the reader said or did something on it within 30 days
	{"near.request", (*nearness).request}, // the reader's desk was asked about it
	{"near.county", (*nearness).county},   // the number names a county of the reader's desk
	{"near.desk", (*nearness).desk},       // a colleague of the reader's desk did something on it within 30 days
	{"near.case", (*nearness).inCase},     // somebody else named the case that the reader names
}

// opening are the acts by which an officer opens one person.
var opening = []string{"record.show", "alert.show", "match.show", "print.show"}

// A nearness is a reader before the records of one person.
type nearness struct {
	d      *Desk
	r      store.Reader
	by     Actor
	why    Why
	since  lanna.Millis
	states []*statement.State
	err    error
}

// far reports whether what a view opened is far from the reader's own cases.
func (d *Desk) far(r store.Reader, by Actor, why Why, act string, s *sight) (bool, error) {
	if by.rule != "" || len(s.records) == 0 || !slices.Contains(opening, act) {
		return false, nil
	}
	if who, err := d.reads.personOf(r, s.records[0]); err != nil || who == "" {
		return false, err
	}
	n := &nearness{d: d, r: r, by: by, why: why, since: d.Now() - nearWithin}
	if err := n.add(s.records[0]); err != nil || n.near() || n.err != nil {
		return false, cmp.Or(err, n.err)
	}
	if err := n.others(s.records[0]); err != nil {
		return false, err
	}
	near := n.near()
	return !near && n.err == nil, n.err
}

func (n *nearness) near() bool {
	return slices.ContainsFunc(NearRules, func(rule NearRule) bool { return rule.holds(n) })
}

func (n *nearness) add(id lanna.RecordID) error {
	entries, err := n.d.entries(n.r, id)
	if err == nil && len(entries) > 0 {
		n.states = append(n.states, statement.Fold(n.d.Agency(), id, entries))
	}
	return err
}

// maxNear is how many further records of a person are looked at.
const maxNear = 20

// others adds the person of a record, and the person's other records.
func (n *nearness) others(id lanna.RecordID) error {
	person := id
	if about, err := lanna.ParseRecordID(n.states[0].Of(n.d.Agency(), lanna.PersonOf)); err == nil {
		person = about
		if err := n.add(person); err != nil {
			return err
		}
	}
	all, err := n.r.Audiences(recordView)
	if err != nil {
		return err
	}
	items, err := n.r.List(store.ListQuery{View: recordView, Name: "link", Values: []string{string(lanna.PersonOf) + ":" + person.String()}, Audiences: all, Descending: true, Limit: maxNear})
	for i := 0; err == nil && i < len(items); i++ {
		if items[i].ID != id {
			err = n.add(items[i].ID)
		}
	}
	return err
}

func (n *nearness) any(f func(st *statement.State) bool) bool {
	return slices.ContainsFunc(n.states, f)
}

func (n *nearness) alert() bool {
	us := n.d.Agency()
	return n.any(func(st *statement.State) bool {
		state := st.Of(us, lanna.AlertState)
		return state != "" && (state != AlertClosed || st.Of(us, lanna.AlertOwner) == n.by.Officer.String())
	})
}

// did reports whether an officer of whom f holds did something lately.
func (n *nearness) did(f func(id lanna.OfficerID) bool) bool {
	return n.any(func(st *statement.State) bool {
		return slices.ContainsFunc(st.History, func(h statement.Act) bool {
			return h.Agency == n.d.Agency() && !h.Officer.IsZero() && h.Time >= n.since && f(h.Officer)
		})
	})
}

func (n *nearness) own() bool {
	return n.did(func(id lanna.OfficerID) bool { return id == n.by.Officer })
}

func (n *nearness) desk() bool {
	return n.by.Desk != "" && n.did(func(id lanna.OfficerID) bool {
		who, err := officerIn(n.r, id)
		if err = notThere(err); err != nil {
			n.err = err
		}
		return who.Desk == n.by.Desk
	})
}

// desks are the desks at which the reader holds a role.
func (n *nearness) desks() []string {
	out := []string{n.by.Desk}
	for _, g := range n.by.Grants {
		out = append(out, g.Desk)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func (n *nearness) request() bool {
	return n.any(func(st *statement.State) bool {
		return slices.ContainsFunc(values(st, n.d.Agency(), lanna.Asked), func(v string) bool { return slices.Contains(n.desks(), v) })
	})
}

func (n *nearness) county() bool {
	return n.any(func(st *statement.State) bool {
		return slices.ContainsFunc(st.Live(lanna.IDResident), func(f statement.Fact) bool {
			return slices.ContainsFunc(n.desks(), func(s string) bool { return len(s) == 6 && strings.HasPrefix(f.Value, s) })
		})
	})
}

func (n *nearness) inCase() bool {
	return n.why.Case != "" && n.any(func(st *statement.State) bool {
		return slices.ContainsFunc(st.Facts, func(f statement.Fact) bool {
			return f.Property == lanna.CaseOf && f.Agency == n.d.Agency() && f.Value == n.why.Case && f.Officer != n.by.Officer
		})
	})
}
