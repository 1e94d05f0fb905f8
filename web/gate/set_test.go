package gate

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestLimitsAreSetByName(t *testing.T) {
	l := Usual
	for name, value := range map[string]string{"connections": "9000", "line": "3s", "rate": "0.5", "body": "1000000"} {
		must(t, l.Set(name, value))
	}
	if l.Connections != 9000 || l.Line != 3*time.Second || l.Rate != 0.5 || l.Body != 1_000_000 || l.Working != Usual.Working {
		t.Errorf("%+v", l)
	}
	for name, value := range map[string]string{"working": "0", "streams": "-1", "grace": "soon", "line": "-1s", "rate": "NaN", "burst": "1e9", "doors": "3"} {
		if l.Set(name, value) == nil {
			t.Errorf("%s=%s is a limit", name, value)
		}
	}
}

// Each name sets a field of its own, and each field has a name.
func TestEachLimitHasAName(t *testing.T) {
	nameOf := map[string]string{}
	for _, name := range Names() {
		l := Limits{}
		if l.Set(name, "7") != nil {
			must(t, l.Set(name, "7s"))
		}
		v := reflect.ValueOf(l)
		for i := range v.NumField() {
			field := v.Type().Field(i).Name
			if v.Field(i).IsZero() {
				continue
			}
			if before := nameOf[field]; before != "" {
				t.Errorf("%s and %s both set %s", before, name, field)
			}
			if want := strings.ReplaceAll(name, "-", ""); !strings.EqualFold(field, want) {
				t.Errorf("%s sets %s", name, field)
			}
			nameOf[field] = name
		}
	}
	for i, all := 0, reflect.TypeFor[Limits](); i < all.NumField(); i++ {
		if field := all.Field(i).Name; nameOf[field] == "" {
			t.Errorf("no name sets %s", field)
		}
	}
}
