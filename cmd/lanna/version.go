package main

import (
	"fmt"
	"runtime"
)

type versionCmd struct{}

func (versionCmd) examples() string { return "lanna version" }

// Run prints which program this is.
func (versionCmd) Run(p *program) error {
	if p.json {
		return p.emit(map[string]string{"program": version, "go": runtime.Version(), "system": runtime.GOOS + "/" + runtime.GOARCH})
	}
	_, err := fmt.Fprintf(p.out, "lanna %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
