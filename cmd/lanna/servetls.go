package main

import (
	"crypto/tls"
	"net"
	"os"
	"path/filepath"
	"time"

	"lanna/install"
)

// tlsFlags say with which certificate pages are served.
type tlsFlags struct {
	Cert string `name:"tls-cert" type:"path" env:"LANNA_TLS_CERT" placeholder:"FILE" help:"Certificate of the pages, PEM; without it, the systemd credential tls-cert, else no TLS."`
	Key  string `name:"tls-key" type:"path" env:"LANNA_TLS_KEY" placeholder:"FILE" help:"Key of --tls-cert, PEM."`
}

// files are where certificate and key lie; both empty without TLS.
func (f tlsFlags) files() (cert, key string) {
	cert, key = f.Cert, f.Key
	folder := os.Getenv("CREDENTIALS_DIRECTORY")
	if given := filepath.Join(folder, "tls-cert"); cert == "" && folder != "" && exists(given) {
		cert, key = given, filepath.Join(folder, "tls-key")
	}
	return cert, key
}

// certEnd is when the certificate of the pages ends; zero where there is none.
func (f tlsFlags) certEnd() time.Time {
	cert, _ := f.files()
	raw, err := os.ReadFile(cert)
	if err != nil {
		return time.Time{}
	}
	until, err := install.Until(raw)
	if err != nil {
		return time.Time{}
	}
	return until
}

// wrap serves TLS on a listener where there is a certificate. TLS 1.2 is for
// browsers of machines that are no longer renewed; below it there is none.
func (f tlsFlags) wrap(l net.Listener) (_ net.Listener, secure bool, err error) {
	cert, key := f.files()
	if cert == "" {
		return l, false, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, false, failf(misused, "lanna install --help", "certificate and key of the pages: %w", err)
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}), true, nil
}
