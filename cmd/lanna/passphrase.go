package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

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

// maxSecret keeps a wrong file from being taken for a passphrase or a password.
const maxSecret = 4096

// read finds the passphrase. fresh asks twice, because it is set for the first time.
func (f passphraseFlags) read(p *program, fresh bool) ([]byte, error) {
	path := f.PassphraseFile
	if folder := os.Getenv("CREDENTIALS_DIRECTORY"); path == "" && folder != "" {
		if given := filepath.Join(folder, credential); exists(given) {
			path = given
		}
	}
	if fresh {
		return p.newSecret(path, "Passphrase of the node: ", "--passphrase-file FILE")
	}
	return p.secret(path, "Passphrase of the node: ", "--passphrase-file FILE")
}

// secret reads a passphrase or password from a file if one is named, else from
// the terminal. flag is what to give where there is none.
func (p *program) secret(path, question, flag string) ([]byte, error) {
	if path != "" {
		return readSecret(path)
	}
	in, ok := p.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		what, _, _ := strings.Cut(question, ":")
		return nil, failf(misused, "the same command with "+flag, "%s: there is no file and no terminal to ask", strings.ToLower(what))
	}
	return p.ask(in, question)
}

// newSecret is secret for one that is set for the first time: it asks twice.
func (p *program) newSecret(path, question, flag string) ([]byte, error) {
	first, err := p.secret(path, question, flag)
	if err != nil || path != "" {
		return first, err
	}
	second, err := p.secret(path, "The same again: ", flag)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(first, second) {
		return nil, failf(misused, "", "the two differ")
	}
	return first, nil
}

func (p *program) ask(in *os.File, question string) ([]byte, error) {
	fmt.Fprint(p.err, question)
	defer fmt.Fprintln(p.err)
	secret, err := term.ReadPassword(int(in.Fd()))
	if err == nil && len(secret) == 0 {
		err = failf(misused, "", "nothing was typed")
	}
	return secret, err
}

// readSecret takes the file's first line: editors end files with a line end
// that nobody means.
func readSecret(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, failf(misused, "", "secret from a file: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err != nil {
		return nil, failf(failed, "", "secret from a file: %w", err)
	}
	if len(b) > maxSecret {
		return nil, failf(misused, "", "%s is longer than %d bytes: is it the right file?", path, maxSecret)
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, failf(misused, "", "%s: the first line is empty", path)
	}
	return line, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// secondPassword is where the password of an officer who signs too comes from.
type secondPassword struct {
	WithPasswordFile string `name:"with-password-file" type:"path" placeholder:"FILE" help:"File with the second officer's password; without it the terminal asks."`
}

func (f secondPassword) signature(p *program, login string) ([]byte, error) {
	return p.secret(f.WithPasswordFile, "Password of "+login+": ", "--with-password-file FILE")
}
