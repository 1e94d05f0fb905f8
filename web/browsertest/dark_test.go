package browsertest

import (
	"os"
	"testing"

	"lanna/desk"
)

// TestLookAtTheNightShift takes pictures of pages in the dark theme, for a
// person's eyes: what axe finds no fault with can be ugly.
func TestLookAtTheNightShift(t *testing.T) {
	if os.Getenv("LANNA_SHOTS") == "" {
		t.Skip("LANNA_SHOTS names a folder for pictures")
	}
	s := newSite(t)
	release := s.released(t)
	ids := s.raiseAll(t)
	s.filled(t)
	picture, err := s.node.Desk.Capture(t.Context(), s.staff["duty"], why, desk.Intake{Channel: "picture", FileName: "EXERCISE.png", Data: []byte("\x89PNG\r\n\x1a\nEXERCISE"), Key: "dark"})
	must(t, err)
	for _, p := range []place{
		{"queue", "/queue", "duty"}, {"alert", "/alerts/" + ids[0].String(), "duty"}, {"record", "/records/" + ids[0].String(), "duty"},
		{"capture", "/capture/" + picture.String(), "duty"}, {"intake", "/capture", "duty"}, {"release", release, "national"}, {"audit", "/audit", "auditor"},
		{"admin", "/admin", "admin"}, {"rota", "/rota?desk=centre", "leader"}, {"search", "/search?q=%E9%93%B6%E9%B9%AD", "duty"}, {"officers", "/officers", "admin"}, {"help", "/help", "duty"},
		{"print", "/records/" + ids[0].String() + "/print", "national"}, {"requests", "/requests", "national"},
	} {
		b := s.open(t, p.login, "en", 1440)
		b.cookie("lanna_theme", "dark")
		for _, width := range []int64{1440, 390} {
			b.turn("en", width)
			b.visit(p.path)
			b.shoot("dark-"+p.name, "en", width)
		}
	}
}
