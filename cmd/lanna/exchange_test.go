package main

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

// reports takes an invented bounty notice in at a node, as an officer does on
// the page for reports by phone:
//
//	reports FOLDER LOGIN [PROPERTY=VALUE...]
func reports(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) < 2 {
		ts.Fatalf("usage: reports FOLDER LOGIN [PROPERTY=VALUE...]")
	}
	report := &desk.Report{Kind: lanna.BountyRecord}
	for _, arg := range args[2:] {
		property, value, _ := strings.Cut(arg, "=")
		report.Fields = append(report.Fields, desk.Field{Property: lanna.Property(property), Value: value, Lang: "en"})
	}
	in, err := json.Marshal(desk.Intake{Report: report})
	ts.Check(err)
	call := node.Call{Verb: "intake", Login: args[1], Password: line(ts, "LANNA_PASSWORD_FILE"), Why: desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}, Args: in}
	var made node.Done
	passphrase := func() (string, error) { return line(ts, "LANNA_PASSPHRASE_FILE"), nil }
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	ts.Check(node.Ask(ctx, node.Config{Dir: ts.MkAbs(args[0])}, passphrase, call, &made))
}

// line reads the first line of a file that a variable names.
func line(ts *testscript.TestScript, variable string) string {
	b, err := os.ReadFile(ts.Getenv(variable))
	ts.Check(err)
	first, _, _ := strings.Cut(string(b), "\n")
	return first
}

// freeport puts a port that nobody listens on into a variable:
//
//	freeport NAME
func freeport(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) != 1 {
		ts.Fatalf("usage: freeport NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	ts.Check(err)
	ts.Setenv(args[0], port)
}

// until runs a command again and again until its output holds a text; it fails
// after a minute:
//
//	until TEXT COMMAND...
func until(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) < 2 {
		ts.Fatalf("usage: until TEXT COMMAND...")
	}
	var out string
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		_ = ts.Exec(args[1], args[2:]...) // what it says decides
		if out = ts.ReadFile("stdout"); strings.Contains(out, args[0]) {
			return
		}
	}
	ts.Fatalf("%q did not come in a minute:\n%s", args[0], out)
}

// keep puts the first word of a file that begins with a prefix into a variable:
//
//	keep NAME PREFIX FILE
func keep(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) != 3 {
		ts.Fatalf("usage: keep NAME PREFIX FILE")
	}
	for _, word := range strings.Fields(ts.ReadFile(args[2])) {
		if strings.HasPrefix(word, args[1]) {
			ts.Setenv(args[0], word)
			return
		}
	}
	ts.Fatalf("no word that begins with %s in %s:\n%s", args[1], args[2], ts.ReadFile(args[2]))
}

// after puts what stands below a line with a text into a variable, as one line:
//
//	after NAME TEXT FILE
func after(ts *testscript.TestScript, not bool, args []string) {
	if not || len(args) != 3 {
		ts.Fatalf("usage: after NAME TEXT FILE")
	}
	_, rest, ok := strings.Cut(ts.ReadFile(args[2]), args[1])
	if !ok {
		ts.Fatalf("%s lacks %q", args[2], args[1])
	}
	_, rest, _ = strings.Cut(rest, "\n")
	ts.Setenv(args[0], strings.Join(strings.Fields(rest), " "))
}
