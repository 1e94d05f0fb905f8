// Package sim runs whole federations on one goroutine: nodes of the same code
// as in production (desk and federate over store/memory) with the carrier, the
// clock, the disk and chance swapped. A seed draws a schedule of what officers
// do and of what goes wrong; after it the links heal, all is delivered, and
// what must hold for every history is checked. docs/design/simulation.md says
// what is checked and what is not.
//
// Chance is swapped where the program gets it, crypto/rand.Reader, so that ids
// and salts are the seed's as well. A process that simulates must do nothing
// else: Run holds a lock that one schedule has at a time.
package sim

import (
	"fmt"
)

// Options say which schedule to run, and how.
type Options struct {
	Seed  uint64
	Nodes int         // 2 to 8; 0: drawn from the seed
	Steps int         // before the links heal; 0: drawn from the seed
	Plant string      // one of Faults; "": none
	Trace func(Event) // nil: nobody listens
}

// An Event is one step of a schedule as it was run.
type Event struct {
	Step int    `json:"step"`
	Node int    `json:"node"` // -1: the world's
	What string `json:"what"`
	ID   string `json:"id,omitempty"`   // of the record, party or message in question, shortened
	Code string `json:"code"`           // "ok", the code of a refusal, or "crashed"
	More string `json:"more,omitempty"` // lane and number, a time
}

func (e Event) String() string {
	return fmt.Sprintf("%4d  node %2d  %-18s %-10s %-22s %s", e.Step, e.Node, e.What, e.ID, e.Code, e.More)
}

// A Violation is something that must never be and was. It names ids alone.
type Violation struct {
	Seed      uint64 `json:"seed"`
	Step      int    `json:"step"`
	Invariant string `json:"invariant"`
	Node      int    `json:"node"`
	ID        string `json:"id,omitempty"`   // claim, statement or message
	More      string `json:"more,omitempty"` // another id, or a code
}

func (v Violation) String() string {
	return fmt.Sprintf("seed %d step %d node %d: %s %s %s", v.Seed, v.Step, v.Node, v.Invariant, v.ID, v.More)
}

// A Result is what came of one schedule.
type Result struct {
	Seed       uint64
	Nodes      int
	Steps      int // with those of the healing
	Statements int // in all stores together
	Envelopes  int // delivered
	Crashes    int
	Hash       string // of the trace and of all stores at the end: the same seed gives the same
	Violations []Violation
}

// Invariants that are checked, in the words of a Violation.
const (
	Lost          = "nothing-lost"      // a released claim is not where it was released to
	Twice         = "nothing-twice"     // a statement, an envelope or an answer stands twice
	Recalled      = "recall-converges"  // a claim that was recalled or erased is still held somewhere
	Unanswered    = "all-answered"      // a release or recall has no receipt
	Denied        = "marking-holds"     // somebody holds or is shown what the marking denies
	OldWord       = "no-old-word"       // a holder is left with what was replaced
	OtherState    = "same-state"        // the same statements in another order, or a rebuild, give another state
	RevokedTaken  = "revoked-stays-out" // what a revoked writer signed after its checkpoint was taken in
	NumberReused  = "number-once"       // a number of a lane, of a log or of a label was given twice
	NumberMissing = "numbers-whole"     // a lane's numbers have a gap, or it stands still
	LogBroken     = "log-verifies"      // a node's own log does not hold
	HonestRefused = "honest-taken"      // what an honest party sent was refused
	CommandFailed = "no-internal-error" // a command failed for a reason that is no answer
	NoConvergence = "converges"         // messages go to and fro without end
)

// short names an id in a trace.
func short(s fmt.Stringer) string {
	if text := s.String(); len(text) > 8 {
		return text[:8]
	}
	return s.String()
}
