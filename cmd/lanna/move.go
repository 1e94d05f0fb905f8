package main

import (
	"errors"

	"lanna/node"
)

type moveCmd struct {
	folderFlags
	blobFlags
	To string `name:"to" placeholder:"URL" help:"PostgreSQL database that takes the node over, as in postgres://lanna@db.example/lanna?sslmode=verify-full. The password comes from PGPASSWORD or ~/.pgpass."`
}

func (moveCmd) examples() string {
	return `lanna backup --data /var/lib/lanna /media/disk                                           first
lanna move --data /var/lib/lanna --to postgres://lanna@db.example/lanna?sslmode=verify-full
lanna move --data /var/lib/lanna --blobs 's3://lanna/th?endpoint=https://s3.example' --blobs-key /etc/lanna/blobs.key   the pictures
lanna move --data /var/lib/lanna --blobs /mnt/lanna/blobs`
}

// Run takes the node over to PostgreSQL, or its pictures to another place, or both.
func (c moveCmd) Run(p *program) error {
	if c.To == "" && c.Blobs == "" {
		return failf(misused, "lanna move --help", "it is not said what goes where: --to, --blobs or both")
	}
	passphrase, err := c.read(p, false)
	if err != nil {
		return err
	}
	cfg := node.Config{Dir: near(c.Data), Passphrase: string(passphrase), Log: p.log(), Patience: patience}
	if c.To != "" {
		if err := c.database(p, cfg); err != nil {
			return err
		}
	}
	if c.Blobs != "" {
		return c.pictures(p, cfg)
	}
	return nil
}

func (c moveCmd) database(p *program, cfg node.Config) error {
	bar := p.bar(1, "Moving")
	moved, err := node.Move(p.ctx, cfg, c.To, func(done, total int64) { bar.of(int(done), int(total)) })
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
	p.say("The node now opens from there with the same passphrase; its old file is gone. Pictures stay where they are: lanna move --blobs.")
	return nil
}

func (c moveCmd) pictures(p *program, cfg node.Config) error {
	bar := p.bar(1, "Moving pictures")
	moved, err := node.MoveBlobs(p.ctx, cfg, c.place(), c.BlobsKey, func(done, total int64) { bar.of(int(done), int(total)) })
	bar.end()
	if errors.Is(err, node.ErrServed) {
		return failf(conflict, "the same command once all processes of the node are stopped", "%w", err)
	}
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(moved)
	}
	p.say("%d pictures moved, %d bytes, each checked against its name; where they were, none is left.", moved.Pictures, moved.Bytes)
	return nil
}
