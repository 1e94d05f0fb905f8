package web

import (
	"lanna"
	"lanna/desk"
)

// A pushRow is a browser on which the officer is woken.
type pushRow struct {
	Name, Device string
	Since        lanna.Millis
}

// pushPart fills in on which browsers the officer is woken, and with what key one
// more may be subscribed.
func (v *visit) pushPart(p *accountPage) error {
	key, err := v.s.desk.PushKey(v.Context())
	if err != nil && lanna.CodeOf(err) != "wake-not-set-up" {
		return err
	}
	p.PushKey = key
	list, err := v.s.desk.Pushes(v.Context(), v.actor)
	for i := range list {
		p.Pushes = append(p.Pushes, pushRow{list[i].Name(), list[i].Device, list[i].Since})
	}
	return err
}

// addPush has the officer woken on the browser that sends the form. It is marked,
// so that signing out leaves the worker in it, without which nothing is shown.
func (s *Server) addPush(v *visit) error {
	p := desk.Push{Endpoint: v.text("endpoint"), Key: v.text("p256dh"), Auth: v.text("auth"), Device: deviceWords(v.UserAgent())}
	if err := s.desk.AddPush(v.Context(), v.actor, p); err != nil {
		return err
	}
	s.setting(v.w, pushCookie, "1")
	return v.done("/account", "push.done")
}

// dropPush has the officer woken there no more. The mark of this browser goes,
// unless it wakes another officer too.
func (s *Server) dropPush(v *visit) error {
	others, err := s.desk.DropPush(v.Context(), v.actor, v.text("name"))
	if err != nil {
		return err
	}
	if v.text("here") != "" && !others {
		s.dropSetting(v.w, pushCookie)
	}
	return v.done("/account", "push.dropped")
}
