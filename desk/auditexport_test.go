package desk_test

import (
	"bytes"
	"testing"
	"time"

	"lanna"
	"lanna/audit"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/federate"
)

// exported asks for the log, a few entries at a time, as the auditor does.
func exported(t *testing.T, w *desktest.World, q desk.LogSpan) []byte {
	t.Helper()
	var all []byte
	for {
		part, err := w.ExportLog(t.Context(), w.Auditor, desktest.Rescue, q)
		must(t, err)
		all = append(all, part.Text...)
		if part.From >= part.To {
			return all
		}
		q.From, q.To, q.Before = part.From, part.To, part.Sum
	}
}

func checked(t *testing.T, b []byte) audit.BundleReport {
	t.Helper()
	rep, err := audit.VerifyBundle(bytes.NewReader(b))
	must(t, err)
	if rep.Finding != nil {
		t.Fatal(rep.Finding)
	}
	return rep
}

// The auditor takes out who read whom and why, and nothing of what was read, told
// to victim support or searched for.
func TestTheLogLeavesTheNodeWithoutWhatItProtects(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	const secret, why, words = "EXERCISE told in confidence", "EXERCISE the family called", "EXERCISEWORDS"
	must(t, w.Screen(t.Context(), w.Victims, desktest.Because(secret), person, desk.ScreenedNot))
	_, err := w.Record(t.Context(), w.Duty, desktest.Because(why), person)
	must(t, err)
	_, err = w.Search(t.Context(), w.Duty, desktest.Rescue, desk.SearchQuery{Text: words})
	must(t, err)
	log := exported(t, w, desk.LogSpan{Size: 7})
	rep := checked(t, log)
	if rep.Parts < 2 || rep.Statements == 0 || rep.Agency != w.Config.Signer.Agency {
		t.Errorf("%+v", rep)
	}
	for _, there := range []string{why, `"record.show"`, `"record.screen"`, `"record.search"`, person.String(), w.Duty.Officer.String()} {
		if !bytes.Contains(log, []byte(there)) {
			t.Errorf("the log does not say %s", there)
		}
	}
	for _, kept := range []string{secret, words, "600,000", "600000"} {
		if bytes.Contains(log, []byte(kept)) {
			t.Errorf("the log says %s", kept)
		}
	}
	for _, by := range []desk.Actor{w.Duty, w.National, w.Admin} {
		_, err := w.ExportLog(t.Context(), by, desktest.Rescue, desk.LogSpan{})
		wantError(t, err, lanna.Denied, "role")
	}
	page, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Officer: w.Auditor.Officer, Limit: 1})
	must(t, err)
	if len(page.Entries) != 1 || page.Entries[0].Act != "audit.export" {
		t.Errorf("that the log was taken out is not in the log: %+v", page.Entries)
	}
}

func TestASpanOfTheLog(t *testing.T) {
	w, _, person := oneBounty(t, bountyAlan)
	w.Clock.Add(time.Hour)
	since := w.Now()
	record(t, w, person)
	w.Clock.Add(time.Hour)
	until := w.Now()
	record(t, w, person)
	rep := checked(t, exported(t, w, desk.LogSpan{Since: since, Until: until}))
	if rep.Entries == 0 || rep.First < since || rep.Last >= until {
		t.Errorf("%+v", rep)
	}
	whole := checked(t, exported(t, w, desk.LogSpan{}))
	if whole.Entries <= rep.Entries || whole.First >= since || whole.Last < until {
		t.Errorf("%+v of %+v", rep, whole)
	}
	_, err := w.ExportLog(t.Context(), w.Auditor, desktest.Rescue, desk.LogSpan{Until: 1})
	wantError(t, err, lanna.Invalid, "span-empty")
	for _, q := range []desk.LogSpan{{From: -1, To: 1}, {From: 5, To: 5}, {From: 1 << 40, To: 1 << 41}} {
		_, err := w.ExportLog(t.Context(), w.Auditor, desktest.Rescue, q)
		wantError(t, err, lanna.Invalid, "bundle-span")
	}
}

// A restored node hands out the log of its earlier writer in front of its own.
func TestTheLogOfTheWriterBeforeGoesAlong(t *testing.T) {
	f := desktest.Federate(t, desktest.Node{Name: "A", Role: federate.National})
	a := f.Nodes[0]
	aliased(t, a, "EXERCISE-before")
	must(t, a.SignCheckpoint(t.Context()))
	s := newSafe(t, a)
	_, err := s.making.Make(t.Context())
	must(t, err)
	f.Clock.Add(time.Hour)
	n := s.restored(t, a)
	aliased(t, n, "EXERCISE-after")
	log := exported(t, n, desk.LogSpan{Size: 5})
	rep := checked(t, log)
	for _, w := range []lanna.WriterID{a.Writer(), n.Writer()} {
		if !bytes.Contains(log, []byte(`"writer":"`+w.String())) {
			t.Errorf("the log of %s is not in the bundle: %+v", w, rep)
		}
	}
}
