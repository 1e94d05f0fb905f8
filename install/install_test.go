package install

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var monday = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func plan(t *testing.T) Plan {
	return Plan{Below: t.TempDir(), Data: "/var/lib/lanna", Program: "/usr/lib/lanna/lanna", User: "lanna", Listen: ":443",
		Hosts: []string{"lanna.exercise.invalid", "192.0.2.8"}, Passphrase: []byte("EXERCISE"), Now: monday}
}

func content(t *testing.T, p Plan, name string) []byte {
	b, err := os.ReadFile(filepath.Join(p.Below, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestBrowsersWithTheRootTrustTheNode(t *testing.T) {
	p := plan(t)
	if _, err := p.Write(); err != nil {
		t.Fatal(err)
	}
	for _, host := range p.Hosts {
		if err := trusted(t, p, host); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
	if err := trusted(t, p, "bank.exercise.invalid"); err == nil {
		t.Error("the certificate is good for somebody else's name")
	}
}

// trusted says what a browser that was given the root makes of the node.
func trusted(t *testing.T, p Plan, host string) error {
	pair, err := tls.X509KeyPair(content(t, p, CertFile), content(t, p, KeyFile))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(content(t, p, RootFile))
	_, err = pair.Leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, CurrentTime: monday})
	return err
}

func TestAStolenRootKeySignsForNobodyElse(t *testing.T) {
	a, err := NewAuthority([]string{"lanna.exercise.invalid"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Issue([]string{"bank.exercise.invalid"}, monday); err == nil {
		t.Error("it signed for a name that is not its own")
	}
	if _, err := a.Issue([]string{"192.0.2.8"}, monday); err == nil {
		t.Error("it signed for an address that is not its own")
	}
	a, err = NewAuthority([]string{"192.0.2.8"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Issue([]string{"lanna.exercise.invalid", "bank.example"}, monday); err == nil {
		t.Error("one for an address signed for a name")
	}
}

func TestASecondInstallKeepsWhatIsGood(t *testing.T) {
	p := plan(t)
	if _, err := p.Write(); err != nil {
		t.Fatal(err)
	}
	cert, root := content(t, p, CertFile), content(t, p, RootFile)
	p.Passphrase = nil
	files, err := p.Write()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Written {
			t.Errorf("%s was written again", f.Path)
		}
	}
	p.Now = monday.Add(serverLife - Early + time.Hour)
	if _, err := p.Write(); err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(cert, content(t, p, CertFile)) {
		t.Error("a certificate near its end was not made anew")
	}
	if !bytes.Equal(root, content(t, p, RootFile)) {
		t.Error("browsers would have to trust another root")
	}
}

func TestSecretsAreForTheirOwnerAlone(t *testing.T) {
	p := plan(t)
	if _, err := p.Write(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{CredentialFile, KeyFile, RootKeyFile} {
		info, err := os.Stat(filepath.Join(p.Below, name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", name, info.Mode())
		}
	}
	if bytes.Contains(content(t, p, UnitFile), p.Passphrase) || bytes.Contains(content(t, p, EnvFile), p.Passphrase) {
		t.Error("the passphrase stands where everybody reads it")
	}
}

func TestTheUnitSaysWhatItMay(t *testing.T) {
	for _, c := range []struct {
		name string
		with func(*Plan)
		has  []string
		not  string
	}{
		{"a low port needs one capability", func(*Plan) {}, []string{"AmbientCapabilities=CAP_NET_BIND_SERVICE", "NoNewPrivileges=yes", "ProtectSystem=strict", "ReadWritePaths=/var/lib/lanna\n"}, "LoadCredentialEncrypted"},
		{"a high port needs none", func(p *Plan) { p.Listen = "127.0.0.1:8080" }, []string{"CapabilityBoundingSet=\n"}, "CAP_NET_BIND_SERVICE"},
		{"a sealed passphrase", func(p *Plan) { p.Sealed = true }, []string{"LoadCredentialEncrypted=lanna-passphrase:" + CredentialFile}, "LoadCredential=lanna-passphrase"},
		{"behind a proxy", func(p *Plan) { p.Plain = true }, []string{"ExecStart=/usr/lib/lanna/lanna serve\n"}, "tls-key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan(t)
			c.with(&p)
			unit, err := p.unit()
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.has {
				if !strings.Contains(string(unit), want) {
					t.Errorf("lacks %q", want)
				}
			}
			if strings.Contains(string(unit), c.not) {
				t.Errorf("has %q", c.not)
			}
		})
	}
}

func TestNothingIsSmuggledIntoTheUnit(t *testing.T) {
	for _, bad := range []string{"/var/lib/lanna\nExecStartPre=/bin/sh", "/var/lib/a b", "%h", `/x"`} {
		p := plan(t)
		p.Data = bad
		if _, err := p.Write(); !errors.Is(err, ErrSafe) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestAGivenCertificateMustFitItsKeyAndName(t *testing.T) {
	a, err := NewAuthority([]string{"lanna.exercise.invalid"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	good, err := a.Issue([]string{"lanna.exercise.invalid"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	other, err := a.Issue([]string{"lanna.exercise.invalid"}, monday)
	if err != nil {
		t.Fatal(err)
	}
	p := plan(t)
	p.Given = &good
	if _, err := p.Write(); err != nil {
		t.Error(err)
	}
	p.Given = &Pair{good.Cert, other.Key}
	if _, err := p.Write(); !errors.Is(err, ErrCertificate) {
		t.Errorf("another key: %v", err)
	}
	p.Given, p.Hosts = &good, []string{"other.exercise.invalid"}
	if _, err := p.Write(); err == nil {
		t.Error("a certificate for another name was taken")
	}
}
