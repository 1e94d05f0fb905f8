package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"

	"lanna/sim"
)

type simCmd struct {
	Seeds   string `required:"" placeholder:"A..B" help:"Which schedules: a range of seeds, or one."`
	Nodes   int    `help:"How many nodes, 2 to 8; 0 draws it from the seed."`
	Plant   string `placeholder:"FAULT" help:"Switch a known fault on: ${faults}."`
	Trace   bool   `help:"Print each step of the schedules."`
	Workers int    `help:"How many processes share the work; 0 is one for each core."`
	Resume  string `type:"path" placeholder:"FILE" help:"Write how far it came, and go on from there."`
}

func (simCmd) examples() string {
	return `lanna sim --seeds 1..1000                          run a thousand schedules
lanna sim --seeds 17..17 --trace                   replay one, step by step
lanna sim --seeds 1..1000 --plant lost-outbox      show that a fault is found
lanna sim --seeds 1..100000 --resume soak.json     stop and go on as often as you like`
}

// faultNames are what --plant takes.
func faultNames() string {
	names := make([]string, len(sim.Faults))
	for i := range sim.Faults {
		names[i] = sim.Faults[i].Name
	}
	return strings.Join(names, ", ")
}

// partSize is how many seeds a worker runs before it says how they went.
const partSize = 100

// Run runs schedules and prints what was violated. Any violation is exit code 1.
func (c simCmd) Run(p *program) error {
	seeds, err := sim.ParseRange(c.Seeds)
	if err != nil {
		return &failure{code: misused, err: err, next: "lanna sim --help"}
	}
	if c.Plant != "" && !strings.Contains(", "+faultNames()+",", ", "+c.Plant+",") {
		return failf(misused, "lanna sim --help lists them", "no fault is called %q", c.Plant)
	}
	report, err := c.sweep(p, seeds)
	if err != nil {
		return err
	}
	return c.tell(p, report)
}

func (c simCmd) options() sim.Options { return sim.Options{Nodes: c.Nodes, Plant: c.Plant} }

// sweep runs the range in this process or, where there is much to do, in
// several: chance is a process's own, so a process runs one schedule at a time.
func (c simCmd) sweep(p *program, seeds sim.Range) (sim.Report, error) {
	workers := c.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if c.Trace || c.Resume == "" && (workers == 1 || seeds.To-seeds.From < partSize) {
		return c.alone(p, seeds)
	}
	return c.together(p, seeds, workers)
}

// alone runs the range in this process.
func (c simCmd) alone(p *program, seeds sim.Range) (sim.Report, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(800)) // there is little that lives long
	o := c.options()
	if c.Trace {
		out := p.out
		if p.json {
			out = p.err
		}
		o.Trace = func(e sim.Event) { fmt.Fprintln(out, e) }
	}
	var bases sim.Bases
	return bases.Sweep(p.ctx, seeds, o)
}

// progressed is what --resume keeps.
type progressed struct {
	Version int        `json:"version"`
	Next    uint64     `json:"next"` // the first seed that was not run
	Report  sim.Report `json:"report"`
}

// together runs parts of the range in processes of their own, and joins their
// reports in order.
func (c simCmd) together(p *program, seeds sim.Range, workers int) (sim.Report, error) {
	state := progressed{Version: 1, Next: seeds.From, Report: sim.NewReport(seeds, c.options())}
	if err := c.load(&state, seeds); err != nil || state.Next > seeds.To {
		return state.Report, err
	}
	parts := sim.Range{From: state.Next, To: seeds.To}.Parts(partSize)
	done := make([]chan partReport, len(parts))
	for i := range done {
		done[i] = make(chan partReport, 1)
	}
	ctx, stop := context.WithCancel(p.ctx)
	var work sync.WaitGroup
	defer work.Wait()
	defer stop()
	next := make(chan int)
	for range workers {
		work.Go(func() {
			for i := range next {
				r, err := c.child(ctx, parts[i])
				done[i] <- partReport{r, err}
			}
		})
	}
	work.Go(func() {
		defer close(next)
		for i := range parts {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})
	for i := range parts {
		if err := c.join(ctx, &state, parts[i], done[i]); err != nil {
			return state.Report, err
		}
	}
	return state.Report, nil
}

type partReport struct {
	sim.Report
	err error
}

// join takes a part's report and keeps how far the whole came.
func (c simCmd) join(ctx context.Context, state *progressed, part sim.Range, done chan partReport) error {
	select {
	case r := <-done:
		if r.err != nil {
			return r.err
		}
		state.Report.Join(r.Report)
		state.Next = part.To + 1
		return c.save(state)
	case <-ctx.Done():
		return failf(failed, "the same command goes on from there", "stopped before seed %d", state.Next)
	}
}

// child runs a part in a process of its own.
func (c simCmd) child(ctx context.Context, part sim.Range) (sim.Report, error) {
	var report sim.Report
	self, err := os.Executable()
	if err != nil {
		return report, err
	}
	args := []string{"sim", "--json", "--workers", "1", "--seeds", part.String(), "--nodes", fmt.Sprint(c.Nodes)}
	if c.Plant != "" {
		args = append(args, "--plant", c.Plant)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err = cmd.Run()
	if bad := json.Unmarshal(out.Bytes(), &report); bad != nil {
		return report, fmt.Errorf("seeds %s: %v %s", part, err, bytes.TrimSpace(complaint.Bytes()))
	}
	return report, nil
}

// load reads how far an earlier run of the same range came.
func (c simCmd) load(state *progressed, seeds sim.Range) error {
	if c.Resume == "" {
		return nil
	}
	b, err := os.ReadFile(c.Resume)
	if os.IsNotExist(err) {
		return nil
	}
	var old progressed
	if err == nil {
		err = json.Unmarshal(b, &old)
	}
	if err != nil {
		return failf(failed, "remove the file to begin anew", "%s does not tell how far it came: %v", c.Resume, err)
	}
	if old.Version != 1 || old.Report.Seeds != seeds.String() || old.Report.Nodes != c.Nodes || old.Report.Plant != c.Plant {
		return failf(misused, "remove the file to begin anew", "%s is of other seeds, nodes or faults", c.Resume)
	}
	*state = old
	return nil
}

func (c simCmd) save(state *progressed) error {
	if c.Resume == "" {
		return nil
	}
	b, err := json.MarshalIndent(state, "", " ")
	if err == nil {
		err = os.WriteFile(c.Resume+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(c.Resume+".new", c.Resume)
	}
	return err
}

// tell prints the report; with violations the verb fails.
func (c simCmd) tell(p *program, r sim.Report) error {
	if p.json {
		if err := p.emit(r); err != nil {
			return err
		}
	} else {
		for _, v := range r.Violations {
			fmt.Fprintln(p.out, v)
		}
		fmt.Fprintf(p.out, "%d schedules, %d steps, %d envelopes, %d crashes, %d violations.\n", r.Schedules, r.Steps, r.Envelopes, r.Crashes, len(r.Violations))
	}
	if len(r.Violations) == 0 {
		return nil
	}
	v := r.Violations[0]
	replay := fmt.Sprintf("lanna sim --seeds %d..%d --trace", v.Seed, v.Seed)
	if c.Nodes != 0 {
		replay += fmt.Sprintf(" --nodes %d", c.Nodes)
	}
	if c.Plant != "" {
		replay += " --plant " + c.Plant
	}
	return failf(failed, replay, "seed %d violates %s at step %d", v.Seed, v.Invariant, v.Step)
}
