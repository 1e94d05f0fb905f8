package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/alecthomas/kong"
)

// cli is the grammar: noun, then verb.
type cli struct {
	JSON bool `name:"json" help:"Print JSON, one object a line, each with a version."`

	Intake     intakeCmd     `cmd:"" help:"Read pictures or text and print what they propose; stores nothing."`
	Demo       demoCmd       `cmd:"" help:"Start a node with an invented exercise."`
	Serve      serveCmd      `cmd:"" help:"Serve a node: pages, clocks, and the other verbs."`
	Node       nodeGroup     `cmd:"" help:"Make a node, change its passphrase."`
	Install    installCmd    `cmd:"" help:"Make a node a service of this machine: unit, passphrase, certificates."`
	Alert      alertGroup    `cmd:"" help:"List, show, acknowledge and close alerts."`
	Party      partyGroup    `cmd:"" help:"Know other nodes by their cards."`
	Request    requestGroup  `cmd:"" help:"Ask other agencies, and answer them."`
	Hit        hitGroup      `cmd:"" help:"Ask whether other agencies know somebody, hit or no hit."`
	Release    releaseGroup  `cmd:"" help:"Let other agencies hold facts, and see who holds what."`
	Recall     recallCmd     `cmd:"" help:"Take a release back from its holders, for ever."`
	Courier    courierGroup  `cmd:"" help:"Carry what waits by hand, on any disk."`
	Sync       syncGroup     `cmd:"" help:"See how far the exchange with others is."`
	Record     recordGroup   `cmd:"" help:"Show, search, renew and erase records."`
	Subject    subjectGroup  `cmd:"" help:"Answer data subjects: access, correction, erasure, objection, appeal."`
	Import     importGroup   `cmd:"" help:"Take in lists of people: check, sign, follow, roll back."`
	Match      matchGroup    `cmd:"" help:"Compare names across scripts."`
	Officer    officerGroup  `cmd:"" help:"Open, list and change accounts."`
	Reading    readingGroup  `cmd:"" help:"Ask a colleague to agree to reading more, and answer one."`
	Rota       rotaGroup     `cmd:"" help:"Show and set who is on duty."`
	Audit      auditGroup    `cmd:"" help:"Check the log."`
	Writer     writerGroup   `cmd:"" help:"Certify, end and revoke writers."`
	Backup     backupGroup   `cmd:"" help:"Back a node up, and try its backups."`
	Restore    restoreGroup  `cmd:"" help:"Make a node of a backup."`
	Upgrade    upgradeCmd    `cmd:"" help:"Bring a node up to this version of the program, with a copy first."`
	Relay      relayCmd      `cmd:"" help:"Serve a relay, where sealed messages between nodes wait."`
	Move       moveCmd       `cmd:"" help:"Take a node over to PostgreSQL, and prove that all of it arrived."`
	Rebuild    rebuildCmd    `cmd:"" help:"Make all views anew from the statements."`
	Exercise   exerciseGroup `cmd:"" help:"Invented data to practise and measure with."`
	Sim        simCmd        `cmd:"" help:"Run federations that a seed draws, and check what must always hold."`
	Doctor     doctorCmd     `cmd:"" help:"Say what is missing and how to mend it."`
	Completion completionCmd `cmd:"" help:"Print a completion script for a shell."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

func (cli) examples() string {
	return `lanna demo                               start a node with the exercise
lanna intake --json chat.png             read a screenshot, store nothing
lanna doctor                             say what is missing and how to mend it`
}

// program is what a verb has to work with.
type program struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	terminal bool // standard error is one: bars and questions are welcome
	now      func() time.Time
	costs    costs
	json     bool
	app      *kong.Application

	readerMissed bool // that lanna-read is missing was said
}

// newParser makes what reads a command line into the grammar.
func newParser(p *program, grammar *cli, exit func(int)) (*kong.Kong, error) {
	return kong.New(grammar,
		kong.Name("lanna"),
		kong.Description("Joint operations against scam compounds and the trafficking that comes with them."),
		kong.Vars{"faults": faultNames()},
		kong.UsageOnError(),
		kong.Writers(p.out, p.err),
		kong.Help(helpWithExamples),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Exit(exit),
	)
}

// run carries out the command line and returns the exit code.
func (p *program) run(args []string) int {
	var grammar cli
	exited, code := false, done
	parser, err := newParser(p, &grammar, func(int) { exited = true })
	if err != nil {
		return p.fail(err)
	}
	p.app = parser.Model
	parsed, err := parser.Parse(args)
	if exited { // --help was printed
		return code
	}
	if err != nil {
		return p.fail(usage(args, err))
	}
	p.json = grammar.JSON
	if err := parsed.Run(p); err != nil {
		return p.fail(err)
	}
	return done
}

// usage says which help to read for a command line that does not parse.
func usage(args []string, err error) error {
	var parse *kong.ParseError
	next := "lanna --help"
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			next = node.FullPath() + " --help"
		}
	}
	return &failure{code: misused, err: err, next: next}
}
