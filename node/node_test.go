package node_test

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"lanna"
	"lanna/desk"
	"lanna/desk/desktest"
	"lanna/node"
	"lanna/statement"
	"lanna/store"
)

const (
	passphrase = "EXERCISE passphrase"
	rootWords  = "EXERCISE root words"
	password   = "EXERCISE-pass-1"
)

func initNode(t testing.TB) (dir, rootFile string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "d")
	rootFile = filepath.Join(t.TempDir(), "root.age")
	err := node.Init(t.Context(), node.InitConfig{Dir: dir, Passphrase: passphrase, RootFile: rootFile, RootPassphrase: rootWords, RootWork: 10, Key: desktest.CheapKey, Password: desktest.Cheap,
		Settings: node.Settings{Agency: "TH", Kind: "national", Zone: "Asia/Bangkok", Exercise: true},
		First:    desk.Account{Login: "admin", Name: "EXERCISE admin", Password: password, Roles: []lanna.Role{lanna.Administrator}},
		Clock:    node.Clock})
	if err != nil {
		t.Fatal(err)
	}
	return dir, rootFile
}

func open(t testing.TB, dir string) *node.Node {
	t.Helper()
	n, err := node.Open(t.Context(), node.Config{Dir: dir, Passphrase: passphrase})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func words() (string, error) { return passphrase, nil }

func ask(t *testing.T, dir, verb string, args, out any) error {
	t.Helper()
	raw, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	c := node.Call{Verb: verb, Login: "admin", Password: password, Why: desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}, Args: raw}
	return node.Ask(t.Context(), node.Config{Dir: dir}, words, c, out)
}

func TestANodeIsMadeOnce(t *testing.T) {
	dir, root := initNode(t)
	err := node.Init(t.Context(), node.InitConfig{Dir: dir, Passphrase: passphrase, RootFile: root, RootPassphrase: rootWords, Clock: node.Clock})
	if !errors.Is(err, node.ErrThere) {
		t.Errorf("made again: %v", err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

func TestAWrongPassphraseOpensNothing(t *testing.T) {
	dir, _ := initNode(t)
	if _, err := node.Open(t.Context(), node.Config{Dir: dir, Passphrase: "wrong"}); !errors.Is(err, store.ErrPassphrase) {
		t.Errorf("wrong passphrase: %v", err)
	}
	if _, err := node.Open(t.Context(), node.Config{Dir: t.TempDir(), Passphrase: passphrase}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("empty folder: %v", err)
	}
}

func TestTheRootOpensWithItsOwnWordsAlone(t *testing.T) {
	_, root := initNode(t)
	if _, err := node.ReadRoot(root, "wrong"); !errors.Is(err, node.ErrRoot) {
		t.Errorf("wrong words: %v", err)
	}
	if _, err := node.ReadRoot(root, rootWords); err != nil {
		t.Error(err)
	}
}

// A command line works on a folder that nobody serves and, by its socket, on
// one that is served; the same words in, the same answer out.
func TestVerbsWorkServedAndNotServed(t *testing.T) {
	dir, _ := initNode(t)
	var before, during []desk.WriterRow
	if err := ask(t, dir, "writer.list", struct{}{}, &before); err != nil {
		t.Fatal(err)
	}
	stop := serve(t, dir)
	if err := ask(t, dir, "writer.list", struct{}{}, &during); err != nil {
		t.Fatal(err)
	}
	if _, err := node.Open(t.Context(), node.Config{Dir: dir, Passphrase: passphrase}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a second process opened it: %v", err)
	}
	var refused any
	if err := ask(t, dir, "alert.list", struct{}{}, &refused); lanna.KindOf(err) != lanna.Denied {
		t.Errorf("an administrator read the queue: %v", err)
	}
	stop()
	if len(before) != 1 || len(during) != 1 || before[0].Writer != during[0].Writer || !during[0].Own {
		t.Errorf("writers %+v, then %+v", before, during)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Error("after serving:", err)
	}
}

// A label that nobody has must not be told from one that is not the reader's.
func TestALabelTellsNothingToWhomItIsNotFor(t *testing.T) {
	dir, _ := initNode(t)
	n := open(t, dir)
	label := captured(t, n)
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
	defer serve(t, dir)()
	refused := func(label string) string {
		var out any
		err := ask(t, dir, "record.show", node.RecordArgs{ID: label}, &out)
		if err == nil {
			t.Fatalf("an administrator was shown %s", label)
		}
		return err.Error()
	}
	if there, nowhere := refused(label), refused("C-9999"); there != nowhere {
		t.Errorf("of a record that is there %q, of one that is not %q", there, nowhere)
	}
}

// captured is the label of a capture that a duty officer made.
func captured(t *testing.T, n *node.Node) string {
	t.Helper()
	ctx, why := t.Context(), desk.Why{Purpose: lanna.Rescue}
	admin, err := n.Desk.SignIn(ctx, desk.Proof{Login: "admin", Password: password, Remote: "test"})
	if err != nil {
		t.Fatal(err)
	}
	made, err := n.Desk.AddOfficer(ctx, admin, desk.Why{Purpose: lanna.Rescue, Reason: "EXERCISE"}, desk.Account{Login: "duty", Name: "EXERCISE duty", Roles: []lanna.Role{lanna.DutyOfficer}})
	if err != nil {
		t.Fatal(err)
	}
	duty, err := n.Desk.Actor(ctx, made.Officer)
	if err != nil {
		t.Fatal(err)
	}
	record, err := n.Desk.Capture(ctx, duty, why, desk.Intake{Text: "EXERCISE 悬赏 50万"})
	if err != nil {
		t.Fatal(err)
	}
	v, err := n.Desk.Proposals(ctx, duty, why, record)
	if err != nil {
		t.Fatal(err)
	}
	return v.Label
}

func serve(t *testing.T, dir string) (stop func()) {
	t.Helper()
	n := open(t, dir)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- n.Serve(ctx, node.ServeConfig{Listen: l, Origin: "http://localhost", Ready: func() { close(ready) }, Tick: 10 * time.Millisecond})
	}()
	select {
	case <-ready:
	case err := <-done:
		t.Fatal("did not serve: ", err)
	}
	res, err := http.Get("http://" + l.Addr().String() + "/")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("first page: %v", err)
	}
	res.Body.Close()
	return func() {
		cancel()
		if err := errors.Join(<-done, n.Close()); err != nil {
			t.Error(err)
		}
	}
}

// A stolen writer signs no more on its own node.
func TestARevokedWriterSignsNoMore(t *testing.T) {
	dir, rootFile := initNode(t)
	root, err := node.ReadRoot(rootFile, rootWords)
	if err != nil {
		t.Fatal(err)
	}
	var list []desk.WriterRow
	if err := ask(t, dir, "writer.list", struct{}{}, &list); err != nil {
		t.Fatal(err)
	}
	cert := statement.NewCertificate(root, statement.Revoke, list[0].Writer, lanna.MillisOf(time.Now()), uint64(list[0].Leaves), [32]byte{})
	var done node.Done
	if err := ask(t, dir, "writer.add", node.CertificateArgs{Certificate: cert.Bytes()}, &done); err != nil {
		t.Fatal(err)
	}
	_, err = node.Open(t.Context(), node.Config{Dir: dir, Passphrase: passphrase})
	if lanna.CodeOf(err) != "writer-not-active" {
		t.Errorf("a revoked writer opened its node: %v", err)
	}
	if strings.Contains(err.Error(), "admin") {
		t.Errorf("the error names a person: %v", err)
	}
}
