package web

import (
	"strconv"

	"lanna"
	"lanna/desk"
)

// A wakeLine is one try to wake somebody, as the alert's page tells it.
type wakeLine struct {
	At        lanna.Millis
	Words     string
	Confirmed string
}

func (v *visit) wakeLines(list []desk.Wakeup) []wakeLine {
	var out []wakeLine
	for _, w := range list {
		who := w.Name
		if w.Officer.IsZero() {
			who = v.lang.Text("wake.room")
		}
		line := wakeLine{At: w.Time, Words: v.lang.Text("wake.sent", "who", who, "via", v.lang.Text("wake.via."+w.Via))}
		switch {
		case w.State != desk.WakeSent && w.Via == "":
			line.Words = v.lang.Text("wake.no-way", "who", who)
		case w.State != desk.WakeSent:
			line.Words = v.lang.Text("wake.failed", "who", who, "via", v.lang.Text("wake.via."+w.Via), "code", v.lang.First("wake.code."+w.Code, "wake.code.other"))
		case w.Confirmed != 0:
			line.Confirmed = v.lang.Text("wake.confirmed", "who", w.By, "s", strconv.FormatInt(int64(w.Confirmed-w.Time)/1000, 10))
		default:
			line.Confirmed = v.lang.Text("wake.unconfirmed")
		}
		out = append(out, line)
	}
	return out
}

// A wayField is a pair of fields of the form, filled in or empty.
type wayField struct {
	desk.Way
	N      int
	Number string
}

// vias are the ways that an officer may choose from.
func (v *visit) vias() (out []navItem) {
	for _, via := range []string{desk.WakeEmail, desk.WakeWebhook} {
		out = append(out, navItem{Key: via, Name: v.lang.Text("wake.via." + via)})
	}
	return out
}

// waysShown is how many ways the form has room for.
const waysShown = 3

func wayFields(ways []desk.Way) []wayField {
	out := make([]wayField, max(waysShown, len(ways)))
	for i := range out {
		out[i].N, out[i].Number = i, strconv.Itoa(i+1)
		if i < len(ways) {
			out[i].Way = ways[i]
		}
	}
	return out
}

// setWays says how the officer is reached. A way without an address is left out.
func (s *Server) setWays(v *visit) error {
	if err := v.ParseForm(); err != nil {
		return &lanna.Error{Kind: lanna.Invalid, Code: "form-malformed"}
	}
	via, to := v.PostForm["via"], v.PostForm["to"]
	var ways []desk.Way
	for i := range min(len(via), len(to)) {
		if to[i] != "" {
			ways = append(ways, desk.Way{Via: via[i], To: to[i]})
		}
	}
	if err := s.desk.SetWays(v.Context(), v.actor, desk.Why{Purpose: lanna.Prevention}, v.actor.Officer, ways); err != nil {
		return err
	}
	return v.done("/account", "wake.saved")
}
