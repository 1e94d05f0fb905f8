package extract

import "testing"

// An account whose service stands behind it in brackets, joined before it or in its
// address, words within its name or not.
func TestServiceBesideAnAccount(t *testing.T) {
	for text, want := range map[string]string{
		"联系night_kk6329（飞机)":                  "telegram:night_kk6329",
		"线索发到exercise_kk6329（微信）":             "wechat:exercise_kk6329",
		"Contact night_desk7 (Telegram) only": "telegram:night_desk7",
		"WhatsApp/WeChat: night_kk6329":       "wechat:night_kk6329",
		"加VX号night_kk6329":                    "wechat:night_kk6329",
		"私信twitter.com/night_kk6329":          "x:night_kk6329",
	} {
		in := ForIntake("", "", Propose(FromText("EXERCISE\n悬赏10万找李建国,"+text)))
		if len(in.Notices) != 1 || len(in.Notices[0].Handles) != 1 {
			t.Fatalf("%q: %+v", text, in.Notices)
		}
		if h := in.Notices[0].Handles[0]; h.Service+":"+h.Value != want {
			t.Errorf("%q: %s:%s", text, h.Service, h.Value)
		}
	}
}

// Programs break a long name behind a sign in it.
func TestNameGoesOnInTheNextLine(t *testing.T) {
	for _, c := range []struct {
		a, b string
		on   bool
	}{
		{"Line ID exercise-", "hr5128", true},
		{"发我Vx：exercise_", "hr2625，马上到", true},
		{"加我--", "hr2625", false},
		{"60万 -", "hr2625", false},
		{"Line ID exercise-", "，马上到", false},
		{"Line ID exercise", "hr5128", false},
	} {
		if nameGoesOn(c.a, c.b) != c.on {
			t.Errorf("%q and %q: %v", c.a, c.b, !c.on)
		}
	}
}
