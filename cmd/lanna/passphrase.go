package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// passphraseFlags say where the passphrase of a node comes from. It is never an
// argument: arguments are seen by everyone on the machine.
type passphraseFlags struct {
	PassphraseFile string `name:"passphrase-file" type:"path" env:"LANNA_PASSPHRASE_FILE" placeholder:"FILE" help:"File with the passphrase of the node; without it, the systemd credential lanna-passphrase, else the terminal asks."`
}

// credential is the name that a systemd unit gives the passphrase
// (LoadCredentialEncrypted=lanna-passphrase).
const credential = "lanna-passphrase"

// maxPassphrase keeps a wrong file from being taken for a passphrase.
const maxPassphrase = 4096

var errNoPassphrase = errors.New("no passphrase: there is no file, no systemd credential and no terminal to ask")

// read finds the passphrase. fresh asks twice, because it is set for the first time.
func (f passphraseFlags) read(p *program, fresh bool) ([]byte, error) {
	if f.PassphraseFile != "" {
		return readPassphrase(f.PassphraseFile)
	}
	if folder := os.Getenv("CREDENTIALS_DIRECTORY"); folder != "" {
		if path := filepath.Join(folder, credential); exists(path) {
			return readPassphrase(path)
		}
	}
	in, ok := p.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return nil, &failure{code: misused, err: errNoPassphrase, next: "the same command with --passphrase-file FILE"}
	}
	first, err := p.ask(in, "Passphrase of the node: ")
	if err != nil || !fresh {
		return first, err
	}
	second, err := p.ask(in, "The same again: ")
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(first, second) {
		return nil, failf(misused, "", "the two passphrases differ")
	}
	return first, nil
}

func (p *program) ask(in *os.File, question string) ([]byte, error) {
	fmt.Fprint(p.err, question)
	defer fmt.Fprintln(p.err)
	secret, err := term.ReadPassword(int(in.Fd()))
	if err == nil && len(secret) == 0 {
		err = failf(misused, "", "the passphrase is empty")
	}
	return secret, err
}

// readPassphrase takes the file's first line: editors end files with a line end
// that nobody means.
func readPassphrase(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, failf(misused, "", "passphrase file: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPassphrase+1))
	if err != nil {
		return nil, failf(failed, "", "passphrase file: %w", err)
	}
	if len(b) > maxPassphrase {
		return nil, failf(misused, "", "passphrase file %s is longer than %d bytes: is it the right file?", path, maxPassphrase)
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, failf(misused, "", "passphrase file %s: the first line is empty", path)
	}
	return line, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
