package desk

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lanna"
	"lanna/audit"
	"lanna/blob"
	"lanna/extract/reading"
	"lanna/federate"
	"lanna/statement"
	"lanna/store"
)

// A PictureReader reads pictures in a process of its own (extract/ocr). The
// desk never decodes a stranger's picture.
type PictureReader interface {
	// Read reads a picture and writes it to safe, encoded anew and without
	// metadata.
	Read(ctx context.Context, picture Picture, safe io.Writer) (*PictureRead, error)
	// Redraw writes a page that is white but for the boxes, as PNG.
	Redraw(ctx context.Context, picture Picture, keep []reading.Box, page io.Writer) error
}

// A Picture is an encoded picture that is decrypted when it is read, because a
// large one does not belong in a node's memory. Open may be called again.
type Picture struct {
	Size int64 // bytes
	Open func() (io.ReadCloser, error)
}

// A PictureRead is what the reading process made of a picture.
type PictureRead struct {
	reading.Reading
	SafeType string // media type of what was written to safe
}

// Config is what a Desk is made of. Node fills it in.
type Config struct {
	Store    store.Store
	Signer   *statement.Signer
	Blobs    *blob.Store
	Reader   PictureReader // nil: pictures wait for a person
	Clock    lanna.Clock
	Log      *slog.Logger
	Exercise bool           // everything is invented, and every page says so
	Password PasswordCost   // zero: DefaultPasswordCost
	Zone     *time.Location // of the duty room, in which rotas are written; nil: UTC
	Register string         // file of the index of persons; "": it lives in memory

	Erased     func(context.Context) // called when something was erased, before the erasure is acknowledged; nil: nobody copies it
	Wakers     map[string]Waker      // by the way that they send; none: nobody is woken
	SecondWake lanna.Millis          // after how long without an acknowledgement the next way is tried; 0: DefaultSecondWake

	Beside      func(func())     // does work beside requests, on another goroutine or never; nil: at once
	Verified    *Verified        // cards and certificates that were read before; nil: those of this desk
	Sealing     federate.Sealing // of envelopes; nil: that of the specification
	LabelPrefix string           // of a joint operation point, so that its labels are not its national node's: "M1-"
}

// A Desk serves one agency on one node.
type Desk struct {
	cfg    Config
	log    *audit.Log
	roster *statement.Roster

	parties atomic.Pointer[[]Party]
	own     atomic.Pointer[federate.Card]    // the node's own card
	ring    atomic.Pointer[federate.Keyring] // its sealing keys
	box     *federate.Box
	early   federate.Early // what came before its turn
	revoked atomic.Bool    // a writer was revoked: what it said has to be proven
	posted  chan lanna.WriterID
	screen  broadcaster
	mu      sync.RWMutex // guards roster
	people  officerCache
	tries   tries
	clocks  partnerClocks // of partners, against ours
	reads   reads         // persons that officers were shown of late
	labels  labels
	left    leftBlobs
	drafts  chan struct{} // one for each command that is done ahead

	lastSaid lanna.Millis

	hashing    sync.Mutex // one password at a time
	publishing sync.Mutex // one round of filters at a time
	hits       hitMemory

	planted    atomic.Pointer[map[lanna.RecordID]bool] // canaries
	canaryNext atomic.Int64                            // when they are looked at again

	wakes  wakes
	bench  *bench           // pictures being read and drawn
	lists  *bench           // lists being checked, taken over, taken back
	listed listsNow         // how far they are
	table  readTable        // of the list that came in last
	filed  register         // persons, by how their names sound
	signed atomic.Int64     // leaves that the newest checkpoint signs
	pages  pages            // who was shown which record lately
	before []lanna.WriterID // this node's writers before it was restored from a backup
	readTo int64            // of what other processes said (refresh.go)
}

// New opens the desk on a store that node has set up.
func New(ctx context.Context, cfg Config) (*Desk, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Verified == nil {
		cfg.Verified = &Verified{}
	}
	d := &Desk{cfg: cfg, log: audit.NewLog(cfg.Signer), bench: newBench(), lists: newBench(), drafts: make(chan struct{}, draftsAtOnce)}
	if shared, ok := cfg.Store.(store.Shared); ok {
		shared.Undone(d.log.Reset)
		d.tries.shared = shared
	}
	d.filed.d = d
	d.filed.ctx, d.filed.stop = context.WithCancel(context.Background())
	_, d.labels.shared = cfg.Store.(store.Shared)
	d.labels.reserve = d.reserveLabels
	d.posted = make(chan lanna.WriterID, 256)
	d.box = &federate.Box{Signer: cfg.Signer, Clock: cfg.Clock, Blobs: cfg.Blobs, Sealing: cfg.Sealing, Agency: func(_ store.Reader, w lanna.WriterID) (lanna.AgencyID, bool) {
		who := d.writer(w)
		return who.Agency, who.Standing != statement.Unknown
	}}
	d.box.Prove, d.box.Emptied = d.prove, d.emptied
	d.giveKeys()
	if err := d.loadNewest(ctx); err != nil {
		return nil, err
	}
	if err := d.loadLastSaid(ctx); err != nil {
		return nil, err
	}
	if err := d.loadRoster(ctx); err != nil {
		return nil, err
	}
	if err := d.loadBefore(ctx); err != nil {
		return nil, err
	}
	if err := d.loadOwn(ctx); err != nil {
		return nil, err
	}
	if err := d.loadPlanted(ctx); err != nil {
		return nil, err
	}
	return d, d.loadParties(ctx)
}

func (d *Desk) loadRoster(ctx context.Context) error {
	var certs []*statement.Certificate
	err := d.cfg.Store.View(ctx, func(r store.Reader) error {
		list, err := r.Certificates()
		if err != nil {
			return err
		}
		for _, b := range list {
			c, err := d.cfg.Verified.certificate(b)
			if err != nil {
				return err
			}
			certs = append(certs, c)
		}
		return nil
	})
	if err != nil {
		return storeError(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.roster = statement.NewRoster(certs...)
	d.revoked.Store(slices.ContainsFunc(d.roster.Writers(), func(w statement.Writer) bool { return w.Standing == statement.Revoked }))
	return nil
}

// Agency returns the agency that this node serves.
func (d *Desk) Agency() lanna.AgencyID { return d.cfg.Signer.Agency }

// Exercise reports whether all data are invented.
func (d *Desk) Exercise() bool { return d.cfg.Exercise }

// Now returns the server's time, by which all clocks count.
func (d *Desk) Now() lanna.Millis { return lanna.MillisOf(d.cfg.Clock.Now()) }

func (d *Desk) writer(id lanna.WriterID) statement.Writer {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.roster.Writer(id)
}
