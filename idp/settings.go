package idp

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// A File is the settings of a provider, as an administrator writes them
// (docs/run/oidc.md).
type File struct {
	Issuer     string            `json:"issuer"`      // https://id.agency.example, as the provider names itself
	ClientID   string            `json:"client_id"`   // of this node there
	SecretFile string            `json:"secret_file"` // of the client; "": a public client, by PKCE alone
	Names      map[string]string `json:"name"`        // on the button, by language; "en" at least
	CAFile     string            `json:"ca_file"`     // PEM, of a closed network; "": those of the machine
	ACR        []string          `json:"acr"`         // authentication context classes, one of which the provider has to confirm; none: any
}

// Read reads a settings file. An error says which entry is wrong, and shows no secret.
func Read(path string) (*Provider, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var f File
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, errors.New("the file is not the JSON of settings: " + err.Error())
	}
	return f.provider(filepath.Dir(path))
}

func (f *File) provider(dir string) (*Provider, error) {
	u, err := url.Parse(f.Issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("issuer is an address as in https://id.agency.example")
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return nil, errors.New("issuer has to be https; http is for this machine alone")
	case f.ClientID == "":
		return nil, errors.New("client_id is missing")
	case f.Names["en"] == "":
		return nil, errors.New(`name has no "en"`)
	}
	p := &Provider{names: f.Names, issuer: f.Issuer, client: f.ClientID, acr: f.ACR}
	if f.SecretFile != "" {
		b, err := os.ReadFile(in(dir, f.SecretFile))
		if err != nil {
			return nil, errors.New("secret_file cannot be read")
		}
		p.secret = strings.TrimSpace(string(b))
	}
	p.http, err = client(dir, f.CAFile)
	return p, err
}

func in(dir, path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// client is one that follows no redirect, because a provider's endpoints are
// where it says, and that reads no answer without end.
func client(dir, ca string) (*http.Client, error) {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}, MaxIdleConns: 4, IdleConnTimeout: answerWithin}
	if ca != "" {
		pem, err := os.ReadFile(in(dir, ca))
		roots := x509.NewCertPool()
		if err != nil || !roots.AppendCertsFromPEM(pem) {
			return nil, errors.New("ca_file holds no certificate")
		}
		t.TLSClientConfig.RootCAs = roots
	}
	return &http.Client{Transport: bounded{t}, Timeout: answerWithin, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, nil
}

type bounded struct{ next http.RoundTripper }

// RoundTrip makes a request whose answer ends after maxAnswer bytes.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.next.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	}
	return answer, err
}
