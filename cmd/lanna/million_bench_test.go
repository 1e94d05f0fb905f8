package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"lanna"
	"lanna/backup"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/node"
)

// BenchmarkMillion fills a node with 1,000,000 records, a third of them persons, and
// takes, each in a process of its own where the machine's cache is warm, how long
// `lanna serve` needs until it serves ("s/start"), what memory it then has, and how
// long `lanna restore` needs against copying the node's files, with a sync, and making
// all views anew in the copy ("ratio"). LANNA_RECORDS makes it smaller;
// LANNA_REGISTER names a folder where the full node is kept for the next run.
func BenchmarkMillion(b *testing.B) {
	records := 1_000_000
	if n, err := strconv.Atoi(os.Getenv("LANNA_RECORDS")); err == nil {
		records = n
	}
	dir := os.Getenv("LANNA_REGISTER")
	if dir == "" {
		dir = b.TempDir()
	}
	h := fullNode(b, dir, records)
	for b.Loop() {
		h.starts(b)
		h.restores(b)
	}
}

const (
	millionPass = "EXERCISE-harbour-violet-lantern"
	millionRoot = "EXERCISE-root-lantern"
)

// A fullHouse is a folder with a full node, its root and a backup's key.
type fullHouse struct{ dir, data, root, pass string }

func fullNode(b *testing.B, dir string, records int) *fullHouse {
	h := &fullHouse{dir, filepath.Join(dir, "node"), filepath.Join(dir, "root.age"), filepath.Join(dir, "pass")}
	if exists(filepath.Join(dir, "full")) {
		return h
	}
	try(b, os.WriteFile(h.pass, []byte(millionPass), 0o600))
	try(b, os.WriteFile(h.root+".pass", []byte(millionRoot), 0o600))
	try(b, node.Init(b.Context(), node.InitConfig{Dir: h.data, Passphrase: millionPass, RootFile: h.root, RootPassphrase: millionRoot, RootWork: 10, Password: desktest.Cheap,
		Settings: node.Settings{Agency: "TH", Kind: "national", Zone: "Asia/Bangkok", Exercise: true},
		First:    desk.Account{Login: "duty", Name: "EXERCISE duty", Password: desktest.Password, Roles: []lanna.Role{lanna.DutyOfficer, lanna.Administrator}}, Clock: node.Clock}))
	n, err := node.Open(b.Context(), node.Config{Dir: h.data, Passphrase: millionPass})
	try(b, err)
	by, err := n.Desk.SignIn(b.Context(), desk.Proof{Login: "duty", Password: desktest.Password, Remote: "test"})
	try(b, err)
	began := time.Now()
	var next atomic.Int64
	var officers sync.WaitGroup
	for range 64 {
		officers.Go(func() {
			for k := int(next.Add(3)) - 3; k < records && !b.Failed(); k = int(next.Add(3)) - 3 { // a notice is a bounty, its alert's record and a person
				if _, err := n.Desk.Capture(b.Context(), by, desktest.Rescue, bounty(k)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	officers.Wait()
	b.Logf("%d records in %s", records, time.Since(began).Round(time.Second))
	try(b, n.Close())
	try(b, os.WriteFile(filepath.Join(dir, "full"), nil, 0o600))
	return h
}

// bounty is a notice by phone, of one person in twenty names of twenty.
func bounty(k int) desk.Intake {
	surnames, givens := []rune("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"), []rune("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平")
	name := string([]rune{surnames[k%20], givens[k/20%20], givens[k/400%20]})
	return desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
		{Property: lanna.Name, Value: name, Lang: "zh"},
		{Property: lanna.IDResident, Value: fmt.Sprintf("5399011990%08d", k*104729%100000000)},
		{Property: lanna.Phone, Value: fmt.Sprintf("+86138%08d", k*7919%100000000)},
		{Property: lanna.Amount, Value: fmt.Sprintf("%d0000 CNY", k%60+3)},
		{Property: lanna.Compound, Value: "EXERCISE 银鹭园", Lang: "zh"},
		{Property: lanna.ThreatCode, Value: "bring-back"},
		{Property: lanna.Narrative, Value: fmt.Sprintf("EXERCISE 悬赏%d万，姓名%s，从银鹭园跑出，抓回园区现结", k%60+3, name), Lang: "zh"},
	}}}
}

// starts serves the node three times, and once asks what memory it has when it has
// had nothing to do for a while.
func (h *fullHouse) starts(b *testing.B) {
	best := time.Hour
	for i := range 3 {
		began := time.Now()
		cmd, out := h.serve(b, h.data)
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || !strings.Contains(line, "serving") {
			b.Fatalf("%q, %v", line, err)
		}
		best = min(best, time.Since(began))
		if i == 2 {
			pid := strconv.Itoa(cmd.Process.Pid)
			b.ReportMetric(memory(b, pid, "VmRSS"), "MB-at-the-start")
			time.Sleep(20 * time.Second) // nothing tells of its idleness
			b.ReportMetric(memory(b, pid, "VmRSS"), "MB-idle")
			b.ReportMetric(memory(b, pid, "VmHWM"), "MB-peak")
		}
		try(b, cmd.Process.Signal(syscall.SIGINT))
		try(b, cmd.Wait())
	}
	b.ReportMetric(best.Seconds(), "s/start")
}

func (h *fullHouse) serve(b *testing.B, data string) (*exec.Cmd, io.Reader) {
	cmd := h.lanna(b, "--json", "serve", "--data", data, "--passphrase-file", h.pass, "--listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	try(b, err)
	try(b, cmd.Start())
	b.Cleanup(func() { cmd.Process.Kill() })
	return cmd, out
}

// lanna is this test's own binary as TestMain put it into the path.
func (h *fullHouse) lanna(b *testing.B, args ...string) *exec.Cmd {
	path, err := exec.LookPath("lanna")
	try(b, err)
	cmd := exec.Command(path, args...)
	cmd.Env = append(os.Environ(), "LANNA_USUAL_COST=1")
	return cmd
}

func (h *fullHouse) run(b *testing.B, args ...string) time.Duration {
	began := time.Now()
	if out, err := h.lanna(b, args...).CombinedOutput(); err != nil {
		b.Fatalf("lanna %s: %v\n%s", args[0], err, out)
	}
	return time.Since(began)
}

func (h *fullHouse) restores(b *testing.B) {
	scratch, err := os.MkdirTemp(h.dir, "scratch")
	try(b, err)
	defer os.RemoveAll(scratch)
	b.ReportMetric(h.backUp(b, scratch).Seconds(), "s/backup")
	copied := filepath.Join(scratch, "copy")
	began := time.Now()
	try(b, copySynced(h.data, copied))
	copying := time.Since(began)
	began = time.Now()
	n, err := node.Open(b.Context(), node.Config{Dir: copied, Passphrase: millionPass})
	try(b, err)
	try(b, errors.Join(n.Desk.Rebuild(b.Context(), nil), n.Close()))
	folding := time.Since(began)
	try(b, os.RemoveAll(copied))
	restoring := h.run(b, "restore", "--from", filepath.Join(scratch, "backups"), "--identity", filepath.Join(scratch, "key"), "--dir", filepath.Join(scratch, "restored"),
		"--passphrase-file", h.pass, "--root", h.root, "--root-passphrase-file", h.root+".pass")
	b.ReportMetric(copying.Seconds(), "s/copy")
	b.ReportMetric(folding.Seconds(), "s/fold")
	b.ReportMetric(restoring.Seconds(), "s/restore")
	b.ReportMetric(restoring.Seconds()/(copying+folding).Seconds(), "ratio")
}

func (h *fullHouse) backUp(b *testing.B, scratch string) time.Duration {
	key, err := age.GenerateX25519Identity()
	try(b, err)
	try(b, os.WriteFile(filepath.Join(scratch, "key"), []byte(key.String()+"\n"), 0o600))
	began := time.Now()
	n, err := node.Open(b.Context(), node.Config{Dir: h.data, Passphrase: millionPass})
	try(b, err)
	by, err := n.Desk.SignIn(b.Context(), desk.Proof{Login: "duty", Password: desktest.Password, Remote: "test"})
	try(b, err)
	_, err = n.BackUp(b.Context(), by, desktest.Rescue, node.BackupArgs{Dir: filepath.Join(scratch, "backups"), Recipients: key.Recipient().String()})
	try(b, errors.Join(err, n.Close()))
	_, err = backup.Newest(filepath.Join(scratch, "backups"))
	try(b, err)
	return time.Since(began)
}

func copySynced(from, to string) error {
	return filepath.WalkDir(from, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() && !e.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(to, name), 0o700)
		}
		return copyFileSynced(path, filepath.Join(to, name))
	})
}

func copyFileSynced(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func try(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
