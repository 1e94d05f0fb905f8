package node_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanna"
	"lanna/backup"
	"lanna/desk"
	"lanna/node"
)

// planted are words that a thief would look for.
func planted() (list []string) {
	for i := range 1000 {
		list = append(list, fmt.Sprintf("EXERCISE-%d-Zeugnis", i*7919))
	}
	return list
}

// findIn counts which of the words stand in any file below a folder.
func findIn(t *testing.T, dir string, words []string) int {
	t.Helper()
	var all bytes.Buffer
	must(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		all.Write(b)
		return err
	}))
	n := 0
	for _, w := range words {
		if bytes.Contains(all.Bytes(), []byte(w)) {
			n++
		}
	}
	return n
}

// Whoever steals the data folder, and the backups with it, finds none of 1,000
// planted words; a restore on trial leaves none on the disk; and with the key
// and the root all of them are there again.
func TestTheftTellsNothing(t *testing.T) {
	n := newNation(t, "TH", "national")
	words := planted()
	for i := 0; i < len(words); i += 250 {
		_, err := n.Desk.Capture(t.Context(), n.by, exchange, desk.Intake{Report: &desk.Report{Kind: lanna.BountyRecord, Fields: []desk.Field{
			{Property: lanna.Alias, Value: "EXERCISE"}, {Property: lanna.Amount, Value: "600000 CNY"}, {Property: lanna.Narrative, Value: strings.Join(words[i:i+250], " ")}}}})
		must(t, err)
	}
	open := t.TempDir() // the search finds what is there
	must(t, os.WriteFile(filepath.Join(open, "plain"), []byte(strings.Join(words, "\n")), 0o600))
	if got := findIn(t, open, words); got != len(words) {
		t.Fatalf("the search finds %d of what is there", got)
	}
	k, err := backup.NewKey()
	must(t, err)
	to, scratch := filepath.Join(t.TempDir(), "backups"), t.TempDir()
	done, err := n.BackUp(t.Context(), n.by, exchange, node.BackupArgs{Dir: to, Recipients: k.Recipient})
	must(t, err)
	with, err := backup.Identities(strings.NewReader(k.Identity))
	must(t, err)
	most := 0
	rep, err := node.Rehearse(t.Context(), to, scratch, with, func(string, int64, int64) { most = max(most, findIn(t, scratch, words)) })
	if err != nil || !rep.Equal || most > 0 {
		t.Errorf("the trial: %+v, %v, with %d words on the disk", rep, err, most)
	}
	for _, dir := range []string{n.Dir(), to, scratch} {
		if got := findIn(t, dir, words); got > 0 {
			t.Errorf("%d words in %s", got, dir)
		}
	}
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("the trial left %d folders, %v", len(left), err)
	}
	// What is refused leaves nothing behind.
	manifest := filepath.Join(done.Path, "manifest")
	whole, err := os.ReadFile(manifest)
	must(t, err)
	must(t, os.WriteFile(manifest, bytes.Replace(whole, []byte(`"version":1`), []byte(`"version":9`), 1), 0o600))
	if _, err := node.Rehearse(t.Context(), to, scratch, with, nil); lanna.CodeOf(err) != "backup-version" && !errors.Is(err, backup.ErrVersion) {
		t.Errorf("a backup of a newer version: %v", err)
	}
	must(t, os.WriteFile(manifest, whole, 0o600))
}
