package index_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"lanna/match"
	"lanna/match/index"
	"lanna/match/index/crowd"
)

// BenchmarkPersons builds an index of a million invented persons and asks for a
// thousand of them as others would write them. "questions/s" and "pairs/s" are of
// processor time, so that they are of one core; "questions/clock-s" is what all
// cores answer by the clock; "recall" is how many of those asked for are among the
// candidates. LANNA_PERSONS makes the crowd smaller.
func BenchmarkPersons(b *testing.B) {
	persons := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("LANNA_PERSONS")); err == nil {
		persons = n
	}
	const asked = 1000
	c := crowd.Crowd{Seed: 20261127}
	x := openCrowd(b, c, persons)
	list := make([]*match.Person, asked)
	for b.Loop() {
		found := 0
		for k := range list { // what a question touches of the file is open after it
			i := k * max(persons/asked, 1) % persons
			f := c.Asked(i)
			list[k] = f.Person()
			if slices.ContainsFunc(x.Find(list[k], index.Options{Limit: 1000}), func(at index.Candidate) bool { return at.Record == crowd.ID(i) }) {
				found++
			}
		}
		began := processor()
		for k := range list {
			x.Find(list[k], index.Options{})
		}
		b.ReportMetric(asked/(processor()-began).Seconds(), "questions/s")
		b.ReportMetric(askedByAll(x, list), "questions/clock-s")
		b.ReportMetric(float64(found)/asked, "recall")
		b.ReportMetric(pairsASecond(x, list), "pairs/s")
	}
}

// askedByAll is how many questions all cores together answer in a second.
func askedByAll(x *index.Index, list []*match.Person) float64 {
	var next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for k := next.Add(1) - 1; k < int64(len(list)); k = next.Add(1) - 1 {
				x.Find(list[k], index.Options{})
			}
		})
	}
	all.Wait()
	return float64(len(list)) / time.Since(began).Seconds()
}

func openCrowd(b *testing.B, c crowd.Crowd, persons int) *index.Index {
	b.Helper()
	path, key := filepath.Join(b.TempDir(), "persons"), bytes.Repeat([]byte{7}, index.KeySize)
	build, err := index.NewBuilder(path, key)
	for i := 0; err == nil && i < persons; i++ {
		err = build.Add(c.Registered(i))
	}
	if err == nil {
		err = build.Finish(1)
	}
	if err != nil {
		b.Fatal(err)
	}
	x, _, err := index.Open(path, key)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { x.Close() }) //nolint:errcheck // it was read alone
	return x
}

// pairsASecond scores what the index brings again, names read, explanation off:
// question by question, as they come.
func pairsASecond(x *index.Index, list []*match.Person) float64 {
	const rounds = 3
	pairs, spent := 0, time.Duration(0)
	for _, q := range list[:min(len(list), 200)] {
		found := x.Find(q, index.Options{Limit: 1000})
		began := processor()
		for range rounds {
			for _, candidate := range found {
				match.Likelihood(q, candidate.Person, nil)
			}
		}
		spent += processor() - began
		pairs += rounds * len(found)
	}
	return float64(pairs) / spent.Seconds()
}

func processor() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u) //nolint:errcheck // it fails for a bad pointer alone
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
