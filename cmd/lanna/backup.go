package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"filippo.io/age"

	"lanna/backup"
	"lanna/node"
)

type backupGroup struct {
	Make   backupMakeCmd   `cmd:"" default:"withargs" help:"Back up a node, served or not."`
	Keygen backupKeygenCmd `cmd:"" help:"Make the key that opens backups."`
	List   backupListCmd   `cmd:"" help:"List the backups of a folder."`
	Verify backupVerifyCmd `cmd:"" help:"Restore the newest backup on trial, and compare."`
	Prune  backupPruneCmd  `cmd:"" help:"Remove backups that are too old."`
}

func (backupGroup) examples() string {
	return `lanna backup keygen --out /media/stick/backup-key.txt          once; the key stays on the stick
lanna backup --to /backups --recipient-file backup.pub --as admin
lanna backup --as admin                                        again, to the same place
lanna backup verify --from /backups --identity /media/stick/backup-key.txt`
}

type backupMakeCmd struct {
	officerFlags
	To            string   `name:"to" type:"path" placeholder:"DIR" help:"Folder of backups; kept for the next time."`
	Recipient     []string `name:"recipient" placeholder:"KEY,..." help:"age recipient to whom backups are encrypted; kept for the next time."`
	RecipientFile string   `name:"recipient-file" type:"path" placeholder:"FILE" help:"File with age recipients, one a line."`
}

func (backupMakeCmd) examples() string { return backupGroup{}.examples() }

// Run has the node make a backup.
func (c backupMakeCmd) Run(p *program) error {
	recipients := strings.Join(c.Recipient, "\n")
	if c.RecipientFile != "" {
		b, err := os.ReadFile(c.RecipientFile)
		if err != nil {
			return failf(misused, "lanna backup keygen --help", "%w", err)
		}
		recipients += "\n" + string(b)
	}
	var done node.BackupDone
	if err := c.ask(p, "backup.make", node.BackupArgs{Dir: c.To, Recipients: strings.TrimSpace(recipients)}, &done); err != nil {
		return err
	}
	if p.json {
		return p.emit(done)
	}
	p.say("Backed up to %s: %d statements, %d pictures, %s.", done.Path, done.Statements, done.Pictures, size(done.Bytes))
	return nil
}

type backupKeygenCmd struct {
	Out string `name:"out" type:"path" required:"" placeholder:"FILE" help:"Where the key is written. Keep it on a disk of its own, away from node and backups."`
}

func (backupKeygenCmd) examples() string {
	return "lanna backup keygen --out /media/stick/backup-key.txt > backup.pub"
}

// Run makes a key. Its recipient is printed; the key itself is written to the
// file alone.
func (c backupKeygenCmd) Run(p *program) error {
	k, err := backup.NewKey()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return failf(conflict, "the same command with another --out", "%w", err)
	}
	_, err = fmt.Fprintf(f, "# Opens the backups of a Lanna node. Whoever has this file and a backup can read everything.\n%s\n", k.Identity)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.Out))
	}
	if p.json {
		return p.emit(map[string]any{"identity": c.Out, "recipient": k.Recipient})
	}
	p.say("The key is in %s; copy it to a second disk. Its recipient, which the node is told:", c.Out)
	_, err = fmt.Fprintln(p.out, k.Recipient)
	return err
}

type fromFlags struct {
	From string `name:"from" type:"path" required:"" placeholder:"DIR" help:"Folder of backups, of which the newest is taken, or one backup."`
}

type identityFlags struct {
	Identity string `name:"identity" type:"path" required:"" placeholder:"FILE" help:"age identity that opens the backup (lanna backup keygen)."`
}

// identities reads what opens the backup.
func (f identityFlags) identities() ([]age.Identity, error) {
	file, err := os.Open(f.Identity)
	if err != nil {
		return nil, failf(misused, "the same command with the right --identity FILE", "%w", err)
	}
	defer file.Close() // read only
	return backup.Identities(file)
}

// backupLine is a backup as --json prints it.
type backupLine struct {
	Path       string `json:"path"`
	Code       string `json:"code"`
	Made       string `json:"made"`
	Days       int    `json:"days"` // old
	Statements int64  `json:"statements"`
	Pictures   int64  `json:"pictures"`
	Bytes      int64  `json:"bytes"`
}

type backupListCmd struct{ fromFlags }

func (backupListCmd) examples() string { return "lanna backup list --from /backups" }

// Run lists backups, the oldest first.
func (c backupListCmd) Run(p *program) error {
	list, bad := backup.List(c.From)
	rows := [][]string{{"MADE", "DAYS", "AGENCY", "STATEMENTS", "PICTURES", "SIZE", "FOLDER"}}
	for _, f := range list {
		line := backupLine{f.Path, f.Code, stamp(f.Made), days(f.Age(p.now())), f.Statements, f.Pictures, f.Bytes()}
		if p.json {
			if err := p.emit(line); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{line.Made, fmt.Sprint(line.Days), line.Code, fmt.Sprint(line.Statements), fmt.Sprint(line.Pictures), size(line.Bytes), line.Path})
	}
	if !p.json {
		table(p.out, rows)
	}
	if bad != nil {
		return &failure{code: integrity, err: bad, next: "lanna backup --as LOGIN, which makes a new one"}
	}
	return nil
}

type backupVerifyCmd struct {
	fromFlags
	identityFlags
	In string `name:"in" type:"path" placeholder:"DIR" help:"Where the trial folder is made; the system's temporary folder if not given. It is encrypted, and removed at the end."`
}

func (backupVerifyCmd) examples() string {
	return "lanna backup verify --from /backups --identity /media/stick/backup-key.txt"
}

// Run restores on trial.
func (c backupVerifyCmd) Run(p *program) error {
	with, err := c.identities()
	if err != nil {
		return err
	}
	show := p.restoreBar()
	rep, err := node.Rehearse(p.ctx, c.From, c.In, with, show.progress)
	show.end()
	if err != nil {
		return err
	}
	if p.json {
		if err := p.emit(rep); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(p.out, "%s of %s, made %s (%s ago): %d statements, %d pictures, %s; %d erasures beside it.\n", rep.Backup, rep.Code, stamp(rep.Made),
			ago(p.now().Sub(rep.Made.Time())), rep.Statements, rep.Pictures, size(rep.Bytes), rep.Erasures)
	}
	if !rep.Equal {
		return failf(integrity, "lanna backup --as LOGIN, then verify again", "the views that were made of it differ from those of the node")
	}
	if !p.json {
		fmt.Fprintln(p.out, "It can be restored: all files are whole, and the views that were made of it are those of the node.")
	}
	return nil
}

type backupPruneCmd struct {
	fromFlags
	Days int `name:"days" default:"30" help:"Remove those older than this (${default}). The newest is never removed."`
}

func (backupPruneCmd) examples() string { return "lanna backup prune --from /backups" }

// Run removes old backups: the key of a picture that was erased later still lies
// in them.
func (c backupPruneCmd) Run(p *program) error {
	gone, pictures, err := backup.Prune(c.From, p.now().Add(-time.Duration(c.Days)*24*time.Hour))
	if err != nil {
		return err
	}
	if p.json {
		return p.emit(map[string]any{"removed": gone, "pictures": pictures})
	}
	p.say("%d backups removed, and %d pictures that no other holds.", len(gone), pictures)
	return nil
}

// ago says an age in whole units that have passed, two of them.
func ago(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%d s", int(max(d, 0)/time.Second))
	}
	if d < time.Hour {
		return fmt.Sprintf("%d min %d s", int(d/time.Minute), int(d%time.Minute/time.Second))
	}
	if d < 24*time.Hour {
		return fmt.Sprintf("%d h %d min", int(d/time.Hour), int(d%time.Hour/time.Minute))
	}
	return fmt.Sprintf("%d days %d h", days(d), int(d%(24*time.Hour)/time.Hour))
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }

// size says bytes for people.
func size(n int64) string {
	if n < 10<<20 {
		return fmt.Sprintf("%d KB", (n+1023)>>10)
	}
	return fmt.Sprintf("%d MB", n>>20)
}
