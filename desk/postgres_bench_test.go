package desk_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"os"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/statement"
	"lanna/store"
	"lanna/store/postgres"
	"lanna/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func openPostgres(b *testing.B, url string) *postgres.Store {
	b.Helper()
	s, err := postgres.Open(context.Background(), postgres.Config{URL: url, Key: make([]byte, 32), Create: true})
	must(b, err)
	b.Cleanup(func() { s.Close() })
	return s
}

// onPostgres is a world whose desk works on PostgreSQL.
func onPostgres(b *testing.B, s *postgres.Store) *desktest.World {
	_, root, err := ed25519.GenerateKey(nil)
	must(b, err)
	return desktest.New(b, desktest.Options{Root: root, Config: func(c *desk.Config) {
		cert := statement.NewCertificate(root, statement.Certify, c.Signer.Writer(), lanna.MillisOf(desktest.Start), 0, [32]byte{})
		must(b, s.Update(context.Background(), func(tx store.Tx) error { return tx.AddCertificate(cert.Bytes()) }))
		c.Store = s
	}})
}

// BenchmarkPostgres records notices of 64 officers at once, and then inserts the rows
// that this made by the same driver on 64 connections, a transaction and a signature a
// notice, each in one round. "of-bare" is the rate against that.
func BenchmarkPostgres(b *testing.B) {
	const total, officers = 2048, 64
	for b.Loop() {
		server := pgtest.Start(b, "")
		s := openPostgres(b, server.Database(b))
		w := onPostgres(b, s)
		start := time.Now()
		recordMany(b, w, total, 1, officers)
		ours := time.Since(start)

		bare, err := postgres.NewBare(context.Background(), s, total)
		must(b, err)
		to := openPostgres(b, server.Database(b))
		_, key, err := ed25519.GenerateKey(nil)
		must(b, err)
		msg := sha256.Sum256([]byte("EXERCISE"))
		start = time.Now()
		must(b, bare.Insert(context.Background(), to, officers, func() error { ed25519.Sign(key, msg[:]); return nil }))
		plain := time.Since(start)
		b.ReportMetric(float64(total)/ours.Seconds(), "notices/s")
		b.ReportMetric(float64(total)/plain.Seconds(), "bare/s")
		b.ReportMetric(plain.Seconds()/ours.Seconds(), "of-bare")
	}
}
