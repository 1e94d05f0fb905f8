package desk_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/store/sqlite"
)

var (
	someSurnames = []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
	someGivens   = []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文博")
)

// reported is a bounty as an officer put it down: a notice of its own, a
// person of its own, an alert.
func reported(n int) desk.Intake {
	name := string([]rune{someSurnames[n%20], someGivens[n/20%28], someGivens[n/560%28]})
	return desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Name, Value: name, Lang: "zh"},
		{Property: lanna.Alias, Value: "阿" + name[:3], Lang: "zh"},
		{Property: lanna.IDResident, Value: fmt.Sprintf("5399011990%08d", n*104729%100000000)},
		{Property: lanna.Phone, Value: fmt.Sprintf("+86138%08d", n*7919%100000000)},
		{Property: lanna.Handle, Value: fmt.Sprintf("wechat:ex%d", n)},
		{Property: lanna.Amount, Value: fmt.Sprintf("%d0000 CNY", n%60+3)},
		{Property: lanna.Compound, Value: "EXERCISE 银鹭园", Lang: "zh"},
		{Property: lanna.ThreatCode, Value: "bring-back"},
		{Property: lanna.Narrative, Value: fmt.Sprintf("EXERCISE 悬赏%d万，姓名%s，电话+86138%08d，从银鹭园跑出，抓回园区现结", n%60+3, name, n*7919%100000000), Lang: "zh"},
	}}}
}

// BenchmarkConfirmedNotice records notices with their people and alerts: one a
// transaction, a thousand a transaction, and 64 officers at once; and then
// inserts the rows that this made into another file by plain SQL, in as many
// transactions, with a signature each. "of-bare" is the rate against that.
func BenchmarkConfirmedNotice(b *testing.B) {
	for _, bb := range []struct {
		name                  string
		total, group, writers int
	}{{"1-a-transaction", 1000, 1, 1}, {"1000-a-transaction", 4000, 1000, 1}, {"64-officers", 4096, 1, 64}} {
		b.Run(bb.name, func(b *testing.B) {
			for b.Loop() {
				w := desktest.New(b, desktest.Options{})
				start := time.Now()
				recordMany(b, w, bb.total, bb.group, bb.writers)
				ours := time.Since(start)
				plain := insertBare(b, w.Store, bb.total, bb.group)
				b.ReportMetric(float64(bb.total)/ours.Seconds(), "notices/s")
				b.ReportMetric(float64(bb.total)/plain.Seconds(), "bare/s")
				b.ReportMetric(plain.Seconds()/ours.Seconds(), "of-bare")
			}
		})
	}
}

func recordMany(b *testing.B, w *desktest.World, total, group, writers int) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for {
				from := int(next.Add(int64(group))) - group
				if from >= total {
					return
				}
				if err := recordGroup(b, w, from, group); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func recordGroup(b *testing.B, w *desktest.World, from, n int) error {
	if n == 1 {
		_, err := w.Capture(b.Context(), w.Duty, desktest.Rescue, reported(from))
		return err
	}
	ins := make([]desk.Intake, n)
	for i := range ins {
		ins[i] = reported(from + i)
	}
	return w.CaptureManyForTest(b.Context(), w.Duty, desktest.Rescue, ins)
}

func insertBare(b *testing.B, from *sqlite.Store, total, group int) time.Duration {
	bare, err := sqlite.NewBare(from, total/group)
	must(b, err)
	to, err := sqlite.Open(sqlite.Config{Path: filepath.Join(b.TempDir(), "bare.db"), Key: make([]byte, sqlite.KeySize), Create: true})
	must(b, err)
	defer to.Close()
	_, key, err := ed25519.GenerateKey(nil)
	must(b, err)
	msg := sha256.Sum256([]byte("EXERCISE"))
	start := time.Now()
	must(b, bare.Insert(to, func() error {
		for range group {
			ed25519.Sign(key, msg[:])
		}
		return nil
	}))
	return time.Since(start)
}
