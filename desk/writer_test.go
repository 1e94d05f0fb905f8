package desk_test

import (
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
)

// A node whose writer was revoked while it is served must stop at once: what it
// goes on signing would be lost at the next start, alerts included.
func TestARevokedWriterTakesNoMoreCommands(t *testing.T) {
	w, notice, _ := oneBounty(t, bountyAlan)
	list, err := w.Writers(t.Context(), w.Admin, desktest.Rescue)
	must(t, err)
	cert := statement.NewCertificate(w.Root, statement.Revoke, list[0].Writer, w.Now(), uint64(list[0].Leaves), [32]byte{})
	must(t, w.AddCertificate(t.Context(), w.Admin, desktest.Rescue, cert.Bytes()))

	_, err = w.Capture(t.Context(), w.Duty, desktest.Rescue, desk.Intake{Text: "EXERCISE"})
	wantError(t, err, lanna.Unavailable, "writer-not-active")
	if v := record(t, w, notice); v.Title.Code == "" {
		t.Error("what was said before the checkpoint does not stand any more")
	}
	page, err := w.Audit(t.Context(), w.Auditor, desktest.Rescue, desk.AuditQuery{Officer: w.Admin.Officer, Limit: 5})
	must(t, err)
	found := false
	for _, e := range page.Entries {
		found = found || e.Act == "writer.add" && e.Outcome == "revoke" && e.Words == list[0].Writer.String()
	}
	if !found {
		t.Errorf("the revocation is not in the audit: %+v", page.Entries)
	}
}
