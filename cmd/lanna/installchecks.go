package main

import (
	"os"
	"os/exec"
	"strings"
	"time"

	"lanna/health"
	"lanna/install"
)

// checkService says whether systemd starts the node, and as what.
func checkService(p *program, _ string) finding {
	if !exists(install.UnitFile) {
		return note("lanna install --help", "no service: the node runs as long as somebody serves it")
	}
	if _, err := exec.LookPath("systemctl"); err != nil {
		return note("", "%s is there, and this machine has no systemd", install.UnitFile)
	}
	unit, err := os.ReadFile(install.UnitFile)
	if err != nil {
		return lacks("lanna install --help", "%v", err)
	}
	for _, must := range []string{"NoNewPrivileges=yes", "ProtectSystem=strict"} {
		if !strings.Contains(string(unit), must) {
			return lacks("lanna install --help", "the unit does not say %s", must)
		}
	}
	state, _ := output(p.ctx, "systemctl", "is-active", "lanna") // it fails where the answer is no
	switch state = strings.TrimSpace(state); state {
	case "active":
	case "":
		return lacks("systemctl status lanna", "systemd does not say whether the service runs")
	default:
		return lacks("systemctl enable --now lanna", "the service is %s", state)
	}
	return ok("the service is active")
}

// checkCertificate says whether browsers will still believe the pages.
func checkCertificate(p *program, _ string) finding {
	if !exists(install.CertFile) {
		return note("lanna install --help", "no certificate of its own; a proxy in front must have one")
	}
	cert, err := os.ReadFile(install.CertFile)
	if err != nil {
		return lacks("lanna install --help", "%v", err)
	}
	until, err := install.Until(cert)
	switch left := until.Sub(p.now()); {
	case err != nil:
		return lacks("lanna install --help", "%s: %v", install.CertFile, err)
	case left <= 0:
		return lacks("lanna install --host NAME; systemctl restart lanna", "the certificate ended on %s", until.Format(time.DateOnly))
	case health.Certificate(until, p.now()).State != health.OK:
		return note("lanna install --host NAME; systemctl restart lanna", "the certificate ends on %s", until.Format(time.DateOnly))
	}
	if info, err := os.Stat(install.KeyFile); err == nil && info.Mode().Perm()&0o077 != 0 {
		return lacks("chmod 600 "+install.KeyFile, "the certificate's key can be read by others")
	}
	return ok("the certificate is good until %s", until.Format(time.DateOnly))
}
