package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const manual = "../../docs/run"

// walked are the pages of docs/run that a new administrator goes through, in this
// order; elsewhere says why another is not among them.
var (
	walked    = []string{"install", "officers", "rota", "waking", "day", "backup", "recovery", "upgrade", "move"}
	elsewhere = map[string]string{
		"cluster":  "takes PostgreSQL: TestKilledInTheMiddleOfAMove, node/shared_test.go",
		"oidc":     "takes a provider: web/oidc_test.go",
		"watching": "takes a service: node/watch_test.go",
	}
)

// notHere are commands of the pages that a test cannot run, and why.
var notHere = []struct{ with, why string }{
	{"make ", "packs the program"},
	{"apt-get ", "changes the machine"},
	{"systemctl ", "there is no systemd in a test"},
	{"mkdir -p /etc/systemd", "there is no systemd in a test"},
	{"printf ", "there is no systemd in a test"},
	{"systemd-creds ", "there is no systemd in a test"},
	{"shred ", "there is no systemd in a test"},
	{"tar ", "there is one machine in a test"},
	{"lanna alert drill ", "waits until somebody acknowledges it; waking.txtar has it"},
	{"lanna restore go-on", "the node waits for nobody here; backup.txtar has it"},
}

// A documented is a command as a page prints it.
type documented struct{ page, line string }

// commandsOf returns the commands of a page: indented lines that begin with a
// program, those that end in a backslash with the next one.
func commandsOf(t *testing.T, page string) (out []documented) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(manual, page+".md"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(b), "\\\n", " ")
	for _, block := range blocks.FindAllString(text, -1) {
		if line := strings.TrimSpace(block); begins.MatchString(line) {
			out = append(out, documented{page, line})
		}
	}
	return out
}

var (
	blocks = regexp.MustCompile(`(?m)^ {4,}\S.*$`)
	begins = regexp.MustCompile(`^(lanna|export|make|apt-get|systemctl|systemd-creds|shred|tar|mkdir|printf|rm|curl|createuser) `)
)

// The verbs and flags of all pages are those of the program.
func TestDocumentedCommandsParse(t *testing.T) {
	pages, err := filepath.Glob(manual + "/*.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, page := range walked {
		known[page] = true
	}
	parser, err := newParser(&program{out: io.Discard, err: io.Discard}, new(cli), func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range pages {
		page := strings.TrimSuffix(filepath.Base(file), ".md")
		if !known[page] && elsewhere[page] == "" {
			t.Errorf("nobody walks %s: name it in walked or elsewhere", file)
		}
		for _, c := range commandsOf(t, page) {
			if !strings.HasPrefix(c.line, "lanna ") {
				continue
			}
			found++
			if _, err := parser.Parse(wordsOf(c.line)[1:]); err != nil {
				t.Errorf("%s: %s: %v", page, c.line, err)
			}
		}
	}
	if found < 50 {
		t.Errorf("only %d commands were found", found)
	}
}

// wordsOf splits a line as a shell does, up to where the command ends.
func wordsOf(line string) (out []string) {
	line = strings.ReplaceAll(line, "OLD-WRITER", strings.Repeat("0", 64))
	for _, w := range word.FindAllString(line, -1) {
		if strings.ContainsAny(w[:1], "|>#;&") {
			break
		}
		out = append(out, strings.NewReplacer(`"`, "", "'", "").Replace(w))
	}
	return out
}

var word = regexp.MustCompile(`(?:"[^"]*"|'[^']*'|[^\s"'])+`)

// A newcomer walks the pages from nothing, in the order in which they stand, by
// the commands as they are printed. Paths lie below a folder of the test, secrets
// come from files, and lanna serve stands where the service would.
func TestDocumentedWalk(t *testing.T) {
	if os.Getenv("LANNA_SOAK") == "" { // some sixty passwords and passphrases are derived
		t.Skip("set LANNA_SOAK=1 to walk the pages of docs/run")
	}
	w := newWalk(t)
	for _, page := range walked {
		if w.before[page] != nil {
			w.before[page]()
		}
		for _, c := range commandsOf(t, page) {
			w.run(c)
		}
	}
	w.stop()
	if w.ran < 40 {
		t.Errorf("only %d commands were run", w.ran)
	}
}

type newcomer struct {
	t      *testing.T
	dir    string
	ran    int
	node   *exec.Cmd
	said   bytes.Buffer // by the node
	before map[string]func()
}

func newWalk(t *testing.T) *newcomer {
	w := &newcomer{t: t, dir: t.TempDir()}
	for _, folder := range []string{"var/lib", "media/stick", "backups", "etc/lanna", "root"} {
		w.must(os.MkdirAll(filepath.Join(w.dir, folder), 0o755))
	}
	for name, text := range map[string]string{"passphrase": "EXERCISE-correct-horse", "password": "EXERCISE-violet-harbour-1", "etc/lanna/waking.json": "{}"} {
		w.must(os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600))
	}
	t.Cleanup(w.stop)
	w.before = map[string]func(){
		"officers": w.serve,
		"upgrade":  w.stop, // a page says so, to systemd
		"recovery": w.serve,
	}
	return w
}

func (w *newcomer) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// run runs a command as the page prints it, with what a test must do otherwise.
func (w *newcomer) run(c documented) {
	w.t.Helper()
	for _, not := range notHere {
		if strings.HasPrefix(c.line, not.with) {
			return
		}
	}
	line, _, _ := strings.Cut(c.line, "     #")
	line, _, _ = strings.Cut(line, " && systemctl ")
	switch {
	case strings.HasPrefix(line, "lanna install "): // never this machine, whatever a page says
		line = "lanna install --below /machine" + strings.TrimPrefix(strings.Replace(line, " --below /tmp/look", "", 1), "lanna install")
	case strings.HasPrefix(line, "lanna restore "): // the node was lost
		w.stop()
		w.must(os.Rename(w.path("/var/lib/lanna"), w.path("/stolen")))
	case strings.HasPrefix(line, "lanna node passphrase "):
		line = strings.ReplaceAll(line, "/root/old-passphrase", "/passphrase") + " --new-passphrase-file /passphrase"
	case strings.HasPrefix(line, "lanna officer join "):
		line += " --code-file /code-" + strings.Fields(line)[3] + " --new-password-file /password"
	case strings.HasPrefix(line, "lanna writer checkpoint "), strings.HasPrefix(line, "lanna writer revoke "):
		line = strings.ReplaceAll(line, "OLD-WRITER", w.oldWriter())
	}
	line = strings.ReplaceAll(line, "--password-file FILE", "--password-file /password")
	out := w.sh(c.page, line)
	switch f := strings.Fields(line); {
	case strings.HasPrefix(line, "lanna officer add "), strings.HasPrefix(line, "lanna officer reset "):
		w.must(os.WriteFile(w.path("/code-"+f[3]), []byte(out), 0o600))
		if f[3] != "somchai" || f[2] == "reset" { // for the first one the page says how
			w.sh(c.page, fmt.Sprintf("lanna officer join %s --code-file /code-%s --new-password-file /password", f[3], f[3]))
		}
	case strings.HasPrefix(line, "lanna restore "):
		w.serve()
	}
	w.ran++
}

var places = regexp.MustCompile(`(^|[ "=>])/(var|media|backups|etc|tmp|root|machine|code|password|passphrase)\b`)

func (w *newcomer) path(p string) string { return w.dir + p }

// sh runs a line below the test's folder.
func (w *newcomer) sh(page, line string) string {
	w.t.Helper()
	if strings.Contains(line, "lanna install") && !strings.HasPrefix(line, "lanna install --below /machine ") || strings.Contains(line, "systemctl") {
		w.t.Fatalf("%s.md: %s would change this machine", page, line)
	}
	cmd := exec.CommandContext(w.t.Context(), "sh", "-ec", places.ReplaceAllString(line, "${1}"+w.dir+"/${2}"))
	cmd.Dir = w.path("/root")
	cmd.Env = append(os.Environ(), "LANNA_DATA="+w.path("/var/lib/lanna"), "LANNA_PASSPHRASE_FILE="+w.path("/passphrase"),
		"LANNA_ROOT_PASSPHRASE_FILE="+w.path("/passphrase"), "LANNA_PASSWORD_FILE="+w.path("/password"), "LANNA_READ=/nowhere")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == partlyDone && strings.HasPrefix(line, "lanna doctor") {
		err = nil // a test's machine lacks this and that
	}
	if err != nil {
		w.t.Fatalf("%s.md: %s: %v\n%s%s\n%s", page, line, err, out, errs.String(), w.said.String())
	}
	return string(out)
}

// serve stands where the unit would start the node.
func (w *newcomer) serve() {
	w.t.Helper()
	if w.node != nil {
		return
	}
	w.node = exec.Command("lanna", "serve", "--listen", "127.0.0.1:0", "--data", w.path("/var/lib/lanna"))
	w.node.Env = append(os.Environ(), "LANNA_PASSPHRASE_FILE="+w.path("/passphrase"), "LANNA_READ=/nowhere")
	w.node.Dir, w.node.Stderr = w.dir, &w.said
	w.must(w.node.Start())
	for range 1000 {
		if exists(w.path("/var/lib/lanna/control.sock")) {
			return
		}
		time.Sleep(20 * time.Millisecond) // until it listens; a process tells no other way
	}
	w.t.Fatalf("the node does not listen: %s", w.said.String())
}

func (w *newcomer) stop() {
	if w.node != nil {
		w.node.Process.Signal(os.Interrupt)
		w.node.Wait()
		w.node = nil
	}
}

// oldWriter is the writer that a restore ended.
func (w *newcomer) oldWriter() string {
	w.t.Helper()
	for line := range strings.Lines(w.sh("recovery", "lanna writer list --as admin")) {
		if f := strings.Fields(line); len(f) > 1 && f[1] == "ended" {
			return f[0]
		}
	}
	w.t.Fatal("no writer was ended")
	return ""
}
