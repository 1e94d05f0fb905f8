package install

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"time"
)

// How long certificates are good for. Browsers refuse a server's that is valid
// for more than 398 days (CA/Browser Forum, ballot SC-031).
const (
	authorityLife = 10 * 365 * 24 * time.Hour
	serverLife    = 397 * 24 * time.Hour
)

// Early is how long before its end a certificate ought to be made anew.
const Early = 30 * 24 * time.Hour

// ErrCertificate says that a file holds no certificate, or not the key to it.
var ErrCertificate = errors.New("not a certificate with its key")

// An Authority signs the certificates of a closed network's servers. Its root
// is handed out to the browsers there. It can sign for its own names alone
// (RFC 5280, 4.2.1.10), so whoever steals its key cannot pose as anybody else.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// Pair is a certificate and its private key, both as PEM.
type Pair struct{ Cert, Key []byte }

// NewAuthority makes an authority for hosts: names, or addresses.
func NewAuthority(hosts []string, now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: "Lanna, " + hosts[0]},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(authorityLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, PermittedDNSDomainsCritical: true,
	}
	bind(t, hosts)
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &Authority{cert, key}, err
}

// bind limits an authority to hosts. A kind of name that no list speaks of is
// free, so each kind gets one: no address at all, or a name that nobody has
// (RFC 6761, 6.4).
func bind(t *x509.Certificate, hosts []string) {
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.PermittedIPRanges = append(t.PermittedIPRanges, alone(ip))
		} else {
			t.PermittedDNSDomains = append(t.PermittedDNSDomains, h)
		}
	}
	if t.PermittedIPRanges == nil {
		t.ExcludedIPRanges = []*net.IPNet{{IP: net.IPv4zero.To4(), Mask: net.CIDRMask(0, 32)}, {IP: net.IPv6zero, Mask: net.CIDRMask(0, 128)}}
	}
	if t.PermittedDNSDomains == nil {
		t.PermittedDNSDomains = []string{"invalid"}
	}
}

// alone is the range of one address.
func alone(ip net.IP) *net.IPNet {
	if four := ip.To4(); four != nil {
		ip = four
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(8*len(ip), 8*len(ip))}
}

// ReadAuthority reads what Pair wrote.
func ReadAuthority(p Pair) (*Authority, error) {
	cert, key, err := p.parse()
	if err != nil {
		return nil, err
	}
	return &Authority{cert, key}, nil
}

// Pair is the authority as files hold it.
func (a *Authority) Pair() (Pair, error) { return pair(a.cert.Raw, a.key) }

// Issue makes a server's certificate for hosts, which must be the authority's.
func (a *Authority) Issue(hosts []string, now time.Time) (Pair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Pair{}, err
	}
	t := &x509.Certificate{
		SerialNumber: serial(), Subject: pkix.Name{CommonName: hosts[0]},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(serverLife),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, h)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.cert, key.Public(), a.key)
	if err != nil {
		return Pair{}, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return Pair{}, err
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	for _, h := range hosts {
		if _, err := cert.Verify(x509.VerifyOptions{DNSName: h, Roots: roots, CurrentTime: now}); err != nil {
			return Pair{}, fmt.Errorf("this authority cannot sign for %s: %w", h, err)
		}
	}
	return pair(der, key)
}

// Covers says until when a certificate is good for a host. It returns
// ErrCertificate where the file is none, an x509 error where it is for others.
func (p Pair) Covers(host string) (until time.Time, err error) {
	cert, _, err := p.parse()
	if err != nil {
		return time.Time{}, err
	}
	return cert.NotAfter, cert.VerifyHostname(host)
}

// Until says when a certificate ends. It returns ErrCertificate where the bytes
// are none.
func Until(cert []byte) (time.Time, error) {
	c, err := x509.ParseCertificate(first(cert, "CERTIFICATE"))
	if err != nil {
		return time.Time{}, ErrCertificate
	}
	return c.NotAfter, nil
}

func (p Pair) parse() (*x509.Certificate, *ecdsa.PrivateKey, error) {
	certs, key := first(p.Cert, "CERTIFICATE"), first(p.Key, "PRIVATE KEY")
	cert, err := x509.ParseCertificate(certs)
	if err != nil {
		return nil, nil, ErrCertificate
	}
	parsed, err := x509.ParsePKCS8PrivateKey(key)
	own, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok || !own.PublicKey.Equal(cert.PublicKey) {
		return nil, nil, ErrCertificate
	}
	return cert, own, nil
}

func first(b []byte, kind string) []byte {
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == kind {
			return block.Bytes
		}
	}
	return nil
}

func pair(der []byte, key *ecdsa.PrivateKey) (Pair, error) {
	plain, err := x509.MarshalPKCS8PrivateKey(key)
	return Pair{
		Cert: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		Key:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: plain}),
	}, err
}

// serial is random, so that it tells neither how many there are nor what is next.
func serial() *big.Int {
	b := make([]byte, 16)
	rand.Read(b)
	return new(big.Int).SetBytes(b)
}
