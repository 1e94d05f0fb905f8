// Command lanna-bench prints the table of speed and size: it runs the rooms'
// own benchmarks and shows the ratios that they report, one run a row.
//
// A ratio compares two things that the same run did on the same machine, so
// that it means the same on any other. Run it from the root of the checkout:
//
//	go run ./cmd/lanna-bench             all rows
//	go run ./cmd/lanna-bench -only queue rows with this word
//	go run ./cmd/lanna-bench -only search -records 100000
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

const million = 1_000_000

func main() {
	only := flag.String("only", "", "only rows with this word")
	records := flag.Int("records", million, "records to search among")
	flag.Parse()
	if err := run(*only, *records); err != nil {
		fmt.Fprintln(os.Stderr, "lanna-bench:", err)
		os.Exit(1)
	}
}

func run(only string, records int) error {
	fmt.Printf("%s, %s/%s, %d cores, %s\n\n", time.Now().UTC().Format("2006-01-02"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	fmt.Println("| what | aim | measured | | beside it |")
	fmt.Println("|---|---|---|---|---|")
	known := map[benchmark]metrics{}
	for _, r := range rows {
		if only != "" && !strings.Contains(r.what, only) {
			continue
		}
		m, ok := known[r.from]
		if !ok {
			var err error
			if m, err = measure(r.from, records); err != nil {
				fmt.Fprintf(os.Stderr, "lanna-bench: %s: %v\n", r.from.name, err)
			}
			known[r.from] = m
		}
		if r.from == search && records != million {
			r.what += fmt.Sprintf(" (here among %d)", records)
		}
		fmt.Println(r.line(m))
	}
	return nil
}

// measure runs one benchmark with the go tool. A benchmark that is not there
// measures nothing, which is no error.
func measure(b benchmark, records int) (metrics, error) {
	list, err := exec.Command("go", "test", "-list", "^"+b.name+"$", b.pkg).Output()
	if err != nil {
		return nil, fmt.Errorf("%s does not compile: %w", b.pkg, err)
	}
	if !strings.HasPrefix(string(list), b.name+"\n") {
		return nil, nil
	}
	fmt.Fprintf(os.Stderr, "%s %s\n", b.pkg, b.name)
	args := []string{"test", "-run", "^$", "-bench", "^" + b.name + "$", "-benchtime", b.times, "-timeout", "2h", b.pkg}
	if b == search {
		args = append(args, "-args", fmt.Sprint("-records=", records))
	}
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	m := parse(string(out))
	if err != nil {
		return m, errors.Join(fmt.Errorf("the benchmark failed: %w", err), errors.New(string(out)))
	}
	return m, nil
}
