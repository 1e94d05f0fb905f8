package desk_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

var because = desktest.Because("EXERCISE")

// come tries to sign in with a password, and a code where one is given.
func come(t testing.TB, w *desktest.World, login, password, code string) (desk.Actor, error) {
	t.Helper()
	return w.SignIn(t.Context(), desk.Proof{Login: login, Password: password, Code: code, Remote: "192.0.2.1"})
}

func TestAnInvitationIsGoodOnceAndNotForLong(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	add := func(login string) desk.Invitation {
		made, err := w.AddOfficer(ctx, w.Admin, because, desk.Account{Login: login, Name: "EXERCISE", Roles: []lanna.Role{lanna.DutyOfficer}, Desk: "centre"})
		must(t, err)
		return made
	}
	made := add("new")
	if _, err := come(t, w, "new", desktest.Password, ""); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("before the password was chosen: %v", err)
	}
	for _, try := range [][2]string{{"new", "aaaa-aaaa-aaaa-aaaa"}, {"duty", made.Code}, {"nobody", made.Code}, {"new", ""}} {
		wantError(t, w.Join(ctx, try[0], try[1], desktest.Password, "192.0.2.1"), lanna.Denied, "invitation")
	}
	must(t, w.Join(ctx, " NEW", strings.ToUpper(strings.ReplaceAll(made.Code, "-", " ")), desktest.Password, "192.0.2.1"))
	if who, err := come(t, w, "new", desktest.Password, ""); err != nil || who.Officer != made.Officer {
		t.Errorf("with the chosen password: %v", err)
	}
	wantError(t, w.Join(ctx, "new", made.Code, "EXERCISE-another", "192.0.2.1"), lanna.Denied, "invitation")

	late := add("late")
	w.Clock.Add(72 * time.Hour)
	wantError(t, w.Join(ctx, "late", late.Code, desktest.Password, "192.0.2.1"), lanna.Denied, "invitation")
	again, err := w.Reset(ctx, w.Admin, because, late.Officer, false)
	must(t, err)
	must(t, w.Join(ctx, "late", again.Code, desktest.Password, "192.0.2.1"))

	barred := add("barred")
	must(t, w.Disable(ctx, w.Admin, because, barred.Officer))
	wantError(t, w.Join(ctx, "barred", barred.Code, desktest.Password, "192.0.2.1"), lanna.Denied, "invitation")
	must(t, w.Enable(ctx, w.Admin, because, barred.Officer))
	wantError(t, w.Join(ctx, "barred", barred.Code, desktest.Password, "192.0.2.1"), lanna.Denied, "invitation")
}

// Who watches the others, who may open accounts, and who reads the notes of
// victim support is decided by two.
func TestGraveRightsTakeTwoAdministrators(t *testing.T) {
	for name, r := range map[string]desk.Rights{
		"auditor":        {Roles: []lanna.RoleAt{{Role: lanna.Auditor}}},
		"elsewhere":      {Roles: []lanna.RoleAt{{Role: lanna.Auditor, Desk: "county"}}},
		"administrator":  {Roles: []lanna.RoleAt{{Role: lanna.Administrator}}},
		"victim support": {Compartments: []lanna.Compartment{lanna.VictimSupport}},
		"beside others":  {Roles: []lanna.RoleAt{{Role: lanna.Analyst}, {Role: lanna.Auditor}}},
	} {
		t.Run(name, func(t *testing.T) {
			w := desktest.New(t, desktest.Options{})
			ctx := t.Context()
			asked, err := w.Grant(ctx, w.Admin, because, w.Second.Officer, r)
			must(t, err)
			if now := w.Officer(t, "second"); !asked || len(now.Roles) != 1 || len(now.Compartments) != 0 || now.Ask == nil {
				t.Fatalf("asked %v; before the second agreed: %+v", asked, now)
			}
			ask := w.Officer(t, "second").Ask.ID
			_, err = w.Agree(ctx, w.Admin, because, w.Second.Officer, ask)
			wantError(t, err, lanna.Denied, "asked-oneself")
			_, err = w.Agree(ctx, w.Duty, because, w.Second.Officer, ask)
			wantError(t, err, lanna.Denied, "role")
			_, err = w.Agree(ctx, w.Admin2, because, w.Second.Officer, lanna.Digest{1})
			wantError(t, err, lanna.Conflict, "ask-over")
			_, err = w.Agree(ctx, w.Admin2, desktest.Rescue, w.Second.Officer, ask)
			wantError(t, err, lanna.Invalid, "reason-missing")
			_, err = w.Agree(ctx, w.Admin2, because, w.Second.Officer, ask)
			must(t, err)
			if now := w.Officer(t, "second"); len(now.Roles)+len(now.Compartments) != 1+len(r.Roles)+len(r.Compartments) || now.Ask != nil {
				t.Errorf("after the second agreed: %+v", now)
			}
			_, err = w.Agree(ctx, w.Admin2, because, w.Second.Officer, ask)
			wantError(t, err, lanna.Conflict, "ask-over")
		})
	}
}

func TestWhatWasAskedGoesAway(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	audits := desk.Rights{Roles: []lanna.RoleAt{{Role: lanna.Auditor}}}
	ask := func() lanna.Digest {
		_, err := w.Grant(ctx, w.Admin, because, w.Second.Officer, audits)
		must(t, err)
		return w.Officer(t, "second").Ask.ID
	}
	first := ask()
	_, err := w.Grant(ctx, w.Admin2, because, w.Second.Officer, audits)
	wantError(t, err, lanna.Conflict, "asked-already")
	must(t, w.Decline(ctx, w.Admin2, because, w.Second.Officer, first))
	_, err = w.Agree(ctx, w.Admin2, because, w.Second.Officer, first)
	wantError(t, err, lanna.Conflict, "ask-over")
	over := ask()
	w.Clock.Add(48 * time.Hour)
	_, err = w.Agree(ctx, w.Admin2, because, w.Second.Officer, over)
	wantError(t, err, lanna.Conflict, "ask-over")
	gone := ask()
	must(t, w.Disable(ctx, w.Admin2, because, w.Admin.Officer))
	_, err = w.Agree(ctx, w.Admin2, because, w.Second.Officer, gone)
	wantError(t, err, lanna.Conflict, "ask-over")
}

// The first administrator opens the second one's account alone, once: else one
// who bars all others could make colleagues up and agree with them.
func TestTheSecondAdministratorIsOpenedByTheFirstAloneOnce(t *testing.T) {
	w := desktest.New(t, desktest.Options{Alone: true})
	ctx := t.Context()
	account := func(login string, r lanna.Role) desk.Account {
		return desk.Account{Login: login, Name: "EXERCISE", Roles: []lanna.Role{r}}
	}
	made, err := w.AddOfficer(ctx, w.Admin, because, account("auditor", lanna.Auditor))
	must(t, err)
	if !made.Asked || w.Officer(t, "auditor").Has(lanna.Auditor) {
		t.Error("one administrator made an auditor")
	}
	made, err = w.AddOfficer(ctx, w.Admin, because, account("admin2", lanna.Administrator))
	must(t, err)
	if made.Asked || !w.Officer(t, "admin2").Has(lanna.Administrator) {
		t.Error("the second administrator waits for herself")
	}
	must(t, w.Disable(ctx, w.Admin, because, made.Officer))
	must(t, w.Revoke(ctx, w.Admin, because, made.Officer, desk.Rights{Roles: []lanna.RoleAt{{Role: lanna.Administrator}}}))
	made, err = w.AddOfficer(ctx, w.Admin, because, account("admin3", lanna.Administrator))
	must(t, err)
	if !made.Asked || w.Officer(t, "admin3").Has(lanna.Administrator) {
		t.Error("one administrator made a third")
	}
}

// An authenticator as an officer's telephone has it.
func authenticator(t testing.TB, w *desktest.World, who desk.Actor) (secret string) {
	t.Helper()
	a, err := w.NewAuthenticator(who)
	must(t, err)
	must(t, w.SetAuthenticator(t.Context(), who, desk.Proof{Password: desktest.Password}, a.Secret, codeAt(t, w, a.Secret, 0)))
	return a.Secret
}

func codeAt(t testing.TB, w *desktest.World, secret string, steps int) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, w.Clock.Now().Add(time.Duration(steps)*30*time.Second))
	must(t, err)
	return code
}

func TestAnAuthenticatorIsAskedFor(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	a, err := w.NewAuthenticator(w.Duty)
	must(t, err)
	wantError(t, w.SetAuthenticator(ctx, w.Duty, desk.Proof{Password: desktest.Password}, a.Secret, "000000"), lanna.Denied, "code-wrong")
	wantError(t, w.SetAuthenticator(ctx, w.Duty, desk.Proof{Password: "not the password"}, a.Secret, codeAt(t, w, a.Secret, 0)), lanna.Denied, "sign-in")
	secret := authenticator(t, w, w.Duty)
	for name, code := range map[string]string{"none": "", "used to set it up": codeAt(t, w, secret, 0), "two steps ahead": codeAt(t, w, secret, 2), "letters": "abcdef"} {
		if _, err := come(t, w, "duty", desktest.Password, code); lanna.CodeOf(err) != "sign-in" {
			t.Errorf("code %s: %v", name, err)
		}
	}
	w.Clock.Add(20 * time.Minute)
	for i, steps := range []int{-1, 0, 1} {
		code := codeAt(t, w, secret, steps)
		if _, err := come(t, w, "duty", desktest.Password, code[:3]+" "+code[3:]); err != nil {
			t.Errorf("step %d: %v", steps, err)
		}
		if _, err := come(t, w, "duty", desktest.Password, code); lanna.CodeOf(err) != "sign-in" {
			t.Errorf("the same code a second time, %d: %v", i, err)
		}
	}
	if _, err := come(t, w, "duty", desktest.Password, codeAt(t, w, secret, 0)); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("a code older than the newest that was used: %v", err)
	}
	if _, err := come(t, w, "second", desktest.Password, ""); err != nil {
		t.Errorf("an officer without one: %v", err)
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Socket: true}); err != nil {
		t.Errorf("over the control socket: %v", err)
	}
}

// Two browsers that send the same code at the same moment: one comes in.
func TestACodeIsGoodOnceAtTheSameMoment(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	secret := authenticator(t, w, w.Duty)
	w.Clock.Add(time.Minute)
	code := codeAt(t, w, secret, 0)
	in := make(chan error, 3)
	for range cap(in) {
		go func() {
			_, err := w.SignIn(t.Context(), desk.Proof{Login: "duty", Password: desktest.Password, Code: code, Remote: "192.0.2.1"})
			in <- err
		}()
	}
	came := 0
	for range cap(in) {
		if err := <-in; err == nil {
			came++
		} else if lanna.CodeOf(err) != "sign-in" {
			t.Error(err)
		}
	}
	if came != 1 {
		t.Errorf("%d came in", came)
	}
}

func TestAnAgencyRequiresASecondFactor(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	required := desk.Policy{SecondFactor: desk.FactorRequired}
	wantError(t, w.SetPolicy(ctx, w.Duty, because, required), lanna.Denied, "role")
	wantError(t, w.SetPolicy(ctx, w.Admin, desktest.Rescue, required), lanna.Invalid, "reason-missing")
	wantError(t, w.SetPolicy(ctx, w.Admin, because, desk.Policy{SecondFactor: "perhaps"}), lanna.Invalid, "policy-malformed")
	if p, err := w.Policy(ctx); err != nil || p.SecondFactor != desk.FactorOptional {
		t.Errorf("before anything was said: %v, %v", p, err)
	}
	must(t, w.SetPolicy(ctx, w.Admin, because, required))
	if who, err := come(t, w, "duty", desktest.Password, ""); err != nil || !who.Enrol {
		t.Errorf("an officer without one: %v, enrol %v", err, who.Enrol)
	}
	authenticator(t, w, w.Duty)
	w.Clock.Add(20 * time.Minute)
	if _, err := come(t, w, "duty", desktest.Password, ""); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("without the code: %v", err)
	}
	wantError(t, w.DropAuthenticator(ctx, w.Duty, desk.Proof{Password: desktest.Password}), lanna.Denied, "second-factor")
	must(t, w.SetPasskeys(ctx, w.Second, [][]byte{[]byte(`{}`)}))
	if _, err := come(t, w, "second", desktest.Password, ""); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("with a passkey alone, past it: %v", err)
	}
	must(t, w.SetPolicy(ctx, w.Admin, because, desk.Policy{SecondFactor: desk.FactorOptional}))
	if _, err := come(t, w, "second", desktest.Password, ""); err != nil {
		t.Errorf("where it is optional: %v", err)
	}
}

// A forgotten password takes one administrator, and the second factor stays; a
// lost second factor takes two.
func TestRecovery(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	secret := authenticator(t, w, w.Duty)
	made, err := w.Reset(ctx, w.Admin, because, w.Duty.Officer, false)
	must(t, err)
	w.Clock.Add(20 * time.Minute)
	if _, err := come(t, w, "duty", desktest.Password, codeAt(t, w, secret, 0)); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("the old password after a reset: %v", err)
	}
	must(t, w.Join(ctx, "duty", made.Code, "EXERCISE-fresh-one", "192.0.2.1"))
	if _, err := come(t, w, "duty", "EXERCISE-fresh-one", ""); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("after a reset without the code: %v", err)
	}
	if _, err := come(t, w, "duty", "EXERCISE-fresh-one", codeAt(t, w, secret, 0)); err != nil {
		t.Errorf("after a reset: %v", err)
	}

	made, err = w.Reset(ctx, w.Admin, because, w.Duty.Officer, true)
	must(t, err)
	if !made.Asked || made.Code != "" {
		t.Fatalf("one administrator got around the second factor: %+v", made)
	}
	ask := w.Officer(t, "duty").Ask.ID
	_, err = w.Agree(ctx, w.Admin, because, w.Duty.Officer, ask)
	wantError(t, err, lanna.Denied, "asked-oneself")
	made, err = w.Agree(ctx, w.Admin2, because, w.Duty.Officer, ask)
	must(t, err)
	must(t, w.Join(ctx, "duty", made.Code, "EXERCISE-fresh-two", "192.0.2.1"))
	if _, err := come(t, w, "duty", "EXERCISE-fresh-two", ""); err != nil {
		t.Errorf("after the recovery: %v", err)
	}

	must(t, w.SetPasskeys(ctx, w.Second, [][]byte{[]byte(`{}`)}))
	if made, err := w.Reset(ctx, w.Admin, because, w.Second.Officer, false); err != nil || !made.Asked || made.Code != "" {
		t.Errorf("a password got around a passkey: %+v, %v", made, err)
	}
}

func TestAnIdentityIsLinkedByTwoAndGrantsNothing(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	subject := desk.Subject("https://id.example", "7f3a")
	_, err := w.SignInSubject(ctx, subject, "192.0.2.1")
	wantError(t, err, lanna.Denied, "sign-in")
	wantError(t, w.Link(ctx, w.Admin, because, w.Duty.Officer, "7f3a"), lanna.Invalid, "subject-malformed")
	must(t, w.Link(ctx, w.Admin, because, w.Duty.Officer, subject))
	_, err = w.SignInSubject(ctx, subject, "192.0.2.1")
	wantError(t, err, lanna.Denied, "sign-in")
	_, err = w.Agree(ctx, w.Admin2, because, w.Duty.Officer, w.Officer(t, "duty").Ask.ID)
	must(t, err)
	who, err := w.SignInSubject(ctx, subject, "192.0.2.1")
	if err != nil || who.Officer != w.Duty.Officer || len(who.Roles) != len(w.Duty.Roles) {
		t.Errorf("linked: %+v, %v", who, err)
	}
	wantError(t, w.Link(ctx, w.Admin, because, w.Second.Officer, subject), lanna.Conflict, "subject-taken")
	must(t, w.Unlink(ctx, w.Admin, because, w.Duty.Officer))
	_, err = w.SignInSubject(ctx, subject, "192.0.2.1")
	wantError(t, err, lanna.Denied, "sign-in")
}

// An administrator ends an officer's sessions from afar, and open pages with
// them.
func TestSessionsEndFromAfar(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	start, _ := queue(t, w, w.Duty, desk.QueueQuery{})
	open, err := w.Events(t.Context(), w.Second, desktest.Rescue, start.Newest)
	must(t, err)
	other, err := w.Events(t.Context(), w.Duty, desktest.Rescue, start.Newest)
	must(t, err)
	must(t, w.EndSessions(t.Context(), w.Admin, because, w.Second.Officer))
	for range open {
		t.Error("an event after the sessions were ended")
	}
	if now := w.Officer(t, "second"); now.Sessions == w.Second.Sessions {
		t.Error("the sessions go on")
	}
	raise(t, w, lanna.LureRecord)
	if events, ok := <-other; !ok || len(events) == 0 {
		t.Error("a colleague's page hears no more")
	}
}

// Every act on an account is a statement that says who, what and why.
func TestEveryActOnAnAccountIsAStatement(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	before := len(leaves(t, w, lanna.Grant))
	id := w.Second.Officer
	r := desk.Rights{Compartments: []lanna.Compartment{lanna.Child}}
	lang := "my"
	_, err := w.Grant(ctx, w.Admin, because, id, r)
	must(t, err)
	must(t, w.Revoke(ctx, w.Admin, because, id, r))
	must(t, w.SetAccount(ctx, w.Admin, because, id, desk.AccountDetails{Lang: &lang}))
	must(t, w.EndSessions(ctx, w.Admin, because, id))
	must(t, w.Disable(ctx, w.Admin, because, id))
	must(t, w.Enable(ctx, w.Admin, because, id))
	_, err = w.Reset(ctx, w.Admin, because, id, false)
	must(t, err)
	must(t, w.SetPolicy(ctx, w.Admin, because, desk.Policy{SecondFactor: desk.FactorRequired}))
	var acts []string
	for _, st := range leaves(t, w, lanna.Grant)[before:] {
		acts = append(acts, st.Value(lanna.Act))
		if st.Value(lanna.Reason) != "EXERCISE" || st.Header.Officer != w.Admin.Officer {
			t.Errorf("%s: by %v, because %q", st.Value(lanna.Act), st.Header.Officer, st.Value(lanna.Reason))
		}
	}
	if got := strings.Join(acts, " "); got != "officer.grant officer.revoke officer.set officer.end officer.disable officer.enable officer.reset policy.set" {
		t.Errorf("the log says %s", got)
	}
	if now := w.Officer(t, "second"); now.Lang != "my" || len(now.Compartments) != 0 {
		t.Errorf("afterwards: %+v", now)
	}
}
