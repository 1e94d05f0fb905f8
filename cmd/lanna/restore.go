package main

import (
	"fmt"
	"strings"

	"lanna"
	"lanna/node"
)

type restoreGroup struct {
	Run  restoreCmd     `cmd:"" default:"withargs" help:"Make a node of a backup: a new writer, certified by the root."`
	GoOn restoreGoOnCmd `cmd:"" name:"go-on" help:"Let a restored node serve although partners have not answered."`
}

func (restoreGroup) examples() string {
	return `lanna restore --from /backups --identity /media/stick/backup-key.txt --dir /var/lib/lanna --root /media/stick/root.age
lanna restore go-on --reason "partners are cut off by a flood" --data /var/lib/lanna --as admin`
}

type restoreCmd struct {
	fromFlags
	identityFlags
	rootFlags
	passphraseFlags
	blobFlags
	Dir string `name:"dir" type:"path" required:"" placeholder:"DIR" help:"Data folder of the node that is made; it must not hold one."`
}

func (restoreCmd) examples() string { return restoreGroup{}.examples() }

// Run restores.
func (c restoreCmd) Run(p *program) error {
	with, err := c.identities()
	if err != nil {
		return err
	}
	passphrase, err := c.read(p, true)
	if err != nil {
		return err
	}
	root, err := c.key(p)
	if err != nil {
		return err
	}
	show := p.restoreBar()
	rep, err := node.Restore(p.ctx, node.Restoring{From: c.From, Identities: with, Dir: c.Dir, Passphrase: string(passphrase), Root: root, Blobs: c.place(), BlobsKey: c.BlobsKey,
		Clock: lanna.ClockFunc(p.now), Log: p.log(), Progress: show.progress})
	show.end()
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(rep)
	}
	fmt.Fprintf(p.out, "Restored from %s, made %s: %d statements, %d pictures; %d erasures since then were done again.\n", rep.Backup, stamp(rep.Made), rep.Statements, rep.Pictures, rep.Erased)
	fmt.Fprintf(p.out, "The node is a new writer: %s. Tell the relay's keeper; the writer before, %s, is ended.\n", rep.Writer, rep.Before)
	if rep.Parties > 0 {
		fmt.Fprintf(p.out, "%d partners are asked for what is missing. Nothing is served before they have answered.\n", rep.Parties)
	}
	p.say("next: lanna serve --data %s", c.Dir)
	return nil
}

type restoreGoOnCmd struct{ officerFlags }

func (restoreGoOnCmd) examples() string { return restoreGroup{}.examples() }

// Run lets the node serve.
func (c restoreGoOnCmd) Run(p *program) error {
	var answer node.Done
	if err := c.ask(p, "restore.go-on", struct{}{}, &answer); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"done": "goes on"})
	}
	p.say("The node serves. What partners took back since the backup may be shown until they answer; the reason is in the log.")
	return nil
}

// A restoreBar shows how far a restore is.
type restoreBar struct {
	p    *program
	what string
	bar  bar
}

func (p *program) restoreBar() *restoreBar { return &restoreBar{p: p} }

func (b *restoreBar) progress(what string, done, total int64) {
	if what != b.what {
		b.end()
		b.what, b.bar = what, b.p.bar(int(total), what)
	}
	b.bar.of(int(done), int(max(total, 1)))
}

func (b *restoreBar) end() {
	if b.what != "" {
		b.bar.end()
	}
}

// waitsFor says in words which partners a restored node waits for.
func waitsFor(codes []string) string {
	if len(codes) == 0 {
		return "its partners"
	}
	return strings.Join(codes, ", ")
}
