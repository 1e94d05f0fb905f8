package desk_test

import (
	"fmt"
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
	if _, err := w.AddOfficer(t.Context(), w.Duty, desktest.Because("EXERCISE"), desk.Account{Login: "friend", Name: "EXERCISE", Roles: []lanna.Role{lanna.Analyst}}); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("the duty officer opens an account: %v", err)
	}
	list, err := w.Officers(t.Context(), w.Admin, desktest.Rescue)
	if err != nil || len(list) != 13 {
		t.Errorf("the administrator sees %d officers: %v", len(list), err)
	}
}

func TestAccountsThatCannotBe(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	good := desk.Account{Login: "new.one", Name: "EXERCISE", Roles: []lanna.Role{lanna.Analyst}}
	for code, spoil := range map[string]func(*desk.Account){
		"login-malformed":     func(a *desk.Account) { a.Login = "new one" },
		"login-taken":         func(a *desk.Account) { a.Login = " DUTY " },
		"name-missing":        func(a *desk.Account) { a.Name = " " },
		"role-unknown":        func(a *desk.Account) { a.Roles = []lanna.Role{"king"} },
		"compartment-unknown": func(a *desk.Account) { a.Compartments = []lanna.Compartment{"all"} },
	} {
		a := good
		spoil(&a)
		if _, err := w.AddOfficer(t.Context(), w.Admin, desktest.Because("EXERCISE"), a); lanna.CodeOf(err) != code {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	if _, err := w.AddOfficer(t.Context(), w.Admin, desktest.Rescue, good); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("without a reason: %v", err)
	}
	made, err := w.AddOfficer(t.Context(), w.Admin, desktest.Because("EXERCISE"), good)
	must(t, err)
	if err := w.Join(t.Context(), "new.one", made.Code, "九个汉字不是够长", ""); lanna.CodeOf(err) != "password-length" {
		t.Errorf("a short password: %v", err)
	}
	for _, guessed := range []string{"password12", "1234567890", "qwertyuiop", "new.one-2026", "lanna-centre", "P@ssw0rd123", "aaaaaaaaaaaaaaaa", "Chiangmai2026"} {
		if err := w.Join(t.Context(), "new.one", made.Code, guessed, ""); lanna.CodeOf(err) != "password-guessed" {
			t.Errorf("%s: %v", guessed, err)
		}
	}
	must(t, w.Join(t.Context(), "new.one", made.Code, "灯塔 雨伞 铁轨 EXERCISE", ""))
}

func TestAGrantHoldsAtOnce(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	leads := desk.Rights{Roles: []lanna.RoleAt{{Role: lanna.ShiftLeader, Desk: "centre"}}}
	if _, err := w.Grant(ctx, w.Admin, desktest.Rescue, w.Second.Officer, leads); lanna.CodeOf(err) != "reason-missing" {
		t.Errorf("a grant without a reason: %v", err)
	}
	asked, err := w.Grant(ctx, w.Admin, desktest.Because("leads the night shift"), w.Second.Officer, leads)
	if err != nil || asked {
		t.Fatalf("asked %v, %v", asked, err)
	}
	if now := w.Officer(t, "second"); !now.Has(lanna.ShiftLeader) || !now.Has(lanna.DutyOfficer) {
		t.Errorf("after the grant the second officer has %v", now.Roles)
	}
	if _, err := w.Grant(ctx, w.Admin, desktest.Because("again"), w.Second.Officer, leads); lanna.CodeOf(err) != "granted-already" {
		t.Errorf("the same again: %v", err)
	}
	must(t, w.Revoke(ctx, w.Admin, desktest.Because("the night is over"), w.Second.Officer, leads))
	if now := w.Officer(t, "second"); now.Has(lanna.ShiftLeader) || !now.Has(lanna.DutyOfficer) {
		t.Errorf("after the revocation the second officer has %v", now.Roles)
	}
	must(t, w.Disable(ctx, w.Admin, desktest.Because("left the service"), w.Second.Officer))
	if _, err := w.Actor(ctx, w.Second.Officer); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("a disabled officer acts: %v", err)
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "second", Password: desktest.Password, Remote: "127.0.0.1"}); lanna.CodeOf(err) != "sign-in" {
		t.Errorf("a disabled officer signs in: %v", err)
	}
	if _, err := w.Grant(ctx, w.Admin, desktest.Because("more rights"), w.Admin.Officer, leads); lanna.CodeOf(err) != "own-account" {
		t.Errorf("the administrator grants herself a role: %v", err)
	}
}

func TestSignIn(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	who, err := w.SignIn(ctx, desk.Proof{Login: " Duty", Password: desktest.Password, Remote: "127.0.0.1"})
	if err != nil || who.Officer != w.Duty.Officer || !who.Has(lanna.DutyOfficer) {
		t.Fatalf("the duty officer signs in as %v: %v", who.Login, err)
	}
	for _, try := range [][2]string{{"duty", "wrong password"}, {"nobody", desktest.Password}, {"", ""}, {"duty", ""}} {
		if _, err := w.SignIn(ctx, desk.Proof{Login: try[0], Password: try[1], Remote: "127.0.0.1"}); lanna.KindOf(err) != lanna.Denied || lanna.CodeOf(err) != "sign-in" {
			t.Errorf("%q: %v", try[0], err)
		}
	}
	if err := w.SetPassword(ctx, who, desk.Proof{Password: desktest.Password}, "EXERCISE-another-one"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Remote: "127.0.0.1"}); err == nil {
		t.Error("the old password still opens")
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: "EXERCISE-another-one", Remote: "127.0.0.1"}); err != nil {
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
		if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: "a guess, a guess", Remote: "192.0.2.7"}); lanna.KindOf(err) != lanna.Denied {
			t.Fatalf("a guess: %v", err)
		}
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Remote: "192.0.2.7"}); lanna.CodeOf(err) != "too-many-tries" {
		t.Errorf("the sixth try from the same address: %v", err)
	}
	for range 5 {
		w.SignIn(ctx, desk.Proof{Login: "nobody", Password: "a guess, a guess", Remote: "192.0.2.7"})
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "nobody", Password: "a guess, a guess", Remote: "192.0.2.7"}); lanna.CodeOf(err) != "too-many-tries" {
		t.Errorf("a login that does not exist answers otherwise: %v", err)
	}
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Remote: "127.0.0.1"}); err != nil {
		t.Errorf("the officer's own device: %v", err)
	}
	w.Clock.Add(15 * time.Minute)
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Remote: "192.0.2.7"}); err != nil {
		t.Errorf("after a quarter of an hour: %v", err)
	}
	w.Clock.Add(-10 * time.Minute)
	if _, err := w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Remote: "192.0.2.7"}); err != nil {
		t.Errorf("after the clock was set back: %v", err)
	}
}

// The waits grow, and are the same for a login that nobody has; to an officer
// whose device came in before, guesses from elsewhere cost nothing.
func TestWaitsGrow(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	try := func(login, remote string) error {
		_, err := w.SignIn(ctx, desk.Proof{Login: login, Password: "a guess, a guess", Remote: remote})
		return err
	}
	for _, login := range []string{"duty", "nobody"} {
		var waits []time.Duration
		for range 11 {
			for try(login, "192.0.2.7") == nil || desk.WaitOf(try(login, "192.0.2.7")) == 0 {
			}
			wait := desk.WaitOf(try(login, "192.0.2.7"))
			waits = append(waits, wait)
			w.Clock.Add(wait)
		}
		want := []time.Duration{15, 30, 60, 120, 240, 480, 900, 900, 900, 900, 900}
		for i := range want {
			if waits[i] != want[i]*time.Second {
				t.Errorf("%s: wait %d is %s", login, i, waits[i])
			}
		}
		w.Clock.Add(time.Hour)
	}
	_, err := come(t, w, "duty", desktest.Password, "")
	must(t, err)
	for i := range 150 {
		try("duty", fmt.Sprintf("198.51.100.%d", i))
	}
	if err := try("duty", "203.0.113.9"); lanna.CodeOf(err) != "too-many-tries" {
		t.Errorf("a new device of a login that is being guessed: %v", err)
	}
	if _, err := come(t, w, "duty", desktest.Password, ""); err != nil {
		t.Errorf("the officer's own device: %v", err)
	}
	for i := range 40 {
		try(fmt.Sprintf("name-%d", i), "203.0.113.10")
	}
	if err := try("fresh", "203.0.113.10"); lanna.CodeOf(err) != "too-many-tries" {
		t.Errorf("an address that guessed at many logins: %v", err)
	}
}

// Hashes that take long use up what strangers may spend; the officer's own
// device, and who works at the machine itself, come in all the same, and after a while strangers do again.
func TestStrangersLeaveTheMachineToOthers(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	slow := &slowClock{Clock: w.Clock}
	w.Config.Clock = slow
	w.Restart(t)
	_, err := come(t, w, "duty", desktest.Password, "")
	must(t, err)
	slow.step = 500 * time.Millisecond
	came := 0
	for i := range 200 {
		if _, err := w.SignIn(t.Context(), desk.Proof{Login: fmt.Sprint("name", i), Password: "a guess, a guess", Remote: fmt.Sprint("198.51.100.", i)}); i >= 100 && lanna.CodeOf(err) == "sign-in" {
			came++
		}
	}
	if came == 0 || came > 30 {
		t.Errorf("%d of the last 100 guesses cost a hash", came)
	}
	if _, err := come(t, w, "duty", desktest.Password, ""); err != nil {
		t.Errorf("the officer's own device: %v", err)
	}
	if _, err := w.SignIn(t.Context(), desk.Proof{Login: "second", Password: desktest.Password, Socket: true}); err != nil {
		t.Errorf("over the control socket: %v", err)
	}
	slow.step = 0
	w.Clock.Add(time.Minute)
	if _, err := w.SignIn(t.Context(), desk.Proof{Login: "second", Password: desktest.Password, Remote: "203.0.113.1"}); err != nil {
		t.Errorf("a minute later: %v", err)
	}
}

// A slowClock moves on each time that it is looked at.
type slowClock struct {
	*desktest.Clock
	step time.Duration
}

func (c *slowClock) Now() time.Time {
	c.Add(c.step)
	return c.Clock.Now()
}

func TestEverySignInIsOnTheLog(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	ctx := t.Context()
	before := sessions(t, w)
	w.SignIn(ctx, desk.Proof{Login: "duty", Password: desktest.Password, Remote: "192.0.2.7"})
	w.SignIn(ctx, desk.Proof{Login: "duty", Password: "wrong", Remote: "192.0.2.7"})
	w.SignIn(ctx, desk.Proof{Login: "nobody", Password: "wrong", Remote: "192.0.2.7"})
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
				w.SignIn(b.Context(), desk.Proof{Login: login, Password: desktest.Password + login})
				w.Clock.Add(15 * time.Minute)
			}
		})
	}
}
