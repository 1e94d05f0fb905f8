package desk_test

import (
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

func TestTheFirstOfficerOpensTheOthersAccounts(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	if _, err := w.FirstOfficer(t.Context(), desk.Account{Login: "late", Name: "EXERCISE", Password: desktest.Password, Roles: []lanna.Role{lanna.Administrator}}); lanna.CodeOf(err) != "officers-exist" {
		t.Errorf("a second first officer: %v", err)
	}
	if _, err := w.AddOfficer(t.Context(), w.Duty, desktest.Rescue, desk.Account{Login: "friend", Name: "EXERCISE", Password: desktest.Password, Roles: []lanna.Role{lanna.Analyst}}); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("the duty officer opens an account: %v", err)
	}
	list, err := w.Officers(t.Context(), w.Admin, desktest.Rescue)
	if err != nil || len(list) != 12 {
		t.Errorf("the administrator sees %d officers: %v", len(list), err)
	}
}

func TestAccountsThatCannotBe(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	good := desk.Account{Login: "new.one", Name: "EXERCISE", Password: desktest.Password, Roles: []lanna.Role{lanna.Analyst}}
	for code, spoil := range map[string]func(*desk.Account){
		"login-malformed": func(a *desk.Account) { a.Login = "new one" },
		"login-taken":     func(a *desk.Account) { a.Login = " DUTY " },
		"name-missing":    func(a *desk.Account) { a.Name = " " },
		"password-length": func(a *desk.Account) { a.Password = "九个汉字不是够长" },
		"role-unknown":    func(a *desk.Account) { a.Roles = []lanna.Role{"king"} },
	} {
		a := good
		spoil(&a)
		if _, err := w.AddOfficer(t.Context(), w.Admin, desktest.Rescue, a); lanna.CodeOf(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if _, err := w.AddOfficer(t.Context(), w.Admin, desktest.Rescue, good); err != nil {
		t.Error(err)
	}
}

func TestAGrantHoldsAtOnce(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	a := desk.Account{Officer: w.Second.Officer, Name: "EXERCISE second", Roles: []lanna.Role{lanna.ShiftLeader}, Desk: "centre"}
	if err := w.SetAccount(ctx, w.Admin, desktest.Rescue, a); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("a grant without a reason: %v", err)
	}
	if err := w.SetAccount(ctx, w.Admin, desktest.Because("leads the night shift"), a); err != nil {
		t.Fatal(err)
	}
	now, err := w.Actor(ctx, w.Second.Officer)
	if err != nil || !now.Has(lanna.ShiftLeader) || now.Has(lanna.DutyOfficer) {
		t.Errorf("after the grant the second officer has %v: %v", now.Roles, err)
	}
	a.Disabled = true
	if err := w.SetAccount(ctx, w.Admin, desktest.Because("left the service"), a); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Actor(ctx, w.Second.Officer); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("a disabled officer acts: %v", err)
	}
	if _, err := w.SignIn(ctx, "second", desktest.Password, "127.0.0.1"); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("a disabled officer signs in: %v", err)
	}
	if err := w.SetAccount(ctx, w.Admin, desktest.Because("more rights"), desk.Account{Officer: w.Admin.Officer, Name: "EXERCISE", Roles: lanna.Roles}); lanna.CodeOf(err) != "own-account" {
		t.Errorf("the administrator grants herself a role: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	who, err := w.SignIn(ctx, " Duty", desktest.Password, "127.0.0.1")
	if err != nil || who.Officer != w.Duty.Officer || !who.Has(lanna.DutyOfficer) {
		t.Fatalf("the duty officer signs in as %v: %v", who.Login, err)
	}
	for _, try := range [][2]string{{"duty", "wrong password"}, {"nobody", desktest.Password}, {"", ""}, {"duty", ""}} {
		if _, err := w.SignIn(ctx, try[0], try[1], "127.0.0.1"); lanna.KindOf(err) != lanna.Denied || lanna.CodeOf(err) != "sign-in" {
			t.Errorf("%q: %v", try[0], err)
		}
	}
	if err := w.SetPassword(ctx, who, desktest.Password, "EXERCISE-another-one"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignIn(ctx, "duty", desktest.Password, "127.0.0.1"); err == nil {
		t.Error("the old password still opens")
	}
	if _, err := w.SignIn(ctx, "duty", "EXERCISE-another-one", "127.0.0.1"); err != nil {
		t.Error(err)
	}
	if err := w.SignOut(ctx, who); err != nil {
		t.Error(err)
	}
}

func TestGuessingIsHeldUpButTheOfficerIsNotLockedOut(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	for range 5 {
		if _, err := w.SignIn(ctx, "duty", "a guess, a guess", "192.0.2.7"); lanna.KindOf(err) != lanna.Denied {
			t.Fatalf("a guess: %v", err)
		}
	}
	if _, err := w.SignIn(ctx, "duty", desktest.Password, "192.0.2.7"); lanna.CodeOf(err) != "too-many-tries" {
		t.Errorf("the sixth try from the same address: %v", err)
	}
	for range 5 {
		w.SignIn(ctx, "nobody", "a guess, a guess", "192.0.2.7")
	}
	if _, err := w.SignIn(ctx, "nobody", "a guess, a guess", "192.0.2.7"); lanna.CodeOf(err) != "too-many-tries" {
		t.Errorf("a login that does not exist answers otherwise: %v", err)
	}
	if _, err := w.SignIn(ctx, "duty", desktest.Password, "127.0.0.1"); err != nil {
		t.Errorf("the officer's own device: %v", err)
	}
	w.Clock.Add(15 * time.Minute)
	if _, err := w.SignIn(ctx, "duty", desktest.Password, "192.0.2.7"); err != nil {
		t.Errorf("after a quarter of an hour: %v", err)
	}
	w.Clock.Add(-10 * time.Minute)
	if _, err := w.SignIn(ctx, "duty", desktest.Password, "192.0.2.7"); err != nil {
		t.Errorf("after the clock was set back: %v", err)
	}
}

func TestEverySignInIsOnTheLog(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	before := sessions(t, w)
	w.SignIn(ctx, "duty", desktest.Password, "192.0.2.7")
	w.SignIn(ctx, "duty", "wrong", "192.0.2.7")
	w.SignIn(ctx, "nobody", "wrong", "192.0.2.7")
	w.SignOut(ctx, w.Duty)
	got := sessions(t, w)[len(before):]
	want := []session{
		{w.Duty.Officer, "officer.sign-in", "ok"},
		{w.Duty.Officer, "officer.sign-in", "sign-in"},
		{lanna.OfficerID{}, "officer.sign-in", "sign-in"},
		{w.Duty.Officer, "officer.sign-out", "ok"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d entries, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("entry %d: %v, want %v", i, got[i], want[i])
		}
	}
}

func TestPasskeysAreTheOfficersOwn(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	if err := w.SetPasskeys(ctx, w.Duty, [][]byte{[]byte("one"), []byte("two")}); err != nil {
		t.Fatal(err)
	}
	list, err := w.Passkeys(ctx, w.Duty.Officer)
	if err != nil || len(list) != 2 || string(list[1]) != "two" {
		t.Errorf("the duty officer's passkeys: %q, %v", list, err)
	}
	if list, err := w.Passkeys(ctx, w.Second.Officer); err != nil || len(list) != 0 {
		t.Errorf("the second officer's passkeys: %q, %v", list, err)
	}
	if _, err := w.SignInPasskey(ctx, lanna.NewRecordID(), "127.0.0.1"); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("an unknown officer: %v", err)
	}
}

func BenchmarkPassword(b *testing.B) {
	w := desktest.New(b, desktest.Options{Config: func(c *desk.Config) { c.Password = desk.DefaultPasswordCost }})
	for _, login := range []string{"duty", "nobody"} {
		b.Run(login, func(b *testing.B) {
			for b.Loop() {
				w.SignIn(b.Context(), login, desktest.Password+login, "")
				w.Clock.Add(15 * time.Minute)
			}
		})
	}
}
