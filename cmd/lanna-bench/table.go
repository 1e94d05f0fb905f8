package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A benchmark is one of a room's, and how often it runs.
type benchmark struct{ pkg, name, times string }

// The rooms' benchmarks.
var (
	notice  = benchmark{"./desk", "BenchmarkConfirmedNotice", "1x"}
	verify  = benchmark{"./audit", "BenchmarkVerifyAgainstBareEd25519", "3x"}
	search  = benchmark{"./store/sqlite", "BenchmarkSearch", "1x"}
	queue   = benchmark{"./desk", "BenchmarkQueue", "400x"}
	picture = benchmark{"./cmd/lanna-read", "BenchmarkReadAgainstBareInference", "5x"}
	reader  = benchmark{"./cmd/lanna-read", "BenchmarkReadingProcess", "5x"}
	serving = benchmark{"./cmd/lanna", "BenchmarkNode", "1x"}
	filters = benchmark{"./hit", "BenchmarkBuildAgainstBare", "5x"}
	asking  = benchmark{"./hit", "BenchmarkAskAgainstBare", "5x"}
	lists   = benchmark{"./cmd/lanna", "BenchmarkList", "1x"}
	persons = benchmark{"./match/index", "BenchmarkPersons", "1x"}
	toAll   = benchmark{"./desk", "BenchmarkOneReleaseToAll", "3x"}
	guesses = benchmark{"./web", "BenchmarkQueueUnderGuesses", "1x"}
	streams = benchmark{"./web", "BenchmarkStreams", "1x"}
	besides = benchmark{"./web", "BenchmarkBackupBesideStreams", "1x"}
	inPg    = benchmark{"./desk", "BenchmarkPostgres", "1x"}
	twoRead = benchmark{"./node", "BenchmarkSharedReads", "1x"}
	across  = benchmark{"./node", "BenchmarkConfirmToScreen", "300x"}
)

// A row is one promise and where its number comes from.
type row struct {
	what  string
	from  benchmark
	aim   limit
	value func(m metrics) (float64, bool)
	also  []figure // what stands beside it
}

// A limit is what the number should keep to.
type limit struct {
	sign string // "≥" or "≤"
	to   float64
	unit string
}

func (l limit) String() string { return fmt.Sprintf("%s %g%s", l.sign, l.to, l.unit) }

func (l limit) kept(v float64) bool {
	return l.sign == "≥" && v >= l.to || l.sign == "≤" && v <= l.to
}

// A figure is a metric that is shown as it is.
type figure struct{ sub, unit string }

func atLeast(v float64) limit             { return limit{"≥", v, ""} }
func atLeastMS(v float64) limit           { return limit{"≥", v, " ms"} }
func atMost(v float64, unit string) limit { return limit{"≤", v, unit} }

// rows are the promises of speed and size, in the order of the specification.
var rows = []row{
	{"a confirmed notice against bare inserts and a signature, one a transaction", notice, atLeast(0.6),
		reported("1-a-transaction", "of-bare"), []figure{{"1-a-transaction", "notices/s"}, {"1-a-transaction", "bare/s"}}},
	{"the same, a thousand a transaction", notice, atLeast(0.6),
		reported("1000-a-transaction", "of-bare"), []figure{{"1000-a-transaction", "notices/s"}, {"1000-a-transaction", "bare/s"}}},
	{"64 officers at once against one officer", notice, atLeast(4),
		quotient("64-officers", "1-a-transaction", "notices/s"), []figure{{"64-officers", "notices/s"}}},
	{"verification of a whole log against bare Ed25519", verify, atLeast(0.8),
		reported("", "of-bare"), []figure{{"", "leaves/s"}}},
	{"search at 1,000,000 records, p95 against a bare FTS5 query", search, atMost(2, ""),
		reported("", "p95-ratio"), []figure{{"", "p95-ms-Hani"}, {"", "p95-ms-Latn"}, {"", "p95-ms-Thai"}, {"", "p95-ms-Mymr"}, {"", "p95-ms-Laoo"},
			{"", "p95-ms-Hani-one"}, {"", "p95-ms-rare"}}},
	{"queue of 100,000 alerts, p95 against one of 100", queue, atMost(1.5, ""),
		reported("", "p95-ratio"), []figure{{"", "p95-µs-of-100"}, {"", "p95-µs-of-100000"}}},
	{"queue page while 100 wrong sign-ins a second come in, against the page alone", guesses, atMost(1.5, ""),
		reported("", "ratio"), []figure{{"", "ms-alone"}, {"", "ms-under-guesses"}, {"", "guesses"}}},
	{"one sign-in, argon2id", guesses, atLeastMS(50),
		reported("", "ms/sign-in"), nil},
	{"500 officers with open event streams and 20 confirmed notices a second, p99 from confirmed to the last browser against the p50 of the same with one officer", streams, atMost(10, ""),
		reported("", "ratio"), []figure{{"", "ms-p50-of-one"}, {"", "ms-p50"}, {"", "ms-p99"}, {"", "notices/s"}, {"", "lost"}, {"", "ms-p99-of-one"}, {"", "MB-after-a-tenth"}, {"", "MB-halfway"}, {"", "MB-at-the-end"}}},
	{"confirmed notices beside a backup, 500 event streams open, against the same without", besides, atLeast(0.8),
		reported("", "ratio"), []figure{{"", "notices/s"}, {"", "notices/s-beside"}, {"", "backups"}}},
	{"PostgreSQL: a reported notice, 64 officers at once, against bare inserts of the same rows and a signature by the same driver", inPg, atLeast(0.5),
		reported("", "of-bare"), []figure{{"", "notices/s"}, {"", "bare/s"}}},
	{"PostgreSQL: two serving processes of one core each against one, on reads", twoRead, atLeast(1.3),
		reported("", "of-one"), []figure{{"", "one/s"}, {"", "two/s"}}},
	{"confirmed at one node to the screen of another, six nodes and a relay, p99 against a bare NATS stream that syncs", across, atMost(10, ""),
		reported("", "p99-ratio"), []figure{{"", "p50-ratio"}, {"", "p50-ms"}, {"", "p99-ms"}, {"", "bare-p50-ms"}, {"", "bare-p99-ms"}}},
	{"one release to 100 parties, sealed for each, cost at the sender for a reader against one to 10", toAll, atMost(1, ""),
		quotient("at-once/100", "at-once/10", "µs/reader"), []figure{{"at-once/10", "µs/reader"}, {"at-once/25", "µs/reader"}, {"at-once/50", "µs/reader"}, {"at-once/100", "µs/reader"},
			{"one-by-one/10", "µs/reader"}, {"one-by-one/100", "µs/reader"}}},
	{"hit/no-hit, a filter built on all cores against bare FullEvaluate on all cores", filters, atLeast(0.85),
		reported("", "ratio"), []figure{{"", "built/s"}, {"", "bare/s"}}},
	{"hit/no-hit, 1,000 questions in one batch against bare blind, evaluate, proof and finalize", asking, atMost(1.3, ""),
		reported("", "ratio"), []figure{{"", "µs/question"}, {"", "µs/bare"}}},
	{"a list of 31,000 rows, from the file to the sign-off, against 1,000,000 persons", lists, atMost(30, " s"),
		reported("", "s/list"), []figure{{"", "peak-MB"}}},
	{"questions for one of 1,000,000 persons, a second on all cores (200 times the peer's 2.2 on such a machine)", persons, atLeast(440),
		reported("", "questions/clock-s"), []figure{{"", "questions/s"}, {"", "recall"}}},
	{"persons asked for who are among the candidates, of 1,000,000", persons, atLeast(0.99),
		reported("", "recall"), nil},
	{"pairs of them scored, a second of processor time", persons, atLeast(100_000),
		reported("", "pairs/s"), nil},
	{"a picture against bare inference of the same models", picture, atMost(1.3, ""),
		reported("", "ratio"), []figure{{"", "s/picture"}}},
	{"memory of the reading process, at most", reader, atMost(600, " MB"),
		reported("", "peak-MB"), nil},
	{"memory of the node with the exercise, at rest", serving, atMost(100, " MB"),
		reported("", "node-MB"), []figure{{"", "own-MB"}, {"", "peak-MB"}}},
	{"queue page without fonts, gzipped", serving, atMost(30, " KB"),
		reported("", "page-KB"), nil},
}

// reported takes a metric of a sub-benchmark, "" for the benchmark itself.
func reported(sub, unit string) func(metrics) (float64, bool) {
	return func(m metrics) (float64, bool) {
		v, ok := m[sub][unit]
		return v, ok
	}
}

// quotient divides the metric of one sub-benchmark by that of another.
func quotient(above, below, unit string) func(metrics) (float64, bool) {
	return func(m metrics) (float64, bool) {
		a, okA := m[above][unit]
		b, okB := m[below][unit]
		return a / b, okA && okB && b > 0
	}
}

// line is the row in Markdown. What was not measured says so.
func (r row) line(m metrics) string {
	v, ok := r.value(m)
	if !ok {
		return fmt.Sprintf("| %s | %s | not measured | | |", r.what, r.aim)
	}
	word := "kept"
	if !r.aim.kept(v) {
		word = "**falls short**"
	}
	var beside []string
	for _, f := range r.also {
		if x, ok := m[f.sub][f.unit]; ok {
			beside = append(beside, strconv.FormatFloat(x, 'g', 4, 64)+" "+f.unit)
		}
	}
	return fmt.Sprintf("| %s | %s | %.2f%s | %s | %s |", r.what, r.aim, v, r.aim.unit, word, strings.Join(beside, ", "))
}

// metrics are what benchmarks report: sub-benchmark, then unit.
type metrics map[string]map[string]float64

// parse reads the lines that go test prints for benchmarks:
//
//	BenchmarkNotice/64-writers-2   1   1234 ns/op   0.71 of-bare
func parse(out string) metrics {
	m := metrics{}
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		_, sub, _ := strings.Cut(fields[0], "/")
		sub = withoutCores(sub)
		if m[sub] == nil {
			m[sub] = map[string]float64{}
		}
		for i := 2; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				m[sub][fields[i+1]] = v
			}
		}
	}
	return m
}

// withoutCores drops the "-2" that go test adds on two cores.
func withoutCores(name string) string {
	if i := strings.LastIndexByte(name, '-'); i >= 0 {
		if _, err := strconv.Atoi(name[i+1:]); err == nil {
			return name[:i]
		}
	}
	return name
}
