// Package identity makes a writer's key the identity of a TLS connection: the
// certificate is self-signed with it, and what counts of the other side's
// certificate is its key alone. No certificate authority is asked, because
// parties know each other by their cards.
package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"time"

	"lanna"
)

// ErrPeer says that the other side is not who was expected.
var ErrPeer = errors.New("the other side of the connection is not the one that was expected")

// Certificate returns a certificate of the key, signed by itself. Its dates say
// nothing: cards and revocations do.
func Certificate(key ed25519.PrivateKey) (tls.Certificate, error) {
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		return tls.Certificate{}, err
	}
	t := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "lanna"}, DNSNames: []string{"lanna"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// Server returns the TLS of a listener. Whoever connects must show a key;
// admit says whether it is let in.
func Server(key ed25519.PrivateKey, admit func(lanna.WriterID) bool) (*tls.Config, error) {
	cert, err := Certificate(key)
	return &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, ClientAuth: tls.RequireAnyClientCert,
		SessionTicketsDisabled: true, // a party that was taken off the list must not come back by a ticket
		VerifyConnection: func(s tls.ConnectionState) error {
			id, err := Peer(s)
			if err == nil && !admit(id) {
				err = ErrPeer
			}
			return err
		},
	}, err
}

// Client returns the TLS of a connection to the holder of a key.
func Client(key ed25519.PrivateKey, to lanna.WriterID) (*tls.Config, error) {
	cert, err := Certificate(key)
	return &tls.Config{
		Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13, ServerName: "lanna",
		InsecureSkipVerify: true, // names and authorities say nothing here; the key below does
		VerifyConnection: func(s tls.ConnectionState) error {
			id, err := Peer(s)
			if err == nil && id != to {
				err = ErrPeer
			}
			return err
		},
	}, err
}

// Peer returns who is at the other end. The handshake has proven that it holds
// the key.
func Peer(s tls.ConnectionState) (lanna.WriterID, error) {
	if len(s.PeerCertificates) == 0 {
		return lanna.WriterID{}, ErrPeer
	}
	pub, ok := s.PeerCertificates[0].PublicKey.(ed25519.PublicKey)
	if !ok || len(pub) != ed25519.PublicKeySize {
		return lanna.WriterID{}, ErrPeer
	}
	return lanna.WriterID(pub), nil
}
