package desk_test

import (
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/store"
)

// newShared is a desk whose processes remember together.
func newShared(t *testing.T) (*desktest.World, *desktest.Memory) {
	t.Helper()
	var memory *desktest.Memory
	w := desktest.New(t, desktest.Options{Config: desktest.Remembering(&memory)})
	return w, memory
}

// TestGuessesKeepNoDeviceKnown has a stranger guess again and again at an address
// from which the officer once came in: after 30 days it is known no longer, so the
// guesses there count against the address. The officer's coming in begins anew.
func TestGuessesKeepNoDeviceKnown(t *testing.T) {
	w, _ := newShared(t)
	const remote, day = "192.0.2.7", 24 * time.Hour
	try := func(login, password string) string {
		_, err := w.SignIn(t.Context(), desk.Proof{Login: login, Password: password, Remote: remote})
		if err == nil {
			return ""
		}
		return lanna.CodeOf(err)
	}
	guess := func(n int) { // at others, until the address is held
		t.Helper()
		for i := range n {
			if code := try("nobody "+string(rune('a'+i)), "a guess, a guess"); code != "sign-in" {
				t.Fatalf("guess %d: %s", i, code)
			}
			w.Clock.Add(10 * time.Second)
		}
	}
	if code := try("duty", desktest.Password); code != "" {
		t.Fatal(code)
	}
	for range 2 {
		w.Clock.Add(14 * day)
		if code := try("duty", "a guess, a guess"); code != "sign-in" {
			t.Fatal(code)
		}
	}
	w.Clock.Add(day)
	guess(30)
	if code := try("duty", desktest.Password); code != "" {
		t.Errorf("on day 29 the officer's own device: %s", code)
	}
	for range 4 {
		w.Clock.Add(10 * day)
		if code := try("duty", "a guess, a guess"); code != "sign-in" {
			t.Fatal(code)
		}
	}
	guess(29) // and the one above
	if code := try("duty", desktest.Password); code != "too-many-tries" {
		t.Errorf("40 days after the officer last came in: %q", code)
	}
}

// failsAtTheSecond counts changes and has the second fail: the first reserves a
// try, the second gives it back.
func failsAtTheSecond(memory *desktest.Memory, changes *int) {
	memory.Fails(func(act, _ string) error {
		if act == "change" {
			*changes++
		}
		if act == "change" && *changes == 2 {
			return store.ErrAway
		}
		return nil
	})
}

// TestWhoCameInIsIn has the memory fail once the proof was found to hold: its code
// is used up and the log says that the officer came in.
func TestWhoCameInIsIn(t *testing.T) {
	w, memory := newShared(t)
	changes := 0
	failsAtTheSecond(memory, &changes)
	proof := desk.Proof{Login: "duty", Password: desktest.Password, Remote: "192.0.2.7"}
	if _, err := w.SignIn(t.Context(), proof); err != nil || changes != 2 {
		t.Errorf("signed in: %v, %d changes", err, changes)
	}
	changes = 1 // fails as the try is reserved
	if _, err := w.SignIn(t.Context(), proof); lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("without a count of tries: %v", err)
	}
}

// TestAPasswordThatWasChosenStands has the memory fail once a code was used up.
func TestAPasswordThatWasChosenStands(t *testing.T) {
	w, memory := newShared(t)
	duty, _ := w.OfficerByLogin(t.Context(), "duty")
	made, err := w.Reset(t.Context(), w.Admin, desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}, duty, false)
	if err != nil {
		t.Fatal(err)
	}
	changes := 0
	failsAtTheSecond(memory, &changes)
	const fresh = "EXERCISE another word"
	if err := w.Join(t.Context(), "duty", made.Code, fresh, "192.0.2.7"); err != nil || changes != 2 {
		t.Errorf("joined: %v, %d changes", err, changes)
	}
	if _, err := w.SignIn(t.Context(), desk.Proof{Login: "duty", Password: fresh, Remote: "192.0.2.7"}); err != nil {
		t.Errorf("the new password: %v", err)
	}
}
