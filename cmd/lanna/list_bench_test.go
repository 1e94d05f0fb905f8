package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"syscall"
	"testing"
	"time"

	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/exercise"
	"lanna/list"
	"lanna/match/index"
	"lanna/match/index/crowd"
	"lanna/store"
)

// BenchmarkList takes the exercise's list of 31,000 rows in, from the file to the
// two signatures, on a node whose register knows a million persons: it reads every
// cell, and finds who stands in the list twice and who may be in the register.
// "s/list" is that time and "peak-MB" the most memory of the process meanwhile.
// LANNA_PERSONS makes the register smaller, LANNA_ROWS the list, and LANNA_REGISTER names a file in which
// it is kept for the next time: making it takes longer than the list.
func BenchmarkList(b *testing.B) {
	persons := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("LANNA_PERSONS")); err == nil {
		persons = n
	}
	rows := exercise.ListRows
	if n, err := strconv.Atoi(os.Getenv("LANNA_ROWS")); err == nil {
		rows = n
	}
	path := filepath.Join(b.TempDir(), "persons")
	w := desktest.New(b, desktest.Options{Config: func(c *desk.Config) { c.Register = path }})
	fillRegister(b, w, path, persons)
	var file bytes.Buffer
	if err := exercise.HandoverList(1, rows).Write(&file, "xlsx"); err != nil {
		b.Fatal(err)
	}
	keepSmall() // as a node that serves
	for b.Loop() {
		debug.FreeOSMemory()
		os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) //nolint:errcheck // elsewhere than on Linux the peak is that of the whole run
		began, worked := time.Now(), processorTime(b)
		id, err := w.UploadList(b.Context(), w.Leader, desktest.Rescue, desk.ListUpload{Kind: list.Handover, From: "EXERCISE " + strconv.Itoa(b.N), Data: file.Bytes()})
		if err == nil {
			err = w.CheckList(b.Context(), w.Leader, desktest.Rescue, id, desk.ListPlan{})
		}
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/list")
		b.ReportMetric((processorTime(b) - worked).Seconds(), "cpu-s")
		b.ReportMetric(memory(b, strconv.Itoa(os.Getpid()), "VmHWM"), "peak-MB")
		if err := w.DropList(b.Context(), w.Leader, desktest.Rescue, id); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkListCommit makes records of 3,000 rows of the exercise's list that two
// officers signed for; "rows/s" counts from the second signature to the last
// receipt, "cpu-s" is the processor time of that. LANNA_ROWS takes more rows.
func BenchmarkListCommit(b *testing.B) {
	rows := 3000
	if n, err := strconv.Atoi(os.Getenv("LANNA_ROWS")); err == nil {
		rows = n
	}
	compared := desktest.Rescue
	compared.Reason = "EXERCISE compared with the paper list"
	for b.Loop() {
		b.StopTimer()
		w := desktest.New(b, desktest.Options{Config: func(c *desk.Config) { c.Register = filepath.Join(b.TempDir(), "persons") }})
		var file bytes.Buffer
		if err := exercise.HandoverList(1, rows).Write(&file, "csv"); err != nil {
			b.Fatal(err)
		}
		id, err := w.UploadList(b.Context(), w.Leader, desktest.Rescue, desk.ListUpload{Kind: list.Handover, From: "EXERCISE", Data: file.Bytes()})
		if err == nil {
			err = w.CheckList(b.Context(), w.Leader, desktest.Rescue, id, desk.ListPlan{})
		}
		if err != nil {
			b.Fatal(err)
		}
		v, err := w.List(b.Context(), w.Leader, desktest.Rescue, id, desk.ListQuestion{})
		if err == nil {
			err = w.SignList(b.Context(), w.Leader, compared, id, v.Digest)
		}
		if err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		began, worked := time.Now(), processorTime(b)
		if err = w.SignList(b.Context(), w.National, compared, id, v.Digest); err == nil {
			err = w.WaitList(b.Context(), id)
		}
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(rows)/time.Since(began).Seconds(), "rows/s")
		b.ReportMetric((processorTime(b) - worked).Seconds(), "cpu-s")
	}
}

// processorTime is what this process has used of the processors, of whatever is
// done beside it.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// fillRegister puts a crowd into the index of persons beside the store.
func fillRegister(b *testing.B, w *desktest.World, path string, persons int) {
	b.Helper()
	w.Desk.Close()
	key := bytes.Repeat([]byte{7}, index.KeySize)
	defer w.Restart(b)
	keep := os.Getenv("LANNA_REGISTER")
	if made, err := os.ReadFile(keep); err == nil {
		err = w.Store.Update(b.Context(), func(tx store.Tx) error { return tx.SetMeta("register/key", key) })
		if err = errors.Join(err, os.WriteFile(path, made, 0o600)); err != nil {
			b.Fatal(err)
		}
		return
	}
	var through int64
	err := w.Store.Update(b.Context(), func(tx store.Tx) error { return tx.SetMeta("register/key", key) })
	if err == nil {
		err = w.Store.View(b.Context(), func(r store.Reader) error {
			return r.Scan(1, func(s store.Stored) error {
				through = s.Seq
				return nil
			})
		})
	}
	if err != nil {
		b.Fatal(err)
	}
	for _, old := range []string{path, path + ".new"} {
		os.Remove(old)
	}
	build, err := index.NewBuilder(path, key)
	if err != nil {
		b.Fatal(err)
	}
	const audience = "rescue,investigation,prosecution,|" // of whatever has no compartment
	c := crowd.Crowd{Seed: 1}
	for i := range persons {
		e := c.Registered(i)
		e.Audience = audience
		if err := build.Add(e); err != nil {
			b.Fatal(err)
		}
	}
	if err := build.Finish(through); err != nil {
		b.Fatal(err)
	}
	if made, err := os.ReadFile(path); err == nil && keep != "" {
		if err := os.WriteFile(keep, made, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	fmt.Fprintf(os.Stderr, "%d persons are in the register\n", persons)
}
