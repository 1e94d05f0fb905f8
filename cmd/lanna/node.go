package main

import (
	"fmt"
	"path/filepath"

	"lanna"
	"lanna/desk"
	"lanna/node"
)

type nodeGroup struct {
	Init       nodeInitCmd       `cmd:"" help:"Make a node: the agency's root key, a writer, an empty encrypted database."`
	Join       nodeJoinCmd       `cmd:"" help:"Make a data folder from which a further process serves a node that was moved to PostgreSQL."`
	Passphrase nodePassphraseCmd `cmd:"" help:"Change the passphrase of a node."`
}

type nodeJoinCmd struct {
	folderFlags
	Store string `name:"store" required:"" env:"LANNA_STORE" placeholder:"URL" help:"PostgreSQL database of the node, as lanna move --to was given."`
	blobFlags
}

func (nodeJoinCmd) examples() string {
	return "lanna node join --data /var/lib/lanna --store postgres://lanna@db.example/lanna?sslmode=verify-full --blobs /mnt/lanna/blobs"
}

// Run makes the data folder of a further process.
func (c nodeJoinCmd) Run(p *program) error {
	if c.Blobs == "" {
		return failf(misused, "lanna node join --help", "it is not said where the pictures are: --blobs")
	}
	passphrase, err := c.read(p, false)
	if err != nil {
		return err
	}
	err = node.Join(p.ctx, node.Config{Dir: c.Data, Passphrase: string(passphrase), Store: c.Store, Blobs: c.place(), BlobsKey: c.BlobsKey})
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"data": c.Data, "done": "joined"})
	}
	p.say("Next: lanna serve --data %s", c.Data)
	return nil
}

type nodePassphraseCmd struct {
	folderFlags
	NewPassphraseFile string `name:"new-passphrase-file" type:"path" placeholder:"FILE" help:"File with the new passphrase; without it the terminal asks."`
}

func (nodePassphraseCmd) examples() string {
	return "lanna node passphrase --data /var/lib/lanna"
}

// Run seals the key of the database under a new passphrase. The node may be
// served meanwhile; it asks for the new one when it starts again.
func (c nodePassphraseCmd) Run(p *program) error {
	old, err := c.read(p, false)
	if err != nil {
		return err
	}
	fresh, err := p.newSecret(c.NewPassphraseFile, "New passphrase of the node: ", "--new-passphrase-file FILE")
	if err != nil {
		return err
	}
	if err := node.ChangePassphrase(c.Data, string(old), string(fresh)); err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"data": c.Data, "done": "passphrase changed"})
	}
	p.say("The node opens with the new passphrase. Copies of the old key file, as in backups, still open with the old one.")
	return nil
}

type nodeInitCmd struct {
	folderFlags
	rootFlags
	Agency       string       `name:"agency" required:"" placeholder:"CODE" help:"Code of the agency, as in TH."`
	Name         string       `name:"name" placeholder:"TEXT" help:"Name of the agency in English."`
	Kind         string       `name:"kind" enum:"national,centre,point" default:"national" help:"national, centre or point (${default})."`
	Prefix       string       `name:"prefix" placeholder:"TEXT" help:"What the labels of a point begin with, as in M1-, so that they are not those of its agency."`
	Zone         string       `name:"zone" default:"Asia/Bangkok" help:"Time zone of the duty room (${default})."`
	Place        string       `name:"place" default:"" placeholder:"TEXT" help:"What the duty room calls its local time; the city of the zone if not given."`
	Admin        string       `name:"admin" default:"admin" placeholder:"LOGIN" help:"Login of the first officer (${default})."`
	AdminName    string       `name:"admin-name" default:"Administrator" placeholder:"TEXT" help:"Name of the first officer (${default})."`
	AdminRole    []lanna.Role `name:"admin-role" default:"administrator" placeholder:"ROLE,..." help:"Roles of the first officer (${default})."`
	SecondFactor string       `name:"second-factor" enum:"required,optional" default:"required" help:"Whether a password alone lets an officer in at the pages: required or optional (${default})."`
	PasswordFile string       `name:"password-file" type:"path" env:"LANNA_PASSWORD_FILE" placeholder:"FILE" help:"File with the first officer's password; without it the terminal asks."`
}

func (nodeInitCmd) examples() string {
	return `lanna node init --agency TH --data /var/lib/lanna --root /media/stick/root.age
lanna node init --agency TH --kind point --prefix T1- --root root.age   a point: the same root certifies it`
}

// Run makes a node. The root key is made if its file is not there.
func (c nodeInitCmd) Run(p *program) error {
	if (c.Kind == "point") != (c.Prefix != "") {
		return failf(misused, "lanna node init --kind point --prefix T1-", "a point, and nothing else, needs a --prefix of its own for its labels")
	}
	madeRoot := !exists(c.Root)
	passphrase, err := c.read(p, true)
	if err != nil {
		return err
	}
	root, err := c.rootPassphrase(p, madeRoot)
	if err != nil {
		return err
	}
	password, err := p.newSecret(c.PasswordFile, "Password of "+c.Admin+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	place := c.Place
	if place == "" {
		place = filepath.Base(c.Zone)
	}
	settings := node.Settings{Agency: c.Agency, Kind: c.Kind, Zone: c.Zone, Place: place, Prefix: c.Prefix}
	if c.Name != "" {
		settings.Names = map[string]string{"en": c.Name}
	}
	err = node.Init(p.ctx, node.InitConfig{
		Dir: c.Data, Passphrase: string(passphrase), RootFile: c.Root, RootPassphrase: string(root), Settings: settings,
		First:  desk.Account{Login: c.Admin, Name: c.AdminName, Password: string(password), Roles: c.AdminRole},
		Policy: desk.Policy{SecondFactor: c.SecondFactor},
		Clock:  node.Clock, RootWork: p.costs.root, Key: p.costs.key, Password: p.costs.password,
	})
	if err != nil {
		return err
	}
	return c.tell(p, madeRoot)
}

func (c nodeInitCmd) rootPassphrase(p *program, fresh bool) ([]byte, error) {
	const question, flag = "Passphrase of the root key: ", "--root-passphrase-file FILE"
	if fresh {
		return p.newSecret(c.RootPassphraseFile, question, flag)
	}
	return p.secret(c.RootPassphraseFile, question, flag)
}

func (c nodeInitCmd) tell(p *program, madeRoot bool) error {
	if p.json {
		return p.emit(map[string]any{"data": c.Data, "root": c.Root, "root_made": madeRoot, "admin": c.Admin})
	}
	fmt.Fprintf(p.out, "The node is in %s; its first officer is %s.\n", c.Data, c.Admin)
	if madeRoot {
		fmt.Fprintf(p.out, "The agency's root key is in %s: copy it to two disks, lock them away, and remove it here.\n", c.Root)
	}
	p.say("next: lanna serve --data %s", c.Data)
	return nil
}
