package install

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"
	"time"
)

// A Plan says what is put where. Zero values of optional fields mean "none".
type Plan struct {
	Below      string   // root of the folder tree that is written to; "/" on the machine itself
	Data       string   // data folder of the node, as the service sees it
	Program    string   // path of the program, as the service sees it
	User       string   // whom the service runs as
	Listen     string   // address of the pages: ":443"
	Hosts      []string // names and addresses by which browsers reach the node; the first is its origin
	Given      *Pair    // certificate and key of somebody else's authority; nil makes an own one
	Plain      bool     // no TLS: a proxy on this machine does it
	Passphrase []byte   // sealed by Seal, or as it is; nil keeps the file that is there
	Sealed     bool     // Passphrase was encrypted by systemd-creds
	Extra      []string // further lines of the environment file: LANNA_RELAY=…
	Now        time.Time
}

// Where the parts of an installed node lie.
const (
	UnitFile       = "/etc/systemd/system/lanna.service"
	EnvFile        = "/etc/lanna/lanna.env"
	CredentialFile = "/etc/lanna/passphrase.cred"
	CertFile       = "/etc/lanna/tls/cert.pem"
	KeyFile        = "/etc/lanna/tls/key.pem"
	RootFile       = "/etc/lanna/tls/root.pem"     // to hand out to browsers
	RootKeyFile    = "/etc/lanna/tls/root-key.pem" // belongs on a disk of its own
)

// ErrSafe says that a plan cannot be written into a unit or an environment
// file: a value holds a sign that these files read as something else.
var ErrSafe = errors.New("a path or name holds a blank, a quote, a percent sign or a line break")

// A File is one that was written, or found as it should be.
type File struct {
	Path    string `json:"path"`
	Written bool   `json:"written"`
}

//go:embed lanna.service
var unitText string

var unitTemplate = template.Must(template.New("unit").Parse(unitText))

// Write writes the files of the plan and says which. A certificate, an
// authority or a passphrase that is there and still good is kept; the rest is
// made anew, each file whole or not at all.
func (p Plan) Write() ([]File, error) {
	unit, err := p.unit()
	if err != nil {
		return nil, err
	}
	w := &writer{below: p.Below}
	w.file(UnitFile, 0o644, unit)
	w.file(EnvFile, 0o644, p.environment())
	if p.Passphrase != nil {
		w.file(CredentialFile, 0o600, p.Passphrase)
	} else if !w.there(CredentialFile) {
		w.err = errors.Join(w.err, fmt.Errorf("%s: %w", CredentialFile, fs.ErrNotExist))
	}
	if !p.Plain {
		w.err = errors.Join(w.err, p.certificate(w))
	}
	return w.files, w.err
}

// unit is the text of the service for systemd.
func (p Plan) unit() ([]byte, error) {
	for _, s := range append([]string{p.Data, p.Program, p.User, p.Listen}, append(p.Hosts, p.Extra...)...) {
		if strings.ContainsAny(s, " \t\r\n\"'%\\$") {
			return nil, ErrSafe
		}
	}
	var b bytes.Buffer
	err := unitTemplate.Execute(&b, map[string]any{
		"User": p.User, "EnvFile": EnvFile, "Sealed": p.Sealed, "Credential": CredentialFile, "Program": p.Program, "Data": p.Data,
		"TLS": !p.Plain, "CertFile": CertFile, "KeyFile": KeyFile, "Low": low(p.Listen), "InHome": strings.HasPrefix(p.Program, "/home/") || strings.HasPrefix(p.Program, "/root/"),
	})
	return b.Bytes(), err
}

// low says that an address needs a port that only root may open.
func low(listen string) bool {
	_, text, err := net.SplitHostPort(listen)
	port, bad := strconv.Atoi(text)
	return err == nil && bad == nil && port < 1024
}

// environment is what the service is told. Secrets are not among it: anybody
// may read the file.
func (p Plan) environment() []byte {
	lines := []string{"# Written by lanna install.", "LANNA_DATA=" + p.Data, "LANNA_LISTEN=" + p.Listen, "LANNA_ORIGIN=" + p.Origin()}
	return []byte(strings.Join(append(lines, p.Extra...), "\n") + "\n")
}

// Origin is where browsers reach the node.
func (p Plan) Origin() string {
	host := p.Hosts[0]
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if _, port, err := net.SplitHostPort(p.Listen); err == nil && !p.Plain && port != "443" {
		host += ":" + port
	}
	return "https://" + host
}

// certificate puts down the certificate that was given, or one of an own
// authority, which is made where there is none.
func (p Plan) certificate(w *writer) error {
	if p.Given != nil {
		if _, err := p.Given.Covers(p.Hosts[0]); err != nil {
			return err
		}
		w.file(CertFile, 0o644, p.Given.Cert)
		w.file(KeyFile, 0o600, p.Given.Key)
		return nil
	}
	own := Pair{w.read(CertFile), w.read(KeyFile)}
	if until, err := own.Covers(p.Hosts[0]); err == nil && until.After(p.Now.Add(Early)) {
		w.kept(CertFile, KeyFile)
		return nil
	}
	a, err := p.authority(w)
	if err != nil {
		return err
	}
	own, err = a.Issue(p.Hosts, p.Now)
	if err != nil {
		return err
	}
	w.file(KeyFile, 0o600, own.Key)
	w.file(CertFile, 0o644, own.Cert)
	return nil
}

func (p Plan) authority(w *writer) (*Authority, error) {
	if w.there(RootFile) {
		a, err := ReadAuthority(Pair{w.read(RootFile), w.read(RootKeyFile)})
		if err != nil {
			return nil, fmt.Errorf("%s and %s: %w", RootFile, RootKeyFile, err)
		}
		w.kept(RootFile, RootKeyFile)
		return a, nil
	}
	a, err := NewAuthority(p.Hosts, p.Now)
	if err != nil {
		return nil, err
	}
	made, err := a.Pair()
	if err != nil {
		return nil, err
	}
	w.file(RootKeyFile, 0o600, made.Key)
	w.file(RootFile, 0o644, made.Cert)
	return a, nil
}

// A writer puts files below a folder and remembers which, and the first error.
type writer struct {
	below string
	files []File
	err   error
}

func (w *writer) path(name string) string { return filepath.Join(w.below, name) }

func (w *writer) there(name string) bool {
	_, err := os.Stat(w.path(name))
	return err == nil
}

// read is the content of a file, nil where it cannot be read.
func (w *writer) read(name string) []byte {
	b, _ := os.ReadFile(w.path(name)) // what is missing is made
	return b
}

func (w *writer) kept(names ...string) {
	for _, n := range names {
		w.files = append(w.files, File{Path: n})
	}
}

// file writes a file beside its place and moves it there.
func (w *writer) file(name string, mode fs.FileMode, content []byte) {
	if w.err != nil {
		return
	}
	if bytes.Equal(w.read(name), content) && w.there(name) {
		w.kept(name)
		w.err = os.Chmod(w.path(name), mode)
		return
	}
	if w.err = os.MkdirAll(filepath.Dir(w.path(name)), 0o755); w.err != nil {
		return
	}
	w.err = replace(w.path(name), mode, content)
	w.files = append(w.files, File{Path: name, Written: w.err == nil})
}

func replace(path string, mode fs.FileMode, content []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
