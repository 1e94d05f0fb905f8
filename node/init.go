package node

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/statement"
	"lanna/store"
	"lanna/store/sqlite"
)

// Settings are a node's own, kept in its database.
type Settings struct {
	Agency   string            `json:"agency"`           // code: "CN", "TH", "CENTRE"
	Names    map[string]string `json:"names,omitempty"`  // of the agency, by language
	Kind     string            `json:"kind"`             // national, centre, point
	Zone     string            `json:"zone"`             // IANA time zone of the duty room
	Place    string            `json:"place"`            // what the duty room calls its local time
	Exercise bool              `json:"exercise"`         // everything on this node is invented
	Prefix   string            `json:"prefix,omitempty"` // of a point's labels, so that they are not its agency's: "M1-"
}

// called is what the agency is called on paper, by language; under "" its code.
func (s *Settings) called() map[string]string {
	out := maps.Clone(s.Names)
	if out == nil {
		out = map[string]string{}
	}
	out[""] = s.Agency
	return out
}

// zone is the local time of the duty room; UTC where this machine does not know it.
func (s *Settings) zone() *time.Location {
	if zone, err := time.LoadLocation(s.Zone); err == nil {
		return zone
	}
	return time.UTC
}

// InitConfig is what makes a new node.
type InitConfig struct {
	Dir            string // data folder; must not hold a node yet
	Passphrase     string // of the database
	RootFile       string // where the root key is kept; it is read if it is there, made if not
	RootPassphrase string
	RootWork       int // exponent of scrypt for the root file; 0: age's own
	Settings       Settings
	First          desk.Account   // the first administrator
	Others         []desk.Account // further ones who found the node
	Policy         desk.Policy    // zero: nothing is said
	Clock          lanna.Clock
	Password       desk.PasswordCost // zero: the usual cost
	Key            sqlite.KeyCost    // of the passphrase of the database; zero: the usual cost
}

// Names of the node's own values in the database.
const (
	metaWriter   = "node/writer-key"
	metaSettings = "node/settings"
)

// ErrThere says that the folder holds a node already.
var ErrThere = errors.New("the data folder holds a node already")

// Init makes a node: the agency's root if it is not there, this node's writer,
// certified by the root, an empty encrypted database, and the first
// administrator. A node that could not be made leaves no database behind.
func Init(ctx context.Context, c InitConfig) (err error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(c.Dir, databaseFile)
	if _, err := os.Stat(path); err == nil {
		return ErrThere
	}
	if _, err := os.Stat(filepath.Join(c.Dir, placeFile)); err == nil {
		return ErrThere
	}
	root, err := rootKey(c)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil && !errors.Is(err, store.ErrLocked) { // then somebody else makes it
			removeDatabase(path)
		}
	}()
	st, err := sqlite.Open(sqlite.Config{Path: path, Passphrase: c.Passphrase, KeyCost: c.Key, Create: true})
	if err != nil {
		return err
	}
	err = errors.Join(found(ctx, st, root, c), st.Close())
	if err != nil {
		return err
	}
	n, err := Open(ctx, Config{Dir: c.Dir, Passphrase: c.Passphrase, Clock: c.Clock, Password: c.Password})
	if err != nil {
		return err
	}
	return errors.Join(n.people(ctx, c), n.Close())
}

// people opens the first accounts and says the agency's policy.
func (n *Node) people(ctx context.Context, c InitConfig) error {
	id, err := n.Desk.FirstOfficer(ctx, c.First, c.Others...)
	if err != nil || c.Policy == (desk.Policy{}) {
		return err
	}
	by, err := n.Desk.Actor(ctx, id)
	if err != nil || !by.May("policy.set") {
		return err
	}
	return n.Desk.SetPolicy(ctx, by, desk.Why{Purpose: lanna.Prevention, Reason: "node init"}, c.Policy)
}

func removeDatabase(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", ".key", ".lock"} {
		os.Remove(path + suffix) // as much as can be; the error that led here is the one to tell
	}
}

func rootKey(c InitConfig) (ed25519.PrivateKey, error) {
	if _, err := os.Stat(c.RootFile); err == nil {
		return ReadRoot(c.RootFile, c.RootPassphrase)
	}
	_, root, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, err
	}
	return root, WriteRoot(c.RootFile, root, c.RootPassphrase, c.RootWork)
}

// found writes the writer's key, its certificate and the settings.
func found(ctx context.Context, st store.Store, root ed25519.PrivateKey, c InitConfig) error {
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	settings, err := json.Marshal(c.Settings)
	if err != nil {
		return err
	}
	cert := statement.NewCertificate(root, statement.Certify, lanna.WriterID(pub), lanna.MillisOf(c.Clock.Now()), 0, [32]byte{})
	return st.Update(ctx, func(tx store.Tx) error {
		return errors.Join(
			tx.AddCertificate(cert.Bytes()),
			tx.SetMeta(metaWriter, key.Seed()),
			tx.SetMeta(metaSettings, settings))
	})
}
