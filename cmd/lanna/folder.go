package main

import (
	"os"
	"time"

	"github.com/alecthomas/kong"

	"lanna/blob/s3"
	"lanna/node"
)

// folderFlags name the node of a verb.
type folderFlags struct {
	Data string `name:"data" type:"path" default:"data" env:"LANNA_DATA" placeholder:"DIR" help:"Data folder of the node (${default})."`
	passphraseFlags
}

// blobFlags say where pictures are kept. The key of a bucket is never an argument.
type blobFlags struct {
	Blobs    string `name:"blobs" env:"LANNA_BLOBS" placeholder:"PLACE" help:"Where pictures are kept, where that is not the data folder: a folder that all machines share, or s3://BUCKET/PREFIX?endpoint=https://HOST."`
	BlobsKey string `name:"blobs-key" type:"path" env:"LANNA_BLOBS_KEY" placeholder:"FILE" help:"File with the key of the bucket, as AWS's tools have it; without it, the systemd credential lanna-blobs-key."`
}

// place is a bucket's address as it is, and the whole path of a folder.
func (f blobFlags) place() string {
	if f.Blobs == "" || s3.Is(f.Blobs) {
		return f.Blobs
	}
	return kong.ExpandPath(f.Blobs)
}

// officerFlags name the node and the officer who asks it, for what.
type officerFlags struct {
	folderFlags
	As           string `name:"as" env:"LANNA_LOGIN" placeholder:"LOGIN" help:"Officer who asks."`
	PasswordFile string `name:"password-file" type:"path" env:"LANNA_PASSWORD_FILE" placeholder:"FILE" help:"File with the officer's password; without it the terminal asks."`
	Purpose      string `name:"purpose" enum:"rescue,investigation,prosecution,prevention,statistics" default:"rescue" help:"Why: rescue, investigation, prosecution, prevention or statistics (${default})."`
	Case         string `name:"case" placeholder:"TEXT" help:"Case that this is for."`
	Reason       string `name:"reason" placeholder:"TEXT" help:"Reason, where the act needs one; it is kept and shown."`
}

// ask has the node do a verb: one that is being served over its socket, else
// by opening the data folder for this one call.
func (f officerFlags) ask(p *program, verb string, args, answer any) error {
	if f.As == "" {
		return failf(misused, "the same command with --as LOGIN", "it is not said which officer asks")
	}
	password, err := p.secret(f.PasswordFile, "Password of "+f.As+": ", "--password-file FILE")
	if err != nil {
		return err
	}
	return f.askAs(p, password, verb, args, answer)
}

// askAs is ask with a password that was read before.
func (f officerFlags) askAs(p *program, password []byte, verb string, args, answer any) error {
	if f.As == "" {
		return failf(misused, "the same command with --as LOGIN", "it is not said which officer asks")
	}
	raw, err := marshal(args)
	if err != nil {
		return err
	}
	call := node.Call{
		Verb: verb, Login: f.As, Password: string(password), Args: raw,
		Why: f.why(),
	}
	passphrase := func() (string, error) {
		secret, err := f.read(p, false)
		return string(secret), err
	}
	return node.Ask(p.ctx, node.Config{Dir: near(f.Data), Password: p.costs.password, Patience: patience}, passphrase, call, answer)
}

// patience is how long a verb, or a node that is started, waits for another verb
// that has the database open, and a verb for a node that is starting.
const patience = 30 * time.Second

// longest is what the path of a Unix socket holds, less the name of the node's.
const longest = 107 - len("/control.sock")

// near is a short path of the data folder. One that is too long for the socket
// in it is entered first; paths in flags are absolute, so that nothing else
// depends on where the program stands.
func near(dir string) string {
	if len(dir) <= longest || os.Chdir(dir) != nil {
		return dir
	}
	return "."
}
