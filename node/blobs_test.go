package node_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/backup"
	"lanna/blob/s3/s3test"
	"lanna/desk"
	"lanna/node"
)

const pngHead = "\x89PNG\r\n\x1a\n"

// picture sends a picture in.
func picture(t *testing.T, n *node.Node, by desk.Actor, words string) (lanna.RecordID, error) {
	t.Helper()
	return n.Desk.Capture(t.Context(), by, exercise, desk.Intake{Channel: desk.ChannelPicture, Data: []byte(pngHead + words)})
}

func filesIn(t *testing.T, dir string) (n int) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			n++
		}
		return err
	}))
	return n
}

// The pictures of a node go to a bucket that keeps versions; what is captured,
// backed up, erased and restored after that is there, and gone, as in a folder.
func TestPicturesInABucket(t *testing.T) {
	server := s3test.Start(t, true)
	t.Setenv("LANNA_BLOBS_KEY", s3test.Keys(t, s3test.SecretKey))
	dir, rootFile := initNode(t)
	n := open(t, dir)
	duty, leader := officer(t, n, "duty", lanna.DutyOfficer), officer(t, n, "leader", lanna.ShiftLeader)
	id, err := picture(t, n, duty, "EXERCISE one")
	must(t, err)
	must(t, n.Close())

	moved, err := node.MoveBlobs(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}, server.Place("th"), "", func(int64, int64) {})
	if err != nil || moved.Pictures != 1 || filesIn(t, filepath.Join(dir, "blobs")) != 0 {
		t.Fatalf("%+v, %v, %d files left", moved, err, filesIn(t, filepath.Join(dir, "blobs")))
	}
	if place, err := node.CheckBlobs(t.Context(), dir); err != nil || place != server.Place("th") {
		t.Errorf("%s: %v", place, err)
	}
	n = open(t, dir)
	defer func() { n.Close() }()
	_, err = picture(t, n, duty, "EXERCISE two")
	must(t, err)
	names, content := server.Objects(t)
	if len(names) != 2 || bytes.Contains(content, []byte("EXERCISE")) {
		t.Fatalf("in the bucket: %v", names)
	}

	k, err := backup.NewKey()
	must(t, err)
	to := filepath.Join(t.TempDir(), "backups")
	done, err := n.BackUp(t.Context(), signIn(t, n, "admin"), exercise, node.BackupArgs{Dir: to, Recipients: k.Recipient})
	if err != nil || done.Pictures != 2 {
		t.Fatalf("backup: %+v, %v", done, err)
	}
	server.Fault(s3test.Away)
	if _, err := picture(t, n, duty, "EXERCISE three"); lanna.CodeOf(err) != "blob-not-kept" || lanna.KindOf(err) != lanna.Unavailable {
		t.Errorf("a picture while the store is away: %v", err)
	}
	admin, err := n.Desk.CheckPassword(t.Context(), desk.Proof{Login: "admin", Password: password})
	must(t, err)
	must(t, n.Desk.Erase(t.Context(), leader, admin, exercise, id, nil)) // stands, wherever the picture lies
	server.Fault(nil)
	if left := n.Desk.RemoveLeft(); left != 0 {
		t.Errorf("%d pictures could not be removed", left)
	}
	names, _ = server.Objects(t)
	if len(names) != 1 || !strings.HasPrefix(names[0], "th/") {
		t.Errorf("after erasing, in the bucket: %v", names)
	}
	must(t, n.Close())

	with, err := backup.Identities(strings.NewReader(k.Identity))
	must(t, err)
	root, err := node.ReadRoot(rootFile, rootWords)
	must(t, err)
	again := filepath.Join(t.TempDir(), "again")
	rep, err := node.Restore(t.Context(), node.Restoring{From: to, Identities: with, Dir: again, Passphrase: passphrase, Root: root, Clock: node.Clock,
		Blobs: server.Place("restored")})
	if err != nil || rep.Pictures != 2 || rep.Erased != 1 {
		t.Fatalf("restore: %+v, %v", rep, err)
	}
	n = open(t, again)
	names, _ = server.Objects(t)
	if len(names) != 2 || strings.HasPrefix(names[0], "th/") == strings.HasPrefix(names[1], "th/") {
		t.Errorf("after the restore, which erases again: %v", names)
	}
}

func TestANodeDoesNotStartWithAWrongKey(t *testing.T) {
	server := s3test.Start(t, false)
	dir, _ := initNode(t)
	cfg := node.Config{Dir: dir, Passphrase: passphrase, Blobs: server.Place(""), BlobsKey: s3test.Keys(t, "another")}
	if _, err := node.Open(t.Context(), cfg); lanna.CodeOf(err) != "blobs-refused" {
		t.Errorf("a wrong key: %v", err)
	}
	cfg.BlobsKey = s3test.Keys(t, s3test.SecretKey)
	server.Fault(s3test.Away) // people wait for alerts, not for pictures
	n, err := node.Open(t.Context(), cfg)
	must(t, err)
	must(t, n.Close())
}

// A node in PostgreSQL is not moved under the hands of a process that serves it.
func TestPicturesAreNotMovedWhileServed(t *testing.T) {
	a, _, stop := two(t)
	dir := a.Dir()
	node.AskLeaseFor(t, time.Second)
	_, err := node.MoveBlobs(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}, t.TempDir(), "", func(int64, int64) {})
	if err == nil || err.Error() != node.ErrServed.Error() {
		t.Errorf("while it is served: %v", err)
	}
	stop()
}
