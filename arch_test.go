package lanna_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path that go.mod gives; a room's import path is module/room.
const module = "lanna"

// A room is a folder of the house and what its code may import. The table is
// the drawing of ARCHITECTURE.md in words: imports point down.
type room struct {
	path string // folder; its subfolders follow the same rule unless they have one of their own
	// may lists the rooms it imports, besides its own subfolders. A room that
	// ends in "/..." means its subfolders too.
	may  []string
	libs []string // modules it may use; {"*"} any but those of libraryRules, nil the standard library only
	why  string   // why not more
}

var anyLibrary = []string{"*"}

var house = []room{
	{path: ".", why: "the vocabulary is what everything else is said in; it stays free of every choice of a library"},
	{path: "statement", may: []string{"."}, libs: []string{"golang.org/x/mod"},
		why: "what an officer said must be checkable by anyone, without a store, a desk or a page"},
	{path: "handling", may: []string{".", "statement"},
		why: "what may leave the node is one pure decision over its arguments; it can look nothing up"},
	{path: "names", may: []string{"."}, libs: anyLibrary,
		why: "names and keys are pure functions of text"},
	{path: "match", may: []string{".", "names", "statement"}, libs: anyLibrary,
		why: "a score explains itself from features that it was given"},
	{path: "match/index", may: []string{".", "names", "match"}, libs: anyLibrary,
		why: "an index finds what it was given; who may see it and where it came from is the desk's to say"},
	{path: "match/drawn", may: []string{"names"},
		why: "drawn names teach and measure; nothing of the house is drawn from"},
	{path: "match/index/crowd", may: []string{".", "match", "match/drawn", "match/index"},
		why: "a crowd measures an index from outside"},
	{path: "match/index/bench", may: []string{"match", "match/index", "match/index/crowd"},
		why: "what measures the index stands above it"},
	{path: "wire", may: []string{"."},
		why: "it reads bytes of strangers and must not be able to do anything with them"},
	{path: "hit", may: []string{".", "wire"}, libs: anyLibrary,
		why: "a partner's question must not be able to reach a record"},
	{path: "extract/reading",
		why: "the wire types are compiled into the process that strangers' pictures reach"},
	{path: "extract/ocr", may: []string{".", "extract", "extract/reading"}, libs: anyLibrary,
		why: "who talks to the reading process has no business with keys or records"},
	{path: "extract", may: []string{".", "names", "extract/reading"}, libs: anyLibrary,
		why: "extraction proposes and never decides: it sees no key, no statement, no store"},
	{path: "extract/touching", may: []string{"names"}, libs: anyLibrary,
		why: "weighs runs of letters and knows nothing of pages and notices"},
	{path: "list", may: []string{".", "names", "extract/ids"}, libs: anyLibrary,
		why: "a list is read cell by cell from what strangers send: no key, no record and no store is in reach"},
	{path: "audit", may: []string{".", "statement", "store"}, libs: anyLibrary,
		why: "a log that knew desks or pages could be told what not to write"},
	{path: "blob", may: []string{".", "statement"}, libs: anyLibrary,
		why: "a blob is ciphertext under a name; whose picture it is stands in claims"},
	{path: "backup", may: []string{".", "wire", "statement", "blob", "store"}, libs: anyLibrary,
		why: "it copies what a store holds, whatever the engine, and gives nobody anything to read"},
	{path: "store/sqlite", may: []string{".", "statement", "handling", "search", "store", "store/packed", "store/keyfile"}, libs: anyLibrary,
		why: "an engine stores what it is given; a workflow adds no SQL"},
	{path: "store/postgres", may: []string{".", "statement", "handling", "search", "store", "store/packed", "store/keyfile"}, libs: anyLibrary,
		why: "an engine stores what it is given; a workflow adds no SQL"},
	{path: "store/packed", may: []string{".", "statement", "store"},
		why: "how rows are packed is the same for every engine, so it knows none"},
	{path: "store/transfer", may: []string{".", "statement", "store"},
		why: "what takes a node from one engine to another knows neither"},
	{path: "store/keyfile", may: []string{"store"}, libs: []string{"golang.org/x/crypto"},
		why: "a key is sealed in one way wherever it lies"},
	{path: "store/memory", may: []string{".", "statement", "handling", "search", "store"}, libs: anyLibrary,
		why: "an engine stores what it is given"},
	{path: "store/storetest", may: []string{".", "statement", "handling", "search", "store"}, libs: anyLibrary,
		why: "the suite must pass for every engine, so it knows none"},
	{path: "store", may: []string{".", "statement", "handling"}, libs: anyLibrary,
		why: "the contract is written in the words of statements; engines lie below it in folders"},
	{path: "search", may: []string{".", "names"}, libs: anyLibrary,
		why: "words are pure functions of text; what the reader may see is the desk's to say"},
	{path: "graph", may: []string{".", "handling", "store"}, libs: anyLibrary,
		why: "links run over what the reader may see, and the desk says what that is"},
	{path: "federate", may: []string{".", "wire", "statement", "handling", "hit", "store", "blob"}, libs: anyLibrary,
		why: "what goes to a partner was released by the desk before it came here"},
	{path: "desk", may: []string{".", "statement", "handling", "names", "match", "match/index", "hit", "extract", "extract/county", "extract/reading", "list", "audit", "blob", "store", "search", "graph", "federate"}, libs: anyLibrary,
		why: "the doors know neither the engine that stores nor the page that shows; who wires them is node"},
	{path: "docs", may: []string{"search"}, libs: []string{"github.com/yuin/goldmark"},
		why: "the manual is files and what makes pages of them; it knows neither who reads nor what a node holds"},
	{path: "web", may: []string{".", "desk", "docs", "idp", "handling", "extract", "extract/reading", "list", "match", "pdf", "health"}, libs: anyLibrary,
		why: "a page asks a desk; one that reads a store or a log goes around the doors"},
	{path: "idp", may: []string{"."}, libs: anyLibrary,
		why: "an identity provider says who somebody is; what that one may do is in reach of the desk alone"},
	{path: "wake", may: []string{".", "desk"}, libs: anyLibrary,
		why: "whom to wake and when is the desk's to decide; who sends sees a label and a severity, and no record"},
	{path: "pdf", may: []string{"."},
		why: "it hands a page to a browser: no record, key or store is in reach of what does that"},
	{path: "health",
		why: "whether a node is well is a pure judgement of numbers; who asks has measured them"},
	{path: "install",
		why: "what is written to a machine's system folders is text; it opens no node and knows no secret but what it is handed"},
	{path: "sim", may: []string{".", "statement", "handling", "audit", "store", "store/memory", "federate", "desk"}, libs: anyLibrary,
		why: "it runs the doors as they are and swaps what lies below; no room may import it, because it swaps chance as well"},
	{path: "config", may: []string{"."}, libs: anyLibrary,
		why: "configuration is read before anything else is there"},
	{path: "node", may: []string{".", "statement", "handling", "audit", "backup", "blob/...", "store", "store/sqlite", "store/postgres", "store/transfer", "extract", "extract/ocr", "extract/reading", "list", "desk", "health", "idp", "web/...", "pdf", "federate/...", "config"}, libs: anyLibrary,
		why: "node wires one node and decides nothing; it does not know what invented data there is"},
	{path: "exercise", may: []string{".", "extract", "extract/accuracy", "extract/reading"}, libs: anyLibrary,
		why: "invented data comes in by the same door as real data, so it needs no key of the house"},
	{path: "cmd/lanna-read", may: []string{"extract/reading"}, libs: anyLibrary,
		why: "a stranger's picture is never decoded where keys are: this program can reach none"},
	{path: "cmd/lanna-bench", may: []string{"..."}, libs: anyLibrary,
		why: "measures all rooms"},
	{path: "cmd/lanna", may: []string{"..."}, libs: anyLibrary,
		why: "the verbs stand at the top"},
	{path: "tests", may: []string{"..."}, libs: anyLibrary,
		why: "tests of the whole stand beside the top"},
	{path: "web/build", may: []string{"web"}, libs: anyLibrary,
		why: "what builds the pages' assets is no part of them"},
}

// An importRule forbids one import, everywhere but in some rooms, tests included.
type importRule struct {
	what string   // import path, or the beginning of one when it ends in "/"
	only []string // rooms that may
	why  string
}

var importRules = []importRule{
	{what: "C", only: []string{"cmd/lanna-read"},
		why: "bin/lanna is static and cross-compiles; C code reads strangers' pictures, so it lives in a process without keys"},
	{what: "github.com/yalue/onnxruntime_go", only: []string{"cmd/lanna-read"},
		why: "it needs cgo"},
	{what: module + "/exercise", only: []string{"exercise", "cmd/lanna", "cmd/lanna-bench", "cmd/lanna-read", "tests"}, // lanna-read in tests alone
		why: "no room may know what invented data looks like, or it would be tuned to it"},
	{what: "github.com/ncruces/go-sqlite3", only: []string{"store/sqlite"},
		why: "SQL lives in the engines' rooms alone"},
	{what: "github.com/jackc/pgx", only: []string{"store/postgres"},
		why: "SQL lives in the engines' rooms alone"},
	{what: "database/sql", only: []string{"store/sqlite", "store/postgres"},
		why: "SQL lives in the engines' rooms alone"},
	{what: "github.com/alecthomas/kong", only: []string{"cmd/lanna", "cmd/lanna-read"},
		why: "arguments are parsed where main is"},
	{what: "math/rand", only: nil,
		why: "it looks like chance and is not; math/rand/v2 with a seed for invented data, crypto/rand for all else"},
	{what: "unsafe", only: []string{"cmd/lanna-read"},
		why: "nothing here is so slow that memory safety may go"},
}

func TestImportsPointDown(t *testing.T) {
	for _, file := range sources(t) {
		if file.test || file.generator() {
			continue // a test may wire whole rooms together; a generator is in no package
		}
		r, ok := roomOf(file.dir)
		if !ok {
			t.Errorf("%s: the folder is not in the table of rooms in arch_test.go: say what it may import, and why", file.path)
			continue
		}
		for _, imported := range file.imports() {
			if why := r.forbids(imported); why != "" {
				t.Errorf("%s imports %s, and %s", file.path, imported, why)
			}
		}
	}
}

func TestForbiddenImports(t *testing.T) {
	for _, file := range sources(t) {
		for _, imported := range file.imports() {
			for _, rule := range importRules {
				if rule.matches(imported) && !under(file.dir, rule.only) {
					t.Errorf("%s imports %s: %s", file.path, imported, rule.why)
				}
			}
		}
	}
}

// A rule that lets everything through looks the same as a house in order.
func TestRulesCatchWhatTheyShould(t *testing.T) {
	tests := []struct {
		dir, imported string
		allowed       bool
	}{
		{".", "fmt", true},
		{".", "golang.org/x/mod/sumdb/note", false},
		{".", "lanna/statement", false},
		{"statement", "lanna", true},
		{"statement", "golang.org/x/mod/sumdb/note", true},
		{"statement", "github.com/google/uuid", false},
		{"handling", "lanna/store", false},
		{"extract", "lanna/statement", false},
		{"extract", "lanna/extract/reading", true},
		{"extract/county", "lanna/blob", false},
		{"desk", "lanna/store", true},
		{"desk", "lanna/store/sqlite", false},
		{"desk", "lanna/web", false},
		{"desk", "lanna/node", false},
		{"web", "lanna/web/locale", true},
		{"web", "lanna/store", false},
		{"web", "lanna/statement", false},
		{"node", "lanna/federate/https", true},
		{"node", "lanna/exercise", false},
		{"cmd/lanna-read", "lanna/extract/reading", true},
		{"cmd/lanna-read", "lanna/extract", false},
		{"cmd/lanna", "lanna/exercise", true},
	}
	for _, test := range tests {
		r, ok := roomOf(test.dir)
		if !ok {
			t.Fatalf("no rule for %s", test.dir)
		}
		if why := r.forbids(test.imported); (why == "") != test.allowed {
			t.Errorf("%s imports %s: allowed is %v, want %v", test.dir, test.imported, why == "", test.allowed)
		}
	}
	if _, ok := roomOf("attic"); ok {
		t.Error("a folder that is in no table has a rule")
	}
}

// forbids says why code of the room must not import the package, or nothing if
// it may.
func (r room) forbids(imported string) string {
	inside, ours := ownPackage(imported)
	switch {
	case imported == "C": // importRules knows
		return ""
	case ours:
		if under(inside, []string{r.path}) && r.path != "." || slices.ContainsFunc(r.may, func(m string) bool { return allows(m, inside) }) {
			return ""
		}
		return fmt.Sprintf("%s may import only %v of the house: %s", r.path, r.may, r.why)
	case isStandard(imported) || slices.Equal(r.libs, anyLibrary):
		return ""
	case slices.ContainsFunc(r.libs, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") }):
		return ""
	}
	return fmt.Sprintf("%s may use only these libraries %v: %s", r.path, r.libs, r.why)
}

func (r importRule) matches(imported string) bool {
	return imported == r.what || r.what != "C" && strings.HasPrefix(imported, r.what+"/") && !strings.HasPrefix(imported, "math/rand/v2")
}

// allows reports whether the pattern of a may list covers the room.
func allows(pattern, inside string) bool {
	if base, ok := strings.CutSuffix(pattern, "..."); ok {
		base = strings.TrimSuffix(base, "/")
		return base == "" || inside == base || strings.HasPrefix(inside, base+"/")
	}
	return pattern == inside
}

// roomOf finds the rule with the longest path that covers the folder.
func roomOf(dir string) (room, bool) {
	var best room
	found := false
	for _, r := range house {
		if !(dir == r.path || r.path != "." && strings.HasPrefix(dir, r.path+"/")) {
			continue
		}
		if !found || len(r.path) > len(best.path) {
			best, found = r, true
		}
	}
	return best, found
}

// ownPackage gives the folder of a package of this module.
func ownPackage(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

func isStandard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

func under(dir string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return dir == r || strings.HasPrefix(dir, r+"/") })
}

// A source is one parsed Go file of the module.
type source struct {
	path string // from the root, with slashes
	dir  string
	test bool
	ast  *ast.File
	set  *token.FileSet
}

func (s source) imports() []string {
	var paths []string
	for _, spec := range s.ast.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// generator reports whether the file is a program of its own, started by go generate.
func (s source) generator() bool {
	for _, group := range s.ast.Comments {
		for _, comment := range group.List {
			if strings.HasPrefix(comment.Text, "//go:build ignore") {
				return true
			}
		}
	}
	return false
}

func (s source) at(n ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.set.Position(n.Pos()).Line)
}

// sources parses every Go file of the module. It does so itself, without the go
// tool: the test cache follows files that a test opens, not what a subprocess
// read, and would go on saying "ok" after a rule was broken.
func sources(t *testing.T) []source {
	t.Helper()
	var files []source
	err := filepath.WalkDir(".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if p != "." && (strings.HasPrefix(name, ".") || slices.Contains([]string{"node_modules", "testdata", "bin", "data"}, name)) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		slashed := filepath.ToSlash(p)
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, p, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, source{
			path: slashed, dir: path.Dir(slashed), test: strings.HasSuffix(name, "_test.go") || strings.HasSuffix(path.Dir(slashed), "test"),
			ast: parsed, set: set,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no Go file found: the test does not run at the root of the module")
	}
	return files
}
