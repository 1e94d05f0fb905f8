// Command bench measures match/index on invented persons (match/index/crowd):
// how fast it is built and opened, how long a question takes with scoring, how
// many pairs are scored in a second, how large it is, and whether the person
// asked for is among the candidates. It prints one JSON object.
//
//	go run ./match/index/bench -n 1000000 -ask 2000
package main

import (
	"crypto/rand"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"lanna/match"
	"lanna/match/index"
	"lanna/match/index/crowd"
)

// A result is what was measured. Times are of one core for questions, and of
// wall clock and processor for the rest.
type result struct {
	Persons         int                `json:"persons"`
	BuildPerSecond  float64            `json:"build_persons_per_second"`
	BuildProcessor  float64            `json:"build_processor_us_per_person"`
	FileBytes       int64              `json:"file_bytes"`
	OpenMillis      float64            `json:"open_ms"`
	Asked           int                `json:"asked"`
	P50             float64            `json:"p50_ms"`
	P95             float64            `json:"p95_ms"`
	ProcessorMillis float64            `json:"processor_ms_per_question"`
	PerSecond       float64            `json:"questions_per_second_one_core"`
	Recall          float64            `json:"recall_among_scored"`
	RecallOrAlike   float64            `json:"recall_or_somebody_whom_nothing_tells_apart"`
	RecallOf        map[string]float64 `json:"recall_by_what_was_known_of_the_birth"`
	First           float64            `json:"first_of_list"`
	PairsPerSecond  float64            `json:"pairs_per_processor_second"`
	ListSeconds     float64            `json:"list_seconds,omitempty"`
	ListProcessor   float64            `json:"list_processor_seconds,omitempty"`
	ListRecall      float64            `json:"list_recall_where_a_birth_is_known,omitempty"`
	Ceiling         *ceiling           `json:"ceiling,omitempty"`
	HeapBytes       uint64             `json:"heap_bytes"`
	PeakRSS         int64              `json:"peak_rss_bytes"`
	RSS             int64              `json:"rss_bytes_after_questions"`
}

func main() {
	n := flag.Int("n", 100_000, "persons")
	ask := flag.Int("ask", 1000, "questions")
	seed := flag.Uint64("seed", 20261127, "of chance")
	dir := flag.String("dir", os.TempDir(), "folder for the index")
	miss := flag.Bool("miss", false, "print the questions that missed")
	profile := flag.String("profile", "", "write a processor profile of the questions to this file")
	score := flag.Int("score", 0, "candidates that are scored; 0: as shipped")
	rows := flag.Int("rows", 0, "rows of a list that are looked up besides, in short, on all cores")
	most := flag.Int("ceiling", 0, "questions that all persons are scored against, to see what no search could do better than")
	keep := flag.String("keep", "", "keep the index and its key under this name, or use them")
	flag.Parse()
	b := &bench{n: *n, crowd: crowd.Crowd{Seed: *seed}, path: filepath.Join(*dir, fmt.Sprintf("bench-%d.index", os.Getpid())), key: make([]byte, index.KeySize), miss: *miss, profile: *profile, score: *score, rows: *rows, all: *most}
	rand.Read(b.key)
	if *keep != "" {
		b.path = *keep
		b.key = slices.Repeat([]byte{1}, index.KeySize)
	} else {
		defer os.Remove(b.path)
	}
	if err := b.run(*ask); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out, _ := json.MarshalIndent(b.result, "", "  ")
	fmt.Println(string(out))
}

type bench struct {
	n       int
	crowd   crowd.Crowd
	path    string
	key     []byte
	miss    bool
	profile string
	score   int
	rows    int
	all     int
	result
}

func (b *bench) run(ask int) error {
	b.Persons = b.n
	if _, err := os.Stat(b.path); err != nil {
		if err := b.build(); err != nil {
			return err
		}
	}
	info, err := os.Stat(b.path)
	if err != nil {
		return err
	}
	b.FileBytes = info.Size()
	debug.FreeOSMemory()
	start := time.Now()
	x, _, err := index.Open(b.path, b.key)
	if err != nil {
		return err
	}
	defer x.Close()
	b.OpenMillis = millis(time.Since(start))
	b.questions(x, ask)
	b.list(x)
	b.pairs(x)
	if b.all > 0 {
		b.measureCeiling(b.all)
	}
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.HeapBytes = m.HeapAlloc
	b.RSS, b.PeakRSS = rss()
	return nil
}

// build times the builder alone; the crowd is drawn in between.
func (b *bench) build() error {
	w, err := index.NewBuilder(b.path, b.key)
	if err != nil {
		return err
	}
	var spent, processor time.Duration
	timed := func(f func() error) error {
		start, cpu := time.Now(), processorTime()
		err := f()
		spent += time.Since(start)
		processor += processorTime() - cpu
		return err
	}
	const stretch = 200_000
	for from := 0; from < b.n; from += stretch {
		list := b.drawn(from, min(from+stretch, b.n))
		err := timed(func() error {
			for i := range list {
				if err := w.Add(list[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if err := timed(func() error { return w.Finish(int64(b.n)) }); err != nil {
		return err
	}
	b.BuildPerSecond = float64(b.n) / spent.Seconds()
	b.BuildProcessor = float64(processor.Microseconds()) / float64(b.n)
	return nil
}

func (b *bench) drawn(from, to int) []index.Entry {
	list := make([]index.Entry, to-from)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := from + w; i < to; i += workers {
				list[i-from] = b.crowd.Registered(i)
			}
		})
	}
	wg.Wait()
	return list
}

// questions are asked twice and timed the second time, when what they touch of
// the file is open: a node that has run for a day. Reading names is part of the
// time.
func (b *bench) questions(x *index.Index, ask int) {
	b.Asked = ask
	step := max(b.n/ask, 1)
	known, hit := map[string]int{}, map[string]int{}
	first, alike := 0, 0
	facts := make([]match.Facts, ask)
	for k := range facts {
		i := k * step % b.n
		facts[k] = b.crowd.Asked(i)
		kind := birthKnown(facts[k])
		known[kind]++
		place, asGood := b.place(x, facts[k], i)
		if asGood {
			alike++
		}
		if place >= 0 {
			hit[kind]++
		} else if b.miss {
			e := b.crowd.Registered(i)
			fmt.Fprintln(os.Stderr, "missed:", kind, strings.Join(facts[k].Names, ";"), "registered:", strings.Join(e.Facts.Names, ";"), e.Facts.Births)
		}
		if place == 0 {
			first++
		}
	}
	times := make([]time.Duration, ask)
	runtime.GOMAXPROCS(1)
	if b.profile != "" {
		f, err := os.Create(b.profile)
		if err == nil && pprof.StartCPUProfile(f) == nil {
			defer pprof.StopCPUProfile()
		}
	}
	cpu := processorTime()
	for k := range facts {
		start := time.Now()
		x.Find(facts[k].Person(), index.Options{Score: b.score})
		times[k] = time.Since(start)
	}
	cpu = processorTime() - cpu
	slices.Sort(times)
	b.P50, b.P95 = millis(times[ask/2]), millis(times[ask*95/100])
	b.ProcessorMillis = millis(cpu) / float64(ask)
	b.PerSecond = 1000 / b.ProcessorMillis
	b.First = float64(first) / float64(ask)
	total := 0
	b.RecallOf = map[string]float64{}
	for kind, n := range known {
		b.RecallOf[fmt.Sprintf("%s (%d)", kind, n)] = float64(hit[kind]) / float64(n)
		total += hit[kind]
	}
	b.Recall = float64(total) / float64(ask)
	b.RecallOrAlike = float64(total+alike) / float64(ask)
}

// list looks the rows of a list up as desk does: people of whom more is known
// than a name, the index asked in short. All are
// registered; found is who would be put before an officer.
func (b *bench) list(x *index.Index) {
	if b.rows == 0 {
		return
	}
	runtime.GOMAXPROCS(runtime.NumCPU())
	start, cpu := time.Now(), processorTime()
	var asked, found atomic.Int64
	var wg sync.WaitGroup
	o := index.Options{Limit: 8, Score: 24, Least: 0.5, Bare: 0.95, Named: 0.35, Quick: true, Names: match.NewReader(3000)}
	workers := runtime.NumCPU()
	for w := range workers {
		wg.Go(func() {
			for k := w; k < b.rows; k += workers {
				i := k * max(b.n/b.rows, 1) % b.n
				f := b.crowd.Asked(i)
				if len(f.Births) == 0 {
					continue
				}
				asked.Add(1)
				for _, c := range x.Find(f.PersonBy(o.Names), o) {
					if c.Record == crowd.ID(i) && c.Score >= 0.97 {
						found.Add(1)
					}
				}
			}
		})
	}
	wg.Wait()
	b.ListSeconds, b.ListProcessor = time.Since(start).Seconds(), (processorTime() - cpu).Seconds()
	b.ListRecall = float64(found.Load()) / float64(asked.Load())
}

// place of the true person among the candidates, -1 where it is not there, and
// then whether somebody is who scores as high: with what was asked, nothing tells
// the two apart.
func (b *bench) place(x *index.Index, f match.Facts, i int) (place int, alike bool) {
	q := f.Person()
	found := x.Find(q, index.Options{Limit: 1000, Score: b.score})
	for at, c := range found {
		if c.Record == crowd.ID(i) {
			return at, false
		}
	}
	e := b.crowd.Registered(i)
	return -1, len(found) > 0 && found[0].Score >= match.Likelihood(q, e.Facts.Person(), nil)
}

func birthKnown(f match.Facts) string {
	switch {
	case len(f.Identifiers) > 0:
		return "a number"
	case len(f.Births) == 0:
		return "name alone"
	case f.Births[0].Day == 0:
		return "year"
	}
	return "date"
}

// pairs scores what the index returned again, question by question as it comes:
// names read, explanation off.
func (b *bench) pairs(x *index.Index) {
	const rounds = 3
	pairs, spent := 0, time.Duration(0)
	for i := 0; i < b.n; i += max(b.n/200, 1) {
		f := b.crowd.Asked(i)
		q := f.Person()
		found := x.Find(q, index.Options{Limit: 1000, Score: b.score})
		cpu := processorTime()
		for range rounds {
			for _, c := range found {
				match.Likelihood(q, c.Person, nil)
			}
		}
		spent += processorTime() - cpu
		pairs += rounds * len(found)
	}
	b.PairsPerSecond = float64(pairs) / spent.Seconds()
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func processorTime() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// rss reads the memory of this process, now and at most.
func rss() (now, peak int64) {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(b)) {
		fmt.Sscanf(line, "VmRSS: %d kB", &now)
		fmt.Sscanf(line, "VmHWM: %d kB", &peak)
	}
	return now << 10, peak << 10
}
