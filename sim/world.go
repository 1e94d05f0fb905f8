package sim

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/federate"
	"lanna/store"
)

// A world is one schedule under way.
type world struct {
	Options
	ctx      context.Context
	draw     chance
	now      time.Time
	nodes    []*node
	wire     *wire
	truth    *truth
	sealing  federate.Sealing
	verified *desk.Verified

	stolen     *node  // whose key and disk a thief has
	stands     int64  // leaves of the stolen writer's log that count
	revocation []byte // the certificate that says so; nil: not signed yet
	revoked    bool   // its national node has taken that

	tokens  int  // values that were drawn
	healing bool // the schedule is over

	markings map[string][]lanna.AgencyID // whom markings let hold, as they were read before

	step   int
	result Result
	hash   hash.Hash
}

// thorough reports whether a schedule is one of the share that seals as
// production does and compares everything at its end.
func thorough(seed uint64) bool { return seed%16 == 0 }

// nodesOf draws how many nodes a schedule has.
func nodesOf(c chance) int { return pick(c, []int{2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 6}) }

// Bases are federations that were set up, by number of nodes and sealing. The
// zero value is ready; one goroutine at a time may use it.
type Bases struct{ made map[baseKey]*base }

type baseKey struct {
	nodes int
	real  bool
}

func (b *Bases) of(ctx context.Context, n int, real bool) (*base, error) {
	key := baseKey{n, real}
	if b.made[key] != nil {
		return b.made[key], nil
	}
	made, err := newBase(ctx, n, sealingOf(real))
	if err != nil {
		return nil, err
	}
	if b.made == nil {
		b.made = map[baseKey]*base{}
	}
	b.made[key] = made
	return made, nil
}

func sealingOf(real bool) federate.Sealing {
	if real {
		return federate.HPKE
	}
	return cheap{}
}

// Run runs the schedule of a seed. The error is for a simulation that could
// not be set up; what went wrong in it is in the result.
func (b *Bases) Run(ctx context.Context, o Options) (Result, error) {
	draw := newChance(o.Seed, "schedule")
	if n := nodesOf(draw); o.Nodes == 0 {
		o.Nodes = n
	}
	if n := 10 + draw.IntN(14); o.Steps == 0 {
		o.Steps = n
	}
	if o.Nodes < 2 || o.Nodes > len(seats) {
		return Result{}, fmt.Errorf("sim: %d nodes; there may be 2 to %d", o.Nodes, len(seats))
	}
	if o.Plant != "" && faultNamed(o.Plant) == nil {
		return Result{}, fmt.Errorf("sim: no fault is called %q", o.Plant)
	}
	made, err := b.of(ctx, o.Nodes, thorough(o.Seed))
	if err != nil {
		return Result{}, err
	}
	w := &world{Options: o, ctx: ctx, draw: draw}
	w.prepare(made)
	err = withChance(o.Seed, "ids", func() error {
		if err := w.begin(made); err != nil {
			return err
		}
		w.play()
		return ctx.Err()
	})
	w.result.Steps, w.result.Hash = w.step, hex.EncodeToString(w.hash.Sum(nil))
	return w.result, err
}

// prepare fills in what a schedule begins with.
func (w *world) prepare(b *base) {
	w.now, w.wire, w.truth, w.hash, w.verified = start, newWire(), newTruth(), sha256.New(), b.verified
	w.markings, w.sealing = map[string][]lanna.AgencyID{}, sealingOf(thorough(w.Seed))
	w.result = Result{Seed: w.Seed, Nodes: w.Nodes}
}

// begin makes the nodes as copies of the base.
func (w *world) begin(b *base) error {
	for i := range b.nodes {
		n := &node{baseNode: &b.nodes[i], w: w, place: i, revoked: -1, at: map[lanna.RecordID]store.Version{}, took: map[[32]byte][]byte{}}
		n.disk = &disk{kept: b.nodes[i].store.Fork(), fault: &fault{name: w.Plant}}
		w.nodes = append(w.nodes, n)
		if err := n.open(w.ctx); err != nil {
			return err
		}
	}
	for _, n := range w.nodes {
		w.look(n)
	}
	return nil
}

// play runs the schedule, heals, and checks.
func (w *world) play() {
	if w.withLeave() {
		w.giveLeave()
	}
	for w.step < w.Steps && w.holds() {
		w.step++
		w.now = w.now.Add(time.Duration(1+w.draw.IntN(300)) * time.Second)
		w.turn()
	}
	if w.holds() {
		w.heal()
	}
	if w.holds() {
		w.check()
	}
	w.seal()
}

// holds reports whether nothing was violated so far.
func (w *world) holds() bool { return len(w.result.Violations) == 0 && w.ctx.Err() == nil }

// maxViolations is how many of one schedule are told.
const maxViolations = 20

// violated notes a violation.
func (w *world) violated(invariant string, n *node, id, more string) {
	v := Violation{Seed: w.Seed, Step: w.step, Invariant: invariant, Node: n.place, ID: id, More: more}
	if len(w.result.Violations) < maxViolations && !slices.Contains(w.result.Violations, v) {
		w.result.Violations = append(w.result.Violations, v)
	}
}

// note tells whoever listens what was done, and takes it into the hash.
func (w *world) note(e Event) {
	e.Step = w.step
	fmt.Fprintln(w.hash, e)
	if w.Trace != nil {
		w.Trace(e)
	}
}

// seal takes what all stores hold into the hash.
func (w *world) seal() {
	for _, n := range w.nodes {
		fmt.Fprintf(w.hash, "node %d\n", n.place)
		n.dumpTo(w.ctx, w.hash)
		w.result.Statements += int(n.scanned)
	}
}
