package courier

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"lanna"
	"lanna/federate"
)

// Files lie in FOLDER/lanna-to-RECEIVER/SENDER-RANDOM.lcf. Names are short
// beginnings of writer ids, in small letters: FAT knows no case.
const (
	folderPrefix = "lanna-to-"
	suffix       = ".lcf"
	shortID      = 16
)

func short(w lanna.WriterID) string { return w.String()[:shortID] }

// A Report says what was found on a disk.
type Report struct {
	Files   int
	Taken   int   // messages for this party that were taken in
	Refused int   // messages that could not be taken in now
	Foreign int   // whole messages for somebody else
	Skipped int64 // bytes that were damaged or cut
}

// Unpack gives f all messages on the disk that are for the party, the most
// urgent lane first. It changes nothing on the disk, so that it can be done
// again; what comes twice is told apart by its number.
func Unpack(ctx context.Context, disk string, me lanna.WriterID, f func(federate.Message) error) (Report, error) {
	taken, refused := 0, 0
	r, err := Messages(ctx, disk, me, func(m federate.Message) error {
		if f(m) != nil {
			refused++
		} else {
			taken++
		}
		return nil
	})
	r.Taken, r.Refused = taken, refused
	return r, err
}

// Messages gives f all messages on the disk that are for the party, the most
// urgent lane first, and stops at its error. The report counts files, what is
// for others and what is damaged.
func Messages(ctx context.Context, disk string, me lanna.WriterID, f func(federate.Message) error) (Report, error) {
	var r Report
	files, err := filesFor(disk, me)
	if err != nil {
		return r, err
	}
	r.Files = len(files)
	for _, lane := range federate.Lanes {
		r.Foreign, r.Skipped = 0, 0 // each pass reads all
		for _, path := range files {
			if err := r.read(ctx, path, me, lane, f); err != nil {
				return r, plain(err)
			}
		}
	}
	return r, nil
}

func filesFor(disk string, me lanna.WriterID) ([]string, error) {
	if info, err := os.Stat(disk); err != nil {
		return nil, plain(err)
	} else if !info.IsDir() {
		return nil, &lanna.Error{Kind: lanna.Invalid, Code: "courier-no-folder"}
	}
	dir := filepath.Join(disk, folderPrefix+short(me))
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(strings.ToLower(e.Name()), suffix) {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, plain(err)
}

func (r *Report) read(ctx context.Context, path string, me lanna.WriterID, lane federate.Lane, f func(federate.Message) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	skipped, err := Read(file, func(m federate.Message) error {
		a, err := federate.ParseOuter(m)
		switch {
		case err != nil || a.To != me:
			r.Foreign++
		case a.Lane == lane:
			if err := f(m); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
	r.Skipped += skipped
	return err
}

// lookEvery is how often a carrier looks whether something new lies on a disk.
const lookEvery = time.Second

// A Carrier sends to and receives from one disk, for as long as it is there.
// A point without a link is served in the same way as one with a slow one.
type Carrier struct {
	disk    string
	me      lanna.WriterID
	changed chan struct{}
	mu      sync.Mutex
	there   bool
	open    map[lanna.WriterID]*Pack
}

// New makes the carrier of the party me.
func New(disk string, me lanna.WriterID) *Carrier {
	c := &Carrier{disk: disk, me: me, changed: make(chan struct{}, 1), open: map[lanna.WriterID]*Pack{}}
	c.look()
	return c
}

// Name is "courier".
func (c *Carrier) Name() string { return "courier" }

// Link is up while the disk is there.
func (c *Carrier) Link() (bool, <-chan struct{}) {
	return c.look(), c.changed
}

func (c *Carrier) look() bool {
	info, err := os.Stat(c.disk)
	there := err == nil && info.IsDir()
	c.mu.Lock()
	defer c.mu.Unlock()
	if there != c.there {
		c.there = there
		select {
		case c.changed <- struct{}{}:
		default: // an older change is unread; whoever reads it asks for the state
		}
	}
	return there
}

// Send writes the message to the disk. A file that could not be written to is
// given up and another one begun: the disk may be another one by then.
func (c *Carrier) Send(_ context.Context, to lanna.WriterID, m federate.Message) error {
	if !c.look() { // else the folder would be made where the disk should be
		return lanna.Errorf(lanna.Unavailable, "disk-away", "no folder")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.open[to]
	if p == nil {
		var err error
		if p, err = NewPack(c.disk, c.me, to); err != nil {
			return err
		}
		c.open[to] = p
	}
	err := p.Add(m)
	if err != nil {
		delete(c.open, to)
		err = errors.Join(err, p.Close())
	}
	return err
}

// Receive looks for messages until ctx ends. Those that were taken in are not
// offered again by this carrier.
func (c *Carrier) Receive(ctx context.Context, f func(federate.Message) error) error {
	seen := map[lanna.Digest]bool{}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if c.look() {
			_, _ = Unpack(ctx, c.disk, c.me, func(m federate.Message) error { // a disk may go at any time; the next look says more
				return once(seen, m, f)
			})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// Close ends the files.
func (c *Carrier) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for to, p := range c.open {
		_ = p.Close() // each message was synced
		delete(c.open, to)
	}
}
