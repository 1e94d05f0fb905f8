package sim_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"testing"

	"lanna/sim"
)

// partEnv makes the test's program run a part of the schedules, because a
// process has one chance and so runs one schedule at a time.
const partEnv = "LANNA_SIM_PART"

func TestMain(m *testing.M) {
	debug.SetGCPercent(800) // there is little that lives long
	if part := os.Getenv(partEnv); part != "" {
		os.Exit(runPart(part))
	}
	os.Exit(m.Run())
}

func runPart(part string) int {
	r, err := sim.ParseRange(part)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	var bases sim.Bases
	report, err := bases.Sweep(context.Background(), r, sim.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		return 1
	}
	return 0
}

// TestSchedules holds what must hold for every history. A seed that fails is
// replayed with: lanna sim --seeds N..N --trace. They are as many as fit beside
// the other tests; the soak runs more (docs/measured/exchange.md).
func TestSchedules(t *testing.T) {
	last := uint64(10_000)
	if testing.Short() {
		last = 300
	}
	parts := sim.Range{From: 1, To: last}.Parts(1000)
	next := make(chan sim.Range, len(parts))
	for _, p := range parts {
		next <- p
	}
	close(next)
	var mu sync.Mutex
	var work sync.WaitGroup
	schedules := 0
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for p := range next {
				r, err := child(t, p)
				mu.Lock()
				if err != nil {
					t.Errorf("seeds %s: %v", p, err)
				}
				for _, v := range r.Violations {
					t.Errorf("%s\n\treplay: lanna sim --seeds %d..%d --trace", v, v.Seed, v.Seed)
				}
				schedules += r.Schedules
				mu.Unlock()
			}
		})
	}
	work.Wait()
	if schedules != int(last) {
		t.Errorf("%d schedules of %d were run", schedules, last)
	}
}

func child(t *testing.T, part sim.Range) (r sim.Report, err error) {
	self, err := os.Executable()
	if err != nil {
		return r, err
	}
	cmd := exec.CommandContext(t.Context(), self)
	cmd.Env = append(os.Environ(), partEnv+"="+part.String())
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	if err := cmd.Run(); err != nil {
		return r, fmt.Errorf("%w: %s", err, complaint.Bytes())
	}
	return r, json.Unmarshal(out.Bytes(), &r)
}

// Every fault is found by one of the invariants that it breaks, and without it
// the same schedule holds.
func TestEveryFaultIsFound(t *testing.T) {
	var bases sim.Bases
	for _, f := range sim.Faults {
		t.Run(f.Name, func(t *testing.T) {
			for seed := uint64(1); seed <= 1000; seed++ {
				r, err := bases.Run(t.Context(), sim.Options{Seed: seed, Plant: f.Name})
				if err != nil {
					t.Fatal(err)
				}
				if i := slices.IndexFunc(r.Violations, func(v sim.Violation) bool { return slices.Contains(f.Hits, v.Invariant) }); i >= 0 {
					t.Logf("found by seed %d: %s", seed, r.Violations[i].Invariant)
					return
				}
			}
			t.Error("not found within 1,000 seeds")
		})
	}
}

// The same seed gives the same steps, the same ids and the same stores.
func TestASeedIsReplayed(t *testing.T) {
	for seed := uint64(1); seed <= 48; seed++ {
		var hashes []string
		for range 2 {
			var bases sim.Bases
			r, err := bases.Run(t.Context(), sim.Options{Seed: seed, Nodes: 3 + int(seed)%2})
			if err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, r.Hash)
		}
		if hashes[0] != hashes[1] {
			t.Errorf("seed %d ran otherwise the second time", seed)
		}
	}
}

func TestARangeIsReadAndCut(t *testing.T) {
	r, err := sim.ParseRange("3..12")
	if err != nil || r != (sim.Range{From: 3, To: 12}) {
		t.Errorf("%v %v", r, err)
	}
	if got := fmt.Sprint(r.Parts(4)); got != "[3..6 7..10 11..12]" {
		t.Errorf("parts %s", got)
	}
	for _, bad := range []string{"", "5..3", "a..b", "1..2..3", "-1", "1..2 "} {
		if _, err := sim.ParseRange(bad); err == nil {
			t.Errorf("%q is a range", bad)
		}
	}
}

func TestWhatCannotBeRunIsSaid(t *testing.T) {
	var bases sim.Bases
	for _, o := range []sim.Options{{Nodes: 1}, {Nodes: 9}, {Plant: "no-such-fault"}} {
		if _, err := bases.Run(t.Context(), o); err == nil {
			t.Errorf("%+v was run", o)
		}
	}
}
