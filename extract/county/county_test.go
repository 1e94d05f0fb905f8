package county

import "testing"

func TestOldCodesKeepTheirNames(t *testing.T) {
	for _, c := range []struct {
		code, full string
		retired    bool
	}{
		{"350582", "福建省泉州市晋江市", false},
		{"350522", "福建省泉州市晋江县", true},
		{"110103", "北京市崇文区", true},
	} {
		got, ok := Lookup(c.code)
		if !ok || got.Full() != c.full || got.Retired != c.retired {
			t.Errorf("%s: %q retired=%v found=%v", c.code, got.Full(), got.Retired, ok)
		}
	}
	if _, ok := Lookup("990101"); ok {
		t.Error("99 is no province")
	}
	if got, _ := Lookup("350522"); len(got.Now) != 1 || got.Now[0] != "350582" {
		t.Errorf("晋江县 became %v", got.Now)
	}
}
