package sim

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/store"
)

// A node is one party of a schedule: a desk on a disk that can lose its power.
type node struct {
	*baseNode
	w     *world
	place int
	disk  *disk
	desk  *desk.Desk
	drift time.Duration // of its clock from the world's

	sent     map[laneTo]uint64                // what the forwarder knows in memory: the last number that was handed over
	stolen   bool                             // its key and disk are a thief's
	seen     int                              // transactions of its disk at the last look
	scanned  int64                            // statements up to this Seq were looked at
	revoked  int64                            // Seq at which it learned of the revocation; -1: not yet
	leaves   []lanna.Digest                   // its own log: the statement at each place
	took     map[[32]byte][]byte              // for a planted fault: envelopes, with how their lane was before
	released []lanna.RecordID                 // records of which it released something
	known    []lanna.RecordID                 // records in the order in which they came
	at       map[lanna.RecordID]store.Version // as they were looked at last
}

// A laneTo names a lane to a party.
type laneTo struct {
	to   int
	lane int
}

// Now is the node's own time.
func (n *node) Now() time.Time { return n.w.now.Add(n.drift) }

// open opens the desk on what the disk holds, as a node does when it starts.
func (n *node) open(ctx context.Context) error {
	n.disk = n.disk.started()
	d, err := desk.New(ctx, config(n.baseNode, n.disk, n.place, n.w.verified, n.w.sealing, n))
	if err == nil {
		err = d.Upgrade(ctx)
	}
	n.desk, n.sent = d, map[laneTo]uint64{}
	return err
}

// id is the node's writer.
func (n *node) id() lanna.WriterID { return n.signer.Writer() }

// read looks at what the disk holds, past the desk.
func (n *node) read(ctx context.Context, f func(r store.Reader) error) error {
	return n.disk.kept.View(ctx, f)
}

// dump writes everything that is made of statements, and the statements' ids.
func (n *node) dump(ctx context.Context) string {
	var b strings.Builder
	n.dumpTo(ctx, &b)
	return b.String()
}

func (n *node) dumpTo(ctx context.Context, w io.Writer) {
	b := bufio.NewWriter(w)
	defer b.Flush()
	_ = n.read(ctx, func(r store.Reader) error { // a store in memory does not fail
		err := r.Scan(1, func(s store.Stored) error {
			fmt.Fprintln(b, s.ID, len(s.Claims))
			return nil
		})
		if err != nil {
			return err
		}
		return r.Dump(func(line []byte) error {
			b.Write(line)
			return b.WriteByte('\n')
		})
	})
}

// quarantined lists what the node has in quarantine.
func (n *node) quarantined(ctx context.Context) (names []string) {
	_ = n.read(ctx, func(r store.Reader) (err error) { // a store in memory does not fail
		names, err = r.MetaNames("quarantine/")
		return err
	})
	return names
}

// refusedSince returns the code of what was put into quarantine since before;
// "" where nothing was.
func (n *node) refusedSince(ctx context.Context, before []string) string {
	now := n.quarantined(ctx)
	if len(now) == len(before) {
		return ""
	}
	code := "?"
	for _, name := range now {
		if slices.Contains(before, name) {
			continue
		}
		_ = n.read(ctx, func(r store.Reader) error {
			b, err := r.Meta(name)
			var q desk.Quarantined
			if err == nil && json.Unmarshal(b, &q) == nil {
				code = q.Code + " " + q.ID
			}
			return err
		})
	}
	return code
}

// again tells the planted lack of deduplication how a lane was when an envelope
// came first. What it returns is called when the envelope was delivered.
func (n *node) again(ctx context.Context, l letter) func(taken bool) {
	f := n.disk.fault
	if f.name != "no-deduplication" {
		return func(bool) {}
	}
	sum := sha256.Sum256(l.m)
	o, err := federate.ParseOuter(l.m)
	if err != nil || o.Ack {
		return func(bool) {}
	}
	lane := "federate/in/" + n.id().String() + "/" + o.From.String() + "/" + fmt.Sprint(uint8(o.Lane))
	f.again, f.before = lane, n.took[sum]
	was := n.meta(ctx, lane)
	return func(taken bool) {
		f.again, f.before = "", nil
		if _, had := n.took[sum]; taken && !had && string(n.meta(ctx, lane)) != string(was) {
			n.took[sum] = was
		}
	}
}

func (n *node) meta(ctx context.Context, name string) (value []byte) {
	_ = n.read(ctx, func(r store.Reader) (err error) {
		value, err = r.Meta(name)
		return err
	})
	if value == nil {
		return []byte("{}") // a lane that never moved
	}
	return value
}
