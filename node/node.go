// Package node wires one node: database, blobs, reading process, desk, pages,
// clocks and the control socket. It decides nothing. A test can start many.
package node

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"path/filepath"
	"sync/atomic"
	"time"

	"lanna"
	"lanna/blob"
	"lanna/desk"
	"lanna/federate"
	"lanna/pdf"
	"lanna/statement"
	"lanna/store"
	"lanna/store/postgres"
	"lanna/store/sqlite"
	"lanna/web/gate"
)

// Names in a data folder.
const (
	databaseFile = "node.db"
	blobFolder   = "blobs"
	registerFile = "persons.index" // derived: made anew where it is missing or does not fit
	socketFile   = "control.sock"
)

// Config says which node to open and how.
type Config struct {
	Dir        string
	Passphrase string
	Clock      lanna.Clock           // nil: the machine's
	Reader     desk.PictureReader    // nil: pictures wait for a person
	Log        *slog.Logger          // ids only; nil: nothing
	Password   desk.PasswordCost     // of new passwords; zero: the usual cost
	Store      string                // postgres://…, in place of what the folder says; "": that
	Blobs      string                // folder of pictures, or s3://…, likewise
	BlobsKey   string                // file with the key of a bucket, likewise
	Wakers     map[string]desk.Waker // by which people are woken away from the screen; none: nobody is
	SecondWake lanna.Millis          // zero: the usual time
	Chromium   string                // program that makes PDFs; "": whichever is installed
	Patience   time.Duration         // how long to wait for a verb that has the database open; zero: not at all
}

// A Node is an open node.
type Node struct {
	Desk      *desk.Desk
	Settings  Settings
	cfg       Config
	store     store.Store
	blobs     *blob.Store
	at        Place
	onDuty    atomic.Bool // clocks and forwarders run in this process
	reader    desk.PictureReader
	signer    *statement.Signer
	vitals    *vitals
	certUntil time.Time                          // when the certificate of the pages ends; zero: none
	carriers  atomic.Pointer[[]federate.Carrier] // of the exchange, once it runs
	copies    copies                             // of erasures, beside the backups
	printer   *pdf.Printer
	gate      atomic.Pointer[gate.Gate] // before the pages, once they are served
}

// Clock is the machine's clock.
var Clock = lanna.ClockFunc(time.Now)

// Open opens the node in a data folder. It returns store.ErrNotFound where
// there is none, ErrPassphrase, ErrLocked and the like as the store has them. For
// a database that is in use it waits as long as c.Patience says, unless the node
// is being served.
func Open(ctx context.Context, c Config) (n *Node, err error) {
	err = c.patiently(ctx, func() (err error) {
		n, err = open(ctx, c)
		return err
	})
	return n, err
}

// patiently tries to open a database again that another process has, as long as
// Patience says, unless the node is being served. It says once that it waits.
func (c *Config) patiently(ctx context.Context, try func() error) error {
	err := try()
	waits := errors.Is(err, store.ErrLocked) && c.Patience > 0
	if waits && c.Log != nil {
		c.Log.Info("waiting for another process to let go of the database")
	}
	for end := time.Now().Add(c.Patience); waits && errors.Is(err, store.ErrLocked) && !served(c.Dir) && again(ctx, end); {
		err = try()
	}
	return err
}

// served reports whether somebody answers on the node's socket.
func served(dir string) bool {
	conn, err := net.Dial("unix", filepath.Join(dir, socketFile))
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

func open(ctx context.Context, c Config) (*Node, error) {
	if c.Clock == nil {
		c.Clock = Clock
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p, err := c.place()
	if err != nil {
		return nil, err
	}
	st, err := openStore(ctx, &c, p)
	if err != nil {
		return nil, err
	}
	n := &Node{cfg: c, store: st, at: p, reader: c.Reader, vitals: newVitals(), printer: pdf.New(c.Chromium)}
	n.vitals.registry.MustRegister(n)
	if note, err := ReadBackupNote(c.Dir); err == nil {
		n.vitals.backedUp.Store(int64(note.Made))
	}
	if err := n.wire(ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return n, nil
}

func (n *Node) wire(ctx context.Context) error {
	signer, err := n.settings(ctx)
	if err != nil {
		return err
	}
	n.signer = signer
	if n.blobs, err = openBlobs(ctx, n.cfg.Dir, n.at); err != nil {
		return err
	}
	n.Desk, err = desk.New(ctx, desk.Config{Store: n.store, Signer: signer, Blobs: n.blobs, Reader: n.reader, Erased: n.copyErasures,
		Wakers: n.cfg.Wakers, SecondWake: n.cfg.SecondWake, Zone: n.Settings.zone(),
		Register: filepath.Join(n.cfg.Dir, registerFile),
		Clock:    n.cfg.Clock, Log: n.cfg.Log, Exercise: n.Settings.Exercise, LabelPrefix: n.Settings.Prefix, Password: n.cfg.Password})
	if err != nil {
		return err
	}
	if err := n.Desk.Upgrade(ctx); err != nil {
		return err
	}
	n.copyErasures(ctx) // of those that a crash or a disk that was away left out
	return nil
}

// settings reads the node's own values and makes its signer.
func (n *Node) settings(ctx context.Context) (*statement.Signer, error) {
	var signer *statement.Signer
	err := n.store.View(ctx, func(r store.Reader) error {
		b, err := r.Meta(metaSettings)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(b, &n.Settings); err != nil {
			return &lanna.Error{Kind: lanna.Integrity, Code: "settings", Err: err}
		}
		signer, err = loadSigner(r)
		return err
	})
	return signer, err
}

// loadSigner finds the agency of this node's writer among the certificates. A
// writer that was ended or revoked signs no more.
func loadSigner(r store.Reader) (*statement.Signer, error) {
	seed, err := r.Meta(metaWriter)
	if err != nil {
		return nil, err
	}
	if len(seed) != ed25519.SeedSize {
		return nil, &lanna.Error{Kind: lanna.Integrity, Code: "writer-key"}
	}
	key := ed25519.NewKeyFromSeed(seed)
	certs, err := r.Certificates()
	if err != nil {
		return nil, err
	}
	var list []*statement.Certificate
	for _, b := range certs {
		c, err := statement.ParseCertificate(b)
		if err != nil {
			return nil, &lanna.Error{Kind: lanna.Integrity, Code: "certificate", Err: err}
		}
		list = append(list, c)
	}
	id := lanna.WriterID(key.Public().(ed25519.PublicKey))
	w := statement.NewRoster(list...).Writer(id)
	if w.Standing != statement.Active {
		return nil, &lanna.Error{Kind: lanna.Denied, Code: "writer-not-active", ID: id.String()}
	}
	return statement.NewSigner(w.Agency, key), nil
}

// ChangePassphrase gives the database in a data folder a new passphrase. The
// node may be open meanwhile.
func ChangePassphrase(dir, old, passphrase string) (err error) {
	defer func() { err = errors.Join(err, giveBack(dir)) }()
	p, err := ReadPlace(dir)
	if err != nil {
		return err
	}
	if p.Store != "" {
		return postgres.ChangePassphrase(context.Background(), p.Store, old, passphrase)
	}
	return sqlite.ChangePassphrase(filepath.Join(dir, databaseFile), old, passphrase)
}

// OnDuty reports whether clocks and forwarders run in this process.
func (n *Node) OnDuty() bool { return n.onDuty.Load() }

// Close signs the log's head and closes everything.
func (n *Node) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	n.Desk.Close()
	err := n.Desk.SignCheckpoint(ctx)
	if c, ok := n.reader.(interface{ Close() error }); ok {
		err = errors.Join(err, c.Close())
	}
	return errors.Join(err, n.store.Close(), giveBack(n.cfg.Dir))
}
