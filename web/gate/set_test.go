package gate

import (
	"reflect"
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
	if have, want := len(Names()), reflect.TypeFor[Limits]().NumField(); have != want {
		t.Errorf("%d of %d limits can be set", have, want)
	}
}
