package node_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/node"
	"lanna/store/postgres/pgtest"
)

// readsOf tells a copy of this test program whose reads it is to count.
const readsOf = "LANNA_BENCH_READS"

// A readsTask is what such a copy does.
type readsTask struct {
	Dir     string
	Records []lanna.RecordID
	Readers int
	For     time.Duration
}

// BenchmarkSharedReads compares what two processes that serve one node read in a given
// time with what one does: the queue and one record after the other, by eight officers
// a process, each process on one core as on a machine of its own. Server and processes
// share the cores of this machine, so with few of them it shows less than two machines
// would.
func BenchmarkSharedReads(b *testing.B) {
	if task := os.Getenv(readsOf); task != "" {
		countReads(b, task)
		return
	}
	dir, records := readable(b, 40)
	second := filepath.Join(b.TempDir(), "second")
	p, err := node.ReadPlace(dir)
	if err != nil {
		b.Fatal(err)
	}
	if err := node.Join(b.Context(), node.Config{Dir: second, Passphrase: passphrase, Store: p.Store, Blobs: filepath.Join(dir, "blobs")}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		one := readsAt(b, records, dir)
		both := readsAt(b, records, dir, second)
		b.ReportMetric(one, "one/s")
		b.ReportMetric(both, "two/s")
		b.ReportMetric(both/one, "of-one")
	}
}

// readable is the folder of a node on PostgreSQL with notices that duty may read.
func readable(b *testing.B, n int) (dir string, records []lanna.RecordID) {
	dir, root := filepath.Join(b.TempDir(), "d"), filepath.Join(b.TempDir(), "root.age")
	err := node.Init(b.Context(), node.InitConfig{Dir: dir, Passphrase: passphrase, RootFile: root, RootPassphrase: rootWords, RootWork: 10, Key: desktest.CheapKey, Password: desktest.Cheap,
		Settings: node.Settings{Agency: "TH", Kind: "national", Zone: "Asia/Bangkok", Exercise: true},
		First:    desk.Account{Login: "admin", Name: "EXERCISE admin", Password: password, Roles: []lanna.Role{lanna.Administrator}},
		Others:   []desk.Account{{Login: "duty", Name: "EXERCISE duty", Password: password, Roles: []lanna.Role{lanna.DutyOfficer}}},
		Clock:    node.Clock})
	if err != nil {
		b.Fatal(err)
	}
	nd := open(b, dir)
	by := signIn(b, nd, "duty")
	for i := range n {
		report(b, nd, by, i)
	}
	q, err := nd.Desk.Queue(b.Context(), by, exercise, desk.QueueQuery{Limit: n})
	if err != nil {
		b.Fatal(err)
	}
	for _, a := range q.Alerts {
		records = append(records, a.Record)
	}
	if err := nd.Close(); err != nil {
		b.Fatal(err)
	}
	server := pgtest.Start(b, "")
	if _, err := node.Move(b.Context(), node.Config{Dir: dir, Passphrase: passphrase}, server.Database(b), func(int64, int64) {}); err != nil {
		b.Fatal(err)
	}
	return dir, records
}

// readsAt is how many reads a second processes at the folders do together.
func readsAt(b *testing.B, records []lanna.RecordID, dirs ...string) float64 {
	b.Helper()
	sums := make([]float64, len(dirs))
	var wg sync.WaitGroup
	for i, dir := range dirs {
		wg.Go(func() {
			task, err := json.Marshal(readsTask{dir, records, 8, 10 * time.Second})
			if err != nil {
				b.Error(err)
				return
			}
			c := exec.CommandContext(b.Context(), os.Args[0], "-test.run", "^$", "-test.bench", "^BenchmarkSharedReads$", "-test.benchtime", "1x")
			c.Env = append(os.Environ(), readsOf+"="+string(task), "GOMAXPROCS=1")
			out, err := c.Output()
			if err == nil {
				_, rest, _ := strings.Cut(string(out), "reads=")
				word, _, _ := strings.Cut(rest, "\n")
				sums[i], err = strconv.ParseFloat(word, 64)
			}
			if err != nil {
				b.Errorf("process %d: %v", i+1, err)
			}
		})
	}
	wg.Wait()
	sum := 0.0
	for _, s := range sums {
		sum += s
	}
	return sum
}

// countReads reads as long as it was told to and prints how many reads a second.
func countReads(b *testing.B, task string) {
	var t readsTask
	if err := json.Unmarshal([]byte(task), &t); err != nil {
		b.Fatal(err)
	}
	n := open(b, t.Dir)
	defer n.Close()
	by := signIn(b, n, "duty")
	ctx, cancel := context.WithTimeout(b.Context(), t.For)
	defer cancel()
	var wg sync.WaitGroup
	reads := make([]int, t.Readers)
	for i := range reads {
		wg.Go(func() {
			for k := i; ctx.Err() == nil; k++ {
				var err error
				if k%2 == 0 {
					_, err = n.Desk.Queue(ctx, by, exercise, desk.QueueQuery{})
				} else {
					_, err = n.Desk.Record(ctx, by, exercise, t.Records[k%len(t.Records)])
				}
				if err != nil && ctx.Err() == nil {
					b.Error(err)
					return
				}
				reads[i]++
			}
		})
	}
	wg.Wait()
	sum := 0
	for _, r := range reads {
		sum += r
	}
	fmt.Printf("reads=%g\n", float64(sum)/t.For.Seconds())
}
