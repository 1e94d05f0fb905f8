package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"

	"lanna"
	"lanna/audit"
	"lanna/desk"
	"lanna/node"
	"lanna/statement"
)

type writerGroup struct {
	List       writerListCmd       `cmd:"" help:"List the writers that certificates name."`
	Checkpoint writerCheckpointCmd `cmd:"" help:"Print the newest checkpoint of a writer's log that is held here."`
	Certify    writerCertifyCmd    `cmd:"" help:"Certify another writer of the agency, with the root key."`
	End        writerEndCmd        `cmd:"" help:"End a writer: it writes no more, and all it said stands."`
	Revoke     writerRevokeCmd     `cmd:"" help:"Revoke a writer whose key was stolen, from a checkpoint on."`
}

func (writerGroup) examples() string {
	return `lanna writer list --as admin
lanna writer checkpoint WRITER --as admin > last.txt
lanna writer end WRITER --root /media/stick/root.age --as admin
lanna writer revoke WRITER --checkpoint last.txt --root /media/stick/root.age --as admin`
}

type writerListCmd struct {
	officerFlags
}

func (writerListCmd) examples() string { return "lanna writer list --as admin" }

// Run lists writers with how far their word goes.
func (c writerListCmd) Run(p *program) error {
	var writers []desk.WriterRow
	if err := c.ask(p, "writer.list", struct{}{}, &writers); err != nil {
		return err
	}
	rows := [][]string{{"WRITER", "STATE", "SINCE", "LEAVES", ""}}
	for _, w := range writers {
		if p.json {
			if err := p.emit(w); err != nil {
				return err
			}
			continue
		}
		mark := ""
		if w.Own {
			mark = "this node"
		}
		rows = append(rows, []string{w.Writer.String(), w.State, stamp(w.Since), strconv.FormatInt(w.Leaves, 10), mark})
	}
	if !p.json {
		table(p.out, rows)
	}
	return nil
}

type writerCheckpointCmd struct {
	officerFlags
	Writer lanna.WriterID `arg:"" help:"Writer, 64 hexadecimal digits (lanna writer list)."`
}

func (writerCheckpointCmd) examples() string {
	return "lanna writer checkpoint WRITER --as admin > last.txt"
}

// Run prints what lanna writer revoke asks for.
func (c writerCheckpointCmd) Run(p *program) error {
	var note string
	if err := c.ask(p, "writer.checkpoint", c.Writer, &note); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"writer": c.Writer, "checkpoint": note})
	}
	_, err := fmt.Fprint(p.out, note)
	return err
}

// rootFlags name the agency's root key, which is kept apart from the node.
type rootFlags struct {
	Root               string `name:"root" type:"path" required:"" placeholder:"FILE" help:"File with the agency's root key; keep it on a disk of its own."`
	RootPassphraseFile string `name:"root-passphrase-file" type:"path" env:"LANNA_ROOT_PASSPHRASE_FILE" placeholder:"FILE" help:"File with the passphrase of the root key; without it the terminal asks."`
}

func (f rootFlags) key(p *program) (ed25519.PrivateKey, error) {
	passphrase, err := p.secret(f.RootPassphraseFile, "Passphrase of the root key: ", "--root-passphrase-file FILE")
	if err != nil {
		return nil, err
	}
	return node.ReadRoot(f.Root, string(passphrase))
}

// certificateFlags are those of all verbs by which the root speaks.
type certificateFlags struct {
	officerFlags
	rootFlags
	Writer lanna.WriterID `arg:"" help:"Writer, 64 hexadecimal digits (lanna writer list)."`
}

// sign signs what the root says of the writer and hands it to the node.
func (c certificateFlags) sign(p *program, act statement.CertificateAct, head audit.Head, what string) error {
	root, err := c.key(p)
	if err != nil {
		return err
	}
	signed := statement.NewCertificate(root, act, c.Writer, lanna.MillisOf(p.now()), uint64(head.Size), head.Root)
	var answer node.Done
	if err := c.ask(p, "writer.add", node.CertificateArgs{Certificate: signed.Bytes()}, &answer); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"done": what, "writer": c.Writer, "certificate": hex.EncodeToString(signed.Bytes())})
	}
	p.say("Writer %s is %s.", c.Writer, what)
	return nil
}

type writerCertifyCmd struct{ certificateFlags }

func (writerCertifyCmd) examples() string {
	return "lanna writer certify WRITER --root /media/stick/root.age --as admin"
}

// Run certifies a writer.
func (c writerCertifyCmd) Run(p *program) error {
	return c.sign(p, statement.Certify, audit.Head{}, "certified")
}

type writerEndCmd struct{ certificateFlags }

func (writerEndCmd) examples() string {
	return "lanna writer end WRITER --root /media/stick/root.age --as admin"
}

// Run ends a writer.
func (c writerEndCmd) Run(p *program) error {
	return c.sign(p, statement.End, audit.Head{}, "ended")
}

type writerRevokeCmd struct {
	certificateFlags
	Checkpoint string `name:"checkpoint" type:"path" required:"" placeholder:"FILE" help:"The last checkpoint of the writer's log that counts."`
}

func (writerRevokeCmd) examples() string {
	return "lanna writer revoke WRITER --checkpoint last.txt --root /media/stick/root.age --as admin"
}

// Run revokes a writer. What its log held at the checkpoint stands; the rest
// stays visible as unproven.
func (c writerRevokeCmd) Run(p *program) error {
	note, err := os.ReadFile(c.Checkpoint)
	if err != nil {
		return failf(misused, "", "%w", err)
	}
	head, err := audit.OpenHead(c.Writer, note)
	if err != nil {
		return failf(integrity, "lanna audit verify --as LOGIN", "checkpoint: %w", err)
	}
	return c.sign(p, statement.Revoke, head, "revoked from leaf "+strconv.FormatInt(head.Size, 10)+" on")
}
