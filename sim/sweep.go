package sim

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// A Report is what came of the schedules of a range of seeds.
type Report struct {
	Seeds      string      `json:"seeds"` // "1..10000"
	Nodes      int         `json:"nodes,omitempty"`
	Plant      string      `json:"plant,omitempty"`
	Schedules  int         `json:"schedules"`
	Steps      int         `json:"steps"`
	Statements int         `json:"statements"` // in all stores together
	Envelopes  int         `json:"envelopes"`  // delivered
	Crashes    int         `json:"crashes"`
	Hash       string      `json:"hash"` // of the hashes of all schedules, in order
	Violations []Violation `json:"violations"`
}

// A Range is seeds, both ends included.
type Range struct{ From, To uint64 }

// ParseRange reads "17..42", or "17".
func ParseRange(s string) (Range, error) {
	var r Range
	if n, err := fmt.Sscanf(s, "%d..%d", &r.From, &r.To); n == 2 && err == nil && r.To >= r.From && s == r.String() {
		return r, nil
	}
	if n, err := fmt.Sscanf(s, "%d", &r.From); n == 1 && err == nil && s == fmt.Sprint(r.From) {
		r.To = r.From
		return r, nil
	}
	return r, fmt.Errorf("%q is no range of seeds; write it as 1..1000", s)
}

func (r Range) String() string { return fmt.Sprintf("%d..%d", r.From, r.To) }

// Parts cuts a range into parts of at most n seeds.
func (r Range) Parts(n uint64) []Range {
	var out []Range
	for from := r.From; from <= r.To; from += n {
		out = append(out, Range{from, min(from+n-1, r.To)})
	}
	return out
}

// Sweep runs the schedules of a range one after the other.
func (b *Bases) Sweep(ctx context.Context, r Range, o Options) (Report, error) {
	out := Report{Seeds: r.String(), Nodes: o.Nodes, Plant: o.Plant, Violations: []Violation{}}
	hash := sha256.New()
	for seed := r.From; seed <= r.To; seed++ {
		o.Seed = seed
		res, err := b.Run(ctx, o)
		if err != nil {
			return out, err
		}
		fmt.Fprintln(hash, res.Hash)
		out.add(res)
	}
	out.Hash = hex.EncodeToString(hash.Sum(nil))
	return out, nil
}

func (r *Report) add(res Result) {
	r.Schedules++
	r.Steps += res.Steps
	r.Statements += res.Statements
	r.Envelopes += res.Envelopes
	r.Crashes += res.Crashes
	r.Violations = append(r.Violations, res.Violations...)
}

// Join adds the report of the range that follows.
func (r *Report) Join(next Report) {
	r.Schedules += next.Schedules
	r.Steps += next.Steps
	r.Statements += next.Statements
	r.Envelopes += next.Envelopes
	r.Crashes += next.Crashes
	r.Violations = append(r.Violations, next.Violations...)
	sum := sha256.Sum256([]byte(r.Hash + next.Hash))
	r.Hash = hex.EncodeToString(sum[:])
}

// NewReport is the report of a range of which nothing was run yet.
func NewReport(r Range, o Options) Report {
	return Report{Seeds: r.String(), Nodes: o.Nodes, Plant: o.Plant, Violations: []Violation{}}
}
