package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"

	"lanna/install"
)

type installCmd struct {
	folderFlags
	Hosts   []string `name:"host" required:"" placeholder:"NAME,..." help:"Names and addresses by which browsers reach the node; the first is its own."`
	Listen  string   `name:"listen" default:":443" placeholder:"ADDRESS" help:"Where pages are served (${default})."`
	Cert    string   `name:"cert" type:"existingfile" placeholder:"FILE" help:"Certificate of somebody else's authority, PEM; without it an own authority for a closed network is made."`
	Key     string   `name:"key" type:"existingfile" placeholder:"FILE" help:"Key of --cert, PEM."`
	Plain   bool     `name:"no-tls" help:"No TLS here: a proxy on this machine does it. Pages are then served to this machine alone."`
	Set     []string `name:"set" placeholder:"NAME=VALUE,..." help:"More lines for the environment file, as in LANNA_RELAY=https://relay.example:8443."`
	User    string   `name:"user" default:"lanna" placeholder:"NAME" help:"System user of the service; it is made if it is not there (${default})."`
	Below   string   `name:"below" type:"path" default:"/" placeholder:"FOLDER" help:"Write below this folder and touch nothing else, to look at the files or to pack them (${default})."`
	Program string   `name:"program" type:"path" placeholder:"FILE" help:"The program that the service starts; this one, if not given."`
}

func (installCmd) examples() string {
	return `lanna install --host lanna.police.example --data /var/lib/lanna
lanna install --host 10.0.8.2 --data /var/lib/lanna                      closed network: own authority, its root to hand out
lanna install --host lanna.example --cert cert.pem --key key.pem         certificate of another authority
lanna install --host lanna.example --below /tmp/look --passphrase-file f look first, change nothing`
}

// Run writes the unit, its environment, the passphrase as a credential and the
// certificates. Files that are as they should be are left alone.
func (c installCmd) Run(p *program) error {
	plan, err := c.plan(p)
	if err != nil {
		return err
	}
	files, err := plan.Write()
	switch {
	case errors.Is(err, install.ErrSafe):
		return failf(misused, "lanna install --help", "%w", err)
	case err != nil:
		return failf(failed, "lanna doctor", "%w", err)
	}
	if c.here() {
		if err := c.settle(p.ctx); err != nil {
			return err
		}
	}
	return c.tell(p, plan, files)
}

// here says that this machine itself is changed, not a folder to look at.
func (c installCmd) here() bool { return c.Below == "/" }

func (c installCmd) plan(p *program) (install.Plan, error) {
	plan := install.Plan{Below: c.Below, Data: c.Data, Program: c.Program, User: c.User, Listen: c.Listen, Hosts: c.Hosts, Plain: c.Plain, Extra: c.Set, Now: p.now()}
	if c.here() && os.Geteuid() != 0 {
		return plan, failf(denied, "the same command as root, or with --below FOLDER to look first", "only root may install a service")
	}
	if c.here() && !exists(filepath.Join(c.Data, "node.db")) {
		return plan, failf(notFound, "lanna node init --data "+c.Data, "there is no node in %s", c.Data)
	}
	if plan.Program == "" {
		own, err := os.Executable()
		if err != nil {
			return plan, err
		}
		plan.Program = own
	}
	if c.Plain && c.Listen == ":443" {
		plan.Listen = "127.0.0.1:8080"
	}
	if err := c.given(&plan); err != nil {
		return plan, err
	}
	return plan, c.passphrase(p, &plan)
}

func (c installCmd) given(plan *install.Plan) error {
	if (c.Cert == "") != (c.Key == "") {
		return failf(misused, "lanna install --help", "--cert and --key go together")
	}
	if c.Cert == "" {
		return nil
	}
	cert, err := os.ReadFile(c.Cert)
	key, err2 := os.ReadFile(c.Key)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	plan.Given = &install.Pair{Cert: cert, Key: key}
	return nil
}

// passphrase reads the node's passphrase and has systemd seal it to this
// machine. One that was sealed before is kept unless another is given.
func (c installCmd) passphrase(p *program, plan *install.Plan) error {
	plan.Sealed = c.here() && sealer() != ""
	if c.PassphraseFile == "" && exists(filepath.Join(c.Below, install.CredentialFile)) {
		return nil
	}
	secret, err := c.read(p, false)
	if err != nil {
		return err
	}
	plan.Passphrase = secret
	if plan.Sealed {
		plan.Passphrase, err = seal(p.ctx, secret)
	}
	return err
}

// sealer is the program that encrypts a credential to this machine, from
// systemd 250 on; without it the file is readable by root alone, as it is.
func sealer() string {
	path, _ := exec.LookPath("systemd-creds") // not there: there is none
	return path
}

func seal(ctx context.Context, secret []byte) ([]byte, error) {
	cmd := exec.CommandContext(ctx, sealer(), "encrypt", "--name=lanna-passphrase", "-", "-")
	cmd.Stdin = bytes.NewReader(secret)
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	sealed, err := cmd.Output()
	if err != nil {
		return nil, failf(failed, "systemd-creds setup", "systemd-creds: %s", strings.TrimSpace(wrong.String()))
	}
	return sealed, nil
}

// settle makes the system user and gives it the data folder.
func (c installCmd) settle(ctx context.Context) error {
	if _, err := user.Lookup(c.User); err != nil {
		err := command(ctx, "useradd", "--system", "--home-dir", c.Data, "--no-create-home", "--shell", "/usr/sbin/nologin", c.User)
		if err != nil {
			return err
		}
	}
	if err := command(ctx, "chown", "-R", c.User+":", c.Data); err != nil {
		return err
	}
	return os.Chmod(c.Data, 0o700)
}

// command runs a program of the system and tells what it says when it fails.
func command(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return failf(failed, "", "%s: %w: %s", name, err, strings.TrimSpace(string(out)))
	}
	return nil
}

func (c installCmd) tell(p *program, plan install.Plan, files []install.File) error {
	if p.json {
		return p.emit(map[string]any{"origin": plan.Origin(), "unit": install.UnitFile, "sealed": plan.Sealed, "files": files})
	}
	for _, f := range files {
		word := "kept"
		if f.Written {
			word = "wrote"
		}
		fmt.Fprintf(p.out, "%-6s %s\n", word, filepath.Join(c.Below, f.Path))
	}
	if !plan.Plain && plan.Given == nil {
		p.say("Browsers trust the node after %s was installed in them. Keep a copy of %s on a disk that you lock away and remove it here: it is needed again in %d months.", install.RootFile, install.RootKeyFile, 12)
	}
	if !plan.Sealed {
		p.say("The passphrase lies in %s for root alone; it is not sealed to this machine.", install.CredentialFile)
	}
	p.say("next: systemctl daemon-reload && systemctl enable --now lanna && lanna doctor --data %s", c.Data)
	p.say("The node is then at %s", plan.Origin())
	return nil
}
