package main

import (
	"strings"

	"lanna/web"
)

func checkPages(*program, string) finding {
	assets, err := web.LoadAssets()
	if err != nil {
		return lacks("make build", "%v", err)
	}
	if missing := assets.Missing(); len(missing) > 0 {
		return lacks("make build", "pages work, but without scripts and web fonts: not built are %s", strings.Join(missing, ", "))
	}
	return ok("scripts and fonts of the pages are built in")
}
