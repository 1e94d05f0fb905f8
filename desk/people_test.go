package desk_test

import (
	"errors"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/handling"
	"lanna/statement"
	"lanna/store"
)

type session struct {
	officer lanna.OfficerID
	act     string
	outcome string
}

// leaves returns what stands on the log of a kind, oldest first.
func leaves(t testing.TB, w *desktest.World, kind lanna.StatementKind) []*statement.Statement {
	t.Helper()
	var out []*statement.Statement
	err := w.Store.View(t.Context(), func(r store.Reader) error {
		return r.Scan(1, func(s store.Stored) error {
			if s.Kind != kind {
				return nil
			}
			h, err := statement.ParseHeader(s.Header)
			out = append(out, &statement.Statement{ID: s.ID, Header: h, Claims: s.Claims})
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func sessions(t testing.TB, w *desktest.World) []session {
	var out []session
	for _, st := range leaves(t, w, lanna.Session) {
		out = append(out, session{st.Header.Officer, st.Value(lanna.Act), st.Value(lanna.Outcome)})
	}
	return out
}

// bounty is a notice as an officer confirms it.
func bounty(name, amount string) []statement.Claim {
	return []statement.Claim{
		statement.New(lanna.Name, name),
		statement.New(lanna.Amount, amount),
		statement.New(lanna.ThreatCode, "bring-back"),
		statement.New(lanna.Compound, "EXERCISE Silver Heron Park"),
	}
}

// raise opens a record with its alert, seen for rescue, investigation and prosecution.
func raise(t testing.TB, w *desktest.World, kind lanna.RecordKind, claims ...statement.Claim) lanna.RecordID {
	t.Helper()
	m := handling.Marking{Purposes: []lanna.Purpose{lanna.Rescue, lanna.Investigation, lanna.Prosecution}}
	id, err := w.RaiseForTest(t.Context(), w.Duty, desktest.Rescue, kind, m, claims...)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// look shows an alert to an officer.
func look(t testing.TB, w *desktest.World, by desk.Actor, id lanna.RecordID) *desk.AlertDetail {
	t.Helper()
	a, err := w.AlertDetail(t.Context(), by, desktest.Rescue, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// queue lists the labels of an officer's page.
func queue(t testing.TB, w *desktest.World, by desk.Actor, q desk.QueueQuery) (*desk.Queue, []lanna.RecordID) {
	t.Helper()
	page, err := w.Queue(t.Context(), by, desktest.Rescue, q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []lanna.RecordID
	for _, a := range page.Alerts {
		ids = append(ids, a.Record)
	}
	return page, ids
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func actsOf(steps []desk.Step) []string {
	var out []string
	for _, s := range steps {
		out = append(out, s.Act)
	}
	return out
}

func asError(err error, e **lanna.Error) bool {
	found, ok := errors.AsType[*lanna.Error](err)
	*e = found
	return ok
}
