package main

import (
	"errors"

	"lanna/node"
)

type moveCmd struct {
	folderFlags
	To string `name:"to" required:"" placeholder:"URL" help:"PostgreSQL database that takes the node over, as in postgres://lanna@db.example/lanna?sslmode=verify-full. The password comes from PGPASSWORD or ~/.pgpass."`
}

func (moveCmd) examples() string {
	return `lanna backup --data /var/lib/lanna /media/disk                                           first
lanna move --data /var/lib/lanna --to postgres://lanna@db.example/lanna?sslmode=verify-full`
}

// Run takes the node over to PostgreSQL.
func (c moveCmd) Run(p *program) error {
	passphrase, err := c.read(p, false)
	if err != nil {
		return err
	}
	bar := p.bar(1, "Moving")
	moved, err := node.Move(p.ctx, node.Config{Dir: near(c.Data), Passphrase: string(passphrase), Log: p.log()}, c.To, func(done, total int64) { bar.of(int(done), int(total)) })
	bar.end()
	switch {
	case errors.Is(err, node.ErrTaken):
		return failf(conflict, "lanna move --to another database", "%w", err)
	case errors.Is(err, node.ErrApart):
		return failf(integrity, "lanna audit verify", "%w", err)
	case err != nil:
		return err
	}
	if p.json {
		return p.emit(moved)
	}
	p.say("%d statements moved. All that is no view is equal in both (%s), and so is the ordered dump of all views made anew (%s).", moved.Statements, moved.Contents.String()[:16], moved.Dump.String()[:16])
	p.say("The node now opens from there with the same passphrase; its old file is gone. Pictures stay in the data folder.")
	return nil
}
