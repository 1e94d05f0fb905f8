package desk_test

import (
	"bytes"
	"testing"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
)

func TestADeviceKeyIsOneOfficersOnOneDevice(t *testing.T) {
	w := desktest.New(t, desktest.Options{})
	key := func(by desk.Actor, salt byte) []byte {
		k, err := w.DeviceKey(t.Context(), by, bytes.Repeat([]byte{salt}, 16))
		must(t, err)
		if len(k) != 32 {
			t.Fatalf("a key of %d bytes", len(k))
		}
		return k
	}
	mine := key(w.Duty, 1)
	if !bytes.Equal(mine, key(w.Duty, 1)) {
		t.Error("after signing in anew the officer has lost what waits on the device")
	}
	if bytes.Equal(mine, key(w.Second, 1)) || bytes.Equal(mine, key(w.Duty, 2)) {
		t.Error("another officer, or the same one after the device forgot, has the key")
	}
	_, err := w.DeviceKey(t.Context(), w.Duty, []byte("short"))
	wantError(t, err, lanna.Invalid, "salt-malformed")
}
